"""One small chart of the years on a sheet: values, intervals, target path, what changed when.

Everything is drawn on the sheet itself, in points: matplotlib's axes would take several times as
long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from chitieu.show.draw.scales import ticks
from chitieu.show.draw.sheet import MARKS, Sheet, mark_style, text_width
from chitieu.show.verdicts import GOOD_INK, INK, LINE, MUTED, RULE, verdict
from chitieu.show.wording import captions, formats

WASH = "#eef1f4"
TICK = 7.6  # points
SIDES = ("lower", "upper")
VOID = 11.0  # points; how high the band of a year without a value is
UNJUDGED = {"marker": "o", "markersize": 4.6, "markerfacecolor": MUTED, "markeredgecolor": MUTED}
UNJUDGED |= {"markeredgewidth": 1.0, "linestyle": "none"}
TARGET, PATH = 2.0, 2.2  # the order in which they lie upon each other


@dataclass(frozen=True)
class Scale:
    """The years across and the values upwards; `ticks` are the values that get a line."""

    first: int
    last: int
    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def fit(cls, years: list[int], low: float, high: float, bins: int = 3) -> Scale:
        return cls(min(years), max(years), low, high, tuple(ticks(low, high, bins)))


class Panel:
    """A box of a sheet in points from its upper left corner, on which a scale is laid."""

    def __init__(self, sheet: Sheet, box: tuple[float, float, float, float], scale: Scale):
        self.sheet, self.scale = sheet, scale
        self.x, self.y, self.width, self.height = box
        self.step = self.width / max(scale.last - scale.first + 0.8, 1)

    def across(self, year) -> np.ndarray:
        return self.x + self.step * (np.asarray(year, float) - self.scale.first + 0.4)

    def up(self, value) -> np.ndarray:
        """Where a value stands; what is beyond the scale is cut at the edge."""
        share = (np.asarray(value, float) - self.scale.low) / (self.scale.high - self.scale.low)
        return self.y + self.height * (1 - np.clip(share, 0, 1))

    def ground(self, carried: list[int], unit: str | None) -> None:
        """Draw the carried years' wash, the lines of the scale and, with a `unit`, its numbers,
        and the first and the last year."""
        if carried:
            left, right = self.across(min(carried) - 0.5), self.across(max(carried) + 0.5)
            left, right = max(left, self.x), min(right, self.x + self.width)
            wash = Rectangle(
                (left, self.y), right - left, self.height, facecolor=WASH, edgecolor="none",
                zorder=0,
            )  # fmt: skip
            self.sheet.put(wash)
        self.grid(unit)
        base = self.y + self.height + 9
        self.sheet.text(self.x, base, str(self.scale.first), TICK, MUTED)
        if self.scale.last > self.scale.first:
            end = self.x + self.width
            self.sheet.text(end, base, str(self.scale.last), TICK, MUTED, ha="right")

    def grid(self, unit: str | None) -> None:
        """Draw the lines of the scale and, with a `unit`, its numbers; the highest bears it."""
        ends = [self.x, self.x + self.width, np.nan] * len(self.scale.ticks)
        heights = np.repeat(self.up(self.scale.ticks), 3)
        self._line(ends, heights, LINE, 0.6, 1)
        edge = [self.x, self.x + self.width]
        self._line(edge, [self.y + self.height] * 2, RULE, 0.7, 1.5)
        for tick in self.scale.ticks if unit is not None else ():
            words = formats.short(tick) + (unit if tick == self.scale.ticks[-1] else "")
            y = float(self.up(tick)) + 2.6
            self.sheet.text(self.x - 3, y, words, TICK, MUTED, ha="right")

    def targets(self, points: list[dict]) -> None:
        """Draw the target path: broken where a year's target is another year's."""
        path = [(point["year"], point["limit"], point["borrowed"]) for point in points]
        for (limit, borrowed), run in groupby(path, key=lambda point: point[1:]):
            run = [year for year, *_ in run]
            if np.isnan(limit):
                continue
            ends = np.clip(self.across([run[0] - 0.5, run[-1] + 0.5]), self.x, self.x + self.width)
            width, style = (1.0, (0, (3, 2))) if borrowed else (1.7, "-")
            self._line(ends, [float(self.up(limit))] * 2, INK, width, TARGET, linestyle=style)

    def marks(self, years: Iterable[int]) -> None:
        """Draw an upright line before each of some years: something changed there."""
        for year in years:
            at = [float(self.across(year - 0.5))] * 2
            self._line(
                at, [self.y, self.y + self.height], INK, 0.8, 1.8, linestyle=(0, (1, 1.5))
            )  # fmt: skip

    def values(self, points: list[dict], size: float = 1.0) -> None:
        """Draw values with their verdicts' marks on their intervals; signs where there is none."""
        shown = [point for point in points if not point["absent"]]
        years = np.array([point["year"] for point in shown])
        value, lower, upper = (_numbers(shown, name) for name in ("value", *SIDES))
        run = np.cumsum(np.diff(years, prepend=years[:1]) > 1)  # a year without a value breaks it
        self._path(years, value, run, MUTED, 1.1)
        ends = np.column_stack([self.up(lower), self.up(upper), np.full(len(shown), np.nan)])
        self._line(np.repeat(self.across(years), 3), ends.ravel(), RULE, 1.1, 2.5)
        looks = [verdict(point) for point in shown]
        for look in dict.fromkeys(looks):
            those = np.array([look == other for other in looks])
            style = mark_style(look, look.ink) if look.mark in MARKS else dict(UNJUDGED)
            style["markersize"] *= size
            style["markeredgewidth"] *= max(size, 0.8)
            at = self.across(years[those]), self.up(value[those])
            self.sheet.put(Line2D(*at, zorder=4, **style))
        self._signs([point for point in points if point["absent"]])

    def _signs(self, points: list[dict]) -> None:
        """Say on a band which years have no value, and why: no value is drawn for them."""
        runs = [(verdict(point), point["year"] - n, point) for n, point in enumerate(points)]
        top = self.y + self.height - VOID
        for _, run in groupby(runs, key=lambda each: each[:2]):
            run = [point for *_, point in run]
            known = not captions.void_key(run[0])  # judged, or told in words: it has no number
            fill, sign = verdict(run[0]).fill, "–" if known else captions.value_text(run[0])
            left = max(float(self.across(run[0]["year"] - 0.5)), self.x)
            right = min(float(self.across(run[-1]["year"] + 0.5)), self.x + self.width)
            if not known:
                box = (left, top, right - left, VOID - 0.5)
                self.sheet.box(*box, fill, edgecolor="none", linewidth=0, zorder=2.1)
            if text_width(sign, TICK) < right - left:
                plate = {"facecolor": fill.colour, "edgecolor": "none", "pad": 0.8}
                look = {"ha": "center", "zorder": 2.3} | ({} if known else {"bbox": plate})
                self.sheet.text((left + right) / 2, top + 8.5, sign, TICK, INK, **look)

    def having(self, points: list[dict]) -> None:
        """Draw of an area itself in which years it had a thing, and in which it had not."""
        middle = self.y + self.height / 2
        shown = [point for point in points if pd.notna(point["value"])]
        for found in dict.fromkeys(map(verdict, shown)):
            those = [point["year"] for point in shown if verdict(point) == found]
            style = mark_style(found, found.ink)
            self.sheet.put(Line2D(self.across(those), [middle] * len(those), zorder=4, **style))
        self._signs([point for point in points if pd.isna(point["value"])])

    def smoothed(self, years, values) -> None:
        """Draw smoothed values as a line of their own."""
        self._path(years, values, np.zeros(len(values)), GOOD_INK, 1.3, (0, (2, 1.2)))

    def hover(self, gid: str) -> None:
        """Lay a sheet of glass over the panel, for its hover text."""
        self._glass(self.x, self.y - 14, self.width, self.height + 14, gid)

    def hover_year(self, year: int, gid: str) -> None:
        """Lay a sheet of glass over a year, for its hover text."""
        self._glass(float(self.across(year - 0.5)), self.y, self.step, self.height, gid)

    def _glass(self, x: float, y: float, width: float, height: float, gid: str) -> None:
        self.sheet.put(Rectangle((x, y), width, height, alpha=0, zorder=9, gid=gid))

    def _path(self, years, values, run, color, width, style="-") -> None:
        """Draw a line through values, broken between runs."""
        years, values, run = (np.asarray(each, float) for each in (years, values, run))
        cut = np.flatnonzero(np.diff(run)) + 1
        across = np.insert(self.across(years), cut, np.nan)
        up = np.insert(self.up(values), cut, np.nan)
        self._line(across, up, color, width, PATH, linestyle=style)

    def _line(self, xs, ys, color, width, zorder, **style) -> None:
        if len(xs):
            self.sheet.put(Line2D(xs, ys, color=color, linewidth=width, zorder=zorder, **style))


def _numbers(points: list[dict], name: str) -> np.ndarray:
    return np.array([np.nan if pd.isna(p[name]) else float(p[name]) for p in points], float)
