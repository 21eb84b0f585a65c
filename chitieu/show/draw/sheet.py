"""A drawing sheet measured in points from its upper left corner, and what is set on it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from chitieu.show.verdicts import HATCH, INK, MUTED, RULE, Fill, Verdict
from chitieu.show.wording import formats
from chitieu.words import text

# The marks that are drawn; the others of verdicts are signs and are written.
MARKS = {"●": ("o", True), "○": ("o", False), "◇": ("D", False), "◆": ("D", True)}
MARKS |= {"►": (">", True), "▻": (">", False), "◅": ("<", False), "◄": ("<", True)}
MARKS |= {"✕": ("X", True), "■": ("s", True), "□": ("s", False)}
MARK_SIZE = {"o": 6.2, "D": 5.4}  # points; a diamond fills larger than a disc of its width
SWATCH = (15.0, 9.0)
SMALL = 8.2  # points
DOT_STEP, DOT = 4.0, 1.2  # points
DOTS = {
    "fill": False,
    "edgecolor": HATCH,
    "linewidth": DOT,
    "linestyle": (0, (1, DOT_STEP / DOT - 1)),  # in widths of the line
    "capstyle": "butt",
    "clip_on": False,
}


class Entry(NamedTuple):
    """What a legend explains: words, the box before them, the sign in it."""

    words: str
    fill: Fill | None = None
    sign: Verdict | None = None


class Sheet:
    """A figure on which places are points (1/72 inch) from the upper left corner, downwards."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72))
        self.places = Affine2D().scale(1 / width, -1 / height).translate(0, 1)
        self.places = self.places + self.figure.transFigure

    def text(self, x: float, y: float, words: str, size: float = 9, color: str = INK, **options):
        """Write words with their baseline at y."""
        options = {"ha": "left", "va": "baseline", "linespacing": 1.2} | options
        self.figure.text(x, y, words, transform=self.places, fontsize=size, color=color, **options)

    def put(self, artist: Artist) -> None:
        """Draw something that is measured in the sheet's points."""
        artist.set_transform(self.places)
        self.figure.add_artist(artist)

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Return bare axes on a part of the sheet."""
        left, bottom = x / self.width, 1 - (y + height) / self.height
        return self.figure.add_axes((left, bottom, width / self.width, height / self.height))

    def box(self, x: float, y: float, width: float, height: float, fill: Fill, **options) -> None:
        """Draw a box in a colour and pattern."""
        look = {"edgecolor": RULE, "linewidth": 0.5} | options
        self.put(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=fill.colour,
                hatch=fill.hatch,
                **look,
            )
        )
        if fill.dotted:
            path = dots(shapely.box(x, y, x + width, y + height))
            self.put(PathPatch(path, **DOTS | {"zorder": look.get("zorder", 1)}))

    def line(self, xs, ys, color: str = INK, width: float = 1.0) -> None:
        self.put(Line2D(xs, ys, color=color, linewidth=width))

    def verdict(self, x: float, y: float, verdict: Verdict, words: str, size: float = 9) -> None:
        """Write words with a verdict's mark before them, their baseline at y."""
        if verdict.mark in MARKS:
            style = mark_style(verdict, verdict.ink)
            self.put(Line2D([x + 3.5], [y - size * 0.36], **style))
            x += 10.5
        self.text(x, y, words, size, verdict.ink)

    def scale_bar(self, x: float, y: float, per_km: float, most: float) -> None:
        """Draw how long a round number of kilometres is, `most` points at most; `per_km`: how many
        points one is; 0 where the drawing has no scale."""
        if not per_km:
            return
        length = round_below(most / per_km)
        right = x + length * per_km
        self.line([x, x, right, right], [y - 3, y, y, y - 3], MUTED, 0.9)
        self.text(right + 4, y + 1, text("maps.km", length=formats.short(length)), SMALL, MUTED)

    def legend(self, x: float, y: float, width: float, entries: Iterable[Entry]) -> float:
        """Draw boxes with words, in lines no wider than `width`; return where they end.

        Words without a fill get no box.
        """
        left = x
        for words, fill, sign in entries:
            box = SWATCH[0] + 4 if fill else 0
            room = box + text_width(words, SMALL)
            if left > x and left + room > x + width:
                left, y = x, y + 16
            if fill:
                self.box(left, y, *SWATCH, fill)
            if sign and not fill.is_patterned:
                for artist in signs(sign, [(left + SWATCH[0] / 2, y + SWATCH[1] / 2)], 0.8):
                    self.put(artist)
            self.text(left + box, y + 7.6, words, SMALL, MUTED)
            left += room + 12
        return y + SWATCH[1]


def round_below(most: float) -> float:
    """Return the largest of 1, 2 and 5 × 10ⁿ that is not above a positive number."""
    power = 10.0 ** math.floor(math.log10(most))
    return power * max(n for n in (1, 2, 5) if n * power <= most)


def dots(shape) -> Path:
    """Return lines over a shape which, drawn with the style DOTS, are an even grid of dots.

    The hatch of dots that matplotlib has makes a file five times as large.
    """
    west, south, east, north = shape.bounds
    rows = np.arange(math.ceil(south / DOT_STEP) * DOT_STEP, north, DOT_STEP)
    lines = np.array([shapely.LineString([(west - 1, y), (east + 1, y)]) for y in rows], object)
    pieces = []
    found = shapely.get_parts(shapely.intersection(lines, shape))
    for piece in found[~shapely.is_empty(found)]:  # a row may miss a small shape
        start, y, end, _ = piece.bounds
        start = math.ceil(start / DOT_STEP) * DOT_STEP  # so that the dots of all rows line up
        if start < end:
            pieces.append(Path([(start, y), (round(end, 1), y)]))
    return Path.make_compound_path(*pieces)


def mark_style(verdict: Verdict, color: str, ground: str = "#ffffff") -> dict:
    """Return how a verdict's mark is drawn as a matplotlib marker: filled, or open and so
    showing that the interval holds the target. Signs that are no marks get a dash."""
    marker, filled = MARKS.get(verdict.mark, ("_", True))
    return {
        "marker": marker,
        "markersize": MARK_SIZE.get(marker, 6),
        "markerfacecolor": color if filled else ground,
        "markeredgecolor": color,
        "markeredgewidth": 1.3,
        "linestyle": "none",
    }


def signs(found: Verdict, places: Iterable[tuple[float, float]], size: float = 1.0) -> list[Artist]:
    """Return a verdict's mark for each of some places on its fill, as artists that
    are still to be put there."""
    places = list(places)
    if found.mark in MARKS:
        style = mark_style(found, found.fill.ink, found.fill.colour)
        style["markersize"] *= size
        return [Line2D(*zip(*places, strict=True), clip_on=False, **style)]
    style = {"color": found.fill.ink, "fontsize": SMALL, "ha": "center", "va": "center"}
    return [Text(x, y, found.mark, **style) for x, y in places]


@lru_cache(maxsize=4096)
def text_width(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are, in points, in the widest face that they may be shown in."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]


def apart(
    words: list[tuple[float, str]], left: float, right: float, weight: str = "normal"
) -> list[tuple[float, str]]:
    """Return words with their middles moved as little as it takes for each to be clear of the one
    before it and within the ends."""
    found: list[tuple[float, str]] = []
    for x, each in sorted(words):
        half = text_width(each, SMALL, weight) / 2
        found.append((max(x, left + half), each))
        left = found[-1][0] + half + 4
    for n in reversed(range(len(found))):
        x, each = found[n]
        half = text_width(each, SMALL, weight) / 2
        found[n] = (min(x, right - half), each)
        right = found[n][0] - half - 4
    return found


def fitted(words: str, width: float, size: float, weight: str = "normal", lines: int = 1) -> str:
    """Return words in at most so many lines no wider than `width` points; an ellipsis is put where
    they do not all fit."""
    if text_width(words, size, weight) <= width:
        return words
    wrapped = wrap(words, width, size, weight)
    last = cut(" ".join(words.split()[_words_in(wrapped[: lines - 1]) :]), width, size, weight)
    return "\n".join([*wrapped[: lines - 1], *filter(None, [last])])


def wrap(words: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return words broken into lines no wider than `width` points, where their spaces let them; a
    word that is wider by itself is cut."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [cut(line, width, size, weight) for line in lines]


def cut(line: str, width: float, size: float, weight: str = "normal") -> str:
    """Return a line no wider than `width` points, with an ellipsis where it was cut."""
    if text_width(line, size, weight) <= width:
        return line

    def too_wide(end: int) -> bool:
        return text_width(f"{line[:end].rstrip()}…", size, weight) > width

    end = bisect_left(range(1, len(line)), True, key=too_wide)
    return f"{line[:end].rstrip()}…"


def _words_in(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)
