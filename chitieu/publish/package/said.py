"""What a page says of an indicator's places in words: sentences, tips, alternative texts."""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

_PART = re.compile(r'<section class="ct-indicator"[^>]*\bdata-code="([^"]*)"')
_TEXT = re.compile(
    r"<(title|desc|figcaption|p|li)\b[^>]*>(.*?)</\1>|\b(?:aria-label|alt|title)=\"([^\"]+)\"", re.S
)
_CLAUSE, _STEP = re.compile(r"[;.]\s|\n"), re.compile(r",\s")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def figures_beside(page: str, names: list[str], year: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield where a figure of `year` is said behind a place's name in an indicator's part: the
    line, the indicator, the name, and the words."""
    name = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len)[::-1])})(?!\w)")
    ends = [*accumulate(len(line) + 1 for line in page.split("\n"))]
    starts = [part.start() for part in _PART.finditer(page)]
    for start, end in zip(starts, [*starts, len(page)][1:], strict=True):
        part = html.unescape(_PART.match(page, start)[1])
        for text in _TEXT.finditer(page, start, end):
            words = html.unescape(re.sub(r"<[^>]+>", "", text[2] or text[3]))
            for clause in _CLAUSE.split(words):
                places = [*name.finditer(clause)]
                for place, following in zip(places, [*places, None][1:], strict=True):
                    behind = clause[place.end() : following.start() if following else None]
                    if _tells(behind, year):
                        yield bisect(ends, text.start()) + 1, part, place[0], clause.strip()


def _tells(words: str, year: str) -> bool:
    """Whether there is a figure in it that is not another year's."""
    return any(
        re.search(r"\d", _YEAR.sub("", step))
        for step in _STEP.split(words)
        if not set(_YEAR.findall(step)) - {year}
    )
