"""Directions by the UK's rule, the exact test beside it, and rates of change."""

from __future__ import annotations

from itertools import product
from math import comb, exp, factorial, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.measure import add_rates, trend
from chitieu.measure.smoothing import smooth
from chitieu.measure.trends import (
    CRITICAL,
    annual_rate_of_change,
    chi_square_for_trend,
    exact_p_value,
    rate_needed,
)

NOT = "cannot_be_calculated"


def series(cases, totals, kind="proportion", per=100, first=2018):
    return pd.DataFrame(
        {
            "kind": kind,
            "period": [str(first + i) for i in range(len(cases))],
            "numerator": pd.array(cases, dtype="Float64"),
            "denominator": pd.array(totals, dtype="Float64"),
            "per": per,
        }
    )


def test_chi_square_is_that_of_rs_prop_trend_test():
    # R's own example, help(prop.trend.test): smokers 83, 90, 129, 70 of 86, 93, 136, 82 patients:
    # X-squared = 8.2249, df = 1, p-value = 0.004132
    statistic, slope = chi_square_for_trend([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    assert statistic == pytest.approx(8.2249, abs=5e-5)
    assert slope < 0


@pytest.mark.parametrize(
    ("cases", "totals", "kind", "direction", "reason"),
    [
        pytest.param([100, 130, 160, 190, 220], [1000] * 5, "cohort", "increasing", "", id="up"),
        pytest.param([220, 190, 160, 130, 100], [1000] * 5, "cohort", "decreasing", "", id="down"),
        pytest.param([50, 52, 49, 51, 50], [1000] * 5, "proportion", "no_significant_change", "",
                     id="flat"),
        pytest.param([0] * 5, [100] * 5, "proportion", NOT, "all_zero", id="none"),
        pytest.param([9] * 5, [9] * 5, "proportion", NOT, "all_whole", id="all"),
        pytest.param([1, 2, 3, 4], [90] * 4, "proportion", NOT, "too_few_points",
                     id="four points"),
        pytest.param([10, 20, None, 40, 50], [90] * 5, "proportion", NOT, "gap",
                     id="a gap"),
        pytest.param([9, 9, 9, 9, 11], [10] * 5, "cohort", NOT, "above_whole",
                     id="a cohort above the whole"),
        pytest.param([500, 550, 600, 660, 720], [500] * 5, "count_ratio", "increasing", "",
                     id="a ratio of counts up"),
        pytest.param([52, 49, 51, 50, 54], [50] * 5, "count_ratio", "no_significant_change", "",
                     id="a ratio of counts, level"),
        pytest.param([5, 5, 5, 5, 5], [4, 4, 0, 4, 4], "count_ratio", NOT, "gap",
                     id="a ratio to none"),
        pytest.param([50, 50, 50, 50, 120], [1000] * 5, "proportion", "no_significant_change",
                     "one_year_decides", id="one year's outlier"),
        pytest.param([10, 20, 40, 80, 160], [10_000] * 5, "rate", "increasing", "", id="a rate up"),
        pytest.param([12, 9, 11, 10, 8], [600] * 5, "rate", "no_significant_change", "",
                     id="few events"),
        pytest.param([27, 24, 22, 20, 17], [None] * 5, "count", "no_significant_change", "",
                     id="a count"),
        pytest.param([20, 19, 18, 17, 16], [21, 20, 19, 18, 17], "change", NOT,
                     "kind", id="a change"),
        pytest.param([0, 0, 30, 60, 100], [1000] * 5, "proportion", "increasing", "",
                     id="years of none"),
    ],
)  # fmt: skip
def test_direction(cases, totals, kind, direction, reason):
    found = trend(series(cases, totals, kind, per=1000 if kind == "rate" else 100))
    assert (found["direction"], found["reason"]) == (direction, reason)


def test_order_of_rows_and_older_years_do_not_matter():
    table = series([500, 400, 100, 130, 160, 190, 220], [1000] * 7, first=2016)
    found = trend(table.sample(frac=1, random_state=1))
    assert found["points"] == ["2018", "2019", "2020", "2021", "2022"]
    assert found["statistic"] == trend(table)["statistic"]


def test_a_part_of_a_year_is_no_point():
    table = series([100, 130, 160, 190, 220], [1000] * 5)
    part = table.tail(1).assign(period="2022-S1", numerator=900)
    assert trend(pd.concat([table, part]))["statistic"] == trend(table)["statistic"]


def test_the_weighted_line_is_numpys():
    cases, totals = [30, 42, 38, 55, 60], [600, 610, 590, 620, 600]
    found = trend(series(cases, totals, "rate", per=1000))

    rates = add_rates(series(cases, totals, "rate", per=1000))
    sigma = (rates["upper"] - rates["lower"]).to_numpy(float) / (2 * 1.959963984540054)
    years = np.arange(2018, 2023) - 2020.0
    (slope, _), cov = np.polyfit(
        years, rates["value"].to_numpy(float), 1, w=1 / sigma, cov="unscaled"
    )
    assert found["statistic"] == pytest.approx(slope**2 / cov[0, 0], rel=1e-9)
    assert (found["direction"] == "increasing") == (found["statistic"] > CRITICAL)


@pytest.mark.parametrize("cases", [(0, 1, 2, 1, 3), (3, 0, 0, 1, 0), (1, 1, 1, 1, 1)])
def test_exact_p_of_proportions_by_listing_every_outcome(cases):
    totals, years, n = (12, 10, 11, 9, 10), range(5), sum(cases)
    outcomes = [o for o in product(range(n + 1), repeat=5) if sum(o) == n]
    weight = {o: np.prod([comb(t, k) for t, k in zip(totals, o, strict=True)]) for o in outcomes}
    assert exact_p_value(cases, totals, years, True) == pytest.approx(p(weight, cases, totals))


@pytest.mark.parametrize("cases", [(0, 1, 2, 1, 3), (3, 0, 0, 1, 0)])
def test_exact_p_of_rates_by_listing_every_outcome(cases):
    sizes, n = (600, 580, 610, 590, 602), sum(cases)
    outcomes = [o for o in product(range(n + 1), repeat=5) if sum(o) == n]
    weight = {
        o: np.prod([s**k / factorial(k) for s, k in zip(sizes, o, strict=True)]) for o in outcomes
    }
    assert exact_p_value(cases, sizes, range(5), False) == pytest.approx(p(weight, cases, sizes))


def p(weight: dict, cases, sizes) -> float:
    """Two-sided: the share of the outcomes whose T is at least as far from its mean."""
    total, middle = sum(weight.values()), sum(cases) * np.average(range(5), weights=sizes)

    def away(outcome):
        return abs(sum(k * t for t, k in enumerate(outcome)) - middle)

    return sum(w for o, w in weight.items() if away(o) >= away(cases) - 1e-9) / total


def test_many_cases_leave_the_exact_test_out():
    assert np.isnan(trend(series([100, 130, 160, 190, 220], [1000] * 5))["exact_p_value"])


def test_annual_rate_of_change_by_hand():
    # 20 → 18 → 16.2: a tenth less each year
    table = pd.DataFrame({"period": ["2020", "2021", "2022"], "value": [20, 18, 16.2]})
    assert annual_rate_of_change(table) == pytest.approx(-10)
    # the least squares slope of ln 100, ln 80, ln 90 on 0, 1, 2 is (ln 90 − ln 100) / 2
    table["value"] = [100, 80, 90]
    assert annual_rate_of_change(table) == pytest.approx(100 * (exp((log(90) - log(100)) / 2) - 1))


@pytest.mark.parametrize("values", [[0, 1, 2], [None, None, 3]])
def test_a_rate_of_change_needs_two_values_above_none(values):
    table = pd.DataFrame({"period": ["2020", "2021", "2022"], "value": values})
    assert np.isnan(annual_rate_of_change(table))


def test_the_rate_needed_reaches_the_limit():
    rate = rate_needed(25.7, 21, 3)
    assert 25.7 * (1 + rate / 100) ** 3 == pytest.approx(21)
    assert np.isnan(rate_needed(25.7, 0, 3))
    assert np.isnan(rate_needed(25.7, 21, 0))


counts = st.lists(
    st.tuples(st.integers(0, 20), st.integers(20, 2000)), min_size=2, max_size=12
).map(lambda pairs: pd.DataFrame(pairs, columns=["numerator", "denominator"]).assign(per=1000))


@given(counts)
def test_a_smoothed_rate_lies_between_the_raw_and_the_common_one(table):
    table = table.astype({"numerator": "Float64", "denominator": "Float64"})
    smoothed, raw = smooth(table), 1000 * table["numerator"] / table["denominator"]
    common = 1000 * table["numerator"].sum() / table["denominator"].sum()
    low, high = raw.clip(upper=common), raw.clip(lower=common)
    assert ((smoothed >= low - 1e-9) & (smoothed <= high + 1e-9)).all()
    if (raw == 0).any() and smoothed.nunique() > 1:
        assert smoothed[raw == 0].max() < smoothed.max()


def test_no_variance_between_areas_gives_all_the_common_rate():
    table = pd.DataFrame({"numerator": [1, 1, 1], "denominator": [100, 100, 100], "per": 1000})
    assert smooth(table).tolist() == [10, 10, 10]


def test_smoothing_by_hand():
    # m = 30/3000 = 0.01; rates 0.02, 0.01, 0: s² = (1000·0.0001 + 0 + 1000·0.0001)/3000 = 6.667e-5
    # between = 6.667e-5 − 0.01/1000 = 5.667e-5; weight = 5.667/(5.667 + 1) = 0.85
    table = pd.DataFrame({"numerator": [20, 10, 0], "denominator": [1000] * 3, "per": 1000})
    assert smooth(table).tolist() == pytest.approx([18.5, 10, 1.5])


def test_where_all_are_counted_no_direction_is_tested():
    rows = pd.DataFrame(
        {
            "kind": "proportion", "period": [str(2018 + n) for n in range(5)],
            "numerator": [2, 9, 14, 18, 21], "denominator": 22, "per": 100,
        }
    )  # fmt: skip
    assert trend(rows)["direction"] == "increasing"
    found = trend(rows.assign(chance=False))
    assert (found["direction"], found["reason"]) == ("cannot_be_calculated", "no_chance")
