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
    """The cells of every table that agrees with all that is published."""
    variables = list(dict.fromkeys(variable for variable, _ in seen))
    names = lowest(tree)
    known = [seen[v, a] for v in variables for a in names]
    for values in product(*(range(most + 1) if n is None else [n] for n in known)):
        columns = [values[at : at + len(names)] for at in range(0, len(values), len(names))]
        if len(columns) == 2 and any(c > whole for c, whole in zip(*columns, strict=True)):
            continue
        cells = every_level(tree, dict(zip(variables, columns, strict=True)))
        if all(value is None or cells[key] == value for key, value in seen.items()):
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


@settings(max_examples=12)
@given(st.tuples(few, few), st.tuples(few, few))
def test_not_with_the_denominator_beside_it(cases, others):
    counts = {
        "cases": cases,
        "children": tuple(c + other for c, other in zip(cases, others, strict=True)),
    }
    assert fewest_choices({"D": "ab"}, counts, most=12) >= THRESHOLD


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
