"""The communes as one cover: each shape valid, and no gap and no overlap between them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault

# Half a millimetre on the topographic map 1:50 000: what hand or screen may miss when tracing.
SLIVER = 25.0  # metres wide
# A page shows the district about 500 pixels high; of the 48 km of a large one, a pixel is 100 m.
PIXELS, COARSEST = 500, 100.0
DECIMALS = 6  # of a degree, 0.1 m: the same digits whatever version of PROJ computed them
NEAR = 1000.0  # a commune that touches no other and lies this near to one is no island


def repair(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[int]]:
    """Return the layer with valid shapes, and the features that were not."""
    invalid = layer.index[~layer.is_valid]
    repaired = shapely.make_valid(
        layer.geometry.to_numpy(), method="structure", keep_collapsed=False
    )
    return layer.set_geometry([_areas_of(shape) for shape in repaired], crs=layer.crs), [*invalid]


def _areas_of(shape):
    """What is left of a shape without its lines and points."""
    if shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all([p for p in parts if p.geom_type in ("Polygon", "MultiPolygon")])


def require_cover(source: Source, metric: gpd.GeoDataFrame, others: gpd.GeoSeries) -> list[Fault]:
    """Return a fault for each gap and overlap that is too wide to be an inaccuracy of tracing.

    `metric`: the communes in metres, with `area`, `name` and `feature`; `others`: the file's other
    features, which may lie beside the communes and not on them.
    """
    faults = []
    rows = list(metric.itertuples())
    for i, j in metric.sindex.query(metric.geometry, predicate="intersects").T:
        one, two = rows[i], rows[j]
        if i < j and (wide := _wide(one.geometry.intersection(two.geometry))):
            both = f"{_called(one)} and {_called(two)}"
            problem = f"{both} overlap by {_size(wide, metric)}"
            place = f"feature {one.feature}, {two.feature}"
            faults.append(source.fault(place, problem, "draw the border between them once"))
    for i, j in metric.sindex.query(others, predicate="intersects").T:
        shape, one = others.iloc[i], rows[j]
        if (wide := _wide(shape.intersection(one.geometry))) and not _holds(shape, metric):
            problem = f"it is none of the communes and lies on {_called(one)}, "
            problem += f"by {_size(wide, metric)}"
            remedy = "delete it, or draw the border between them once"
            faults.append(source.fault(f"feature {others.index[i]}", problem, remedy))
    for gap in shapely.get_parts(_holes(metric)):
        if wide := _wide(gap):
            beside = metric[metric.intersects(gap.buffer(1))]
            problem = f"a gap of {_size(wide, metric)} between "
            problem += ", ".join(_called(row) for row in beside.itertuples())
            remedy = "give it to the commune that it belongs to"
            faults.append(source.fault("", problem, remedy))
    return [*faults, *_apart(source, metric)]


def _apart(source: Source, metric: gpd.GeoDataFrame) -> list[Fault]:
    faults = []
    beside = metric.sindex.query(metric.geometry, predicate="dwithin", distance=SLIVER)[0]
    for number in np.flatnonzero(np.bincount(beside, minlength=len(metric)) == 1):
        row = next(metric.iloc[[number]].itertuples())
        away = metric.drop(index=row.Index).distance(row.geometry)
        if not away.empty and away.min() < NEAR:
            problem = f"{_called(row)} touches no other commune: a gap of {away.min():.0f} m to "
            problem += metric.loc[away.idxmin(), "name"]
            remedy = "draw the border between them once"
            faults.append(source.fault(f"feature {row.feature}", problem, remedy))
    return faults


def _wide(shape):
    """The parts of a shape that are wider than a sliver; None where there are none."""
    parts = [p for p in shapely.get_parts(shape) if not p.buffer(-SLIVER / 2).is_empty]
    return shapely.union_all(parts) if parts else None


def _holds(shape, metric: gpd.GeoDataFrame) -> bool:
    """Whether a feature is a district or province around the communes rather than one more."""
    return len(metric) > 1 and bool(metric.representative_point().within(shape).all())


def _holes(metric: gpd.GeoDataFrame):
    whole = shapely.union_all(metric.geometry.to_numpy())
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    return shapely.union_all([shapely.Polygon(ring) for ring in rings])


def _called(row) -> str:
    return f"{row.area} {row.name}"


def _size(shape, metric: gpd.GeoDataFrame) -> str:
    point = gpd.GeoSeries([shape.representative_point()], crs=metric.crs).to_crs(4326).iloc[0]
    return f"{shape.area / 1e6:.2f} km² at {point.x:.4f}° E {point.y:.4f}° N"


def mend(metric: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Return the communes without slivers between them, and how many hectares these were."""
    shapes = metric.geometry.to_numpy()
    if shapely.coverage_is_valid(shapes, gap_width=SLIVER) and _holes(metric).is_empty:
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
    for tolerance in (coarse, coarse / 2, coarse / 4, 0.0):
        shapes = shapely.coverage_simplify(metric.geometry.to_numpy(), tolerance)
        degrees = metric.set_geometry(shapes, crs=metric.crs).to_crs(4326)
        rounded = shapely.transform(degrees.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
        if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
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
