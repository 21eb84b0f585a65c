"""What a file would tell of the machine it was made on: paths, the user's name, the machine's."""

from __future__ import annotations

import base64
import getpass
import io
import platform
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chitieu.faults import Fault

LIBRARY = Path(__file__).resolve().parents[2]
_ABSOLUTE = re.compile(
    r"file:/[^\s\"'<>]+"
    r"|(?<![A-Za-z0-9])[A-Za-z]:\\[^\s\"'<>|]+|(?<![A-Za-z0-9])[A-Za-z]:/(?!/)[\w.~-]+/[^\s\"'<>|]+"
    r"|\\\\[\w.-]+\\[^\s\"'<>|]+"
    r"|(?<![\w/:.<)\]])/(?!(?:xl|docProps|_rels|customXml)/)(?:[\w.@~-]+/)+[\w.@~-]*"
    r"|(?<![\w/])~[\w-]*/[\w.@~-]+"
)
_DATA = re.compile(r"base64,([A-Za-z0-9+/=\s]+)")
OWN = "chitieu"  # the program, which names itself as the maker of its files
_ZIPS = (".xlsx", ".zip", ".docx", ".ods")
_META = re.compile(  # where a text, a page, a drawing or a workbook names its maker
    r"<meta\b[^>]*\bcontent=[\"']([^\"']*)[\"']"
    r"|<(?:dc|cp|cc|vt|rdf):[\w:]+[^>]*>([^<]*)(?=<)"
    r"|<(?:Company|Manager|Application|title|creator|author)>([^<]*)(?=<)"
    r"|:\s*\"([^\"]*)\"(?=\s*[,}\]])"
)


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
    if name.endswith(_ZIPS) or data.startswith(b"PK\x03\x04"):
        yield from _in_archive(data, machine)
    elif name.endswith((".png", ".jpg", ".jpeg", ".pdf")):
        yield from ((0, "", f"it holds {told}") for told in _told(data.decode("latin-1"), machine))
    else:
        yield from ((line, "", f"it holds {told}") for line, told in _in_text(data, machine))


def _in_archive(data: bytes, machine: Machine) -> Iterator[tuple[int, str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for told in _told(archive.comment.decode("utf-8", "replace"), machine, whole=True):
                yield 0, "", f"its comment holds {told}"
            for entry in archive.infolist():
                said = f"x/{entry.filename}\n{entry.comment.decode('utf-8', 'replace')}"
                for told in _told(said, machine):
                    yield 0, entry.filename, f"its name or comment holds {told}"
                for _, told in _in_text(archive.read(entry), machine):
                    yield 0, entry.filename, f"it holds {told}"
    except zipfile.BadZipFile:
        yield 0, "", "it cannot be read, so that nobody knows what it tells"


def _in_text(data: bytes, machine: Machine) -> Iterator[tuple[int, str]]:
    text = data.decode("utf-8", "replace")
    for drawing in _DATA.finditer(text):
        try:
            inside = base64.b64decode(drawing[1], validate=False).decode("latin-1")
        except ValueError:
            continue
        line = text.count("\n", 0, drawing.start()) + 1
        yield from ((line, told) for told in _folders(inside, machine))
    plain = _DATA.sub("base64,", text)
    for number, line in enumerate(plain.split("\n"), start=1):
        for told in _told(line, machine):
            yield number, told
    for value in _META.finditer(plain):
        words = next(filter(None, value.groups()), "").strip()
        if words.casefold() in {name.casefold() for name in machine.names}:
            yield plain.count("\n", 0, value.start()) + 1, f"a metadata value '{words}'"


def _told(text: str, machine: Machine, whole: bool = False) -> Iterator[str]:
    """What a text tells: a folder of this machine, an absolute path, a name as part of a path."""
    told = set(_folders(text, machine))
    yield from sorted(told)
    for path in _ABSOLUTE.finditer(text):
        if not any(folder in path[0] for folder in machine.folders):
            yield f"the absolute path {path[0][:60]}"
    for name in sorted(machine.names):
        if re.search(rf"[\\/]{re.escape(name)}[\\/]|[\\/]{re.escape(name)}(?=[\"'\s<]|$)", text):
            yield f"'{name}' as a part of a path"
        elif whole and text.strip().casefold() == name.casefold():
            yield f"the name '{name}'"


def _folders(text: str, machine: Machine) -> Iterator[str]:
    for folder in machine.folders:
        if re.search(rf"(?<![\w/]){re.escape(folder)}(?![\w-])", text):
            yield f"the folder {folder}"
