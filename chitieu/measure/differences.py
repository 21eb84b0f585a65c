"""Two figures against each other: whether what differs can be told from chance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import special

from chitieu.measure.intervals import newcombe
from chitieu.measure.rates import by_chance
from chitieu.measure.trends import line_direction

_GAP = ["period", "indicator", "area", "dimension"]  # what a gap between groups is within
PROPORTIONS, EVENTS, PAIR = ("proportion", "cohort"), ("rate", "count"), "count_ratio"


def rate_ratio(events, size, other, other_size, confidence=0.95):
    """Limits of the ratio of two Poisson rates, `events`/`size` over the other: exact, given how
    many events there are in both.

    Arrays of one shape, sizes above 0. Without any event nothing is known: 0 and infinity.
    Source: Przyborowski & Wilenski, Biometrika 31 (1940) 313-323; Clopper & Pearson's limits of
    the share of the first, Biometrika 26 (1934) 404-413.

    Examples
    --------
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
    "increasing" or "decreasing" where the two can be told apart (see `compared`), else
    "no_significant_change".
    There is no row for kinds that are changes themselves, for shares above their whole, where a
    value is missing, nor for totals that areas are missing from (`reason`
    partial_total): these would make a difference of their own.
    """
    rows = results[results["period"].astype(str).str.fullmatch(r"[0-9]{4}")]
    now = _comparable(rows, ["indicator", "area"]).assign(
        year=lambda rows: rows["period"].astype(int)
    )
    pairs = now.merge(
        now.assign(year=now["year"] + 1), on=["indicator", "area", "kind", "year"],
        suffixes=("", "_other"),
    )  # fmt: skip
    found = compared(pairs, confidence)
    words = {1: "increasing", -1: "decreasing", 0: "no_significant_change"}
    pairs, found = pairs[found["known"]], found[found["known"]]
    return pd.DataFrame({
        "period": pairs["year"].astype(str), "indicator": pairs["indicator"],
        "area": pairs["area"], "now": pairs["value"], "before": pairs["value_other"],
        "direction": found["side"].map(words),
    }).reset_index(drop=True)  # fmt: skip


def between_groups(
    results: pd.DataFrame, better: Mapping[str, str], confidence: float = 0.95
) -> pd.DataFrame:
    """Return each group's result against that of the group that fares best: a row a group that is
    not the best of its dimension.

    `results`: results of groups, in the columns of a result; `better`: by indicator "higher" or
    "lower". Returns period, indicator, area, dimension, group, other (the best group), value,
    other_value, and of the gap `measure`: "difference" (value less the other's, in the value's
    unit) or "ratio" (value over the other's) with its limits `gap`, `lower`, `upper`; and `told`,
    whether chance alone hardly makes such a gap. No row where fewer than two groups have a value.
    Sources: `newcombe`, `rate_ratio`; gaps as WHO's Health Equity Assessment Toolkit has them, each
    group against the one that fares best.
    """
    rows = _comparable(results, [*_GAP, "group"])
    return _against(rows, _best(rows, better, _GAP), confidence)


def gap_trends(
    results: pd.DataFrame, better: Mapping[str, str], confidence: float = 0.95
) -> pd.DataFrame:
    """Return where each group's gap is going, to the group that fares best in the last whole year:
    a row an indicator, area, dimension and group.

    `results`: of groups, of several years, and `better`, as for `between_groups`. Returns
    indicator, area, dimension, group, other, and in the words of `trends.trend` direction
    ("increasing": it falls further behind), p_value, statistic, reason and points. Ratios are
    compared by their logarithms. Source: the rule of `trends.trend`.
    """
    rows = _comparable(results, [*_GAP, "group"])
    rows = rows[rows["period"].astype(str).str.fullmatch(r"[0-9]{4}")]
    series = [name for name in _GAP if name != "period"]
    last = _best(rows[rows["period"].eq(rows["period"].max())], better, _GAP)[[*series, "group"]]
    others = rows.merge(last, on=[*series, "group"])  # the same group in every year
    gaps = _against(rows, others, confidence)
    ratio = gaps["measure"].eq("ratio").to_numpy()
    behind = np.where(gaps["indicator"].map(better).eq("higher"), -1.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = [
            behind * np.where(ratio, np.log(gaps[name].to_numpy(float)), gaps[name].to_numpy(float))
            for name in ("gap", "lower", "upper")
        ]
    gaps = gaps.assign(gap=told[0], lower=np.minimum(*told[1:]), upper=np.maximum(*told[1:]))
    found = [
        dict(zip([*series, "group", "other"], key, strict=True))
        | line_direction(*(of[name] for name in ("period", "gap", "lower", "upper")), confidence)
        for key, of in gaps.groupby([*series, "group", "other"], sort=False, observed=True)
    ]
    columns = [*series, "group", "other", "direction", "p_value", "statistic", "reason", "points"]
    return pd.DataFrame(found, columns=columns)


def _best(rows: pd.DataFrame, better: Mapping[str, str], key: list[str]) -> pd.DataFrame:
    """Of each period, indicator, area and dimension the group that fares best."""
    sign = rows["indicator"].map(better).eq("higher").map({True: -1, False: 1})
    ranked = rows.assign(rank=rows["value"].astype(float) * sign).sort_values("rank", kind="stable")
    return ranked.drop_duplicates(key).drop(columns="rank")


def _against(rows: pd.DataFrame, others: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The gaps of groups to the one of `others` that stands beside them."""
    pairs = rows.merge(others, on=[*_GAP, "kind"], suffixes=("", "_other"))
    pairs = pairs[pairs["group"].ne(pairs["group_other"])].reset_index(drop=True)
    found = compared(pairs, confidence)
    table = pairs[[*_GAP, "group", "value"]].assign(
        other=pairs["group_other"], other_value=pairs["value_other"],
        **{name: found[name] for name in ("measure", "gap", "lower", "upper")},
        told=found["side"].ne(0),
    )  # fmt: skip
    return table[found["known"]].reset_index(drop=True)


def _comparable(results: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """What can be compared: values of kinds that are no changes, of totals that are whole."""
    rows = results
    if "reason" in rows:
        rows = rows[rows["reason"].astype(object).ne("partial_total")]
    rows = rows[rows["kind"].isin((*PROPORTIONS, *EVENTS, PAIR)) & rows["value"].notna()]
    columns = dict.fromkeys(["period", *key, "kind", "numerator", "denominator", "per", "value"])
    return rows[[c for c in columns if c in rows]].assign(chance=by_chance(rows))


def compared(pairs: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return whether two results can be told apart, a row a pair.

    `pairs`: kind, numerator, denominator, value, chance, and the other's with "_other". Returns
    `side`: 1 where the first is larger, -1 where it is smaller, 0 where the interval of the
    difference (`newcombe`; of a ratio of two counts: of the share of the first in both) or of the
    ratio (`rate_ratio`) leaves none out; without `chance` any difference is one. `measure`, `gap`,
    `lower`, `upper`: see `between_groups`. `known`: False for shares above their whole.
    """
    counts = pairs[["numerator", "denominator", "numerator_other", "denominator_other"]]
    top, bottom, old_top, old_bottom = counts.astype("Float64").fillna(1.0).to_numpy(float).T
    of_two = pairs["kind"].eq(PAIR).to_numpy(bool)  # the first count's share of both
    bottom, old_bottom = np.where(
        of_two, [bottom + top, old_bottom + old_top], [bottom, old_bottom]
    )
    shares = of_two | pairs["kind"].isin(PROPORTIONS).to_numpy(bool)
    known = ~shares | ((top <= bottom) & (old_top <= old_bottom))
    limits = np.full((2, len(pairs)), np.nan)
    of = shares & known
    limits[:, of] = newcombe(top[of], bottom[of], old_top[of], old_bottom[of], confidence)
    limits[:, ~shares] = rate_ratio(
        *(each[~shares] for each in (top, bottom, old_top, old_bottom)), confidence
    )
    level, sure = np.where(shares, 0, 1), ~by_chance(pairs)
    values = pairs[["value", "value_other"]].to_numpy(float)
    away = values[:, 0] - values[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        side = np.select([limits[0] > level, limits[1] < level], [1, -1], 0)
        ratio = values[:, 0] / values[:, 1]
    per = pairs["per"].to_numpy(float) if "per" in pairs else np.ones(len(pairs))
    scale = np.where(of_two, np.nan, np.where(shares, per, 1.0))  # a share of two is no value
    limits[:, sure] = np.nan
    return pd.DataFrame({
        "side": np.where(sure, np.sign(away), side).astype(int),
        "measure": np.where(shares, "difference", "ratio"),
        "gap": np.where(shares, away, ratio),
        "lower": limits[0] * scale, "upper": limits[1] * scale, "known": known,
    }, index=pairs.index)  # fmt: skip
