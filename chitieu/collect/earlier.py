"""Figures of another year on this year's areas: what a form shows beside a cell, and what a figure
is held against."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from chitieu.plan.areas import Areas
from chitieu.plan.indicators import of_areas


def on_areas(
    table: pd.DataFrame, areas: Areas, changes: pd.DataFrame, indicators: pd.DataFrame
) -> pd.Series:
    """Return the counts by area and variable; NaN where a count was declared missing.

    `table`: one period's observations, of whatever edition. Across a change of areas only what
    adds up exactly is given: sums of whole areas, and never what areas themselves have or not.
    """
    here = table[table["edition"] == areas.edition].set_index(["area", "variable"])["value"]
    own = set(indicators.loc[of_areas(indicators), "numerator"])
    elsewhere = table[(table["edition"] != areas.edition) & ~table["variable"].isin(own)]
    if elsewhere.empty:
        return here.astype(float)
    added = _added_up(elsewhere, changes[changes["new_edition"] == areas.edition])
    return here.combine_first(added[~added.index.isin(here.index)]).astype(float)


def _added_up(table: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    whole = changes.groupby("new_area").filter(lambda part: part["share"].eq(1).all())
    needed = whole.groupby("new_area").size()
    joined = table.merge(whole, left_on=["area", "edition"], right_on=["old_area", "old_edition"])
    sums = joined.groupby(["new_area", "variable"])["value"].agg(["sum", "count"])
    sums.index.names = ["area", "variable"]
    complete = sums["count"].eq(sums.index.get_level_values("area").map(needed))
    return sums["sum"].astype(float).where(complete)


class Earlier:
    """Counts of earlier years on one year's areas. `read` gives a year's observations, or None."""

    def __init__(
        self,
        read: Callable[[int], pd.DataFrame | None],
        areas: Areas,
        changes: pd.DataFrame,
        indicators: pd.DataFrame,
    ):
        self.read, self.areas = read, areas
        self._given = (changes, indicators)

    def years_before(self, period: str, years: int) -> pd.DataFrame:
        """Return the same period's counts, 1 to `years` years before: a column a year, by area and
        variable; of a year without figures none."""
        columns = {}
        for back in range(1, years + 1):
            before = f"{int(period[:4]) - back}{period[4:]}"
            table = self.read(int(before[:4]))
            if table is None or not (there := table["period"] == before).any():
                continue
            columns[back] = on_areas(table[there], self.areas, *self._given)
        return pd.DataFrame(columns)
