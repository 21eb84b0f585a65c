"""Numbers, targets and dates as a Vietnamese official writes them."""

import datetime
import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.measure.vocabulary import METHODS, OBS_STATUSES, REASONS
from chitieu.plan.targets import Target
from chitieu.show.wording import formats as f
from chitieu.show.wording import rounding
from chitieu.words import texts
from chitieu.words.numbers import exact


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        pytest.param(12345, 0, "12.345", id="thousands"),
        pytest.param(12345.678, 2, "12.345,68", id="decimals"),
        pytest.param(41.25, 1, "41,3", id="half is rounded up"),
        pytest.param(-15, 1, "−15,0", id="a true minus"),
        pytest.param(pd.NA, 1, "", id="missing"),
        pytest.param(-0.04, 1, "0,0", id="no minus before nothing"),
        pytest.param(-0.05, 1, "−0,1", id="a minus before something"),
        pytest.param(-0.0, 0, "0", id="a minus before a true zero"),
        pytest.param(0.1 + 0.2, 10, "0,3000000000", id="no noise of a float"),
        pytest.param(1e300, 0, f"1{'.000' * 100}", id="a number beyond all counts"),
        pytest.param(123456789012345680, 0, "123.456.789.012.345.680", id="a large float"),
        pytest.param(9999999999999.5, 1, "9.999.999.999.999,5", id="a large one with decimals"),
        pytest.param(10000000000000.25, 2, "10.000.000.000.000,25", id="a larger one"),
    ],
)
def test_number(value, decimals, text):
    assert f.number(value, decimals) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(0, "-", id="nothing occurred"),
        pytest.param(pd.NA, "...", id="could not be collected"),
        pytest.param(2803, "2.803", id="a count"),
        pytest.param(12.5, "12,5", id="an estimate"),
    ],
)
def test_counts_bear_the_yearbooks_signs(count, text):
    assert f.count(count) == text


@pytest.mark.parametrize(
    ("value", "kind", "per", "target", "text"),
    [
        pytest.param(96.588, "proportion", 100, ">= 96", "96,6%", id="percent"),
        pytest.param(11.628, "rate", 1000, "<= 11", "11,6‰", id="per thousand"),
        pytest.param(6.12, "rate", 10000, "<= 3", "6,1/10.000", id="per ten thousand"),
        pytest.param(0.1755, "proportion", 100, "< 0.20", "0,18%", id="small: two digits"),
        pytest.param(0.0102, "proportion", 100, "< 0.02", "0,010%", id="smaller still"),
        pytest.param(0.0, "proportion", 100, "< 0.02", "0%", id="none"),
        pytest.param(21.04, "proportion", 100, "<= 21", "21,04%", id="told apart from its limit"),
        pytest.param(21.0, "proportion", 100, "<= 21", "21,0%", id="just at its limit"),
        pytest.param(2.0, "count", 1, "= 0", "2", id="a count"),
        pytest.param(-15.0, "change", 100, "fall >= 1", "giảm 15,0%", id="a fall"),
        pytest.param(37.4, "change", 100, "fall >= 1", "tăng 37,4%", id="a rise"),
        pytest.param(0.0, "change", 100, "fall >= 1", "không đổi", id="no change"),
        pytest.param(pd.NA, "rate", 1000, "", "", id="missing"),
    ],
)
def test_value(value, kind, per, target, text):
    assert f.value({"value": value, "kind": kind, "per": per, "target": target}) == text


@pytest.mark.parametrize(
    ("target", "kind", "per", "text"),
    [
        pytest.param(">= 4/7", "proportion", 100, "≥ 4/7", id="a fraction of the whole"),
        pytest.param("< 17.6", "proportion", 100, "< 17,6%", id="percent"),
        pytest.param("< 0.20", "proportion", 100, "< 0,20%", id="as the plan writes it"),
        pytest.param("<= 3", "rate", 10000, "≤ 3/10.000", id="per ten thousand"),
        pytest.param("= 0", "count", 1, "= 0", id="none"),
        pytest.param(">= 12345", "count", 1, "≥ 12.345", id="thousands, as a value has them"),
        pytest.param(">= 12345.60", "rate", 1, "≥ 12.345,60", id="thousands and decimals"),
        pytest.param(">= 1200/2400", "proportion", 100, "≥ 1.200/2.400", id="a large fraction"),
        pytest.param("fall >= 1", "change", 100, "giảm ≥ 1%", id="a fall"),
        pytest.param("< 0", "change", 100, "giảm", id="any fall"),
        pytest.param("fall >= 5–10", "change", 100, "giảm 5–10%", id="a range of falls"),
        pytest.param(">= 50–60.5", "proportion", 100, "50–60,5%", id="a range"),
        pytest.param(
            "fall >= 20 since 2020", "change", 100, "giảm ≥ 20% so với năm 2020", id="since a year"
        ),
        pytest.param("< 0 since 2020", "points", 100, "giảm so với năm 2020", id="any since"),
        pytest.param(">= 54.9 (56 xã)", "proportion", 100, "≥ 54,9% (56 xã)", id="words beside"),
        pytest.param("< 1", "change", 100, "< 1%", id="a change below"),
        pytest.param("<= 112", "count_ratio", 100, "≤ 112/100", id="boys on 100 girls"),
        pytest.param(">= 1.5", "count_ratio", 1, "≥ 1,5", id="one to one and a half"),
    ],
)
def test_target(target, kind, per, text):
    assert f.target(Target.parse(target), kind, per) == text


@pytest.mark.parametrize(
    ("ends", "target", "shown"),
    [
        pytest.param((17.596,), "< 17.6", "17,596", id="met, not 17,6"),
        pytest.param((17.6,), "< 17.6", "17,6", id="just missed"),
        pytest.param((17.604,), "<= 17.6", "17,604", id="missed, not 17,6"),
        pytest.param((0.25,), "<= 0.25", "0,25", id="just met"),
        pytest.param((0.25,), "<= 0.250", "0,25", id="just met, a longer limit"),
        pytest.param((100 * 4 / 7,), ">= 4/7", "57,1", id="just met: a fraction without end"),
        pytest.param((57.1,), ">= 4/7", "57,10", id="missed by a fraction without end"),
        pytest.param((96.588, 96.04, 97.07), ">= 96", "96,59 96,04 – 97,07", id="clearly better"),
        pytest.param(
            (30.0, 20.3, 41.996), "<= 42", "30,000 20,300 – 41,996", id="just clear of it"
        ),
        pytest.param((30.0, 20.3, 42.0), "<= 42", "30,0 20,3 – 42,0", id="an end that touches it"),
        pytest.param((3.2, -0.04, 6.4), ">= 2", "3,20 −0,04 – 6,40", id="no minus before nothing"),
        pytest.param((0.0, 0.0, 0.61), "< 0.2", "0 0,00 – 0,61", id="none occurred"),
        pytest.param((17.6 + 4e-11,), "< 17.6", "17,6", id="closer than a float can tell"),
        pytest.param((17.6 + 2e-10,), "< 17.6", "17,6000000002", id="as close as can be told"),
        pytest.param((99.96, 98, 100), "", "100,0 98,0 – 100,0", id="no target"),
    ],
)
def test_what_is_shown_never_contradicts_the_verdict(ends, target, shown):
    row = dict(zip(("value", "lower", "upper"), ends, strict=False))
    row = {"lower": pd.NA, "upper": pd.NA, "kind": "proportion", "per": 100, "target": target} | row
    assert f"{f.value(row, with_unit=False)} {f.interval(row)}".strip() == shown


def test_a_whole_count_has_no_decimals_beside_an_interval_that_has():
    row = {"kind": "count", "per": 1, "target": "= 0", "value": 2.0, "lower": 0.24, "upper": 7.22}
    assert (f.value(row), f.interval(row)) == ("2", "0,2 – 7,2")
    assert f.value(row | {"value": 12.04, "target": "<= 12"}) == "12,04"


def read(text: str) -> Decimal:
    """A number as it is read on a page."""
    return Decimal(text.replace("−", "-").replace(".", "").replace(",", "."))


def side(value, limit) -> int:
    return (value > limit) - (value < limit)


COUNTS = st.integers(0, 10**7)
LIMITS = st.integers(0, 20_000_000).map(lambda thousandths: str(Decimal(thousandths) / 1000))
HAIRS = st.builds(lambda n, places: Fraction(n, 10**places), st.integers(-9, 9), st.integers(0, 8))


@st.composite
def rows(draw) -> dict:
    """A result with an interval around it; often at its target, or a hair beside it."""
    kind = draw(st.sampled_from(["proportion", "rate", "change", "points", "count"]))
    per = 1 if kind == "count" else draw(st.sampled_from([1, 100, 1000, 10000]))
    limit = draw(LIMITS)
    around = Fraction(limit) * (-1 if kind == "change" else 1)
    if draw(st.booleans()):
        around = Fraction(per * draw(COUNTS), draw(COUNTS) or 1)
    value, down, up = around + draw(HAIRS), abs(draw(HAIRS)), abs(draw(HAIRS))
    op = "fall >=" if kind == "change" else draw(st.sampled_from(["<", "<=", "=", ">=", ">"]))
    return {
        "kind": kind, "per": per, "target": f"{op} {limit}",
        "value": float(value), "lower": float(value - down), "upper": float(value + up),
    }  # fmt: skip


@settings(max_examples=400)
@given(rows())
def test_the_numbers_shown_lie_beside_the_target_as_the_exact_ones_do(row):
    goal = f.target(f.target_of(row), row["kind"], row["per"])
    number = re.search(r"[\d.,]+", goal)  # a change against nothing is told in words
    limit = read(number[0] if number else "0") * (-1 if row["kind"] == "change" else 1)
    shown = [f.signed(row, with_unit=False), *f.interval(row).split(" – ")]
    for key, text in zip(("value", "lower", "upper"), shown, strict=True):
        assert side(read(text), limit) == side(exact(row[key]), limit)
        assert text.strip("−0,") or not text.startswith("−"), text
        assert abs(read(text) - exact(row[key])) <= Decimal("0.05")
    assert read(shown[1]) <= read(shown[2])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 2))
def test_two_numbers_shown_alike_tell_which_is_the_greater(first, second, least):
    places = rounding.apart(first, second, least)
    assert places >= least
    told = [read(f.number(number, places)) for number in (first, second)]
    assert side(*told) == side(exact(first), exact(second))


def test_a_number_beside_a_target_is_on_its_side():
    row = {"kind": "proportion", "per": 100, "target": "< 17.6"}
    assert (f.beside(17.596, row), f.beside(20, row), f.beside(pd.NA, row)) == (
        "17,596",
        "20,0",
        "",
    )
    assert f.amount(0.0176, row | {"target": ""}) == "0,018%"


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2022", "năm 2022"),
        ("2022-S1", "6 tháng đầu năm 2022"),
        ("2022-Q1", "quý I năm 2022"),
        ("2022-Q3", "9 tháng đầu năm 2022"),
        ("2022-S2", "12 tháng năm 2022"),
    ],
)
def test_period(period, text):
    assert f.period_name(period) == text


def test_long_date():
    assert f.long_date(datetime.date(2023, 1, 15)) == "ngày 15 tháng 1 năm 2023"


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), ("abc", "a, b và c")]
)
def test_listing(items, text):
    assert f.listing(items) == text


@pytest.mark.parametrize(
    ("column", "known"),
    [("reason", REASONS), ("obs_status", OBS_STATUSES), ("method", METHODS)],
    ids=["reasons", "obs_statuses", "methods"],
)
def test_every_code_has_its_words(column, known):
    assert set(texts(f"results.{column}")) == set(known)
