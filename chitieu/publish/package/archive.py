"""A package as an archive: written the same each time, read as if an enemy had made it."""

from __future__ import annotations

import datetime
import io
import os
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from chitieu.faults import CallError, Fault
from chitieu.publish.package.wrapped import Several, opened, with_slashes

MOST_FILES, MOST_BYTES = 20_000, 1 << 30
LARGEST_RATIO = 100  # of a file to what it takes in the archive; a page's is about 6
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


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


def read_package(path: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the files of a package, an archive or the folder that it was unpacked into, and what
    is wrong with it as such; it may lie in a folder there, or in an archive once more. Raises
    CallError where there is none."""
    if path.is_dir():
        files, faults = _read_folder(path)
    elif path.is_file():
        files, faults = _read_any(path)
    else:
        raise CallError(
            f"{path}: there is no package; name a .zip or the folder it was unpacked to"
        )

    def open_archive(name: str, data: bytes) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            inner = Path(folder) / PurePosixPath(name).name
            inner.write_bytes(data)
            inside, found = _read_any(inner)
        faults.extend(found)
        return inside

    try:
        files, beside = opened(files, open_archive)
    except Several as several:
        problem = f"there are several packages in it ({several})"
        return {}, [Fault(path.name, 0, "", problem, "name one of them")]
    for name in beside:
        problem = "it lies beside the package, and is not of it"
        faults.append(Fault(_shown(name), 0, "", problem, "do not rely on it; take it away"))
    return files, faults


def _read_any(path: Path) -> tuple[dict[str, bytes], list[Fault]]:
    try:
        return _read_archive(path)
    except _BROKEN as error:
        said = str(error).partition("\n")[0]
        return {}, [_fault(path.name, f"it cannot be read as an archive ({said})")]


def _read_archive(path: Path) -> tuple[dict[str, bytes], list[Fault]]:
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if fault := _too_much(path.name, [entry.file_size for entry in entries]):
            return {}, [fault]
        faults = [_fault(path.name, "the archive bears a comment")] if archive.comment else []
        if entries and min(entry.header_offset for entry in entries):
            faults.append(_fault(path.name, "something stands before the archive"))
        seen: set[str] = set()
        names = with_slashes([entry.filename for entry in entries])
        for entry in entries:
            name = names[entry.filename]
            problem = _unsafe(name.rstrip("/")) or _unsafe_entry(entry)
            if not problem and _key(name) in seen:
                problem = "the name is there twice"
            seen.add(_key(name))
            if problem:
                faults.append(_fault(_shown(entry.filename), problem))
            elif not name.endswith("/"):
                try:
                    files[name] = archive.read(entry)
                except _BROKEN as error:
                    said = str(error).partition("\n")[0]
                    faults.append(_fault(entry.filename, f"it cannot be read ({said})"))
    return files, faults


def _read_folder(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    found: list[Path] = []
    faults: list[Fault] = []
    for place, folders, names in os.walk(folder):
        for name in sorted([*folders, *names]):
            path = Path(place, name)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                faults.append(_fault(_name(path, folder), "it is a link or no plain file"))
            elif path.is_file():
                found.append(path)
    if fault := _too_much(folder.name, [path.stat().st_size for path in found]):
        return {}, [fault]
    return {_name(path, folder): path.read_bytes() for path in sorted(found)}, faults


def _too_much(name: str, sizes: list[int]) -> Fault | None:
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        return _fault(name, f"it would unpack to {len(sizes)} files of {sum(sizes)} bytes")
    return None


def _unsafe(name: str) -> str:
    """What is wrong with a file's name, in words; "" where it can be unpacked anywhere."""
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "the name is absolute"
    if "\\" in name or ":" in name or any(not sign.isprintable() for sign in name):
        return "the name has signs that no name here has"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "the name leads out of the package"
    return ""


def _unsafe_entry(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link or no plain file"
    if entry.flag_bits & 1:
        return "it is enciphered"
    if entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1024):
        return f"it would unpack to {entry.file_size} bytes from {entry.compress_size}"
    return ""


def _key(name: str) -> str:
    """What two names share that are one on some disks."""
    return unicodedata.normalize("NFC", name).casefold().rstrip("/")


def _name(path: Path, folder: Path) -> str:
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _fault(place: str, problem: str) -> Fault:
    return Fault(place, 0, "", problem, "do not unpack it; ask the sender for it again")
