"""A map file of any kind into `shapefiles/communes_EDITION.shp`, checked, or refused whole.

unpack gate apart reader      one map out of what was sent, looked at, and read apart
source finding place          its layer, which commune is which, and where
cover agreement               one cover without gaps, held against what is known
writing picture report        what is written, drawn and told
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from chitieu.collect.boundaries import agreement, cover
from chitieu.collect.boundaries.finding import Found, find_communes
from chitieu.collect.boundaries.picture import draw, picture_file
from chitieu.collect.boundaries.place import stated_crs, stray_corners, to_degrees
from chitieu.collect.boundaries.report import Import
from chitieu.collect.boundaries.source import Source
from chitieu.collect.boundaries.writing import write_shapefile
from chitieu.faults import CallError, Fault, Faults
from chitieu.files import relative
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.border_files import recover
from chitieu.plan.boundaries import LOCK, TAKING_IN, boundary_file, read_boundaries
from chitieu.whole import only_one, write_whole

NO_DATE = "2000-01-01"


def import_boundaries(
    root: Path, path: Path, edition: str, name_column: str = "", crs: str = ""
) -> Import:
    """Take a map file's communes into the workbook as the borders of an edition.

    Raises CallError for an unknown edition or projection, and Faults with all that is wrong with
    the file; then nothing has changed. Raises Busy while another call takes in borders: of two
    that exchange the same files, one would put back what the other has taken away.
    """
    with only_one(root, LOCK, TAKING_IN):
        return _import(root, path, edition, name_column, crs)


def _import(root: Path, path: Path, edition: str, name_column: str, crs: str) -> Import:
    stated = stated_crs(crs)
    areas, editions = _areas(root, edition)
    recover(boundary_file(root, edition))
    before, around = _before(root, areas), _around(root, areas, editions)

    source = Source(path)
    found, placed = _found_and_placed(source, areas, editions, name_column, stated, around)
    valid, repaired = cover.repair(placed)
    communes = cover.numbered(valid, found.features, areas.names())
    metric = communes.to_crs(communes.estimate_utm_crs())
    others = valid.geometry.drop(communes.index).to_crs(metric.crs)
    faults = cover.require_cover(source, metric, others)
    faults += agreement.area_faults(source, communes, areas, editions)
    faults += agreement.moved_faults(source, communes, before) if before is not None else []
    if faults:
        raise Faults(faults)

    mended, hectares = cover.mend(metric)
    thinned, tolerance = cover.thin(mended)
    corners = (cover.corners(metric), cover.corners(thinned))
    drawing = draw(areas, thinned, before)
    changed = write_shapefile(root, edition, thinned, _date(areas))
    picture = picture_file(root, edition)
    if changed or not picture.is_file():  # or else the picture of the last change stays
        write_whole(picture, drawing)
    return Import(
        source=source, areas=areas, found=found, projection=_projection(source, stated),
        repaired=repaired, mended=hectares, tolerance=tolerance, corners=corners,
        layer=thinned, before=before, changed=changed,
        written=relative(boundary_file(root, edition), root), picture=relative(picture, root),
        warnings=agreement.datum_warnings(source, thinned, before) if before is not None else [],
    )  # fmt: skip


def _areas(root: Path, edition: str) -> tuple[Areas, list[Areas]]:
    """The areas of the edition, and those of the others."""
    table = read_areas(root)
    areas = Areas(table, edition)
    if not edition.replace("-", "").replace("_", "").isalnum():
        raise CallError(f"--edition {edition} cannot be part of a file's name; rename the edition")
    return areas, [Areas(table, e) for e in table["edition"].unique() if e != edition]


def _before(root: Path, areas: Areas) -> gpd.GeoDataFrame | None:
    """The borders that there are, where there are any that can be read."""
    try:
        return read_boundaries(root, areas).reset_index(drop=True)
    except Exception:  # missing, faulty or damaged: this import is to replace it
        return None


def _around(root: Path, areas: Areas, editions: list[Areas]) -> gpd.GeoDataFrame | None:
    """Borders that say where the place is: of the edition, or of another for the same place."""
    for known in (areas, *(other for other in editions if other.top == areas.top)):
        if (borders := _before(root, known)) is not None:
            return borders
    return None


def _found_and_placed(
    source: Source, areas: Areas, editions: list[Areas], name_column: str,
    stated: CRS | None, around: gpd.GeoDataFrame | None,
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
        placed = to_degrees(source, layer, stated, around)
    except Faults as misplaced:
        faults += misplaced.faults
    if faults := faults or stray_corners(source, placed, around):
        raise Faults(faults)
    beside = source.layer.loc[found.others].set_crs(stated or layer.crs, allow_override=True)
    beside = beside.to_crs(placed.crs)
    # A feature far from its zone may lie nowhere; it is none of ours.
    beside = beside[np.isfinite(beside.bounds.to_numpy()).all(axis=1)]
    return found, pd.concat([placed, beside])


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
