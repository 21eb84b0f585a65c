"""One year of the workbook: `params/YYYY.yaml`, with the targets that it states or takes over."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chitieu.faults import CallError, Fault, Faults, did_you_mean
from chitieu.files import relative
from chitieu.plan.periods import is_part, last_day
from chitieu.plan.periods import is_period as is_period
from chitieu.plan.targets import Target


class Year(BaseModel):
    """The year file. `targets` maps an indicator to its target's text, blank for none;
    `objectives` the number of an objective to the plan's words for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1900, le=2200)
    title: str
    number: str = ""
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    as_of: datetime.date
    edition: str
    simulated: bool = False
    confidence: float = Field(default=0.95, ge=0.9, lt=1)
    threshold: int = Field(default=5, ge=1)
    coverage: float = Field(default=1.0, gt=0, le=1)
    objectives: dict[str, str] = {}
    targets_from: int | None = None
    targets: dict[str, str | None] = {}

    def target(self, indicator: str) -> Target | None:
        """Return the indicator's target, None where the plan gives none."""
        text = self.targets.get(indicator)
        return Target.parse(text) if text else None

    def date_of(self, period: str) -> datetime.date:
        """Return the date that a period's pages bear: as many days after its end as the year's
        own date is after the year's."""
        if not is_part(period):
            return self.as_of
        days = (self.as_of - last_day(str(self.year))).days
        return last_day(period) + datetime.timedelta(days=max(days, 0))


def known_years(root: Path) -> list[int]:
    """Return the years that have a year file."""
    return sorted(int(p.stem) for p in (root / "params").glob("*.yaml") if p.stem.isdigit())


def read_year(root: Path, year: int, indicators=(), _from: tuple[int, ...] = ()) -> Year:
    """Read a year file and, where it says `targets_from`, the other year's targets.

    `indicators`: the identifiers that a target may name. Raises CallError for a year without a
    file and Faults, with lines, for what is wrong in it.
    """
    path = root / "params" / f"{year}.yaml"
    if not path.is_file():
        known = ", ".join(map(str, known_years(root))) or "none"
        raise CallError(f"{year} has no year file params/{year}.yaml; years with one: {known}")
    content, lines = _read_yaml(path, root)
    name = relative(path, root)
    try:
        file = Year.model_validate(content)
    except ValidationError as error:
        raise Faults(_fault(name, lines, entry) for entry in error.errors()) from None
    faults = []
    if file.year != year:
        problem = f"the year is {file.year}, the file's name says {year}"
        faults.append(Fault(name, lines.get(("year",), 1), "year", problem, "make them agree"))
    for indicator, text in file.targets.items():
        place = (name, lines.get(("targets", indicator), 1), f"targets.{indicator}")
        if len(indicators) and indicator not in indicators:
            problem = f"'{indicator}' is no indicator"
            faults.append(Fault(*place, problem, did_you_mean(indicator, indicators)))
        try:
            Target.parse(text or "= 0")
        except ValueError as error:
            remedy = 'write it in quotes as "< 6", ">= 4/7" or "fall >= 1", with a decimal point'
            faults.append(Fault(*place, str(error), remedy))
    if file.targets_from is not None and file.targets:
        line = lines.get(("targets_from",), 1)
        problem = "the year has targets of its own and takes over another's"
        faults.append(Fault(name, line, "targets_from", problem, "keep one of the two"))
    if faults:
        raise Faults(faults)
    if file.targets_from is None:
        return file
    others = {str(known) for known in known_years(root)} - {str(y) for y in (year, *_from)}
    if str(file.targets_from) not in others:
        line = lines.get(("targets_from",), 1)
        there = (root / "params" / f"{file.targets_from}.yaml").is_file()
        lacking = "takes its targets from here in turn" if there else "has no year file"
        problem, remedy = f"{file.targets_from} {lacking}", did_you_mean(file.targets_from, others)
        raise Faults([Fault(name, line, "targets_from", problem, remedy)])
    other = read_year(root, file.targets_from, indicators, (*_from, year))
    objectives = file.objectives or other.objectives
    return file.model_copy(update={"targets": other.targets, "objectives": objectives})


def _read_yaml(path: Path, root: Path) -> tuple[dict, dict]:
    """Return the content, every scalar a text but in place, and the line of every key."""
    name = relative(path, root)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise Faults([Fault(name, 0, "", "it is not UTF-8 text", "save it as UTF-8")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = "the line cannot be read as YAML"
        remedy = 'put a target in quotes (">= 96"), check the colon and the indentation'
        raise Faults([Fault(name, mark.line + 1 if mark else 0, "", problem, remedy)]) from None
    if not isinstance(node, yaml.MappingNode):
        raise Faults(
            [Fault(name, 1, "", "it holds no settings", "write lines such as 'year: 2022'")]
        )
    lines: dict[tuple, int] = {}
    faults: list[Fault] = []

    def walk(mapping: yaml.MappingNode, place: tuple) -> dict:
        content = {}
        for key, value in mapping.value:
            at = (*place, str(key.value))
            line = key.start_mark.line + 1
            if at in lines:
                where = ".".join(at)
                faults.append(Fault(name, line, where, "the key stands twice", "remove one"))
            lines[at] = line
            if isinstance(value, yaml.MappingNode):
                content[at[-1]] = walk(value, at)
            elif isinstance(value, yaml.SequenceNode):
                content[at[-1]] = [item.value for item in value.value]
            else:
                content[at[-1]] = None if value.tag.endswith(":null") else value.value
        return content

    content = walk(node, ())
    if faults:
        raise Faults(faults)
    return content, lines


def _fault(name: str, lines: dict, entry: dict) -> Fault:
    place = tuple(str(part) for part in entry["loc"])
    column = ".".join(place)
    match entry["type"]:
        case "missing":
            return Fault(name, 0, column, "the setting is missing", "add it")
        case "extra_forbidden":
            remedy = did_you_mean(place[-1], Year.model_fields)
            return Fault(name, lines.get(place, 1), column, "is no setting of a year", remedy)
        case _:
            problem = f"'{entry['input']}' does not fit"
            return Fault(name, lines.get(place, 1), column, problem, _lower(entry["msg"]))


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
