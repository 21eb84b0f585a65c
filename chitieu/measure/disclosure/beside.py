"""What is published beside a count, and how far it binds it."""

from __future__ import annotations

from chitieu.measure.disclosure.choices import Part
from chitieu.measure.disclosure.column import Column
from chitieu.measure.disclosure.relations import Relation

Variable = object


class Beside:
    """The relations between the variables, seen by a reader of what stays published."""

    def __init__(self, columns: dict[Variable, Column], sensitive, relations, threshold: int):
        self.columns, self.sensitive, self.threshold = columns, set(sensitive), threshold
        self.of: dict[Variable, list[Relation]] = {variable: [] for variable in columns}
        self.part_of: dict[Variable, list[Relation]] = {variable: [] for variable in columns}
        for relation in relations:
            for variable in {*relation.parts, *relation.wholes} & set(columns):
                self.of[variable].append(relation)
                if variable in relation.parts:
                    self.part_of[variable].append(relation)

    def is_small(self, count: float | None) -> bool:
        return count is not None and 0 < count < self.threshold

    def rest(self, relation: Relation, node: int) -> float | None:
        """Those of the whole who are not in the part."""
        rest = 0.0
        for sign, side in ((1, relation.wholes), (-1, relation.parts)):
            for variable in side:
                column = self.columns.get(variable)
                if column is None or node not in column.sums:
                    return None
                rest += sign * column.sums[node]
        return rest

    def published(self, variable: Variable, node: int) -> float | None:
        """A node's sum, where every count in it is published."""
        column = self.columns.get(variable)
        if column is None or not column.withheld.isdisjoint(column.leaves[node]):
            return None
        return column.sums.get(node)

    def room(self, relation: Relation, variable: Variable, leaf: int) -> int | None:
        """The whole less the parts but for one variable, by what is published; None: no bound."""
        in_part, room = variable in relation.parts, 0.0
        for whole_one in relation.wholes:
            if in_part or whole_one != variable:
                count = self.published(whole_one, leaf)
                if count is None:
                    return None
                room += count
        for part in relation.parts:
            if not in_part or part != variable:
                room -= self.published(part, leaf) or 0
        return whole(room)

    def span(self, variable: Variable, leaf: int, total: int) -> tuple[int, int]:
        """The least and the most that a count can be by what is published beside it."""
        low, high, count = 0, total, whole(self.columns[variable].counts[leaf])
        for relation in self.of[variable]:
            room = self.room(relation, variable, leaf)
            if room is None:
                continue
            if variable not in relation.parts:
                low = max(low, -room)
                continue
            if len(relation.parts) > 1 and not self.is_small(self.rest(relation, leaf)):
                room -= self.threshold  # a small rest would make the other parts go as well
            if room > self.threshold:  # a whole that leaves less goes: see Sealing._widen
                high = min(high, room)
        return (low, high) if low <= count <= high else (0, total)  # faulty counts bind nothing

    def telling(self, variable: Variable, child: int, part: Part, bound: bool) -> set[int]:
        """The sums of a child that would have made it weak. Fewer than there are, never more."""
        few = range(max(1, part.least), min(self.threshold - 1, part.most) + 1)
        sums = set(few) if variable in self.sensitive else set()
        for relation in self.part_of[variable] if bound else ():
            known = [self.published(v, child) for v in relation.wholes]
            known += [self.published(v, child) for v in relation.parts if v != variable]
            if relation.counted and all(count is not None for count in known):
                n = len(relation.wholes)
                size = whole(sum(known[:n]) - sum(known[n:]))
                sums |= {size - few for few in range(1, self.threshold)}
        return {s for s in sums if part.least <= s <= part.most}

    def tight(self, variable: Variable, node: int, total: int) -> list[Variable]:
        """The variables whose published counts bind those of `variable` below `node`."""
        found = []
        for relation in self.of[variable]:
            in_part = variable in relation.parts
            for leaf in self.columns[variable].leaves[node]:
                room = self.room(relation, variable, leaf)
                if room is None or (in_part and room <= self.threshold):
                    continue
                if room < (total if in_part else 0):
                    found += [v for v in (*relation.parts, *relation.wholes) if v != variable]
        return [v for v in dict.fromkeys(found)
                if v in self.columns and self.columns[v].leaves[node]]  # fmt: skip


def whole(count: float) -> int:
    """A count as a whole number: an estimate of 4.6 is below 5, one of 0.4 is not none."""
    return 1 if 0 < count < 1 else int(count)
