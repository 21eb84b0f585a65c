"""What a page of a part of a year says of itself: what it is judged on, and what its words mean."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.pace import FLOW, FLOWS, SCHOOL_YEAR, STOCK, bases
from chitieu.plan.periods import QUARTERS, elapsed, is_part
from chitieu.show.scene import Scene
from chitieu.show.wording import formats as f
from chitieu.words import text

SCHOOL_YEAR_ENDS = 5  # the month
SOURCE = "Nelson (1970)"  # of the limits foreseen for a whole year


def notes(scene: Scene, objective: int | str | None) -> list[str]:
    """Return what the head of a page says of a part of a year; nothing for a whole year."""
    if not is_part(scene.period):
        return []
    if elapsed(scene.period) == QUARTERS:
        return [f"{_lead(scene)} {text('part_year.as_a_year')}"]
    plan = scene.of_objective(objective)
    of = bases(plan, scene.variables)
    stocks, of_school_years = of.index[of.eq(STOCK)], of.index[of.eq(SCHOOL_YEAR)]
    told = [_lead(scene), _paced(of, plan["kind"].eq("change"), elapsed(scene.period))]
    if len(stocks):
        told.append(text("part_year.stocks", indicators=stocks))
    if len(of_school_years):
        which = "waits" if _waits(scene, of) else "over"
        told.append(
            text(
                f"part_year.school_year_{which}",
                indicators=of_school_years,
                month=SCHOOL_YEAR_ENDS,
            )
        )
    return [" ".join(filter(None, told))]


def brief(scene: Scene) -> list[str]:
    """Return the same in one sentence, for a page whose table says the rest beside each target."""
    return [_lead(scene)] if is_part(scene.period) else []


def _lead(scene: Scene) -> str:
    quarters, period = elapsed(scene.period), f.period_name(scene.period)
    if quarters == QUARTERS:
        return text("part_year.whole_year", period=period)
    return text("part_year.so_far", period=period, month=3 * quarters)


def _paced(of: pd.Series, changes: pd.Series, quarters: int) -> str:
    groups = {
        "counts": of.index[of.eq(FLOW) & ~changes],
        "changes": of.index[of.eq(FLOW) & changes],
        "rates": of.index[of.eq(FLOWS)],
    }
    share = text(f"part_year.share.{quarters}")
    told = [
        text(f"part_year.pace.{which}", indicators=those, share=share)
        for which, those in groups.items()
        if len(those)
    ]
    return text("part_year.paced", how="; ".join(told)) if told else ""


def _waits(scene: Scene, of: pd.Series) -> bool:
    """Whether the school years' figures are not there yet."""
    rows = scene.results[scene.results["indicator"].isin(of.index[of.eq(SCHOOL_YEAR)])]
    return bool(rows["reason"].eq("school_year_open").any())


def words(scene: Scene) -> dict[str, str]:
    """Return the words of a part of a year with their meanings; none for a whole year."""
    if not is_part(scene.period) or elapsed(scene.period) == QUARTERS:
        return {}
    return {
        text("results.status.on_course"): text("part_year.meaning.on_course"),
        text("results.status.in_danger"): text("part_year.meaning.in_danger"),
        text("results.status.missed"): text("part_year.meaning.missed", none=0),
        text("part_year.limits"): text(
            "part_year.meaning.limits", confidence=f.confidence(scene), source=SOURCE
        ),
    }
