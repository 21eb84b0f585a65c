"""What is missing to the target: how many children, where, and in how few areas it could be won."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import lifts, shortfall
from chitieu.measure.concentration import fewest
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import GOOD
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, INK, MUTED, SHORT_OF
from chitieu.show.wording import formats, parts
from chitieu.words import text


def reach_gap(scene: Scene, indicator: str) -> Exhibit:
    """Draw how many children each area lacks to the target, and which few areas could close it.

    `indicator`: a proportion where more is better. The table has a row an area: cases, size,
    value, needed (more until the area meets the target by itself), lift (more if it did as well
    as the best area), helps (whether it is among the fewest areas whose lift closes the gap of
    the whole).
    """
    table, needed = gap_table(scene, indicator)
    return figure_exhibit(
        _draw_gap(scene, indicator, table) if parts.any_there(table) else None,
        name=f"con-thieu-{safe(indicator)}",
        title=parts.titled(
            scene,
            text(
                "gap.title", indicator=parts.label(scene, indicator), areas=parts.area_word(scene)
            ),
        ),
        alt=_gap_alt(scene, indicator, table),
        table=table,
        reading=_gap_reading(scene, indicator, table, needed),
        note=text("gap.note"),
    )


def gap_table(scene: Scene, indicator: str) -> tuple[pd.DataFrame, float]:
    """Return the areas, and how many more the whole needs (nan where that is not known)."""
    rows, own = parts.figures(scene, indicator), parts.whole(scene, indicator)
    goal, per, kind = formats.target_of(own), own["per"], own["kind"]
    cases, size = (rows[c].astype("Float64") for c in ("numerator", "denominator"))
    table = pd.DataFrame(
        {
            "name": rows["name"],
            "cases": cases.astype(float),
            "size": size.astype(float),
            "value": rows["value"],
            "needed": shortfall(goal, cases, size, per, kind).astype("Float64").astype(float),
            "lift": lifts(cases, size).astype("Float64").astype(float),
            "absent": rows["absent"],
        }
    )
    whole = pd.DataFrame([own])[["numerator", "denominator"]].astype(float).astype("Float64")
    needed = shortfall(goal, whole["numerator"], whole["denominator"], per, kind).iloc[0]
    needed = np.nan if needed is pd.NA else float(needed)
    if own["absent"]:
        needed = np.nan
    there = table["absent"].eq("")
    table[["needed", "lift"]] = table[["needed", "lift"]].where(there)
    helpers = fewest(table["lift"], needed) if np.isfinite(needed) else []
    return table.assign(helps=table.index.isin(helpers)), needed


def _gap_reading(scene: Scene, indicator: str, table: pd.DataFrame, needed: float) -> str:
    own = parts.whole(scene, indicator)
    goal = parts.goal_text(own)
    missing = parts.absent_sentence(table, text("gap.not_counted"))
    if not goal:
        return parts.sentences(text("gap.no_target"), missing)
    whole = parts.whole_word(scene)
    if np.isfinite(needed):
        which = "short" if needed > 0 else "met"
        lead = text(f"gap.whole.{which}", whole=whole, needed=needed, goal=goal)
    elif own["reason"] == SETTLED:
        which, areas = "met" if own["status"] in GOOD else "not_met", parts.area_word(scene)
        lead = text(f"gap.settled.{which}", whole=whole, areas=areas, goal=goal)
    elif own["absent"]:
        lead = text("gap.unknown_because", whole=whole, reason=own["absent"])
    else:
        lead = text("gap.unknown", whole=whole)
    if parts.alone(scene):
        return lead
    return parts.sentences(
        lead, _where(scene, table), _closing(scene, indicator, table, needed), missing
    )


def _where(scene: Scene, table: pd.DataFrame) -> str:
    known = table[table["needed"].notna()]
    short = known[known["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    if known.empty:
        return ""
    if short.empty:
        return text("gap.areas.none", many=len(known), areas=parts.area_word(scene))
    told = [
        text("gap.areas.short", area=row["name"], needed=row["needed"])
        for _, row in short.iterrows()
    ]
    return text(
        "gap.areas.some",
        which=parts.of_all(len(short), len(known)),
        needed=short["needed"].sum(),
        areas=parts.naming(told),
    )


def _closing(scene: Scene, indicator: str, table: pd.DataFrame, needed: float) -> str:
    """Say which fewest areas would close the gap by doing as well as the best."""
    known = table[table["value"].notna()]
    if not needed > 0 or len(known) < 2:
        return ""
    best = known.loc[known["value"].idxmax()]
    level = formats.beside(best["value"], parts.whole(scene, indicator))
    found = {"best": best["name"], "value": level}
    helpers = table[table["helps"]].sort_values("lift", ascending=False, kind="stable")
    if helpers.empty:
        return text("gap.closing.not_enough", **found)
    enough = table[table["lift"] >= needed].sort_values("lift", ascending=False, kind="stable")
    each = enough if len(helpers) == 1 else helpers
    told = [
        text("gap.areas.more", area=row["name"], lift=row["lift"]) for _, row in each.iterrows()
    ]
    found |= {"told": parts.naming(told), "whole": parts.whole_word(scene)}
    if len(each) == 1:
        return text("gap.closing.one", **found)
    which = "several" if len(helpers) > 1 else "one_of"
    areas = parts.area_word(scene)
    return text(f"gap.closing.{which}", **found, many=len(each), areas=areas)


def _gap_alt(scene: Scene, indicator: str, table: pd.DataFrame) -> str:
    told = [_area_alt(row, parts.whole(scene, indicator)) for _, row in table.iterrows()]
    return text("gap.alt", indicator=parts.label(scene, indicator), areas="; ".join(told))


def _area_alt(row, own) -> str:
    if row["absent"]:
        return text("gap.alt_area_absent", area=row["name"], reason=row["absent"])
    found = {"area": row["name"], "value": formats.beside(row["value"], own)}
    if row["needed"] > 0:
        return text("gap.alt_area_short", **found, needed=row["needed"])
    return text("gap.alt_area", **found)


@styled
def _draw_gap(scene: Scene, indicator: str, table: pd.DataFrame) -> Figure:
    own = parts.whole(scene, indicator)
    rows = table.sort_values(["needed", "value"], ascending=[False, True], na_position="last")
    figure, axes = area_rows.canvas(8, area_rows.height_of(len(rows), 2.6))
    area_rows.name_rows(axes, rows["name"])
    limit = parts.limit_value(own)
    for place, (_, row) in enumerate(rows.iterrows()):
        if row["absent"]:
            area_rows.say_absent(axes, place, row["absent"])
            continue
        axes.barh(place, row["value"], height=0.6, color=AT, zorder=2)
        if row["needed"] > 0:
            axes.barh(
                place, limit - row["value"], left=row["value"], height=0.6, facecolor=SHORT_OF,
                hatch="////", edgecolor=MUTED, linewidth=0.5, zorder=2,
            )  # fmt: skip
        lack = ""
        if np.isfinite(row["needed"]):
            lack = text("gap.row_enough")
        if row["needed"] > 0:
            lack = text("gap.row_short", needed=row["needed"])
        told = f"{formats.beside(row['value'], own)}%  {lack}{' ◄' if row['helps'] else ''}"
        axes.annotate(
            told, (np.nanmax([row["value"], limit]), place), xytext=(6, 0), va="center",
            textcoords="offset points", fontsize=8, color=INK, gid=area_rows.HALO,
            fontweight="bold" if row["helps"] else "normal", zorder=6,
        )  # fmt: skip
    area_rows.target_line(axes, limit, text("gap.target", goal=parts.goal_text(own)))
    furthest = np.nanmax([rows["value"].max(), limit, 1])
    axes.set_xlim(0, 1.35 * furthest)
    area_rows.number_axis(axes.xaxis, formats.unit(own))
    if rows["helps"].any():
        axes.set_xlabel(text("gap.helpers"), fontsize=8, loc="right")
    return figure
