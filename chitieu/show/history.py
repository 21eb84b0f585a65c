"""The years of one indicator, for the page's own area."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from chitieu.show import captions, formats
from chitieu.show.bands import BAD, GOOD, limit_in_unit
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.rows_chart import reach, tick_text
from chitieu.show.scene import Scene
from chitieu.show.sheet import Sheet, mark_style, text_width
from chitieu.show.verdicts import INK, LINE, MUTED, PAPER, RULE, verdict

WIDTH, HEIGHT = 238.0, 122.0  # points
SMALL = 8.0


@styled
def history_chart(scene: Scene, indicator: str) -> Exhibit:
    """Draw the page's area by year, with its interval, against each year's target."""
    table = yearly(scene, indicator)
    span = f"{table['period'].iloc[0]} – {table['period'].iloc[-1]}"
    title = f"{indicator}. {scene.short(scene.top)}, {span}"
    rows = table.to_dict("records")
    told = {f"year-{row['period']}": _year_text(scene, row) for row in rows}
    reading = history_reading(scene, table)
    return figure_exhibit(
        _draw(table, _plan_year(scene)),
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
    and `run`, which counts the unbroken stretches of years that have a value."""
    rows = scene.history_of(indicator)
    rows = rows[rows["area"] == scene.top]
    rows = rows.sort_values("period").reset_index(drop=True)
    records = rows.to_dict("records")
    years = rows["period"].str[:4].astype(int)
    void = [captions.void_key(row) != "" or pd.isna(row["value"]) for row in records]
    gap = pd.Series(void) | years.diff().gt(1)
    return rows.assign(year=years, void=void, run=gap.cumsum(), limit=[_limit(r) for r in records])


def history_reading(scene: Scene, table: pd.DataFrame) -> str:
    """Return from where to where the values went, and in how many years the target was met."""
    shown = table[~table["void"]]
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


def _draw(table: pd.DataFrame, plan_year: int) -> Figure:
    rows = table.to_dict("records")
    goal = next((captions.target_text(row) for row in reversed(rows) if row["limit"] is not None
                 and pd.notna(row["limit"])), "")  # fmt: skip
    right = max(text_width(goal, SMALL, "bold") + 8, 22)
    sheet = Sheet(WIDTH, HEIGHT)
    axes = sheet.axes(34, 10, WIDTH - 34 - right, HEIGHT - 30)
    shown = table[~table["void"]]
    whole = int(rows[0]["per"]) if rows[0]["kind"] == "proportion" else None
    ends = [shown[key] for key in ("value", "lower", "upper")]
    low, high = reach([*pd.concat(ends).tolist(), *table["limit"].tolist()], whole)
    years = table["year"]
    margin = 0.08 * (high - low)
    under = 1.8 * margin if shown["lower"].isna().all() and low != 0 else 0  # a label may go there
    axes.set(ylim=(low - under, high + margin), xlim=(years.min() - 0.4, years.max() + 0.4))
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    sns.despine(ax=axes, left=True)
    _targets(axes, table, plan_year)
    for _, run in shown.groupby("run"):
        axes.plot(run["year"], run["value"].astype(float), color=MUTED, linewidth=1.2)
    for row in rows:
        _year(axes, row)
    _end_labels(axes, shown)
    _ticks(axes, rows)
    if goal:
        at = float(table["limit"].dropna().iloc[-1])
        axes.annotate(
            goal, (1, at), xycoords=("axes fraction", "data"), xytext=(3, -2.8),
            textcoords="offset points", fontsize=SMALL, weight="bold",
        )  # fmt: skip
    return sheet.figure


def _targets(axes, table: pd.DataFrame, plan_year: int) -> None:
    """Draw the targets: thin and broken where a later plan's is held against a year."""
    own = table["year"].ge(plan_year)
    part = (table["limit"].ne(table["limit"].shift()) | own.ne(own.shift())).cumsum()
    for _, rows in table[table["limit"].notna()].groupby(part):
        whole = rows["year"].iloc[0] >= plan_year
        style = {"linewidth": 2.0} if whole else {"linewidth": 1.0, "linestyle": (0, (4, 2.5))}
        ends = [rows["year"].iloc[0] - 0.5, rows["year"].iloc[-1] + 0.5]
        limit = [rows["limit"].iloc[0]] * 2
        axes.plot(ends, limit, color=INK, zorder=2.4, solid_capstyle="butt", **style)


def _year(axes, row: dict) -> None:
    if row["void"]:
        sign = captions.value_text(row) if captions.void_key(row) else "–"
        axes.annotate(
            sign, (row["year"], 0), xycoords=("data", "axes fraction"), xytext=(0, 4),
            textcoords="offset points", ha="center", fontsize=SMALL, color=MUTED,
            gid=f"year-{row['period']}",
        )  # fmt: skip
        return
    found = verdict(row)
    if pd.notna(row["lower"]):
        ends = [float(row["lower"]), float(row["upper"])]
        axes.plot([row["year"]] * 2, ends, color=RULE, linewidth=1.3, zorder=2.6)
    style = mark_style(found, found.ink)
    axes.add_line(
        Line2D([row["year"]], [float(row["value"])], zorder=4, gid=f"year-{row['period']}",
               clip_on=False, **style)
    )  # fmt: skip


def _end_labels(axes, shown: pd.DataFrame) -> None:
    """Write the first and the last value where neither the line nor an interval runs."""
    low, high = axes.get_ylim()
    rows = shown.to_dict("records")
    plate = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
    style = {"fontsize": SMALL, "weight": "bold", "bbox": plate, "zorder": 3.5}
    for row, other in ((rows[:1], rows[1:2]), (rows[1:][-1:], rows[-2:-1])):
        for each, neighbour in zip(row, other or row, strict=True):
            value = float(each["value"])
            tip = value if pd.isna(each["upper"]) else float(each["upper"])
            height = (tip - low) / (high - low)
            if pd.isna(each["upper"]) and value < neighbour["value"] and low < 0:
                at, place, ha, va = value, (0, -5), "center", "top"
            elif height > 0.86:
                at, place, ha, va = value, (6, 4), "left", "baseline"
            else:
                at, place, ha, va = tip, (0, 4.5), "center", "baseline"
            axes.annotate(
                captions.value_text(each),
                (each["year"], at),
                xytext=place,
                textcoords="offset points",
                ha=ha,
                va=va,
                **style,
            )


def _ticks(axes, rows: list[dict]) -> None:
    step = -(-len(rows) // 6)
    labelled = [row for n, row in enumerate(reversed(rows)) if n % step == 0]
    axes.set_xticks([row["year"] for row in labelled], [row["period"] for row in labelled])
    axes.set(xlabel="", ylabel="")
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(tick_text))
    axes.tick_params(labelsize=SMALL, length=0, colors=MUTED)


def _limit(row: dict) -> float | None:
    goal = formats.target_of(row)
    return None if goal is None else float(limit_in_unit(goal, row["kind"], int(row["per"])))


def _plan_year(scene: Scene) -> int:
    """The year whose plan the targets are from."""
    return scene.settings.targets_from or scene.settings.year


def _year_text(scene: Scene, row: dict) -> str:
    text = captions.hover_text(scene, row)
    return f"{row['period']}{text.removeprefix(scene.short(scene.top))}"


def _note(scene: Scene, table: pd.DataFrame) -> str:
    plan_year = _plan_year(scene)
    if not table.loc[table["year"] < plan_year, "limit"].notna().any():
        return ""
    return f"Nét đứt: chỉ tiêu của năm {plan_year}, đặt bên các năm trước để so sánh."
