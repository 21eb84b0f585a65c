"""Targets as a plan writes them, "≥ 96 %", "< 17,6%", "< 6‰", read as `Target` has them.

What may mean two numbers is refused as in counts: 6.000 is six thousand in Viet Nam.
"""

from __future__ import annotations

import re

from chitieu.plan.targets import BESIDE, FALL, POINTS, SINCE, Sense, Target

_SIGNS = {"≤": "<=", "≥": ">="}
_NUMBER = "[0-9]{1,15}"
_UNIT = "%|‰|points"
_WRITTEN = re.compile(
    rf"(?P<fall>{FALL}\s*)?(?P<sign><=|>=|[<>=≤≥])\s*"
    rf"(?P<limit>{_NUMBER}(?:[.,]{_NUMBER})?|{_NUMBER}/{_NUMBER})\s*(?P<unit>{_UNIT})?"
    rf"(?:\s*[-–—]\s*(?P<to>{_NUMBER}(?:[.,]{_NUMBER})?)\s*(?P<of_to>{_UNIT})?)?{SINCE}{BESIDE}\s*"
)
_TWO_WAYS = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")
_UNITS = {"%": "%", "per 1000": "‰", POINTS: POINTS}
FORMS = (
    'write it in quotes as "< 6", ">= 4/7", "fall >= 1", "fall > 0", "fall >= 5–10", '
    '"fall >= 20 since 2020" or ">= 54.9 (56 communes)"'
)


class Unread(ValueError):
    """A text that is no target: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str = FORMS):
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def canonical(text: str, of: Sense | None = None, said: str = "") -> str:
    """Return a target as `Target.parse` reads it. Raises Unread.

    `of`: what its indicator is, whose unit the target's own must be. `said`: what was written,
    where the text was made of it; a fault quotes that. "fall > 0", less than the year before, is
    "< 0" of a change. Of a range the lower end counts; what stands in brackets does not.

    >>> canonical("≥ 96 %"), canonical("< 17,6"), canonical("fall > 0")
    ('>= 96', '< 17.6', '< 0')
    >>> canonical("fall >= 1 %–1,5 %"), canonical("≥ 54,9 % (56 xã)")
    ('fall >= 1–1.5', '>= 54.9 (56 xã)')
    """
    found = _WRITTEN.fullmatch(text.strip())
    text = said or text
    if not found:
        raise Unread(f"'{text}' is no target")
    sign, limit, to = _SIGNS.get(found["sign"], found["sign"]), found["limit"], found["to"]
    unit = found["of_to"] or found["unit"]
    if found["of_to"] and found["unit"] and found["of_to"] != found["unit"]:
        raise Unread(f"'{text}' is in two units", "write both ends of the range in one")
    for way in filter(None, map(_TWO_WAYS.fullmatch, (limit, to or ""))):
        whole, decimal = f"{way[1]}{way[3]}", f"{way[1]}.{way[3]}0"
        raise Unread(
            f"'{way[0]}' may be {whole} or {float(decimal):g}",
            f"if it is {whole}, write it without a {way[2]}; if it is a decimal, write {decimal}",
        )
    in_percent = found["fall"] and not (of and of.kind == POINTS)
    told = "%" if in_percent else of and _UNITS.get(of.unit)
    if unit and ((of and unit != told) or "/" in limit):
        raise Unread(
            f"'{text}' is in {unit}, which is not the indicator's unit",
            f"write the limit in {told or 'its own unit, without a sign'}",
        )
    limit, to = limit.replace(",", "."), to and to.replace(",", ".")
    since = f" since {found['since']}" if found["since"] else ""
    behind = since + (f" ({found['beside'].strip()})" if found["beside"] else "")
    if found["fall"] and sign == ">" and not to and not float(limit.replace("/", "")):
        return f"< 0{behind}"
    numbers = "–".join(filter(None, (limit, to)))
    return _parsed(f"{f'{FALL} ' if found['fall'] else ''}{sign} {numbers}{behind}", text)


def _parsed(made: str, text: str) -> str:
    try:
        return str(Target.parse(made))
    except ValueError as error:
        told = str(error).replace(made, text)
        raise Unread(told, "write the end that is judged" if "range" in told else FORMS) from None
