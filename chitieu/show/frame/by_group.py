"""For whom a target is reached and for whom not: an indicator's groups, and the gaps between."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.differences import between_groups
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.scorecard import caption, count_or_sign, value_or_sign
from chitieu.show.scene import Scene
from chitieu.show.verdicts import verdict
from chitieu.show.wording import captions
from chitieu.show.wording import formats as f
from chitieu.words import capital, text, texts


def by_group(scene: Scene, indicator: str) -> Exhibit | None:
    """Return an indicator's results in each group of the page's own area, with its counts, and what
    lies between the groups; None where the period tells it by no group."""
    rows = _own(scene, [indicator])
    if rows.empty:
        return None
    plan = scene.indicators.loc[indicator]
    tables = [
        {
            "dimension": capital(dimension_name(dimension)),
            "rows": [_row(scene, row) for _, row in of_one.iterrows()],
            "gaps": _gaps(scene, of_one),
        }
        for dimension, of_one in rows.groupby("dimension", sort=False)
    ]
    html = render(
        "by_group.html",
        caption=caption(scene, text("by_group.caption", indicator=indicator, name=plan["short"])),
        confidence=f.confidence(scene),
        has_denominator=pd.notna(plan["denominator"]),
        tables=tables,
    )
    return Exhibit(html, rows.reset_index(drop=True))


def left_behind(scene: Scene) -> Exhibit:
    """Return, of each indicator that is told by groups, the groups that fare worse than the best
    and what chance says of it, the largest gaps that chance hardly makes first."""
    rows = _own(scene, list(scene.indicators.index))
    lines = [
        {"indicator": indicator, "name": scene.indicators.loc[indicator, "short"], "gap": gap}
        for (indicator, _), of_one in rows.groupby(["indicator", "dimension"], sort=False)
        for gap in _gaps(scene, of_one)
    ]
    lines.sort(key=lambda line: not line["gap"]["told"])
    html = render(
        "left_behind.html",
        caption=caption(scene, text("by_group.left_behind")),
        lines=lines,
        otherwise=text("by_group.none") if rows.empty else text("by_group.alike"),
    )
    return Exhibit(html, rows.reset_index(drop=True))


def dimension_name(dimension: str) -> str:
    """Return what a dimension is called; by its own code where nobody has named it."""
    return texts("by_group.dimension").get(dimension, dimension)


def _own(scene: Scene, indicators: list[str]) -> pd.DataFrame:
    """The page's own area's results of each group, in the plan's order."""
    history = scene.group_history
    here = history["period"].eq(scene.period) & history["area"].eq(scene.top)
    rows = history[here & history["indicator"].isin(indicators)]
    return rows.sort_values(
        "indicator", key=lambda column: column.map(scene.indicators.index.get_loc), kind="stable"
    )


def _group(scene: Scene, row: pd.Series) -> str:
    return str(scene.groups.loc[f"{row['dimension']}={row['group']}", "name"])


def _row(scene: Scene, row: pd.Series) -> dict:
    return {
        "group": capital(_group(scene, row)),
        "numerator": count_or_sign(row, "numerator"),
        "denominator": count_or_sign(row, "denominator"),
        "value": value_or_sign(row),
        "interval": f.interval(row),
        "verdict": verdict(row),
    }


def _gaps(scene: Scene, rows: pd.DataFrame) -> list[dict]:
    """What lies between the group that fares best and each other: in words, and whether it is
    told from chance."""
    found = between_groups(rows, scene.indicators["better"], scene.settings.confidence)
    of = rows.set_index("group", drop=False)
    return [
        {"told": gap.told, "words": _gap(scene, gap, of.loc[gap.group], of.loc[gap.other])}
        for gap in found.itertuples()
        if gap.value != gap.other_value
    ]


def _gap(scene: Scene, gap, row: pd.Series, other: pd.Series) -> str:
    """ "nữ 84,6% (248/293), nam 96,0% (288/300): chênh 11,4 điểm phần trăm (…)"."""
    given = {
        "group": _group(scene, row),
        "figure": f"{f.value(row)} ({captions.counts_text(row)})",
        "other": _group(scene, other),
        "other_figure": f"{f.value(other)} ({captions.counts_text(other)})",
        "gap": abs(gap.gap),
    }
    if gap.measure == "ratio":
        said = text("by_group.gap.ratio", **given)
    else:
        unit = text("by_group.points") if f.unit(row) == "%" else f.unit(row)
        said = text("by_group.gap.difference", **given, unit=unit)
    if pd.isna(gap.lower):
        return said
    sign = -1 if gap.measure == "difference" and gap.gap < 0 else 1  # as the gap is said: how wide
    lower, upper = sorted((sign * gap.lower, sign * gap.upper))
    ends = {"confidence": f.confidence(scene), "lower": lower, "upper": upper}
    if gap.told:
        return text("by_group.told", gap=said, **ends)
    return text("by_group.open", gap=said, **ends)
