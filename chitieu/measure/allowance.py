"""A target in cases: how many it allows or asks for, and how many are missing. Exact."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pandas as pd

from chitieu.measure.exactly import exact, limit_in_cases
from chitieu.plan.targets import FALL, Target


def target_in_cases(target: Target | None, denominator: pd.Series, per, kind: str) -> pd.Series:
    """Return the limit itself in cases, a fraction, as `limit_in_cases` says of each denominator.

    `denominator`: counts, any index. Blank (None) where there is no denominator or the target is
    a fall.

    Examples
    --------
    >>> goal, children = Target.parse("< 17.6"), pd.Series([2500, 40])
    >>> [str(cases) for cases in target_in_cases(goal, children, 100, "proportion")]
    ['440', '176/25']
    """
    none = target is None or target.comparator == FALL
    limits = [
        None
        if none or (whole is None and kind != "count")
        else limit_in_cases(target, kind, per, whole)
        for whole in exact(denominator)
    ]
    return pd.Series(limits, index=denominator.index, dtype="object")


def nearest_cases(target: Target | None, denominator: pd.Series, per, kind: str) -> pd.Series:
    """Return the count nearest the limit that still meets the target, as Int64.

    The most for < and <=, the least for > and >=; for = the count itself, where it is whole.
    Blank where no count meets it: less than 0, or more than all.

    Examples
    --------
    >>> nearest_cases(Target.parse("< 17.6"), pd.Series([2500, 40]), 100, "proportion").tolist()
    [439, 7]
    """
    limits = target_in_cases(target, denominator, per, kind)
    wholes = exact(denominator)
    cases = [
        None if limit is None else _nearest(target.comparator, limit, whole, kind)
        for limit, whole in zip(limits, wholes, strict=True)
    ]
    return pd.Series(cases, index=denominator.index, dtype="Int64")


def _nearest(comparator: str, limit: Fraction, whole, kind: str) -> int | None:
    match comparator:
        case "<":
            cases = ceil(limit) - 1
        case "<=":
            cases = floor(limit)
        case ">=":
            cases = ceil(limit)
        case ">":
            cases = floor(limit) + 1
        case _:
            cases = int(limit) if limit.denominator == 1 else -1
    bounded = kind == "proportion" and whole is not None
    return None if cases < 0 or (bounded and cases > whole) else cases


def shortfall(
    target: Target | None, numerator: pd.Series, denominator: pd.Series, per, kind: str
) -> pd.Series:
    """Return how many cases are missing until the target is met (too many for < and <=), Int64.

    0 where it is met; blank where a count is missing or where no number of cases meets it.

    Examples
    --------
    >>> cases, children = pd.Series([450, 7]), pd.Series([2500, 40])
    >>> shortfall(Target.parse("< 17.6"), cases, children, 100, "proportion").tolist()
    [11, 0]
    """
    nearest = nearest_cases(target, denominator, per, kind)
    missing = []
    for count, goal in zip(exact(numerator), nearest, strict=True):
        if count is None or goal is pd.NA:
            missing.append(None)
        elif target.comparator == "=":
            missing.append(ceil(abs(goal - count)))
        else:
            gap = count - goal if target.lower_is_better else goal - count
            missing.append(max(ceil(gap), 0))
    return pd.Series(missing, index=numerator.index, dtype="Int64")


def lifts(numerator: pd.Series, denominator: pd.Series, higher_is_better: bool = True) -> pd.Series:
    """Return by how many cases each area would change at the best area's rate, Int64.

    Cases gained where higher is better, cases fewer where lower is: the fewest whole cases that
    make an area as good as the best; 0 for the best; blank where a count is missing or there is
    nobody.

    Examples
    --------
    >>> lifts(pd.Series([5, 30]), pd.Series([50, 60])).tolist()
    [20, 0]
    """
    pairs = list(zip(exact(numerator), exact(denominator), strict=True))
    rates = [Fraction(top) / whole for top, whole in pairs if top is not None and whole]
    best = (max if higher_is_better else min)(rates, default=None)
    gains = [
        None
        if top is None or not whole
        else ceil(best * whole - top if higher_is_better else top - best * whole)
        for top, whole in pairs
    ]
    return pd.Series(gains, index=numerator.index, dtype="Int64")
