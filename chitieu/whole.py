"""A file is written whole or not at all, and stays whose it was; one lock of a workbook.

The standard library alone, so that a command with nothing to do has started before it is felt.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from chitieu.faults import CallError, Fault, Faults
from chitieu.root import find_root, relative
from chitieu.words.language import speaking
from chitieu.words.messages import text

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.ETXTBSY, errno.EBUSY}
IN_THE_WAY = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY}
KINDS = {
    "full": FULL,
    "read_only": {errno.EROFS},
    "in_the_way": IN_THE_WAY,
    "refused": REFUSED,
}


class Busy(Exception):
    """Another process is doing the same in the same workbook."""


class Unwritten(Faults):
    """A file that could not be written; the one that was there stays as it was."""

    def __init__(self, path: Path, error: OSError, language: str = "en"):
        self.path, self.error = path, error
        kind = next((kind for kind, numbers in KINDS.items() if error.errno in numbers), "other")
        with speaking(language):
            problem = text(f"whole.{kind}.problem")
            remedy = text(f"whole.{kind}.remedy", why=error.strerror or str(error))
        super().__init__([Fault(_named(path), 0, "", problem, remedy, language=language)])

    def in_language(self, language: str) -> Unwritten:
        """The same, told in a language: "en" or "vi"."""
        return Unwritten(self.path, self.error, language)


def _named(path: Path) -> str:
    with suppress(CallError, OSError):
        return relative(path, find_root(path.parent))
    return path.as_posix()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Raise Unwritten for whatever keeps a file from being written."""
    try:
        yield
    except OSError as error:
        raise Unwritten(path, error) from error


def write_whole(path: Path, content: str | bytes, beside: Path | None = None) -> None:
    """Write a file beside its place and rename it into place: it is there whole or not at all.

    `beside`: another folder for the part that is being written, of a file that can be made again;
    any other is on the disk before it takes its place, should the power fail. A file that is there
    keeps its mode, owner, group and extended attributes, as far as this process may set them; a
    link still leads to it; of hard links, the others keep what they held; a read-only one is not
    written. A new file is as the umask and its folder have it. A device or a pipe is written to.
    Raises Unwritten: nothing has changed then.
    """
    data = content.encode() if isinstance(content, str) else content
    with telling(path):
        if path.exists() and not (path.is_file() or path.is_dir()):
            path.write_bytes(data)
            return
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file() and not target.stat().st_mode & 0o222:
            raise PermissionError(errno.EACCES, "read-only", str(target))
        try:
            _write(target, data, beside or target.parent, lasting=beside is None)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _write(target, data, target.parent, lasting=False)  # on another disk than `beside`


def _write(target: Path, data: bytes, folder: Path, lasting: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # The same name each time: what a killed process left is written over by the next.
    name = hashlib.sha256(os.fsencode(target)).hexdigest()[:12]
    part = folder / f".{target.name[:40]}.{name}.part"
    handle = _begun(part)
    try:
        with os.fdopen(handle, "wb") as file:
            if target.exists():
                be_as(target, part)
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(handle)
            if fcntl:  # while it is locked, no other process takes it for its own
                os.replace(part, target)
        if not fcntl:  # Windows renames no file that is open
            os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _begun(part: Path) -> int:
    """Open a part, empty and locked: another process that writes the same file is waited for."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        try:
            handle = os.open(part, flags, 0o666)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.ELOOP) or not os.path.lexists(part):
                raise
            part.unlink()  # left by a killed process, with the mode of a file that was read-only
            continue
        if fcntl:
            with suppress(OSError):  # a network disk may know no locks
                fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(handle), os.lstat(part)):
                os.ftruncate(handle, 0)
                return handle
        except FileNotFoundError:  # the other has renamed it by now
            pass
        os.close(handle)


def be_as(target: Path, part: Path) -> None:
    """Give a part the mode, owner and attributes of the file that it is to replace, as far as this
    process may."""
    there, own = target.stat(), part.stat()
    if hasattr(os, "chown") and (there.st_uid, there.st_gid) != (own.st_uid, own.st_gid):
        try:
            os.chown(part, there.st_uid, there.st_gid)
        except OSError:
            with suppress(OSError):  # another's file: then its group at least
                os.chown(part, -1, there.st_gid)
    with suppress(OSError):  # a network disk may know no modes
        shutil.copystat(target, part)
    with suppress(OSError):
        os.utime(part)


@contextmanager
def scratch_folder(place: Path | None = None, prefix: str = "chitieu-") -> Iterator[Path]:
    """A folder of this process's own, in `place` or among the system's, for as long as it is used.

    What cannot be cleared away afterwards stays, and is no reason why the work would not be done:
    Windows keeps what another program has open. Raises Unwritten where none can be made.
    """
    with telling(place or Path("the folder for temporary files")):
        folder = tempfile.mkdtemp(prefix=prefix, dir=place)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def only_one(root: Path, name: str, what: str) -> Iterator[None]:
    """Hold one lock of a workbook. Raises Busy, which says `what` is going on, where it is held.

    The lock is the system's, so that a process that was killed leaves none.
    """
    path = root / "outputs" / ".state" / name
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab+", buffering=0)
    with file:
        if not _lock(file):
            file.seek(0)
            who = file.read().decode().strip() or "another process"
            raise Busy(f"{root}: another {what} is going on ({who}); wait for it to end")
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=file.close)  # a report must not hold it on
        with suppress(OSError):  # a full disk is told of what is to be made
            file.truncate(0)
            file.write(f"process {os.getpid()}, since {datetime.now():%H:%M}".encode())
        yield


def _lock(file) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond the words, which the other process is to read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # or else a network disk that knows no locks
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True
