"""How far what a reader knows narrows a withheld count down, in whole numbers."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from chitieu.publish.package.equations import Cell, Reader, Rule, Withheld

LARGEST = 10_000_000  # a count that no rule bounds
NEAR = 1e-6


class Contradiction(Exception):
    """No counts agree with all rules."""


def narrowed(reader: Reader, threshold: int) -> list[Withheld]:
    """Return the withheld counts of which fewer than `threshold` whole numbers remain.

    Raises Contradiction where no counts agree with all that the reader knows.
    """
    known = _known(reader.rules)
    component_of = _components(reader.rules, known)
    stated = {frozenset(cell for cell, _ in rule.signs) for rule in reader.rules
              if rule.low == rule.high and all(sign == 1 for _, sign in rule.signs)}  # fmt: skip
    few: dict[tuple[Cell, ...], bool] = {}
    for each in reader.withheld:
        if frozenset(each.cells) in stated:
            continue  # published in another row: that one of the two is withheld is no secret
        if each.cells not in few:
            open_ = [cell for cell in each.cells if cell not in known]
            few[each.cells] = not _leaves(open_, component_of, threshold)
    return [each for each in reader.withheld if few.get(each.cells)]


def _known(rules: list[Rule]) -> dict[Cell, float]:
    """The cells that an equation with one unknown tells, and those that follow from them."""
    known: dict[Cell, float] = {}
    waiting, before = [rule for rule in rules if rule.low == rule.high], -1
    while len(waiting) != before:
        before, left = len(waiting), []
        for rule in waiting:
            open_ = [(cell, sign) for cell, sign in rule.signs if cell not in known]
            rest = rule.low - sum(sign * known[cell] for cell, sign in rule.signs if cell in known)
            if not open_ and abs(rest) > NEAR:
                raise Contradiction
            if len(open_) == 1:
                known[open_[0][0]] = rest / open_[0][1]
            elif open_:
                left.append(rule)
        waiting = left
    return known


class Component:
    """Unknown cells that rules bind together, and the whole numbers that have been found."""

    def __init__(self, rules: list[tuple]):
        """`rules`: (signs of cells, low, high), of unknown cells alone."""
        cells = dict.fromkeys(cell for signs, _, _ in rules for cell, _ in signs)
        self.at = {cell: number for number, cell in enumerate(cells)}
        entries = [(line, self.at[cell], sign) for line, (signs, _, _) in enumerate(rules)
                   for cell, sign in signs]  # fmt: skip
        lines, columns, signs = zip(*entries, strict=True)
        matrix = csr_array((signs, (lines, columns)), (len(rules), len(self.at)))
        low, high = (np.array([rule[side] for rule in rules]) for side in (1, 2))
        self._rules = LinearConstraint(matrix, low, high)
        ends = [*low, *high]
        self.whole = all(float(end).is_integer() for end in ends if np.isfinite(end))
        self._found: list[np.ndarray] = []

    def span(self, cells: list[Cell], enough: float) -> float:
        """How far apart the least and the most are that a sum of cells can be.

        Where counts that have been found are `enough` apart, no others are sought.
        """
        goal = np.zeros(len(self.at))
        goal[[self.at[cell] for cell in cells]] = 1
        sums = [goal @ counts for counts in self._found]
        if sums and max(sums) - min(sums) >= enough - NEAR:
            return max(sums) - min(sums)
        return goal @ self._solve(-goal) - goal @ self._solve(goal)

    def _solve(self, goal: np.ndarray) -> np.ndarray:
        found = milp(
            goal,
            constraints=self._rules,
            integrality=np.full(len(goal), int(self.whole)),  # an estimate may be no whole number
            bounds=Bounds(0, LARGEST),
            options={"presolve": False},  # with it a bound was wrong once
        )
        if found.x is None:
            raise Contradiction
        self._found.append(np.round(found.x) if self.whole else found.x)
        return self._found[-1]


def _components(rules: list[Rule], known: dict[Cell, float]) -> dict[Cell, Component]:
    """The unknown cells, each with those that rules bind it to."""
    open_rules = []
    for rule in rules:
        signs = [(cell, sign) for cell, sign in rule.signs if cell not in known and sign]
        rest = sum(sign * known[cell] for cell, sign in rule.signs if cell in known)
        if signs:
            open_rules.append((signs, rule.low - rest, rule.high - rest))
    if not open_rules:
        return {}
    cells = dict.fromkeys(cell for signs, _, _ in open_rules for cell, _ in signs)
    at = {cell: number for number, cell in enumerate(cells, start=len(open_rules))}
    pairs = [(n, at[cell]) for n, (signs, _, _) in enumerate(open_rules) for cell, _ in signs]
    lines, columns = np.array(pairs).T
    size = len(open_rules) + len(at)
    joined = csr_array((np.ones(len(pairs)), (lines, columns)), (size, size))
    labels = connected_components(joined, directed=False)[1]
    parts: dict[int, list] = defaultdict(list)
    for label, rule in zip(labels, open_rules, strict=False):
        parts[label].append(rule)
    made = {label: Component(part) for label, part in parts.items()}
    return {cell: made[labels[number]] for cell, number in at.items()}


def _leaves(cells: list[Cell], component_of: dict[Cell, Component], threshold: int) -> bool:
    """Whether a sum of unknown cells may still be `threshold` whole numbers or more."""
    of: dict[Component, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell not in component_of:
            return True  # nothing binds it
        of[component_of[cell]].append(cell)
    # Between limits that are no whole numbers themselves there may be one fewer.
    enough = threshold - 1 if all(part.whole for part in of) else threshold
    return sum(part.span(those, enough) for part, those in of.items()) >= enough - NEAR
