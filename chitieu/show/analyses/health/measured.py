"""Who was not measured: how large a share that is, and what it could do to the result."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.bounds import unmeasured
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, MUTED, PAPER
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
        _draw_coverage(scene, indicators, table, act) if table["least"].notna().any() else None,
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
    cases, measured, everyone = (
        parts.counts(scene, expression)
        for expression in (plan["numerator"], plan["denominator"], total)
    )
    table = pd.DataFrame(
        {
            "indicator": indicator,
            "area": cases.index,
            "name": cases["name"].to_numpy(),
            "cases": cases["value"].to_numpy(),
            "measured": measured["value"].to_numpy(),
            "total": everyone["value"].to_numpy(),
        }
    )
    reasons = zip(cases["absent"], measured["absent"], everyone["absent"], strict=True)
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
    if len(known) < 2:
        return ""
    low = known.loc[known["covered"].idxmin()]
    return text("measured.lowest", area=low["name"], share=100 * low["covered"])


def _settled(judged, own, act: str) -> str:
    """Say whether the unmeasured could turn the verdict."""
    goal = formats.target_of(judged)
    if goal is None:
        return text("measured.settled.no_target")
    met = [goal.holds(bound) for bound in (own["least"], own["greatest"])]
    which = "both_met" if all(met) else "open" if any(met) else "none_met"
    return text(f"measured.settled.{which}", goal=parts.goal_text(judged), act=act)


def _why(row) -> str:
    """Why nothing can be said of an area: what it lacks, or that there is nobody."""
    return row["absent"] or formats.reason("zero_of_zero")


def _coverage_alt(scene: Scene, table: pd.DataFrame, act: str) -> str:
    told = []
    for _, row in table.iterrows():
        named = {"indicator": parts.label(scene, row["indicator"]), "area": row["name"]}
        told.append(
            text(
                "measured.alt_bounds",
                **named,
                act=act,
                share=100 * row["covered"],
                least=row["least"],
                greatest=row["greatest"],
            )
            if np.isfinite(row["least"])
            else text("measured.alt_none", **named, reason=_why(row))
        )
    return text("measured.alt", areas="; ".join(told))


@styled
def _draw_coverage(scene: Scene, indicators: list[str], table: pd.DataFrame, act: str) -> Figure:
    count = int(table["indicator"].value_counts().max())
    figure, panels = area_rows.canvas(
        9.5, area_rows.height_of(count, 2.6), len(indicators), sharey=True, squeeze=False
    )
    for panel, indicator in zip(panels[0], indicators, strict=True):
        rows = table[table["indicator"].eq(indicator)].reset_index(drop=True)
        own = parts.whole(scene, indicator)
        panel.set_title(parts.label(scene, indicator), fontsize=9.5, loc="left", pad=20)
        area_rows.name_rows(panel, rows["name"])
        for name in panel.get_yticklabels()[-1:]:  # none where the first panel has them
            name.set_fontweight("bold")
        if len(rows) > 1:
            panel.axhline(len(rows) - 1.5, color=MUTED, linewidth=0.8)
        for place, row in rows.iterrows():
            _draw_bounds(panel, place, row, act)
        named = text("measured.target", goal=parts.goal_text(own))
        area_rows.target_line(panel, parts.limit_value(own), named)
        if rows["least"].notna().any():
            panel.set_xlim(*_room(rows, parts.limit_value(own)))
            area_rows.number_axis(panel.xaxis, "%", bins=5)
        else:
            area_rows.say_empty(panel)
    return figure


def _room(rows: pd.DataFrame, limit: float) -> tuple[float, float]:
    """The limits of the axis: an area that measured nobody runs off it, and says so."""
    some = rows[rows["covered"] > 0]
    low, high = np.nanmin([some["least"].min(), limit]), np.nanmax([some["greatest"].max(), limit])
    if not np.isfinite(low):
        return 0, 100
    wide = max(high - low, 1)
    return max(low - 0.1 * wide, 0), min(high + 0.6 * wide, 140)


def _draw_bounds(panel, place: int, row, act: str) -> None:
    if not np.isfinite(row["least"]):
        area_rows.say_absent(panel, place, _why(row))
        return
    if row["covered"] == 0:
        ends = {"least": row["least"], "greatest": row["greatest"]}
        area_rows.say_absent(panel, place, text("measured.all_open", reason=row["absent"], **ends))
        return
    panel.barh(
        place, row["greatest"] - row["least"], left=row["least"], height=0.5, color=AT,
        edgecolor=GOOD_INK, linewidth=0.8, zorder=2,
    )  # fmt: skip
    if np.isfinite(row["value"]):
        panel.scatter(
            [row["value"]], [place], s=30, facecolor=PAPER, edgecolor=INK, linewidth=1.2, zorder=5
        )
    told, out = {"act": act, "share": 100 * row["covered"]}, row["total"] - row["counted"]
    panel.annotate(
        text("measured.measured_and_not", **told, out=out)
        if out > 0
        else text("measured.measured", **told),
        (row["greatest"], place), xytext=(5, 0), textcoords="offset points", fontsize=7.5,
        va="center", color=INK, gid=area_rows.HALO, zorder=6,
    )  # fmt: skip
