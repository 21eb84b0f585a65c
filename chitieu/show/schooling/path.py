"""The school path: of 100 who set out, how many arrive if one year's rates held throughout."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure import cohort
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, LINE, MUTED, PAPER


def school_path(
    scene: Scene, indicators: list[str], start: str = "trẻ em ở điểm xuất phát"
) -> Exhibit:
    """Draw how many of 100 pass step after step, in the whole and by area, and where most are lost.

    `indicators`: the steps in their order, each the share that passes; `start`: in Vietnamese who
    the 100 are ("trẻ em 5 tuổi"). The table has a row an area × step, the page's own area first:
    passed, entered, left (of 100, after the step), lost (of 100, at the step), weakest (whether
    the area loses most here), and the last step's lower and upper.
    """
    table = path_table(scene, indicators)
    return figure_exhibit(
        _draw_path(scene, indicators, table, start) if table["left"].notna().any() else None,
        name="duong-hoc-" + "-".join(indicators),
        title=f"Trong 100 {start}, bao nhiêu em đi hết các bước nếu tỷ lệ của "
        f"{formats.period_name(scene.period)} giữ nguyên",
        alt=_path_alt(scene, indicators, table),
        table=table,
        reading=_path_reading(scene, indicators, table, start),
        note=(
            "Đây là khóa học giả định: nhân tỷ lệ của các bước trong cùng một năm, không phải "
            "theo dõi một lứa trẻ em qua các năm; phần rơi rụng giữa hai bước mà không chỉ số nào "
            "đo thì không có ở đây. Bước vượt 100% (do chuyển đến) được tính là 100%. Khoảng tin "
            "cậy nối các khoảng Wilson của từng bước (phương pháp MOVER)."
        ),
    )


def path_table(scene: Scene, indicators: list[str]) -> pd.DataFrame:
    """Return each area's steps in the columns that `school_path` names; long, whole area first."""
    steps = [parts.with_whole(scene, indicator) for indicator in indicators]
    areas = list(steps[0].index)
    areas = areas[-1:] + areas[:-1]
    steps = [step.loc[areas] for step in steps]
    passed = np.column_stack([step["numerator"] for step in steps])
    entered = np.column_stack([step["denominator"] for step in steps])
    left, lower, upper = cohort.path(passed, entered, scene.settings.confidence)
    lost = -np.diff(np.column_stack([np.ones(len(areas)), left]), axis=1)
    rows = []
    for i, area in enumerate(areas):
        whole = np.isfinite(left[i]).all()
        weakest = int(np.argmax(lost[i])) if whole and lost[i].max() > 0 else -1
        for j, indicator in enumerate(indicators):
            last = j == len(indicators) - 1
            rows.append(
                {
                    "area": area,
                    "name": steps[j].loc[area, "name"],
                    "indicator": indicator,
                    "passed": passed[i, j],
                    "entered": entered[i, j],
                    "left": 100 * left[i, j],
                    "lost": 100 * lost[i, j],
                    "weakest": j == weakest,
                    "lower": 100 * lower[i] if last else np.nan,
                    "upper": 100 * upper[i] if last else np.nan,
                    "absent": steps[j].loc[area, "absent"],
                }
            )
    return pd.DataFrame(rows)


def _ends(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row an area: where its path ends, its weakest step, and what it lacks."""
    last = table.drop_duplicates("area", keep="last").set_index("area")
    weakest = table[table["weakest"]].set_index("area")
    gone = table[table["absent"].ne("")].groupby("area", sort=False)
    lacks = gone[["indicator", "absent"]].first()
    return pd.DataFrame(
        {
            "name": last["name"],
            "left": last["left"],
            "lower": last["lower"],
            "upper": last["upper"],
            "step": weakest["indicator"].reindex(last.index),
            "lost": weakest["lost"].reindex(last.index),
            "lacks": lacks["indicator"].reindex(last.index),
            "absent": lacks["absent"].reindex(last.index).fillna(""),
        }
    )


def _path_reading(scene: Scene, indicators, table: pd.DataFrame, start: str) -> str:
    ends = _ends(table)
    own, below = ends.loc[scene.top], ends.drop(index=scene.top)
    missing = _lacking(scene, below if len(below) else ends)
    if not np.isfinite(own["left"]):
        lead = (
            f"Chưa tính được cho {parts.whole_word(scene)}: {parts.quoted(scene, own['lacks'])} "
            f"({own['absent']})."
            if own["absent"]
            else ""
        )
        return parts.sentences(lead, _range_sentence(scene, below), missing)
    lead = (
        f"Nếu các tỷ lệ này giữ nguyên, trong 100 {start} của {parts.whole_word(scene)} có khoảng "
        f"{formats.number(own['left'])} em đi hết {len(indicators)} bước (khoảng tin cậy "
        f"{formats.number(100 * scene.settings.confidence)}%: {formats.number(own['lower'])} – "
        f"{formats.number(own['upper'])})"
    )
    if pd.notna(own["step"]):
        lead += (
            f"; mất nhiều nhất ở bước {parts.quoted(scene, own['step'])}, "
            f"{formats.number(own['lost'])} em."
        )
    else:
        lead += "; không bước nào mất em nào."
    return parts.sentences(lead, _range_sentence(scene, below), missing)


def _range_sentence(scene: Scene, below: pd.DataFrame) -> str:
    known = below[below["left"].notna()].sort_values("left", kind="stable")
    if len(known) < 2:
        return ""
    low, high = known.iloc[0], known.iloc[-1]
    text = (
        f"Trong {len(known)} {parts.area_word(scene)} tính được, ít nhất là {low['name']} "
        f"({formats.number(low['left'])} em), nhiều nhất là {high['name']} "
        f"({formats.number(high['left'])} em)"
    )
    steps = known["step"].dropna()
    if steps.empty:
        return f"{text}."
    common = steps.value_counts(sort=False).idxmax()
    others = known[known["step"].notna() & known["step"].ne(common)]
    text += f"; bước yếu nhất là {parts.quoted(scene, common)} ở "
    text += parts.of_all(int(steps.eq(common).sum()), len(steps))
    told = [f"{row['name']} ({parts.quoted(scene, row['step'])})" for _, row in others.iterrows()]
    return f"{text}{f', trừ {parts.naming(told)}' if told else ''}."


def _lacking(scene: Scene, ends: pd.DataFrame) -> str:
    gone = ends[ends["absent"].ne("")]
    if gone.empty:
        return ""
    told = [
        f"{parts.naming(rows['name'])} ({parts.quoted(scene, step)}: {reason})"
        for (step, reason), rows in gone.groupby(["lacks", "absent"], sort=False)
    ]
    return f"Không tính được đến cùng: {'; '.join(told)}."


def _path_alt(scene: Scene, indicators, table: pd.DataFrame) -> str:
    own = table[table["area"].eq(scene.top)]
    steps = [
        f"sau {parts.quoted(scene, row['indicator'])} còn "
        + (formats.number(row["left"]) if np.isfinite(row["left"]) else "… (không tính được)")
        for _, row in own.iterrows()
    ]
    told = [
        f"{row['name']} {formats.number(row['left'])}"
        if np.isfinite(row["left"])
        else f"{row['name']} không tính được"
        for _, row in _ends(table).drop(index=scene.top).iterrows()
    ]
    listed = f" Còn lại ở cuối theo {parts.area_word(scene)}: {', '.join(told)}." if told else ""
    return f"Từ 100 em: {'; '.join(steps)}.{listed}"


@styled
def _draw_path(scene: Scene, indicators, table: pd.DataFrame, start: str) -> Figure:
    ends = _ends(table)
    height = max(drawing.height_of(len(ends), 3.4), 3.4)
    figure, (way, areas) = drawing.canvas(9.5, height, 2, width_ratios=[1.25, 1])
    _draw_way(scene, way, indicators, table, start)
    _draw_ends(scene, areas, ends)
    return figure


def _draw_way(scene: Scene, axes, indicators, table: pd.DataFrame, start: str) -> None:
    own = table[table["area"].eq(scene.top)]
    left = np.concatenate([[100.0], own["left"]])
    at = np.arange(len(left))
    axes.bar(at, left, width=0.56, color=AT, zorder=2)
    axes.bar(
        at[1:], left[:-1] - left[1:], bottom=left[1:], width=0.56, color=PAPER, hatch="////",
        edgecolor=MUTED, linewidth=0.6, zorder=2,
    )  # fmt: skip
    goals = _goals(scene, indicators)
    for x, value in zip(at, left, strict=True):
        known = np.isfinite(value)
        axes.text(
            x, 0.5 * value if known else 4,
            formats.number(value) if known else formats.MISSING, ha="center", va="center",
            fontsize=12, fontweight="bold", zorder=5,
        )  # fmt: skip
    for x, lost in zip(at[1:], own["lost"], strict=True):
        if np.isfinite(lost):
            axes.annotate(
                f"−{formats.number(lost, 1)}", (x, left[x - 1]), xytext=(0, 3),
                textcoords="offset points", ha="center", va="bottom", fontsize=8, color=MUTED,
            )  # fmt: skip
    for x, goal in zip(at[1:], goals, strict=True):
        if np.isfinite(goal):
            axes.hlines(goal, x - 0.36, x + 0.36, color=INK, linewidth=1.8, zorder=4)
    if np.isfinite(goals).any():
        axes.plot([], [], color=INK, linewidth=1.8, label="nếu mỗi bước vừa đạt mức chỉ tiêu")
        axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(0, -0.17))
    names = [start, *(parts.label(scene, indicator) for indicator in indicators)]
    axes.set_xticks(at, [drawing.wrapped(name, 15) for name in names], fontsize=8)
    axes.set_ylim(0, 108)
    drawing.number_axis(axes.yaxis)
    axes.set_title(f"{formats.capital(parts.whole_word(scene))}: còn lại trong 100 em",
                   fontsize=9.5, loc="left")  # fmt: skip


def _goals(scene: Scene, indicators) -> np.ndarray:
    """Return what would be left after each step if each just met its target."""
    limits = [parts.limit_value(parts.whole(scene, i)) for i in indicators]
    scales = [float(scene.indicators.loc[i, "per"]) for i in indicators]
    return 100 * np.cumprod(np.array(limits) / np.array(scales))


def _draw_ends(scene: Scene, axes, ends: pd.DataFrame) -> None:
    below = ends.drop(index=scene.top).sort_values("left", ascending=False, na_position="last")
    rows = pd.concat([ends.loc[[scene.top]], below])
    drawing.name_rows(axes, rows["name"])
    axes.get_yticklabels()[0].set_fontweight("bold")
    if len(rows) > 1:
        axes.axhline(0.5, color=LINE, linewidth=0.8)
    for place, (area, row) in enumerate(rows.iterrows()):
        if not np.isfinite(row["left"]):
            label = formats.uncapital(parts.label(scene, row["lacks"])) if row["absent"] else ""
            drawing.say_absent(axes, place, f"{label}: {row['absent']}".removeprefix(": "))
            continue
        own = area == scene.top
        color = INK if own else GOOD_INK
        axes.hlines(place, row["lower"], row["upper"], color=color, linewidth=1.4)
        axes.scatter(
            [row["left"]], [place], s=36, facecolor=color if own else PAPER, edgecolor=color,
            linewidth=1.3, zorder=5,
        )  # fmt: skip
        axes.text(
            1.02, place, formats.number(row["left"]), transform=axes.get_yaxis_transform(),
            va="center", fontsize=8, fontweight="bold" if own else "normal",
        )  # fmt: skip
    if rows["left"].notna().any():
        low, high = rows["lower"].min(), rows["upper"].max()
        axes.set_xlim(max(low - 3, 0), min(high + 3, 101))
        drawing.number_axis(axes.xaxis, bins=5)
    else:
        axes.set_xlim(0, 100)
    axes.set_title("Còn lại ở cuối, theo nơi", fontsize=9.5, loc="left")
