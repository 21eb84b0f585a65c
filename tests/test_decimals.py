"""Counts add up as decimals do."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.decimals import added, share_of, shown, sum_by, sum_of

SUMS = {
    "the known one": ([0.1, 0.2], 0.3),
    "estimates": ([10.1, 20.2], 30.3),
    "three": ([0.1, 0.2, 0.4], 0.7),
    "three that cancel": ([0.3, -0.1, -0.2], 0.0),
    "six decimals": ([0.000001, 0.000002], 0.000003),
    "whole": ([1, 2, 3], 6),
    "large and whole": ([2.0**52, 1.0], 2.0**52 + 1),
    "none": ([], 0),
}
COUNTS = st.decimals(0, 10**6, places=6).map(float)


@pytest.mark.parametrize(("counts", "total"), SUMS.values(), ids=list(SUMS))
def test_sums_are_those_of_the_decimals(counts, total):
    assert float(sum_of(counts)) == total
    if counts:
        assert added(*counts) == total
        columns = [pd.Series([count, 1.0], index=["x", "y"]) for count in counts]
        assert list(added(*columns)) == [total, len(counts)]
        series = pd.Series(counts, dtype="Float64")
        assert list(sum_by(series, [pd.Series(["a"] * len(counts))])) == [total]


@given(st.lists(COUNTS, min_size=1, max_size=30))
def test_any_sum_is_that_of_the_decimals(counts):
    assert float(sum_of(counts)) == float(sum(Decimal(str(count)) for count in counts))


def test_a_sum_with_something_missing_is_missing():
    table = np.array([[0.1, np.nan], [0.2, 1.0]])
    assert sum_of(table, axis=0).tolist()[0] == 0.3
    assert np.isnan(sum_of(table, axis=0)[1])
    column = added(pd.Series([0.1, None], dtype="Float64"), pd.Series([0.2, 1], dtype="Float64"))
    assert column.dtype == "Float64"
    assert column.isna().tolist() == [False, True]
    assert column[0] == 0.3


def test_groups_leave_out_what_is_missing():
    counts = pd.Series([0.1, 0.2, None, 5.0], dtype="Float64")
    keys = [pd.Series(["a", "a", "a", "b"])]
    assert sum_by(counts, keys).to_dict() == {"a": 0.3, "b": 5.0}


def test_a_number_beside_columns_counts_in_each_row():
    assert added(pd.Series([0.1, 1.0]), 0.2).tolist() == [0.3, 1.2]


def test_shares_of_counts():
    shares = share_of(pd.Series([3.0, 0.7, 2.0**52]), pd.Series([0.1, 1.0, 1.0]))
    assert shares.tolist() == [0.3, 0.7, 2.0**52]
    assert share_of(pd.Series([1.0]), pd.Series([1 / 3])).tolist() == [0.333333]


@pytest.mark.parametrize(
    ("count", "text"),
    [(1234567.0, "1234567"), (100.0, "100"), (0.0, "0"), (30.3, "30.3"), (0.5, "0.5"),
     (100.0000001, "100"), (338.00000000000006, "338"), (1e15, "1000000000000000"), (0.25, "0.25")],
)  # fmt: skip
def test_a_count_is_shown_as_it_is_written(count, text):
    assert shown(count) == text
