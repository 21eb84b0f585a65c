"""How far a result lies from its target, counted in steps that depend on the target alone."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pandas as pd

from chitieu.plan.targets import Target
from chitieu.show.wording import formats
from chitieu.show.wording.rounding import limit_in_unit

NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
WHOLE_STEP = Fraction(5)  # points, where the target leaves nothing to take a quarter of
CHANGE_STEP = Fraction(10)  # points of a change in percent
CASE_STEP = Fraction(2)  # one case too many is near; two are not


def steps_ahead(row) -> float:
    """How far a result lies on the good side of its target, in steps.

    Missing where there is no value, no target, or a target that a value cannot be held against.
    """
    goal = formats.target_of(row)
    if goal is None or pd.isna(row["value"]):
        return float("nan")
    away = float(row["value"]) - float(formats.limit_of(row))
    better = -away if goal.lower_is_better or goal.comparator == "=" else away
    return better / float(step(goal, row["kind"], int(row["per"])))


def step(goal: Target, kind: str, per: int) -> Fraction:
    """Return the step of a target, exact, in the indicator's unit.

    A quarter of the target, or of what it leaves to the whole, rounded to 1, 2, 2.5 or 5 × 10ⁿ.
    """
    limit = limit_in_unit(goal, kind, per)
    match kind:
        case "change":
            return CHANGE_STEP
        case "count":
            return max(CASE_STEP, nice(limit / 4)) if limit > 0 else CASE_STEP
        case "rate" | "count_ratio":
            room = limit
        case _:
            room = min(limit, per - limit)
    return nice(room / 4) if room > 0 else WHOLE_STEP


def nice(number: Fraction) -> Fraction:
    """Return the nearest, by ratio, of 1, 2, 2.5 and 5 × 10ⁿ to a positive number."""
    power = Fraction(1)
    while number >= 10 * power:
        power *= 10
    while number < power:
        power /= 10
    digits = number / power
    for small, large in pairwise(NICE):
        if digits * digits < small * large:  # below their geometric mean
            return small * power
    return NICE[-1] * power
