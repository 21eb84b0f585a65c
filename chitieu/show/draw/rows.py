"""The chart of rows: names, marks on a scale, columns of words; a specification that is drawn.

A chart is lines of panels, a panel has rows, a row has marks. A mark at a value that is not known
is not drawn. All is set on the sheet, in points: matplotlib's axes take several times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from chitieu.show.draw.marks import (
    GRID,
    LINE_HEIGHT,
    TARGET,
    VOID,
    Mark,
    Plot,
    Target,
    draw_legend,
)  # fmt: skip
from chitieu.show.draw.scales import reach, ticks
from chitieu.show.draw.sheet import SMALL, Sheet, apart, fitted, text_width, wrap
from chitieu.show.draw.svg import styled
from chitieu.show.verdicts import INK, LINE, MUTED, NO_DATA, RULE, WITHHELD, Fill
from chitieu.show.wording import formats

HALF, WIDE = 372.0, 640.0  # points; the width of a chart beside another, and of one alone
ROW, FOOT, APART, GAP = 21.0, 22.0, 9.0, 10.0
TALL = 32.0  # a row in which words stand above a mark
MOST_NAME = 0.38  # of the width; the scale needs the rest
OWN = "#f2f4f6"  # the ground of the row of the page's own area


@dataclass(frozen=True)
class Row:
    """A row: its name, what is drawn in it, what stands in the columns behind the scale.

    `absent`: why there is nothing; it stands on a band. `own`: it is the page's own area's.
    `apart`: it stands apart from the row before it.
    """

    name: str
    marks: Sequence[Mark] = ()
    cells: Sequence[str] = ()
    absent: str = ""
    void: Fill = NO_DATA
    own: bool = False
    bold: bool = False
    gid: str = ""
    height: float = ROW
    apart: bool = False

    @property
    def weight(self) -> str:
        return "bold" if self.own or self.bold else "normal"

    @property
    def tall(self) -> float:
        """Its height, with room for each line of its name."""
        return max(self.height, 10 + LINE_HEIGHT * (self.name.count("\n") + 1))


def absent_sign(absent: str) -> str:
    """Return the sign for a reason why there is no value: "(bm)", "..."; "" for none."""
    if not absent:
        return ""
    return formats.withheld() if absent == formats.reason("withheld") else formats.MISSING


def row_of(
    name: str, absent: str, *marks: Mark, cells: Sequence[str] = (), said: str = "", **look
) -> Row:
    """Return a row, or with `absent` (a reason, "" for none) one that says why it is empty, in
    the words of `said` where there is room for no more."""
    if not absent:
        return Row(name, marks, cells, **look)
    sign = absent_sign(absent)
    void = WITHHELD if sign == formats.withheld() else NO_DATA
    return Row(name, absent=said or f"{sign} {absent}", void=void, **look)


@dataclass(frozen=True)
class Panel:
    """Rows on one scale.

    `ends`: of the scale; where None as far as the marks go, and not beyond the `whole`. `ticks`:
    values with words under them; where None round numbers, `counted` ones only whole. `over`:
    values with words above them; `heads`: words above the columns; `axis`: what the scale counts.
    `weight`: how wide the scale is, against those of the panels beside it.
    """

    rows: Sequence[Row]
    title: str = ""
    ends: tuple[float, float] | None = None
    whole: float | None = None
    unit: str = ""
    counted: bool = False
    ticks: Sequence[tuple[float, str]] | None = None
    targets: Sequence[Target] = ()
    over: Sequence[tuple[float, str]] = ()
    heads: Sequence[str] = ()
    axis: str = ""
    weight: float = 1.0

    def scale(self) -> tuple[float, float]:
        """From where to where the scale goes."""
        if self.ends:
            return self.ends
        targets = [target.at for target in self.targets if np.isfinite(target.at)]
        marks = [end for row in self.rows for mark in row.marks for end in mark.ends]
        if not np.isfinite(np.array(marks, float)).any():
            return 0.0, 1.2 * (max(targets, default=1.0) or 1.0)
        return reach([*marks, *targets], self.whole)

    def columns(self) -> list[float]:
        """How wide each column of words is."""
        found = []
        for n in range(max(len(self.heads), *(len(row.cells) for row in self.rows))):
            cells = [(row.cells[n], row.weight) for row in self.rows if len(row.cells) > n]
            wide = [text_width(words, 9, weight) for words, weight in cells]
            wide += [
                text_width(word, SMALL) for head in self.heads[n : n + 1] for word in head.split()
            ]
            found.append(max(wide, default=0) + GAP)
        if found and self.unit:
            found[0] = max(found[0], text_width(self.unit, SMALL) + 14)
        return found


@styled
def draw_rows(
    lines: Sequence[Sequence[Panel]], width: float = WIDE, legend: Sequence[tuple[Mark, str]] = ()
) -> Figure:
    """Draw lines of panels, in each line the names of the first one's rows; `legend`: marks, and
    what they mean."""
    placed = [_Line(panels, width) for panels in lines]
    tall = sum(line.height for line in placed)
    sheet = Sheet(width, tall + (20 if legend else 0))
    top = 0.0
    for line in placed:
        line.draw(sheet, top)
        top += line.height
    draw_legend(sheet, top, legend)
    return sheet.figure


class _Line:
    """Panels side by side, whose rows stand at one height."""

    def __init__(self, panels: Sequence[Panel], width: float):
        self.panels, self.width, rows = panels, width, panels[0].rows
        self.names = [
            [fitted(part, MOST_NAME * width, 9, row.weight) for part in row.name.split("\n")]
            for row in rows
        ]
        sizes = [
            text_width(part, 9, row.weight)
            for parts, row in zip(self.names, rows, strict=True)
            for part in parts
        ]
        self.left = max(sizes) + GAP if any(sizes) else 2.0
        self.columns = [panel.columns() for panel in panels]
        taken = sum(map(sum, self.columns)) + 2 * GAP * (len(panels) - 1) + 2.0
        each = (width - self.left - taken) / sum(panel.weight for panel in panels)
        self.rooms = [each * panel.weight for panel in panels]
        self.head = 10 + max(self._title(n) + self._above(n) for n in range(len(panels)))
        self.at, y = [], self.head
        for before, row in pairwise([None, *rows]):
            y += APART if before and (row.apart or before.own != row.own) else 0
            self.at.append(y + row.tall / 2)
            y += row.tall
        self.foot = y
        labelled = any(panel.axis for panel in panels)
        bare = all(panel.ticks == () for panel in panels)
        self.height = self.foot + (2 if bare else FOOT) + (LINE_HEIGHT if labelled else 0)

    def _title(self, n: int) -> float:
        return LINE_HEIGHT * len(self._title_lines(n)) + 2

    def _title_lines(self, n: int) -> list[str]:
        room = self.rooms[n] + sum(self.columns[n])
        words = self.panels[n].title
        return fitted(words, room, 9, "bold", 3).split("\n") if words else []

    def _above(self, n: int) -> float:
        panel = self.panels[n]
        words = [target.words for target in panel.targets if np.isfinite(target.at)]
        deep = [
            len(wrap(each, self.rooms[n] / len(panel.over) - 2, SMALL)) for _, each in panel.over
        ]
        deep += [head.count("\n") + 1 for head in panel.heads]
        return LINE_HEIGHT * max([*deep, int(any(words))])

    def draw(self, sheet: Sheet, top: float) -> None:
        for row, parts, at in zip(self.panels[0].rows, self.names, self.at, strict=True):
            ground = Rectangle(
                (0, top + at - row.tall / 2), self.width, row.tall, zorder=0, edgecolor="none",
                facecolor=OWN if row.own else "#ffffff", gid=row.gid or None,
            )  # fmt: skip
            sheet.put(ground)
            y = top + at + 3.2 - (len(parts) - 1) * LINE_HEIGHT / 2
            for n, part in enumerate(parts):
                sheet.text(3, y + n * LINE_HEIGHT, part, 9, weight=row.weight)
        left = self.left
        for n, panel in enumerate(self.panels):
            self._panel(n, panel, Plot(sheet, left, self.rooms[n], panel.scale()), top)
            left += self.rooms[n] + sum(self.columns[n]) + 2 * GAP

    def _panel(self, n: int, panel: Panel, plot: Plot, top: float) -> None:
        sheet, end = plot.sheet, plot.left + plot.width
        head, foot = top + self.head, top + self.foot
        for line, words in enumerate(self._title_lines(n)):
            sheet.text(plot.left, top + 9 + line * LINE_HEIGHT, words, 9, weight="bold")
        self._scale(panel, plot, head, foot)
        for target in panel.targets:
            if np.isfinite(target.at):
                x = plot.x(target.at)
                plot.line([x, x], [head, foot], INK, 2.2, TARGET, target.style)
        self._over(panel, plot, head, end + sum(self.columns[n]))
        for row, at in zip(panel.rows, self.at, strict=True):
            self._row(row, plot, top + at, sum(self.columns[n]))
        for column, wide in enumerate(self.columns[n]):
            end += wide
            if column < len(panel.heads):
                lines = panel.heads[column].split("\n")
                for m, words in enumerate(lines):
                    y = head - 5 - (len(lines) - 1 - m) * LINE_HEIGHT
                    sheet.text(end, y, words, SMALL, MUTED, ha="right")
            for row, at in zip(panel.rows, self.at, strict=True):
                if len(row.cells) > column:
                    look = {"ha": "right", "weight": row.weight}
                    sheet.text(end, top + at + 3.2, row.cells[column], 9, **look)

    def _scale(self, panel: Panel, plot: Plot, head: float, foot: float) -> None:
        sheet, end = plot.sheet, plot.left + plot.width
        for tick in ticks(plot.low, plot.high, int(plot.width // 45), panel.counted):
            if panel.ticks is None:
                x = plot.x(tick)
                plot.line([x, x], [head, foot], LINE, 0.6, GRID)
                plot.line([x, x], [foot, foot + 3], RULE, 0.8, GRID)
                sheet.text(x, foot + 12.5, formats.short(tick), SMALL, MUTED, ha="center")
        if panel.ticks is None:
            plot.line([plot.left, end], [foot, foot], RULE, 0.8, GRID)
        for x, words in apart(
            [(plot.x(at), words) for at, words in panel.ticks or ()], 2, sheet.width - 2
        ):
            sheet.text(x, foot + 13, words, SMALL, ha="center")
        if panel.unit:
            sheet.text(end + 12, foot + 12.5, panel.unit, SMALL, MUTED)
        if panel.axis:
            y = foot + 12.5 + (LINE_HEIGHT if panel.ticks is None else 0)
            sheet.text((plot.left + end) / 2, y, panel.axis, SMALL, MUTED, ha="center")

    def _over(self, panel: Panel, plot: Plot, head: float, end: float) -> None:
        """Write the targets' words, and those that stand over places of the scale."""
        named = [(plot.x(t.at), t.words) for t in panel.targets if np.isfinite(t.at) and t.words]
        for x, words in apart(named, 2, end, "bold"):
            plot.sheet.text(x, head - 5, words, SMALL, ha="center", weight="bold")
        for at, words in panel.over:
            lines = wrap(words, plot.width / len(panel.over) - 2, SMALL)
            for n, line in enumerate(lines):
                y = head - 5 - (len(lines) - 1 - n) * LINE_HEIGHT
                plot.sheet.text(plot.x(at), y, line, SMALL, MUTED, ha="center")

    def _row(self, row: Row, plot: Plot, y: float, columns: float) -> None:
        for mark in row.marks:
            if np.isfinite(np.array(mark.ends, float)).all():
                mark.draw(plot, y)
        if not row.absent:
            return
        room = plot.width + (0 if any(row.cells) else columns)
        words = fitted(row.absent, room - 24, SMALL)
        ground = Rectangle(
            (plot.left, y - row.tall / 2), plot.width, row.tall, zorder=VOID, edgecolor="none",
            facecolor=OWN if row.own else "#ffffff",
        )  # fmt: skip
        plot.sheet.put(ground)
        plot.sheet.text(plot.left + 2, y + 3, words, SMALL, MUTED)
        told = text_width(words, SMALL) + 8
        plot.sheet.box(plot.left + told, y - 6, room - told, 12, row.void, zorder=VOID + 0.01)
