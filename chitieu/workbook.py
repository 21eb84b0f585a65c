"""The desk: what a notebook imports. One workbook, opened for a year and an area."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from chitieu import show
from chitieu.collect.quality import require_sound
from chitieu.faults import CallError, did_you_mean
from chitieu.files import find_root
from chitieu.measure.audience import Tables
from chitieu.measure.history import History
from chitieu.plan.agencies import in_office, read_agencies
from chitieu.plan.area_types import AreaTypes, read_types
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import read_boundaries
from chitieu.plan.groups import grouped, read_groups
from chitieu.plan.indicators import read_actions, read_breaks, read_indicators, read_variables
from chitieu.plan.of_year import actions_of_year, indicators_of_year, variables_of_year
from chitieu.plan.periods import is_period_of
from chitieu.plan.references import of_year, read_references
from chitieu.plan.year_files import stamps
from chitieu.plan.years import Year, read_year
from chitieu.show.analysed import Analysed
from chitieu.show.calls import Frame, told
from chitieu.show.desk import Desk
from chitieu.show.scene import ALL, Scene
from chitieu.words import LANGUAGES
from chitieu.words.columns import in_language

if TYPE_CHECKING:  # what draws is loaded where something is drawn: results need none of it
    from chitieu.show.analyses.through_years.all_years import Years

AUDIENCES = ("review", "internal")

# A batch opens each period's workbook once for all its reports, and is told which they open.
ready: dict[tuple, Workbook] = {}
listeners: list[Callable[[Workbook], None]] = []


class Workbook(Desk, Frame, Analysed):
    """A workbook opened for one period: `Workbook.open(year=2022)`.

    `results()` gives the figures as a DataFrame; the other methods give exhibits, whose `table`
    is the DataFrame behind what is shown and whose `figure` is what was drawn. `seen`: which
    figures were looked at, as in its scene.

    Examples
    --------
    >>> book = Workbook.open(year=2022, root=book.root)
    >>> book.areas.top, book.period, book.audience
    ('614', '2022', 'review')
    """

    def __init__(
        self,
        root: Path,
        year: int,
        area: str,
        period: str,
        audience: str,
        language: str = LANGUAGES[0],
        edition: str = "",
    ):
        self.root, self.year, self.period = root, year, period
        self.audience, self.language = audience, language
        read = stamps(root)  # before anything is: who has read older files shares no results
        self.settings = read_year(root, year)
        plan = read_indicators(root), self.settings.targets
        self._office = in_office(root, self.settings.date_of(period))
        self.indicators = self._office.of(indicators_of_year(*plan), "lead")
        variables = read_variables(root)
        self.variables = self._office.of(variables_of_year(variables, *plan), "agency")
        self.key = (root, year, period, audience, language, edition)  # the same for every area
        self._all_areas = read_areas(root)
        self.areas = Areas(self._all_areas, edition or self.settings.edition, area)
        all_of_plan = self._with_groups(plan[0]), variables, audience
        tables = Tables(root, self.areas, self._all_areas, *all_of_plan, read)
        self._history = History(tables, period)
        self.seen: set[str] = set()

    def __repr__(self) -> str:
        where = f"{self.areas.name(self.areas.top)} ({self.areas.top})"
        return f"Workbook of {where}, {self.period}, {self.audience}, {self.language}: {self.root}"

    @classmethod
    def open(
        cls,
        year: int,
        area: str = "",
        period: str = "",
        audience: str = "review",
        root: str | Path | None = None,
        edition: str = "",
        language: str = LANGUAGES[0],
    ) -> Workbook:
        """Open the workbook that `root` (default: the current directory) lies in.

        Parameters
        ----------
        area
            The code or the name of the area whose pages are wanted (default: the lowest that holds
            all others).
        period
            The year or a part of it (default: the year).
        audience
            "review" for what may leave the district, "internal" for what may not.
        edition
            Of the areas (default: the year's own), so that a year is drawn on later boundaries.
        language
            "vi" or "en", of all that is shown.

        Raises
        ------
        CallError
            For a wrong call.
        Faults
            For faulty inputs, all of them at once.

        Examples
        --------
        >>> commune = Workbook.open(year=2022, area="Dak Rve", root=book.root)
        >>> commune.areas.top
        '23479'
        """
        if not isinstance(year, Integral) or isinstance(year, bool):
            raise CallError(f"year={year!r} is no year; write it as 2022, without quotes")
        year = int(year)
        texts = {"area": area, "period": period, "audience": audience, "language": language}
        for name, given in texts.items():
            if not isinstance(given, str):
                raise CallError(
                    f'{name}={given!r} is no text; write it in quotes: {name}="{given}"'
                )
        for name, given, known in (
            ("audience", audience, AUDIENCES),
            ("language", language, LANGUAGES),
        ):
            if given not in known:
                raise CallError(f"{name}='{given}' is not known; {did_you_mean(given, known)}")
        period = period or str(year)
        if not is_period_of(period, year):
            raise CallError(
                f"period='{period}' is no period of {year}; leave it blank for the year"
            )
        key = (find_root(root), year, area, period, audience, language)
        if not edition and key in ready:
            book = ready[key]
        else:
            require_sound(key[0], year)
            book = cls(*key, edition)
        for listener in listeners:
            listener(book)
        return book

    # ---- what it stands on -----------------------------------------------------------------------

    @cached_property
    def above(self) -> Workbook:
        """The workbook of the area just above, in the same period; this one where none is.

        Examples
        --------
        >>> book.above.areas.top
        '62'
        """
        chain = self.areas.chain(self.areas.top)
        if len(chain) == 1:
            return self
        whole = Areas(self._all_areas, self.areas.edition).top
        area = "" if whole == chain[1] else chain[1]  # as the batch has opened it already
        edition = "" if self.areas.edition == self.settings.edition else self.areas.edition
        return self.open(
            self.year, area, self.period, self.audience, self.root, edition, self.language
        )

    @property
    def _course(self) -> Years:
        self.seen.add(ALL)  # also where they have been computed for another page
        return self._courses

    @cached_property
    def _courses(self) -> Years:
        return show.through_years.all_years.Years(self.scene, self.years, self.breaks)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The groups that figures are told by, as `plan.groups.read_groups` returns them.

        Examples
        --------
        >>> book.groups.columns.tolist()
        ['dimension', 'group', 'name_vi', 'name_en', 'order']
        """
        return read_groups(self.root)

    @cached_property
    def types(self) -> AreaTypes:
        """What areas are called by their types.

        Examples
        --------
        >>> type(book.types).__name__
        'AreaTypes'
        """
        return read_types(self.root)

    @cached_property
    def _elsewhere(self) -> dict[str, set[str]]:
        own, every = self.indicators, read_indicators(self.root)
        objectives = {*every["objective"]} - {*own["objective"]}
        return {"objective": objectives, "indicator": {*every.index} - {*own.index}}

    def _with_groups(self, indicators: pd.DataFrame) -> pd.DataFrame:
        """The indicators, and each again of one group."""
        return pd.concat([indicators, grouped(indicators, self.groups)])

    @cached_property
    def actions(self) -> pd.DataFrame:
        """What the plan asks to be done for the year's indicators, and of whom.

        Examples
        --------
        >>> book.actions["indicators"].tolist()[1]
        ['2', '3a', '3b', '3c', '4a', '4b']
        """
        actions = actions_of_year(read_actions(self.root), self.indicators.index)
        return self._office.of(actions, "agencies")

    @cached_property
    def breaks(self) -> pd.DataFrame:
        """The years from which an indicator is counted in another way.

        Examples
        --------
        >>> book.breaks.columns.tolist()
        ['indicator', 'year', 'what_vi', 'what_en', 'source']
        """
        breaks = read_breaks(self.root)
        here = breaks["indicator"].isin(self.indicators.index) & breaks["year"].le(self.year)
        return breaks[here].reset_index(drop=True)

    @cached_property
    def compared(self) -> pd.DataFrame:
        """The counts of another year that differences in points are taken from, by area.

        Examples
        --------
        >>> len(book.compared)
        0
        """
        return self._history.compared()

    @cached_property
    def references(self) -> pd.DataFrame:
        """What is to be seen beside the year's indicators, of other places.

        Examples
        --------
        >>> book.references[["indicator", "place_en", "year", "target"]].head(1).to_dict("list")
        {'indicator': ['3b'], 'place_en': ['Kon Tum province'], 'year': [2018], 'target': [nan]}
        """
        return of_year(read_references(self.root), self.indicators.index, self.year)

    @cached_property
    def years(self) -> dict[int, Year]:
        """The year files of the years with figures, up to the period's own.

        Examples
        --------
        >>> sorted(book.years)
        [2018, 2019, 2020, 2021, 2022]
        """
        return {year: read_year(self.root, year) for year in self._history.years()}

    # ---- what everything is made from -----------------------------------------------------------

    @cached_property
    @told
    def scene(self) -> Scene:
        """What the exhibits are made from; nothing in it is unprotected.

        Examples
        --------
        >>> book.scene.top, len(book.scene.leaves)
        ('614', 7)
        """
        history = self._history.results()
        everyone = history[history["dimension"] == ""].reset_index(drop=True)
        return Scene(
            period=self.period,
            settings=self.settings.in_language(self.language),
            audience=self.audience,
            results=everyone[everyone["period"] == self.period].reset_index(drop=True),
            history=everyone,
            group_history=history[history["dimension"] != ""].reset_index(drop=True),
            groups=in_language(self.groups),
            counts=self._history.counts(),
            indicators=in_language(self.indicators),
            variables=in_language(self.variables),
            agencies=in_language(read_agencies(self.root)),
            actions=in_language(self.actions),
            references=in_language(self.references),
            names=self.areas.names(self.language),
            types=self.types,
            peers=self.areas.peers(self.language),
            top=self.areas.top,
            parts=self.areas.parts,
            leaves=self.areas.leaves,
            part_of=self.areas.part_of,
            borders=read_boundaries(self.root, self.areas),
            plan_years={year: file.targets_from or year for year, file in self.years.items()},
            elsewhere=self._elsewhere,
            seen=self.seen,
        )
