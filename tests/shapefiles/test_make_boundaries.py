"""The committed boundaries, read as a GIS reads them, and the script that made them."""

from __future__ import annotations

import datetime
import importlib.util
import json
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = ROOT.parent / "shared" / "boundaries"
EDITIONS = ["2008", "2025"]
DISTRICT_KM2 = 913.9

spec = importlib.util.spec_from_file_location(
    "make_boundaries", ROOT / "shapefiles" / "make_boundaries.py"
)
make_boundaries = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_boundaries)


def read(edition: str) -> gpd.GeoDataFrame:
    return gpd.read_file(ROOT / "shapefiles" / f"communes_{edition}.shp")


def leaves(edition: str) -> pd.DataFrame:
    areas = pd.read_csv(ROOT / "data" / "areas.csv", dtype="str")
    areas = areas[areas["edition"] == edition]
    return areas[~areas["area"].isin(areas["parent"])].sort_values("area")


def outline(layer: gpd.GeoDataFrame):
    return shapely.normalize(shapely.coverage_union_all(layer.geometry.to_numpy()))


@pytest.mark.parametrize("edition", EDITIONS)
class TestCommittedLayer:
    def test_its_codes_and_names_are_the_communes_of_the_edition(self, edition):
        layer, expected = read(edition), leaves(edition)
        assert list(layer.columns) == ["area", "name", "geometry"]
        assert layer["area"].tolist() == expected["area"].tolist()
        assert layer["name"].tolist() == expected["name"].tolist()

    def test_names_keep_their_diacritics_composed(self, edition):
        names = read(edition)["name"].tolist()
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
        expected = "Xã Đắk Tờ Re" if edition == "2008" else "Xã Đăk Kôi"
        assert expected in names

    def test_the_cpg_says_utf8(self, edition):
        cpg = ROOT / "shapefiles" / f"communes_{edition}.cpg"
        assert cpg.read_text("ascii").strip() == "UTF-8"

    def test_it_is_in_longitude_and_latitude(self, edition):
        layer = read(edition)
        assert layer.crs.to_epsg() == 4326
        west, south, east, north = layer.total_bounds
        assert 108 < west < east < 108.5
        assert 14.3 < south < north < 14.8

    def test_polygons_are_valid_and_share_their_edges(self, edition):
        layer = read(edition)
        assert layer.is_valid.all()
        assert set(layer.geom_type) == {"Polygon"}
        make_boundaries.require_coverage(layer)

    def test_each_commune_is_as_large_as_stated(self, edition):
        measured = read(edition).set_index("area").to_crs("EPSG:6933").area / 1e6
        stated = leaves(edition).set_index("area")["km2"].astype(float)
        # The dissolved Đăk Rve is the farthest off, by 1.4 %.
        assert (measured / stated - 1).abs().max() < 0.02

    def test_the_total_is_the_districts_area(self, edition):
        measured = read(edition).to_crs("EPSG:6933").area.sum() / 1e6
        assert measured == pytest.approx(DISTRICT_KM2, rel=0.01)

    def test_the_dbf_bears_the_sources_date_not_the_days(self, edition):
        year, month, day = (ROOT / "shapefiles" / f"communes_{edition}.dbf").read_bytes()[1:4]
        date = datetime.date(1900 + year, month, day)
        assert date.isoformat() == make_boundaries.LAST_UPDATE


def test_both_editions_have_the_same_outline_corner_by_corner():
    assert shapely.equals_identical(outline(read("2008")), outline(read("2025")))


def test_each_new_commune_is_the_old_ones_that_it_was_made_of():
    changes = pd.read_csv(ROOT / "data" / "area_changes.csv", dtype="str")
    old, new = read("2008").set_index("area"), read("2025").set_index("area")
    became = changes[changes["old_area"].isin(old.index)].set_index("old_area")["new_area"]
    assert sorted(became.index) == sorted(old.index)
    for area, parts in old.groupby(became):
        assert shapely.equals_identical(
            outline(parts), shapely.normalize(new.loc[area, "geometry"])
        ), area


def test_codes_that_are_used_again_name_other_territories():
    old, new = read("2008").set_index("area"), read("2025").set_index("area")
    overlap = old.loc["23485", "geometry"].intersection(new.loc["23485", "geometry"])
    assert overlap.area < 0.5 * new.loc["23485", "geometry"].area


@pytest.mark.parametrize(
    ("edition", "file"),
    [("2008", "kon_ray_communes_2022.geojson"), ("2025", "kon_ray_communes_2025.geojson")],
)
def test_each_commune_lies_where_an_independent_source_has_it(edition, file):
    if not (REFERENCES / file).is_file():
        pytest.skip(f"the reference {file} is not part of the repository")
    reference = gpd.read_file(REFERENCES / file).set_index("code").geometry
    reference = reference.to_crs(make_boundaries.EQUAL_AREA)
    layer = read(edition).set_index("area").geometry.to_crs(make_boundaries.EQUAL_AREA)
    reference = reference.loc[layer.index]
    shared = layer.intersection(reference).area / layer.union(reference).area
    # Intersection over union; the lowest measured is 0.969. A neighbour by mistake has 0.
    assert shared.min() > 0.95, shared.round(3).to_dict()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Đắk Kôi", "Đăk Kôi"),
        ("Xã Đắk Kôi", "Dak Kôi"),
        ("Thị trấn Đắk Rve", "Đak Rve"),
        ("Xã Tân Lập", unicodedata.normalize("NFD", "Tân  Lập")),
        ("Huyện Kon Rẫy", "Kon Rẫy"),
        ("Tỉnh Kon Tum", "Kon Tum"),
    ],
)
def test_spellings_of_one_name_are_one(one, other):
    assert make_boundaries.name_key(one) == make_boundaries.name_key(other)


def test_names_that_differ_in_other_marks_stay_two():
    key = make_boundaries.name_key
    assert key("Xã Đắk Tơ Lung") != key("Xã Đắk Tờ Lung")


SQUARES = {"Đăk A": (0, 0, 1, 1), "Đăk B": (1, 0, 2, 1)}


def small_source(path: Path, squares: dict) -> Path:
    records = [
        {
            "province": "P",
            "district": "H",
            "ward": ward,
            "coordinates": list(shapely.box(*bounds).exterior.coords),
        }
        for ward, bounds in squares.items()
    ]
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def small_areas(names: list[str]) -> make_boundaries.Areas:
    rows = [("t", "Tỉnh P", None), ("h", "Huyện H", "t")]
    rows += [(f"c{i}", name, "h") for i, name in enumerate(names)]
    table = pd.DataFrame(rows, columns=["area", "name", "parent"]).assign(edition="2008")
    return make_boundaries.Areas(table, "2008")


def test_communes_are_picked_by_name_within_their_district(tmp_path):
    source = make_boundaries.read_source(small_source(tmp_path / "vie.json", SQUARES))
    source.loc[len(source)] = ["P", "Another", "Đăk A", shapely.box(8, 8, 9, 9)]
    picked = make_boundaries.pick(source, small_areas(["Xã Đắk B", "Thị trấn Đắk A"]))
    assert picked["area"].tolist() == ["c0", "c1"]
    assert picked["name"].tolist() == ["Xã Đắk B", "Thị trấn Đắk A"]
    assert picked.geometry.iloc[1].bounds == (0, 0, 1, 1)


def test_all_communes_without_one_polygon_are_named_at_once(tmp_path):
    source = make_boundaries.read_source(small_source(tmp_path / "vie.json", SQUARES))
    source = pd.concat([source, source.iloc[:1]], ignore_index=True)
    with pytest.raises(SystemExit) as stopped:
        make_boundaries.pick(source, small_areas(["Xã Đắk A", "Xã Đắk B", "Xã Đắk C"]))
    assert str(stopped.value).splitlines() == [
        "c0 Xã Đắk A: 2 polygons in the source, not 1",
        "c2 Xã Đắk C: 0 polygons in the source, not 1",
    ]


@pytest.mark.parametrize(
    "second", [(0.9999, 0, 2, 1), (1.0001, 0, 2, 1)], ids=["overlap", "narrow gap"]
)
def test_polygons_that_do_not_fit_are_refused(second):
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(*second)]
    layer = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=boxes, crs="EPSG:4326")
    layer = layer.set_geometry(layer.translate(110, 14))
    with pytest.raises(SystemExit, match="overlaps or gaps between: A, B"):
        make_boundaries.require_coverage(layer)


def test_generalising_keeps_shared_edges_shared():
    # A wavy border of 9 m amplitude between two squares of some 10 km.
    border = [(0.1 + (i % 2) * 8e-5, i / 100) for i in range(11)]
    west = shapely.Polygon([(0, 0), *border, (0, 0.1)])
    east = shapely.Polygon([*border, (0.2, 0.1), (0.2, 0)])
    layer = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=[west, east], crs="EPSG:4326")
    layer = layer.set_geometry(layer.translate(108, 14))
    thinned = make_boundaries.generalise(layer)
    make_boundaries.require_coverage(thinned)
    assert thinned.count_coordinates().tolist() == [5, 5]


def test_writing_twice_gives_the_same_bytes(tmp_path):
    layer = read("2008")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_boundaries.write(layer, tmp_path / name / "c.shp")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
