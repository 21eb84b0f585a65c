"""The communes as one cover: each shape valid, and no gap and no overlap between them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from chitieu.collect.boundaries.earth import in_degrees
from chitieu.collect.boundaries.reader import areas_of
from chitieu.collect.boundaries.required import SLIVER, gaps

# A page shows the district about 500 pixels high; of the 48 km of a large one, a pixel is 100 m.
PIXELS, COARSEST = 500, 100.0
DECIMALS = 6  # of a degree, 0.1 m: the same digits whatever version of PROJ computed them
KEPT = 0.005  # of a commune's area may be lost or won where it is thinned


def repair(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[int]]:
    """Return the layer with valid shapes, and the features that were not."""
    invalid = layer.index[~layer.is_valid]
    repaired = shapely.make_valid(
        layer.geometry.to_numpy(), method="structure", keep_collapsed=False
    )
    return layer.set_geometry([areas_of(shape) for shape in repaired], crs=layer.crs), [*invalid]


def mend(metric: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Return the communes without slivers between them, and how many hectares these were."""
    shapes = metric.geometry.to_numpy()
    if shapely.coverage_is_valid(shapes, gap_width=SLIVER) and gaps(metric).is_empty:
        return metric, 0.0
    overlap = shapely.area(shapes).sum() - shapely.union_all(shapes).area
    mended = shapely.coverage_clean(_without_clefts(shapes), gap_width=SLIVER)
    filled = shapely.union_all(mended).area - shapely.union_all(shapes).area
    return metric.set_geometry(mended, crs=metric.crs), (overlap + max(filled, 0.0)) / 1e4


def _without_clefts(shapes: np.ndarray) -> np.ndarray:
    """Fill the slivers between communes that open to the outside; those inside are holes."""
    whole = shapely.union_all(shapes)
    half = SLIVER / 2
    closed = whole.buffer(half, join_style="mitre").buffer(-half, join_style="mitre")
    shapes = shapes.copy()
    for cleft in shapely.get_parts(closed.difference(whole)):
        beside = np.flatnonzero(shapely.dwithin(shapes, cleft, 0.01))
        if cleft.area > 1 and len(beside) > 1:
            borders = shapely.length(shapely.intersection(shapes[beside], cleft.buffer(0.01)))
            longest = beside[int(np.argmax(borders))]
            shapes[longest] = shapely.union(shapes[longest], cleft.buffer(0.01))
    return shapes


def thin(metric: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Return the communes in rounded degrees with fewer corners, and how coarse: the side in
    metres of the triangle that a corner may span and not be seen.

    A shared edge is thinned alike on both sides. Where rounding would make two edges cross, less
    is thinned.
    """
    west, south, east, north = metric.total_bounds
    coarse = min(COARSEST, max(east - west, north - south) / PIXELS)
    for tolerance in (*(coarse / 2**finer for finer in range(6)), 0.0):
        shapes = shapely.coverage_simplify(metric.geometry.to_numpy(), tolerance)
        kept = np.abs(shapely.area(shapes) / shapely.area(metric.geometry.to_numpy()) - 1) <= KEPT
        degrees = in_degrees(metric.set_geometry(shapes, crs=metric.crs))
        rounded = shapely.transform(degrees.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
        if kept.all() and shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
            break
    return degrees.set_geometry(shapely.normalize(rounded), crs=4326), tolerance


def corners(layer: gpd.GeoDataFrame) -> int:
    return int(shapely.get_num_coordinates(layer.geometry.to_numpy()).sum())


def numbered(
    layer: gpd.GeoDataFrame, features: dict[str, int], names: pd.Series
) -> gpd.GeoDataFrame:
    """Return the communes, with `area`, `name` and `feature` beside their shapes."""
    columns = {
        "area": list(features),
        "name": [str(names[area]) for area in features],
        "feature": list(features.values()),
    }
    shapes = layer.geometry.loc[columns["feature"]]
    return gpd.GeoDataFrame(columns, geometry=shapes.to_numpy(), crs=layer.crs).set_index(
        "feature", drop=False
    )
