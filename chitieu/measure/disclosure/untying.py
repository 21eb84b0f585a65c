"""What goes because of what variables tell of one another, once each holds by itself."""

from __future__ import annotations

from chitieu.measure.disclosure.beside import Beside, Variable
from chitieu.measure.disclosure.column import Column
from chitieu.measure.disclosure.narrowing import Narrowing
from chitieu.measure.disclosure.relations import Relation
from chitieu.measure.disclosure.tree import Tree


class Untying:
    """Withholds more of what binds a withheld count too closely.

    It goes in the same node, zeros too, since a zero of a part says that all of it is elsewhere; or
    with its sum, where this is so small that few could be anywhere.
    """

    def __init__(self, tree: Tree, beside: Beside, relations: list[Relation], rests):
        self.tree, self.beside, self.columns = tree, beside, beside.columns
        self.threshold = beside.threshold
        self.relations, self.rests = relations, rests

    def untie(self, binding: list[tuple[Variable, int]]) -> None:
        """Withhold what was found `binding`, and wholes that are told too well by their parts."""
        self._widen()
        for variable, node in binding:
            self._empty(self.columns[variable], node)
        for relation in self.relations:
            for part, other in self.beside.parts_and_wholes(relation):
                for node in () if relation.shown else other.sealed - other.told:
                    if other.is_scarce(node, self.threshold) and part.is_bad(node):
                        other.led.add(node)

    def _widen(self) -> None:
        """A whole goes where it leaves a withheld part few choices."""
        for relation in self.relations:
            for variable in relation.parts:
                column = self.columns.get(variable)
                for leaf in column.withheld & set(column.counts) if column else ():
                    room = self.beside.room(relation, variable, leaf)
                    if room is not None and room <= self.threshold:
                        for other in relation.wholes:
                            self.columns[other].led.add(leaf)

    def widen_narrow(self) -> None:
        """Withhold more of what, all together, leaves something withheld too few choices."""
        if not any(column.withheld for column in self.columns.values()):
            return
        narrowing = Narrowing(self.tree, self.columns, [*self.relations, *self.rests])
        for key, node in list(narrowing.narrow(self.beside.sensitive, self.threshold)):
            at = self._known_above(key, node)
            for relation in self._tying(narrowing, key, node):
                for variable in relation.variables:
                    if variable != key:
                        self._loosen(self.columns[variable], at)

    def _tying(self, narrowing: Narrowing, key, node: int) -> list[Relation]:
        """The relations without any one of which there would be choices enough."""
        if isinstance(key, Relation):
            return [key]
        of = [r for r in narrowing.relations if key in r.variables]
        tying = [r for r in of if narrowing.ranges(without=r)[key].choices[node] >= self.threshold]
        return tying or of

    def _known_above(self, key, node: int) -> int:
        """The first node above whose sum a reader knows, or the last that there is."""
        variables = key.variables if isinstance(key, Relation) else (key,)
        while (above := self.tree.parent[node]) is not None:
            node = above
            if all(self.columns[v].is_known(node) for v in variables):
                break
        return node

    def _loosen(self, column: Column, node: int) -> None:
        """Withhold all of a node; where that is done, its sum too; and where that is, one node
        higher."""
        while column.leaves[node]:
            before = column.size()
            if node in column.drowned:
                column.led.add(node)
            elif column.is_bad(node):
                column.sealed.add(node)
            else:
                self._empty(column, node)
            above = self.tree.parent[node]
            if before != column.size() or above is None:
                return
            node = above

    def _empty(self, column: Column, node: int) -> None:
        """Withhold all of a node, or its sum where that would tell as much."""
        column.sealed.add(node)
        scarce = column.sums[node] < column.pairs(node) + self.threshold
        (column.led if scarce else column.drowned).add(node)
