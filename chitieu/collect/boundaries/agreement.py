"""Whether new borders agree with those before: no commune where another lay, no datum changed; and
the exceptions from the stated areas: communes named one by one, each with its reason, kept in
`data/areas.csv` beside the area that is stated."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from chitieu.collect.boundaries.earth import WGS84, plane
from chitieu.collect.boundaries.projection import VN2000
from chitieu.collect.boundaries.required import AREA_TOLERANCE, Told, off_stated
from chitieu.faults import CallError, Fault, did_you_mean
from chitieu.letters import clean
from chitieu.plain_files import parse_plain
from chitieu.plan.areas import Areas

STILL_THERE = 0.5  # of both territories together; two sources of one commune share 97 %
BOM = b"\xef\xbb\xbf"
OPTION = "--accept {} --because WHY"


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


@dataclass(frozen=True)
class Accepted:
    """The communes that a call accepts as the map draws them, and why."""

    codes: tuple[str, ...] = ()
    reason: str = ""

    def within(self, measured: pd.Series, areas: Areas) -> pd.Series:
        """Return how large those are drawn that are not as large as stated."""
        off = off_stated(measured, areas)
        return measured[(off.abs() > AREA_TOLERANCE) & measured.index.isin(self.codes)]


def named(codes: Sequence[str], reason: str, areas: Areas) -> Accepted:
    """Return what a call accepts. Raises CallError for a code of no commune, one whose area is not
    stated, and where there is no reason."""
    codes = tuple(code for text in codes for code in text.replace(",", " ").split())
    for code in codes:
        if code not in areas.leaves:
            remedy = did_you_mean(code, areas.leaves)
            raise CallError(f"--accept {code} is no commune of edition {areas.edition}; {remedy}")
        if pd.isna(areas.table.at[code, "km2"]):
            raise CallError(f"--accept {code}: data/areas.csv states no km2 of it; leave it out")
    if bool(codes) != bool(clean(reason)):
        raise CallError("--accept names communes and --because says why; write both")
    return Accepted(codes, clean(reason))


def recorded(areas: Areas, drawn: pd.Series, reason: str) -> Areas:
    """Return the areas with the exceptions as they will stand in the file."""
    table = areas.table.copy()
    table.loc[drawn.index, "km2_drawn"] = [float(f"{size:.2f}") for size in drawn]
    table.loc[drawn.index, "km2_note"] = reason
    return areas.with_table(table)


def rewritten(path: Path, edition: str, drawn: pd.Series, reason: str) -> bytes:
    """Return `data/areas.csv` with the exceptions of an edition in it, all else as it stands."""
    data = path.read_bytes()
    header, *rows = parse_plain(data, path.name).rows
    header = [cell.strip() for cell in header]
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    for column in ("km2_drawn", "km2_note"):
        if column not in header:
            place = header.index("km2") + (1 if column == "km2_drawn" else 2)
            for row in (header, *rows):
                row.insert(place, column if row is header else "")
    at = {name: place for place, name in enumerate(header)}
    for row in rows:
        code = row[at["area"]].strip()
        if code in drawn.index and row[at["edition"]].strip() == edition:
            row[at["km2_drawn"]], row[at["km2_note"]] = f"{drawn[code]:.2f}", reason
    out = io.StringIO()
    line_end = "\r\n" if b"\r\n" in data else "\n"
    csv.writer(out, lineterminator=line_end).writerows([header, *rows])
    return (BOM if data.startswith(BOM) else b"") + out.getvalue().encode()
