"""The years of one indicator, for the page's own area."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from matplotlib.figure import Figure

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.plan.periods import is_part
from chitieu.show import download
from chitieu.show.draw.scales import reach
from chitieu.show.draw.sheet import Sheet, text_width
from chitieu.show.draw.svg import styled
from chitieu.show.draw.years_panel import VOID, Panel, Scale
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import MUTED
from chitieu.show.wording import captions, formats, parts
from chitieu.words import text

WIDTH, HEIGHT = 238.0, 122.0  # points
LEFT, TOP, UNDER = 34.0, 10.0, 20.0
SMALL = 8.0
AROUND = np.arange(-36.0, 37.0, 2.0)  # points from its mark that are tried for a value
MOST_LABELS = 6  # years with their number under them


@styled
def history_chart(scene: Scene, indicator: str) -> Exhibit:
    """Draw the page's area by year, with its interval, against each year's target."""
    table = yearly(scene, indicator)
    span = f"{table['period'].iloc[0]} – {table['period'].iloc[-1]}"
    title = f"{indicator}. {scene.short(scene.top)}, {span}"
    points = table.to_dict("records")
    told = {f"year-{point['period']}": _year_text(scene, point) for point in points}
    reading = history_reading(scene, table)
    return figure_exhibit(
        _draw(points) if parts.any_there(table) else None,
        name=f"history-{safe(indicator)}",
        title=title,
        alt=text("history.alt", title=title, told="; ".join(told.values())),
        table=table,
        reading=reading,
        hover=told,
        note=_note(scene, table),
        along=download.link(scene, table, f"{indicator}-years"),
    )


def yearly(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return the page's area in every year with figures, as `with_years` does."""
    rows = scene.history_of(indicator)
    rows = rows[rows["area"] == scene.top]
    whole = ~rows["period"].map(is_part)  # a part of a year is no year
    rows = rows[whole] if whole.any() else rows
    return with_years(scene, rows.sort_values("period").reset_index(drop=True))


def with_years(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return results of years with `year`; `absent`, in words why there is nothing to draw, ""
    where there is; `limit`, the target on the axis; `borrowed`, whether that is another year's.

    A year before its target came is not judged by it; only on its own page it is held against it.
    """
    records, years = rows.to_dict("records"), rows["period"].str[:4].astype(int)
    asked = years.map(lambda year: scene.plan_years.get(year, year)).astype(int)
    early = asked.gt(years) & rows["period"].ne(scene.period) & rows["status"].isin(GOOD + BAD)
    return rows.assign(
        year=years,
        absent=[parts.absence(row) for row in records],
        limit=[parts.limit_value(row) for row in records],
        borrowed=asked.ne(years),
        status=rows["status"].mask(early, "no_target"),
        evidence=rows["evidence"].mask(early, None),
    )


def history_reading(scene: Scene, table: pd.DataFrame) -> str:
    """Return from where to where the values went, and in how many years the target was met."""
    shown = table[table["absent"].eq("")]
    if shown.empty:
        hidden = len(table) and table["absent"].eq(formats.reason("withheld")).all()
        return text(f"history.none.{'published' if hidden else 'there'}")
    course = _course(scene.short(scene.top), table, shown.to_dict("records"))
    judged = table[table["status"].isin(GOOD + BAD)]  # also where there is nothing to draw
    met = judged["status"].isin(GOOD).sum()
    if len(judged) < 2:
        which = "not_judged" if judged.empty else "met" if met else "missed"
        if len(judged) and not judged.index.equals(shown.index):
            which += "_in_only"
    elif met in (0, len(judged)):
        which = "always" if met else "never"
    else:
        which = "some"
    return text(f"history.reached.{which}", course=course, many=met, of=len(judged))


def _course(area: str, table: pd.DataFrame, shown: list[dict]) -> str:
    """From where to where the values went."""
    first, last = shown[0], shown[-1]
    before, now = captions.value_text(first), captions.value_text(last)
    if len(shown) == 1:
        which = "published_once" if table["conf_status"].eq("C").any() else "once"
    elif before == now:
        which = "same"
    elif first["kind"] == "change":
        which = "changes"
    else:
        which = "fell" if last["value"] < first["value"] else "rose"
    return text(
        f"history.course.{which}",
        area=area,
        first=first["period"],
        last=last["period"],
        before=before,
        now=now,
    )


def _draw(points: list[dict]) -> Figure:
    sheet, scale = Sheet(WIDTH, HEIGHT), _scale(points)
    goal = next((point for point in reversed(points) if pd.notna(point["limit"])), None)
    words = formats.target_words(goal) if goal else ""
    right = max(text_width(words, SMALL, "bold") + 8, 22)
    panel = Panel(sheet, (LEFT, TOP, WIDTH - LEFT - right, HEIGHT - TOP - UNDER), scale)
    panel.grid(formats.unit(points[0]))
    panel.targets(points)
    panel.values(points)
    goal_at = float(panel.up(goal["limit"])) + 2.8 if goal else None
    shown = [point for point in points if not point["absent"]]
    ends = shown[:1] + shown[1:][-1:]
    apart = _drawn(panel, points, (words, goal_at) if goal else None)
    for place, point in zip(_label_places(panel, ends, apart), ends, strict=True):
        sheet.text(*place, captions.value_text(point), SMALL, ha="center", weight="bold")
    base = panel.y + panel.height + 11
    step = -(-len(points) // MOST_LABELS)
    for point in points[::-step]:
        at = float(panel.across(point["year"]))
        sheet.text(at, base, point["period"], SMALL, MUTED, ha="center")
    for point in points:
        panel.hover_year(point["year"], f"year-{point['period']}")
    if goal:
        sheet.text(panel.x + panel.width + 3, goal_at, words, SMALL, weight="bold")
    return sheet.figure


def _scale(points: list[dict]) -> Scale:
    """A scale that holds every value, interval and target, with room for a label under a value
    that has no interval."""
    shown = [point for point in points if not point["absent"]]
    whole = int(points[0]["per"]) if points[0]["kind"] == "proportion" else None
    years = [point["year"] for point in points]
    if not shown:  # the target alone would make a scale of its own thousandths
        limits = [0.0, *(1.25 * p["limit"] for p in points if pd.notna(p["limit"]))]
        low, high = min(limits), max(limits)
        return Scale.fit(years, low, min(high, whole or high) if high > low else 1.0, bins=4)
    ends = [point[key] for point in shown for key in ("value", "lower", "upper")]
    low, high = reach([*ends, *(point["limit"] for point in points)], whole)
    margin = 0.08 * (high - low)
    bare = all(pd.isna(point["lower"]) for point in shown)
    under = 1.8 * margin if bare and low != 0 else 0
    high = min(high + margin, whole) if whole and high <= whole else high + margin
    return Scale.fit(years, low - under, high, bins=4)


def _drawn(panel: Panel, points: list[dict], goal: tuple[str, float] | None) -> shapely.Geometry:
    """What no label may lie on: the path with its marks, intervals, targets and their words, and
    the signs of years without a value."""
    shown = [point for point in points if not point["absent"]]
    at = {p["year"]: (float(panel.across(p["year"])), float(panel.up(p["value"]))) for p in shown}
    found = [shapely.Point(place).buffer(4) for place in at.values()]
    found += [shapely.LineString([at[y], at[y + 1]]) for y in at if y + 1 in at]
    for point in points:
        x, half = float(panel.across(point["year"])), panel.step / 2
        if not point["absent"] and pd.notna(point["lower"]):
            ends = [(x, float(panel.up(point[side]))) for side in ("lower", "upper")]
            found.append(shapely.LineString(ends))
        if pd.notna(point["limit"]):
            y = float(panel.up(point["limit"]))
            found.append(shapely.LineString([(x - half, y), (x + half, y)]))
        if point["absent"]:
            base = panel.y + panel.height
            found.append(shapely.box(x - half, base - VOID, x + half, base))
    if goal:
        words, y = goal
        x = panel.x + panel.width + 3
        found.append(shapely.box(x, y - SMALL, x + text_width(words, SMALL, "bold"), y + 2))
    return shapely.union_all(shapely.buffer(found, 0.5))  # shapes alone: lines among them are lost


def _label_places(panel: Panel, ends: list[dict], drawn) -> list[tuple[float, float]]:
    """Return where the values of the first and the last year stand: the middle of each one's
    foot, as near to its mark as there is nothing below it."""
    places = []
    for point in ends:
        half = text_width(captions.value_text(point), SMALL, "bold") / 2
        mark = float(panel.across(point["year"])), float(panel.up(point["value"]))
        x, y = (axis.ravel() for axis in np.meshgrid(mark[0] + AROUND, mark[1] + AROUND))
        inside = (x - half > panel.x) & (x + half < panel.sheet.width) & (y > SMALL)
        inside &= y + 3 < panel.y + panel.height
        boxes = shapely.box(x - half - 1, y - SMALL - 0.5, x + half + 1, y + 2.5)
        shapely.prepare(drawn)
        free = inside & ~shapely.intersects(boxes, drawn)
        away = np.hypot(x - mark[0], y - SMALL / 2 - mark[1]) + np.where(inside, 0, 1000)
        best = int(np.where(free, away, 100 + away).argmin())
        places.append((x[best], y[best]))
        drawn = shapely.union(drawn, boxes[best])
    return places


def _year_text(scene: Scene, row: dict) -> str:
    told = captions.hover_text(scene, row)
    return f"{row['period']}{told.removeprefix(scene.short(scene.top))}"


def _note(scene: Scene, table: pd.DataFrame) -> str:
    told, borrowed = [], table[table["borrowed"] & table["limit"].notna()]
    for source in dict.fromkeys(scene.plan_years[year] for year in borrowed["year"]):
        early = borrowed["year"].lt(source) & borrowed["period"].ne(scene.period)
        told.append(text(f"history.plan.{'before' if early.any() else 'after'}", year=source))
    if is_part(scene.period) and not table["period"].eq(scene.period).any():
        told.append(text("history.not_a_year_yet", period=formats.period_name(scene.period)))
    return parts.sentences(*told)
