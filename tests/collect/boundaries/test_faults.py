"""Map files with one fault each: refused with file, place and remedy, and nothing is touched."""

from __future__ import annotations

import json
import zipfile

import pandas as pd
import pytest
import shapely

ZONE = "EPSG:9216"  # VN-2000, TM-3 at 107°30'


def geojson(layer, folder, name="ranh giới.geojson"):
    path = folder / name
    layer.to_file(path, driver="GeoJSON")
    return path


def shapefile(layer, folder, *without):
    path = folder / "ranh_gioi.shp"
    layer.to_file(path, encoding="UTF-8")
    for suffix in without:
        path.with_suffix(suffix).unlink()
    return path


def with_shapes(layer, change):
    """The layer with some shapes changed: a function of the list of shapes."""
    shapes = list(layer.geometry)
    change(shapes)
    return layer.set_geometry(shapes, crs=layer.crs)


def with_cell(layer, feature, column, value):
    layer = layer.copy()
    layer.loc[feature - 1, column] = value
    return layer


def in_metres(layer):
    return layer.to_crs(ZONE)


# ---- what is no map -----------------------------------------------------------------------------


def no_file(layer, folder):
    return folder / "không có.shp"


def empty(layer, folder):
    (folder / "rỗng.geojson").touch()
    return folder / "rỗng.geojson"


def letter(layer, folder):
    (folder / "công văn.docx").write_bytes("Kính gửi".encode() * 50)
    return folder / "công văn.docx"


def table(layer, folder):
    layer.drop(columns="geometry").to_csv(folder / "bảng.csv", index=False)
    return folder / "bảng.csv"


def cut_off(layer, folder):
    path = geojson(layer, folder)
    path.write_bytes(path.read_bytes()[:5000])
    return path


def no_features(layer, folder):
    return geojson(layer.iloc[:0], folder)


def points(layer, folder):
    return geojson(layer.set_geometry(layer.representative_point(), crs=layer.crs), folder)


def one_line(layer, folder):
    def change(shapes):
        shapes[3] = shapes[3].exterior

    return geojson(with_shapes(layer, change), folder)


def no_shape(layer, folder):
    def change(shapes):
        shapes[2] = None

    return geojson(with_shapes(layer, change), folder)


def two_layers(layer, folder):
    for name in ("xa", "thon"):
        layer.to_file(folder / "hai lớp.gpkg", layer=name, driver="GPKG")
    return folder / "hai lớp.gpkg"


def two_maps(layer, folder):
    made = [geojson(layer, folder, f"{n}.geojson") for n in (1, 2)]
    with zipfile.ZipFile(folder / "hai.zip", "w") as archive:
        for path in made:
            archive.write(path, path.name)
    return folder / "hai.zip"


def no_map(layer, folder):
    with zipfile.ZipFile(folder / "thư.zip", "w") as archive:
        archive.writestr("đọc.txt", "Kính gửi")
    return folder / "thư.zip"


def no_index(layer, folder):
    return shapefile(layer, folder, ".shx")


def no_table(layer, folder):
    return shapefile(layer, folder, ".dbf")


def a_part(layer, folder):
    return shapefile(layer, folder).with_suffix(".dbf")


# ---- where it lies ------------------------------------------------------------------------------


def no_projection(layer, folder):
    return shapefile(in_metres(layer), folder, ".prj")


def no_projection_in_degrees(layer, folder):
    return shapefile(layer, folder, ".prj")


def metres_for_degrees(layer, folder):
    return geojson(in_metres(layer).set_crs("EPSG:4326", allow_override=True), folder)


def swapped(shapes):
    shapes[:] = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in shapes]


def swapped_degrees(layer, folder):
    return geojson(with_shapes(layer, swapped), folder)


def swapped_metres(layer, folder):
    return shapefile(with_shapes(in_metres(layer), swapped), folder)


def wrong_zone(layer, folder):
    return shapefile(in_metres(layer).set_crs("EPSG:9217", allow_override=True), folder)


def elsewhere(layer, folder):
    return geojson(layer.set_geometry(layer.translate(-60, 30), crs=layer.crs), folder)


def stray_corner(layer, folder):
    def change(shapes):
        corners = shapely.get_coordinates(shapes[2])
        corners[5] *= 10
        shapes[2] = shapely.Polygon(corners)

    return geojson(with_shapes(layer, change), folder)


def unknown_datum(layer, folder):
    path = shapefile(in_metres(layer), folder)
    projection = path.with_suffix(".prj").read_text()
    for known in ("VN-2000_TM-3_107-30", "GCS_VN_2000", "D_Vietnam_2000"):
        assert known in projection
        projection = projection.replace(known, "unknown")
    path.with_suffix(".prj").write_text(projection.replace("WGS_1984", "unknown"))
    return path


def mapinfo(layer, folder):
    path = folder / "ranh giới.tab"
    in_metres(layer).to_file(path, driver="MapInfo File")  # which knows no VN-2000
    return path


# ---- which commune it is ------------------------------------------------------------------------


def one_missing(layer, folder):
    return geojson(layer.drop(index=1), folder)


def one_twice(layer, folder):
    return geojson(with_cell(layer, 7, "MA_XA", "23482").drop(columns="TEN"), folder)


def unknown_code(layer, folder):
    return geojson(with_cell(layer, 2, "MA_XA", "23483").drop(columns="TEN"), folder)


def mistyped_name(layer, folder):
    return geojson(with_cell(layer.drop(columns="MA_XA"), 2, "TEN", "Xã Đắk Kooi"), folder)


def blank_name(layer, folder):
    return geojson(with_cell(layer.drop(columns="MA_XA"), 2, "TEN", None), folder)


def no_names(layer, folder):
    return geojson(layer[["geometry"]].assign(STT=range(1, 8)), folder)


def names_and_codes_apart(layer, folder):
    codes = layer["MA_XA"].tolist()
    codes[0], codes[4] = codes[4], codes[0]
    return geojson(layer.assign(MA_XA=codes), folder)


def of_another_edition(layer, folder):
    new = {"23479": "23479", "23491": "23479", "23482": "23485", "23485": "23485"}
    joined = layer.assign(MA=[new.get(code, "23497") for code in layer["MA_XA"]])
    return geojson(joined.dissolve("MA").reset_index()[["MA", "geometry"]], folder)


# ---- whether it fits ----------------------------------------------------------------------------


def wide_overlap(layer, folder):
    def change(shapes):
        shapes[0] = shapes[0].buffer(0.004)

    return geojson(with_shapes(layer, change), folder)


def wide_gap(layer, folder):
    """A lake that belongs to no commune, on the border of two."""

    def change(shapes):
        border = shapely.line_merge(shapes[0].intersection(shapes[4]))
        middle = border.interpolate(0.5, normalized=True)
        shapes[:] = [shape.difference(middle.buffer(0.003)) for shape in shapes]

    return geojson(with_shapes(layer, change), folder)


def drawn_apart(layer, folder):
    def change(shapes):
        others = shapely.union_all(shapes[:4] + shapes[5:])
        shapes[4] = shapes[4].difference(others.buffer(0.003))

    return geojson(with_shapes(layer, change), folder)


def stranger_on_top(layer, folder):
    extra = layer.iloc[[1]].assign(MA_XA="99999", TEN="Xã Lạ")
    extra = extra.set_geometry(extra.translate(0.05, 0), crs=layer.crs)
    return geojson(pd.concat([layer, extra]), folder)


def codes_exchanged(layer, folder):
    codes = layer["MA_XA"].tolist()
    codes[3], codes[6] = codes[6], codes[3]  # 69 and 73 km²
    return geojson(layer.assign(MA_XA=codes).drop(columns="TEN"), folder)


def too_small(layer, folder):
    def change(shapes):
        west, south, east, north = shapes[1].bounds
        shapes[1] = shapes[1].intersection(shapely.box(west, south, east, north - 0.02))

    return geojson(with_shapes(layer, change), folder)


CASES = [
    pytest.param(no_file, "", "there is no such file", "look at the name", id="no-file"),
    pytest.param(empty, "", "the file is empty", "ask for it again", id="empty"),
    pytest.param(letter, "", "no map that can be read", "export it", id="a-letter"),
    pytest.param(table, "", "a table, not a map", "export it", id="a-table"),
    pytest.param(cut_off, "", "damaged or cut off", "ask for it again", id="cut-off"),
    pytest.param(no_features, "", "no features", "ask for the file", id="no-features"),
    pytest.param(points, "", "are Point, not areas", "hand over the polygons", id="points"),
    pytest.param(one_line, "feature 4", "LineString", "draw it as a polygon", id="a-line"),
    pytest.param(no_shape, "feature 3", "has no shape", "delete the feature", id="no-shape"),
    pytest.param(two_layers, "", "2 layers: 'xa', 'thon'", "alone in a file", id="two-layers"),
    pytest.param(two_maps, "", "2 maps: 1.geojson, 2.geojson", "alone in a file", id="two-maps"),
    pytest.param(no_map, "", "the archive holds no map", "export it", id="no-map-in-zip"),
    pytest.param(no_index, "", "its .shx is missing", "all files", id="no-shx"),
    pytest.param(no_table, "", "its .dbf is missing", "all files", id="no-dbf"),
    pytest.param(a_part, "", "one part of a shapefile", "name its .shp", id="the-dbf"),
    pytest.param(
        no_projection, "", "no projection (.prj)", "fit --crs EPSG:9216 (VN-2000", id="no-prj"
    ),
    pytest.param(
        no_projection_in_degrees, "", "no projection (.prj)", "--crs EPSG:4326", id="no-prj-degrees"
    ),
    pytest.param(metres_for_degrees, "", "are metres, not degrees", "EPSG:9216", id="metres"),
    pytest.param(swapped_degrees, "", "axes are swapped", "x = east", id="swapped-degrees"),
    pytest.param(swapped_metres, "", "axes are swapped", "x = east", id="swapped-metres"),
    pytest.param(wrong_zone, "", "108-15 its features lie at 108.9", "EPSG:9216", id="zone"),
    pytest.param(elsewhere, "", "lie at 48.2", "state it with --crs", id="elsewhere"),
    pytest.param(stray_corner, "feature 3", "far from the others", "mend its corners", id="corner"),
    pytest.param(unknown_datum, "", "names no known datum", "fit --crs EPSG:9216", id="datum"),
    pytest.param(mapinfo, "", "its datum is not, as MapInfo", "--crs EPSG:9216", id="mapinfo"),
    pytest.param(one_missing, "MA_XA", "23482 Xã Đắk Kôi is missing", "add its", id="missing"),
    pytest.param(one_twice, "feature 2, 7:MA_XA", "stands 2 times", "dissolve", id="twice"),
    pytest.param(unknown_code, "feature 2:MA_XA", "'23483' is no commune", "23482", id="code"),
    pytest.param(
        mistyped_name, "feature 2:TEN", "'Xã Đắk Kooi' is no commune", "did you mean", id="name"
    ),
    pytest.param(blank_name, "TEN", "23482 Xã Đắk Kôi is missing", "add its", id="blank-name"),
    pytest.param(no_names, "", "no column holds codes or names", "add a column", id="no-names"),
    pytest.param(
        names_and_codes_apart, "feature 1", "two columns name different communes",
        "--name-column MA_XA or --name-column TEN", id="two-columns",
    ),
    pytest.param(
        of_another_edition, "", "holds each commune of edition 2025", "--edition 2025", id="edition"
    ),
    pytest.param(wide_overlap, "feature 1, 3", "overlap by", "draw the border", id="overlap"),
    pytest.param(wide_gap, "", "a gap of 0.3", "give it to the commune", id="gap"),
    pytest.param(drawn_apart, "feature 5", "touches no other commune", "draw the", id="apart"),
    pytest.param(stranger_on_top, "feature 8", "lies on 23482", "delete it", id="stranger"),
    pytest.param(codes_exchanged, "feature 4", "lies only 0%", "exchanged", id="exchanged"),
    pytest.param(too_small, "feature 2", "measures", "--accept 23482 --because", id="too-small"),
]  # fmt: skip


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("spoil", "place", "problem", "remedy"), CASES)
def test_a_single_fault_is_refused_with_its_place_and_a_remedy(
    borders, sent, boundaries, untouched, spoil, place, problem, remedy
):
    path = spoil(borders, sent)
    assert untouched()
    code, told, wrong = boundaries(path)
    assert (code, told) == (1, "")
    lines = [line for line in wrong.splitlines() if problem in line]
    assert lines, wrong
    assert all(line.startswith(str(path)) for line in wrong.splitlines())
    assert any(remedy in line and line.startswith(f"{path}:{place}") for line in lines), wrong
    assert "Traceback" not in wrong
    assert untouched()


def test_all_faults_are_told_at_once(borders, sent, boundaries):
    layer = borders.drop(index=3, columns="TEN").reset_index(drop=True)
    layer = with_cell(layer, 2, "MA_XA", "23483")
    layer = in_metres(layer).set_crs("EPSG:4326", allow_override=True)
    code, _, wrong = boundaries(geojson(layer, sent))
    assert code == 1
    for problem in (
        "23482 Xã Đắk Kôi is missing", "23488 Xã Đắk Ruồng is missing", "'23483' is no", "metres",
    ):  # fmt: skip
        assert problem in wrong


@pytest.mark.parametrize(
    ("options", "edition", "said"),
    [
        pytest.param([], "2007", "'2007' is no edition of data/areas.csv", id="edition"),
        pytest.param(["--crs", "EPSG:99999"], "2008", "is no projection", id="crs-unknown"),
        pytest.param(["--crs", "VN-2000"], "2008", "EPSG:4756 in degrees", id="crs-words"),
    ],
)
def test_a_wrong_call_is_told_as_such(borders, sent, boundaries, untouched, options, edition, said):
    path = geojson(borders, sent)
    assert untouched()
    code, _, wrong = boundaries(path, *options, edition=edition)
    assert code == 2
    assert said in wrong
    assert untouched()


def test_a_column_that_is_not_there_is_told_with_those_that_are(borders, sent, boundaries):
    code, _, wrong = boundaries(geojson(borders, sent), "--name-column", "TENXA")
    assert code == 1
    assert ":TENXA: the file has no such column; did you mean 'TEN'?" in wrong


def test_a_name_that_may_be_two_communes_is_told_with_both(book, borders, sent, boundaries):
    areas = book / "data" / "areas.csv"
    text = areas.read_text(encoding="utf-8")
    areas.write_text(text.replace("2008,Xã Tân Lập", "2008,Xã Đắk Rve"), encoding="utf-8")
    layer = with_cell(borders.drop(columns="MA_XA"), 1, "TEN", "Đắk Rve")
    code, _, wrong = boundaries(geojson(layer, sent))
    assert code == 1
    assert "feature 1:TEN: 'Đắk Rve' may be 23479 Thị trấn Đắk Rve or 23497 Xã Đắk Rve" in wrong


def test_json_that_is_no_map_is_refused(sent, boundaries):
    path = sent / "danh sách.json"
    path.write_text(json.dumps({"xã": ["Đắk Rve"]}), encoding="utf-8")
    code, _, wrong = boundaries(path)
    assert code == 1
    assert wrong.startswith(str(path))


def test_a_folder_without_maps_is_refused(sent, boundaries):
    code, _, wrong = boundaries(sent)
    assert code == 1
    assert "the folder holds no map" in wrong
