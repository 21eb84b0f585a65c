"""What is missing to the target: how many children, where, and in how few areas it could be won."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import lifts
from chitieu.measure.concentration import fewest
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import GOOD
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import LACKING, Bar, Target
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.show.wording.to_come import unit_of
from chitieu.words import text, text_of_each


def reach_gap(scene: Scene, indicator: str) -> Exhibit:
    """Draw how many children each area lacks to the target, and which few areas could close it.

    `indicator`: a proportion where more is better. The table has a row an area: cases, size,
    value, needed (more until the area meets the target by itself), lift (more if it did as well
    as the best area), helps (whether it is among the fewest areas whose lift closes the gap of
    the whole).
    """
    table, needed = gap_table(scene, indicator)
    names = {"indicator": parts.label(scene, indicator), "areas": parts.area_word(scene)}
    who = unit_of(scene, indicator)
    own = parts.whole(scene, indicator)
    told = [_area_alt(row, own, who) for row in table.to_dict("records")]
    return figure_exhibit(
        _drawn(table, own) if parts.any_there(table) else None,
        name=f"con-thieu-{safe(indicator)}",
        title=parts.titled(scene, text("gap.title", **names, who=who)),
        alt=text("gap.alt", indicator=names["indicator"], areas="; ".join(told)),
        table=table,
        reading=_reading(scene, own, table, needed),
        note=text("gap.note"),
    )


def gap_table(scene: Scene, indicator: str) -> tuple[pd.DataFrame, float]:
    """Return the areas, and how many more the whole needs (nan where that is not known)."""
    rows, own = parts.figures(scene, indicator), parts.whole(scene, indicator)
    table = rows[["name", "numerator", "denominator", "value", "absent"]].set_axis(
        ["name", "cases", "size", "value", "absent"], axis=1
    )
    there, cases, size = table["absent"].eq(""), table["cases"], table["size"]
    lift = lifts(cases.astype("Float64"), size.astype("Float64")).astype("Float64").astype(float)
    needed = parts.in_cases(rows)["missing"]
    table = table.assign(needed=needed.where(there), lift=lift.where(there))
    whole = parts.in_cases(own.to_frame().T)["missing"].iloc[0]
    whole = np.nan if own["absent"] else whole
    helpers = fewest(table["lift"], whole) if np.isfinite(whole) else []
    return table.assign(helps=table.index.isin(helpers)), whole


def _reading(scene: Scene, own: pd.Series, table: pd.DataFrame, needed: float) -> str:
    goal, whole = formats.target_words(own), parts.whole_word(scene)
    who = unit_of(scene, own["indicator"])
    missing = parts.absent_sentence(table, text("gap.not_counted"))
    if not goal:
        return parts.sentences(text("gap.no_target"), missing)
    if np.isfinite(needed):
        which = "short" if needed > 0 else "met"
        lead = text(f"gap.whole.{which}", whole=whole, needed=needed, goal=goal, who=who)
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
        lead, _where(scene, table, who), _closing(scene, own, table, needed), missing
    )


def _where(scene: Scene, table: pd.DataFrame, who: str) -> str:
    known = table[table["needed"].notna()]
    short = known[known["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    if known.empty:
        return ""
    if short.empty:
        return text("gap.areas.none", many=len(known), areas=parts.area_word(scene))
    told = text_of_each("gap.areas.short", short, area="name", needed="needed")
    which = parts.of_all(len(short), len(known), parts.area_word(scene))
    needed = short["needed"].sum()
    return text("gap.areas.some", which=which, needed=needed, areas=parts.naming(told), who=who)


def _closing(scene: Scene, own: pd.Series, table: pd.DataFrame, needed: float) -> str:
    """Say which fewest areas would close the gap by doing as well as the best."""
    known = table[table["value"].notna()]
    if not needed > 0 or len(known) < 2:
        return ""
    best = known["value"].max()
    found = {"best": parts.those_at(known, "value", best), "value": formats.beside(best, own)}
    table = table.sort_values("lift", ascending=False, kind="stable")
    helpers, enough = table[table["helps"]], table[table["lift"] >= needed]
    if helpers.empty:
        return text("gap.closing.not_enough", **found)
    each = enough if len(helpers) == 1 else helpers
    told = parts.naming(text_of_each("gap.areas.more", each, area="name", lift="lift"))
    found |= {"told": told, "whole": parts.whole_word(scene)}
    if len(each) == 1:
        return text("gap.closing.one", **found)
    which = "several" if len(helpers) > 1 else "one_of"
    areas = parts.area_word(scene)
    return text(f"gap.closing.{which}", **found, many=len(each), areas=areas)


def _area_alt(row: dict, own: pd.Series, who: str) -> str:
    if row["absent"]:
        return text("gap.alt_area_absent", area=row["name"], reason=row["absent"])
    found = {"area": row["name"], "value": formats.beside(row["value"], own)}
    if row["needed"] > 0:
        return text("gap.alt_area_short", **found, needed=row["needed"], who=who)
    return text("gap.alt_area", **found)


def _drawn(table: pd.DataFrame, own: pd.Series) -> Figure:
    rows = table.sort_values(["needed", "value"], ascending=[False, True], na_position="last")
    limit = parts.limit_value(own)
    target = Target(limit, text("gap.target", goal=formats.target_words(own)))
    panel = Panel(
        [_row(row, own, limit) for row in rows.to_dict("records")],
        targets=[target],
        whole=own["per"],
        unit=formats.unit(own),
        axis=text("gap.helpers") if rows["helps"].any() else "",
    )
    return draw_rows([[panel]])


def _row(row: dict, own: pd.Series, limit: float) -> Row:
    lack = text("gap.row_enough") if row["needed"] == 0 else ""
    bars = [Bar(0, row["value"])]
    if row["needed"] > 0:
        lack = text("gap.row_short", needed=row["needed"])
        bars.append(Bar(row["value"], limit, LACKING))
    value = formats.beside(row["value"], own) + formats.unit(own)
    cells = [value, f"{lack} ◄" if row["helps"] else lack]
    return row_of(row["name"], row["absent"], *bars, cells=cells, bold=row["helps"])
