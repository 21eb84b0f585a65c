"""What is published beside a count: the variables that it is a part of, or the whole of."""

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
            for variable in set(relation.variables) & set(columns):
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

    def parts_and_wholes(self, relation: Relation) -> list[tuple[Column, Column]]:
        """Each of a relation's parts with each of its wholes."""
        parts, wholes = (
            [self.columns[v] for v in side if v in self.columns]
            for side in (relation.parts, relation.wholes)
        )
        return [(part, other) for part in parts for other in wholes]

    def known(self, variable: Variable, node: int) -> float | None:
        """A node's sum, where a reader knows it."""
        column = self.columns.get(variable)
        return column.sums.get(node) if column is not None and column.is_known(node) else None

    def room(self, relation: Relation, variable: Variable, node: int) -> int | None:
        """The whole less the parts but for one variable, by what is known; None: no bound."""
        in_part, room = variable in relation.parts, 0.0
        for whole_one in relation.wholes:
            if in_part or whole_one != variable:
                count = self.known(whole_one, node)
                if count is None:
                    return None
                room += count
        for part in relation.parts:
            if not in_part or part != variable:
                room -= self.known(part, node) or 0
        return whole(room)

    def telling(self, variable: Variable, child: int, part: Part, bound: bool) -> set[int]:
        """The sums of a child that would have made it weak. Fewer than there are, never more."""
        few = range(max(1, part.least), min(self.threshold - 1, part.most) + 1)
        sums = set(few) if variable in self.sensitive else set()
        for relation in self.part_of[variable] if bound else ():
            others = [v for v in relation.parts if v != variable]
            if relation.counted and all(self.known(v, child) is not None for v in others):
                size = self.room(relation, variable, child)
                if size is not None:
                    sums |= {size - few for few in range(1, self.threshold)}
        return {s for s in sums if part.least <= s <= part.most}


def whole(count: float) -> int:
    """A count as a whole number: an estimate of 4.6 is below 5, one of 0.4 is not none."""
    return 1 if 0 < count < 1 else int(count)
