"""A target in a plan's own words, "trên 95 %", "giảm 5–10 %", "54,9 % (56 xã)", as the year file
has it, and what of it is not judged."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple

from chitieu.plan.written_targets import Unread, canonical
from chitieu.words import LANGUAGES, speaking, texts

SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<=", "fall": "fall >="}
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_BASE = re.compile(r"(?<=[0-9])\s*/\s*(1[.,]?000|10[.,]?000|100[.,]?000)$")
_RANGE = re.compile(r"([0-9][0-9.,]*)\s*(%?)\s*[-–—]\s*([0-9][0-9.,]*)(\s*%)?$")


class Read(NamedTuple):
    """A target as the year file has it; `base`, the "per" that it states itself (0 for none);
    `told`, what was made of the plan's words, "" where they stand as they are."""

    target: str
    base: int
    told: str


def read_words(words: str) -> Read:
    """Return a target out of a plan's words; what is none comes back as it is.

    >>> read_words("trên 95 %").target, read_words("550/100.000").base
    ('> 95 %', 100000)
    """
    with suppress(Unread):
        canonical(words)
        return Read(words, 0, "")
    rest = _BRACKETS.sub("", words)
    beside = words[len(rest) :].strip()
    if rest.casefold() in _phrases("none"):
        return Read("= 0", 0, f"'{words}' is judged as = 0")
    if rest.casefold() in _phrases("less"):
        return Read("fall > 0", 0, f"'{words}' is judged as less than the year before")
    base = 0
    if found := _BASE.search(rest):
        base, rest = int(re.sub("[.,]", "", found[1])), rest[: found.start()]
    sign, rest = _signed(rest)
    of_range = _RANGE.search(rest) if sign.startswith("fall") else None
    if of_range:  # a fall is a floor: more than it is no worse
        unit = of_range[2] or (of_range[4] or "").strip()
        rest = f"{rest[: of_range.start()]}{of_range[1]} {unit}".strip()
    target = f"{sign} {rest}".strip()
    if target == words or not (sign or beside or base):
        return Read(words, 0, "")
    told = f"'{words}' is judged as {target}"
    return Read(target, base, told + (f", and {beside} is not judged" if beside else ""))


def _signed(words: str) -> tuple[str, str]:
    """The sign that words begin with, and what follows them."""
    low = words.casefold()
    known = [(phrase, code) for code in SIGNS for phrase in _phrases(code)]
    for phrase, code in sorted(known, key=lambda pair: -len(pair[0])):
        if low.startswith(f"{phrase} "):
            return SIGNS[code], words[len(phrase) :].strip()
    return "", words


def _phrases(code: str) -> list[str]:
    """The ways to say a sign, in every language."""
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found += texts("plan_sheet.sign")[code].split("|")
    return found
