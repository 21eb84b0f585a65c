"""Areas as shapes on a sheet: projected, simplified, drawn, and with a place for their label."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry import MultiPolygon, Polygon

from chitieu.plan.tiles import are_tiles
from chitieu.show.draw.sheet import DOTS, dots
from chitieu.show.verdicts import INK, MUTED, Fill

KM = 111.2  # a degree of latitude: 110.6 at the equator, 111.7 at the poles
DETAIL = 0.4  # points: a bend smaller than this cannot be seen
GRID = 2.5  # points between the places that are tried for a label


@dataclass(frozen=True)
class Land:
    """Areas' polygons in points, upwards from the lower left corner of the box that they fill.

    `parts`: the polygons of larger areas that these make up; None where there are none.
    `per_km`: how many points a kilometre is; 0 of tiles.
    """

    shapes: pd.Series
    width: float
    height: float
    parts: pd.Series | None = None
    per_km: float = 1.0

    @classmethod
    def fit(
        cls,
        borders: gpd.GeoSeries,
        width: float,
        height: float,
        part_of: Mapping[str, str] | None = None,
        detail: float = DETAIL,
    ) -> Land:
        """Fit polygons in longitude and latitude into a box of points.

        A degree of longitude is made as wide, against one of latitude, as it is in the middle of
        the land. Borders between neighbours stay shared when they are simplified. `part_of`: the
        larger area that each of them lies in, where there are such. `detail`: in points, the
        bend that is left out.
        """
        west, south, east, north = borders.total_bounds
        shrink = math.cos(math.radians((south + north) / 2))
        scale = min(width / ((east - west) * shrink), height / (north - south))
        points = shapely.transform(
            borders.to_numpy(), lambda places: (places - (west, south)) * (scale * shrink, scale)
        )
        shapes = pd.Series(shapely.coverage_simplify(points, detail), index=borders.index)
        parts = None
        if part_of is not None:
            within = shapes.groupby(shapes.index.map(part_of), sort=False)
            parts = within.agg(_joined)
        size = (east - west) * shrink * scale, (north - south) * scale
        return cls(shapes, *size, parts, 0.0 if are_tiles(borders.to_numpy()) else scale / KM)


def _joined(shapes: pd.Series) -> Polygon | MultiPolygon:
    """One shape of neighbours; quick where they share their borders, right where they overlap."""
    with suppress(shapely.GEOSException):
        joined = shapely.coverage_union_all(shapes.to_numpy())
        if shapely.is_valid(joined):
            return joined
    return shapely.union_all(shapely.make_valid(shapes.to_numpy()), grid_size=0.01)


def draw_land(axes: Axes, land: Land, fills: Mapping[str, Fill], gid: str = "area-{}") -> None:
    """Draw each area in its fill, under the gid made from its code.

    The axes are made to measure points. A white casing with a dark line in it is seen on the
    lightest and on the darkest colour.
    """
    axes.set(xlim=(0, land.width), ylim=(0, land.height))
    axes.set_axis_off()
    for area, shape in land.shapes.items():
        fill = fills[area]
        patch = PathPatch(
            outline(shape),
            facecolor=fill.colour,
            edgecolor="#ffffff",
            linewidth=1.5,
            hatch=fill.hatch,
            gid=gid.format(area),
            clip_on=False,
        )
        axes.add_artist(patch)  # not add_patch, which would fill for limits in every bend
        if fill.dotted:
            axes.add_artist(PathPatch(dots(shape), **DOTS))
    draw_borders(axes, land.shapes, ((MUTED, 0.45),), ((INK, 0.9),))


def draw_borders(axes: Axes, shapes: pd.Series, inner: tuple, outer: tuple) -> None:
    """Draw the lines between areas, and around all of them, in colours of a width each."""
    paths = _border_paths(tuple(shapely.to_wkb(shapes.to_numpy())))
    for path, styles in zip(paths, (inner, outer), strict=True):
        for color, width in styles if path else ():
            line = PathPatch(path, fill=False, edgecolor=color, linewidth=width, clip_on=False)
            axes.add_artist(line)


@lru_cache(maxsize=32)  # an objective's maps draw the same land, one beside the other
def _border_paths(drawn: tuple[bytes, ...]) -> tuple[Path | None, Path | None]:
    """The lines between shapes, and around all of them; None where there are none."""
    shapes = shapely.from_wkb(drawn)
    edge = shapely.boundary(shapely.union_all(shapes))
    between = shapely.difference(shapely.union_all(shapely.boundary(shapes)), edge)
    return tuple(
        None if lines.is_empty else _path(shapely.get_parts(shapely.line_merge(lines)))
        for lines in (between, edge)
    )


def outline(shape: Polygon | MultiPolygon) -> Path:
    """Return a shape as one path; holes run against their shells, so that they stay empty."""
    return outlines(np.array([shape]))


def outlines(shapes: np.ndarray) -> Path:
    """Return many shapes as one path."""
    polygons = shapely.orient_polygons(shapely.get_parts(shapes))
    return _path(shapely.get_rings(polygons))


def _path(lines: np.ndarray) -> Path:
    """Return lines and rings as one path, to a tenth of a point: finer only makes files large."""
    places, line = shapely.get_coordinates(lines, return_index=True)
    places = np.round(places, 1)
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    ends = np.append(starts[1:], len(line)) - 1
    codes = np.full(len(line), Path.LINETO, Path.code_type)
    codes[ends[(places[starts] == places[ends]).all(axis=1)]] = Path.CLOSEPOLY
    codes[starts] = Path.MOVETO
    return Path(places, codes)


def label_places(
    shapes: np.ndarray,
    sizes: list[tuple[float, float]],
    most_outside: float = 1,
    sheet: tuple[float, float] | None = None,
) -> list[tuple[float, float] | None]:
    """Return where each label's middle goes: inside its shape, on no other label.

    `shapes` and `sizes` are in points. Labels with the least room choose first. A place is the
    better the less of the label sticks out and the nearer it is to the shape's widest part. None
    where no place is left, or none with at most the share `most_outside` of the label outside.
    `sheet`: the width and height that no label goes beyond.
    """
    return list(_label_places(tuple(shapely.to_wkb(shapes)), tuple(sizes), most_outside, sheet))


@lru_cache(maxsize=128)  # the same areas bear the same names on most pages
def _label_places(
    drawn: tuple[bytes, ...], sizes: tuple, most_outside: float, sheet: tuple | None
) -> tuple:
    shapes = shapely.from_wkb(drawn)
    room = [shapely.area(shape) / (w * h) for shape, (w, h) in zip(shapes, sizes, strict=True)]
    placed: dict[int, tuple[float, float]] = {}
    taken: list[Polygon] = []
    for i in np.argsort(room, kind="stable"):
        tried = _candidates(shapes[i])
        if sheet is not None:
            half = np.array(sizes[i]) / 2
            tried = np.clip(tried, half, np.maximum(sheet - half, half))
        boxes = _boxes(tried, *sizes[i])
        free = ~shapely.intersects(boxes, shapely.union_all(taken)) if taken else True
        away = np.hypot(*(tried - tried[0]).T) / math.hypot(*sizes[i])
        shapely.prepare(shapes[i])
        cost = np.where(free & shapely.contains(shapes[i], boxes), away, np.inf)
        # How much of a label sticks out takes long to find: asked of those alone that can be best.
        close = free & np.isinf(cost) & (away < cost.min())
        inside = shapely.area(shapely.intersection(boxes[close], shapes[i]))
        outside = 1 - inside / boxes[0].area
        cost[close] = np.where(outside <= most_outside, 6 * outside + away[close], np.inf)
        best = int(np.argmin(cost))
        if np.isfinite(cost[best]):
            placed[i] = (float(tried[best][0]), float(tried[best][1]))
            taken.append(boxes[best])
    return tuple(placed.get(i) for i in range(len(shapes)))


def _candidates(shape: Polygon | MultiPolygon) -> np.ndarray:
    """The middle of the largest circle inside a shape, then every place of a grid inside it."""
    parts = [shape] if isinstance(shape, Polygon) else list(shape.geoms)
    largest = max(parts, key=shapely.area)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[:1]
    west, south, east, north = largest.bounds
    columns, rows = np.meshgrid(np.arange(west, east, GRID), np.arange(south, north, GRID))
    grid = np.column_stack([columns.ravel(), rows.ravel()])
    shapely.prepare(largest)
    return np.vstack([middle, grid[shapely.contains_xy(largest, grid)]])


def _boxes(middles: np.ndarray, width: float, height: float) -> np.ndarray:
    x, y = middles.T
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
