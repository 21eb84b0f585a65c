"""Another year of a workbook: its year file, from that of the newest year before it, or for a year
before all others from that of the first."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd

from chitieu.begin.founding import AS_OF, quoted, year_text
from chitieu.faults import CallError
from chitieu.plan.in_force import in_force
from chitieu.plan.indicators import read_indicators
from chitieu.plan.targets import AGAINST_LAST_YEAR
from chitieu.plan.year_files import known_years, year_file
from chitieu.plan.years import Year, read_year
from chitieu.root import relative
from chitieu.whole import write_whole

_LEFT = {"year", "as_of", "edition", "simulated", "targets", "targets_from"}


def add_year(root: Path, year: int) -> list[str]:
    """Write the file of a year and return what is told: what it took over, each target to go
    through, the next commands. A year before all others has no targets, and only the indicators
    that a later year compares with it. Raises CallError where the year has a file or there is no
    other year."""
    path, known = year_file(root, year), known_years(root)
    if path.exists():
        raise CallError(f"{relative(path, root)} is there; mend it, or name another year")
    if not known:
        raise CallError(f"params/ has no year file that {year} could be made from")
    earliest = year < min(known)
    other = min(known) if earliest else max(each for each in known if each < year)
    settings, indicators = read_year(root, other), read_indicators(root)
    targets = _without_targets(settings, indicators) if earliest else settings.targets
    dated = in_force(root, f"{year}-12-31")
    edition = dated or settings.edition
    new = {} if dated else {"edition": edition}
    write_whole(path, year_text(_settings(settings, year) | new, targets))
    told = [f"  {i}: {target or 'none'} ({indicators.at[i, 'name_vi']})"
            for i, target in targets.items()]  # fmt: skip
    return [
        f"{relative(path, root)}: as {other}, but for the year, as_of {_as_of(year)}, edition "
        f"{edition} and simulated: no",
        f"its title, '{settings.title}', and its number are those of {other}",
        f"what {other} compares with it, without targets; write more into it to ask for more:"
        if earliest
        else f"go through its {len(targets)} targets:",
        *told,
        "next:",
        f"  chitieu check --root {quoted(root)}",
        f"  chitieu forms {year} --root {quoted(root)} -o {quoted(root / 'forms')}",
        f"  chitieu receive {quoted(root / 'forms')}/*.xlsx --root {quoted(root)}",
    ]


def _without_targets(later: Year, indicators: pd.DataFrame) -> dict[str, None]:
    """The indicators of a later year that compare with an earlier one; all, where none does."""
    kinds = indicators["kind"]
    compared = [each for each in later.targets if kinds[each] in AGAINST_LAST_YEAR]
    return dict.fromkeys(compared or later.targets)


def _as_of(year: int) -> datetime.date:
    return datetime.date(year + 1, *AS_OF)


def _settings(other: Year, year: int) -> dict:
    """The settings of the other year that were stated, with those of the new one."""
    kept = other.model_dump(exclude=_LEFT, exclude_defaults=True)
    new = {"as_of": _as_of(year), "simulated": False}
    return {"year": year, "title": kept.pop("title"), **kept, **new}
