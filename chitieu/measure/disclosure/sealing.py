"""Which cells go: small counts, and as many further ones as it takes to hide them.

From the lowest areas upwards. A small count is *weak*: its group is *sealed*, which withholds
every count inside. The sum of a sealed group may then be known to anybody, and all else with it. If
that leaves some count inside too few choices, the group is weak itself and the next one above is
sealed, up to the whole, whose own count goes last. Each sealed group stands alone: the proof of
one needs nothing of the others.

What is looked at: which counts are small, the sums of sealed groups, and what stays published.
"""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.measure.disclosure.choices import Part, fewest_choices
from chitieu.measure.disclosure.relations import Relation
from chitieu.measure.disclosure.tree import Tree

Counts = dict[str, dict[int, float]]  # by variable and node, where the count was made


def choose(
    tree: Tree, counts: Counts, sensitive: Iterable[str], relations: list[Relation], threshold: int
) -> dict[str, set[int]]:
    """Return the nodes to withhold of each variable."""
    return Sealing(tree, counts, sensitive, relations, threshold).run()


class Sealing:
    """The state of the search: what is weak, sealed and withheld so far; it only ever grows."""

    def __init__(self, tree, counts, sensitive, relations, threshold):
        self.tree, self.counts, self.threshold = tree, counts, threshold
        self.sensitive = [variable for variable in sensitive if variable in counts]
        self.relations = relations
        self.of = {v: [r for r in relations if v in r.parts or v in r.wholes] for v in counts}
        self.order = tree.upwards()
        self.leaves = {v: self._leaves_with(counts[v]) for v in counts}
        self.sums = {v: self._sums(v) for v in counts}
        self.weak: dict[str, set[int]] = {v: set() for v in counts}
        self.led: dict[str, set[int]] = {v: set() for v in counts}  # weak for another's sake
        self.sealed: dict[str, set[int]] = {v: set() for v in counts}
        self.withheld: dict[str, set[int]] = {v: set() for v in counts}

    def run(self) -> dict[str, set[int]]:
        self._weaken_small()
        before = None
        while before != (now := self._size()):
            before = now
            for variable in self.counts:
                if self.weak[variable] or self.led[variable] or self.sealed[variable]:
                    self._seal(variable)
            self._follow_wholes()
            self._widen()
        return {variable: nodes for variable, nodes in self.withheld.items() if nodes}

    def _size(self) -> list[int]:
        kinds = (self.weak, self.led, self.sealed, self.withheld)
        return [len(nodes) for kind in kinds for nodes in kind.values()]

    def _leaves_with(self, counts: dict[int, float]) -> list[list[int]]:
        """By node, the nodes below or at it that have a count of their own."""
        found: list[list[int]] = [[] for _ in self.tree.key]
        for node in self.order:
            below = [leaf for child in self.tree.children[node] for leaf in found[child]]
            found[node] = below or ([node] if node in counts else [])
        return found

    def _sums(self, variable: str) -> dict[int, float]:
        counts = self.counts[variable]
        return {
            node: sum(counts[leaf] for leaf in leaves)
            for node, leaves in enumerate(self.leaves[variable])
            if leaves
        }

    # ---- what is small ------------------------------------------------------------------------

    def _weaken_small(self) -> None:
        for variable in self.sensitive:
            alone = sum(len(self.leaves[variable][n]) for n in self.order
                        if self.tree.parent[n] is None) == 1  # fmt: skip
            limit = self.threshold + alone  # a count that nothing can hide needs a choice more
            self.weak[variable] |= {n for n, c in self.sums[variable].items() if 0 < c < limit}
        for relation in self.relations:
            if relation.shown:
                small = {n for n in self.order if self._is_small(self._rest(relation, n))}
                for variable in relation.parts:
                    if variable in self.sensitive:
                        self.weak[variable] |= small

    def _is_small(self, count: float | None) -> bool:
        return count is not None and 0 < count < self.threshold

    def _rest(self, relation: Relation, node: int) -> float | None:
        """Those of the whole who are not in the part."""
        each = [self.sums.get(v, {}).get(node) for v in (*relation.wholes, *relation.parts)]
        if any(count is None for count in each):
            return None
        return sum(each[: len(relation.wholes)]) - sum(each[len(relation.wholes) :])

    # ---- sealing ------------------------------------------------------------------------------

    def _seal(self, variable: str) -> None:
        weak, led, sealed = self.weak[variable], self.led[variable], self.sealed[variable]
        for node in self.order:
            inside = [c for c in self.tree.children[node] if self.leaves[variable][c]]
            if not inside:
                continue
            if weak & set(inside) or led & set(inside) or node in weak or node in led:
                sealed.add(node)
            if node in sealed and node not in weak and not self._holds(variable, node, inside):
                (weak if weak & set(inside) else led).add(node)
        hidden = self.withheld[variable]
        for node in reversed(self.order):
            above = self.tree.parent[node]
            if node in weak | led if above is None else above in sealed or above in hidden:
                hidden.add(node)

    def _holds(self, variable: str, node: int, inside: list[int]) -> bool:
        """Whether what a sealed node holds stays hidden although its sum is known."""
        total = whole(self.sums[variable][node])
        rests = [self._rest(r, node) for r in self.of[variable] if r.shown and variable in r.parts]
        if total <= self.threshold or any(r is not None and r <= self.threshold for r in rests):
            return False
        if self._choices(variable, inside, total, bound=True) >= self.threshold:
            return True
        if self._choices(variable, inside, total, bound=False) < self.threshold:
            return False
        for other in self._tight(variable, node, total):  # what binds it goes too
            self.sealed[other].add(node)
        return True

    def _choices(self, variable: str, inside: list[int], total: int, bound: bool) -> int:
        leaves = [leaf for child in inside for leaf in self.leaves[variable][child]]
        spans = {leaf: (0, total) for leaf in leaves}
        if bound:
            spans = {leaf: self._span(variable, leaf, total) for leaf in leaves}
        parts = [
            Part({leaf: spans[leaf] for leaf in self.leaves[variable][child]}) for child in inside
        ]
        if any(child in self.weak[variable] for child in inside):
            for part, child in zip(parts, inside, strict=True):
                part.telling = self._telling(variable, child, part, bound)
        return fewest_choices(parts, total, self.threshold)

    def _telling(self, variable: str, child: int, part: Part, bound: bool) -> set[int]:
        """The sums of a child that would have made it weak. Fewer than there are, never more."""
        few = range(max(1, part.least), min(self.threshold - 1, part.most) + 1)
        sums = set(few) if variable in self.sensitive else set()
        for relation in self.of[variable]:
            if not (bound and relation.shown and variable in relation.parts):
                continue
            known = [self._published(v, child) for v in relation.wholes]
            known += [self._published(v, child) for v in relation.parts if v != variable]
            if all(count is not None for count in known):
                n = len(relation.wholes)
                size = whole(sum(known[:n]) - sum(known[n:]))
                sums |= {size - few for few in range(1, self.threshold)}
        return {s for s in sums if part.least <= s <= part.most}

    def _published(self, variable: str, node: int) -> float | None:
        """A node's sum, where every count in it is published."""
        if variable not in self.sums or self.withheld[variable] & set(self.leaves[variable][node]):
            return None
        return self.sums[variable].get(node)

    def _span(self, variable: str, leaf: int, total: int) -> tuple[int, int]:
        """The least and the most that a count can be by what is published beside it."""
        low, high, count = 0, total, whole(self.counts[variable][leaf])
        for relation in self.of[variable]:
            room = self._room(relation, variable, leaf)
            if room is None:
                continue
            if variable in relation.parts:
                high = min(high, room if room > self.threshold else total)  # see _widen
            else:
                low = max(low, -room)
        return (low, high) if low <= count <= high else (0, total)  # faulty counts bind nothing

    def _room(self, relation: Relation, variable: str, leaf: int) -> int | None:
        """The whole less the parts but for one variable, by what is published; None: no bound."""
        in_part = variable in relation.parts
        wholes = [self._published(v, leaf) for v in relation.wholes if in_part or v != variable]
        parts = [self._published(v, leaf) for v in relation.parts if not in_part or v != variable]
        if any(count is None for count in wholes):
            return None
        return whole(sum(wholes) - sum(count for count in parts if count is not None))

    def _tight(self, variable: str, node: int, total: int) -> list[str]:
        """The variables whose published counts bind those of `variable` below `node`."""
        found = []
        for relation in self.of[variable]:
            for leaf in self.leaves[variable][node]:
                room = self._room(relation, variable, leaf)
                if room is None:
                    continue
                narrow = variable in relation.parts and room <= self.threshold
                binds = room < total if variable in relation.parts else room < 0
                binds &= not narrow
                if binds:
                    found += [v for v in (*relation.parts, *relation.wholes) if v != variable]
        return [v for v in dict.fromkeys(found) if self.leaves.get(v) and self.leaves[v][node]]

    # ---- variables together -------------------------------------------------------------------

    def _follow_wholes(self) -> None:
        """A part goes where its denominator goes, since the two are shown in one row; where
        another whole is sealed a part goes that would tell how much it holds at least."""
        for relation in self.relations:
            for variable in relation.parts:
                for other in relation.wholes:
                    if variable not in self.counts or other not in self.counts:
                        continue
                    if relation.shown:
                        self.led[variable] |= self.withheld[other] & set(self.sums[variable])
                    self.sealed[variable] |= {
                        node for node in self.sealed[other] if self.sums[variable].get(node, 0) > 0
                    }

    def _widen(self) -> None:
        """A whole goes where it leaves a withheld part few choices."""
        for relation in self.relations:
            for variable in relation.parts:
                for leaf in self.withheld.get(variable, set()) & set(self.counts.get(variable, ())):
                    room = self._room(relation, variable, leaf)
                    if room is not None and room <= self.threshold:
                        for other in relation.wholes:
                            self.led[other].add(leaf)


def whole(count: float) -> int:
    """A count as a whole number: an estimate of 4.6 is below 5, one of 0.4 is not none."""
    return 1 if 0 < count < 1 else int(count)
