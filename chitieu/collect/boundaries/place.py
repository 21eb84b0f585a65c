"""Where the features lie: their coordinates in degrees of WGS 84, or what they must be instead."""

from __future__ import annotations

import re
from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.database import query_crs_info
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from chitieu.collect.boundaries.source import Source
from chitieu.faults import CallError, Fault, Faults

WGS84, VN2000 = 4326, 4756
WGS84_DATUM = "World Geodetic System 1984"
SAME_PLACE = 0.5  # of the expected rectangle; the next zone of a province lies 27 km off
Bounds = tuple[float, float, float, float]  # west, south, east, north


def stated_crs(text: str) -> CRS | None:
    """Return what --crs says. Raises CallError where it is no projection of the EPSG list."""
    if not text:
        return None
    found = re.fullmatch(r"(?:EPSG:)?(\d{4,6})", text.strip(), re.IGNORECASE)
    try:
        return CRS.from_epsg(int(found[1]))
    except (TypeError, CRSError):
        raise CallError(
            f"--crs {text} is no projection; write EPSG:4326 for WGS 84, or VN-2000's: "
            "EPSG:4756 in degrees, EPSG:9205 to 9218 and 5896 to 5899 for the provinces' zones"
        ) from None


def to_degrees(
    source: Source, layer: gpd.GeoDataFrame, stated: CRS | None, around: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Return the layer in EPSG:4326. `stated` overrides what the file says of itself.

    `layer`: the source's communes, or all of it where they are not known; `around`: the boundaries
    that there are, of this edition or another, which say where it must lie. Raises Faults where the
    projection is missing or unknown, or puts the features somewhere else.
    """
    expected = tuple(around.total_bounds) if around is not None else None
    crs = stated or _usable(layer.crs)
    bounds = tuple(layer.total_bounds)
    if crs is None:
        problem = "it has no projection (.prj)"
        raise Faults([source.fault("", problem, _remedy(bounds, expected))])
    placed = _placed(layer, crs)
    if fault := _misplaced(source, crs, bounds, placed, expected):
        raise Faults([fault])
    if zone := _zone_on_wgs84(crs):
        name = CRS.from_epsg(zone).name
        problem = f"its projection is that of {name} and its datum is not, as MapInfo writes it"
        remedy = f"state --crs EPSG:{zone} if the file is in VN-2000"
        raise Faults([source.fault("", problem, remedy)])
    if _no_datum(crs):
        problem = f"its projection '{crs.name}' names no known datum: it may be some 200 m off"
        raise Faults([source.fault("", problem, _remedy(bounds, expected))])
    return placed


def _usable(crs: CRS | None) -> CRS | None:
    """A projection that ties the coordinates to the earth; "unknown, in metres" does not."""
    return crs if crs is not None and (crs.is_geographic or crs.is_projected) else None


def _placed(layer: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame | None:
    try:
        placed = layer.set_crs(crs, allow_override=True).to_crs(WGS84)
    except ProjError:
        return None
    return placed if np.isfinite(placed.total_bounds).all() else None


def _misplaced(
    source: Source, crs: CRS, bounds: Bounds, placed: gpd.GeoDataFrame | None,
    expected: Bounds | None,
) -> Fault | None:  # fmt: skip
    if placed is not None and lies_in(tuple(placed.total_bounds), expected):
        return None
    if placed is not None and not _fitting(bounds, expected):
        # The wrong features of the right place, which their areas will tell.
        everything = _placed(source.layer, crs)
        if everything is not None and lies_in(tuple(everything.total_bounds), expected):
            return None
    west, south, east, north = bounds
    if lies_in(_corners(crs, (south, west, north, east)), expected):
        problem = "the axes are swapped: north stands before east"
        return source.fault("", problem, "export it with x = east (longitude), y = north")
    if crs.is_geographic and max(map(abs, bounds)) > 360:
        problem = f"its coordinates (to {bounds[2]:.0f}, {bounds[3]:.0f}) are metres, not degrees"
        return source.fault("", problem, _remedy(bounds, expected))
    where = "nowhere on earth"
    if placed is not None:
        x, y = placed.total_bounds[:2] / 2 + placed.total_bounds[2:] / 2
        where = f"at {x:.3f}° E {y:.3f}° N"
    must = "where the workbook's boundaries lie" if expected else "in Viet Nam"
    problem = f"as {crs.name} its features lie {where}, not {must}"
    return source.fault("", problem, _remedy(bounds, expected))


def stray_corners(
    source: Source, placed: gpd.GeoDataFrame, around: gpd.GeoDataFrame | None
) -> list[Fault]:
    """Return a fault for each feature that reaches far away: a corner was typed or damaged."""
    country = CRS.from_epsg(VN2000).area_of_use.bounds
    west, south, east, north = country if around is None else around.total_bounds
    room = 0.0 if around is None else max(east - west, north - south)
    region = shapely.box(west - room, south - room, east + room, north + room)
    return [
        source.fault(
            f"feature {feature}", f"it reaches from {b[0]:.2f}° E {b[1]:.2f}° N to "
            f"{b[2]:.2f}° E {b[3]:.2f}° N, far from the others", "mend its corners",
        )
        for feature, b in zip(placed.index, placed.bounds.to_numpy(), strict=True)
        if not region.covers(shapely.box(*b))
    ]  # fmt: skip


def lies_in(bounds: Bounds, expected: Bounds | None) -> bool:
    """Whether a rectangle is where it is expected: about there, or (None) in Viet Nam."""
    if not np.isfinite(bounds).all():
        return False
    box, country = shapely.box(*bounds), shapely.box(*CRS.from_epsg(VN2000).area_of_use.bounds)
    if expected is None:
        return country.covers(box)
    must = shapely.box(*expected)
    return must.intersection(box).area >= SAME_PLACE * must.area


def _corners(crs: CRS, bounds: Bounds) -> Bounds:
    """A rectangle of a projection in degrees of WGS 84; not finite where it cannot be."""
    box = gpd.GeoSeries([shapely.box(*bounds)])
    try:
        return tuple(box.set_crs(crs).to_crs(WGS84).total_bounds)
    except ProjError:
        return (np.inf,) * 4


def _remedy(bounds: Bounds, expected: Bounds | None) -> str:
    """Which --crs would do: those that put the coordinates where they must be, best first."""
    how = "state it with --crs EPSG:n as the office that made the file says"
    if expected is None and max(map(abs, bounds)) > 360:
        return f"{how}; VN-2000's zones are EPSG:9205 to 9218 and 5896 to 5899"
    fits = _fitting(bounds, expected)[:3]
    shown = " or ".join(f"--crs EPSG:{code} ({CRS.from_epsg(code).name})" for code in fits)
    return f"{how}: its coordinates fit {shown}" if fits else how


def _fitting(bounds: Bounds, expected: Bounds | None) -> list[int]:
    """The projections that put the coordinates where they must be, those that fit best first."""
    fits = []
    for code in _known():
        corners = _corners(CRS.from_epsg(code), bounds)
        if lies_in(corners, expected):
            fits.append((-round(_likeness(corners, expected), 2), code))
    return [code for _, code in sorted(fits, key=lambda fit: fit[0])]


def _likeness(bounds: Bounds, expected: Bounds | None) -> float:
    if expected is None:
        return 1.0
    box, must = shapely.box(*bounds), shapely.box(*expected)
    return box.intersection(must).area / box.union(must).area


@cache
def _known() -> tuple[int, ...]:
    """WGS 84 and VN-2000 with its zones, in degrees and in metres."""
    vn2000 = [int(info.code) for info in query_crs_info("EPSG") if info.name.startswith("VN-2000")]
    return (WGS84, *dict.fromkeys(vn2000), 32648, 32649)


def _no_datum(crs: CRS) -> bool:
    """Whether nothing is known of how its datum lies to WGS 84, so that none is reckoned with."""
    steps = TransformerGroup(crs, WGS84, always_xy=True).transformers
    return bool(steps) and "Ballpark" in steps[0].description


def _zone_on_wgs84(crs: CRS) -> int:
    """The zone of VN-2000 whose projection stands on WGS 84's datum, where nobody uses it; or 0."""
    if not crs.is_projected or crs.is_bound or crs.geodetic_crs.datum.name != WGS84_DATUM:
        return 0
    zones = (code for code in _known() if CRS.from_epsg(code).name.startswith("VN-2000 / TM-3"))
    return next((code for code in zones if _numbers(CRS.from_epsg(code)) == _numbers(crs)), 0)


def _numbers(crs: CRS) -> list[float]:
    """What a projection reckons with: its origin, its scale, what it adds."""
    return [round(number.value, 6) for number in crs.coordinate_operation.params]
