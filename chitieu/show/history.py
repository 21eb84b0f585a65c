"""The years of one indicator, for the page's own area."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from chitieu.plan.periods import is_part
from chitieu.show import captions, formats, parts
from chitieu.show.bands import BAD, GOOD
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.panel import Panel, Scale
from chitieu.show.rows_chart import reach
from chitieu.show.scene import Scene
from chitieu.show.sheet import Sheet, text_width
from chitieu.show.verdicts import MUTED, PAPER

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
        _draw(points, _plan_year(scene)),
        name=f"history-{indicator}",
        title=title,
        alt=f"Biểu đồ theo năm. {title}. {'; '.join(told.values())}.",
        table=table,
        reading=reading,
        hover=told,
        note=_note(scene, table),
    )


def yearly(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return the page's area in every year with figures, with `limit`, the target on the axis,
    and `absent`, in Vietnamese why there is nothing to draw, "" where there is."""
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
        return "Chưa năm nào có kết quả để vẽ."
    rows = shown.to_dict("records")
    first, last = rows[0], rows[-1]
    texts = [captions.value_text(row) for row in (first, last)]
    name = scene.short(scene.top)
    if len(rows) == 1:
        sentence = f"{name} chỉ có kết quả năm {first['period']}: {texts[0]}"
    elif texts[0] == texts[1]:
        sentence = f"{name}: {texts[0]} cả năm {first['period']} và {last['period']}"
    else:
        way = "xuống" if last["value"] < first["value"] else "lên"
        sentence = (
            f"{name}: từ {texts[0]} năm {first['period']} {way} {texts[1]} năm {last['period']}"
        )
    judged = shown[shown["status"].isin(GOOD + BAD)]
    if judged.empty:
        return f"{sentence}."
    met = int(judged["status"].isin(GOOD).sum())
    years = f"{len(judged)} năm có đánh giá"
    if met == 0:
        return f"{sentence}; không đạt mức chỉ tiêu năm nào trong {years}."
    return f"{sentence}; đạt mức chỉ tiêu {'cả' if met == len(judged) else f'{met} trong'} {years}."


def _draw(points: list[dict], plan_year: int) -> Figure:
    years = [point["year"] for point in points]
    sheet, scale = Sheet(WIDTH, HEIGHT), _scale(points)
    goal = next((point for point in reversed(points) if pd.notna(point["limit"])), None)
    words = captions.target_text(goal) if goal else ""
    right = max(text_width(words, SMALL, "bold") + 8, 22)
    panel = Panel(sheet, (LEFT, TOP, WIDTH - LEFT - right, HEIGHT - TOP - UNDER), scale)
    panel.grid(labels=True)
    panel.targets(points, [year for year in years if year < plan_year])
    panel.values(points)
    _end_labels(panel, [point for point in points if not point["absent"]])
    base = panel.y + panel.height + 11
    step = -(-len(points) // MOST_LABELS)
    for point in points[::-step]:
        at = float(panel.across(point["year"]))
        sheet.text(at, base, point["period"], SMALL, MUTED, ha="center")
    for point in points:
        panel.hover_year(point["year"], f"year-{point['period']}")
    if goal:
        at = float(panel.up(goal["limit"])) + 2.8
        sheet.text(panel.x + panel.width + 3, at, words, SMALL, weight="bold")
    return sheet.figure


def _scale(points: list[dict]) -> Scale:
    """A scale that holds every value, interval and target, with room for a label under a value
    that has no interval."""
    shown = [point for point in points if not point["absent"]]
    whole = int(points[0]["per"]) if points[0]["kind"] == "proportion" else None
    ends = [point[key] for point in shown for key in ("value", "lower", "upper")]
    low, high = reach([*ends, *(point["limit"] for point in points)], whole)
    margin = 0.08 * (high - low)
    bare = all(pd.isna(point["lower"]) for point in shown)
    under = 1.8 * margin if bare and low != 0 else 0
    years = [point["year"] for point in points]
    return Scale.fit(years, low - under, high + margin, bins=4)


def _end_labels(panel: Panel, shown: list[dict]) -> None:
    """Write the first and the last value where neither the line nor an interval runs."""
    plate = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
    style = {"weight": "bold", "bbox": plate, "zorder": 3.5}
    for point, other in ((shown[:1], shown[1:2]), (shown[1:][-1:], shown[-2:-1])):
        for each, neighbour in zip(point, other or point, strict=True):
            value = float(each["value"])
            tip = value if pd.isna(each["upper"]) else float(each["upper"])
            x, y = float(panel.across(each["year"])), float(panel.up(tip))
            words = captions.value_text(each)
            if pd.isna(each["upper"]) and value < neighbour["value"] and panel.scale.low < 0:
                panel.sheet.text(x, y + 5, words, SMALL, ha="center", va="top", **style)
            elif y - panel.y < 0.14 * panel.height:
                panel.sheet.text(x + 6, float(panel.up(value)) - 4, words, SMALL, **style)
            else:
                panel.sheet.text(x, y - 4.5, words, SMALL, ha="center", **style)


def _plan_year(scene: Scene) -> int:
    """The year whose plan the targets are from."""
    return scene.settings.targets_from or scene.settings.year


def _year_text(scene: Scene, row: dict) -> str:
    text = captions.hover_text(scene, row)
    return f"{row['period']}{text.removeprefix(scene.short(scene.top))}"


def _note(scene: Scene, table: pd.DataFrame) -> str:
    told = _plan_note(scene, table)
    if is_part(scene.period) and not table["period"].eq(scene.period).any():
        told += f" {formats.capital(formats.period_name(scene.period))} chưa đủ năm nên không vẽ."
    return told.strip()


def _plan_note(scene: Scene, table: pd.DataFrame) -> str:
    plan_year = _plan_year(scene)
    if not table.loc[table["year"] < plan_year, "limit"].notna().any():
        return ""
    return f"Nét đứt: chỉ tiêu của năm {plan_year}, đặt bên các năm trước để so sánh."
