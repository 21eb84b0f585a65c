"""The slope index of inequality and the trend of a gap, held against statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from chitieu.measure.differences import gap_trends
from chitieu.measure.slope_index import slope_index, slope_indices

YEARS = range(2018, 2023)


def result(group, top, bottom, year=2022, dimension="wealth", kind="proportion", **told) -> dict:
    cases = 0 if top is None else top
    lower, upper = (100 * end for end in proportion_confint(cases, bottom, method="wilson"))
    return {
        "period": str(year), "indicator": "1", "area": "A", "dimension": dimension, "group": group,
        "kind": kind, "numerator": top, "denominator": bottom, "per": 100, "reason": None,
        "value": None if top is None else 100 * top / bottom, "lower": lower,
        "upper": upper, **told,
    }  # fmt: skip


groups_of = st.lists(st.tuples(st.integers(20, 900), st.floats(0.02, 0.98)), min_size=3, max_size=6)


@given(groups_of)
def test_the_index_is_the_slope_of_a_weighted_line(groups):
    sizes = np.array([size for size, _ in groups], float)
    cases = np.array([round(size * share) for size, share in groups])
    values = 100 * cases / sizes
    lower, upper = (100 * end for end in proportion_confint(cases, sizes, method="wilson"))
    index, low, high = slope_index(sizes, values, lower, upper)
    rank = (np.cumsum(sizes) - sizes / 2) / sizes.sum()
    line = sm.WLS(values, sm.add_constant(rank), weights=sizes).fit()
    assert index == pytest.approx(line.params[1], abs=1e-8)
    # The values' own variances, carried through the line by statsmodels' solver.
    carried = np.linalg.pinv(np.sqrt(sizes)[:, None] * sm.add_constant(rank)) * np.sqrt(sizes)
    errors = (upper - lower) / (2 * 1.959963984540054)
    error = np.sqrt((carried**2 @ errors**2)[1])
    assert (low, high) == pytest.approx((index - 1.959963984540054 * error,
                                         index + 1.959963984540054 * error))  # fmt: skip


PLAN = pd.DataFrame(
    [("wealth", group, "yes") for group in "abc"] + [("sex", group, None) for group in "FM"],
    columns=["dimension", "group", "ordered"],
)
A, B, C = ("a", 20, 100), ("b", 30, 100), ("c", 45, 100)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([A, B, C], [True], id="from one end to the other"),
        pytest.param([C, A, B], [True], id="in whatever order they come"),
        pytest.param([A, ("b", 24, 100), ("c", 22, 100)], [False], id="chance may make it"),
        pytest.param([A, B], [], id="one is lacking"),
        pytest.param([A, B, ("c", None, 100)], [], id="one has no value"),
    ],
)  # fmt: skip
def test_ordered_groups_have_a_slope(rows, told):
    found = slope_indices(pd.DataFrame([result(*row) for row in rows]), PLAN)
    assert list(found["told"]) == told
    if told == [True]:
        assert found["index"].iloc[0] == pytest.approx(37.5)


def test_groups_without_an_order_have_none():
    rows = [result(*row, dimension="sex") for row in (("F", 20, 100), ("M", 45, 100))]
    assert slope_indices(pd.DataFrame(rows), PLAN).empty


def years(behind, best=(90, 100), **told) -> pd.DataFrame:
    return pd.DataFrame([
        result(group, *counts, year=year, **told)
        for year, own in zip(YEARS, behind, strict=True)
        for group, counts in (("a", own), ("b", best))
    ])  # fmt: skip


def trend_of(table: pd.DataFrame, better="higher") -> pd.Series:
    (row,) = (row for _, row in gap_trends(table, {"1": better}).iterrows())
    return row


@pytest.mark.parametrize(
    ("behind", "direction", "reason"),
    [
        ([850, 800, 740, 690, 620], "increasing", ""),
        ([620, 690, 740, 800, 850], "decreasing", ""),
        ([700, 690, 705, 698, 702], "no_significant_change", ""),
        ([690, 695, 700, 705, 300], "no_significant_change", "one_year_decides"),
    ],
)
def test_a_gap_widens_or_narrows(behind, direction, reason):
    row = trend_of(years([(n, 1000) for n in behind], (900, 1000)))
    assert (row["group"], row["other"]) == ("a", "b")
    assert (row["direction"], row["reason"]) == (direction, reason)


def test_its_statistic_is_that_of_a_line_weighted_with_known_variances():
    behind = [850, 800, 740, 690, 620]
    row = trend_of(years([(n, 1000) for n in behind], (900, 1000)))
    limits = [
        confint_proportions_2indep(n, 1000, 900, 1000, method="newcomb", compare="diff")
        for n in behind
    ]
    errors = np.array([100 * (high - low) / (2 * 1.959963984540054) for low, high in limits])
    gaps = [90 - n / 10 for n in behind]
    line = sm.WLS(gaps, sm.add_constant(list(YEARS)), weights=errors**-2.0).fit(
        cov_type="fixed scale"
    )
    assert row["statistic"] == pytest.approx(line.tvalues[1] ** 2, rel=1e-6)
    assert row["p_value"] == pytest.approx(line.pvalues[1], rel=1e-6)


def test_a_lower_value_may_be_the_better_one():
    table = years([(n, 1000) for n in (150, 200, 260, 310, 380)], (100, 1000))
    assert trend_of(table, "lower")["direction"] == "increasing"


def test_what_is_missing_is_told():
    four = years([(n, 1000) for n in (850, 800, 740, 690, 620)], (900, 1000)).iloc[2:]
    assert trend_of(four)["reason"] == "too_few_points"


def test_rates_are_compared_by_the_logarithm_of_their_ratio():
    table = years([(30, 1000), (40, 1000), (60, 1000), (90, 1000), (150, 1000)], (30, 1000),
                  kind="rate")  # fmt: skip
    assert trend_of(table, "lower")["direction"] == "increasing"
