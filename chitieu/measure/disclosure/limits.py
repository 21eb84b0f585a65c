"""How little and how much a withheld count can be by what is known of other variables."""

from __future__ import annotations

from chitieu.measure.disclosure.beside import Beside, Variable, whole
from chitieu.measure.disclosure.choices import Span
from chitieu.measure.disclosure.relations import Relation


class Limits:
    """The bounds that a part sets to its whole, and the whole to its part.

    `rests`: relations that hold too, though nothing has to follow them: see `relations_of_rests`.
    """

    def __init__(self, beside: Beside, rests: list[Relation]):
        self.beside, self.columns = beside, beside.columns
        self.threshold = beside.threshold
        self.of = {
            variable: own + [r for r in rests if variable in r.variables]
            for variable, own in beside.of.items()
        }

    def of_count(
        self, variable: Variable, leaf: int, node: int, total: int, relations=None
    ) -> Span:
        """The least and the most that a count can be, one of `total` that are known at `node`;
        of all relations of the variable, or of those given."""
        low, high = 0, total
        for relation in self.of[variable] if relations is None else relations:
            least, most = self._beside(relation, variable, leaf, total)
            low, high = max(low, least), min(high, most)
            least, most = self._between(relation, variable, leaf, node, total)
            low, high = max(low, least), min(high, most)
        count = whole(self.columns[variable].counts[leaf])
        return (low, high) if low <= count <= high else (0, total)  # faulty counts bind nothing

    def of_sum(self, variable: Variable, node: int, total: int, relations=None) -> Span:
        """The same of a sum of several counts."""
        low, high = 0, total
        for relation in self.of[variable] if relations is None else relations:
            if variable in relation.wholes:
                rooms = [self._most(each, node) for each in relation.wholes if each != variable]
                if None not in rooms:
                    parts = sum(self._least(part, node) for part in relation.parts)
                    low = max(low, parts - sum(rooms))
            elif variable in relation.parts and not self.columns[variable].is_leaf(node):
                rooms = [self._most(each, node) for each in relation.wholes]
                others = (self._least(each, node) for each in relation.parts if each != variable)
                if None not in rooms:
                    high = min(high, sum(rooms) - sum(others))
        return low, high

    def binding(self, variable: Variable, node: int, total: int) -> list[Variable]:
        """The variables that set a limit to one of the counts or sums below a node."""
        column, found = self.columns[variable], []
        for relation in self.of[variable]:
            limits = [
                *(self.of_count(variable, leaf, node, total, [relation])
                  for leaf in column.leaves[node]),
                *(self.of_sum(variable, child, total, [relation]) for child in column.inside[node]),
            ]  # fmt: skip
            if any(limit != (0, total) for limit in limits):
                found += [v for v in relation.variables if v != variable]
        return [
            v for v in dict.fromkeys(found) if v in self.columns and self.columns[v].leaves[node]
        ]

    def _beside(self, relation: Relation, variable: Variable, leaf: int, total: int) -> Span:
        """The limits by what is known of the other counts in the same place."""
        room = self.beside.room(relation, variable, leaf)
        if room is None:
            return 0, total
        if variable not in relation.parts:
            return -room, total
        if len(relation.wholes) > 1:
            return 0, room
        # A whole that leaves less goes: see Sealing._widen.
        return 0, room if room > self.threshold else total

    def _between(self, relation: Relation, variable, leaf: int, node: int, total: int) -> Span:
        """The limits where it is known how many at `node` are in the whole but not in its part:
        nowhere below it are they more."""
        if relation.is_pair:
            (part,), (other,) = relation.parts, relation.wholes
            sums = [self.beside.known(each, node) for each in (part, other)]
            there = self.beside.known(part if variable == other else other, leaf)
            if None not in (*sums, there) and sums[0] <= sums[1]:
                rest = whole(sums[1] - sums[0])
                if variable == other:
                    return 0, whole(there) + rest
                return whole(there) - rest, total
        return 0, total

    def _least(self, variable: Variable, node: int) -> int:
        column = self.columns.get(variable)
        if column is None or node not in column.sums:
            return 0
        if column.is_known(node):
            return whole(column.sums[node])
        return sum(self._least(variable, child) for child in column.inside[node])

    def _most(self, variable: Variable, node: int) -> int | None:
        column = self.columns.get(variable)
        if column is None or node not in column.sums:
            return None
        if column.is_known(node):
            return whole(column.sums[node])
        rooms = [self._most(variable, child) for child in column.inside[node]]
        return sum(rooms) if rooms and None not in rooms else None
