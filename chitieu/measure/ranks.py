"""Whether two figures put areas into the same order, exactly where areas are few."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
from scipy import special

EXACT_UP_TO = 8  # areas: 8! = 40,320 orders are quickly gone through, 9! are not


@dataclass(frozen=True)
class Agreement:
    """`rho`: Spearman's; `p_value`: two-sided; `method`: exact, t or none; `n`: pairs."""

    rho: float
    p_value: float
    method: str
    n: int


def spearman(one, other) -> Agreement:
    """Return Spearman's rank correlation of two figures; pairs with a blank are left out.

    Up to 8 pairs the p-value is the share of all n! orders that agree or disagree at least as
    much; ties get mean ranks, and the orders are those of the tied ranks. Beyond 8 it is that of
    the t distribution. Not a number below 3 pairs or where one figure is the same everywhere.
    Source: Spearman, Am. J. Psychol. 15 (1904) 72-101; Hollander, Wolfe & Chicken, Nonparametric
    Statistical Methods (2014), 8.5.

    Examples
    --------
    >>> found = spearman([1, 2, 3, 4], [1, 3, 2, 4])
    >>> round(found.rho, 2), round(found.p_value, 3), found.method
    (0.8, 0.333, 'exact')
    """
    one, other = np.asarray(one, float), np.asarray(other, float)
    both = np.isfinite(one) & np.isfinite(other)
    one, other = (pd.Series(each[both]).rank().to_numpy() for each in (one, other))
    n = len(one)
    if n < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return Agreement(np.nan, np.nan, "none", n)
    rho = float(np.corrcoef(one, other)[0, 1])
    if n > EXACT_UP_TO:
        t = rho * np.sqrt((n - 2) / max((1 - rho) * (1 + rho), np.finfo(float).tiny))
        return Agreement(rho, float(2 * special.stdtr(n - 2, -abs(t))), "t", n)
    every = _correlations(one, other)
    # A hair of tolerance: equal correlations differ in their last digit by the order of sums.
    p_value = float(np.mean(np.abs(every) >= abs(rho) - 1e-9))
    return Agreement(rho, p_value, "exact", n)


def telling_rho(n: int, level: float = 0.05) -> float:
    """The smallest |rho| of `n` untied pairs whose p-value is at most `level`; nan if none is.

    Source: as `spearman`; for n = 7 the tables give 0.786.

    Examples
    --------
    >>> round(telling_rho(7), 3)
    0.786
    """
    if n < 3:
        return np.nan
    if n > EXACT_UP_TO:
        t = -special.stdtrit(n - 2, level / 2)
        return float(t / np.sqrt(n - 2 + t**2))
    rank = np.arange(1.0, n + 1)
    size = np.sort(np.abs(_correlations(rank, rank)).round(9))
    values = np.unique(size)
    p_values = 1 - np.searchsorted(size, values - 1e-9) / len(size)
    reached = values[p_values <= level]
    return float(reached[0]) if len(reached) else np.nan


def _correlations(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The correlation of `one` with `other` in each of its orders."""
    one = (one - one.mean()) / np.linalg.norm(one - one.mean())
    other = (other - other.mean()) / np.linalg.norm(other - other.mean())
    return other[_orders(len(one))] @ one


@cache
def _orders(n: int) -> np.ndarray:
    return np.array(list(permutations(range(n))), dtype=np.int8)
