"""Confidence limits against published tables, against other libraries, and against hand-work."""

from __future__ import annotations

from decimal import Decimal, getcontext

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from chitieu.measure.intervals import (
    EXACT_BELOW,
    byar,
    count_ratio,
    poisson,
    poisson_exact,
    wilson,
)
from chitieu.publish.package.limits import odds

getcontext().prec = 40
Z95 = Decimal("1.959963984540054235524594430520551")  # the normal quantile of 0.975


# ---- Wilson -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [
        # Newcombe, Stat. Med. 17 (1998) 857-872, Table I, method 3 (score without correction).
        pytest.param(81, 263, 0.2553, 0.3662, id="81-of-263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15-of-148"),
        pytest.param(0, 20, 0.0000, 0.1611, id="0-of-20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1-of-29"),
        # The complements: the limits of what is left are those of 1 minus it, turned round.
        pytest.param(20, 20, 1 - 0.1611, 1.0000, id="20-of-20"),
        pytest.param(28, 29, 1 - 0.1718, 1 - 0.0061, id="28-of-29"),
    ],
)
def test_wilson_is_newcombes_method_3(count, total, lower, upper):
    assert np.round(wilson(count, total), 4) == pytest.approx([lower, upper], abs=1e-9)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99, 0.998])
def test_wilson_is_that_of_statsmodels(confidence):
    count, total = np.array([(c, t) for t in (1, 2, 7, 22, 575, 9365) for c in {0, 1, t // 2, t}]).T
    expected = proportion_confint(count, total, alpha=1 - confidence, method="wilson")
    assert np.allclose(wilson(count, total, confidence), expected, atol=1e-12)


@pytest.mark.parametrize("total", [1, 3, 7, 20, 9365, 10**7])
def test_wilson_ends_exactly_at_none_and_at_all(total):
    assert wilson(0, total)[0] == 0.0
    assert wilson(total, total)[1] == 1.0


def test_wilson_by_hand():
    # 4 of 7: p = 4/7; z² = 3.8415; (p + z²/14 ± z √(p q / 7 + z² / 196)) / (1 + z² / 7)
    p, n, z2 = Decimal(4) / 7, Decimal(7), Z95**2
    half = Z95 * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    middle, whole = p + z2 / (2 * n), 1 + z2 / n
    expected = float((middle - half) / whole), float((middle + half) / whole)
    assert wilson(4, 7) == pytest.approx(expected, abs=1e-14)


# ---- Poisson ------------------------------------------------------------------------------------

# Garwood, Biometrika 28 (1936) 437-442; the same in Ulm, Am. J. Epidemiol. 131 (1990) 373-375.
TABLE = [
    (0, 0.0, 3.6889),
    (1, 0.0253, 5.5716),
    (2, 0.2422, 7.2247),
    (3, 0.6187, 8.7673),
    (4, 1.0899, 10.2416),
    (5, 1.6235, 11.6683),
    (6, 2.2019, 13.0595),
    (7, 2.8144, 14.4227),
    (8, 3.4538, 15.7632),
    (9, 4.1154, 17.0848),
    (10, 4.7954, 18.3904),
    (20, 12.22, 30.89),
    (50, 37.11, 65.92),
    (100, 81.36, 121.63),
]


@pytest.mark.parametrize(("events", "lower", "upper"), TABLE)
def test_exact_limits_are_the_published_table(events, lower, upper):
    assert poisson_exact(events) == pytest.approx((lower, upper), abs=1e-4 if events < 20 else 6e-3)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("events", [0, 1, 2, 5, 9, 10, 40])
def test_exact_limits_leave_half_of_the_doubt_in_each_tail(events, confidence):
    lower, upper = poisson_exact(events, confidence)
    tail = (1 - confidence) / 2
    assert stats.poisson.cdf(events, upper) == pytest.approx(tail, rel=1e-9)
    if events == 0:
        assert lower == 0.0
    else:
        assert stats.poisson.sf(events - 1, lower) == pytest.approx(tail, rel=1e-9)


def cube_root_free(base: Decimal, rest: Decimal) -> float:
    return float(base * rest**3)


@pytest.mark.parametrize("events", [1, 5, 10, 11, 65, 200])
def test_byar_is_breslow_and_days_formula(events):
    # Breslow & Day II (1987) p. 69: O (1 - 1/9O - z/3√O)³ and, with O+1, (1 - 1/9 + z/3√)³.
    o, more = Decimal(events), Decimal(events) + 1
    lower = cube_root_free(o, 1 - 1 / (9 * o) - Z95 / (3 * o.sqrt()))
    upper = cube_root_free(more, 1 - 1 / (9 * more) + Z95 / (3 * more.sqrt()))
    assert byar(events) == pytest.approx((lower, upper), rel=1e-12)


@pytest.mark.parametrize(("events", "lower", "upper"), [row for row in TABLE if row[0] >= 10])
def test_byar_is_near_the_published_exact_limits_from_10_events_on(events, lower, upper):
    assert byar(events) == pytest.approx((lower, upper), abs=0.02)


def test_byar_of_nothing_begins_at_nothing():
    lower, upper = byar(0)
    assert lower == 0.0
    assert np.isfinite(upper)


@pytest.mark.parametrize(
    ("events", "method"),
    [(0, poisson_exact), (9, poisson_exact), (10, byar), (11, byar), (500, byar)],
)
def test_the_method_changes_at_ten_events(events, method):
    assert EXACT_BELOW == 10
    assert np.allclose(poisson(events), method(events))


# ---- all ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [poisson_exact, byar, poisson], ids=lambda f: f.__name__)
def test_limits_of_counts_hold_the_count_and_widen_with_confidence(limits):
    events = np.arange(0, 60)
    lower, upper = limits(events)
    assert ((lower <= events) & (events < upper)).all()
    wider = limits(events, 0.99)
    assert (wider[0] <= lower).all()
    assert (wider[1] > upper).all()
    assert (np.diff(lower) > 0).all()
    assert (np.diff(upper) > 0).all()


@pytest.mark.parametrize(
    "limits", [lambda n, c: wilson(n, 100, c), poisson_exact, byar, poisson],
    ids=["wilson", "poisson_exact", "byar", "poisson"],
)  # fmt: skip
def test_many_rows_are_computed_as_one_by_one(limits):
    counts, confidence = np.array([0, 3, 10, 40]), np.array([0.9, 0.95, 0.95, 0.99])
    lower, upper = limits(counts, confidence)
    for i, (count, level) in enumerate(zip(counts, confidence, strict=True)):
        assert np.allclose((lower[i], upper[i]), limits(count, level), rtol=1e-12, atol=0)


# R, help(binom.test), Mendel's peas after Conover: 682 of 925, 0.7076683 to 0.7654066 of all.
def test_the_ratio_of_two_counts_is_that_of_the_published_share():
    low, high = count_ratio(682, 243)
    assert low / (1 + low) == pytest.approx(0.7076683, abs=5e-8)
    assert high / (1 + high) == pytest.approx(0.7654066, abs=5e-8)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
@pytest.mark.parametrize(("count", "other"), [(0, 1), (0, 40), (1, 1), (3, 50), (60, 50), (9, 1)])
def test_a_ratio_of_counts_is_clopper_and_pearsons_of_statsmodels(count, other, confidence):
    shares = proportion_confint(count, count + other, 1 - confidence, method="beta")
    expected = [float(share / (1 - share)) for share in shares]
    assert count_ratio(count, other, confidence) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("count", "other"), [(0, 5), (3, 4), (60, 50), (1, 300)])
def test_a_ratio_of_counts_is_recomputed_by_another_formula(count, other):
    assert odds(count, other, 0.95) == pytest.approx([*map(float, count_ratio(count, other))])
