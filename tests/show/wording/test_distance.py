"""How far from a target a result lies: a step is a quarter, rounded to what is easily read."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.plan.targets import Target
from chitieu.show.wording.distance import nice, step, steps_ahead

STEPS = [
    # target, kind, per, step
    ("<= 21", "proportion", 100, "5"),
    ("< 17.6", "proportion", 100, "5"),
    (">= 96", "proportion", 100, "1"),
    (">= 98", "cohort", 100, "0.5"),
    (">= 90", "proportion", 100, "2.5"),
    ("< 0.20", "proportion", 100, "0.05"),
    ("< 0.02", "proportion", 100, "0.005"),
    (">= 100", "proportion", 100, "5"),
    ("<= 11", "rate", 1000, "2.5"),
    ("< 6", "rate", 1000, "2"),
    ("<= 3", "rate", 10000, "1"),
    ("<= 0", "rate", 1000, "5"),
    (">= 4/7", "proportion", 100, "10"),
    ("= 0", "count", 1, "2"),
    ("= 40", "count", 1, "10"),
    ("fall >= 1", "change", 100, "10"),
]


@pytest.mark.parametrize(("target", "kind", "per", "expected"), STEPS)
def test_the_step_is_a_quarter_rounded(target, kind, per, expected):
    assert step(Target.parse(target), kind, per) == Fraction(expected)


@pytest.mark.parametrize(
    ("comparator", "target", "value", "steps"),
    [
        ("le", "21", 26.0, -1),
        ("le", "21", 11.0, 2),
        ("ge", "96", 97.0, 1),
        ("ge", "96", None, None),
    ],
)
def test_the_distance_is_counted_towards_the_good_side(comparator, target, value, steps):
    row = {"comparator": comparator, "target": target, "value": value, "per": 100}
    found = steps_ahead(row | {"kind": "proportion"})
    assert pd.isna(found) if steps is None else found == pytest.approx(steps)


@given(st.fractions(min_value=Fraction(1, 10**5), max_value=10**5))
def test_a_nice_number_is_near_and_nice(number):
    rounded = nice(number)
    assert Fraction(2, 3) < rounded / number < Fraction(3, 2)
    digits = rounded
    while digits >= 10:
        digits /= 10
    while digits < 1:
        digits *= 10
    assert digits in (1, 2, Fraction(5, 2), 5)
