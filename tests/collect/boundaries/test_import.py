"""Map files as they come, in every format, projection and spelling, give the same communes."""

from __future__ import annotations

import unicodedata
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from chitieu.collect.boundaries.importing import import_boundaries
from chitieu.collect.boundaries.report import picture_file
from chitieu.collect.quality import check

PNG = b"\x89PNG"


def saved(layer, folder, suffix, **options):
    path = folder / f"ranh giới xã{suffix}"
    layer.to_file(path, **options)
    return path


def zipped(layer, folder, inside=""):
    made = folder / "rời"
    made.mkdir()
    layer.to_file(made / "xa.shp", encoding="UTF-8")
    with zipfile.ZipFile(folder / "ranh giới.zip", "w") as archive:
        for part in sorted(made.iterdir()):
            archive.write(part, f"{inside}{part.name}")
    return folder / "ranh giới.zip"


FILES = {
    "geojson": lambda layer, to: saved(layer, to, ".geojson", driver="GeoJSON"),
    "geopackage": lambda layer, to: saved(layer, to, ".gpkg", driver="GPKG"),
    "kml": lambda layer, to: saved(
        layer.rename(columns={"TEN": "Name"}), to, ".kml", driver="LIBKML"
    ),
    "mapinfo": lambda layer, to: saved(layer, to, ".tab", driver="MapInfo File"),
    "flatgeobuf": lambda layer, to: saved(layer, to, ".fgb", driver="FlatGeobuf"),
    "shapefile": lambda layer, to: saved(layer, to, ".shp", encoding="UTF-8"),
    "zip": zipped,
    "zip-folder": lambda layer, to: zipped(layer, to, "bản đồ/"),
    "vn2000-utm": lambda layer, to: saved(
        layer.to_crs("EPSG:3406"), to, ".gpkg", driver="GPKG"
    ),
    "vn2000-tm3": lambda layer, to: saved(layer.to_crs("EPSG:9216"), to, ".shp", encoding="UTF-8"),
    "vn2000-degrees": lambda layer, to: saved(
        layer.to_crs("EPSG:4756"), to, ".gpkg", driver="GPKG"
    ),
    "codes-as-numbers": lambda layer, to: saved(
        layer.assign(MA_XA=layer["MA_XA"].astype(float)), to, ".gpkg", driver="GPKG"
    ),
    "names-alone": lambda layer, to: saved(
        layer.drop(columns="MA_XA"), to, ".geojson", driver="GeoJSON"
    ),
    "decomposed": lambda layer, to: saved(
        layer[["TEN", "geometry"]].map(
            lambda cell: unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell
        ), to, ".gpkg", driver="GPKG",
    ),
    "shuffled": lambda layer, to: saved(
        layer.sample(frac=1, random_state=1), to, ".geojson", driver="GeoJSON"
    ),
}  # fmt: skip


@pytest.mark.sampled(6)
@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in FILES.items()])
def test_the_communes_are_the_same_whatever_the_file(
    borders, book, sent, boundaries, taken, alike, make
):
    before = taken()
    code, told, wrong = boundaries(make(borders, sent))
    assert (code, wrong) == (0, "")
    assert "7 of 7 communes of edition 2008" in told
    assert taken()["name"].tolist() == before["name"].tolist()
    assert alike(taken(), before) > 0.998
    assert picture_file(book, "2008").read_bytes().startswith(PNG)
    assert sorted(p.suffix for p in (book / "shapefiles").glob("communes_2008.*")) == [
        ".cpg", ".dbf", ".prj", ".shp", ".shx",
    ]  # fmt: skip


def test_the_same_file_gives_the_same_bytes_and_the_workbook_stands(
    root, borders, book, boundaries, sent
):
    path = FILES["geojson"](borders, sent)
    made = []
    for said in ("written: shapefiles/", "as before: shapefiles/"):
        code, told, _ = boundaries(path)
        assert code == 0
        assert said in told
        both = [*(book / "shapefiles").iterdir(), picture_file(book, "2008")]
        made.append([p.read_bytes() for p in sorted(both)])
    assert made[0] == made[1]
    for folder in ("params", "data"):
        for part in (root / folder).rglob("*"):
            if part.suffix in (".csv", ".yaml"):
                target = book / part.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(part.read_bytes())
    errors, _ = check(book, [2022])
    assert errors == []


def test_what_was_written_is_a_cover_in_degrees_with_composed_names(
    borders, sent, boundaries, book
):
    boundaries(FILES["vn2000-tm3"](borders, sent))
    layer = gpd.read_file(book / "shapefiles" / "communes_2008.shp")
    assert list(layer.columns) == ["area", "name", "geometry"]
    assert layer.crs.to_epsg() == 4326
    assert layer.is_valid.all()
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    assert all(unicodedata.is_normalized("NFC", name) for name in layer["name"])
    assert (book / "shapefiles" / "communes_2008.cpg").read_text("ascii").strip() == "UTF-8"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("cpg", [None, "1258", "UTF-8"])
def test_windows_1258_is_read_whatever_the_cpg_says(
    borders, sent, boundaries, taken, alike, as_bytes, cpg
):
    before = taken()
    layer = borders[["geometry"]].assign(**{as_bytes("TÊN"): borders["TEN"].map(as_bytes)})
    path = saved(layer.to_crs("EPSG:9216"), sent, ".shp", encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    code, told, wrong = boundaries(path)
    assert (code, wrong) == (0, "")
    assert "the names in 'TÊN', letters read as Windows-1258" in told
    assert alike(taken(), before) > 0.998


def test_utf8_without_a_cpg_is_read(borders, sent, boundaries):
    path = FILES["shapefile"](borders.drop(columns="MA_XA"), sent)
    path.with_suffix(".cpg").unlink()
    code, told, _ = boundaries(path)
    assert code == 0
    assert "letters" not in told


def test_names_that_another_program_garbled_are_read(borders, sent, boundaries, as_bytes):
    layer = borders[["geometry"]].assign(TEN=borders["TEN"].map(as_bytes))
    code, told, _ = boundaries(FILES["geojson"](layer, sent))
    assert code == 0
    assert "letters read as Windows-1258 taken for Western letters" in told


def test_stated_projection_stands_over_a_missing_or_a_wrong_one(
    borders, sent, boundaries, taken, alike
):
    before = taken()
    path = FILES["vn2000-tm3"](borders, sent)
    path.with_suffix(".prj").unlink()
    assert boundaries(path, "--crs", "EPSG:9216")[0] == 0
    wrong = borders.to_crs("EPSG:9216").set_crs("EPSG:4326", allow_override=True)
    code, told, _ = boundaries(FILES["geojson"](wrong, sent), "--crs", "epsg:9216")
    assert code == 0
    assert "VN-2000 / TM-3 107-30, as --crs says; the file says WGS 84" in told
    assert alike(taken(), before) > 0.998


def test_a_map_of_more_than_the_district_gives_the_district(
    borders, sent, boundaries, taken, alike
):
    before = taken()
    beside = borders.set_geometry(borders.translate(0.6, 0), crs=borders.crs)
    beside = beside.assign(MA_XA=[f"9{n:04d}" for n in range(7)], HUYEN="Huyện khác")
    layer = pd.concat([beside, borders.assign(HUYEN="Huyện Kon Rẫy")], ignore_index=True)
    code, told, wrong = boundaries(FILES["geojson"](layer.drop(columns="MA_XA"), sent))
    assert (code, wrong) == (0, "")
    assert "left aside as no commune of it: feature 1 Thị trấn Đắk Rve" in told
    assert "and 2 more" in told
    assert alike(taken(), before) > 0.998


def test_the_column_that_is_named_is_taken(borders, sent, boundaries):
    codes = borders["MA_XA"].tolist()
    codes[0], codes[4] = codes[4], codes[0]
    path = FILES["geojson"](borders.assign(MA_XA=codes), sent)
    code, told, _ = boundaries(path, "--name-column", "ten")
    assert code == 0
    assert "by the names in 'TEN'" in told


def test_an_edition_without_borders_is_checked_against_another(
    borders, book, sent, boundaries, taken, alike
):
    before = taken()
    for part in (book / "shapefiles").glob("communes_2008.*"):
        part.unlink()
    far = borders.set_geometry(borders.translate(-2, 3), crs=borders.crs)
    code, _, wrong = boundaries(FILES["geojson"](far, sent))
    assert code == 1
    assert "not where shapefiles/communes_2025.shp has the place" in wrong
    assert boundaries(FILES["geojson"](borders, sent))[0] == 0
    assert alike(taken(), before) > 0.998


def test_a_first_workbook_has_viet_nam_to_be_checked_against(borders, book, sent, boundaries):
    for part in (book / "shapefiles").iterdir():
        part.unlink()
    far = borders.set_geometry(borders.translate(-60, 0), crs=borders.crs)
    code, _, wrong = boundaries(FILES["geojson"](far, sent))
    assert code == 1
    assert "not in Viet Nam" in wrong
    assert boundaries(FILES["geojson"](borders, sent))[0] == 0


@pytest.mark.parametrize(
    ("read_as", "said"),
    [
        pytest.param("EPSG:4756", "as VN-2000 taken for WGS 84 do", id="vn2000-as-wgs84"),
        pytest.param("EPSG:4326", "", id="as-it-should-be"),
    ],
)
def test_a_datum_that_was_taken_for_another_is_warned_of(borders, sent, boundaries, read_as, said):
    layer = borders.to_crs(read_as).set_crs("EPSG:4326", allow_override=True)
    code, _, wrong = boundaries(FILES["geojson"](layer, sent))
    assert code == 0
    assert (said in wrong) if said else not wrong


def test_what_was_done_is_returned_for_a_notebook(borders, book, sent):
    taken = import_boundaries(book, FILES["geojson"](borders, sent), "2008")
    assert taken.written == "shapefiles/communes_2008.shp"
    assert taken.picture == "outputs/boundaries/communes_2008.png"
    assert taken.layer["area"].tolist() == sorted(borders["MA_XA"])
