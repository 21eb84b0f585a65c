"""What a notebook calls: the frame of every page, and the analyses, each by a call of one line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from chitieu import show
from chitieu.faults import CallError, UnknownName, did_you_mean
from chitieu.plan.identifiers import as_asked, page_numbers
from chitieu.plan.indicators import require_in_plan
from chitieu.plan.notebooks import notebooks
from chitieu.plan.years import Year
from chitieu.show.fitting import not_asked_for, require_fitting
from chitieu.show.scene import Scene
from chitieu.words import speaking

if TYPE_CHECKING:  # what draws is loaded where something is drawn
    from chitieu.show.analyses.briefing.brief import Brief
    from chitieu.show.analyses.profile.place import Place
    from chitieu.show.analyses.through_years.all_years import Years
    from chitieu.show.exhibit import Exhibit
    from chitieu.show.frame.scorecard import Link


def told(method):
    """Have a method speak its workbook's language."""

    signature = inspect.signature(method)

    @wraps(method)
    def in_its_language(self, *args, **options):
        given = bound(f"book.{method.__name__}", signature, self, *args, **options).arguments
        with speaking(self.language):
            asks = len(given) > 1 and method.__name__ != "header"  # which says so itself
            if asks and (why := not_asked_for(self.scene, given)):
                return show.exhibit.nothing(why)
            return made_by(method, method(self, *args, **options))

    return in_its_language


def bound(call: str, signature: inspect.Signature, *args, **options) -> inspect.BoundArguments:
    """What a call gives to which parameter: one text where several may stand is a list of it.

    Raises CallError, with what to write, where that is not what the call takes.
    """
    try:
        found = signature.bind(*args, **options)
    except TypeError as error:
        bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
        typed = inspect.Signature([p for p in bare if p.name != "self"])
        raise CallError(f"{error}; write {call}{typed}") from None
    for name, value in found.arguments.items():
        many = str(signature.parameters[name].annotation).startswith(("list[", "Sequence["))
        if many and isinstance(value, str):
            found.arguments[name] = [value]
    return found


def made_by(maker: Callable, shown):
    """Have an exhibit know the function that made it."""
    if getattr(shown, "maker", maker) is None:
        shown.maker = maker
    return shown


class Frame:
    """What shows the frame's exhibits: it has a scene, the plan's tables and a language."""

    root: Path
    scene: Scene
    settings: Year
    indicators: pd.DataFrame
    language: str

    @told
    def header(self, objective: int | str | None = None) -> Exhibit:
        """Return the head of a page: the answer, the area, the plan, the state of the figures.

        Examples
        --------
        >>> len(book.header(objective=1).table)
        8
        """
        words = self.settings.in_language(self.language).objectives
        objectives = words | self._objectives
        if why := not_asked_for(self.scene, {"objective": objective}):
            return show.page_parts.header(self.scene, objective, objectives, why, of_part=[])
        return show.page_parts.header(self._of(objective), objective, objectives)

    @told
    def summary(self, objective: int | str | None = None) -> Exhibit:
        """Return the findings: targets reached, how sure that is, the best and the worst.

        Examples
        --------
        >>> len(book.summary(objective=1).table)
        6
        """
        return show.page_parts.summary(self._of(objective), objective)

    @told
    def tiles(self) -> Exhibit:
        """Return all indicators as a strip of tiles that lead to their parts.

        Examples
        --------
        >>> len(book.tiles().table)
        33
        """
        return show.scorecard.tiles(self.scene, self._link(None), self._objectives)

    @told
    def scorecard(self, objective: int | str | None = None) -> Exhibit:
        """Return a row an indicator: result, interval, target, verdict, counts, state of data.

        Examples
        --------
        >>> len(book.scorecard(objective=1).table)
        11
        """
        link = self._link(objective)
        return show.scorecard.scorecard(self._of(objective), link, self._objectives, objective)

    @told
    def matrix(self) -> Exhibit:
        """Return every indicator in every area of the lowest level.

        Examples
        --------
        >>> book.matrix().table.shape
        (33, 8)
        """
        return show.matrix.matrix(self.scene, self._link(None), self._objectives)

    @told
    def maps(self, objective: int | str | None = None) -> Exhibit:
        """Return a map an indicator, classed by the distance to the target.

        Examples
        --------
        >>> len(book.maps(objective=4).table)
        21
        """
        return show.maps.indicator_maps(self._of(objective), objective)

    @told
    def map(self, indicator: str) -> Exhibit:
        """Return one large map of an indicator, with names and values.

        Examples
        --------
        >>> book.map("24").figure is not None
        True
        """
        require_in_plan("indicator", indicator, self.indicators.index)
        return show.maps.indicator_map(self.scene, indicator)

    @told
    def status_map(self, objective: int | str | None = None) -> Exhibit:
        """Return the map of how many of its targets each area meets.

        Examples
        --------
        >>> len(book.status_map(objective=4).table)
        7
        """
        return show.maps.status_map(self._of(objective), objective)

    @told
    def chart(self, indicator: str) -> Exhibit:
        """Return an indicator's results by area, with intervals and the target.

        Examples
        --------
        >>> len(book.chart("24").table)
        8
        """
        require_in_plan("indicator", indicator, self.indicators.index)
        return show.charts.interval_chart(self.scene, indicator)

    @told
    def history(self, indicator: str) -> Exhibit:
        """Return an indicator's results of the area through the years.

        Examples
        --------
        >>> book.history("24").table["period"].tolist()
        ['2018', '2019', '2020', '2021', '2022']
        """
        require_in_plan("indicator", indicator, self.indicators.index)
        return show.charts.history_chart(self.scene, indicator)

    @told
    def details(self, objective: int | str | None = None) -> Exhibit:
        """Return a part an indicator: finding, charts, table by area, formula and source.

        Examples
        --------
        >>> len(book.details(objective=4).table)
        24
        """
        plan = self._of(objective).of_objective(objective)
        card, scene = show.scorecard, self.scene
        parts = []
        for each in plan.index:
            drawn, groups = [], None
            if card.has_figures(scene, each):
                drawn = [self.chart(each), self.history(each)]
                groups = show.by_group.by_group(scene, each, drawn[0].table)
            parts.append(card.detail(scene, each, drawn, groups))
        if note := card.signs_note(scene, plan.index):
            parts.append(Markup('<p class="ct-note">{}</p>').format(note))
        return show.exhibit.Exhibit(Markup("\n").join(parts), self.results(objective))

    @told
    def left_behind(self, objective: int | str | None = None) -> Exhibit:
        """Return the groups (girls and boys, by sex) that fare worse than others, and by how much;
        of the indicators that the plan tells by groups.

        Examples
        --------
        >>> "group" in book.left_behind().table
        True
        """
        return show.by_group.left_behind(self._of(objective))

    @told
    def gaps(self, objective: int | str | None = None) -> Exhibit:
        """Return the figures that are missing or not final, and who reports them.

        Examples
        --------
        >>> len(book.gaps().table)
        10
        """
        return show.page_parts.gaps(self._of(objective), objective)

    @told
    def next_steps(self, objective: int | str | None = None) -> Exhibit:
        """Return what is to be done for each target that was missed, is fragile or unknown.

        Examples
        --------
        >>> len(book.next_steps(objective=4).table)
        3
        """
        return show.page_parts.next_steps(self._of(objective), objective, self._link(objective))

    @told
    def definitions(self, objective: int | str | None = None) -> Exhibit:
        """Return the definitions, formulas and sources of the indicators.

        Examples
        --------
        >>> len(book.definitions(objective=4).table)
        3
        """
        return show.page_parts.definitions(self._of(objective), objective)

    @told
    def reading_guide(self) -> Exhibit:
        """Return what the words and signs of a page mean.

        Examples
        --------
        >>> len(book.reading_guide().table)
        10
        """
        return show.page_parts.reading_guide(self.scene)

    @property
    def _objectives(self) -> dict[str, str]:
        words = self.settings.in_language(self.language).objectives
        return {n: words.get(n, "") for n in self.indicators["objective"].unique()}

    def _of(self, objective: int | str | None) -> Scene:
        """The scene with one objective's figures, or with all."""
        return self.scene.narrowed(objective)

    def _link(self, here: int | str | None) -> Link:
        """Return where an indicator's part stands, seen from the page of objective `here`: in a
        notebook, which JupyterLab opens; a page leads to the page made of it."""
        page_of, here = {}, as_asked(here)
        numbers = page_numbers(self._objectives)
        for name in self._pages():
            page_of.setdefault(name.partition("_")[0], f"{name}.ipynb")

        def link(indicator: str) -> str:
            objective = self.indicators.loc[indicator, "objective"]
            page = "" if objective == here else page_of.get(numbers[objective], "")
            return f"{page}#{show.scorecard.anchor(indicator)}"

        return link

    def _pages(self) -> list[str]:
        """The names of the numbered pages that links may lead to."""
        return notebooks(self.root, self.language)


class Analyses:
    """Each analysis of a module without its first argument, the scene: `book.health.funnel("3b")`
    is `show.health.funnel(book.scene, "3b")`, told in the workbook's language."""

    def __init__(self, module: ModuleType, scene: Scene | Years | Place | Brief, language: str):
        self._module, self._scene, self._language = module, scene, language

    def __dir__(self) -> list[str]:
        return list(self._module.__all__)

    def __getattr__(self, name: str):
        if name not in dir(self):
            raise UnknownName(f"no analysis '{name}'; {did_you_mean(name, dir(self))}")
        analysis = getattr(self._module, name)

        signature = inspect.signature(analysis)  # as it is typed: without the scene
        _, *given = signature.parameters.values()
        typed = signature.replace(parameters=given)

        @wraps(analysis)
        def told(*args, **options):
            given = bound(name, typed, *args, **options)
            with speaking(self._language):
                scene = getattr(self._scene, "scene", self._scene)
                if why := not_asked_for(scene, given.arguments):
                    return show.exhibit.nothing(why)
            if fits := getattr(self._module, "FITS", None):
                require_fitting(self._scene, name, given.arguments, fits)
            with speaking(self._language):
                return made_by(analysis, analysis(self._scene, *given.args, **given.kwargs))

        told.__signature__ = typed
        return told
