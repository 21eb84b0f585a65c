"""What a file would tell of the machine it was made on: paths, the user's name, the machine's.

Read are its texts, the values of its metadata, and the same of whatever it holds: the parts of a
workbook, the pictures of a page, the notes within a picture."""

from __future__ import annotations

import base64
import binascii
import getpass
import html
import io
import platform
import re
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from chitieu.faults import Fault

LIBRARY = Path(__file__).resolve().parents[2]
_ABSOLUTE = re.compile(
    r"file:/[^\s\"'<>]+"
    r"|(?<![A-Za-z0-9])[A-Za-z]:\\[^\s\"'<>|]+|(?<![A-Za-z0-9])[A-Za-z]:/(?!/)[\w.~-]+/[^\s\"'<>|]+"
    r"|\\\\[\w.-]+\\[^\s\"'<>|]+"
    r"|(?<![\w/:.<)\]])/(?!(?:xl|docProps|_rels|customXml)/)(?:[\w.@~-]+/)+[\w.@~-]*"
    r"|(?<![\w/])~[\w-]*/[\w.@~-]+"
)
_SCHEMA = re.compile(r"http://(?:schemas\.|www\.w3\.org/|purl\.)[^\s\"'<>]*")  # a name, no path
OWN = "chitieu"  # the program, which names itself as the maker of its files
MOST_BYTES = 1 << 26  # of what is unpacked here
_ZIPS = (".xlsx", ".zip", ".docx", ".ods")
_BINARY = (".jpg", ".jpeg", ".pdf", ".gif", ".webp")
_PNG, _GZIP = b"\x89PNG\r\n\x1a\n", b"\x1f\x8b"
_DATA = re.compile(
    r"data:[\w.+/-]*(?:;(?!base64)[\w.=-]+)*"
    r"(?:;base64,(?P<coded>[A-Za-z0-9+/=\s]+)|,(?P<plain>[^\s\"'()<>]+))"
)
_META = re.compile(  # where a text, a page, a drawing or a workbook names its maker
    r"<meta\b[^>]*\bcontent=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
    r"|<(?:dc|cp|cc|vt|rdf):[\w:]+[^>]*>([^<]*)(?=<)"
    r"|<(?:Company|Manager|Application|title|creator|author)>([^<]*)(?=<)"
    r"|:\s*\"([^\"]*)\"(?=\s*[,}\]])"
)
_WORDS = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{6,}")  # in what is no text


@dataclass(frozen=True)
class Machine:
    """The names and folders that must not leave."""

    names: frozenset[str]
    folders: tuple[str, ...]

    @classmethod
    def this(cls, root: Path) -> Machine:
        names = {platform.node(), platform.node().partition(".")[0]}
        folders = {Path(root).resolve(), Path.cwd(), LIBRARY, Path(sys.prefix)}
        folders.add(Path(tempfile.gettempdir()).resolve())
        with suppress(OSError, KeyError, RuntimeError):  # a user without a name, or a home
            names |= {getpass.getuser(), Path.home().name}
            folders.add(Path.home())
        texts = {form for folder in folders if len(folder.parts) > 1
                 for form in (str(folder), folder.as_posix())}  # fmt: skip
        return cls(frozenset(names - {"", OWN}), tuple(sorted(texts)))


def find_traces(files: dict[str, bytes], machine: Machine) -> list[Fault]:
    """Return a fault for each place in `files` that tells of the machine."""
    remedy = "take it out of what is shown there, then make the page again"
    found = [
        Fault(name, line, column, problem, remedy)
        for name, data in files.items()
        for line, column, problem in _in_file(name, data, machine)
    ]
    return list(dict.fromkeys(found))


def _in_file(name: str, data: bytes, machine: Machine) -> Iterator[tuple[int, str, str]]:
    for told in _told(f"x/{name}", machine):
        yield 0, "", f"its name holds {told}"
    try:
        for piece in pieces(name, data):
            for told in _in_piece(piece, machine):
                yield piece.line, piece.part, told
    except zipfile.BadZipFile:
        yield 0, "", "it cannot be read, so that nobody knows what it tells"


def _in_piece(piece: Piece, machine: Machine) -> Iterator[str]:
    for text in piece.readings():
        yield from (f"{piece.how} holds {told}" for told in _told(text, machine))
        if piece.value and text.strip().casefold() in {n.casefold() for n in machine.names}:
            what = "a metadata value" if piece.how == "it" else "the name"
            yield f"{piece.how} holds {what} '{text.strip()}'"


def _told(text: str, machine: Machine) -> Iterator[str]:
    """What a text tells: a folder of this machine, an absolute path, a name as part of a path."""
    for folder in machine.folders:
        if re.search(rf"(?<![\w/]){re.escape(folder)}(?![\w-])", text):
            yield f"the folder {folder}"
    for path in _ABSOLUTE.finditer(text):
        if not any(folder in path[0] for folder in machine.folders):
            yield f"the absolute path {path[0][:60]}"
    text = _SCHEMA.sub("", text)
    for name in sorted(machine.names):
        if re.search(rf"[\\/]{re.escape(name)}[\\/]|[\\/]{re.escape(name)}(?=[\"'\s<]|$)", text):
            yield f"'{name}' as a part of a path"


# ---- all that can be read in a file ------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A text that stands in a file. `part`: the archive's member that it stands in; `line`: 0
    where there are none; `how`: what holds it; `value`: whether it is one whole value."""

    text: str
    line: int = 0
    part: str = ""
    how: str = "it"
    value: bool = False

    def readings(self) -> list[str]:
        """The text as it stands, and as a browser reads what is written in other signs."""
        read = self.text, html.unescape(self.text), unquote(self.text)
        return list(dict.fromkeys([*read, self.text.replace("\\/", "/")]))


def pieces(name: str, data: bytes) -> Iterator[Piece]:
    """Yield every text in a file. Raises zipfile.BadZipFile for an archive that is none."""
    if name.endswith(_ZIPS) or data.startswith(b"PK\x03\x04"):
        yield from _of_archive(data)
    elif data.startswith(_PNG):
        yield from _of_picture(data)
    elif data.startswith(_GZIP):
        with suppress(zlib.error):
            yield from pieces("", zlib.decompressobj(31).decompress(data, MOST_BYTES))
    elif name.endswith(_BINARY) or b"\0" in data[:1024]:
        yield from _of_bytes(data)
    else:
        yield from _of_text(data.decode("utf-8", "replace"))


def _of_archive(data: bytes) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield Piece(_text(archive.comment), how="its comment", value=True)
        for entry in archive.infolist():
            where = {"part": entry.filename, "how": "its name or comment"}
            yield Piece(f"x/{entry.filename}", **where)
            yield Piece(_text(entry.comment), **where)
            for piece in pieces(entry.filename, archive.read(entry)):
                yield replace(piece, line=0, part=piece.part or entry.filename)


def _of_picture(data: bytes) -> Iterator[Piece]:
    """The notes of a PNG, some of them compressed; in what is drawn there are no words."""
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body, at = data[at + 8 : at + 8 + size], at + 12 + size
        key, _, note = body.partition(b"\0")
        if kind == b"zTXt":
            note = _unpacked(note[1:])
        elif kind == b"iTXt":
            packed, words = note[:1], note[2:].split(b"\0", 2)[-1]
            note = _unpacked(words) if packed == b"\1" else words
        elif kind != b"tEXt":
            if kind not in (b"IDAT", b"PLTE"):
                yield from _of_bytes(body)
            continue
        yield Piece(_text(key))
        yield Piece(_text(note), value=True)
    yield from _of_bytes(data[at:])


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MOST_BYTES)
    except zlib.error:
        return data


def _of_bytes(data: bytes) -> Iterator[Piece]:
    yield from (Piece(words[0]) for words in _WORDS.finditer(_text(data)))


def _of_text(text: str) -> Iterator[Piece]:
    for held in _DATA.finditer(text):
        try:
            data = base64.b64decode(held["coded"]) if held["coded"] else None
        except (binascii.Error, ValueError):
            continue
        inside = unquote_to_bytes(held["plain"]) if data is None else data
        line = text.count("\n", 0, held.start()) + 1
        with suppress(zipfile.BadZipFile):
            yield from (replace(piece, line=line) for piece in pieces("", inside))
    plain = _DATA.sub("data:", text)
    for number, line in enumerate(plain.split("\n"), start=1):
        yield Piece(line, number)
    for value in _META.finditer(plain):
        line = plain.count("\n", 0, value.start()) + 1
        yield Piece(next(filter(None, value.groups()), ""), line, value=True)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
