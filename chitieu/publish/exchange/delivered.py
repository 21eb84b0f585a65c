"""What is delivered, in whatever format: the results of one period and what tells of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from chitieu.plan.areas import Areas
from chitieu.plan.years import Year
from chitieu.publish.exchange.transformations import flowing
from chitieu.show.wording import formats as f
from chitieu.words import LANGUAGES, speaking, text
from chitieu.words.columns import in_language

RESULTS, XLSX = "results.csv", "results.xlsx"
SDMX, STRUCTURE = "results.sdmx.csv", "results.sdmx.xml"


@dataclass(frozen=True)
class Delivery:
    """The results of one period as they leave, and what tells of them.

    `book`: the opened workbook. `results`: in the columns of a result. `flowing`: the indicators
    of which a count flows. The areas are those of the page's own area, and what lies below it.
    """

    book: object

    results: pd.DataFrame
    indicators: pd.DataFrame
    groups: pd.DataFrame
    flowing: frozenset[str]
    areas: Areas
    settings: Year
    period: str
    audience: str
    language: str

    @classmethod
    def of(cls, book) -> Delivery:
        """Return what an opened workbook delivers, in its language."""
        with speaking(book.language):
            plan, groups = in_language(book.indicators), in_language(book.groups)
        return cls(
            book=book,
            results=_of_everyone_and_groups(book),
            indicators=plan,
            groups=groups,
            flowing=flowing(book.indicators, book.variables),
            areas=book.areas,
            settings=book.settings,
            period=book.period,
            audience=book.audience,
            language=book.language,
        )

    @property
    def definitions(self) -> pd.DataFrame:
        """The table of the page's part of that name."""
        return self.book.definitions().table

    @property
    def guide(self) -> pd.DataFrame:
        """The table of how a page is read."""
        return self.book.reading_guide().table

    def objectives(self) -> Iterator[tuple[str, str, pd.DataFrame]]:
        """Yield each objective, its words and its results, in the plan's order."""
        of = self.results["indicator"].map(self.indicators["objective"])
        for number in self.indicators["objective"].unique():
            words = self.settings.objectives.get(number, "")
            yield number, words, self.results[of == number]

    @property
    def title(self) -> str:
        """ "Kết quả các chỉ tiêu, Huyện Kon Rẫy, năm 2022"."""
        place, period = self.name(self.areas.top), f.period_name(self.period)
        return text("exchange.title", area=place, period=period)

    def name(self, area: str) -> str:
        """Return what an area is called."""
        return str(self._names[area])

    @cached_property
    def _names(self) -> pd.Series:
        return self.areas.names(self.language)

    @property
    def date(self) -> datetime.date:
        """The date that the period's files bear."""
        return self.settings.date_of(self.period)

    @property
    def marks(self) -> dict[str, str]:
        """What must be said wherever the figures stand, by why: simulated, internal."""
        true = {"simulated": self.settings.simulated, "internal": self.audience == "internal"}
        return {why: text(f"exchange.mark.{why}") for why, holds in true.items() if holds}


def _of_everyone_and_groups(book) -> pd.DataFrame:
    """The results of everyone, and below them those of each group that they are told by."""
    everyone, groups = book.results(), book.results(by=book.groups["dimension"].unique())
    return pd.concat([everyone, groups], ignore_index=True) if len(groups) else everyone


def indicator_table(indicators: pd.DataFrame, settings: Year) -> pd.DataFrame:
    """Return the plan's indicators with a year's targets, a row an indicator.

    Columns: indicator, target_no, objective, kind, per, comparator, target, unit (%, ‰, /10.000,
    count: for programs, the same in every language). A fraction of the whole stays one (4/7); a
    fall has the comparator "fall". Limits by type of area are one text: "commune: < 5; ward: < 10".
    """
    goals = [settings.limits(*each) for each in indicators["kind"].items()]
    table = indicators.reset_index()[["indicator", "target_no", "objective", "kind", "per"]]
    table["comparator"] = [goal.single.comparator if goal.single else "" for goal in goals]
    table["target"] = [goal.single.limit_text if goal.single else goal.columns[1] for goal in goals]
    with speaking(LANGUAGES[0]):
        table["unit"] = [
            "count" if kind == "count" else f.unit_of(kind, per)
            for kind, per in zip(table["kind"], table["per"], strict=True)
        ]
    return table
