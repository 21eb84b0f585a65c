"""Which cells go: the search, from small counts until nothing more has to.

Variables are sealed one by one (`sealing`) until nothing more goes. Then it is asked what each
tells of the others, two by two and all together (`untying`): what would leave a withheld count too
few choices goes as well, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.measure.disclosure.beside import Beside, Variable
from chitieu.measure.disclosure.column import Column
from chitieu.measure.disclosure.limits import Limits
from chitieu.measure.disclosure.relations import Relation
from chitieu.measure.disclosure.sealing import Sealing
from chitieu.measure.disclosure.tree import Tree
from chitieu.measure.disclosure.untying import Untying

Counts = dict[Variable, dict[int, float]]  # by variable and node, where the count was made


def choose(
    tree: Tree,
    counts: Counts,
    sensitive: Iterable[Variable],
    relations: list[Relation],
    threshold: int,
    rests: Iterable[Relation] = (),
) -> dict[Variable, set[int]]:
    """Return the nodes to withhold of each variable; `rests`: see `relations_of_rests`."""
    return Search(tree, counts, sensitive, relations, threshold, list(rests)).run()


class Search:
    """Weak counts are sealed, and what tells of them, until nothing more has to go."""

    def __init__(self, tree, counts, sensitive, relations, threshold, rests):
        self.threshold, self.relations, self.rests = threshold, relations, rests
        order = tree.upwards()
        self.roots = [node for node in order if tree.parent[node] is None]
        self.columns = {v: Column(tree, order, of) for v, of in counts.items()}
        self.sensitive = [variable for variable in sensitive if variable in counts]
        self.beside = Beside(self.columns, self.sensitive, relations, threshold)
        self.sealing = Sealing(self.beside, Limits(self.beside, rests))
        self.untying = Untying(tree, self.beside, relations, rests)
        self._sealed_at: dict[Variable, list] = {}  # by variable, how far all were then

    def run(self) -> dict[Variable, set[int]]:
        self._weaken_small()
        before = None
        while before != (now := self._size()):
            before = now
            self._settle()
            self.untying.untie([each for found in self.sealing.binding.values() for each in found])
            if before == self._size():
                self.untying.widen_narrow()
        return {v: column.withheld for v, column in self.columns.items() if column.withheld}

    def _size(self) -> list[tuple[int, ...]]:
        return [column.size() for column in self.columns.values()]

    def _settle(self) -> None:
        """Seal until each variable holds by itself and follows those that it is a part of."""
        before = None
        while before != (now := self._size()):
            before = now
            for variable, column in self.columns.items():
                if column.weak or column.led or column.sealed:
                    self._seal(variable, column)
            self._follow_wholes()

    def _seal(self, variable: Variable, column: Column) -> None:
        """Seal a variable, unless nothing has changed anywhere since it was."""
        now = self._size()
        if self._sealed_at.get(variable) != now:
            self._sealed_at[variable] = now
            self.sealing.seal(variable, column)

    def _weaken_small(self) -> None:
        for variable in self.sensitive:
            column = self.columns[variable]
            alone = sum(len(column.leaves[root]) for root in self.roots) == 1
            limit = self.threshold + alone  # a count that nothing can hide needs a choice more
            column.weak |= {node for node, count in column.sums.items() if 0 < count < limit}
        for relation in self.relations:
            if relation.counted:
                parts = [v for v in relation.parts if v in self.sensitive]
                small = self._with_small_rest(relation, self.columns[parts[0]]) if parts else set()
                if not relation.shown:  # a whole that is small goes itself
                    for whole_one in relation.wholes:
                        small -= self.columns[whole_one].weak
                for variable in parts:
                    self.columns[variable].weak |= small
        for relation in self.rests:
            half = self.columns.get(relation.wholes[1])
            if relation.counted and half:  # those in between who are in the whole alone
                half.weak |= self._with_small_rest(relation, half)

    def _with_small_rest(self, relation: Relation, column: Column) -> set[int]:
        """The nodes of a column in which few of the whole are not in the part."""
        rests = {node: self.beside.rest(relation, node) for node in column.sums}
        return {node for node, rest in rests.items() if self.beside.is_small(rest)}

    def _follow_wholes(self) -> None:
        """A part goes where its denominator goes, since the two are shown in one row; where
        another whole is sealed, or its total goes, a part goes that would tell how much it holds at
        least."""
        for relation in self.relations:
            for part, other in self.beside.parts_and_wholes(relation):
                some = {node for node, count in part.sums.items() if count > 0}
                if relation.shown:
                    part.led |= other.withheld & set(part.sums)
                part.led |= other.withheld & some & set(self.roots)
                part.sealed |= other.sealed & some
            if relation.shown and len(relation.parts) > 1:
                self._go_together([self.columns[v] for v in relation.parts if v in self.columns])

    def _go_together(self, parts: list[Column]) -> None:
        """Several parts of one whole, as the terms of a numerator: where one is withheld all are,
        since the others and the whole would tell it, but for the rest."""
        bad = set().union(*(p.weak | p.led | p.withheld & set(p.counts) for p in parts))
        for part in parts:
            part.led |= bad & set(part.sums) - part.weak
            part.led |= {
                node for node in part.sealed - part.weak if part.is_scarce(node, self.threshold)
            }
