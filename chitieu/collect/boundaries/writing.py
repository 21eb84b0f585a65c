"""The shapefile of an edition, written beside and put into place with all its files, or not."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import geopandas as gpd

from chitieu.plan.boundaries import boundary_file

ORDER = (".shx", ".dbf", ".prj", ".cpg", ".shp")  # the one that is looked for comes last


def write_shapefile(root: Path, edition: str, layer: gpd.GeoDataFrame, date: str) -> bool:
    """Write `area`, `name` and the shapes to `shapefiles/communes_EDITION.shp` and the files of
    the same name, and return whether they differ from those before. Where it raises, nothing has
    changed.

    `date`: what the .dbf is to bear (2025-07-01), so that the same input gives the same bytes.
    """
    path = boundary_file(root, edition)
    path.parent.mkdir(parents=True, exist_ok=True)
    put_back(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}.") as folder:
        made = Path(folder) / path.name
        layer[["area", "name", layer.geometry.name]].to_file(
            made,
            index=False,
            driver="ESRI Shapefile",
            engine="pyogrio",
            encoding="UTF-8",
            RESIZE="YES",
            DBF_DATE_LAST_UPDATE=date,
        )
        differs = not _same(made, path)
        if differs:
            _exchange(made, path)
    return differs


def put_back(path: Path) -> None:
    """Put the files back that a run which was killed had taken away."""
    shutil.rmtree(_done(path), ignore_errors=True)
    kept = _kept(path)
    if kept.is_dir():
        for part in sorted(kept.iterdir(), key=lambda p: p.suffix == ".shp"):
            os.replace(part, path.parent / part.name)
        kept.rmdir()


def _exchange(made: Path, path: Path) -> None:
    """Move the old files away, the .shp first, so that no reader sees a mixture of both."""
    kept, placed = _kept(path), []
    try:
        kept.mkdir()
        # All of its name, and so an old spatial index too, which would be wrong for the new ones.
        for part in sorted(_parts(path), key=lambda p: p.suffix != ".shp"):
            os.replace(part, kept / part.name)
        for suffix in ORDER:
            os.replace(made.with_suffix(suffix), path.with_suffix(suffix))
            placed.append(path.with_suffix(suffix))
    except BaseException:
        for part in placed:
            part.unlink()
        put_back(path)
        raise
    os.replace(kept, _done(path))  # from here on nothing is put back
    shutil.rmtree(_done(path))


def _kept(path: Path) -> Path:
    return path.parent / f".{path.stem}.before"


def _done(path: Path) -> Path:
    return path.parent / f".{path.stem}.replaced"


def _parts(path: Path) -> list[Path]:
    return [p for p in path.parent.iterdir() if p.is_file() and p.name.split(".")[0] == path.stem]


def _same(made: Path, path: Path) -> bool:
    pairs = [(made.with_suffix(s), path.with_suffix(s)) for s in ORDER]
    return all(old.is_file() and old.read_bytes() == new.read_bytes() for new, old in pairs)
