"""The rules that no part exceeds its whole: between figures, and as formulas of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from chitieu.plan.indicators import AREA_COUNT

Term = tuple[int, str]  # +1 or -1, and the variable


@dataclass(frozen=True)
class Rule:
    """The sum `left` must not exceed the sum `right`; `why` says so in Vietnamese."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    why: str = ""

    @property
    def variables(self) -> list[str]:
        """The variables that are reported, those on the left first."""
        return [variable for _, variable in (*self.left, *self.right) if variable != AREA_COUNT]

    def sums(self, figure: Callable[[str], float | None]) -> tuple[float, float] | None:
        """Return both sides, None where a figure of theirs is missing."""
        amounts = {variable: figure(variable) for variable in self.variables}
        if any(amount is None for amount in amounts.values()):
            return None
        amounts[AREA_COUNT] = 1  # a commune is one commune
        left, right = (sum(s * amounts[v] for s, v in side) for side in (self.left, self.right))
        return left, right

    def in_words(self, side: tuple[Term, ...], names: dict[str, str]) -> str:
        """Return one side with the variables' names: "A + B - C"."""
        words = [(" - " if s < 0 else " + ") + f"“{names.get(v, v)}”" for s, v in side]
        return "".join(words).removeprefix(" + ").strip()


def rules_between(
    variables: Collection[str], indicators: pd.DataFrame, checks: pd.DataFrame
) -> list[Rule]:
    """Return the rules among `variables`: the plan's own and those that its indicators imply."""
    parts = indicators[indicators["kind"].isin(["proportion", "rate"])]
    stated = checks[["left", "right", "why_vi"]].itertuples(index=False, name=None)
    implied = ((n, d, "") for n, d in zip(parts["numerator"], parts["denominator"], strict=True))
    rules: dict[tuple, Rule] = {}
    for left, right, why in (*stated, *implied):
        rule = Rule(_terms(left), _terms(right), "" if pd.isna(why) else why)
        if set(rule.variables) <= set(variables):
            rules.setdefault((rule.left, rule.right), rule)
    return list(rules.values())


def broken(rule: Rule, row: str) -> str:
    """Return the formula that is true where a rule is broken, for one row of the form.

    `row`: a formula for the row's place in the ranges, which are named after their variables. Names
    are used because a conditional format may not point at another sheet, but a name may.
    """
    cells = [f"INDEX({range_name(v)},{row})" for v in rule.variables]
    known = [f'OR(ISNUMBER({cell}),{cell}="-")' for cell in cells]
    return f"AND({','.join(known)},{_sum(rule.left, row)}>{_sum(rule.right, row)})"


def range_name(variable: str) -> str:
    """Return the name that the cells of a variable have in the form."""
    return f"v_{variable}"


def _sum(terms: Iterable[Term], row: str) -> str:
    added = [
        ("-" if sign < 0 else "+")
        + ("1" if variable == AREA_COUNT else f"N(INDEX({range_name(variable)},{row}))")
        for sign, variable in terms
    ]
    return "".join(added).removeprefix("+")


def _terms(expression: str) -> tuple[Term, ...]:
    found = re.findall(r"([+-]?)\s*(\w+)", expression)
    return tuple((-1 if sign == "-" else 1, variable) for sign, variable in found)
