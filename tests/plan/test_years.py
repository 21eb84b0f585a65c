"""The year file: its settings, its targets, those it takes over, and what is wrong with it."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from chitieu.faults import CallError, Faults
from chitieu.plan.periods import is_period
from chitieu.plan.year_files import known_years
from chitieu.plan.years import read_year

GOOD = """\
year: 2030
title: "Kế hoạch năm 2030"
slug: noi-nao-do
as_of: 2031-01-15
edition: "2025"
targets:
  "1": ">= 4/7"
  "2":
  "3a": "< 6"
"""


PLAN = "indicator,kind,per,better\n" + "".join(
    f"{indicator},{kind},{per},{better}\n"
    for indicator, kind, per, better in [
        ("1", "proportion", 100, "higher"),
        ("2", "proportion", 100, "higher"),
        ("3a", "rate", 1000, "lower"),
        ("4a", "proportion", 100, "lower"),
    ]
)


def write(root, content: str, year: int = 2030):
    path = root / "params" / f"{year}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="")
    (root / "params" / "indicators.csv").write_text(PLAN, encoding="utf-8")


def faults_of(root, content: str, year: int = 2030) -> list[str]:
    write(root, content, year)
    with pytest.raises(Faults) as caught:
        read_year(root, year)
    return [str(fault) for fault in caught.value.faults]


def test_a_year_file_is_read(tmp_path):
    write(tmp_path, GOOD)
    year = read_year(tmp_path, 2030)
    assert (year.year, year.slug, year.edition) == (2030, "noi-nao-do", "2025")
    assert year.as_of == datetime.date(2031, 1, 15)
    assert (year.confidence, year.threshold, year.coverage) == (0.95, 5, 1.0)
    assert year.simulated is False


@pytest.mark.parametrize(
    ("indicator", "limit"),
    [
        pytest.param("1", Fraction(4, 7), id="given"),
        pytest.param("2", None, id="blank"),
        pytest.param("4a", None, id="absent"),
    ],
)
def test_a_blank_or_absent_target_is_none(tmp_path, indicator, limit):
    write(tmp_path, GOOD)
    target = read_year(tmp_path, 2030).limits(indicator, "proportion").single
    assert (target.limit if target else None) == limit


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("year: 2030", "year: 2031", "1:year: the year is 2031", id="other-year"),
        pytest.param("year: 2030", "year: x", "1:year: 'x' does not fit", id="no-number"),
        pytest.param('title: "Kế hoạch năm 2030"\n', "", "title: the setting is", id="no-title"),
        pytest.param("slug: noi-nao-do", "slug: Nơi Nào", "3:slug: 'Nơi Nào' does not", id="slug"),
        pytest.param("2031-01-15", "15/1/2031", "4:as_of: '15/1/2031' does not fit", id="date"),
        pytest.param("edition:", "treshold: 4\nedition:", "5:treshold: is no setting of a year; "
                     "did you mean 'threshold'", id="misspelt"),
        pytest.param("edition:", "confidence: 95\nedition:", "5:confidence: '95' does not fit",
                     id="confidence-in-percent"),
        pytest.param("edition:", "coverage: 0\nedition:", "5:coverage: '0' does not", id="none"),
        pytest.param("edition:", "threshold: 2\nedition:", "5:threshold: '2' does", id="threshold"),
        pytest.param("edition:", "threshold: 101\nedition:", "5:threshold: '101'", id="too-high"),
        pytest.param("edition:", "confidence: 1\nedition:", "5:confidence: '1'", id="certainty"),
        pytest.param("edition:", "coverage: 1.1\nedition:", "5:coverage: '1.1'", id="more-areas"),
        pytest.param("slug: noi-nao-do", f"slug: {'a' * 65}", "3:slug: 'aaa", id="long-slug"),
        pytest.param("2031-01-15", "1673740800", "4:as_of: '1673740800' does not fit; write it as "
                     "2023-01-15", id="seconds"),
        pytest.param("2031-01-15", "44927", "4:as_of: '44927' does", id="a-spreadsheet's-date"),
        pytest.param("2031-01-15", "2031-02-30", "4:as_of: '2031-02-30' does", id="no-such-day"),
        pytest.param('"< 6"', '"> 6"', "9:targets.3a: '> 6': the target asks for more", id="sense"),
        pytest.param("edition:", "simulated: có\nedition:", "5:simulated: 'có' does", id="truth"),
        pytest.param("edition:", "slug: a\nedition:", "5:slug: the key stands twice", id="twice"),
        pytest.param("< 6", "dưới 6", "9:targets.3a: 'dưới 6' is no target; write it in quotes",
                     id="target-in-words"),
        pytest.param("< 6", "< 6.000", "9:targets.3a: '6.000' may be 6000 or 6; if it is 6000",
                     id="thousands"),
        pytest.param('"3a"', '"3x"', "9:targets.3x: '3x' is no indicator; use one of: 1, 2",
                     id="unknown-indicator"),
        pytest.param("edition:", "targets_from: 2029\nedition:",
                     "5:targets_from: the year has targets of its own", id="both"),
        pytest.param('"< 6"', "< 6: 7", "9: the line cannot be read as YAML;", id="no-quotes"),
        pytest.param("title: ", "title: [", "", id="open-bracket"),
    ],
)  # fmt: skip
def test_a_fault_of_a_year_file_names_its_line(tmp_path, old, new, expected):
    (line,) = faults_of(tmp_path, GOOD.replace(old, new))
    assert line.startswith(f"params/2030.yaml:{expected}")
    assert "; " in line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("edition:", "threshold: 3\nedition:", id="the lowest threshold"),
        pytest.param("edition:", "threshold: {xã: 5, huyện: 3}\nedition:", id="one a level"),
        pytest.param("edition:", "insider: false\nedition:", id="no insider"),
        pytest.param("edition:", "threshold: 100\nedition:", id="the highest threshold"),
        pytest.param("edition:", "confidence: 0.9\nedition:", id="the lowest confidence"),
        pytest.param("edition:", "coverage: 1\nedition:", id="all areas"),
        pytest.param("slug: noi-nao-do", f"slug: {'a' * 64}", id="the longest slug"),
        pytest.param("year: 2030", "year: 2030.0", id="as a spreadsheet writes a year"),
    ],
)
def test_settings_at_their_bounds_are_taken(tmp_path, old, new):
    write(tmp_path, GOOD.replace(old, new))
    assert read_year(tmp_path, 2030).year == 2030


BY_TYPE = '"3a": {commune: "< 6", ward: "≤ 8 ‰"}'
TYPES = "area,edition,type\n1,2025,commune\n2,2025,ward\n3,2008,township\n"


def test_a_target_may_be_one_by_type_of_area(tmp_path):
    write(tmp_path, GOOD.replace('"3a": "< 6"', BY_TYPE))
    limits = read_year(tmp_path, 2030).limits("3a", "rate")
    assert [str(limits.at(level)) for level in ("commune", "ward")] == ["< 6", "<= 8"]
    assert limits.at("province") is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("ward", "township", "targets.3a.township: no area of edition 2025 is of the "
                     "type 'township'", id="a type of another edition alone"),
        pytest.param("≤ 8", "≥ 8", "targets.3a.ward: '>= 8': the target asks for more", id="sense"),
        pytest.param('"≤ 8 ‰"', '""', "targets.3a.ward: the type has no limit", id="blank"),
        pytest.param("≤ 8 ‰", "8", "targets.3a.ward: '8' is no target", id="unread"),
        pytest.param('{commune: "< 6", ward: "≤ 8 ‰"}', '["< 6"]', "targets.3a: '['< 6']' does not "
                     "fit", id="a list"),
    ],
)  # fmt: skip
def test_a_fault_of_a_limit_by_type_names_the_type(tmp_path, old, new, expected):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "areas.csv").write_text(TYPES, encoding="utf-8")
    (line,) = faults_of(tmp_path, GOOD.replace('"3a": "< 6"', BY_TYPE.replace(old, new)))
    assert line.startswith(f"params/2030.yaml:9:{expected}")


def test_all_faults_of_the_targets_are_told_at_once(tmp_path):
    content = GOOD.replace('"1"', '"9"').replace("< 6", "6").replace("year: 2030", "year: 2031")
    assert len(faults_of(tmp_path, content)) == 3


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("", "it holds no settings", id="empty"),
        pytest.param("- 1\n- 2\n", "it holds no settings", id="a-list"),
        pytest.param("2030", "it holds no settings", id="a-word"),
    ],
)
def test_a_year_file_without_settings_is_a_fault(tmp_path, content, problem):
    (line,) = faults_of(tmp_path, content)
    assert problem in line


def test_a_year_file_that_is_not_utf8_is_a_fault(tmp_path):
    write(tmp_path, GOOD)
    path = tmp_path / "params" / "2030.yaml"
    path.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(Faults, match="it is not UTF-8 text"):
        read_year(tmp_path, 2030)


# ---- targets of another year --------------------------------------------------------------------

LATER = GOOD.partition("targets:")[0].replace("2030", "2031", 1) + "targets_from: {}\n"


def test_targets_are_taken_over_and_nothing_else(tmp_path):
    write(tmp_path, GOOD)
    write(tmp_path, LATER.format(2030).replace("noi-nao-do", "khac"), 2031)
    year = read_year(tmp_path, 2031)
    assert year.targets == read_year(tmp_path, 2030).targets
    assert (year.year, year.slug) == (2031, "khac")


def test_targets_are_taken_over_from_a_year_that_took_them_over(tmp_path):
    write(tmp_path, GOOD)
    write(tmp_path, LATER.format(2030), 2031)
    write(tmp_path, LATER.format(2031).replace("year: 2031", "year: 2032"), 2032)
    assert read_year(tmp_path, 2032).limits("3a", "rate").single.limit == 6


# ---- in English ---------------------------------------------------------------------------------

OBJECTIVES = 'objectives: {"1": "Sức khỏe", "2": "Bảo vệ"}\n'
ENGLISH = OBJECTIVES + 'title_en: "Plan of 2030"\nobjectives_en: {"1": "Health", "2": ""}\n'


@pytest.mark.parametrize(
    ("told", "language", "title", "objectives"),
    [
        pytest.param(ENGLISH, "en", "Plan of 2030", ["Health", "Bảo vệ"], id="english"),
        pytest.param(ENGLISH, "vi", "Kế hoạch năm 2030", ["Sức khỏe", "Bảo vệ"], id="vietnamese"),
        pytest.param(OBJECTIVES, "en", "Kế hoạch năm 2030", ["Sức khỏe", "Bảo vệ"], id="none"),
    ],
)
def test_a_year_is_told_in_a_language(tmp_path, told, language, title, objectives):
    write(tmp_path, GOOD.replace("targets:", f"{told}targets:"))
    year = read_year(tmp_path, 2030)
    spoken = year.in_language(language)
    assert (spoken.title, list(spoken.objectives.values())) == (title, objectives)
    assert year.in_language("vi") == year
    assert spoken.targets == year.targets


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param("", ["Health", "Bảo vệ"], id="all-taken-over"),
        pytest.param(
            'objectives_en: {"2": "Protection"}\n', ["Health", "Protection"], id="one-own"
        ),
        pytest.param('objectives: {"1": "Dinh dưỡng"}\n', ["Dinh dưỡng"], id="own-vietnamese"),
    ],
)
def test_english_objectives_are_taken_over_with_the_vietnamese(tmp_path, own, expected):
    write(tmp_path, GOOD.replace("targets:", f"{ENGLISH}targets:"))
    write(tmp_path, LATER.format(2030) + own, 2031)
    year = read_year(tmp_path, 2031).in_language("en")
    assert (year.title, list(year.objectives.values())) == ("Kế hoạch năm 2030", expected)


@pytest.mark.parametrize(
    "source",
    [pytest.param(2031, id="itself"), pytest.param(2040, id="a-year-without-file")],
)
def test_targets_of_no_other_year_are_a_fault(tmp_path, source):
    write(tmp_path, GOOD)
    (line,) = faults_of(tmp_path, LATER.format(source), 2031)
    assert line.startswith("params/2031.yaml:6:targets_from: ")
    assert "2030" in line.partition("; ")[2]


def test_two_years_that_take_each_others_targets_are_a_fault(tmp_path):
    write(tmp_path, LATER.format(2031).replace("year: 2031", "year: 2030"), 2030)
    lines = faults_of(tmp_path, LATER.format(2030), 2031)
    assert any("targets_from" in line for line in lines)


# ---- years and periods --------------------------------------------------------------------------


def test_the_known_years_are_those_with_a_file(tmp_path, root):
    write(tmp_path, GOOD)
    (tmp_path / "params" / "notes.yaml").write_text("x: 1")
    assert known_years(tmp_path) == [2030]
    assert known_years(root) == list(range(2018, 2026))


def test_a_year_without_a_file_is_a_wrong_call_that_names_the_years(tmp_path):
    write(tmp_path, GOOD)
    with pytest.raises(CallError, match=r"2029 has no year file.*years with one: 2030"):
        read_year(tmp_path, 2029)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", True),
        ("2022-S1", True),
        ("2022-S2", True),
        ("2022-Q4", True),
        ("2022-S3", False),
        ("2022-Q5", False),
        ("2022-06", False),
        ("22", False),
        ("2022-S1 ", False),
        ("", False),
    ],
)
def test_a_period_is_a_year_or_a_part_of_one(text, expected):
    assert is_period(text) is expected
