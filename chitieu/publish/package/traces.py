"""What a file would tell of the machine it was made on: paths, the user's name, the machine's."""

from __future__ import annotations

import getpass
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
from chitieu.publish.package.insides import Piece, pieces

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
