"""The school path: of 100 who set out, how many arrive if one year's rates held throughout."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure import cohort
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, LINE, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.words import text

OF = 100  # children who set out


def school_path(scene: Scene, indicators: list[str], start: str = "") -> Exhibit:
    """Draw how many of 100 pass step after step, in the whole and by area, and where most are lost.

    `indicators`: the steps in their order, each the share that passes; `start`: in the page's
    language who the 100 are ("trẻ em 5 tuổi"). The table has a row an area × step, the page's own
    area first: passed, entered, left (of 100, after the step), lost (of 100, at the step), weakest
    (whether the area loses most here), and the last step's lower and upper.
    """
    table = path_table(scene, indicators)
    start = start or text("path.start")
    return figure_exhibit(
        _draw_path(scene, indicators, table, start) if table["left"].notna().any() else None,
        name="duong-hoc-" + "-".join(map(safe, indicators)),
        title=text("path.title", of=OF, start=start, period=formats.period_name(scene.period)),
        alt=_path_alt(scene, indicators, table),
        table=table,
        reading=_path_reading(scene, indicators, table, start),
        note=text("path.note", of=OF),
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
    return parts.sentences(
        _whole_sentence(scene, own, len(indicators), start), _range_sentence(scene, below), missing
    )


def _whole_sentence(scene: Scene, own, steps: int, start: str) -> str:
    whole = parts.whole_word(scene)
    if not np.isfinite(own["left"]):
        if not own["absent"]:
            return ""
        step = parts.quoted(scene, own["lacks"])
        return text("path.not_computed", whole=whole, step=step, reason=own["absent"])
    found = {
        "of": OF,
        "start": start,
        "whole": whole,
        "steps": steps,
        "confidence": formats.confidence(scene),
        **own[["left", "lower", "upper"]],
    }
    if pd.isna(own["step"]):
        return text("path.none_lost", **found)
    step = parts.quoted(scene, own["step"])
    return text("path.lost_most", **found, step=step, lost=own["lost"])


def _range_sentence(scene: Scene, below: pd.DataFrame) -> str:
    known = below[below["left"].notna()].sort_values("left", kind="stable")
    if len(known) < 2:
        return ""
    low, high = known.iloc[0], known.iloc[-1]
    return text(
        "path.areas",
        many=len(known),
        areas=parts.area_word(scene),
        least=low["name"],
        low=low["left"],
        most=high["name"],
        high=high["left"],
        weakest=_weakest(scene, known),
    )


def _weakest(scene: Scene, known: pd.DataFrame) -> str:
    """Say at which step most areas lose most, and which lose most at another."""
    steps = known["step"].dropna()
    if steps.empty:
        return ""
    common = steps.value_counts(sort=False).idxmax()
    which = parts.of_all(int(steps.eq(common).sum()), len(steps))
    found = {"step": parts.quoted(scene, common), "which": which}
    others = known[known["step"].notna() & known["step"].ne(common)]
    told = [
        text("path.of_area", area=row["name"], step=parts.quoted(scene, row["step"]))
        for _, row in others.iterrows()
    ]
    if told:
        return text("path.weakest_but", **found, others=parts.naming(told))
    return text("path.weakest", **found)


def _lacking(scene: Scene, ends: pd.DataFrame) -> str:
    gone = ends[ends["absent"].ne("")]
    if gone.empty:
        return ""
    told = [
        text(
            "path.lacks",
            areas=parts.naming(rows["name"]),
            step=parts.quoted(scene, step),
            reason=reason,
        )
        for (step, reason), rows in gone.groupby(["lacks", "absent"], sort=False)
    ]
    return text("path.lacking", areas="; ".join(told))


def _path_alt(scene: Scene, indicators, table: pd.DataFrame) -> str:
    steps = [
        text("path.alt_step", step=parts.quoted(scene, row["indicator"]), left=row["left"])
        if np.isfinite(row["left"])
        else text("path.alt_step_unknown", step=parts.quoted(scene, row["indicator"]))
        for _, row in table[table["area"].eq(scene.top)].iterrows()
    ]
    told = [
        text("path.alt_area", area=row["name"], left=row["left"])
        if np.isfinite(row["left"])
        else text("path.alt_area_unknown", area=row["name"])
        for _, row in _ends(table).drop(index=scene.top).iterrows()
    ]
    return parts.sentences(
        text("path.alt", of=OF, steps="; ".join(steps)),
        text("path.alt_areas", areas=parts.area_word(scene), listed=", ".join(told))
        if told
        else "",
    )


@styled
def _draw_path(scene: Scene, indicators, table: pd.DataFrame, start: str) -> Figure:
    ends = _ends(table)
    height = max(area_rows.height_of(len(ends), 3.4), 3.4)
    figure, (way, areas) = area_rows.canvas(9.5, height, 2, width_ratios=[1.25, 1])
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
        axes.plot([], [], color=INK, linewidth=1.8, label=text("path.goal"))
        axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(0, -0.17))
    names = [start, *(parts.label(scene, indicator) for indicator in indicators)]
    axes.set_xticks(at, [area_rows.wrapped(name, 15) for name in names], fontsize=8)
    axes.set_ylim(0, 108)
    area_rows.number_axis(axes.yaxis)
    title = text("path.left", whole=parts.whole_word(scene), of=OF)
    axes.set_title(title, fontsize=9.5, loc="left")


def _goals(scene: Scene, indicators) -> np.ndarray:
    """Return what would be left after each step if each just met its target."""
    limits = [parts.limit_value(parts.whole(scene, i)) for i in indicators]
    scales = [float(scene.indicators.loc[i, "per"]) for i in indicators]
    return 100 * np.cumprod(np.array(limits) / np.array(scales))


def _draw_ends(scene: Scene, axes, ends: pd.DataFrame) -> None:
    below = ends.drop(index=scene.top).sort_values("left", ascending=False, na_position="last")
    rows = pd.concat([ends.loc[[scene.top]], below])
    area_rows.name_rows(axes, rows["name"])
    axes.get_yticklabels()[0].set_fontweight("bold")
    if len(rows) > 1:
        axes.axhline(0.5, color=LINE, linewidth=0.8)
    for place, (area, row) in enumerate(rows.iterrows()):
        if not np.isfinite(row["left"]):
            label = formats.uncapital(parts.label(scene, row["lacks"])) if row["absent"] else ""
            area_rows.say_absent(axes, place, f"{label}: {row['absent']}".removeprefix(": "))
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
        area_rows.number_axis(axes.xaxis, bins=5)
    else:
        axes.set_xlim(0, 100)
    title = text("path.left_by_area", areas=parts.area_word(scene))
    axes.set_title(title, fontsize=9.5, loc="left")
