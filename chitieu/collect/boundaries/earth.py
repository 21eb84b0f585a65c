"""Shapes on the earth, wherever on it: a plane of their own in metres, and whole longitudes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

WGS84 = 4326
Bounds = tuple[float, float, float, float]  # west, south, east, north


def plane(layer: gpd.GeoDataFrame | gpd.GeoSeries) -> CRS:
    """Return the projection around a layer's middle that keeps areas: metres, on WGS 84.

    Lambert's azimuthal equal-area projection has no zones and no edges: it holds at the
    antimeridian and in high latitudes too. On the ellipsoid (Snyder, Map Projections: A Working
    Manual, 1987, p. 187) areas are the geodesic ones, lengths are true to 0.2 % within 800 km.

    `layer`: in degrees of WGS 84, its longitudes unwrapped.
    """
    west, south, east, north = layer.total_bounds
    middle = f"+lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f}"
    return CRS.from_proj4(f"+proj=laea {middle} +datum=WGS84 +units=m")


def in_metres(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in metres of a plane of its own.

    A side that is straight in degrees is not quite so there: where a corner lies close to it, a
    shape that was valid may cross itself by a hair. What it then holds twice or not is mended.
    """
    metric = layer.to_crs(plane(layer))
    valid = metric.is_valid
    if valid.all():
        return metric
    mended = metric.make_valid(method="structure", keep_collapsed=False)
    return metric.set_geometry(metric.geometry.where(valid, mended), crs=metric.crs)


def in_degrees(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in degrees of WGS 84, unwrapped."""
    return unwrapped(layer.to_crs(WGS84))


def unwrapped(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer in degrees whose longitudes run on where they pass the antimeridian.

    179.9, -179.9 become 179.9, 180.1, so that neighbours lie beside each other; the cut is where
    the widest stretch without any corner ends. The middle is above -180 and at most 180.
    """
    west, _, east, _ = layer.total_bounds
    if not (np.isfinite([west, east]).all() and (east - west > 180 or west < -180 or east > 180)):
        return layer
    degrees = np.unique(np.floor(shapely.get_coordinates(layer.geometry.to_numpy())[:, 0]) % 360)
    gaps = np.diff(degrees, append=degrees[0] + 360)
    cut = degrees[(int(np.argmax(gaps)) + 1) % len(degrees)]

    def run_on(places: np.ndarray) -> np.ndarray:
        return np.c_[(places[:, 0] - cut) % 360 + cut, places[:, 1]]

    layer = layer.set_geometry(shapely.transform(layer.geometry.to_numpy(), run_on), crs=layer.crs)
    west, _, east, _ = layer.total_bounds
    turns = np.ceil(((west + east) / 2 - 180) / 360)
    return layer.set_geometry(layer.translate(-360 * turns), crs=layer.crs) if turns else layer


def beside(bounds: Bounds, other: Bounds) -> Bounds:
    """Return a rectangle moved by whole turns to where the other is.

    >>> beside((-181.0, 0.0, -179.0, 1.0), (178.0, 0.0, 182.0, 1.0))
    (179.0, 0.0, 181.0, 1.0)
    """
    west, south, east, north = bounds
    away = (other[0] + other[2] - west - east) / 2
    turn = 360 * round(away / 360) if np.isfinite(away) else 0
    return west + turn, south, east + turn, north


def km2(layer: gpd.GeoDataFrame) -> pd.Series:
    """Return how large each commune of a layer in degrees is drawn, by code."""
    measured = in_metres(layer).area / 1e6
    return pd.Series(measured.to_numpy(), index=layer["area"].to_numpy(), name="km2")
