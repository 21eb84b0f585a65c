"""The chart of points: one measure against another, names at the points, targets as lines.

It stands on matplotlib's axes at a fixed place of the sheet, so that nothing has to be laid out:
twice as slow as lines on the sheet, and few enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chitieu.show.draw.marks import LINE_HEIGHT, Mark, draw_legend
from chitieu.show.draw.scales import ticks
from chitieu.show.draw.sheet import SMALL, Sheet, fitted, text_width
from chitieu.show.draw.svg import HALO, styled
from chitieu.show.verdicts import INK, MUTED, RULE
from chitieu.show.wording import formats

LEFT, HEAD, FOOT, BESIDE = 48.0, 28.0, 34.0, 14.0  # points around the axes
CLOUD = 250.0  # points high
MOST_NAME = 150.0  # points
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Side:
    """What an axis measures, from where to where, and the target on it with its words."""

    label: str
    ends: tuple[float, float]
    target: float = float("nan")
    words: str = ""
    color: str = INK
    counted: bool = False


@dataclass(frozen=True)
class Cloud:
    """Points on two measures. `points`: x, y, name and look (as matplotlib's lines have it);
    `curves`: the places across and up, and the style, of lines behind them."""

    points: pd.DataFrame
    across: Side
    up: Side
    title: str = ""
    curves: Sequence[tuple[np.ndarray, np.ndarray, str]] = ()


@styled
def draw_clouds(
    clouds: Sequence[Cloud], width: float, legend: Sequence[tuple[Mark, str]] = ()
) -> Figure:
    """Draw clouds side by side; `legend`: marks, and what they mean."""
    foot = HEAD + CLOUD + FOOT
    sheet = Sheet(width, foot + (20 if legend else 0))
    each = width / len(clouds)
    for n, cloud in enumerate(clouds):
        box = (n * each + LEFT, HEAD, each - LEFT - BESIDE, CLOUD)
        words = fitted(cloud.title, each - LEFT, 9, "bold")
        sheet.text(box[0], LINE_HEIGHT, words, 9, weight="bold")
        _cloud(sheet, cloud, box)
    draw_legend(sheet, foot, legend)
    return sheet.figure


def _cloud(sheet: Sheet, cloud: Cloud, box: Box) -> None:
    axes, (left, top, width, height) = sheet.axes(*box), box
    axes.set(xlim=cloud.across.ends, ylim=cloud.up.ends)
    _axes(axes, cloud)
    for xs, ys, style in cloud.curves:
        axes.plot(xs, ys, color=MUTED, linestyle=style, linewidth=1.1)
    x0, y0 = cloud.across.ends[0], cloud.up.ends[0]
    wide, high = np.ptp(cloud.across.ends), np.ptp(cloud.up.ends)
    x, y = (cloud.across.target - x0) / wide * width, (cloud.up.target - y0) / high * height
    at = [
        ((row["x"] - x0) / wide * width, (row["y"] - y0) / high * height)
        for row in cloud.points.to_dict("records")
    ]
    taken = [(px - 4, py - 4, px + 4, py + 4) for px, py in at]
    if np.isfinite(x):
        axes.axvline(cloud.across.target, color=cloud.across.color, linewidth=1.6)
        half = text_width(cloud.across.words, SMALL) / 2
        middle = min(max(left + x, left + half), left + width - half)
        sheet.text(middle, top - 4, cloud.across.words, SMALL, ha="center")
        taken.append((x - 2, 0, x + 2, height))
    if np.isfinite(y):
        axes.axhline(cloud.up.target, color=cloud.up.color, linewidth=1.6)
        words = text_width(cloud.up.words, SMALL)
        sheet.text(left + width, top + height - y - 4, cloud.up.words, SMALL, ha="right")
        taken += [(0, y - 2, width, y + 2), (width - words, y + 2, width, y + 14)]
    names = [fitted(name, MOST_NAME, SMALL) for name in cloud.points["name"]]
    found = places(at, names, taken, (width, height))
    for row, name, (x, y, *_) in zip(cloud.points.to_dict("records"), names, found, strict=True):
        axes.plot([row["x"]], [row["y"]], linestyle="none", clip_on=False, zorder=5, **row["look"])
        sheet.text(left + x, top + height - y - 3, name, SMALL, gid=HALO)


def _axes(axes: Axes, cloud: Cloud) -> None:
    """Write the axes' numbers as their readers do, and what they measure."""
    axes.spines[["bottom", "left"]].set_color(RULE)
    for axis, side in ((axes.xaxis, cloud.across), (axes.yaxis, cloud.up)):
        values = ticks(*side.ends, 6, side.counted)
        axis.set_ticks(values, [formats.short(value) for value in values], fontsize=SMALL)
        axis.set_label_text(side.label, fontsize=SMALL)


def places(
    points: list[tuple[float, float]], names: list[str], taken: list[Box], edge: tuple
) -> Iterator[Box]:
    """Yield for each point's name a box beside it: the first of the places around it that is free
    of what is `taken`, of the names before it and of the edge, or that with the least overlap."""
    taken = list(taken)
    for (x, y), name in zip(points, names, strict=True):
        boxes = _around(x, y, text_width(name, SMALL), 1.25 * SMALL)
        found = min(boxes, key=lambda box: _overlap(box, taken, (0, 0, *edge)))
        taken.append(found)
        yield found


def _around(x: float, y: float, width: float, height: float) -> list[Box]:
    gap = 5.5
    lefts = {"l": x - gap - width, "m": x - width / 2, "r": x + gap}
    lows = {"b": y - gap - height, "m": y - height / 2, "t": y + gap}
    order = ("mt", "rm", "lm", "mb", "rt", "lt", "rb", "lb")
    return [(lefts[a], lows[b], lefts[a] + width, lows[b] + height) for a, b in order]


def _overlap(box: Box, taken: list[Box], edge: Box) -> float:
    def shared(other: Box) -> float:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        return max(wide, 0) * max(high, 0)

    outside = (box[2] - box[0]) * (box[3] - box[1]) - shared(edge)
    return sum(map(shared, taken)) + 2 * outside
