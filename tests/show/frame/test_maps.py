"""Maps as they stand on a page: each polygon's title, labels in their places, the same bytes."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.colors import to_hex
from matplotlib.path import Path

from chitieu import Workbook
from chitieu.show.draw.labelled_map import PLATE, Label, draw_labelled
from chitieu.show.draw.polygons import Land, label_places, outline
from chitieu.show.draw.sheet import dots, fitted, round_below, text_width, wrap
from chitieu.show.draw.svg import HALO
from chitieu.show.frame import maps
from chitieu.show.frame.reached import standing
from chitieu.show.verdicts import VERDICTS, verdict
from chitieu.show.wording import captions, formats
from chitieu.words import speaking

SVG = "{http://www.w3.org/2000/svg}"
DISTRICT, KOI, PNE = "614", "23482", "23491"


@pytest.fixture(scope="module")
def scene(root):
    return Workbook.open(year=2022, root=root).scene


@pytest.fixture(scope="module")
def scene_2025(root):
    return Workbook.open(year=2025, root=root).scene


def with_results(scene, results):
    history = pd.concat([scene.history[scene.history["period"] != scene.period], results])
    return dataclasses.replace(scene, results=results, history=history)


def changed(scene, indicator, area, **cells):
    """A scene in which one result's cells are others."""
    results = scene.results.copy()
    row = results["indicator"].eq(indicator) & results["area"].eq(area)
    for column, value in cells.items():
        results.loc[row, column] = value
    return with_results(scene, results)


def withheld(scene, indicator, area):
    blank = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"), pd.NA)
    words = {"status": "no_data", "evidence": None, "reason": "withheld", "obs_status": None}
    return changed(scene, indicator, area, **blank, **words, conf_status="C")


def permuted(scene):
    """A scene in which every lowest area has its neighbour's results."""
    turn = dict(zip(scene.leaves, scene.leaves[1:] + scene.leaves[:1], strict=True))
    results = scene.results.assign(area=scene.results["area"].replace(turn))
    return with_results(scene, results)


def svg_of(exhibit):
    found = re.search(r"<svg.*?</svg>", exhibit.html, re.DOTALL)
    return ElementTree.fromstring(found[0])


def titles(exhibit) -> dict[str, str]:
    """The hover text of every element of a drawing that has one, by its id."""
    return {
        element.get("id"): element.find(f"{SVG}title").text
        for element in svg_of(exhibit).iter(f"{SVG}g")
        if element.find(f"{SVG}title") is not None
    }


def alt(exhibit) -> str:
    return svg_of(exhibit).get("aria-label")


def test_every_polygon_of_a_large_map_says_name_value_and_counts(scene):
    tips = titles(maps.indicator_map(scene, "2"))
    assert len(tips) == len(scene.leaves)
    row = scene.result("2", KOI)
    tip = tips[f"map-2-area-{KOI}"]
    assert tip.startswith("Đắk Kôi: 93,3%")
    assert f"({int(row['numerator'])}/{int(row['denominator'])})" in tip
    assert tip.endswith("· chưa đạt, kém hơn rõ rệt")


def test_small_maps_have_a_title_in_every_polygon_of_every_panel(scene):
    exhibit = maps.indicator_maps(scene, 1)
    chosen = scene.of_objective(1).index
    tips = titles(exhibit)
    assert set(tips) == {f"maps-1-{i}-area-{area}" for i in chosen for area in scene.leaves}
    assert all(tip.startswith(f"{scene.short(id_[-5:])}: ") for id_, tip in tips.items())
    shown = {"met-sure", "met-open", "miss-open", "miss-sure", "has", "lacks"}
    assert set(exhibit.table["fill"]) >= shown
    for row in exhibit.table.to_dict("records"):
        assert row["fill"] == verdict(scene.result(row["indicator"], row["area"])).key


@pytest.mark.sampled(2)
@pytest.mark.parametrize("objective", [1, 2, 3, 4])
def test_small_maps_name_indicator_target_and_result(scene, objective):
    words = " ".join(text.text for text in svg_of(maps.indicator_maps(scene, objective)).iter()
                     if text.tag == f"{SVG}text")  # fmt: skip
    for indicator, row in scene.of_objective(objective).iterrows():
        assert f"{indicator} {row['short_vi'].split()[0]}" in words
    assert words.count("chỉ tiêu ≥") + words.count("chỉ tiêu") >= len(scene.of_objective(objective))
    assert words.count("Kon Rẫy") == len(scene.of_objective(objective))


def test_an_area_that_has_it_not_is_said_to_have_it_not(scene):
    tips = titles(maps.indicator_map(scene, "1"))
    assert set(tips.values()) >= {"Đắk Kôi: không có", "Đắk Rve: có"}


def test_what_was_not_reported_is_hatched_and_what_is_withheld_dotted(scene):
    plain = maps.indicator_map(scene, "2").html
    assert "pattern" not in plain
    hatched = maps.indicator_map(scene, "4b")
    assert titles(hatched)[f"map-4b-area-{PNE}"].startswith("Đắk Pne: chưa có số liệu (")
    polygon = next(g for g in svg_of(hatched).iter() if g.get("id") == f"map-4b-area-{PNE}")
    assert any("url(#" in (part.get("style") or "") for part in polygon.iter())
    hidden = maps.indicator_map(withheld(scene, "2", KOI), "2")
    assert "stroke-dasharray" in hidden.html
    assert titles(hidden)[f"map-2-area-{KOI}"] == "Đắk Kôi: không công bố"
    assert "Không công bố: Đắk Kôi." in hidden.reading


def test_what_is_withheld_shows_nowhere(scene):
    hidden = maps.indicator_map(withheld(scene, "2", KOI), "2")
    row = scene.result("2", KOI)
    for trace in ("93,3", f"{int(row['numerator'])}/{int(row['denominator'])}"):
        assert trace in maps.indicator_map(scene, "2").html
        assert trace not in hidden.html


@pytest.mark.parametrize("name", ["two", "maps", "status"])
def test_the_same_figures_are_the_same_bytes(scene, name):
    draw = {
        "two": lambda: maps.indicator_map(scene, "4b"),
        "maps": lambda: maps.indicator_maps(scene, 4),
        "status": lambda: maps.status_map(scene),
    }[name]
    assert draw().html == draw().html


def test_two_figures_on_a_page_share_no_id_and_no_style(scene):
    exhibits = [
        maps.indicator_map(scene, "4b"),
        maps.indicator_map(scene, "15"),
        maps.indicator_maps(scene, 1),
        maps.indicator_maps(scene, 3),
        maps.status_map(scene),
        maps.status_map(scene, 3),
    ]
    ids = [name for exhibit in exhibits for name in re.findall(r'\bid="([^"]+)"', exhibit.html)]
    assert len(ids) == len(set(ids))
    assert not any("<style" in exhibit.html for exhibit in exhibits)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "draw",
    [
        lambda scene: maps.indicator_map(scene, "4a"),
        lambda scene: maps.indicator_maps(scene, 1),
        lambda scene: maps.status_map(scene),
    ],
)
def test_permuting_the_communes_changes_every_sentence(scene, draw):
    before, after = draw(scene), draw(permuted(scene))
    assert before.reading != after.reading
    assert alt(before) != alt(after)


def test_readings_name_the_worst_and_the_best(scene):
    reading = maps.indicator_map(scene, "4a").reading
    rows = scene.of_leaves("4a").sort_values("value")
    worst, best = scene.short(rows.index[-1]), scene.short(rows.index[0])
    assert f"Kém nhất là {worst} (" in reading
    assert f"tốt nhất là {best} (" in reading


@pytest.mark.parametrize("year", [2022, 2025])
def test_labels_stand_in_their_polygons_and_on_no_other_label(scene, scene_2025, year):
    chosen = scene if year == 2022 else scene_2025
    land = Land.fit(chosen.borders.geometry.loc[chosen.leaves], 356, 324)
    sizes = [Label(chosen.short(area), "100,0%", None).size for area in chosen.leaves]
    places = label_places(land.shapes.to_numpy(), sizes)
    boxes = []
    for shape, middle, (width, height) in zip(land.shapes, places, sizes, strict=True):
        x, y = middle
        assert shapely.contains_xy(shape, x, y)
        boxes.append(shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        assert shape.intersection(boxes[-1]).area > 0.85 * boxes[-1].area
    for i, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[i + 1 :])


def test_a_label_on_a_pattern_has_a_plate_that_hides_no_border(scene):
    (axes,) = maps.indicator_map(scene, "15").figure.axes
    land = Land.fit(scene.borders.geometry.loc[scene.leaves], 356, 324)
    plates = [patch.get_path() for patch in axes.patches if patch.get_gid() == PLATE]
    assert len(plates) == 3  # as many did not report
    for plate in plates:
        own = shapely.Polygon(plate.vertices)
        assert sum(shape.covers(own) for shape in land.shapes) == 1
        assert not any(shape.boundary.intersects(own) for shape in land.shapes)


def test_letters_across_a_border_have_a_rim_in_their_areas_colour(scene):
    borders = scene.borders.geometry.loc[scene.leaves]
    labels = {area: Label(scene.short(area), "100,0%", small=True) for area in scene.leaves}
    classes = list(dict.fromkeys(each.fill for each in VERDICTS.values()))[:4]
    looks = {area: classes[n % len(classes)] for n, area in enumerate(scene.leaves)}
    (axes,) = draw_labelled(borders, looks, labels, [], 150).axes
    of = {scene.short(area): look.colour for area, look in looks.items()}
    rims = {text.get_text(): text.get_gid() for text in axes.texts if text.get_gid()}
    named = {name: rim for name, rim in rims.items() if name in of}
    assert named
    assert named == {name: f"{HALO}{of[name]}" for name in named}


def test_a_label_says_name_and_value(scene):
    (axes,) = maps.indicator_map(scene, "4a").figure.axes
    assert {text.get_text() for text in axes.texts} >= {"Đắk Kôi", "22,6%"}


def test_no_text_is_smaller_than_can_be_read(scene):
    for exhibit in (maps.indicator_maps(scene, 1), maps.indicator_map(scene, "4b")):
        sizes = re.findall(r"\bfont(?:-size)?: ?(?:[a-z0-9]+ )*?([\d.]+)px", exhibit.html)
        assert min(map(float, sizes)) >= 7.5


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude(scene):
    borders = scene.borders.geometry.loc[scene.leaves]
    west, south, east, north = borders.total_bounds
    land = Land.fit(borders, 300, 300)
    ratio = (land.width / (east - west)) / (land.height / (north - south))
    assert ratio == pytest.approx(np.cos(np.radians((south + north) / 2)))


def test_a_hole_stays_empty():
    shell = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    path = outline(shell)
    assert list(path.codes).count(Path.MOVETO) == 2
    rings = path.to_polygons()
    turns = [np.sign(shapely.LinearRing(ring).is_ccw - 0.5) for ring in rings]
    assert turns[0] == -turns[1]  # an SVG fills what is wound once


def test_the_status_map_counts_what_is_judged(scene):
    table = standing(scene, scene.indicators.index).set_index("area")
    rows = scene.results[scene.results["area"] == KOI]
    assert table.loc[KOI, "met"] == rows["status"].eq("met").sum()
    assert table.loc[KOI, "judged"] == rows["status"].isin(["met", "not_met"]).sum()
    exhibit = maps.status_map(scene, 1)
    tip = titles(exhibit)[f"status-1-area-{PNE}"]
    assert "chưa có số liệu: 4b" in tip
    assert "chưa đạt: " in tip
    words = [text.text for text in svg_of(exhibit).iter(f"{SVG}text")]
    first = standing(scene, scene.of_objective(1).index).set_index("area").loc[KOI]
    assert f"{first['met']}/{first['judged']} đạt" in words


def test_an_area_where_nothing_is_judged_is_in_no_class(scene):
    rows = scene.results["area"].eq(KOI)
    results = scene.results.copy()
    results.loc[rows, ["status", "reason"]] = ["no_data", "not_received"]
    exhibit = maps.status_map(with_results(scene, results))
    assert "chưa đánh giá được" in titles(exhibit)[f"status-all-area-{KOI}"]
    assert exhibit.table.set_index("area").loc[KOI, "fill"] == "none"


def test_two_hundred_areas_are_drawn_without_names(scene):
    codes = [f"{n:05d}" for n in range(200)]
    cells = [shapely.box(107 + n % 20, 1 + n // 20, 108 + n % 20, 2 + n // 20) for n in range(200)]
    borders = gpd.GeoDataFrame({"area": codes}, geometry=cells, crs=4326, index=codes)
    pattern = scene.of_leaves("4b")
    rows = pattern.iloc[[n % 7 for n in range(200)]].assign(area=codes)
    top = scene.rows("4b", DISTRICT)
    big = dataclasses.replace(
        scene,
        results=pd.concat([rows, top], ignore_index=True),
        indicators=scene.indicators.loc[["4b"]],
        names=pd.concat([scene.names, pd.Series({code: f"Xã {code}" for code in codes})]),
        leaves=codes,
        borders=borders,
    )
    exhibit = maps.indicator_map(big, "4b")
    assert len(titles(exhibit)) == 200
    assert not exhibit.figure.axes[0].texts
    assert len(titles(maps.indicator_maps(big))) == 200
    assert len(titles(maps.status_map(big))) == 200


def test_words_wrap_at_their_spaces():
    lines = wrap("Trẻ em gặp thiên tai được cứu trợ", 100, 9, "bold")
    assert " ".join(lines) == "Trẻ em gặp thiên tai được cứu trợ"
    assert all(text_width(line, 9, "bold") <= 100 for line in lines)


def test_a_shape_smaller_than_the_dots_is_drawn_without_any():
    assert not len(dots(shapely.box(0.5, 0.5, 1.0, 1.0)).vertices)
    assert len(dots(shapely.box(0, 0, 20, 20)).vertices)


@pytest.mark.parametrize(
    ("words", "lines", "shown"),
    [
        ("Đắk Rve", 1, "Đắk Rve"),
        ("Một tên dài hơn chỗ có", 1, "Một tên dài h…"),
        ("Một tên dài hơn chỗ có được", 2, "Một tên dài\nhơn chỗ có…"),
        ("Tênkhôngcódấucáchnào", 1, "Tênkhôngcód…"),
    ],
)
def test_a_long_name_is_cut_to_its_room(words, lines, shown):
    found = fitted(words, 70, 9, lines=lines)
    assert found.count("\n") == shown.count("\n")
    assert found.endswith("…") == shown.endswith("…")
    assert all(text_width(line, 9) <= 70 for line in found.split("\n"))


@pytest.fixture(scope="module")
def english(root):
    return Workbook.open(year=2022, root=root, language="en").scene


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("objective", "title", "first"),
    [
        (None, "Maps of 33 indicators, 2022", "33 maps. "),
        (4, "Maps of the 3 indicators of objective 4, 2022", "3 maps. "),
    ],
)
def test_small_maps_are_named_in_english(english, objective, title, first):
    with speaking("en"):
        exhibit = maps.indicator_maps(english, objective)
    assert f">{title}</figcaption>" in exhibit.html
    assert alt(exhibit).startswith(first)
    assert "Filled marks: the confidence interval lies wholly on one side" in exhibit.html
    assert "Figures behind each map:" in exhibit.html
    shown = " ".join(text.text for text in svg_of(exhibit).iter(f"{SVG}text"))
    assert "target ≥ 25%" in shown
    assert ("Yes No " in shown) == (objective is None)


def test_a_large_map_is_described_in_english(english):
    with speaking("en"):
        exhibit = maps.indicator_map(english, "4a")
    assert alt(exhibit).startswith("Map. 4a. ")
    shown = [text.text for text in svg_of(exhibit).iter(f"{SVG}text")]
    assert {"Met", "Not met, not certain", "target < 17.6%"} <= set(shown)


@pytest.mark.parametrize(
    ("most", "length"),
    [(9.99, 5), (10, 10), (11, 10), (20, 20), (49.9, 20), (0.7, 0.5), (0.1, 0.1)],
)
def test_a_scale_bar_is_the_longest_round_number_that_fits(most, length):
    assert round_below(most) == pytest.approx(length)


def test_a_kilometre_is_as_long_as_the_areas_are_large(scene):
    land = Land.fit(scene.borders.geometry.loc[scene.leaves], 300, 300)
    assert shapely.area(land.shapes).sum() / land.per_km**2 == pytest.approx(913.9, rel=0.02)  # km²


@pytest.mark.parametrize(
    "draw", [lambda s: maps.indicator_map(s, "2"), lambda s: maps.indicator_maps(s, 4),
             maps.status_map],
)  # fmt: skip
def test_a_map_says_how_long_it_is_and_where_its_lines_come_from(scene, draw):
    exhibit = draw(scene)
    assert "10 km" in [each.text for each in svg_of(exhibit).iter(f"{SVG}text")]
    assert f"Đường ranh giới: {scene.settings.borders_source}; chỉ để minh họa" in exhibit.html
    unknown = scene.settings.model_copy(update={"borders_source": ""})
    unsaid = draw(dataclasses.replace(scene, settings=unknown)).html
    assert "theo bản 2008 của bộ số liệu, nguồn chưa ghi" in unsaid
    assert "không có giá trị pháp lý" in unsaid


def test_small_maps_bear_the_values_with_the_verdicts_signs(scene):
    figure = maps.indicator_maps(scene, 1).figure
    plans = list(scene.of_objective(1).index)
    for indicator, axes in zip(plans, figure.axes, strict=True):
        rows = scene.of_leaves(indicator).to_dict("records")
        told = [row for row in rows if not verdict(row).fill.is_patterned]
        signs = [verdict(row).mark for row in told if captions.void_key(row)]
        values = [
            captions.value_text(row).removesuffix(formats.unit(row))
            for row in told
            if not captions.void_key(row) and row["reason"] != "judged_at_parent"
        ]
        assert sorted(text.get_text() for text in axes.texts) == sorted([*values, *signs])
        assert len(axes.lines) == len(told) - len(signs)
        inks = {to_hex(line.get_markeredgecolor()) for line in axes.lines}
        assert inks <= {verdict(row).fill.ink for row in told}
