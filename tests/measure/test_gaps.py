"""Gaps between groups: which two are compared, in what, and whether chance makes such a gap."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from chitieu.measure.differences import between_groups, rate_ratio


def table(*groups, kind="proportion", per=100, **told) -> pd.DataFrame:
    """Results of one indicator, a (group, numerator, denominator) a row."""
    rows = [
        {"period": "2022", "indicator": "1", "area": "A", "dimension": "sex", "group": group,
         "kind": kind, "numerator": top, "denominator": bottom, "per": per,
         "value": None if top is None else per * top / bottom, "reason": None, **told}
        for group, top, bottom in groups
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": "Float64"})


def gaps(*groups, better="higher", **options) -> list[tuple]:
    found = between_groups(table(*groups, **options), {"1": better})
    return list(found[["group", "other", "told"]].itertuples(index=False, name=None))


F, M = ("F", 80, 100), ("M", 95, 100)


@pytest.mark.parametrize(
    ("groups", "options", "expected"),
    [
        pytest.param([F, M], {}, [("F", "M", True)], id="more is better"),
        pytest.param([F, M], {"better": "lower"}, [("M", "F", True)], id="less is better"),
        pytest.param([("F", 90, 100), M], {}, [("F", "M", False)], id="chance may make it"),
        pytest.param([F, M, ("X", 85, 100)], {}, [("F", "M", True), ("X", "M", True)], id="three"),
        pytest.param([F, ("M", 80, 100)], {}, [("M", "F", False)], id="alike"),
        pytest.param([F, ("M", None, 100)], {}, [], id="one is missing"),
        pytest.param([F], {}, [], id="one alone"),
        pytest.param([F, ("M", 120, 100)], {"kind": "cohort"}, [], id="above its whole"),
        pytest.param([F, M], {"kind": "change"}, [], id="changes are not compared"),
        pytest.param([F, M], {"reason": "partial_total"}, [], id="areas are missing"),
        pytest.param([("F", 9, 10), ("M", 10, 10)], {"chance": False}, [("F", "M", True)],
                     id="all are counted"),
        pytest.param([("F", 4, 1000), ("M", 20, 1000)], {"kind": "rate", "better": "lower"},
                     [("M", "F", True)], id="rates"),
        pytest.param([("F", 12, 1000), ("M", 20, 1000)], {"kind": "rate", "better": "lower"},
                     [("M", "F", False)], id="rates that chance may set apart"),
    ],
)  # fmt: skip
def test_each_group_is_held_against_the_one_that_fares_best(groups, options, expected):
    assert gaps(*groups, **options) == expected


@given(st.data(), st.integers(1, 300), st.integers(1, 300))
def test_the_limits_of_a_gap_are_newcombe_s(data, bottom, other_bottom):
    top, other_top = (data.draw(st.integers(0, n)) for n in (bottom, other_bottom))
    found = between_groups(
        table(("F", top, bottom), ("M", other_top, other_bottom)), {"1": "higher"}
    )
    counts = {"F": (top, bottom), "M": (other_top, other_bottom)}
    (row,) = found.itertuples()
    limits = confint_proportions_2indep(
        *counts[row.group], *counts[row.other], method="newcomb", compare="diff"
    )
    assert row.measure == "difference"
    assert row.gap == pytest.approx(row.value - row.other_value)
    assert (row.lower, row.upper) == pytest.approx([100 * end for end in limits], abs=1e-8)
    assert row.told == (limits[1] < 0)


@pytest.mark.parametrize(("per", "kind"), [(1000, "rate"), (1, "count")])
def test_events_are_compared_by_their_ratio(per, kind):
    (row,) = between_groups(
        table(("F", 5, 900), ("M", 30, 1100), kind=kind, per=per), {"1": "lower"}
    ).itertuples()
    assert (row.group, row.other, row.measure) == ("M", "F", "ratio")
    assert row.gap == pytest.approx((30 / 1100) / (5 / 900))
    assert (row.lower, row.upper) == pytest.approx(rate_ratio(30, 1100, 5, 900))
