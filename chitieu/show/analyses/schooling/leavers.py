"""Children who left school: where they are, against the number that the targets would allow."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.concentration import cumulate, fewest
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import DONE, OVER, Bar, Target
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.show.wording.to_come import unit_of
from chitieu.words import listing, text, text_of_each, uncapital

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
        _drawn(scene, indicators, table, [*running.index]) if parts.any_there(table) else None,
        name="bo-hoc-" + "-".join(map(safe, indicators)),
        title=parts.titled(scene, text("leavers.title", levels=levels)),
        alt=_alt(scene, table),
        table=table,
        reading=_lost_reading(scene, indicators, table, running),
        note=text("leavers.note", one=1),
    )


def _lost(scene: Scene, indicator: str) -> pd.DataFrame:
    rows = parts.with_whole(scene, indicator)
    columns = {"numerator": "lost", "denominator": "pupils"}
    table = rows[["area", "name", *columns, "absent"]].rename(columns=columns)
    allowed = parts.in_cases(rows)
    table = table.assign(limit=allowed["limit"], allowed=allowed["nearest"])
    known = table["lost"].notna() & table["allowed"].notna() & table["absent"].eq("")
    over = (table["lost"] > table["allowed"]).where(known)
    return table.assign(indicator=indicator, over=over)


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
    below = table[table["area"].isin(scene.parts)]
    half = running.loc[fewest(running["cases"], HALF * total)]
    half = half.assign(name=below.drop_duplicates("area").set_index("area")["name"])
    found = {
        "share": 100 * half["cases"].sum() / total,
        "lost": total,
        "many": len(half),
        "areas": parts.area_word(scene),
        "told": parts.naming(text_of_each("leavers.of_area", half, area="name", lost="cases")),
    }
    known = below[below["over"].notna()]
    over, judged = known.loc[known["over"].eq(True), "area"].nunique(), known["area"].nunique()
    if not judged:
        return text("leavers.half", **found)
    return text(
        "leavers.half_and_over", **found, over=parts.of_all(over, judged, parts.area_word(scene))
    )


def _alt(scene: Scene, table: pd.DataFrame) -> str:
    told = []
    for indicator, rows in table.groupby("indicator", sort=False):
        cells = [
            f"{row['name']} {row['absent']}"
            if row["absent"]
            else text("leavers.alt_area", area=row["name"], lost=row["lost"], pupils=row["pupils"])
            for row in rows.to_dict("records")
        ]
        told.append(f"{parts.label(scene, indicator)}: {'; '.join(cells)}")
    return text("leavers.alt", levels=". ".join(told))


def _drawn(scene: Scene, indicators, table: pd.DataFrame, order: list) -> Figure:
    areas = [*order, *(area for area in scene.parts if area not in order)]
    panels = []
    for indicator in indicators:
        rows = table[table["indicator"].eq(indicator)].set_index("area").loc[areas]
        rows = [_row(row) for row in rows.to_dict("records")]
        axis = text("leavers.axis", who=unit_of(scene, indicator))
        panels.append(Panel(rows, parts.label(scene, indicator), counted=True, axis=axis))
    return draw_rows([panels], legend=[(Target(HALF), text("leavers.limit"))])


def _row(row: dict) -> Row:
    marks = Bar(0, row["lost"], OVER if row["over"] == 1 else DONE), Target(row["limit"])
    cells = [f"{formats.number(row['lost'])} / {formats.number(row['pupils'])}"]
    return row_of(row["name"], row["absent"], *marks, cells=cells)
