"""One workbook on every level: a small province of two districts, through its pages."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from html import unescape

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from chitieu import Workbook
from chitieu.publish import schedule
from chitieu.show.frame import maps

pytestmark = pytest.mark.xdist_group("levels")

PROVINCE, NORTH, SOUTH = "T1", "HB", "HN"
NAMES = {NORTH: "Huyện Bắc", SOUTH: "Huyện Nam"}
COMMUNES = [f"X{n}" for n in range(8)]
PART_OF = {area: NORTH if n < 4 else SOUTH for n, area in enumerate(COMMUNES)}
CALLED = {area: f"Xã Thôn {area[1:]}" for area in COMMUNES} | {"X3": "Thị trấn Bắc"}


@pytest.fixture(scope="module")
def folder(root, tmp_path_factory):
    """The example's plan in other places: its communes' figures of two years under other codes."""
    folder = tmp_path_factory.mktemp("levels") / "tỉnh nhỏ"
    for part in ("params", "notebooks"):
        shutil.copytree(root / part, folder / part)
    areas = [
        (PROVINCE, "2008", "Tỉnh Nhỏ", "province", ""),
        *((code, "2008", name, "district", PROVINCE) for code, name in NAMES.items()),
        *((area, "2008", CALLED[area], "commune", PART_OF[area]) for area in COMMUNES),
    ]
    (folder / "data/observations").mkdir(parents=True)
    write(folder / "data/areas.csv", [("area", "edition", "name", "type", "parent"), *areas])
    for year in ("2021", "2022"):
        table = pd.read_csv(
            root / f"data/observations/{year}.csv", dtype=str, keep_default_na=False
        )
        by_area = [part for _, part in table.groupby("area")]
        parts = [by_area[n % 7].assign(area=area) for n, area in enumerate(COMMUNES)]
        pd.concat(parts).to_csv(folder / f"data/observations/{year}.csv", index=False)
    corners = [(107 + n % 4 / 10, 14 - n // 4 / 10) for n in range(8)]
    squares = [shapely.box(x, y, x + 0.1, y + 0.1) for x, y in corners]
    (folder / "shapefiles").mkdir()
    layer = {"area": COMMUNES, "name": [CALLED[area] for area in COMMUNES]}
    gpd.GeoDataFrame(layer, geometry=squares, crs=4326).to_file(
        folder / "shapefiles/communes_2008.shp", encoding="utf-8"
    )
    return folder


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="module")
def province(folder):
    return Workbook.open(year=2022, root=folder, audience="internal")


@pytest.fixture(scope="module")
def district(folder):
    return Workbook.open(year=2022, root=folder, audience="internal", area=NORTH)


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Eight communes are many here: too many for a column each."""
    monkeypatch.setattr("chitieu.show.scene.MOST_SHOWN", len(COMMUNES) - 1)


def drawn(exhibit) -> set[str]:
    """The words on a map."""
    (axes,) = exhibit.figure.axes
    return {text.get_text() for text in axes.texts}


def titles(exhibit) -> dict[str, str]:
    found = re.findall(r'id="([^"]+)"[^>]*><title>([^<]*)</title>', exhibit.html)
    return {name: unescape(text) for name, text in found}


def heads(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html)]


def test_a_page_shows_the_areas_just_below_and_colours_by_the_lowest(province, district):
    assert province.scene.is_nested
    assert province.scene.shown == [NORTH, SOUTH]
    assert province.scene.leaves == COMMUNES
    assert not district.scene.is_nested
    assert district.scene.shown == district.scene.leaves == COMMUNES[:4]


def test_a_few_lowest_areas_have_a_column_each_whatever_lies_between(province, monkeypatch):
    assert (province.scene.is_nested, province.scene.shown) == (True, [NORTH, SOUTH])
    monkeypatch.setattr("chitieu.show.scene.MOST_SHOWN", len(COMMUNES))
    scene = replace(province.scene)
    assert (scene.is_nested, scene.shown) == (False, COMMUNES)
    words = drawn(maps.indicator_map(scene, "2"))
    assert "Thôn 1" in words
    assert "Huyện Bắc" not in words


def test_a_map_on_two_levels_names_districts_and_points_at_communes(province):
    exhibit = province.map("2")
    row = province.scene.result("2", NORTH)
    assert {"Bắc", "Nam", f"{row['value']:.1f}%".replace(".", ",")} <= drawn(exhibit)
    assert not drawn(exhibit) & {f"Thôn {n}" for n in range(8)}
    tips = titles(exhibit)
    assert set(tips) == {f"map-2-area-{area}" for area in COMMUNES}
    assert tips["map-2-area-X5"].startswith("Thôn 5 (Nam): ")
    assert "Màu theo xã; đường đậm là ranh giới huyện." in exhibit.html
    assert "Riêng theo 8 xã có kết quả, " in exhibit.reading


def test_small_maps_point_at_districts(province):
    chosen = province.scene.of_objective(4).index
    tips = titles(province.maps(4))
    assert set(tips) == {f"maps-4-{i}-area-{area}" for i in chosen for area in (NORTH, SOUTH)}


def test_the_status_map_counts_by_district_and_colours_by_commune(province):
    exhibit = province.status_map()
    assert {"Bắc", "Nam"} <= drawn(exhibit)
    assert list(exhibit.table["area"]) == COMMUNES
    assert {"Bắc", "Nam"} & set(re.findall(r"\w+", exhibit.reading))
    assert "một nửa số chỉ số trở lên" in exhibit.reading


def test_tables_and_charts_have_a_row_a_district(province):
    assert heads(province.matrix().html)[1:] == ["Bắc", "Nam", "Nhỏ"]
    assert province.chart("4a").table["area"].iloc[0] == PROVINCE
    assert set(province.chart("4a").table["area"]) == {PROVINCE, NORTH, SOUTH}
    page = province.details(1).html
    assert "Huyện Bắc" in page
    assert "Thôn 5" not in page


def test_an_indicator_of_communes_is_a_share_in_a_district(province, district):
    rows = province.chart("1").table.set_index("area")
    assert rows.loc[NORTH, "denominator"] == 4
    assert re.search(r"Có ở \d trong 8 xã\.", province.details(1).html)
    assert re.search(r"\d trong 4 xã có", district.chart("1").reading)


def test_two_areas_of_one_name_on_a_page_are_told_apart(province, district):
    assert province.scene.short(NORTH) == "Bắc"
    assert heads(district.matrix().html)[1:] == [
        "Thôn 0",
        "Thôn 1",
        "Thôn 2",
        "Thị trấn Bắc",
        "Huyện Bắc",
    ]


def test_a_district_of_few_communes_is_drawn_as_ever(district):
    assert {"Thôn 0", "Thôn 1", "Thôn 2", "Thị trấn Bắc"} <= drawn(district.map("2"))
    assert "Màu theo" not in district.map("2").html


def test_names_of_eighty_letters_leave_room_for_the_figures(province):
    long = "Huyện " + "Tên rất dài của một huyện " * 3
    scene = replace(province.scene, names=province.scene.names.replace("Huyện Bắc", long))
    for exhibit in (maps.indicator_map(scene, "2"), Workbook.chart(_At(scene), "2")):
        assert "…" in exhibit.html
        assert long.strip().removeprefix("Huyện ") in unescape(exhibit.html)


class _At:
    """As much of a workbook as a chart needs."""

    def __init__(self, scene):
        self.scene, self.indicators, self.language = scene, scene.indicators, "vi"


def test_thousands_of_communes_are_one_shape_a_class(province):
    scene = province.scene
    codes = [f"{n:05d}" for n in range(400)]
    cells = [shapely.box(n % 20, n // 20, n % 20 + 1, n // 20 + 1) for n in range(400)]
    some = scene.of_leaves("4b")
    rows = some.iloc[[n % 8 for n in range(400)]].assign(area=codes)
    big = replace(
        scene,
        results=pd.concat([rows, scene.rows("4b", PROVINCE), scene.of_shown("4b")]),
        indicators=scene.indicators.loc[["4b"]],
        names=pd.concat([scene.names, pd.Series({code: f"Xã {code}" for code in codes})]),
        leaves=codes,
        part_of={code: NORTH if n % 20 < 10 else SOUTH for n, code in enumerate(codes)},
        borders=gpd.GeoDataFrame({"area": codes}, geometry=cells, crs=4326, index=codes),
    )
    exhibit = maps.indicator_map(big, "4b")
    assert set(titles(exhibit)) == {f"map-4b-area-{area}" for area in (NORTH, SOUTH)}
    assert exhibit.html.count("<path") < 60
    assert {"Bắc", "Nam"} <= drawn(exhibit)


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("area", "there", "not_there"),
    [("", ["Tỉnh Nhỏ", "Bắc", "Nam"], ["Thôn 5: "]), (SOUTH, ["Huyện Nam", "Thôn 5"], ["Thôn 1"])],
    ids=["province", "district"],
)
def test_the_page_of_any_area(folder, run_chitieu, area, there, not_there):
    chosen = ["--area", area] if area else []
    ran = run_chitieu("run", 2022, "--notebook", "0_tong_hop", "--internal", *chosen, root=folder)
    assert ran.code == 0, ran.err
    page = (folder / "outputs/internal/2022/0_tong_hop.html").read_text("utf-8")
    assert all(words in page for words in there)
    assert not any(words in page for words in not_there)


PROFILES = "6_ho_so_xa"


@pytest.mark.parametrize(
    ("names", "area", "made", "left_out"),
    [
        pytest.param([], "", [], {PROFILES: 8}, id="too many to be made unasked"),
        pytest.param([PROFILES], "", COMMUNES, {}, id="asked for by name"),
        pytest.param(["0_tong_hop"], "", [], {}, id="another notebook"),
        pytest.param([], NORTH, COMMUNES[:4], {}, id="of a part"),
        pytest.param([], "X9", [], {}, id="of no area"),
    ],
)
def test_a_country_has_its_profiles_made_when_they_are_asked_for(
    folder, monkeypatch, names, area, made, left_out
):
    monkeypatch.setattr(schedule, "MOST_EACH", 7)
    reports = schedule.plan_reports(folder, [2022], names, "", area, "review")
    assert [report.of for report in reports if report.notebook == PROFILES] == made
    assert schedule.only_by_name(folder, [2021, 2022], names, area) == left_out


def test_areas_in_a_circle_lie_in_no_other(folder, tmp_path):
    shutil.copytree(folder / "params", tmp_path / "params")
    shutil.copytree(folder / "notebooks", tmp_path / "notebooks")
    (tmp_path / "data").mkdir()
    rows = [("A", "2008", "B"), ("B", "2008", "A"), ("X", "2008", "A"), ("Y", "2008", "")]
    write(tmp_path / "data/areas.csv", [("area", "edition", "parent"), *rows])
    for top, made in (("", ["X", "Y"]), ("B", ["X"]), ("Y", ["Y"])):
        reports = schedule.plan_reports(tmp_path, [2022], [PROFILES], "", top, "review")
        assert [report.of for report in reports] == made


def test_the_inputs_of_a_province_are_sound(folder, run_chitieu):
    ran = run_chitieu("check", 2022, root=folder)
    # Its plan is that of seven communes, and it has eight.
    lines = [line.partition("; ")[0] for line in ran.err.splitlines()]
    told = "'>= 4/7': the areas are counted, and edition 2008 has 8 areas"
    assert (ran.code, [line.partition("targets.1: ")[2] for line in lines]) == (0, [told])
