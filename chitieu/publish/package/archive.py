"""A package as an archive: written the same each time, read as if an enemy had made it.

It may come back in a folder of its name, zipped once more, with the names of an old Windows
program, or beside what a system writes into every folder."""

from __future__ import annotations

import datetime
import io
import os
import posixpath
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from chitieu.faults import CallError
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.package.verify_texts import Finding
from chitieu.whole import scratch_folder, write_whole
from chitieu.words import text

MOST_FILES, MOST_BYTES = 20_000, 1 << 30
LARGEST_RATIO = 100  # of a file to what it takes in the archive; a page's is about 6
_END = 22  # bytes of an archive's last record, before its comment
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)

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


class Several(ValueError):
    """More than one package lies there; `places` are where."""

    def __init__(self, places: list[str]):
        self.places = places
        super().__init__(", ".join(places))


def write_archive(files: dict[str, bytes], date: datetime.date) -> bytes:
    """Return an archive of `files`, in the order of their names, all dated `date`.

    Nothing in it is of the machine: no owner, no extra field, no link. The files are stored as
    they are, since what a compressor makes of them depends on its version.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (date.year, date.month, date.day, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return whole.getvalue()


def read_package(path: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """Return the files of a package, an archive or the folder that it was unpacked into, and what
    is wrong with it as such; it may lie in a folder there, or in an archive once more. Raises
    CallError, in the language that is spoken, where there is none."""
    if path.is_dir():
        files, faults = _read_folder(path)
    elif path.is_file():
        files, faults = _read_any(path)
    else:
        raise CallError(text("verify.no_package", path=str(path)))

    def open_archive(name: str, data: bytes) -> dict[str, bytes]:
        with scratch_folder() as folder:
            inner = folder / PurePosixPath(name).name
            write_whole(inner, data, beside=folder)
            inside, found = _read_any(inner)
        faults.extend(found)
        return inside

    try:
        files, beside = opened(files, open_archive)
    except Several as several:
        values = {"places": several}
        return {}, [Finding(path.name, "several", values=values, remedy="name_one")]
    return files, [*faults, *(Finding(name, "beside", remedy="take_away") for name in beside)]


def _read_any(path: Path) -> tuple[dict[str, bytes], list[Finding]]:
    try:
        return _read_archive(path)
    except _BROKEN as error:
        said = str(error).partition("\n")[0]
        return {}, [_finding(path.name, "unread_archive", said=said)]


def _read_archive(path: Path) -> tuple[dict[str, bytes], list[Finding]]:
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if fault := _too_much(path.name, [entry.file_size for entry in entries]):
            return {}, [fault]
        faults = [_finding(path.name, problem) for problem in _around(archive, path)]
        seen: set[str] = set()
        names = with_slashes([entry.filename for entry in entries])
        for entry in entries:
            name = names[entry.filename]
            problem = _unsafe(name.rstrip("/")) or _unsafe_entry(entry)
            if not problem and _key(name) in seen:
                problem = "twice"
            seen.add(_key(name))
            if problem:
                sizes = {"size": entry.file_size, "packed": entry.compress_size}
                faults.append(_finding(entry.filename, problem, **sizes))
            elif not name.endswith("/"):
                try:
                    files[name] = archive.read(entry)
                except _BROKEN as error:
                    said = str(error).partition("\n")[0]
                    faults.append(_finding(entry.filename, "unread_entry", said=said))
    return files, faults


def _around(archive: zipfile.ZipFile, path: Path) -> list[str]:
    """What an archive has besides its files, as keys of the texts."""
    entries = archive.infolist()
    found = ["comment"] if archive.comment or any(entry.comment for entry in entries) else []
    if entries and min(entry.header_offset for entry in entries):
        found.append("before")
    end = path.read_bytes()[-_END - len(archive.comment) :]
    return found if end.startswith(b"PK\x05\x06") else [*found, "behind"]


def _read_folder(folder: Path) -> tuple[dict[str, bytes], list[Finding]]:
    found: list[Path] = []
    faults: list[Finding] = []
    for place, folders, names in os.walk(folder):
        for name in sorted([*folders, *names]):
            path = Path(place, name)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                faults.append(_finding(_name(path, folder), "link"))
            elif path.is_file():
                found.append(path)
    if fault := _too_much(folder.name, [path.stat().st_size for path in found]):
        return {}, [fault]
    return {_name(path, folder): path.read_bytes() for path in sorted(found)}, faults


def _too_much(name: str, sizes: list[int]) -> Finding | None:
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        return _finding(name, "too_much", count=len(sizes), size=sum(sizes))
    return None


def _unsafe(name: str) -> str:
    """What is wrong with a file's name, as a key of the texts; "" where nothing is."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "absolute"
    if "\\" in name or ":" in name or any(not sign.isprintable() for sign in name):
        return "signs"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "leads_out"
    return ""


def _unsafe_entry(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "link"
    if entry.flag_bits & 1:
        return "enciphered"
    if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1024):
        return "bomb"
    return ""


def _key(name: str) -> str:
    """What two names share that are one on some disks."""
    return unicodedata.normalize("NFC", name).casefold().rstrip("/")


def _name(path: Path, folder: Path) -> str:
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _finding(place: str, key: str, **values) -> Finding:
    return Finding(place, key, values=values, remedy="unpack")


# ---- where in what came back the package lies ---------------------------------------------------


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
