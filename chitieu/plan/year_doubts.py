"""What of a sound year file may be meant otherwise: targets, an edition of another time, a date
left from a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chitieu.faults import CallError, Fault, Faults
from chitieu.files import words
from chitieu.plan.area_limits import each_text
from chitieu.plan.indicators import counted_areas, read_senses
from chitieu.plan.periods import last_day
from chitieu.plan.targets import Target, doubtful
from chitieu.plan.year_files import known_years
from chitieu.plan.years import Year, place_of, stated


def doubts_of(root: Path, year: int) -> Iterator[Fault]:
    """Yield a warning for each setting of a year file that is doubtful. The file must be sound."""
    file, lines, name = stated(root, year)
    senses = read_senses(root)
    for of, text in each_text(file.targets):
        if text and of[0] in senses:
            for problem, remedy in doubtful(Target.parse(text), senses[of[0]]):
                yield Fault(*place_of(name, lines, of), f"'{text}': {problem}", remedy)
    for of, problem, remedy in _parts_of_areas(root, file):
        yield Fault(*place_of(name, lines, of), problem, remedy)
    if problem := _of_another_time(root, file):
        remedy = f"name the edition of the areas that there are in {year}"
        yield Fault(name, lines.get(("edition",), 0), "edition", problem, remedy)
    if file.as_of < last_day(str(year)) and (twin := _same_date(root, file)):
        problem = (
            f"{file.as_of} is the date of params/{twin}.yaml too, and lies before the year ends"
        )
        remedy = f"write the date that the pages of {year} are to bear"
        yield Fault(name, lines[("as_of",)], "as_of", problem, remedy)


def _parts_of_areas(root: Path, file: Year) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """A limit such as 4/7: where there are 7 areas and the whole is reported, the plan may speak of
    the areas; where the whole is the areas and there are not 7, of other ones."""
    found = words(root / "data" / "areas.csv", root, "edition", "area", "parent")
    parent_of = {area: parent for edition, area, parent in found if edition == file.edition}
    number = len(parent_of.keys() - set(parent_of.values()))
    wholes = dict(words(root / "params" / "indicators.csv", root, "indicator", "denominator"))
    counted = counted_areas(root)
    for of, text in each_text(file.targets):
        _, parted, of_number = (
            Target.parse(text).limit_text.partition("/") if text else ("", "", "")
        )
        if not parted:
            continue
        whole, as_many = wholes.get(of[0]), int(of_number) == number
        if whole not in counted and as_many and number > 1:
            problem = f"'{text}': there are {number} areas, and '{whole}' is reported"
            remedy = (
                "if the plan speaks of the areas, make the denominator a variable that is areas "
                "by its stock_or_flow, in params/variables.csv"
            )
            yield of, problem, remedy
        # A limit of one type holds where others than all areas are counted.
        elif whole in counted and not as_many and len(of) == 1:
            areas = "1 area" if number == 1 else f"{number} areas"
            problem = f"'{text}': the areas are counted, and edition {file.edition} has {areas}"
            remedy = (
                "compare it with the plan: if it speaks of other areas, write the limit in "
                "percent, or make the denominator a variable that is reported"
            )
            yield of, problem, remedy


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
