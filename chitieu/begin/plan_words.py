"""A target in a plan's own words, "trên 95 %", "giảm 5–10 %", "54,9 % (56 xã)", as the year file
has it, and what of it is not judged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import NamedTuple

from chitieu.begin.plan_heads import bare
from chitieu.begin.territory import known_types
from chitieu.plan.area_limits import Written
from chitieu.plan.written_targets import Unread, canonical
from chitieu.words import LANGUAGES, language, speaking, texts

SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<=", "fall": "fall >="}
_SIGN = re.compile(r"(<=|>=|[<>=≤≥])\s*")
_ALIKE = {"≤": "<=", "≥": ">="}
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_BASE = re.compile(r"(?<=[0-9])\s*/\s*(1[.,]?000|10[.,]?000|100[.,]?000)$")
_PARTS = re.compile(r"\s*;\s*|,\s+(?![^()]*\))")
_NUMBER = r"[0-9][0-9.,/]*\s*(?:%|‰|points)?"
_BARE = re.compile(rf"{_NUMBER}(?:\s*[-–—]\s*{_NUMBER})?")
_COUNTED = re.compile(r"(.*?[0-9%‰])\s+([^\W\d_].*)")
URBAN, RURAL = ("ward", "township"), ("commune",)  # what a plan's "urban" and "rural" are here


class Read(NamedTuple):
    """A target as the year file has it, one by type of area where the plan has such; `base`, the
    "per" that it states itself (0 for none); `told`, what was made of the plan's words, "" where
    they stand as they are; `alone`, the number where it has no sign and nothing says which way is
    better; `behind`, words behind it that are not what is counted."""

    target: Written
    base: int
    told: str
    alone: str = ""
    behind: str = ""


def read_by_type(
    words: str, types: Collection[str], better: str = "", units: Collection[str] = ()
) -> Read:
    """Return a target out of a plan's words, as `read_words` does, or one by type of area.

    `types`: the codes of the types that there are, none where nobody knows. Raises Unread where a
    limit is of a type that there is not, or of none beside others that are.

    >>> read_by_type("< 10 % phường; < 5 % xã", ["ward", "commune"]).target
    {'ward': '< 10 %', 'commune': '< 5 %'}
    """
    named = [(part, *_named(part, types)) for part in _PARTS.split(words)]
    if len(named) < 2 or not any(codes for *_, codes in named):
        return read_words(words, better, units)
    found, bases = {}, set()
    for part, rest, codes in named:
        there = [code for code in codes if code in types or not types]
        if not there:
            which = "names no type of area" if not codes else "is of a type that no area here has"
            raise Unread(f"'{part}' {which}", f"the types here: {', '.join(_called(types))}")
        read = read_words(rest, better, units)
        bases.add(read.base)
        found |= dict.fromkeys(there, read.target)
    told = "; ".join(f"{level}: {target}" for level, target in found.items())
    return Read(found, max(bases), f"'{words}' is judged as {told}")


def _named(part: str, types: Collection[str]) -> tuple[str, list[str]]:
    """What a part says but for the type of area that it names, and that type's codes."""
    low, known = part.casefold(), _types(types)
    for name, codes in known.items():
        if low.startswith((f"{name}:", f"{name} ")):
            return part[len(name) :].lstrip(": "), codes
    for name, codes in known.items():
        for behind in (f" {name}", f" ({name})"):
            if low.endswith(behind):
                return part[: -len(behind)].rstrip(), codes
    return part, []


def _types(own: Collection[str] = ()) -> dict[str, list[str]]:
    """The types that words mean, the longest words first: those that names are known by, and those
    that there are."""
    table = known_types()
    found: dict[str, list[str]] = {code: [code] for code in (*table["type"], *own)}
    for code, *names in table[["type", "name_vi", "name_en"]].itertuples(index=False):
        for form in (form for name in names for form in name.split("|")):
            found[form] = [*dict.fromkeys([*found.get(form, []), code])]
    for which, codes in (("urban", URBAN), ("rural", RURAL)):
        found |= {name: [*codes] for name in _phrases(which, "area")}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _called(types: Collection[str]) -> list[str]:
    """What types are called, in the order of the table, in the language that is spoken."""
    table = known_types()
    return [
        words.partition("|")[0]
        for code, words in zip(table["type"], table[f"name_{language()}"], strict=True)
        if code in types
    ]


def names_of_types() -> set[str]:
    """Return the words that any type of area is called by, in each language."""
    return {bare(word) for word in _types()}


def read_words(words: str, better: str = "", units: Collection[str] = ()) -> Read:
    """Return a target out of a plan's words; what is none comes back as it is. `better`: which way
    is, for a number without a sign; `units`: what may stand behind a number and is not read, as
    what is counted.

    >>> read_words("trên 95 %").target, read_words("550/100.000").base
    ('> 95 %', 100000)
    >>> read_words("54,9 % (56 xã)", "higher").target
    '>= 54,9 % (56 xã)'
    >>> read_words("đạt 12/20 xã trở lên", units=["xã"]).target
    '>= 12/20'
    """
    with suppress(Unread):
        canonical(words)
        return Read(words, 0, "")
    rest = _BRACKETS.sub("", words)
    beside, since = words[len(rest) :].strip(), ""
    for phrase in _phrases("since"):
        if found := re.search(rf"\s+{re.escape(phrase)}\s+([0-9]{{4}})$", rest, re.IGNORECASE):
            rest, since = rest[: found.start()], f" since {found[1]}"
    if bare(rest) in _phrases("none"):
        return Read("= 0", 0, f"'{words}' is judged as = 0")
    if bare(rest) in _phrases("less"):
        than = since.replace(" since", "") or " the year before"
        return Read(f"fall > 0{since}", 0, f"'{words}' is judged as less than{than}")
    ends, rest = _ending(rest)
    sign, rest, weak = _signed(rest)
    rest = _plain_number(rest, units)
    base = 0
    if found := _BASE.search(rest):
        base, rest = int(re.sub("[.,]", "", found[1])), rest[: found.start()]
    if ends and not (weak or _ALIKE.get(sign, sign) in ("", ends, f"fall {ends}")):
        return Read(words, 0, "")  # "above 5 % or less"
    if ends and (weak or not sign):
        sign = ends
    alone = "" if sign or not _BARE.fullmatch(rest) else f"{rest}{since} {beside}".strip()
    if better and alone:
        sign, alone = ">=" if better == "higher" else "<=", ""
    target = f"{sign} {rest}".strip() + since
    counted = None if _BARE.fullmatch(rest) else _COUNTED.fullmatch(rest)
    behind = counted[2] if counted and _BARE.fullmatch(counted[1]) else ""
    if not (sign or beside or base or since):
        return Read(words, 0, "", alone, behind)
    told = f"'{words}' is judged as {target}"
    if beside:
        told += f", and {beside} is shown and not judged"
    return Read(f"{target} {beside}".strip(), base, told, alone, behind)


def _ending(words: str) -> tuple[str, str]:
    """The sign that words end with, "trở lên", "" for none, and what stands before it."""
    for code, sign in (("or_more", ">="), ("or_less", "<=")):
        for phrase in _phrases(code):
            if bare(words).endswith(f" {phrase}"):
                return sign, words[: -len(phrase)].rstrip(" ,")
    return "", words


def _signed(words: str) -> tuple[str, str, bool]:
    """The sign that words begin with, what follows them, and whether they say no more than that it
    is reached ("đạt"), so that another sign may stand behind them."""
    if found := _SIGN.match(words):
        return found[1], words[found.end() :], False
    known = [(phrase, code) for code in SIGNS for phrase in _phrases(code)]
    known += [(phrase, "reach") for phrase in _phrases("reach")]
    for phrase, code in sorted(known, key=lambda pair: -len(pair[0])):
        if not bare(words).startswith(f"{phrase} "):
            continue
        rest = words[len(phrase) :].strip()
        behind, number, _ = _signed(rest)
        if code == "reach":
            return (behind, number, False) if behind else (SIGNS["at_least"], rest, True)
        if code == "fall" and _ALIKE.get(behind, behind) == ">=":
            return SIGNS["fall"], number, False
        return SIGNS[code], rest, False
    return "", words, False


def _plain_number(words: str, units: Iterable[str]) -> str:
    """A number in figures and signs alone, "0,5 điểm %" as "0,5 points", "5 đến 10 %" as "5–10 %",
    without what is counted."""
    words = _joined(_replaced(words, "percent", " %"))
    if found := _COUNTED.fullmatch(words):
        counted = bare(found[2])
        for phrase in _phrases("of"):
            counted = counted.removeprefix(f"{phrase} ")
        # "trẻ em" of "Trẻ em dưới 1 tuổi": what is counted is often said shortly.
        if any(f"{bare(unit)} ".startswith(f"{counted} ") for unit in units):
            words = found[1]
    return _joined(_replaced(words, "points", " points"))


def _replaced(words: str, code: str, sign: str) -> str:
    """A unit in words behind each number, in its sign."""
    ways = "|".join(map(re.escape, _phrases(code)))
    return re.sub(rf"(?<=[0-9])\s*(?:{ways})(?!\w)", sign, words, flags=re.IGNORECASE)


def _joined(words: str) -> str:
    """The two ends of a range, "5 đến 10", with a dash between them."""
    ways = "|".join(map(re.escape, _phrases("to")))
    between = rf"(?<=[0-9%‰s])\s+(?:{ways})\s+(?=[0-9])"
    return re.sub(between, "–", words, flags=re.IGNORECASE)


def _phrases(code: str, table: str = "sign") -> list[str]:
    """The ways to say a sign, in every language, the longest first."""
    found = []
    for each in LANGUAGES:
        with speaking(each):
            found += texts(f"plan_sheet.{table}")[code].split("|")
    return sorted(found, key=lambda phrase: -len(phrase))
