"""The years of one indicator, for the page's own area."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.plan.periods import is_part
from chitieu.show.draw.scales import reach
from chitieu.show.draw.sheet import Sheet, text_width
from chitieu.show.draw.svg import styled
from chitieu.show.draw.years_panel import Panel, Scale
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import MUTED, PAPER
from chitieu.show.wording import captions, formats, parts
from chitieu.words import text

WIDTH, HEIGHT = 238.0, 122.0  # points
LEFT, TOP, UNDER = 34.0, 10.0, 20.0
SMALL = 8.0
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
        _draw(points, _plan_year(scene)) if parts.any_there(table) else None,
        name=f"history-{safe(indicator)}",
        title=title,
        alt=text("history.alt", title=title, told="; ".join(told.values())),
        table=table,
        reading=reading,
        hover=told,
        note=_note(scene, table),
    )


def yearly(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return the page's area in every year with figures, with `limit`, the target on the axis,
    and `absent`, in words why there is nothing to draw, "" where there is."""
    rows = scene.history_of(indicator)
    rows = rows[rows["area"] == scene.top]
    whole = ~rows["period"].map(is_part)  # a part of a year is no year
    rows = rows[whole] if whole.any() else rows
    rows = rows.sort_values("period").reset_index(drop=True)
    records = rows.to_dict("records")
    return rows.assign(
        year=rows["period"].str[:4].astype(int),
        absent=[parts.absence(row) for row in records],
        limit=[parts.limit_value(row) for row in records],
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


def _draw(points: list[dict], plan_year: int) -> Figure:
    years = [point["year"] for point in points]
    sheet, scale = Sheet(WIDTH, HEIGHT), _scale(points)
    goal = next((point for point in reversed(points) if pd.notna(point["limit"])), None)
    words = formats.target_words(goal) if goal else ""
    right = max(text_width(words, SMALL, "bold") + 8, 22)
    panel = Panel(sheet, (LEFT, TOP, WIDTH - LEFT - right, HEIGHT - TOP - UNDER), scale)
    panel.grid(labels=True)
    panel.targets(points, [year for year in years if year < plan_year])
    panel.values(points)
    goal_at = float(panel.up(goal["limit"])) + 2.8 if goal else None
    _end_labels(panel, [point for point in points if not point["absent"]], goal_at)
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
    return Scale.fit(years, low - under, high + margin, bins=4)


def _end_labels(panel: Panel, shown: list[dict], goal_at: float | None) -> None:
    """Write the first and the last value where neither the line nor an interval runs, nor the
    target's words, which stand right of the panel at the height `goal_at`."""
    plate = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
    style = {"weight": "bold", "bbox": plate, "zorder": 3.5}
    for point, other in ((shown[:1], shown[1:2]), (shown[1:][-1:], shown[-2:-1])):
        for each, neighbour in zip(point, other or point, strict=True):
            value = float(each["value"])
            tip = value if pd.isna(each["upper"]) else float(each["upper"])
            x, y = float(panel.across(each["year"])), float(panel.up(tip))
            words = captions.value_text(each)
            if goal_at is not None and abs(y - 4.5 - goal_at) < SMALL + 2:
                x = min(x, panel.x + panel.width - text_width(words, SMALL, "bold") / 2)
            if pd.isna(each["upper"]) and value < neighbour["value"] and panel.scale.low < 0:
                panel.sheet.text(x, y + 5, words, SMALL, ha="center", va="top", **style)
            elif y - panel.y < 0.14 * panel.height:
                beside = _clear_of(float(panel.up(value)) - 4, goal_at)
                panel.sheet.text(x + 6, beside, words, SMALL, **style)
            else:
                panel.sheet.text(x, y - 4.5, words, SMALL, ha="center", **style)


def _clear_of(y: float, goal_at: float | None) -> float:
    """Return a height for a label's foot that keeps it off the target's words, on its own side."""
    apart = SMALL + 1.5
    if goal_at is None or abs(y - goal_at) >= apart:
        return y
    return goal_at - apart if y <= goal_at else goal_at + apart


def _plan_year(scene: Scene) -> int:
    """The year whose plan the targets are from."""
    return scene.settings.targets_from or scene.settings.year


def _year_text(scene: Scene, row: dict) -> str:
    told = captions.hover_text(scene, row)
    return f"{row['period']}{told.removeprefix(scene.short(scene.top))}"


def _note(scene: Scene, table: pd.DataFrame) -> str:
    told, plan_year = [], _plan_year(scene)
    if table.loc[table["year"] < plan_year, "limit"].notna().any():
        told.append(text("history.plan", year=plan_year))
    if is_part(scene.period) and not table["period"].eq(scene.period).any():
        told.append(text("history.not_a_year_yet", period=formats.period_name(scene.period)))
    return parts.sentences(*told)
