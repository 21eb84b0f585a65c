"""How unevenly cases lie over areas: the cumulative share, and the fewest areas that hold it."""

from __future__ import annotations

import numpy as np
import pandas as pd


def cumulate(cases: pd.Series) -> pd.DataFrame:
    """Return cases, share and cumulative, from the largest count down; blanks last, uncounted.

    Areas with equal counts keep their order. Shares of 1 of all that is counted, not a number
    where that is 0. Source: Lorenz, Publ. Am. Stat. Assoc. 9 (1905) 209-219, from the top.

    Examples
    --------
    >>> cumulate(pd.Series([2, 6], index=["A", "B"]))["cumulative"].to_dict()
    {'B': 0.75, 'A': 1.0}
    """
    cases = cases.astype("Float64").astype(float)
    cases = cases.sort_values(ascending=False, kind="stable", na_position="last")
    total = cases.sum()
    share = cases / (total if total > 0 else np.nan)
    return pd.DataFrame({"cases": cases, "share": share, "cumulative": share.cumsum()})


def fewest(cases: pd.Series, goal: float) -> list:
    """Return the labels of the fewest areas whose cases add up to `goal`, the largest first.

    Empty where all together do not reach it, or where there is nothing to reach.

    Examples
    --------
    >>> fewest(pd.Series([2, 6, 4], index=["A", "B", "C"]), 9)
    ['B', 'C']
    """
    running = cumulate(cases)["cases"].dropna().cumsum()
    if goal <= 0 or running.empty or running.iloc[-1] < goal:
        return []
    return list(running.index[: int(np.argmax(running.to_numpy() >= goal)) + 1])
