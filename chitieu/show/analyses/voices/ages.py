"""The ladder of taking part: of 100 children of an age, how many stand on each step."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.bounds import of_the_rest
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import GOOD
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, GOOD_INK, INK, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.words import text

OF = 100  # children, of whom so many stand on each step


def ladder(scene: Scene, indicators: list[str], whole: str, older: str, rest: str = "") -> Exhibit:
    """Draw each indicator per 100 children of its age group, and what follows for younger ones.

    `indicators`: proportions, the widest step first. `whole`: the variable that counts the whole
    age group (children_7_15), `older`: that of the older part of it (children_11_15), `rest`: in
    the page's language who the others are ("trẻ em 7–10 tuổi"). For indicators whose denominator
    is `whole` the counts bound how many of the rest are among them: at least those who do not fit
    into the older part, at most all. The bounds are added up over the areas below, which makes
    them narrower.

    The table has a row an indicator × area, the page's own area last: cases, size, value, rest
    (children), least, greatest (of 100 of the rest; blank where nothing follows).
    """
    table = pd.concat(
        [_rung(scene, indicator, whole, older) for indicator in indicators], ignore_index=True
    )
    own = table[table["area"].eq(scene.top)]
    rest = rest or text("ages.rest")
    return figure_exhibit(
        _draw_ladder(scene, indicators, table, rest) if parts.any_there(own) else None,
        name="bac-thang-" + "-".join(map(safe, indicators)),
        title=parts.titled(scene, text("ages.title", of=OF)),
        alt=_ladder_alt(scene, table, rest),
        table=table,
        reading=_ladder_reading(scene, indicators, table, rest),
        note=text("ages.note", rest=rest),
    )


def _rung(scene: Scene, indicator: str, whole: str, older: str) -> pd.DataFrame:
    plan = scene.of_plan(indicator)
    rows = parts.with_whole(scene, indicator)
    table = pd.DataFrame(
        {
            "indicator": indicator,
            "area": rows.index,
            "name": rows["name"].to_numpy(),
            "cases": rows["numerator"].astype(float).to_numpy(),
            "size": rows["denominator"].astype(float).to_numpy(),
            "value": rows["value"].astype(float).to_numpy(),
            "absent": rows["absent"].to_numpy(),
        }
    )
    if plan["denominator"] != whole:
        return table.assign(rest=np.nan, least=np.nan, greatest=np.nan)
    part = parts.counts(scene, older)["value"].reindex(table["area"]).to_numpy()
    rest = np.maximum(table["size"].to_numpy() - part, 0)
    least, greatest = of_the_rest(table["cases"], table["size"], part)
    if len(table) > 1 and np.isfinite(least[:-1]).all():
        least[-1], greatest[-1] = least[:-1].sum(), greatest[:-1].sum()
    room = np.where(rest > 0, rest, np.nan)
    return table.assign(rest=rest, least=100 * least / room, greatest=100 * greatest / room)


def _ladder_reading(scene: Scene, indicators, table: pd.DataFrame, rest: str) -> str:
    own = table[table["area"].eq(scene.top)].set_index("indicator").loc[indicators]
    known = own[own["absent"].eq("")]
    gone = own[own["absent"].ne("")]
    told = [
        text(
            "ages.step",
            indicator=parts.quoted(scene, indicator),
            value=row["value"],
            group=_group(scene, indicator),
        )
        for indicator, row in known.iterrows()
    ]
    missing = [_absent(scene, indicator, row["absent"]) for indicator, row in gone.iterrows()]
    below = table[table["area"].ne(scene.top)]
    missing += [
        parts.absent_sentence(
            rows, text("ages.not_there", indicator=parts.quoted(scene, indicator))
        )
        for indicator, rows in below.groupby("indicator", sort=False)
    ]
    return parts.sentences(
        text("ages.steps", of=OF, steps="; ".join(told)) if told else "",
        *missing,
        _rest_sentence(scene, known, rest),
        _extremes(scene, indicators, table),
    )


def _absent(scene: Scene, indicator: str, reason: str) -> str:
    """Say why an indicator has no figure, and what is settled all the same."""
    own, name = parts.whole(scene, indicator), parts.quoted(scene, indicator)
    if own["reason"] != SETTLED:
        return text("ages.absent", indicator=name, reason=reason)
    return text(
        f"ages.settled.{'met' if own['status'] in GOOD else 'not_met'}",
        indicator=name,
        areas=parts.area_word(scene),
        whole=parts.whole_word(scene),
        goal=parts.goal_text(own),
    )


def _group(scene: Scene, indicator: str) -> str:
    noun = parts.noun(scene, scene.indicators.loc[indicator, "denominator"])
    return noun.removeprefix(text("ages.children"))


def _rest_sentence(scene: Scene, known: pd.DataFrame, rest: str) -> str:
    bounded = known[known["least"].notna()]
    if bounded.empty:
        return ""
    told = [
        text("ages.rest_step", indicator=parts.quoted(scene, indicator), bounds=_bounds_text(row))
        for indicator, row in bounded.iterrows()
    ]
    return text("ages.rest_bounds", rest=rest, steps="; ".join(told))


def _bounds_text(row) -> str:
    """Say what two bounds tell; one that is 0 or 100 of 100 tells nothing."""
    low, high = formats.number(row["least"]), formats.number(row["greatest"])
    least, most = low != formats.number(0), high != formats.number(OF)
    which = "both" if least and most else "least" if least else "most" if most else "nothing"
    return text(f"ages.bounds.{which}", low=low, high=high, of=OF)


def _extremes(scene: Scene, indicators, table: pd.DataFrame) -> str:
    """Say where fewest stand on the narrowest step that has figures."""
    below = table[table["area"].ne(scene.top) & table["value"].notna()]
    told = []
    for indicator in reversed(indicators):
        rows = below[below["indicator"].eq(indicator)].sort_values("value", kind="stable")
        if len(rows) < 2:
            continue
        low, high = rows.iloc[0], rows.iloc[-1]
        told.append(
            text(
                "ages.between_step", indicator=parts.quoted(scene, indicator),
                low=low["value"], least=low["name"], high=high["value"], most=high["name"],
            )
        )  # fmt: skip
    if not told:
        return ""
    return text("ages.between", areas=parts.area_word(scene), steps="; ".join(told))


def _ladder_alt(scene: Scene, table: pd.DataFrame, rest: str) -> str:
    told = []
    for indicator, rows in table.groupby("indicator", sort=False):
        cells = [
            f"{row['name']} {row['absent'] or formats.number(row['value'], 1)}"
            for _, row in rows.iterrows()
        ]
        found = {"indicator": parts.label(scene, indicator), "areas": ", ".join(cells)}
        own = rows.iloc[-1]
        if np.isfinite(own["least"]):
            ends = {"least": own["least"], "greatest": own["greatest"]}
            found |= {"rest": rest, "whole": parts.whole_word(scene), **ends}
            told.append(text("ages.alt_bounded", **found))
        else:
            told.append(text("ages.alt_step", **found))
    return text("ages.alt", of=OF, steps=". ".join(told))


@styled
def _draw_ladder(scene: Scene, indicators, table: pd.DataFrame, rest: str) -> Figure:
    own = table[table["area"].eq(scene.top)].set_index("indicator").loc[indicators]
    below = table[table["area"].ne(scene.top)]
    names, place = [], 0
    height = area_rows.height_of(len(own) + int(own["least"].notna().sum()), 2.6)
    figure, axes = area_rows.canvas(8.5, height)
    for indicator, row in own.iterrows():
        names.append(f"{parts.label(scene, indicator)}\n{_group(scene, indicator)}")
        _draw_rung(axes, place, row, below[below["indicator"].eq(indicator)])
        goal = parts.whole(scene, indicator)
        limit = parts.limit_value(goal)
        if np.isfinite(limit):
            axes.vlines(limit, place - 0.42, place + 0.42, color=INK, linewidth=2, zorder=4)
            axes.annotate(
                parts.goal_text(goal), (limit, place - 0.42), ha="center", va="bottom",
                fontsize=7.5, xytext=(0, 1), textcoords="offset points",
            )  # fmt: skip
        place += 1
        if np.isfinite(row["least"]):
            names.append(text("ages.row_rest", rest=rest))
            _draw_bounds(axes, place, row)
            place += 1
    area_rows.name_rows(axes, names)
    axes.set_xlim(0, 104)
    area_rows.number_axis(axes.xaxis)
    axes.set_xlabel(text("ages.axis", of=OF), fontsize=8.5)
    if len(below):
        each = text("ages.each_area", areas=parts.area_word(scene))
        axes.scatter([], [], s=22, facecolor=PAPER, edgecolor=GOOD_INK, label=each)
        figure.legend(fontsize=8, frameon=False, loc="outside lower right")
    return figure


def _draw_rung(axes, place: int, row, below: pd.DataFrame) -> None:
    if row["absent"]:
        area_rows.say_absent(axes, place, row["absent"])
    else:
        axes.barh(place, row["value"], height=0.56, color=AT, zorder=2)
        axes.text(
            1, place, formats.number(row["value"], 1), va="center", fontsize=9.5,
            fontweight="bold", zorder=6, gid=area_rows.HALO,
        )  # fmt: skip
    some = below[below["value"].notna()]
    axes.scatter(
        some["value"], [place + 0.14] * len(some), s=22, facecolor=PAPER, edgecolor=GOOD_INK,
        linewidth=1.1, zorder=5,
    )  # fmt: skip


def _draw_bounds(axes, place: int, row) -> None:
    axes.barh(
        place, row["greatest"] - row["least"], left=row["least"], height=0.4, facecolor=PAPER,
        hatch="////", edgecolor=MUTED, linewidth=0.7, zorder=2,
    )  # fmt: skip
    axes.text(
        (row["least"] + row["greatest"]) / 2, place,
        f"{formats.number(row['least'])} – {formats.number(row['greatest'])}", ha="center",
        va="center", fontsize=8, zorder=6,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip
