"""A new workbook in a folder of its own: made whole beside its place, then put there, or not."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import yaml

from chitieu.begin.made_notebooks import Outline, made, names_of
from chitieu.begin.plan_sheet import Plan, read_plan
from chitieu.begin.territory import Territory, read_territory
from chitieu.collect.boundaries.importing import import_boundaries
from chitieu.faults import CallError, Fault, Faults
from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.indicators import read_agencies, read_indicators, read_variables
from chitieu.plan.names import plain
from chitieu.plan.notebooks import folder_of
from chitieu.plan.year_files import year_file
from chitieu.plan.years import read_year
from chitieu.whole import scratch_folder, telling, write_whole
from chitieu.words import LANGUAGES, speaking, text

CHANGES = "old_area,old_edition,new_area,new_edition,date,share,source\n"
OBSERVATIONS = "period,area,edition,variable,value,obs_status,agency,note\n"
AS_OF = (1, 15)  # month and day of the year after, that pages bear


@dataclass(frozen=True)
class Wanted:
    """What a call asks for: `areas` a map or a list, `columns` by "code", "name" and "parent"."""

    folder: Path
    areas: Path
    plan: Path
    year: int
    columns: Mapping[str, str]
    name: str = ""
    slug: str = ""
    language: str = LANGUAGES[0]
    crs: str = ""

    @property
    def called(self) -> str:
        return self.name or self.folder.resolve().name

    @property
    def edition(self) -> str:
        return str(self.year)


@dataclass(frozen=True)
class Founded:
    """What was made, and what was taken for granted, in sentences."""

    wanted: Wanted
    indicators: int
    areas: int
    assumed: list[str]

    def lines(self) -> list[str]:
        """What is told of it, the next commands last."""
        folder, year = self.wanted.folder, self.wanted.year
        return [
            f"{folder}: a workbook of {self.areas} areas and {self.indicators} indicators",
            *(f"taken for granted: {sentence}" for sentence in self.assumed),
            "next:",
            f"  chitieu check --root {_quoted(folder)}",
            f"  chitieu forms {year} --root {_quoted(folder)} -o {_quoted(folder / 'forms')}",
            f"  chitieu receive {_quoted(folder / 'forms')}/*.xlsx --root {_quoted(folder)}",
        ]


def found_workbook(wanted: Wanted) -> Founded:
    """Make the workbook. Raises CallError where its folder is not empty, and Faults with all that
    is wrong with the areas and the plan; then nothing has been made."""
    require_empty(wanted.folder)
    slug = wanted.slug or plain(wanted.called)[:64] or "workbook"
    assumed = [] if wanted.name else [f"it is called '{wanted.called}', as its folder; see --name"]
    faults: list[Fault] = []
    territory = plan = None
    try:
        territory = read_territory(
            wanted.areas, wanted.columns, wanted.called, slug, wanted.edition, wanted.crs
        )
    except Faults as wrong:
        faults += wrong.faults
    try:
        plan = read_plan(wanted.plan)
    except Faults as wrong:
        faults += wrong.faults
    if faults:
        raise Faults(faults)
    parent = wanted.folder.resolve().parent
    with telling(parent):
        parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(parent, f".{wanted.folder.name}.new.") as scratch:
        root = scratch / wanted.folder.name
        _write(root, wanted, territory, plan, slug)
        shutil.rmtree(root / "outputs" / ".state", ignore_errors=True)
        with telling(wanted.folder):
            if wanted.folder.is_dir():
                wanted.folder.rmdir()
            os.replace(root, wanted.folder)
    leaves = len(territory.areas) - territory.areas["area"].isin(territory.areas["parent"]).sum()
    assumed += [*territory.assumed, *plan.assumed]
    return Founded(wanted, len(plan.indicators), int(leaves), assumed)


def require_empty(folder: Path) -> None:
    """Raise CallError where a folder holds anything."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CallError(f"{folder} is there and not empty; name a new folder")


def _write(root: Path, wanted: Wanted, territory: Territory, plan: Plan, slug: str) -> None:
    """Write every file of the workbook, and read it back."""
    params, data = root / "params", root / "data"
    for path, table in {
        params / "indicators.csv": plan.indicators,
        params / "variables.csv": plan.variables,
        params / "agencies.csv": plan.agencies,
        data / "areas.csv": territory.areas,
    }.items():
        if wanted.language == "en" and "name_vi" in table:  # English pages say it too
            table = table.assign(name_en=table["name_vi"])
        write_csv(path, table)
    write_whole(data / "area_changes.csv", CHANGES)
    (data / "observations").mkdir(parents=True)
    write_whole(year_file(root, wanted.year), yaml.safe_dump(
        _settings(wanted, plan, slug), allow_unicode=True, sort_keys=False, width=10_000,
    ))  # fmt: skip
    read_indicators(root), read_variables(root), read_agencies(root)
    read_areas(root), read_area_changes(root), read_year(root, wanted.year)
    if territory.map_column:
        column = territory.map_column
        import_boundaries(root, wanted.areas, wanted.edition, column, wanted.crs)
    write_notebooks(root, plan.objectives, wanted.year, wanted.language)


def _settings(wanted: Wanted, plan: Plan, slug: str) -> dict:
    with speaking(wanted.language):
        title = text("plan_sheet.title", year=wanted.year, place=wanted.called)
    return {
        "year": wanted.year,
        "title": title,
        "slug": slug,
        "as_of": datetime.date(wanted.year + 1, *AS_OF),
        "edition": wanted.edition,
        "simulated": False,
        "objectives": plan.objectives,
        "targets": {indicator: words or None for indicator, words in plan.targets.items()},
    }


def write_notebooks(root: Path, objectives: Mapping[str, str], year: int, language: str) -> None:
    """Write the notebooks of both languages."""
    names = names_of(objectives, language)
    for spoken in LANGUAGES:
        for name, notebook in made(Outline(year, spoken, objectives), names).items():
            write_whole(folder_of(root, spoken) / f"{name}.ipynb", nbformat.writes(notebook) + "\n")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table of the workbook: UTF-8, commas, a line feed behind each line."""
    write_whole(path, table.to_csv(index=False, lineterminator="\n"))


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
