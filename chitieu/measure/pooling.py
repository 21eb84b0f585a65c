"""Years taken together: what more events settle, and how many it would take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from chitieu.measure.intervals import poisson
from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge

MOST_EVENTS = 2**40  # where the search for an answer stops


def pool(results: pd.DataFrame, periods: Sequence[str], confidence: float = 0.95) -> pd.DataFrame:
    """Return the results of several periods as one: counts summed, then divided and judged.

    `results`: rows of a kind that has a denominator, in the columns of a result. `periods`:
    those to be pooled; the last one's target is the target. Periods without both counts are left
    out, and `pooled` names those that are in it. Returns a row an indicator × area, with
    numerator, denominator, value, lower, upper, status, evidence, pooled (list of periods).

    Examples
    --------
    >>> rows = {"indicator": "3b", "area": "A", "kind": "rate", "per": 1000, "target": "<= 11"}
    >>> rows |= {"period": ["2021", "2022"], "numerator": [4, 6], "denominator": [400, 600]}
    >>> pool(pd.DataFrame(rows), ["2021", "2022"])[["numerator", "value"]].to_numpy().tolist()
    [[10.0, 10.0]]
    """
    wanted = results[results["period"].isin(periods)].sort_values("period", kind="stable")
    there = wanted["numerator"].notna() & wanted["denominator"].notna()
    counts = {column: wanted[column].where(there) for column in ("numerator", "denominator")}
    wanted = wanted.assign(pooled=wanted["period"].where(there), **counts)
    groups = wanted.groupby(["indicator", "area"], sort=False, observed=True)
    pooled = groups.agg(
        kind=("kind", "last"),
        per=("per", "last"),
        numerator=("numerator", lambda counts: counts.sum(min_count=1)),
        denominator=("denominator", lambda counts: counts.sum(min_count=1)),
        pooled=("pooled", lambda names: list(names.dropna())),
    ).reset_index()
    last = wanted[wanted["period"] == max(periods, default="")]
    goal = [column for column in ("comparator", "target") if column in last]
    targets = last.set_index(["indicator", "area"])[goal]
    at = pd.MultiIndex.from_frame(pooled[["indicator", "area"]])
    pooled[goal] = targets.reindex(at).to_numpy()
    for column in ("numerator", "denominator"):
        pooled[column] = pooled[column].astype("Float64")
    pooled["conf_status"] = "F"
    return judge(add_rates(pooled.assign(confidence=confidence))).drop(columns="confidence")


def denominator_needed(value: float, limit: float, per: float, confidence=0.95) -> float:
    """How large the denominator must be before the interval of a rate leaves a limit.

    `value` and `limit` in the rate's unit (per 1,000: 11.6 and 11). The rate is held at `value`;
    the answer is the smallest denominator, in whole events, at which the Poisson limits (exact
    below 10 events, Byar's from 10) no longer hold `limit`. Infinite where value equals limit.

    Examples
    --------
    >>> denominator_needed(20, 11, per=1000)
    750.0
    """
    if not (np.isfinite(value) and np.isfinite(limit)) or value == limit:
        return np.inf
    if value == 0:
        return float(np.ceil(poisson(0, confidence)[1] * per / limit))
    side = 0 if value > limit else 1

    def leaves(events: int) -> bool:
        bound = float(poisson(events, confidence)[side]) * value / events
        return bound > limit if side == 0 else bound < limit

    high = 1
    while not leaves(high):
        high *= 2
        if high > MOST_EVENTS:
            return np.inf
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if leaves(middle) else (middle, high)
    return float(np.ceil(high * per / value))
