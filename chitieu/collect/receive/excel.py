"""The parts of an Excel workbook: texts, a sheet's cells, and how a cell looks, where that says
something about the number in it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
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
    groups = {name_of(group.tag): list(group) for group in styles}
    for number in groups.get("numFmts", []):
        formats[int(number.get("numFmtId", 0))] = number.get("formatCode", "General")
    fonts = [_marks_of(font) for font in groups.get("fonts", [])]
    dark = [_is_dark(fill) for fill in groups.get("fills", [])]
    found = []
    for each in groups.get("cellXfs", []):
        font, fill, number = (int(each.get(f"{k}Id", 0)) for k in ("font", "fill", "numFmt"))
        marks = fonts[font] if font < len(fonts) else frozenset()
        if fill < len(dark) and dark[fill]:
            marks -= {"white"}  # on a dark ground it is seen
        found.append(Look(formats.get(number, "General"), marks))
    return found or [Look()]


def _marks_of(properties: Iterable[ElementTree.Element]) -> frozenset[str]:
    """The marks that the properties of a font set."""
    marks = set()
    for each in properties:
        name, value = name_of(each.tag), each.get("val", "1")
        if name == "strike" and value in ("1", "true", "on"):
            marks.add("struck")
        elif name == "vertAlign" and value in ("superscript", "subscript"):
            marks.add("raised")
        elif name == "color" and _is_white(each.attrib):
            marks.add("white")
    return frozenset(marks)


def _is_white(colour: dict[str, str]) -> bool:
    if "rgb" in colour:
        return colour["rgb"][-6:].upper() == "FFFFFF"
    # The theme's first colour is the paper's; of the indexed ones, 1 and 9 are white.
    of_theme = colour.get("theme") == "0" and "tint" not in colour
    return of_theme or colour.get("indexed") in ("1", "9")


def _is_dark(fill: ElementTree.Element) -> bool:
    """Whether white letters are seen on a fill; a colour of the theme is taken to be dark."""
    for pattern in fill:
        if name_of(pattern.tag) == "gradientFill":
            return True
        if pattern.get("patternType", "none") == "none":
            return False
        for colour in pattern:
            if name_of(colour.tag) == "fgColor":
                rgb = colour.get("rgb")
                if rgb is None:
                    return colour.get("theme") != "0" and colour.get("indexed") != "9"
                red, green, blue = (int(rgb[-6:][i : i + 2], 16) for i in (0, 2, 4))
                return 0.299 * red + 0.587 * green + 0.114 * blue < 200
    return False


Text = tuple[str, frozenset[str]]  # and the marks on it


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


class Builder(ElementTree.TreeBuilder):
    """Makes a tree of a part: a workbook's part declares no entities."""

    def doctype(self, *_) -> None:
        raise Damaged("a part has a document type")


def texts_of(tree: ElementTree.Element) -> list[Text]:
    """Return the shared texts, each with the marks ("struck", "raised", "white") of its runs."""
    return [_text(item) for item in tree.iter() if name_of(item.tag) == "si"]


def _text(item: ElementTree.Element) -> Text:
    text, marks, run = "", set(), set()
    for child in item:
        name = name_of(child.tag)
        if name == "rPh":  # how it is pronounced
            continue
        if name == "r":
            run = set()
        run |= _marks_of(child.iter())
        piece = "".join(_said(each) for each in child.iter() if name_of(each.tag) == "t")
        text += piece
        marks |= run if piece.strip() else set()
    return unescape(text), frozenset(marks)


def _said(element: ElementTree.Element) -> str:
    """What stands in an element, which holds no other."""
    if len(element):
        raise Damaged(f"something stands within a {name_of(element.tag)}")
    return element.text or ""


def fill(page: Page, tree: ElementTree.Element, strings: list[Text], looks: list[Look]) -> None:
    """Fill a page with the cells of its part, and with what is hidden, merged and locked."""
    row = column = 0
    for element in tree.iter():
        name, its = name_of(element.tag), element.attrib
        if name == "c":
            column += 1
            if at := its.get("r"):
                found = _AT.fullmatch(at)
                column, row = _column(found[1]), int(found[2])
            if row > _LAST_ROW or column > _LAST_COLUMN:
                raise Damaged("a cell lies outside the sheet")
            if cell := _cell(element, page.title, (row, column), strings, looks):
                page.cells[row, column] = cell
        elif name == "row":
            row, column = int(its.get("r", row + 1)), 0
            if _is_on(its, "hidden") or its.get("ht") == "0":
                page.hidden_rows.add(row)
        elif name == "col" and (_is_on(its, "hidden") or its.get("width") == "0"):
            page.hidden_columns.append(range(int(its["min"]), int(its["max"]) + 1))
        elif name == "sheetProtection":
            page.locked = _is_on(its, "sheet")
        elif name == "mergeCell":
            page.merged.append(its["ref"])


def _cell(
    element: ElementTree.Element, sheet: str, at: tuple[int, int], strings: list[Text],
    looks: list[Look],
) -> Cell | None:  # fmt: skip
    """One cell; None where it holds nothing."""
    kind, look = element.get("t", "n"), looks[int(element.get("s", 0))]
    written, formula, inline = "", None, None
    for part in element:
        name = name_of(part.tag)
        if name == "v":
            written += _said(part)
        elif name == "f":
            formula = (formula or "") + _said(part)
        elif name == "is":
            inline = part
        elif name == "c":
            raise Damaged("a cell stands within a cell")
    value: int | float | str | bool | None = None
    if kind == "inlineStr" and inline is not None:
        value, marks = _text(inline)
        look = look.with_marks(marks)
    elif not written:
        pass
    elif kind == "s":
        value, marks = strings[int(written)]
        look = look.with_marks(marks)
    elif kind == "b":
        value = written.strip() not in ("0", "false")
    elif kind == "n":
        value = _number(written.strip())
    elif kind == "d":  # a date in words of its own, as strict workbooks may have it
        value, look = unescape(written), look.as_date()
    else:
        value = unescape(written)
    if formula is None and (value is None or not str(value).strip()):
        return None
    return Cell(sheet, *at, value, look, formula, kind == "e")


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
