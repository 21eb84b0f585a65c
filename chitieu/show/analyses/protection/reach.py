"""Children who were found but not reached: how many, and in how few areas half of them live."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.concentration import cumulate, fewest
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, MUTED, SHORT_OF
from chitieu.show.wording import formats, parts
from chitieu.words import text

HALF = 0.5


def unreached(scene: Scene, found: str, reached: str) -> Exhibit:
    """Draw, by area, the children found, those of them reached, and those who were not.

    `found`, `reached`: two indicators; the numerator of the first counts the children found, that
    of the second those of them who were reached. The table has a row an area, most not reached
    first: found, reached, unreached, share (of the area's own found), cumulative (of all not
    reached).
    """
    table = unreached_table(scene, found, reached)
    return figure_exhibit(
        _draw_unreached(table) if table["unreached"].notna().any() else None,
        name=f"con-sot-{safe(found)}-{safe(reached)}",
        title=parts.titled(
            scene,
            text("reach.title", indicator=parts.label(scene, found), areas=parts.area_word(scene)),
        ),
        alt=_unreached_alt(table),
        table=table,
        reading=_unreached_reading(scene, found, table),
        note=text("reach.note"),
    )


def unreached_table(scene: Scene, found: str, reached: str) -> pd.DataFrame:
    """Return the areas, those with most children not reached first."""
    known, helped = (
        parts.counts(scene, scene.of_plan(i)["numerator"]).loc[scene.parts]
        for i in (found, reached)
    )
    table = pd.DataFrame(
        {"name": known["name"], "found": known["value"], "reached": helped["value"]}
    )
    table["absent"] = known["absent"].where(known["absent"].ne(""), helped["absent"])
    table["unreached"] = table["found"] - table["reached"]
    table["share"] = table["unreached"] / table["found"].where(table["found"] > 0)
    running = cumulate(table["unreached"])
    return table.loc[running.index].assign(cumulative=running["cumulative"])


def _unreached_reading(scene: Scene, found: str, table: pd.DataFrame) -> str:
    there = table[table["unreached"].notna()]
    everyone, left = there["found"].sum(), there["unreached"].sum()
    if there.empty:
        return parts.absent_sentence(table, text("reach.not_counted_anywhere"))
    missing = parts.absent_sentence(table, text("reach.not_counted"))
    name = parts.quoted(scene, found)
    if everyone == 0:
        return parts.sentences(text("reach.nobody"), missing)
    if left == 0:
        return parts.sentences(text("reach.all_reached", found=everyone, indicator=name), missing)
    whole = {"found": everyone, "indicator": name, "left": left, "share": 100 * left / everyone}
    if len(there) == 1:
        return parts.sentences(text("reach.one_area", **whole), missing)
    half = there.loc[fewest(there["unreached"], HALF * left)]
    told = [
        text("reach.of_area", area=row["name"], many=row["unreached"]) for _, row in half.iterrows()
    ]
    lead = text(
        "reach.areas",
        **whole,
        held=100 * half["unreached"].sum() / left,
        some=len(half),
        many=len(there),
        areas=parts.area_word(scene),
        told=parts.naming(told),
    )
    worst = there.sort_values("share", ascending=False, kind="stable").iloc[0]
    return parts.sentences(
        lead,
        text(
            "reach.worst",
            area=worst["name"], left=worst["unreached"], found=worst["found"],
            share=100 * worst["share"],
        ),
        missing,
    )  # fmt: skip


def _unreached_alt(table: pd.DataFrame) -> str:
    told = [
        text("reach.alt_none", area=row["name"], reason=row["absent"])
        if row["absent"]
        else text("reach.alt_area", area=row["name"], found=row["found"], left=row["unreached"])
        for _, row in table.iterrows()
    ]
    return text("reach.alt", areas="; ".join(told))


@styled
def _draw_unreached(table: pd.DataFrame) -> Figure:
    figure, axes = area_rows.canvas(8.5, area_rows.height_of(len(table), 2.6))
    area_rows.name_rows(axes, table["name"])
    rows = table.reset_index(drop=True)
    helped, left = rows["reached"].where(rows["unreached"].notna(), 0), rows["unreached"].fillna(0)
    axes.barh(rows.index, helped, height=0.62, color=AT, label=text("reach.reached"), zorder=2)
    axes.barh(
        rows.index, left, left=helped, height=0.62, color=SHORT_OF, label=text("reach.unreached"),
        hatch="////", edgecolor=INK, linewidth=0.6, zorder=2,
    )  # fmt: skip
    for place, row in rows.iterrows():
        if row["absent"]:
            area_rows.say_absent(axes, place, row["absent"])
            continue
        axes.annotate(
            text("reach.row", left=row["unreached"], found=row["found"]),
            (row["found"], place), xytext=(5, 0), textcoords="offset points", va="center",
            fontsize=8, color=INK, gid=area_rows.HALO,
        )  # fmt: skip
        if np.isfinite(row["cumulative"]):
            axes.text(
                1.01, place, f"{formats.number(100 * row['cumulative'])}%",
                transform=axes.get_yaxis_transform(), va="center", fontsize=8,
                color=GOOD_INK if row["cumulative"] <= HALF else MUTED,
            )  # fmt: skip
    axes.text(
        1.01, 1.0, text("reach.cumulative"), transform=axes.transAxes, fontsize=7.5, color=MUTED,
        va="bottom",
    )  # fmt: skip
    longest = rows["found"].where(rows["absent"].eq("")).max()
    axes.set_xlim(0, 1.22 * longest if longest > 0 else 1)
    area_rows.number_axis(axes.xaxis, whole=True)
    axes.set_xlabel(text("reach.children"), fontsize=8.5)
    figure.legend(fontsize=8, frameon=False, ncols=2, loc="outside upper center")
    return figure
