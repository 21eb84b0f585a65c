"""What is wrong with the inputs: every fault of every file at once, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from chitieu.collect.doubts import comparable, of_other_agencies, unusual, without_a_year_before
from chitieu.collect.earlier import Earlier
from chitieu.collect.held import Held
from chitieu.collect.observations import counts_as_written, observation_file, read_observations
from chitieu.collect.outliers import YEARS, outliers
from chitieu.collect.rules import ratios_between, rules_between
from chitieu.collect.unreported import gaps, in_words, unreported
from chitieu.collect.year_sums import wrong_sums
from chitieu.faults import CallError, Fault, Faults
from chitieu.files import relative
from chitieu.plain_files import how_read
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.boundaries import read_boundaries
from chitieu.plan.breaks import read_breaks
from chitieu.plan.doubts import read_doubts
from chitieu.plan.indicators import (
    read_actions,
    read_agencies,
    read_checks,
    read_indicators,
    read_variables,
)
from chitieu.plan.years import known_years, read_year


def check(root: Path, years: list[int] | None = None) -> tuple[list[Fault], list[Fault]]:
    """Return the errors and the warnings of a workbook's inputs.

    `years`: those to look at; all that have a year file or figures where None. An error stops a
    report from being right; a warning (a gap, a ratio above 100 %) does not.
    """
    found = Check(root, years)
    return found.errors, found.warnings


class Check:
    """A workbook's inputs looked through: `errors`, `warnings`, and which counts have not come."""

    def __init__(self, root: Path, years: list[int] | None = None):
        self.root = root
        self._errors: list[Fault] = []
        self._warnings: list[Fault] = []
        self._lacking: dict[str, tuple[pd.DataFrame, Areas]] = {}
        self.indicators = self._attempt(read_indicators, root)
        self.variables = self._attempt(read_variables, root)
        self.agencies = self._attempt(read_agencies, root)
        for read in (read_actions, read_breaks):
            self._attempt(read, root)
        self.changes = self._attempt(read_area_changes, root)
        self.checks = self._attempt(read_checks, root)
        self.doubts = self._attempt(read_doubts, root)
        self.areas = self._attempt(read_areas, root)
        self._read: dict[int, pd.DataFrame | None] = {}
        editions: set[str] = set()
        for year in years if years is not None else _all_years(root):
            editions |= self._look_through(year, asked_for=bool(years))
        for edition in sorted(editions):
            self._attempt(read_boundaries, root, Areas(self.areas, edition))
        for path in sorted([*root.glob("params/*.csv"), *root.glob("data/*.csv")]):
            self._warnings += how_read(path, root)
        self.errors = Faults(self._errors).faults
        self.warnings = Faults(self._warnings).faults

    def unreported(self) -> Iterator[str]:
        """Yield who has not reported what, in Vietnamese, by agency and by area; none where all
        is there."""
        for period, (lacking, tree) in self._lacking.items():
            agencies = {} if self.agencies is None else self.agencies["name_vi"].to_dict()
            variables = self.variables["name_vi"].to_dict()
            yield from in_words(lacking, period, variables, agencies, tree.names().to_dict())

    def _attempt(self, read: Callable, *args):
        try:
            return read(*args)
        except Faults as faults:
            self._errors.extend(faults.faults)
        except CallError as error:
            self._errors.append(_call_fault(error))
        return None

    def _look_through(self, year: int, asked_for: bool) -> set[str]:
        """Check a year; return the edition that its figures are of, where it can be known."""
        known = () if self.indicators is None else self.indicators.index
        settings = self._attempt(read_year, self.root, year, known)
        path = observation_file(self.root, year)
        if not (path.is_file() or asked_for):
            return set()
        edition = settings.edition if settings else ""
        table = self._attempt(read_observations, self.root, year, edition)
        if settings and table is not None:
            self._read[year] = table
        self._warnings += how_read(path, self.root)
        tree = None
        if settings and self.areas is not None:
            tree = self._attempt(Areas, self.areas, settings.edition)
        needed = (table, tree, self.indicators, self.variables, self.checks)
        if not any(part is None for part in needed):
            self._compare(year, table[table["edition"] == settings.edition], tree)
        return set() if tree is None else {settings.edition}

    def _compare(self, year: int, table: pd.DataFrame, tree: Areas) -> None:
        """Hold a year's figures against each other, and against those of earlier years."""
        if table.empty:
            lacking = unreported(table, tree, self.variables, str(year))
            self._lacking[str(year)] = lacking, tree
        name = relative(observation_file(self.root, year), self.root)
        among = [*self.variables.index]
        rules = rules_between(among, self.indicators, self.checks)
        self._errors += wrong_sums(table, self.variables["stock_or_flow"], name)
        for period, rows in table.groupby("period", sort=False):
            held = Held(rows, tree, name)
            wrong = [*held.broken(rules), *held.wrong_totals()]
            self._errors += wrong
            lacking = unreported(rows, tree, self.variables, period)
            self._lacking[period] = lacking, tree
            self._warnings += gaps(lacking, name, period)
            ratios = [*held.ratios(ratios_between(among, self.indicators))]
            self._warnings += ratios
            self._warnings += of_other_agencies(held, self.variables)
            self._doubt(held, period, {fault.row for fault in [*wrong, *ratios]})

    def _doubt(self, held: Held, period: str, told: set[int]) -> None:
        """Warn of what is unusual, and of what stands alone though nothing else is told of it."""
        if self.doubts is None or self.changes is None:
            return
        earlier = Earlier(self._counts_of, held.tree, self.changes, self.indicators)
        before = earlier.years_before(period, YEARS)
        odd = [*unusual(held, comparable(self.doubts, self.variables, period), before)]
        told = told | {fault.row for fault in odd}
        odd += [fault for fault in outliers(held, before) if fault.row not in told]
        self._warnings += [*odd, *without_a_year_before(held, self.indicators, before, period)]

    def _counts_of(self, year: int) -> pd.DataFrame | None:
        """Another year's counts for comparison; what is wrong there is told with that year."""
        if year not in self._read:
            self._read[year] = counts_as_written(self.root, year)
        return self._read[year]


def _all_years(root: Path) -> list[int]:
    files = (root / "data" / "observations").glob("*.csv")
    return sorted({*known_years(root), *(int(p.stem) for p in files if p.stem.isdigit())})


def _call_fault(error: CallError) -> Fault:
    problem, _, remedy = str(error).partition("; ")
    return Fault("params", 0, "", problem, remedy or "make the file")
