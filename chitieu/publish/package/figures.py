"""The figures that a package's files state: its table of results, and what its pages show."""

from __future__ import annotations

import csv
import html
import io
import re
from base64 import b64decode
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import pandas as pd
from babel.numbers import get_decimal_symbol, parse_decimal

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.plan.groups import of_group
from chitieu.show.download import BEGINS, PLACES
from chitieu.show.wording import formats as f
from chitieu.words import LANGUAGES, language, speaking, texts

NUMBERS = ("numerator", "denominator", "per", "value", "lower", "upper")
CODE = "#"
COUNTS = ("numerator", "denominator")
_OF_BOTH = ("value", "lower", "upper", "status", "evidence", "obs_status")


def _withheld() -> Iterator[str]:
    for spoken in LANGUAGES:
        with speaking(spoken):
            yield f.withheld()


_PART = re.compile(r'<(?:section|tbody) class="ct-(?:indicator|step)"[^>]*\bdata-code="([^"]*)"')
_SECTION = re.compile(r"<(/?)(?:section|tbody)\b")
_TABLE = re.compile(
    r'<table class="ct-table ct-(detail|scorecard|matrix)"[^>]*>(.*?)</table>', re.S
)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</t[hd]>", re.S)
_IDENTIFIER = re.compile(r'<span class="ct-id">([^<]*)</span>')
_SECOND = re.compile(r'<strong>(.*?)</strong>\s*<span class="ct-second">(.*?)</span>', re.S)
_TIP = re.compile(
    r'(?:<g id="[\w-]*-(?P<indicator>\w+)-area-(?P<area>\w+)">)?'  # of a map
    r"<title>(?P<place>[^<:]+): (?P<value>[^<]*?)\((?P<top>[\d.,]+)/(?P<bottom>[\d.,]+)\)"
)
_COUNT = rf"([\d.,−]*\d|{'|'.join(map(re.escape, (f.NONE, f.MISSING, *_withheld())))})"
_WORD = r"[^\W\d_]+ "
_CHANGE = re.compile(rf"(?:{_WORD})*{_COUNT},? (?:{_WORD})+{_COUNT}")  # "20 còn 17"
_HIDDEN = re.compile(r'<span class="ct-(?:mark|hidden)"[^>]*>.*?</span>', re.S)
_GOAL = '<span class="ct-quiet ct-nowrap">'  # behind each name in a matrix of results alone
_FILE = re.compile(rf'href="{re.escape(BEGINS)}([^"]*)"')
_CODE = re.compile(r"</dt><dd><code>(\w+)</code>")
_INTERNAL = re.compile(r'class="ct-banner ct-internal"|audience=&#34;internal&#34;')


def read_results(data: bytes) -> pd.DataFrame:
    """Return a table of results as it is written: texts, blanks as "", the numbers apart; the
    indicator of one group by the name that such a one has.

    Indexed by the line of the file. Raises ValueError where it is no table of results.
    """
    text = data.decode("utf-8-sig")
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    if list(table.columns) != list(RESULT_COLUMNS):
        raise ValueError("its columns are not those of results")
    told = table.loc[table["group"].ne(""), ["indicator", "dimension", "group"]]
    names = [of_group(own, f"{by}={group}") for own, by, group in told.itertuples(index=False)]
    table.loc[told.index, "indicator"] = names
    table.index = pd.RangeIndex(2, len(table) + 2, name="row")
    return table


def as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return results with numbers for the texts of numbers, and blanks for ""."""
    texts = table.where(table.ne(""))
    return texts.assign(**{c: pd.to_numeric(texts[c]).astype("Float64") for c in NUMBERS})


def standing_in_withheld(row: Mapping[str, str]) -> list[str]:
    """The columns that stand in a withheld result and should not: what follows from its counts,
    and its counts where none is blank."""
    counts = [] if row["kind"] != "count" and "" in map(row.get, COUNTS) else COUNTS
    return [column for column in (*counts, *_OF_BOTH) if row[column] != ""]


@dataclass(frozen=True)
class Shown:
    """What a page shows of one indicator in one place, as it stands there; None: not shown.

    `kind`: where it stands: in a table by area ("detail"), the scorecard ("scorecard"), a matrix
    of indicators and places ("matrix"), the tip of a drawing ("tip") or a file to take along
    ("file"), whose numbers are read as a page writes them. `place`: what the page
    calls it: an area's name or code (behind CODE), a year, or "" for the page's own area.
    """

    kind: str
    line: int
    indicator: str
    place: str
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    interval: str | None = None
    verdict: str | None = None
    target: str | None = None


def check_code_of(page: str) -> str:
    """Return the check code that a page bears, "" for none."""
    found = _CODE.search(page)
    return found[1] if found else ""


def is_internal(page: str) -> bool:
    """Whether a page says that it is not to leave the office."""
    return bool(_INTERNAL.search(page))


def parts_of(page: str) -> list[tuple[int, int, str]]:
    """Return where the part of an indicator begins and ends, and which one's it is, in order."""
    marks = [(mark.start(), mark[1] == "") for mark in _SECTION.finditer(page)]
    found = []
    for part in _PART.finditer(page):
        depth, end = 0, len(page)
        for at, opens in marks[bisect(marks, (part.start(),)) :]:
            depth += 1 if opens else -1
            if not depth:
                end = at
                break
        found.append((part.start(), end, html.unescape(part[1])))
    return found


def shown_on(page: str, identifiers: Mapping[str, str]) -> Iterator[Shown]:
    """Yield what a page shows of each indicator, in its tables and in the tips of its drawings.

    `identifiers`: the indicators by what ids of drawings call them.
    """
    parts = parts_of(page)
    starts = [start for start, *_ in parts]
    ends = [*accumulate(len(line) + 1 for line in page.split("\n"))]

    def line(at: int) -> int:
        return bisect(ends, at) + 1

    def indicator(at: int) -> str:
        _, end, own = parts[bisect(starts, at) - 1] if parts and starts[0] < at else (0, 0, "")
        return own if at < end else ""

    for table in _TABLE.finditer(page):
        heads: list[str] = []
        for row in _ROW.finditer(table[2]):
            at = line(table.start(2) + row.start())
            cells = [each for each in _CELL.findall(row[1]) if "ct-before" not in each[1]]
            if not any(tag == "td" for tag, _, _ in cells):
                heads = heads or [_words(cell) for _, _, cell in cells]
            elif table[1] == "detail":
                yield from _detail(at, indicator(table.start()), [_words(c) for _, _, c in cells])
            elif table[1] == "scorecard":
                yield from _score(at, [cell for _, _, cell in cells])
            elif _GOAL in cells[0][2]:
                yield from _matrix(at, heads, [cell for _, _, cell in cells])
    yield from _along(page, line)
    for tip in _TIP.finditer(page):
        named = tip["indicator"]
        if own := identifiers.get(named, named) if named else indicator(tip.start()):
            place = f"{CODE}{tip['area']}" if tip["area"] else html.unescape(tip["place"])
            counts = (f.NONE if n == "0" else n for n in (tip["top"], tip["bottom"]))
            value = html.unescape(tip["value"]).strip()
            yield Shown("tip", line(tip.start()), own, place, *counts, value)


def _along(page: str, line: Callable[[int], int]) -> Iterator[Shown]:
    """Yield what the files hold that a page has its tables' rows in."""
    for link in _FILE.finditer(page):
        try:
            held = b64decode(html.unescape(link[1])).decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(held)))
        except (ValueError, csv.Error):
            continue  # no file of the house's: a page with it is not made again
        codes = _columns()
        for row in rows:
            told = {codes.get(head, head): cell for head, cell in row.items()}
            own, period = told.get("indicator", ""), told.get("period", "")
            if told.get("group"):
                own = of_group(own, f"{told.get('dimension')}={told['group']}")
            counts = [_as_on_a_page(told.get(column), f.count) for column in COUNTS]
            value = _as_on_a_page(told.get("value"), lambda each: f.number(each, PLACES))
            # Rows of several years are of the page's own area.
            place = period or f"{CODE}{told.get('area', '')}"
            yield Shown("file", line(link.start()), own, place, *counts, value)


def _as_on_a_page(cell: str | None, written: Callable[[float], str]) -> str | None:
    """A number of a file as a page writes it; None where the cell is blank or holds none."""
    try:
        return written(float(cell)) if cell else None
    except ValueError:
        return cell


@cache
def _columns() -> dict[str, str]:
    """The codes of columns by what they are called in each language."""
    found = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            found |= {words: code for code, words in texts("columns.name").items()}
    return found


def _detail(line: int, indicator: str, cells: list[str]) -> Iterator[Shown]:
    if len(cells) in (6, 7):  # without a denominator, or with one
        place, numerator, *denominator, value, interval, verdict, _ = cells
        bottom = denominator[0] if denominator else None
        yield Shown("detail", line, indicator, place, numerator, bottom, value, interval, verdict)


def _score(line: int, cells: list[str]) -> Iterator[Shown]:
    if len(cells) == 8:
        indicator, _, target, result, verdict, counts, *_ = cells
        both = _SECOND.search(result)
        value, interval = map(_words, both.groups()) if both else (_words(result), None)
        top, _, bottom = _words(counts).partition(" / ")
        if change := _CHANGE.fullmatch(top):  # the year before stands first
            bottom, top = (f.NONE if n == "0" else n for n in change.groups())
        # A withheld result has one sign for both of its counts.
        yield Shown("scorecard", line, _words(indicator), "", top, bottom or None, value,
                    interval, _words(verdict), _words(target))  # fmt: skip


def _matrix(line: int, heads: list[str], cells: list[str]) -> Iterator[Shown]:
    own = _IDENTIFIER.search(cells[0])
    for head, cell in zip(heads[1:], cells[1:], strict=False):
        if own and 'class="ct-mark"' in cell:  # no drawing
            yield Shown("matrix", line, html.unescape(own[1]), head,
                        value=_words(_HIDDEN.sub("", cell)), verdict=_words(cell))  # fmt: skip


def count_of(words: str | None) -> float | None:
    """Return a count as a page writes it in the language that is spoken: "1.618" is 1618, "-" is
    none; None for any sign."""
    if words is None:
        return None
    return 0.0 if words == f.NONE else _number(words, language())


@cache
def _number(words: str, spoken: str) -> float | None:
    """The number that a text is in a language; the same few stand in thousands of cells."""
    try:
        return float(parse_decimal(words.replace("−", "-"), locale=spoken))
    except ValueError:
        return None


def decimals_of(words: str) -> int:
    """Return how many decimals a page writes a number with, in the language that is spoken."""
    behind = words.partition(get_decimal_symbol(language()))[2]
    return len(re.sub(r"\D.*", "", behind))


def _words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
