"""The chart of an indicator of the areas themselves: a cell an area, those that have it first."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle

from chitieu.show.draw.bands import place
from chitieu.show.draw.sheet import DOTS, SMALL, Sheet, dots, fitted, text_width
from chitieu.show.scene import Scene
from chitieu.show.verdicts import INK, RULE
from chitieu.show.wording import captions, formats
from chitieu.words import text, uncapital

WIDTH, CELL, HEAD = 372.0, 46.0, 22.0
NAMED = 9  # cells; with more no name fits
ORDER = ("yes", "no", "no_data", "withheld", "invalid", "not_applicable", "no_target")


def draw_cells(scene: Scene, indicator: str, rows: pd.DataFrame) -> Figure:
    """Draw a cell an area in its band's colour; the target is the line that they have to fill."""
    bands = place(rows, own=True)
    order = sorted(rows.index, key=lambda area: ORDER.index(bands[area].key))
    sheet = Sheet(WIDTH, HEAD + CELL + 22)
    width = (WIDTH - 4) / len(order)
    for n, area in enumerate(order):
        band, x = bands[area], 2 + n * width
        sheet.put(
            Rectangle(
                (x, HEAD),
                width,
                CELL,
                facecolor=band.colour,
                edgecolor="#ffffff" if len(order) <= NAMED else RULE,
                linewidth=1.5 if len(order) <= NAMED else 0.3,
                hatch=band.hatch,
                gid=f"row-{area}",
            )
        )
        if band.dotted:
            path = dots(shapely.box(x, HEAD, x + width, HEAD + CELL))
            sheet.put(PathPatch(path, **DOTS))
        if len(order) <= NAMED:
            lines = fitted(scene.short(area), width - 4, SMALL, lines=3).split("\n")
            y = HEAD + CELL / 2 + 3 - (len(lines) - 1) * 5.5
            box = (
                {"facecolor": band.colour, "edgecolor": "none", "pad": 1}
                if band.is_patterned
                else None
            )
            for line in lines:
                options = {"ha": "center", "bbox": box} if box else {"ha": "center"}
                sheet.text(x + width / 2, y, line, SMALL, band.ink, **options)
                y += 11
    _under(sheet, bands, order, width)
    _target(sheet, scene, indicator, len(order))
    return sheet.figure


def _under(sheet: Sheet, bands: pd.Series, order: list[str], width: float) -> None:
    """Say under each run of cells what they have in common."""
    start = 0
    keys = [bands[area].key for area in order]
    for key in dict.fromkeys(keys):
        size = keys.count(key)
        words = uncapital(bands[order[start]].words.removesuffix(" (bm)"))
        words = f"{size} {words}"
        middle = 2 + (start + size / 2) * width
        half = text_width(words, SMALL) / 2
        x = min(max(middle, half + 2), WIDTH - half - 2)
        sheet.text(x, HEAD + CELL + 13, words, SMALL, ha="center")
        start += size


def _target(sheet: Sheet, scene: Scene, indicator: str, cells: int) -> None:
    top = scene.result(indicator)
    goal = formats.target_of(top)
    if goal is None:
        return
    share = goal.limit if goal.of_whole else goal.limit / Fraction(int(top["per"]))
    x = 2 + float(share) * (WIDTH - 4)
    sheet.line([x, x], [HEAD - 5, HEAD + CELL + 2], INK, 2.4)
    words = text("drawing.target", target=captions.target_text(top))
    if (share * cells).denominator != 1:
        words = text("charts.share", target=words, part=float(share * cells), cells=cells)
    half = text_width(words, SMALL, "bold") / 2
    x = min(max(x, half + 2), WIDTH - half - 2)
    sheet.text(x, HEAD - 8, words, SMALL, INK, ha="center", weight="bold")
