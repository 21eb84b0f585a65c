"""The synthetic cohort by hand, against a simulation, and against its own single steps."""

from __future__ import annotations

import numpy as np
import pytest

from chitieu.measure.cohort import path
from chitieu.measure.intervals import wilson


def test_the_product_by_hand():
    # 9/10 then 4/5: of 100, 90 then 72
    left, _, _ = path([[9, 4]], [[10, 5]])
    assert left[0] == pytest.approx([0.9, 0.72])


def test_the_interval_by_hand():
    # MOVER: ln 0.72 -/+ sqrt of the summed squares of the distances of each Wilson limit
    low, high = wilson([90, 80], [100, 100])
    shares = np.array([0.9, 0.8])
    down = np.exp(np.log(0.72) - np.sqrt((np.log(shares / low) ** 2).sum()))
    up = np.exp(np.log(0.72) + np.sqrt((np.log(high / shares) ** 2).sum()))
    _, lower, upper = path([[90, 80]], [[100, 100]])
    assert (lower[0], upper[0]) == (pytest.approx(down), pytest.approx(up))


def test_one_step_has_wilsons_limits():
    _, lower, upper = path([[37]], [[40]])
    low, high = wilson(37, 40)
    assert (lower[0], upper[0]) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_the_interval_covers_about_as_often_as_it_says():
    chance, sizes = np.array([0.985, 0.96, 0.86]), np.array([590, 560, 550])
    drawn = np.random.default_rng(7).binomial(sizes, chance, size=(4000, 3))
    _, lower, upper = path(drawn, np.broadcast_to(sizes, drawn.shape))
    covered = np.mean((lower <= chance.prod()) & (chance.prod() <= upper))
    assert 0.94 <= covered <= 0.97


def test_a_step_that_all_passed_is_not_taken_for_certain():
    _, lower, _ = path([[10, 8]], [[10, 10]])
    assert lower[0] < wilson(8, 10)[0]


def test_a_step_above_the_whole_counts_as_all():
    left, _, upper = path([[12, 8]], [[10, 10]])
    assert left[0] == pytest.approx([1.0, 0.8])
    assert upper[0] <= 1


def test_a_step_that_nobody_passed_ends_the_path():
    left, lower, upper = path([[9, 0]], [[10, 5]])
    assert (left[0, -1], lower[0]) == (0, 0)
    assert 0 < upper[0] < 1


@pytest.mark.parametrize(
    ("passed", "entered"),
    [
        pytest.param([np.nan, 4], [10, 5], id="missing"),
        pytest.param([0, 4], [0, 5], id="nobody-entered"),
    ],
)
def test_a_step_without_figures_leaves_the_rest_blank_and_other_rows_alone(passed, entered):
    left, lower, upper = path([passed, [9, 4]], [entered, [10, 5]])
    assert np.isnan([left[0, -1], lower[0], upper[0]]).all()
    assert np.isfinite([left[1, -1], lower[1], upper[1]]).all()
