"""The import of a map: found, placed, held against the rules, mended, written, told.

The shapefile of an edition is made beside its place, and put there with all its files, or not.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from chitieu.collect.boundaries import agreement, cover, required
from chitieu.collect.boundaries.earth import in_metres, km2, unwrapped
from chitieu.collect.boundaries.finding import Found, find_communes
from chitieu.collect.boundaries.projection import (
    Expected,
    borders_there,
    expected_place,
    stated_crs,
    stray_corners,
    to_degrees,
)
from chitieu.collect.boundaries.report import Import, draw, picture_file
from chitieu.collect.boundaries.source import Source
from chitieu.faults import CallError, Fault, Faults
from chitieu.files import relative
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import (
    LOCK,
    PARTS,
    TAKING_IN,
    boundary_file,
    exchange,
    making,
    recover,
    wrong_parts,
)
from chitieu.whole import only_one, scratch_folder, telling, write_whole

NO_DATE = "2000-01-01"


def import_boundaries(
    root: Path, path: Path, edition: str, name_column: str = "", crs: str = "",
    accept: Sequence[str] = (), because: str = "",
) -> Import:  # fmt: skip
    """Take a map file's communes into the workbook as the borders of an edition.

    `accept`: codes of communes that are drawn otherwise than `data/areas.csv` states, `because`
    of a reason; both are recorded there. Raises CallError for an unknown edition, projection or
    commune, and Faults with all that is wrong with the file; then nothing has changed. Raises Busy
    while another call takes in borders: of two that exchange the same files, one would put back
    what the other has taken away.
    """
    with only_one(root, LOCK, TAKING_IN):
        return _import(root, path, edition, name_column, crs, (accept, because))


def _import(
    root: Path, path: Path, edition: str, name_column: str, crs: str,
    accept: tuple[Sequence[str], str],
) -> Import:  # fmt: skip
    stated = stated_crs(crs)
    areas, editions = _areas(root, edition)
    accepted = agreement.named(*accept, areas)
    recover(boundary_file(root, edition))
    before = borders_there(root, areas)
    expected = expected_place(root, areas, editions, before)

    source = Source(path)
    found, placed = _found_and_placed(source, areas, editions, name_column, stated, expected)
    valid, repaired = cover.repair(placed)
    communes = cover.numbered(valid, found.features, areas.names())
    metric = in_metres(communes)
    others = valid.geometry.drop(communes.index).to_crs(metric.crs)
    faults = required.shape_faults(source, communes)
    faults = faults or required.cover_faults(source, metric, others, areas)
    if not faults:
        mended, hectares = cover.mend(metric)
        thinned, tolerance = cover.thin(mended)
    measured = communes if faults else thinned
    drawn = accepted.within(km2(measured), areas)
    areas = agreement.recorded(areas, drawn, accepted.reason)
    faults += required.area_faults(source, measured, areas, editions, agreement.OPTION)
    faults += agreement.moved_faults(source, communes, before) if before is not None else []
    if faults:
        raise Faults(faults)

    corners = (cover.corners(metric), cover.corners(thinned))
    picture, table = picture_file(root, edition), root / "data" / "areas.csv"
    drawing = draw(areas, thinned, before)
    with put_back(picture, table):
        # First what a rerun makes the same again, and the borders themselves last.
        if before is None or not _alike(thinned, before) or not picture.is_file():
            write_whole(picture, drawing)
        if not drawn.empty:
            record = agreement.rewritten(table, edition, drawn, accepted.reason)
            if record != table.read_bytes():
                write_whole(table, record)
        changed = write_shapefile(root, edition, thinned, _date(areas))
    return Import(
        source=source, areas=areas, found=found, projection=_projection(source, stated),
        repaired=sorted({*source.repaired, *repaired}), mended=hectares, tolerance=tolerance,
        corners=corners, layer=thinned, before=before, changed=changed,
        written=relative(boundary_file(root, edition), root), picture=relative(picture, root),
        warnings=agreement.datum_warnings(source, thinned, before) if before is not None else [],
    )  # fmt: skip


@contextmanager
def put_back(*paths: Path):
    """Put files back as they were where what follows fails."""
    were = {path: path.read_bytes() if path.is_file() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, data in were.items():
            if data is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != data:
                write_whole(path, data)
        raise


def _alike(layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> bool:
    one, other = (part.set_index("area").sort_index() for part in (layer, before))
    return one.index.equals(other.index) and bool(
        one["name"].equals(other["name"])
        and one.geometry.geom_equals(other.geometry, align=False).all()
    )


def _areas(root: Path, edition: str) -> tuple[Areas, list[Areas]]:
    """The areas of the edition, and those of the others."""
    table = read_areas(root)
    areas = Areas(table, edition)
    if not edition.replace("-", "").replace("_", "").isalnum():
        raise CallError(f"--edition {edition} cannot be part of a file's name; rename the edition")
    return areas, [Areas(table, e) for e in table["edition"].unique() if e != edition]


def _found_and_placed(
    source: Source, areas: Areas, editions: list[Areas], name_column: str,
    stated: CRS | None, expected: Expected | None,
) -> tuple[Found, gpd.GeoDataFrame]:  # fmt: skip
    """Find the communes and place the features; what is wrong with either is told at once."""
    faults: list[Fault] = []
    layer, found = source.layer, None
    try:
        found = find_communes(source, areas, editions, name_column)
        layer = layer.loc[list(found.features.values())]
    except Faults as unclear:
        faults += unclear.faults
    try:
        placed = to_degrees(source, layer, stated, expected, source.layer)
    except Faults as misplaced:
        faults += misplaced.faults
    if faults := faults or stray_corners(source, placed, expected):
        raise Faults(faults)
    beside = source.layer.loc[found.others].set_crs(stated or layer.crs, allow_override=True)
    beside = beside.to_crs(placed.crs)
    # A feature far from its zone may lie nowhere; it is none of ours.
    beside = beside[np.isfinite(beside.bounds.to_numpy()).all(axis=1)]
    return found, unwrapped(pd.concat([placed, beside])) if len(beside) else placed


def _projection(source: Source, stated: CRS | None) -> str:
    own = source.layer.crs
    if stated is None:
        return own.name
    said = f"; the file says {own.name}" if own is not None and own != stated else ""
    return f"{stated.name}, as --crs says{said}"


def _date(areas: Areas) -> str:
    """The day from which the edition holds: the same on whatever day the file is imported."""
    dates = areas.table.loc[areas.leaves, "valid_from"].dropna()
    return NO_DATE if dates.empty else str(pd.Series(dates).max())


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
