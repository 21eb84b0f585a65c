"""Small cells: where a count is so low that it could name a child, and what is left to publish."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from chitieu.plan.identifiers import safe
from chitieu.plan.years import smallest_threshold
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, BEYOND, GOOD_INK, HATCH, INK, LINE, MUTED, SHORT_OF, VOID
from chitieu.show.wording import formats, parts
from chitieu.words import text

NONE, SMALL, OTHERS, ENOUGH, WITHHELD, MISSING = "none", "small", "others", "enough", "bm", "gap"
TO_WITHHOLD = (SMALL, OTHERS, WITHHELD)
_GROUNDS = {
    NONE: BEYOND,
    SMALL: SHORT_OF,
    OTHERS: SHORT_OF,
    ENOUGH: AT,
    WITHHELD: VOID,
    MISSING: VOID,
}
_HATCHES = {OTHERS: "\\\\\\\\", WITHHELD: "...", MISSING: "////"}


def small_cells(scene: Scene, objective: int | str | None, children: str) -> Exhibit:
    """Draw which cells, sensitive indicator × area, are too small to be published.

    `children`: the variable by which the areas are weighed. A cell is "none" (0), "small" (from 1
    to the threshold less one), "others" (as small is the complement: those who are not counted),
    "enough", "bm" (withheld already) or "gap" (no figure). The table holds these words, never a
    count: a row an indicator, a column an area, then `to_withhold` (cells) and `left` (share of
    the children who live where the cell may be published). Further cells that protection has to
    withhold with them are not foreseen here.
    """
    plan = scene.of_objective(objective)
    sensitive = list(plan.index[plan["sensitive"]])
    grid = pd.DataFrame(
        {indicator: _sizes(scene, indicator) for indicator in sensitive},
        index=pd.Index(scene.parts, name="area"),
    ).T
    left = _left(scene, grid, children)
    table = grid.assign(to_withhold=grid.isin(TO_WITHHOLD).sum(axis=1), left=left)
    return figure_exhibit(
        _draw_cells(scene, grid, left),
        name=f"o-nho-{'tat-ca' if objective is None else safe(str(objective))}",
        title=parts.titled(scene, text("cells.title")),
        alt=_cells_alt(scene, grid),
        table=table,
        reading=_cells_reading(scene, grid, left),
        note=_note(scene),
    )


def _note(scene: Scene) -> str:
    ends = {"least": 1, "most": smallest_threshold(scene.settings.threshold) - 1}
    if scene.audience == "review":
        return text("cells.note.review", **ends, mark=formats.WITHHELD)
    return text("cells.note.internal", **ends)


def _sizes(scene: Scene, indicator: str) -> pd.Series:
    """Return how large an indicator's cell is in each area, in words."""
    plan = scene.indicators.loc[indicator]
    top = parts.counts(scene, plan["numerator"]).loc[scene.parts]
    rest = pd.Series(np.nan, index=top.index)
    hidden = top["absent"].eq(formats.reason("withheld"))
    if pd.notna(plan["denominator"]):
        whole = parts.counts(scene, plan["denominator"]).loc[scene.parts]
        hidden |= whole["absent"].eq(formats.reason("withheld"))
        if plan["kind"] == "proportion":
            rest = whole["value"] - top["value"]
    least = smallest_threshold(scene.settings.threshold)
    return pd.Series(
        [
            WITHHELD if h else _size(count, other, least)
            for h, count, other in zip(hidden, top["value"], rest, strict=True)
        ],
        index=top.index,
    )


def _size(count: float, rest: float, threshold: int) -> str:
    if np.isnan(count):
        return MISSING
    if 0 < count < threshold:
        return SMALL
    if 0 < rest < threshold:
        return OTHERS
    return NONE if count == 0 else ENOUGH


def _left(scene: Scene, grid: pd.DataFrame, children: str) -> pd.Series:
    """Return the share of the children who live where each indicator may be published."""
    weight = parts.counts(scene, children).loc[scene.parts, "value"]
    open_ = grid.isin([NONE, ENOUGH])
    total = weight.sum(min_count=len(weight))
    return open_.mul(weight, axis=1).sum(axis=1) / (total if total > 0 else np.nan)


def _cells_reading(scene: Scene, grid: pd.DataFrame, left: pd.Series) -> str:
    if grid.empty:
        return text("cells.none_sensitive")
    gaps, hit = int((grid == MISSING).to_numpy().sum()), grid.isin(TO_WITHHOLD)
    if gaps == grid.size:
        return text("cells.all_missing", gaps=gaps)
    missing = text("cells.gaps", gaps=gaps) if gaps else ""
    if not hit.any(axis=None):
        return parts.sentences(text("cells.none_small", cells=grid.size - gaps), missing)
    return parts.sentences(_hit_sentence(scene, grid, hit), _left_sentence(scene, left), missing)


def _hit_sentence(scene: Scene, grid: pd.DataFrame, hit: pd.DataFrame) -> str:
    """Say how many cells are to be withheld, why, and where most of them are."""
    why = "small_or_inferred" if (grid == WITHHELD).any(axis=None) else "small"
    found = {
        "some": int(hit.to_numpy().sum()),
        "cells": int((grid != MISSING).to_numpy().sum()),
        "why": text(f"cells.why.{why}"),
    }
    if parts.alone(scene):
        return text("cells.small", **found)
    by_area = hit.sum().sort_values(ascending=False, kind="stable")
    most = int(by_area.iloc[0])
    areas = parts.naming(scene.short(area) for area in by_area.index[by_area == most])
    return text("cells.small_by_area", **found, areas=areas, most=most, indicators=len(grid))


def _left_sentence(scene: Scene, left: pd.Series) -> str:
    """Say what share of the children live where an indicator may be published."""
    known = 100 * left.dropna()
    if known.empty:
        return ""
    low, high = known.idxmin(), known.idxmax()
    if known[low] == known[high]:
        return text("cells.left_everywhere", share=known[low])
    return text(
        "cells.left",
        low=known[low], lowest=parts.quoted(scene, low),
        high=known[high], highest=parts.quoted(scene, high),
    )  # fmt: skip


def _words(threshold: int) -> dict[str, str]:
    few = f"1–{threshold - 1}"
    return {
        NONE: "0",
        SMALL: few,
        OTHERS: text("cells.others", range=few),
        ENOUGH: f"{threshold}+",
        WITHHELD: formats.WITHHELD,
        MISSING: formats.MISSING,
    }


def _cells_alt(scene: Scene, grid: pd.DataFrame) -> str:
    words = _words(smallest_threshold(scene.settings.threshold))
    told = [
        f"{parts.label(scene, indicator)}: "
        + ", ".join(f"{scene.short(area)} {words[cell]}" for area, cell in cells.items())
        for indicator, cells in grid.iterrows()
    ]
    return text("cells.alt", indicators="; ".join(told))


@styled
def _draw_cells(scene: Scene, grid: pd.DataFrame, left: pd.Series) -> Figure:
    rows, columns = len(grid), len(scene.parts)
    figure, (panel, side) = area_rows.canvas(
        9.5, area_rows.height_of(rows, 2.4), 2, width_ratios=[4.2, 1], sharey=True
    )
    words = _words(smallest_threshold(scene.settings.threshold))
    area_rows.name_rows(panel, [parts.label(scene, i) for i in grid.index], grid=False)
    for y, (_, cells) in enumerate(grid.iterrows()):
        for x, cell in enumerate(cells):
            _draw_cell(panel, x, y, cell, words[cell])
    panel.set_xlim(-0.55, columns - 0.45)
    names = [area_rows.wrapped(scene.short(area), 10) for area in scene.parts]
    panel.set_xticks(range(columns), names, fontsize=8)
    panel.xaxis.tick_top()
    panel.tick_params(axis="x", length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    _draw_left(side, left)
    if grid.empty:
        area_rows.say_empty(panel)
    return figure


def _draw_cell(panel, x: int, y: int, cell: str, word: str) -> None:
    patterned = cell in _HATCHES
    ground = Rectangle(
        (x - 0.47, y - 0.42), 0.94, 0.84, facecolor=_GROUNDS[cell], hatch=_HATCHES.get(cell),
        edgecolor=HATCH if patterned else LINE, linewidth=0.5,
    )  # fmt: skip
    panel.add_patch(ground)
    rim = area_rows.HALO if patterned else None
    panel.text(x, y, word, ha="center", va="center", fontsize=8, gid=rim)


def _draw_left(side, left: pd.Series) -> None:
    side.barh(range(len(left)), 100 * left.fillna(0), height=0.5, color=AT, edgecolor=GOOD_INK)
    for y, share in enumerate(left):
        known = np.isfinite(share)
        shown = f"{formats.number(100 * share)}%" if known else formats.MISSING
        side.annotate(
            shown, (100 * share if known else 0, y), xytext=(4, 0), color=INK,
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    side.set_xlim(0, 135)
    side.set_xticks([])
    side.set_title(text("cells.left_head"), fontsize=8, loc="left", color=MUTED)
    side.spines["bottom"].set_visible(False)
    side.tick_params(axis="y", length=0, labelleft=False)
