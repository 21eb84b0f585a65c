"""Counts as decimals: 10.1 + 20.2 is 30.3, in whatever table they stand.

A count is a float, and is meant as the decimal that it is written as, with at most `DIGITS`
decimals. Floats of decimals do not add up (10.1 + 20.2 is 30.299999999999997), so a sum of counts
that are not whole is taken in millionths, which are whole numbers and add up exactly. Whole counts
are exact as they are, below 2**53.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

DIGITS = 6
_PARTS = 10**DIGITS


def sum_of(values, axis: int | None = None) -> np.ndarray:
    """Return sums of an array of counts along an axis; NaN where one of them is.

    >>> float(sum_of([0.1, 0.2])), float(sum_of([10.1, 20.2, 0.3]))
    (0.3, 30.6)
    """
    values = np.asarray(values, float)
    return _either(values.sum(axis), _parts(values).sum(axis), _fraction(values).any(axis))


def added(*columns):
    """Return counts, or arrays of them, or columns with one index, added; a term may be negative.

    >>> added(0.3, -0.1), added(np.array([0.1, 1.0]), 0.2)
    (0.2, array([0.3, 1.2]))
    """
    series = [column for column in columns if isinstance(column, pd.Series)]
    if not series:
        total = sum_of(np.broadcast_arrays(*columns), axis=0)
        return total if total.ndim else float(total)
    index = series[0].index
    table = [np.broadcast_to(_floats(column), len(index)) for column in columns]
    return pd.Series(sum_of(table, axis=0), index, dtype=series[0].dtype)


def sum_by(values: pd.Series, keys: list) -> pd.Series:
    """Return the sum of each group, without what is missing in it; 0 where all is."""
    floats = _floats(values)
    table = pd.DataFrame({"plain": floats, "parts": _parts(floats), "fraction": _fraction(floats)})
    table = table.groupby([key.to_numpy() for key in keys], sort=False)
    sums = table.agg({"plain": "sum", "parts": "sum", "fraction": "any"})
    return pd.Series(_either(sums["plain"], sums["parts"], sums["fraction"]), sums.index)


def share_of(values: pd.Series, shares: pd.Series) -> pd.Series:
    """Return shares of counts, with at most `DIGITS` decimals."""
    product = values.astype(float) * shares
    return pd.Series(_either(product, _parts(product), _fraction(product)), values.index)


def shown(count: float) -> str:
    """Return a count as it is written: no exponent, no noise.

    >>> shown(1234567.0), shown(30.299999999999997), shown(0.5)
    ('1234567', '30.3', '0.5')
    """
    return re.sub(r"\.?0*$", "", f"{count:.{DIGITS}f}") if count % 1 else f"{count:.0f}"


def _floats(column) -> np.ndarray:
    if isinstance(column, pd.Series):
        return column.to_numpy(float, na_value=np.nan)
    return np.asarray(column, float)


def _parts(values: np.ndarray) -> np.ndarray:
    return np.rint(values * _PARTS)


def _fraction(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num(values) % 1 != 0


def _either(plain, parts, fraction) -> np.ndarray:
    # Large whole counts have no room for millionths, and need none.
    return np.where(fraction, np.asarray(parts) / _PARTS, plain)
