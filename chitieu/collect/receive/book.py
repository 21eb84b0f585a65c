"""An Excel workbook (.xlsx, .xlsm) as cells: what a form needs is read in one pass, and no more.

A cell is what Excel shows: of a formula what it came to, of a number its fifteen digits, with the
look that may say something else than the number (struck out, raised, percent). Drawings, macros,
connections and links to other files are parts of their own, which nobody opens here; a part is
read as a stream, so that a small file that unpacks to a large one costs little until its bound.
The parts and their marks: ECMA-376, also in its strict form.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from chitieu.collect.receive.looks import Look, looks_of
from chitieu.collect.receive.parts import Damaged, Page, SheetReader, Strings, Tree, name_of

MOST_BYTES = 64 * 2**20  # unpacked: a hundred times a filled form of a province
MOST_PART = 8 * 2**20  # of a part that is read as a whole: styles, names
MOST_CELLS = 300_000  # cells, rows and texts: a form of the whole country has half as many
MOST_PARTS = 10_000
_CHUNK = 2**16


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
        self.left = MOST_BYTES
        self.cells = 0

    def book(self) -> Book:
        workbook = self._tree("xl/workbook.xml")
        links = {
            link.get("Id"): (link.get("Type", "").rpartition("/")[2], _path(link.get("Target", "")))
            for link in self._tree("xl/_rels/workbook.xml.rels")
        }
        parts = {kind: path for kind, path in links.values() if kind != "worksheet"}
        strings = self._strings(parts.get("sharedStrings", ""))
        looks = looks_of(self._tree(parts["styles"])) if "styles" in parts else [Look()]
        pages = {}
        for sheet in _all(workbook, "sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            kind, path = links[link]
            if kind == "worksheet":  # else a sheet that is a chart
                if sheet.get("name") in pages:
                    raise Damaged("two sheets have one name")
                page = Page(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
                self._stream(path, SheetReader(self.count, page, strings, looks))
                pages[page.title] = page
        comments = any(re.search(r"comments?\d*\.xml$", name) for name in self.names)
        return Book(pages, self._properties(), comments)

    def count(self) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise TooLarge

    def _strings(self, path: str) -> list[tuple[str, frozenset[str]]]:
        found = Strings(self.count)
        if path.lower() in self.names:
            self._stream(path, found)
        return found.texts

    def _properties(self) -> dict[str, str]:
        if "docprops/custom.xml" not in self.names:
            return {}
        tree = self._tree("docProps/custom.xml")
        return {p.get("name", ""): "".join(p.itertext()) for p in tree}

    def _tree(self, path: str) -> ElementTree.Element:
        builder = Tree()
        self._stream(path, builder, MOST_PART)
        return builder.root

    def _stream(self, path: str, target, most: int = MOST_BYTES) -> None:
        parser = ElementTree.XMLParser(target=target)
        with self.archive.open(self.names[path.lower()]) as part:
            while chunk := part.read(_CHUNK):
                self.left, most = self.left - len(chunk), most - len(chunk)
                if min(self.left, most) < 0:
                    raise TooLarge
                parser.feed(chunk)
        parser.close()


def _all(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if name_of(element.tag) == name]


def _path(target: str) -> str:
    """Where a link of the workbook leads: from its own folder, or from the archive's root."""
    return posixpath.normpath(posixpath.join("xl", target)) if target[:1] != "/" else target[1:]
