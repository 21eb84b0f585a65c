"""Children who were found but not reached: how many, and in how few areas half of them live."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.concentration import cumulate, fewest
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import DONE, LACKING, Bar
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.show.wording.to_come import unit_of
from chitieu.words import text, text_of_each

HALF = 0.5


def unreached(scene: Scene, found: str, reached: str) -> Exhibit:
    """Draw, by area, the children found, those of them reached, and those who were not.

    `found`, `reached`: two indicators; the numerator of the first counts the children found, that
    of the second those of them who were reached. The table has a row an area, most not reached
    first: found, reached, unreached, share (of the area's own found), cumulative (of all not
    reached).
    """
    table = unreached_table(scene, found, reached)
    names = {"indicator": parts.label(scene, found), "areas": parts.area_word(scene)}
    told = [
        text("reach.alt_none", area=row["name"], reason=row["absent"])
        if row["absent"]
        else text("reach.alt_area", area=row["name"], found=row["found"], left=row["unreached"])
        for row in table.to_dict("records")
    ]
    return figure_exhibit(
        _drawn(table, unit_of(scene, found)) if table["unreached"].notna().any() else None,
        name=f"con-sot-{safe(found)}-{safe(reached)}",
        title=parts.titled(scene, text("reach.title", **names)),
        alt=text("reach.alt", areas="; ".join(told)),
        table=table,
        reading=_reading(scene, found, table),
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


def _reading(scene: Scene, found: str, table: pd.DataFrame) -> str:
    there = table[table["unreached"].notna()]
    everyone, left = there["found"].sum(), there["unreached"].sum()
    if there.empty:
        return parts.absent_sentence(table, text("reach.not_counted_anywhere"))
    missing = parts.absent_sentence(table, text("reach.not_counted"))
    who = {"indicator": parts.quoted(scene, found), "who": unit_of(scene, found)}
    if everyone == 0:
        return parts.sentences(text("reach.nobody", who=who["who"]), missing)
    if left == 0:
        return parts.sentences(text("reach.all_reached", found=everyone, **who), missing)
    whole = {"found": everyone, **who, "left": left, "share": 100 * left / everyone}
    if len(there) == 1:
        return parts.sentences(text("reach.one_area", **whole), missing)
    half = there.loc[fewest(there["unreached"], HALF * left)]
    held, areas = 100 * half["unreached"].sum() / left, parts.area_word(scene)
    told = parts.naming(text_of_each("reach.of_area", half, area="name", many="unreached"))
    whole |= {"held": held, "some": len(half), "many": len(there), "areas": areas, "told": told}
    return parts.sentences(text("reach.areas", **whole), _worst(there), missing)


def _worst(there: pd.DataFrame) -> str:
    told = [
        text(
            "reach.worst_area",
            area=row["name"],
            left=row["unreached"],
            found=row["found"],
            share=100 * row["share"],
        )
        for row in there[there["share"].eq(there["share"].max())].to_dict("records")
    ]
    return text("reach.worst", areas=parts.naming(told))


def _drawn(table: pd.DataFrame, who: str) -> Figure:
    rows = [_row(row) for row in table.to_dict("records")]
    heads = ["", text("reach.cumulative")]
    panel = Panel(rows, counted=True, heads=heads, axis=text("reach.axis", who=who))
    legend = [(Bar(0, 1), text("reach.reached")), (Bar(0, 1, LACKING), text("reach.unreached"))]
    return draw_rows([[panel]], legend=legend)


def _row(row: dict) -> Row:
    bars = Bar(0, row["reached"], DONE), Bar(row["reached"], row["found"], LACKING)
    cumulative = 100 * row["cumulative"]
    cells = [
        text("reach.row", left=row["unreached"], found=row["found"]),
        "" if pd.isna(cumulative) else f"{formats.number(cumulative)}%",
    ]
    return row_of(row["name"], row["absent"], *bars, cells=[] if row["absent"] else cells)
