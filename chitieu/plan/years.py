"""One year of the workbook: `params/YYYY.yaml`, with the targets that it states or takes over."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from chitieu.faults import CallError, Fault, Faults, did_you_mean
from chitieu.files import relative, words
from chitieu.plan.area_limits import Limits, Written, each_text
from chitieu.plan.groups import dimensions, known_groups
from chitieu.plan.in_force import in_force
from chitieu.plan.indicators import read_senses
from chitieu.plan.periods import is_part, last_day
from chitieu.plan.targets import Target, against_sense
from chitieu.plan.written_targets import Unread, canonical
from chitieu.plan.year_files import known_years, year_file
from chitieu.plan.year_yaml import Lines, read_yaml

Threshold = int | Mapping[str, int]  # one for all, or by level of areas
_AS_DATE = "write it as 2023-01-15"
_AS_THRESHOLD = "write a number from 3 to 100, or one for each level of areas"


class Year(BaseModel):
    """The year file. `targets` maps an indicator to its target's text, or to one by type of area,
    blank for none; `objectives` the number of an objective to the plan's words for it;
    `borders_source` where the lines of its maps come from; `title_en`, `objectives_en` and
    `borders_source_en` are the same in English. `threshold`: the least sensitive count that is
    published, one for all or by level of areas; `insider`: whether an area that knows its own count
    must not learn another's. `edition`: of the areas; where the file names none, the one in force
    at the year's end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1900, le=2200)
    title: str
    title_en: str = ""
    number: str = ""
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]
    as_of: datetime.date
    edition: str = ""
    simulated: bool = False
    confidence: float = Field(default=0.95, ge=0.9, lt=1)
    threshold: Threshold = 5
    insider: bool = True
    coverage: float = Field(default=1.0, gt=0, le=1)
    objectives: dict[str, str] = {}
    objectives_en: dict[str, str] = {}
    borders_source: str = ""
    borders_source_en: str = ""
    targets_from: int | None = None
    targets: dict[str, str | dict[str, str | None] | None] = {}

    @field_validator("as_of", mode="before")
    @classmethod
    def _as_date(cls, text):
        # A number would be taken for the seconds since 1970.
        if not (isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)):
            raise ValueError(_AS_DATE)
        return text

    @field_validator("threshold", mode="plain")
    @classmethod
    def _as_threshold(cls, given) -> Threshold:
        # Below 3 the rule itself would tell: whatever is withheld is one.
        of_levels = given if isinstance(given, dict) else {"": given}
        if not all(re.fullmatch(r"[0-9]{1,3}", str(least)) for least in of_levels.values()):
            raise ValueError(_AS_THRESHOLD)
        found = {str(level): int(str(least)) for level, least in of_levels.items()}
        if not found or not all(3 <= least <= 100 for least in found.values()):
            raise ValueError(_AS_THRESHOLD)
        return found if isinstance(given, dict) else found[""]

    def in_language(self, language: str) -> Year:
        """Return the year with its title and objectives in a language, in Vietnamese where the
        file does not give them in it.

        >>> file = {"year": 2030, "slug": "a", "as_of": "2031-01-15", "edition": "2025"}
        >>> Year(title="Kế hoạch", title_en="Plan", **file).in_language("en").title
        'Plan'
        """
        own = {
            name: getattr(self, f"{name}_{language}", "") or getattr(self, name)
            for name in ("title", "borders_source")
        }
        told = {
            n: words for n, words in getattr(self, f"objectives_{language}", {}).items() if words
        }
        return self.model_copy(update=own | {"objectives": self.objectives | told})

    def limits(self, indicator: str, kind: str) -> Limits:
        """Return an indicator's target and where it holds; false where the plan gives none."""
        return Limits.read(self.targets.get(indicator), kind)

    def date_of(self, period: str) -> datetime.date:
        """Return the date that a period's pages bear: as many days after its end as the year's
        own date is after the year's."""
        if not is_part(period):
            return self.as_of
        days = (self.as_of - last_day(str(self.year))).days
        return last_day(period) + datetime.timedelta(days=max(days, 0))


def threshold_at(threshold: Threshold, level: str) -> int:
    """Return the threshold of a level of areas."""
    return threshold[level] if isinstance(threshold, Mapping) else threshold


def smallest_threshold(threshold: Threshold) -> int:
    """Return the least of the levels' thresholds."""
    return min(threshold.values()) if isinstance(threshold, Mapping) else threshold


def read_year(root: Path, year: int) -> Year:
    """Read a year file and, where it says `targets_from`, the other year's targets.

    Raises CallError for a year without a file and Faults, with lines, for what is wrong in it.
    """
    return _with_targets(root, year, ())


def line_of_target(root: Path, year: int, *of: str) -> tuple[str, int, str]:
    """Return where a target stands (file, line, setting), in the year that states it; `of`: the
    indicator, and the type of area that it has one of its own for."""
    file, lines, name = stated(root, year)
    if file.targets_from is not None:
        return line_of_target(root, file.targets_from, *of)
    return place_of(name, lines, of)


def place_of(name: str, lines: Lines, of: tuple[str, ...]) -> tuple[str, int, str]:
    """Return where a target stands in a year file (file, line, setting); `of`: as `line_of_target`
    has it."""
    place = ("targets", *of)
    return name, lines[place], ".".join(place)


def _with_targets(root: Path, year: int, on_the_way: tuple[int, ...]) -> Year:
    file, lines, name = stated(root, year)
    faults = [*_targets(root, file, lines, name), *_edition(root, file, lines, name)]
    if file.year != year:
        problem = f"the year is {file.year}, the file's name says {year}"
        faults.append(Fault(name, lines[("year",)], "year", problem, "make them agree"))
    if file.targets_from is not None and file.targets:
        line = lines[("targets_from",)]
        problem = "the year has targets of its own and takes over another's"
        faults.append(Fault(name, line, "targets_from", problem, "keep one of the two"))
    if faults:
        raise Faults(faults)
    if file.targets_from is None:
        return file
    others = {str(known) for known in known_years(root)} - {str(y) for y in (year, *on_the_way)}
    if str(file.targets_from) not in others:
        there = year_file(root, file.targets_from).exists()
        lacking = "takes its targets from here in turn" if there else "has no year file"
        problem, remedy = f"{file.targets_from} {lacking}", did_you_mean(file.targets_from, others)
        raise Faults([Fault(name, lines[("targets_from",)], "targets_from", problem, remedy)])
    other = _with_targets(root, file.targets_from, (*on_the_way, year))
    taken = {"targets": other.targets}
    if not file.objectives:  # with those in English, which say the same
        english = other.objectives_en | file.objectives_en
        taken |= {"objectives": other.objectives, "objectives_en": english}
    return file.model_copy(update=taken)


def stated(root: Path, year: int) -> tuple[Year, Lines, str]:
    """Return a year file as it stands, the lines of its settings, and its name.

    Raises CallError where there is none, Faults for settings that do not fit.
    """
    path = year_file(root, year)
    if not path.exists():
        known = ", ".join(map(str, known_years(root))) or "none"
        raise CallError(f"{year} has no year file params/{year}.yaml; years with one: {known}")
    content, lines = read_yaml(path, root)
    name = relative(path, root)
    try:
        file = Year.model_validate(content)
        own = {"edition": file.edition or in_force(root, f"{file.year}-12-31")}
        own |= {"targets": _as_read(root, file.targets)}
        return file.model_copy(update=own), lines, name
    except ValidationError as error:
        raise Faults(dict.fromkeys(_fault(name, lines, e) for e in error.errors())) from error


def _as_read(root: Path, targets: Mapping[str, Written]) -> dict[str, Written]:
    """The targets as `Target` reads them; one that cannot be read as it stands, for `_targets`."""
    senses, read = read_senses(root), {}
    for (indicator, *level), text in each_text(targets):
        with suppress(Unread):
            text = canonical(text, senses.get(indicator)) if text else text
        if level:
            read.setdefault(indicator, {})[level[0]] = text
        else:
            read[indicator] = text
    return read


def _targets(root: Path, file: Year, lines: Lines, name: str) -> Iterator[Fault]:
    known = words(root / "params" / "indicators.csv", root, "indicator")
    of_editions = words(root / "data" / "areas.csv", root, "edition", "type")
    types = {level for edition, level in of_editions if edition == file.edition}
    told = words(root / "params" / "indicators.csv", root, "indicator", "by")
    dimension_of = {each.partition("=")[2]: dimension
                    for dimension, of in known_groups(root).items() for each in of}  # fmt: skip
    senses = read_senses(root)
    for (indicator, *level), text in each_text(file.targets):
        place = place_of(name, lines, (indicator, *level))
        if known and indicator not in known:
            problem = f"'{indicator}' is no indicator"
            yield Fault(*place, problem, did_you_mean(indicator, known))
        if level and level[0] in dimension_of:
            dimension = dimension_of[level[0]]
            if not any(dimension in dimensions(by) for each, by in told if each == indicator):
                problem = f"'{level[0]}' is a group, and {indicator} is not told by {dimension}"
                remedy = f"write {dimension} into by of params/indicators.csv, or remove the line"
                yield Fault(*place, problem, remedy)
        elif level and types and level[0] not in types:
            problem = f"no area of edition {file.edition} is of the type '{level[0]}'"
            yield Fault(*place, problem, did_you_mean(level[0], {*types, *dimension_of}))
        if level and not text:
            yield Fault(*place, "the type has no limit", "write one, or remove the line")
        try:
            target = Target.parse(canonical(text or "= 0", senses.get(indicator)))
        except Unread as error:
            yield Fault(*place, error.problem, error.remedy)
            continue
        if text and indicator in senses:
            if target.since >= file.year:
                problem = f"'{text}': {target.since} does not lie before {file.year}"
                yield Fault(*place, problem, "name a year before it")
            for problem, remedy in against_sense(target, senses[indicator]):
                yield Fault(*place, f"'{text}': {problem}", remedy)


def _edition(root: Path, file: Year, lines: Lines, name: str) -> Iterator[Fault]:
    known = words(root / "data" / "areas.csv", root, "edition")
    if known and file.edition not in known:
        problem = f"'{file.edition}' is no edition of data/areas.csv"
        remedy = did_you_mean(file.edition, known)
        if not file.edition:
            problem = f"no one edition of data/areas.csv is in force on {last_day(str(file.year))}"
            remedy = f"write valid_from and valid_to there, or one here: {', '.join(sorted(known))}"
        yield Fault(name, lines.get(("edition",), 0), "edition", problem, remedy)


def _fault(name: str, lines: Lines, entry: dict) -> Fault:
    place = tuple(str(part) for part in entry["loc"])
    if entry["type"] not in ("missing", "extra_forbidden"):
        while len(place) > 1 and place not in lines:  # of what it might have been, each a word more
            place = place[:-1]
    column = ".".join(place)
    match entry["type"]:
        case "missing":
            return Fault(name, 0, column, "the setting is missing", "add it")
        case "extra_forbidden":
            remedy = did_you_mean(place[-1], Year.model_fields)
            return Fault(name, lines.get(place, 1), column, "is no setting of a year", remedy)
        case _:
            problem = f"'{entry['input']}' does not fit"
            remedy = entry["msg"].removeprefix("Value error, ")
            if entry["type"] in ("string_type", "dict_type"):
                remedy = "write it as a text, in quotes"
            return Fault(name, lines.get(place, 1), column, problem, _lower(remedy))


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
