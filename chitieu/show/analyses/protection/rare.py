"""Rare events: what a target means in cases, and what chance makes of one case more or less."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.control import tails
from chitieu.plan.identifiers import safe
from chitieu.plan.periods import QUARTERS, elapsed
from chitieu.show.draw.marks import DONE, OVER, Bar, Target
from chitieu.show.draw.rows import Panel, Row, absent_sign, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.words import text, uncapital

PER_ROW = 4  # panels side by side


def rare_events(scene: Scene, indicators: list[str]) -> Exhibit:
    """Draw the counts of all years beside the largest that would still meet this period's target.

    For indicators where fewer is better. The table has a row an indicator × period: count, size
    (denominator), limit (the target in cases at the period's size, not rounded), allowed (the
    most whole cases that meet it), over, and chance: the exact Poisson probability of the count
    or more if the true rate stood just at the limit (blank where the limit is no case at all).
    """
    table = pd.concat([_years_of(scene, indicator) for indicator in indicators], ignore_index=True)
    names = [uncapital(parts.label(scene, i)) for i in indicators]
    return figure_exhibit(
        _drawn(scene, indicators, table) if parts.any_there(table) else None,
        name="hiem-" + "-".join(map(safe, indicators)),
        title=text("rare.title", indicators=names),
        alt=_rare_alt(scene, table),
        table=table,
        reading=_rare_reading(scene, indicators, table),
        note=text("rare.note"),
    )


def _years_of(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return one indicator's counts in the page's area over the years, against this target."""
    rows = scene.history_of(indicator)
    rows = parts.readable(scene, rows[rows["area"].eq(scene.top)].reset_index(drop=True))
    own = parts.whole(scene, indicator)
    goal = scene.target(own)  # the year's, for these are years
    size = [_size(scene, indicator)]
    allowed = parts.target_in_counts(goal, [np.nan], size, own["per"], own["kind"]).iloc[0]
    columns = {"numerator": "count", "denominator": "size"}
    table = rows[["indicator", "period", *columns]].rename(columns=columns)
    table = table.assign(limit=allowed["limit"], allowed=allowed["nearest"])
    table["absent"] = rows["absent"].where(table["count"].isna(), "")
    judged = table["count"].notna() & table["allowed"].notna()
    table["over"] = (table["count"] > table["allowed"]).where(judged)
    known = table["count"].notna() & (table["limit"] > 0)
    expected = table["limit"] * _share(scene, indicator, table["period"])
    at_least = tails(table["count"].where(known, 0), expected.where(known, 1))[1]
    return table.assign(chance=pd.Series(at_least, table.index).where(known))


def _share(scene: Scene, indicator: str, periods: pd.Series) -> pd.Series:
    """Return how much of a year's cases each period would have: of what flows, its share."""
    paced = formats.is_paced(parts.whole(scene, indicator))
    return periods.map(lambda period: elapsed(period) / QUARTERS if paced else 1.0)


def _size(scene: Scene, indicator: str) -> float:
    """Return the denominator of the page's area, which stands even where the result does not."""
    expression = scene.indicators.loc[indicator, "denominator"]
    if pd.isna(expression):
        return float("nan")
    return parts.counts(scene, expression).loc[scene.top, "value"]


def _rare_reading(scene: Scene, indicators: list[str], table: pd.DataFrame) -> str:
    now = table[table["period"].eq(scene.period)].set_index("indicator").reindex(indicators)
    gone = now.loc[now["absent"].fillna("").ne(""), "absent"]
    names = gone.index.to_series().map(lambda indicator: parts.quoted(scene, indicator))
    missing = text("rare.no_count", indicators=parts.by_reason(names, gone)) if len(gone) else ""
    return parts.sentences(
        _allowed_sentence(scene, now["allowed"].dropna()),
        _over_sentence(scene, now),
        _years_over(scene, table),
        missing,
    )


def _allowed_sentence(scene: Scene, allowed: pd.Series) -> str:
    if allowed.empty:
        return ""
    told = [
        text("rare.allowed_of", indicator=parts.quoted(scene, i), cases=cases)
        for i, cases in allowed.items()
    ]
    found = {"period": formats.period_name(scene.period), "cases": "; ".join(told)}
    if formats.is_open(scene.period):
        return text("rare.allowed_in_year", **found)
    return text("rare.allowed", **found)


def _over_sentence(scene: Scene, now: pd.DataFrame) -> str:
    judged = now[now["over"].notna()]
    over = judged[judged["over"].eq(True)]
    if judged.empty:
        return ""
    if over.empty:
        every = len(judged) == len(now)
        return text("rare.none_over") if every else text("rare.none_known_over")
    told = []
    for indicator, row in over.iterrows():
        found = {"indicator": parts.quoted(scene, indicator), "cases": row["count"]}
        told.append(
            text("rare.over_by_chance", **found, chance=parts.chance(row["chance"]))
            if np.isfinite(row["chance"])
            else text("rare.over_none", **found)
        )
    return text("rare.over", indicators="; ".join(told))


def _years_over(scene: Scene, table: pd.DataFrame) -> str:
    """Say in how many of the years there are the same line would have been crossed."""
    known = table[table["over"].notna()]
    years = known.groupby("indicator", sort=False)["over"].agg(["sum", "size"]).astype(int)
    years = years[years["size"] > 1]
    if years.empty:
        return ""
    told = []
    for indicator, (some, many) in years.iterrows():
        which = "none" if not some else "some" if some < many else "all"
        name = parts.quoted(scene, indicator)
        told.append(text(f"rare.periods.{which}", indicator=name, some=int(some), many=int(many)))
    return text("rare.periods_over", indicators="; ".join(told))


def _rare_alt(scene: Scene, table: pd.DataFrame) -> str:
    told = []
    for indicator, rows in table.groupby("indicator", sort=False):
        counts = [
            f"{row['period']}: {row['absent'] or formats.number(row['count'])}"
            for _, row in rows.iterrows()
        ]
        found = {"indicator": parts.label(scene, indicator), "counts": ", ".join(counts)}
        allowed = rows["allowed"].iloc[0]
        told.append(
            text("rare.alt_allowed", **found, cases=allowed)
            if np.isfinite(allowed)
            else text("rare.alt_counts", **found)
        )
    return text("rare.alt", indicators=". ".join(told))


def _drawn(scene: Scene, indicators: list[str], table: pd.DataFrame) -> Figure:
    periods = table["period"].drop_duplicates().sort_values()
    panels = []
    for indicator in indicators:
        rows = table[table["indicator"].eq(indicator)].set_index("period").reindex(periods)
        allowed = rows["allowed"].max()
        panel = Panel(
            [_row(period, row, scene.period) for period, row in rows.iterrows()],
            parts.label(scene, indicator),
            ends=(0, 1.1 * np.nanmax([rows["count"].max(), allowed, 1])),
            counted=True,
            targets=[Target(allowed)],
            axis=_allowed_text(scene, indicator, allowed),
        )
        panels.append(panel)
    return draw_rows([panels[at : at + PER_ROW] for at in range(0, len(panels), PER_ROW)])


def _row(period: str, row: pd.Series, now: str) -> Row:
    sign, look = absent_sign(row["absent"]), {"bold": period == now}
    if sign:
        return row_of(period, row["absent"], said=sign, **look)
    bar = Bar(0, row["count"], OVER if row["over"] == 1 else DONE)
    return Row(period, [bar], [formats.count(row["count"])], **look)


def _allowed_text(scene: Scene, indicator: str, allowed: float) -> str:
    own = parts.whole(scene, indicator)
    goal = formats.target(scene.target(own), own["kind"], own["per"])
    if not goal:
        return text("rare.panel.no_target")
    if np.isnan(allowed):
        return text("rare.panel.unknown", goal=goal)
    return text("rare.panel.most", goal=goal, cases=allowed)
