"""The workbook's targets against the plan's own words, section II, read and typed by hand."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

import pandas as pd
import pytest

from chitieu.plan.agencies import read_agencies
from chitieu.plan.checks import read_checks, read_doubts
from chitieu.plan.expressions import terms
from chitieu.plan.groups import grouped, read_groups, reported_groups
from chitieu.plan.indicators import SHORT, of_areas, read_actions, read_indicators, read_variables
from chitieu.plan.year_files import known_years
from chitieu.plan.years import read_year

# "dưới" and "<" are below; "xuống", "xuống còn" and "đạt" count the limit itself.
PLAN = [
    ("1", ">=", "4/7", "đạt 4 xã (57,14%)"),
    ("2", ">=", "96", "đạt 96%"),
    ("3a", "<", "6", "dưới 6‰"),
    ("3b", "<=", "11", "xuống 11‰"),
    ("3c", "<", "12", "dưới 12 ‰"),
    ("4a", "<", "17.6", "xuống dưới 17,6%"),
    ("4b", "<=", "21", "xuống 21%"),
    ("5a", ">=", "97", "đạt 97%"),
    ("5b", ">=", "92", "92% trẻ em dưới 5 tuổi"),
    ("6", "<", "1", "là <1%"),
    ("7", ">=", "100", "100% cơ sở giáo dục"),
    ("8a", "<", "3", "xuống dưới 3 %"),
    ("8b", ">=", "90", "90% trẻ em có hoàn cảnh đặc biệt"),
    ("9", "<", "0.02", "xuống dưới 0,02%"),
    ("10", "=", "0", "duy trì không có lao động trẻ em"),
    ("11a", "<=", "3", "xuống 03/10.000"),
    ("11b", "<=", "2", "xuống còn 02/10.000"),
    ("12", ">=", "100", "100% trẻ em gặp thiên tai, thảm họa"),
    ("13", "fall", "1", "duy trì mức giảm số cuộc tảo hôn từ 1%-2%"),
    ("14", ">=", "98", "đạt 98%"),
    ("15", ">=", "96", "đạt 96%"),
    ("16", ">=", "98", "đạt 98%"),
    ("17a", ">=", "96", "đạt 96%"),
    ("17b", "<", "0.20", "dưới 0,20%"),
    ("18a", ">=", "87", "đạt 87%"),
    ("18b", "<", "0.2", "dưới 0,2%"),
    ("19", ">=", "95", "95% trường học"),
    ("20a", ">=", "21", "đạt 21%"),
    ("20b", ">=", "75", "đạt 75%"),
    ("21", ">=", "30", "đạt 30%"),
    ("22", ">=", "25", "đạt 25%"),
    ("23", ">=", "75", "đạt 75%"),
    ("24", ">=", "25", "đạt 25%"),
]
# Counts and units: ‰ for 3, per 10,000 children for 11, a count for 10, percent for the others.
PER = {"3a": 1000, "3b": 1000, "3c": 1000, "10": 1, "11a": 10000, "11b": 10000}
OBJECTIVES = {1: range(1, 8), 2: range(8, 15), 3: range(15, 22), 4: range(22, 25)}
SENSITIVE = {"3a", "3b", "3c", "6", "8a", "8b", "9", "10", "11a", "11b", "13", "20b"}
KINDS = {
    "rate": {"3a", "3b", "3c", "11a", "11b"},
    "count": {"10"},
    "change": {"13"},
    "cohort": {"16", "17a", "18a"},
}
TABLES = [
    read_indicators, read_variables, read_agencies, read_actions, read_checks, read_doubts
]  # fmt: skip


@pytest.fixture(scope="module")
def indicators(root):
    return read_indicators(root)


@pytest.mark.parametrize(
    ("indicator", "comparator", "limit", "words"), [pytest.param(*row, id=row[0]) for row in PLAN]
)
def test_a_target_is_what_the_plan_says(root, indicators, indicator, comparator, limit, words):
    target = read_year(root, 2022).limits(indicator, indicators.at[indicator, "kind"]).single
    assert (target.comparator, target.limit) == (comparator, Fraction(limit)), words
    assert target.of_whole is ("/" in limit)


def test_the_year_has_these_targets_and_no_other(root):
    assert list(read_year(root, 2022).targets) == [row[0] for row in PLAN]


def test_the_plans_57_14_percent_is_its_four_communes():
    assert round(100 * Fraction(4, 7), 2) == Fraction("57.14")


@pytest.mark.parametrize("year", range(2018, 2026))
def test_years_without_a_plan_of_their_own_are_held_against_that_of_2022(root, year):
    assert read_year(root, year).targets == read_year(root, 2022).targets


@pytest.mark.parametrize("year", range(2018, 2026))
def test_a_years_title_and_objectives_are_told_in_english(root, year):
    told, english = (read_year(root, year).in_language(language) for language in ("vi", "en"))
    assert [*english.objectives] == [*told.objectives] == ["1", "2", "3", "4"]
    texts = [english.title, *english.objectives.values()]
    assert "".join(texts).isascii()
    assert re.findall(r"\d+", english.title) == re.findall(r"\d+", told.title)


def test_every_year_says_that_its_figures_are_simulated(root):
    assert all(read_year(root, year).simulated for year in known_years(root))


def test_there_are_33_indicators_in_24_targets_of_4_objectives(indicators):
    assert list(indicators.index) == [row[0] for row in PLAN]
    assert [*indicators["target_no"].unique()] == [str(n) for n in range(1, 25)]
    assert [*indicators["objective"].unique()] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(("objective", "numbers"), OBJECTIVES.items())
def test_an_objective_holds_its_targets(indicators, objective, numbers):
    of_it = indicators[indicators["objective"] == str(objective)]
    assert [*of_it["target_no"].unique()] == [str(n) for n in numbers]


def test_an_identifier_is_its_targets_number_and_a_letter(indicators):
    number = indicators.index.str.rstrip("abc")
    assert list(number) == list(indicators["target_no"])


def test_kinds_and_units_are_the_plans(indicators):
    for indicator, row in indicators.iterrows():
        expected = next((k for k, members in KINDS.items() if indicator in members), "proportion")
        assert row["kind"] == expected, indicator
        assert row["per"] == PER.get(indicator, 100), indicator


@pytest.mark.parametrize(
    ("indicator", "comparator"), [pytest.param(row[0], row[1], id=row[0]) for row in PLAN]
)
def test_better_goes_the_way_of_the_target(indicators, indicator, comparator):
    lower = comparator in ("<", "<=", "fall", "=")  # the only "=" is: none at all
    assert indicators.at[indicator, "better"] == ("lower" if lower else "higher")


def test_the_indicators_that_may_name_a_child_are_sensitive(indicators):
    assert set(indicators.index[indicators["sensitive"]]) == SENSITIVE


def test_only_two_indicators_are_of_the_communes_themselves(indicators):
    assert list(indicators.index[of_areas(indicators)]) == ["1", "21"]


def test_nobody_is_said_to_have_checked_what_nobody_checked(indicators):
    assert indicators["checked_by"].isna().all()


def test_every_definition_and_source_is_written(indicators):
    assert indicators[["name_vi", "name_en", "definition_vi", "source", "lead"]].notna().all().all()


def test_short_names_fit_and_differ(indicators):
    assert SHORT == 34
    assert indicators["short_vi"].str.len().max() <= 34
    assert indicators["short_vi"].is_unique
    assert indicators["name_vi"].is_unique


def test_english_short_names_fit_and_differ(indicators):
    assert indicators["short_en"].str.len().max() <= SHORT
    assert indicators["short_en"].is_unique
    assert indicators["name_en"].is_unique


@pytest.mark.parametrize("read", TABLES, ids=lambda read: read.__name__)
class TestEnglish:
    def test_it_is_told_where_the_vietnamese_is(self, root, read):
        table = read(root)
        told = [column for column in table if column.endswith("_vi")]
        assert told
        for column in told:
            english = table[column.removesuffix("_vi") + "_en"]
            assert list(english.isna()) == list(table[column].isna()), column

    def test_it_has_no_vietnamese_but_in_the_numbers_of_legal_texts(self, root, read):
        table = read(root).filter(regex="_en$")
        words = {
            word for column in table for cell in table[column].dropna() for word in cell.split()
        }
        legal = r"\(?\d+/(\d+/)?[A-ZĐ]+(-[A-ZĐ]+g?)*[.;,)]*"
        strange = [w for w in words if not re.fullmatch(rf"[!-~–“”]+|{legal}", w)]
        assert strange == []

    def test_it_has_no_number_that_the_vietnamese_has_not(self, root, read):
        table = read(root)
        vietnamese, english = (
            table.filter(regex=rf"_{language}$|source$")
            .fillna("")
            .agg(" ".join, axis=1)
            .map(numbers)
            for language in ("vi", "en")
        )
        assert [row for row in table.index if english[row] - vietnamese[row]] == []


def numbers(text: str) -> set[str]:
    """The numbers in a text of either language, whichever mark parts their thousands."""
    return set(re.findall(r"(?!0)\d+(?:,\d+)*", re.sub(r"(?<=\d)\.(?=\d)", ",", text)))


def test_every_indicator_is_served_by_an_action_of_its_section(root, indicators):
    actions = read_actions(root)
    served = actions.explode("indicators").groupby("indicators")["section"].agg(set)
    assert set(served.index) == set(indicators.index)
    for indicator, section in indicators["section"].items():
        assert section in served[indicator], f"{indicator}: no action of section {section}"


def test_every_action_has_somebody_to_do_it(root):
    actions = read_actions(root)
    assert actions["agencies"].map(len).min() > 0
    assert set(actions.explode("agencies")["agencies"]) <= set(read_agencies(root).index)


def test_every_variable_of_an_indicator_is_there_and_every_other_is_context(root, indicators):
    told = pd.concat([indicators, grouped(indicators, reported_groups(read_groups(root)))])
    expressions = [*told["numerator"], *told["denominator"].dropna()]
    used = {term for expression in expressions for term in terms(expression)}
    variables = read_variables(root)
    assert used <= set(variables.index)
    assert set(variables.index) - used == {"population", "children_5_17"}


def test_sensitive_indicators_are_made_of_sensitive_counts(root, indicators):
    variables = read_variables(root)
    for indicator in SENSITIVE:
        assert variables.at[indicators.at[indicator, "numerator"], "sensitive"] != "no", indicator


@pytest.mark.parametrize(
    "name", ["indicators.csv", "variables.csv", "agencies.csv", "actions.csv", "checks.csv"]
)
def test_the_plans_files_are_composed_utf8_without_mark(root, name):
    content = (root / "params" / name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert unicodedata.is_normalized("NFC", content.decode("utf-8"))
