"""How one variable is sealed: small counts, and as many further ones as it takes to hide them.

From the lowest areas upwards. A small count is *weak*: its pair is *sealed*, which withholds both.
The sum of a sealed pair may then be known to anybody, and all else with it. If that leaves some
count inside too few choices, the pair is weak itself and the group above is sealed: what is in it
goes but for zeros, or one large count goes where that is enough. So up to the whole, whose own
count goes last. Each sealed group stands alone: the proof of one needs nothing of the others.
But where the whole would go for what it holds, the zeros go instead if there are groups enough:
the whole is worth more.

What is looked at: which counts are small or none, the sums of sealed groups, and what stays
published.
"""

from __future__ import annotations

from chitieu.measure.disclosure.beside import Beside, Variable, whole
from chitieu.measure.disclosure.choices import Part, fewest_choices, may_tell
from chitieu.measure.disclosure.column import Column
from chitieu.measure.disclosure.limits import Limits
from chitieu.measure.disclosure.relations import Relation


class Sealing:
    """Seals the variables. `binding`: by variable, which others bind too closely what was sealed of
    it, and where."""

    def __init__(self, beside: Beside, limits: Limits):
        self.beside, self.limits = beside, limits
        self.columns, self.threshold = beside.columns, beside.threshold
        self.binding: dict[Variable, list[tuple[Variable, int]]] = {}

    def seal(self, variable: Variable, column: Column) -> None:
        """Withhold of a variable what takes to hide its weak counts, from the lowest upwards."""
        self.binding[variable] = []
        column.few.clear()
        column.held.clear()
        column.told.clear()
        for node in column.order:
            inside = column.gather(node)
            if not inside:
                continue
            if column.is_bad(node) or any(map(column.is_bad, inside)):
                column.sealed.add(node)
            if node not in column.sealed:
                continue
            if node in column.drowned:
                column.flood(node)
                inside = column.inside[node]
            if column.is_few(node, self.threshold):
                column.few.add(node)
            if node not in column.weak and not self._holds(variable, column, node, inside):
                led = column.weak.isdisjoint(inside) and node not in column.few
                (column.led if led else column.weak).add(node)
            gone = node in column.wide and (node in column.few or column.is_bad(node))
            if gone and column.groups[node] > 1:
                column.flood(node)
        column.hide()

    def _holds(self, variable, column: Column, node: int, inside: list[int]) -> bool:
        """Whether what a sealed node holds stays hidden although its sum is known."""
        if any(self._leaves_few(relation, node) for relation in self.beside.part_of[variable]):
            return False
        if len(inside) == 1 and column.is_bad(inside[0]):
            return False
        if node in column.few and node in column.wide:
            return self._is_told(variable, column, node)
        if node in column.few:
            return False
        if self._is_light(variable, column, node, inside):
            return True
        total = whole(column.sums[node])
        if self._choices(variable, column, node, total, bound=True) >= self.threshold:
            return True
        if self._choices(variable, column, node, total, bound=False) < self.threshold:
            return False
        self.binding[variable] += [
            (other, node) for other in self.limits.binding(variable, node, total)
        ]
        return True

    def _leaves_few(self, relation: Relation, node: int) -> bool:
        """Whether few of the whole are not in the part, so that its count would follow from the
        whole's; several parts that make up all of a whole still hide one another."""
        wholes = (self.columns[v] for v in relation.wholes if v in self.columns)
        gone = any(whole_one.is_bad(node) for whole_one in wholes)
        if not (relation.shown or (relation.counted and not gone)):
            return False
        rest = self.beside.rest(relation, node)
        return (
            rest is not None and rest <= self.threshold and (rest > 0 or len(relation.parts) == 1)
        )

    def _is_told(self, variable, column: Column, node: int) -> bool:
        """Whether the sum of all there is stays although it is small: then nothing inside does.

        It is 6 or more, in three groups at least and with four to spare at most: any count may be
        up to 4 and most may be none, or any 1 to 5. Smaller sums go, 6 in two groups with them,
        so that one that went is 2 to 6. A part with a sum in one group would be 4 at most, so all
        of it goes; and what is published beside it must not say how large a count is at least.
        """
        total = whole(column.sums[node])
        if total <= self.threshold or column.groups[node] < 3:
            return False
        for relation in self.beside.of[variable]:
            for part in relation.parts if variable in relation.wholes else ():
                if part in self.columns:
                    self.columns[part].drowned.add(node)
        column.told.add(node)
        spans = (self.limits.of_count(variable, x, node, total) for x in column.leaves[node])
        if any(low for low, _ in spans):
            for other in self.limits.binding(variable, node, total):
                self.columns[other].sealed.add(node)
        return True

    def _is_light(self, variable, column: Column, node: int, inside: list[int]) -> bool:
        """Whether a group with few in it is hidden by the first that stands beside it: then
        nothing else goes but the sums on the way.

        The sum of both may be known. Whatever the few are, the other stays what it is: no small
        count, or a sealed group that holds.
        """
        few = [child for child in inside if child in column.few and child not in column.led]
        if len(few) != 1 or len(inside) != 2:
            return False
        (few, beside), relations = (few[0], *({*inside} - {*few})), self.beside.of[variable]
        at = None if column.is_bad(beside) else column.companion(beside)
        if at is None or any(variable in relation.wholes for relation in relations):
            return False
        enough, least = self.threshold, column.groups[few]
        count, floor = self._held(variable, column, at)
        total = whole(column.sums[few]) + count
        rooms = [
            self.beside.room(r, variable, leaf) for r in relations for leaf in column.leaves[at]
        ]
        most = min((room - enough for room in rooms if room is not None), default=total)
        if total < least + enough + floor or total - least > most:
            return False
        spans = {x: self.limits.of_count(variable, x, node, total) for x in column.leaves[few]}
        alone = len(spans) == 1  # what goes alone is 4 at most
        parts = [
            Part(spans, {*range(least, least + enough - alone)}, least),
            Part({at: (floor, most)}),
        ]
        if fewest_choices(parts, total, enough) < enough:
            return False
        column.held[node] = total, least + enough + floor
        while at != beside:
            at, below = column.tree.parent[at], at
            column.shut[at] = [below]
        return True

    def _held(self, variable, column: Column, node: int) -> tuple[int, int]:
        """What goes in a node, and how little it may be with the same going: a large count or
        what a sealed node holds."""
        if node not in column.sealed:
            return whole(column.counts[node]), self.threshold
        if node in column.held:
            return column.held[node]
        total, least = whole(column.sums[node]), column.groups[node] + self.threshold
        if least < total and self._choices(variable, column, node, least, True) < self.threshold:
            least = total
        return total, min(least, total)

    def _choices(self, variable, column: Column, node: int, total: int, bound: bool) -> int:
        inside, drowned, parts = column.shut[node], node in column.drowned, []
        for child in inside:
            spans = {}
            for leaf in column.leaves[child]:
                low, high = 0, total
                if bound:
                    low, high = self.limits.of_count(variable, leaf, node, total)
                paired = column.group[leaf] != leaf or drowned
                spans[leaf] = (low if paired else max(low, 1), high)  # alone it is not none
            least, most = 0, total
            if bound:
                least, most = self.limits.of_sum(variable, child, total)
            if not (column.flat[node] or drowned):
                least = max(least, column.groups[child])
            areas = [column.span(area, spans) for area in column.areas[child]]
            parts.append(Part(spans, least=least, most=most, areas=[a for a in areas if a]))
        for part, child in zip(parts, inside, strict=True):
            part.telling = self.beside.telling(variable, child, part, bound)
        if column.weak.isdisjoint(inside) and not may_tell(parts, total):
            for part in parts:  # all know that another variable made it go
                part.telling = set()
        return fewest_choices(parts, total, self.threshold)
