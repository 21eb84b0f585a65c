"""What follows from linear rules between whole numbers: the one engine of inference.

First intervals are propagated along the rules until nothing narrows: by each rule a cell is no more
than what the least of the others leave it, and no less than what the most do (feasibility
intervals, Willenborg & de Waal). Where the rules of a component have no cycle these are
exact. Elsewhere the least and the most of a cell are found by integer programming, two problems a
cell (the auditing problem; Castro, "Recent advances in optimization techniques for statistical
tabular data protection").

    a + b = 9, a from 1 to 4: b is 5 to 8
    >>> found = Inference([Rule((("a", 1), ("b", 1)), 9, 9)], {"a": (1, 4)})
    >>> found.range("b")
    (5.0, 8.0)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

LARGEST = 10_000_000  # a count that no rule bounds
NEAR = 1e-6
SWEEPS = 50  # of propagation; where a cycle narrows on and on, the solver ends it

Cell = Hashable
Span = tuple[float, float]


class Contradiction(Exception):
    """No counts agree with all rules."""


@dataclass(frozen=True)
class Rule:
    """`low` <= the sum of signs times cells <= `high`."""

    signs: tuple[tuple[Cell, int], ...]
    low: float
    high: float


class Inference:
    """What each cell can be, by all rules together.

    `bounds`: what is known of a cell beforehand; of others that they are none at least.
    """

    def __init__(self, rules: Iterable[Rule], bounds: Mapping[Cell, Span] | None = None):
        self.rules = list(rules)
        cells = dict.fromkeys(cell for rule in self.rules for cell, _ in rule.signs)
        known = dict(bounds or {})
        self.spans = {cell: (0, LARGEST) for cell in cells} | {
            cell: (max(low, 0), min(high, LARGEST)) for cell, (low, high) in known.items()
        }
        self._propagate()
        self._component_of: dict[Cell, tuple[_Component, int]] = {}
        self._split()

    def range(self, cell: Cell) -> Span:
        """The least and the most that a cell can be."""
        if cell not in self._component_of:
            return self.spans.get(cell, (0, LARGEST))
        component, at = self._component_of[cell]
        return component.least(at), component.most(at)

    def covers(self, cell: Cell, low: float, high: float) -> bool:
        """Whether a cell can be as little as `low` and as much as `high`, which is asked without
        finding its whole range where that is not needed."""
        least, most = self.spans.get(cell, (0, LARGEST))
        if least > low + NEAR or most < high - NEAR:
            return False
        if cell not in self._component_of:
            return True
        component, at = self._component_of[cell]
        return component.covers(at, low, high)

    def is_narrower(self, cell: Cell, span: float) -> bool:
        """Whether what a cell can be at most and at least are less than `span` apart."""
        least, most = self.spans.get(cell, (0, LARGEST))
        if most - least < span - NEAR:
            return True
        if cell not in self._component_of:
            return False
        component, at = self._component_of[cell]
        return not component.spans(at, span)

    def _propagate(self) -> None:
        of: dict[Cell, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for cell, _ in rule.signs:
                of[cell].append(number)
        pending = dict.fromkeys(range(len(self.rules)))
        left = SWEEPS * len(self.rules)
        while pending and left:
            left -= 1
            number = next(iter(pending))
            del pending[number]
            for cell in self._narrow(self.rules[number]):
                pending |= dict.fromkeys(n for n in of[cell] if n != number)

    def _narrow(self, rule: Rule) -> list[Cell]:
        """Narrow a rule's cells by one another, and return those that became narrower."""
        ends = [
            (cell, sign, *sorted((sign * self.spans[cell][0], sign * self.spans[cell][1])))
            for cell, sign in rule.signs
        ]
        least, most = sum(end[2] for end in ends), sum(end[3] for end in ends)
        if least > rule.high + NEAR or most < rule.low - NEAR:
            raise Contradiction
        narrower = []
        for cell, sign, own_least, own_most in ends:
            low, high = rule.low - (most - own_most), rule.high - (least - own_least)
            low, high = sorted((low / sign, high / sign))
            known = self.spans[cell]
            new = max(known[0], low), min(known[1], high)
            if new[0] > known[0] + NEAR or new[1] < known[1] - NEAR:
                self.spans[cell] = new
                narrower.append(cell)
        return narrower

    def _split(self) -> None:
        """Put the open cells that rules bind to one another together."""
        above: dict[Cell, Cell] = {}

        def top(cell: Cell) -> Cell:
            while above.setdefault(cell, cell) != cell:
                above[cell] = cell = above[above[cell]]
            return cell

        open_rules = []
        for rule in self.rules:
            signs = [(c, s) for c, s in rule.signs if self.spans[c][0] < self.spans[c][1] - NEAR]
            fixed = sum(s * self.spans[c][0] for c, s in rule.signs) - sum(
                s * self.spans[c][0] for c, s in signs
            )
            if not signs:
                continue
            open_rules.append((signs, rule.low - fixed, rule.high - fixed))
            first = top(signs[0][0])
            for cell, _ in signs[1:]:
                above[top(cell)] = first
        members: dict[Cell, list] = defaultdict(list)
        for each in open_rules:
            members[top(each[0][0][0])].append(each)
        for rules in members.values():
            cells = dict.fromkeys(cell for signs, _, _ in rules for cell, _ in signs)
            at = {cell: number for number, cell in enumerate(cells)}
            component = _component(
                tuple((tuple((at[c], s) for c, s in signs), low, high)
                      for signs, low, high in rules),
                tuple(self.spans[cell] for cell in cells),
            )  # fmt: skip
            for cell, number in at.items():
                self._component_of[cell] = component, number


@dataclass
class _Component:
    """Cells that rules bind together, and the counts that have been found to agree with all."""

    rules: tuple
    spans_known: tuple[Span, ...]
    found: list[np.ndarray] = field(default_factory=list)
    ends: dict[tuple[int, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        links = sum(len(signs) for signs, _, _ in self.rules)
        self.exact = links == len(self.rules) + len(self.spans_known) - 1  # no cycle
        numbers = [end for _, low, high in self.rules for end in (low, high)]
        numbers += [end for span in self.spans_known for end in span]
        self.whole = all(float(end).is_integer() for end in numbers if np.isfinite(end))

    def least(self, at: int) -> float:
        return self._end(at, 1)

    def most(self, at: int) -> float:
        return self._end(at, -1)

    def covers(self, at: int, low: float, high: float) -> bool:
        return self._reaches(at, 1, low) and self._reaches(at, -1, high)

    def spans(self, at: int, span: float) -> bool:
        values = [counts[at] for counts in self.found]
        if values and max(values) - min(values) >= span - NEAR:
            return True
        return self.most(at) - self.least(at) >= span - NEAR

    def _reaches(self, at: int, sign: int, end: float) -> bool:
        if any(sign * counts[at] <= sign * end + NEAR for counts in self.found):
            return True
        return sign * self._end(at, sign) <= sign * end + NEAR

    def _end(self, at: int, sign: int) -> float:
        """The least (sign 1) or the most (-1) of a cell."""
        if self.exact:
            return self.spans_known[at][0 if sign == 1 else 1]
        if (at, sign) not in self.ends:
            goal = np.zeros(len(self.spans_known))
            goal[at] = sign
            self.ends[at, sign] = float(self._solve(goal)[at])
        return self.ends[at, sign]

    def _solve(self, goal: np.ndarray) -> np.ndarray:
        entries = [(line, at, sign) for line, (signs, _, _) in enumerate(self.rules)
                   for at, sign in signs]  # fmt: skip
        lines, cells, signs = zip(*entries, strict=True)
        matrix = csr_array((signs, (lines, cells)), (len(self.rules), len(goal)))
        low, high = (np.array([rule[side] for rule in self.rules], float) for side in (1, 2))
        least, most = np.array(self.spans_known, float).T
        solved = milp(
            goal,
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.full(len(goal), int(self.whole)),  # an estimate may be no whole number
            bounds=Bounds(least, most),
            options={"presolve": False},  # with it a bound was wrong once
        )
        if solved.x is None:
            raise Contradiction
        self.found.append(np.round(solved.x) if self.whole else solved.x)
        return self.found[-1]


@lru_cache(maxsize=4096)
def _component(rules: tuple, spans: tuple[Span, ...]) -> _Component:
    """Components that look the same are solved once: communes of a province often do."""
    return _Component(rules, spans)
