"""A target in a plan's own words, "trên 95 %", "giảm 5–10 %", "54,9 % (56 xã)", as the year file
has it, and what of it is not judged."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from chitieu.begin.territory import known_types
from chitieu.plan.area_limits import Written
from chitieu.plan.written_targets import Unread, canonical
from chitieu.words import LANGUAGES, speaking, texts

SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<=", "fall": "fall >="}
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_BASE = re.compile(r"(?<=[0-9])\s*/\s*(1[.,]?000|10[.,]?000|100[.,]?000)$")
_PARTS = re.compile(r"\s*;\s*|,\s+")
_BARE = re.compile(r"[0-9][0-9.,/]*\s*[%‰]?")
URBAN, RURAL = ("ward", "township"), ("commune",)  # what a plan's "urban" and "rural" are here


class Read(NamedTuple):
    """A target as the year file has it, one by type of area where the plan has such; `base`, the
    "per" that it states itself (0 for none); `told`, what was made of the plan's words, "" where
    they stand as they are."""

    target: Written
    base: int
    told: str


def read_by_type(words: str, types: Collection[str], better: str = "") -> Read:
    """Return a target out of a plan's words, as `read_words` does, or one by type of area.

    `types`: the codes of the types that there are.

    >>> read_by_type("< 10 % phường; < 5 % xã", ["ward", "commune"]).target
    {'ward': '< 10 %', 'commune': '< 5 %'}
    """
    known, found = _types(types), {}
    bases, parts = set(), _PARTS.split(words)
    for part in parts if len(parts) > 1 else ():
        low = part.casefold()
        named = next((n for n in known if low.startswith((f"{n}:", f"{n} "))), "")
        rest = part[len(named) :].lstrip(": ")
        if not named:
            named = next((n for n in known if low.endswith((f" {n}", f" ({n})"))), "")
            rest = part[: len(part) - len(named) - (2 if low.endswith(")") else 1)].rstrip(" (")
        if not named:
            return read_words(words, better)
        read = read_words(rest, better)
        bases.add(read.base)
        found |= dict.fromkeys(known[named], read.target)
    if not found:
        return read_words(words, better)
    told = "; ".join(f"{level}: {target}" for level, target in found.items())
    return Read(found, max(bases), f"'{words}' is judged as {told}")


def _types(types: Collection[str]) -> dict[str, list[str]]:
    """The types that words mean, the longest words first."""
    found: dict[str, list[str]] = {code: [code] for code in types}
    named = known_types().melt("type", ["name_vi", "name_en"], value_name="named").dropna()
    for code, forms in named[["type", "named"]].itertuples(index=False):
        found |= {form: [code] for form in forms.split("|") if code in types}
    for language in LANGUAGES:
        with speaking(language):
            for which, codes in (("urban", URBAN), ("rural", RURAL)):
                there = [code for code in codes if code in types]
                found |= {w: there for w in texts("plan_sheet.area")[which].split("|") if there}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def read_words(words: str, better: str = "") -> Read:
    """Return a target out of a plan's words; what is none comes back as it is. `better`: which way
    is, for a number without a sign.

    >>> read_words("trên 95 %").target, read_words("550/100.000").base
    ('> 95 %', 100000)
    >>> read_words("54,9 % (56 xã)", "higher").target
    '>= 54,9 % (56 xã)'
    """
    with suppress(Unread):
        canonical(words)
        return Read(words, 0, "")
    rest = _BRACKETS.sub("", words)
    beside, since = words[len(rest) :].strip(), ""
    for phrase in _phrases("since"):
        if found := re.search(rf"\s+{re.escape(phrase)}\s+([0-9]{{4}})$", rest, re.IGNORECASE):
            rest, since = rest[: found.start()], f" since {found[1]}"
    if rest.casefold() in _phrases("none"):
        return Read("= 0", 0, f"'{words}' is judged as = 0")
    if rest.casefold() in _phrases("less"):
        than = since.replace(" since", "") or " the year before"
        return Read(f"fall > 0{since}", 0, f"'{words}' is judged as less than{than}")
    base = 0
    if found := _BASE.search(rest):
        base, rest = int(re.sub("[.,]", "", found[1])), rest[: found.start()]
    sign, rest = _signed(rest)
    if better and not sign and _BARE.fullmatch(rest):
        sign = ">=" if better == "higher" else "<="
    target = f"{sign} {rest}".strip() + since
    if not (sign or beside or base or since):
        return Read(words, 0, "")
    told = f"'{words}' is judged as {target}"
    if beside:
        told += f", and {beside} is shown and not judged"
    return Read(f"{target} {beside}".strip(), base, told)


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
