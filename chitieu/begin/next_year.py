"""The next year of a workbook: its year file, from that of the newest year before it."""

from __future__ import annotations

import datetime
from pathlib import Path

from chitieu.begin.founding import AS_OF, quoted, year_text
from chitieu.faults import CallError
from chitieu.plan.in_force import in_force
from chitieu.plan.indicators import read_indicators
from chitieu.plan.year_files import known_years, year_file
from chitieu.plan.years import Year, read_year
from chitieu.root import relative
from chitieu.whole import write_whole

_LEFT = {"year", "as_of", "edition", "simulated", "targets", "targets_from"}


def add_year(root: Path, year: int) -> list[str]:
    """Write the file of a year and return what is told: what it took over, each target to go
    through, the next commands. Raises CallError where the year has a file or none comes before."""
    path = year_file(root, year)
    if path.exists():
        raise CallError(f"{relative(path, root)} is there; mend it, or name another year")
    before = max((known for known in known_years(root) if known < year), default=0)
    if not before:
        known = ", ".join(map(str, known_years(root))) or "none"
        raise CallError(f"no year before {year} has a year file (years with one: {known})")
    settings = read_year(root, before)
    dated = in_force(root, f"{year}-12-31")
    edition = dated or settings.edition
    new = {} if dated else {"edition": edition}
    write_whole(path, year_text(_settings(settings, year) | new, settings.targets))
    names = read_indicators(root)["name_vi"]
    return [
        f"{relative(path, root)}: as {before}, but for the year, as_of {_as_of(year)}, edition "
        f"{edition} and simulated: no",
        f"its title, '{settings.title}', and its number are those of {before}",
        f"go through its {len(settings.targets)} targets:",
        *(f"  {i}: {target or 'none'} ({names[i]})" for i, target in settings.targets.items()),
        "next:",
        f"  chitieu check --root {quoted(root)}",
        f"  chitieu forms {year} --root {quoted(root)} -o {quoted(root / 'forms')}",
        f"  chitieu receive {quoted(root / 'forms')}/*.xlsx --root {quoted(root)}",
    ]


def _as_of(year: int) -> datetime.date:
    return datetime.date(year + 1, *AS_OF)


def _settings(before: Year, year: int) -> dict:
    """The settings of the year before that were stated, with those of the new one."""
    kept = before.model_dump(exclude=_LEFT, exclude_defaults=True)
    new = {"as_of": _as_of(year), "simulated": False}
    return {"year": year, "title": kept.pop("title"), **kept, **new}
