"""One large map: a legend, and each area's name and value on its polygon.

Where the areas make up larger ones, these have the names and thick borders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch

from chitieu.show.draw.nested_land import MOST_SINGLE, draw_nested
from chitieu.show.draw.polygons import Land, draw_land, label_places, outlines
from chitieu.show.draw.sheet import MARKS, Entry, Sheet, fitted, mark_style, text_width
from chitieu.show.draw.svg import HALO
from chitieu.show.verdicts import PAPER, RULE, Fill, Verdict

MOST_LABELS = 30  # areas; with more no name is legible
NAME, VALUE, SMALL_NAME, SMALL_VALUE = 8.5, 9.5, 7.5, 8.5  # points
MOST_NAME = 110.0  # points
ROOMY = 12  # areas; the map of more is larger, for more of them to have room for a label
MOST_OUTSIDE = 0.5  # of a label without value, which stands in its area or nowhere
LINE, SMALL_LINE = 12.0, 10.0
HIGH = 0.9  # of its width: a map that is higher leaves a printed sheet no room for its neighbour
CLEAR = 0.8  # points between a plate and its area's border
MARK_ROOM, SMALL_MARK_ROOM = 10.5, 7.5
ALONE = 7.8  # points: the letters of a value without a name
UNDER = 17.0  # points below a map, for its scale bar
NESTED_WIDTH, NESTED_HEIGHT = 480.0, 540.0  # of a map on two levels; both fit a printed sheet
PLATE = "plate"
ON_PAPER = Fill(PAPER)


def roomy(areas: int, width: float) -> float:
    """Return how wide the map of so many areas is: `width`, or wider where they are many."""
    return width if areas <= ROOMY else NESTED_WIDTH


@dataclass(frozen=True)
class Label:
    """What stands on an area: its name, if any, and, below it, a verdict's mark and a value, if
    any; in smaller letters on a `small` map."""

    name: str
    words: str
    verdict: Verdict | None = None
    small: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", fitted(self.name, MOST_NAME, NAME))

    @property
    def has_mark(self) -> bool:
        return self.verdict is not None and self.verdict.mark in MARKS

    @property
    def letters(self) -> tuple[float, float, float]:
        """The sizes of its name and of its value, and from line to line, in points."""
        small = self.small or not self.words
        if not self.name:
            return (0.0, ALONE, 0.0)
        return (SMALL_NAME, SMALL_VALUE, SMALL_LINE) if small else (NAME, VALUE, LINE)

    @property
    def second(self) -> float:
        """How wide the second line is, in points."""
        return text_width(self.words, self.letters[1], "bold") + self.mark_room

    @property
    def mark_room(self) -> float:
        return (MARK_ROOM if self.name else SMALL_MARK_ROOM) * self.has_mark

    @property
    def size(self) -> tuple[float, float]:
        name, value, line = self.letters
        if not self.name:
            return self.second + 1, value + 1
        if not self.words:
            return text_width(self.name, name) + 4, name + 3.5
        return max(text_width(self.name, name), self.second) + 5, 2 * line + 3


def draw_labelled(
    shapes: gpd.GeoSeries,
    fills: Mapping[str, Fill],
    labels: dict[str, Label],
    legend: list[Entry],
    width: float,
    head: str = "",
    part_of: Mapping[str, str] | None = None,
    high: float = HIGH,
) -> Figure:
    """Draw areas in their fills under a legend, over a scale bar.

    `head`: what stands over the legend; `part_of`: the larger area that each lies in, where it is
    these that the labels name; `high`: the most that the map is high, of its width.
    """
    nested = part_of is not None
    if nested:
        width = NESTED_WIDTH
    land = Land.fit(shapes, width - 4, NESTED_HEIGHT if nested else high * width, part_of)
    top = LINE if head else 1.0
    under = Sheet(width, 10).legend(2, top, width - 4, legend) + LINE
    sheet = Sheet(width, under + land.height + UNDER)
    sheet.legend(2, top, width - 4, legend)
    sheet.scale_bar(2, sheet.height - 4, land.per_km, width / 4)
    sheet.text(2, 8.5, head, NAME, weight="bold")
    axes = sheet.axes(2, under + 2, land.width, land.height)
    if nested:
        draw_nested(axes, land, fills, single=len(land.shapes) <= MOST_SINGLE)
        _write_parts(axes, labels, land)
        return sheet.figure
    draw_land(axes, land, fills)
    write_labels(axes, land, fills, labels)
    return sheet.figure


def write_labels(
    axes: Axes, land: Land, fills: Mapping[str, Fill], labels: Mapping[str, Label]
) -> None:
    """Write on each area its label, if it has one and the areas are not too many."""
    shapes = land.shapes.loc[[area for area in land.shapes.index if area in labels]]
    if not 0 < len(shapes) <= len(land.shapes) <= MOST_LABELS:
        return
    places = label_places(shapes.to_numpy(), [labels[area].size for area in shapes.index])
    for (area, shape), middle in zip(shapes.items(), places, strict=True):
        if middle is not None:
            _write_within(axes, labels[area], fills[area], middle, shape)


def _write_parts(axes: Axes, labels: dict[str, Label], land: Land) -> None:
    """Write the parts' labels on plates, for there are several colours below; of many parts the
    names alone, where they have room."""
    many = len(land.parts) > MOST_LABELS
    chosen = [Label(labels[p].name, "") if many else labels[p] for p in land.parts.index]
    sizes = [label.size for label in chosen]
    # Where a word goes depends on no small bend.
    rough = shapely.make_valid(shapely.simplify(land.parts.to_numpy(), 1.0), method="structure")
    places = label_places(rough, sizes, MOST_OUTSIDE if many else 1, (land.width, land.height))
    for label, middle in zip(chosen, places, strict=True):
        if middle is not None:
            _put_plate(axes, label, middle)
            _write(axes, label, ON_PAPER, middle)


def _box(middle: tuple[float, float], label: Label) -> shapely.Polygon:
    (x, y), (width, height) = middle, label.size
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _put_plate(axes: Axes, label: Label, middle: tuple[float, float]) -> None:
    (x, y), (width, height) = middle, label.size
    plate = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=2",
        facecolor=ON_PAPER.colour,
        edgecolor=RULE,
        linewidth=0.5,
        clip_on=False,
    )
    axes.add_patch(plate)


def _write_within(
    axes: Axes, label: Label, fill: Fill, middle: tuple[float, float], shape: shapely.Geometry
) -> None:
    """Write a label over its own area without hiding a border: on a pattern there is a plate that
    ends where the area does, and letters that stand across a border have a rim."""
    box = _box(middle, label)
    if fill.is_patterned:
        own = shapely.intersection(box, shapely.buffer(shape, -CLEAR))
        style = {"facecolor": fill.colour, "edgecolor": "none", "clip_on": False, "gid": PLATE}
        axes.add_patch(PathPatch(outlines(_polygons(own)), **style))
    _write(axes, label, fill, middle, rim=not shapely.covers(shape, box))


def _polygons(shape: shapely.Geometry) -> np.ndarray:
    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts) > 0]


def _write(
    axes: Axes, label: Label, fill: Fill, middle: tuple[float, float], rim: bool = False
) -> None:
    x, y = middle
    name, value, line = label.letters
    style = {"color": fill.ink, "va": "baseline", "ha": "center"}
    style |= {"gid": f"{HALO}{fill.colour}"} if rim else {}
    if label.name and not label.words:
        axes.text(x, y - 2.7, label.name, fontsize=name, **style)
        return
    if label.name:
        axes.text(x, y + 2.5, label.name, fontsize=name, **style)
        y += 2.5 - line
    else:
        y -= value / 3  # its letters' middle
    style |= {"fontsize": value, "weight": "bold"}
    if label.has_mark:
        left = x - label.second / 2
        mark = mark_style(label.verdict, fill.ink, fill.colour)
        mark["markersize"] *= label.mark_room / MARK_ROOM
        middle = left + label.mark_room / 3
        axes.add_line(Line2D([middle], [y + value / 3 + 0.2], clip_on=False, **mark))
        x, style = left + label.mark_room, style | {"ha": "left"}
    if label.words:
        axes.text(x, y, label.words, **style)
