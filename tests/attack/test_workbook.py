"""The example workbook under attack: its pages of all years, on the areas of both editions."""

from __future__ import annotations

import csv
import gc
import types

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from chitieu import Workbook

YEAR, LAST = 2022, 2025
THRESHOLD = 5


@pytest.fixture(scope="module")
def book(root):
    return Workbook.open(year=YEAR, root=root)


@pytest.fixture(scope="module")
def later(root):
    return Workbook.open(year=LAST, root=root)


@pytest.fixture(scope="module")
def truth(root):
    """Every true count, by period, edition, area and variable."""
    books = [Workbook.open(year=y, audience="internal", root=root) for y in (YEAR, LAST)]
    counts = pd.concat([each.scene.counts for each in books])
    return counts.set_index(["period", "edition", "area", "variable"])["value"].dropna().to_dict()


def cells_of(book, period) -> pd.DataFrame:
    counts = book.scene.counts
    return counts[counts["period"].eq(str(period))]


def made_of(root) -> dict[tuple[str, str], list[str]]:
    """The communes of 2008 in each area of either edition, from the files themselves."""
    read = {name: list(csv.DictReader((root / "data" / f"{name}.csv").open(encoding="utf-8")))
            for name in ("areas", "area_changes")}  # fmt: skip
    parents = {row["parent"] for row in read["areas"] if row["edition"] == "2008"}
    old = [r["area"] for r in read["areas"] if r["edition"] == "2008" and r["area"] not in parents]
    of = {("2008", area): [area] for area in old} | {("2008", "614"): old, ("2025", "614"): old}
    for row in read["area_changes"]:
        if row["old_area"] in old:
            of.setdefault(("2025", row["new_area"]), []).append(row["old_area"])
    return of


class Reader:
    """Whole numbers, what is published of them, and who is a part of whom; solved with HiGHS."""

    def __init__(self, root, *tables):
        self.of, self.at, rows = made_of(root), {}, []
        for row in pd.concat(tables).itertuples():
            cells = [self._place(row.variable, a) for a in self.of.get((row.edition, row.area), ())]
            if cells and pd.notna(row.value):
                rows.append((cells, [1] * len(cells), row.value, row.value))
        with (root / "params" / "checks.csv").open(encoding="utf-8") as file:
            for rule in csv.DictReader(file):
                if any(sign in rule["left"] + rule["right"] for sign in "+-"):
                    continue
                for area in self.of["2008", "614"]:
                    pair = [self._place(rule[side], area) for side in ("left", "right")]
                    rows.append((pair, [-1, 1], 0, np.inf))
        matrix = np.zeros((len(rows), len(self.at)))
        for line, (cells, signs, _, _) in enumerate(rows):
            matrix[line, cells] = signs
        self.rules = LinearConstraint(matrix, [row[2] for row in rows], [row[3] for row in rows])

    def _place(self, variable: str, area: str) -> int:
        return self.at.setdefault((variable, area), len(self.at))

    def range_of(self, variable: str, areas: list[str]) -> tuple[int, int]:
        """The least and the most that the sum over some communes can be."""
        goal = np.zeros(len(self.at))
        goal[[self.at[variable, area] for area in areas]] = 1
        ends = []
        for sign in (1, -1):
            found = milp(sign * goal, constraints=self.rules, integrality=np.ones(len(goal)),
                         bounds=Bounds(0, 100_000), options={"presolve": False})  # fmt: skip
            ends.append(round(sign * found.fun))
        return tuple(ends)


@pytest.mark.parametrize(
    ("year", "share"),
    [
        pytest.param(2021, 1, marks=pytest.mark.slow),
        pytest.param(2022, 1, marks=pytest.mark.slow),
        (2022, 0.15),
    ],
)
def test_no_withheld_count_is_pinned_down_by_both_editions_together(root, later, year, share):
    tables = [cells_of(Workbook.open(year=year, root=root), year), cells_of(later, year)]
    reader = Reader(root, *(t[t["variable"] != "communes"] for t in tables))
    hidden = pd.concat(tables)
    hidden = hidden[hidden["conf_status"].eq("C")]
    assert len(hidden) > 50
    for row in hidden.sample(frac=share, random_state=YEAR).itertuples():
        least, most = reader.range_of(row.variable, reader.of[row.edition, row.area])
        assert most - least + 1 >= THRESHOLD, (row.edition, row.area, row.variable)


def test_the_reader_finds_what_two_editions_would_tell_together(root, later, truth):
    """Planted: one commune published on its own page, and its sum with another on the later."""
    tables = [cells_of(Workbook.open(year=YEAR, root=root), YEAR), cells_of(later, YEAR)]
    planted = []
    for table, edition in zip(tables, ("2008", "2025"), strict=True):
        leak = table["variable"].eq("child_marriages") & table["area"].eq("23479")
        value = truth[str(YEAR), edition, "23479", "child_marriages"]
        planted.append(table.assign(value=table["value"].mask(leak, value)))
    reader = Reader(root, *(t[t["variable"] != "communes"] for t in planted))
    other = truth[str(YEAR), "2008", "23491", "child_marriages"]
    assert reader.range_of("child_marriages", ["23491"]) == (other, other)


def test_a_small_count_is_withheld_everywhere(book, later):
    for table in (book.scene.counts, later.scene.counts):
        sensitive = book.variables.index[book.variables["sensitive"].ne("no")]
        values = table.loc[table["variable"].isin(sensitive), "value"]
        assert not values.between(1, THRESHOLD - 1).any()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("place", range(7))
def test_an_areas_own_page_shows_no_more_than_the_districts(root, book, place):
    assert len(book.areas.leaves) == 7
    area = book.areas.leaves[place]
    own = Workbook.open(year=YEAR, area=area, root=root).scene.counts
    whole = book.scene.counts
    whole = whole[whole["area"].eq(area)].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, whole)


def test_nothing_reachable_from_a_review_book_is_unprotected(book, truth):
    book.header(2), book.scorecard(2), book.gaps(2), book.health.funnel("3b")
    book.protection.small_cells(2, "children_u16"), book.trends, book.profile
    shown = book.scene.counts.set_index(["period", "edition", "area", "variable"])["value"]
    hidden = {key for key in shown.index[shown.isna()] if key in truth}
    assert len(hidden) > 50
    tables = [each for each in reachable(book) if isinstance(each, pd.DataFrame)]
    assert len(tables) > 5
    for table in tables:
        table = table.reset_index(drop=set(table.index.names) <= {None, *table.columns})
        if {"period", "area", "variable"} <= set(table.columns):
            told = table[["value", "reported_value"]].notna().any(axis=1)
            keys = table.loc[told, ["period", "edition", "area", "variable"]]
            assert not hidden & set(keys.itertuples(index=False, name=None))
        if {"period", "area", "indicator", "conf_status"} <= set(table.columns):
            gone = table[table["conf_status"].eq("C")]
            assert gone[["value", "lower", "upper"]].isna().all(axis=None)
            assert gone[["numerator", "denominator"]].isna().any(axis=1).all()


def reachable(start) -> list:
    """All objects that can be come by from one, by its references; not the program itself."""
    program = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
    seen, pending = {}, [start]
    while pending:
        each = pending.pop()
        if id(each) not in seen and not isinstance(each, program):
            seen[id(each)] = each
            pending += gc.get_referents(each)
    return list(seen.values())


def test_data_that_differ_in_what_is_withheld_alone_look_the_same(
    everyone, workbook_copy, count_elsewhere
):
    """Another small count in four communes, their totals as before: the same tables and texts."""
    book = Workbook.open(year=YEAR, root=everyone)
    path = workbook_copy / "data" / "observations" / f"{YEAR}.csv"
    moves = {
        ("23479", "child_marriages"): 1, ("23482", "child_marriages"): -1,
        ("23482", "children_disabled_in_education"): -1,
        ("23485", "children_disabled_in_education"): 1,
    }  # fmt: skip
    count_elsewhere(path, moves)
    other = Workbook.open(year=YEAR, root=workbook_copy)
    for name in ("results", "history", "counts"):
        pd.testing.assert_frame_equal(getattr(book.scene, name), getattr(other.scene, name))
    pages = ("header", "scorecard", "summary", "gaps", "next_steps", "status_map")
    for page in pages:
        assert getattr(book, page)(2).html == getattr(other, page)(2).html, page


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("year", "hidden_counts", "hidden_results", "own"),
    [
        (2022, 57, 57, ["3a", "3b", "3c", "9", "10", "11a", "11b"]),
        (2023, 69, 68, ["3a", "3b", "3c", "6", "9", "10", "11a", "11b"]),
    ],
)
def test_what_is_withheld_of_the_example_is_as_little_as_told(
    root, year, hidden_counts, hidden_results, own
):
    """Figures that the documents quote. Of the district's own in 2022, 3a, 9, 10 and 11b are
    small; 3b and 3c tell of those who died at 1 to 4 years, 11a of communes that had 1 or 2."""
    book = Workbook.open(year=year, root=root)
    counts, results = book.counts(), book.results()
    sensitive = book.variables["sensitive"].ne("no")
    of_sensitive = counts["variable"].isin(sensitive.index[sensitive])
    hidden = counts["conf_status"].eq("C")
    assert not (hidden & ~of_sensitive).any()
    assert (hidden.sum(), of_sensitive.sum()) == (hidden_counts, 112)
    assert (results["conf_status"].eq("C").sum(), len(results)) == (hidden_results, 264)
    of_district = results["area"].eq("614") & results["conf_status"].eq("C")
    assert list(results.loc[of_district, "indicator"]) == own
