"""The next year of a workbook: its year file, from that of the newest year before it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd

from chitieu.begin.founding import AS_OF, quoted, year_text
from chitieu.faults import CallError
from chitieu.plan.areas import read_areas
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
    edition = edition_of(root, year, settings.edition)
    write_whole(path, year_text(_settings(settings, year, edition), settings.targets))
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


def edition_of(root: Path, year: int, edition: str) -> str:
    """Return the edition of the areas that is in force at the end of a year: of those whose areas
    began by then the one that began last, or the one given where no edition is dated."""
    areas = read_areas(root)
    begun = areas.groupby("edition", sort=False)["valid_from"].max().dropna()
    begun = begun[begun <= f"{year}-12-31"].sort_values(kind="stable")
    ended = areas.groupby("edition")["valid_to"].agg(_ended)
    begun = begun[[e for e in begun.index if not _over(ended[e], year)]]
    return edition if begun.empty else str(begun.index[-1])


def _ended(dates: pd.Series) -> str:
    """The day on which an edition ended; "" where some of its areas go on."""
    return "" if dates.isna().any() else str(dates.max())


def _over(ended: str, year: int) -> bool:
    return bool(ended) and ended < f"{year}-12-31"


def _as_of(year: int) -> datetime.date:
    return datetime.date(year + 1, *AS_OF)


def _settings(before: Year, year: int, edition: str) -> dict:
    """The settings of the year before that were stated, with those of the new one."""
    kept = before.model_dump(exclude=_LEFT, exclude_defaults=True)
    new = {"as_of": _as_of(year), "edition": edition, "simulated": False}
    return {"year": year, "title": kept.pop("title"), **kept, **new}
