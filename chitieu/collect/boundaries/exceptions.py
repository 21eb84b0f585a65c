"""Exceptions from the stated areas: communes named one by one, each with its reason, kept in
`data/areas.csv` beside the area that is stated."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from chitieu.collect.boundaries.required import AREA_TOLERANCE, off_stated
from chitieu.faults import CallError, did_you_mean
from chitieu.letters import clean
from chitieu.plain_files import parse_plain
from chitieu.plan.areas import Areas

BOM = b"\xef\xbb\xbf"
OPTION = "--accept {} --because WHY"


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
