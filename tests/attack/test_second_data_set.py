"""For each withheld count there is another data set, found here, with which all is the same.

As a reader who wants to be sure of a count would search: he moves children between communes, has
the program withhold, and compares every table of the year, in all editions of the areas.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, islice

import pandas as pd
import pytest

import chitieu.measure.audience as measured
from chitieu import Workbook
from chitieu.measure import protect

THRESHOLD = 5
KEY = ["edition", "area", "variable"]
PUBLISHED = [
    *KEY,
    "period",
    "value",
    "obs_status",
    "reason",
    "reported_value",
    "note",
    "conf_status",
]
Moves = dict[tuple[str, str], int]  # by commune and variable: how many more are counted there


class Year:
    """A year's counts in every edition, and what the program withholds of them."""

    def __init__(self, root, year: int):
        book, asked = Workbook.open(year, root=root), {}

        def spy(counts: pd.DataFrame, *plan) -> pd.DataFrame:
            asked[counts["period"].iloc[0]] = counts, plan
            return protect(counts, *plan)

        with pytest.MonkeyPatch.context() as patch:  # the one door that all counts go through
            patch.setattr(measured, "protect", spy)
            patch.setattr(measured, "_protected", {})
            book.counts()
        self.counts, self.plan = asked[str(year)]
        self.counts = self.counts.reset_index(drop=True)
        self.seen = self._published({})
        self.home = self.counts["edition"].iloc[0]
        self.of = communes_of(root, self.home)
        self.rules = rules_of(root)
        cells = self.counts[self.seen["conf_status"].eq("C")]
        self.withheld = {tuple(row[k] for k in KEY): int(row["value"])
                         for row in cells.to_dict("records")}  # fmt: skip
        own = self.counts[self.counts["edition"].eq(self.home) & self.counts["value"].notna()]
        communes = set(chain(*self.of.values()))
        self.lowest = {(row.area, row.variable): int(row.value) for row in own.itertuples()
                       if row.area in communes}  # fmt: skip

    def _published(self, moves: Moves) -> pd.DataFrame:
        counts = self.counts
        if moves:
            more = [sum(moves.get((a, variable), 0) for a in self.of.get((edition, area), ()))
                    for edition, area, variable in counts[KEY].itertuples(index=False)]  # fmt: skip
            counts = counts.assign(
                value=counts["value"] + more, reported_value=counts["reported_value"] + more
            )
        return protect(counts, *self.plan)[PUBLISHED]

    def is_same(self, moves: Moves) -> bool:
        """Whether the world sees the same when children are counted elsewhere."""
        return self._keeps_rules(moves) and self._published(moves).equals(self.seen)

    def _keeps_rules(self, moves: Moves) -> bool:
        counts = self.lowest | {key: self.lowest[key] + more for key, more in moves.items()}
        if any(counts[key] < 0 for key in moves):
            return False
        for left, right in self.rules:
            for area in {area for area, variable in moves if variable in left + right}:
                sides = [[counts.get((area, v)) for v in side] for side in (left, right)]
                if None not in (*sides[0], *sides[1]) and sum(sides[0]) > sum(sides[1]):
                    return False
        return True

    def tells(self, key: tuple[str, str, str], moves: Moves) -> int:
        """A withheld count as it is in the other data set."""
        edition, area, variable = key
        return self.withheld[key] + sum(moves.get((a, variable), 0) for a in self.of[edition, area])

    def others(self, key: tuple[str, str, str]) -> Iterator[Moves]:
        """Data sets in which a withheld count is another one, the nearest first."""
        edition, area, variable = key
        inside = self.of[edition, area]
        hidden = {(a, v) for e, a, v in self.withheld if e == self.home}
        related = [v for rule in self.rules for v in chain(*rule) if variable in chain(*rule)]
        along_with = [[], *([v] for v in dict.fromkeys(related)), self._wholes_of(variable)]
        for more in (1, -1, 2, -2, 3, -3, 4, -4):
            for here in inside:
                for there in [a for a, v in sorted(hidden) if v == variable and a not in inside]:
                    for along in along_with:
                        moved = {(here, variable): more, (there, variable): -more}
                        moved |= {(a, v): m for (a, _), m in [*moved.items()] for v in along}
                        yield {k: m for k, m in moved.items() if k in self.lowest}
                yield {(here, variable): more}

    def _wholes_of(self, variable: str) -> list[str]:
        """What a count is a part of, and what that is a part of, as far as it is withheld."""
        found, hidden = [variable], {v for _, _, v in self.withheld}
        for part in found:
            found += [whole for left, (whole, *others) in self.rules if left == [part]
                      and not others and whole in hidden and whole not in found]  # fmt: skip
        return found[1:]


def communes_of(root, home: str) -> dict[tuple[str, str], list[str]]:
    """The lowest areas of the edition that was reported in each area of any edition."""
    read = {name: list(csv.DictReader((root / "data" / f"{name}.csv").open(encoding="utf-8")))
            for name in ("areas", "area_changes")}  # fmt: skip
    above = {(r["edition"], r["area"]): (r["edition"], r["parent"]) for r in read["areas"]}
    lowest = [key for key in above if key not in above.values()]
    into: dict[tuple[str, str], list[str]] = {key: [key[1]] for key in lowest if key[0] == home}
    for row in read["area_changes"]:
        old, new = (row["old_edition"], row["old_area"]), (row["new_edition"], row["new_area"])
        if old[0] == home and old in lowest and new in lowest:
            into.setdefault(new, []).append(old[1])
    for key, communes in [*into.items()]:
        while (key := above.get(key)) in above:
            into.setdefault(key, []).extend(communes)
    return into


def rules_of(root) -> list[tuple[list[str], list[str]]]:
    """Which counts together are no more than which others."""
    with (root / "params" / "checks.csv").open(encoding="utf-8") as file:
        found = [(row["left"], row["right"]) for row in csv.DictReader(file)]
    with (root / "params" / "indicators.csv").open(encoding="utf-8") as file:
        found += [(row["numerator"], row["denominator"]) for row in csv.DictReader(file)
                  if row["kind"] in ("proportion", "rate")]  # fmt: skip
    return [tuple(re.findall(r"\w+", side) for side in rule) for rule in found
            if "-" not in "".join(rule)]  # fmt: skip


@pytest.fixture(scope="module", params=[pytest.param(2022, marks=pytest.mark.slow), 2025])
def year(request, root) -> Year:
    return Year(root, request.param)


def test_each_withheld_count_may_be_another_one(year):
    assert len(year.withheld) > 40
    lacking = dict(year.withheld)
    for key, count in year.withheld.items():
        for moves in year.others(key) if key in lacking else ():
            if year.tells(key, moves) != count and year.is_same(moves):
                lacking = {k: n for k, n in lacking.items() if year.tells(k, moves) == n}
                break
    assert lacking == {}


def together(year: Year) -> Moves:
    """One data set in which as many withheld counts as can be found are other ones at once."""
    moved: Moves = {}
    for key, count in year.withheld.items():
        if year.tells(key, moved) == count:
            for moves in islice(year.others(key), 20):
                both = {k: moved.get(k, 0) + moves.get(k, 0) for k in {**moved, **moves}}
                if year.tells(key, both) != count and year.is_same(both):
                    moved = {k: more for k, more in both.items() if more}
                    break
    return moved


@pytest.mark.slow
def test_the_packages_of_two_data_sets_are_the_same_bytes(root, workbook_copy, count_elsewhere):
    year = Year(root, 2022)
    moved = together(year)
    small = [key for key, count in year.withheld.items() if 0 < count < THRESHOLD]
    assert sum(year.tells(key, moved) != year.withheld[key] for key in small) > len(small) / 2
    packages = []
    for moves in ({}, moved):
        count_elsewhere(workbook_copy / "data/observations/2022.csv", moves)
        for words in (["run", "2022", "--fresh"], ["pack", "2022"]):
            command = [sys.executable, "-m", "chitieu.cli", *words, "--root", str(workbook_copy)]
            done = subprocess.run(command, capture_output=True, encoding="utf-8")
            assert done.returncode == 0, done.stderr
        packages.append((workbook_copy / "outputs/packages/kon-ray-2022.zip").read_bytes())
    assert packages[0] == packages[1]
