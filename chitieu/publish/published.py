"""One period as it was published: its results, and which counts they lack."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from chitieu.faults import CallError, Faults
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.agencies import in_office, read_agencies
from chitieu.plan.area_types import AreaTypes, read_types
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.identifiers import page_numbers
from chitieu.plan.indicators import read_indicators, read_variables, variables_of
from chitieu.plan.of_year import indicators_of_year, variables_of_year
from chitieu.plan.years import Year, read_year
from chitieu.publish.schedule import outputs_of
from chitieu.show.wording import formats as f
from chitieu.words import capital, language, listing, text
from chitieu.words.columns import in_language
from chitieu.workbook import Workbook

ANSWERED = ("L", "M")  # not collected, cannot exist: nobody is waited for
_NUMBERS = ("numerator", "denominator", "per", "value", "lower", "upper")


class Published:
    """One period's published results, and what the plan and the areas call things."""

    def __init__(self, root: Path, period: str, audience: str = "review"):
        self.root, self.period, self.language = root, period, language()
        self.audience = audience
        self.folder = outputs_of(root, audience, self.language) / period
        self.settings: Year = read_year(root, int(period[:4])).in_language(self.language)
        plan = read_indicators(root), self.settings.targets
        office = in_office(root, self.settings.date_of(period))
        self.indicators = in_language(office.of(indicators_of_year(*plan), "lead"))
        variables = variables_of_year(read_variables(root), *plan)
        self.variables = in_language(office.of(variables, "agency"))
        self.areas = Areas(read_areas(root), self.settings.edition)
        path = self.folder / "results.csv"
        self.results = _read_results(path) if path.is_file() else pd.DataFrame()
        self.own = pd.DataFrame()
        if len(self.results):
            everyone = self.results[self.results["dimension"].isna()]
            own = everyone[everyone["area"] == self.areas.top]
            self.own = own.set_index("indicator", drop=False)

    def met(self, page: str) -> str:
        """ "18/33 đạt": of the indicators of the objective whose page bears a number, or of all
        where that is 0; "" where none is judged."""
        chosen = self.indicators
        if page != "0":
            chosen = chosen[chosen["objective"].map(self.page_numbers) == page]
        states = self.own["status"].reindex(chosen.index) if len(self.own) else pd.Series(dtype=str)
        if not states.isin(GOOD + BAD).any():
            return ""
        how = "on_course" if f.is_open(self.period) else "met"
        return text(f"index.reached.{how}", good=states.isin(GOOD).sum(), of=len(states))

    @cached_property
    def page_numbers(self) -> dict[str, str]:
        """The number of each objective's page, by the objective."""
        return page_numbers(self.indicators["objective"].unique())

    def name(self, area: str) -> str:
        """Return what an area is called."""
        return str(self._names[area])

    def short(self, area: str) -> str:
        """Return what an area is called, without its type."""
        return self.types.short(self.name(area))

    @cached_property
    def types(self) -> AreaTypes:
        """What areas are called by their types."""
        return read_types(self.root)

    @cached_property
    def _names(self) -> pd.Series:
        return self.areas.names(self.language)

    @cached_property
    def book(self) -> Workbook:
        """The period's workbook, whose figures need not be those that were published."""
        return Workbook.open(
            int(self.period[:4]), "", self.period, self.audience, self.root, language=self.language
        )

    @cached_property
    def counts(self) -> pd.DataFrame:
        """The counts of the plan's indicators; none where the inputs are faulty."""
        wanted = variables_of(self.indicators)
        try:
            counts = self.book.counts()
        except (CallError, Faults):  # `chitieu check` tells them
            return pd.DataFrame(columns=["area", "variable", "value", "conf_status", "obs_status"])
        return counts[counts["variable"].isin(wanted)]

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The counts that the lowest areas were to report, and did or did not.

        Results do not tell which of two counts is lacking; only the counts do.
        """
        there = self.counts["area"].isin(self.areas.leaves)
        if "reason" in self.counts:
            there &= self.counts["reason"].ne("school_year_open")
        return self.counts[there]

    def arrived(self) -> tuple[int, int]:
        """How many of the expected counts have arrived, and how many are expected."""
        arrived = self.reported["value"].notna() | self.reported["conf_status"].eq("C")
        return int(arrived.sum()), len(arrived)

    def data_state(self) -> str:
        """How many of the expected counts have arrived: "363/371"."""
        arrived, expected = self.arrived()
        return text("index.received", arrived=arrived, expected=expected) if expected else ""

    @cached_property
    def _lacking(self) -> pd.DataFrame:
        """The counts that have not come; one that could not be collected is an answer."""
        open_to_all = self.reported["value"].isna() & self.reported["conf_status"].ne("C")
        cells = self.reported[open_to_all & ~self.reported["obs_status"].isin(ANSWERED)]
        return cells.assign(agency=cells["variable"].map(self.variables["agency"]))

    def areas_not_reported(self) -> list[dict]:
        """How many counts of each area have not arrived, and from whom."""
        agencies = in_language(read_agencies(self.root))["name"]
        return [
            {
                "period": capital(f.period_name(self.period)),
                "area": self.name(area),
                "count": f.number(len(part)),
                "agencies": listing(agencies.get(a, a) for a in part["agency"].unique()),
            }
            for area, part in self._lacking.groupby("area", sort=False)
        ]

    def not_reported(self) -> list[dict]:
        """The counts that have not arrived, a dict an agency that is to report them."""
        agencies = in_language(read_agencies(self.root))["name"]
        return [
            {
                "period": capital(f.period_name(self.period)),
                "agency": agencies.get(agency, agency),
                "counts": [
                    {
                        "name": self.variables.loc[variable, "name"],
                        "places": self._named(set(those["area"])),
                    }
                    for variable, those in part.groupby("variable", sort=False)
                ],
            }
            for agency, part in self._lacking.groupby("agency")
        ]

    def _named(self, areas: set[str]) -> str:
        if len(areas) == len(self.areas.leaves) > 1:
            return text("index.everywhere")
        return listing(self.short(a) for a in self.areas.leaves if a in areas)


def _read_results(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for column in _NUMBERS:
        table[column] = pd.to_numeric(table[column])
    return table
