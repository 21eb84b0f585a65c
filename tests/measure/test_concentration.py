"""Cumulative shares by hand, and the fewest areas by going through every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from chitieu.measure.concentration import cumulate, fewest


def test_shares_run_from_the_largest_down():
    table = cumulate(pd.Series({"a": 1.0, "b": 6.0, "c": np.nan, "d": 3.0}))
    assert list(table.index) == ["b", "d", "a", "c"]
    assert list(table["cumulative"].iloc[:3]) == pytest.approx([0.6, 0.9, 1.0])
    assert np.isnan(table.loc["c", "share"])


def test_equal_counts_keep_their_order():
    assert list(cumulate(pd.Series({"x": 2, "y": 2, "z": 2})).index) == ["x", "y", "z"]


def test_nothing_lost_has_no_shares():
    assert cumulate(pd.Series({"a": 0, "b": 0}))["share"].isna().all()


@pytest.mark.parametrize("goal", [1, 5, 9, 13, 18, 21])
def test_no_smaller_choice_reaches_the_goal(goal):
    cases = pd.Series({"a": 4, "b": 9, "c": 1, "d": 5, "e": 2})
    chosen = fewest(cases, goal)
    assert cases[chosen].sum() >= goal
    smaller = combinations(cases.index, len(chosen) - 1)
    assert all(cases[list(choice)].sum() < goal for choice in smaller)


@pytest.mark.parametrize(
    ("cases", "goal"),
    [
        pytest.param({"a": 1, "b": 2}, 4, id="out-of-reach"),
        pytest.param({"a": 1}, 0, id="nothing-to-reach"),
        pytest.param({"a": np.nan}, 1, id="all-missing"),
        pytest.param({}, 1, id="no-areas"),
    ],
)
def test_where_no_choice_is_needed_or_possible_there_is_none(cases, goal):
    assert fewest(pd.Series(cases, dtype=float), goal) == []
