"""What a reader can work out of everything together: the least and the most of every sum.

Three kinds of equations are propagated until nothing gets narrower: a sum is that of what is in it;
a whole is its parts and the rest, at every level; and what is known is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chitieu.measure.disclosure.beside import Variable, whole
from chitieu.measure.disclosure.column import Column
from chitieu.measure.disclosure.relations import Relation
from chitieu.measure.disclosure.tree import Tree

LARGEST = 1e9  # a count that nothing bounds
SWEEPS = 60  # where more would be needed the ranges are narrow by ones, as nobody computes them


@dataclass
class Range:
    """By node, the least and the most that a sum can be."""

    low: np.ndarray
    high: np.ndarray
    inner: np.ndarray  # nodes whose sum is that of the nodes in them

    def keep_within(self, low: np.ndarray, high: np.ndarray, where: np.ndarray) -> None:
        self.low = np.where(where, np.maximum(self.low, low), self.low)
        self.high = np.where(where, np.minimum(self.high, high), self.high)

    @property
    def choices(self) -> np.ndarray:
        """How many whole numbers each sum may be."""
        return self.high - self.low + 1


class Narrowing:
    """The ranges of the variables that have to do with one another, and of the rests."""

    def __init__(self, tree: Tree, columns: dict[Variable, Column], relations: list[Relation]):
        self.tree, self.columns = tree, columns
        self.parent = np.array([-1 if above is None else above for above in tree.parent])
        self.below = np.flatnonzero(self.parent >= 0)
        self.relations = [relation for relation in relations if {*relation.variables} <= {*columns}]
        self._found: dict[Relation | None, dict] = {}
        self.holds = {relation: self._where_it_holds(relation) for relation in self.relations}

    def ranges(self, without: Relation | None = None) -> dict[Variable | Relation, Range]:
        """Return the range of every variable and of every relation's rest, as things stood when
        they were asked for first; `without` one relation."""
        if without not in self._found:
            self._found[without] = self._propagated(without)
        return self._found[without]

    def _propagated(self, without: Relation | None) -> dict[Variable | Relation, Range]:
        relations = [relation for relation in self.relations if relation != without]
        found = {v: self._known(c) for v, c in self.columns.items()}
        found |= {relation: self._rest(relation) for relation in relations}
        for _ in range(SWEEPS):
            before = [(each.low, each.high) for each in found.values()]
            for each in found.values():
                self._sum(each)
            for relation in relations:
                self._relate(relation, found)
            after = [(each.low, each.high) for each in found.values()]
            if all(np.array_equal(x, y) for x, y in zip(before, after, strict=True)):
                break
        return found

    def _known(self, column: Column) -> Range:
        size = len(self.parent)
        low, high, inner = np.zeros(size), np.zeros(size), np.zeros(size, bool)
        for node, count in column.sums.items():
            known = column.is_known(node)
            low[node], high[node] = (whole(count), whole(count)) if known else (0, LARGEST)
            inner[node] = bool(column.inside[node])
        return Range(low, high, inner)

    def _rest(self, relation: Relation) -> Range:
        holds = self.holds[relation]
        inner = np.zeros(len(holds), bool)
        inner[self.parent[self.below]] = True
        return Range(np.zeros(len(holds)), np.full(len(holds), LARGEST), inner & holds)

    def _where_it_holds(self, relation: Relation) -> np.ndarray:
        """Nodes in which all counts of all variables are there and none is faulty."""
        sides = [(1, self.columns[v]) for v in relation.wholes]
        sides += [(-1, self.columns[v]) for v in relation.parts]
        there = {leaf for _, column in sides for leaf in column.counts}
        holds = np.zeros(len(self.parent), bool)
        for node in next(iter(self.columns.values())).order:
            children = self.tree.children[node]
            if node in there:
                counts = [sign * column.counts.get(node, np.nan) for sign, column in sides]
                holds[node] = sum(counts) >= 0
            else:
                holds[node] = all(holds[child] for child in children)
        return holds

    def _sum(self, of: Range) -> None:
        size, above = len(self.parent), self.parent[self.below]
        low = np.bincount(above, of.low[self.below], size)
        high = np.bincount(above, of.high[self.below], size)
        of.keep_within(low, high, of.inner)
        least, most, inside = np.zeros(size), np.zeros(size), np.zeros(size, bool)
        least[self.below] = of.low[above] - (high[above] - of.high[self.below])
        most[self.below] = of.high[above] - (low[above] - of.low[self.below])
        inside[self.below] = of.inner[above]
        of.keep_within(least, most, inside)

    def _relate(self, relation: Relation, found: dict) -> None:
        """Sum of the wholes less that of the parts less the rest is nothing."""
        terms = [(1, found[v]) for v in relation.wholes] + [(-1, found[v]) for v in relation.parts]
        terms.append((-1, found[relation]))
        holds = self.holds[relation]
        for sign, term in terms:
            others = [(s * -sign, each) for s, each in terms if each is not term]
            low = sum(each.low if s > 0 else -each.high for s, each in others)
            high = sum(each.high if s > 0 else -each.low for s, each in others)
            term.keep_within(low, high, holds)

    def narrow(
        self, sensitive: set[Variable], enough: int
    ) -> Iterator[tuple[Variable | Relation, int]]:
        """Yield what has too few choices, and where: a withheld count or sum, or the small rest of
        a whole, which is a count of its own where the part is sensitive."""
        for key, of in self.ranges().items():
            for node in np.flatnonzero(of.choices < enough).tolist():
                if isinstance(key, Relation):
                    hidden = key.counted and sensitive & {*key.parts} and self.holds[key][node]
                    small = of.low[node] < enough and of.high[node] > 0
                    told = all(self._is_known(v, node) for v in key.variables)
                    if hidden and small and not told:
                        yield key, node
                elif node in self.columns[key].withheld and self._is_stated(key, node):
                    yield key, node

    def _is_known(self, variable: Variable, node: int) -> bool:
        return self.columns[variable].is_known(node)

    def _is_stated(self, variable: Variable, node: int) -> bool:
        return self.columns[variable].is_leaf(node) or self.tree.key[node] is not None
