"""An attack on what is published: it has every table, the threshold, and the program itself.

Nothing of the protection is used here but its one door, `protect`: what a total is, what is a part
of what and what a reader can work out is written down anew.
"""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.measure import protect

THRESHOLD = 5
TREES = {
    "three in one": {"D": "abc"},
    "four in one": {"D": "abcd"},
    "two and two": {"P": "ab", "Q": "cd", "D": "PQ"},
    "below a province": {"D": "abc", "E": "D"},
}
INDICATORS = pd.DataFrame(
    [("6", "proportion", "cases", "children", True)],
    columns=["indicator", "kind", "numerator", "denominator", "sensitive"],
).set_index("indicator")
VARIABLES = pd.DataFrame(
    {"sensitive": ["yes", "no"], "stock_or_flow": "flow"}, index=["cases", "children"]
)
Cells = dict[tuple[str, str], int]


def lowest(tree: dict) -> list[str]:
    return sorted(a for below in tree.values() for a in below if a not in tree)


def every_level(tree: dict, counts: dict[str, tuple]) -> Cells:
    """The counts of the lowest areas, by variable, summed up the tree."""
    cells = {}
    for variable, column in counts.items():
        of = dict(zip(lowest(tree), column, strict=True))
        for area, below in tree.items():  # lower areas first
            of[area] = sum(of[child] for child in below)
        cells |= {(variable, area): count for area, count in of.items()}
    return cells


def published(tree: dict, cells: Cells) -> dict:
    """What the world sees: a number, or None for a withheld cell."""
    above = {child: area for area, below in tree.items() for child in below}
    areas = pd.DataFrame({"area": [*lowest(tree), *tree], "edition": "1"})
    areas["parent"] = areas["area"].map(above)
    table = pd.DataFrame([(*key, count) for key, count in cells.items()],
                         columns=["variable", "area", "value"])  # fmt: skip
    table = table.assign(period="2022", edition="1").astype({"value": "Float64"})
    known = {variable for variable, _ in cells}
    indicators = INDICATORS[INDICATORS["denominator"].isin(known)]
    table = protect(table, indicators, VARIABLES, areas, THRESHOLD)
    hidden = table["conf_status"].eq("C")
    assert hidden.eq(table["value"].isna()).all()
    return {key: None if h else cells[key] for key, h in zip(cells, hidden, strict=True)}


def alike(tree: dict, seen: dict, most: int):
    """The cells of every table that agrees with all that is published; `most`: the largest count
    that is tried where no published total says how large it can be."""
    columns = []
    for variable in dict.fromkeys(variable for variable, _ in seen):
        total = next((seen[variable, a] for a in tree if seen[variable, a] is not None), most)
        options = [
            range(total + 1) if seen[variable, a] is None else [seen[variable, a]]
            for a in lowest(tree)
        ]
        tried = (every_level(tree, {variable: column}) for column in product(*options))
        columns.append([c for c in tried if all(seen[k] in (None, n) for k, n in c.items())])
    for parts in product(*columns):
        cells = {key: count for part in parts for key, count in part.items()}
        if all(cells["cases", a] <= cells.get(("children", a), most) for a in lowest(tree)):
            yield cells


def fewest_choices(tree: dict, counts: dict, most: int) -> int:
    """In how many ways the withheld cell that is best known can be, the world seeing the same."""
    seen = published(tree, every_level(tree, counts))
    left = {key: set() for key, value in seen.items() if value is None}
    for cells in alike(tree, seen, most) if left else ():
        open_ = [key for key, found in left.items() if len(found) < THRESHOLD]
        if not open_:
            break
        if any(cells[key] not in left[key] for key in open_) and published(tree, cells) == seen:
            for key in left:
                left[key].add(cells[key])
    return min((len(found) for found in left.values()), default=THRESHOLD)


few = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8])


@settings(max_examples=25)
@given(st.sampled_from(sorted(TREES)), st.tuples(few, few, few, few))
def test_no_count_can_be_worked_out(shape, values):
    tree = TREES[shape]
    column = values[: len(lowest(tree))]
    assert fewest_choices(tree, {"cases": column}, most=9) >= THRESHOLD


@pytest.mark.parametrize(
    ("cases", "children"),
    [
        pytest.param((3, 9), (20, 30), id="a small count"),
        pytest.param((18, 20), (20, 30), id="a small remainder"),
        pytest.param((18, 27), (20, 30), id="two small remainders"),
        pytest.param((0, 3), (5, 11), id="a denominator that leaves few choices"),
        pytest.param((1, 0), (2, 0), id="hardly any children"),
        pytest.param((4, 4), (4, 12), id="all of a few"),
        pytest.param((1, 0), (9, 0), id="nobody to hide behind"),
    ],
)
def test_not_with_the_denominator_beside_it(cases, children):
    counts = {"cases": cases, "children": children}
    assert fewest_choices({"D": "ab"}, counts, most=10) >= THRESHOLD


@pytest.mark.parametrize(
    ("column", "why"),
    [
        pytest.param((0, 0, 7), "nothing is small", id="large"),
        pytest.param((0, 0, 0), "nothing occurred", id="none"),
        pytest.param((5, 5, 5), "the threshold itself is no small count", id="at-the-threshold"),
    ],
)
def test_what_need_not_go_stays(column, why):
    cells = every_level(TREES["three in one"], {"cases": column})
    assert published(TREES["three in one"], cells) == cells, why


def test_the_attack_finds_what_the_small_counts_alone_would_leave(monkeypatch):
    """1 of 7 withheld beside a published total: what the first rule alone comes to."""

    def small_alone(tree, cells):
        return {key: None if 0 < count < THRESHOLD else count for key, count in cells.items()}

    monkeypatch.setitem(globals(), "published", small_alone)
    assert fewest_choices(TREES["three in one"], {"cases": (1, 6, 8)}, most=9) == 1
