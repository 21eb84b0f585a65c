"""Poisson tails and funnel limits against scipy's own Poisson, and against counts by hand."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from scipy import stats

from chitieu.measure.control import control_limits, signal, tails, telling_size

MEANS = [0.01, 0.3, 1.0, 2.9412, 4.0, 10.0, 123.4, 1000.0]


@pytest.mark.parametrize("mean", MEANS)
def test_the_tails_are_scipys(mean):
    counts = np.arange(0, 30)
    at_most, at_least = tails(counts, np.full(30, mean))
    assert at_most == pytest.approx(stats.poisson.cdf(counts, mean))
    assert at_least == pytest.approx(stats.poisson.sf(counts - 1, mean))


def test_two_or_more_where_half_a_case_is_expected_by_hand():
    # 54 births at 11 per 1,000 make 0.594 expected: 1 - e^-0.594 - 0.594 e^-0.594
    assert tails(2, 0.594)[1] == pytest.approx(1 - exp(-0.594) * (1 + 0.594))


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize("mean", MEANS)
def test_a_count_lies_beyond_the_limit_exactly_where_its_tail_says_so(mean, confidence):
    counts = np.arange(0, int(mean + 12 * mean**0.5 + 20))
    lower, upper = control_limits(mean, confidence)
    tail = (1 - confidence) / 2
    assert list(counts > upper) == list(stats.poisson.sf(counts - 1, mean) < tail)
    below = counts < lower if np.isfinite(lower) else np.zeros(len(counts), bool)
    assert list(below) == list(stats.poisson.cdf(counts, mean) < tail)


def test_the_signal_and_the_limits_never_disagree():
    means, counts = (grid.ravel() for grid in np.meshgrid(np.linspace(0.05, 40, 80), range(60)))
    lower, upper = control_limits(means)
    expected = np.where(counts > upper, 1, np.where(counts < np.nan_to_num(lower, nan=-1), -1, 0))
    assert list(signal(counts, means)) == list(expected)


def test_limits_move_on_smoothly_and_start_from_nothing():
    upper = control_limits(np.linspace(0, 5, 400))[1]
    assert upper[0] == 0
    assert (np.diff(upper) > 0).all()
    assert np.diff(upper).max() < 0.6


@pytest.mark.parametrize(
    ("rate", "size"),
    [
        pytest.param(0.011, 336, id="11-per-1000"),  # -ln 0.025 / 0.011 = 335.35
        pytest.param(0.5, 8, id="a-half"),  # -ln 0.025 / 0.5 = 7.38
        pytest.param(0.0, np.inf, id="never"),
    ],
)
def test_how_many_births_make_no_death_tell(rate, size):
    assert telling_size(rate) == size
    if np.isfinite(size):
        assert stats.poisson.pmf(0, size * rate) <= 0.025 < stats.poisson.pmf(0, (size - 1) * rate)
