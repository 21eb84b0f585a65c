"""A list of areas that changed on one day, as an office has it: what of which old area went into
which new one, what that is called, and whether its people went too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chitieu.begin.given import Given, read_given
from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.plan.areas import ALL_PEOPLE, CODE, LAND_ONLY
from chitieu.plan.names import plain

_HEADINGS = {  # what lists call their columns, as `plain` writes it
    "old": ("old-area", "old-code", "old", "ma-cu"),
    "new": ("new-area", "new-code", "new", "ma-moi"),
    "name": ("name", "new-name", "ten", "ten-moi"),
    "people": ("people", "share", "wording", "dan-so", "noi-dung"),
}
WHOLE, UNKNOWN = "1", ""
# The words of official tables of conversion, as `plain` writes them, the narrowest first.
_PEOPLE = {
    "toan-bo-dan-so|all-(the-)?people": ALL_PEOPLE,
    "mot-phan-dien-tich|land": LAND_ONLY,
    "mot-phan|part|unknown": UNKNOWN,
    "toan-bo|giu-nguyen|doi-ten|doi-loai-hinh|all|whole": WHOLE,
}


@dataclass(frozen=True)
class Line:
    """A line of the list. `share`: of the old area's people, as `data/area_changes.csv` has it;
    `name`: of the new area, "" where it keeps the one it has."""

    old: str
    new: str
    name: str
    share: str

    @property
    def whole(self) -> bool:
        """Whether all of the old area went there, its land and its people."""
        return self.share == WHOLE


def read_changes(path: Path, names: dict[str, str]) -> list[Line]:
    """Return the lines of a list. `names`: of the areas as they were, by code. An area that others
    go into and that no line names as old is there itself. Raises Faults with all that is wrong."""
    given = read_given(path)[0]
    if len(given.rows) < 2:
        raise Faults([Fault(given.file, 1, "", "there is nothing in it", "write a line a change")])
    head, *numbers = given.rows
    columns = {
        what: column
        for column, heading in given.rows[head].items()
        for what, known in _HEADINGS.items()
        if plain(heading) in known
    }
    if not {"old", "new"} <= {*columns}:
        remedy = "call the columns old_area, new_area, name and people"
        raise Faults([given.fault(head, 1, "old and new areas have no column each", remedy)])
    cells = {
        n: {what: given.rows[n].get(columns.get(what, 0), "") for what in _HEADINGS}
        for n in numbers
    }
    if faults := [*_faults(given, columns, cells, names)]:
        raise Faults(faults)
    lines = [Line(c["old"], c["new"], c["name"], _share(c["people"])) for c in cells.values()]
    gone = {line.old for line in lines}
    stay = dict.fromkeys(line.new for line in lines if line.new in names and line.new not in gone)
    return [*lines, *(Line(area, area, "", WHOLE) for area in stay)]


def _share(people: str) -> str | None:
    """The share of the people that a cell says, None where it cannot be read; blank is all."""
    if re.fullmatch(r"[01]|0?[.,][0-9]+", people):
        return people.replace(",", ".")
    words = f"-{plain(people)}-"
    found = (share for said, share in _PEOPLE.items() if re.search(f"-({said})-", words))
    return next(found, None) if people else WHOLE


def _faults(given: Given, columns: dict, cells: dict, names: dict[str, str]) -> Iterator[Fault]:
    lines_of = Counter(cell["old"] for cell in cells.values())
    called = {cell["new"]: cell["name"] for cell in cells.values() if cell["name"]}
    gone = {cell["old"] for cell in cells.values()}
    keeps = {cell["new"] for cell in cells.values() if cell["old"] == cell["new"]}
    first: dict[tuple, int] = {}
    for n, cell in cells.items():
        old, new = cell["old"], cell["new"]
        if old not in names:
            yield given.fault(n, columns["old"], f"'{old}' is no area", did_you_mean(old, names))
        if not re.fullmatch(CODE, new):
            remedy = "write letters without marks, digits, _ and -"
            yield given.fault(n, columns["new"], f"'{new}' can be no code of an area", remedy)
        elif new not in called and not (new in keeps or (new in names and new not in gone)):
            problem = f"'{new}' has no name"
            yield given.fault(n, columns.get("name", columns["new"]), problem, "write its name")
        elif cell["name"] and called[new] != cell["name"]:
            problem = f"'{new}' has two names, '{cell['name']}' and '{called[new]}'"
            yield given.fault(n, columns["name"], problem, "write one")
        if first.setdefault((old, new), n) != n:
            problem = f"the line says the same as line {first[old, new]}"
            yield given.fault(n, columns["old"], problem, "keep one")
        people = columns.get("people", columns["old"])
        remedy = f"write 1, 0.4, {ALL_PEOPLE}, {LAND_ONLY}, or part where nobody knows it"
        if _share(cell["people"]) is None:
            problem = f"'{cell['people']}' does not say how many of its people went there"
            yield given.fault(n, people, problem, remedy)
        elif lines_of[old] > 1 and not cell["people"]:
            problem = f"'{old}' went to several areas, and nothing says how many people came here"
            yield given.fault(n, people, problem, remedy)
