"""The analyses of a notebook by what they are about, each by a call of one line."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chitieu import show
from chitieu.plan.areas import Areas
from chitieu.show.calls import Analyses
from chitieu.show.scene import ALL, Scene

if TYPE_CHECKING:  # what draws is loaded where something is drawn
    from chitieu.show.analyses.profile.place import Place
    from chitieu.show.analyses.through_years.all_years import Years


class Analysed:
    """What has the analyses: a workbook, with its scene and the years up to its own."""

    scene: Scene
    areas: Areas
    language: str
    above: Analysed
    _course: Years

    @property
    def health(self) -> Analyses:
        """Survival and nutrition, with the doubt that small numbers bring.

        Examples
        --------
        >>> "funnel" in dir(book.health)
        True
        >>> len(book.health.funnel("3b").table)
        7
        """
        return Analyses(show.health, self.scene, self.language)

    @property
    def protection(self) -> Analyses:
        """Rare events, the children not reached, and what is too small to publish.

        Examples
        --------
        >>> len(book.protection.unreached("8a", "8b").table)
        7
        """
        return Analyses(show.protection, self.scene, self.language)

    @property
    def schooling(self) -> Analyses:
        """The school path from age 5 to the end of lower secondary school.

        Examples
        --------
        >>> sorted(dir(book.schooling))
        ['dropouts', 'school_path', 'school_readiness']
        """
        return Analyses(show.schooling, self.scene, self.language)

    @property
    def voices(self) -> Analyses:
        """Who is heard, by age and by place.

        Examples
        --------
        >>> sorted(dir(book.voices))
        ['ladder', 'reach_gap', 'together']
        """
        return Analyses(show.voices, self.scene, self.language)

    @property
    def trends(self) -> Analyses:
        """Which way every indicator goes, how sure that is, and on what the series stand.

        Examples
        --------
        >>> sorted(dir(book.trends))
        ['directions', 'header', 'look_into', 'places', 'series', 'summary']
        """
        return Analyses(show.through_years, self._course, self.language)

    @property
    def profile(self) -> Analyses:
        """One lowest area on two sheets: the workbook's own, or the first below it.

        Examples
        --------
        >>> sorted(dir(book.profile))
        ['comparison', 'header', 'overview', 'tasks', 'unreported']
        """
        self._place.scene.seen.add(ALL)  # also where it was computed for another part of the page
        return Analyses(show.profile, self._place, self.language)

    @cached_property
    def _place(self) -> Place:
        area = self.areas.leaves[0]
        above = self.above if area == self.areas.top else self
        return show.profile.place.Place(above._course, area, self._link(None))

    @property
    def briefing(self) -> Analyses:
        """One sheet for the leader: the counts, what to know, every indicator on a line.

        Examples
        --------
        >>> sorted(dir(book.briefing))
        ['counts', 'findings', 'header', 'indicators', 'not_judged']
        """
        brief = show.briefing.brief.Brief(self._course, self._link(None))
        return Analyses(show.briefing, brief, self.language)
