"""The rules between variables: no part above its whole. What is reported and what is received are
held against the same ones."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from chitieu.decimals import added
from chitieu.plan.indicators import AREA_COUNT, Term, parsed


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

    def sums(self, figure: Callable, areas=1) -> tuple | None:
        """Return both sides, None where a figure of theirs is missing.

        `figure` gives a variable's count, or a column of counts, or None; `areas`: how many areas
        of the lowest level it is of, which nobody reports.
        """
        amounts = {variable: figure(variable) for variable in self.variables}
        if any(amount is None for amount in amounts.values()):
            return None
        amounts[AREA_COUNT] = areas
        left, right = (
            added(*(s * amounts[v] for s, v in side)) for side in (self.left, self.right)
        )
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
    return _among(variables, [*stated, *_of_indicators(parts)])


def ratios_between(variables: Collection[str], indicators: pd.DataFrame) -> list[Rule]:
    """Return what would be rules, but that the part may come from outside its whole."""
    return _among(variables, _of_indicators(indicators[indicators["kind"] == "ratio"]))


def written(side: tuple[Term, ...]) -> str:
    """Return one side as `params/checks.csv` writes it: "a + b - c"."""
    return "".join((" - " if s < 0 else " + ") + v for s, v in side).removeprefix(" + ").strip()


def _of_indicators(indicators: pd.DataFrame) -> list[tuple[str, str, str]]:
    pairs = zip(indicators["numerator"], indicators["denominator"], strict=True)
    return [(numerator, denominator, "") for numerator, denominator in pairs]


def _among(variables: Collection[str], sides: list[tuple[str, str, str]]) -> list[Rule]:
    rules: dict[tuple, Rule] = {}
    for left, right, why in sides:
        rule = Rule(parsed(left), parsed(right), "" if pd.isna(why) else why)
        if set(rule.variables) <= set(variables):
            rules.setdefault((rule.left, rule.right), rule)
    return list(rules.values())
