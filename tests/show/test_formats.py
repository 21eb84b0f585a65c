"""Numbers, targets and dates as a Vietnamese official writes them."""

import datetime

import pandas as pd
import pytest

from chitieu.measure.vocabulary import METHODS, OBS_STATUSES, REASONS
from chitieu.plan.targets import Target
from chitieu.show import formats as f


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        pytest.param(12345, 0, "12.345", id="thousands"),
        pytest.param(12345.678, 2, "12.345,68", id="decimals"),
        pytest.param(41.25, 1, "41,3", id="half is rounded up"),
        pytest.param(-15, 1, "−15,0", id="a true minus"),
        pytest.param(pd.NA, 1, "", id="missing"),
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
        pytest.param(-15.0, "change", 100, "fall >= 1", "−15,0%", id="a change"),
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
        pytest.param("fall >= 1", "change", 100, "giảm ≥ 1%", id="a fall"),
    ],
)
def test_target(target, kind, per, text):
    assert f.target(Target.parse(target), kind, per) == text


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
    ("words", "known"),
    [(f.REASONS, REASONS), (f.OBS_STATUSES, OBS_STATUSES), (f.METHODS, METHODS)],
    ids=["reasons", "obs_statuses", "methods"],
)
def test_every_code_has_its_words(words, known):
    assert set(words) == set(known)
