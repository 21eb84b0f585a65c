"""Charts of one indicator: a row an area from the worst to the best, and its years."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from chitieu import Workbook
from chitieu.show.draw.marks import BAR, NEED
from chitieu.show.draw.marks import TARGET as TARGET_LINE
from chitieu.show.draw.years_panel import PATH, TARGET
from chitieu.show.frame import charts, years_chart
from chitieu.show.frame.years_chart import _scale, yearly
from chitieu.words import speaking

SVG = "{http://www.w3.org/2000/svg}"
DISTRICT, KOI, PNE = "614", "23482", "23491"


@pytest.fixture(scope="module")
def scene_2025(root):
    return Workbook.open(year=2025, root=root).scene


@pytest.fixture(scope="module")
def scene(root):
    return Workbook.open(year=2022, audience="internal", root=root).scene


def with_results(scene, results):
    history = pd.concat([scene.history[scene.history["period"] != scene.period], results])
    return dataclasses.replace(scene, results=results, history=history)


def withheld(scene, indicator, areas):
    results = scene.results.copy()
    rows = results["indicator"].eq(indicator) & results["area"].isin(areas)
    results.loc[rows, ["numerator", "denominator", "value", "lower", "upper"]] = pd.NA
    for column, word in {"status": "no_data", "evidence": None, "reason": "withheld"}.items():
        results.loc[rows, column] = word
    results.loc[rows, "conf_status"] = "C"
    return with_results(scene, results)


def permuted(scene):
    turn = dict(zip(scene.leaves, scene.leaves[1:] + scene.leaves[:1], strict=True))
    return with_results(scene, scene.results.assign(area=scene.results["area"].replace(turn)))


def svg_of(exhibit):
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", exhibit.html, re.DOTALL)[0])


def words(exhibit) -> list[str]:
    return [text.text for text in svg_of(exhibit).iter(f"{SVG}text")]


def titles(exhibit) -> dict[str, str]:
    return {
        element.get("id"): element.find(f"{SVG}title").text
        for element in svg_of(exhibit).iter(f"{SVG}g")
        if element.find(f"{SVG}title") is not None
    }


def test_rows_go_from_the_worst_to_the_best_below_the_whole(scene):
    table = charts.interval_chart(scene, "4a").table
    assert table["area"].iloc[0] == DISTRICT
    assert table["value"].iloc[1:].is_monotonic_decreasing  # lower is better
    table = charts.interval_chart(scene, "22").table
    assert table["value"].iloc[1:].is_monotonic_increasing


def test_rows_without_a_value_come_last_and_say_why(scene):
    exhibit = charts.interval_chart(scene, "4b")
    assert exhibit.table["area"].iloc[-1] == PNE
    assert "chưa có số liệu" in words(exhibit)
    assert titles(exhibit)[f"chart-4b-row-{PNE}"].startswith("Đắk Pne: chưa có số liệu")


def test_every_row_says_name_value_and_counts(scene):
    tips = titles(charts.interval_chart(scene, "4a"))
    row = scene.result("4a", KOI)
    assert len(tips) == len(scene.leaves) + 1
    assert tips[f"chart-4a-row-{KOI}"] == (
        f"Đắk Kôi: 22,6% ({int(row['numerator'])}/{int(row['denominator'])})"
        " · chưa đạt, kém hơn rõ rệt"
    )


@pytest.mark.parametrize(
    ("indicator", "words_of_target"),
    [("4b", "chỉ tiêu ≤ 21%"), ("10", "chỉ tiêu = 0"), ("1", "chỉ tiêu ≥ 4/7")],
)
def test_the_target_is_drawn_and_named(scene, indicator, words_of_target):
    assert words_of_target in words(charts.interval_chart(scene, indicator))


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        ("4a", "cân nặng/tuổi theo xã, thị trấn, so với chỉ tiêu, năm 2022"),
        ("21", "Mỗi ô là một xã, thị trấn; vạch đen là số xã, thị trấn mà chỉ tiêu đòi hỏi."),
        ("24", "Cả 7 xã, thị trấn có kết quả"),
    ],
)
def test_areas_are_called_what_they_are(scene, indicator, told):
    rows = scene.of_shown("24").assign(status="not_met", evidence="clearly_worse")
    assert told in charts.interval_chart(scene, indicator).html + charts.doubt(scene, rows)


def test_open_marks_are_those_whose_interval_holds_the_target(scene):
    exhibit = charts.interval_chart(scene, "4a")
    marks = [m for m in exhibit.figure.findobj(Line2D) if m.get_marker() in ("o", "D")]
    marks.sort(key=lambda mark: float(mark.get_ydata()[0]))
    for row, mark in zip(exhibit.table.to_dict("records"), marks, strict=True):
        filled = mark.get_markerfacecolor() == mark.get_markeredgecolor()
        assert filled == (row["evidence"] != "compatible")
        assert mark.get_marker() == ("o" if row["status"] == "met" else "D")


def test_what_an_area_has_or_has_not_is_a_cell_an_area(scene):
    exhibit = charts.interval_chart(scene, "21")
    tips = titles(exhibit)
    assert sorted(tip.rpartition(": ")[2] for tip in tips.values()) == ["có"] * 2 + ["không có"] * 5
    assert {"2 có", "5 không có"} <= set(words(exhibit))
    assert "chỉ tiêu ≥ 30% (= 2,1 trong 7)" in words(exhibit)


@pytest.mark.parametrize(
    ("indicator", "cells"),
    [
        pytest.param("21", 3, id="2.1 of 7 are three"),
        pytest.param("1", 4, id="4/7 of 7 are four"),
    ],
)
def test_a_target_asks_for_whole_areas(scene, indicator, cells):
    figure = charts.interval_chart(scene, indicator).figure
    (line,) = [each for each in figure.findobj(Line2D) if each.get_zorder() == TARGET_LINE]
    rights = sorted(
        bar.get_x() + bar.get_width()
        for bar in figure.findobj(Rectangle)
        if bar.get_zorder() == BAR
    )
    assert line.get_xdata()[0] == pytest.approx(rights[cells - 1])


def test_targets_that_differ_by_area_stand_each_in_its_row(scene):
    results = scene.results.copy()
    here = results["indicator"].eq("4a") & results["area"].eq(KOI)
    results.loc[here, "target"] = "25"
    exhibit = charts.interval_chart(with_results(scene, results), "4a")
    lines = exhibit.figure.findobj(Line2D)
    assert not [line for line in lines if line.get_zorder() == TARGET_LINE]
    ticks = [line.get_xdata()[0] for line in lines if line.get_zorder() == NEED]
    assert len(ticks) == len(scene.leaves) + 1
    assert len(set(ticks)) == 2
    assert words(exhibit).count("chỉ tiêu < 25%") == 1


def test_a_count_is_a_bar_from_nothing(scene):
    exhibit = charts.interval_chart(scene, "10")
    bars = [b for b in exhibit.figure.findobj(Rectangle) if b.get_zorder() == BAR]
    bars.sort(key=lambda bar: bar.get_y())
    widths = np.array([bar.get_width() for bar in bars])
    shown = exhibit.table["value"].to_numpy(float)
    assert widths / widths.max() == pytest.approx(shown / shown.max())
    assert len({bar.get_x() for bar in bars}) == 1


def test_a_change_shows_both_years(scene):
    exhibit = charts.interval_chart(scene, "13")
    row = scene.result("13", KOI)
    tip = titles(exhibit)[f"chart-13-row-{KOI}"]
    assert f"({int(row['numerator'])} so với {int(row['denominator'])} năm trước)" in tip
    assert "giảm 15,0%" in words(exhibit)


@pytest.mark.parametrize("indicator", ["4a", "1", "10", "13", "22"])
def test_permuting_the_communes_changes_reading_and_description(scene, indicator):
    before = charts.interval_chart(scene, indicator)
    after = charts.interval_chart(permuted(scene), indicator)
    assert svg_of(before).get("aria-label") != svg_of(after).get("aria-label")
    assert before.reading != after.reading


def test_what_is_withheld_shows_nowhere(scene):
    shown = charts.interval_chart(scene, "3b")
    hidden = charts.interval_chart(withheld(scene, "3b", [KOI]), "3b")
    assert "15,6‰" in shown.html
    assert "15,6" not in hidden.html
    assert titles(hidden)[f"chart-3b-row-{KOI}"] == "Đắk Kôi: không công bố"
    assert "(bm)" in words(hidden)
    assert hidden.table["area"].iloc[-1] == KOI


def test_where_no_area_below_has_a_value_the_whole_is_drawn_alone(scene):
    hidden = withheld(scene, "3b", scene.leaves)
    exhibit = charts.interval_chart(hidden, "3b")
    assert list(titles(exhibit)) == [f"chart-3b-row-{DISTRICT}"]
    assert exhibit.reading == "Không công bố: cả 7 xã, thị trấn."
    assert len(exhibit.table) == 8


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("draw", "not_drawn"),
    [
        pytest.param(charts.interval_chart, ("6", "12"), id="areas"),
        pytest.param(charts.history_chart, ("6",), id="years"),
    ],
)
def test_every_indicator_is_drawn_or_said_not_to_be_and_is_the_same_twice(scene, draw, not_drawn):
    for indicator in scene.indicators.index:
        exhibit = draw(scene, indicator)
        html = exhibit.html
        assert ("<svg" in html) == (indicator not in not_drawn)
        assert exhibit.reading in html
        assert "<style" not in html
        assert "nan" not in html.lower().replace("nâng", "")
    assert draw(scene, "4a").html == draw(scene, "4a").html


def test_no_ids_are_shared(scene):
    exhibits = [
        draw(scene, indicator)
        for draw in (charts.interval_chart, charts.history_chart)
        for indicator in ("1", "4b", "10", "13")
    ]
    ids = [name for exhibit in exhibits for name in re.findall(r'\bid="([^"]+)"', exhibit.html)]
    assert len(ids) == len(set(ids))


def test_no_text_is_smaller_than_can_be_read(scene):
    for exhibit in (charts.interval_chart(scene, "4b"), charts.history_chart(scene, "4b")):
        sizes = re.findall(r"\bfont(?:-size)?: ?(?:[a-z0-9]+ )*?([\d.]+)px", exhibit.html)
        assert sizes
        assert min(map(float, sizes)) >= 7.5


def test_history_leaves_a_gap_where_a_year_has_no_value(scene):
    table = yearly(scene, "4a").set_index("period")
    assert table.loc["2019", "absent"]
    exhibit = charts.history_chart(scene, "4a")
    assert titles(exhibit)["history-4a-year-2019"].startswith("2019: chưa có số liệu")
    (path,) = [line for line in exhibit.figure.findobj(Line2D) if line.get_zorder() == PATH]
    runs = "".join("|" if np.isnan(x) else "." for x in path.get_xdata())
    assert runs == ".|" + "." * (len(table) - 2)


def test_history_reads_its_first_and_last_year(scene):
    exhibit = charts.history_chart(scene, "4a")
    table = yearly(scene, "4a")
    shown = table[table["absent"].eq("")]
    assert f"năm {shown['period'].iloc[0]}" in exhibit.reading
    assert f"năm {shown['period'].iloc[-1]}" in exhibit.reading
    assert exhibit.reading.endswith(
        "17,2% năm 2022; đạt mức chỉ tiêu trong năm duy nhất có đánh giá."
    )


def test_a_year_that_is_judged_without_a_value_is_counted(scene_2025):
    table = yearly(scene_2025, "7").reset_index(drop=True)
    assert "đạt mức chỉ tiêu 1 trong 4 năm" in years_chart.history_reading(scene_2025, table)
    table.loc[table["status"].eq("not_met"), "absent"] = "năm trước bằng 0 nên không có phần trăm"
    assert "đạt mức chỉ tiêu 1 trong 4 năm" in years_chart.history_reading(scene_2025, table)


def test_a_target_held_against_earlier_years_is_drawn_broken(scene):
    exhibit = charts.history_chart(scene, "2")
    styles = {
        line.get_linestyle()
        for line in exhibit.figure.findobj(Line2D)
        if line.get_zorder() == TARGET
    }
    assert {"--", "-"} <= styles
    assert "Nét đứt: chỉ tiêu của năm 2022" in exhibit.html


def test_many_areas_are_cut_to_the_worst(scene):
    codes = [f"{n:05d}" for n in range(60)]
    rows = scene.of_leaves("4a").iloc[[n % 7 for n in range(60)]].assign(area=codes)
    big = dataclasses.replace(
        scene,
        results=pd.concat([rows, scene.rows("4a", DISTRICT)], ignore_index=True),
        names=pd.concat([scene.names, pd.Series({code: f"Xã {code}" for code in codes})]),
        leaves=codes,
    )
    exhibit = charts.interval_chart(big, "4a")
    assert len(exhibit.table) == 41
    assert "Chỉ vẽ 40 xã, thị trấn kém nhất; còn 20 xã, thị trấn khác." in exhibit.html


def test_a_history_of_one_year_is_said_plainly(root):
    scene = Workbook.open(year=2022, root=root).scene  # of 10, 2021 alone is published
    assert charts.history_chart(scene, "10").reading.endswith("năm 2021: 0.")


def test_a_history_of_nothing_has_a_scale_from_nothing(root):
    scene = Workbook.open(year=2022, root=root).scene
    scale = _scale(yearly(scene, "3a").to_dict("records"))
    assert (scale.low, scale.high) == (0, 7.5)  # the target is 6


@pytest.mark.parametrize("indicator", ["2", "4a", "7", "13", "15", "20a", "24"])
def test_no_line_and_no_mark_runs_through_the_values_at_the_ends(scene_2025, indicator):
    figure = charts.history_chart(scene_2025, indicator).figure
    figure.draw_without_rendering()
    ends = [each for each in figure.texts if each.get_weight() == "bold"][:2]
    drawn = []
    for line in figure.findobj(Line2D):
        places = line.get_transform().transform(line.get_xydata())
        joined = zip(places, places[1:] if line.get_linestyle() != "None" else places, strict=False)
        pieces = [pair for pair in joined if np.isfinite(pair).all()]
        drawn += pieces if line.get_zorder() > 1.6 else []  # above the lines of the scale
    for words in ends:
        box = shapely.box(*words.get_window_extent().extents)
        assert not any(box.intersects(shapely.LineString(piece)) for piece in drawn)


def test_no_year_is_judged_by_a_target_that_came_later(scene_2025):
    table = yearly(scene_2025, "4a").set_index("year")
    assert table.loc[2018:2021, "status"].isin(["no_target", "no_data"]).all()
    assert table.loc[2018:2021, "evidence"].isna().all()
    assert table.loc[2022:, "status"].isin(["met", "not_met"]).all()
    assert table["borrowed"].to_dict() == {year: year != 2022 for year in range(2018, 2026)}
    solid = [
        line
        for line in charts.history_chart(scene_2025, "4a").figure.findobj(Line2D)
        if line.get_zorder() == TARGET and line.get_linestyle() == "-"
    ]
    assert len(solid) == 1


def test_on_its_own_page_a_year_is_held_against_the_targets_that_it_takes_over(root):
    scene = Workbook.open(year=2020, root=root).scene
    table = yearly(scene, "4a").set_index("year")
    assert table.loc[2018, "status"] == "no_target"
    assert table.loc[2020, "status"] in ("met", "not_met")


@pytest.mark.parametrize("indicator", ["7", "2"])
def test_a_scale_of_percentages_ends_at_a_hundred_and_bears_its_unit(scene_2025, indicator):
    points = yearly(scene_2025, indicator).to_dict("records")
    assert _scale(points).high <= 100
    shown = [each.get_text() for each in charts.history_chart(scene_2025, indicator).figure.texts]
    assert "100%" in shown or "98%" in shown


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        # Of 2022 the value is missing, the verdict is not.
        ("4b", "từ 29,3% năm 2018 xuống 26,6% năm 2021; không đạt mức chỉ tiêu trong năm "
               "duy nhất có đánh giá."),
        ("5a", "từ 96,3% năm 2018 xuống 90,4% năm 2022;"),
        ("22", "từ 19,0% năm 2018 lên 27,3% năm 2022;"),
        ("13", "giảm 11,1% năm 2019, giảm 15,0% năm 2022; đạt mức chỉ tiêu trong năm duy nhất "
               "có đánh giá."),
    ],
    ids=["judged without a value", "fell", "rose", "a change"],
)  # fmt: skip
def test_a_history_says_from_where_to_where(scene_of, indicator, text):
    assert text in charts.history_chart(scene_of(), indicator).reading


@pytest.fixture(scope="module")
def english(root):
    return Workbook.open(year=2022, root=root, language="en").scene


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (["none"], ""),
        (["clearly_worse"], "Dak Rve is clearly worse than the target."),
        (["clearly_better"], "Dak Rve is clearly better than the target."),
        (["compatible"], "It is not certain whether Dak Rve is better or worse than the target."),
        (["clearly_worse"] * 2, "All 2 areas with a result are clearly worse than the target."),
        (["clearly_better"] * 3, "All 3 areas with a result are clearly better than the target."),
        (["compatible"] * 2, "For none of the 2 areas with a result is it certain whether they are "
                             "better or worse than the target."),
        (["compatible", "clearly_worse", "clearly_better"],
         "Clearly worse than the target: Dak Koi; clearly better than the target: Dak To Lung; not "
         "certain whether better or worse than the target: Dak Rve."),
    ],
    ids=["none", "one worse", "one better", "one unsure", "all worse", "all better", "all unsure",
         "each"],
)  # fmt: skip
def test_it_is_said_which_areas_are_surely_on_a_side_of_the_target(english, evidence, told):
    states = {"clearly_better": "met", "clearly_worse": "not_met", "compatible": "met",
              "none": "no_data"}  # fmt: skip
    rows = english.of_shown("4a").iloc[: len(evidence)]
    rows = rows.assign(evidence=evidence, status=[states[each] for each in evidence])
    with speaking("en"):
        assert charts.doubt(english, rows) == told


@pytest.mark.parametrize(
    ("indicator", "drawn", "note"),
    [
        ("4a", "target < 17.6%", "Horizontal lines: 95% confidence intervals;"),
        ("21", "target ≥ 30% (= 2.1 of 7)", "Each cell is an area;"),
        ("13", "grey dot: the year before · black line: the level to reach", ""),
        ("4b", "not met, although not all areas have reported", "Horizontal lines:"),
    ],
)
def test_a_chart_speaks_english(english, indicator, drawn, note):
    with speaking("en"):
        exhibit = charts.interval_chart(english, indicator)
    assert drawn in words(exhibit)
    assert note in exhibit.html
    assert svg_of(exhibit).get("aria-label").startswith(f"Chart. {indicator}. ")
    assert "by area, against the target, 2022." in svg_of(exhibit).get("aria-label")
