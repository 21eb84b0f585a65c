"""A new workbook in a folder of its own: made whole beside its place, then put there, or not."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import yaml

from chitieu.begin.blank_sheet import blank_sheet
from chitieu.begin.made_notebooks import Outline, fitting_calls, made, names_of
from chitieu.begin.plan_sheet import Plan, read_plan
from chitieu.begin.province import read_province
from chitieu.begin.territory import Territory, read_territory, types_among
from chitieu.collect.boundaries.importing import import_boundaries
from chitieu.faults import CallError, Fault, Faults
from chitieu.plan.agencies import read_agencies
from chitieu.plan.area_limits import Written
from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.indicators import read_indicators, read_variables
from chitieu.plan.names import plain
from chitieu.plan.notebooks import folder_of
from chitieu.plan.year_doubts import doubts_of
from chitieu.plan.year_files import year_file
from chitieu.plan.years import read_year
from chitieu.whole import scratch_folder, telling, write_whole
from chitieu.words import LANGUAGES, speaking, text

CHANGES = "old_area,old_edition,new_area,new_edition,date,share,source\n"
AS_OF = (1, 15)  # month and day of the year after, that pages bear


@dataclass(frozen=True)
class Wanted:
    """What a call asks for: `areas` a map or a list, or none and the code of a `province`;
    `columns` by "code", "name" and "parent"; no `plan`: the sheet for one; `said`: the call as it
    was written, but for the plan."""

    folder: Path
    areas: Path | None
    plan: Path | None
    year: int
    columns: Mapping[str, str]
    name: str = ""
    slug: str = ""
    language: str = LANGUAGES[0]
    crs: str = ""
    said: str = ""
    province: str = ""

    @property
    def called(self) -> str:
        return self.name or self.folder.resolve().name

    @property
    def named(self) -> str:
        """Its name in names of files."""
        return self.slug or plain(self.called)[:64] or "workbook"

    @property
    def edition(self) -> str:
        return str(self.year)


@dataclass(frozen=True)
class Founded:
    """What was made, what was taken for granted, in sentences, and what of it is doubtful."""

    wanted: Wanted
    indicators: int
    areas: int
    assumed: list[str]
    doubts: list[str]

    def lines(self) -> list[str]:
        """What is told of it, the next commands last."""
        folder, year = self.wanted.folder, self.wanted.year
        return [
            f"{folder}: a workbook of {self.areas} areas and {self.indicators} indicators",
            *_taken(self.assumed),
            *self.doubts,
            "next:",
            f"  chitieu check --root {quoted(folder)}",
            f"  chitieu forms {year} --root {quoted(folder)} -o {quoted(folder / 'forms')}",
            f"  chitieu receive {quoted(folder / 'forms')} --root {quoted(folder)}",
        ]


def _taken(assumed: Iterable[str]) -> Iterator[str]:
    return (f"taken for granted: {sentence}" for sentence in assumed)


def hand_out_sheet(wanted: Wanted) -> list[str]:
    """Write the sheet for a plan into the new folder; return what is told, the next command last.

    Raises CallError where the folder is not empty, and Faults with all that is wrong with the
    areas, which the plan is then made for."""
    _require_empty(wanted.folder)
    territory = _territory(wanted)
    with speaking(wanted.language):
        path = wanted.folder / f"{text('plan_sheet.file')}.xlsx"
    write_whole(path, blank_sheet(wanted.called, wanted.year, wanted.language))
    return [
        f"{path}: the sheet for the plan of {_leaves(territory)} areas; fill it in as its last "
        "sheet says",
        *_taken(territory.assumed),
        "next:",
        f"  chitieu new {wanted.said} --plan {quoted(path)}",
    ]


def found_workbook(wanted: Wanted) -> Founded:
    """Make the workbook. Raises CallError where its folder holds anything but the plan, and Faults
    with all that is wrong with the areas and the plan; then nothing has been made."""
    _require_empty(wanted.folder, wanted.plan)
    assumed = [] if wanted.name else [f"it is called '{wanted.called}', as its folder; see --name"]
    faults: list[Fault] = []
    territory = plan = None
    try:
        territory = _territory(wanted)
    except Faults as wrong:
        faults += wrong.faults
    try:
        plan = read_plan(wanted.plan, () if territory is None else {*territory.areas["type"]})
    except Faults as wrong:
        faults += wrong.faults
    if faults:
        raise Faults(faults)
    parent = wanted.folder.resolve().parent
    with telling(parent):
        parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(parent, f".{wanted.folder.name}.new.") as scratch:
        root = scratch / wanted.folder.name
        _write(root, wanted, territory, plan)
        doubts = [f"doubtful: {fault}" for fault in doubts_of(root, wanted.year)]
        shutil.rmtree(root / "outputs" / ".state", ignore_errors=True)
        with telling(wanted.folder):
            _put_in_place(root, wanted, scratch / "before")
    assumed += [*territory.assumed, *plan.assumed, *_of_the_year(wanted)]
    return Founded(wanted, len(plan.indicators), _leaves(territory), assumed, doubts)


def _of_the_year(wanted: Wanted) -> Iterator[str]:
    """What the year file says that no plan does."""
    file = f"params/{wanted.year}.yaml"
    yield f"figures are real ones (simulated: false): where they are not, say so in {file}"
    yield f"pages bear the date {_as_of(wanted)} (as_of): write that of your report in {file}"


def _as_of(wanted: Wanted) -> datetime.date:
    return datetime.date(wanted.year + 1, *AS_OF)


def _territory(wanted: Wanted) -> Territory:
    if wanted.areas is None:
        return read_province(wanted.province, wanted.edition)
    return read_territory(
        wanted.areas, wanted.columns, wanted.called, wanted.named, wanted.edition, wanted.crs
    )


def _leaves(territory: Territory) -> int:
    return int((~territory.areas["area"].isin(territory.areas["parent"])).sum())


def _put_in_place(root: Path, wanted: Wanted, before: Path) -> None:
    """Put what was made where it is to lie, with the plan where that lay there."""
    folder = wanted.folder
    if folder.is_dir():
        if wanted.plan.resolve().parent == folder.resolve():
            shutil.copy2(wanted.plan, root)
        os.replace(folder, before)
    try:
        os.replace(root, folder)
    except OSError:
        if before.is_dir():
            os.replace(before, folder)
        raise


def _require_empty(folder: Path, plan: Path | None = None) -> None:
    """Raise CallError where a folder holds anything, but the plan."""
    if not folder.exists():
        return
    own = {plan.resolve()} if plan else set()
    there = [] if not folder.is_dir() else [path.resolve() for path in folder.iterdir()]
    if not folder.is_dir() or {*there} - own:
        known = [path for path in there if path.suffix == ".xlsx"] if not plan else []
        remedy = f"say --plan {quoted(folder / known[0].name)}, or " if len(known) == 1 else ""
        raise CallError(f"{folder} is there and not empty; {remedy}name a new folder")


def _write(root: Path, wanted: Wanted, territory: Territory, plan: Plan) -> None:
    """Write every file of the workbook, and read it back."""
    params, data = root / "params", root / "data"
    for path, table in {
        params / "indicators.csv": plan.indicators,
        params / "variables.csv": plan.variables,
        params / "agencies.csv": plan.agencies,
        params / "types.csv": types_among(territory.areas["type"]),
        data / "areas.csv": territory.areas,
    }.items():
        if wanted.language == "en" and {"name_vi", "name_en"} & {*table} == {"name_vi"}:
            # English pages say it too
            table = table.assign(name_en=table["name_vi"])
        write_csv(path, table)
    write_whole(data / "area_changes.csv", CHANGES)
    (data / "observations").mkdir(parents=True)
    write_whole(year_file(root, wanted.year), year_text(_settings(wanted, plan), plan.targets))
    read_indicators(root), read_variables(root), read_agencies(root)
    read_areas(root), read_area_changes(root), read_year(root, wanted.year)
    if territory.map_column:
        column = territory.map_column
        import_boundaries(root, wanted.areas, wanted.edition, column, wanted.crs)
    write_notebooks(root, plan, wanted.year, wanted.language)


def _settings(wanted: Wanted, plan: Plan) -> dict:
    with speaking(wanted.language):
        title = text("plan_sheet.title", year=wanted.year, place=wanted.called)
    return {
        "year": wanted.year,
        "title": title,
        "slug": wanted.named,
        "as_of": _as_of(wanted),
        "simulated": False,
        "objectives": plan.objectives,
    }


def year_text(settings: Mapping, targets: Mapping[str, Written]) -> str:
    """Return a year file: its settings, and the targets in quotes, a line an indicator; one by type
    of area stands in braces."""
    lines = [
        f"  {json.dumps(indicator)}:{' ' + json.dumps(words, ensure_ascii=False) if words else ''}"
        for indicator, words in targets.items()
    ]
    above = yaml.safe_dump({**settings}, allow_unicode=True, sort_keys=False, width=10_000)
    return "\n".join([f"{above}targets:", *lines, ""])


def write_notebooks(root: Path, plan: Plan, year: int, language: str) -> None:
    """Write the notebooks of both languages."""
    names, lines = names_of(plan.objectives, language), fitting_calls(plan.indicators)
    for spoken in LANGUAGES:
        explored = [*plan.indicators["indicator"][:2]]
        outline = Outline(year, spoken, plan.objectives, lines, explored=explored)
        for name, notebook in made(outline, names).items():
            write_whole(folder_of(root, spoken) / f"{name}.ipynb", nbformat.writes(notebook) + "\n")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table of the workbook: UTF-8, commas, a line feed behind each line."""
    write_whole(path, table.to_csv(index=False, lineterminator="\n"))


def quoted(path: Path) -> str:
    """Return a path as a command has it."""
    return f'"{path}"' if " " in str(path) else str(path)
