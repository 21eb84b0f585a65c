"""Years and their parts: 2022, 2022-S1, 2022-Q3 (SDMX time periods). The standard library alone,
for a call is looked at before anything is loaded."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from chitieu.words.messages import text

QUARTERS = 4  # in a year, and what every part is counted in
SCHOOL_YEAR_OVER = 2  # the quarter in which the school year that ends in the year is over (May)
# What adds up to what, the smaller whole first.
WHOLES = {"-S1": ("-Q1", "-Q2"), "-S2": ("-Q3", "-Q4"), "": ("-S1", "-S2")}

_PERIOD = re.compile(r"[0-9]{4}(-S[12]|-Q[1-4])?")
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
_LAST_DAYS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def is_period(text: str) -> bool:
    """Whether a text is a year or a part of one: 2022, 2022-S1, 2022-Q3."""
    return bool(_PERIOD.fullmatch(text))


def is_period_of(text: str, year: int | str) -> bool:
    """Whether a text is a year, or a part of it."""
    return is_period(text) and text.startswith(str(year))


def is_part(period: str) -> bool:
    """Whether a period is a part of a year."""
    return len(period) > 4


def elapsed(period: str) -> int:
    """Return how many quarters of its year are over when the period is: 3 of 2022-Q3."""
    kind, number = period[5:6], period[6:]
    return {"S": 2 * int(number or 0), "Q": int(number or 0)}.get(kind, QUARTERS)


def last_day(period: str) -> datetime.date:
    """Return the last day of a period: 30 June of 2022-S1."""
    return datetime.date(int(period[:4]), *_LAST_DAYS[elapsed(period)])


def period_words(period: str) -> str:
    """Return a period in words: 2022-Q2 is "quý II năm 2022", 2022-S2 "6 tháng cuối năm 2022"."""
    year, kind, number = period[:4], period[5:6], period[6:]
    match kind:
        case "Q":
            return text("periods.quarter", quarter=_ROMAN[int(number)], year=year)
        case "S":
            half = "first" if number == "1" else "last"
            return text(f"periods.{half}_months", months=6, year=year)
        case _:
            return text("periods.year", year=year)


def year_before(period: str, years: int = 1) -> str:
    """Return the same period of the year before, or of so many `years` before: 2021-S1 for
    2022-S1."""
    return in_year(period, int(period[:4]) - years)


def in_year(period: str, year: int) -> str:
    """Return the same period of another year."""
    return f"{year}{period[4:]}"


def with_same_end(period: str) -> list[str]:
    """Return a period and, where there is one, the whole that ends with it: 2022-Q2, 2022-S1."""
    year = period[:4]
    whole = {2: f"{year}-S1", QUARTERS: year}.get(elapsed(period), period)
    return list(dict.fromkeys([period, whole]))


def flowed_in(period: str) -> list[str]:
    """Return the periods that the year so far is made of, as its page tells it: of 2022-Q3 the
    first half and the quarter, of 2022-S2 the year."""
    if elapsed(period) == 3:
        return [f"{period[:4]}-S1", period]
    return [with_same_end(period)[-1]]


def with_wholes(periods: Iterable[str]) -> list[str]:
    """Return one year's periods with those whose parts are all there, in their order."""
    found = set(periods)
    for whole, parts in WHOLES.items():
        for year in {period[:4] for period in found}:
            if all(year + part in found for part in parts):
                found.add(year + whole)
    return sorted(found)
