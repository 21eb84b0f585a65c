"""The reported counts of one year: `data/observations/YYYY.csv`."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from chitieu.collect.counts import NotACount, read_count
from chitieu.faults import MOST_ALIKE, CallError, Fault, Faults, did_you_mean
from chitieu.files import one_of, optional, read_table, text, unknown, words
from chitieu.plain_files import read_plain
from chitieu.plan.groups import known_groups, of_group
from chitieu.plan.in_force import edition_of_year
from chitieu.plan.indicators import known_variables, reported_by
from chitieu.plan.periods import is_period_of
from chitieu.plan.year_files import observation_file, reported_years
from chitieu.spreadsheets import without_formulas

_SOUND = "[0-9]{1,9}"
MISSING = ("M", "O", "L")  # SDMX: cannot exist, missing, not collected
PRESENT = ("A", "P", "E")  # SDMX: normal, provisional, estimated
_CHANGE = ("old_area", "old_edition", "new_area", "new_edition")
COLUMNS = ("period", "area", "edition", "variable", "value", "obs_status", "agency", "note")
GROUP = "group"  # the column of a file that tells whose count it is: sex=F; blank: everyone's


def read_observations(root: Path, year: int, edition: str) -> pd.DataFrame:
    """Return a year's observations, indexed by the spreadsheet's line.

    Columns: period, area, edition (the year's where the cell is blank), variable (of a group as
    `plan.groups` names it), value (Float64, a count), obs_status (A where the cell is blank),
    agency, note. `edition`: the year's, blank where it is not known: then areas are not looked up.
    Raises CallError for a year without a file, Faults for what is wrong in it.
    """
    path = observation_file(root, year)
    if not path.exists():
        known = ", ".join(map(str, reported_years(root))) or "none"
        raise CallError(f"{year} has no figures in data/observations/; years with figures: {known}")
    columns = {
        "period": text(),
        "area": text(),
        "edition": optional(),
        "variable": text(),
        GROUP: optional(),
        "value": text(blank=True),
        "obs_status": text(one_of((*PRESENT, *MISSING), "SDMX status"), blank=True),
        "agency": optional(),
        "note": optional(),
    }
    variables, reported = known_variables(root), reported_by(root)
    groups = known_groups(root, reported=True)
    agencies = words(root / "params" / "agencies.csv", root, "agency")
    areas = words(root / "data" / "areas.csv", root, "area", "edition")
    changed = words(root / "data" / "area_changes.csv", root, *_CHANGE)

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        return [
            *unknown(table, name, "variable", variables, "variable"),
            *_groups(table, name, reported, groups),
            *unknown(table, name, "agency", agencies, "agency"),
            *_periods(table, name, year),
            *_places(table, name, edition, areas, changed),
            *_values(table, name),
            *_repeats(table.assign(variable=_of_groups(table)), name, edition),
        ]

    table = read_table(path, root, columns, also=beyond, notes=("note",))
    table["edition"] = table["edition"].fillna(edition)
    table["variable"] = _of_groups(table)
    table["value"] = _numbers(table["value"])
    table["obs_status"] = table["obs_status"].fillna("A")
    # A clerk's note may begin with a dash; it is shown and written as no spreadsheet computes it.
    table["note"] = table["note"].map(without_formulas, na_action="ignore").astype("str")
    return table[list(COLUMNS)]


def counts_as_written(root: Path, year: int) -> pd.DataFrame | None:
    """Return an earlier year's counts for comparison, unchecked and quickly; None where there are
    none. Columns: period, area, edition, variable, value (NaN where it is no plain number).

    What is wrong in them is told when that year is looked at.
    """
    if not (edition := edition_of_year(root, year)):
        return None
    try:
        header, *rows = read_plain(observation_file(root, year), root).rows
        at = {name.strip(): place for place, name in enumerate(header)}
        columns = {c: [cell_of(row, at[c]) for row in rows] for c in ("period", "area", "variable")}
        of, written, whose = (
            [cell_of(r, at.get(c)) for r in rows] for c in ("edition", "value", GROUP)
        )
    except (Faults, OSError, KeyError):
        return None
    known = {text: _plain_number(text) for text in set(written)}
    table = pd.DataFrame(columns)
    if any(whose):
        named = zip(table["variable"], whose, strict=True)
        table["variable"] = [of_group(v, group) if group else v for v, group in named]
    table["edition"] = [each or edition for each in of]
    table["value"] = pd.Series([known[text] for text in written], dtype=float)
    return table.drop_duplicates(["period", "area", "edition", "variable"])


def cell_of(row: list[str], place: int | None) -> str:
    """Return a cell of a line, blank where the line or the file has none."""
    return row[place].strip() if place is not None and place < len(row) else ""


def _plain_number(text: str) -> float:
    try:
        return read_count(text, estimated=True)
    except NotACount:
        return math.nan


def _of_groups(table: pd.DataFrame) -> pd.Series:
    """The variables, those of a group by the name that such a one has."""
    there = table[GROUP].notna()
    if not there.any():
        return table["variable"]
    named = [
        of_group(v, g) for v, g in table.loc[there, ["variable", GROUP]].itertuples(index=False)
    ]
    return table["variable"].mask(there, pd.Series(named, index=table.index[there]))


def _groups(table: pd.DataFrame, name: str, reported: dict, groups: dict) -> list[Fault]:
    """A fault for each count of a group that its variable is not reported by."""
    faults = []
    for row, variable, group in table.loc[table[GROUP].notna(), ["variable", GROUP]].itertuples():
        known = [each for by in reported.get(variable, ()) for each in groups.get(by, ())]
        if group not in known:
            remedy = did_you_mean(group, known)
            if not known:
                remedy = "leave it blank, or write the dimension into by of params/variables.csv"
            problem = f"'{group}' is no group that {variable} is reported by"
            faults.append(Fault(name, row, GROUP, problem, remedy))
    return faults


def _periods(table: pd.DataFrame, name: str, year: int) -> list[Fault]:
    right = {p for p in table["period"].dropna().unique() if is_period_of(p, year)}
    return [
        Fault(name, row, "period", f"'{period}' is no period of {year}",
              f"write {year}, {year}-S1 or {year}-Q1")
        for row, period in table["period"].dropna().items()
        if period not in right
    ]  # fmt: skip


def _places(table: pd.DataFrame, name: str, edition: str, areas: set, changed: set) -> list[Fault]:
    blank = table["edition"].isna()
    faults = _without_edition(table.loc[blank, "area"], name, edition, areas, changed)
    here = table["edition"].fillna(edition)
    places = pd.MultiIndex.from_arrays([table["area"], here])
    strange = {place for place in set(places.unique()) - areas if place[1]} if areas else set()
    editions = {of for _, of in areas}
    for row, (area, of), said in zip(table.index, places, ~blank, strict=True) if strange else ():
        if (area, of) not in strange or pd.isna(area) or (faults and not said):
            continue
        if said and of not in editions:
            problem = f"'{of}' is no edition of data/areas.csv"
            faults.append(Fault(name, row, "edition", problem, did_you_mean(of, editions)))
            continue
        known = {a for a, e in areas if e == of}
        news = {new for old, _, new, to in changed if old == area and to == of}
        became = ", ".join(sorted(news & known))
        remedy = f"its territory is now in {became}" if became else did_you_mean(area, known)
        faults.append(Fault(name, row, "area", f"'{area}' is no area of edition {of}", remedy))
    return faults


def _without_edition(
    blank: pd.Series, name: str, edition: str, areas: set, changed: set
) -> list[Fault]:
    """Where many lines without an edition are of another than the year's, all of them are: codes
    are used again, and those that are known to the year are read as another territory."""
    codes: dict[str, set[str]] = {}
    for area, of in areas:
        codes.setdefault(of, set()).add(area)
    known = {of: int(blank.isin(there).sum()) for of, there in codes.items()}
    before = {old for _, old, _, new in changed if new == edition}
    other = max(known, key=lambda of: (known[of], of in before, of), default="")
    if not (edition and known and known[other] > known.get(edition, 0) + MOST_ALIKE):
        return []
    strange = blank[~blank.isin(codes.get(edition, set()))]
    problem = (
        f"{len(blank)} lines without an edition seem to be of edition {other}: {len(strange)} of "
        f"them are of no area of {edition}, the year's"
    )
    remedy = f"write {other} into the column edition of all that were reported for its areas"
    return [Fault(name, int(strange.index[0]), "edition", problem, remedy)]


def _values(table: pd.DataFrame, name: str) -> list[Fault]:
    faults = []
    written, missing = table["value"], table["obs_status"].isin(MISSING)
    odd = written.isna() != missing  # most lines are sound: only the others are looked at singly
    odd |= ~written.str.fullmatch(_SOUND).fillna(True)
    for row, written, status in table.loc[odd, ["value", "obs_status"]].itertuples():
        if pd.isna(written):
            if status in MISSING:
                continue
            problem = "the value is empty and not declared missing"
            remedy = "write the count, or O (not received), L (not collected) or M in obs_status"
        elif status in MISSING:
            problem = f"'{written}' stands beside the status {status}, which says it is missing"
            remedy = "empty the cell or write A, P or E"
        else:
            try:
                read_count(written, status == "E")
                continue
            except NotACount as error:
                problem, remedy = error.problem, error.remedy
        faults.append(Fault(name, row, "value", problem, remedy))
    return faults


def _numbers(written: pd.Series) -> pd.Series:
    """The counts that were written; none where there is none."""
    known = {text: _plain_number(text) for text in written.dropna().unique()}
    return written.map(known).astype("Float64")


def _repeats(table: pd.DataFrame, name: str, edition: str) -> list[Fault]:
    key = table.assign(edition=table["edition"].fillna(edition))
    key = key[["period", "area", "edition", "variable"]].dropna()
    key = key[key.duplicated(keep=False)]
    first = {tuple(k): row for row, *k in key[::-1].itertuples(name=None)}
    return [
        _repeat(table, name, row, first[tuple(k)], k)
        for row, *k in key.itertuples(name=None)
        if first[tuple(k)] != row
    ]


def _repeat(table: pd.DataFrame, name: str, row: int, first: int, key: list[str]) -> Fault:
    """One count that stands twice; two agencies that differ are named with what each says."""
    period, area, of, variable = key
    said = table.loc[[first, row], ["agency", "value"]]
    if said.nunique().eq(2).all():
        (one, its), (other, differs) = said.itertuples(index=False, name=None)
        problem = (
            f"'{variable}' of {area} in {period} is {differs} by {other}, but {its} by {one} "
            f"(line {first})"
        )
        remedy = "ask both, and keep the line of the agency that is to report it"
        return Fault(name, row, "agency", problem, remedy)
    problem = (
        f"the line repeats line {first}: '{variable}' of '{area}', edition '{of}', in {period}"
    )
    return Fault(name, row, "", problem, "keep one")
