"""The counts and results of the years up to a period, as one audience may see them."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from chitieu.measure.audience import Tables
from chitieu.measure.pace import bases, paced
from chitieu.measure.results import Earlier, results
from chitieu.plan.checks import read_checks
from chitieu.plan.expressions import terms
from chitieu.plan.groups import dimension_of, parted
from chitieu.plan.of_year import indicators_of_year
from chitieu.plan.periods import in_year, is_part, with_same_end
from chitieu.plan.targets import POINTS
from chitieu.plan.year_files import Stamps, years_with_figures
from chitieu.plan.years import read_year

# Results by what they follow from, with the stamps of the files that they were computed from: a
# batch looks at most years for several periods' pages.
_computed: dict[tuple, tuple[Stamps, pd.DataFrame]] = {}


COMPARED = ["indicator", "area", "period", "of", "numerator", "denominator"]


class History:
    """The years with figures before a period, and the period itself: `tables` has their counts."""

    def __init__(self, tables: Tables, period: str):
        self.tables, self.period = tables, period

    def years(self) -> list[int]:
        """Return the years with figures, up to the period's own."""
        last = int(self.period[:4])
        return [year for year in years_with_figures(self.tables.root) if year <= last]

    @cached_property
    def periods(self) -> list[str]:
        """The years with figures before the period's own, and the period."""
        before = [str(year) for year in self.years() if year < int(self.period[:4])]
        return [*(y for y in before if self.tables.of_if_any(y) is not None), self.period]

    def counts(self) -> pd.DataFrame:
        """Return the counts of every variable at every level, one period after the other."""
        return pd.concat([self.tables.of(each) for each in self.periods], ignore_index=True)

    def results(self) -> pd.DataFrame:
        """Return the results of the period's indicators, one period after the other.

        Those of a part of a year are of the year so far; what flows has the part's share of its
        target, and `paced` tells where that is so.
        """
        of_periods = [self._results_of(each) for each in self.periods]
        if is_part(self.period):
            last = paced(of_periods.pop(), self._bases)
            of_periods = [*(table.assign(paced=False) for table in of_periods), last]
        table = pd.concat(of_periods, ignore_index=True)
        own = self._indicators_of(self.period).index
        return table[table["indicator"].isin(own)].reset_index(drop=True)

    def _indicators_of(self, period: str) -> pd.DataFrame:
        targets = read_year(self.tables.root, int(period[:4])).targets
        return indicators_of_year(self.tables.indicators, targets)

    def _results_of(self, period: str) -> pd.DataFrame:
        tables = self.tables
        key = (tables.root, tables.audience, tables.areas.edition, tables.areas.top, period)
        if _computed.get(key, ((), None))[0] != tables.read:
            _computed[key] = (tables.read, self._compute(period))
        return _computed[key][1]

    def _compute(self, period: str) -> pd.DataFrame:
        tables = self.tables
        settings = read_year(tables.root, int(period[:4]))
        counts, own = tables.of(period), self._indicators_of(period)
        kinds = own["kind"].items()
        named = {settings.limits(parted(indicator)[0], kind).since for indicator, kind in kinds}
        previous, year_before = self._earlier(period, int(period[:4]) - 1)
        return results(
            counts,
            previous,
            own[_reported(own, counts)],
            settings.targets,
            tables.areas.down(),
            settings.confidence,
            self._bases,
            year_before,
            tables.areas.lowest_in(),
            read_checks(tables.root),
            tables.areas.whole,
            {year: self._earlier(period, year) for year in named if 0 < year < int(period[:4])},
        )

    def compared(self) -> pd.DataFrame:
        """Return the published counts that differences in points are taken from, with the columns
        of COMPARED: a row an indicator × area × period, whose counts are of the period `of`."""
        found = []
        for period in self.periods:
            settings = read_year(self.tables.root, int(period[:4]))
            own = self._indicators_of(period)
            for indicator, row in own[own["kind"].eq(POINTS)].iterrows():
                since = settings.limits(parted(indicator)[0], POINTS).since
                counts, _ = self._earlier(period, since or int(period[:4]) - 1)
                if counts is not None:
                    sums = _sums(counts, row)
                    found.append(sums.assign(indicator=indicator, period=period))
        return pd.concat(found, ignore_index=True)[COMPARED] if found else pd.DataFrame()

    def _earlier(self, period: str, year: int) -> Earlier:
        """The counts of another year that a period's are compared with: those of the same part,
        and of the whole year where the period is a part."""
        same = (self.tables.of_if_any(in_year(each, year)) for each in with_same_end(period))
        whole = self.tables.of_if_any(str(year)) if is_part(period) else None
        return next((counts for counts in same if counts is not None), None), whole

    @property
    def _bases(self) -> pd.Series:
        return bases(self.tables.indicators, self.tables.variables)


def _sums(counts: pd.DataFrame, plan: pd.Series) -> pd.DataFrame:
    """Both counts of an indicator by area, where both are there."""
    values = counts.pivot(index="area", columns="variable", values="value").astype("Float64")
    sums = {
        side: values.reindex(columns=terms(plan[side])).sum(axis=1, skipna=False)
        for side in ("numerator", "denominator")
    }
    return pd.DataFrame(sums).dropna().reset_index().assign(of=counts["period"].iloc[0])


def _reported(indicators: pd.DataFrame, counts: pd.DataFrame) -> list[bool]:
    """Which indicators a period has: of groups only those whose dimension somebody reported."""
    reported = counts.loc[counts["reason"].astype("object").ne("not_in_file"), "variable"]
    there = {dimension_of(variable) for variable in reported.unique()}
    return [
        not parted(indicator)[1] or any(dimension_of(v) in there for v in terms(numerator))
        for indicator, numerator in indicators["numerator"].items()
    ]
