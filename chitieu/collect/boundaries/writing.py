"""The shapefile of an edition: made beside its place, and put there with all its files, or not."""

from __future__ import annotations

import errno
from pathlib import Path

import geopandas as gpd
from pyogrio.errors import DataLayerError, DataSourceError

from chitieu.plan.border_files import PARTS, exchange, making, recover, wrong_parts
from chitieu.plan.boundaries import boundary_file
from chitieu.whole import scratch_folder, telling


def write_shapefile(root: Path, edition: str, layer: gpd.GeoDataFrame, date: str) -> bool:
    """Write `area`, `name` and the shapes to `shapefiles/communes_EDITION.shp` and the files of
    the same name, and return whether they differ from those before. Raises Unwritten: none of them
    has changed then; where it is killed, `recover` puts one of the two sets in place.

    `date`: what the .dbf is to bear (2025-07-01), so that the same input gives the same bytes.
    """
    path = boundary_file(root, edition)
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        recover(path)
        return _write(path, layer, date)


def _write(path: Path, layer: gpd.GeoDataFrame, date: str) -> bool:
    # What cannot be cleared away now, the next start clears away: the new files are in place.
    with scratch_folder(path.parent, making(path)) as folder:
        made = folder / path.name
        try:
            layer[["area", "name", layer.geometry.name]].to_file(
                made,
                index=False,
                driver="ESRI Shapefile",
                engine="pyogrio",
                encoding="UTF-8",
                RESIZE="YES",
                DBF_DATE_LAST_UPDATE=date,
            )
        except (DataSourceError, DataLayerError) as error:
            raise OSError(errno.ENOSPC, str(error)) from error
        if wrong_parts(made):  # what GDAL may say nothing of
            raise OSError(errno.ENOSPC, "the disk is full")
        differs = not _same(made, path)
        if differs:
            exchange(made, path)
    return differs


def _same(made: Path, path: Path) -> bool:
    pairs = [(made.with_suffix(s), path.with_suffix(s)) for s in PARTS]
    return all(old.is_file() and old.read_bytes() == new.read_bytes() for new, old in pairs)
