"""Where an indicator is going: a direction by one rule, and an exact test beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from chitieu.measure.rates import add_rates, by_chance

POINTS = 5  # yearly, the last ones, without a gap
CRITICAL = 9.5495  # chi-square with 1 degree of freedom at 99.8 %
EXACT_UP_TO = 60  # cases in all; beyond, the approximation is as good

DIRECTIONS = ("increasing", "decreasing", "no_significant_change", "cannot_be_calculated")
REASONS = (
    "no_chance",  # counted in full: any change is one
    "kind",  # a change, or no kind at all: has no trend of its own
    "too_few_points",
    "gap",  # one of the last years has no figure
    "all_zero",
    "all_whole",  # 100 % in every year
    "above_whole",  # a cohort above 100 % has no interval
    "one_year_decides",  # significant, but not without one of the years
)


def trend(series: pd.DataFrame) -> pd.Series:
    """Return the direction of the last five yearly figures of one indicator in one area.

    Parameters
    ----------
    series
        A row a year, in any order, with kind, period, numerator, denominator and optional per; only
        whole years count.

    Returns
    -------
    Series
        direction ("increasing", "decreasing", "no_significant_change", "cannot_be_calculated"),
        p_value, statistic (chi-square, 1 degree of freedom), reason (of REASONS, blank for none),
        exact_p_value (conditional on the number of cases; blank above EXACT_UP_TO cases) and points
        (the years that were used).

    Notes
    -----
    The rule is that of the UK's public health indicators: for proportions, and for the share of
    both that the first of two counts has, the chi-square test for trend, for rates and counts a
    straight line fitted by least squares weighted with the variance that the interval implies;
    significant above 9.5495, and only where the slope keeps its sign whichever year is left out.
    Source: Cochran, Biometrics 10 (1954) 417-451; Armitage, Biometrics 11 (1955) 375-386; Office
    for Health Improvement and Disparities, Fingertips, "recent trends".

    Examples
    --------
    >>> rows = {"kind": "proportion", "period": [str(2018 + n) for n in range(5)]}
    >>> series = pd.DataFrame(rows | {"numerator": [50, 60, 70, 80, 90], "denominator": 100})
    >>> trend(series)["direction"]
    'increasing'
    """
    found = trends(series.assign(series=""), ["series"])
    return found.iloc[0] if len(found) else pd.Series(_untold("too_few_points"))


def trends(series: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the directions of many series at once, a row each, in the columns of `trend`.

    `series`: as for `trend`, with the columns `by` that tell the series apart and become the
    index. A series without a whole year has no row.

    Examples
    --------
    >>> rows = {"area": "A", "kind": "count", "period": ["2020", "2021"]}
    >>> rows |= {"numerator": [3, 4], "denominator": None}
    >>> trends(pd.DataFrame(rows), ["area"])["reason"].tolist()
    ['too_few_points']
    """
    rows = series[series["period"].astype(str).str.fullmatch(r"[0-9]{4}")]
    given = [n for n in ("numerator", "denominator", "confidence", "chance") if n in rows]
    rows = rows[[*by, "kind", "period", *given]].assign(per=rows.get("per", 100.0))
    rows = add_rates(rows).assign(year=rows["period"].astype(int))
    rows = rows.sort_values("year", kind="stable", ignore_index=True)
    figures = rows[["year", "numerator", "denominator", "value", "lower", "upper"]]
    figures = figures.to_numpy(float, na_value=np.nan)
    kinds, reasons = (rows[name].astype(str).to_numpy() for name in ("kind", "reason"))
    kinds = np.where(by_chance(rows), kinds, "no_chance")
    confidence = rows.get("confidence", pd.Series(0.95, rows.index)).to_numpy(float)
    found = {
        key: _direction(figures[at], kinds[at], reasons[at], confidence[at])
        for key, at in rows.groupby(by, sort=False, observed=True).indices.items()
    }
    table = pd.DataFrame(list(found.values()), columns=list(_untold("")))
    return table.set_index(pd.MultiIndex.from_tuples(map(_tuple, found), names=by))


def _tuple(key) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def _direction(figures: np.ndarray, kinds, reasons, confidence) -> dict:
    """The direction of one series: `figures`, a row a year in order, has the year, the numerator
    and denominator, the value and its limits."""
    recent = figures[:, 0] > figures[-1, 0] - POINTS
    of_two = kinds[-1] == "count_ratio"  # the share of the first count rises as the ratio does
    if of_two:
        figures[:, 2] += figures[:, 1]
    proportion = of_two or kinds[-1] in ("proportion", "cohort")
    if reason := _why_not(figures, recent, kinds, reasons, proportion):
        return _untold(reason)
    years, cases, totals, values, lower, upper = figures[recent].T
    sizes = np.ones(POINTS) if kinds[-1] == "count" else totals
    # Once with all years, and once without each: one of no size or weight counts for nothing.
    kept = np.vstack([np.ones(POINTS), 1 - np.eye(POINTS)])
    if proportion:
        statistics, slopes = chi_square_for_trend(cases * kept, totals * kept, years)
    else:
        weights = standard_errors(lower, upper, confidence[recent]) ** -2.0
        statistics, slopes = _weighted_line(values, weights * kept, years)
    exact = exact_p_value(cases, sizes, years, proportion)
    return _told(years, statistics, slopes) | {"exact_p_value": exact}


def line_direction(years, values, lower, upper, confidence: float) -> dict:
    """Return the direction of yearly values with limits, by the rule and in the words of `trend`: a
    line weighted with the variance that the limits imply."""
    table = np.array([years, values, lower, upper], float)
    table = table[:, table[0] > table[0].max() - POINTS]
    if table.shape[1] < POINTS or not np.isfinite(table).all():
        return _untold("too_few_points" if table.shape[1] < POINTS else "gap")
    years, values, lower, upper = table[:, np.argsort(table[0])]
    weights = standard_errors(lower, upper, confidence) ** -2.0
    kept = np.vstack([np.ones(POINTS), 1 - np.eye(POINTS)])
    return _told(years, *_weighted_line(values, weights * kept, years))


def standard_errors(lower, upper, confidence) -> np.ndarray:
    """Return what limits imply: their width over twice the normal quantile."""
    return (np.asarray(upper) - lower) / (-2 * special.ndtri((1 - np.asarray(confidence)) / 2))


def _told(years, statistics, slopes) -> dict:
    """What is told of a series: first with all years, then without each."""
    significant = statistics[0] > CRITICAL
    same_sign = (np.sign(slopes) == np.sign(slopes[0])).all()
    direction = "no_significant_change"
    if significant and same_sign:
        direction = "increasing" if slopes[0] > 0 else "decreasing"
    return _untold("one_year_decides" if significant and not same_sign else "") | {
        "direction": direction,
        "p_value": float(special.chdtrc(1, statistics[0])),
        "statistic": float(statistics[0]),
        "points": [str(int(year)) for year in years],
    }


def _untold(reason: str) -> dict:
    return {
        "direction": "cannot_be_calculated",
        "p_value": np.nan,
        "statistic": np.nan,
        "reason": reason,
        "exact_p_value": np.nan,
        "points": [],
    }


def _why_not(figures: np.ndarray, recent, kinds, reasons, proportion: bool) -> str:
    """Why a series has no direction; blank where it has one."""
    if (kinds == "no_chance").any():
        return "no_chance"
    if not np.isin(kinds, ["proportion", "cohort", "rate", "count_ratio", "count"]).all():
        return "kind"
    years, cases, totals, values = figures[recent, :4].T
    if len(years) < POINTS:
        return "gap" if figures[0, 0] <= figures[-1, 0] - POINTS + 1 else "too_few_points"
    if (reasons[recent] == "above_whole").any():
        return "above_whole"
    if np.isnan(values).any():
        return "gap"
    if (cases == 0).all():
        return "all_zero"
    return "all_whole" if proportion and (cases == totals).all() else ""


def chi_square_for_trend(cases, totals, scores) -> tuple[np.ndarray, np.ndarray]:
    """Return the Cochran-Armitage chi-square (1 degree of freedom), and T, with the slope's sign.

    T = sum of cases * (score - mean score), the mean weighted by the totals; sums are over the
    last axis.

    Examples
    --------
    >>> chi, slope = chi_square_for_trend([10, 20, 30], [100, 100, 100], [0, 1, 2])
    >>> round(float(chi), 2), round(float(slope), 2)
    (12.5, 20.0)
    """
    cases, totals = np.asarray(cases, float), np.asarray(totals, float)
    share = cases.sum(-1) / totals.sum(-1)
    apart = _from_mean(np.asarray(scores, float), totals)
    slope = (cases * apart).sum(-1)
    variance = share * (1 - share) * (totals * apart**2).sum(-1)
    some = variance > 0
    return np.where(some, slope**2 / np.where(some, variance, 1), 0.0), slope


def _weighted_line(values, weights, years) -> tuple[np.ndarray, np.ndarray]:
    """The chi-square of a weighted line's slope, and the slope a year; over the last axis."""
    apart = _from_mean(years, weights)
    information = (weights * apart**2).sum(-1)
    slope = (weights * apart * values).sum(-1) / information
    return slope**2 * information, slope


def _from_mean(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return scores - ((scores * weights).sum(-1) / weights.sum(-1))[..., None]


def exact_p_value(cases, sizes, years, proportion: bool) -> float:
    """Return the two-sided exact p-value for trend, given the number of cases in all.

    Under no trend the cases fall on the years like draws without replacement (proportions) or in
    proportion to the sizes (rates, counts); p is the probability of a T at least as far from its
    mean as the one seen. Blank (nan) above EXACT_UP_TO cases or for counts that are not whole.
    Source: the conditional distribution in Armitage (1955), summed instead of approximated.

    Examples
    --------
    >>> round(exact_p_value([0, 1, 5], [100, 100, 100], [2019, 2020, 2021], True), 4)
    0.0181
    """
    from scipy import stats  # takes half a second, and most pages ask for none of this

    cases, sizes = np.asarray(cases, float), np.asarray(sizes, float)
    if proportion and cases.sum() > sizes.sum() / 2:
        cases = sizes - cases  # those who are no case trend just as clearly, the other way
    steps = np.asarray(years, int) - int(np.min(years))
    total = cases.sum()
    if total > EXACT_UP_TO or (cases % 1).any() or (proportion and (sizes % 1).any()):
        return float("nan")
    total, most = int(total), int(steps.max())
    counts, share = np.arange(total + 1), total / sizes.sum()
    # Any common odds do; with the observed ones no weight vanishes.
    weights = (
        stats.binom.pmf(counts, sizes[:, None], share)
        if proportion
        else stats.poisson.pmf(counts, sizes[:, None] * share)
    )
    ways = np.zeros((total + 1, total * most + 1))
    ways[0, 0] = 1.0
    for step, pmf in zip(steps, weights, strict=True):
        added = np.zeros_like(ways)
        for k in np.flatnonzero(pmf):
            moved = ways[: total + 1 - k, : total * most + 1 - k * step]
            added[k:, k * step :] += pmf[k] * moved
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

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2019", "2020", "2021"], "value": [40.0, 36.0, 32.4]})
    >>> round(annual_rate_of_change(table), 2)
    -10.0
    """
    rows = series[series["value"].notna()]
    values = rows["value"].to_numpy(float)
    years = rows["period"].astype(str).str[:4].to_numpy(float)
    if len(rows) < 2 or (values <= 0).any():
        return float("nan")
    return 100 * float(np.expm1(np.polyfit(years - years.min(), np.log(values), 1)[0]))


def annual_change(series: pd.DataFrame) -> float:
    """Return the average change a year in the unit of the values, from a least-squares line.

    `series`: rows with period (whole years) and value. Blank (nan) with fewer than two values.

    Examples
    --------
    >>> table = pd.DataFrame({"period": ["2020", "2021", "2022"], "value": [20.0, 24.0, 28.0]})
    >>> round(annual_change(table), 6)
    4.0
    """
    rows = series[series["value"].notna()]
    if len(rows) < 2:
        return float("nan")
    years = rows["period"].astype(str).str[:4].to_numpy(float)
    return float(np.polyfit(years - years.min(), rows["value"].to_numpy(float), 1)[0])


def rate_needed(value: float, limit: float, years: int) -> float:
    """Return the change a year in percent that takes `value` to `limit` in so many years.

    100 * ((limit / value) ** (1 / years) - 1). Blank (nan) where either is 0 or no year is left.

    Examples
    --------
    >>> round(rate_needed(20, 10, years=5), 2)
    -12.94
    """
    if not (value > 0 and limit > 0 and years > 0):
        return float("nan")
    return 100 * ((limit / value) ** (1 / years) - 1)
