"""What cells are known to be, and what they must still be able to be, as decisions are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chitieu.measure.disclosure.inference import LARGEST, NEAR, Rules
from chitieu.measure.disclosure.linked import Cell, Row


class Spans:
    """The least and the most of cells that rows bind, `low` and `high`: first a line for what is
    known without more, then a line for each case that must remain possible."""

    def __init__(self, rows: Sequence[Row], known: Callable[[Cell], tuple[float, float]]):
        cells = dict.fromkeys(cell for row in rows for cell in (row.total, *row.parts))
        self.cells, self.rows = list(cells), rows
        self.at = {cell: number for number, cell in enumerate(self.cells)}
        self.moved = {node for _, node in self.cells}  # areas of which more has been learned
        self._shared: dict[Spans, tuple[np.ndarray, np.ndarray]] = {}
        none = np.zeros(len(rows))
        self.rules = Rules([[(self.at[row.total], -1), *((self.at[part], 1) for part in row.parts)]
                            for row in rows], none, none)  # fmt: skip
        ends = np.array([known(cell) for cell in self.cells], float).T
        self.low, self.high = ends[:1].copy(), np.minimum(ends[1:], LARGEST)
        self.rules.narrow(self.low, self.high)

    def of(self, cell: Cell) -> tuple[float, float]:
        return self.low[0, self.at[cell]], self.high[0, self.at[cell]]

    def is_known(self, cell: Cell) -> bool:
        low, high = self.of(cell)
        return high - low < NEAR

    def learn(self, *known: tuple[Cell, float, float]) -> None:
        """Take up in every line that cells are from a least to a most."""
        cells, low, high = zip(*known, strict=True)
        self._learn(np.array([self.at[cell] for cell in cells]), np.array(low), np.array(high))

    def _learn(self, at: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        before, changed = np.array([self.low[0], self.high[0]]), np.zeros(self.low.shape, bool)
        changed[:, at] = (self.low[:, at] < low) | (self.high[:, at] > high)
        self.low[:, at] = np.maximum(self.low[:, at], low)
        self.high[:, at] = np.minimum(self.high[:, at], high)
        self.rules.narrow(self.low, self.high, np.flatnonzero(changed))
        moved = (before != [self.low[0], self.high[0]]).any(axis=0)
        self.moved |= {self.cells[cell][1] for cell in np.flatnonzero(moved)}

    def add(self, cases: Sequence[Mapping[Cell, tuple[float, float]]]) -> None:
        """Add a line for each case, given by what cells are in it, unless another binds as much."""
        if cases:
            self._add(*self._lines(cases))

    def with_cases(self, cell: Cell, cases: Sequence) -> tuple[np.ndarray, np.ndarray]:
        """What a cell is in each line, and in each of further cases that are possible."""
        at, (low, high) = self.at[cell], self._lines(cases)
        self.rules.narrow(low, high)
        there = (low <= high + NEAR).all(axis=1)
        return tuple(np.append(own[:, at], of[there, at])
                     for own, of in ((self.low, low), (self.high, high)))  # fmt: skip

    def _lines(self, cases: Sequence[Mapping]) -> tuple[np.ndarray, np.ndarray]:
        low, high = (ends[[0] * len(cases)] for ends in (self.low, self.high))
        for line, case in enumerate(cases):
            for cell, (least, most) in case.items():
                at = self.at[cell]
                low[line, at] = max(low[line, at], least)
                high[line, at] = min(high[line, at], most)
        return low, high

    def _add(self, low: np.ndarray, high: np.ndarray) -> None:
        changed = (low != self.low[0]) | (high != self.high[0])
        self.rules.narrow(low, high, np.flatnonzero(changed))
        for least, most in zip(low, high, strict=True):
            inside = ((self.low >= least) & (self.high <= most)).all(axis=1)
            if not inside.any():  # else another case binds as much
                around = ((self.low <= least) & (self.high >= most)).all(axis=1)
                around[0] = False
                self.low = np.vstack([self.low[~around], least])
                self.high = np.vstack([self.high[~around], most])

    def shared(self, of: Spans) -> tuple[np.ndarray, np.ndarray]:
        """Where cells shared with others are here and there."""
        if of not in self._shared:
            cells = [cell for cell in self.cells if cell in of.at]
            here, there = ([spans.at[cell] for cell in cells] for spans in (self, of))
            self._shared[of] = np.array(here, int), np.array(there, int)
        return self._shared[of]

    def differs(self, of: Spans) -> bool:
        """Whether more or less is known here of shared cells."""
        here, there = self.shared(of)
        return bool((self.low[0, here] != of.low[0, there]).any()
                    or (self.high[0, here] != of.high[0, there]).any())  # fmt: skip

    def cases(self, of: Spans) -> dict[bytes, np.ndarray]:
        """What the cells shared with others are in the cases that must remain possible, where it
        is less than what they are without more: their least, then their most."""
        at, _ = self.shared(of)
        ends = np.hstack([self.low[:, at], self.high[:, at]])
        return {key: ends[line] for key, line in _lines(ends).items() if line}

    def take_up(self, of: Spans) -> bool:
        """Take up what others tell of shared cells; return whether they leave anything open."""
        here, there = self.shared(of)
        if self.differs(of):
            self._learn(here, of.low[0, there], of.high[0, there])
        cases, own = of.cases(self), self.cases(of)
        if new := [case for key, case in cases.items() if key not in own]:
            low, high = (ends[[0] * len(new)] for ends in (self.low, self.high))
            least, most = np.hsplit(np.array(new), 2)
            low[:, here] = np.maximum(low[:, here], least)
            high[:, here] = np.minimum(high[:, here], most)
            self._add(low, high)
        return bool(cases)


def _lines(ends: np.ndarray) -> dict[bytes, int]:
    """The lines that are not the same as one before them."""
    found: dict[bytes, int] = {}
    for line, of in enumerate(ends):
        found.setdefault(of.tobytes(), line)
    return found
