"""Two figures against each other, held to published tables and to other implementations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from chitieu.measure.differences import newcombe, rate_ratio, since_last_year

# Newcombe 1998, Table II, method 10.
TABLE_2 = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize("row", TABLE_2, ids=str)
def test_the_limits_of_a_difference_are_the_published_ones(row):
    assert newcombe(*row[:4]) == pytest.approx(row[4:], abs=5e-5)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_the_limits_of_a_difference_are_those_of_statsmodels(total, other_total, data):
    count = data.draw(st.integers(0, total))
    other = data.draw(st.integers(0, other_total))
    mine = newcombe(count, total, other, other_total)
    assert mine == pytest.approx(
        confint_proportions_2indep(count, total, other, other_total, method="newcomb"), abs=1e-9
    )


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_limits_of_a_ratio_are_those_of_the_exact_conditional_test(events, other, confidence):
    low, high = rate_ratio(events, 800, other, 3011, confidence)
    if not events + other:
        assert (low, high) == (0, np.inf)
        return
    share = stats.binomtest(events, events + other).proportion_ci(confidence)
    scale = 3011 / 800
    assert low == pytest.approx(share.low / (1 - share.low) * scale, rel=1e-6)
    expected = np.inf if share.high == 1 else share.high / (1 - share.high) * scale
    assert high == pytest.approx(expected, rel=1e-6)


def results(now, before, kind="proportion", periods=("2022", "2021")):
    return pd.DataFrame(
        [(period, "1", "D", kind, *pair, pair[0])
         for period, pair in zip(periods, (now, before), strict=True)],
        columns=["period", "indicator", "area", "kind", "numerator", "denominator", "value"],
    )  # fmt: skip


UP, DOWN, LEVEL = "increasing", "decreasing", "no_significant_change"


@pytest.mark.parametrize(
    ("now", "before", "kind", "expected"),
    [
        pytest.param((536, 593), (604, 620), "proportion", DOWN, id="fell"),
        pytest.param((604, 620), (536, 593), "proportion", UP, id="rose"),
        pytest.param((590, 620), (580, 610), "proportion", LEVEL, id="level"),
        pytest.param((99, 100), (60, 100), "cohort", UP, id="a cohort"),
        pytest.param((30, 9000), (10, 9000), "rate", UP, id="a rate rose"),
        pytest.param((10, 9000), (30, 9000), "rate", DOWN, id="a rate fell"),
        pytest.param((12, 9000), (10, 9000), "rate", LEVEL, id="a rate by chance"),
        pytest.param((2, np.nan), (14, np.nan), "count", DOWN, id="a count fell"),
        pytest.param((0, np.nan), (0, np.nan), "count", LEVEL, id="none and none"),
        pytest.param((120, 100), (60, 100), "count_ratio", UP, id="a ratio of counts rose"),
        pytest.param((60, 100), (120, 100), "count_ratio", DOWN, id="a ratio of counts fell"),
        pytest.param((120, 100), (112, 100), "count_ratio", LEVEL, id="a ratio of counts"),
        pytest.param((101, 100), (60, 100), "cohort", None, id="above its whole"),
        pytest.param((17, 20), (20, 18), "change", None, id="a change itself"),
    ],
)
def test_a_year_is_held_against_the_year_before(now, before, kind, expected):
    found = since_last_year(results(now, before, kind))
    assert found["direction"].tolist() == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [((20, 22), (19, 22), UP), ((19, 22), (20, 22), DOWN), ((20, 22), (20, 22), LEVEL)],
    ids=["one more", "one fewer", "as many"],
)
def test_where_there_is_no_chance_any_difference_is_one(now, before, expected):
    rows = results(now, before).assign(value=lambda t: t["numerator"] / t["denominator"])
    assert since_last_year(rows)["direction"].tolist() == [LEVEL]
    assert since_last_year(rows.assign(chance=False))["direction"].tolist() == [expected]


@pytest.mark.parametrize("periods", [("2022", "2020"), ("2022-S1", "2021-S1")])
def test_only_a_whole_year_and_the_one_just_before_it_are(periods):
    assert since_last_year(results((536, 593), (604, 620), periods=periods)).empty


def test_a_year_that_is_missing_silences_its_neighbours_alone():
    rows = pd.concat([results((536, 593), (604, 620)), results((600, 620), (1, 2),
                      periods=("2019", "2018"))])  # fmt: skip
    assert since_last_year(rows)["period"].tolist() == ["2022", "2019"]


@pytest.mark.parametrize("kind", ["proportion", "count"])
@pytest.mark.parametrize("period", ["2021", "2022"])
def test_a_total_that_areas_are_missing_from_is_held_against_no_other(kind, period):
    rows = results((5, 18), (40, 100), kind).assign(chance=False)
    assert len(since_last_year(rows.assign(reason=None))) == 1
    rows["reason"] = np.where(rows["period"].eq(period), "partial_total", None)
    assert since_last_year(rows).empty
