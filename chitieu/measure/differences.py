"""Two figures against each other: whether what differs can be told from chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from chitieu.measure.intervals import wilson
from chitieu.measure.rates import by_chance

PROPORTIONS, EVENTS, PAIR = ("proportion", "cohort"), ("rate", "count"), "count_ratio"


def newcombe(count, total, other, other_total, confidence=0.95):
    """Limits of the difference of two independent proportions, `count`/`total` less the other.

    Arrays of one shape with 0 <= count <= total and total > 0; in shares of 1.
    Source: Newcombe, Stat. Med. 17 (1998) 873-890, method 10: from Wilson's limits of both.

    >>> [round(float(end), 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = np.asarray(count) / total, np.asarray(other) / other_total
    (low, high), (other_low, other_high) = (
        wilson(count, total, confidence), wilson(other, other_total, confidence)
    )  # fmt: skip
    away = one - two
    lower = away - np.sqrt((one - low) ** 2 + (other_high - two) ** 2)
    return lower, away + np.sqrt((high - one) ** 2 + (two - other_low) ** 2)


def rate_ratio(events, size, other, other_size, confidence=0.95):
    """Limits of the ratio of two Poisson rates, `events`/`size` over the other: exact, given how
    many events there are in both.

    Arrays of one shape, sizes above 0. Without any event nothing is known: 0 and infinity.
    Source: Przyborowski & Wilenski, Biometrika 31 (1940) 313-323; Clopper & Pearson's limits of
    the share of the first, Biometrika 26 (1934) 404-413.

    >>> [round(float(end), 3) for end in rate_ratio(11, 800, 21, 3011)]
    [0.858, 4.277]
    """
    events, other = np.asarray(events, float), np.asarray(other, float)
    tail = (1 - np.asarray(confidence)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(events > 0, special.betaincinv(np.maximum(events, 1), other + 1, tail), 0.0)
        high = special.betaincinv(events + 1, np.maximum(other, 1), 1 - tail)
        high = np.where(other > 0, high, 1.0)
        odds = [np.divide(share, 1 - share) for share in (low, high)]
    scale = np.asarray(other_size, float) / size
    return odds[0] * scale, odds[1] * scale


def since_last_year(results: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return each whole year's result against the year before: a row a year that has one.

    `results`: results of several years, with period, indicator, area, kind, numerator,
    denominator and value. Returns period, indicator, area, now, before (values) and direction:
    "increasing" or "decreasing" where the interval of the difference (`newcombe`) or of the ratio
    (`rate_ratio`) leaves no difference out, or, without `chance`, where there is one; else
    "no_significant_change"; of a ratio of two counts it is the share of the first in both.
    There is no row for kinds that are changes themselves, for shares above their whole, where a
    value is missing, nor for totals that areas are missing from (`reason`
    partial_total): these would make a difference of their own.
    """
    rows = results[results["period"].astype(str).str.fullmatch(r"[0-9]{4}")]
    if "reason" in rows:
        rows = rows[rows["reason"].astype(object).ne("partial_total")]
    rows = rows[rows["kind"].isin((*PROPORTIONS, *EVENTS, PAIR)) & rows["value"].notna()]
    columns = ["indicator", "area", "kind", "numerator", "denominator", "value"]
    now = rows[columns].assign(year=rows["period"].astype(int), chance=by_chance(rows))
    pairs = now.merge(
        now.assign(year=now["year"] + 1), on=["indicator", "area", "kind", "year"],
        suffixes=("", "_before"),
    )  # fmt: skip
    counts = pairs[["numerator", "denominator", "numerator_before", "denominator_before"]]
    top, bottom, old_top, old_bottom = counts.astype("Float64").fillna(1.0).to_numpy(float).T
    of_two = pairs["kind"].eq(PAIR).to_numpy(bool)  # the first count's share of both
    bottom, old_bottom = np.where(
        of_two, [bottom + top, old_bottom + old_top], [bottom, old_bottom]
    )
    shares = of_two | pairs["kind"].isin(PROPORTIONS).to_numpy(bool)
    known = ~shares | ((top <= bottom) & (old_top <= old_bottom))
    above, below = np.zeros((2, len(pairs)), bool)
    of = shares & known
    low, high = newcombe(top[of], bottom[of], old_top[of], old_bottom[of], confidence)
    above[of], below[of] = low > 0, high < 0
    low, high = rate_ratio(*(each[~shares] for each in (top, bottom, old_top, old_bottom)),
                           confidence)  # fmt: skip
    above[~shares], below[~shares] = low > 1, high < 1
    away, sure = (pairs["value"] - pairs["value_before"]).to_numpy(float), ~by_chance(pairs)
    above[sure], below[sure] = away[sure] > 0, away[sure] < 0
    words = np.select([above, below], ["increasing", "decreasing"], "no_significant_change")
    found = pd.DataFrame({
        "period": pairs["year"].astype(str), "indicator": pairs["indicator"],
        "area": pairs["area"], "now": pairs["value"], "before": pairs["value_before"],
        "direction": words,
    })  # fmt: skip
    return found[known].reset_index(drop=True)
