"""Targets in cases, held against the judge itself: what is allowed is met, one more is not."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from chitieu.measure.allowance import lifts, nearest_cases, shortfall, target_in_cases
from chitieu.measure.status import judge
from chitieu.plan.targets import Target


def series(*numbers) -> pd.Series:
    return pd.Series(numbers, dtype="Float64")


@pytest.mark.parametrize(
    ("target", "kind", "size", "per", "limit", "nearest"),
    [
        pytest.param("<= 3", "rate", 9804, 10000, Fraction(29412, 10000), 2, id="2.94-allows-2"),
        pytest.param("< 0.20", "proportion", 2849, 100, Fraction(5698, 1000), 5, id="5.7-allows-5"),
        pytest.param("< 0.2", "proportion", 2500, 100, Fraction(5), 4, id="5-strictly-allows-4"),
        pytest.param("<= 0.2", "proportion", 2500, 100, Fraction(5), 5, id="5-allows-5"),
        pytest.param(">= 25", "proportion", 3159, 100, Fraction(78975, 100), 790, id="asks-790"),
        pytest.param("> 25", "proportion", 4, 100, Fraction(1), 2, id="more-than-1-asks-2"),
        pytest.param(">= 4/7", "proportion", 7, 100, Fraction(4), 4, id="4-of-7"),
        pytest.param("= 0", "count", None, 1, Fraction(0), 0, id="none-at-all"),
        pytest.param("< 0.2", "proportion", 0, 100, Fraction(0), None, id="nobody"),
        pytest.param("fall >= 1", "change", 20, 100, None, None, id="a-fall-is-no-number"),
    ],
)
def test_a_target_in_cases(target, kind, size, per, limit, nearest):
    goal = Target.parse(target)
    assert target_in_cases(goal, series(size), per, kind)[0] == limit
    found = nearest_cases(goal, series(size), per, kind)[0]
    assert found is pd.NA if nearest is None else found == nearest


@pytest.mark.parametrize("target", ["< 17.6", "<= 21", ">= 96", "> 25", ">= 4/7"])
@pytest.mark.parametrize("size", [7, 41, 250, 2803])
def test_the_nearest_count_meets_the_target_and_the_next_one_does_not(target, size):
    goal = Target.parse(target)
    nearest = int(nearest_cases(goal, series(size), 100, "proportion")[0])
    beyond = nearest + (1 if goal.lower_is_better else -1)
    rows = pd.DataFrame(
        {
            "kind": "proportion",
            "numerator": [nearest, beyond],
            "denominator": size,
            "per": 100,
            "target": target,
        }
    )
    assert list(judge(rows)["status"]) == ["met", "not_met"]


def test_without_a_target_nothing_is_asked():
    assert nearest_cases(None, series(10), 100, "proportion").isna().all()


def test_the_shortfall_by_hand():
    # 25 % of 3,159 is 789.75: 790 asked, 740 there, 50 missing; 800 is enough; blank stays blank
    goal = Target.parse(">= 25")
    missing = shortfall(goal, series(740, 800, None), series(3159, 3159, 10), 100, "proportion")
    assert list(missing.astype(object)) == [50, 0, pd.NA]


def test_too_many_is_a_shortfall_where_fewer_is_better():
    goal = Target.parse("<= 3")  # 2 allowed
    assert shortfall(goal, series(6), series(9804), 10000, "rate")[0] == 4


def test_what_each_area_would_gain_at_the_bests_rate():
    # 3/5 is the best; 2 of 9 would be 5.4, which takes 4 more; nobody has no gain
    assert list(lifts(series(3, 2, 0), series(5, 9, 0)).astype(object)) == [0, 4, pd.NA]


def test_where_fewer_is_better_the_lift_is_downwards():
    # 1/10 is the best; 5 of 20 would be 2: 3 fewer
    assert list(lifts(series(1, 5), series(10, 20), higher_is_better=False)) == [0, 3]
