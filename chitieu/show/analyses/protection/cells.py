"""Small cells: where a count is so low that it could name a child, and what is left to publish."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.plan.identifiers import safe
from chitieu.plan.years import smallest_threshold
from chitieu.show import verdicts
from chitieu.show.draw.marks import DONE, OVER, Bar
from chitieu.show.draw.rows import Panel, Row, draw_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import BEYOND, PAPER, SHORT_OF, Fill
from chitieu.show.wording import formats, parts
from chitieu.show.wording.to_come import unit_of_variable
from chitieu.words import text

NONE, SMALL, OTHERS, ENOUGH, WITHHELD, MISSING = "none", "small", "others", "enough", "bm", "gap"
TO_WITHHOLD = (SMALL, OTHERS, WITHHELD)
FILLS = {
    NONE: Fill(BEYOND),
    SMALL: OVER,
    OTHERS: Fill(SHORT_OF, "\\\\\\\\", PAPER),
    ENOUGH: DONE,
    WITHHELD: verdicts.WITHHELD,
    MISSING: verdicts.NO_DATA,
}


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
        _drawn(scene, grid, left, unit_of_variable(scene, children)) if len(grid) else None,
        name=f"o-nho-{'tat-ca' if objective is None else safe(str(objective))}",
        title=parts.titled(scene, text("cells.title")),
        alt=_cells_alt(scene, grid),
        table=table,
        reading=_cells_reading(scene, grid, left, unit_of_variable(scene, children)),
        note=_note(scene),
    )


def _note(scene: Scene) -> str:
    ends = {"least": 1, "most": smallest_threshold(scene.settings.threshold) - 1}
    if scene.audience == "review":
        return text("cells.note.review", **ends, mark=formats.withheld())
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


def _cells_reading(scene: Scene, grid: pd.DataFrame, left: pd.Series, who: str) -> str:
    if grid.empty:
        return text("cells.none_sensitive")
    gaps, hit = int((grid == MISSING).to_numpy().sum()), grid.isin(TO_WITHHOLD)
    if gaps == grid.size:
        return text("cells.all_missing", gaps=gaps)
    missing = text("cells.gaps", gaps=gaps) if gaps else ""
    if not hit.any(axis=None):
        return parts.sentences(text("cells.none_small", cells=grid.size - gaps), missing)
    return parts.sentences(
        _hit_sentence(scene, grid, hit), _left_sentence(scene, left, who), missing
    )


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


def _left_sentence(scene: Scene, left: pd.Series, who: str) -> str:
    """Say what share of the children live where an indicator may be published."""
    known = 100 * left.dropna()
    if known.empty:
        return ""
    low, high = known.min(), known.max()
    if low == high:
        return text("cells.left_everywhere", share=low, who=who)
    lowest, highest = (
        parts.naming(parts.quoted(scene, indicator) for indicator in known.index[known == end])
        for end in (low, high)
    )
    return text("cells.left", who=who, low=low, lowest=lowest, high=high, highest=highest)


def _words(threshold: int) -> dict[str, str]:
    few = f"1–{threshold - 1}"
    return {
        NONE: "0",
        SMALL: few,
        OTHERS: text("cells.others", range=few),
        ENOUGH: f"{threshold}+",
        WITHHELD: formats.withheld(),
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


def _drawn(scene: Scene, grid: pd.DataFrame, left: pd.Series, who: str) -> Figure:
    words = _words(smallest_threshold(scene.settings.threshold))
    rows = [
        Row(
            parts.label(scene, indicator),
            [Bar(n + 0.03, n + 0.97, FILLS[cell], words[cell], 17) for n, cell in enumerate(cells)],
        )
        for indicator, cells in zip(grid.index, grid.to_numpy(), strict=True)
    ]
    over = [(n + 0.5, scene.short(area)) for n, area in enumerate(scene.parts)]
    shares = [
        Row(
            "",
            [Bar(0, share)],
            [formats.MISSING if pd.isna(share) else f"{formats.number(share)}%"],
        )
        for share in 100 * left
    ]
    cells = Panel(rows, ends=(0, len(over)), ticks=(), over=over, weight=5)
    share = Panel(shares, ends=(0, 100), ticks=(), over=[(50, text("cells.left_head", who=who))])
    return draw_rows([[cells, share]])
