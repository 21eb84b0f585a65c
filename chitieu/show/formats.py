"""Numbers, targets and dates as a Vietnamese official writes them."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from functools import lru_cache

import pandas as pd
from babel.dates import format_date

from chitieu import words
from chitieu.plan.periods import QUARTERS, elapsed
from chitieu.plan.targets import Target
from chitieu.show import rounding
from chitieu.words import capital, listing, uncapital  # noqa: F401 as what they stand beside

LOCALE = "vi"
UNITS = {1: "", 100: "%", 1000: "‰", 10000: "/10.000", 100000: "/100.000"}

NONE = "-"  # nothing occurred, as the yearbooks print it
MISSING = "..."  # could not be collected, as the yearbooks print it
WITHHELD = "(bm)"  # our own sign: no national one exists

REASONS = {
    "missing": "thiếu số liệu",
    "not_in_file": "chưa có dòng số liệu",
    "not_received": "chưa nhận được báo cáo",
    "not_collected": "không thu thập được",
    "cannot_exist": "không thể có số liệu",
    "part_missing": "còn nơi chưa báo cáo",
    "reported_above": "chỉ báo cáo ở cấp trên",
    "no_previous_period": "không có số liệu năm trước",
    "earlier_part_missing": "thiếu số liệu của phần trước trong năm",
    "school_year_open": "tính theo năm học, chưa đến kỳ xét",
    "not_comparable": "không so sánh được vì địa giới thay đổi",
    "withheld": "không công bố để bảo mật",
    "unknown_kind": "loại chỉ số không hợp lệ",
    "not_a_number": "số liệu không phải là số",
    "bad_per": "đơn vị tính không hợp lệ",
    "negative": "số liệu âm",
    "some_of_none": "có tử số nhưng mẫu số bằng 0",
    "part_above_whole": "tử số lớn hơn mẫu số",
    "bad_target": "mức chỉ tiêu không đọc được",
    "zero_of_zero": "không phát sinh",
    "zero_before": "năm trước bằng 0 nên không có phần trăm",
    "above_whole": "tử số lớn hơn mẫu số (có thể do chuyển đến)",
    "bad_confidence": "mức tin cậy không hợp lệ",
    "partial_total": "tính trên số xã đã báo cáo",
    "missing_cannot_turn": "còn nơi chưa báo cáo, nhưng không đổi được kết luận",
    "judged_at_parent": "chỉ đánh giá ở cấp trên",
}
OBS_STATUSES = {
    "A": "chính thức",
    "P": "sơ bộ",
    "E": "ước tính",
    "M": "không thể có",
    "O": "chưa nhận được",
    "L": "không thu thập được",
}
LEVELS = {
    "commune": "xã",
    "township": "thị trấn",
    "ward": "phường",
    "district": "huyện",
    "former_district": "huyện (cũ)",
    "province": "tỉnh",
    "country": "cả nước",
}
METHODS = {
    "wilson": "Wilson",
    "poisson_exact": "Poisson chính xác",
    "byar": "Byar",
    "none": "không tính",
}


def number(value, decimals: int = 0) -> str:
    """Return 12345.6 as "12.345,6"; blank for a missing one."""
    return "" if pd.isna(value) else words.number(value, decimals)


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
    if row["kind"] != "change":
        return signed(row, with_unit)
    if pd.isna(row["value"]):
        now, before = row["numerator"], row["denominator"]
        if pd.isna(now) or pd.isna(before) or before:
            return ""
        return f"từ 0 lên {number(now)}" if now else "vẫn bằng 0"
    return in_words(row["value"], signed(row, with_unit))


def in_words(change: float, shown: str) -> str:
    """Return a change as it is read: "giảm 15,0%" for "−15,0%"."""
    return f"{'giảm' if change < 0 else 'tăng'} {shown.lstrip('−')}" if change else "không đổi"


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
    return (
        "%" if row["kind"] == "change" else "" if row["kind"] == "count" else UNITS[int(row["per"])]
    )


def target_of(row) -> Target | None:
    """Return a result's target; None where it has none."""
    comparator, text = row.get("comparator"), row["target"]
    return Target.of("" if pd.isna(comparator) else comparator, "" if pd.isna(text) else text)


def limit_of(row) -> Fraction | None:
    """Return the limit of a result's target in the unit of its value; None where it has none."""
    goal = target_of(row)
    return goal and rounding.limit_in_unit(goal, row["kind"], int(row["per"]))


def target(goal: Target | None, kind: str, per: int) -> str:
    """Return a target as it is read: "≥ 96%", "≤ 3/10.000", "≥ 4/7", "giảm ≥ 1%", "≥ 12.345"."""
    if goal is None:
        return ""
    limit = re.sub(r"\d+(?:\.(\d+))?", _as_written, goal.limit_text)
    sign = goal.how.shown
    if goal.of_whole or kind == "count":
        return f"{sign} {limit}"
    return f"{sign} {limit}{'%' if kind == 'change' else UNITS[int(per)]}"


def _as_written(found: re.Match) -> str:
    """A number of a target, with the decimals that the plan writes."""
    whole, _, decimals = found[0].partition(".")
    return number(int(whole)) + (f",{decimals}" if decimals else "")


def target_words(row) -> str:
    """Return a result's target as it is read, and in the middle of a year until when it is:
    "≥ 96%", "≤ 1,5/10.000 đến hết tháng 6"."""
    words = target(target_of(row), row["kind"], row["per"])
    return f"{words} {until(row)}" if words and is_paced(row) else words


def is_paced(row) -> bool:
    """Whether a result stands beside a part of its year's target, not the whole."""
    return row.get("paced") in (True,)


def is_open(period: str) -> bool:
    """Whether a period ends before its year does: what is judged then is the pace."""
    return elapsed(period) < QUARTERS


def until(row) -> str:
    """Return until when a part of a year is: "đến hết tháng 6"."""
    return f"đến hết tháng {3 * elapsed(str(row['period']))}"


def long_date(date: datetime.date) -> str:
    """Return "ngày 15 tháng 1 năm 2023"."""
    return format_date(date, "'ngày' d 'tháng' M 'năm' y", locale=LOCALE)


def period_name(period: str) -> str:
    """Return what a period's page shows: "năm 2022", "6 tháng đầu năm 2022" (of 2022-S1 and of
    2022-Q2), "quý I năm 2022", "9 tháng đầu năm 2022" (of 2022-Q3). A page of a part of a year
    shows the year so far."""
    year, part = period[:4], period[5:]
    match elapsed(period):
        case 1:
            return f"quý I năm {year}"
        case 2 | 3 as quarters:
            return f"{3 * quarters} tháng đầu năm {year}"
        case _:
            return f"12 tháng năm {year}" if part else f"năm {year}"


def short_area(name: str) -> str:
    """Return an area's name without its kind: "Đắk Kôi" for "Xã Đắk Kôi"."""
    for kind in ("Thị trấn ", "Thị xã ", "Thành phố ", "Phường ", "Xã ", "Huyện ", "Tỉnh "):
        if name.startswith(kind):
            return name.removeprefix(kind)
    return name
