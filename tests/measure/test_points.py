"""The difference of a proportion from the year before, in percentage points."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.measure import add_rates, judge
from chitieu.measure.results import results
from chitieu.measure.status import add_margin
from chitieu.publish.package.recompute import Again

# Newcombe (1998), table II, method 10: 56/70 less 48/80 lies from 0.0524 to 0.3339.
NAMES = ["numerator", "denominator", "previous_numerator", "previous_denominator"]


def judged(counts: tuple, target: str = ">= 10", per: int = 100, **cells) -> pd.Series:
    row = dict(zip(NAMES, counts, strict=True)) | {"kind": "points", "per": per, "target": target}
    return add_margin(judge(add_rates(pd.DataFrame([row | cells])))).iloc[0]


def test_the_interval_is_newcombes():
    found = judged((56, 70, 48, 80))
    assert (found["value"], found["method"]) == (20.0, "newcombe")
    assert (found["lower"], found["upper"]) == pytest.approx((5.24, 33.39), abs=0.005)


@pytest.mark.parametrize(
    ("counts", "target", "status", "evidence", "margin"),
    [
        pytest.param((60, 100, 50, 100), ">= 10", "met", "compatible", -1, id="just"),
        pytest.param((59, 100, 50, 100), ">= 10", "not_met", "compatible", 1, id="one too few"),
        pytest.param((600, 1000, 400, 1000), ">= 10", "met", "clearly_better", -101, id="for sure"),
        pytest.param((400, 1000, 600, 1000), ">= 10", "not_met", "clearly_worse", 301, id="fell"),
        pytest.param((10, 300, 13, 300), "fall >= 1", "met", "compatible", 1, id="a fall, just"),
        pytest.param((11, 300, 13, 300), "fall >= 1", "not_met", "compatible", -1, id="no fall"),
        pytest.param((10, 1000, 90, 1000), "fall >= 1", "met", "clearly_better", 71, id="far down"),
        pytest.param((90, 1000, 10, 1000), "fall >= 1", "not_met", "clearly_worse", None, id="up"),
        pytest.param((30, 90, 30, 90), "< 0", "not_met", "compatible", -1, id="as it was"),
        pytest.param((29, 90, 30, 90), "< 0", "met", "compatible", 1, id="any fall"),
    ],
)  # fmt: skip
def test_a_verdict_on_points(counts, target, status, evidence, margin):
    found = judged(counts, target)
    assert (found["status"], found["evidence"]) == (status, evidence)
    if margin is not None and abs(margin) == 1:
        assert found["margin"] == margin
    before = dict(zip(("numerator", "denominator"), map(str, counts[2:]), strict=True))
    row = {"period": "2022", "indicator": "p", "area": "D", "kind": "points", "per": "100",
           "numerator": str(counts[0]), "denominator": str(counts[1]), "reason": "",
           "value": "1", "comparator": {"f": "fall", "<": "lt"}.get(target[0], "ge"),
           "target": target.rpartition(" ")[2]}  # fmt: skip
    again = Again(row, 0.95, "stock", {}, before=before).columns()
    assert (again["status"], again["evidence"]) == (status, evidence)
    for end in ("value", "lower", "upper"):
        assert again[end] == pytest.approx(found[end], abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "status", "reason"),
    [
        pytest.param((1, 2, None, 2), "no_data", "no_previous_period", id="none before"),
        pytest.param((1, None, 1, 2), "no_data", "missing", id="none now"),
        pytest.param((1, 2, 3, 2), "invalid", "part_above_whole", id="above its whole before"),
        pytest.param((3, 2, 1, 2), "invalid", "part_above_whole", id="above its whole now"),
        pytest.param((1, 2, 0, 0), "not_applicable", "none_to_compare", id="nobody before"),
        pytest.param((0, 0, 1, 2), "not_applicable", "zero_of_zero", id="nobody now"),
        pytest.param((1, 2, 1, 0), "invalid", "some_of_none", id="some of none before"),
        pytest.param((1, 2, -1, 2), "invalid", "negative", id="negative before"),
    ],
)
def test_points_that_cannot_be_told(counts, status, reason):
    found = judged(counts)
    assert (found["status"], found["reason"]) == (status, reason)
    assert pd.isna(found["value"])


@pytest.mark.parametrize(
    ("counts", "target", "status"),
    [((60, 100, 50, 100), ">= 10", "on_course"), ((59, 100, 50, 100), ">= 10", "in_danger")],
)
def test_in_the_middle_of_a_year_they_stand_against_the_same_part(counts, target, status):
    found = judged(counts, target, quarters=2, basis="stock")
    assert (found["status"], found["evidence"]) == (status, "compatible")


def table(**counts) -> pd.DataFrame:
    rows = pd.DataFrame({"variable": list(counts), "value": list(counts.values())})
    told = {"period": "2022", "area": "D", "edition": "1", "level": "district", "parts": 2,
            "obs_status": "A", "reason": None, "conf_status": "F"}  # fmt: skip
    return rows.assign(**told).astype({"value": "Float64"})


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(table(poor=50, all=100), (-20.0, "met", None), id="the year before"),
        pytest.param(table(poor=50), (None, "no_data", "no_previous_period"), id="without a whole"),
        pytest.param(None, (None, "no_data", "no_previous_period"), id="no year before"),
        pytest.param(table(poor=50, all=100).assign(conf_status="C", value=None, reason="withheld"),
                     (None, None, "withheld"), id="withheld"),
    ],
)  # fmt: skip
def test_results_compare_with_the_year_before(before, expected):
    plan = pd.DataFrame(
        [("points", "poor", "all", 100)], index=["p"],
        columns=["kind", "numerator", "denominator", "per"],
    )  # fmt: skip
    found = results(table(poor=30, all=100), before, plan, {"p": "fall >= 1"}, ["D"]).iloc[0]
    told = found[["value", "status", "reason"]].astype(object)
    assert tuple(told.where(told.notna(), None)) == expected
