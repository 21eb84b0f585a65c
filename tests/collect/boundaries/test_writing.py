"""All files of the shapefile or none, whatever stops the writing."""

from __future__ import annotations

import os
import sys

import geopandas as gpd
import pytest

from chitieu.collect.boundaries.importing import write_shapefile
from chitieu.faults import Faults
from chitieu.plan import borders
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import boundary_file, read_boundaries, recover
from chitieu.whole import Unwritten, only_one

DATE = "2025-06-30"


@pytest.fixture
def layer(root) -> gpd.GeoDataFrame:
    """Other borders than those of 2008, in its form."""
    return gpd.read_file(root / "shapefiles" / "communes_2025.shp")


@pytest.fixture
def shapefiles(book):
    folder = book / "shapefiles"
    return lambda: {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def stop_at(monkeypatch, number: int, error: BaseException) -> None:
    """Let the nth renaming fail."""
    rename, calls = os.replace, []

    def replace(*names):
        calls.append(names)
        if len(calls) == number:
            raise error
        rename(*names)

    monkeypatch.setattr(borders.os, "replace", replace)


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()], ids=repr)
def test_a_stop_at_any_renaming_leaves_the_old_files(
    book, layer, shapefiles, monkeypatch, number, error
):
    before = shapefiles()
    stop_at(monkeypatch, number, error)
    with pytest.raises((Unwritten, KeyboardInterrupt)):
        write_shapefile(book, "2008", layer, DATE)
    assert shapefiles() == before
    assert not [p for p in (book / "shapefiles").iterdir() if p.is_dir()]


def test_the_first_file_of_an_edition_leaves_nothing_where_it_stops(
    book, layer, shapefiles, monkeypatch
):
    before = shapefiles()
    stop_at(monkeypatch, 3, OSError(28, "No space left"))
    with pytest.raises(Unwritten, match=r"communes_2030\.shp: the disk is full; make room"):
        write_shapefile(book, "2030", layer, DATE)
    assert shapefiles() == before


CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")


def killed_at(number: int, step) -> bool:
    """Run `step` in a process that is killed before its nth change to the disk; whether it was."""
    if (child := os.fork()) == 0:
        seen = []

        def count(event, arguments):
            if event in CHANGES or (event == "open" and "w" in str(arguments[1])):
                seen.append(event)
                if len(seen) == number:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            step()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.fixture
def reads(book):
    """Return a function that reads an edition's borders as the workbook does: how large they are
    by code, or why they cannot be read."""
    table = read_areas(book)

    def read(edition="2008"):
        borders = read_boundaries(book, Areas(table, edition))
        return borders.to_crs("EPSG:6933").area.to_dict()

    return read


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a fork of this process")


@needs_fork
def test_a_run_that_is_killed_at_any_step_leaves_one_set_whole(book, root, shapefiles, reads):
    """Whatever it was killed at, whoever reads next finds the old set or the new one, and a second
    run ends as if there had been no first."""
    old, before = reads(), shapefiles()
    other = gpd.read_file(root / "shapefiles" / "communes_2008.shp").assign(name="Xã")
    other = other.set_geometry(other.scale(0.9, 0.9))
    write_shapefile(book, "2008", other, DATE)
    new, after = reads(), shapefiles()
    folder, number = book / "shapefiles", 0
    while True:
        number += 1
        (folder / "communes_2008.qix").touch()  # an old index, which only the old set may have
        for name, data in before.items():
            (folder / name).write_bytes(data)
        if not killed_at(number, lambda: write_shapefile(book, "2008", other, DATE)):
            break
        assert reads() in (old, new), number
        assert shapefiles() in (before | {"communes_2008.qix": b""}, after), number
        write_shapefile(book, "2008", other, DATE)
        assert shapefiles() == after, number
        assert not [p for p in folder.iterdir() if p.is_dir()], number
    assert number > 20, "nothing was killed"


@needs_fork
def test_putting_right_may_be_killed_too(book, layer, shapefiles, reads):
    old, before = reads(), shapefiles()
    for first in range(4, 16):
        killed_at(first, lambda: write_shapefile(book, "2008", layer, DATE))
        for second in (6, 3, 1):
            killed_at(second, lambda: recover(boundary_file(book, "2008")))
        recover(boundary_file(book, "2008"))
        assert (shapefiles(), reads()) == (before, old), first


@needs_fork
def test_the_first_set_of_an_edition_is_there_whole_or_not_at_all(book, layer, shapefiles):
    before = shapefiles()
    for number in range(1, 40):
        killed = killed_at(number, lambda: write_shapefile(book, "2030", layer, DATE))
        recover(boundary_file(book, "2030"))
        made = {name for name in shapefiles() if name not in before}
        assert len(made) in (0, 5), number
        if not killed:
            break
        for name in made:
            (book / "shapefiles" / name).unlink()
    assert number > 10


def test_a_reader_in_between_notices(book, layer, shapefiles, reads, monkeypatch):
    """Files that are exchanged while they are being read are read again."""
    read, calls = borders.wrong_parts, []

    def exchanged_after(path):
        calls.append(path)
        wrong = read(path)
        if len(calls) == 1:
            renamed = layer.assign(area=["23479", "23482", "23485"])
            write_shapefile(book, "2008", renamed, DATE)
        return wrong

    monkeypatch.setattr(borders, "wrong_parts", exchanged_after)
    with pytest.raises(Faults, match="4 of 7 areas of edition 2008 have no polygon, '23488'"):
        reads()
    assert len(calls) == 2


def test_a_reader_waits_for_an_exchange_and_says_so_where_it_lasts(book, reads, shapefiles):
    leaving = book / "shapefiles" / ".communes_2008.leaving"
    leaving.mkdir()
    with only_one(book, "boundaries.lock", "import of borders"):
        with pytest.raises(Faults, match="being exchanged by another process; wait"):
            reads()
        assert leaving.is_dir(), "it took part in another process's exchange"
    assert len(reads()) == 7
    assert not leaving.exists()


def test_an_old_spatial_index_goes_with_the_old_borders(book, layer, shapefiles):
    (book / "shapefiles" / "communes_2008.qix").write_bytes(b"of the old borders")
    write_shapefile(book, "2008", layer, DATE)
    assert "communes_2008.qix" not in shapefiles()
    assert "communes_2025.shp" in shapefiles()


def test_borders_that_are_there_are_left_as_they_are(book, layer):
    assert write_shapefile(book, "2008", layer, DATE)
    was = boundary_file(book, "2008").stat()
    assert not write_shapefile(book, "2008", layer, DATE)
    assert boundary_file(book, "2008").stat().st_mtime_ns == was.st_mtime_ns


def test_the_dbf_bears_the_date_that_it_is_given(book, layer):
    write_shapefile(book, "2008", layer, DATE)
    dbf = boundary_file(book, "2008").with_suffix(".dbf")
    assert tuple(dbf.read_bytes()[1:4]) == (125, 6, 30)


def test_a_second_import_waits_for_its_turn(book, boundaries, shapefiles):
    before = shapefiles()
    with only_one(book, "boundaries.lock", "import of borders"):
        code, out, err = boundaries(book / "shapefiles" / "communes_2025.shp", edition="2025")
    assert (code, out) == (1, "")
    assert "another import of borders is going on" in err
    assert shapefiles() == before


def test_new_borders_have_the_modes_of_those_before_them(book, layer):
    files = sorted((book / "shapefiles").glob("communes_2008.*"))
    for path in files:
        path.chmod(0o664)
    assert write_shapefile(book, "2008", layer, DATE)
    now = {path.name: path.stat().st_mode & 0o777 for path in files if path.is_file()}
    assert set(now.values()) == {0o664}


def test_a_set_that_a_full_disk_cut_short_is_not_put_into_place(
    book, layer, shapefiles, monkeypatch
):
    """GDAL may say nothing of it."""
    before = shapefiles()
    write = gpd.GeoDataFrame.to_file

    def cut(own, made, **options):
        write(own, made, **options)
        made.write_bytes(made.read_bytes()[:200])

    monkeypatch.setattr(gpd.GeoDataFrame, "to_file", cut)
    with pytest.raises(Unwritten, match="the disk is full"):
        write_shapefile(book, "2008", layer, DATE)
    assert shapefiles() == before
