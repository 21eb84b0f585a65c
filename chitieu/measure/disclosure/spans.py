"""Interval propagation: the least and the most that cells can be, by all rows together.

By each rule a cell is no more than what the least of the others leave it, and no less than what the
most do (feasibility intervals; Willenborg & de Waal, *Elements of Statistical Disclosure Control*).
Where the rules have no cycle, as in a hierarchy of one variable, the intervals are exact; elsewhere
they may be too wide.

Many lines are narrowed at once, each with knowledge of its own. Of a + b = 9 and b from 5, without
more and with a = 2:

>>> rules = Rules([[(0, 1), (1, 1)]], [9], [9])
>>> low, high = np.array([[0.0, 5], [2, 5]]), np.array([[9.0, 9], [2, 9]])
>>> rules.narrow(low, high)
>>> low.tolist(), high.tolist()
([[0.0, 5.0], [2.0, 7.0]], [[4.0, 9.0], [2.0, 7.0]])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chitieu.measure.disclosure.linked import Cell, Row

LARGEST = 10_000_000  # a count that no rule bounds
NEAR = 1e-6
SWEEPS = 50  # where a cycle narrows on and on, integer programming ends it


class Rules:
    """Each rule: `low` <= the sum of signs times cells <= `high`; signs are 1 or -1."""

    def __init__(self, signs: Sequence[Sequence[tuple[int, int]]], low, high):
        cell, sign = zip(*(term for rule in signs for term in rule), strict=True)
        self.cell, self.is_added = np.array(cell), np.array(sign) > 0
        self.low, self.high = np.array(low, float), np.array(high, float)
        self._of_rule = _Groups(np.array([len(rule) for rule in signs]))
        rule = np.repeat(np.arange(len(signs)), self._of_rule.length)
        self._rule = rule[np.argsort(self.cell, kind="stable")]  # by cell
        self._of_cell = _Groups(np.bincount(self.cell))

    def narrow(self, low: np.ndarray, high: np.ndarray, changed: np.ndarray | None = None) -> None:
        """Narrow `low` and `high`, a line a row and a cell a column, in place.

        `changed`: by line and cell what is narrower than when all rules held last. A line in which
        nothing is left of a cell is left as it is.
        """
        lines, cells = low.shape
        at = np.arange(low.size) if changed is None else np.flatnonzero(changed)
        for _ in range(SWEEPS):
            at = at[low.ravel()[at] <= high.ravel()[at] + NEAR]
            line, rule = self._rules_of(*np.divmod(at, cells), lines)
            if not len(rule):
                return
            term, pair, first = self._of_rule.members(rule)
            at, added = line[pair] * cells + self.cell[term], self.is_added[term]
            own_low, own_high = low.ravel()[at], high.ravel()[at]
            least, most = np.where(added, (own_low, own_high), (-own_high, -own_low))
            new_most = (self.high[rule] - np.add.reduceat(least, first))[pair] + least
            new_least = (self.low[rule] - np.add.reduceat(most, first))[pair] + most
            new_low, new_high = np.where(added, (new_least, new_most), (-new_most, -new_least))
            narrower = (new_low > own_low + NEAR) | (new_high < own_high - NEAR)
            at = at[narrower]
            np.maximum.at(low.ravel(), at, new_low[narrower])
            np.minimum.at(high.ravel(), at, new_high[narrower])

    def _rules_of(self, line: np.ndarray, cell: np.ndarray, lines: int):
        """The rules of cells, a pair of line and rule once."""
        member, which, _ = self._of_cell.members(cell)
        there = np.zeros((lines, len(self.low)), bool)
        there[line[which], self._rule[member]] = True
        return np.nonzero(there)


class _Groups:
    """Members that stand one group after the other, by their groups' lengths."""

    def __init__(self, length: np.ndarray):
        self.length, self.first = length, np.cumsum(length) - length

    def members(self, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The members of some groups, which of these each is in, and where each begins."""
        length = self.length[groups]
        first = np.cumsum(length) - length
        which = np.repeat(np.arange(len(groups)), length)
        return np.arange(len(which)) + (self.first[groups] - first)[which], which, first


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
        self.rules.narrow(self.low, self.high, changed)
        moved = (before != [self.low[0], self.high[0]]).any(axis=0)
        self.moved |= {self.cells[cell][1] for cell in np.flatnonzero(moved)}

    def add(self, cases: Sequence[Mapping[Cell, tuple[float, float]]]) -> None:
        """Add a line for each case, given by what cells are in it, unless another binds as much."""
        if cases:
            low, high = (ends[[0] * len(cases)] for ends in (self.low, self.high))
            for line, case in enumerate(cases):
                for cell, (least, most) in case.items():
                    at = self.at[cell]
                    low[line, at] = max(low[line, at], least)
                    high[line, at] = min(high[line, at], most)
            self._add(low, high)

    def _add(self, low: np.ndarray, high: np.ndarray) -> None:
        self.rules.narrow(low, high, (low != self.low[0]) | (high != self.high[0]))
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
