"""Files that look like inputs and that nobody reads: a copy, a year's half in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from chitieu.faults import Fault
from chitieu.root import relative

# What a folder's files may be called, and how that is said.
_READ = {
    "params": (
        r"(indicators|variables|agencies|actions|checks|doubts|breaks)\.csv|[0-9]{4}\.yaml",
        ["indicators.csv", "variables.csv", "agencies.csv", "actions.csv", "checks.csv",
         "doubts.csv", "breaks.csv"],
    ),
    "data": (r"(areas|area_changes)\.csv", ["areas.csv", "area_changes.csv"]),
    "data/observations": (r"[0-9]{4}\.csv", []),
}  # fmt: skip
# Tables and settings; a program, a note, a backup or another program's own file is none.
_LIKE_INPUTS = re.compile(
    r"(?!README)[^.~].*\.(csv|tsv|txt|xlsx?|xlsm|xlsb|ods|numbers|ya?ml|json|zip)", re.IGNORECASE
)
_PART = re.compile(r"([0-9]{4})-[SQ][1-4]\.csv", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def unread(root: Path) -> Iterator[Fault]:
    """Yield a warning for each file among the inputs that looks like one and is not read."""
    for folder, (read, names) in _READ.items():
        for path in sorted((root / folder).glob("*")):
            like = path.is_file() and _LIKE_INPUTS.fullmatch(path.name)
            if like and not re.fullmatch(read, path.name):
                name = relative(path, root)
                yield Fault(name, 0, "", "nobody reads this file", _remedy(path.name, names))


def _remedy(name: str, names: list[str]) -> str:
    if part := _PART.fullmatch(name):
        return f"its lines belong in {part[1]}.csv, where the column period tells parts apart"
    if close := get_close_matches(name.casefold(), names, n=1):
        return f"if it is the newer {close[0]}, put it in that file's place; else move it away"
    if not names and (year := _YEAR.search(name)):
        return f"take what is right in it into {year[1]}.csv, then move it away"
    if re.fullmatch(r"[0-9]{4}\.yml", name, re.IGNORECASE):
        return f"call it {name[:4]}.yaml"
    if not names:
        return "call it YYYY.csv, as 2022.csv, or move it away"
    return "move it away"
