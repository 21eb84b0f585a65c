"""Where the workbook lies, how its files are named, and how a file is written whole.

The standard library alone, so that a command with nothing to do has started before it is felt.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from chitieu.faults import CallError

MARK = Path("params", "indicators.csv")


class Busy(Exception):
    """Another process is doing the same in the same workbook."""


def find_root(start: str | Path | None = None) -> Path:
    """Return the workbook that `start` (default: the current directory) lies in.

    Raises CallError where no folder above holds `params/indicators.csv`.
    """
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / MARK).is_file():
            return folder
    raise CallError(
        f"{start}: no workbook here or above (no {MARK.as_posix()}); "
        "go into one or name it with --root DIR"
    )


def relative(path: Path, root: Path) -> str:
    """Return `path` as it is named in messages: from the workbook's root, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def write_whole(path: Path, content: str | bytes, beside: Path | None = None) -> None:
    """Write a file beside its place and rename it into place: it is there whole or not at all.

    `beside`: another folder on the same disk for the part that is being written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = beside or path.parent
    beside.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=beside, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def only_one(root: Path, name: str, what: str) -> Iterator[None]:
    """Hold one lock of a workbook. Raises Busy, which says `what` is going on, where it is held.

    The lock is the system's, so that a process that was killed leaves none.
    """
    path = root / "outputs" / ".state" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file):
            file.seek(0)
            who = file.read().strip() or "another process"
            raise Busy(f"{root}: another {what} is going on ({who}); wait for it to end")
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=file.close)  # a report must not hold it on
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, since {datetime.now():%H:%M}")
        file.flush()
        yield


def _lock(file) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond the words, which the other process is to read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
