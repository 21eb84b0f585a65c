"""The shapefile of an edition: made beside its place, and put there with all its files, or not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd

from chitieu.plan.border_files import PARTS, exchange, making, recover
from chitieu.plan.boundaries import boundary_file


def write_shapefile(root: Path, edition: str, layer: gpd.GeoDataFrame, date: str) -> bool:
    """Write `area`, `name` and the shapes to `shapefiles/communes_EDITION.shp` and the files of
    the same name, and return whether they differ from those before. Where it raises, nothing has
    changed; where it is killed, `recover` puts one of the two sets in place.

    `date`: what the .dbf is to bear (2025-07-01), so that the same input gives the same bytes.
    """
    path = boundary_file(root, edition)
    path.parent.mkdir(parents=True, exist_ok=True)
    recover(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=making(path)) as folder:
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
            exchange(made, path)
    return differs


def _same(made: Path, path: Path) -> bool:
    pairs = [(made.with_suffix(s), path.with_suffix(s)) for s in PARTS]
    return all(old.is_file() and old.read_bytes() == new.read_bytes() for new, old in pairs)
