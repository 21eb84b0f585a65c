"""What a page says of an indicator's places in words: sentences, tips, alternative texts."""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise

from babel.dates import get_month_names

from chitieu.publish.exchange.code_names import by_language
from chitieu.publish.package.figures import parts_of
from chitieu.words import language, text, texts

_TEXT = re.compile(
    r"<(title|desc|figcaption|p|li)\b[^>]*>(.*?)</\1>|\b(?:aria-label|alt|title)=\"([^\"]+)\"", re.S
)
_CLAUSE, _STEP = re.compile(r"[;.]\s|\n"), re.compile(r",\s")
_NUMBER = r"(?:\d\d?|[IVX]+)"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def figures_beside(
    page: str, names: list[str], year: str, plan: list[str]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield where a figure of `year` is said of an indicator behind a place's name: the line, the
    indicator, the name, and the words. A sentence is of the indicator whose part it stands in;
    outside of all parts of the last one that it has named. `plan`: texts of the plan, which may
    have numbers and places in them and are no figures."""
    name = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len)[::-1])})(?!\w)")
    defined = re.compile("|".join(sorted(map(re.escape, plan), key=len)[::-1]) or r"(?!)")
    ends = [*accumulate(len(line) + 1 for line in page.split("\n"))]
    for start, end, own in _stretches(page):
        for told in _TEXT.finditer(page, start, end):
            words = html.unescape(re.sub(r"<[^>]+>", "", told[2] or told[3] or ""))
            for clause in _CLAUSE.split(defined.sub("…", words)):
                line = bisect(ends, told.start()) + 1
                for indicator, place, behind in _places(clause, name, own):
                    if _tells(behind, year):
                        yield line, indicator, place, clause.strip()


def _stretches(page: str) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of indicators, and what stands between them as "" 's."""
    at = 0
    for start, end, own in parts_of(page):
        yield at, start, ""
        yield start, end, own
        at = end
    yield at, len(page), ""


def _places(clause: str, name: re.Pattern, own: str) -> Iterator[tuple[str, str, str]]:
    """Yield of each place in a clause the indicator, the place and what is said behind it."""
    places = [(found.start(), found.end(), found[0], "") for found in name.finditer(clause)]
    named = [] if own else _named().finditer(clause)
    marks = sorted([*places, *((found.start(), found.end(), "", found[1]) for found in named)])
    for (_, end, place, indicator), (following, *_) in pairwise([*marks, (len(clause),)]):
        own = indicator or own
        if own and place:
            yield own, place, clause[end:following]


def _tells(words: str, year: str) -> bool:
    """Whether there is a figure in it that is no time and not another year's."""
    return any(
        re.search(r"\d", _YEAR.sub("", _times().sub("", step)))
        for step in _STEP.split(words)
        if not set(_YEAR.findall(step)) - {year}
    )


@cache
def _named() -> re.Pattern:
    """What names an indicator in a sentence, in whatever language: "chỉ số 11a"."""
    words = by_language(lambda: text("columns.name.indicator")).values()
    return re.compile(rf"\b(?:{'|'.join(words)})s? ([\w.-]*\w)", re.IGNORECASE)


@cache
def _times() -> re.Pattern:
    """What tells a time and no figure, in whatever language, up to its year: "6 tháng đầu năm",
    "đến hết tháng 6", "ngày 15 tháng 1 năm"."""
    found = [each for times in by_language(_spoken_times).values() for each in times]
    return re.compile(rf"\b(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def _spoken_times() -> list[str]:
    months = "|".join(get_month_names("wide", locale=language()).values())
    written = {"d": _NUMBER, "M": _NUMBER, "MMMM": f"(?:{months})", "y": ""}
    messages = texts("periods")
    del messages["year"]
    day = re.sub(r"'([^']*)'|([dMy]+)", lambda m: m[1] or written[m[2]], messages.pop("day"))
    others = [message.replace("{year}", "") for message in messages.values()]
    return [
        day.strip(),
        *(re.sub(r"\{[^}]*\}", lambda _: _NUMBER, other).strip() for other in others),
    ]
