"""Charts with a row an area: the page's area first, then its parts from the worst to the best.

Everything is drawn on the sheet itself, in points, as in `panel`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from chitieu.show.draw.bands import EXTRA, place
from chitieu.show.draw.sheet import SMALL, Sheet, fitted, mark_style, text_width
from chitieu.show.scene import Scene
from chitieu.show.verdicts import INK, LINE, MUTED, RULE, verdict
from chitieu.show.wording import captions, formats
from chitieu.words import text, uncapital

WIDTH = 372.0  # points
ROW, HEAD, FOOT, APART = 21.0, 22.0, 22.0, 9.0
MOST_NAME = 140.0  # points; the axes need the rest, and what is pointed at has the whole name
BAND = "#f2f4f6"
# The order in which things lie upon each other; a void row hides the scale and the target.
GRID, BAR, TARGET, VOID, CHANGE, INTERVAL, NEED, MARK = 0.1, 0.2, 0.4, 0.5, 2, 3, 3.5, 4


class RowsChart:
    """A sheet with names on the left, values on the right and a scale between, a row an area.

    `rows`: results, the page's own area first; each is one row of the chart, `at` the height of
    its middle on the sheet.
    """

    def __init__(self, scene: Scene, indicator: str, rows: pd.DataFrame):
        self.scene, self.indicator = scene, indicator
        self.rows = rows.to_dict("records")
        self.bands = place(rows).tolist()
        names = [fitted(scene.short(row["area"]), MOST_NAME, 9, "bold") for row in self.rows]
        values = [captions.value_text(row) for row in self.rows]
        self.left = max(text_width(name, 9, "bold") for name in names) + 10
        self.right = max(text_width(value, 9, "bold") for value in values) + 10
        self.right = max(self.right, text_width(formats.unit(self.rows[0]), SMALL) + 22)
        self.at = [HEAD + ROW / 2 + n * ROW + (APART if n else 0) for n in range(len(self.rows))]
        self.foot = self.at[-1] + ROW / 2
        self.low, self.high = 0.0, 1.0
        self.sheet = Sheet(WIDTH, self.foot + FOOT)
        for name, value, row, at in zip(names, values, self.rows, self.at, strict=True):
            self._row(name, value, row, at)

    def _row(self, name: str, value: str, row: dict, y: float) -> None:
        top = row["area"] == self.scene.top
        weight = "bold" if top else "normal"
        self.sheet.put(
            Rectangle(
                (0, y - ROW / 2),
                WIDTH,
                ROW,
                facecolor=BAND if top else "#ffffff",
                edgecolor="none",
                gid=f"row-{row['area']}",
                zorder=0,
            )
        )
        self.sheet.text(3, y + 3.2, name, 9, weight=weight)
        self.sheet.text(WIDTH - 3, y + 3.2, value, 9, ha="right", weight=weight)

    def x(self, value: float) -> float:
        """Where a value stands on the sheet."""
        room = WIDTH - self.left - self.right
        return self.left + room * (float(value) - self.low) / (self.high - self.low)

    def scale(self, low: float, high: float, unit: str, whole: bool = False) -> None:
        """Lay a scale from `low` to `high`, its numbers written as its readers write them."""
        self.low, self.high = low, high
        ticks = MaxNLocator(6, integer=whole, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        for x in (self.x(tick) for tick in ticks if low <= tick <= high):
            self.line([x, x], [HEAD, self.foot], LINE, 0.6, GRID)
            self.line([x, x], [self.foot, self.foot + 3], RULE, 0.8, GRID)
        for tick in (tick for tick in ticks if low <= tick <= high):
            words = tick_text(tick)
            self.sheet.text(self.x(tick), self.foot + 12.5, words, SMALL, MUTED, ha="center")
        self.line([self.left, WIDTH - self.right], [self.foot] * 2, RULE, 0.8, GRID)
        self.sheet.text(WIDTH - 3, self.foot + 12.5, unit, SMALL, MUTED, ha="right")

    def target(self, at: float, words: str) -> None:
        """Draw the target across all rows, with its words above it."""
        x = self.x(at)
        self.line([x, x], [HEAD, self.foot], INK, 2.2, TARGET)
        half = text_width(words, SMALL, "bold") / 2
        x = min(max(x, half + 2), WIDTH - half - 2)
        self.sheet.text(x, HEAD - 8, words, SMALL, INK, ha="center", weight="bold")

    def line(self, xs: list[float], ys: list[float], color: str, width: float, zorder: float):
        """Draw a line between places of the sheet."""
        look = {"color": color, "linewidth": width, "solid_capstyle": "butt"}
        self.sheet.put(Line2D(xs, ys, zorder=zorder, **look))

    def mark(self, n: int, x: float, size: float = 1.0) -> None:
        """Put a row's verdict at the value x."""
        found = verdict(self.rows[n])
        ground = BAND if n == 0 else "#ffffff"
        style = mark_style(found, found.ink, ground)
        style["markersize"] *= size
        self.sheet.put(Line2D([self.x(x)], [self.at[n]], zorder=MARK, **style))

    def void(self, n: int) -> None:
        """Say in a row why there is nothing to draw."""
        void = captions.void_key(self.rows[n])
        band, y = EXTRA[void or "no_data"], self.at[n]
        words = band.words.removesuffix(" (bm)")
        if not void:  # judged all the same
            words = text("charts.settled", verdict=verdict(self.rows[n]).word)
        words = uncapital(words)
        room = 26 + text_width(words, SMALL)
        self.sheet.put(
            Rectangle(
                (self.left, y - ROW / 2 - 1.2),
                room,
                ROW + 0.8,  # up to the row above, and down to the axis: no stump of the target
                facecolor="#ffffff" if n else BAND,
                edgecolor="none",
                zorder=VOID,
            )
        )
        self.sheet.box(self.left + 2, y - 4.5, 15, 9, band)
        self.sheet.text(self.left + 22, y + 3, words, SMALL, MUTED)

    def hover(self) -> dict[str, str]:
        """Every row's text by its gid."""
        return {f"row-{row['area']}": captions.hover_text(self.scene, row) for row in self.rows}


def tick_text(value: float, _=None) -> str:
    """Return a tick's number with as many decimals as it has."""
    places = next((p for p in range(4) if round(value, p) == round(value, 6)), 4)
    return formats.number(value, places)


def draw_intervals(chart: RowsChart) -> Figure:
    """Draw each row's value as its verdict's mark on its interval, on the natural axis."""
    first = chart.rows[0]
    limit = formats.limit_of(first)
    limit = None if limit is None else float(limit)
    whole = int(first["per"]) if first["kind"] == "proportion" else None
    shown = [row for row in chart.rows if not captions.lacks_value(row)]
    ends = [row[key] for row in shown for key in ("value", "lower", "upper")]
    low, high = reach([*ends, limit], whole) if shown else (0.0, 1.2 * (limit or 1.0))
    chart.scale(low, high, formats.unit(first))
    if limit is not None:
        chart.target(limit, text("drawing.target", target=captions.target_text(first)))
    for n, (row, at) in enumerate(zip(chart.rows, chart.at, strict=True)):
        if captions.lacks_value(row):
            chart.void(n)
            continue
        if pd.notna(row["lower"]):
            ends = [chart.x(row["lower"]), chart.x(row["upper"])]
            chart.line(ends, [at, at], verdict(row).ink, 1.4 if n else 2.2, INTERVAL)
        chart.mark(n, float(row["value"]), 1.0 if n else 1.2)
    return chart.sheet.figure


def draw_counts(chart: RowsChart) -> Figure:
    """Draw each row's count as a bar in its band's colour, from nothing upwards."""
    first = chart.rows[0]
    goal = formats.target_of(first)
    limit = 0.0 if goal is None else float(goal.limit)
    shown = [row["value"] for row in chart.rows if not captions.void_key(row)]
    chart.scale(0, max(4.0, 1.08 * max([float(value) for value in shown] + [limit])), "", True)
    for n, (row, band) in enumerate(zip(chart.rows, chart.bands, strict=True)):
        if captions.void_key(row):
            chart.void(n)
            continue
        value = float(row["value"])
        left, width = chart.x(0), chart.x(value) - chart.x(0)
        look = {"facecolor": band.colour, "edgecolor": RULE, "linewidth": 0.5, "zorder": BAR}
        chart.sheet.put(Rectangle((left, chart.at[n] - 5.5), width, 11, **look))
        chart.mark(n, value, 1.0 if n else 1.2)
    if goal is not None:
        chart.target(limit, text("drawing.target", target=captions.target_text(first)))
    return chart.sheet.figure


def draw_changes(chart: RowsChart) -> Figure:
    """Draw each row's count of the year before and of now; a tick is what would have been met."""
    first = chart.rows[0]
    goal = formats.target_of(first)
    shown = [row for row in chart.rows if not captions.void_key(row)]
    most = max([float(row[key]) for row in shown for key in ("numerator", "denominator")] + [4.0])
    chart.scale(0, 1.06 * most, "", True)
    for n, (row, at) in enumerate(zip(chart.rows, chart.at, strict=True)):
        if captions.void_key(row):
            chart.void(n)
            continue
        now, before = float(row["numerator"]), float(row["denominator"])
        chart.line([chart.x(before), chart.x(now)], [at, at], MUTED, 1.2, CHANGE)
        look = {"markersize": 5.5, "markerfacecolor": LINE, "markeredgecolor": MUTED}
        chart.sheet.put(
            Line2D([chart.x(before)], [at], marker="o", linestyle="none", zorder=INTERVAL, **look)
        )
        if goal is not None:
            need = before * (1 - float(goal.limit) / 100)
            chart.line([chart.x(need)] * 2, [at - 7, at + 7], INK, 1.8, NEED)
        chart.mark(n, now, 1.0 if n else 1.2)
    chart.sheet.text(chart.left, HEAD - 8, text("charts.years"), SMALL, MUTED)
    return chart.sheet.figure


def reach(values: list, whole: int | None = None) -> tuple[float, float]:
    """Return from where to where an axis goes to hold values: from 0 where that is near, and not
    beyond the whole, where there is one."""
    known = [float(value) for value in values if value is not None and pd.notna(value)]
    if not known:
        return 0.0, 1.0
    least, most = min(known), max(known)
    span = (most - least) or max(abs(most), 1.0) * 0.1
    low, high = least - 0.06 * span, most + 0.06 * span
    if 0 <= least < 0.6 * span + 1e-9:
        low = 0.0
    if whole is not None and most <= whole:
        high = min(high, whole + 0.02 * span)
    return (low, high) if np.isfinite([low, high]).all() else (0.0, 1.0)
