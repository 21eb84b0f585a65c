"""An attack on what is published: it has every table, the threshold, and the program itself.

Nothing of the protection is used here but its one door, `protect`: what a total is, what is a part
of what and what a reader can work out is written down anew.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations, product
from operator import truediv

import numpy as np
import pandas as pd
import pytest

from chitieu.measure import protect

from .districts import (
    CHECKS,
    FAMILIES,
    INDICATORS,
    SHAPES,
    THRESHOLD,
    VARIABLES,
    Shape,
    columns_of,
    counted,
    every_table,
    groups_of,
    hidden_in,
)

TREES = {name: first for name, (first, *_) in SHAPES.items()}
DRAWN = ["two", "three", "four", "two and two", "below a province", "the outer ones merged"]
PARTS = {"cases": "children", "helped": "special", "early": "deaths"}
Cells = dict[tuple[str, str], int]
Column = tuple[int, ...]
Knows = Callable[[Cells], bool]


def lowest(tree: dict) -> list[str]:
    return sorted(a for below in tree.values() for a in below if a not in tree)


def under(tree: dict, area: str) -> list[str]:
    return [leaf for child in tree.get(area, ()) for leaf in under(tree, child)] or [area]


def every_level(tree: dict, counts: dict[str, Column]) -> Cells:
    """The counts of the lowest areas, by variable, summed up the tree."""
    cells = {}
    for variable, column in counts.items():
        of = dict(zip(lowest(tree), column, strict=True))
        for area in [*lowest(tree), *tree]:
            cells[variable, area] = sum(of[leaf] for leaf in under(tree, area))
    return cells


def published(tree: dict, counts: dict[str, Column]) -> dict:
    """What the world sees: a number, or None for a withheld cell."""
    cells = every_level(tree, counts)
    above = {child: area for area, below in tree.items() for child in below}
    areas = pd.DataFrame({"area": [*lowest(tree), *tree], "edition": "1"})
    areas["parent"] = areas["area"].map(above)
    table = pd.DataFrame([(*key, count) for key, count in cells.items()],
                         columns=["variable", "area", "value"])  # fmt: skip
    table = table.assign(period="2022", edition="1").astype({"value": "Float64"})
    indicators = INDICATORS[INDICATORS["denominator"].isin(counts)]
    checks = CHECKS[CHECKS["left"].isin(counts) & CHECKS["right"].isin(counts)]
    table = protect(table, indicators, VARIABLES, areas, THRESHOLD, checks, insider=False)
    hidden = table["conf_status"].eq("C")
    assert hidden.eq(table["value"].isna()).all()
    return {key: None if h else cells[key] for key, h in zip(cells, hidden, strict=True)}


def columns(tree: dict, seen: dict, variable: str, most: int) -> list[Column]:
    """All counts of the lowest areas that agree with what is published of a variable; `most`: the
    largest that is tried where no published total says how large a count can be."""
    totals = {area: seen[variable, area] for area in tree if seen[variable, area] is not None}
    tried = []
    for leaf in lowest(tree):
        own = seen[variable, leaf]
        above = [total for area, total in totals.items() if leaf in under(tree, area)]
        tried.append(range(min(above, default=most) + 1) if own is None else [own])
    places = {area: [lowest(tree).index(leaf) for leaf in under(tree, area)] for area in totals}
    return [
        column
        for column in product(*tried)
        if all(sum(column[at] for at in places[area]) == total for area, total in totals.items())
    ]


def keeps_rules(counts: dict[str, Column]) -> bool:
    return all(
        part <= whole
        for variable, column in counts.items()
        if PARTS.get(variable) in counts
        for part, whole in zip(column, counts[PARTS[variable]], strict=True)
    )


def moves(shape: Shape, family: dict[str, str], hidden: np.ndarray) -> np.ndarray:
    """All ways to move one between two communes, or in or out of one, in some columns or others,
    that leave all that is published as it is: by way, group and commune."""
    columns, communes = columns_of(family), range(len(shape.lowest))
    changes = [signs for signs in product((-1, 0, 1), repeat=len(columns)) if any(signs)]
    ways = []
    for signs in changes:
        groups = np.round(np.linalg.pinv(columns) @ signs).astype(int)
        if not np.array_equal(columns @ groups, signs):
            continue  # no people make such a change: the other half of a year would be less
        for here in communes:
            for there in (None, *range(here)):
                way = np.zeros((len(groups), len(communes)), int)
                way[:, here] = groups
                if there is not None:
                    way[:, there] = -groups
                ways.append(way)
    changed = counted(shape, family, np.array(ways))
    return np.array(ways)[(changed[:, ~hidden] == 0).all(axis=1)]


def further(rng, known: np.ndarray, ways: np.ndarray, direct: np.ndarray) -> np.ndarray:
    """People who are moved from where they are in known data, one way and up to two ways more;
    `direct`: the first of them."""
    number = 4_000
    moved = known[rng.integers(len(known), size=number)]
    for more, of in enumerate((direct, ways, ways)):
        sizes = rng.choice([1, 1, 1, 2, 2, 3, 4, 5, 6, 8], number) * rng.choice([-1, 1], number)
        sizes *= rng.random(number) < 1 / (1 + more)
        moved = moved + sizes[:, None, None] * of[rng.integers(len(of), size=number)]
    return np.unique(moved[(moved >= 0).all(axis=(1, 2))], axis=0)


def needed(shape: Shape, family: dict[str, str], people: np.ndarray, hidden: np.ndarray) -> list:
    """For each withheld count the values that it must be able to have: a small one all from 1 (a
    total: from as many as are small below it) to the threshold less one, as far as those children
    leave room whose number is always published; another one, any two (None)."""
    counts, keys = counted(shape, family, people[None])[0], list(family)
    places, found = [*shape.areas.values()], []
    for column, area in zip(*np.nonzero(hidden), strict=True):
        inside = [n for n, of in enumerate(places) if len(of) == 1 and of[0] in places[area]]
        gone = [n for n in inside if hidden[column, n]]
        most = THRESHOLD - 1
        if keys[column] == "2022 cases" and "2022 children" in keys:
            children = counts[keys.index("2022 children")]
            most = min(most, sum(int(children[n]) for n in inside if counts[column, n]))
        small = 0 < counts[column, area] < THRESHOLD
        found.append({*range(max(1, len({*gone})), most + 1)} if small else None)
    return found


def lacks(values: np.ndarray, need: set[int] | None) -> bool:
    return not need <= {*values.tolist()} if need is not None else len(np.unique(values)) < 2


def known_too_well(shape: Shape, family: dict[str, str], people, rounds: int = 200) -> list[str]:
    """The withheld counts that cannot be all that they must, the world seeing the same.

    Found by moving people. One count after the other is made what it was not yet, from the data
    found so far that publish the same and in which it is largest or least.
    """
    known = np.array([people])
    hidden = hidden_in(shape, family, counted(shape, family, known))[0]
    ways, rng, tried = moves(shape, family, hidden), np.random.default_rng(614), set()
    needs, turns = (
        needed(shape, family, people, hidden),
        counted(shape, family, ways)[:, hidden] != 0,
    )
    cells = counted(shape, family, known)[:, hidden]
    for turn in range(rounds):
        short = [at for at, need in enumerate(needs) if lacks(cells[:, at], need)]
        if not short:
            break
        at = short[turn % len(short)]
        if not turns[:, at].any():
            continue
        ends = np.isin(cells[:, at], [cells[:, at].min(), cells[:, at].max()])
        start = known[ends] if rng.random() < 0.5 else known
        guesses = further(rng, start, ways, ways[turns[:, at]])
        guesses = guesses[[guess.tobytes() not in tried for guess in guesses]]
        new = ~np.isin(counted(shape, family, guesses)[:, hidden][:, at], cells[:, at])
        guesses = rng.permutation(guesses[new])[:200]
        if not len(guesses):
            continue
        tried |= {guess.tobytes() for guess in guesses}
        same = hidden_in(shape, family, counted(shape, family, guesses)) == hidden
        known = np.concatenate([known, guesses[same.all(axis=(1, 2))]])
        cells = counted(shape, family, known)[:, hidden]
    names = [(key, area) for key in family for _, area in shape.areas]
    names = [name for name, gone in zip(names, hidden.ravel(), strict=True) if gone]
    return [f"{key} {area}: {sorted({*cells[:, at].tolist()})}"
            for at, ((key, area), need) in enumerate(zip(names, needs, strict=True))
            if lacks(cells[:, at], need)]  # fmt: skip


def some_data(seed: int) -> tuple[str, str, np.ndarray]:
    """A shape, a family of variables and few people in its groups, the same for the same seed."""
    rng = random.Random(seed)
    shape, family = rng.choice(DRAWN), rng.choice(list(FAMILIES))
    groups = len(groups_of(FAMILIES[family]))
    many = [0, 4, 7, 9, 12] if "not sensitive" in family else [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8]
    people = []
    for _ in lowest(TREES[shape]):
        left, own = rng.choice(many), []
        for _ in range(groups - 1):
            own.append(rng.choice([0, left, rng.randint(0, left)]))
            left -= own[-1]
        people.append([*own, left])
    return shape, family, np.array(people).T


@pytest.mark.parametrize(
    "seeds", [range(25, 27), pytest.param(range(100), marks=pytest.mark.slow)], ids=["2", "100"]
)
def test_no_count_can_be_worked_out(seeds):
    """For each withheld count there are as many data sets that publish the same as it takes."""
    known = {}
    for seed in seeds:
        shape, family, people = some_data(seed)
        found = known_too_well(Shape.of(*SHAPES[shape]), FAMILIES[family], people)
        if found:
            known[seed] = (shape, family, people.tolist(), found)
    assert known == {}


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
    people = np.array([cases, np.subtract(children, cases)])
    family = FAMILIES["part of a whole that is not sensitive"]
    assert known_too_well(Shape.of(*SHAPES["two"]), family, people) == []


@pytest.mark.parametrize(
    ("deaths", "total"),
    [
        pytest.param((0, 2, 0, 2, 2, 2, 1), 9, id="a total that stays"),
        pytest.param((3, 0, 0, 3, 0, 2, 0), 8, id="of three"),
        pytest.param((2, 0, 1, 0, 1, 1, 0), None, id="one that goes"),
    ],
)
def test_not_by_a_total_that_stays(deaths, total):
    assert published(TREES["seven"], {"deaths": deaths})["deaths", "D"] == total
    people, shape = np.array([deaths]), Shape.of(*SHAPES["seven"])
    assert known_too_well(shape, FAMILIES["one variable"], people) == []


@pytest.mark.parametrize(
    ("column", "why"),
    [
        pytest.param((0, 0, 7), "nothing is small", id="large"),
        pytest.param((0, 0, 0), "nothing occurred", id="none"),
        pytest.param((5, 5, 5), "the threshold itself is no small count", id="at-the-threshold"),
    ],
)
def test_what_need_not_go_stays(column, why):
    tree = TREES["three"]
    assert published(tree, {"cases": column}) == every_level(tree, {"cases": column}), why


# ---- leaks that are planted, one step of the protection taken back at a time ------------------


def seen_with(seen: dict, cells: Cells, *keys: tuple[str, str]) -> dict:
    return {**seen, **{key: cells[key] for key in keys}}


def primary_only(seen, cells):
    small = {k for k, n in cells.items() if 0 < n < THRESHOLD}
    return {k: None if v is None and k in small else cells[k] for k, v in seen.items()}, None


def no_totals(seen, cells):
    return seen_with(seen, cells, ("cases", "d")), None


def no_denominators(seen, cells):
    return seen_with(seen, cells, ("children", "a"), ("children", "b")), None


def no_complements(seen, cells):
    return seen_with(seen, cells, ("special", "a"), ("helped", "b")), None


def status_left(seen, cells):
    """Below 4 % of 50 children: the page says that the target is met."""
    return (
        seen,
        lambda guess: (guess["cases", "a"] / 50 < 0.04) == (cells["cases", "a"] / 50 < 0.04),
    )


def interval_left(seen, cells):
    def upper(count: int) -> float:  # Wilson's, of 50 children, to a tenth of a per cent
        p, z, n = count / 50, 1.959964, 50
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        return round(100 * (p + z * z / (2 * n) + half) / (1 + z * z / n), 1)

    return seen, lambda guess: upper(guess["cases", "a"]) == upper(cells["cases", "a"])


def order_left(seen, cells):
    return seen, lambda guess: guess["cases", "a"] < guess["cases", "b"]


def half_year_left(seen, cells):
    """Seven of the eight in b by July, and nobody after it in a."""
    return seen, lambda guess: guess["cases", "b"] >= 7 and guess["cases", "a"] <= 2


def last_year_left(seen, cells):
    """Two last year, and the change that the page states: down by half."""
    return seen, lambda guess: 100 * (guess["cases", "a"] - 2) / 2 == -50


def sum_left(seen, cells):
    """An indicator of those here and those away: its numerator stays, and those away are known."""
    both = cells["cases", "a"] + cells["away", "a"]
    return seen, lambda guess: guess["cases", "a"] + guess["away", "a"] == both


PAIR = {"cases": (1, 9, 0, 12)}
LEAKS = [
    pytest.param(PAIR, primary_only, ("cases", "a"), 1, id="the small counts alone"),
    pytest.param({"cases": (1, 2, 0, 12)}, no_totals, ("cases", "a"), 4, id="no totals"),
    pytest.param({"cases": (1, 1, 0, 9), "children": (2, 3, 30, 30)}, no_denominators,
                 ("cases", "a"), 3, id="no denominators"),
    pytest.param({"helped": (9, 20, 30, 30), "special": (10, 29, 30, 30)}, no_complements,
                 ("helped", "a"), 2, id="no complements"),
    pytest.param({**PAIR, "away": (9, 9, 9, 9)}, sum_left, ("cases", "a"), 1,
                 id="a sum of variables left"),
    pytest.param(PAIR, status_left, ("cases", "a"), 2, id="a status left"),
    pytest.param(PAIR, interval_left, ("cases", "a"), 1, id="an interval left"),
    pytest.param(PAIR, order_left, ("cases", "a"), 4, id="the order left"),
    pytest.param(PAIR, half_year_left, ("cases", "a"), 2, id="a part of the year left"),
    pytest.param(PAIR, last_year_left, ("cases", "a"), 1, id="last year left"),
]  # fmt: skip


def guesses(tree, seen, key, knows: Knows | None) -> set[int]:
    """The values of a cell that agree with all that is seen and known, and with the rule."""
    variables = list(dict.fromkeys(variable for variable, _ in seen))
    found = set()
    for picked in product(*(columns(tree, seen, v, 30) for v in variables)):
        counts = dict(zip(variables, picked, strict=True))
        cells = every_level(tree, counts)
        some = any(value is None and 0 < cells[k] < THRESHOLD for k, value in seen.items())
        rests = [cells[PARTS[v], a] - cells[v, a] for v, a in cells if PARTS.get(v) in variables]
        some |= any(0 < rest < THRESHOLD for rest in rests)
        if some and keeps_rules(counts) and (knows is None or knows(cells)):
            found.add(cells[key])
    return found


@pytest.mark.parametrize(("counts", "weaken", "key", "left"), LEAKS)
def test_the_attack_finds_what_a_weaker_protection_leaves(counts, weaken, key, left):
    tree = TREES["four"]
    seen, cells = published(tree, counts), every_level(tree, counts)
    weak, knows = weaken(seen, cells)
    found = guesses(tree, weak, key, knows)
    assert cells[key] in found | {weak[key]}
    assert len(found) <= left


# ---- no more than it takes ----------------------------------------------------------------------


def fewest_withheld(tree: dict, column: Column) -> int:
    """How few cells would do for one variable, found by trying: each may then be what it must for a
    reader who knows that none is published. It looks at what it hides, which the protection must
    not; so it is less than any rule can do, and often by a cell."""
    cells = every_level(tree, {"cases": column})
    small = [key for key, count in cells.items() if 0 < count < THRESHOLD]
    others = [key for key, count in cells.items() if count and key not in small]
    for more in range(len(others) + 1):
        for extra in combinations(others, more):
            hidden = {*small, *extra}
            seen = {key: None if key in hidden else count for key, count in cells.items()}
            found = {key: set() for key in hidden}
            for guess in columns(tree, seen, "cases", 14):
                guessed = every_level(tree, {"cases": guess})
                if all(guessed[key] for key in hidden):
                    for key in hidden:
                        found[key].add(guessed[key])
            parts = {(v, a): sum((v, leaf) in hidden for leaf in under(tree, a)) for v, a in hidden}
            if all(is_enough(found[key], cells[key], parts[key]) for key in hidden):
                return len(hidden)
    raise AssertionError("even all cells together tell one of them")


def is_enough(values: set[int], count: int, parts: int) -> bool:
    """Whether a withheld count may be what it must: a small one every number from that of its
    withheld parts to the threshold less one, another one two."""
    is_small = 0 < count < THRESHOLD
    return {*range(parts, THRESHOLD)} <= values if is_small else len(values) > 1


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("shape", "most"),
    [("two", 1.1), ("three", 1.1), ("four", 1.1), ("two and two", 1.25)],
)
def test_little_more_is_withheld_than_it_takes(shape, most):
    """Of 40 data sets a shape, small counts in 2 to 4 communes; all withheld cells together."""
    rng, ours, least = random.Random(614), [], []
    for _ in range(40):
        rare = rng.random() < 0.5
        values = [0, 0, 0, 0, 1, 1, 2] if rare else [0, 1, 2, 3, 5, 6, 8, 9, 12, 15, 20]
        column = tuple(rng.choice(values) for _ in lowest(TREES[shape]))
        seen = published(TREES[shape], {"cases": column})
        if hidden := sum(value is None for value in seen.values()):
            ours.append(hidden)
            least.append(fewest_withheld(TREES[shape], column))
    print(shape, sum(ours) / sum(least), "at worst", max(map(truediv, ours, least)))
    assert sum(ours) <= most * sum(least)


def fewest_of_a_pair(shape: Shape, tables: np.ndarray, at: int) -> int:
    """The same for a part and its whole, of all tables there are: how few cells of table `at`.

    Those of the whole who are not in the part are a count of their own.
    """

    def is_small(cells: np.ndarray) -> np.ndarray:
        return (cells > 0) & (cells < THRESHOLD)

    small = is_small(tables)
    small[:, 0] |= is_small(tables[:, 1] - tables[:, 0]) & (tables[:, 0] > 0)
    lowest = np.array([len(places) == 1 for places in shape.areas.values()] * 2)
    column = np.repeat([0, 1], len(shape.areas))
    small, tables = small.reshape(len(tables), -1), tables.reshape(len(tables), -1)
    others = np.flatnonzero(~small[at] & (tables[at] > 0))
    for more in range(len(others) + 1):
        for extra in combinations(others, more):
            hidden = small[at].copy()
            hidden[list(extra)] = True
            alike = (tables[:, ~hidden] == tables[at, ~hidden]).all(axis=1)
            alike &= (tables[:, hidden] > 0).all(axis=1)
            if all(
                is_enough(
                    {*tables[alike, cell].tolist()},
                    tables[at, cell],
                    1 if lowest[cell] else int((hidden & lowest & (column == column[cell])).sum()),
                )
                for cell in np.flatnonzero(hidden)
            ):
                return int(hidden.sum())
    raise AssertionError("even all cells together tell one of them")


@pytest.mark.sampled(2)
@pytest.mark.parametrize("family", ["part of a sensitive whole", "part by a check"])
@pytest.mark.parametrize(("shape", "largest", "most"), [("two", 16, 1.45), ("three", 10, 1.2)])
def test_little_more_of_a_pair_is_withheld_than_it_takes(shape, largest, most, family):
    """Of 100 of the tables that there are, with some people more for what a total could be. The
    least leaves those who are in the whole alone less room than the protection must."""
    of, columns = Shape.of(*SHAPES[shape]), FAMILIES[family]
    tables = every_table(of, columns, range(largest + 3))
    some = np.flatnonzero((tables.max(axis=(1, 2)) > 3) & (tables.max(axis=(1, 2)) <= largest))
    drawn = random.Random(614).sample(some.tolist(), 100)
    ours = hidden_in(of, columns, tables[drawn]).sum(axis=(1, 2))
    drawn, ours = np.array(drawn)[ours > 0], ours[ours > 0]
    least = [fewest_of_a_pair(of, tables, at) for at in drawn]
    print(shape, family, sum(ours) / sum(least), "at worst", max(ours / least))
    assert sum(ours) <= most * sum(least)
