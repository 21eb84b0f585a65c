"""One large map: a legend in numbers, and each area's name and value on its polygon."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from chitieu.show.bands import EXTRA, Band
from chitieu.show.polygons import Land, draw_land, label_places
from chitieu.show.sheet import MARKS, Sheet, mark_style, text_width
from chitieu.show.verdicts import INK, MUTED, Verdict

MOST_LABELS = 30  # areas; with more no name is legible
NAME, VALUE = 8.5, 9.5  # points
LINE = 12.0
MARK_ROOM = 10.5
BAR = 17.0


@dataclass(frozen=True)
class Label:
    """What stands on an area: its name and, below it, a verdict's mark and a value."""

    name: str
    words: str
    verdict: Verdict | None = None

    @property
    def has_mark(self) -> bool:
        return self.verdict is not None and self.verdict.mark in MARKS

    @property
    def second(self) -> float:
        """How wide the second line is, in points."""
        return text_width(self.words, VALUE, "bold") + (MARK_ROOM if self.has_mark else 0)

    @property
    def size(self) -> tuple[float, float]:
        return max(text_width(self.name, NAME), self.second) + 5, 2 * LINE + 3


def draw_labelled(
    shapes: gpd.GeoSeries,
    placed: dict[str, Band],
    labels: dict[str, Label],
    classes: list[Band],
    width: float,
    cut: str = "",
    ends: tuple[str, str] = ("tốt hơn", "kém hơn"),
    words: dict[str, str] | None = None,
) -> Figure:
    """Draw areas in their bands' colours under a legend of `classes`, from best to worst.

    `cut`: what the thick line between what is met and what is not says; `ends`: what stands over
    the ends of the legend; `words`: other words for the bands that say why there is no value.
    """
    land = Land.fit(shapes, width - 4, 1.2 * width)
    found = {band.key for band in placed.values()}
    voids = [
        (band, (words or {}).get(key, band.words)) for key, band in EXTRA.items() if key in found
    ]
    head = _legend(Sheet(width, 10), classes, voids, cut, ends)
    sheet = Sheet(width, head + land.height + 4)
    _legend(sheet, classes, voids, cut, ends)
    axes = sheet.axes(2, head + 2, land.width, land.height)
    draw_land(axes, land, placed)
    if len(land.shapes) <= MOST_LABELS:
        sizes = [labels[area].size for area in land.shapes.index]
        places = label_places(land.shapes.to_numpy(), sizes)
        for (area, shape), middle in zip(land.shapes.items(), places, strict=True):
            if middle is not None:
                _write(axes, labels[area], placed[area], shape, middle)
    return sheet.figure


def _write(axes: Axes, label: Label, band: Band, shape, middle: tuple[float, float]) -> None:
    """Write a label; it gets a plate where it would stand on a pattern or on a neighbour."""
    (x, y), (width, height) = middle, label.size
    box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    if band.is_patterned or not shapely.covers(shape, box):
        plate = FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=2",
            facecolor=band.colour,
            edgecolor="none",
            clip_on=False,
        )
        axes.add_patch(plate)
    style = {"color": band.ink, "va": "baseline", "ha": "center"}
    axes.text(x, y + 2.5, label.name, fontsize=NAME, **style)
    y += 2.5 - LINE
    style |= {"fontsize": VALUE, "weight": "bold"}
    if label.has_mark:
        left = x - label.second / 2
        mark = mark_style(label.verdict, band.ink, band.colour)
        axes.add_line(Line2D([left + 3.5], [y + 3.5], clip_on=False, **mark))
        axes.text(left + MARK_ROOM, y, label.words, **style | {"ha": "left"})
    else:
        axes.text(x, y, label.words, **style)


def _legend(
    sheet: Sheet, classes: list[Band], voids: list[tuple[Band, str]], cut: str, ends
) -> float:
    """Draw the classes as a bar and what else occurs below it; return where the map begins."""
    y = 1.0
    if classes:
        y = _bar(sheet, classes, cut, ends)
    if voids:
        y = sheet.legend(2, y + 7, sheet.width - 4, voids)
    return y + 12


def _bar(sheet: Sheet, classes: list[Band], cut: str, ends) -> float:
    x, top, room = 2.0, 17.0, (sheet.width - 4) / max(len(classes), 3)
    for n, band in enumerate(classes):
        sheet.box(x + n * room, top, room, BAR, band)
        middle = x + (n + 0.5) * room
        sheet.text(middle, top + 11.8, band.brief, 8.5, band.ink, ha="center")
    right = x + len(classes) * room
    sheet.text(x, 10, ends[0], 8.5, MUTED)
    sheet.text(right, 10, ends[1], 8.5, MUTED, ha="right")
    short = next((n for n, band in enumerate(classes) if band.key in ("short", "far")), None)
    if cut and short:
        at = x + short * room
        sheet.line([at, at], [top - 4, top + BAR + 2], INK, 2.4)
        sheet.text(at, 10, cut, 8.5, INK, ha="center", weight="bold")
    return top + BAR
