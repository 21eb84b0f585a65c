"""One package's files as a reader takes them: its results, its definitions, its pages' places."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from chitieu.plan.area_limits import Limits
from chitieu.plan.area_types import COLUMNS as TYPE_COLUMNS
from chitieu.plan.area_types import AreaTypes
from chitieu.plan.expressions import terms
from chitieu.plan.groups import (
    dimensions,
    grouped,
    in_order,
    parted,
    rules_in_groups,
    rules_of_groups,
    with_groups,
)
from chitieu.plan.identifiers import safe
from chitieu.plan.notebooks import of_page
from chitieu.publish.exchange.code_names import by_language
from chitieu.publish.package.definitions import YEARS
from chitieu.publish.package.figures import CODE, Shown, as_numbers, read_results, shown_on
from chitieu.publish.package.manifest import NAME as MANIFEST
from chitieu.publish.package.manifest import language_of
from chitieu.words import language, speaking

LONGEST = 100_000  # characters of a line of definitions
DEFINITIONS = (
    "indicators", "variables", "targets", "areas", "area_changes", "checks", "agencies", "actions",
    "breaks", "reported", "types", "groups", "compared", "references",
)  # fmt: skip
# Not every workbook has such tables.
WHERE_THERE_ARE = ("groups", "types", "compared", "references")


class Unreadable(ValueError):
    """A file of a package that is not what its name says; `file` is its name."""

    def __init__(self, file: str, problem: str):
        self.file = file
        super().__init__(problem)


@dataclass
class Publication:
    """One package's files as a reader takes them; `name` stands before theirs in messages.

    Raises Unreadable for the first of its tables that cannot be read.
    """

    files: dict[str, bytes]
    name: str = ""
    rows: pd.DataFrame = field(init=False)
    texts: pd.DataFrame = field(init=False)
    file: str = field(init=False)
    defined: dict[str, list[dict]] = field(init=False)
    types: AreaTypes = field(init=False)
    _shown: dict[str, list[Shown]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.file = next((name for name in self.files if name.endswith("/results.csv")), "")
        if not self.file:
            raise Unreadable("results.csv", "there is none")
        self.texts = self._read(self.file, read_results)
        self.rows = self._read(self.file, lambda _: as_numbers(self.texts))
        self.defined = {
            name: self._read(path, _records)
            if (path := f"definitions/{name}.csv") in self.files
            else []
            for name in DEFINITIONS
        }
        types = pd.DataFrame(self.defined["types"], columns=TYPE_COLUMNS)
        self.types = AreaTypes(types.set_index("type"))
        if self.defined["groups"]:
            self.defined |= self._read(
                "definitions/groups.csv", lambda _: _told_apart(self.defined)
            )

    def _read(self, name: str, read: Callable[[bytes], Any]) -> Any:
        try:
            return read(self.files[name])
        except (ValueError, KeyError, csv.Error) as error:
            raise Unreadable(name, str(error).partition("\n")[0]) from None

    @property
    def period(self) -> str:
        """The period that the package is of: the folder of its results."""
        return self.file.rpartition("/")[0]

    @cached_property
    def language(self) -> str:
        """The language of its pages; while it has no manifest yet, the one that is spoken."""
        try:
            return language_of(json.loads(self.files[MANIFEST]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return language()

    @property
    def history(self) -> str:
        """The name of the file with the results of the years before."""
        return f"{self.period}/history.csv"

    @cached_property
    def years(self) -> dict[str, dict]:
        """The settings of each year, as the package states them."""
        return json.loads(self.files.get(YEARS, b"{}"))

    def compared_year(self, indicator: str, kind: str, period: str) -> int:
        """The year that a change of a period is compared with: the one that its target names, or
        the year before."""
        targets = self.years.get(period[:4], {}).get("targets", {})
        return Limits.read(targets.get(indicator), kind).since or int(period[:4]) - 1

    def pages(self) -> Iterator[tuple[str, list[Shown]]]:
        """Yield each page's name and what it shows."""
        identifiers = {
            safe(row["indicator"]): row["indicator"] for row in self.defined["indicators"]
        }
        for name, data in self.files.items():
            if name.endswith(".html"):
                if name not in self._shown:
                    page = data.decode("utf-8", "replace")
                    with speaking(self.language):
                        self._shown[name] = list(shown_on(page, identifiers))
                yield name, self._shown[name]


def _records(data: bytes) -> list[dict]:
    text = data.decode("utf-8-sig")
    if max(map(len, text.split("\n"))) > LONGEST:  # csv has such a limit, which others can move
        raise ValueError("a line has no end")
    return list(csv.DictReader(io.StringIO(text)))


def _told_apart(defined: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The tables that name variables and indicators, with those of one group among them."""
    tables = {name: pd.DataFrame(rows, dtype=str) for name, rows in defined.items()}
    groups, checks = in_order(tables["groups"]), tables["checks"]
    indicators = tables["indicators"].set_index("indicator")
    added = grouped(indicators, groups)
    goals = tables["targets"].set_index("indicator")
    of_added = goals.reindex([parted(each)[0] for each in added.index]).set_axis(added.index)
    variables = tables["variables"].set_index("variable")
    reported = {name: dimensions(by) for name, by in variables["by"].items()}
    codes = {by: list(rows.index) for by, rows in groups.groupby("dimension", sort=False)}
    rules = rules_of_groups(reported, codes) + rules_in_groups(checks, reported, codes, terms)
    found = {
        "indicators": pd.concat([indicators, added]).reset_index(),
        "targets": pd.concat([goals, of_added]).reset_index(),
        "variables": with_groups(variables, groups).reset_index(),
        "checks": pd.concat([checks, pd.DataFrame(rules, columns=checks.columns)]),
    }
    return {name: table.fillna("").to_dict("records") for name, table in found.items()}


def places_of(source: Publication, page: str) -> dict[str, tuple[str, str]]:
    """What a page may call a place: an area by name or code; a year, or nothing, which is its own
    area."""
    areas, editions = set(source.rows["area"]), set(source.rows["edition"])
    of_area = of_page(page.rpartition("/")[2].removesuffix(".html"), areas)[1]
    own = of_area or next(iter(source.rows["area"]), "")
    named: dict[str, list[str]] = defaultdict(list)
    for area in source.defined["areas"]:
        if area["edition"] in editions and area["area"] in areas:
            for name in _names_of(area, source.types):
                named[name].append(area["area"])
    found = {name: ("", codes[0]) for name, codes in named.items() if len(codes) == 1}
    years = {str(year): (str(year), own) for year in range(1900, 2200)}
    found |= {f"{CODE}{area}": ("", area) for area in areas}
    return found | years | {"": ("", own), source.file.rpartition("/")[0]: ("", own)}


def _names_of(area: dict, types: AreaTypes) -> set[str]:
    """What an area is called in any language, with and without what it is."""

    def called() -> tuple[str, str]:
        name = area.get(f"name_{language()}") or area["name"]
        return name, types.short(name)

    return {name for names in by_language(called).values() for name in names}
