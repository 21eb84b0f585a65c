"""What stands in a row of a chart: bars, intervals, dots, targets, at their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matplotlib.lines import Line2D

from chitieu.show.draw.sheet import SMALL, Sheet, fitted, text_width
from chitieu.show.draw.svg import HALO
from chitieu.show.verdicts import AT, GOOD_INK, INK, MUTED, PAPER, SHORT_OF, Fill

LINE_HEIGHT = 11.0  # points
# The order in which things lie upon each other; a void row hides the scale and the target.
GRID, BAR, TARGET, VOID, CHANGE, INTERVAL, NEED, MARK = 0.1, 0.2, 0.4, 0.5, 2, 3, 3.5, 4


DONE, LACKING, OVER = Fill(AT), Fill(SHORT_OF, "////", PAPER), Fill(SHORT_OF, ink=PAPER)
OPEN = Fill(PAPER, "////")


def dot(fill: str = PAPER, edge: str = GOOD_INK, marker: str = "o", size: float = 6.0) -> dict:
    """Return the look of a dot that is no verdict's."""
    return {
        "marker": marker,
        "markersize": size,
        "markerfacecolor": fill,
        "markeredgecolor": edge,
        "markeredgewidth": 1.3,
    }


class Plot:
    """A part of a sheet on which values have their places."""

    def __init__(self, sheet: Sheet, left: float, width: float, ends: tuple[float, float]):
        self.sheet, self.left, self.width, (self.low, self.high) = sheet, left, width, ends

    def x(self, value: float) -> float:
        """Where a value stands on the sheet."""
        return self.left + self.width * (float(value) - self.low) / (self.high - self.low)

    def line(self, xs, ys, color: str, width: float, zorder: float, style: str = "-") -> None:
        look = {"color": color, "linewidth": width, "linestyle": style, "solid_capstyle": "butt"}
        self.sheet.put(Line2D(xs, ys, zorder=zorder, **look))


@dataclass(frozen=True)
class Bar:
    """A bar from one value to another, `words` in its middle, `thick` points high."""

    start: float
    end: float
    fill: Fill = DONE
    words: str = ""
    thick: float = 11.0
    gid: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        return self.start, self.end

    def draw(self, plot: Plot, y: float) -> None:
        left, right = plot.x(self.start), plot.x(self.end)
        box = (left, y - self.thick / 2, right - left, self.thick)
        plot.sheet.box(*box, self.fill, zorder=BAR, gid=self.gid or None)
        if self.words:
            most = max(int(self.thick // LINE_HEIGHT), 1)
            lines = fitted(self.words, max(right - left - 4, 30), SMALL, lines=most).split("\n")
            rim = {"gid": HALO + self.fill.colour} if self.fill.is_patterned else {}
            look = {"ha": "center", "color": self.fill.ink, "zorder": MARK} | rim
            top = y + 3 - (len(lines) - 1) * LINE_HEIGHT / 2
            for n, line in enumerate(lines):
                plot.sheet.text((left + right) / 2, top + n * LINE_HEIGHT, line, SMALL, **look)


@dataclass(frozen=True)
class Interval:
    """A line from one value to another, so many points below the row's middle."""

    low: float
    high: float
    color: str = GOOD_INK
    width: float = 1.4
    aside: float = 0.0
    style: str = "-"
    zorder: float = INTERVAL

    @property
    def ends(self) -> tuple[float, ...]:
        return self.low, self.high

    def draw(self, plot: Plot, y: float) -> None:
        xs, ys = [plot.x(self.low), plot.x(self.high)], [y + self.aside] * 2
        plot.line(xs, ys, self.color, self.width, self.zorder, self.style)


@dataclass(frozen=True)
class Dot:
    """A mark at a value; `look` in the words of matplotlib's lines."""

    at: float
    look: Mapping = field(default_factory=dot)
    aside: float = 0.0
    zorder: float = MARK

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.at,)

    def draw(self, plot: Plot, y: float) -> None:
        look = {"linestyle": "none", "zorder": self.zorder} | dict(self.look)
        plot.sheet.put(Line2D([plot.x(self.at)], [y + self.aside], **look))


@dataclass(frozen=True)
class Target:
    """A target, its words above it: a row's own in that row, a panel's across all rows."""

    at: float
    words: str = ""
    style: str = "-"

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.at,)

    def draw(self, plot: Plot, y: float) -> None:
        plot.line([plot.x(self.at)] * 2, [y - 8, y + 8], INK, 2.0, NEED)
        if self.words:
            plot.sheet.text(plot.x(self.at), y - 9.5, self.words, SMALL, ha="center", gid=HALO)


Mark = Bar | Interval | Dot | Target


def draw_legend(sheet: Sheet, top: float, legend: Sequence[tuple[Mark, str]]) -> None:
    """Draw marks in a line, with what they mean."""
    left = 3.0
    for mark, words in legend:
        mark.draw(Plot(sheet, left, 16, (0, 1)), top + 8)
        sheet.text(left + 22, top + 11, words, SMALL, MUTED)
        left += 38 + text_width(words, SMALL)
