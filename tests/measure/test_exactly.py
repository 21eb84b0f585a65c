"""Changes against a target: in whole numbers as in fractions, however large."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chitieu.measure.exactly import change_holds, change_pairs, changes_hold
from chitieu.plan.targets import Target

GOALS = [Target.parse(text) for text in (
    "fall >= 1", "fall >= 0.5", "fall >= 0", "< 5", "<= 0", "= 0", ">= 12.5", "> 3")]  # fmt: skip
COUNTS = st.one_of(
    st.integers(0, 300), st.integers(2**26, 2**27), st.integers(2**52, 2**53),
    st.sampled_from([0.5, 7.25]),
)  # fmt: skip
BLANK = st.just(np.nan)
ROWS = st.lists(
    st.tuples(COUNTS, COUNTS, st.one_of(COUNTS, BLANK), st.one_of(COUNTS, BLANK)),
    min_size=1, max_size=4,
)  # fmt: skip


@pytest.mark.parametrize("goal", GOALS, ids=str)
@given(rows=ROWS)
@example(rows=[(99, 100, np.nan, np.nan)])  # a fall of exactly 1 %
@example(rows=[(0, 0, np.nan, np.nan), (3, 0, np.nan, np.nan)])
@example(rows=[(98, 2**53 - 1, 99, 2**53 - 2)])  # whose products a float rounds
def test_changes_are_compared_as_their_fractions_are(goal, rows):
    columns = np.array(rows, float).T
    expected = [change_holds(goal, *pair) for pair in change_pairs(*columns)]
    assert changes_hold(goal, *columns).tolist() == expected
