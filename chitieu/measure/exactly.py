"""Counts against a target, exactly: whole numbers and fractions, never floats that round."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from chitieu.plan.targets import FALL, Target

LARGEST_WHOLE = 2.0**53  # from here on a float skips whole numbers

_COMPARE = {
    "<": np.less,
    "<=": np.less_equal,
    "=": np.equal,
    ">=": np.greater_equal,
    ">": np.greater,
}


def exact(numbers: pd.Series) -> list:
    """Return numbers as exact ints or Fractions; None where blank.

    A count that is not whole (an estimate) is read as the decimal that it is written as.

    Examples
    --------
    >>> exact(pd.Series([440, None, 0.1]))
    [440, None, Fraction(1, 10)]
    """
    values = pd.to_numeric(numbers, errors="coerce").astype("Float64")
    return [
        None if value is pd.NA else int(value) if value.is_integer() else Fraction(repr(value))
        for value in values.astype(object)
    ]


def holds(goal: Target, top: np.ndarray, bottom: np.ndarray, per: np.ndarray) -> np.ndarray:
    """Whether per * top / bottom keeps the target, for arrays of floats and bottoms above 0.

    In whole numbers where the counts are whole and the products fit into 64 bits, else in
    fractions. Counts below 2**53 are whole in a float. A count has the bottom and the per 1.

    Examples
    --------
    >>> columns = (np.array([each]) for each in (440.0, 2500.0, 100.0))
    >>> holds(Target.parse("< 17.6"), *columns).tolist()
    [False]
    """
    if goal.of_whole:
        per = np.ones_like(per)
    found = _compared(goal, top, bottom, per)
    if found is not None:
        return found
    columns = (exact(pd.Series(numbers)) for numbers in (top, bottom, per))
    found = [goal.holds(Fraction(a) * c / b) for a, b, c in zip(*columns, strict=True)]
    return np.array(found, bool)


def changes_hold(goal: Target, tops, bottoms, old_tops, old_bottoms) -> np.ndarray:
    """Whether each change in percent keeps the target, for arrays of floats; see `holds`.

    What a change compares is said in `rates.now_and_before`; two rates by cross-multiplication.
    """
    rated = ~np.isnan(old_tops) & (bottoms > 0) & (old_bottoms > 0)
    now = np.where(rated, tops * old_bottoms, tops)
    before = np.where(np.isnan(old_tops), bottoms, np.where(rated, old_tops * bottoms, old_tops))
    if max(now.max(initial=0), before.max(initial=0)) < LARGEST_WHOLE:
        found = _compared(goal, now - before, before, np.full(len(now), 100.0))
        if found is not None:
            return np.where(before == 0, now == 0, found)
    pairs = change_pairs(tops, bottoms, old_tops, old_bottoms)
    return np.array([change_holds(goal, *pair) for pair in pairs], bool)


def points_hold(goal: Target, tops, bottoms, old_tops, old_bottoms, per) -> np.ndarray:
    """Whether each difference of two proportions keeps the target, for arrays of floats and
    denominators above 0."""
    columns = (exact(pd.Series(numbers)) for numbers in (tops, bottoms, old_tops, old_bottoms, per))
    found = [
        goal.holds((Fraction(top) / bottom - Fraction(old_top) / old_bottom) * unit)
        for top, bottom, old_top, old_bottom, unit in zip(*columns, strict=True)
    ]
    return np.array(found, bool)


def _compared(goal: Target, top: np.ndarray, bottom: np.ndarray, per: np.ndarray):
    """The comparison in whole numbers; None where that cannot be done."""
    sign = _COMPARE.get(goal.comparator, np.less_equal)  # a fall is a change of at most its minus
    p, q = goal.limit.numerator, goal.limit.denominator
    largest = max(np.max(np.abs(top) * per, initial=0) * q, np.max(np.abs(bottom), initial=0) * p)
    if largest >= 2**62 or not all((numbers % 1 == 0).all() for numbers in (top, bottom, per)):
        return None
    limit = -p if goal.comparator == FALL else p
    return sign(top.astype(np.int64) * per.astype(np.int64) * q, bottom.astype(np.int64) * limit)


def limit_in_cases(goal: Target, kind: str, per, whole) -> Fraction:
    """Return the number of cases that lies just at the target: 3 per 10,000 of 9,804 children are
    2.9412. A count's limit is the target's.

    Examples
    --------
    >>> float(limit_in_cases(Target.parse("<= 3"), "rate", 10000, 9804))
    2.9412
    """
    if kind == "count":
        return goal.limit
    return goal.limit * whole / (1 if goal.of_whole else Fraction(str(per)))


def change_holds(goal: Target, now, before) -> bool:
    """Whether a change between two exact numbers keeps the target, a fall or another.

    Examples
    --------
    >>> change_holds(Target.parse("fall >= 10"), 18, 20)
    True
    """
    if before == 0:  # 0 after 0 kept what there was to keep; 3 after 0 is no fall
        return now == 0
    return goal.holds(Fraction(100) * (now - before) / before)


def change_pairs(tops, bottoms, old_tops, old_bottoms) -> list[tuple]:
    """Return the two exact numbers that each change compares, as `rates.now_and_before` says.

    Examples
    --------
    >>> change_pairs([18], [20], [None], [None])
    [(Fraction(18, 1), Fraction(20, 1))]
    """
    pairs = []
    columns = (exact(pd.Series(numbers)) for numbers in (tops, bottoms, old_tops, old_bottoms))
    for top, bottom, old_top, old_bottom in zip(*columns, strict=True):
        if old_top is not None and bottom and old_bottom:
            pairs.append((Fraction(top) / bottom, Fraction(old_top) / old_bottom))
        else:
            pairs.append((Fraction(top), Fraction(bottom if old_top is None else old_top)))
    return pairs
