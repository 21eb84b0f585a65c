"""Whether areas that do more of one thing do more of another, and why so few can hardly tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.ranks import EXACT_UP_TO, Agreement, spearman, telling_rho
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import dot
from chitieu.show.draw.scales import reach
from chitieu.show.draw.scatter import Cloud, Side, draw_clouds
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT
from chitieu.show.wording import formats, parts, rounding
from chitieu.show.wording.parts import SURE
from chitieu.words import text

LEAST = 3  # areas of which there is a correlation
MANY = 30  # areas from which a rank correlation of middling size can be told from chance


def together(scene: Scene, first: str, second: str) -> Exhibit:
    """Draw one indicator against another by area, with Spearman's rho and its exact p-value.

    The table has a row an area: first, second (the values), absent.
    """
    one, other = parts.figures(scene, first), parts.figures(scene, second)
    table = pd.DataFrame({"name": one["name"], "first": one["value"], "second": other["value"]})
    absent = pd.DataFrame({"first": one["absent"], "second": other["absent"]})
    table["absent"] = parts.lacking_one(absent, "first", "second")
    agreement = spearman(table["first"], table["second"])
    own = parts.whole(scene, first), parts.whole(scene, second)
    names = {"first": parts.label(scene, first), "second": parts.label(scene, second)}
    return figure_exhibit(
        _drawn(scene, (first, second), table, own) if parts.any_there(table) else None,
        name=f"cung-nhau-{safe(first)}-{safe(second)}",
        title=parts.titled(scene, text("ties.title", **names, areas=parts.area_word(scene))),
        alt=_together_alt(scene, (first, second), table, own),
        table=table,
        reading=_together_reading(scene, (first, second), table, agreement),
        note=_note(agreement),
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
    )
    caution = "many" if n >= MANY else "few_sure" if sure else "few_unsure"
    least = formats.number(least, places)
    return parts.sentences(
        lead,
        _ends(table, names),
        text(f"ties.caution.{caution}", many=n, areas=areas, least=least),
        missing,
    )


def _note(agreement: Agreement) -> str:
    """How the correlation is made, and how sure it is where it can be."""
    sure = ""
    if np.isfinite(telling_rho(agreement.n, SURE)) and np.isfinite(agreement.rho):
        exact = text("ties.every_order") if agreement.method == "exact" else ""
        sure = text("ties.sure", p=parts.p_text(agreement.p_value), exact=exact)
    return parts.sentences(sure, text("ties.note", same=1, opposite=-1, counted=EXACT_UP_TO))


def _ends(table: pd.DataFrame, names: dict[str, str]) -> str:
    """Name the areas at both ends of the first indicator, and where they stand in the second; an
    end at which several stand has none."""
    known = table[table["absent"].eq("")].copy()
    known["rank"] = known["second"].rank(ascending=False, method="min").astype(int)
    told = []
    for which, value in (("top", known["first"].max()), ("bottom", known["first"].min())):
        there = known[known["first"].eq(value)]
        if len(there) == 1:
            place = _place(there["rank"].iloc[0], len(known))
            told.append(text(f"ties.end.{which}", **names, area=there["name"].iloc[0], place=place))
    return f"{'; '.join(told)}." if told else ""


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


def _drawn(scene: Scene, pair, table: pd.DataFrame, own) -> Figure:
    drawn = table[table["absent"].eq("")]
    sides = []
    for indicator, row, column in zip(pair, own, ("first", "second"), strict=True):
        limit = parts.limit_value(row)
        whole = row["per"] if row["kind"] == "proportion" else None
        label = f"{parts.label(scene, indicator)} ({formats.unit(row).strip()})"
        goal = text("ties.target", goal=formats.target_words(row))
        sides.append(Side(label, reach([*drawn[column], limit], whole), limit, goal))
    points = drawn.rename(columns={"first": "x", "second": "y"})
    points["look"] = [dot(AT, size=7)] * len(points)
    return draw_clouds([Cloud(points, *sides)], 500)
