"""The reported counts of one year: `data/observations/YYYY.csv`."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from chitieu.faults import CallError, Fault, did_you_mean
from chitieu.files import matches, one_of, read_table, text, unknown, words
from chitieu.plan.indicators import known_variables
from chitieu.plan.years import is_period

# 2.000 is two thousand in Viet Nam and two in a CSV: it is never guessed which.
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")
MISSING = ("M", "O", "L")  # SDMX: cannot exist, missing, not collected
PRESENT = ("A", "P", "E")  # SDMX: normal, provisional, estimated
COLUMNS = ("period", "area", "edition", "variable", "value", "obs_status", "agency", "note")


def observation_file(root: Path, year: int) -> Path:
    """Return where a year's counts lie."""
    return root / "data" / "observations" / f"{year}.csv"


def read_observations(root: Path, year: int, edition: str) -> pd.DataFrame:
    """Return a year's observations, indexed by the spreadsheet's line.

    Columns: period, area, edition (the year's where the cell is blank), variable, value (Float64,
    a count), obs_status (A where the cell is blank), agency, note. `edition`: the year's, blank
    where it is not known: then areas are not looked up.
    Raises CallError for a year without a file, Faults for what is wrong in it.
    """
    path = observation_file(root, year)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.csv"))) or "none"
        raise CallError(f"{year} has no figures in data/observations/; years with figures: {known}")
    number = matches(r"-?\d+(\.\d+)?", "is no number", "write digits, with a point for decimals")
    schema = pa.DataFrameSchema(
        {
            "period": text(),
            "area": text(),
            "edition": text(blank=True, required=False),
            "variable": text(),
            "value": text(number, blank=True),
            "obs_status": text(one_of((*PRESENT, *MISSING), "SDMX status"), blank=True),
            "agency": text(blank=True, required=False),
            "note": text(blank=True, required=False),
        },
        strict=True,
    )
    variables = known_variables(root)
    agencies = words(root / "params" / "agencies.csv", root, "agency")
    areas = words(root / "data" / "areas.csv", root, "area", "edition")
    changed = words(root / "data" / "area_changes.csv", root, "old_area", "new_area")

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        return [
            *unknown(table, name, "variable", variables, "variable"),
            *unknown(table, name, "agency", agencies, "agency"),
            *_periods(table, name, year),
            *_places(table, name, edition, areas, changed),
            *_values(table, name),
            *_repeats(table, name, edition),
        ]

    table = read_table(path, root, schema, also=beyond)
    table["edition"] = table["edition"].fillna(edition)
    table["value"] = table["value"].astype("Float64")
    table["obs_status"] = table["obs_status"].fillna("A")
    return table[list(COLUMNS)]


def _periods(table: pd.DataFrame, name: str, year: int) -> list[Fault]:
    return [
        Fault(name, row, "period", f"'{period}' is no period of {year}",
              f"write {year}, {year}-S1 or {year}-Q1")
        for row, period in table["period"].dropna().items()
        if not (is_period(period) and period.startswith(str(year)))
    ]  # fmt: skip


def _places(table: pd.DataFrame, name: str, edition: str, areas: set, changed: set) -> list[Fault]:
    here = table["edition"].fillna(edition)
    faults = []
    for row, area, of in zip(table.index, table["area"], here, strict=True):
        if not (areas and of) or pd.isna(area) or (area, of) in areas:
            continue
        known = {a for a, e in areas if e == of}
        became = ", ".join(sorted(new for old, new in changed if old == area and new in known))
        remedy = f"its territory is now in {became}" if became else did_you_mean(area, known)
        faults.append(Fault(name, row, "area", f"'{area}' is no area of edition {of}", remedy))
    return faults


def _values(table: pd.DataFrame, name: str) -> list[Fault]:
    faults = []
    numbers = pd.to_numeric(table["value"], errors="coerce")
    for row, number, status in zip(table.index, numbers, table["obs_status"], strict=True):
        written = table.at[row, "value"]
        if pd.isna(written) and status not in MISSING:
            problem = "the value is empty and not declared missing"
            remedy = "write the count, or O (not received), L (not collected) or M in obs_status"
            faults.append(Fault(name, row, "value", problem, remedy))
        elif pd.notna(written) and status in MISSING:
            problem = f"'{written}' stands beside the status {status}, which says it is missing"
            faults.append(Fault(name, row, "value", problem, "empty the cell or write A, P or E"))
        elif pd.notna(number) and THOUSANDS.fullmatch(str(written)):
            plain = str(written).replace(".", "")
            problem = f"'{written}' may be {plain} or {float(number):g}"
            faults.append(Fault(name, row, "value", problem, f"write {plain}, without a point"))
        elif number < 0:
            faults.append(
                Fault(name, row, "value", f"'{written}' is negative", "a count is 0 or more")
            )
        elif number % 1 > 0 and status != "E":
            problem = f"'{written}' is no whole count"
            remedy = "write a count, never a percentage; an estimate has the status E"
            faults.append(Fault(name, row, "value", problem, remedy))
    return faults


def _repeats(table: pd.DataFrame, name: str, edition: str) -> list[Fault]:
    key = table.assign(edition=table["edition"].fillna(edition))
    key = key[["period", "area", "edition", "variable"]].dropna()
    first = {tuple(k): row for row, *k in key[::-1].itertuples(name=None)}
    return [
        Fault(
            name, row, "", f"the line repeats line {first[tuple(k)]} ({', '.join(k)})", "keep one"
        )
        for row, *k in key.itertuples(name=None)
        if first[tuple(k)] != row
    ]
