"""The sentences that many pages share, in English, each with its opposite."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.show.frame import reached, years_chart
from chitieu.show.verdicts import NO_DATA
from chitieu.show.wording import captions, part_year, parts, sentences, to_come
from chitieu.words import speaking


@pytest.fixture(scope="module")
def scene(root):
    """2022 with every figure, in English."""
    return Workbook.open(2022, audience="internal", root=root, language="en").scene


@pytest.fixture(scope="module")
def english_2025(root):
    return Workbook.open(2025, root=root, language="en").scene


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def of_statuses(scene, **many: int):
    """The scene with so many indicators of each status at its own area, and none of others."""
    results, codes = scene.results.copy(), iter(scene.indicators.index)
    for status, count in many.items():
        own = results["indicator"].isin([next(codes) for _ in range(count)])
        results.loc[own & results["area"].eq(scene.top), "status"] = status
    chosen = scene.indicators.iloc[: sum(many.values())]
    return replace(scene, results=results.assign(conf_status="F", reason=""), indicators=chosen)


@pytest.mark.parametrize(
    ("period", "many", "said"),
    [
        ("2022", {"met": 3}, "3 of 3 indicators meet their targets"),
        ("2022", {"not_met": 3}, "0 of 3 indicators meet their targets, 3 do not"),
        ("2022", {"met": 1, "not_met": 1, "no_data": 1},
         "1 of 3 indicators meets its target, 1 does not, 1 cannot be judged"),
        ("2022-S1", {"on_course": 3}, "3 of 3 indicators meet their targets or are on course"),
        ("2022-S1", {"on_course": 1, "in_danger": 1, "missed": 2},
         "1 of 4 indicators meets its target or is on course, 1 is in danger of missing, "
         "2 have already missed"),
    ],
)  # fmt: skip
def test_the_answer_counts_what_there_is(scene, period, many, said):
    assert sentences.answer(replace(of_statuses(scene, **many), period=period)) == said


@pytest.mark.parametrize(
    ("indicator", "status", "margin", "said"),
    [
        ("3b", "not_met", 2, "2 more children would meet it"),
        ("3b", "not_met", 1, "1 more child would meet it"),
        ("13", "not_met", -1, "1 fewer marriage would meet it"),
        ("13", "not_met", -2, "2 fewer marriages would meet it"),
        ("7", "met", 1, "with 1 more school it would no longer be met"),
        ("7", "met", -12, "with 12 fewer schools it would no longer be met"),
    ],
)
def test_what_would_turn_a_verdict(scene, indicator, status, margin, said):
    row = pd.Series({"indicator": indicator, "status": status})
    assert to_come.turning_words(scene, row, margin) == said


@pytest.mark.parametrize(
    ("indicator", "now", "said"),
    [
        ("9", 0, "no more than 1 further child by the end of the year"),
        ("9", 1, "no further children by the end of the year"),
        ("9", 2, "already 1 child beyond the limit of the whole year"),
        ("9", 3, "already 2 children beyond the limit of the whole year"),
        ("5a", 536, "40 more children needed by the end of the year"),
        ("5a", 575, "1 more child needed by the end of the year"),
        ("5a", 576, "already enough for the whole year"),
        ("13", 17, "no more than 2 further marriages by the end of the year"),
        ("13", 18, "no more than 1 further marriage by the end of the year"),
        ("13", 20, "already 1 marriage beyond the limit of the whole year"),
    ],
)
def test_what_the_rest_of_a_year_allows(scene, indicator, now, said):
    row = scene.result(indicator)
    changed = scene.history.copy()
    before = changed["indicator"].eq("13") & changed["period"].eq("2021")
    changed.loc[before & changed["area"].eq(scene.top), "numerator"] = 20
    row["numerator"], row["status"] = now, "on_course"
    assert to_come.turning(replace(scene, history=changed), row) == said


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("3b", "11.6‰ (7/602), target ≤ 11‰. 1 fewer child would meet it. 4 of 7 communes and "
               "townships do not meet the target ("),
        ("3a", "5.0‰ (3/602), target < 6‰. With 1 more child it would no longer be met."),
        ("13", "down 15.0% (20 down to 17 marriages), target fall ≥ 1%."),
        ("10", "Occurred in: "),
        ("1", "With: Dak Rve, Dak Ruong, Dak To Re and Tan Lap. Without: Dak Koi"),
        ("4b", "no report from Dak Pne, but whatever it holds, the target ≤ 21% is not met: in the "
               "communes and townships that reported (6 of 7) it is 25.0% (641/2,559)."),
        ("15", "not judged; no report from Dak Koi, Dak To Lung and Dak Pne; in the communes "
               "and townships that reported (4 of 7) it is 96.2% (1,469/1,527), which is not "
               "used to judge."),
        ("6", "nothing occurred in the period, so there is nothing to compute and no verdict."),
        ("19", "All 7 communes and townships judged meet the target."),
        ("5a", "None of the 7 communes and townships judged meets the target."),
        ("8b", "1 of 7 communes and townships does not meet the target (Dak To Lung)."),
    ],
)  # fmt: skip
def test_a_finding_says(scene, indicator, said):
    assert said in sentences.finding(scene, indicator)


def test_a_verdict_that_stands_says_on_which_side(scene):
    row = scene.result("4b")
    assert row["reason"] == SETTLED
    assert "the target ≤ 21% is not met" in sentences.settled(scene, row)
    row["status"] = "met"
    assert "the target ≤ 21% is met" in sentences.settled(scene, row)


def test_a_summary_says_how_sure_and_what_is_best_and_worst(scene):
    said = sentences.summary(scene)
    assert said[0].startswith("Of the 24 targets of the Plan: 12 are met in full, 9 have at least ")
    assert said[1].startswith("Of 30 verdicts, 7 are certain (the confidence interval lies ")
    assert said[1].endswith(", 15 are not certain, 8 are not tested.")
    assert said[2].startswith("Best against its target: indicator 19 (")
    assert said[3].startswith("Worst against its target: indicator 18b (")
    assert said[-1] == (
        "Not judged: 15 (data incomplete) and 6, 12 (nothing occurred in the period)."
    )


@pytest.mark.parametrize(
    ("some", "total", "what", "said"),
    [
        (0, 7, "area|areas", "none of the 7 areas"),
        (7, 7, "area|areas", "all 7 areas"),
        (1, 1, "area|areas", "the only area"),
        (3, 7, "period|periods", "3 of the 7 periods"),
    ],
)
def test_how_many_of_all(some, total, what, said):
    assert parts.of_all(some, total, what) == said


def test_who_has_no_figure_is_said_with_the_reason(scene):
    table = parts.figures(scene, "4b")
    assert parts.absent_sentence(table) == "Not compared: Dak Pne (the report was not received)."
    gone = table.assign(absent="it was not collected")
    said = "Not compared: all 7 areas (it was not collected)."
    assert parts.absent_sentence(gone) == said
    assert parts.naming(["A"] * 9) == f"{', '.join(['A'] * 8)} and 1 other"
    assert parts.naming(["A"] * 10).endswith(" and 2 others")


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        (
            "3b",
            "3 of the 7 communes and townships with a result meet the target (≤ 11‰): Dak ",
        ),
        (
            "4b",
            "1 of the 6 communes and townships with a result meets the target (≤ 21%): Dak ",
        ),
        ("5a", "None of the 7 communes and townships with a result meets the target (≥ 97%). "),
        (
            "19",
            "All 7 communes and townships with a result meet the target (≥ 95%). "
            "All communes and townships ",
        ),
        (
            "10",
            "(exactly 0). Worst: Dak To Lung and Tan Lap (1 each); "
            "best: 5 communes and townships (0 each).",
        ),
    ],
)
def test_a_map_says_how_many_reach_the_target(scene, indicator, said):
    assert said in captions.reading(scene, indicator, scene.shown)


@pytest.mark.parametrize(
    ("indicator", "judged", "said"),
    [
        ("24", 4, "up from 16.0% in 2018 to 28.5% in 2025; the target was met in 3 of the 4 years "
                  "judged."),
        ("4a", 4, "down from 20.1% in 2018 to 15.6% in 2025; the target was met in all 4 years "
                  "judged."),
        ("4b", 3, "down from 29.3% in 2018 to 23.2% in 2025; the target was met in none of the 3 "
                  "years judged."),
        ("4b", 1, "down from 29.3% in 2018 to 23.2% in 2025; the target was not met in the only "
                  "year judged."),
        ("13", 1, "down 11.1% in 2019, down 13.3% in 2025; the target was met in the only year "
                  "judged."),
        ("13", 0, "down 11.1% in 2019, down 13.3% in 2025."),
    ],
)  # fmt: skip
def test_a_history_says_from_where_to_where(english_2025, indicator, judged, said):
    table = years_chart.yearly(english_2025, indicator)
    those = table.index[table["status"].isin(GOOD + BAD)]
    table.loc[those[: len(those) - judged], "status"] = "no_target"
    found = years_chart.history_reading(english_2025, table)
    assert found == f"{english_2025.short('614')}: {said}"


def test_an_area_is_told_by_what_it_reaches(scene):
    row = {"area": "23488", "met": 6, "judged": 9, "not_met": ["3b"], "no_data": [], "withheld": []}
    own = captions.full_name(scene, "23488")
    name = scene.indicators.loc["3b", "short"]
    assert reached.standing_text(scene, row) == (
        f"{own}: 6/9 indicators judged are met · not met: 3b {name}"
    )
    half = replace(scene, period="2022-S1")
    assert reached.standing_text(half, row) == (
        f"{own}: 6/9 indicators judged are met or on course · behind or not met: 3b {name}"
    )
    assert reached.standing_words(scene, row | {"judged": 0}) == f"{own}: not judged"
    said = [words for words, _, _ in reached.legend([NO_DATA])]
    assert said == ["3/4 or more", "1/2 – 3/4", "1/4 – 1/2", "under 1/4", "Not judged"]
    assert len(reached.legend([])) == 4


@pytest.mark.parametrize(
    ("met", "key"),
    [(4, "most"), (3, "most"), (2, "more"), (1, "fewer"), (0, "fewest")],
)
def test_an_area_is_in_the_class_whose_least_share_it_reaches(met, key):
    assert reached.fill_of({"met": met, "judged": 4}).key == key


def test_a_page_of_a_part_of_a_year_says_so(scene):
    assert part_year.notes(scene, None) == part_year.brief(scene) == []
    half = replace(scene, period="2022-S1")
    (brief,) = part_year.brief(half)
    assert brief == (
        "This page covers a part of a year: the first 6 months of 2022; what occurred is counted "
        "from the start of the year to the end of month 6, not for the whole year."
    )
    assert part_year.notes(half, None)[0].startswith(f"{brief} Judged by the pace: what occurred, ")
    assert "against half of the whole year's target" in part_year.notes(half, None)[0]
    whole = replace(scene, period="2022-S2")
    assert part_year.notes(whole, None)[0].endswith("so it is judged like a whole year.")
    assert part_year.words(half).keys() >= {"On course", "Already missed"}
