"""One small chart of the years on a sheet: values, intervals, target path, what changed when.

Everything of a figure is drawn on one bare axes that measures points: many small matplotlib axes
would take many times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from chitieu.show import captions
from chitieu.show.rows_chart import tick_text
from chitieu.show.sheet import Sheet, mark_style, text_width
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, LINE, MUTED, PAPER, RULE, verdict

WASH = "#eef1f4"
TICK = 7.6  # points
SIDES = ("lower", "upper")


@dataclass(frozen=True)
class Scale:
    """The years across and the values upwards; `ticks` are the values that get a line."""

    first: int
    last: int
    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def fit(cls, years: list[int], low: float, high: float) -> Scale:
        ticks = MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        return cls(min(years), max(years), low, high, tuple(t for t in ticks if low <= t <= high))


class Panel:
    """A box of a sheet in points from its upper left corner, on which a scale is laid."""

    def __init__(self, sheet: Sheet, axes: Axes, box: tuple[float, float, float, float], scale):
        self.sheet, self.axes, self.scale = sheet, axes, scale
        self.x, self.y, self.width, self.height = box
        self.step = self.width / max(scale.last - scale.first + 0.8, 1)

    def across(self, year) -> np.ndarray:
        return self.x + self.step * (np.asarray(year, float) - self.scale.first + 0.4)

    def up(self, value) -> np.ndarray:
        """Where a value stands; what is beyond the scale is cut at the edge."""
        share = (np.asarray(value, float) - self.scale.low) / (self.scale.high - self.scale.low)
        return self.y + self.height * (1 - np.clip(share, 0, 1))

    def ground(self, carried: list[int], labels: bool) -> None:
        """Draw the carried years' wash, the lines of the scale and, with `labels`, its numbers."""
        if carried:
            left, right = self.across(min(carried) - 0.5), self.across(max(carried) + 0.5)
            left, right = max(left, self.x), min(right, self.x + self.width)
            wash = Rectangle(
                (left, self.y), right - left, self.height, facecolor=WASH, edgecolor="none",
                zorder=0,
            )  # fmt: skip
            self.axes.add_patch(wash)
        ends = [self.x, self.x + self.width, np.nan] * len(self.scale.ticks)
        heights = np.repeat(self.up(self.scale.ticks), 3)
        self._line(ends, heights, LINE, 0.6, 1)
        edge = [self.x, self.x + self.width]
        self._line(edge, [self.y + self.height] * 2, RULE, 0.7, 1.5)
        for tick in self.scale.ticks if labels else ():
            self.sheet.text(
                self.x - 3, float(self.up(tick)) + 2.6, tick_text(tick), TICK, MUTED, ha="right"
            )
        base = self.y + self.height + 9
        self.sheet.text(self.x, base, str(self.scale.first), TICK, MUTED)
        if self.scale.last > self.scale.first:
            end = self.x + self.width
            self.sheet.text(end, base, str(self.scale.last), TICK, MUTED, ha="right")

    def targets(self, rows: pd.DataFrame, adopted: Iterable[int]) -> None:
        """Draw the target path: broken where a year's target is another year's."""
        path = [(y, limit, y in adopted) for y, limit in rows[["year", "limit"]].itertuples(False)]
        for (limit, borrowed), run in groupby(path, key=lambda point: point[1:]):
            run = [year for year, *_ in run]
            if np.isnan(limit):
                continue
            ends = np.clip(self.across([run[0] - 0.5, run[-1] + 0.5]), self.x, self.x + self.width)
            width, style = (1.0, (0, (3, 2))) if borrowed else (1.7, "-")
            self._line(ends, [float(self.up(limit))] * 2, INK, width, 2, linestyle=style)

    def marks(self, years: Iterable[int]) -> None:
        """Draw an upright line before each of some years: something changed there."""
        for year in years:
            at = [float(self.across(year - 0.5))] * 2
            self._line(
                at, [self.y, self.y + self.height], INK, 0.8, 1.8, linestyle=(0, (1, 1.5))
            )  # fmt: skip

    def values(self, rows: pd.DataFrame, size: float = 1.0) -> None:
        """Draw values with their verdicts' marks on their intervals; signs where there is none."""
        absent = rows["absent"].ne("").to_numpy()
        shown = rows[~absent]
        value = shown["value"].to_numpy(float)
        run = np.cumsum(absent | rows["year"].diff().gt(1).to_numpy())[~absent]
        self._path(shown["year"], value, run, MUTED, 1.1)
        lower, upper = (self.up(shown[side].to_numpy(float, na_value=np.nan)) for side in SIDES)
        ends = np.column_stack([lower, upper, np.full(len(shown), np.nan)])
        self._line(np.repeat(self.across(shown["year"]), 3), ends.ravel(), RULE, 1.1, 2.5)
        looks = [verdict(row) for row in shown.to_dict("records")]
        for look in dict.fromkeys(looks):
            those = np.array([look == other for other in looks])
            style = mark_style(look, look.ink)
            style["markersize"] *= size
            style["markeredgewidth"] *= max(size, 0.8)
            at = self.across(shown["year"].to_numpy()[those]), self.up(value[those])
            self.axes.plot(*at, zorder=4, clip_on=False, **style)
        self._signs(rows[absent])

    def _signs(self, rows: pd.DataFrame) -> None:
        """Write why years have no value; once for a run of years that has no room for more."""
        signs = [
            (
                row["year"],
                captions.value_text(row) if captions.void_key(row) else "–",
                row["year"] - n,
            )
            for n, row in enumerate(rows.to_dict("records"))
        ]
        base = self.y + self.height
        for (sign, _), run in groupby(signs, key=lambda each: each[1:]):
            years = [year for year, *_ in run]
            if text_width(sign, TICK) < self.step:
                for year in years:
                    at = float(self.across(year))
                    self.sheet.text(at, base - 3, sign, TICK, MUTED, ha="center")
                continue
            at = self.across([years[0] - 0.3, years[-1] + 0.3])
            self._line(at, [base - 2] * 2, MUTED, 1.0, 3)
            self.sheet.text(float(at.mean()), base - 4.5, sign, TICK, MUTED, ha="center")

    def having(self, rows: pd.DataFrame) -> None:
        """Draw of an area itself in which years it had a thing, and in which it had not."""
        shown = rows[rows["value"].notna()]
        middle = self.y + self.height / 2
        for has, fill in ((True, GOOD_INK), (False, PAPER)):
            those = shown[shown["value"].gt(0) == has]
            self.axes.plot(
                self.across(those["year"]), [middle] * len(those), "s", markersize=6, zorder=4,
                markerfacecolor=fill, markeredgecolor=GOOD_INK if has else BAD_INK, clip_on=False,
            )  # fmt: skip
        self._signs(rows[rows["value"].isna()])

    def smoothed(self, years, values) -> None:
        """Draw smoothed values as a line of their own."""
        self._path(years, values, np.zeros(len(values)), GOOD_INK, 1.3, (0, (2, 1.2)))

    def hover(self, gid: str) -> None:
        """Lay a sheet of glass over the panel, for its hover text."""
        glass = Rectangle(
            (self.x, self.y - 14), self.width, self.height + 14, alpha=0, zorder=9, gid=gid
        )
        self.axes.add_patch(glass)

    def _path(self, years, values, run, color, width, style="-") -> None:
        """Draw a line through values, broken between runs."""
        years, values, run = (np.asarray(each, float) for each in (years, values, run))
        cut = np.flatnonzero(np.diff(run)) + 1
        across = np.insert(self.across(years), cut, np.nan)
        up = np.insert(self.up(values), cut, np.nan)
        self._line(across, up, color, width, 2.2, linestyle=style)

    def _line(self, xs, ys, color, width, zorder, **style) -> None:
        if len(xs):
            self.axes.plot(
                xs, ys, color=color, linewidth=width, zorder=zorder, clip_on=False, **style
            )
