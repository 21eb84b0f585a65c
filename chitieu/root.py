"""Where the workbook lies, and how its files are named.

The standard library alone, so that a command with nothing to do has started before it is felt.
"""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import CallError
from chitieu.words.language import LANGUAGES

MARK = Path("params", "indicators.csv")


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


def of_language(folder: Path, language: str) -> Path:
    """Return where a folder's part in a language lies: itself in the first, below it in another."""
    return folder if language == LANGUAGES[0] else folder / language


def relative(path: Path, root: Path) -> str:
    """Return `path` as it is named in messages: from the workbook's root, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
