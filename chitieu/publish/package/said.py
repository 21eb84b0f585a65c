"""What a page says of an indicator's places in words: sentences, tips, alternative texts."""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate, pairwise

from chitieu.publish.package.figures import parts_of

_TEXT = re.compile(
    r"<(title|desc|figcaption|p|li)\b[^>]*>(.*?)</\1>|\b(?:aria-label|alt|title)=\"([^\"]+)\"", re.S
)
_CLAUSE, _STEP = re.compile(r"[;.]\s|\n"), re.compile(r",\s")
_NAMED = re.compile(r"[Cc]hỉ số ([\w.-]*\w)")
_TIME = re.compile(  # "6 tháng đầu năm 2022", "đến hết tháng 6", "ngày 15 tháng 1 năm 2023"
    r"\b\d{1,2} tháng(?: đầu| cuối)? năm\b|\b(?:ngày \d{1,2} )?tháng \d{1,2}\b"
)
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
        for text in _TEXT.finditer(page, start, end):
            words = html.unescape(re.sub(r"<[^>]+>", "", text[2] or text[3] or ""))
            for clause in _CLAUSE.split(defined.sub("…", words)):
                line = bisect(ends, text.start()) + 1
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
    named = [] if own else _NAMED.finditer(clause)
    marks = sorted([*places, *((found.start(), found.end(), "", found[1]) for found in named)])
    for (_, end, place, indicator), (following, *_) in pairwise([*marks, (len(clause),)]):
        own = indicator or own
        if own and place:
            yield own, place, clause[end:following]


def _tells(words: str, year: str) -> bool:
    """Whether there is a figure in it that is no time and not another year's."""
    return any(
        re.search(r"\d", _YEAR.sub("", _TIME.sub("", step)))
        for step in _STEP.split(words)
        if not set(_YEAR.findall(step)) - {year}
    )
