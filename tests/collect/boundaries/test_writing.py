"""All files of the shapefile or none, whatever stops the writing."""

from __future__ import annotations

import os
import subprocess
import sys

import geopandas as gpd
import pytest

from chitieu.collect.boundaries import writing
from chitieu.collect.boundaries.writing import put_back, write_shapefile
from chitieu.plan.boundaries import boundary_file
from chitieu.root import only_one

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

    monkeypatch.setattr(writing.os, "replace", replace)


@pytest.mark.parametrize("number", range(1, 11))
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()], ids=repr)
def test_a_stop_at_any_renaming_leaves_the_old_files(
    book, layer, shapefiles, monkeypatch, number, error
):
    before = shapefiles()
    stop_at(monkeypatch, number, error)
    with pytest.raises(type(error)):
        write_shapefile(book, "2008", layer, DATE)
    assert shapefiles() == before
    assert not [p for p in (book / "shapefiles").iterdir() if p.is_dir()]


def test_the_first_file_of_an_edition_leaves_nothing_where_it_stops(
    book, layer, shapefiles, monkeypatch
):
    before = shapefiles()
    stop_at(monkeypatch, 3, OSError(28, "No space left"))
    with pytest.raises(OSError, match="No space left"):
        write_shapefile(book, "2030", layer, DATE)
    assert shapefiles() == before


@pytest.mark.parametrize("number", [2, 6, 10])
def test_a_run_that_is_killed_is_put_right_by_the_next(book, root, shapefiles, number):
    before = shapefiles()
    code = f"""
import os, geopandas
from pathlib import Path
from chitieu.collect.boundaries import writing
rename, calls = os.replace, []
def replace(*names):
    calls.append(names)
    if len(calls) == {number}:
        os._exit(9)
    rename(*names)
writing.os.replace = replace
layer = geopandas.read_file({str(root / "shapefiles" / "communes_2025.shp")!r})
writing.write_shapefile(Path({str(book)!r}), "2008", layer, {DATE!r})
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 9
    assert not (book / "shapefiles" / "communes_2008.shp").exists(), "a mixture can be read"
    put_back(book / "shapefiles" / "communes_2008.shp")
    assert shapefiles() == before


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
