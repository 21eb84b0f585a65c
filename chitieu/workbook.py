"""The desk: what a notebook imports. One workbook, opened for a year and an area."""

from __future__ import annotations

from functools import cached_property, partial, wraps
from pathlib import Path
from types import ModuleType

import pandas as pd
from markupsafe import Markup

from chitieu.collect.observations import observation_file, read_observations
from chitieu.faults import CallError, did_you_mean
from chitieu.files import find_root
from chitieu.measure.disclosure import protect
from chitieu.measure.results import results
from chitieu.measure.series import carry
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.boundaries import read_boundaries
from chitieu.plan.indicators import (
    read_actions,
    read_agencies,
    read_indicators,
    read_variables,
)
from chitieu.plan.years import is_period, known_years, read_year
from chitieu.show import charts, health, maps, pages, protection, schooling, tables, voices
from chitieu.show.exhibit import Exhibit
from chitieu.show.scene import Scene

AUDIENCES = ("review", "internal")


class Analyses:
    """The analyses of one module of `show`, each called without its first argument, the scene:
    `book.health.funnel("3b")` is `show.health.funnel(book.scene, "3b")`."""

    def __init__(self, module: ModuleType, scene: Scene):
        self._module, self._scene = module, scene

    def __dir__(self) -> list[str]:
        return list(self._module.__all__)

    def __getattr__(self, name: str):
        if name not in dir(self):
            raise AttributeError(f"no analysis '{name}'; {did_you_mean(name, dir(self))}")
        return wraps(getattr(self._module, name))(partial(getattr(self._module, name), self._scene))


class Workbook:
    """A workbook opened for one period: `Workbook.open(year=2022)`.

    `results()` gives the figures as a DataFrame; the other methods give exhibits, whose `table`
    is the DataFrame behind what is shown and whose `figure` is what was drawn.
    """

    def __init__(self, root: Path, year: int, area: str, period: str, audience: str):
        self.root, self.year, self.period, self.audience = root, year, period, audience
        self.indicators = read_indicators(root)
        self.variables = read_variables(root)
        self.settings = read_year(root, year, self.indicators.index)
        self._all_areas = read_areas(root)
        self.areas = Areas(self._all_areas, self.settings.edition, area)
        self._counts: dict[int, pd.DataFrame | None] = {}

    @classmethod
    def open(
        cls,
        year: int,
        area: str = "",
        period: str = "",
        audience: str = "review",
        root: str | Path | None = None,
    ) -> Workbook:
        """Open the workbook that `root` (default: the current directory) lies in.

        `area`: the code of the area whose pages are wanted (default: the lowest that holds all
        others); `period`: the year or a part of it (default: the year); `audience`: "review" for
        what may leave the district, "internal" for what may not.
        Raises CallError for a wrong call and Faults for faulty inputs, all of them at once.
        """
        if type(year) is not int:
            raise CallError(f"year={year!r} is no year; write it as 2022, without quotes")
        for name, given in {"area": area, "period": period, "audience": audience}.items():
            if not isinstance(given, str):
                raise CallError(
                    f'{name}={given!r} is no text; write it in quotes: {name}="{given}"'
                )
        if audience not in AUDIENCES:
            raise CallError(
                f"audience='{audience}' is not known; {did_you_mean(audience, AUDIENCES)}"
            )
        period = period or str(year)
        if not (is_period(period) and period.startswith(str(year))):
            raise CallError(
                f"period='{period}' is no period of {year}; leave it blank for the year"
            )
        return cls(find_root(root), year, area, period, audience)

    # ---- figures ------------------------------------------------------------------------------

    def results(self, objective: int | None = None, indicator: str | None = None) -> pd.DataFrame:
        """Return the results, a row an indicator × area: of one objective or indicator, or all."""
        table = self.scene.results
        if objective is not None:
            table = table[table["indicator"].isin(self.scene.of_objective(objective).index)]
        if indicator is not None:
            if indicator not in self.indicators.index:
                remedy = did_you_mean(indicator, self.indicators.index)
                raise CallError(f"indicator='{indicator}' is not known; {remedy}")
            table = table[table["indicator"] == indicator]
        return table.reset_index(drop=True)

    def counts(self) -> pd.DataFrame:
        """Return the period's counts of every variable at every level."""
        return self._protected(self.year)

    # ---- the frame of every page ----------------------------------------------------------------

    def header(self, objective: int | None = None) -> Exhibit:
        """Return the head of a page: the answer, the area, the plan, the state of the figures."""
        return pages.header(self.scene, self._known(objective), self._objectives)

    def summary(self, objective: int | None = None) -> Exhibit:
        """Return the findings: targets reached, how sure that is, the best and the worst."""
        return pages.summary(self.scene, self._known(objective))

    def tiles(self) -> Exhibit:
        """Return all indicators as a strip of tiles that lead to their parts."""
        return tables.tiles(self.scene, self._link(None), self._objectives)

    def scorecard(self, objective: int | None = None) -> Exhibit:
        """Return a row an indicator: result, interval, target, verdict, counts, state of data."""
        link = self._link(objective)
        return tables.scorecard(self.scene, link, self._objectives, self._known(objective))

    def matrix(self) -> Exhibit:
        """Return every indicator in every area of the lowest level."""
        return tables.matrix(self.scene, self._link(None), self._objectives)

    def maps(self, objective: int | None = None) -> Exhibit:
        """Return a map an indicator, classed by the distance to the target."""
        return maps.indicator_maps(self.scene, self._known(objective))

    def map(self, indicator: str) -> Exhibit:
        """Return one large map of an indicator, with names and values."""
        return maps.indicator_map(self.scene, indicator)

    def status_map(self, objective: int | None = None) -> Exhibit:
        """Return the map of how many of its targets each area meets."""
        return maps.status_map(self.scene, self._known(objective))

    def chart(self, indicator: str) -> Exhibit:
        """Return an indicator's results by area, with intervals and the target."""
        return charts.interval_chart(self.scene, indicator)

    def history(self, indicator: str) -> Exhibit:
        """Return an indicator's results of the area through the years."""
        return charts.history_chart(self.scene, indicator)

    def details(self, objective: int | None = None) -> Exhibit:
        """Return a part an indicator: finding, charts, table by area, formula and source."""
        plan = self.scene.of_objective(self._known(objective))
        parts = [tables.detail(self.scene, i, [self.chart(i), self.history(i)]) for i in plan.index]
        return Exhibit(Markup("\n").join(parts), self.results(objective))

    def gaps(self, objective: int | None = None) -> Exhibit:
        """Return the figures that are missing or not final, and who reports them."""
        return pages.gaps(self.scene, self._known(objective))

    def next_steps(self, objective: int | None = None) -> Exhibit:
        """Return what is to be done for each target that was missed, is fragile or unknown."""
        return pages.next_steps(self.scene, self._known(objective), self._link(objective))

    def definitions(self, objective: int | None = None) -> Exhibit:
        """Return the definitions, formulas and sources of the indicators."""
        return pages.definitions(self.scene, self._known(objective))

    def reading_guide(self) -> Exhibit:
        """Return what the words and signs of a page mean."""
        return pages.reading_guide(self.scene)

    @property
    def _objectives(self) -> dict[int, str]:
        numbers = self.indicators["objective"].unique()
        return {number: self.settings.objectives.get(str(number), "") for number in numbers}

    def _known(self, objective: int | None) -> int | None:
        if objective is not None and objective not in self._objectives:
            remedy = did_you_mean(str(objective), self._objectives)
            raise CallError(f"objective={objective} is not in the plan; {remedy}")
        return objective

    def _link(self, here: int | None) -> tables.Link:
        """Return where an indicator's part stands, seen from the page of objective `here`."""
        page_of = {}
        for path in sorted((self.root / "notebooks").glob("[0-9]*_*.ipynb")):
            page_of.setdefault(path.stem.partition("_")[0], f"{path.stem}.html")

        def link(indicator: str) -> str:
            objective = int(self.indicators.loc[indicator, "objective"])
            page = "" if objective == here else page_of.get(str(objective), "")
            return f"{page}#{tables.anchor(indicator)}"

        return link

    # ---- the analyses of each objective's own ----------------------------------------------------

    @property
    def health(self) -> Analyses:
        """Survival and nutrition, with the doubt that small numbers bring."""
        return Analyses(health, self.scene)

    @property
    def protection(self) -> Analyses:
        """Rare events, the children not reached, and what is too small to publish."""
        return Analyses(protection, self.scene)

    @property
    def schooling(self) -> Analyses:
        """The school path from age 5 to the end of lower secondary school."""
        return Analyses(schooling, self.scene)

    @property
    def voices(self) -> Analyses:
        """Who is heard, by age and by place."""
        return Analyses(voices, self.scene)

    # ---- what everything is made from -----------------------------------------------------------

    @cached_property
    def scene(self) -> Scene:
        """What the exhibits are made from; nothing in it is unprotected."""
        years = [year for year in self._years_with_figures() if year <= self.year]
        history = pd.concat([self._results_of(year) for year in years], ignore_index=True)
        return Scene(
            period=self.period,
            settings=self.settings,
            audience=self.audience,
            results=history[history["period"] == self.period].reset_index(drop=True),
            history=history,
            counts=pd.concat([self._protected(year) for year in years], ignore_index=True),
            indicators=self.indicators,
            variables=self.variables,
            agencies=read_agencies(self.root),
            actions=read_actions(self.root),
            names=self.areas.names(),
            top=self.areas.top,
            parts=self.areas.parts,
            leaves=self.areas.leaves,
            borders=read_boundaries(self.root, self.areas),
        )

    def _years_with_figures(self) -> list[int]:
        return [y for y in known_years(self.root) if observation_file(self.root, y).is_file()]

    def _results_of(self, year: int) -> pd.DataFrame:
        settings = read_year(self.root, year, self.indicators.index)
        return results(
            self._protected(year),
            self._protected(year - 1),
            self.indicators,
            settings.targets,
            self.areas.down(),
            settings.confidence,
        )

    def _protected(self, year: int) -> pd.DataFrame | None:
        """The year's counts on this workbook's areas; None for a year without figures."""
        if year not in self._counts:
            there = observation_file(self.root, year).is_file() and year in known_years(self.root)
            if not there and year != self.year:
                return None
            settings = read_year(self.root, year)
            reported = read_observations(self.root, year, settings.edition)
            period = self.period if year == self.year else str(year)
            reported = reported[reported["period"] == period]
            if reported["edition"].ne(self.areas.edition).any():
                reported = carry(reported, read_area_changes(self.root), self.areas.edition)
            counts = add_totals(
                reported, self.areas, list(self.variables.index), period, settings.coverage
            )
            self._counts[year] = protect(
                counts, self.indicators, self.variables, self._all_areas, settings.threshold
            )
        return self._counts[year]
