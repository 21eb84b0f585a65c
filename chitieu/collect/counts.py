"""What one cell says of a count.

A count is never guessed at. What a program adds by itself is taken away: 338.00000000000006 is the
338 that the spreadsheet shows. What a person may have meant in two ways is refused, and the remedy
names a figure only where it is the one that was meant.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

from chitieu.decimals import DIGITS

LARGEST = 10**12  # what is more is no count of anything here, but a code or two cells in one
SHOWN = Context(prec=15)  # significant digits that a spreadsheet shows, of the 17 that it keeps
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_IN_FULL = re.compile(r"-?[0-9][.,][0-9]{13,}[eE][+-]?[0-9]{1,2}")  # a float, no digit left out
_POWER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{3})+")
_GROUPED = re.compile(r"[0-9]{1,3}([.,'’ _])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]+)?")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|th(?:g|áng)?\.? ?[0-9]{1,2}\b)[a-z]*"
_DATE = re.compile(
    rf"[0-9]{{1,4}}([/.-])[0-9]{{1,2}}\1[0-9]{{1,4}}(?:[ T].*)?|[0-9]{{1,4}}[/-][0-9]{{1,4}}"
    rf"|[0-9]{{1,4}}[ /-]?{_MONTH}.*|{_MONTH}[ /-]?[0-9]{{1,4}}.*"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?",
    re.IGNORECASE,
)
_DIGITS_ALONE = "write digits alone; what else is to be said of the count goes into the note"
_NOTHING = (
    "write digits, 0 where there was none; where the count is missing, leave the cell empty and "
    "write O (not received), L (not collected) or M in obs_status"
)


class NotACount(ValueError):
    """A cell that is no count: `problem` and `remedy`, as a fault tells them."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(f"{problem}; {remedy}")
        self.problem, self.remedy = problem, remedy


def read_count(text: str, estimated: bool = False) -> float:
    """Return the count that a text says; only an `estimated` one may have decimals.

    Raises NotACount for all else: two figures, a date, a share, signs that make it ambiguous.

    >>> read_count("338.00000000000006"), read_count("12,5", estimated=True)
    (338.0, 12.5)
    """
    if _THOUSANDS.fullmatch(text) and re.search("[1-9]", text):  # 0.000 is 0 in either way
        raise _with_a_sign_of_thousands(text, estimated)
    if not (_NUMBER.fullmatch(text) or _IN_FULL.fullmatch(text)):
        raise NotACount(*_why_no_number(text, estimated))
    number = SHOWN.plus(Decimal(text.replace(",", ".")))
    if number < 0:
        raise NotACount(f"'{text}' is negative", "a count is 0 or more")
    if number >= LARGEST:
        told = text if len(text) <= 20 else f"{text[:20]}…"
        raise NotACount(f"'{told}' is too large for a count", "compare with the report it is from")
    if number % 1 and not estimated:
        raise _share(text)
    return abs(float(round(number, DIGITS)))


def _share(text: str) -> NotACount:
    remedy = "write a count, never a percentage; an estimate has the status E"
    return NotACount(f"'{text}' is no whole count", remedy)


def _with_a_sign_of_thousands(text: str, estimated: bool) -> NotACount:
    """2.000 is two thousand in Viet Nam and two in a CSV, 2,000 the other way round."""
    whole, point = re.sub("[.,]", "", text), text.replace(",", ".")
    one = point.count(".") == 1
    sign = "point" if "." in text else "comma"
    if text.startswith("-"):
        return NotACount(f"'{text}' is negative", "a count is 0 or more")
    if text.startswith("0"):  # no thousand begins with 0
        if one and estimated:
            return NotACount(f"'{text}' has a {sign} where thousands have it", f"write {point}0")
        return _share(text)
    if not one:
        remedy = f"if it is {whole}, write digits without signs between them"
        return NotACount(f"'{text}' may be {whole}, or a decimal", remedy)
    decimal = f"; if it is a decimal, write {point}0" if estimated else ""
    return NotACount(f"'{text}' may be {whole} or {float(point):g}",
                     f"if it is {whole}, write it without a {sign}{decimal}")  # fmt: skip


def _grouped(text: str, sign: str, estimated: bool) -> tuple[str, str]:
    """Thousands apart, and perhaps decimals: 1 234; 1.234,5."""
    number = text.replace(sign, "").replace(",", ".")
    if "." not in number:
        remedy = f"if it is {number}, write digits without signs between them"
        return f"'{text}' is no number, but may be {number} or two figures", remedy
    if estimated:
        return f"'{text}' has two kinds of signs in it", f"if it is {number}, write it so"
    return f"'{text}' is no whole count", "write a count; an estimate has the status E"


def _why_no_number(text: str, estimated: bool) -> tuple[str, str]:
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    if "\n" in text:
        lines = " and ".join(f"'{line.strip()}'" for line in shown.split("\n") if line.strip())
        return f"{lines} are two lines in one cell", "keep the one that is the count"
    if text.startswith("#"):
        return f"'{shown}' is a spreadsheet's error", "mend the formula, or write the count"
    if text.startswith("="):
        return f"'{shown}' is a formula", "write the count that it comes to"
    if re.fullmatch(r"[-−–—]?\s*[0-9.,]+\s*[%‰]", text):
        return f"'{shown}' is no number but a share", "write digits: a count, never a percentage"
    if _DATE.fullmatch(text):
        remedy = "write digits: the count, after setting the cell's format to Number"
        return f"'{shown}' is no number but a date, a range or a fraction", remedy
    if _POWER.fullmatch(text):
        remedy = "write digits, all of them: set the cell's format to Number with 0 decimals"
        return f"'{shown}' is no number but a power of ten, which may be rounded", remedy
    if found := _GROUPED.fullmatch(text):
        return _grouped(text, found[1], estimated)
    if re.fullmatch("[-−–][0-9]+([.,][0-9]+)?", text):
        return f"'{shown}' is negative", "a count is 0 or more"
    if text.casefold() in ("nan", "na", "n/a", "null", "none", "-", "–", "—", "...", "…", ".", "x"):
        return f"'{shown}' is no number", _NOTHING
    if re.search("[0-9]", text):
        return f"'{shown}' is no number", _DIGITS_ALONE
    return f"'{shown}' is no number", "write digits from 0 to 9"
