"""A fault: what is wrong, where, and what to do; and the exceptions that carry faults.

Faults of one cause are told as one, in the order in which a reader meets them.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from chitieu.words.language import speaking
from chitieu.words.messages import text

TRACING = "CHITIEU_DEBUG"  # set by --debug; in the environment, so that forked and spawned see it
MOST_ALIKE = 5  # faults with one remedy that are told one by one
MOST_OF_A_KIND = 10  # faults of one kind whose remedies differ
_PLACES = 12  # places that are named where faults are gathered
_LONGEST = 600  # characters of a problem, whatever stands in the cell

_CELL = re.compile(r"(.*)!([A-Z]{1,3})([0-9]{1,7})", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|“[^”]*”")
_NUMBERED = re.compile(r"(?<!\w)[0-9][\w.,]*")  # not what a name has: children_u5
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Fault:
    """One fault of an input. `row` is the spreadsheet's line (the header is line 1), 0 for none.

    `column` is a column, a setting or "sheet!cell"; `sheet` the place of that sheet in its file.
    `language`: what it is written in. `origin`: the calls that led to it, where --debug asks for
    them.
    """

    file: str
    row: int
    column: str
    problem: str
    remedy: str
    sheet: int = field(default=0, compare=False, repr=False)
    language: str = field(default="en", compare=False, repr=False)
    origin: str = field(default="", compare=False, repr=False)

    def __post_init__(self):
        if tracing() and not self.origin:
            object.__setattr__(self, "origin", _calls())

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row or "", self.column) if part)
        return spelt_out(f"{place}: {_cut(self.problem)}; {_cut(self.remedy)}")


class Faults(Exception):
    """Every fault that was found, raised together; its text tells those of one cause as one."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = sorted(set(faults), key=_order)
        super().__init__("\n".join(map(str, gathered(self.faults))))

    def __reduce__(self):
        return Faults, (self.faults,)  # from one process to another; else made of its text

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: an analyst sees the faults, not the calls that led to them.
        return (origin_of(self) if tracing() else str(self)).splitlines()


class CallError(Exception):
    """The call itself is wrong (an unknown year, notebook, area or parameter); nothing was done."""

    def _render_traceback_(self) -> list[str]:
        return (origin_of(self) if tracing() else str(self)).splitlines()


class UnknownName(CallError, AttributeError):
    """A name that what is asked does not have."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest ones, or the whole list."""
    known = sorted(map(str, known))
    if close := get_close_matches(str(word)[:100], known, n=2, cutoff=0.6):
        return "did you mean " + " or ".join(f"'{c}'" for c in close) + "?"
    return f"use one of: {listed(known, 12)}" if known else "nothing is known yet"


def listed(words: Iterable, most: int, more: str = ", …", between: str = ", ") -> str:
    """Return words in a row; of more than `most` the first, and how many `more` there are.

    >>> listed("abcd", 2), listed("abcd", 2, " and {} more"), listed("ab", 2)
    ('a, b, …', 'a, b and 2 more', 'a, b')
    """
    words = [*map(str, words)]
    rest = len(words) - most
    return between.join(words[:most]) + (more.format(rest) if rest > 0 else "")


# ---- how faults are told ------------------------------------------------------------------------


def lines_of(faults: Iterable[Fault], before: str = "") -> Iterator[str]:
    """Yield a line a cause, each after `before`; under --debug the calls that led there follow."""
    for fault in gathered(faults):
        yield f"{before}{fault}"
        if fault.origin:
            yield fault.origin.rstrip()


def gathered(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in order, those of one cause as one that says how many more there are, where.

    Of one cause are those of a file's column or sheet that differ only in the words and numbers
    they quote, and have one remedy; where very many differ in the remedy too, those as well.
    """
    return _by_kind(set(faults), _kind_in_a_file)


def gathered_over_files(faults: Iterable[Fault]) -> list[Fault]:
    """The same where the files are parts of one thing: what is said alike of many of them as a
    whole has one cause, as a damaged archive."""
    return _by_kind(gathered(faults), _kind_over_files)


def _by_kind(faults: Iterable[Fault], kind_of: Callable[[Fault], tuple]) -> list[Fault]:
    kinds: dict[tuple, dict[str, list[Fault]]] = {}
    for fault in sorted(faults, key=_order):
        kinds.setdefault(kind_of(fault), {}).setdefault(fault.remedy, []).append(fault)
    found = []
    for causes in kinds.values():
        those = [fault for cause in causes.values() for fault in _as_one(cause, MOST_ALIKE)]
        if len(those) > MOST_OF_A_KIND:
            every = sorted((f for cause in causes.values() for f in cause), key=_order)
            those = _as_one(every, 1)
        found += those
    return sorted(found, key=_order)


def _kind_in_a_file(fault: Fault) -> tuple:
    return fault.file, _part(fault), _pattern(fault.problem), _pattern(fault.remedy)


def _kind_over_files(fault: Fault) -> tuple:
    """What is said of a file as a whole; a fault that has a place in its file is like no other."""
    if fault.row or fault.column:
        return (fault,)
    return (fault.problem.replace(fault.file, ""),)


def _as_one(alike: list[Fault], most: int) -> list[Fault]:
    """The first of faults that are alike, with how many more there are; all, of `most` or fewer."""
    if len(alike) <= most:
        return alike
    first, *others = alike
    if first.row:
        what, places = "line", _ranges([fault.row for fault in others])
    elif _CELL.fullmatch(first.column):
        what, places = "cell", _some([fault.column.rpartition("!")[2] for fault in others])
    elif any(fault.file != first.file for fault in others):
        what, places = "file", _some([fault.file for fault in others])
    else:
        apart = [f.column if f.column != first.column else _word(f.problem) for f in others]
        what, places = "other", _some(apart)
    with speaking(first.language):
        more = text(f"faults.more.{what}", count=len(others), places=places)
    return [replace(first, problem=_cut(first.problem) + more)]


def _part(fault: Fault) -> str:
    """What of a place the faults of one cause share: the column, or the sheet of a form."""
    if cell := _CELL.fullmatch(fault.column):
        return f"{cell[1]}!"
    return _NUMBERED.sub("#", fault.column)


def _pattern(text: str) -> str:
    return _NUMBERED.sub("#", _QUOTED.sub("''", text))


def _word(problem: str) -> str:
    """What tells a problem apart from others alike: the first word that it quotes."""
    found = _QUOTED.search(problem) or _NUMBERED.search(problem)
    return found[0] if found else ""


def _some(places: list[str]) -> str:
    return listed([place for place in dict.fromkeys(places) if place], _PLACES)


def _ranges(rows: list[int]) -> str:
    """Lines as a reader writes them: "3-7, 9"."""
    rows = sorted(set(rows))
    starts = [row for row in rows if row - 1 not in (known := set(rows))]
    ends = [row for row in rows if row + 1 not in known]
    pairs = zip(starts, ends, strict=True)
    return _some([str(first) if first == last else f"{first}-{last}" for first, last in pairs])


def _order(fault: Fault) -> tuple:
    """Files as they are named, lines and cells as they stand: row 2 before 10, A before AA."""
    cell = _CELL.fullmatch(fault.column)
    place = (_natural(fault.column), 0, 0, "")
    if cell:
        place = (_natural(cell[1]), int(cell[3]), len(cell[2]), cell[2])
    return _natural(fault.file), fault.row, fault.sheet, place, fault.problem, fault.remedy


def _natural(text: str) -> list[tuple]:
    """A text's key for sorting: the numbers in it, however long, as numbers."""
    parts = re.split("([0-9]+)", text)
    return [
        (0, len(part.lstrip("0")), part.lstrip("0")) if place % 2 else (1, 0, part)
        for place, part in enumerate(parts)
    ]


def spelt_out(text: str) -> str:
    """Return a text with its invisible letters written out: no line is broken, no word looks like
    another, no terminal obeys it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in _INVISIBLE else c
        for c in text
    )


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


# ---- where an error comes from ------------------------------------------------------------------


def trace(on: bool) -> None:
    """Have every error say which calls led to it, or not; in the processes of this one too."""
    os.environ.pop(TRACING, None)
    if on:
        os.environ[TRACING] = "1"


def tracing() -> bool:
    """Whether errors are to say where they come from."""
    return TRACING in os.environ


def origin_of(error: BaseException) -> str:
    """Return the calls that led to an error, and to those behind it."""
    return "".join(traceback.format_exception(error))


def _calls() -> str:
    """The calls that led to the fault being made, and to the error that it tells of."""
    error = sys.exception()
    behind = "".join(traceback.format_exception(error)) if error else ""
    return behind + "".join(traceback.format_stack()[:-3])
