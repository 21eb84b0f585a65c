"""Children who left school: where they are, against the number that the targets would allow."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import nearest_cases, target_in_cases
from chitieu.measure.concentration import cumulate, fewest
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, INK, SHORT_OF
from chitieu.show.wording import formats, parts
from chitieu.words import listing, text, uncapital

HALF = 0.5


def dropouts(scene: Scene, indicators: list[str]) -> Exhibit:
    """Draw the children lost by level and area beside the number that each target would allow.

    `indicators`: proportions where fewer is better, one a level. The table has a row an indicator
    × area, the page's own area last: lost, pupils, limit (the target in children, not rounded),
    allowed (the most whole children that meet it), over, and, for the areas below, cumulative
    (of all lost at all levels, the area with most first).
    """
    table = pd.concat([_lost(scene, indicator) for indicator in indicators], ignore_index=True)
    running = _over_levels(scene, table)
    table["cumulative"] = table["area"].map(running["cumulative"])
    levels = listing(uncapital(parts.label(scene, i)) for i in indicators)
    return figure_exhibit(
        _draw_lost(scene, indicators, table, list(running.index))
        if parts.any_there(table)
        else None,
        name="bo-hoc-" + "-".join(map(safe, indicators)),
        title=parts.titled(scene, text("leavers.title", levels=levels)),
        alt=_lost_alt(scene, table),
        table=table,
        reading=_lost_reading(scene, indicators, table, running),
        note=text("leavers.note", one=1),
    )


def _lost(scene: Scene, indicator: str) -> pd.DataFrame:
    own = parts.whole(scene, indicator)
    rows = parts.with_whole(scene, indicator)
    goal = formats.target_of(own)
    pupils = rows["denominator"].astype(float).astype("Float64")
    limits = target_in_cases(goal, pupils, own["per"], own["kind"])
    table = pd.DataFrame(
        {
            "indicator": indicator,
            "area": rows.index,
            "name": rows["name"].to_numpy(),
            "lost": rows["numerator"].astype(float).to_numpy(),
            "pupils": pupils.astype(float).to_numpy(),
            "limit": [np.nan if limit is None else float(limit) for limit in limits],
            "allowed": nearest_cases(goal, pupils, own["per"], own["kind"])
            .astype("Float64")
            .to_numpy(float, na_value=np.nan),
            "absent": rows["absent"].to_numpy(),
        }
    )
    known = table["lost"].notna() & table["allowed"].notna() & table["absent"].eq("")
    return table.assign(over=(table["lost"] > table["allowed"]).where(known))


def _over_levels(scene: Scene, table: pd.DataFrame) -> pd.DataFrame:
    """Return the areas below by all they lost, the most first; a missing level counts for none."""
    below = table[table["area"].isin(scene.parts)]
    return cumulate(below.groupby("area", sort=False)["lost"].sum(min_count=1))


def _lost_reading(scene: Scene, indicators, table: pd.DataFrame, running: pd.DataFrame) -> str:
    own = table[table["area"].eq(scene.top)].set_index("indicator").loc[indicators]
    told = [_level(parts.quoted(scene, indicator), row) for indicator, row in own.iterrows()]
    lead = text("leavers.whole", whole=parts.whole_word(scene), levels="; ".join(told))
    below = table[table["area"].isin(scene.parts) & table["area"].ne(scene.top)]
    missing = [
        parts.absent_sentence(rows, text("leavers.not_there", level=parts.quoted(scene, indicator)))
        for indicator, rows in below.groupby("indicator", sort=False)
    ]
    return parts.sentences(lead, _half_sentence(scene, table, running), *missing)


def _level(level: str, row) -> str:
    if row["absent"]:
        return text("leavers.absent", level=level, reason=row["absent"])
    found = {"level": level, "lost": row["lost"]}
    if np.isfinite(row["allowed"]):
        return text("leavers.lost_of_allowed", **found, allowed=row["allowed"])
    return text("leavers.lost", **found)


def _half_sentence(scene: Scene, table: pd.DataFrame, running: pd.DataFrame) -> str:
    total = running["cases"].sum()
    if parts.alone(scene) or not total > 0:
        return ""
    names = table.drop_duplicates("area").set_index("area")["name"]
    half = fewest(running["cases"], HALF * total)
    told = [text("leavers.of_area", area=names[a], lost=running.loc[a, "cases"]) for a in half]
    found = {
        "share": 100 * running.loc[half, "cases"].sum() / total,
        "lost": total,
        "many": len(half),
        "areas": parts.area_word(scene),
        "told": parts.naming(told),
    }
    below = table[table["area"].isin(scene.parts)]
    known = below[below["over"].notna()]
    over, judged = known.loc[known["over"].eq(True), "area"].nunique(), known["area"].nunique()
    if not judged:
        return text("leavers.half", **found)
    return text("leavers.half_and_over", **found, over=parts.of_all(over, judged))


def _lost_alt(scene: Scene, table: pd.DataFrame) -> str:
    told = []
    for indicator, rows in table.groupby("indicator", sort=False):
        cells = [
            f"{row['name']} {row['absent']}"
            if row["absent"]
            else text("leavers.alt_area", area=row["name"], lost=row["lost"], pupils=row["pupils"])
            for _, row in rows.iterrows()
        ]
        told.append(f"{parts.label(scene, indicator)}: {'; '.join(cells)}")
    return text("leavers.alt", levels=". ".join(told))


@styled
def _draw_lost(scene: Scene, indicators, table: pd.DataFrame, order: list) -> Figure:
    areas = [*order, *(a for a in scene.parts if a not in order)]
    figure, panels = area_rows.canvas(
        9.5, area_rows.height_of(len(areas), 2.6), len(indicators), sharey=True, squeeze=False
    )
    for panel, indicator in zip(panels[0], indicators, strict=True):
        rows = table[table["indicator"].eq(indicator)].set_index("area").loc[areas].reset_index()
        panel.set_title(parts.label(scene, indicator), fontsize=9.5, loc="left")
        area_rows.name_rows(panel, rows["name"])
        colors = np.where(rows["over"].eq(True), SHORT_OF, AT)
        panel.barh(rows.index, rows["lost"].fillna(0), height=0.58, color=colors, zorder=2)
        for place, row in rows.iterrows():
            _draw_row(panel, place, row)
        furthest = np.nanmax([rows["lost"].max(), rows["limit"].max(), 1])
        panel.set_xlim(0, 1.6 * furthest)
        area_rows.number_axis(panel.xaxis, bins=5, whole=True)
        panel.set_xlabel(text("leavers.children"), fontsize=8)
    panels[0][0].plot([], [], color=INK, linewidth=1.8, label=text("leavers.limit"))
    figure.legend(fontsize=8, frameon=False, loc="outside lower center")
    return figure


def _draw_row(panel, place: int, row) -> None:
    if row["absent"]:
        area_rows.say_absent(panel, place, row["absent"])
        return
    if np.isfinite(row["limit"]):
        panel.vlines(row["limit"], place - 0.38, place + 0.38, color=INK, linewidth=1.8, zorder=4)
    furthest = np.nanmax([row["lost"], row["limit"]])
    panel.annotate(
        f"{formats.number(row['lost'])} / {formats.number(row['pupils'])}", (furthest, place),
        xytext=(5, 0), textcoords="offset points", va="center", fontsize=8, color=INK,
        gid=area_rows.HALO, zorder=6,
    )  # fmt: skip
