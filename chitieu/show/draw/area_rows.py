"""What the objectives' charts share: rows of areas, target lines, numbers, names kept apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from chitieu.show.draw.sheet import fitted
from chitieu.show.draw.svg import HALO as HALO
from chitieu.show.verdicts import INK, LINE, MUTED
from chitieu.show.wording import formats
from chitieu.words import text

SMALL, TEXT = 7.5, 8.5
MOST_NAME = 210.0  # points


def canvas(width: float, height: float, columns: int = 1, rows: int = 1, **options):
    """Return a figure and its axes, laid out so that nothing is cut off."""
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.06, h_pad=0.06, wspace=0.04)
    return figure, figure.subplots(rows, columns, **options)


def height_of(rows: int, least: float = 2.2) -> float:
    """Return the height in inches that a chart with so many rows needs."""
    return max(least, 1.1 + 0.36 * rows)


def name_rows(axes: Axes, names, *, grid: bool = True) -> None:
    """Name the rows of a chart, the first at the top."""
    lines = [str(name).split("\n") for name in names]
    shown = ["\n".join(fitted(line, MOST_NAME, TEXT) for line in each) for each in lines]
    axes.set_yticks(range(len(names)), shown, fontsize=TEXT)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    if grid:
        axes.grid(axis="x", color=LINE, linewidth=0.6)
        axes.set_axisbelow(True)


def number_axis(axis, unit: str = "", bins: int = 6, whole: bool = False) -> None:
    """Write an axis' numbers as its readers do, with as many decimals as its steps need."""
    axis.set_major_locator(MaxNLocator(bins, integer=whole, steps=[1, 2, 2.5, 5, 10]))

    def written(value, _):
        places = next((p for p in range(4) if round(value, p) == round(value, 6)), 4)
        return formats.number(value, places) + unit

    axis.set_major_formatter(FuncFormatter(written))
    axis.set_tick_params(labelsize=8)


def target_line(axes: Axes, at: float, words: str = "", *, style: str = "-") -> None:
    """Draw a target as a black upright line, its words above the chart."""
    if not np.isfinite(at):
        return
    axes.axvline(at, color=INK, linewidth=1.4, linestyle=style, zorder=3)
    if words:
        axes.annotate(
            words, (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", fontsize=8, color=INK,
        )  # fmt: skip


def say_absent(axes: Axes, row: int, reason: str) -> None:
    """Write in a row why there is nothing in it."""
    mark = formats.WITHHELD if reason == formats.reason("withheld") else formats.MISSING
    axes.text(
        0.01, row, f"{mark} {reason}", transform=axes.get_yaxis_transform(),
        va="center", ha="left", fontsize=8, color=MUTED, style="italic", gid=HALO, zorder=7,
    )  # fmt: skip


def say_empty(axes: Axes) -> None:
    """Say in an empty chart that there is nothing to draw."""
    axes.text(
        0.5, 0.5, text("drawing.empty"), transform=axes.transAxes,
        ha="center", va="center", fontsize=9, color=MUTED, style="italic",
    )  # fmt: skip


def wrapped(words: str, width: int) -> str:
    """Return words in lines of at most about `width` letters."""
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def label_points(axes: Axes, points: pd.DataFrame, size: float = 8) -> None:
    """Write names beside points so that they keep clear of each other and of the points.

    `points`: x, y and name. Axes' limits must be final. Of the places around a point the first
    free one is taken, or that with the least overlap.
    """
    points = points.assign(name=[fitted(name, MOST_NAME, size) for name in points["name"]])
    figure = axes.get_figure()
    figure.draw_without_rendering()  # only then is it known where the axes are
    width, height = figure.get_size_inches() * 72
    across, up = axes.get_position().width * width, axes.get_position().height * height
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    at = np.column_stack(
        [(points["x"] - x0) / (x1 - x0) * across, (points["y"] - y0) / (y1 - y0) * up]
    )
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in at]
    edge = (0, 0, across, up)
    for (x, y), name in zip(at, points["name"], strict=True):
        size_of = (0.6 * size * len(name), 1.25 * size)
        box = min(_places(x, y, *size_of), key=lambda b: _overlap(b, taken, edge))
        taken.append(box)
        axes.annotate(
            name, (x0 + x / across * (x1 - x0), y0 + y / up * (y1 - y0)),
            xytext=((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y),
            textcoords="offset points", ha="center", va="center", fontsize=size, color=INK,
            gid=HALO, zorder=6,
        )  # fmt: skip


def _places(x: float, y: float, width: float, height: float) -> list[tuple]:
    gap = 5
    corners = [
        (x - width / 2, y + gap), (x + gap, y - height / 2), (x - gap - width, y - height / 2),
        (x - width / 2, y - gap - height), (x + gap, y + gap), (x - gap - width, y + gap),
        (x + gap, y - gap - height), (x - gap - width, y - gap - height),
        (x - width / 2, y + gap + height), (x - width / 2, y + gap + 2 * height),
    ]  # fmt: skip
    return [(left, low, left + width, low + height) for left, low in corners]


def _overlap(box: tuple, taken: list[tuple], edge: tuple) -> float:
    def shared(other: tuple) -> float:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        return max(wide, 0) * max(high, 0)

    outside = (box[2] - box[0]) * (box[3] - box[1]) - shared(edge)
    return sum(shared(other) for other in taken) + 2 * outside


def spread(values, gap: float) -> np.ndarray:
    """Return `values` moved apart as little as needed for each two to be `gap` apart."""
    values = np.asarray(values, float)
    order = np.argsort(values, kind="stable")
    moved = values[order].copy()
    for _ in range(200):
        close = gap - np.diff(moved)
        if not (close > 1e-6).any():
            break
        push = np.where(close > 0, close / 2, 0)
        moved[:-1] -= push
        moved[1:] += push
    result = np.empty_like(moved)
    result[order] = moved
    return result
