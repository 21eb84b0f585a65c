"""What follows from linear rules between whole numbers: the one engine of inference.

First intervals are propagated along the rules until nothing narrows: by each rule a cell is no more
than what the least of the others leave it, and no less than what the most do (feasibility
intervals; Willenborg & de Waal, *Elements of Statistical Disclosure Control*). Where the rules of
a component have no cycle, as in a hierarchy of one variable, these are exact. Elsewhere the least
and the most of a cell are found by integer programming, two problems a cell (the auditing problem;
Castro, "Recent advances in optimization techniques for statistical tabular data protection").

    a + b = 9, a from 1 to 4: b is 5 to 8
    >>> found = Inference([Rule((("a", 1), ("b", 1)), 9, 9)], {"a": (1, 4)})
    >>> found.range("b")
    (5.0, 8.0)

Many lines are narrowed at once, each with knowledge of its own. Of a + b = 9 and b from 5, without
more and with a = 2:

    >>> rules = Rules([[(0, 1), (1, 1)]], [9], [9])
    >>> low, high = np.array([[0.0, 5], [2, 5]]), np.array([[9.0, 9], [2, 9]])
    >>> rules.narrow(low, high)
    >>> low.tolist(), high.tolist()
    ([[0.0, 5.0], [2.0, 7.0]], [[4.0, 9.0], [2.0, 7.0]])
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from chitieu.measure.disclosure.integer_program import NEAR, IntegerProgram

LARGEST = 10_000_000  # a count that no rule bounds
SWEEPS = 60  # where a cycle narrows on and on, integer programming ends it

Cell = Hashable
Span = tuple[float, float]
Case = tuple[Cell, float]


class Contradiction(Exception):
    """No counts agree with all rules."""


@dataclass(frozen=True)
class Rule:
    """`low` <= the sum of signs times cells <= `high`."""

    signs: tuple[tuple[Cell, int], ...]
    low: float
    high: float


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

        `changed`: where a cell is narrower than when all rules held last, as places in the flat
        array. A line in which nothing is left of a cell is left as it is.
        """
        cells = low.shape[1]
        at = np.arange(low.size) if changed is None else changed
        for _ in range(SWEEPS):
            at = at[low.ravel()[at] <= high.ravel()[at] + NEAR]
            line, rule = self._rules_of(*np.divmod(at, cells))
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

    def _rules_of(self, line: np.ndarray, cell: np.ndarray):
        """The rules of cells, a pair of line and rule once."""
        member, which, _ = self._of_cell.members(cell)
        there = np.zeros((line.max(initial=-1) + 1, len(self.low)), bool)
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


class Inference:
    """What each cell can be, by all rules together.

    `bounds`: what is known of a cell beforehand; of others that they are none at least.
    """

    def __init__(self, rules: Iterable[Rule], bounds: Mapping[Cell, Span] | None = None):
        self.rules = [rule for rule in rules if rule.signs]
        cells = dict.fromkeys(cell for rule in self.rules for cell, _ in rule.signs)
        of_rules = {cell: (0, LARGEST) for cell in cells}
        self.spans = of_rules | {
            cell: (max(low, 0), min(high, LARGEST)) for cell, (low, high) in (bounds or {}).items()
        }
        if self.rules:
            self._propagate(list(cells))
        self._component_of: dict[Cell, tuple[_Component, int]] = {}
        self._cells_of: dict[_Component, list[Cell]] = {}
        self._split()

    def range(self, cell: Cell) -> Span:
        """The least and the most that a cell can be."""
        if cell not in self._component_of:
            return self.spans.get(cell, (0, LARGEST))
        component, at = self._component_of[cell]
        return component.least(at), component.most(at)

    def impossible(self, cases: Iterable[Case], count: Callable[[Cell], float]) -> list[Case]:
        """Return the cases, each a cell and a number for it, with which no counts agree.

        `count`: the counts of some that do agree with all rules; which ones does not matter.
        """
        found, of = [], defaultdict(list)
        for cell, number in cases:
            least, most = self.spans[cell]
            if not least - NEAR <= number <= most + NEAR:
                found.append((cell, number))
            elif cell in self._component_of:
                of[self._component_of[cell][0]].append((cell, number))
        for component, each in of.items():
            counts = np.array([count(cell) for cell in self._cells_of[component]], float)
            places = [(self._component_of[cell][1], number) for cell, number in each]
            found += [each[line] for line in component.impossible(places, counts)]
        return found

    def is_narrower(self, cell: Cell, span: float) -> bool:
        """Whether what a cell can be at most and at least are less than `span` apart."""
        least, most = self.spans.get(cell, (0, LARGEST))
        if most - least < span - NEAR:
            return True
        if cell not in self._component_of:
            return False
        component, at = self._component_of[cell]
        return not component.spans(at, span)

    def _propagate(self, cells: list[Cell]) -> None:
        at = {cell: number for number, cell in enumerate(cells)}
        low, high = (np.array([self.spans[cell][end] for cell in cells], float)[None]
                     for end in (0, 1))  # fmt: skip
        terms = [[(at[cell], sign) for cell, sign in rule.signs for _ in range(abs(sign))]
                 for rule in self.rules]  # fmt: skip
        ends = ([getattr(rule, end) for rule in self.rules] for end in ("low", "high"))
        Rules(terms, *ends).narrow(low, high)
        if (low > high + NEAR).any():
            raise Contradiction
        spans = zip(low[0].tolist(), high[0].tolist(), strict=True)
        self.spans |= zip(cells, spans, strict=True)

    def _split(self) -> None:
        """Put the open cells that rules bind to one another together."""
        open_rules = []
        for rule in self.rules:
            signs = [(c, s) for c, s in rule.signs if self.spans[c][0] < self.spans[c][1] - NEAR]
            if signs:
                of_all, of_open = (sum(s * self.spans[c][0] for c, s in each)
                                   for each in (rule.signs, signs))  # fmt: skip
                fixed = of_all - of_open
                open_rules.append((signs, rule.low - fixed, rule.high - fixed))
        first = joined([cell for cell, _ in signs] for signs, _, _ in open_rules)
        members: dict[Cell, list] = defaultdict(list)
        for each in open_rules:
            members[first(each[0][0][0])].append(each)
        for rules in members.values():
            cells = dict.fromkeys(cell for signs, _, _ in rules for cell, _ in signs)
            at = {cell: number for number, cell in enumerate(cells)}
            component = _component(
                tuple((tuple((at[c], s) for c, s in signs), low, high)
                      for signs, low, high in rules),
                tuple(self.spans[cell] for cell in cells),
            )  # fmt: skip
            self._cells_of[component] = list(cells)
            for cell, number in at.items():
                self._component_of[cell] = component, number


def joined(groups: Iterable[Sequence[Cell]]) -> Callable[[Cell], Cell]:
    """Return what tells of a cell one of all that groups join it with, the same for each of them.

    >>> first = joined([("a", "b"), ("c", "d"), ("b", "e")])
    >>> first("a") == first("e"), first("a") == first("c"), first("x")
    (True, False, 'x')
    """
    above: dict[Cell, Cell] = {}

    def first(cell: Cell) -> Cell:
        while above.setdefault(cell, cell) != cell:
            above[cell] = cell = above[above[cell]]
        return cell

    for group in groups:
        for cell in group[1:]:
            above[first(cell)] = first(group[0])
    return first


@dataclass(eq=False)
class _Component:
    """Cells that rules bind together; `found`: counts by which an end of a range is known."""

    rules: tuple
    spans_known: tuple[Span, ...]
    found: list[np.ndarray] = field(default_factory=list)
    ends: dict[tuple[int, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        links = sum(len(signs) for signs, _, _ in self.rules)
        single = all(abs(sign) == 1 for signs, _, _ in self.rules for _, sign in signs)
        self.exact = single and links == len(self.rules) + len(self.spans_known) - 1  # no cycle
        numbers = [end for _, low, high in self.rules for end in (low, high)]
        numbers += [end for span in self.spans_known for end in span]
        self.whole = all(float(end).is_integer() for end in numbers if np.isfinite(end))
        self.low, self.high = np.array(self.spans_known, float).T

    @cached_property
    def _program(self) -> IntegerProgram:
        # An estimate may be no whole number.
        return IntegerProgram(self.rules, len(self.spans_known), self.whole)

    def least(self, at: int) -> float:
        return self._end(at, 1)

    def most(self, at: int) -> float:
        return self._end(at, -1)

    def spans(self, at: int, span: float) -> bool:
        values = [counts[at] for counts in self.found]
        if values and max(values) - min(values) >= span - NEAR:
            return True
        return self.most(at) - self.least(at) >= span - NEAR

    def impossible(self, cases: Sequence[tuple[int, float]], counts: np.ndarray) -> list[int]:
        """Which of the cases, each a cell's place and a number for it, no counts agree with;
        `counts` do agree with all rules."""
        if self.exact:
            return []  # the intervals have told
        at, number = (np.array(each) for each in zip(*cases, strict=True))
        left, failing = np.flatnonzero(np.abs(counts[at] - number) > NEAR), []
        while len(left):
            found = self._with_as_many(at[left], number[left], counts)
            if found is None:
                found = self._with(at[left[0]], number[left[0]])
            if found is None:
                failing.append(int(left[0]))
                left = left[1:]
            else:
                left = left[np.abs(found[at[left]] - number[left]) > NEAR]
        return failing

    def _with_as_many(self, at: np.ndarray, number: np.ndarray, counts: np.ndarray):
        """Counts of the first case and of as many others as may go with it, if none goes further
        than it must."""
        goal, low, high = np.zeros(len(counts)), self.low.copy(), self.high.copy()
        rises = number > counts[at]
        weights = np.linspace(2, 1, len(at))  # else nothing is won by one for another
        goal[at[::-1]] = np.where(rises, -weights, weights)[::-1]
        low[at[~rises]], high[at[rises]] = number[~rises], number[rises]
        low[at[0]] = high[at[0]] = number[0]
        return self._program.solve(goal, low, high)

    def _with(self, at: int, number: float) -> np.ndarray | None:
        low, high = self.low.copy(), self.high.copy()
        low[at] = high[at] = number
        return self._program.solve(np.zeros(len(low)), low, high)

    def _end(self, at: int, sign: int) -> float:
        """The least (sign 1) or the most (-1) of a cell."""
        if self.exact:
            return self.spans_known[at][0 if sign == 1 else 1]
        if (at, sign) not in self.ends:
            goal = np.zeros(len(self.spans_known))
            goal[at] = sign
            found = self._program.solve(goal, self.low, self.high)
            if found is None:
                raise Contradiction
            self.found.append(found)
            self.ends[at, sign] = float(found[at])
        return self.ends[at, sign]


@lru_cache(maxsize=4096)
def _component(rules: tuple, spans: tuple[Span, ...]) -> _Component:
    """Components that look the same are solved once: communes of a province often do."""
    return _Component(rules, spans)
