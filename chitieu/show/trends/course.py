"""One indicator's course in one area: its direction in the sense of better and worse, and why."""

from __future__ import annotations

from collections.abc import Mapping
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
from chitieu.show import formats
from chitieu.show.verdicts import BAD_INK, GOOD_INK, INK, MUTED

LEVEL = float(special.chdtrc(1, CRITICAL))  # the p-value below which the rule sees a direction
LEAST_YEARS = 3  # fewer make no average change


@dataclass(frozen=True)
class Direction:
    """A word for a direction, its mark, its ink, and the ground of its cell in a matrix."""

    word: str
    mark: str
    ink: str
    ground: str


DIRECTIONS = {
    "improving": Direction("cải thiện", "▲", GOOD_INK, "met-sure"),
    "worsening": Direction("xấu đi", "▼", BAD_INK, "miss-sure"),
    "unclear": Direction("chưa thấy thay đổi rõ", "↔", INK, "na"),
    "unknown": Direction("không tính được", "…", MUTED, "none"),
    "withheld": Direction("không công bố", formats.WITHHELD, MUTED, "withheld"),
}


@dataclass(frozen=True)
class Course:
    """`key`: of DIRECTIONS. `why`: in Vietnamese, why there is no direction; blank where there
    is. `p`, `exact`: p-values, not a number where there is none. `change`: a year, in percentage
    points where the values are percentages, else in percent; over `points`, the years that were
    looked at. `rows`: those years' results."""

    key: str
    why: str
    p: float
    exact: float
    change: float
    points: list[int]
    rows: pd.DataFrame

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
        year `until`; and in Vietnamese why there is none."""
        if self.rows.empty:
            return np.nan, "chưa có số liệu"
        row = self.rows.iloc[-1]
        if row["kind"] == "change" or row["absent"]:
            return np.nan, "không tính"
        if row["status"] == "met":
            return np.nan, "đã đạt"
        limit = row["limit"]
        if not np.isfinite(limit):
            return np.nan, "không có mức"
        if until <= row["year"]:
            return np.nan, "đã tới hạn"
        if self.in_points:
            return (limit - float(row["value"])) / (until - int(row["year"])), ""
        if not limit or not row["value"]:
            return np.nan, "không tính, mức 0"
        return rate_needed(float(row["value"]), limit, until - int(row["year"])), ""


def course_of(rows: pd.DataFrame, better: str, found: Mapping) -> Course:
    """Return the course of one indicator in one area: `rows`, its results of the whole years,
    as `Years.of` has them; `found`, their direction (`measure.trends.trend`)."""
    if rows.empty:
        return Course("unknown", "chưa có năm nào", np.nan, np.nan, np.nan, [], rows)
    years = rows["year"].to_numpy()
    last = int(years[-1])
    recent = rows[years > last - POINTS]
    points = [int(year) for year in recent["year"]]
    if (rows["reason"] == "judged_at_parent").any():
        return Course("unknown", "từng nơi chỉ có hoặc chưa có", *[np.nan] * 3, points, recent)
    key, why = key_of(found["direction"], better), ""
    if found["reason"]:
        why = _why(str(found["reason"]), recent, last)
    if key == "unknown" and (recent["conf_status"] == "C").any():
        key, why = "withheld", ""
    enough = recent["value"].notna().sum() >= LEAST_YEARS and rows["kind"].iloc[0] != "change"
    average = annual_change if is_percentage(recent) else annual_rate_of_change
    change = average(recent) if enough else np.nan
    return Course(
        key, why, float(found["p_value"]), float(found["exact_p_value"]), change, points, recent
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
    match reason:
        case "no_chance":
            return "đếm đủ mọi đơn vị: thay đổi nào cũng là thật, không xét ngẫu nhiên"
        case "kind":
            return "mức giảm so với năm trước không có xu hướng riêng"
        case "too_few_points":
            return f"mới có {len(recent)} năm, cần {POINTS} năm liền"
        case "gap":
            return _gaps(recent, last)
        case "all_zero":
            return f"cả {POINTS} năm đều bằng 0"
        case "all_whole":
            return f"cả {POINTS} năm đều đạt 100%"
        case "above_whole":
            return "có năm vượt 100%"
        case _:
            return "chỉ rõ nhờ riêng một năm"


def _gaps(recent: pd.DataFrame, last: int) -> str:
    """Why a year among the last five has no figure: "2019–2020 không phát sinh"."""
    there = dict(zip(recent["year"], recent["absent"], strict=True))
    years = range(last - POINTS + 1, last + 1)
    absent = [(y, there.get(y, "không có số liệu")) for y in years]
    told = []
    for why, run in groupby(absent, key=lambda pair: pair[1]):
        run = [year for year, _ in run]
        span = str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
        told += [f"{span} {why}"] if why else []
    return "; ".join(told)


def is_percentage(rows: pd.DataFrame) -> bool:
    """Whether values are percentages, whose changes are told in percentage points."""
    return bool(len(rows) and rows["kind"].iloc[0] in PROPORTIONS and rows["per"].iloc[0] == 100)


def change_a_year(change: float, in_points: bool) -> str:
    """Return a change a year as it is read: "−3,2%", "+0,4 điểm %"; blank for none."""
    number = number_a_year(change)
    return f"{number}{' điểm %' if in_points else '%'}" if number else ""


def number_a_year(change: float) -> str:
    """Return a change a year without its unit: "−3,2", "+0,04", "0"; blank for none."""
    if not np.isfinite(change):
        return ""
    if round(change, 2) == 0:
        return "0"
    places = 1 if abs(change) >= 0.1 else 2
    return f"{'+' if change > 0 else ''}{formats.number(change, places)}"
