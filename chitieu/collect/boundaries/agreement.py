"""Whether the new boundaries agree with what is known: the stated areas, the borders before."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from chitieu.collect.boundaries.place import VN2000, WGS84
from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault
from chitieu.plan.areas import Areas

EQUAL_AREA = "EPSG:6933"
# Independent sources of one commune differ by up to 1.4 % from its stated area. The two communes
# of the example that are most alike in size differ by 4.8 %: 3 % lets through the first and stops
# an exchange of the second.
AREA_TOLERANCE = 0.03
STILL_THERE = 0.5  # of both territories together; two sources of one commune share 97 %


def km2(layer: gpd.GeoDataFrame) -> pd.Series:
    """Return how large each commune is drawn, by code."""
    measured = layer.to_crs(EQUAL_AREA).area / 1e6
    return pd.Series(measured.to_numpy(), index=layer["area"].to_numpy(), name="km2")


def area_faults(
    source: Source, layer: gpd.GeoDataFrame, areas: Areas, editions: Iterable[Areas]
) -> list[Fault]:
    """Return a fault for each commune that is not as large as `data/areas.csv` states."""
    measured, faults = km2(layer), []
    off = differences(measured, areas)
    for feature, area in zip(layer["feature"], layer["area"], strict=True):
        if abs(off[area]) > AREA_TOLERANCE:
            stated = areas.table.at[area, "km2"]
            problem = f"{area} {areas.name(area)} measures {measured[area]:.2f} km² and "
            problem += f"data/areas.csv states {stated:g} ({100 * off[area]:+.1f} %)"
            remedy = "look whether it is this commune; if so, correct or blank km2 there"
            faults.append(source.fault(f"feature {feature}", problem, remedy))
    if len(faults) > 1:
        faults += _sizes_of_another(source, measured, editions)
    return faults


def differences(measured: pd.Series, areas: Areas) -> pd.Series:
    """Return measured over stated less one, by code; 0 where nothing is stated."""
    stated = areas.table["km2"].reindex(measured.index).astype("float64")
    return (measured / stated - 1).fillna(0.0)


def _sizes_of_another(
    source: Source, measured: pd.Series, editions: Iterable[Areas]
) -> list[Fault]:
    for other in editions:
        stated = other.table["km2"].reindex(measured.index)
        if stated.notna().all() and differences(measured, other).abs().max() <= AREA_TOLERANCE:
            problem = f"its areas are those of edition {other.edition}"
            return [source.fault("", problem, "was it meant? Codes are used again")]
    return []


def moved_faults(source: Source, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault for each commune that lies where another lay before."""
    new, old = (part.to_crs(EQUAL_AREA).set_index("area") for part in (layer, before))
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
    metric = before.estimate_utm_crs()
    new, old = (part.to_crs(metric).set_index("area").centroid for part in (layer, before))
    new = new.loc[old.index]
    return np.median(np.c_[new.x - old.x, new.y - old.y], axis=0)


def datum_warnings(
    source: Source, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame
) -> list[Fault]:
    """Return a warning where all communes have moved as VN-2000 taken for WGS 84 moves them."""
    metric = before.estimate_utm_crs()
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
