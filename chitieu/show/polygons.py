"""Areas as shapes on a sheet: projected, simplified, drawn, and with a place for their label."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry import MultiPolygon, Polygon

from chitieu.show.bands import Band
from chitieu.show.sheet import DOTS, dots
from chitieu.show.verdicts import INK, MUTED

DETAIL = 0.4  # points: a bend smaller than this cannot be seen
GRID = 2.5  # points between the places that are tried for a label


@dataclass(frozen=True)
class Land:
    """Areas' polygons in points, upwards from the lower left corner of the box that they fill."""

    shapes: pd.Series
    width: float
    height: float

    @classmethod
    def fit(cls, borders: gpd.GeoSeries, width: float, height: float) -> Land:
        """Fit polygons in longitude and latitude into a box of points.

        A degree of longitude is made as wide, against one of latitude, as it is in the middle of
        the land. Borders between neighbours stay shared when they are simplified.
        """
        west, south, east, north = borders.total_bounds
        shrink = math.cos(math.radians((south + north) / 2))
        scale = min(width / ((east - west) * shrink), height / (north - south))
        points = shapely.transform(
            borders.to_numpy(), lambda places: (places - (west, south)) * (scale * shrink, scale)
        )
        return cls(
            pd.Series(shapely.coverage_simplify(points, DETAIL), index=borders.index),
            (east - west) * shrink * scale,
            (north - south) * scale,
        )


def draw_land(axes: Axes, land: Land, bands: dict[str, Band], gid: str = "area-{}") -> None:
    """Draw each area in its band's colour, under the gid made from its code.

    The axes are made to measure points. A white casing with a dark line in it is seen on the
    lightest and on the darkest colour.
    """
    axes.set(xlim=(0, land.width), ylim=(0, land.height))
    axes.set_axis_off()
    for area, shape in land.shapes.items():
        band = bands[area]
        patch = PathPatch(
            outline(shape),
            facecolor=band.colour,
            edgecolor="#ffffff",
            linewidth=1.5,
            hatch=band.hatch,
            gid=gid.format(area),
            clip_on=False,
        )
        axes.add_artist(patch)  # not add_patch, which would look for limits in every bend
        if band.dotted:
            axes.add_artist(PathPatch(dots(shape), **DOTS))
    edge = shapely.boundary(shapely.union_all(land.shapes.to_numpy()))
    inner = shapely.difference(shapely.union_all(shapely.boundary(land.shapes.to_numpy())), edge)
    for lines, color, width in ((inner, MUTED, 0.45), (edge, INK, 0.9)):
        if not lines.is_empty:
            path = _path(shapely.get_parts(shapely.line_merge(lines)))
            line = PathPatch(path, fill=False, edgecolor=color, linewidth=width, clip_on=False)
            axes.add_artist(line)


def outline(shape: Polygon | MultiPolygon) -> Path:
    """Return a shape as one path; holes run against their shells, so that they stay empty."""
    parts = [shape] if isinstance(shape, Polygon) else list(shape.geoms)
    rings = [
        ring
        for part in (shapely.orient_polygons(part) for part in parts)
        for ring in (part.exterior, *part.interiors)
    ]
    return _path(rings)


def _path(lines) -> Path:
    """Return lines and rings as one path, to a tenth of a point: finer only makes files large."""
    pieces = []
    for line in lines:
        places = np.round(shapely.get_coordinates(line), 1)
        pieces.append(Path(places, closed=bool((places[0] == places[-1]).all())))
    return Path.make_compound_path(*pieces)


def label_places(
    shapes: np.ndarray, sizes: list[tuple[float, float]]
) -> list[tuple[float, float] | None]:
    """Return where each label's middle goes: inside its shape, on no other label.

    `shapes` and `sizes` are in points. Labels with the least room choose first. A place is the
    better the less of the label sticks out and the nearer it is to the shape's widest part. None
    where no place is left.
    """
    room = [shapely.area(shape) / (w * h) for shape, (w, h) in zip(shapes, sizes, strict=True)]
    placed: dict[int, tuple[float, float]] = {}
    taken: list[Polygon] = []
    for i in np.argsort(room, kind="stable"):
        tried = _candidates(shapes[i])
        boxes = _boxes(tried, *sizes[i])
        free = ~shapely.intersects(boxes, shapely.union_all(taken)) if taken else True
        outside = 1 - _inside(boxes, shapes[i]) / boxes[0].area
        away = np.hypot(*(tried - tried[0]).T) / math.hypot(*sizes[i])
        cost = np.where(free, 6 * outside + away, np.inf)
        best = int(np.argmin(cost))
        if np.isfinite(cost[best]):
            placed[i] = (float(tried[best][0]), float(tried[best][1]))
            taken.append(boxes[best])
    return [placed.get(i) for i in range(len(shapes))]


def _inside(boxes: np.ndarray, shape: Polygon | MultiPolygon) -> np.ndarray:
    """How much of each box lies in a shape; most lie in it whole, which is quickly seen."""
    area = shapely.area(boxes)
    shapely.prepare(shape)
    cut = ~shapely.contains(shape, boxes)
    area[cut] = shapely.area(shapely.intersection(boxes[cut], shape))
    return area


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
