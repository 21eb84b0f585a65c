"""Targets as a plan writes them, "≥ 96 %", "< 17,6%", "< 6‰", read as `Target` has them.

What may mean two numbers is refused as in counts: 6.000 is six thousand in Viet Nam.
"""

from __future__ import annotations

import re

from chitieu.plan.targets import FALL, POINTS, Sense, Target

_SIGNS = {"≤": "<=", "≥": ">="}
_NUMBER = "[0-9]{1,15}"
_WRITTEN = re.compile(
    rf"(?P<fall>{FALL}\s*)?(?P<sign><=|>=|[<>=≤≥])\s*"
    rf"(?P<limit>{_NUMBER}(?:[.,]{_NUMBER})?|{_NUMBER}/{_NUMBER})\s*(?P<unit>[%‰])?"
)
_TWO_WAYS = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")
_UNITS = {"%": "%", "per 1000": "‰"}
_FORMS = 'write it in quotes as "< 6", ">= 4/7", "fall >= 1" or "fall > 0"'


class Unread(ValueError):
    """A text that is no target: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str = _FORMS):
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def canonical(text: str, of: Sense | None = None) -> str:
    """Return a target as `Target.parse` reads it. Raises Unread.

    `of`: what its indicator is, whose unit the target's own must be. "fall > 0", less than the year
    before, is "< 0" of a change.

    >>> canonical("≥ 96 %"), canonical("< 17,6"), canonical("fall > 0")
    ('>= 96', '< 17.6', '< 0')
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise Unread(f"'{text}' is no target")
    sign, limit, unit = _SIGNS.get(found["sign"], found["sign"]), found["limit"], found["unit"]
    if way := _TWO_WAYS.fullmatch(limit):
        whole, decimal = f"{way[1]}{way[3]}", f"{way[1]}.{way[3]}0"
        raise Unread(
            f"'{limit}' may be {whole} or {float(decimal):g}",
            f"if it is {whole}, write it without a {way[2]}; if it is a decimal, write {decimal}",
        )
    in_percent = found["fall"] and not (of and of.kind == POINTS)
    told = "%" if in_percent else of and _UNITS.get(of.unit)
    if unit and ((of and unit != told) or "/" in limit):
        raise Unread(
            f"'{text}' is in {unit}, which is not the indicator's unit",
            f"write the limit in {told or 'its own unit, without a sign'}",
        )
    limit = limit.replace(",", ".")
    if not found["fall"]:
        return _parsed(f"{sign} {limit}", text)
    if sign == ">" and not float(limit.replace("/", "")):
        return "< 0"
    return _parsed(f"{FALL} {sign} {limit}", text)


def _parsed(made: str, text: str) -> str:
    try:
        return str(Target.parse(made))
    except ValueError:
        raise Unread(f"'{text}' is no target") from None
