"""The parts of an Excel workbook as a parser goes through them: texts, and a sheet's cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.escape import unescape

from chitieu.collect.receive.looks import Look, marks_of

_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_AT = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14


class Damaged(Exception):
    """Not a workbook that can be read."""


@dataclass(frozen=True)
class Cell:
    """One cell that holds something. `value`: a number, a text or true or false; None for a
    formula that no program has computed. `error`: the value is an error of a formula ("#REF!")."""

    sheet: str
    row: int
    column: int
    value: int | float | str | bool | None
    look: Look
    formula: str | None = None
    error: bool = False

    @property
    def place(self) -> str:
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"


@dataclass
class Page:
    """One sheet: the cells that hold something by row and column, and what is hidden or merged."""

    title: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


class NoDoctype:
    """What a parser of a part calls: a workbook's part declares no entities."""

    def doctype(self, *_) -> None:
        raise Damaged("a part has a document type")

    def close(self) -> None: ...


class Tree(NoDoctype):
    """A part as a tree."""

    def __init__(self):
        self._builder = ElementTree.TreeBuilder()
        self.start, self.end, self.data = (
            self._builder.start, self._builder.end, self._builder.data,
        )  # fmt: skip

    def close(self) -> None:
        self.root = self._builder.close()


class Strings(NoDoctype):
    """The shared texts, each with the marks ("struck", "raised", "white") of its runs."""

    def __init__(self, count: Callable[[], None]):
        self.count = count
        self.texts: list[tuple[str, frozenset[str]]] = []
        self._begin()

    def _begin(self) -> None:
        self._parts: list[str] = []
        self._marks: set[str] = set()
        self._run: set[str] = set()
        self._reads = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = name_of(tag)
        if name in ("si", "is"):
            self.count()
            self._begin()
        elif name == "r":
            self._run = set()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._reads = not self._phonetic
        else:
            self._run |= marks_of(name, attributes)

    def data(self, text: str) -> None:
        if self._reads:
            self._parts.append(text)
            if text.strip():
                self._marks |= self._run

    def end(self, tag: str) -> None:
        name = name_of(tag)
        if name == "t":
            self._reads = False
        elif name == "rPh":
            self._phonetic = False
        elif name in ("si", "is"):
            self.texts.append((unescape("".join(self._parts)), frozenset(self._marks)))


class SheetReader(NoDoctype):
    """A sheet's cells, as its part is read."""

    def __init__(self, count: Callable[[], None], page: Page, strings: list, looks: list[Look]):
        self.count, self.page, self.strings, self.looks = count, page, strings, looks
        self.inline = Strings(count)
        self.row = self.column = 0
        self.cell: dict[str, str] | None = None
        self.inside = ""  # v, f or is, within a cell
        self.texts: dict[str, list[str]] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = name_of(tag)
        if self.inside == "is":
            self.inline.start(tag, attributes)
        elif self.cell is not None:
            if name in ("v", "f", "is"):
                self.inside = name
                self.texts.setdefault(name, [])
                if name == "is":
                    self.inline.start(tag, attributes)
        elif name == "c":
            self._begin(attributes)
        elif name == "row":
            self.count()
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if _is_on(attributes, "hidden") or attributes.get("ht") == "0":
                self.page.hidden_rows.add(self.row)
        elif name == "col" and (_is_on(attributes, "hidden") or attributes.get("width") == "0"):
            self.count()
            first, last = int(attributes["min"]), int(attributes["max"])
            self.page.hidden_columns.append(range(first, last + 1))
        elif name == "mergeCell":
            self.count()
            self.page.merged.append(attributes["ref"])

    def data(self, text: str) -> None:
        if self.inside == "is":
            self.inline.data(text)
        elif self.inside:
            self.texts[self.inside].append(text)

    def end(self, tag: str) -> None:
        name = name_of(tag)
        if self.inside == "is" and name != "is":
            self.inline.end(tag)
        elif self.inside and name == self.inside:
            if name == "is":
                self.inline.end(tag)
            self.inside = ""
        elif name == "c" and self.cell is not None:
            self._finish()

    def _begin(self, attributes: dict[str, str]) -> None:
        self.count()
        self.cell, self.texts = attributes, {}
        self.column += 1
        if at := attributes.get("r"):
            found = _AT.fullmatch(at)
            self.column, self.row = _column(found[1]), int(found[2])
        if self.row > _LAST_ROW or self.column > _LAST_COLUMN:
            raise Damaged("a cell lies outside the sheet")

    def _finish(self) -> None:
        kind = self.cell.get("t", "n")
        written = "".join(self.texts.get("v", ()))
        formula = "".join(self.texts["f"]) if "f" in self.texts else None
        look = self.looks[int(self.cell.get("s", 0))]
        value: int | float | str | bool | None = None
        if kind == "inlineStr" and "is" in self.texts:
            value, marks = self.inline.texts.pop()
            look = look.with_marks(marks)
        elif not written:
            pass
        elif kind == "s":
            value, marks = self.strings[int(written)]
            look = look.with_marks(marks)
        elif kind == "b":
            value = written.strip() not in ("0", "false")
        elif kind == "n":
            value = _number(written.strip())
        elif kind == "d":  # a date in words of its own, as strict workbooks may have it
            value, look = unescape(written), look.as_date()
        else:
            value = unescape(written)
        self.cell = None
        if formula is not None or (value is not None and str(value).strip()):
            at = self.row, self.column
            error = kind == "e"
            self.page.cells[at] = Cell(self.page.title, *at, value, look, formula, error)


def _number(written: str) -> int | float:
    """A number as Excel shows it: of 338.00000000000006 it keeps, and shows, fifteen digits."""
    if not _NUMBER.fullmatch(written):
        raise Damaged(f"'{written}' stands as a number")
    number = float(f"{float(written):.15g}")
    if not math.isfinite(number):
        raise Damaged(f"'{written}' stands as a number")
    return int(number) if number.is_integer() else number


@cache
def _column(letters: str) -> int:
    return column_index_from_string(letters)


@cache
def name_of(tag: str) -> str:
    """The name of an element of a workbook; blank for what another program has put in."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    return name if space in _SPACES else ""


def _is_on(attributes: dict[str, str], name: str) -> bool:
    return attributes.get(name, "0") in ("1", "true", "on")
