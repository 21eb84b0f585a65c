"""What every exhibit of a page is made from: one period's results and what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from chitieu.plan.years import Year
from chitieu.show.formats import LEVELS, short_area

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Scene:
    """Everything here comes from the protected counts: what is shown can know nothing else.

    `results`: the period's, in the columns of a result. `history`: the same of every year with
    figures up to this one, on this edition's areas. `counts`: the variables' counts of those
    years at every level (columns of `measure.totals.add_totals` and conf_status).
    `indicators`, `variables`, `agencies`, `actions`: the plan's tables, in its order.
    `names`: areas' names by code. `top`: the page's area; `parts`: those just below it;
    `leaves`: those of the lowest level. `borders`: the leaves' polygons.
    """

    period: str
    settings: Year
    audience: str
    results: pd.DataFrame
    history: pd.DataFrame
    counts: pd.DataFrame
    indicators: pd.DataFrame
    variables: pd.DataFrame
    agencies: pd.DataFrame
    actions: pd.DataFrame
    names: pd.Series
    top: str
    parts: list[str]
    leaves: list[str]
    borders: gpd.GeoDataFrame

    def rows(self, indicator: str, area: str | None = None) -> pd.DataFrame:
        """The period's results of an indicator: of one area, or of all the page's."""
        rows = self.results[self.results["indicator"] == indicator]
        return rows if area is None else rows[rows["area"] == area]

    def result(self, indicator: str, area: str | None = None) -> pd.Series:
        """One result: of the page's own area where none is named."""
        return self.rows(indicator, area or self.top).iloc[0]

    def of_leaves(self, indicator: str) -> pd.DataFrame:
        """The period's results of an indicator in the lowest areas, in their order."""
        return self.rows(indicator).set_index("area", drop=False).loc[self.leaves]

    def of_objective(self, objective: int | None) -> pd.DataFrame:
        """The plan's indicators of one objective, or all of them."""
        if objective is None:
            return self.indicators
        return self.indicators[self.indicators["objective"] == objective]

    def word_for(self, areas: list[str]) -> str:
        """What areas are called together by their kinds: "xã, thị trấn"."""
        levels = set(self.results.loc[self.results["area"].isin(areas), "level"])
        return ", ".join(word for level, word in LEVELS.items() if level in levels) or "đơn vị"

    def short(self, area: str) -> str:
        """An area's name without its kind."""
        return short_area(self.names[area])

    def count(self, variable: str, area: str | None = None, period: str | None = None) -> pd.Series:
        """One variable's protected count: value, obs_status, reason, parts, reported, …"""
        counts = self.counts
        rows = counts[
            (counts["variable"] == variable)
            & (counts["area"] == (area or self.top))
            & (counts["period"] == (period or self.period))
        ]
        return rows.iloc[0]
