"""Spoilt maps end in messages: bytes flipped, cut and lengthened, numbers that are none, shapes
within shapes, letters of any kind. Each spoilt map is named by its number, which makes it again."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from chitieu.collect.boundaries import gate, importing, source
from chitieu.collect.quality import held_borders
from chitieu.faults import CallError, Faults
from chitieu.plan.areas import read_areas
from chitieu.plan.borders import boundary_file

SEED = 12
SAMPLE, MANY = 110, 2000
BY_HAND, MANY_BY_HAND = 60, 1000
FORMATS = {
    ".geojson": "GeoJSON", ".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".kml": "LIBKML",
    ".gml": "GML", ".fgb": "FlatGeobuf", ".tab": "MapInfo File", ".mif": "MapInfo File",
    ".gdb": "OpenFileGDB", ".geojsonl": "GeoJSONSeq",
}  # fmt: skip
NUMBERS = (1e308, -1e308, 1e-308, 1e9, float("nan"), float("inf"), -0.0, 181.0, 720.0, 2**63)
TEXTS = (
    "x" * 10_000, "Xã\0Đắk", "\u202e", "Ð" * 50, "$x$", "<b>", "'", "\ud7ff", "🏔", "Xã Đắk Kôi",
    "", " ", "23482", "=1+1", "Sè liÖu", "a\nb", "%s", "{0}", "../../x", "\x7f",
)  # fmt: skip


@pytest.fixture(scope="module")
def maps(borders, tmp_path_factory):
    """A sound map of each kind, in a folder of its own."""
    made = {}
    for suffix, driver in FORMATS.items():
        folder = tmp_path_factory.mktemp("map")
        layer = borders.rename(columns={"TEN": "Name"}) if suffix == ".kml" else borders
        layer.to_file(folder / f"a{suffix}", driver=driver)
        made[suffix] = folder / f"a{suffix}"
    return made


@pytest.fixture(autouse=True)
def unpainted(monkeypatch):
    monkeypatch.setattr(importing, "draw", lambda *_: b"")


def spoil_bytes(chance: random.Random, data: bytes) -> bytes:
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at, size = chance.randrange(len(data) or 1), chance.choice((1, 1, 2, 4, 8, 64))
        match chance.randrange(7):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at:]
            case 2:
                del data[at : at + size]
            case 3:
                data[at:at] = chance.randbytes(size)
            case 4:
                data[at : at + size] = b"\xff" * size
            case 5:
                data[at : at + size] = b"\0" * size
            case 6:
                there = chance.randrange(len(data) or 1)
                data[at : at + size] = data[there : there + size]
    return bytes(data)


def spoil_json(chance: random.Random, data: bytes) -> bytes:
    """GeoJSON that is JSON still: its shapes, names and members spoilt."""
    whole = json.loads(data)
    for _ in range(chance.choice((1, 1, 3))):
        feature = chance.choice(whole["features"])
        if not (feature.get("geometry") or {}).get("coordinates"):
            continue
        shape = feature["geometry"]
        ring = shape["coordinates"][0]
        match chance.randrange(12):
            case 0:
                chance.choice(ring)[chance.randrange(2)] = chance.choice(NUMBERS)
            case 1:
                feature["geometry"] = chance.choice((None, {}, [], "x", {"type": "Polygon"}))
            case 2:
                for _ in range(chance.choice((1, 5, 40))):
                    shape = {"type": "GeometryCollection", "geometries": [shape]}
                feature["geometry"] = shape
            case 3:
                feature["properties"]["TEN"] = chance.choice(TEXTS)
            case 4:
                feature["properties"]["MA_XA"] = chance.choice((*TEXTS, 0, 1.5, None, [1], {}))
            case 5:
                shape["type"] = chance.choice(("Point", "MultiPolygon", "LineString", "Circle"))
            case 6:
                chance.shuffle(ring)
            case 7:
                del ring[chance.randrange(len(ring)) :]
            case 8:
                whole["features"].append(chance.choice(whole["features"]))
            case 9:
                whole["crs"] = chance.choice(
                    (
                        None,
                        [],
                        {"type": "name"},
                        {"type": "link"},
                        "x",
                        {
                            "type": "name",
                            "properties": {"name": chance.choice(("EPSG:1", "x", 4326))},
                        },
                    )
                )
            case 10:
                shape["coordinates"] = [[[x, y, chance.choice(NUMBERS)] for x, y, *_ in ring]]
            case 11:
                feature["properties"] = chance.choice((None, [], {}, {"": ""}, {"TEN": TEXTS[0]}))
    return json.dumps(whole).encode(chance.choice(("utf-8", "utf-8-sig", "latin-1", "utf-16")))


def spoilt(number: int, maps: dict, folder):
    """The spoilt map of that number, in an empty folder."""
    chance = random.Random(f"{SEED} {number}")
    suffix = chance.choice(tuple(FORMATS))
    sound = maps[suffix]
    if sound.is_dir():
        path = shutil.copytree(sound, folder / sound.name)
        parts = sorted(p for p in path.iterdir() if p.suffix in (".gdbtable", ".gdbtablx"))
    else:
        parts = [Path(shutil.copy(p, folder)) for p in sorted(sound.parent.glob("a.*"))]
        path = folder / sound.name
    as_json = suffix == ".geojson" and chance.random() < 0.8
    part = chance.choice(parts)
    part.write_bytes((spoil_json if as_json else spoil_bytes)(chance, part.read_bytes()))
    if chance.random() < 0.15 and path.is_file():
        archive = folder / "a.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for one in parts:
                packed.write(one, one.name)
        if chance.random() < 0.5:
            archive.write_bytes(spoil_bytes(chance, archive.read_bytes()))
        path = archive
    return path


def end_in_messages(number: int, maps: dict, book, folder) -> bool:
    """Take a spoilt map in; return whether it was taken in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = spoilt(number, maps, folder)
    try:
        importing.import_boundaries(book, path, "2008")
    except (Faults, CallError) as told:
        text = str(told)
        assert text, number
        assert "Traceback" not in text, number
        assert all(len(line) < 2500 for line in text.splitlines()), number
        return False
    except BaseException as error:
        raise AssertionError(f"map {number} ({path.name}): {error!r}") from error
    errors, _ = held_borders(book, read_areas(book), "2008")
    assert errors == [], number  # what is taken in is right
    return True


def run(numbers, maps, book, folder):
    sound = {p: p.read_bytes() for p in (book / "shapefiles").iterdir()}
    taken = []
    for number in numbers:
        if end_in_messages(number, maps, book, folder):
            taken.append(number)
            for part, data in sound.items():  # so that each number is a case of its own
                part.write_bytes(data)
    assert 0 < len(taken) < len(numbers)


def test_spoilt_maps_end_in_messages(maps, book, sent):
    run(range(SAMPLE), maps, book, sent / "a")


@pytest.mark.slow
def test_thousands_of_spoilt_maps_end_in_messages(maps, book, sent, monkeypatch):
    """Each read in a process of its own, as the command does."""
    monkeypatch.setattr(source, "read_apart", gate.read_apart)
    run(range(SAMPLE, SAMPLE + MANY), maps, book, sent / "a")


def hold_spoilt(numbers, book):
    shp = boundary_file(book, "2008")
    table, sound = read_areas(book), {p: p.read_bytes() for p in shp.parent.glob("communes_2008.*")}
    told = 0
    for number in numbers:
        chance = random.Random(f"{SEED} {number}")
        for part, data in sound.items():
            part.write_bytes(data)
        part = chance.choice(sorted(sound))
        part.write_bytes(spoil_bytes(chance, sound[part]))
        try:
            errors, warnings = held_borders(book, table, "2008")
        except BaseException as error:
            raise AssertionError(f"files {number} ({part.name}): {error!r}") from error
        told += bool(errors)
        assert all("; " in str(fault) for fault in (*errors, *warnings)), number
    assert told > len(numbers) / 3


def test_spoilt_files_in_shapefiles_end_in_messages(book):
    hold_spoilt(range(BY_HAND), book)


@pytest.mark.slow
def test_a_thousand_spoilt_files_in_shapefiles_end_in_messages(book):
    hold_spoilt(range(BY_HAND, BY_HAND + MANY_BY_HAND), book)


@pytest.mark.parametrize("depth", [2, 31, 90, 5000])
def test_collections_within_collections(borders, sent, boundaries, depth):
    """However deep, it is read or told."""
    whole = json.loads(borders.to_json())
    shape = json.dumps(whole["features"][0]["geometry"])
    nested = '{"type":"GeometryCollection","geometries":[' * depth + shape + "]}" * depth
    whole["features"][0]["geometry"] = "HERE"
    path = sent / "a.geojson"
    path.write_text(json.dumps(whole).replace('"HERE"', nested), "utf-8")
    code, _, wrong = boundaries(path)
    assert code in (0, 1)
    assert "Traceback" not in wrong
    assert code == 0 or wrong.startswith(str(path))


def test_a_name_of_ten_thousand_letters_is_cut_in_the_message(borders, sent, boundaries):
    layer = borders.drop(columns="MA_XA")
    layer.loc[1, "TEN"] = "Đ" * 10_000
    layer.to_file(sent / "a.geojson", driver="GeoJSON")
    code, _, wrong = boundaries(sent / "a.geojson")
    assert code == 1
    assert "23482 Xã Đắk Kôi is missing" in wrong
    assert max(map(len, wrong.splitlines())) < 2000


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_corner_that_is_no_number_is_told_with_its_feature(borders, sent, boundaries, value):
    text = borders.to_json()
    corner = json.loads(text)["features"][2]["geometry"]["coordinates"][0][3][0]
    assert text.count(repr(corner)) >= 1
    at = text.index(repr(corner), text.index('"23485"'))
    path = sent / "a.geojson"
    path.write_text(text[:at] + value + text[at + len(repr(corner)) :], "utf-8")
    code, _, wrong = boundaries(path)
    assert code == 1
    assert "damaged" in wrong or ":feature 3: it has a corner that lies nowhere" in wrong, wrong
    assert "Traceback" not in wrong


def test_a_polygon_without_corners_is_told_with_its_feature(borders, sent, boundaries):
    whole = json.loads(borders.to_json())
    whole["features"][2]["geometry"]["coordinates"] = []
    path = sent / "a.geojson"
    path.write_text(json.dumps(whole), "utf-8")
    code, _, wrong = boundaries(path)
    assert (code, wrong.splitlines()) == (
        1, [f"{path}:feature 3: it has no shape; draw it, or delete the feature"]
    )  # fmt: skip
