"""What a reader of packages knows of the counts: equations and inequalities between whole numbers.

Read from the packed files alone, and nothing of the withholding is used: what a total is, what is
a part of what and which area became which is taken from the definitions in the package.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from chitieu.measure.disclosure.inference import Rule
from chitieu.plan.expressions import parsed, terms
from chitieu.plan.periods import elapsed, in_year
from chitieu.plan.targets import PARTS
from chitieu.publish.package.figures import count_of
from chitieu.publish.package.publication import Publication, places_of
from chitieu.words import speaking

Cell = tuple[str, str, str, str]  # period, edition, area, variable


@dataclass(frozen=True)
class Withheld:
    """A count that a package withholds: a sum of cells, and where the package does so."""

    cells: tuple[Cell, ...]
    file: str
    row: int
    column: str
    name: str


class Reader:
    """Everything that a reader of some publications can write down; the newest comes first."""

    def __init__(self, publications: list[Publication]):
        self.rules: list[Rule] = []
        self.withheld: list[Withheld] = []
        self.cells: set[Cell] = set()
        self._first: dict[tuple[Cell, ...], Publication] = {}
        self._said: dict[tuple[Cell, ...], tuple[Publication, float]] = {}
        self.sensitive = {v for each in publications for v in sensitive_in(each)}
        self._missing: set[Cell] = set()
        self._partial: set[Cell] = set()
        for each in publications:
            self._read_results(each)
            self._read_pages(each)
        for each in publications:
            self._add_checks(each)
        self._add_totals(publications)
        self._add_mergers(publications)
        self._add_parts_of_years(publications)

    # ---- what is written ------------------------------------------------------------------------

    def _read_results(self, source: Publication) -> None:
        plan = {row["indicator"]: row for row in source.defined["indicators"]}
        edition = source.texts["edition"].iloc[0]
        for row in source.defined["compared"]:
            for side in ("numerator", "denominator"):
                place = row["of"], edition, row["area"]
                cells = tuple((*place, v) for v in terms(plan[row["indicator"]][side]))
                self._say(source, cells, float(row[side]))
        for row in source.rows.itertuples():
            if row.indicator not in plan:
                continue
            sides = {
                column: (cells, getattr(row, column))
                for column in ("numerator", "denominator")
                if (cells := self._side(source, plan[row.indicator], column, row))
            }
            for column, (cells, count) in sides.items():
                newest = self._first.setdefault(cells, source) is source
                if pd.notna(count):
                    self._say(source, cells, count)
                elif row.conf_status == "C":
                    where = f"{row.indicator} of {row.area}"
                    file = f"{source.name}{source.file}"
                    self.withheld.append(Withheld(cells, file, row.Index, column, where))
                elif newest:
                    self._missing.update(cells)
                if row.reason == "partial_total" and newest:
                    self._partial.update(cells)
            of_whole = row.kind in PARTS and len(sides) == 2
            if of_whole and row.status not in ("invalid", "no_data"):
                (part, _), (whole, _) = sides.values()
                self._at_most(part, whole)

    def _side(self, source: Publication, plan: dict, column: str, row) -> tuple[Cell, ...]:
        """The cells that a result's numerator or denominator is the sum of."""
        expression, period = plan[column], row.period
        if row.kind == "change" and column == "denominator":
            year = source.compared_year(row.indicator, row.kind, row.period)
            expression, period = plan["numerator"], in_year(row.period, year)
        variables = terms(expression or "")
        return tuple((period, row.edition, row.area, variable) for variable in variables)

    def _read_pages(self, source: Publication) -> None:
        """Add what pages show of places that the results are silent on; other years among it."""
        plan = {row["indicator"]: row for row in source.defined["indicators"]}
        rows = {key: row for row in source.rows.itertuples() for key in [(row.indicator, row.area)]}
        for name, all_shown in source.pages():
            places = places_of(source, name)
            for shown in all_shown:
                period, area = places.get(shown.place, ("", ""))
                row = rows.get((shown.indicator, area))
                if row is None or shown.indicator not in plan:
                    continue
                as_of = row._replace(period=period or row.period)
                for column in ("numerator", "denominator"):
                    with speaking(source.language):
                        count, own = count_of(getattr(shown, column)), getattr(row, column)
                    cells = self._side(source, plan[shown.indicator], column, as_of)
                    if count is not None and cells and (period or pd.isna(own)):
                        self._say(source, cells, count)

    # ---- what follows from what the counts are --------------------------------------------------

    def _add_checks(self, source: Publication) -> None:
        places = {cell[:3] for cell in self.cells}
        for check in source.defined["checks"]:
            left, right = parsed(check["left"]), parsed(check["right"])
            for place in places:
                signs = [((*place, variable), sign) for sign, variable in right]
                signs += [((*place, variable), -sign) for sign, variable in left]
                if any(cell in self.cells for cell, _ in signs):
                    self._add(signs, 0, float("inf"))

    def _add_totals(self, publications: list[Publication]) -> None:
        children: dict[tuple, set] = defaultdict(set)
        for source in publications:
            for area in source.defined["areas"]:
                children[area["edition"], area["parent"]].add(area["area"])
        by_place: dict[tuple, dict] = defaultdict(dict)
        for cell in self.cells:
            by_place[cell[0], cell[1], cell[3]][cell[2]] = cell
        for (period, edition, variable), places in by_place.items():
            for area, cell in list(places.items()):
                below = {(period, edition, child, variable) for child in children[edition, area]}
                if cell in self._partial:
                    below -= self._missing
                if below and any(child in self.cells for child in below):
                    signs = [(cell, -1), *((child, 1) for child in sorted(below))]
                    self._add(signs, 0, 0)

    def _add_mergers(self, publications: list[Publication]) -> None:
        """An area of a new edition is the sum of the old ones that went into it."""
        into: dict[tuple, set] = defaultdict(set)
        split = set()
        for source in publications:
            for change in source.defined["area_changes"]:
                new = change["new_edition"], change["new_area"]
                into[new].add((change["old_edition"], change["old_area"]))
                if float(change["share"]) != 1:
                    split.add(new)
        for period, edition, area, variable in sorted(self.cells):
            old = [(period, *place, variable) for place in sorted(into[edition, area])]
            if old and (edition, area) not in split and all(cell in self.cells for cell in old):
                new = (period, edition, area, variable)
                self._add([(new, -1), *((cell, 1) for cell in old)], 0, 0)

    def _add_parts_of_years(self, publications: list[Publication]) -> None:
        """What has flowed by the end of a period is no more than by the end of a later one: the
        results of a part of a year are of the year so far."""
        flows = {
            row["variable"]
            for source in publications
            for row in source.defined["variables"]
            if row["stock_or_flow"] == "flow"
        }
        through: dict[tuple, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            if cell[3] in flows:
                through[cell[0][:4], *cell[1:]].append(cell)
        for cells in through.values():
            cells.sort(key=lambda cell: (elapsed(cell[0]), cell[0]))
            for early, late in pairwise(cells):
                most = 0 if elapsed(early[0]) == elapsed(late[0]) else float("inf")
                self._add([(late, 1), (early, -1)], 0, most)

    # ---- writing it down ------------------------------------------------------------------------

    def _say(self, source: Publication, cells: tuple[Cell, ...], count: float) -> None:
        """Add a count, unless a newer publication has another one: it was corrected since."""
        first, told = self._said.setdefault(cells, (source, float(count)))
        if first is source or told == count:
            self._add([(cell, 1) for cell in cells], float(count), float(count))

    def _at_most(self, part: tuple[Cell, ...], whole: tuple[Cell, ...]) -> None:
        signs = [*((cell, 1) for cell in whole), *((cell, -1) for cell in part)]
        self._add(signs, 0, float("inf"))

    def _add(self, signs: list[tuple[Cell, int]], low: float, high: float) -> None:
        summed: dict[Cell, int] = defaultdict(int)
        for cell, sign in signs:
            summed[cell] += sign
        self.cells.update(summed)
        self.rules.append(Rule(tuple((c, s) for c, s in summed.items() if s), low, high))


def sensitive_in(source: Publication) -> dict[str, str]:
    """The variables of which a small count may tell of a child, each "yes" or "presence": marked
    so, or what a sensitive indicator counts."""
    found = {row["variable"]: row["sensitive"] for row in source.defined["variables"]
             if row["sensitive"] in ("yes", "presence")}  # fmt: skip
    for row in source.defined["indicators"]:
        if row["sensitive"] == "yes":
            found |= {v: "yes" for v in terms(row["numerator"]) if v not in found}
    return found
