"""The school path: of 100 who set out, how many arrive if one year's rates held throughout."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure import cohort
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import OPEN, Bar, Dot, Interval, Target, dot
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import GOOD_INK, INK, PAPER
from chitieu.show.wording import formats, parts
from chitieu.show.wording.to_come import unit_of
from chitieu.words import text, text_of_each

OF = 100  # children who set out


def school_path(scene: Scene, indicators: list[str], start: str = "") -> Exhibit:
    """Draw how many of 100 pass step after step, in the whole and by area, and where most are lost.

    `indicators`: the steps in their order, each the share that passes; `start`: in the page's
    language who the 100 are ("trẻ em 5 tuổi"). The table has a row an area × step, the page's own
    area first: passed, entered, left (of 100, after the step), lost (of 100, at the step), weakest
    (whether the area loses most here), and the last step's lower and upper.
    """
    table = path_table(scene, indicators)
    start = start or text("path.start", who=unit_of(scene, indicators[0]))
    return figure_exhibit(
        _drawn(scene, indicators, table, start) if table["left"].notna().any() else None,
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
    some = np.isfinite(left).all(axis=1) & (np.nan_to_num(lost).max(axis=1) > 0)
    weakest = np.where(some, np.argmax(np.nan_to_num(lost), axis=1), -1)
    tables = []
    for j, (indicator, step) in enumerate(zip(indicators, steps, strict=True)):
        last = j == len(indicators) - 1
        found = {
            "indicator": indicator, "passed": passed[:, j], "entered": entered[:, j],
            "left": 100 * left[:, j], "lost": 100 * lost[:, j], "weakest": weakest == j,
            "lower": 100 * lower if last else np.nan, "upper": 100 * upper if last else np.nan,
        }  # fmt: skip
        tables.append(step[["area", "name", "absent"]].assign(**found))
    return pd.concat(tables).loc[areas].reset_index(drop=True)


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
    known = below[below["left"].notna()]
    if known["left"].nunique() < 2:
        return ""
    low, high = known["left"].min(), known["left"].max()
    return text(
        "path.areas",
        many=len(known),
        areas=parts.area_word(scene),
        least=parts.those_at(known, "left", low),
        low=low,
        most=parts.those_at(known, "left", high),
        high=high,
        weakest=_weakest(scene, known),
    )


def _weakest(scene: Scene, known: pd.DataFrame) -> str:
    """Say at which step most areas lose most, and which lose most at another."""
    steps = known["step"].dropna()
    if steps.empty:
        return ""
    common = steps.value_counts(sort=False).idxmax()
    which = parts.of_all(int(steps.eq(common).sum()), len(steps), parts.area_word(scene))
    found = {"step": parts.quoted(scene, common), "which": which}
    others = known[known["step"].notna() & known["step"].ne(common)]
    others = others.assign(step=[parts.quoted(scene, step) for step in others["step"]])
    told = text_of_each("path.of_area", others, area="name", step="step")
    if told:
        return text("path.weakest_but", **found, others=parts.naming(told))
    return text("path.weakest", **found)


def _lacking(scene: Scene, ends: pd.DataFrame) -> str:
    gone = ends[ends["absent"].ne("")]
    if gone.empty:
        return ""
    told = []
    for (step, reason), rows in gone.groupby(["lacks", "absent"], sort=False):
        found = {"areas": parts.naming(rows["name"]), "step": parts.quoted(scene, step)}
        told.append(text("path.lacks", **found, reason=reason))
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


def _drawn(scene: Scene, indicators, table: pd.DataFrame, start: str) -> Figure:
    title = text("path.left", whole=parts.whole_word(scene), of=OF)
    own = table[table["area"].eq(scene.top)]
    steps = [Row(start, [Bar(0, OF)], [formats.number(OF)])]
    before = [OF, *own["left"]]
    goals = _goals(scene, indicators)
    for row, above, goal in zip(own.to_dict("records"), before, goals, strict=False):
        left, lost = row["left"], row["lost"]
        marks = [Bar(0, left), Bar(left, above, OPEN), Target(goal)]
        cells = [formats.number(left) or formats.MISSING]
        cells.append(f"−{formats.number(lost, 1)}" if np.isfinite(lost) else "")
        steps.append(Row(parts.label(scene, row["indicator"]), marks, cells))
    way = Panel(steps, title, ends=(0, OF))
    ends = _ends(table)
    below = ends.drop(index=scene.top).sort_values("left", ascending=False, na_position="last")
    rows = [
        _end(scene, row, area == scene.top)
        for area, row in pd.concat([ends.loc[[scene.top]], below]).iterrows()
    ]
    title = text("path.left_by_area", areas=parts.area_word(scene))
    legend = [(Target(0.5), text("path.goal"))] if np.isfinite(goals).any() else ()
    return draw_rows([[way], [Panel(rows, title, whole=OF)]], legend=legend)


def _end(scene: Scene, row: pd.Series, own: bool) -> Row:
    if np.isfinite(row["left"]):
        color = INK if own else GOOD_INK
        marks = Interval(row["lower"], row["upper"], color), Dot(row["left"], dot(PAPER, color))
        return Row(row["name"], marks, [formats.number(row["left"])], own=own)
    label = formats.uncapital(parts.label(scene, row["lacks"])) if row["absent"] else ""
    return row_of(row["name"], f"{label}: {row['absent']}".removeprefix(": "), own=own)


def _goals(scene: Scene, indicators) -> np.ndarray:
    """Return what would be left after each step if each just met its target."""
    limits = [parts.limit_value(parts.whole(scene, i)) for i in indicators]
    scales = [float(scene.indicators.loc[i, "per"]) for i in indicators]
    return 100 * np.cumprod(np.array(limits) / np.array(scales))
