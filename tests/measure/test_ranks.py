"""Spearman's rho and its exact p-value against scipy's permutation test and printed tables."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from chitieu.measure.ranks import spearman, telling_rho


def scipys_exact(one, other) -> float:
    return stats.permutation_test(
        (one,),
        lambda x: abs(stats.spearmanr(x, other).statistic),
        permutation_type="pairings",
        alternative="greater",
        n_resamples=np.inf,
    ).pvalue


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5], id="untied"),
        pytest.param([1, 2, 2, 4, 5, 6], [1, 3, 2, 2, 5, 4], id="tied"),
        pytest.param([6, 5, 4, 3, 2, 1], [1, 2, 3, 4, 6, 5], id="opposed"),
    ],
)
def test_up_to_8_pairs_every_order_is_gone_through(one, other):
    one, other = np.array(one, float), np.array(other, float)
    found = spearman(one, other)
    assert found.method == "exact"
    assert found.rho == pytest.approx(stats.spearmanr(one, other).statistic)
    assert found.p_value == pytest.approx(scipys_exact(one, other), abs=1e-9)


def test_three_in_one_order_by_hand():
    # of the 6 orders of three, the same and the reverse have |rho| = 1: p = 2/6
    assert spearman([1, 2, 3], [10, 20, 30]).p_value == pytest.approx(1 / 3)


def test_many_pairs_have_scipys_p_value():
    one = np.arange(12.0)
    other = np.array([3, 1, 2, 0, 7, 5, 4, 6, 8, 11, 9, 10.0])
    found = spearman(one, other)
    assert (found.method, found.p_value) == (
        "t",
        pytest.approx(stats.spearmanr(one, other).pvalue),
    )


def test_pairs_with_a_blank_are_left_out():
    assert spearman([1, 2, 3, 4, np.nan], [1, 2, 3, np.nan, 5]).n == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([1, 2], [1, 2], id="two"),
        pytest.param([], [], id="none"),
        pytest.param([1, 1, 1, 1], [1, 2, 3, 4], id="all-equal"),
    ],
)
def test_what_has_no_correlation_says_so(one, other):
    found = spearman(one, other)
    assert found.method == "none"
    assert np.isnan([found.rho, found.p_value]).all()


@pytest.mark.parametrize(
    ("n", "rho"),
    # Zar, J. Am. Stat. Assoc. 67 (1972) 578-580: two-sided 0.05
    [(5, 1.000), (6, 0.886), (7, 0.786), (8, 0.738)],
)
def test_the_smallest_telling_rho_is_that_of_the_tables(n, rho):
    assert telling_rho(n) == pytest.approx(rho, abs=5e-4)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_so_few_can_never_tell(n):
    assert np.isnan(telling_rho(n))
