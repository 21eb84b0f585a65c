"""The parts of an Excel workbook as a parser goes through them: texts, a sheet's cells, and how a
cell looks, where that says something about the number in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.escape import unescape

# What is shown beside the digits of a number: quoted texts, single letters, colours and currencies.
_BESIDE = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the last digit leaves three out
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_AT = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14


@dataclass(frozen=True)
class Look:
    """A number's format ("#,##0") and the marks on it: "struck", "raised", "white"."""

    number_format: str = "General"
    marks: frozenset[str] = frozenset()

    def with_marks(self, marks: frozenset[str]) -> Look:
        return replace(self, marks=self.marks | marks) if marks - self.marks else self

    def as_date(self) -> Look:
        return replace(self, number_format="yyyy-mm-dd")

    @property
    def is_date(self) -> bool:
        return is_date_format(self.number_format)

    @property
    def distorts(self) -> str:
        """What the format makes of a number that it is not: "percent", "scaled" (thousands are
        left out), "unseen" (no digit is shown); blank where it shows the number."""
        shown = _BESIDE.sub("", self.number_format.partition(";")[0])
        if "%" in shown or "‰" in shown:
            return "percent"
        if _SCALED.search(shown):
            return "scaled"
        if ";" in self.number_format and not re.search("[0#?@]|General", shown):
            return "unseen"
        return ""


def looks_of(styles: ElementTree.Element) -> list[Look]:
    """Return the looks of a workbook's part of styles, in the order that cells number them."""
    formats = dict(BUILTIN_FORMATS)
    groups = {_name(group): list(group) for group in styles}
    for number in groups.get("numFmts", []):
        formats[int(number.get("numFmtId", 0))] = number.get("formatCode", "General")
    fonts = [_font_marks(font) for font in groups.get("fonts", [])]
    dark = [_is_dark(fill) for fill in groups.get("fills", [])]
    found = []
    for each in groups.get("cellXfs", []):
        font, fill, number = (int(each.get(f"{k}Id", 0)) for k in ("font", "fill", "numFmt"))
        marks = fonts[font] if font < len(fonts) else frozenset()
        if fill < len(dark) and dark[fill]:
            marks -= {"white"}  # on a dark ground it is seen
        found.append(Look(formats.get(number, "General"), marks))
    return found or [Look()]


def marks_of(name: str, attributes: dict[str, str]) -> frozenset[str]:
    """Return the marks that one property of a font sets."""
    value = attributes.get("val", "1")
    if name == "strike" and value in ("1", "true", "on"):
        return frozenset({"struck"})
    if name == "vertAlign" and value in ("superscript", "subscript"):
        return frozenset({"raised"})
    if name == "color" and _is_white(attributes):
        return frozenset({"white"})
    return frozenset()


def _font_marks(font: ElementTree.Element) -> frozenset[str]:
    return frozenset().union(*(marks_of(_name(p), dict(p.attrib)) for p in font))


def _is_white(colour: dict[str, str]) -> bool:
    if "rgb" in colour:
        return colour["rgb"][-6:].upper() == "FFFFFF"
    # The theme's first colour is the paper's; of the indexed ones, 1 and 9 are white.
    return (colour.get("theme") == "0" and "tint" not in colour) or colour.get("indexed") in (
        "1",
        "9",
    )


def _is_dark(fill: ElementTree.Element) -> bool:
    """Whether white letters are seen on a fill; a colour of the theme is taken to be dark."""
    for pattern in fill:
        if _name(pattern) == "gradientFill":
            return True
        if pattern.get("patternType", "none") == "none":
            return False
        for colour in pattern:
            if _name(colour) == "fgColor":
                rgb = colour.get("rgb")
                if rgb is None:
                    return colour.get("theme") != "0" and colour.get("indexed") != "9"
                red, green, blue = (int(rgb[-6:][i : i + 2], 16) for i in (0, 2, 4))
                return 0.299 * red + 0.587 * green + 0.114 * blue < 200
    return False


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


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
    """One sheet: the cells that hold something by row and column, what is hidden or merged, and
    whether it is locked."""

    title: str
    hidden: bool = False
    locked: bool = False
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
        elif name == "sheetProtection":
            self.page.locked = _is_on(attributes, "sheet")
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
