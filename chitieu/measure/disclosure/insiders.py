"""Insiders: an area that knows its own count learns no other area's by taking it away.

A cell whose contributor knows it is a singleton (Hundepool et al.): of a total that is published
and of which two parts are withheld, each of the two areas can work out the other's. So three parts
at least are withheld, or none; also of totals that follow from what is published.

>>> row = Row(("deaths", 0), (("deaths", 1), ("deaths", 2), ("deaths", 3)), of_areas=True)
>>> insiders = Insiders([row])
>>> insiders.are_told(("deaths", 0))
False
>>> insiders.learn(("deaths", 0))
>>> insiders.are_told(("deaths", 3))
True
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from chitieu.measure.disclosure.linked import Cell, Row

LEAST = 3  # parts that are withheld of a known total
IsKnown = Callable[[Cell], bool]


def _not_known(cell: Cell) -> bool:
    return False


class Insiders:
    """`known`: what is published, and what follows from that row by row. `is_known`: of the calls,
    what else is known of a cell."""

    def __init__(self, rows: Iterable[Row]):
        self.known: set[Cell] = set()
        self.rows_of: dict[Cell, list[Row]] = defaultdict(list)
        for row in rows:
            for cell in (row.total, *row.parts):
                self.rows_of[cell].append(row)

    def learn(self, cell: Cell, is_known: IsKnown = _not_known) -> None:
        """Take up that a cell is published."""
        self.known |= self._following(cell, is_known)

    def are_told(self, cell: Cell, is_known: IsKnown = _not_known) -> bool:
        """Whether of a known total one or two parts would be left if a cell were published."""
        follows = self._following(cell, is_known)
        rows = {id(row): row for each in follows for row in self.rows_of[each] if row.of_areas}
        return any(
            not self._open([row.total], follows, is_known)
            and 1 <= len(self._open(row.parts, follows, is_known)) < LEAST
            for row in rows.values()
        )

    def _following(self, cell: Cell, is_known: IsKnown) -> set[Cell]:
        """A cell, and all that rows tell with it in which nothing else is left."""
        follows, pending = {cell}, [cell]
        while pending:
            for row in self.rows_of[pending.pop()]:
                left = self._open((row.total, *row.parts), follows, is_known)
                if len(left) == 1:
                    follows.update(left)
                    pending += left
        return follows

    def _open(self, cells: Iterable[Cell], follows: set[Cell], is_known: IsKnown) -> list[Cell]:
        return [c for c in cells if c not in follows and c not in self.known and not is_known(c)]
