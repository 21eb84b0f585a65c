"""What an analyst goes on with: the figures as tidy tables and with polygons, and own pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from chitieu import show
from chitieu.faults import CallError
from chitieu.measure.history import History
from chitieu.measure.panel import panel
from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.areas import Areas
from chitieu.plan.indicators import require_in_plan
from chitieu.plan.periods import is_part
from chitieu.plan.years import Year
from chitieu.show.scene import ALL, Scene
from chitieu.words import speaking
from chitieu.words.columns import in_language

if TYPE_CHECKING:  # what draws is loaded where something is drawn: results need none of it
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from chitieu.show.exhibit import Exhibit

_TOLD = ["obs_status", "conf_status", "reason", "note"]  # of a count


class Desk:
    """What returns a workbook's figures, each time a copy; all of them are protected."""

    scene: Scene
    settings: Year
    areas: Areas
    indicators: pd.DataFrame
    variables: pd.DataFrame
    period: str
    language: str
    seen: set[str]
    _history: History
    _pictures: int = 0

    def results(
        self,
        objective: int | str | None = None,
        indicator: str | None = None,
        by: str | Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return the results, a row an indicator × area: of one objective or indicator, or all.

        Parameters
        ----------
        by
            A dimension ("sex") or several, for a row an indicator × area × group instead.

        Examples
        --------
        >>> book.results(indicator="2").query("area == '614'")["status"].tolist()
        ['met']
        """
        scene = self._of(objective)
        asked = [by] if isinstance(by, str) else by
        table = scene.results if asked is None else scene.of_groups(*asked)
        table = self._with_plan_targets(table)[list(RESULT_COLUMNS)]
        if indicator is not None:
            require_in_plan("indicator", indicator, self.indicators.index)
            of = self.indicators.loc[indicator, "objective"]
            if objective is not None and str(objective) != of:
                raise CallError(
                    f"indicator='{indicator}' is of objective {of}, not of {objective}; "
                    f"write results(indicator='{indicator}')"
                )
            table = table[table["indicator"] == indicator]
        return table.reset_index(drop=True)

    def panel(
        self,
        indicators: str | Sequence[str] | None = None,
        by: str | Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return the results of every year with figures up to this one, a row a year × area ×
        indicator, on this year's areas; see `measure.panel.panel` for its columns.

        Parameters
        ----------
        indicators
            The ones wanted (default: all). A report that asks for some alone is made again only
            when their figures change.
        by
            A dimension ("sex") or several, for a row a group instead.

        Warnings
        --------
        Withheld rows have no counts: a sum over areas is a total only where none is withheld, and
        `attrs["withheld"]` tells how many are. `totals()` are the area's own figures.

        Examples
        --------
        >>> book.panel("2").query("area == '614'")["value"].round(1).tolist()
        [92.2, 93.2, 94.3, 95.1, 96.6]
        """
        scene, groups = self.scene, None
        wanted = [indicators] if isinstance(indicators, str) else indicators
        if by is not None:
            history = scene.history_of_groups(*([by] if isinstance(by, str) else by))
            groups = scene.groups.set_index(["dimension", "group"])["name"]
            if wanted is not None:
                history = history[history["indicator"].isin(scene.history_of(*wanted)["indicator"])]
        else:
            history = scene.history if wanted is None else scene.history_of(*wanted)
        history = self._with_plan_targets(history)
        return panel(history, scene.names, scene.indicators["name"], groups)

    def totals(self, indicators: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of `panel` of the workbook's own area, whose counts are those of all it
        holds, the withheld ones too.

        Examples
        --------
        >>> book.totals("2")["numerator"].tolist()
        [4173.0, 4280.0, 4388.0, 4485.0, 4615.0]
        """
        table = self.panel(indicators)
        own = table[table["area"] == self.areas.top].reset_index(drop=True)
        own.attrs["withheld"] = int(own["conf_status"].eq("C").sum())
        return own

    def geo(self, indicator: str | None = None, years: bool = False) -> gpd.GeoDataFrame:
        """Return the lowest areas with their polygons, in degrees (EPSG:4326), a row an area: area,
        name, level, km2; of an `indicator` also the columns of `panel`, of this year or, with
        `years`, a row an area × year.

        Examples
        --------
        >>> len(book.geo("3b"))
        7
        """
        scene = self.scene
        about = self.areas.table.loc[scene.leaves]
        land = scene.borders[["geometry"]].assign(
            name=scene.names[scene.leaves], level=about["type"], km2=about["km2"].astype(float)
        )
        land = land.rename_axis("area").reset_index()
        if indicator is None:
            return land[["area", "name", "level", "km2", "geometry"]]
        table = self.panel(indicator)
        rows = table[table["area"].isin(scene.leaves)]
        if not years:
            rows = rows[rows["period"] == self.period]
        merged = land.merge(rows.drop(columns=["name", "level"]), on="area", validate="1:m")
        return merged[[*merged.columns.drop("geometry"), "geometry"]]

    def counts(self) -> pd.DataFrame:
        """Return the period's counts, a row a variable × area.

        Columns: period, area, edition, name, variable, variable_name, value (not a number where it
        is missing or withheld), obs_status, conf_status, reason, note.

        Examples
        --------
        >>> counts = book.counts().query("variable == 'children_u5'")
        >>> counts[["area", "value"]].head(1).to_dict("records")
        [{'area': '23479', 'value': 497.0}]
        """
        self.seen.add(ALL)
        table = self._history.tables.of(self.period)
        table = table[table["variable"].isin(self.variables.index)]
        with speaking(self.language):
            names = in_language(self.variables)["name"]
        return pd.DataFrame(
            {
                **{column: table[column].astype("str") for column in ("period", "area", "edition")},
                "name": table["area"].map(self.areas.names(self.language)).astype("str"),
                "variable": table["variable"].astype("str"),
                "variable_name": table["variable"].map(names).astype("str"),
                "value": table["value"].astype("Float64").astype(float),
                **{column: table[column] for column in _TOLD},
            }
        )

    def show(
        self,
        picture: Figure | Axes,
        title: str = "",
        alt: str = "",
        reading: str = "",
        table: pd.DataFrame | None = None,
        **values,
    ) -> Exhibit:
        """Return a picture of one's own as a report shows it: a figure or axes of matplotlib,
        seaborn or geopandas, with its title, `alt` for who cannot see it, the sentence below it and
        the table behind it.

        The three texts may name `values` in braces, and how each is written: `{place}`,
        `{share:number:1}` (one decimal, as the language writes it), `{places:listing}`; one that
        is not there is a dash.

        Raises
        ------
        CallError
            Where title or alt are lacking, and for a value that a text names and was not given.

        Examples
        --------
        >>> from matplotlib.figure import Figure
        >>> figure = Figure()
        >>> line = figure.subplots().plot([2021, 2022], [93.2, 95.1])
        >>> book.show(figure, title="A", alt="{high:number:1}%", high=95.1)
        95,1%
        """
        self._pictures += 1
        with speaking(self.language):
            words = show.own.Words(title, alt, reading).filled(values)
            return show.own.own_picture(picture, self._pictures, words, table)

    def _with_plan_targets(self, table: pd.DataFrame) -> pd.DataFrame:
        """Results with the plan's own targets, those of the whole year, also in a part of it."""
        if not is_part(self.period):
            return table
        goals = {i: self.settings.limits(i, kind) for i, kind in self.indicators["kind"].items()}
        here = table["period"].eq(self.period) & table["target"].notna()
        keys = table.loc[here, ["indicator", "level", "group"]].itertuples(index=False)
        plan = [goals[i].at(str(level), group=group).columns[1] for i, level, group in keys]
        own = pd.Series(plan, table.index[here], dtype="object")
        return table.assign(target=own.reindex(table.index).fillna(table["target"]).astype("str"))
