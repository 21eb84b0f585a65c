"""Numbers, targets and dates as a Vietnamese official writes them."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from functools import lru_cache

import pandas as pd
from babel.dates import format_date

from chitieu import words
from chitieu.plan.periods import QUARTERS, elapsed, is_part, period_words
from chitieu.plan.targets import AGAINST_LAST_YEAR, FALL, POINTS, Target
from chitieu.show.wording import rounding
from chitieu.words import capital, language, listing, text, texts, uncapital  # noqa: F401

UNITS = {1: "", 100: "%", 1000: "‰"}  # the others are written out: "/10.000"

NONE = "-"  # nothing occurred, as the yearbooks print it
MISSING = "..."  # could not be collected, as the yearbooks print it


def withheld() -> str:
    """Return the sign of what is not published: "(bm)", our own, for no national one exists; in
    English the "[c]" of the United Kingdom's official statistics."""
    return text("formats.withheld")


def reason(code) -> str:
    """Return in words why a result has no value, or what is to be known of it; "" for none."""
    return "" if pd.isna(code) else text(f"results.reason.{code}")


def number(value, decimals: int = 0) -> str:
    """Return 12345.6 as "12.345,6"; blank for a missing one."""
    return "" if pd.isna(value) else words.number(value, decimals)


def short(value) -> str:
    """Return a number with as many decimals as it has, four at most: 16; 12,6; 0,015."""
    places = next((n for n in range(4) if round(value, n) == round(value, 6)), 4)
    return number(float(value), places)


def confidence(scene) -> str:
    """Return how sure the intervals of a scene are: "95%"."""
    share = 100 * scene.settings.confidence
    return f"{number(share, rounding.digits(share % 1))}%"


def count(value) -> str:
    """Return a count; a true zero is the yearbooks' "-"."""
    if pd.isna(value):
        return MISSING
    if value == 0:
        return NONE
    return number(value, 0 if float(value).is_integer() else 1)


def places(row) -> int:
    """Return how many decimals a result's value and the ends of its interval are shown with.

    As many as tell the value (of none: the interval's upper end), and as many more as it takes for
    each of the three to be shown on the side of the target that it is on: a result that reaches
    its target never reads as one that does not.
    """
    ends = [row.get(key) for key in ("value", "lower", "upper")]
    known = tuple(float(end) for end in ends if pd.notna(end))
    return _places(known, limit_of(row), row["kind"] == "count")


@lru_cache(maxsize=16384)
def _places(known: tuple[float, ...], limit: Fraction | None, counted: bool) -> int:
    if counted:
        least = 0 if all(end.is_integer() for end in known) else 1
    else:
        least = next((rounding.digits(end) for end in (*known[:1], *known[:0:-1]) if end), 0)
    least = rounding.beside([end for end in known if end < 0], 0, least)  # no "−0,0"
    return rounding.beside(known, limit, least)


def value(row, with_unit: bool = True) -> str:
    """Return a result's value with its unit: "96,6%", "11,6‰", "6,1/10.000", "2"; a change in
    words, for a fall of −15% is none: "giảm 15,0%", "tăng 37,4%", "không đổi", and after none,
    of which there is no percentage, "từ 0 lên 3", "vẫn bằng 0".

    `row`: anything with value, kind, per and target by key. Blank where there is none.
    """
    if row["kind"] not in AGAINST_LAST_YEAR:
        return signed(row, with_unit)
    if pd.isna(row["value"]):
        if row["kind"] == POINTS:
            return ""
        now, before = row["numerator"], row["denominator"]
        if pd.isna(now) or pd.isna(before) or before:
            return ""
        if now:
            return text("formats.from_none", before=0, now=now)
        return text("formats.still_none", now=now)
    return in_words(row["value"], signed(row, with_unit))


def in_words(change: float, shown: str) -> str:
    """Return a change as it is read: "giảm 15,0%" for "−15,0%"."""
    if not change:
        return text("formats.change.level")
    return text(f"formats.change.{'fell' if change < 0 else 'rose'}", by=shown.lstrip("−"))


def signed(row, with_unit: bool = True) -> str:
    """Return a result's value as a number, a fall with its sign: "−15,0%"."""
    if pd.isna(row["value"]):
        return ""
    whole = float(row["value"]).is_integer() and (row["kind"] == "count" or not row["value"])
    return number(row["value"], 0 if whole else places(row)) + (unit(row) if with_unit else "")


def interval(row) -> str:
    """Return a result's interval without its unit: "95,9 – 97,1". Blank where there is none."""
    if pd.isna(row["lower"]):
        return ""
    own = places(row)
    return f"{number(row['lower'], own)} – {number(row['upper'], own)}"


def beside(value, row, least: int = 1) -> str:
    """Return a number in the unit of a result's target, on the side of it that it is on."""
    if pd.isna(value):
        return ""
    return number(value, rounding.beside([float(value)], limit_of(row), least))


def amount(value, row) -> str:
    """Return a number in the unit of a result, with its unit: "11,6‰"."""
    return beside(value, row, rounding.digits(value)) + unit(row)


def unit(row) -> str:
    """Return the unit that stands behind a result's value."""
    return unit_of(row["kind"], int(row["per"]))


def unit_of(kind: str, per: int) -> str:
    """Return the unit of a kind of indicator: "%", "‰", "/10.000"; "" of a count."""
    if kind == POINTS:
        return text("formats.points")
    if kind in ("change", "count"):
        return "%" if kind == "change" else ""
    if kind == "count_ratio":  # 105 boys on 100 girls are no percentage
        return text("formats.per", base=per) if per > 1 else ""
    return UNITS[per] if per in UNITS else text("formats.per", base=per)


def target_of(row) -> Target | None:
    """Return a result's target; None where it has none."""
    return Target.of(row.get("comparator"), row["target"])


def limit_of(row) -> Fraction | None:
    """Return the limit of a result's target in the unit of its value; None where it has none."""
    goal = target_of(row)
    return goal and rounding.limit_in_unit(goal, row["kind"], int(row["per"]))


def target(goal: Target | None, kind: str, per: int) -> str:
    """Return a target as it is read: "≥ 96%", "≤ 3/10.000", "≥ 4/7", "giảm ≥ 1%", "≥ 12.345"; a
    range, and what the plan has in brackets, as the plan has them: "giảm 5–10%", "≥ 54,9% (56 xã)".
    """
    if goal is None:
        return ""
    told = judged_limit(goal, kind, per)
    if goal.to:
        limit = _limit(f"{goal.limit_text}–{goal.to}", kind, per)
        told = text("formats.fall_range", limit=limit) if goal.comparator == FALL else limit
    if goal.since:
        told = text("formats.compared_target", target=told, of=compared(goal.since))
    return text("formats.target_beside", target=told, beside=goal.beside) if goal.beside else told


def judged_limit(goal: Target, kind: str, per: int) -> str:
    """Return the limit that a result is held against, without what the plan says besides."""
    limit = _limit(goal.limit_text, kind, 1 if goal.of_whole else per)
    if goal.comparator == FALL:
        return text("formats.fall_target", limit=limit)
    if kind in AGAINST_LAST_YEAR and goal.comparator == "<" and not goal.limit:
        return text("formats.any_fall")
    return text("formats.target", sign=goal.how.shown, limit=limit)


def _limit(numbers: str, kind: str, per: int) -> str:
    return re.sub(r"\d+(?:\.(\d+))?", _as_written, numbers) + unit_of(kind, int(per))


def compared(since: int, period: str = "") -> str:
    """Return what a change compares with, by the year that its target names (0: none): "năm trước",
    "năm 2020", in a part of a year "cùng kỳ năm trước"."""
    year = text("formats.compared.named", year=since) if since else text("formats.compared.last")
    return text("formats.compared.part", year=year) if is_part(period) else year


def _as_written(found: re.Match) -> str:
    """A number of a target, with the decimals that the plan writes."""
    decimals = found[0].partition(".")[2]
    return number(Fraction(found[0]), len(decimals))


def target_words(row) -> str:
    """Return a result's target as it is read, and in the middle of a year until when it is:
    "≥ 96%", "≤ 1,5/10.000 đến hết tháng 6"."""
    goal = target(target_of(row), row["kind"], row["per"])
    if not goal or not is_paced(row):
        return goal
    return text("formats.paced_target", target=goal, until=until(row))


def is_paced(row) -> bool:
    """Whether a result stands beside a part of its year's target, not the whole."""
    return row.get("paced") in (True,)


def is_open(period: str) -> bool:
    """Whether a period ends before its year does: what is judged then is the pace."""
    return elapsed(period) < QUARTERS


def until(row) -> str:
    """Return until when a part of a year is: "đến hết tháng 6"."""
    return text("periods.until", month=3 * elapsed(str(row["period"])))


def long_date(date: datetime.date) -> str:
    """Return "ngày 15 tháng 1 năm 2023"."""
    return format_date(date, text("periods.day"), locale=language())


def period_name(period: str) -> str:
    """Return what a period's page shows: "năm 2022", "6 tháng đầu năm 2022" (of 2022-S1 and of
    2022-Q2), "quý I năm 2022", "9 tháng đầu năm 2022" (of 2022-Q3). A page of a part of a year
    shows the year so far."""
    year, quarters = period[:4], elapsed(period)
    if not is_part(period) or quarters == 1:
        return period_words(period)
    which = "all" if quarters == QUARTERS else "first"
    return text(f"periods.{which}_months", months=3 * quarters, year=year)
