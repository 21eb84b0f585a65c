"""Whether areas that do more of one thing do more of another, and why so few can hardly tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.ranks import EXACT_UP_TO, Agreement, spearman, telling_rho
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK
from chitieu.show.wording import formats, parts, rounding
from chitieu.show.wording.parts import SURE
from chitieu.words import listing, text

LEAST = 3  # areas of which there is a correlation
MANY = 30  # areas from which a rank correlation of middling size can be told from chance


def together(scene: Scene, first: str, second: str) -> Exhibit:
    """Draw one indicator against another by area, with Spearman's rho and its exact p-value.

    The table has a row an area: first, second (the values), absent.
    """
    one, other = parts.figures(scene, first), parts.figures(scene, second)
    table = pd.DataFrame({"name": one["name"], "first": one["value"], "second": other["value"]})
    reasons = zip(one["absent"], other["absent"], strict=True)
    table["absent"] = [listing(dict.fromkeys(filter(None, pair))) for pair in reasons]
    agreement = spearman(table["first"], table["second"])
    own = parts.whole(scene, first), parts.whole(scene, second)
    return figure_exhibit(
        _draw_together(scene, (first, second), table, own) if parts.any_there(table) else None,
        name=f"cung-nhau-{safe(first)}-{safe(second)}",
        title=parts.titled(
            scene,
            text(
                "ties.title",
                first=parts.label(scene, first),
                second=parts.label(scene, second),
                areas=parts.area_word(scene),
            ),
        ),
        alt=_together_alt(scene, (first, second), table, own),
        table=table,
        reading=_together_reading(scene, (first, second), table, agreement),
        note=text("ties.note", same=1, opposite=-1, counted=EXACT_UP_TO),
    )


def _together_reading(scene: Scene, pair, table: pd.DataFrame, agreement: Agreement) -> str:
    missing = parts.absent_sentence(table)
    first, second = (parts.quoted(scene, indicator) for indicator in pair)
    names, areas, n = {"first": first, "second": second}, parts.area_word(scene), agreement.n
    if not np.isfinite(agreement.rho):
        return parts.sentences(text("ties.not_computed", many=n, areas=areas, least=LEAST), missing)
    least = telling_rho(n, SURE)
    if not np.isfinite(least):
        lead = text("ties.too_few", **names, many=n, areas=areas)
        return parts.sentences(lead, _ends(table, names), missing)
    sure = agreement.p_value <= SURE
    which = "unsure" if not sure else "together" if agreement.rho > 0 else "against"
    places = rounding.apart(abs(agreement.rho), least, 2)
    lead = text(
        f"ties.order.{which}",
        **names,
        areas=areas,
        rho=formats.number(agreement.rho, places),
        p=parts.p_text(agreement.p_value),
        exact=text("ties.every_order") if agreement.method == "exact" else "",
    )
    caution = "many" if n >= MANY else "few_sure" if sure else "few_unsure"
    least = formats.number(least, places)
    return parts.sentences(
        lead,
        _ends(table, names),
        text(f"ties.caution.{caution}", many=n, areas=areas, least=least),
        missing,
    )


def _ends(table: pd.DataFrame, names: dict[str, str]) -> str:
    """Name the areas at both ends of the first indicator, and where they stand in the second."""
    known = table[table["absent"].eq("")].copy()
    known["rank"] = known["second"].rank(ascending=False, method="min").astype(int)
    ordered = known.sort_values("first", ascending=False, kind="stable")
    top, bottom, n = ordered.iloc[0], ordered.iloc[-1], len(ordered)
    return text(
        "ties.ends",
        **names,
        top=top["name"],
        top_place=_place(top["rank"], n),
        bottom=bottom["name"],
        bottom_place=_place(bottom["rank"], n),
    )


def _place(rank: int, n: int) -> str:
    which = "first" if rank == 1 else "last" if rank == n else "between"
    return text(f"ties.place.{which}", rank=int(rank))


def _together_alt(scene: Scene, pair, table: pd.DataFrame, own) -> str:
    told = []
    for _, row in table.iterrows():
        values = [
            f"{formats.number(row[column], 1)}{formats.unit(result)}"
            for column, result in zip(("first", "second"), own, strict=True)
        ]
        values = [row["absent"]] if row["absent"] else values
        told.append(text("ties.alt_area", area=row["name"], values=values))
    first, second = (parts.label(scene, indicator) for indicator in pair)
    return text("ties.alt", first=first, second=second, areas="; ".join(told))


@styled
def _draw_together(scene: Scene, pair, table: pd.DataFrame, own) -> Figure:
    figure, axes = area_rows.canvas(6.5, 4.4)
    drawn = table[table["absent"].eq("")]
    limits = [parts.limit_value(row) for row in own]
    axes.set_xlabel(f"{parts.label(scene, pair[0])} ({formats.unit(own[0])})", fontsize=8.5)
    axes.set_ylabel(f"{parts.label(scene, pair[1])} ({formats.unit(own[1])})", fontsize=8.5)
    if drawn.empty:
        area_rows.say_empty(axes)
        return figure
    axes.scatter(
        drawn["first"], drawn["second"], s=44, facecolor=AT, edgecolor=GOOD_INK, linewidth=1.2,
        zorder=5,
    )  # fmt: skip
    axes.set_xlim(*_room(drawn["first"], limits[0]))
    axes.set_ylim(*_room(drawn["second"], limits[1]))
    goals = [text("ties.target", goal=parts.goal_text(row)) for row in own]
    area_rows.target_line(axes, limits[0], goals[0])
    if np.isfinite(limits[1]):
        axes.axhline(limits[1], color=INK, linewidth=1.4, zorder=3)
        axes.annotate(
            goals[1], (1, limits[1]), xycoords=("axes fraction", "data"),
            xytext=(4, 0), textcoords="offset points", va="center", fontsize=8, color=INK,
        )  # fmt: skip
    area_rows.number_axis(axes.xaxis)
    area_rows.number_axis(axes.yaxis)
    points = drawn.rename(columns={"first": "x", "second": "y"})
    area_rows.label_points(axes, points[["x", "y", "name"]])
    return figure


def _room(values: pd.Series, limit: float) -> tuple[float, float]:
    low, high = np.nanmin([values.min(), limit]), np.nanmax([values.max(), limit])
    aside = 0.16 * max(high - low, 1)
    return low - aside, high + aside
