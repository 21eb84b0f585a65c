"""The frame of the leader's sheet: its head, how the indicators came out, what is not judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.plan.indicators import variables_of
from chitieu.show.analyses.through_years.all_years import Years
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame import page_parts
from chitieu.show.frame.scorecard import Link, agency_name
from chitieu.show.scene import Scene
from chitieu.show.wording import formats as f
from chitieu.show.wording import part_year, sentences
from chitieu.show.wording.judged import by_verdict, own_results, why_not_judged
from chitieu.words import capital, text

# What the head of the printed sheet, its answer, its banner and its legend tell already.
TOLD_ALREADY = ("objective", "area", "period", "audience", "nature", "withheld")
INKS = {"met": "good", "met_or_on_course": "good", "not_judged": "muted"}  # of the others: bad
EVIDENCE = {  # how sure verdicts are, in the order in which it is told
    "sure": ("clearly_better", "clearly_worse"),
    "compatible": ("compatible",),
    "not_tested": ("not_tested",),
}


@dataclass(frozen=True)
class Brief:
    """What the sheet is made from. `years`: the scene and the years up to it; `link`: where an
    indicator's part stands."""

    years: Years
    link: Link

    @property
    def scene(self) -> Scene:
        return self.years.scene

    @cached_property
    def own(self) -> pd.DataFrame:
        """The results of the page's own area, by indicator."""
        return own_results(self.scene)

    @cached_property
    def since(self) -> pd.DataFrame:
        """The year against the one before, as in `Years.since`; no row on the page of a part of a
        year, or of a year whose own figures are not there: the last two years are others then."""
        since = self.years.since
        return since if str(self.years.last) == self.scene.period else since.iloc[:0]


def header(brief: Brief) -> Exhibit:
    """Return the head of the page, printed without the facts that the sheet tells elsewhere."""
    of_part = part_year.brief(brief.scene)
    return page_parts.header(brief.scene, None, {}, screen_only=TOLD_ALREADY, of_part=of_part)


def counts(brief: Brief) -> Exhibit:
    """Return how many indicators are reached, not reached and not judged, and how sure that is.

    The table has a row a part: part, indicators (how many), how (in words).
    """
    found = by_verdict(brief.own, f.is_open(brief.scene.period))
    rows = [
        {
            "part": which,
            "indicators": len(rows),
            "how": _sureness(rows),
        }
        for which, rows in found.items()
    ]
    for row in rows:
        row["word"] = text(f"briefing.part.{row['part']}", many=row["indicators"])
        row["ink"] = INKS.get(row["part"], "bad")
    table = pd.DataFrame(rows, columns=["part", "indicators", "how"])
    return Exhibit(render("counts.html", parts=rows), table, sentences.answer(brief.scene))


def _sureness(rows: pd.DataFrame) -> str:
    found = rows["evidence"].value_counts()
    many = {key: sum(found.get(word, 0) for word in words) for key, words in EVIDENCE.items()}
    return ", ".join(text(f"briefing.evidence.{key}", many=n) for key, n in many.items() if n)


def not_judged(brief: Brief) -> Exhibit:
    """Return which indicators are not judged and why, and who is waited for; then the sources."""
    scene = brief.scene
    groups = why_not_judged(brief.own)
    found = [
        text("briefing.not_judged", why=capital(why), indicators=[_named(brief, i) for i in those])
        for why, those in groups.items()
    ]
    found = found or [text("briefing.all_judged")]
    agencies = text("tables.reported_by", agencies=_agencies(scene))
    html = render("not_judged.html", sentences=found, sources=agencies)
    return Exhibit(html, pd.DataFrame({"sentence": found}), " ".join(found))


def _named(brief: Brief, indicator: str) -> str:
    """An indicator's code; where it is why, also who has not reported, unless the findings tell
    that, as they do where nothing that is missing leaves a verdict as it is."""
    row = brief.own.loc[indicator]
    told = not brief.own["reason"].eq(SETTLED).any()
    if told or row["reason"] != "part_missing" or row["conf_status"] == "C":
        return indicator
    why = sentences.missing_why(brief.scene, indicator)
    return text("briefing.waited_for", indicator=indicator, why=why)


def _agencies(scene: Scene) -> list[str]:
    """Who reports the plan's counts, each by the short name that it has."""
    codes = scene.variables["agency"].reindex(variables_of(scene.indicators)).dropna().unique()
    short = scene.agencies["short"].reindex(codes)
    return [
        agency_name(scene, code) if pd.isna(name) else str(name) for code, name in short.items()
    ]
