"""The edition of the areas that begins on a day: from a list of what became of which, the areas,
their changes, their borders where these are dissolved, and the edition of what was reported."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from chitieu.begin.changes_list import WHOLE, Line, read_changes
from chitieu.begin.founding import quoted, write_csv
from chitieu.begin.territory import OTHER, type_of, types_among
from chitieu.collect.boundaries.importing import put_back, write_shapefile
from chitieu.collect.receive.keep import Observations
from chitieu.faults import CallError
from chitieu.plain_files import records
from chitieu.plan.area_types import types_file
from chitieu.plan.areas import Areas, is_date, read_area_changes, read_areas
from chitieu.plan.borders import drawn_boundaries, has_borders
from chitieu.plan.in_force import in_force
from chitieu.plan.year_files import (
    edition_as_written,
    known_years,
    observation_file,
    reported_years,
    year_file,
)
from chitieu.plan.years import read_year
from chitieu.whole import write_whole

_CHANGE = ("old_area", "old_edition", "new_area", "new_edition", "date", "share", "source")
_EDITION_LINE = re.compile(r"^edition:[^\n]*\n", re.MULTILINE)


def add_edition(root: Path, path: Path, day: str, source: str = "") -> list[str]:
    """Write the edition of the areas that begins on a day, called as the day is, and return what is
    told of it.

    Areas that the list does not name stay as they are. In the years that go over to the new
    edition, lines of observations that name none get that of the areas they were reported for, and
    a year file that names the edition before names none: the date tells it. Raises CallError for a
    day on which no edition can begin, and Faults with all that is wrong; then nothing has changed.
    """
    if not is_date(day):
        raise CallError(f"--date {day} is not a date; write it as 2026-07-01")
    areas = read_areas(root)
    eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    before = in_force(root, eve)
    goes_on = areas.loc[areas["edition"] == before, "valid_to"].isna().any()
    if not before or not goes_on or in_force(root, day) != before:
        remedy = "look at valid_from and valid_to in data/areas.csv"
        raise CallError(f"no edition of the areas that is in force on {eve} goes on; {remedy}")
    names = areas[areas["edition"] == before].set_index("area")["name"]
    lines = read_changes(path, names.to_dict())
    stored = pd.DataFrame(records(root / "data" / "areas.csv", root), dtype=str)
    stored = stored.assign(**{c: stored.get(c, "") for c in ("valid_from", "valid_to")})
    made = _areas_from(stored[stored["edition"] == before], lines, day)
    years = sorted({y for y in {*known_years(root), *reported_years(root)} if f"{y}-12-31" >= day})
    years = [year for year in years if edition_as_written(root, year) in ("", before)]
    changes = root / "data" / "area_changes.csv"
    of_years = [file(root, year) for year in years for file in (observation_file, year_file)]
    with put_back(root / "data" / "areas.csv", changes, types_file(root), *of_years):
        for year in years:
            _name_edition(root, year, before)
        ended = stored["edition"].eq(before) & stored["valid_to"].eq("")
        stored["valid_to"] = stored["valid_to"].mask(ended, eve)
        write_csv(root / "data" / "areas.csv", pd.concat([stored, made]))
        known = pd.DataFrame(records(changes, root) if changes.exists() else [], columns=_CHANGE)
        new = _changes_from(stored[stored["edition"] == before], made, lines)
        new = new.assign(old_edition=before, new_edition=day, date=day)
        new["source"] = [
            source if old in {line.old for line in lines} else "" for old in new["old_area"]
        ]
        write_csv(changes, pd.concat([known, new])[list(_CHANGE)])
        _add_types(root, made["type"])
        read_area_changes(root)
        for year in {*years} & {*known_years(root)}:
            read_year(root, year)
        table = read_areas(root)
        drawn = _draw(root, Areas.all_of(table, before), table, lines, day)
    return _told(root, before, day, lines, years, drawn)


def _areas_from(old: pd.DataFrame, lines: list[Line], day: str) -> pd.DataFrame:
    """The areas of the new edition, each in the place of the first that went into it."""
    by_new: dict[str, list[Line]] = {}
    for line in lines:
        by_new.setdefault(line.new, []).append(line)
    goes = {line.old: line.new for line in reversed(lines)}
    rows, made = old.set_index("area", drop=False), []
    for area, row in rows.iterrows():
        own = {line.new: None for line in lines if line.old == area} or {area: None}
        for new in own:
            if (parts := by_new.pop(new, [])) or area not in goes:
                made.append(_area(new, row, parts, rows))
    table = pd.DataFrame(made, columns=old.columns)
    table["parent"] = table["parent"].map(lambda parent: goes.get(parent, parent))
    return table.assign(edition=day, valid_from=day, valid_to="")


def _area(code: str, row: pd.Series, parts: list[Line], rows: pd.DataFrame) -> pd.Series:
    """An area of what went into it; one that no line tells of is as it was."""
    if not parts:
        return row
    olds = rows.loc[[line.old for line in parts]]
    like = rows.loc[code] if code in olds.index else olds.iloc[0]
    name = next((line.name for line in parts if line.name), like["name"])
    kind = type_of(name)
    made = like.copy()
    made["area"], made["name"] = code, name
    made["type"] = like["type"] if kind == OTHER or name == like["name"] else kind
    made = made.where(~made.index.isin(["km2_drawn", "km2_note"]), "")
    if name != like["name"] and "name_en" in made:
        made["name_en"] = ""
    sizes = pd.to_numeric(olds["km2"], errors="coerce") if "km2" in olds else pd.Series(dtype=float)
    if "km2" in made:
        known = all(line.whole for line in parts) and sizes.notna().all()
        made["km2"] = f"{sizes.sum():.10g}" if known else ""
    return made


def _changes_from(old: pd.DataFrame, made: pd.DataFrame, lines: list[Line]) -> pd.DataFrame:
    """What became of every area; of one that others left for another it is not told."""
    rows = [(line.old, line.new, line.share) for line in lines]
    goes = {line.old for line in lines}
    above, now = (table.set_index("area")["parent"].to_dict() for table in (old, made))
    parted: set[str] = set()
    for line in lines:
        if above.get(line.old) != now.get(line.new):  # it lies in another area since
            for area, parents in ((line.old, above), (line.new, now)):
                while area := parents.get(area, ""):
                    parted.add(area)
    stay = [area for area in old["area"] if area not in goes | parted and area in now]
    rows += [(area, area, WHOLE) for area in stay]
    return pd.DataFrame(rows, columns=["old_area", "new_area", "share"])


def _name_edition(root: Path, year: int, edition: str) -> None:
    """Write the edition into a year's lines that name none, and take it out of its settings."""
    path = observation_file(root, year)
    if path.is_file():
        observations = Observations(root, year, edition)
        for row in observations.rows:
            row["edition"] = row["edition"] or edition
        write_whole(path, observations.text())
    if edition_as_written(root, year):
        file = year_file(root, year)
        write_whole(file, _EDITION_LINE.sub("", file.read_text("utf-8-sig"), count=1))


def _add_types(root: Path, levels: pd.Series) -> None:
    """Add the words of types that the workbook did not have."""
    path = types_file(root)
    known = pd.DataFrame(records(path, root), dtype=str) if path.exists() else pd.DataFrame()
    there = set(known["type"]) if len(known) else set()
    lacking = types_among(set(levels) - there)
    if len(known) and len(lacking):
        write_csv(path, pd.concat([known, lacking]).fillna(""))


def _draw(
    root: Path, before: list[Areas], table: pd.DataFrame, lines: list[Line], day: str
) -> bool:
    """Dissolve the borders of the edition before; not where land was split, or there are none."""
    (tree,) = before if len(before) == 1 else [None]
    leaves = {*tree.leaves} if tree else set()
    into = {line.old: line.new for line in lines}
    if not tree or not has_borders(root, tree.edition):
        return False
    if any(not line.whole for line in lines if line.old in leaves):
        return False
    after = Areas(table, day, tree.top if tree.top in set(table["area"]) else "")
    layer = drawn_boundaries(root, tree).reset_index(drop=True)
    layer["area"] = [into.get(area, area) for area in layer["area"]]
    layer = layer.dissolve("area", as_index=False)
    layer["name"] = layer["area"].map(after.names())
    write_shapefile(root, day, layer, day)
    return True


def _told(root: Path, before: str, day: str, lines: list[Line], years: list[int], drawn: bool):
    new = {line.new for line in lines}
    told = [
        f"edition {day}: {len({line.old for line in lines})} areas of edition {before} became "
        f"{len(new)}; the others stay",
        *(f"{year}: on the areas of {day}; what was reported before is of edition {before}"
          for year in years),
    ]  # fmt: skip
    if drawn:
        told.append(f"shapefiles/communes_{day}.shp: dissolved from the borders of {before}")
    told.append("next:")
    if not drawn:
        told.append(f"  chitieu boundaries FILE --edition {day} --root {quoted(root)}")
    told.append(f"  chitieu receive {quoted(root / 'forms')}/*.xlsx --root {quoted(root)}")
    return told + [f"  chitieu run {year} --root {quoted(root)}" for year in years]
