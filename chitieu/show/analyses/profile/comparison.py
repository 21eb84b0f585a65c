"""Every indicator of an area against its target, the area above, its neighbours and its past."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.trends import POINTS
from chitieu.plan.periods import is_part
from chitieu.show import download
from chitieu.show.analyses.profile.place import BETTER, SIMILAR, WORSE, Place
from chitieu.show.analyses.through_years.all_years import spans
from chitieu.show.draw.spark import spark
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.scorecard import figure_of, value_or_sign
from chitieu.show.verdicts import BAD_INK, GOOD_INK, MUTED, verdict
from chitieu.show.wording import formats, parts, sentences
from chitieu.words import text

INKS = {BETTER: GOOD_INK, SIMILAR: MUTED, WORSE: BAD_INK, "": MUTED}


def comparison(place: Place) -> Exhibit:
    """Return a row an indicator, each on one line."""
    scene, table = place.scene, place.table
    groups = []
    for objective, plan in scene.indicators.groupby("objective", sort=False):
        title = scene.settings.objectives.get(objective, "")
        rows = [_row(place, table.loc[i]) for i in plan.index]
        title = text("comparison.objective", objective=objective, title=title)
        groups.append({"title": title, "rows": rows})
    caption = text(
        "comparison.caption",
        many=len(table),
        area=scene.names[place.area],
        period=formats.period_name(scene.period),
        simulated=text("comparison.simulated") if scene.settings.simulated else "",
    )
    note = _note(place)
    html = render(
        "profile.html",
        caption=caption,
        above=scene.short(scene.top),
        alone=place.alone,
        span=spans(place.years.all),
        confidence=formats.confidence(scene),
        groups=groups,
        note=note,
        along=download.link(scene, table, "area"),
    )
    return Exhibit(html, table.reset_index(drop=True), note)


def _row(place: Place, row: pd.Series) -> dict:
    scene, indicator = place.scene, row["indicator"]
    whole = scene.result(indicator)
    course = place.years.course(indicator, place.area)
    own = row["reason"] == "judged_at_parent"
    return {
        "indicator": indicator,
        "figure": figure_of(row),
        "href": place.link(indicator),
        "name": scene.indicators.loc[indicator, "short"],
        "target": sentences.goal_of(scene, whole if pd.isna(row["target"]) else row),
        "value": _has(row) if own else formats.value(row),
        "interval": "" if own else formats.interval(row),
        "verdict": verdict(row),
        "above": value_or_sign(whole),
        "word": text(f"comparison.above.{row['above'] or 'none'}"),
        "ink": INKS[row["above"]],
        "rank": rank_text(row),
        "spark": "" if own else spark(place.years.of(indicator, place.area), 52, 11),
        "direction": course.direction,
    }


def _has(row) -> str:
    return text("comparison.has") if row["value"] else text("comparison.has_not")


def rank_text(row) -> str:
    """Return the ranks that the interval leaves: "2–4", "1"; blank where it leaves all of them."""
    if pd.isna(row["best"]) or (row["best"] == 1 and row["worst"] == row["of"]):
        return ""
    best, worst = int(row["best"]), int(row["worst"])
    return str(best) if best == worst else f"{best}–{worst}"


def _note(place: Place) -> str:
    scene = place.scene
    paced = is_part(scene.period) and place.table["paced"].eq(True).any()
    above = text("comparison.note.alone")
    if not place.alone:
        above = text(
            "comparison.note.above",
            above=place.above_word,
            confidence=formats.confidence(scene),
            many=len(scene.parts),
            areas=parts.area_word(scene),
            first=1,
        )
    until = formats.until(place.table.iloc[0]) if paced else ""
    return parts.sentences(
        text("comparison.note.marks", withheld=formats.withheld()),
        text("comparison.note.part_year") if is_part(scene.period) else "",
        text("comparison.note.paced", until=until) if paced else "",
        above,
        text("comparison.note.directions", points=POINTS),
    )
