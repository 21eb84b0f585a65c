"""Who was not measured: how large a share that is, and what it could do to the result."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.bounds import unmeasured
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import Bar, Dot, Target
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.words import text, uncapital


def coverage(scene: Scene, indicators: list[str], total: str, act: str = "") -> Exhibit:
    """Draw how far the children who were not measured could move each indicator, by area.

    `indicators`: proportions of children measured (weighed, assessed). `total`: the variable that
    counts all who should have been. `act`: in the page's language what was done to those counted
    ("đo", "cân", "weighed"). The table has a row an indicator × area, the page's own last:
    cases, measured, total, covered (share), least and greatest (percent: none, or every one, of
    the unmeasured is a case) and value. An area that sent nothing counts as measured by none; the
    whole's bounds therefore stand even where its value does not.
    """
    table = pd.concat([_covered(scene, indicator, total) for indicator in indicators])
    table = table.reset_index(drop=True)
    act = act or text("measured.act")
    names = [uncapital(parts.label(scene, i)) for i in indicators]
    return figure_exhibit(
        _drawn(scene, indicators, table, act) if table["least"].notna().any() else None,
        name="chua-do-" + "-".join(map(safe, indicators)),
        title=parts.titled(scene, text("measured.title", act=act, indicators=names)),
        alt=_coverage_alt(scene, table, act),
        table=table,
        reading=parts.sentences(
            *[_coverage_reading(scene, i, table, total, act) for i in indicators]
        ),
        note=text("measured.note", act=act),
    )


def _covered(scene: Scene, indicator: str, total: str) -> pd.DataFrame:
    """Return one indicator's areas and, last, the whole, with coverage and bounds."""
    plan = scene.of_plan(indicator)
    counted = {"cases": plan["numerator"], "measured": plan["denominator"], "total": total}
    counted = {name: parts.counts(scene, expression) for name, expression in counted.items()}
    table = pd.DataFrame({name: each["value"] for name, each in counted.items()}).reset_index()
    table.insert(0, "indicator", indicator)
    table["name"] = table["area"].map(scene.short)
    reasons = zip(*(each["absent"] for each in counted.values()), strict=True)
    table["absent"] = ["; ".join(dict.fromkeys(filter(None, three))) for three in reasons]
    table["value"] = 100 * table["cases"] / table["measured"].where(table["measured"] > 0)
    unknown = table["cases"].isna() | table["measured"].isna()
    table[["cases", "measured"]] = table[["cases", "measured"]].mask(unknown)
    hidden = table["absent"].str.contains(formats.reason("withheld"), regex=False)
    # Who sent nothing measured nobody, as far as this page can know; the withheld did measure.
    filled = table[["cases", "measured"]].fillna(0.0)
    own = table["area"].eq(scene.top)
    if not own.all():
        for column in ("cases", "measured"):
            below = np.nan if hidden[~own].any() else filled.loc[~own, column].sum()
            filled.loc[own & unknown, column] = below
    filled[hidden & unknown & ~own] = np.nan
    table["counted"] = filled["measured"]
    table["covered"] = filled["measured"] / table["total"].where(table["total"] > 0)
    least, greatest = unmeasured(filled["cases"], filled["measured"], table["total"])
    return table.assign(least=100 * least, greatest=100 * greatest)


def _coverage_reading(
    scene: Scene, indicator: str, table: pd.DataFrame, total: str, act: str
) -> str:
    rows = table[table["indicator"].eq(indicator)]
    own, below = rows.iloc[-1], rows.iloc[:-1]
    name = parts.quoted(scene, indicator)
    if not np.isfinite(own["least"]):
        return text("measured.not_computed", indicator=name, reason=_why(own))
    if own["covered"] == 0:
        return text("measured.none_known", indicator=name, act=act, reason=own["absent"])
    judged = parts.whole(scene, indicator)
    return parts.sentences(
        text(
            f"measured.bounds.{scene.indicators.loc[indicator, 'better']}",
            indicator=name,
            measured=own["counted"],
            total=own["total"],
            everyone=parts.noun(scene, total),
            share=100 * own["covered"],
            act=act,
            least=formats.beside(own["least"], judged),
            greatest=formats.beside(own["greatest"], judged),
            settled=_settled(judged, own, act),
        ),
        _lowest(below[below["absent"].eq("") & below["covered"].notna()]),
        parts.absent_sentence(below, text("measured.not_covered")),
    )


def _lowest(known: pd.DataFrame) -> str:
    if known["covered"].nunique() < 2:
        return ""
    low = known["covered"].min()
    areas = parts.those_at(known, "covered", low)
    return text("measured.lowest", area=areas, share=100 * low)


def _settled(judged, own, act: str) -> str:
    """Say whether the unmeasured could turn the verdict."""
    goal = formats.target_of(judged)
    if goal is None:
        return text("measured.settled.no_target")
    met = [goal.holds(bound) for bound in (own["least"], own["greatest"])]
    which = "both_met" if all(met) else "open" if any(met) else "none_met"
    return text(f"measured.settled.{which}", goal=formats.target_words(judged), act=act)


def _why(row) -> str:
    """Why nothing can be said of an area: what it lacks, or that there is nobody."""
    return row["absent"] or formats.reason("zero_of_zero")


def _coverage_alt(scene: Scene, table: pd.DataFrame, act: str) -> str:
    told = []
    for row in table.assign(share=100 * table["covered"]).to_dict("records"):
        named = {"indicator": parts.label(scene, row["indicator"]), "area": row["name"]}
        if np.isfinite(row["least"]):
            named |= {key: row[key] for key in ("share", "least", "greatest")}
            told.append(text("measured.alt_bounds", **named, act=act))
        else:
            told.append(text("measured.alt_none", **named, reason=_why(row)))
    return text("measured.alt", areas="; ".join(told))


def _drawn(scene: Scene, indicators: list[str], table: pd.DataFrame, act: str) -> Figure:
    panels = []
    for indicator in indicators:
        rows = parts.own_first(scene, table[table["indicator"].eq(indicator)])
        own = parts.whole(scene, indicator)
        named = text("measured.target", goal=formats.target_words(own))
        panel = Panel(
            [_row(row, act, row["area"] == scene.top) for row in rows.to_dict("records")],
            parts.label(scene, indicator),
            targets=[Target(parts.limit_value(own), named)],
            whole=100,
            unit="%",
        )
        panels.append(panel)
    return draw_rows([panels])


def _row(row: dict, act: str, own: bool) -> Row:
    if not np.isfinite(row["least"]):
        return row_of(row["name"], _why(row), own=own)
    ends, out = {key: row[key] for key in ("least", "greatest")}, row["total"] - row["counted"]
    if row["covered"] == 0:
        why = text("measured.all_open", reason=row["absent"], **ends)
        return row_of(row["name"], why, own=own)
    told = {"act": act, "share": 100 * row["covered"]}
    told = (
        text("measured.measured_and_not", **told, out=out)
        if out > 0
        else text("measured.measured", **told)
    )
    return Row(row["name"], [Bar(*ends.values()), Dot(row["value"])], [told], own=own)
