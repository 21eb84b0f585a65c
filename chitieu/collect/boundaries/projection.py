"""Where the features lie: their coordinates in degrees of WGS 84, or what they must be instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from chitieu.collect.boundaries.earth import WGS84, Bounds, beside, in_degrees, unwrapped
from chitieu.collect.boundaries.required import Told
from chitieu.faults import CallError, Fault, Faults
from chitieu.plan.areas import Areas
from chitieu.plan.borders import boundary_file, has_borders, names_a_file, read_boundaries
from chitieu.root import relative

VN2000 = 4756
VIET_NAM = "VN"  # its code in a tree of areas, as in ISO 3166
WGS84_DATUM = "World Geodetic System 1984"
SAME_PLACE = 0.5  # of the expected rectangle; the next zone of a province lies 27 km off
MOST_TRIED = 20  # projections of a place that are tried for a remedy
FAR_BEYOND = 5.0  # degrees beyond where a projection is used: nobody uses it there


@dataclass(frozen=True)
class Expected:
    """Where a map must lie: about where `bounds` are, or (`within`) anywhere inside them."""

    bounds: Bounds
    words: str
    within: bool = False

    def holds(self, bounds: Bounds) -> bool:
        if not on_earth(bounds):
            return False
        box, must = shapely.box(*beside(bounds, self.bounds)), shapely.box(*self.bounds)
        return must.covers(box) if self.within else self.likeness(bounds, of=must) >= SAME_PLACE

    def likeness(self, bounds: Bounds, of=None) -> float:
        """How much is common, of one rectangle or (None) of both together."""
        if self.within:
            return 1.0
        box, must = shapely.box(*beside(bounds, self.bounds)), shapely.box(*self.bounds)
        return box.intersection(must).area / (of or box.union(must)).area


def expected_place(
    root: Path, areas: Areas, editions: Iterable[Areas], before: gpd.GeoDataFrame | None = None
) -> Expected | None:
    """Return where the map of an edition must lie: where its borders `before` lay, or those of
    another of `editions` for the same place, or in Viet Nam; None where nothing says."""
    if before is not None:
        return Expected(tuple(before.total_bounds), "where its borders lay before")
    for other in editions:
        if other.top == areas.top and (borders := borders_there(root, other)) is not None:
            name = relative(boundary_file(root, other.edition), root)
            return Expected(tuple(borders.total_bounds), f"where {name} has the place")
    if VIET_NAM in areas.chain(areas.top):
        return Expected(CRS.from_epsg(VN2000).area_of_use.bounds, "in Viet Nam", within=True)
    return None


def borders_there(root: Path, areas: Areas) -> gpd.GeoDataFrame | None:
    """Return the borders that there are, where there are any that can be read."""
    if not has_borders(root, areas.edition):
        return None
    try:
        return unwrapped(read_boundaries(root, areas).reset_index(drop=True))
    except Exception:  # missing, faulty or damaged, which is told with that edition
        return None


def on_earth(bounds: Bounds) -> bool:
    """Whether a rectangle in degrees is one; longitudes may run on beyond the antimeridian."""
    west, south, east, north = bounds
    return bool(
        np.isfinite(bounds).all()
        and -90 <= south <= north <= 90
        and -360 <= west <= east <= 360
        and east - west <= 360
    )


def stated_crs(text: str) -> CRS | None:
    """Return what --crs says. Raises CallError where it is no projection of the EPSG list."""
    if not text:
        return None
    found = re.fullmatch(r"(?:EPSG:)?([0-9]{4,6})", text.strip(), re.IGNORECASE)
    try:
        crs = _usable(CRS.from_epsg(int(found[1])))
    except (TypeError, CRSError):
        crs = None
    if crs is None:
        raise CallError(
            f"--crs {text} is no projection; write EPSG:4326 for WGS 84, or VN-2000's: "
            "EPSG:4756 in degrees, EPSG:9205 to 9218 and 5896 to 5899 for the provinces' zones"
        )
    return crs


def to_degrees(
    told: Told, layer: gpd.GeoDataFrame, stated: CRS | None, expected: Expected | None,
    everything: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return the layer in degrees of WGS 84, unwrapped. `stated` overrides what the file says.

    `layer`: the source's communes, or all of it where they are not known; `everything`: all of it.
    Raises Faults where the projection is missing or unknown, or puts the features somewhere else.
    """
    if layer.crs is not None and stated is None and names_a_file(layer.crs.to_wkt()):
        raise told.refusal("", "its projection names a file of grids, which is not opened",
                           "save the map in WGS 84 (EPSG:4326)")  # fmt: skip
    crs = stated or _usable(layer.crs)
    bounds = tuple(layer.total_bounds)
    if crs is None:
        problem = "it has no projection (.prj)"
        raise told.refusal("", problem, _remedy(bounds, expected))
    placed = _placed(layer, crs)
    if placed is not None and (astray := _off_earth(told, placed)):
        raise Faults(astray)
    if fault := _misplaced(told, crs, bounds, placed, expected, everything):
        raise Faults([fault])
    if zone := _zone_on_wgs84(crs):
        name = CRS.from_epsg(zone).name
        problem = f"its projection is that of {name} and its datum is not, as MapInfo writes it"
        raise told.refusal("", problem, f"state --crs EPSG:{zone} if the file is in VN-2000")
    if _no_datum(crs):
        problem = f"its projection '{crs.name}' names no known datum: it may be some 200 m off"
        raise told.refusal("", problem, _remedy(bounds, expected))
    return placed


def _usable(crs: CRS | None) -> CRS | None:
    """A projection that ties the coordinates to the earth, without its heights; "unknown, in
    metres" does not."""
    if crs is not None and crs.is_compound:
        crs = crs.sub_crs_list[0]
    return crs if crs is not None and (crs.is_geographic or crs.is_projected) else None


def _placed(layer: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame | None:
    try:
        placed = in_degrees(layer.set_crs(crs, allow_override=True))
    except ProjError:
        return None
    most = np.mean([on_earth(tuple(b)) for b in placed.bounds.to_numpy()]) > 0.5
    return placed if most else None


def _misplaced(
    told: Told, crs: CRS, bounds: Bounds, placed: gpd.GeoDataFrame | None,
    expected: Expected | None, everything: gpd.GeoDataFrame | None,
) -> Fault | None:  # fmt: skip
    if crs.is_projected and max(map(abs, bounds)) <= 360:
        problem = f"its coordinates (to {bounds[2]:.2f}, {bounds[3]:.2f}) are degrees, not "
        problem += f"those of {crs.name}"
        return told.fault("", problem, _remedy(bounds, expected))
    if crs.is_geographic and max(map(abs, bounds)) > 360:
        problem = f"its coordinates (to {bounds[2]:.0f}, {bounds[3]:.0f}) are metres, not degrees"
        return told.fault("", problem, _remedy(bounds, expected))
    must = expected or _used_in(crs)
    if placed is not None and (must is None or must.holds(tuple(placed.total_bounds))):
        return None
    if placed is not None and expected and everything is not None:
        # The wrong features of the right place, which their areas will tell.
        whole = _placed(everything, crs)
        fits = whole is not None and expected.holds(tuple(whole.total_bounds))
        if fits and not _fitting(bounds, expected):
            return None
    west, south, east, north = bounds
    turned = _corners(crs, (south, west, north, east))
    if must.holds(turned) if must else on_earth(turned):
        problem = "the axes are swapped: north stands before east"
        return told.fault("", problem, "export it with x = east (longitude), y = north")
    where = "nowhere on earth"
    if placed is not None:
        x, y = placed.total_bounds[:2] / 2 + placed.total_bounds[2:] / 2
        where = f"at {x:.3f}° E {y:.3f}° N"
    problem = f"as {crs.name} its features lie {where}"
    problem += f", not {must.words}" if must else ""
    return told.fault("", problem, _remedy(bounds, expected))


def _used_in(crs: CRS) -> Expected | None:
    """Where a projection is used, with room around it; what lies elsewhere is of another."""
    if not crs.is_projected or crs.area_of_use is None:
        return None
    west, south, east, north = crs.area_of_use.bounds
    east += 360 if east < west else 0
    if east - west + 2 * FAR_BEYOND >= 360:
        return None
    room = (west - FAR_BEYOND, south - FAR_BEYOND, east + FAR_BEYOND, north + FAR_BEYOND)
    return Expected(room, "where that projection is used", within=True)


def stray_corners(told: Told, placed: gpd.GeoDataFrame, expected: Expected | None) -> list[Fault]:
    """Return a fault for each feature that reaches far away: a corner was typed or damaged."""
    if expected is None:
        return []
    west, south, east, north = expected.bounds
    room = 0.0 if expected.within else max(east - west, north - south)
    region = shapely.box(west - room, south - room, east + room, north + room)
    return [
        _astray(told, feature, b)
        for feature, b in zip(placed.index, placed.bounds.to_numpy(), strict=True)
        if not region.covers(shapely.box(*beside(tuple(b), expected.bounds)))
    ]


def _off_earth(told: Told, placed: gpd.GeoDataFrame) -> list[Fault]:
    each = zip(placed.index, placed.bounds.to_numpy(), strict=True)
    return [_astray(told, feature, b) for feature, b in each if not on_earth(tuple(b))]


def _astray(told: Told, feature: int, bounds: np.ndarray) -> Fault:
    west, south, east, north = bounds
    problem = f"it reaches from {west:.2f}° E {south:.2f}° N to {east:.2f}° E {north:.2f}° N, "
    return told.fault(f"feature {feature}", problem + "far from the others", "mend its corners")


def _corners(crs: CRS, bounds: Bounds) -> Bounds:
    """A rectangle of a projection in degrees of WGS 84; not finite where it cannot be."""
    if crs.is_geographic and not on_earth(bounds):
        return (np.inf,) * 4
    box = gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=crs)
    try:
        return tuple(in_degrees(box).total_bounds)
    except ProjError:
        return (np.inf,) * 4


def _remedy(bounds: Bounds, expected: Expected | None) -> str:
    """Which --crs would do: those that put the coordinates where they must be, best first."""
    how = "state it with --crs EPSG:n as the office that made the file says"
    metres = max(map(abs, bounds)) > 360
    if expected is None:
        return how if metres else f"{how}: its coordinates fit --crs EPSG:4326 (WGS 84)"
    if expected.within and metres:
        return f"{how}; VN-2000's zones are EPSG:9205 to 9218 and 5896 to 5899"
    fits = _fitting(bounds, expected)[:3]
    shown = " or ".join(f"--crs EPSG:{code} ({CRS.from_epsg(code).name})" for code in fits)
    return f"{how}: its coordinates fit {shown}" if fits else how


def _fitting(bounds: Bounds, expected: Expected) -> list[int]:
    """The projections that put the coordinates where they must be, those that fit best first."""
    fits = []
    for code in _known(expected.bounds):
        corners = _corners(CRS.from_epsg(code), bounds)
        if expected.holds(corners):
            fits.append((-round(expected.likeness(corners), 2), code))
    return [code for _, code in sorted(fits, key=lambda fit: fit[0])]


@cache
def _known(bounds: Bounds) -> tuple[int, ...]:
    """WGS 84 and what is used in a place: VN-2000 with its zones, in degrees and in metres, where
    it is in Viet Nam."""
    country = CRS.from_epsg(VN2000).area_of_use.bounds
    if shapely.box(*country).intersects(shapely.box(*bounds)):
        return (WGS84, *_zones(), 32648, 32649)
    west, south, east, north = bounds
    here = AreaOfInterest(max(west, -180), south, min(east, 180), north)
    used = query_crs_info("EPSG", area_of_interest=here)
    kinds = (PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS)
    codes = [int(info.code) for info in used if info.type in kinds]
    return (WGS84, *codes[-MOST_TRIED:])


@cache
def _zones() -> tuple[int, ...]:
    """VN-2000 in degrees and in its zones."""
    named = [info for info in query_crs_info("EPSG") if info.name.startswith("VN-2000")]
    return tuple(dict.fromkeys(int(info.code) for info in named))


def _no_datum(crs: CRS) -> bool:
    """Whether nothing is known of how its datum lies to WGS 84, so that none is reckoned with."""
    steps = TransformerGroup(crs, WGS84, always_xy=True).transformers
    return bool(steps) and "Ballpark" in steps[0].description


def _zone_on_wgs84(crs: CRS) -> int:
    """The zone of VN-2000 whose projection stands on WGS 84's datum, where nobody uses it; or 0."""
    if not crs.is_projected or crs.is_bound or crs.geodetic_crs.datum.name != WGS84_DATUM:
        return 0
    zones = (code for code in _zones() if CRS.from_epsg(code).name.startswith("VN-2000 / TM-3"))
    return next((code for code in zones if _numbers(CRS.from_epsg(code)) == _numbers(crs)), 0)


def _numbers(crs: CRS) -> list[float]:
    """What a projection reckons with: its origin, its scale, what it adds."""
    return [round(number.value, 6) for number in crs.coordinate_operation.params]
