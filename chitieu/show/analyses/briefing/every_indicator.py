"""Every indicator on one line: target, result, change since last year, and a mark an area."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.show import download
from chitieu.show.analyses.briefing.brief import Brief
from chitieu.show.analyses.through_years.course import DIRECTIONS
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.scorecard import caption, figure_of, have, value_or_sign
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f
from chitieu.show.wording import parts, rounding, sentences
from chitieu.show.wording.judged import JUDGED
from chitieu.words import capital, text

MOST_COLUMNS = 10  # areas with a column of their own; of more it is told how many reach a target


def indicators(brief: Brief) -> Exhibit:
    """Return a line an indicator, by objective; its table also has `change`, in the value's unit,
    `direction` (improving, worsening, unclear or blank), and a column of statuses an area."""
    scene = brief.scene
    areas = [] if scene.shown == [scene.top] else list(scene.shown)
    shown = areas if len(areas) <= MOST_COLUMNS else []
    groups = [
        {
            "title": text(
                "tables.objective_named",
                number=objective,
                name=scene.settings.objectives.get(str(objective), ""),
            ),
            "rows": [_row(brief, i, areas, shown) for i in plan.index],
        }
        for objective, plan in scene.indicators.groupby("objective", sort=False)
    ]
    compared = bool(len(brief.since))
    html = render(
        "every_indicator.html",
        caption=caption(scene, text("briefing.caption", many=len(brief.own))),
        groups=groups,
        before=str(brief.years.last - 1) if compared else "",
        whole=capital(parts.whole_word(scene)),
        places=[scene.short(area) for area in shown],
        counted=scene.word_for(areas) if areas and not shown else "",
        note=_note(brief, compared),
        along=download.link(scene, brief.own, "summary"),
    )
    return Exhibit(html, _table(brief, areas))


def _row(brief: Brief, indicator: str, areas: list[str], shown: list[str]) -> dict:
    scene, own = brief.scene, brief.own.loc[indicator]
    below = scene.of_shown(indicator) if areas else pd.DataFrame()
    return {
        "indicator": indicator,
        "href": brief.link(indicator),
        "name": scene.indicators.loc[indicator, "short"],
        "target": sentences.goal_of(scene, own),
        "figure": figure_of(own),
        "value": value_or_sign(own) if own["status"] in JUDGED else f.value(own),
        "verdict": verdict(own),
        "change": change_text(brief, indicator),
        "direction": _direction(brief, indicator),
        "cells": [_cell(below.loc[area]) for area in shown],
        "reached": _reached(below) if areas and not shown else "",
    }


def _cell(row: pd.Series) -> dict:
    """The mark of an area's result; of a thing that areas have or have not, whether it has it."""
    own = row["reason"] == "judged_at_parent" and row["conf_status"] != "C"
    return {"verdict": verdict(row), "has": have(row) if own and pd.notna(row["value"]) else ""}


def change_text(brief: Brief, indicator: str) -> str:
    """Return by how much a result changed since last year, in its unit: "+1,5", "−7,0", "0"; blank
    where the two are not compared."""
    if indicator not in brief.since.index:
        return ""
    row = brief.since.loc[indicator]
    away = float(row["now"]) - float(row["before"])
    if not away:
        return f.number(0)
    shown = f.number(away, rounding.beside([away], 0, f.places(brief.own.loc[indicator])))
    return f"+{shown}" if away > 0 else shown


def _direction(brief: Brief, indicator: str):
    """The mark of a change that can be told from chance; None of another."""
    key = brief.since["key"].get(indicator, "")
    return DIRECTIONS[key] if key in ("improving", "worsening") else None


def _reached(below: pd.DataFrame) -> str:
    good = below["status"].isin(GOOD).sum()
    judged = good + below["status"].isin(BAD).sum()
    return f"{good}/{judged}" if judged else ""


def _note(brief: Brief, compared: bool) -> str:
    paced = f.is_open(brief.scene.period)
    return parts.sentences(
        text("comparison.note.marks", withheld=f.withheld()),
        text("comparison.note.part_year") if paced else "",
        text("comparison.note.paced", until=f.until(brief.own.iloc[0])) if paced else "",
        text("briefing.note.change", before=brief.years.last - 1) if compared else "",
    )


def _table(brief: Brief, areas: list[str]) -> pd.DataFrame:
    own = brief.own
    table = own[["indicator", "comparator", "target", "value", "status", "evidence"]].copy()
    since = brief.since.reindex(own.index)
    table["change"] = (since["now"] - since["before"]).astype("Float64")
    table["direction"] = since["key"].astype("object").fillna("")
    rows = brief.scene.results
    below = rows[rows["area"].isin(areas)].astype({"status": "object"})
    statuses = below.pivot(index="indicator", columns="area", values="status")
    statuses = statuses.reindex(index=own.index, columns=areas)
    return table.join(statuses).reset_index(drop=True)
