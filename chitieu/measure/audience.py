"""The counts of a workbook's periods, as one audience may see them: the one way to them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from chitieu.collect.editions import carry, wrongly_carried
from chitieu.collect.observations import read_observations
from chitieu.collect.wholes import add_wholes
from chitieu.faults import CallError, Faults
from chitieu.files import relative
from chitieu.measure.disclosure import protect, unprotected
from chitieu.measure.groups_of_areas import with_groups_of_areas
from chitieu.measure.parts_of_year import so_far
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas, read_area_changes
from chitieu.plan.checks import read_checks
from chitieu.plan.expressions import terms
from chitieu.plan.groups import dimensions, read_groups
from chitieu.plan.indicators import AREAS, variables_of_areas
from chitieu.plan.of_year import checks_among, indicators_of_year, variables_of_year
from chitieu.plan.periods import is_part, with_wholes
from chitieu.plan.year_files import Stamps, known_years, observation_file
from chitieu.plan.years import Year, read_year

# What was withheld is the same for every area's page and takes seconds to find; kept for those
# who have read the same files, none of them written since.
_protected: dict[tuple, tuple[Stamps, pd.DataFrame]] = {}


class Tables:
    """The counts of every period on the areas of one edition, read when they are asked for.

    `all_areas`: the table of the areas of all editions; `indicators`, `variables`: those of all
    years, of which each year has its own; `audience`: "review" for protected counts, "internal" for
    all; `read`: the stamps from before the other tables were read.
    """

    def __init__(
        self,
        root: Path,
        areas: Areas,
        all_areas: pd.DataFrame,
        indicators: pd.DataFrame,
        variables: pd.DataFrame,
        audience: str,
        read: Stamps,
    ):
        self.root, self.areas, self.all_areas = root, areas, all_areas
        self.indicators, self.variables, self.audience = indicators, variables, audience
        self.read = read
        self._of: dict[str, pd.DataFrame | None] = {}

    def of(self, period: str) -> pd.DataFrame:
        """Return a period's counts: in a part of a year, those of the year so far.

        Raises CallError for a period without figures, Faults for what is wrong in its file.
        """
        if period in self._of:
            return self._of[period]
        year = int(period[:4])
        settings = read_year(self.root, year)
        reported = read_observations(self.root, year, settings.edition)
        if reported["edition"].ne(settings.edition).any():
            name = relative(observation_file(self.root, year), self.root)
            faults = [*wrongly_carried(reported, self._changes, settings.edition, name)]
            if faults:
                raise Faults(faults)
        there = with_wholes(reported["period"]) or [str(year)]  # of an empty file, all is missing
        if period not in there:
            file = f"data/observations/{year}.csv"
            raise CallError(f"{period} has no figures in {file}; periods with: {', '.join(there)}")
        whole = self._whole_year(reported, there, settings)
        here = whole["edition"].eq(self.areas.edition)
        here &= whole["area"].isin(self.areas.table.index)
        tables = {
            each: part.reset_index(drop=True)
            for each, part in whole[here].groupby("period", sort=False)
        }
        natures = self.variables["stock_or_flow"]
        counts = so_far(tables, period, natures, self.areas) if is_part(period) else tables[period]
        counts = self._of[period] = with_groups_of_areas(counts, self.areas, self._of_areas)
        return counts

    def of_if_any(self, period: str) -> pd.DataFrame | None:
        """Return a period's counts; None where it has no figures."""
        year = int(period[:4])
        if not observation_file(self.root, year).exists() or year not in known_years(self.root):
            return None
        try:
            return self.of(period)
        except CallError:
            return None

    def _whole_year(self, reported: pd.DataFrame, periods: list[str], settings: Year):
        """The counts of a year and of all its parts, in every edition that is published: of what
        the year's indicators need, and of whatever else was reported."""
        plan = self.indicators, settings.targets
        here = self.variables.index.isin(reported["variable"])
        here |= self.variables.index.isin(variables_of_year(self.variables, *plan).index)
        variables, about = self.variables[here], (periods, settings.coverage)
        if self.audience == "internal":
            trees = [self.areas]
            return unprotected(self._totals(reported, trees, variables, *about))
        read = self._read_for(settings.year)
        key = (self.root, settings.year, self.areas.edition)
        if _protected.get(key, ((), None))[0] != read:
            counts = protect(
                self._everywhere(reported, variables, *about),
                _counted(indicators_of_year(*plan), variables),
                variables,
                self.all_areas,
                settings.threshold,
                checks_among(read_checks(self.root), variables.index),
                self._changes,
                settings.insider,
            )
            _protected[key] = (read, counts)
        return _protected[key][1]

    def _read_for(self, year: int) -> Stamps:
        """The stamps of the files that a year's counts follow from: no other year's figures."""
        own = f"/observations/{year}.csv"
        return tuple(each for each in self.read
                     if "/data/observations/" not in each[0] or each[0].endswith(own))  # fmt: skip

    def _everywhere(self, reported: pd.DataFrame, *about) -> pd.DataFrame:
        """The year's counts wherever they are published: in each period, edition and area, the
        edition that was reported first. What one page withholds another must not tell."""
        editions = dict.fromkeys([*reported["edition"].value_counts().index, self.areas.edition,
                                  *self.all_areas["edition"]])  # fmt: skip
        of_editions = (Areas.all_of(self.all_areas, edition) for edition in editions)
        return pd.concat(
            [self._totals(reported, trees, *about) for trees in of_editions if trees],
            ignore_index=True,
        )

    def _totals(self, reported, trees: list[Areas], variables, periods: list[str], coverage):
        """Periods' counts at every level of an edition's trees, carried to that edition."""
        edition = trees[0].edition
        if reported["edition"].ne(edition).any():
            own = variables_of_areas(self.indicators)
            reported = carry(reported, self._changes, edition, own)
        reported = add_wholes(reported, self.variables["stock_or_flow"])
        counted = variables.index[variables["stock_or_flow"] == AREAS]
        return pd.concat(
            [
                add_totals(rows, tree, list(variables.index), period, coverage, counted)
                for period in periods
                for rows in [reported[reported["period"] == period]]
                for tree in trees
            ],
            ignore_index=True,
        )

    @cached_property
    def _of_areas(self) -> dict[str, dict[str, set[str]]]:
        """The variables that are told by groups of areas, each with these and their types."""
        groups = read_groups(self.root)
        types = {written: {*dimensions(cell)} for written, cell in groups["types"].dropna().items()}
        by = self.variables["by"].dropna().map(dimensions) if types else {}
        return {
            variable: {g: of for g, of in types.items() if groups.at[g, "dimension"] in told}
            for variable, told in dict(by).items()
        }

    @cached_property
    def _changes(self) -> pd.DataFrame:
        return read_area_changes(self.root)


def _counted(indicators: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """The indicators of counts that somebody reports: not of groups added up from areas."""
    own = [{*terms(each)} <= {*variables.index} for each in indicators["numerator"]]
    return indicators[own]
