"""The matrix: every indicator in every area shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from chitieu.show import download
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.scorecard import Link, caption, figure_of, have, marks, page_of
from chitieu.show.scene import Scene
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f
from chitieu.show.wording import sentences
from chitieu.words import text

MOST_COLUMNS = 14  # areas that a sheet on its side has room for


def matrix(scene: Scene, link: Link, objectives: Mapping[str, str]) -> Exhibit:
    """Return every indicator in every area shown, and the page's own area last."""
    areas = [*scene.shown, scene.top] if scene.shown != [scene.top] else [scene.top]
    results = scene.results[scene.results["area"].isin(areas)]
    keyed = results.set_index(["indicator", "area"], drop=False)
    groups = [
        {
            "title": text("tables.objective_named", number=objective, name=title),
            "objective": objective,
            "page": page_of(link, scene, objective),
            "rows": [
                {
                    "indicator": i,
                    "href": link(i),
                    "name": row["short"],
                    "target": sentences.goal_of(scene, scene.result(i)),
                    "cells": [_cell(keyed.loc[i, area]) for area in areas],
                }
                for i, row in scene.of_objective(objective).iterrows()
            ],
        }
        for objective, title in objectives.items()
    ]
    html = render(
        "matrix.html",
        blocks=_blocks(scene, areas),
        groups=groups,
        marks=marks(results),
        along=download.link(scene, results, "areas"),
        note=text(f"matrix.note.{'so_far' if f.is_open(scene.period) else 'whole'}"),
    )
    table = results.pivot(index="indicator", columns="area", values="status")
    return Exhibit(html, table.loc[list(scene.indicators.index), areas])


def _blocks(scene: Scene, areas: list[str]) -> list[dict]:
    """The columns of the matrix, as many a table as a printed sheet holds."""
    whole = caption(scene, text("matrix.caption", areas=scene.word_for(scene.shown)))
    firsts = range(0, len(areas), MOST_COLUMNS)
    return [
        {
            "first": first,
            "last": first + MOST_COLUMNS,
            "places": [(i, scene.short(i)) for i in areas[first : first + MOST_COLUMNS]],
            "caption": text("matrix.one_of", caption=whole, table=n, of=len(firsts))
            if len(firsts) > 1
            else whole,
        }
        for n, first in enumerate(firsts, start=1)
    ]


def _cell(row: pd.Series) -> dict:
    """A cell of the matrix: the row's head has the unit; an area has a thing or has it not."""
    shown = {"verdict": verdict(row), "figure": figure_of(row)}
    if row["reason"] == "judged_at_parent":
        return shown | {"value": have(row)}
    hidden = row["conf_status"] == "C"
    return shown | {"value": "" if hidden else f.value(row, with_unit=False)}
