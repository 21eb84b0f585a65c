"""A package as it comes back from other hands: in a folder of its name, zipped once more, with the
names of an old Windows program, beside what a system writes into every folder."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath

from chitieu.publish.package.manifest import NAME as MANIFEST

Files = dict[str, bytes]
MOST_DEEP = 3  # archives within archives

# What a system writes beside files it shows or has open, and how that begins; a file that has only
# the name is none of these. Not desktop.ini: it may fetch its picture from another machine.
_SYSTEM: tuple[tuple[Callable[[str], bool], bytes], ...] = (
    (lambda name: name == ".DS_Store", b"\0\0\0\1Bud1"),
    (lambda name: name.startswith("._"), b"\0\5\x16\7"),  # AppleDouble
    (lambda name: name == "Thumbs.db", b"\xd0\xcf\x11\xe0"),
    (lambda name: name.endswith(":Zone.Identifier"), b"[ZoneTransfer]"),
    (lambda name: name.startswith(".~lock.") and name.endswith("#"), b","),
)
_OWNER, _OWNER_SIZE = "~$", 165  # Excel's, of a workbook that is open


def with_slashes(names: list[str]) -> dict[str, str]:
    """Return each name as it is meant: of an archive in which no name has a slash, backslashes
    part the folders, as old Windows programs write them."""
    if any("/" in name for name in names):
        return {name: name for name in names}
    return {name: name.replace("\\", "/") for name in names}


def is_of_system(name: str, data: bytes) -> bool:
    """Whether a file is what a system has written beside those of the package."""
    last = PurePosixPath(name).name
    if last.startswith(_OWNER):
        return len(data) == _OWNER_SIZE
    return any(named(last) and data.startswith(begins) for named, begins in _SYSTEM)


def opened(files: Files, open_archive: Callable[[str, bytes], Files]) -> tuple[Files, list[str]]:
    """Return the files of the package that lies in `files`, and the names that lie beside it.

    `open_archive` reads an archive that lies there instead. Raises Several where it could be
    several packages. Files without a package come back as they are.
    """
    for _ in range(MOST_DEEP):
        files = {name: data for name, data in files.items() if not is_of_system(name, data)}
        places = [posixpath.dirname(name) for name in files if posixpath.basename(name) == MANIFEST]
        archives = [name for name in files if name.lower().endswith(".zip")]
        if "" in places or not (places or archives):
            return files, []
        if len(places) > 1 or (not places and len(archives) > 1):
            raise Several(sorted(places or archives))
        if places:
            start = f"{places[0]}/"
            inside = {n[len(start) :]: data for n, data in files.items() if n.startswith(start)}
            # The archive that a folder was unpacked from often stays there.
            rest = [n for n in files if not n.startswith(start) and n not in archives]
            return inside, sorted(rest)
        if len(files) > 1:
            return files, []
        files = open_archive(archives[0], files[archives[0]])
    return files, []


class Several(ValueError):
    """More than one package lies there; `places` are where."""

    def __init__(self, places: list[str]):
        self.places = places
        super().__init__(", ".join(places))
