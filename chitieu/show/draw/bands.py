"""The classes of a map: how far from its target a result lies, counted in steps.

The step depends on the target only, so the years of one target can be laid side by side. A band
follows the result's exact status: what is met is never in a band that says short.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from chitieu.measure.exactly import exact
from chitieu.measure.vocabulary import BAD as BAD
from chitieu.measure.vocabulary import GOOD as GOOD
from chitieu.plan.targets import Target
from chitieu.show.draw.band_labels import labels_around, labels_beside
from chitieu.show.verdicts import AT, BEYOND, FAR_SHORT, INK, PAPER, SHORT_OF, VERDICTS, VOID
from chitieu.show.wording import formats
from chitieu.show.wording.rounding import limit_in_unit
from chitieu.words import text, uncapital

NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
WHOLE_STEP = Fraction(5)  # points, where the target leaves nothing to take a quarter of
CHANGE_STEP = Fraction(10)  # points of a change in percent
CASE_STEP = Fraction(2)  # one case too many is near; two are not


@dataclass(frozen=True)
class Band:
    """One class. `words` names it for every indicator; `label` and `brief` give its numbers."""

    key: str
    colour: str
    ink: str
    hatch: str = ""
    label: str = ""
    brief: str = ""
    dotted: bool = False

    @property
    def is_patterned(self) -> bool:
        return bool(self.hatch) or self.dotted

    @property
    def words(self) -> str:
        if self.key in COLOURS:
            return text(f"bands.words.{self.key}")
        word = VERDICTS[self.key, ""].word
        return f"{word} {formats.WITHHELD}" if self.key == "withheld" else word


COLOURS = {
    "beyond": (BEYOND, INK),
    "at": (AT, INK),
    "short": (SHORT_OF, INK),
    "far": (FAR_SHORT, PAPER),
    "yes": (BEYOND, INK),
    "no": (FAR_SHORT, PAPER),
}
EXTRA = {
    "no_data": Band("no_data", VOID, INK, VERDICTS["no_data", ""].hatch),
    "withheld": Band("withheld", VOID, INK, dotted=True),
    "not_applicable": Band("not_applicable", PAPER, INK),
    "no_target": Band("no_target", VOID, INK),
    "invalid": Band("invalid", PAPER, INK, "xx"),
}


def step(goal: Target, kind: str, per: int) -> Fraction:
    """Return the step of a target, exact, in the indicator's unit.

    A quarter of the target, or of what it leaves to the whole, rounded to 1, 2, 2.5 or 5 × 10ⁿ.
    """
    limit = limit_in_unit(goal, kind, per)
    match kind:
        case "change":
            return CHANGE_STEP
        case "count":
            return max(CASE_STEP, nice(limit / 4)) if limit > 0 else CASE_STEP
        case "rate" | "count_ratio":
            room = limit
        case _:
            room = min(limit, per - limit)
    return nice(room / 4) if room > 0 else WHOLE_STEP


def nice(number: Fraction) -> Fraction:
    """Return the nearest, by ratio, of 1, 2, 2.5 and 5 × 10ⁿ to a positive number."""
    power = Fraction(1)
    while number >= 10 * power:
        power *= 10
    while number < power:
        power /= 10
    digits = number / power
    for small, large in pairwise(NICE):
        if digits * digits < small * large:  # below their geometric mean
            return small * power
    return NICE[-1] * power


def bands(goal: Target | None, kind: str, per: int, own: bool = False) -> list[Band]:
    """Return an indicator's bands, from the best to the worst, those only that can occur.

    `own`: the indicator is of the areas themselves, which have it or have it not. Without a
    target there are none.
    """
    if own:
        words = {key: uncapital(text(f"bands.words.{key}")) for key in ("yes", "no")}
        return [Band(key, *COLOURS[key], label=words[key], brief=words[key]) for key in words]
    if goal is None:
        return []
    limit, width = limit_in_unit(goal, kind, per), step(goal, kind, per)
    unit = formats.unit({"kind": kind, "per": per})
    if goal.comparator == "=":
        labels = labels_around(limit, width, kind, unit)
    else:
        away = -width if goal.lower_is_better else width
        best = limit + away if _can_be(limit + away, kind, per) else None
        labels = labels_beside(goal, kind, (best, limit, limit - away), unit)
    return [
        Band(key, *COLOURS[key], label=label, brief=brief) for key, (label, brief) in labels.items()
    ]


def place(rows: pd.DataFrame, own: bool = False) -> pd.Series:
    """Return each result's band: rows of results of one indicator or of several.

    `own`: as in `bands`. The value is compared exactly, from the counts; the status decides the
    side of the target.
    """
    tops, bottoms = exact(rows["numerator"]), exact(rows["denominator"])
    placed = [
        _place(row, top, bottom, own)
        for row, top, bottom in zip(rows.to_dict("records"), tops, bottoms, strict=True)
    ]
    return pd.Series(placed, index=rows.index, dtype="object")


def _place(row: dict, top, bottom, own: bool) -> Band:
    status = row["status"]
    if row["conf_status"] == "C":
        return EXTRA["withheld"]
    if own and status == "no_target" and pd.notna(row["value"]):
        return bands(None, row["kind"], row["per"], own)[0 if row["value"] else 1]
    if status not in GOOD + BAD:
        return EXTRA[status]
    kind, per = row["kind"], int(row["per"])
    there = {band.key: band for band in bands(formats.target_of(row), kind, per)}
    if top is None:  # judged although a part is missing: how far from the target is not known
        return there["at" if status in GOOD else "short"]
    goal = formats.target_of(row)
    width, ahead = step(goal, kind, per), _ahead(goal, kind, per, top, bottom)
    if status in GOOD:
        key = "beyond" if ahead is not None and ahead >= width else "at"
    else:
        key = "far" if ahead is None or ahead <= -width else "short"
    return there.get(key) or there["at"]


def _ahead(goal: Target, kind: str, per: int, top, bottom) -> Fraction | None:
    """How much better than its target a result is, in its unit; None for a change from 0."""
    match kind:
        case "count":
            value = Fraction(top)
        case "change":
            if not bottom:
                return None
            value = 100 * (Fraction(top) - bottom) / bottom
        case _:
            value = Fraction(top) * per / bottom
    above = value - limit_in_unit(goal, kind, per)
    if goal.comparator == "=":
        return -abs(above)
    return -above if goal.lower_is_better else above


def _can_be(value: Fraction, kind: str, per: int) -> bool:
    """Whether an indicator of that kind can have the value: no share is above the whole."""
    return kind == "change" or 0 <= value <= (per if kind == "proportion" else value)


def steps_ahead(row) -> float:
    """How far a result lies on the good side of its target, in steps.

    Missing where there is no value, no target, or a target that a value cannot be held against.
    """
    goal = formats.target_of(row)
    if goal is None or pd.isna(row["value"]):
        return float("nan")
    away = float(row["value"]) - float(formats.limit_of(row))
    better = -away if goal.lower_is_better or goal.comparator == "=" else away
    return better / float(step(goal, row["kind"], int(row["per"])))


def step_text(goal: Target, kind: str, per: int) -> str:
    """Return the step as it is read: "1 điểm phần trăm", "2‰", "2 trường hợp"."""
    many, unit = step(goal, kind, per), formats.unit({"kind": kind, "per": per})
    which = {"%": "of_share", "": "of_cases"}.get(unit, "of_unit")
    return text(f"bands.step.{which}", width=formats.short(many), many=many, unit=unit)
