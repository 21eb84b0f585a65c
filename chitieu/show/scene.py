"""What every exhibit of a page is made from: one period's results and what belongs to them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from chitieu.plan.area_limits import Limits
from chitieu.plan.area_types import AreaTypes
from chitieu.plan.identifiers import as_asked
from chitieu.plan.indicators import require_in_plan, variables_of
from chitieu.plan.targets import Target
from chitieu.plan.years import Year

if TYPE_CHECKING:
    import geopandas as gpd


ALL = "*"
MOST_SHOWN = 12  # lowest areas that have a column each though there are larger ones between


class _Whole:
    """A table of a scene: who asks for it as a whole may look at anything in it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, scene: Scene, table: pd.DataFrame) -> None:
        vars(scene)[self.name] = table

    def __get__(self, scene: Scene | None, owner: type) -> pd.DataFrame:
        if scene is None:
            raise AttributeError(self.name)  # so that the field has no default
        scene.seen.add(ALL)
        return vars(scene)[self.name]


@dataclass(frozen=True)
class Scene:
    """Everything here comes from the protected counts: what is shown can know nothing else.

    `results`: the period's, in the columns of a result; of a part of a year those of the year so
    far, with the part's share of a target for what flows, and `paced`, where that is so.
    `history`: the same of every year with figures up to this one, on this edition's areas.
    `group_history`: of one group each, of the indicators that the plan tells by groups; `groups`:
    their names, by dimension and group.
    `counts`: the variables' counts of those years at every level (columns of
    `measure.totals.add_totals` and conf_status).
    `indicators`, `variables`, `agencies`, `actions`: the plan's tables, in its order.
    `references`: what other places have reached or want to, as `plan.references.of_year` has it.
    `names`: areas' names by code; `types`: what they are called by their types; `peers`: what those
    are called that are like others. `top`: the page's area; `parts`: those just below it; `leaves`:
    those of the lowest level; `part_of`: the part that each of them lies in. `borders`: the leaves'
    polygons. `plan_years`: of each year the year whose targets it is held against. `elsewhere`: the
    objectives and the indicators that the plan has in other years alone.
    `seen`: which figures were looked at, "indicator 3b" or "variable live_births", or ALL of them;
    each method says so itself, also where it has them ready.
    """

    period: str
    settings: Year
    audience: str
    results: pd.DataFrame = _Whole()
    history: pd.DataFrame = _Whole()
    counts: pd.DataFrame = _Whole()
    group_history: pd.DataFrame = _Whole()
    groups: pd.DataFrame
    indicators: pd.DataFrame
    variables: pd.DataFrame
    agencies: pd.DataFrame
    actions: pd.DataFrame
    references: pd.DataFrame
    names: pd.Series
    types: AreaTypes
    peers: pd.Series
    top: str
    parts: list[str]
    leaves: list[str]
    part_of: dict[str, str]
    borders: gpd.GeoDataFrame
    plan_years: dict[int, int] = field(default_factory=dict)
    elsewhere: Mapping[str, Container[str]] = field(default_factory=dict, compare=False)
    seen: set[str] = field(default_factory=set, repr=False, compare=False)

    def narrowed(self, objective: int | str | None) -> Scene:
        """The scene with the figures of one objective alone: what its page may look at."""
        objective = as_asked(objective)
        plan = self.of_objective(objective)
        if len(plan) == len(self.indicators):
            return self
        variables = variables_of(plan)
        self._look_at("indicator", *plan.index)
        self._look_at("variable", *variables)
        if objective not in self._of_objectives:
            own = {each.name: vars(self)[each.name] for each in fields(self)} | {"seen": set()}
            for name in ("results", "history", "group_history"):
                own[name] = own[name][own[name]["indicator"].isin(plan.index)]
            own["results"] = own["results"].reset_index(drop=True)
            own["counts"] = own["counts"][own["counts"]["variable"].isin(variables)]
            self._of_objectives[objective] = Scene(**own)
        return self._of_objectives[objective]

    @cached_property
    def _of_objectives(self) -> dict[str | None, Scene]:
        return {}

    def _look_at(self, kind: str, *names: str) -> None:
        self.seen.update(f"{kind} {name}" for name in names)

    def rows(self, indicator: str, area: str | None = None) -> pd.DataFrame:
        """The period's results of an indicator: of one area, or of all the page's."""
        require_in_plan("indicator", indicator, self.indicators.index)
        self._look_at("indicator", indicator)
        rows = self._results_by.get(indicator, vars(self)["results"].iloc[:0])
        return rows if area is None else rows[rows["area"] == area]

    def history_of(self, *indicators: str) -> pd.DataFrame:
        """Indicators' results of every year with figures up to this one."""
        for indicator in indicators:
            require_in_plan("indicator", indicator, self.indicators.index)
        self._look_at("indicator", *indicators)
        history = vars(self)["history"]
        if len(indicators) == 1:
            return self._history_by.get(indicators[0], history.iloc[:0])
        return history[history["indicator"].isin(indicators)]

    def of_groups(self, *dimensions: str) -> pd.DataFrame:
        """The period's results of one group each, of the indicators that are told by dimensions.

        Raises CallError for one that no group is of.
        """
        table = self.history_of_groups(*dimensions)
        return table[table["period"].eq(self.period)]

    def history_of_groups(self, *dimensions: str) -> pd.DataFrame:
        """The same of every year with figures up to this one."""
        for dimension in dimensions:
            require_in_plan("by", dimension, self.groups["dimension"].unique().tolist())
        table = self.group_history
        return table[table["dimension"].isin(dimensions)]

    def counts_of(self, variable: str) -> pd.DataFrame:
        """A variable's protected counts in every year and area."""
        require_in_plan("variable", variable, self.variables.index)
        self._look_at("variable", variable)
        return self._counts_by.get(variable, vars(self)["counts"].iloc[:0])

    @cached_property
    def _single(self) -> dict[tuple[str, str], pd.Series]:
        return {}

    @cached_property
    def _rows_below(self) -> dict[tuple[str, bool], pd.DataFrame]:
        return {}

    @cached_property
    def _results_by(self) -> dict[str, pd.DataFrame]:
        table = vars(self)["results"]
        return dict(iter(table.groupby("indicator", sort=False, observed=True)))

    @cached_property
    def _history_by(self) -> dict[str, pd.DataFrame]:
        table = vars(self)["history"]
        return dict(iter(table.groupby("indicator", sort=False, observed=True)))

    @cached_property
    def _counts_by(self) -> dict[str, pd.DataFrame]:
        table = vars(self)["counts"]
        return dict(iter(table.groupby("variable", sort=False, observed=True)))

    def result(self, indicator: str, area: str | None = None) -> pd.Series:
        """One result: of the page's own area where none is named."""
        key = (indicator, area or self.top)
        if key not in self._single:
            self._single[key] = self.rows(*key).iloc[0]
        self._look_at("indicator", indicator)
        return self._single[key].copy(deep=False)

    def of_leaves(self, indicator: str) -> pd.DataFrame:
        """The period's results of an indicator in the lowest areas, in their order."""
        return self._of(indicator, self.leaves)

    def of_shown(self, indicator: str) -> pd.DataFrame:
        """The period's results of an indicator in the areas that are shown one by one."""
        return self._of(indicator, self.shown)

    def _of(self, indicator: str, areas: list[str]) -> pd.DataFrame:
        key = (indicator, areas is self.leaves)
        if key not in self._rows_below:
            rows = self.rows(indicator).set_index("area", drop=False)
            self._rows_below[key] = rows.loc[areas]
        self._look_at("indicator", indicator)
        return self._rows_below[key].copy(deep=False)

    @cached_property
    def is_nested(self) -> bool:
        """Whether there are areas between the page's own and the lowest, and so many of these that
        not each can have a column."""
        many = len(self.leaves) > MOST_SHOWN
        return many and any(self.part_of.get(leaf, leaf) != leaf for leaf in self.leaves)

    @property
    def shown(self) -> list[str]:
        """The areas that have a row, a column or a name: those just below the page's own. Each of
        them has a page for what lies in it; the lowest areas colour its maps."""
        return self.parts if self.is_nested else self.leaves

    def of_objective(self, objective: int | str | None) -> pd.DataFrame:
        """The plan's indicators of one objective, or all of them; none of one that it has in other
        years alone."""
        objective = as_asked(objective)
        if objective is None:
            return self.indicators
        if objective not in self.elsewhere.get("objective", ()):
            require_in_plan("objective", objective, self.indicators["objective"].unique().tolist())
        return self.indicators[self.indicators["objective"] == objective]

    def of_plan(self, indicator: str) -> pd.Series:
        """What the plan says of an indicator. Raises CallError where it has none of that name."""
        require_in_plan("indicator", indicator, self.indicators.index)
        return self.indicators.loc[indicator]

    def word_for(self, areas: list[str]) -> str:
        """What areas are called together by their kinds: "xã, thị trấn"."""
        return self.types.together({self.level_of(area) for area in areas}, len(areas))

    def word_of(self, level: str) -> str:
        """What areas of one kind are called: "xã"."""
        return self.types.word(level)

    def level_of(self, area: str) -> str:
        """What an area is: "commune", "district"; "" for one without results."""
        return self._levels.get(area, "")

    @cached_property
    def _levels(self) -> dict[str, str]:
        table = vars(self)["results"].drop_duplicates("area")  # the areas' kinds are no figures
        return dict(zip(table["area"], table["level"].astype(str), strict=True))

    def short(self, area: str) -> str:
        """An area's name without its kind; with it where the page has two of that name."""
        name = str(self.names[area])
        return name if area in self._namesakes else self.types.short(name)

    @cached_property
    def _namesakes(self) -> set[str]:
        names = self.names[list(dict.fromkeys([self.top, *self.shown]))].map(self.types.short)
        return set(names.index[names.duplicated(keep=False)])

    def limits(self, indicator: str) -> Limits:
        """What the year's plan asks of an indicator, and where that holds."""
        return self.settings.limits(indicator, self.indicators.loc[indicator, "kind"])

    def target(self, row) -> Target | None:
        """The whole year's target of a result, where one holds in its area."""
        own = pd.notna(row["target"])
        return self.limits(row["indicator"]).at(str(row["level"]), own, str(row["group"]))

    def count(self, variable: str, area: str | None = None, period: str | None = None) -> pd.Series:
        """One variable's protected count: value, obs_status, reason, parts, reported, …"""
        rows = self.counts_of(variable)
        here = rows["area"].eq(area or self.top) & rows["period"].eq(period or self.period)
        return rows[here].iloc[0]
