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

MOST_BYTES = 64 * 2**20  # unpacked: a hundred times a filled form of a province
MOST_PART = 8 * 2**20  # of a part that is no sheet and no table of texts
MOST_TAGS = 2_400_000  # of all parts: a form of the whole country has a quarter as many
MOST_PARTS = 10_000
_CHUNK = 2**16
_TAIL = 2**16 + 22  # bytes: the longest end that an archive may have
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "mở tệp, lưu ở dạng Sổ làm việc Excel (.xlsx) rồi gửi lại"
SEND_AGAIN = "xin gửi lại tệp"
FILL_IN = "chép số liệu sang biểu Excel đã phát rồi gửi lại"
NOT_EXCEL = "tệp không phải là sổ làm việc Excel"
# How a file begins, what it is then, and what to do.
_BEGINNINGS = (
    (b"%PDF", f"{NOT_EXCEL} mà là bản PDF", FILL_IN),
    (b"\xff\xd8\xff", f"{NOT_EXCEL} mà là một bức ảnh", FILL_IN),
    (b"\x89PNG", f"{NOT_EXCEL} mà là một bức ảnh", FILL_IN),
    (b"{\\rtf", f"{NOT_EXCEL} mà là văn bản Word", FILL_IN),
    (b"Rar!", "tệp là tệp nén .rar", "giải nén rồi gửi các biểu bên trong"),
    (b"7z\xbc\xaf", "tệp là tệp nén .7z", "giải nén rồi gửi các biểu bên trong"),
    (b"\x1f\x8b", "tệp là tệp nén .gz", "giải nén rồi gửi các biểu bên trong"),
    (b"<?xml", f"{NOT_EXCEL} mà ở dạng XML", SAVE_AS),
    (b"<", f"{NOT_EXCEL} mà là trang mạng mang tên khác", SAVE_AS),
)
# What an archive holds, where it is another program's file.
_WITHIN = (
    (b"xl/workbook.bin", "tệp ở dạng Excel nhị phân (.xlsb)", SAVE_AS),
    (b"word/document.xml", f"{NOT_EXCEL} mà là văn bản Word", FILL_IN),
    (b"opendocument.spreadsheet", f"{NOT_EXCEL} mà ở dạng OpenDocument (.ods)", SAVE_AS),
    (b"Index/Document.iwa", f"{NOT_EXCEL} mà ở dạng Numbers của Apple", SAVE_AS),
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
        return Fault(self.name, 0, where, problem, remedy, number, "vi")

    def refusal(self, problem: str, remedy: str) -> Faults:
        return Faults([self.fault("", problem, remedy)])

    def _read(self) -> Book:
        if told := what_else(self.data):
            raise self.refusal(*told)
        try:
            book = read_book(self.data)
        except TooLarge:
            problem = "tệp lớn bất thường: quá nhiều ô, hoặc mở ra quá lớn"
            raise self.refusal(problem, FILL_IN) from None
        except Damaged:
            raise self.refusal("tệp bị hỏng hoặc bị cắt cụt", SEND_AGAIN) from None
        if not book.pages:
            raise self.refusal("tệp không có trang tính nào", SEND_AGAIN)
        return book


def what_else(data: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no workbook of today's Excel, and what to do; None where it
    may be one."""
    if not data.strip(b"\0 \r\n\t"):
        return "tệp rỗng", SEND_AGAIN
    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):  # old Excel's, and encrypted files
        if _ENCRYPTED in data:
            return "tệp có mật khẩu", "bỏ mật khẩu rồi gửi lại"
        return "tệp ở dạng Excel cũ (.xls)", SAVE_AS
    if not data.startswith(b"PK"):
        begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        known = (told for begin, *told in _BEGINNINGS if begins.startswith(begin))
        return next(known, (NOT_EXCEL, SAVE_AS))
    if b"xl/workbook.xml" in data or b"xl\\workbook.xml" in data:
        return None
    if b"PK\5\6" not in data[-_TAIL:]:  # how an archive ends
        return "tệp bị cắt cụt", SEND_AGAIN
    return next((tuple(told) for name, *told in _WITHIN if name in data), (NOT_EXCEL, SAVE_AS))
