"""What a call may name: a file, a folder, an archive, a star; and what is refused with a remedy."""

from __future__ import annotations

import os
import shutil
import zipfile
from contextlib import contextmanager

import pytest

from chitieu.collect.boundaries import source
from chitieu.collect.boundaries.gate import Refused
from chitieu.collect.boundaries.source import unpacked


@pytest.fixture(scope="module")
def kinds(borders, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    drivers = {"shp": "ESRI Shapefile", "gpkg": "GPKG", "tab": "MapInfo File", "gdb": "OpenFileGDB",
               "mif": "MapInfo File", "geojson": "GeoJSON"}  # fmt: skip
    for suffix, driver in drivers.items():
        (folder / suffix).mkdir()
        borders.to_file(folder / suffix / f"xã.{suffix}", driver=driver)
    return folder


def pack(path, *folders, inside="", names=lambda name: name):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for part in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive.write(part, names(inside + part.relative_to(folder).as_posix()))
    return path


def capitals(to, kinds):
    for part in (kinds / "shp").iterdir():
        shutil.copy(part, to / part.name.upper())
    return to / "XÃ.SHP"


def in_folder(to, kinds):
    shutil.copytree(kinds / "shp", to / "bản đồ" / "xã")
    (to / "bản đồ" / "đọc.docx").write_text("x")
    return to / "bản đồ"


def zip_in_folder(to, kinds):
    (to / "a").mkdir()
    pack(to / "a" / "x.zip", kinds / "shp")
    return to / "a"


def zip_in_zip(to, kinds):
    (to / "a").mkdir()
    pack(to / "a" / "x.zip", kinds / "shp")
    return pack(to / "y.zip", to / "a")


def macintosh(to, kinds):
    path = pack(to / "a.zip", kinds / "gpkg")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._xã.gpkg", b"\0")
        archive.writestr("._xã.gpkg", b"\0")
    return path


FOUND = {
    "shapefile": (lambda to, kinds: kinds / "shp" / "xã.shp", "map.shp"),
    "in-capitals": (capitals, "map.shp"),
    "mapinfo": (lambda to, kinds: kinds / "tab" / "xã.tab", "map.tab"),
    "mif": (lambda to, kinds: kinds / "mif" / "xã.mif", "map.mif"),
    "geodatabase": (lambda to, kinds: kinds / "gdb" / "xã.gdb", "map.gdb"),
    "geodatabase-zipped": (lambda to, kinds: pack(to / "a.zip", kinds / "gdb"), "map.gdb"),
    "geodatabase-in-a-folder": (lambda to, kinds: kinds / "gdb", "map.gdb"),
    "zip": (lambda to, kinds: pack(to / "a.zip", kinds / "shp"), "map.shp"),
    "zip-with-folders": (lambda to, kinds: pack(to / "a.zip", kinds / "shp", inside="b/c/"),
                         "map.shp"),
    "zip-with-backslashes": (lambda to, kinds: pack(
        to / "a.zip", kinds / "shp", inside="b/", names=lambda n: n.replace("/", "\\")), "map.shp"),
    "zip-called-otherwise": (lambda to, kinds: pack(to / "a.dat", kinds / "gpkg"), "map.gpkg"),
    "zip-by-a-macintosh": (macintosh, "map.gpkg"),
    "zip-that-climbs": (lambda to, kinds: pack(to / "a.zip", kinds / "shp", inside="../../"),
                        "map.shp"),
    "folder": (in_folder, "map.shp"),
    "zip-in-a-folder": (zip_in_folder, "map.shp"),
    "zip-in-a-zip": (zip_in_zip, "map.shp"),
    "star": (lambda to, kinds: kinds / "gpkg" / "*.gpkg", "map.gpkg"),
    "star-over-parts": (lambda to, kinds: kinds / "shp" / "x*", "map.shp"),
    "geojson-called-txt": (lambda to, kinds: shutil.copy(
        kinds / "geojson" / "xã.geojson", to / "a.txt"), "map.txt"),
}  # fmt: skip


@pytest.mark.sampled(6)
@pytest.mark.parametrize("case", FOUND)
def test_the_one_map_is_found(sent, kinds, boundaries, case):
    make, name = FOUND[case]
    path = type(sent)(make(sent, kinds))
    with unpacked(path) as alone:
        assert alone.name == name
        assert {p.stem for p in alone.parent.iterdir()} <= {"map", "inside"}
        folder = alone.parent
    assert not folder.exists()
    code, told, wrong = boundaries(path)
    assert (code, wrong) == (0, "")
    assert "7 of 7 communes" in told


def locked(to, kinds):
    path = pack(to / "a.zip", kinds / "gpkg")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # encrypted, says the file and the list of files
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def packed_strangely(to, kinds):
    path = pack(to / "a.zip", kinds / "gpkg")
    data = bytearray(path.read_bytes())
    data[8] = data[data.rindex(b"PK\x01\x02") + 10] = 9  # Deflate64
    path.write_bytes(data)
    return path


def bomb(to, kinds):
    path = to / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.geojson", "w", force_zip64=True) as file,
    ):
        for _ in range((source.MOST_BYTES >> 20) + 1):
            file.write(bytes(1 << 20))
    return path


def lying(to, kinds):
    """An archive that says that its file is smaller than it is."""
    path = to / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 100_000)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (50).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def huge(to, kinds):
    path = to / "a.geojson"
    with path.open("wb") as file:
        file.truncate(source.MOST_BYTES + 1)
    return path


def without(suffix, kind="shp"):
    def make(to, kinds):
        shutil.copytree(kinds / kind, to / "a")
        (to / "a" / f"xã{suffix}").unlink()
        return to / "a" / f"xã.{kind}"

    return make


def without_in_zip(to, kinds):
    return pack(to / "a.zip", without(".dbf")(to, kinds).parent)


def pipe(to, kinds):
    os.mkfifo(to / "a.geojson")
    return to / "a.geojson"


def two_archives(to, kinds):
    (to / "a").mkdir()
    for name in ("1.zip", "2.zip"):
        pack(to / "a" / name, kinds / "shp")
    return to / "a"


def both(to, kinds):
    shutil.copy(kinds / "gpkg" / "xã.gpkg", to / "1.gpkg")
    shutil.copy(kinds / "gpkg" / "xã.gpkg", to / "2.gpkg")
    return to


REFUSED = {
    "nothing": (lambda to, kinds: to / "không có.shp", "no such file", "look at the name"),
    "star-of-nothing": (lambda to, kinds: to / "*.shp", "no such file", "look at the name"),
    "star-of-two": (lambda to, kinds: both(to, kinds) / "*.gpkg",
                    "2 maps have such a name: 1.gpkg, 2.gpkg", "name one of them"),
    "folder-of-two": (both, "the folder holds 2 maps: 1.gpkg, 2.gpkg", "name the one"),
    "folder-of-none": (lambda to, kinds: to, "the folder holds no map", "export it"),
    "two-archives": (two_archives, "holds 2 archives: 1.zip, 2.zip", "name the one"),
    "zip-of-two": (lambda to, kinds: pack(to / "a.zip", kinds / "shp", kinds / "gpkg"),
                   "the archive holds 2 maps: xã.gpkg, xã.shp", "alone in a file"),
    "no-shx": (without(".shx"), "its .shx is missing", "all files of the shapefile"),
    "the-shp-alone": (lambda to, kinds: shutil.copy(kinds / "shp" / "xã.shp", to / "a.shp"),
                      "its .shx and .dbf are missing", "all files of the shapefile"),
    "no-dbf-in-zip": (without_in_zip, "its .dbf is missing", "all files of the shapefile"),
    "no-mid": (without(".mid", "mif"), "its .mid is missing", "all of its files together"),
    "the-dbf": (lambda to, kinds: kinds / "shp" / "xã.dbf", "one part of a shapefile", "its .shp"),
    "the-dat": (lambda to, kinds: kinds / "tab" / "xã.dat", "one part of a .tab", "its .tab"),
    "a-pipe": (pipe, "it is not a file", "look at the name"),
    "locked": (locked, "locked with a password", "hand it over unlocked"),
    "packed-strangely": (packed_strangely, "packed in a way", "unpack it"),
    "bomb": (bomb, f"at most {source.MOST_BYTES >> 20} MB", "simplify"),
    "lying": (lying, "damaged", "ask for it again"),
    "huge": (huge, f"at most {source.MOST_BYTES >> 20} MB", "simplify"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_one_map_is_refused_with_its_remedy(sent, kinds, case):
    make, problem, remedy = REFUSED[case]
    path = type(sent)(make(sent, kinds))
    with pytest.raises(Refused) as refused, unpacked(path):
        pass
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


@contextmanager
def at_most(monkeypatch, size):
    with monkeypatch.context() as patch:
        patch.setattr(source, "MOST_BYTES", size)
        yield


def test_a_map_of_the_most_bytes_is_read(kinds, monkeypatch):
    path = kinds / "gpkg" / "xã.gpkg"
    size = path.stat().st_size
    with at_most(monkeypatch, size), unpacked(path) as alone:
        assert alone.stat().st_size == size
    with at_most(monkeypatch, size - 1), pytest.raises(Refused, match="MB"), unpacked(path):
        pass


def test_a_folder_of_too_many_files_is_refused(kinds, monkeypatch):
    monkeypatch.setattr(source, "MOST_ENTRIES", 4)  # there are five
    with pytest.raises(Refused, match="more than 4 files"), unpacked(kinds / "shp"):
        pass
    monkeypatch.setattr(source, "MOST_ENTRIES", 5)
    with unpacked(kinds / "shp") as alone:
        assert alone.name == "map.shp"
