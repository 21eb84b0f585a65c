"""Every small table that there is, published: no search and no luck, for shapes of a few communes.

All tables of a shape in which so many were counted in all are published, and those that look the
same are put together. Whoever has the program can do exactly this; so each small count must be
every number from 1 to 4 among the tables that look like its own.

The edge: a group of alike tables whose total is published is all there, for all of them have that
total. One whose total is withheld could go on beyond the largest total that was tried, or below the
smallest. Values that were found are values, so five are enough wherever they are found; fewer are
held against the protection only in a group that is all there, or stays away from both ends.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from .districts import FAMILIES, SHAPES, THRESHOLD, Shape, every_table, hidden_in, told_in


def alike(tables: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The number of each table's group: those in one group look the same."""
    seen = np.where(hidden, -1, tables).reshape(len(tables), -1)
    return np.unique(seen, axis=0, return_inverse=True)[1].ravel()


def narrowed(
    shape: Shape, family: dict[str, str], tables: np.ndarray, hidden: np.ndarray, group: np.ndarray
) -> dict[int, dict[str, list[int]]]:
    """By group the withheld counts that are known too well, with what they can be.

    A count that is small in one of its tables must be every number from 1 (a total of areas or of
    groups, and what is the same as one: from the least that it is) to the threshold less one in
    others, as far as the published whole that is not sensitive leaves room; one that is small in
    none, two numbers.
    """
    found: dict[int, dict[str, list[int]]] = {}
    names, keys = [area for _, area in shape.areas], list(family)
    lowest = [len(places) == 1 for places in shape.areas.values()]
    told = told_in(family)
    count_of = {
        name: np.einsum("tca,c->ta", tables, np.array(signs)) for name, (signs, _) in told.items()
    }
    sums = {re.sub(r"@\w+=\w+", "", name) for name in told if "@" in name} & set(told)
    for name, (signs, sensitive) in told.items():
        if not sensitive:
            continue
        at, counts = np.flatnonzero(signs), count_of[name]
        for area in range(tables.shape[2]):
            there = np.flatnonzero(hidden[:, at, area].any(axis=1))
            if not len(there):
                continue
            order = there[np.argsort(group[there], kind="stable")]
            which, starts = np.unique(group[order], return_index=True)
            for each, own in zip(which, np.split(order, starts[1:]), strict=True):
                values = {*counts[own, area].tolist()}
                most = THRESHOLD - 1
                if name == "2022 cases" and "2022 children" in keys:
                    most = min(most, room(shape, keys, tables[group == each][0], area))
                small = values & set(range(1, THRESHOLD))
                is_total = not lowest[area] or any(
                    np.array_equal(count_of[of][own, area], counts[own, area]) for of in sums
                )
                least = min(small, default=1) if is_total else 1
                lacks = small and not values >= set(range(least, most + 1))
                some_are_in_each = len(values) < 2 and min(values) == most < THRESHOLD
                known = len(values) < 2 and len(at) == 1 and not some_are_in_each
                if lacks or known:
                    found.setdefault(each, {})[f"{name} {names[area]}"] = sorted(values)
    return found


def room(shape: Shape, keys: list[str], table: np.ndarray, area: int) -> int:
    """How many cases there can be in an area at most, by the children where there are some."""
    cases, children = (table[keys.index(f"2022 {word}")] for word in ("cases", "children"))
    places = [*shape.areas.values()]
    inside = [n for n, of in enumerate(places) if len(of) == 1 and of[0] in places[area]]
    return sum(int(children[n]) for n in inside if cases[n])


def goes_on(tables: np.ndarray, hidden: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Which groups may hold tables with more people than were tried, or with fewer."""
    total = tables.max(axis=(1, 2))
    everybody = (tables == total[:, None, None]).all(axis=0)  # the cells in which all are counted
    told = (everybody & ~hidden).any(axis=(1, 2))
    at_an_end = (total == total.max()) | ((total == total.min()) & (total > 0))
    found = np.zeros(group.max() + 1, bool)
    found[group[~told & at_an_end]] = True
    return found


def leaks(shape: Shape, family: dict[str, str], tables: np.ndarray, hidden: np.ndarray) -> list:
    """The groups in which a withheld count is known too well, those with few people first: the
    total, what is published, and what the counts can be that are known."""
    group = alike(tables, hidden)
    open_ended = goes_on(tables, hidden, group)
    lines, names = [], [area for _, area in shape.areas]
    for each, known in narrowed(shape, family, tables, hidden, group).items():
        if open_ended[each]:
            continue
        own, gone = tables[group == each], hidden[group == each][0]
        seen = {}
        for at, key in enumerate(family):
            shown = ["x" if h else n for h, n in zip(gone[at], own[0, at].tolist(), strict=True)]
            seen[key] = " ".join(f"{name}={n}" for name, n in zip(names, shown, strict=True))
        lines.append((int(own.max()), seen, known))
    return sorted(lines, key=lambda line: line[0])


def case(shape: str, family: str, least: int, most: int, *marks) -> pytest.param:
    many = f"up to {most}" if least == 0 else f"{least} to {most}" if least < most else f"{most}"
    name = f"{shape}: {family}: {many}"
    return pytest.param(shape, family, range(least, most + 1), id=name, marks=marks)


QUICK = [
    ("two", "one variable", 0, 60),
    ("two", "half a year", 0, 4),
    ("three", "one variable", 0, 20),
    ("four", "one variable", 0, 12),
    ("below a province", "one variable", 0, 15),
    ("neighbours merged", "one variable", 0, 15),
    ("two", "part of a whole that is not sensitive", 18, 18),
    ("two", "part of a sensitive whole", 18, 18),
    ("two", "part by a check", 18, 18),
    ("three", "part of a whole that is not sensitive", 8, 8),
    ("two", "girls and boys", 0, 7),
    ("three", "girls and boys", 7, 7),
]
# Each some seconds and more.
DEAR = [
    ("two", "girls and boys", 0, 9),
    ("two", "part of a whole that is not sensitive", 0, 12),
    ("two", "a quarter and half a year", 0, 6),
    ("the outer ones merged", "one variable", 0, 15),
    ("merged crosswise", "one variable", 0, 10),
    ("two", "half a year", 0, 12),
    ("two and two", "one variable", 0, 12),
    ("two", "part of a sensitive whole", 0, 12),
    ("two", "part by a check", 0, 12),
    ("three", "part of a sensitive whole", 8, 8),
    ("three", "part by a check", 8, 8),
    ("the outer ones merged", "part by a check", 6, 6),
    ("two", "three nested", 0, 7),
    ("two", "a pair inside a third", 0, 7),
    ("two", "half a year of a pair", 5, 5),
    ("two", "half a year of a part", 5, 5),
    ("two", "by two dimensions", 0, 6),
    ("two", "girls and boys of a part", 0, 5),
    ("two", "girls and boys of a part that is not told of them", 6, 6),
]
SLOW = [
    ("two", "girls and boys", 0, 16),
    ("three", "girls and boys", 0, 10),
    ("two and two", "girls and boys", 0, 7),
    ("two", "by two dimensions", 0, 9),
    ("two", "by two dimensions", 8, 10),
    ("two", "girls and boys of a part", 0, 9),
    ("three", "girls and boys of a part", 0, 5),
    ("two and two", "one variable", 0, 17),
    ("merged crosswise", "one variable", 0, 17),
    ("the outer ones merged", "part by a check", 0, 8),
    ("two", "half a year of a pair", 0, 6),
    ("two", "part of a whole that is not sensitive", 0, 24),
    ("two", "part by a check", 0, 24),
    ("two", "three nested", 8, 12),
    ("two", "three nested", 15, 15),
    ("two", "a pair inside a third", 8, 12),
    ("two", "a pair inside a third", 15, 15),
    ("two", "a quarter and half a year", 15, 15),
    ("two", "a quarter and half a year", 8, 12),
    ("two", "half a year of a pair", 12, 12),
    ("two", "half a year of a part", 0, 8),
    ("two", "half a year of a part", 12, 12),
    ("three", "one variable", 0, 40),
    ("three", "part of a whole that is not sensitive", 0, 12),
    ("three", "part by a check", 0, 12),
    ("three", "part by a check", 16, 16),
    ("three", "three nested", 0, 8),
    ("three", "a pair inside a third", 0, 8),
    ("three", "a quarter and half a year", 0, 8),
    ("three", "half a year of a pair", 0, 6),
    ("three", "half a year of a part", 0, 6),
    ("below a province", "part by a check", 0, 10),
    ("neighbours merged", "part by a check", 0, 10),
    ("the outer ones merged", "part of a whole that is not sensitive", 0, 10),
    ("four", "one variable", 0, 20),
    ("four", "part of a whole that is not sensitive", 0, 8),
    ("four", "part by a check", 0, 9),
    ("two and two", "part of a whole that is not sensitive", 0, 8),
    ("two and two", "part by a check", 0, 9),
    ("merged crosswise", "part by a check", 0, 8),
    ("five", "one variable", 0, 21),
    ("five", "part by a check", 0, 7),
    ("five merged into two", "one variable", 0, 21),
]

# Those few in which one part of a whole is all of it, or small parts of one kind stand beside a
# large one of another: by family who is there.
PATTERNS = [
    ("by two dimensions", ["xa", "za", "xb"], 8, 14),
    ("by two dimensions", ["xa", "wa", "xb"], 8, 12),
    ("girls and boys of a part that is not told of them", ["za", "wa", "zb"], 8, 12),
    ("girls and boys of a part", ["za", "wa", "zb"], 8, 12),
]


@pytest.mark.sampled(6, "two: half a year: up to 4", "two: girls and boys: up to 7")
@pytest.mark.parametrize(
    ("shape", "family", "totals"),
    [
        *(case(*each) for each in QUICK),
        *(case(*each, pytest.mark.slow) for each in DEAR + SLOW),
    ],
)
def test_no_withheld_count_is_known_too_well(shape, family, totals):
    shape, family = Shape.of(*SHAPES[shape]), FAMILIES[family]
    tables = every_table(shape, family, totals)
    hidden = hidden_in(shape, family, tables)
    assert hidden.any()
    assert leaks(shape, family, tables, hidden) == []


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("family", "there", "least", "most"),
    [pytest.param(*each, id=f"{each[0]}: {' '.join(each[1])}") for each in PATTERNS],
)
def test_parts_of_two_kinds_do_not_tell_of_each_other(family, there, least, most):
    shape, family = Shape.of(*SHAPES["two"]), FAMILIES[family]
    tables = every_table(shape, family, range(least, most + 1), there)
    hidden = hidden_in(shape, family, tables)
    assert leaks(shape, family, tables, hidden) == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize("shape", ["three", "two and two", "merged crosswise"])
@pytest.mark.parametrize("family", ["one variable", "part by a check", "half a year of a pair"])
def test_districts_side_by_side_are_protected_each_for_itself(shape, family):
    """So a table may stand for a district among many, as it does here."""
    shape, family = Shape.of(*SHAPES[shape]), FAMILIES[family]
    some = every_table(shape, family, range(12) if len(family) == 1 else range(4))[::97]
    alone = [hidden_in(shape, family, some[at : at + 1]) for at in range(min(len(some), 12))]
    assert np.array_equal(np.concatenate(alone), hidden_in(shape, family, some)[: len(alone)])


@pytest.mark.parametrize(
    ("family", "seen", "known"),
    [
        pytest.param(
            "one variable", {"2022 deaths": "a=x b=5 D=6"}, {"2022 deaths a": [1]}, id="a commune"
        ),
        pytest.param(
            "half a year",
            {"2022 deaths": "a=x b=x D=5", "2022-S1 deaths": "a=x b=0 D=x"},
            {"deaths from 2022-S1 to 2022 a": [0, 1, 2, 3]},
            id="a half-year",
        ),
    ],
)
def test_what_the_small_counts_alone_would_leave_is_found(family, seen, known):
    shape, family = Shape.of(*SHAPES["two"]), FAMILIES[family]
    tables = every_table(shape, family, range(7))
    small = (tables > 0) & (tables < THRESHOLD)
    assert (seen, known) in [line[1:] for line in leaks(shape, family, tables, small)]
