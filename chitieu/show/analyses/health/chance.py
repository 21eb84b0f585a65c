"""Which areas chance explains: a rate against its size, with the limits that chance sets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.control import control_limits, signal, tails, telling_size
from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import Dot, Interval, dot
from chitieu.show.draw.rows import WIDE
from chitieu.show.draw.scatter import Cloud, Side, draw_clouds
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.words import text, text_of_each

WARNING, ALARM = 0.95, 0.998  # the two limits of a funnel plot: about 2 and 3 standard errors
AGAINST = ("target", "own")
STYLES = {WARNING: "--", ALARM: ":"}
LOOKS = {
    "above": dot(BAD_INK, INK, "D"),
    "below": dot(GOOD_INK, INK, "v"),
    "within": dot(PAPER, INK),
}


def funnel(scene: Scene, indicator: str) -> Exhibit:
    """Draw a rate against its denominator by area, with the limits that chance alone sets.

    Two funnels: around the target, and around the areas' own common rate. The table has, for
    each, the expected count, P(as many or more), P(as few or fewer) and the signal: +1 or -1
    beyond the 95 % limit, +2 or -2 beyond the 99.8 % one, 0 within.
    """
    table, references = funnel_table(scene, indicator)
    row = parts.whole(scene, indicator)
    names = {"indicator": parts.label(scene, indicator), "sizes": _size_noun(scene, indicator)}
    limits = {"warning": _percent(WARNING), "alarm": _percent(ALARM)}
    return figure_exhibit(
        _drawn(scene, indicator, table, references, row) if parts.any_there(table) else None,
        name=f"pheu-{safe(indicator)}",
        title=parts.titled(scene, text("chance.title", **names)),
        alt=_funnel_alt(scene, table, row),
        table=table,
        reading=_funnel_reading(scene, indicator, table, references, row),
        note=text("chance.note", **limits, one_in=1 / (1 - WARNING), areas=parts.area_word(scene)),
    )


def funnel_table(scene: Scene, indicator: str) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return the areas with their signals, and the two rates (shares of 1) they are held to."""
    rows = parts.figures(scene, indicator)
    there = rows["absent"].eq("")
    references = {
        "target": parts.limit_value(rows.iloc[0]) / float(rows["per"].iloc[0]),
        "own": _common_rate(parts.whole(scene, indicator), rows[there], rows),
    }
    table = rows[["name", "numerator", "denominator", "value", "absent"]].copy()
    for against, rate in references.items():
        expected = table["denominator"] * rate
        known = table["numerator"].notna() & expected.notna() & there
        both = table["numerator"].where(known, 0), expected.where(known, 1)
        at_most, at_least = tails(*both)
        beyond = pd.array(signal(*both, WARNING) + signal(*both, ALARM), dtype="Int64")
        found = {"p_as_many": at_least, "p_as_few": at_most, "signal": beyond}
        table[f"expected_{against}"] = expected
        for name, each in found.items():
            table[f"{name}_{against}"] = pd.Series(each, table.index).where(known)
    return table, references


def _common_rate(own: pd.Series, drawn: pd.DataFrame, rows: pd.DataFrame) -> float:
    """Return the rate of the page's area; of those that reported where it has none. What is left
    where areas are withheld is no common rate: those with a few cases are the ones not there."""
    if not own["absent"]:
        return own["numerator"] / own["denominator"]
    size = drawn["denominator"].sum()
    hidden = rows["conf_status"].eq("C").any() or own["conf_status"] == "C"
    return np.nan if hidden or not size > 0 else drawn["numerator"].sum() / size


def _funnel_reading(scene: Scene, indicator: str, table, references, row) -> str:
    drawn = table[table["absent"].eq("")]
    if drawn.empty:
        return parts.absent_sentence(table, text("chance.not_compared"))
    against = "target" if np.isfinite(references["target"]) else "own"
    return parts.sentences(
        _signals(scene, drawn, against, row),
        _highest(scene, indicator, drawn, against, row),
        _too_small(scene, indicator, drawn, references[against], row),
        parts.absent_sentence(table, text("chance.not_drawn")),
    )


def _too_small(scene: Scene, indicator: str, drawn: pd.DataFrame, rate: float, row) -> str:
    """Say from what size on none at all tells something, and how many areas are smaller."""
    size = telling_size(rate, WARNING)
    if not np.isfinite(size):
        return ""
    return text(
        "chance.telling_size",
        size=size,
        sizes=_size_noun(scene, indicator),
        rate=_rate(rate * float(row["per"]), row),
        which=parts.of_all(
            int((drawn["denominator"] < size).sum()), len(drawn), parts.area_word(scene)
        ),
    )


def _highest(scene: Scene, indicator: str, drawn: pd.DataFrame, against: str, row) -> str:
    highest = drawn[drawn["value"].eq(drawn["value"].max())]
    top = highest.iloc[0]
    if len(highest) > 1 or top["numerator"] == 0:
        return ""
    return text(
        "chance.highest",
        area=top["name"],
        cases=formats.count(top["numerator"]),
        many=top["numerator"],
        size=top["denominator"],
        sizes=_size_noun(scene, indicator),
        rate=_rate(top["value"], row),
        held=text(f"chance.line.{against}"),
        chance=parts.chance(top[f"p_as_many_{against}"]),
    )


def _signals(scene: Scene, drawn: pd.DataFrame, against: str, row) -> str:
    signals = drawn[f"signal_{against}"]
    middle = text(f"chance.middle.{against}", rate=formats.target_words(row))
    found, areas = {"middle": middle, "limit": _percent(WARNING)}, parts.area_word(scene)
    if len(drawn) == 1 and (signals == 0).all():
        return text("chance.one_within", **found, area=drawn["name"].iloc[0])
    if (signals == 0).all():
        return text("chance.all_within", **found, many=len(drawn), areas=areas)
    sides = [
        text(f"chance.side.{side}", areas=parts.naming(drawn.loc[rows, "name"]), many=rows.sum())
        for side, rows in (("above", signals > 0), ("below", signals < 0))
        if rows.any()
    ]
    others = int((signals == 0).sum())
    rest = text("chance.rest", many=others, areas=areas) if others else ""
    return text("chance.beyond", **found, sides=sides, rest=rest)


def _funnel_alt(scene: Scene, table: pd.DataFrame, row) -> str:
    drawn = table[table["absent"].eq("")]
    drawn = drawn.assign(rate=[_rate(value, row) for value in drawn["value"]])
    columns = {"area": "name", "rate": "rate", "cases": "numerator", "size": "denominator"}
    told = text_of_each("chance.alt_area", drawn, **columns)
    indicator = parts.quoted(scene, row["indicator"])
    return parts.sentences(
        text("chance.alt", indicator=indicator, areas="; ".join(told))
        if told
        else text("chance.alt_none", indicator=indicator, areas=parts.area_word(scene)),
        parts.absent_sentence(table, text("chance.not_drawn")),
    )


def _rate(value: float, row) -> str:
    return formats.beside(value, row) + formats.unit(row)


def _percent(confidence: float) -> str:
    """A limit's confidence as it is read: "95%", "99,8%"."""
    share = 100 * confidence
    return f"{formats.number(share, int(share % 1 > 0))}%"


def _size_noun(scene: Scene, indicator: str) -> str:
    return parts.noun(scene, scene.indicators.loc[indicator, "denominator"])


def _drawn(scene: Scene, indicator: str, table, references, row) -> Figure:
    around = [against for against in AGAINST if np.isfinite(references[against])] or ["own"]
    points = table[table["absent"].eq("")].rename(columns={"denominator": "x", "value": "y"})
    per, smallest, tallest = float(row["per"]), points["x"].min(), points["y"].max()
    grid = np.linspace(0.5 * smallest, 1.15 * points["x"].max(), 300)
    edges = [
        control_limits(np.array([smallest * references[against]]), WARNING)[1][0] / smallest * per
        for against in around
    ]
    tallest = 1.15 * np.nanmax([tallest, *edges])
    across = Side(formats.capital(_size_noun(scene, indicator)), (grid[0], grid[-1]), counted=True)
    clouds, found = [], {}
    for against in around:
        rate, ink = references[against], INK if against == "target" else GOOD_INK
        curves = [
            (grid, bound / grid * per, style)
            for confidence, style in STYLES.items()
            for bound in control_limits(grid * rate, confidence)
        ]
        label = f"{parts.label(scene, indicator)} ({formats.unit(row)})"
        up = Side(label, (0, tallest), rate * per, color=ink)
        kinds = [
            "within" if pd.isna(s) or not s else "above" if s > 0 else "below"
            for s in points[f"signal_{against}"]
        ]
        looks = points.assign(look=[LOOKS[kind] for kind in kinds])
        clouds.append(Cloud(looks, across, up, _around(against, rate, row), curves))
        found[text(f"chance.line.{against}")] = Interval(0, 1, ink, 1.6)
        for kind in ("above", "below"):
            if kind in kinds:
                found[text(f"chance.point.{kind}")] = Dot(0.5, LOOKS[kind])
    legend = [
        (Interval(0, 1, MUTED, 1.1, style=style), text("chance.limits", limit=_percent(share)))
        for share, style in STYLES.items()
    ]
    legend += [(mark, words) for words, mark in found.items()]
    return draw_clouds(clouds, WIDE if len(clouds) > 1 else 500, legend)


def _around(against: str, rate: float, row) -> str:
    """A panel's title: what the areas are held to there."""
    if against == "target":
        return text("chance.around.target", rate=formats.target_words(row))
    if not np.isfinite(rate):
        return text("chance.around.nothing")
    return text("chance.around.own", rate=_rate(rate * float(row["per"]), row))
