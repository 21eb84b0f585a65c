"""What of a sound year file may be meant otherwise: each warns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chitieu.faults import CallError, Fault, Faults
from chitieu.files import words
from chitieu.plan.periods import last_day
from chitieu.plan.senses import doubtful, read_senses
from chitieu.plan.targets import Target
from chitieu.plan.year_files import known_years
from chitieu.plan.years import Year, stated


def doubts_of(root: Path, year: int) -> Iterator[Fault]:
    """Yield a warning for each setting of a year file that is doubtful. The file must be sound."""
    file, lines, name = stated(root, year)
    senses = read_senses(root)
    for indicator, text in file.targets.items():
        if text and indicator in senses:
            place = (name, lines[("targets", indicator)], f"targets.{indicator}")
            for problem, remedy in doubtful(Target.parse(text), senses[indicator]):
                yield Fault(*place, f"'{text}': {problem}", remedy)
    if problem := _of_another_time(root, file):
        remedy = f"name the edition of the areas that there are in {year}"
        yield Fault(name, lines[("edition",)], "edition", problem, remedy)
    if file.as_of < last_day(str(year)) and (twin := _same_date(root, file)):
        problem = (
            f"{file.as_of} is the date of params/{twin}.yaml too, and lies before the year ends"
        )
        remedy = f"write the date that the pages of {year} are to bear"
        yield Fault(name, lines[("as_of",)], "as_of", problem, remedy)


def _of_another_time(root: Path, file: Year) -> str:
    """A copied year file may keep areas that are there no longer, or not yet: most of them."""

    def of_edition(*columns: str) -> list:
        found = words(root / "data" / "areas.csv", root, "edition", "area", *columns)
        return [cells[2:] for cells in found if cells[0] == file.edition]

    areas = len(of_edition())
    ended = [day for (day,) in of_edition("valid_to") if day < f"{file.year}-01-01"]
    begun = [day for (day,) in of_edition("valid_from") if day > f"{file.year}-12-31"]
    if 2 * len(ended) > areas:
        return f"the areas of edition {file.edition} ended on {max(ended)}"
    if 2 * len(begun) > areas:
        return f"the areas of edition {file.edition} began on {min(begun)}"
    return ""


def _same_date(root: Path, file: Year) -> int:
    """The year before it whose file bears the same date; 0 for none."""
    for year in reversed([year for year in known_years(root) if year < file.year]):
        try:
            if stated(root, year)[0].as_of == file.as_of:
                return year
        except (CallError, Faults):  # told with that year
            continue
    return 0
