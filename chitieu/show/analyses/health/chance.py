"""Which areas chance explains: a rate against its size, with the limits that chance sets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.control import control_limits, signal, tails, telling_size
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.words import text

WARNING, ALARM = 0.95, 0.998  # the two limits of a funnel plot: about 2 and 3 standard errors
AGAINST = ("target", "own")


def funnel(scene: Scene, indicator: str) -> Exhibit:
    """Draw a rate against its denominator by area, with the limits that chance alone sets.

    Two funnels: around the target, and around the areas' own common rate. The table has, for
    each, the expected count, P(as many or more), P(as few or fewer) and the signal: +1 or -1
    beyond the 95 % limit, +2 or -2 beyond the 99.8 % one, 0 within.
    """
    table, references = funnel_table(scene, indicator)
    row = parts.whole(scene, indicator)
    title = text(
        "chance.title", indicator=parts.label(scene, indicator), sizes=_size_noun(scene, indicator)
    )
    return figure_exhibit(
        _draw_funnel(scene, indicator, table, references, row) if parts.any_there(table) else None,
        name=f"pheu-{safe(indicator)}",
        title=parts.titled(scene, title),
        alt=_funnel_alt(scene, table, row),
        table=table,
        reading=_funnel_reading(scene, indicator, table, references, row),
        note=text(
            "chance.note",
            warning=_percent(WARNING),
            alarm=_percent(ALARM),
            one_in=1 / (1 - WARNING),
            areas=parts.area_word(scene),
        ),
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
        events, expected = table["numerator"], table["denominator"] * rate
        known = events.notna() & expected.notna() & there
        at_most, at_least = tails(events.where(known, 0), expected.where(known, 1))
        beyond = signal(events.where(known, 0), expected.where(known, 1), WARNING)
        far = signal(events.where(known, 0), expected.where(known, 1), ALARM)
        table[f"expected_{against}"] = expected
        table[f"p_as_many_{against}"] = pd.Series(at_least, table.index).where(known)
        table[f"p_as_few_{against}"] = pd.Series(at_most, table.index).where(known)
        table[f"signal_{against}"] = pd.array(beyond + far, dtype="Int64")
        table[f"signal_{against}"] = table[f"signal_{against}"].where(known)
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
        which=parts.of_all(int((drawn["denominator"] < size).sum()), len(drawn)),
    )


def _highest(scene: Scene, indicator: str, drawn: pd.DataFrame, against: str, row) -> str:
    top = drawn.sort_values("value", ascending=False, kind="stable").iloc[0]
    if top["numerator"] == 0:
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
    middle = text(f"chance.middle.{against}", rate=parts.goal_text(row))
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
    told = [
        text(
            "chance.alt_area",
            area=r["name"],
            rate=_rate(r["value"], row),
            cases=r["numerator"],
            size=r["denominator"],
        )
        for _, r in table[table["absent"].eq("")].iterrows()
    ]
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


@styled
def _draw_funnel(scene: Scene, indicator: str, table, references, row) -> Figure:
    around = [a for a in AGAINST if np.isfinite(references[a])]
    figure, panels = area_rows.canvas(
        9 if len(around) > 1 else 6.5,
        4.3,
        len(around) or 1,
        sharey=True,
        sharex=True,
        squeeze=False,
    )
    drawn = table[table["absent"].eq("")]
    per, size = float(row["per"]), drawn["denominator"]
    wide = (0.5 * size.min(), 1.15 * size.max())
    tallest = drawn["value"].max()
    for panel, against in zip(panels[0], around or ["own"], strict=True):
        rate = references[against]
        panel.set_title(_around(against, rate, row), fontsize=9.5, loc="left", color=INK)
        panel.set_xlabel(formats.capital(_size_noun(scene, indicator)), fontsize=8.5)
        if np.isfinite(rate):
            _draw_limits(panel, np.linspace(*wide, 300), rate, per, against)
            edge = control_limits(np.array([size.min() * rate]), WARNING)[1][0]
            tallest = max(tallest, edge / size.min() * per)
        _draw_areas(panel, drawn, drawn[f"signal_{against}"])
    first = panels[0][0]
    first.set_xlim(*wide)
    first.set_ylim(-0.06 * tallest, 1.15 * tallest)
    first.set_ylabel(f"{parts.label(scene, indicator)} ({formats.unit(row)})", fontsize=8.5)
    area_rows.number_axis(first.yaxis)
    for panel in panels[0]:
        area_rows.number_axis(panel.xaxis, whole=True)
    _add_legend(figure, panels[0])
    for panel in panels[0]:  # last, when it is settled how large the panels are
        area_rows.label_points(
            panel, drawn.rename(columns={"denominator": "x", "value": "y"})[["x", "y", "name"]]
        )
    return figure


def _around(against: str, rate: float, row) -> str:
    """A panel's title: what the areas are held to there."""
    if against == "target":
        return text("chance.around.target", rate=parts.goal_text(row))
    if not np.isfinite(rate):
        return text("chance.around.nothing")
    return text("chance.around.own", rate=_rate(rate * float(row["per"]), row))


def _draw_limits(panel, grid: np.ndarray, rate: float, per: float, against: str) -> None:
    for confidence, style, width in ((WARNING, "--", 1.1), (ALARM, ":", 1.1)):
        low, high = (bound / grid * per for bound in control_limits(grid * rate, confidence))
        label = text("chance.limits", limit=_percent(confidence))
        panel.plot(grid, high, color=MUTED, linestyle=style, linewidth=width, label=label)
        panel.plot(grid, low, color=MUTED, linestyle=style, linewidth=width)
    color = INK if against == "target" else GOOD_INK
    panel.axhline(rate * per, color=color, linewidth=1.4, label=text(f"chance.line.{against}"))


def _add_legend(figure: Figure, panels) -> None:
    """Say below the panels, where it hides no limit, what the lines and points of both mean."""
    named = {}
    for panel in panels:
        for artist, label in zip(*panel.get_legend_handles_labels(), strict=True):
            named.setdefault(label, artist)
    if named:
        figure.legend(
            named.values(), named, fontsize=8, frameon=False, ncols=len(named), handlelength=2.2,
            columnspacing=1.4, loc="outside lower left",
        )  # fmt: skip


def _draw_areas(panel, drawn: pd.DataFrame, signals: pd.Series) -> None:
    looks = (
        (signals > 0, "D", BAD_INK, text("chance.point.above")),
        (signals < 0, "v", GOOD_INK, text("chance.point.below")),
        (signals.eq(0) | signals.isna(), "o", PAPER, ""),
    )
    for rows, marker, fill, label in looks:
        part = drawn[rows.fillna(False).to_numpy(bool)]
        if len(part):
            panel.scatter(
                part["denominator"], part["value"], marker=marker, s=38, facecolor=fill,
                edgecolor=INK, linewidth=1.1, zorder=5, label=label or None,
            )  # fmt: skip
