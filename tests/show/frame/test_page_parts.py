"""The frame of a page: its head, what is missing and what is to be done, every area by name."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.measure.intervals import EXACT_BELOW
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.show.frame import next_steps, page_parts, scorecard
from chitieu.show.wording import captions, formats, sentences, to_come
from chitieu.words import speaking

DOUBTS = {
    "clearly_worse": "chưa đạt, kém hơn rõ rệt, ở",
    "compatible": "chưa đạt nhưng chưa đủ chắc chắn ở",
    "not_tested": "chưa đạt ở",
}


def steps(scene):
    return page_parts.next_steps(scene, None, lambda indicator: "").table.set_index("indicator")


@pytest.mark.parametrize("year", [2021, 2022, 2024])
def test_each_area_that_misses_is_named_with_how_sure_that_is(scene_of, year):
    scene = scene_of(year)
    for indicator, places in steps(scene)["places"].items():
        groups = places.split("; ")
        rows = scene.of_shown(indicator)
        missed = rows[rows["status"].isin(BAD)]
        assert places.count("(") == len(missed)
        for area, row in missed.iterrows():
            (group,) = (g for g in groups if g.startswith(DOUBTS[row["evidence"]] + " "))
            assert f"{scene.short(area)} (" in group, indicator


def told_of(scene, indicator: str, areas: list[str], **told):
    """The scene with other words of an indicator in areas, and without its figures there."""
    results = scene.results.copy()
    rows = results["indicator"].eq(indicator) & results["area"].isin(areas)
    results.loc[rows, ["numerator", "denominator", "value", "lower", "upper"]] = pd.NA
    results.loc[rows, list(told)] = list(told.values())
    return replace(scene, results=results)


def test_an_area_that_misses_whatever_is_missing_is_named_without_a_figure(scene_of):
    told = {"status": "not_met", "evidence": "not_tested", "reason": SETTLED}
    places = steps(told_of(scene_of(), "4b", ["23494"], **told)).loc["4b", "places"]
    assert "; chưa đạt ở Đắk Tờ Re; " in places


def test_who_has_not_reported_is_not_named_where_that_is_withheld(scene_of):
    scene = scene_of()
    lacking = scene.of_leaves("15").query("status == 'no_data'").index
    assert sentences.missing_why(scene, "15").startswith("còn thiếu ")
    hidden = told_of(scene, "15", list(lacking), status=None, conf_status="C")
    assert sentences.missing_why(hidden, "15") == "còn đơn vị chưa báo cáo"


@pytest.mark.parametrize("year", [2021, 2022, 2024])
def test_what_is_to_be_done_is_what_the_results_ask_for(scene_of, year):
    scene = scene_of(year)
    own = scene.results[scene.results["area"] == scene.top].set_index("indicator", drop=False)
    margins = to_come.margins(scene, own)
    asked = steps(scene).index
    for indicator, row in own.iterrows():
        clearly = scene.of_shown(indicator)["evidence"].eq("clearly_worse").any()
        clearly = row["status"] in GOOD and clearly
        if row["status"] in (*BAD, "no_data", "invalid") or clearly:
            assert indicator in asked
        elif row["status"] in GOOD:
            assert (indicator in asked) == sentences.is_fragile(row, margins[indicator])
        else:
            assert indicator not in asked


def test_the_greatest_need_stands_first(scene_of):
    scene = scene_of()
    own = scene.results[scene.results["area"] == scene.top].set_index("indicator")
    found = [(own.loc[i, "status"], own.loc[i, "evidence"]) for i in steps(scene).index]
    rank = {
        ("not_met", "clearly_worse"): 0, ("not_met", "not_tested"): 0, ("not_met", "compatible"): 1,
        ("no_data", ""): 2,
    }  # fmt: skip
    ranks = [rank.get((status, evidence if status != "no_data" else ""), 3)
             for status, evidence in found]  # fmt: skip
    assert ranks == sorted(ranks)
    assert {0, 1, 2, 3} <= {*ranks}
    # Three communes miss it clearly, though the district reaches it.
    assert "4a" in steps(scene).index


@pytest.mark.parametrize(
    ("status", "top", "bottom", "margin", "fragile"),
    [
        pytest.param("met", 19, 20, -2, True, id="two fewer would miss it"),
        pytest.param("met", 19, 20, -3, False, id="three fewer"),
        pytest.param("not_met", 18, 20, 1, True, id="one more would reach it"),
        pytest.param("met", 20, 20, -1, False, id="all are reached"),
        pytest.param("not_met", 20, 20, -1, True, id="all, where few are wanted"),
    ],
)
def test_a_verdict_is_fragile_where_few_cases_turn_it(status, top, bottom, margin, fragile):
    row = {"status": status, "kind": "proportion", "numerator": top, "denominator": bottom}
    assert sentences.is_fragile(row, margin) == fragile


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        pytest.param(17, 20, "20 còn 17", id="fell"),
        pytest.param(20, 17, "17 lên 20", id="rose"),
        pytest.param(17, 17, "17 và vẫn 17", id="level"),
        pytest.param(0, 3, "3 còn 0", id="to none"),
    ],
)
def test_two_counts_of_a_change_stand_in_the_order_of_time(now, before, text):
    row = {"numerator": now, "denominator": before}
    assert sentences.from_to(row, formats.number(before), formats.number(now)) == text


def after_none(scene, now: int):
    """The scene in which the change of 13 is one from none."""
    results = scene.results.copy()
    rows = results["indicator"].eq("13") & results["area"].eq(scene.top)
    told = {"numerator": now, "denominator": 0, "value": pd.NA, "reason": "zero_before",
            "status": "not_met" if now else "met", "evidence": "not_tested",
            "conf_status": "F"}  # fmt: skip
    results.loc[rows, list(told)] = list(told.values())
    own = results[rows & results["period"].eq(scene.period)].iloc[0]
    return replace(scene, results=results, history=results), own


@pytest.mark.parametrize(
    ("now", "value", "counts", "sentence"),
    [
        pytest.param(3, "từ 0 lên 3", "0 lên 3", "từ 0 lên 3 cuộc, mức", id="a rise"),
        pytest.param(0, "vẫn bằng 0", "0 và vẫn 0", "vẫn bằng 0 cuộc, mức", id="none again"),
    ],
)
def test_a_change_after_none_is_told_by_its_counts(scene_of, now, value, counts, sentence):
    scene, own = after_none(scene_of(), now)
    assert formats.value(own) == captions.value_text(own) == value
    shown = scorecard.figure_of(own), scorecard.counts(own), scorecard.value_or_sign(own)
    assert shown[1:] == (counts, value)
    assert sentence in sentences.finding(scene, "13")


# ---- in English ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def english(root):
    """2022 as its English pages show it."""
    return Workbook.open(year=2022, root=root, language="en").scene


def said_in_english(exhibit_of, *given):
    with speaking("en"):
        return exhibit_of(*given)


def test_the_head_tells_in_english_what_a_page_is_of(english):
    facts = said_in_english(page_parts.header, english, None, {}).table.set_index("item")["content"]
    assert facts.drop("Plan").to_dict() == {
        "Objective": "The whole Plan",
        "Area": "Kon Ray district",
        "Period": "2022",
        "Edition": "For review",
        "Kind of data": "Simulated",
        "Data": "363 of 371 figures received, 2 of them provisional or estimated",
        "Data as of": "15 January 2023",
    }


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(1, ["1 result of sensitive indicators is marked", "from it."], id="one"),
        pytest.param(2, ["2 results of sensitive indicators are marked", "from them."], id="two"),
    ],
)
def test_the_head_counts_what_is_withheld(english, hidden, told):
    results = english.results.assign(conf_status="F")
    results.loc[results.index[:hidden], "conf_status"] = "C"
    notes = said_in_english(page_parts.header, replace(english, results=results), None, {}).html
    assert ("“[c]”" in notes) == bool(hidden)
    assert all(words in notes for words in told)


@pytest.mark.parametrize(
    ("missing", "soft", "reading"),
    [
        (0, 0, "All the figures of this part have been received and are final."),
        (1, 0, "1 figure is missing."),
        (2, 0, "2 figures are missing."),
        (0, 1, "1 figure is not final."),
        (0, 2, "2 figures are not final."),
        (1, 1, "1 figure is missing and 1 is not final."),
        (2, 2, "2 figures are missing and 2 are not final."),
    ],
)
def test_the_gaps_are_counted(english, missing, soft, reading):
    counts = english.counts.copy()
    used = english.of_objective(4)[["numerator", "denominator"]].stack().unique()
    here = counts["variable"].isin(used) & counts["period"].eq(english.period)
    rows = counts.index[here & counts["area"].isin(english.leaves)]
    counts.loc[rows, ["value", "obs_status", "conf_status"]] = [1.0, "A", "F"]
    counts.loc[rows[:missing], ["value", "obs_status"]] = [pd.NA, "O"]
    counts.loc[rows[missing:][:soft], "obs_status"] = "P"
    found = said_in_english(page_parts.gaps, replace(english, counts=counts), 4)
    assert found.reading == reading
    if not missing + soft:
        return  # the sentence is all that there is
    assert found.table["State"].tolist() == ["not received"] * missing + ["provisional"] * soft
    assert list(found.table)[-2:] == ["Reported by", "Note"]


@pytest.mark.parametrize(
    ("period", "indicator", "told"),
    [
        ("2022", "5a", ["not met and clearly worse in Dak Rve (92.9%), ",
                        "not met, but not certain, in Tan Lap (94.4%)"]),
        ("2022", "7", ["not met in Dak Pne (50.0%) and Dak To Re (75.0%)"]),
        ("2022", "15", ["not met, but not certain, in ",
                        "no data from Dak Koi, Dak To Lung and Dak Pne"]),
        ("2022-S1", "5a", ["behind or not met, and clearly worse, in Dak Rve (92.9%), ",
                           "behind or not met, but not certain, in Tan Lap (94.4%)"]),
        ("2022-S1", "7", ["behind or not met in Dak Pne (50.0%) and Dak To Re (75.0%)"]),
    ],
)  # fmt: skip
def test_where_it_is_missed_is_said_with_how_sure_that_is(english, period, indicator, told):
    scene = replace(english, period=period)
    places = said_in_english(next_steps._where, scene, indicator).split("; ")
    assert len(places) == len(told)
    assert all(place.startswith(words) for place, words in zip(places, told, strict=True))


@pytest.mark.parametrize(
    ("indicator", "margin", "told"),
    [
        pytest.param("5a", {}, "90.4% (536/593); the target is ≥ 97%. ", id="missed"),
        pytest.param("2", {}, "The target is met, but only just.", id="met"),
        pytest.param(
            "5a",
            {"target": "101"},
            "the target is ≥ 101%. No change of the numerator alone can meet it.",
            id="beyond all",
        ),
    ],
)
def test_what_it_takes_follows_the_target(english, indicator, margin, told):
    row = pd.Series(english.result(indicator).to_dict() | margin)
    assert told in said_in_english(next_steps._need, english, row)


def test_definitions_and_the_words_of_a_page_are_explained_in_english(english):
    table = said_in_english(page_parts.definitions, english, 2).table.set_index("Code")
    assert table.loc["13", "Numerator"] == "Child marriages"
    assert table.loc["13", "Denominator"] == "The same count for the year before"
    guide = said_in_english(page_parts.reading_guide, english).table.set_index("Word or sign")[
        "Meaning"
    ]
    assert "95% of the time" in guide["95% confidence interval"]
    assert "(0 out of 0)" in guide["Nothing occurred"]
    assert f"below {EXACT_BELOW} cases" in guide["How intervals are computed"]
    assert guide["“...”"] == "The data could not be collected."
