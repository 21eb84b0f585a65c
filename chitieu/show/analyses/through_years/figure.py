"""The figure of one indicator's years: a large panel, and small ones on a scale of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.show.analyses.through_years.all_years import Years
from chitieu.show.draw.scales import reach
from chitieu.show.draw.sheet import SMALL, Sheet, cut, text_width
from chitieu.show.draw.years_panel import Panel, Scale
from chitieu.show.verdicts import GOOD_INK, INK, MUTED
from chitieu.show.wording import captions, formats
from chitieu.words import text

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
    own = years.points(indicator, years.scene.top)
    room = LARGE if areas else sheet.width
    box = (AXIS, TITLE, room - AXIS - 6, height - TITLE - BELOW)
    panel = Panel(sheet, box, _scale(years, own, smoothed.iloc[:0]))
    _fill(panel, years, indicator, own, labels=True)
    goal = formats.target_words(own[-1]) if own else ""
    goal = text("series.panel_target", target=goal) if goal else ""
    sheet.text(AXIS + box[2], 9, goal, SMALL, MUTED, ha="right")
    room = box[2] - text_width(f"  {goal}", SMALL)
    sheet.text(
        AXIS, 9, cut(years.scene.short(years.scene.top), room, 8.8, "bold"), 8.8, weight="bold"
    )
    panel.hover("panel-own")
    if not areas:
        return sheet.figure
    scale = _scale(years, [p for area in areas for p in years.points(indicator, area)], smoothed)
    left = LARGE + GAP + AXIS - 6
    step = (WIDTH - left) / columns
    for n, area in enumerate(areas):
        x, y = left + (n % columns) * step, (n // columns) * (title + plot + BELOW)
        panel = Panel(sheet, (x, y + title, step - GAP, plot), scale)
        _small(panel, years, indicator, area, smoothed, n % columns == 0)
    return sheet.figure


def _small(panel: Panel, years: Years, indicator: str, area: str, smoothed, labels: bool) -> None:
    points = years.points(indicator, area)
    direction = years.course(indicator, area).direction
    if any(point["reason"] == "judged_at_parent" for point in points):
        panel.ground(years.carried, None)
        panel.having(points)
    else:
        _fill(panel, years, indicator, points, labels, size=0.72)
    y = panel.y - (15 if not smoothed.empty else 5)
    sheet = panel.sheet
    right = panel.x + panel.width
    own = captions.is_own(years.scene, indicator)
    last = captions.value_text(points[-1]) if points and not own else ""
    if direction.mark in "▲▼":
        sheet.text(right, y, direction.mark, SMALL, direction.ink, ha="right")
        right -= 10
    sheet.text(right, y, last, SMALL, INK, ha="right")
    room = right - panel.x - text_width(f"  {last}", SMALL)
    sheet.text(panel.x, y, cut(years.scene.short(area), room, SMALL, "bold"), SMALL, weight="bold")
    if not smoothed.empty:
        values = smoothed[area].dropna()
        panel.smoothed(values.index, values)
        at = smoothed[area].iloc[-1]
        if not np.isnan(at):
            words = text("series.panel_smoothed", value=formats.amount(at, points[-1]))
            sheet.text(panel.x + panel.width, y + 10, words, SMALL, GOOD_INK, ha="right")
    panel.hover(f"panel-{area}")


def _fill(panel: Panel, years: Years, indicator: str, points, labels: bool, size: float = 1):
    panel.ground(years.carried, formats.unit(points[0]) if labels and points else None)
    panel.targets(points)
    moved = [max(years.carried) + 1] if years.carried else []
    panel.marks(
        y for y in {*moved, *years.broken(indicator)} if panel.scale.first < y <= panel.scale.last
    )
    panel.values(points, size)


def _scale(years: Years, points: list[dict], smoothed: pd.DataFrame) -> Scale:
    """A scale that holds every value and target, and most of the intervals."""
    shown = [point for point in points if not point["absent"]]
    values = [float(point["value"]) for point in shown]
    limits = [point["limit"] for point in points if not np.isnan(point["limit"])]
    if not values:
        return Scale.fit(years.all or [years.last], 0.0, 1.2 * (max(limits, default=1.0) or 1.0))
    ends = [
        np.quantile(known, share)
        for side, share in (("lower", 0.25), ("upper", 0.75))
        if (known := [float(point[side]) for point in shown if pd.notna(point[side])])
    ]
    proportion = points[0]["kind"] in ("proportion", "cohort")
    whole = int(points[0]["per"]) if proportion else None
    low, high = reach([*values, *limits, *ends, *smoothed.to_numpy().ravel()], whole)
    return Scale.fit(years.all or [years.last], low, high)
