"""Two shares side by side by area: how far apart they are, and whether the areas' order agrees."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.ranks import spearman
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import GOOD_INK, INK, LINE, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.show.wording.parts import SURE
from chitieu.words import listing, text

APART = 2  # places in the order by which an area must differ to be named


def gap(scene: Scene, first: str, second: str) -> Exhibit:
    """Draw two indicators' values by area on one axis, with intervals, targets and the gap.

    Both must be in one unit. The table has a row an area: value_1, lower_1, upper_1, rank_1, the
    same of the second, and gap (second less first); ranks run from the highest value, over the
    areas that have both.
    """
    table = gap_table(scene, first, second)
    names = parts.label(scene, first), parts.label(scene, second)
    own = parts.whole(scene, first), parts.whole(scene, second)
    return figure_exhibit(
        _draw_gap(table, names, own)
        if table[["value_1", "value_2"]].notna().any(axis=None)
        else None,
        name=f"cap-{safe(first)}-{safe(second)}",
        title=parts.titled(
            scene,
            text("nutrition.title", one=names[0], other=names[1], areas=parts.area_word(scene)),
        ),
        alt=_gap_alt(table, names, own[0]),
        table=table,
        reading=_gap_reading(scene, table, first, second),
        note=text("nutrition.note", confidence=formats.confidence(scene)),
    )


def gap_table(scene: Scene, first: str, second: str) -> pd.DataFrame:
    """Return both indicators' values by area, their gap and their ranks."""
    one, other = parts.figures(scene, first), parts.figures(scene, second)
    table = pd.DataFrame({"name": one["name"]})
    for number, rows in ((1, one), (2, other)):
        for column in ("value", "lower", "upper", "absent"):
            table[f"{column}_{number}"] = rows[column]
    table["gap"] = table["value_2"] - table["value_1"]
    both = table["gap"].notna()
    for number in (1, 2):
        values = table[f"value_{number}"].where(both)
        table[f"rank_{number}"] = values.rank(ascending=False, method="min").astype("Int64")
    reasons = [
        listing(dict.fromkeys(filter(None, pair)))
        for pair in zip(table["absent_1"], table["absent_2"], strict=True)
    ]
    return table.assign(absent=pd.Series(reasons, table.index).where(~both, ""))


def _gap_reading(scene: Scene, table: pd.DataFrame, first: str, second: str) -> str:
    both = table[table["gap"].notna()]
    names = {"one": parts.quoted(scene, first), "other": parts.quoted(scene, second)}
    if both.empty:
        return parts.absent_sentence(table, text("nutrition.not_compared", **names))
    missing = parts.absent_sentence(table)
    wide = both.sort_values("gap", ascending=False, kind="stable")
    most, least = wide.iloc[0], wide.iloc[-1]
    if len(both) == 1:
        found = text("nutrition.one_area", **names, area=most["name"], gap=most["gap"])
        return parts.sentences(found, missing)
    lead = text(
        "nutrition.areas",
        **names,
        where=parts.of_all(int((both["gap"] > 0).sum()), len(both)),
        most=most["name"],
        most_gap=most["gap"],
        least=least["name"],
        least_gap=least["gap"],
    )
    return parts.sentences(lead, _order_sentence(scene, both), missing)


def _order_sentence(scene: Scene, both: pd.DataFrame) -> str:
    """Say whether both put the areas into one order, and which areas stand elsewhere."""
    agreement = spearman(both["value_1"], both["value_2"])
    if not np.isfinite(agreement.rho):
        return ""
    moved = (both["rank_1"] - both["rank_2"]).abs()
    shifted = both.assign(by=moved).sort_values("by", ascending=False, kind="stable")
    shifted = shifted[shifted["by"] >= APART]
    told = [
        text("nutrition.two_ranks", area=row["name"], one=row["rank_1"], other=row["rank_2"])
        for _, row in shifted.iterrows()
    ]
    sure = agreement.p_value <= SURE
    which = "unsure" if not sure else "together" if agreement.rho > 0 else "against"
    return text(
        f"nutrition.order.{which}",
        many=len(both),
        areas=parts.area_word(scene),
        rho=agreement.rho,
        p=parts.p_text(agreement.p_value),
        shifted=text("nutrition.shifted", apart=APART, areas=parts.naming(told)) if told else "",
    )


def _gap_alt(table: pd.DataFrame, names: tuple[str, str], row) -> str:
    unit = formats.unit(row)
    told = [
        text(
            "nutrition.both_values",
            area=r["name"],
            values=listing(
                r[f"absent_{n}"] or f"{formats.number(r[f'value_{n}'], 1)}{unit}" for n in (1, 2)
            ),
        )
        for _, r in table.iterrows()
    ]
    return text("nutrition.alt", one=names[0], other=names[1], values="; ".join(told))


@styled
def _draw_gap(table: pd.DataFrame, names: tuple[str, str], own: tuple) -> Figure:
    rows = table.sort_values(["value_2", "value_1"], ascending=False, na_position="last")
    for end, number in product(("lower", "upper"), (1, 2)):  # counted in full: no interval
        rows[f"{end}_{number}"] = rows[f"{end}_{number}"].fillna(rows[f"value_{number}"])
    figure, axes = area_rows.canvas(8, area_rows.height_of(len(rows), 2.6))
    area_rows.name_rows(axes, rows["name"])
    looks = ((1, PAPER, "o", -0.13), (2, GOOD_INK, "s", 0.13))
    for place, (_, row) in enumerate(rows.iterrows()):
        if row["absent_1"] and row["absent_2"]:
            area_rows.say_absent(axes, place, row["absent"])
            continue
        axes.hlines(place, row["value_1"], row["value_2"], color=LINE, linewidth=7, zorder=1)
        for number, fill, marker, aside in looks:
            if row[f"absent_{number}"]:
                continue
            at = place + aside
            low, high = row[f"lower_{number}"], row[f"upper_{number}"]
            axes.hlines(at, low, high, color=GOOD_INK, linewidth=1.1, zorder=4)
            axes.scatter(
                [row[f"value_{number}"]], [at], s=34, marker=marker, facecolor=fill,
                edgecolor=GOOD_INK, linewidth=1.3, zorder=5,
            )  # fmt: skip
        _say_the_other(axes, place, row)
    limits = [parts.limit_value(row) for row in own]
    for limit, row, style, side in zip(limits, own, ("--", "-"), ("right", "left"), strict=True):
        _mark_target(axes, limit, parts.goal_text(row), style, side)
    if rows[["value_1", "value_2"]].notna().any().any():
        area_rows.number_axis(axes.xaxis, formats.unit(own[0]))
        furthest = rows[["upper_1", "upper_2"]].max(axis=None)
        axes.set_xlim(0, furthest * (1.05 if rows["absent"].eq("").all() else 1.45))
    else:
        area_rows.say_empty(axes)
    for (_, fill, marker, _), name, style in zip(looks, names, ("--", "-"), strict=True):
        axes.plot(
            [], [], color=INK, linestyle=style, marker=marker, markerfacecolor=fill,
            markeredgecolor=GOOD_INK, markersize=6, label=name,
        )  # fmt: skip
    figure.legend(fontsize=8, frameon=False, ncols=2, loc="outside lower center", handlelength=3)
    return figure


def _say_the_other(axes, place: int, row) -> None:
    """Where one of the two is missing, say so beside the one that is there."""
    for number, other, mark in ((1, 2, "○"), (2, 1, "■")):
        if row[f"absent_{number}"] and not row[f"absent_{other}"]:
            axes.annotate(
                f"{mark} {formats.MISSING} {row[f'absent_{number}']}",
                (row[f"upper_{other}"], place), xytext=(8, 0), textcoords="offset points",
                fontsize=8, style="italic", va="center", gid=area_rows.HALO, zorder=7,
                color=MUTED, in_layout=False,
            )  # fmt: skip


def _mark_target(axes, limit: float, text: str, style: str, side: str) -> None:
    if not np.isfinite(limit):
        return
    axes.axvline(limit, color=INK, linewidth=1.4, linestyle=style, zorder=3)
    axes.annotate(
        text, (limit, 1), xycoords=("data", "axes fraction"), textcoords="offset points",
        xytext=(-2 if side == "right" else 2, 3), ha=side, va="bottom", fontsize=8, color=INK,
    )  # fmt: skip
