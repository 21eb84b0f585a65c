"""Which files a call names: single ones, a folder, a star, an archive of forms.

Whatever is left out is told with its reason; nothing of an archive is ever unpacked onto the disk.
"""

from __future__ import annotations

import glob
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from chitieu.faults import Fault
from chitieu.words import language, text

LARGEST = 64 * 2**20  # bytes of a file, which are held in memory
MOST_FILES = 10_000  # in an archive or a folder
MOST_UNPACKED = 4 * LARGEST  # bytes of all files of an archive
FORMS = (".xlsx", ".xlsm", ".xltx", ".xltm")
# What may be a form saved otherwise: it is opened, and refused with what it is.
TABLES = (*FORMS, ".xls", ".xlsb", ".ods", ".csv", ".numbers", ".zip")
LOCKS = ("~$", ".~lock.")  # of Excel and of LibreOffice, while a form is open there
_JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_STAR = "*?["


@dataclass(frozen=True)
class Sent:
    """One file that may be a form: its name as a message says it, and its bytes."""

    name: str
    data: bytes


def sent_files(paths: Iterable[Path]) -> Iterator[Sent | Fault]:
    """Yield every file that a call names, each once, in its order; or why there is none."""
    named = list(dict.fromkeys(paths))
    seen: set[Path] = set()
    for path in named:
        if path.is_dir():
            found = _in_folder(path)
        elif not path.exists() and any(sign in path.name for sign in _STAR):
            found = [p for p in map(Path, sorted(glob.glob(str(path)))) if not _is_hidden(p.name)]
            found = [each for p in found for each in (_in_folder(p) if p.is_dir() else [p])]
            found = found or [_nothing(str(path), text("receive.sent.no_such_name"))]
        elif _is_lock(path.name):
            found = [] if _of_lock(path) in named else [_lock(path)]
        else:
            found = [path]
        for each in found:
            if isinstance(each, Fault):
                yield each
            elif (resolved := each.resolve()) not in seen:
                seen.add(resolved)
                yield from _read(each)


def _in_folder(folder: Path) -> list[Path | Fault]:
    """The tables of a folder and of those in it."""
    every = (p for p in sorted(folder.rglob("*")) if p.is_file())
    found = [p for p in every if p.suffix.lower() in TABLES and not _is_hidden(p.name)]
    if len(found) > MOST_FILES:
        problem = text("receive.sent.many_files", many=len(found))
        return [_fault(str(folder), problem, text("receive.sent.name_folders"))]
    return found or [_nothing(str(folder), text("receive.sent.no_form_in_folder"))]


def _read(path: Path) -> Iterator[Sent | Fault]:
    name = str(path)
    try:
        if path.stat().st_size > LARGEST:
            yield _large(name)
            return
        data = path.read_bytes()
    except FileNotFoundError:
        yield _fault(name, text("receive.sent.no_file"), text("receive.sent.see_name"))
        return
    except OSError:
        yield _fault(name, text("receive.sent.unread"), text("receive.sent.close"))
        return
    yield from _within(name, data) if _is_archive(data) else [Sent(name, data)]


def _is_archive(data: bytes) -> bool:
    """Whether a file is an archive of files, and not one that an office program wrote."""
    names = names_in(data)
    own = ("[Content_Types].xml", "mimetype", "Index/Document.iwa", "xl/workbook.xml")
    return names is not None and not any(name.replace("\\", "/") in own for name in names)


def names_in(data: bytes) -> list[str] | None:
    """Return the names in an archive; None for what is none, or is damaged."""
    if not data.startswith(b"PK") or data.count(b"PK\1\2") > MOST_FILES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except Exception:  # a damaged archive makes the reader raise almost anything
        return None


def _within(name: str, data: bytes) -> Iterator[Sent | Fault]:
    """The forms in an archive."""
    found, unpack = False, text("receive.send.unpack")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            yield _fault(name, text("receive.sent.unpacks_large"), unpack)
            return
        for member in members:
            parts = _member_name(member).replace("\\", "/").split("/")
            inner = PurePosixPath(*(part for part in parts if part not in ("", ".", "..")))
            if inner.suffix.lower() not in TABLES or any(map(_is_hidden, inner.parts)):
                continue
            found, said = True, f"{name}/{inner}"
            if member.flag_bits & 1:
                yield _fault(said, text("receive.sent.locked_archive"), unpack)
                continue
            if member.file_size > LARGEST:
                yield _large(said)
                continue
            try:
                content = archive.read(member)
            except Exception:  # as above
                problem = text("receive.sent.damaged_member")
                yield _fault(said, problem, text("receive.send.send_again"))
                continue
            if _is_archive(content):
                yield _fault(said, text("receive.sent.archive_in_archive"), unpack)
            else:
                yield Sent(said, content)
    if not found:
        yield _nothing(name, text("receive.sent.no_form_in_archive"))


def _member_name(member: zipfile.ZipInfo) -> str:
    """A name in an archive: UTF-8 where it says so, else as Windows and others write it."""
    if member.flag_bits & 0x800:
        return unicodedata.normalize("NFC", member.filename)
    raw = member.filename.encode("cp437", "replace")
    for letters in ("utf-8", "cp1258"):
        try:
            return unicodedata.normalize("NFC", raw.decode(letters))
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_hidden(name: str) -> bool:
    """What no one sends on purpose: locks, and what systems put beside files."""
    return name.startswith(".") or _is_lock(name) or name in _JUNK


def _is_lock(name: str) -> bool:
    return name.startswith(LOCKS)


def _of_lock(path: Path) -> Path:
    """The form that is open while a lock is there."""
    name = path.name.removeprefix("~$").removeprefix(".~lock.")
    return path.with_name(name.removesuffix("#"))


def _lock(path: Path) -> Fault:
    form = _of_lock(path).name
    problem = text("receive.sent.lock", form=form)
    return _fault(str(path), problem, text("receive.sent.close_form", form=form))


def _large(name: str) -> Fault:
    return _fault(name, text("receive.sent.large"), text("receive.remedy.only_forms"))


def _nothing(name: str, problem: str) -> Fault:
    return _fault(name, problem, text("receive.sent.see_path"))


def _fault(name: str, problem: str, remedy: str) -> Fault:
    return Fault(name, 0, "", problem, remedy, language=language())
