"""Which edition of the areas is in force on a day, and so in a year: the standard library alone,
for a call is looked at before anything is loaded."""

from __future__ import annotations

from pathlib import Path

from chitieu.faults import Faults
from chitieu.plain_files import records
from chitieu.plan.year_files import edition_as_written


def edition_of_year(root: Path, year: int) -> str:
    """Return the edition of a year's areas: the one that its file names, unchecked, or the one in
    force at its end; "" where neither can be told."""
    return edition_as_written(root, year) or in_force(root, f"{year}-12-31")


def in_force(root: Path, day: str) -> str:
    """Return the edition of `data/areas.csv` that is in force on a day, written as 2025-07-01: of
    those that have begun and not ended the one that began last; "" where that is none, or more.

    An edition begins with the last of its areas (one without a date has always been there), and
    ends with the last of them.
    """
    try:
        rows = records(root / "data" / "areas.csv", root)
    except (Faults, OSError):  # which the reader of the table tells
        return ""
    begun: dict[str, str] = {}
    ends: dict[str, list[str]] = {}
    for row in rows:
        edition = row.get("edition", "").strip()
        begun[edition] = max(begun.get(edition, ""), row.get("valid_from", "").strip())
        ends.setdefault(edition, []).append(row.get("valid_to", "").strip())
    there = {e: first for e, first in begun.items() if first <= day and not _over(ends[e], day)}
    last = [edition for edition, first in there.items() if first == max(there.values())]
    return last[0] if len(last) == 1 else ""


def _over(ends: list[str], day: str) -> bool:
    return all(ends) and max(ends) < day
