"""What the charts of one indicator draw: its areas' results against the target."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import nearest_cases, target_in_cases
from chitieu.show.draw.marks import CHANGE, INTERVAL, Bar, Dot, Interval, Mark, Target, dot
from chitieu.show.draw.rows import HALF, OWN, ROW, TALL, Panel, Row, draw_rows
from chitieu.show.draw.sheet import mark_style
from chitieu.show.scene import Scene
from chitieu.show.verdicts import LINE, MUTED, NO_DATA, VERDICTS, verdict
from chitieu.show.wording import captions, for_whom, formats
from chitieu.words import capital, text, uncapital

MOST_NAMED = 9  # cells; with more no name fits
CELL = 46.0  # points


def draw_areas(scene: Scene, rows: pd.DataFrame) -> Figure:
    """Draw a row an area, the page's own first: a value as its verdict's mark on its interval; a
    count as a bar from nothing; a change as the year before and now."""
    return draw_rows([[_panel(scene, rows.to_dict("records"))]], HALF)


def draw_groups(scene: Scene, rows: pd.DataFrame, beside: pd.DataFrame) -> Figure:
    """Draw a row a group of the page's own area, with its counts, on the scale on which the areas
    `beside` are drawn."""
    records = rows.to_dict("records")
    ends = _panel(scene, [*beside.to_dict("records"), *records]).scale()
    return draw_rows([[replace(_panel(scene, records), ends=ends)]], HALF)


def _panel(scene: Scene, records: list[dict]) -> Panel:
    first, shown = records[0], [row for row in records if not captions.lacks_value(row)]
    limits = [formats.limit_of(row) for row in records]
    one = len(set(limits)) == 1 or first["kind"] == "change"  # else each row has its own
    drawn = [_row(scene, row, [] if one else _target(row)) for row in records]
    found = {"targets": _target(first) if one else []}
    match first["kind"]:
        case "count":
            ends = [_known(end) for end in [*limits, *(row["value"] for row in shown)]]
            found |= {"ends": (0, max(4.0, 1.08 * np.nanmax([0, *ends]))), "counted": True}
        case "change":
            counts = [float(row[key]) for row in shown for key in ("numerator", "denominator")]
            found = {"ends": (0, 1.06 * max([*counts, 4.0])), "counted": True}
            found["axis"] = text("charts.years")
        case kind:
            found |= {"unit": formats.unit(first)}
            found |= {"whole": int(first["per"])} if kind == "proportion" else {}
    return Panel(drawn, **found)


def _target(row: dict) -> list[Target]:
    limit = formats.limit_of(row)
    words = text("drawing.target", target=formats.target_words(row))
    return [] if limit is None else [Target(float(limit), words)]


def _row(scene: Scene, row: dict, target: list[Target]) -> Row:
    void, own = captions.void_key(row), row["area"] == scene.top and not row["group"]
    look = {"own": own, "gid": gid(row), "cells": [captions.value_text(row)]}
    name = scene.short(row["area"])
    if row["group"]:
        look |= {"apart": row["first"], "cells": [captions.counts_text(row), *look["cells"]]}
        name = capital(for_whom.name(scene, row))
    if not captions.lacks_value(row):
        look["height"] = TALL if target else ROW
        return Row(name, [*_marks(row, own), *target], **look)
    return Row(name, absent=absence(row), void=verdict(row).fill if void else NO_DATA, **look)


def absence(row: dict) -> str:
    """Return what stands in a row that has no value, which may be judged all the same."""
    words = verdict(row).word
    void = captions.void_key(row)
    return uncapital(words if void else text("charts.settled", verdict=words))


def gid(row: dict) -> str:
    """Return the name of a row in its drawing."""
    return f"row-{row['dimension']}-{row['group']}" if row["group"] else f"row-{row['area']}"


def _marks(row: dict, own: bool) -> list[Mark]:
    found, size = verdict(row), 1.2 if own else 1.0
    look = mark_style(found, found.ink, OWN if own else "#ffffff")
    look["markersize"] *= size
    match row["kind"]:
        case "count":
            return [Bar(0, _known(row["value"]), found.fill), Dot(_known(row["value"]), look)]
        case "change":
            now, before = _known(row["numerator"]), _known(row["denominator"])
            goal = formats.target_of(row)
            need = [] if goal is None else [Target(before * (1 - float(goal.limit) / 100))]
            grey = Dot(before, dot(LINE, MUTED, size=5.5), zorder=INTERVAL)
            return [Interval(before, now, MUTED, 1.2, zorder=CHANGE), grey, *need, Dot(now, look)]
    ends = Interval(_known(row["lower"]), _known(row["upper"]), found.ink, 2.2 if own else 1.4)
    return [ends, Dot(_known(row["value"]), look)]


def draw_cells(scene: Scene, indicator: str, rows: pd.DataFrame) -> Figure:
    """Draw a cell an area that has a thing or has it not, those that have it first; the target
    is the line up to which they have to fill."""
    found = {row["area"]: verdict(row) for row in rows.to_dict("records")}
    order = sorted(found, key=lambda area: list(VERDICTS.values()).index(found[area]))
    names = [scene.short(area) if len(order) <= MOST_NAMED else "" for area in order]
    cells = [
        Bar(n, n + 1, found[area].fill, name, CELL, f"row-{area}")
        for n, (area, name) in enumerate(zip(order, names, strict=True))
    ]
    kinds = [found[area] for area in order]
    under = [
        (kinds.index(each) + kinds.count(each) / 2, f"{kinds.count(each)} {uncapital(each.legend)}")
        for each in dict.fromkeys(kinds)
    ]
    ends = (0, len(order))
    row = Row("", cells, height=CELL)
    targets = _asked(scene.result(indicator), len(order))
    return draw_rows([[Panel([row], ends=ends, ticks=under, targets=targets)]], HALF)


def _asked(top: pd.Series, cells: int) -> list[Target]:
    """Return the target as the number of cells that it asks for: a whole one."""
    goal, many = formats.target_of(top), pd.Series([cells], dtype="Int64")
    if goal is None:
        return []
    part = target_in_cases(goal, many, top["per"], top["kind"]).iloc[0]
    whole = nearest_cases(goal, many, top["per"], top["kind"]).iloc[0]
    words = text("drawing.target", target=formats.target_words(top))
    if Fraction(part).denominator != 1:
        words = text("charts.share", target=words, part=float(part), cells=cells)
    return [Target(float(part if pd.isna(whole) else whole), words)]


def _known(value) -> float:
    return float("nan") if pd.isna(value) else float(value)
