"""What is wrong with the inputs: every fault of every file at once, before anything is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from chitieu.collect.doubtful import (
    comparable,
    last_year_again,
    of_other_agencies,
    unusual,
    without_a_year_before,
    written_as_shares,
)
from chitieu.collect.editions import years_before
from chitieu.collect.observations import counts_as_written, read_observations
from chitieu.collect.outliers import YEARS, outliers
from chitieu.collect.rules import Figures, Held, cohorts_between
from chitieu.collect.unreported import gaps, in_words, unreported
from chitieu.collect.wholes import telling
from chitieu.faults import CallError, Fault, Faults, tracing
from chitieu.plain_files import how_read
from chitieu.plan.agencies import InOffice, read_agencies
from chitieu.plan.area_types import read_types
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.borders import boundary_file, drawn_boundaries, has_borders
from chitieu.plan.checks import read_checks, read_doubts
from chitieu.plan.groups import read_groups
from chitieu.plan.indicators import read_actions, read_breaks, read_indicators, read_variables
from chitieu.plan.of_year import indicators_of_year, variables_of_year
from chitieu.plan.references import read_references
from chitieu.plan.year_doubts import doubts_of
from chitieu.plan.year_files import (
    Stamps,
    known_years,
    observation_file,
    reported_years,
    stamps,
    without_year_file,
    year_file,
    years_with_figures,
)
from chitieu.plan.years import Year, read_year
from chitieu.root import relative

# What was found in the inputs of a year, with the stamps from before they were read.
_found: dict[tuple[Path, int], tuple[tuple[Stamps, bool], tuple[list[Fault], list[Fault]]]] = {}
# What a folder's files may be called: its tables, and its files of a year.
_READ = {
    "params": (
        "indicators variables types groups agencies actions checks doubts breaks references",
        r"[0-9]{4}\.yaml",
    ),
    "data": ("areas area_changes", ""),
    "data/observations": ("", r"[0-9]{4}\.csv"),
}
# Tables and settings; a program, a note, a backup or another program's own file is none.
_LIKE_INPUTS = re.compile(
    r"(?!README)[^.~].*\.(csv|tsv|txt|xlsx?|xlsm|xlsb|ods|numbers|ya?ml|json|zip)", re.IGNORECASE
)
_PART = re.compile(r"([0-9]{4})-[SQ][1-4]\.csv", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
MAPS = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".kmz", ".gml", ".tab", ".zip")


def check(root: Path, years: list[int] | None = None) -> tuple[list[Fault], list[Fault]]:
    """Return the errors and the warnings of a workbook's inputs.

    `years`: those to look at; all that have a year file or figures where None. An error stops a
    report from being right; a warning (a gap, a ratio above 100 %) does not.
    """
    found = Check(root, years)
    return found.errors, found.warnings


def check_year(root: Path, year: int) -> tuple[list[Fault], list[Fault]]:
    """Return what `check` finds of a year; looked for once, until an input is written."""
    read = (stamps(root), tracing())  # what is kept knows the calls that led to it, or does not
    if _found.get((root, year), ((), None))[0] != read:
        _found[root, year] = (read, check(root, [year]))
    return _found[root, year][1]


def require_sound(root: Path, year: int) -> None:
    """The one gate before anything is computed of a year: raise Faults where its inputs, or those
    of the earlier years that it is compared with, have errors."""
    errors, _ = check_year(root, year)
    if errors:
        raise Faults(errors)


class Check:
    """A workbook's inputs looked through: `errors`, `warnings`, and which counts have not come.

    Of years before those asked for, which these are compared with, errors alone are told.
    """

    def __init__(self, root: Path, years: list[int] | None = None):
        self.root, self._by_name = root, years is not None
        self._errors: list[Fault] = []
        self._warnings: list[Fault] = [*unread(root)]
        self._lacking: dict[str, tuple[pd.DataFrame, Areas]] = {}
        self._attempt(read_groups, root)
        self.indicators = self._attempt(read_indicators, root)
        self.variables = self._attempt(read_variables, root)
        self.agencies = self._attempt(read_agencies, root)
        for read in (read_actions, read_breaks, read_types, read_references):
            self._attempt(read, root)
        self.changes = self._attempt(read_area_changes, root)
        self.checks = self._attempt(read_checks, root)
        self.doubts = self._attempt(read_doubts, root)
        self.areas = self._attempt(read_areas, root)
        self._read: dict[int, pd.DataFrame | None] = {}
        asked = {*known_years(root), *reported_years(root)} if years is None else {*years}
        before = [year for year in years_with_figures(root) if year < max(asked, default=0)]
        trees = {
            year: self._look_through(year, year in asked) for year in sorted({*asked, *before})
        }
        editions = {tree.edition for year, tree in trees.items() if tree and year in asked}
        self._hold_borders(editions, every=years is None)
        for path in sorted([*root.glob("params/*.csv"), *root.glob("data/*.csv")]):
            self._warnings += how_read(path, root)
        self.errors = Faults(self._errors).faults
        self.warnings = Faults({*self._warnings} - {*self._errors}).faults

    def unreported(self) -> Iterator[str]:
        """Yield who has not reported what, in Vietnamese, by agency and by area; none where all
        is there."""
        for period, (lacking, tree) in self._lacking.items():
            agencies = {} if self.agencies is None else self.agencies["name_vi"].to_dict()
            variables = self.variables["name_vi"].to_dict()
            yield from in_words(lacking, period, variables, agencies, tree.names().to_dict())

    def _hold_borders(self, editions: set[str], every: bool) -> None:
        """Hold borders against their rules: those of the editions, and (`every`) all there are.

        Faults of borders that no year with figures is drawn on warn: nothing is computed of them.
        """
        if self.areas is None:
            return
        drawn = set()
        if every:
            drawn, strange = drawn_editions(self.root, self.areas)
            self._warnings += strange
        for edition in sorted(editions | drawn):
            before = len(self._errors)
            if held := self._attempt(held_borders, self.root, self.areas, edition):
                self._errors += held[0]
                self._warnings += held[1]
            if edition not in editions:
                self._warnings += self._errors[before:]
                del self._errors[before:]

    def _attempt(self, read: Callable, *args):
        try:
            return read(*args)
        except Faults as faults:
            self._errors.extend(faults.faults)
        except CallError as error:
            self._errors.append(_call_fault(error))
        return None

    def _look_through(self, year: int, asked: bool) -> Areas | None:
        """Check a year; return the areas that its figures are of, where they can be known."""
        path = observation_file(self.root, year)
        if not year_file(self.root, year).exists():
            self._errors.append(without_year_file(year))
        elif not path.exists():
            problem = f"{year} has no figures in data/observations/{year}.csv"
            fault = Fault(
                relative(year_file(self.root, year), self.root), 0, "", problem,
                "take in its forms, or move the year file away",
            )  # fmt: skip
            (self._errors if self._by_name else self._warnings).append(fault)
            self._warnings += self._faults_of_settings(year)
            return None
        settings = None
        if year_file(self.root, year).exists():
            settings = self._attempt(read_year, self.root, year)
        edition = settings.edition if settings else ""
        table = self._attempt(read_observations, self.root, year, edition)
        if settings and table is not None:
            self._read[year] = table
        if asked:
            self._warnings += how_read(path, self.root)
            self._warnings += [*doubts_of(self.root, year)] if settings else []
        tree = None
        if settings and self.areas is not None:
            tree = self._attempt(Areas, self.areas, settings.edition)
        plan = (self.changes, self.indicators, self.variables, self.checks)
        if not any(part is None for part in (table, tree, *plan)):
            name = relative(path, self.root)
            own = indicators_of_year(self.indicators, settings.targets)
            plan = self.changes, own, self.variables, self.checks
            figures = Figures(table, tree, self.areas, *plan, name)
            self._errors += figures.faults
            if asked:
                self._warnings += figures.unknown
                self._warnings += figures.with_lines(self._doubtful(settings, figures))
        return tree

    def _faults_of_settings(self, year: int) -> list[Fault]:
        """What is wrong with a year file that nothing is computed with yet, or doubtful: it
        warns."""
        try:
            read_year(self.root, year)
            return [*doubts_of(self.root, year)]
        except Faults as faults:
            return faults.faults

    def _doubtful(self, settings: Year, figures: Figures) -> Iterator[Fault]:
        """Yield what a year's figures leave open: gaps, and what may be wrong or right."""
        year, whole, tree, name = str(settings.year), figures.whole, figures.tree, figures.name
        natures, among = self.variables["stock_or_flow"], [*self.variables.index]
        indicators = indicators_of_year(self.indicators, settings.targets)
        asked = variables_of_year(self.variables, self.indicators, settings.targets)
        agencies = pd.DataFrame() if self.agencies is None else self.agencies
        office = InOffice(agencies, settings.as_of)
        asked = office.of(asked, "agency")
        if whole.empty:
            self._lacking[year] = unreported(whole, tree, asked, year), tree
        wrong = {fault.row for fault in figures.faults}
        for period, rows in whole.groupby("period", sort=False):
            held = Held(rows, tree, name)
            lacking = unreported(telling(whole, natures, period), tree, asked, period)
            self._lacking[period] = lacking, tree
            yield from gaps(lacking, name, period)
            ratios = [*held.of_cohorts(cohorts_between(among, indicators))]
            yield from ratios
            yield from of_other_agencies(held, self.variables, office)
            if period == year:
                yield from written_as_shares(self.root, settings, held, indicators)
            told = wrong | {fault.row for fault in ratios}
            yield from self._unusual(held, period, indicators, told)

    def _unusual(self, held: Held, period: str, indicators, told: set[int]) -> Iterator[Fault]:
        """Yield what is unusual, and what stands alone though nothing else is told of it."""
        if self.doubts is None:
            return
        given = (held.tree, self.changes, self.indicators)
        before = years_before(self._counts_of, period, YEARS, *given)
        odd = [*unusual(held, comparable(self.doubts, self.variables, period), before)]
        told = told | {fault.row for fault in odd}
        yield from odd
        yield from (fault for fault in outliers(held, before) if fault.row not in told)
        alone = len(known_years(self.root)) == 1
        yield from without_a_year_before(held, indicators, before, period, alone)
        yield from last_year_again(held, before, period)

    def _counts_of(self, year: int) -> pd.DataFrame | None:
        """Another year's counts for comparison; what is wrong there is told with that year."""
        if year not in self._read:
            self._read[year] = counts_as_written(self.root, year)
        return self._read[year]


def _call_fault(error: CallError) -> Fault:
    """Areas that cannot be told apart from their file: what a call would be refused for."""
    problem, _, remedy = str(error).partition("; ")
    return Fault("data/areas.csv", 0, "parent", problem, remedy)


def unread(root: Path) -> Iterator[Fault]:
    """Yield a warning for each file among the inputs that looks like one and is not read."""
    for folder, (tables, of_years) in _READ.items():
        names = [f"{table}.csv" for table in tables.split()]
        for path in sorted((root / folder).glob("*")):
            like = path.is_file() and _LIKE_INPUTS.fullmatch(path.name)
            if like and path.name not in names and not re.fullmatch(of_years, path.name):
                name = relative(path, root)
                yield Fault(name, 0, "", "nobody reads this file", _remedy(path.name, names))


def _remedy(name: str, names: list[str]) -> str:
    if part := _PART.fullmatch(name):
        return f"its lines belong in {part[1]}.csv, where the column period tells parts apart"
    if close := get_close_matches(name.casefold(), names, n=1):
        return f"if it is the newer {close[0]}, put it in that file's place; else move it away"
    if not names and (year := _YEAR.search(name)):
        return f"take what is right in it into {year[1]}.csv, then move it away"
    if re.fullmatch(r"[0-9]{4}\.yml", name, re.IGNORECASE):
        return f"call it {name[:4]}.yaml"
    if not names:
        return "call it YYYY.csv, as 2022.csv, or move it away"
    return "move it away"


def drawn_editions(root: Path, table: pd.DataFrame) -> tuple[set[str], list[Fault]]:
    """Return the editions that have borders, and a warning for each map that is of none."""
    editions, strange = set(table["edition"]), []
    drawn = {edition for edition in editions if boundary_file(root, edition).is_file()}
    files = {boundary_file(root, edition).name for edition in drawn}
    for path in sorted((root / "shapefiles").glob("[!.]*")):
        if path.suffix.lower() in MAPS and path.name not in files:
            names = ", ".join(boundary_file(root, edition).name for edition in sorted(editions))
            remedy = f"take it in with 'chitieu boundaries', or delete it; read are {names}"
            strange.append(Fault(relative(path, root), 0, "", "nothing reads it", remedy))
    return drawn, strange


def held_borders(root: Path, table: pd.DataFrame, edition: str) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the warnings of an edition's borders; `table`: all editions' areas.

    Raises CallError for an edition that is none.
    """
    from chitieu.collect.boundaries import earth, projection, required
    from chitieu.collect.boundaries.required import Told

    areas = Areas(table, edition)
    told = Told(relative(boundary_file(root, edition), root))
    if not has_borders(root, edition):
        remedy = f"take in a map: chitieu boundaries FILE --edition {edition}"
        problem = "there are no borders, and maps show each area as a square"
        return [], [told.fault("", problem, remedy)]
    try:
        layer = drawn_boundaries(root, areas)
    except Faults as unread:
        return unread.faults, []
    others = [Areas(table, other) for other in table["edition"].unique() if other != edition]
    names = layer.get("name")
    layer = layer.assign(name=areas.names())
    if faults := required.shape_faults(told, layer):
        return faults, []
    try:
        placed = projection.to_degrees(
            told, layer, None, projection.expected_place(root, areas, others)
        )
    except Faults as misplaced:
        again = f"take the map in with 'chitieu boundaries FILE --edition {edition}', and "
        return [replace(fault, remedy=again + fault.remedy) for fault in misplaced.faults], []
    faults = required.cover_faults(told, earth.in_metres(placed), None, areas)
    faults += required.area_faults(told, placed, areas, others)
    if names is None:
        faults.append(told.fault("name", "the field is missing", "add the communes' names"))
    else:
        faults += required.name_faults(told, layer.assign(name=names), areas)
    return faults, [] if faults else required.exception_warnings(told, placed, areas)
