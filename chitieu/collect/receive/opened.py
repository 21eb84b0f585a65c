"""A file that came back, opened as a workbook (.xlsx, .xlsm); or what it is instead, in one fault.

What a form needs is read in one pass, and no more. A cell is what Excel shows: of a formula what it
came to, of a number its fifteen digits, with the look that may say something else than the number
(struck out, raised, percent). Drawings, macros, connections and links to other files are parts of
their own, which nobody opens here; a part is read up to its bound, so that a small file that
unpacks to a large one costs little. The parts and their marks: ECMA-376, also in its strict form.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from chitieu.collect.receive.excel import (
    Builder,
    Cell,
    Damaged,
    Look,
    Page,
    fill,
    looks_of,
    name_of,
    texts_of,
)
from chitieu.faults import Fault, Faults
from chitieu.letters import clean
from chitieu.words import language, text

MOST_BYTES = 64 * 2**20  # unpacked: a hundred times a filled form of a province
MOST_PART = 8 * 2**20  # of a part that is no sheet and no table of texts
MOST_TAGS = 2_400_000  # of all parts: a form of the whole country has a quarter as many
MOST_PARTS = 10_000
_CHUNK = 2**16
_TAIL = 2**16 + 22  # bytes: the longest end that an archive may have
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# How a file begins, what it is then, what to do, and how an archive's name ends.
_BEGINNINGS = (
    (b"%PDF", "pdf", "fill_in", ""),
    (b"\xff\xd8\xff", "picture", "fill_in", ""),
    (b"\x89PNG", "picture", "fill_in", ""),
    (b"{\\rtf", "word", "fill_in", ""),
    (b"Rar!", "archive", "unpack", ".rar"),
    (b"7z\xbc\xaf", "archive", "unpack", ".7z"),
    (b"\x1f\x8b", "archive", "unpack", ".gz"),
    (b"<?xml", "xml", "save_as", ""),
    (b"<", "web", "save_as", ""),
)
# What an archive holds, where it is another program's file.
_WITHIN = (
    (b"xl/workbook.bin", "binary", "save_as"),
    (b"word/document.xml", "word", "fill_in"),
    (b"opendocument.spreadsheet", "open_document", "save_as"),
    (b"Index/Document.iwa", "numbers", "save_as"),
)


class TooLarge(Exception):
    """A workbook beyond the bounds."""


@dataclass
class Book:
    """The sheets by their names, the file's own properties, whether comments hang on cells."""

    pages: dict[str, Page]
    properties: dict[str, str]
    has_comments: bool = False


def read_book(data: bytes) -> Book:
    """Return a workbook's cells. Raises TooLarge, or Damaged where it is not a sound workbook."""
    if data.count(b"PK\1\2") > MOST_PARTS:
        raise TooLarge
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive).book()
    except (TooLarge, Damaged):
        raise
    except Exception as error:  # what a damaged archive or part makes the readers raise
        raise Damaged(str(error)) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        # Some programs write backslashes, or another case than the one that is linked.
        self.names = {n.replace("\\", "/").lower(): n for n in archive.namelist()}
        self.bytes, self.tags = MOST_BYTES, MOST_TAGS  # that are left

    def book(self) -> Book:
        workbook = self._tree("xl/workbook.xml")
        links = {
            link.get("Id"): (link.get("Type", "").rpartition("/")[2], _path(link.get("Target", "")))
            for link in self._tree("xl/_rels/workbook.xml.rels")
        }
        parts = {kind: path for kind, path in links.values() if kind != "worksheet"}
        texts = parts.get("sharedStrings", "")
        strings = texts_of(self._tree(texts, MOST_BYTES)) if texts.lower() in self.names else []
        looks = looks_of(self._tree(parts["styles"])) if "styles" in parts else [Look()]
        pages = {}
        for sheet in _all(workbook, "sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            kind, path = links[link]
            if kind == "worksheet":  # else a sheet that is a chart
                if sheet.get("name") in pages:
                    raise Damaged("two sheets have one name")
                page = Page(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
                fill(page, self._tree(path, MOST_BYTES), strings, looks)
                pages[page.title] = page
        comments = any(re.search(r"comments?\d*\.xml$", name) for name in self.names)
        return Book(pages, self._properties(), comments)

    def _properties(self) -> dict[str, str]:
        if "docprops/custom.xml" not in self.names:
            return {}
        tree = self._tree("docProps/custom.xml")
        return {p.get("name", ""): "".join(p.itertext()) for p in tree}

    def _tree(self, path: str, most: int | None = None) -> ElementTree.Element:
        parser, left = ElementTree.XMLParser(target=Builder()), most or MOST_PART
        with self.archive.open(self.names[path.lower()]) as part:
            while chunk := part.read(_CHUNK):
                left, self.bytes = left - len(chunk), self.bytes - len(chunk)
                self.tags -= chunk.count(b"<")
                if min(left, self.bytes, self.tags) < 0:
                    raise TooLarge
                parser.feed(chunk)
        return parser.close()


def _all(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if name_of(element.tag) == name]


def _path(target: str) -> str:
    """Where a link of the workbook leads: from its own folder, or from the archive's root."""
    return posixpath.normpath(posixpath.join("xl", target)) if target[:1] != "/" else target[1:]


class Opened:
    """A workbook that came back: its bytes, its sheets, and faults that name its cells."""

    def __init__(self, name: str, data: bytes):
        self.name, self.data = name, data
        self.book = self._read()

    def cells(self, page: Page) -> dict[tuple[int, int], Cell]:
        """Return the cells that hold something, by row and column, in the sheet's order."""
        held = sorted(page.cells.items())
        return {at: c for at, c in held if c.formula is not None or clean(str(c.value))}

    def fault(self, place: str | Cell, problem: str, remedy: str) -> Fault:
        """Return a fault of this file at a cell, at "sheet!cell", or ("") of the whole file."""
        where = place if isinstance(place, str) else place.place
        sheets = [*self.book.pages] if where else []
        title = where.rpartition("!")[0] or where
        number = sheets.index(title) + 1 if title in sheets else 0
        return Fault(self.name, 0, where, problem, remedy, number, language())

    def refusal(self, problem: str, remedy: str) -> Faults:
        return Faults([self.fault("", problem, remedy)])

    def _read(self) -> Book:
        if told := what_else(self.data):
            raise self.refusal(*told)
        try:
            book = read_book(self.data)
        except TooLarge:
            raise self.refusal(*_instead("large", "fill_in")) from None
        except Damaged:
            raise self.refusal(*_instead("damaged", "send_again")) from None
        if not book.pages:
            raise self.refusal(*_instead("no_sheets", "send_again"))
        return book


def what_else(data: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no workbook of today's Excel, and what to do; None where it
    may be one."""
    if not data.strip(b"\0 \r\n\t"):
        return _instead("empty", "send_again")
    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):  # old Excel's, and encrypted files
        if _ENCRYPTED in data:
            return _instead("password", "no_password")
        return _instead("old_excel", "save_as")
    if not data.startswith(b"PK"):
        begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        known = (told for begin, *told in _BEGINNINGS if begins.startswith(begin))
        return _instead(*next(known, ("other", "save_as")))
    if b"xl/workbook.xml" in data or b"xl\\workbook.xml" in data:
        return None
    if b"PK\5\6" not in data[-_TAIL:]:  # how an archive ends
        return _instead("cut", "send_again")
    return _instead(*next((told for name, *told in _WITHIN if name in data), ("other", "save_as")))


def _instead(kind: str, remedy: str, ending: str = "") -> tuple[str, str]:
    return text(f"receive.instead.{kind}", ending=ending), text(f"receive.send.{remedy}")
