"""The figure of one indicator's years: a large panel, and small ones on a scale of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.show import captions, formats, parts
from chitieu.show.rows_chart import reach
from chitieu.show.sheet import SMALL, Sheet
from chitieu.show.trends.panel import Panel, Scale
from chitieu.show.trends.years import Years
from chitieu.show.verdicts import GOOD_INK, INK, MUTED

MOST_PARTS = 16
WIDTH, LARGE, AXIS, GAP = 640.0, 210.0, 34.0, 12.0  # points
COLUMNS = 4
TITLE, BELOW, LEAST = 14.0, 13.0, 40.0
WHOLE_HEIGHT = 118.0


def draw(years: Years, indicator: str, areas: list[str], smoothed: pd.DataFrame) -> Figure:
    """Draw the page's own area and `areas`; `smoothed`: their smoothed rates, or empty."""
    columns = min(COLUMNS, max(len(areas), 1))
    lines = -(-len(areas) // columns)
    title = TITLE + (0 if smoothed.empty else 10)
    plot = max(LEAST, (WHOLE_HEIGHT + TITLE + BELOW) / max(lines, 1) - title - BELOW)
    height = max(TITLE + WHOLE_HEIGHT + BELOW, lines * (title + plot + BELOW))
    sheet = Sheet(WIDTH if areas else LARGE + 290, height)
    axes = sheet.axes(0, 0, sheet.width, height)
    axes.set(xlim=(0, sheet.width), ylim=(height, 0))
    axes.set_axis_off()
    own = years.of(indicator, years.scene.top)
    room = LARGE if areas else sheet.width
    box = (AXIS, TITLE, room - AXIS - 6, height - TITLE - BELOW)
    scale = _scale(years, own, smoothed.iloc[:0])
    panel = Panel(sheet, axes, box, scale)
    _fill(panel, years, indicator, own, labels=True)
    goal = parts.goal_text(own.iloc[-1]) if len(own) else ""
    name = years.scene.short(years.scene.top)
    sheet.text(AXIS, 9, name, 8.8, weight="bold")
    if goal:
        sheet.text(AXIS + box[2], 9, f"chỉ tiêu {goal}", SMALL, MUTED, ha="right")
    if not areas:
        panel.hover("panel-own")
        return sheet.figure
    panel.hover("panel-own")
    rows = pd.concat([years.of(indicator, area) for area in areas])
    scale = _scale(years, rows, smoothed)
    left = LARGE + GAP + AXIS - 6
    step = (WIDTH - left) / columns
    for n, area in enumerate(areas):
        x, y = left + (n % columns) * step, (n // columns) * (title + plot + BELOW)
        panel = Panel(sheet, axes, (x, y + title, step - GAP, plot), scale)
        _small(panel, years, indicator, area, smoothed, n % columns == 0)
    return sheet.figure


def _small(panel: Panel, years: Years, indicator: str, area: str, smoothed, labels: bool) -> None:
    rows = years.of(indicator, area)
    direction = years.course(indicator, area).direction
    if rows["reason"].eq("judged_at_parent").any():
        panel.ground(years.carried, False)
        panel.having(rows)
    else:
        _fill(panel, years, indicator, rows, labels, size=0.72)
    y = panel.y - (15 if not smoothed.empty else 5)
    sheet = panel.sheet
    sheet.text(panel.x, y, years.scene.short(area), SMALL, weight="bold")
    right = panel.x + panel.width
    own = captions.is_own(years.scene, indicator)
    last = captions.value_text(rows.iloc[-1]) if len(rows) and not own else ""
    if direction.mark in "▲▼":
        sheet.text(right, y, direction.mark, SMALL, direction.ink, ha="right")
        right -= 10
    sheet.text(right, y, last, SMALL, INK, ha="right")
    if not smoothed.empty:
        values = smoothed[area].dropna()
        panel.smoothed(values.index, values)
        at = smoothed[area].iloc[-1]
        words = "" if np.isnan(at) else f"mượt {_amount(at, rows)}"
        sheet.text(panel.x + panel.width, y + 10, words, SMALL, GOOD_INK, ha="right")
    panel.hover(f"panel-{area}")


def _fill(panel: Panel, years: Years, indicator: str, rows, labels: bool, size: float = 1) -> None:
    panel.ground(years.carried, labels)
    panel.targets(rows, [y for y, file in years.settings.items() if file.targets_from])
    breaks = years.breaks.loc[years.breaks["indicator"].eq(indicator), "year"]
    moved = [max(years.carried) + 1] if years.carried else []
    panel.marks(y for y in {*moved, *breaks} if panel.scale.first < y <= panel.scale.last)
    panel.values(rows, size)


def _scale(years: Years, rows: pd.DataFrame, smoothed: pd.DataFrame) -> Scale:
    """A scale that holds every value and target, and most of the intervals."""
    shown = rows[rows["absent"].eq("")]
    values = shown["value"].astype(float).tolist()
    limits = rows["limit"].dropna().tolist()
    ends = [
        shown[side].astype(float).dropna().quantile(share)
        for side, share in (("lower", 0.25), ("upper", 0.75))
    ]
    whole = None
    if len(rows) and rows["kind"].iloc[0] in ("proportion", "ratio"):
        whole = int(rows["per"].iloc[0])
    if not values:
        return Scale.fit(years.all or [years.last], 0.0, 1.2 * (max(limits, default=1.0) or 1.0))
    low, high = reach([*values, *limits, *ends, *smoothed.to_numpy().ravel()], whole)
    return Scale.fit(years.all or [years.last], low, high)


def _amount(value: float, rows: pd.DataFrame) -> str:
    return formats.number(value, formats.decimals(value)) + formats.unit(rows.iloc[0])
