"""The ladder of taking part: of 100 children of an age, how many stand on each step."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.bounds import of_the_rest
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import GOOD
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import OPEN, Bar, Dot, Target, dot
from chitieu.show.draw.rows import TALL, Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.words import text

OF = 100  # children, of whom so many stand on each step
PLACE = dot(size=4.5)


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
        _drawn(scene, indicators, table, rest) if parts.any_there(own) else None,
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
    columns = {"numerator": "cases", "denominator": "size"}
    table = rows[["area", "name", *columns, "value", "absent"]].rename(columns=columns)
    table.insert(0, "indicator", indicator)
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
    told = []
    for indicator, value in known["value"].items():
        found = {"indicator": parts.quoted(scene, indicator), "group": _group(scene, indicator)}
        told.append(text("ages.step", **found, value=value))
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
        goal=formats.target_words(own),
    )


def _group(scene: Scene, indicator: str) -> str:
    return parts.noun(scene, scene.indicators.loc[indicator, "denominator"])


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
        rows = below[below["indicator"].eq(indicator)]
        if rows["value"].nunique() < 2:
            continue
        low, high = rows["value"].min(), rows["value"].max()
        least, most = (parts.those_at(rows, "value", end) for end in (low, high))
        step = parts.quoted(scene, indicator)
        told.append(
            text("ages.between_step", indicator=step, low=low, least=least, high=high, most=most)
        )
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


def _drawn(scene: Scene, indicators, table: pd.DataFrame, rest: str) -> Figure:
    own = table[table["area"].eq(scene.top)].set_index("indicator").loc[indicators]
    below, rows = table[table["area"].ne(scene.top)], []
    for indicator, row in own.iterrows():
        goal = parts.whole(scene, indicator)
        values = below.loc[below["indicator"].eq(indicator), "value"]
        marks = [Bar(0, row["value"]), *(Dot(value, PLACE, 3.5) for value in values)]
        marks.append(Target(parts.limit_value(goal), formats.target_words(goal)))
        name = f"{parts.label(scene, indicator)}\n{_group(scene, indicator)}"
        cells = [formats.number(row["value"], 1)]
        rows.append(row_of(name, row["absent"], *marks, cells=cells, height=TALL + 4))
        if np.isfinite(row["least"]):
            ends = f"{formats.number(row['least'])} – {formats.number(row['greatest'])}"
            bounds = Bar(row["least"], row["greatest"], OPEN)
            rows.append(Row(text("ages.row_rest", rest=rest), [bounds], [ends]))
    legend = [(Dot(0.5, PLACE), text("ages.each_area", areas=parts.area_word(scene)))]
    panel = Panel(rows, ends=(0, OF), axis=text("ages.axis", of=OF))
    return draw_rows([[panel]], legend=legend if len(below) else ())
