"""What is wrong with the inputs: every fault of every file at once, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from chitieu.collect.doubtful import (
    YEARS,
    comparable,
    last_year_again,
    of_other_agencies,
    outliers,
    unusual,
    without_a_year_before,
    written_as_shares,
)
from chitieu.collect.editions import years_before
from chitieu.collect.held_borders import drawn_editions, held_borders
from chitieu.collect.observations import counts_as_written, read_observations
from chitieu.collect.rules import Figures, Held, ratios_between
from chitieu.collect.unread import unread
from chitieu.collect.unreported import gaps, in_words, unreported
from chitieu.collect.wholes import telling
from chitieu.faults import CallError, Fault, Faults, tracing
from chitieu.files import relative
from chitieu.plain_files import how_read
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.indicators import (
    read_actions,
    read_agencies,
    read_breaks,
    read_checks,
    read_doubts,
    read_indicators,
    read_variables,
)
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
from chitieu.plan.years import Year, doubts_of, read_year

# What was found in the inputs of a year, with the stamps from before they were read.
_found: dict[tuple[Path, int], tuple[tuple[Stamps, bool], tuple[list[Fault], list[Fault]]]] = {}


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
            figures = Figures(table, tree, self.areas, *plan, name)
            self._errors += figures.faults
            if asked:
                self._warnings += figures.with_lines(self._doubtful(settings, figures))
        return tree

    def _faults_of_settings(self, year: int) -> list[Fault]:
        """What is wrong with a year file that nothing is computed with: it warns."""
        try:
            read_year(self.root, year)
        except Faults as faults:
            return faults.faults
        return []

    def _doubtful(self, settings: Year, figures: Figures) -> Iterator[Fault]:
        """Yield what a year's figures leave open: gaps, and what may be wrong or right."""
        year, whole, tree, name = str(settings.year), figures.whole, figures.tree, figures.name
        natures, among = self.variables["stock_or_flow"], [*self.variables.index]
        if whole.empty:
            self._lacking[year] = unreported(whole, tree, self.variables, year), tree
        wrong = {fault.row for fault in figures.faults}
        for period, rows in whole.groupby("period", sort=False):
            held = Held(rows, tree, name)
            lacking = unreported(telling(whole, natures, period), tree, self.variables, period)
            self._lacking[period] = lacking, tree
            yield from gaps(lacking, name, period)
            ratios = [*held.ratios(ratios_between(among, self.indicators))]
            yield from ratios
            yield from of_other_agencies(held, self.variables)
            if period == year:
                yield from written_as_shares(self.root, settings, held, self.indicators)
            yield from self._unusual(held, period, wrong | {fault.row for fault in ratios})

    def _unusual(self, held: Held, period: str, told: set[int]) -> Iterator[Fault]:
        """Yield what is unusual, and what stands alone though nothing else is told of it."""
        if self.doubts is None:
            return
        given = (held.tree, self.changes, self.indicators)
        before = years_before(self._counts_of, period, YEARS, *given)
        odd = [*unusual(held, comparable(self.doubts, self.variables, period), before)]
        told = told | {fault.row for fault in odd}
        yield from odd
        yield from (fault for fault in outliers(held, before) if fault.row not in told)
        yield from without_a_year_before(held, self.indicators, before, period)
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
