"""What was put into `shapefiles/` by hand: `check` says of it what `boundaries` would."""

from __future__ import annotations

import shutil
import struct

import geopandas as gpd
import numpy as np
import pytest
import shapely

from chitieu.cli import main
from chitieu.collect.quality import held_borders
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import boundary_file, read_boundaries

NAME = "shapefiles/communes_2008"
AGAIN = "chitieu boundaries FILE"


@pytest.fixture
def book(root, tmp_path):
    """The areas and the borders of the workbook."""
    folder = tmp_path / "sổ tính"
    (folder / "data").mkdir(parents=True)
    shutil.copy(root / "data" / "areas.csv", folder / "data")
    shutil.copytree(root / "shapefiles", folder / "shapefiles")
    return folder


def of_layer(change):
    """Spoil the borders by changing the layer that is written in their place."""

    def spoil(shp):
        layer = change(gpd.read_file(shp))
        for part in shp.parent.glob("communes_2008.*"):
            part.unlink()
        layer.to_file(shp, encoding="UTF-8")

    return spoil


def of_shape(place, change):
    def spoil(layer):
        shapes = list(layer.geometry)
        shapes[place] = change(shapes[place])
        return layer.set_geometry(shapes, crs=layer.crs)

    return of_layer(spoil)


def of_part(suffix, change):
    """Spoil one file by changing its bytes; None takes it away."""

    def spoil(shp):
        part = shp.with_suffix(suffix)
        data = change(part.read_bytes())
        part.write_bytes(data) if data is not None else part.unlink()

    return spoil


def cell(place, column, value):
    def change(layer):
        layer.loc[place, column] = value
        return layer

    return of_layer(change)


def swapped(layer):
    shapes = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in layer.geometry]
    return layer.set_geometry(shapes, crs=layer.crs)


def crossing(shape):
    corners = shapely.get_coordinates(shape)
    corners[[10, 30]] = corners[[30, 10]]
    return shapely.Polygon(corners)


def exchanged(layer):
    codes = layer["area"].tolist()
    codes[3], codes[6] = codes[6], codes[3]
    return layer.assign(area=codes)


def of_2025(shp):
    for part in shp.parent.glob("communes_2025.*"):
        shutil.copy(part, shp.with_suffix(part.suffix))


def mixed(shp):
    """The .shp of one version, the .dbf and .shx of another."""
    of_2025_shp = shp.with_name("communes_2025.shp").read_bytes()
    shp.write_bytes(of_2025_shp)


def other_lines(shp):
    shutil.copy(shp.with_name("communes_2025.dbf"), shp.with_suffix(".dbf"))


def in_zone(layer):
    return layer.to_crs("EPSG:9216")


GRID = (
    b'GEOGCS["x",DATUM["y",SPHEROID["z",6378137,298.25],EXTENSION["PROJ4_GRIDS","/etc/hosts"]],'
    b'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)

CASES = {
    "shp-cut": (of_part(".shp", lambda d: d[:-40]), ".shp", "damaged or cut off"),
    "shp-one-byte-short": (of_part(".shp", lambda d: d[:-1]), ".shp", "damaged or cut off"),
    "shp-header-alone": (of_part(".shp", lambda d: d[:100]), ".shp", "damaged or cut off"),
    "shp-empty": (of_part(".shp", lambda d: b""), ".shp", "cut off"),
    "shp-that-is-xml": (
        of_part(".shp", lambda d: b"<OGRVRTDataSource/>"), ".shp", "not part of a shapefile"),
    "shp-of-points": (of_layer(lambda layer: layer.set_geometry(
        layer.representative_point(), crs=layer.crs)), ".shp", "does not hold polygons"),
    "shx-gone": (of_part(".shx", lambda d: None), ".shp", "its .shx is missing"),
    "shx-cut": (of_part(".shx", lambda d: d[:-8]), ".shx", "damaged or cut off"),
    "shx-of-another": (
        of_part(".shx", lambda d: d[:100] + d[108:116] + d[100:108] + d[116:]), "", ""),
    "shx-shifted": (of_part(".shx", lambda d: d[:100] + struct.pack(">i", 52) + d[104:]),
                    ".shx", "index of another .shp"),
    "dbf-gone": (of_part(".dbf", lambda d: None), ".shp", "its .dbf is missing"),
    "dbf-cut": (of_part(".dbf", lambda d: d[:-300]), ".dbf", "damaged or cut off"),
    "dbf-of-another": (other_lines, ".dbf", "it has 3 lines and the .shp 7 shapes"),
    "files-of-two-versions": (mixed, ".shx", "index of another .shp"),
    "prj-gone": (of_part(".prj", lambda d: None), ".shp", "it has no projection"),
    "prj-empty": (of_part(".prj", lambda d: b""), ".shp", "it has no projection"),
    "prj-that-opens-a-file": (of_part(".prj", lambda d: GRID), ".prj", "names a file of grids"),
    "no-area-field": (of_layer(lambda layer: layer.rename(columns={"area": "ma"})), ".shp:area",
                      "the field is missing"),
    "no-name-field": (of_layer(lambda layer: layer.drop(columns="name")), ".shp:name",
                      "the field is missing"),
    "one-missing": (of_layer(lambda layer: layer.drop(index=2)), ".shp:area",
                    "'23485' has no polygon"),
    "one-twice": (cell(2, "area", "23482"), ".shp:area", "'23482' stands twice"),
    "one-without-code": (cell(2, "area", None), ".shp:area", "1 of 7 polygons have no code"),
    "two-of-blanks": (of_layer(lambda layer: layer.assign(
        area=["  ", None, *layer["area"][2:]])), ".shp:area", "2 of 7 polygons have no code"),
    "no-codes-at-all": (of_part(".dbf", lambda d: d[:97] + b"\0" * (len(d) - 97)), ".shp:area",
                        "7 of 7 polygons have no code"),
    "of-another-edition": (of_2025, ".shp:area", "4 of 7 areas of edition 2008 have no polygon"),
    "no-shape": (of_shape(2, lambda shape: None), ".shp:feature 3", "23485 Xã Đắk Tơ Lung has no"),
    "empty-shape": (of_shape(2, lambda shape: shapely.Polygon()), ".shp:feature 3", "has no shape"),
    "crossing": (of_shape(1, crossing), ".shp:feature 2", "23482 Xã Đắk Kôi is not one of an area"),
    "metres": (of_layer(lambda layer: in_zone(layer).set_crs(4326, allow_override=True)), ".shp",
               "are metres, not degrees"),
    "degrees-called-metres": (of_layer(lambda layer: layer.set_crs(9216, allow_override=True)),
                              ".shp", "are degrees, not those of VN-2000"),
    "swapped": (of_layer(swapped), ".shp", "the axes are swapped"),
    "another-zone": (of_layer(lambda layer: in_zone(layer).set_crs(3405, allow_override=True)),
                     ".shp", "features lie"),
    "far-away": (of_layer(lambda layer: layer.set_geometry(layer.translate(-60, 30), crs=4326)),
                 ".shp", "not where shapefiles/communes_2025.shp has the place"),
    "overlap": (of_shape(0, lambda shape: shape.buffer(0.004)), ".shp:feature", "overlap by"),
    "gap": (of_shape(4, lambda shape: shapely.union_all(
        [shape, shape]).difference(shape.centroid.buffer(0.01))), ".shp", "a gap of"),
    "apart": (of_shape(4, lambda shape: shape.buffer(-0.002)), ".shp:feature 5",
              "touches no other commune"),
    "codes-exchanged": (of_layer(exchanged), ".shp:feature 4", "measures 68.96 km² and"),
    "too-small": (of_shape(0, lambda shape: shape.intersection(shapely.box(
        *shape.bounds[:3], shape.bounds[3] - 0.01))), ".shp:feature 1", "measures"),
    "another's-name": (cell(2, "name", "Xã Đăk Kôi"), ".shp:feature 3",
                       "23485 is called 'Xã Đăk Kôi', and data/areas.csv says 'Xã Đắk Tơ Lung'"),
    "no-name": (cell(2, "name", None), ".shp:feature 3", "23485 has no name"),
    "letters-spoilt": (of_part(".cpg", lambda d: b"1252"), ".shp:name",
                       "letters were garbled when it was saved"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_was_put_there_by_hand_is_told(book, case):
    spoil, place, problem = CASES[case]
    spoil(boundary_file(book, "2008"))
    errors, warnings = held_borders(book, read_areas(book), "2008")
    lines = list(map(str, errors))
    if problem:
        assert any(line.startswith(NAME + place) and problem in line for line in lines), lines
    assert lines, "it is taken for right"
    assert all("; " in line and "Traceback" not in line for line in lines)
    assert warnings == []


def with_a_stranger(layer):
    other = layer.iloc[[0]].assign(area="99999", name="Xã Lạ")
    return gpd.pd.concat([layer, other.set_geometry(other.translate(3, 0), crs=layer.crs)])


FINE = {
    "as-they-are": lambda shp: None,
    "in-metres": of_layer(in_zone),
    "in-vn2000-degrees": of_layer(lambda layer: layer.to_crs(4756)),
    "codes-as-numbers": of_layer(lambda layer: layer.assign(area=layer["area"].astype(int))),
    "codes-as-decimals": of_layer(lambda layer: layer.assign(area=layer["area"].astype(float))),
    "names-without-marks": cell(1, "name", "Dak Koi"),
    "names-in-capitals": cell(1, "name", "XÃ ĐĂK KÔI"),
    "another-order": of_layer(lambda layer: layer.iloc[::-1]),
    "more-communes-than-ours": of_layer(with_a_stranger),
    "narrow-slivers": of_shape(0, lambda shape: shape.buffer(0.00008, join_style="mitre")),
    "another-index": lambda shp: shp.with_suffix(".qix").write_bytes(b"old"),
    "a-longer-dbf": of_part(".dbf", lambda d: d + b"\x00\x00"),
}  # fmt: skip


@pytest.mark.parametrize("case", FINE)
def test_what_is_right_is_not_complained_of(book, case):
    FINE[case](boundary_file(book, "2008"))
    assert held_borders(book, read_areas(book), "2008") == ([], [])


def test_the_areas_of_another_edition_are_told_as_that(book):
    """Three communes of 2025 under three codes of 2008."""
    areas = book / "data" / "areas.csv"
    text = areas.read_text("utf-8")
    gone = ("23482", "23488", "23491", "23494")
    kept = [
        line for line in text.splitlines() if not line.startswith(tuple(f"{c},2008" for c in gone))
    ]
    alone = "\n".join(kept).replace("dân cư thưa", "").replace("sparsely settled", "")
    areas.write_text(alone + "\n", "utf-8")
    of_2025(boundary_file(book, "2008"))
    (fault, *names), _ = held_borders(book, read_areas(book), "2008")
    assert "its areas are those of edition 2025, not of 2008" in str(fault)
    assert "23485 is called 'Xã Đăk Kôi'" in str(names[0])


def test_many_sizes_are_told_as_one(book):
    areas = book / "data" / "areas.csv"
    table = gpd.pd.read_csv(areas, dtype="str")
    table.loc[table["edition"].eq("2008"), "km2"] = "40"
    table.to_csv(areas, index=False)
    (fault,), _ = held_borders(book, read_areas(book), "2008")
    said = str(fault)
    assert (
        "7 of 7 communes measure otherwise than data/areas.csv states, by 27.5 to 714.0 %" in said
    )
    assert "(23482 +714.0 %" in said
    assert "write what is drawn into km2_drawn and the reason into km2_note" in said


def with_exception(book, km2, drawn, note="hồ thủy điện tính khác"):
    areas = book / "data" / "areas.csv"
    table = gpd.pd.read_csv(areas, dtype="str", keep_default_na=False)
    table["km2_drawn"], table["km2_note"] = "", ""
    mine = table["area"].eq("23485") & table["edition"].eq("2008")
    table.loc[mine, ["km2", "km2_drawn", "km2_note"]] = [km2, drawn, note]
    table.to_csv(areas, index=False)


@pytest.mark.parametrize(
    ("km2", "drawn", "errors", "warns"),
    [
        pytest.param("90", "124.2", 0, True, id="accepted"),
        pytest.param("90", "120.7", 0, True, id="drawn-within-3-percent"),
        pytest.param("90", "120.5", 1, False, id="another-map-than-was-accepted"),
        pytest.param("124.2", "90", 0, False, id="no-longer-needed"),
    ],
)
def test_an_exception_holds_for_the_map_that_it_was_made_for(book, km2, drawn, errors, warns):
    with_exception(book, km2, drawn)
    found, warnings = held_borders(book, read_areas(book), "2008")
    assert len(found) == errors
    said = "1 communes are drawn 38.0 to 38.0 % off their stated area, as km2_drawn"
    assert [said in str(w) for w in warnings] == [True] * warns


def test_check_tells_it_and_what_nobody_reads(workbook_copy, capsys):
    of_shape(1, crossing)(boundary_file(workbook_copy, "2008"))
    for name in ("communes_2026.shp", "ranh gioi (1).geojson"):
        (workbook_copy / "shapefiles" / name).write_text("x")
    assert main(["check", "--root", str(workbook_copy)]) == 1
    err = capsys.readouterr().err
    assert "shapefiles/communes_2008.shp:feature 2: the border of 23482 Xã Đắk Kôi is not" in err
    assert "shapefiles/communes_2026.shp: nothing reads it; take it in with" in err
    assert "shapefiles/ranh gioi (1).geojson: nothing reads it" in err


def test_check_looks_at_an_edition_that_no_year_has_yet(workbook_copy, capsys):
    for year in ("2025",):
        for path in workbook_copy.rglob(f"{year}.*"):
            path.unlink()
    of_part(".shp", lambda d: d[:-40])(boundary_file(workbook_copy, "2025"))
    assert main(["check", "--root", str(workbook_copy)]) == 0  # nothing is drawn on it yet
    told = "warning: shapefiles/communes_2025.shp: it is damaged or cut off"
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_corners_that_lie_nowhere_are_told(book, value):
    shp = boundary_file(book, "2008")
    data = bytearray(shp.read_bytes())
    at = 100 + 8 + 4 + 32 + 8 + 4 + 16 * 3  # the fourth corner of the first shape
    data[at : at + 8] = struct.pack("<d", value)
    shp.write_bytes(data)
    errors, _ = held_borders(book, read_areas(book), "2008")
    assert errors
    assert all(str(fault).startswith(NAME) for fault in errors)


def test_a_reader_gets_what_check_calls_right(book):
    """In whatever projection and order they lie there."""
    table = read_areas(book)
    before = read_boundaries(book, Areas(table, "2008"))
    of_layer(lambda layer: in_zone(layer).iloc[::-1])(boundary_file(book, "2008"))
    after = read_boundaries(book, Areas(table, "2008"))
    assert list(after.columns) == list(before.columns) == ["area", "name", "geometry"]
    assert after.geometry.geom_equals_exact(before.geometry, 1e-6).all()
