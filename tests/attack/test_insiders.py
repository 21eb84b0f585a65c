"""One area that knows its own counts, and what it can take away from what is published.

Linear algebra alone: a withheld count of another area is known if it is a sum of what is published
and of what the insider knows. Nothing of the protection is used but the tables that it leaves.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from chitieu import Workbook

YEARS = (2018, 2021, 2022, 2023)
Cell = tuple[str, str]  # commune and variable


def communes_of(root) -> dict[tuple[str, str], set[str]]:
    """The communes of 2008 in each area of either edition, from the files themselves."""
    read = {name: list(csv.DictReader((root / "data" / f"{name}.csv").open(encoding="utf-8")))
            for name in ("areas", "area_changes")}  # fmt: skip
    parents = {row["parent"] for row in read["areas"]}
    old = {r["area"] for r in read["areas"] if r["edition"] == "2008" and r["area"] not in parents}
    of = {("2008", area): {area} for area in old} | {("2008", "614"): old, ("2025", "614"): old}
    for row in read["area_changes"]:
        if row["old_area"] in old:
            of.setdefault(("2025", row["new_area"]), set()).add(row["old_area"])
    return of


def wholes_of(root) -> list[tuple[str, str]]:
    """Parts and wholes whose difference is protected like a count."""
    with (root / "params" / "checks.csv").open(encoding="utf-8") as file:
        return [(row["left"], row["right"]) for row in csv.DictReader(file)
                if row["difference_sensitive"] == "yes"]  # fmt: skip


class Known:
    """What follows by adding and taking away from published counts."""

    def __init__(self, published: pd.DataFrame, of: dict[tuple[str, str], set[str]]):
        self.of, there = of, published[published["value"].notna()]
        self.at: dict[Cell, int] = {}
        sums = (self.cells(r.edition, r.area, r.variable) for r in there.itertuples())
        self.rows = [cells for cells in sums if cells]

    def cells(self, edition: str, area: str, variable: str) -> dict[int, int]:
        communes = self.of.get((edition, area), ())
        return {self.at.setdefault((commune, variable), len(self.at)): 1 for commune in communes}

    def tells(self, own: set[str], sums: list[dict[int, int]]) -> list[bool]:
        """Whether each sum follows for one who knows all counts of some communes."""
        of_own = [{number: 1} for (commune, _), number in self.at.items() if commune in own]
        matrix = self._matrix([*self.rows, *of_own])
        _, size, right = np.linalg.svd(matrix, full_matrices=True)
        free = right[int((size > 1e-9).sum()) :]  # the ways in which counts may differ
        return list(np.abs(self._matrix(sums) @ free.T).max(axis=1, initial=0) < 1e-9)

    def _matrix(self, rows: list[dict[int, int]]) -> np.ndarray:
        matrix = np.zeros((len(rows), len(self.at)))
        for line, cells in enumerate(rows):
            for number, sign in cells.items():
                matrix[line, number] = sign
        return matrix


def learned(root, table: pd.DataFrame) -> Iterator[tuple]:
    """What each area learns exactly of another that lies outside of it."""
    of = communes_of(root)
    for variables in bound_together(root, table):
        here = table[table["variable"].isin(variables)]
        known = Known(here, of)
        hidden = here[here["conf_status"].eq("C")]
        secret = {(r.edition, r.area, r.variable): known.cells(r.edition, r.area, r.variable)
                  for r in hidden.itertuples() if (r.edition, r.area) in of}  # fmt: skip
        for (insider, own), (keys, sums) in ((each, zip(*secret.items(), strict=True))
                                             for each in of.items() if secret):  # fmt: skip
            for key, tells in zip(keys, known.tells(own, list(sums)), strict=True):
                if tells and not own & of[key[:2]]:
                    yield insider, key


def bound_together(root, table: pd.DataFrame) -> list[set[str]]:
    """The sensitive variables, each with those that it is a part of."""
    groups = [{v} for v in table.loc[table["conf_status"].eq("C"), "variable"].unique()]
    for part, whole in wholes_of(root):
        both = [group for group in groups if group & {part, whole}]
        groups = [g for g in groups if g not in both] + [{part, whole}.union(*both)]
    return groups


def of_both_editions(root, year: int) -> pd.DataFrame:
    counts = pd.concat(Workbook.open(year=y, root=root).scene.counts for y in {year, 2025})
    return counts[counts["period"].eq(str(year))].drop_duplicates(["edition", "area", "variable"])


SLOW = (2018, 2023)  # with many counts withheld


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "year",
    [pytest.param(year, marks=[pytest.mark.slow] * (year in SLOW)) for year in YEARS],
)
def test_no_area_learns_what_another_withholds(root, year):
    assert list(learned(root, of_both_editions(root, year))) == []


def test_a_pair_that_is_left_is_found(root):
    """Planted: all but two of the communes that withhold a count tell it."""
    table = of_both_editions(root, 2022)
    truth = Workbook.open(year=2022, audience="internal", root=root).scene.counts
    truth = truth.set_index(["period", "edition", "area", "variable"])["value"]
    variable = table["variable"].eq("child_marriages") & table["edition"].eq("2008")
    hidden = table.index[variable & table["conf_status"].eq("C")]
    assert len(hidden) >= 3
    for row in hidden[:-2]:
        key = tuple(table.loc[row, ["period", "edition", "area", "variable"]])
        table.loc[row, ["value", "conf_status"]] = [truth[key], "F"]
    one, other = table.loc[hidden[-2:], "area"]
    found = [(insider[1], key[1]) for insider, key in learned(root, table)
             if insider[0] == key[0] == "2008"]  # fmt: skip
    assert {(one, other), (other, one)} <= {*found}


def test_where_insiders_are_not_reckoned_with_they_learn_of_others(workbook_copy):
    for year in YEARS:
        path = workbook_copy / "params" / f"{year}.yaml"
        path.write_text(path.read_text("utf-8") + "\ninsider: false\n", "utf-8")
    tables = (of_both_editions(workbook_copy, year) for year in YEARS)
    assert any(list(learned(workbook_copy, table)) for table in tables)
