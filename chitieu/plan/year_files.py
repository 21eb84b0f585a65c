"""Which years there are, and where their files lie. The standard library alone, for a call is
looked at before anything is loaded."""

from __future__ import annotations

import re
from pathlib import Path

from chitieu.faults import Fault

Stamps = tuple[tuple, ...]  # files by name, each with when it was written and its size

_EDITION = re.compile(r"""^edition:\s*["']?([^"'#\s]+)""", re.MULTILINE)
_YEAR = re.compile("[0-9]{4}")
_INPUTS = ("params/*.*", "data/*.csv", "data/observations/*.csv", "shapefiles/*.*")


def year_file(root: Path, year: int) -> Path:
    """Return where a year's settings stand."""
    return root / "params" / f"{year}.yaml"


def edition_as_written(root: Path, year: int) -> str:
    """Return the edition that a year file names, unchecked; blank where it cannot be read."""
    try:
        found = _EDITION.search(year_file(root, year).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""


def observation_file(root: Path, year: int) -> Path:
    """Return where a year's counts lie."""
    return root / "data" / "observations" / f"{year}.csv"


def known_years(root: Path) -> list[int]:
    """Return the years that have a year file."""
    return _years(root / "params", "yaml")


def reported_years(root: Path) -> list[int]:
    """Return the years that have figures, whether they have a year file or not."""
    return _years(root / "data" / "observations", "csv")


def years_with_figures(root: Path) -> list[int]:
    """Return the years that have both a year file and figures."""
    return sorted({*known_years(root)} & {*reported_years(root)})


def without_year_file(year: int) -> Fault:
    """Return the fault of a year that has figures and no year file."""
    problem = f"{year} has no year file, and figures in data/observations/{year}.csv"
    remedy = "copy another year's file and mend it, or move the figures away"
    return Fault(f"params/{year}.yaml", 0, "", problem, remedy)


def stamps(root: Path) -> Stamps:
    """When the inputs were written; to be asked for before any of them is read, so that what is
    kept is never older than it seems."""
    files = (file for pattern in _INPUTS for file in root.glob(pattern))
    return tuple(sorted((f.as_posix(), f.stat().st_mtime_ns, f.stat().st_size) for f in files))


def _years(folder: Path, ending: str) -> list[int]:
    return sorted(int(p.stem) for p in folder.glob(f"*.{ending}") if _YEAR.fullmatch(p.stem))
