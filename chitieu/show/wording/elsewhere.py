"""What other places have reached or want to, in the words of the page."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.targets import Target
from chitieu.show.scene import Scene
from chitieu.show.wording import formats as f
from chitieu.show.wording import sentences
from chitieu.words import text


def beside(scene: Scene, indicator: str) -> str:
    """Return what `params/references.csv` has beside an indicator's result, the plan's own target
    last; blank for nothing."""
    told = "; ".join(_said(scene, row) for row in _rows(scene, indicator))
    goal = sentences.goal_of_plan(scene, scene.result(indicator))
    if not told:
        return ""
    return (
        text("references.beside", told=told, goal=goal)
        if goal
        else text("references.alone", told=told)
    )


def sources(scene: Scene, indicator: str) -> str:
    """Return where that stands, with what is to be known of it; blank for nothing."""
    found = []
    for row in _rows(scene, indicator):
        about = "; ".join(each for each in (row["note"], row["source"]) if pd.notna(each))
        told = text("references.source", place=row["place"], year=row["year"], about=about)
        found.append(told)
    return text("references.sources", sources=". ".join(dict.fromkeys(found))) if found else ""


def _rows(scene: Scene, indicator: str) -> list[dict]:
    rows = scene.references
    return rows[rows["indicator"].eq(indicator)].to_dict("records")


def _said(scene: Scene, row: dict) -> str:
    kind, per = scene.indicators.loc[row["indicator"], ["kind", "per"]]
    if pd.isna(row["target"]):
        which, figure = "value", f.short(row["value"]) + f.unit_of(kind, int(per))
    else:
        which, figure = "target", f.target(Target.parse(row["target"]), kind, int(per))
    said = text(f"references.said.{which}", place=row["place"], figure=figure, year=row["year"])
    return said if row["same_definition"] == "yes" else text("references.other", said=said)
