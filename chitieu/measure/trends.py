"""Where an indicator is going: a direction by one rule, and an exact test beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from chitieu.measure.rates import add_rates

POINTS = 5  # yearly, the last ones, without a gap
CRITICAL = 9.5495  # chi-square with 1 degree of freedom at 99.8 %
EXACT_UP_TO = 60  # cases in all; beyond, the approximation is as good

DIRECTIONS = ("increasing", "decreasing", "no_significant_change", "cannot_be_calculated")
REASONS = (
    "kind",  # a change, or no kind at all: has no trend of its own
    "too_few_points",
    "gap",  # one of the last years has no figure
    "all_zero",
    "all_whole",  # 100 % in every year
    "above_whole",  # a ratio above 100 % has no interval
    "one_year_decides",  # significant, but not without one of the years
)


def trend(series: pd.DataFrame) -> pd.Series:
    """Return the direction of the last five yearly figures of one indicator in one area.

    `series`: a row a year, in any order, with kind, period, numerator, denominator and optional
    per; only whole years count. Returns direction ("increasing", "decreasing",
    "no_significant_change", "cannot_be_calculated"), p_value, statistic (chi-square, 1 degree of
    freedom), reason (of REASONS, blank for none), exact_p_value (conditional on the number of
    cases; blank above EXACT_UP_TO cases) and points (the years that were used).

    The rule is that of the UK's public health indicators: for proportions the chi-square test
    for trend, for rates and counts a straight line fitted by least squares weighted with the
    variance that the interval implies; significant above 9.5495, and only where the slope keeps
    its sign whichever year is left out.
    Source: Cochran, Biometrics 10 (1954) 417-451; Armitage, Biometrics 11 (1955) 375-386; Office
    for Health Improvement and Disparities, Fingertips, "recent trends".
    """
    rows, reason = _last_points(series)
    found = {
        "direction": "cannot_be_calculated",
        "p_value": np.nan,
        "statistic": np.nan,
        "reason": reason,
        "exact_p_value": np.nan,
        "points": list(rows["period"]) if not reason else [],
    }
    if reason:
        return pd.Series(found)
    years = rows["period"].astype(int).to_numpy(float)
    proportion = rows["kind"].iloc[0] in ("proportion", "ratio")
    test = _chi_square_for_trend if proportion else _weighted_line
    statistic, slope = test(rows, years)
    left_out = [test(rows.drop(rows.index[i]), np.delete(years, i))[1] for i in range(POINTS)]
    same_sign = all(np.sign(other) == np.sign(slope) for other in left_out)
    found |= {
        "statistic": statistic,
        "p_value": float(stats.chi2.sf(statistic, 1)),
        "exact_p_value": exact_p_value(rows["numerator"], _sizes(rows), years, proportion),
        "direction": "no_significant_change",
    }
    if statistic > CRITICAL and not same_sign:
        found["reason"] = "one_year_decides"
    elif statistic > CRITICAL:
        found["direction"] = "increasing" if slope > 0 else "decreasing"
    return pd.Series(found)


def _last_points(series: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The last five years with their intervals, and why there are none."""
    rows = series[series["period"].astype(str).str.fullmatch(r"\d{4}")].copy()
    rows["period"] = rows["period"].astype(str)
    rows = rows.sort_values("period")
    if rows.empty or not rows["kind"].isin(["proportion", "ratio", "rate", "count"]).all():
        return rows, "kind" if len(rows) else "too_few_points"
    rows = rows.assign(per=rows.get("per", 100.0))
    rows = add_rates(rows.drop(columns=["reason", "lower", "upper", "value"], errors="ignore"))
    last = int(rows["period"].iloc[-1])
    rows = rows[rows["period"].astype(int) > last - POINTS]
    if len(rows) < POINTS:
        first = int(series["period"].astype(str).str[:4].astype(int).min())
        return rows, "gap" if first <= last - POINTS + 1 else "too_few_points"
    if rows["reason"].eq("above_whole").any():
        return rows, "above_whole"
    if rows["value"].isna().any():
        return rows, "gap"
    if rows["numerator"].eq(0).all():
        return rows, "all_zero"
    proportion = rows["kind"].iloc[0] in ("proportion", "ratio")
    if proportion and rows["numerator"].eq(rows["denominator"]).all():
        return rows, "all_whole"
    return rows, ""


def _sizes(rows: pd.DataFrame) -> pd.Series:
    return rows["denominator"].where(rows["kind"] != "count", 1.0)


def _chi_square_for_trend(rows: pd.DataFrame, years: np.ndarray) -> tuple[float, float]:
    """The chi-square for trend of counts of totals, and the sign of the slope."""
    return chi_square_for_trend(rows["numerator"], rows["denominator"], years)


def chi_square_for_trend(cases, totals, scores) -> tuple[float, float]:
    """Return the Cochran-Armitage chi-square (1 degree of freedom), and T, with the slope's sign.

    T = sum of cases * (score - mean score), the mean weighted by the totals.
    """
    cases, totals = np.asarray(cases, float), np.asarray(totals, float)
    scores = np.asarray(scores, float)
    share = cases.sum() / totals.sum()
    apart = scores - np.average(scores, weights=totals)
    slope = float((cases * apart).sum())
    variance = share * (1 - share) * (totals * apart**2).sum()
    return (slope**2 / variance if variance > 0 else 0.0), slope


def _weighted_line(rows: pd.DataFrame, years: np.ndarray) -> tuple[float, float]:
    """The chi-square of a weighted line's slope, and the slope in units a year.

    A year's standard deviation is its interval's width over twice the normal quantile.
    """
    values = rows["value"].to_numpy(float)
    confidence = rows["confidence"].to_numpy(float) if "confidence" in rows else 0.95
    quantile = stats.norm.isf((1 - confidence) / 2)
    width = rows["upper"].to_numpy(float) - rows["lower"].to_numpy(float)
    weights = (2 * quantile / width) ** 2
    apart = years - np.average(years, weights=weights)
    information = (weights * apart**2).sum()
    slope = float((weights * apart * values).sum() / information)
    return slope**2 * information, slope


def exact_p_value(cases, sizes, years, proportion: bool) -> float:
    """Return the two-sided exact p-value for trend, given the number of cases in all.

    Under no trend the cases fall on the years like draws without replacement (proportions) or in
    proportion to the sizes (rates, counts); p is the probability of a T at least as far from its
    mean as the one seen. Blank (nan) above EXACT_UP_TO cases or for counts that are not whole.
    Source: the conditional distribution in Armitage (1955), summed instead of approximated.
    """
    cases, sizes = np.asarray(cases, float), np.asarray(sizes, float)
    if proportion and cases.sum() > sizes.sum() / 2:
        cases = sizes - cases  # those who are no case trend just as clearly, the other way
    steps = np.asarray(years, int) - int(np.min(years))
    total = cases.sum()
    if total > EXACT_UP_TO or (cases % 1).any() or (proportion and (sizes % 1).any()):
        return float("nan")
    total, most = int(total), int(steps.max())
    ways = np.zeros((total + 1, total * most + 1))
    ways[0, 0] = 1.0
    for step, size in zip(steps, sizes, strict=True):
        added = np.zeros_like(ways)
        for k in range(total + 1):
            if proportion:  # any common odds do; with the observed ones no weight vanishes
                weight = stats.binom.pmf(k, size, total / sizes.sum())
            else:
                weight = stats.poisson.pmf(k, size * total / sizes.sum())
            if weight == 0 or k > total:
                continue
            moved = ways[: total + 1 - k, : total * most + 1 - k * step]
            added[k:, k * step :] += weight * moved
        ways = added
    chances = ways[total] / ways[total].sum()
    at = np.arange(chances.size)
    mean = total * (sizes * steps).sum() / sizes.sum()
    seen = (cases * steps).sum()
    far = np.abs(at - mean) >= abs(seen - mean) - 1e-9
    return float(min(1.0, chances[far].sum()))


def annual_rate_of_change(series: pd.DataFrame) -> float:
    """Return the average change a year in percent, from a line through the values' logarithms.

    `series`: rows with period (whole years) and value. 100 * (exp(slope) - 1): -3.2 is a fall of
    3.2 % a year. Blank (nan) with fewer than two values or a value of 0.
    Source: UNICEF, average annual rate of reduction, technical note (2007), with its sign turned.
    """
    rows = series[series["value"].notna()]
    values = rows["value"].to_numpy(float)
    years = rows["period"].astype(str).str[:4].to_numpy(float)
    if len(rows) < 2 or (values <= 0).any():
        return float("nan")
    return 100 * float(np.expm1(np.polyfit(years - years.min(), np.log(values), 1)[0]))


def rate_needed(value: float, limit: float, years: int) -> float:
    """Return the change a year in percent that takes `value` to `limit` in so many years.

    100 * ((limit / value) ** (1 / years) - 1). Blank (nan) where either is 0 or no year is left.
    """
    if not (value > 0 and limit > 0 and years > 0):
        return float("nan")
    return 100 * ((limit / value) ** (1 / years) - 1)
