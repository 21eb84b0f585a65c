"""Whether new borders agree with those before: no commune where another lay, no datum changed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from chitieu.collect.boundaries.earth import WGS84, plane
from chitieu.collect.boundaries.place import VN2000
from chitieu.collect.boundaries.told import Told
from chitieu.faults import Fault

STILL_THERE = 0.5  # of both territories together; two sources of one commune share 97 %


def moved_faults(source: Told, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault for each commune that lies where another lay before."""
    metric = plane(layer)
    new, old = (part.to_crs(metric).set_index("area") for part in (layer, before))
    faults = []
    shared = _shared(new.geometry, old.geometry.loc[new.index])
    for area in new.index[shared < STILL_THERE]:
        row = new.loc[area]
        near = old.iloc[old.sindex.query(row.geometry, predicate="intersects")].drop(
            index=area, errors="ignore"
        )
        problem = f"{area} {row['name']} lies only {shared[area]:.0%} where it lay before"
        likeness = _shared(near.geometry, row.geometry)
        if not near.empty and likeness.max() > shared[area]:
            there = likeness.idxmax()
            problem += f", and {likeness[there]:.0%} as {there} {near.at[there, 'name']}"
        remedy = "see whether codes were exchanged; if the old borders are wrong, delete "
        remedy += "their files in shapefiles/ first"
        faults.append(source.fault(f"feature {row['feature']}", problem, remedy))
    return faults


def _shared(one: gpd.GeoSeries, other) -> pd.Series:
    """How much of the territory of both is common."""
    return one.intersection(other).area / one.union(other).area


def shift(layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> np.ndarray:
    """Return by how many metres east and north the middle commune has moved."""
    metric = plane(before)
    new, old = (part.to_crs(metric).set_index("area").centroid for part in (layer, before))
    new = new.loc[old.index]
    return np.median(np.c_[new.x - old.x, new.y - old.y], axis=0)


def datum_warnings(source: Told, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> list[Fault]:
    """Return a warning where all communes have moved as VN-2000 taken for WGS 84 moves them."""
    metric = plane(before)
    middle = gpd.GeoSeries([before.to_crs(metric).union_all().centroid], crs=metric)
    as_vn2000 = middle.to_crs(WGS84).set_crs(VN2000, allow_override=True).to_crs(metric).iloc[0]
    datum = np.array([as_vn2000.x - middle.iloc[0].x, as_vn2000.y - middle.iloc[0].y])
    moved = shift(layer, before)
    for sign, problem in ((-1, "VN-2000 taken for WGS 84"), (1, "WGS 84 taken for VN-2000")):
        if np.hypot(*(moved - sign * datum)) < np.hypot(*datum) / 2:
            said = f"all communes lie {np.hypot(*moved):.0f} m from where they lay, as {problem} do"
            remedy = "if the file is in VN-2000, state its zone with --crs EPSG:n"
            if sign == 1:
                remedy = "if the file is in WGS 84, state --crs EPSG:4326"
            return [source.fault("", said, remedy)]
    return []
