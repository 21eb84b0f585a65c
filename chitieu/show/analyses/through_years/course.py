"""One indicator's course in one area: its direction in the sense of better and worse, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from scipy import special

from chitieu.measure.differences import PROPORTIONS
from chitieu.measure.trends import (
    CRITICAL,
    POINTS,
    annual_change,
    annual_rate_of_change,
    rate_needed,
)
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, MUTED
from chitieu.show.wording import formats
from chitieu.words import text

LEVEL = float(special.chdtrc(1, CRITICAL))  # the p-value below which the rule sees a direction
LEAST_YEARS = 3  # fewer make no average change
WHOLE = "100%"
# Reasons of a year without a figure: that a report is lacking, or an area's part of it.
UNREPORTED = (
    "not_received", "part_missing", "partial_total", "missing_cannot_turn", "reported_above",
)  # fmt: skip


@dataclass(frozen=True)
class Direction:
    """A direction's mark, its ink, and the ground of its cell in a matrix."""

    key: str
    sign: str
    ink: str
    ground: str

    @property
    def mark(self) -> str:
        return self.sign or formats.withheld()

    @property
    def word(self) -> str:
        return text(f"course.direction.{self.key}")


DIRECTIONS = {
    each.key: each
    for each in (
        Direction("improving", "▲", GOOD_INK, "na"),
        Direction("worsening", "▼", BAD_INK, "has"),
        Direction("unclear", "↔", INK, "na"),
        Direction("unknown", "…", MUTED, "none"),
        Direction("withheld", "", MUTED, "withheld"),
    )
}


@dataclass(frozen=True)
class Course:
    """`key`: of DIRECTIONS. `why`: in words, why there is no direction; blank where there is.
    `p`, `exact`: p-values, not a number where there is none. `change`: a year, in percentage
    points where the values are percentages, else in percent; over `points`, the years that were
    looked at. `rows`: those years' results. `unreported`: whether a report that is lacking is why
    there is no direction."""

    key: str
    why: str
    p: float
    exact: float
    change: float
    points: list[int]
    rows: pd.DataFrame
    unreported: bool = False

    @property
    def direction(self) -> Direction:
        return DIRECTIONS[self.key]

    @property
    def told(self) -> bool:
        """Whether the rule gave an answer, be it that nothing is clear."""
        return self.key in ("improving", "worsening", "unclear")

    @property
    def tests_disagree(self) -> bool:
        """Whether one of the two tests sees a direction where the other sees none."""
        both = np.isfinite([self.p, self.exact]).all()
        return bool(both and (self.p < LEVEL) != (self.exact < LEVEL))

    @property
    def in_points(self) -> bool:
        """Whether a change is told in percentage points: a percent of a percent misleads."""
        return is_percentage(self.rows)

    def needed(self, until: int) -> tuple[float, str]:
        """The change a year, in the unit of `change`, from the last value to its target by the
        year `until`; and in words why there is none."""
        why = self._why_none_needed(until)
        if why:
            return np.nan, why
        row = self.rows.iloc[-1]
        value, limit, left = float(row["value"]), row["limit"], until - int(row["year"])
        return ((limit - value) / left if self.in_points else rate_needed(value, limit, left)), ""

    def _why_none_needed(self, until: int) -> str:
        if self.rows.empty:
            return text("course.no_pace.no_data")
        row = self.rows.iloc[-1]
        if row["kind"] == "change" or row["absent"]:
            return text("course.no_pace.not_computed")
        if row["status"] == "met":
            return text("course.no_pace.met")
        if not np.isfinite(row["limit"]):
            return text("course.no_pace.no_target")
        if until <= row["year"]:
            return text("course.no_pace.due")
        if not self.in_points and not (row["limit"] and row["value"]):
            return text("course.no_pace.zero", zero=0)
        return ""


def course_of(rows: pd.DataFrame, better: str, found: Mapping) -> Course:
    """Return the course of one indicator in one area: `rows`, its results of the whole years,
    as `Years.of` has them; `found`, their direction (`measure.trends.trend`)."""
    if rows.empty:
        return Course("unknown", text("course.why.no_year"), *[np.nan] * 3, [], rows)
    years = rows["year"].to_numpy()
    last = int(years[-1])
    recent = rows[years > last - POINTS]
    points = [int(year) for year in recent["year"]]
    if (rows["reason"] == "judged_at_parent").any():
        return Course("unknown", text("course.why.of_areas"), *[np.nan] * 3, points, recent)
    key, why = key_of(found["direction"], better), ""
    if found["reason"]:
        why = _why(str(found["reason"]), recent, last)
    if key == "unknown" and (recent["conf_status"] == "C").any():
        key, why = "withheld", ""
    lacking = recent["reason"].isin(UNREPORTED) & recent["absent"].ne("")
    enough = recent["value"].notna().sum() >= LEAST_YEARS and rows["kind"].iloc[0] != "change"
    average = annual_change if is_percentage(recent) else annual_rate_of_change
    change = average(recent) if enough else np.nan
    return Course(
        key,
        why,
        float(found["p_value"]),
        float(found["exact_p_value"]),
        change,
        points,
        recent,
        unreported=bool(key == "unknown" and found["reason"] == "gap" and lacking.any()),
    )


def key_of(direction: str, better: str) -> str:
    """Return what a direction means where a value is better "higher" or "lower"."""
    match direction:
        case "increasing":
            return "improving" if better == "higher" else "worsening"
        case "decreasing":
            return "improving" if better == "lower" else "worsening"
        case "no_significant_change":
            return "unclear"
        case _:
            return "unknown"


def _why(reason: str, recent: pd.DataFrame, last: int) -> str:
    if reason == "gap":
        return _gaps(recent, last)
    return text(f"course.why.{reason}", years=len(recent), points=POINTS, whole=WHOLE)


def _gaps(recent: pd.DataFrame, last: int) -> str:
    """Why a year among the last five has no figure: "2019–2020 không phát sinh"."""
    there = dict(zip(recent["year"], recent["absent"], strict=True))
    years = range(last - POINTS + 1, last + 1)
    absent = [(y, there.get(y, text("course.why.no_row"))) for y in years]
    runs = [(why, spans(y for y, _ in run)) for why, run in groupby(absent, lambda pair: pair[1])]
    return "; ".join(text("course.without", years=span, why=why) for why, span in runs if why)


def spans(years: Iterable[int]) -> str:
    """Return "2018–2020, 2022"."""
    runs = []
    for _, run in groupby(enumerate(sorted(years)), key=lambda pair: pair[1] - pair[0]):
        run = [int(year) for _, year in run]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    return ", ".join(runs)


def is_percentage(rows: pd.DataFrame) -> bool:
    """Whether values are percentages, whose changes are told in percentage points."""
    return bool(len(rows) and rows["kind"].iloc[0] in PROPORTIONS and rows["per"].iloc[0] == 100)


def change_a_year(change: float, in_points: bool) -> str:
    """Return a change a year as it is read: "−3,2%", "+0,4 điểm %"; blank for none."""
    number = number_a_year(change)
    unit = "points" if in_points else "percent"
    return text(f"course.change.{unit}", change=number) if number else ""


def number_a_year(change: float) -> str:
    """Return a change a year without its unit: "−3,2", "+0,04", "0"; blank for none."""
    if not np.isfinite(change):
        return ""
    if round(change, 2) == 0:
        return "0"
    places = 1 if abs(change) >= 0.1 else 2
    return f"{'+' if change > 0 else ''}{formats.number(change, places)}"
