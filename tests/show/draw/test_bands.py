"""The classes of a map: their steps, their cuts, their sides, and the colours they are read by."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge
from chitieu.plan.targets import Target
from chitieu.show.draw.bands import EXTRA, bands, nice, place, step, step_text
from chitieu.show.verdicts import PAPER

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

# target, kind, per, the bands' labels from the best to the worst
LABELS = [
    (
        "<= 21", "proportion", 100,
        ["từ 16% trở xuống", "trên 16 đến 21%", "trên 21 đến dưới 26%", "từ 26% trở lên"],
    ),
    (
        "< 17.6", "proportion", 100,
        ["từ 12,6% trở xuống", "trên 12,6 đến dưới 17,6%", "từ 17,6 đến dưới 22,6%",
         "từ 22,6% trở lên"],
    ),
    (
        ">= 96", "proportion", 100,
        ["từ 97% trở lên", "từ 96 đến dưới 97%", "trên 95 đến dưới 96%", "từ 95% trở xuống"],
    ),
    ("> 96", "proportion", 100,
     ["từ 97% trở lên", "trên 96 đến dưới 97%", "trên 95 đến 96%", "từ 95% trở xuống"]),
    (">= 100", "proportion", 100, ["100%", "trên 95 đến dưới 100%", "từ 95% trở xuống"]),
    ("= 0", "count", 1, ["0", "1", "từ 2 trở lên"]),
    (
        "fall >= 1", "change", 100,
        ["giảm từ 11% trở lên", "giảm từ 1 đến dưới 11%", "giảm chưa đến 1% hoặc tăng dưới 9%",
         "tăng từ 9% trở lên"],
    ),
]  # fmt: skip

# target, kind, per, numerator, denominator, band
PLACES = [
    ("<= 21", "proportion", 100, 21, 100, "at"),
    ("< 21", "proportion", 100, 21, 100, "short"),
    ("<= 21", "proportion", 100, 16, 100, "beyond"),
    ("<= 21", "proportion", 100, 26, 100, "far"),
    ("< 17.6", "proportion", 100, 440, 2500, "short"),  # exactly the target; floats let it pass
    (">= 96", "proportion", 100, 96, 100, "at"),
    (">= 96", "proportion", 100, 97, 100, "beyond"),
    (">= 96", "proportion", 100, 95, 100, "far"),
    (">= 96", "proportion", 100, 9599, 10000, "short"),
    (">= 100", "proportion", 100, 7, 7, "at"),
    (">= 98", "cohort", 100, 103, 100, "beyond"),
    ("= 0", "count", 1, 0, None, "at"),
    ("= 0", "count", 1, 1, None, "short"),
    ("= 0", "count", 1, 2, None, "far"),
    ("fall >= 1", "change", 100, 99, 100, "at"),
    ("fall >= 1", "change", 100, 100, 100, "short"),
    ("fall >= 1", "change", 100, 109, 100, "far"),
    ("fall >= 1", "change", 100, 0, 0, "at"),
    ("fall >= 1", "change", 100, 3, 0, "far"),
    ("", "proportion", 100, 50, 100, "no_target"),
    ("<= 21", "proportion", 100, 0, 0, "not_applicable"),
    ("<= 21", "proportion", 100, 8, 7, "invalid"),
    ("<= 21", "proportion", 100, None, 7, "no_data"),
]


def judged(target, kind, per, numerator, denominator) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            "kind": [kind],
            "numerator": pd.array([numerator], dtype="Float64"),
            "denominator": pd.array([denominator], dtype="Float64"),
            "per": [per],
            "target": [target],
        }
    )
    return judge(add_rates(counts)).assign(conf_status="F")


@pytest.mark.parametrize(("target", "kind", "per", "expected"), STEPS)
def test_the_step_is_a_quarter_rounded(target, kind, per, expected):
    assert step(Target.parse(target), kind, per) == Fraction(expected)


@pytest.mark.parametrize(("target", "kind", "per", "labels"), LABELS)
def test_a_label_says_on_whose_side_a_cut_lies(target, kind, per, labels):
    assert [band.label for band in bands(Target.parse(target), kind, per)] == labels


@pytest.mark.parametrize(
    ("target", "kind", "per", "text"),
    [
        (">= 90", "proportion", 100, "2,5 điểm phần trăm"),
        ("<= 11", "rate", 1000, "2,5‰"),
        ("<= 3", "rate", 10000, "1/10.000"),
        ("= 0", "count", 1, "2 trường hợp"),
    ],
)
def test_the_step_is_read_in_the_unit(target, kind, per, text):
    assert step_text(Target.parse(target), kind, per) == text


@pytest.mark.parametrize(("target", "kind", "per", "top", "bottom", "key"), PLACES)
def test_a_result_has_its_band(target, kind, per, top, bottom, key):
    assert place(judged(target, kind, per, top, bottom)).iloc[0].key == key


@pytest.mark.parametrize(("numerator", "key"), [(1, "yes"), (0, "no")])
def test_an_area_has_it_or_has_it_not(numerator, key):
    assert place(judged("", "proportion", 100, numerator, 1), own=True).iloc[0].key == key


def test_what_is_withheld_is_withheld_whatever_else_the_row_says():
    row = judged("<= 21", "proportion", 100, 30, 100).assign(conf_status="C")
    assert place(row).iloc[0] is EXTRA["withheld"]


limits = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False).map(str)


@given(
    st.sampled_from(["<", "<=", ">=", ">"]),
    limits,
    st.sampled_from(["proportion", "cohort", "rate"]),
    st.integers(0, 400),
    st.integers(1, 400),
)
def test_what_is_met_is_never_in_a_short_band(op, limit, kind, top, bottom):
    if kind != "cohort":
        top = min(top, bottom)  # more than there are is invalid
    row = judged(f"{op} {limit}", kind, 1000 if kind == "rate" else 100, top, bottom)
    key = place(row).iloc[0].key
    assert key in (("beyond", "at") if row["status"].iloc[0] == "met" else ("short", "far"))


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_same_holds_for_a_change(now, before):
    row = judged("fall >= 1", "change", 100, now, before)
    key = place(row).iloc[0].key
    assert (key in ("beyond", "at")) == (row["status"].iloc[0] == "met")


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


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


ALL = [
    *bands(Target.parse("<= 21"), "proportion", 100),
    *bands(None, "proportion", 100, own=True),
    *EXTRA.values(),
]


@pytest.mark.parametrize("band", ALL, ids=lambda band: band.key)
def test_the_ink_is_legible_on_every_band(band):
    assert _contrast(band.colour, band.ink) >= 4.5


def test_a_grey_copy_keeps_the_order_of_the_bands():
    greys = [_luminance(band.colour) for band in bands(Target.parse("<= 21"), "proportion", 100)]
    assert greys == sorted(greys, reverse=True)
    assert all(_contrast_of(a, b) > 1.3 for a, b in pairwise(greys))


def _contrast_of(light: float, dark: float) -> float:
    return (light + 0.05) / (dark + 0.05)


def test_what_has_no_value_is_told_apart_by_pattern_or_paper():
    looks = {(band.colour, band.hatch, band.dotted) for band in EXTRA.values()}
    assert len(looks) == len(EXTRA)
    assert EXTRA["no_data"].hatch
    assert EXTRA["withheld"].dotted
    assert EXTRA["not_applicable"].colour == PAPER
