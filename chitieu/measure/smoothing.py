"""A small area's rate drawn towards the common one: offered beside the raw rate, never instead."""

from __future__ import annotations

import numpy as np
import pandas as pd


def smooth(rates: pd.DataFrame) -> pd.Series:
    """Return each area's rate, smoothed by empirical Bayes, in the rate's own unit.

    `rates`: one indicator in areas that do not overlap, with numerator, denominator and per.
    smoothed = common + weight * (raw - common); an area's weight is the variance between areas
    over that variance and its own chance variation, common / denominator. The variance between
    areas is never negative: where the areas differ no more than by chance, all are the common
    rate. Blank where a count is missing or the denominator is 0.
    Source: Marshall, Applied Statistics 40 (1991) 283-294.

    Examples
    --------
    >>> rates = pd.DataFrame({"numerator": [2, 9, 4], "denominator": [100, 150, 300], "per": 1000})
    >>> smooth(rates).round(1).tolist()
    [23.7, 46.5, 17.0]
    """
    cases = rates["numerator"].astype("Float64").to_numpy(float, na_value=np.nan)
    size = rates["denominator"].astype("Float64").to_numpy(float, na_value=np.nan)
    per = rates["per"].to_numpy(float)
    there = ~np.isnan(cases) & (size > 0)
    smoothed = np.full(len(rates), np.nan)
    if there.any() and cases[there].sum() > 0:
        y, n = cases[there], size[there]
        common = y.sum() / n.sum()
        between = (n * (y / n - common) ** 2).sum() / n.sum() - common / n.mean()
        between = max(between, 0.0)
        weight = between / (between + common / n)
        smoothed[there] = common + weight * (y / n - common)
    elif there.any():
        smoothed[there] = 0.0
    return pd.Series(smoothed * per, index=rates.index, dtype="Float64", name="smoothed")
