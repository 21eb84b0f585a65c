"""Maps of the indicators by area, in the colours of the verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from chitieu.plan.identifiers import safe
from chitieu.show import download
from chitieu.show.draw.labelled_map import Label, draw_labelled, roomy, write_labels
from chitieu.show.draw.nested_land import MOST_SINGLE, draw_nested
from chitieu.show.draw.polygons import Land, draw_land
from chitieu.show.draw.sheet import Entry, Sheet, cut, text_width, wrap
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.frame.reached import standing, standing_reading, status_map
from chitieu.show.frame.scorecard import anchor
from chitieu.show.scene import Scene
from chitieu.show.verdicts import INK, MUTED, Fill, Verdict, legend, verdict
from chitieu.show.wording import captions, formats, parts, sentences
from chitieu.words import text

__all__ = ["indicator_map", "indicator_maps", "standing", "status_map"]

MAP_WIDTH = 360.0  # points
COLUMN = 120.0  # points: a small map with the space beside it; six are as wide as a page
MOST_COLUMNS = 6
PANEL_MAP = 130.0  # points: how high a small map may be
COARSE = 0.7  # points: the detail of many small maps of many areas
TITLE_LINE, GAP = 11.5, 16.0
PANEL_TEXT = 5 + 30 + GAP  # points: the space over a small map, its result, and the space below


@styled
def indicator_maps(scene: Scene, objective: int | str | None = None) -> Exhibit:
    """Draw an objective's indicators as small maps of the lowest areas, with one legend."""
    chosen = scene.of_objective(objective)
    columns = _columns(len(chosen))
    land = _small_land(scene, COLUMN - GAP)
    below = land.shapes.index.tolist()
    rows_of = scene.of_shown if below == scene.shown else scene.of_leaves
    rows = {i: rows_of(i) for i in chosen.index}
    found = {i: _verdicts(rows[i]) for i in chosen.index}
    heads = {i: _head(scene, i) for i in chosen.index}
    lines = [
        max(len(title + goal) for title, goal in list(heads.values())[n : n + columns])
        for n in range(0, len(chosen), columns)
    ]
    heights = [count * TITLE_LINE + land.height + PANEL_TEXT for count in lines]
    entries = _legend(each for those in found.values() for each in those)
    width = max(columns, 3) * COLUMN
    head = Sheet(width, 10).legend(0, 1, width, entries) + 12
    sheet = Sheet(width, head + sum(heights) + 2)
    sheet.scale_bar(1, sheet.height - 4, land.per_km, land.width / 2)
    sheet.legend(0.5, 1, width - 1, entries)
    hover = {}
    for n, indicator in enumerate(chosen.index):
        row, x = n // columns, (n % columns) * COLUMN + 1
        y = head + sum(heights[:row]) + lines[row] * TITLE_LINE
        _write_head(sheet, (x, y), heads[indicator])
        hover |= _panel(sheet, (x, y), scene, indicator, land, rows[indicator])
    reading = standing_reading(scene, chosen.index)
    which = "all" if objective is None else "objective"
    title = text(
        f"maps.title.{which}",
        many=len(chosen),
        objective=objective,
        areas=scene.word_for(below),
    )
    told = [_panel_text(scene, i) for i in chosen.index]
    return figure_exhibit(
        sheet.figure,
        name=f"maps-{'all' if objective is None else safe(str(objective))}",
        title=parts.titled(scene, title),
        alt=text("maps.alt.several", many=len(chosen), reading=reading, told=" ".join(told)),
        table=pd.concat([_with_fills(rows[i], found[i]) for i in chosen.index], ignore_index=True),
        reading=reading,
        hover=hover,
        tables={i: f"#{anchor(i)}" for i in chosen.index},
        note=_note(scene, captions.levels_note(scene) if land.parts is not None else ""),
        along=download.link(scene, pd.concat(rows.values()), "maps"),
    )


@styled
def indicator_map(scene: Scene, indicator: str) -> Exhibit:
    """Draw one indicator as a large map of the lowest areas, with names, values and numbers."""
    rows = scene.of_leaves(indicator)
    found, shown = _verdicts(rows), scene.of_shown(indicator)
    named = {row["area"]: row for row in shown.to_dict("records")}
    labels = {area: _label(row, scene.short(area)) for area, row in named.items()}
    pointed = rows if len(rows) <= MOST_SINGLE or not scene.is_nested else shown
    hover = {
        f"area-{row['area']}": captions.hover_text(scene, row) for row in pointed.to_dict("records")
    }
    goal = _goal(scene, indicator)
    figure = draw_labelled(
        scene.borders.geometry.loc[scene.leaves],
        _fills(found),
        labels,
        _legend(found),
        roomy(len(rows), MAP_WIDTH),
        head=text("drawing.target", target=goal) if goal else "",
        part_of=scene.part_of if scene.is_nested else None,
    )
    reading = captions.reading(scene, indicator, scene.shown)
    reading = f"{reading} {captions.reading_within(scene, indicator)}".strip()
    title = parts.titled(scene, captions.title(scene, indicator))
    told = captions.description(scene, indicator, shown)
    return figure_exhibit(
        figure,
        name=f"map-{safe(indicator)}",
        title=title,
        alt=text("maps.alt.one", title=title, reading=reading, told=told),
        table=_with_fills(rows, found).reset_index(drop=True),
        reading=reading,
        hover=hover,
        stops=True,
        note=_note(scene, captions.levels_note(scene)),
        along=download.link(scene, rows, f"map-{indicator}"),
    )


def _label(row: dict, name: str) -> Label:
    """What stands on an area: its name, and its value with its verdict's mark."""
    mark = None if captions.void_key(row) or row["status"] == "no_target" else verdict(row)
    # The base of a rate is in the legend; on a polygon there is no room for it.
    words = captions.value_text(row).removesuffix(f"/{formats.number(row['per'])}")
    return Label(name, words, mark)


def _note(scene: Scene, levels: str) -> str:
    """What the signs mean, what is on which level, where the lines come from."""
    return parts.sentences(text("maps.marks"), levels, captions.lines_note(scene))


def _small_land(scene: Scene, width: float) -> Land:
    """The land of a small map: the lowest areas, or those shown where the lowest are too many."""
    shapes = scene.borders.geometry.loc[scene.leaves]
    if not scene.is_nested:
        return Land.fit(shapes, width, PANEL_MAP)
    land = Land.fit(shapes, width, PANEL_MAP, scene.part_of, COARSE)
    if len(shapes) <= MOST_SINGLE:
        return land
    return replace(land, shapes=land.parts.loc[scene.shown], parts=None)


def _verdicts(rows: pd.DataFrame) -> pd.Series:
    """Each area's verdict, by its code."""
    return pd.Series({row["area"]: verdict(row) for row in rows.to_dict("records")})


def _with_fills(rows: pd.DataFrame, found: pd.Series) -> pd.DataFrame:
    return rows.assign(fill=[each.key for each in found])


def _values(rows: pd.DataFrame) -> dict[str, Label]:
    """What the areas of small maps bear: a value without its unit, or a sign alone; a pattern is
    a sign by itself."""
    found = {}
    for row in rows.to_dict("records"):
        shown = verdict(row)
        if shown.fill.is_patterned:
            continue
        void = captions.void_key(row)
        if void or row["reason"] == "judged_at_parent":
            found[row["area"]] = Label("", shown.mark if void else "", None if void else shown)
        else:
            words = captions.value_text(row).removesuffix(formats.unit(row))
            found[row["area"]] = Label("", words, shown if row["status"] != "no_target" else None)
    return found


def _fills(found: pd.Series) -> dict[str, Fill]:
    return {area: each.fill for area, each in found.items()}


def _legend(found: Iterable[Verdict]) -> list[Entry]:
    """What the colours and signs of these verdicts say."""
    return [Entry(each.legend, each.fill, each) for each in legend(found)]


def _head(scene: Scene, indicator: str) -> tuple[list[str], list[str]]:
    """What stands over a small map: the lines of its title, and those of its target."""
    title = f"{indicator} {scene.indicators.loc[indicator, 'short']}"
    goal = _goal(scene, indicator)
    goal = text("drawing.target", target=goal) if goal else text("maps.no_target")
    room = COLUMN - GAP
    return wrap(title, room, 9, "bold"), wrap(goal, room, 8.5)


def _goal(scene: Scene, indicator: str) -> str:
    row = scene.result(indicator)
    return formats.target_words(row) or sentences.goal_of_plan(scene, row)


def _write_head(sheet: Sheet, corner, head: tuple[list[str], list[str]]) -> None:
    """Write what stands over a small map, which begins at the corner."""
    (x, y), (title, goal) = corner, head
    y -= (len(title) + len(goal)) * TITLE_LINE
    for n, line in enumerate(title + goal, start=1):
        style = {"size": 9, "weight": "bold"} if n <= len(title) else {"size": 8.5, "color": MUTED}
        sheet.text(x, y + n * TITLE_LINE - 2, line, **style)


def _panel(
    sheet: Sheet, corner, scene: Scene, indicator: str, land: Land, rows: pd.DataFrame
) -> dict:
    """Draw one small map with its result; return its hover texts."""
    x, y = corner
    top, verdicts = scene.result(indicator), _verdicts(rows)
    axes = sheet.axes(x + 1, y + 5, land.width, land.height)
    draw = draw_land if land.parts is None else draw_nested
    draw(axes, land, _fills(verdicts), f"{safe(indicator)}-area-{{}}")
    if land.parts is None:
        write_labels(axes, land, _fills(verdicts), _values(rows))
    y += land.height + 18
    found = verdict(top)
    words = captions.value_text(top)
    room = COLUMN - GAP - text_width(f" {words}", 9, "bold")
    name = cut(scene.short(scene.top), room, 9, "bold")
    sheet.text(x, y, f"{name} {words}", 9, INK, weight="bold")
    sheet.verdict(x, y + 12.5, found, found.word, 8.5)
    return {
        f"{safe(indicator)}-area-{row['area']}": captions.hover_text(scene, row)
        for row in scene.of_shown(indicator).to_dict("records")
    }


def _panel_text(scene: Scene, indicator: str) -> str:
    """A small map in words: the whole's result and how many areas reach the target."""
    row = scene.result(indicator)
    short = scene.indicators.loc[indicator, "short"]
    reading = captions.reading(scene, indicator, scene.shown)
    return f"{indicator} {short}: {captions.hover_text(scene, row)}. {reading}"


def _columns(n: int) -> int:
    """How many maps a row, so that the rows are few and as long as one another."""
    rows = math.ceil(n / MOST_COLUMNS)
    return math.ceil(n / rows)
