"""Held against τ-ARGUS, with which statistical offices withhold cells: whether its audit passes
what we withhold, and how much more that is than the least that it finds.

Both are told the same: counts from 1 to 4 go and must remain possible as every number from 1 to 4,
none never goes, and each cell that goes beside them costs one. But τ-ARGUS's reader knows neither
that a withheld count is one at least, nor which are small, nor the program. Ours knows all of it.
"""

from __future__ import annotations

import random
from contextlib import chdir
from pathlib import Path

import numpy as np
import pytest

from .districts import FAMILIES, THRESHOLD, Shape, counted, hidden_in

engine = pytest.importorskip("pytauargus.engine", reason="no wheel for this platform")

TREES = {
    "four": {"D": "abcd"},
    "seven": {"D": "abcdefg"},
    "two and two": {"P": "ab", "Q": "cd", "D": "PQ"},
    "two and four": {"P": "ab", "Q": "cdef", "D": "PQ"},
    "two, three and four": {"P": "ab", "Q": "cde", "R": "fghi", "D": "PQR"},
}
FEW = [0, 0, 0, 0, 1, 1, 2]
MIXED = [0, 1, 2, 3, 5, 6, 8, 9, 12, 15, 20, 60, 300]
FAMILY = FAMILIES["one variable"]
NUMBERS = [40, pytest.param(200, marks=pytest.mark.slow)]

# What a reader takes every withheld count to be at least: a primary one, and another.
READERS = {
    "who knows the table alone": (0, 0),
    "who knows which are primary": (1, THRESHOLD),
}
METADATA = """<SAFE> "S"; <UNSAFE> "U"; <PROTECT> "P"; area; <RECODABLE>; <TOTCODE> "all"
<HIERARCHICAL>; <HIERCODELIST> "t.hrc"; <HIERLEADSTRING> "."
count; <NUMERIC>; cost; <NUMERIC> <COSTVAR>; status; <STATUS>
lower; <NUMERIC> <LOWERPL>; upper; <NUMERIC> <UPPERPL>
""".replace("; ", "\n")
BATCH = """<OPENTABLEDATA> "t.tab"; <OPENMETADATA> "t.rda"
<SPECIFYTABLE> "area"|"count"||"cost"; <SAFETYRULE>; <READTABLE> 0; {suppress}
<WRITETABLE> (1,5,AR+,"out.tab")
""".replace("; ", "\n")


def drawn(name: str, number: int) -> tuple[Shape, np.ndarray, np.ndarray]:
    """Those of so many tables that have a small count, by area, and what we withhold of them."""
    shape, rng = Shape.of(TREES[name]), random.Random(614)
    people = [rng.choices(rng.choice([FEW, MIXED]), k=len(shape.lowest)) for _ in range(number)]
    tables = counted(shape, FAMILY, np.array(people)[:, None])
    hidden = hidden_in(shape, FAMILY, tables)[:, 0]
    some = is_primary(tables[:, 0]).any(axis=1)
    assert not hidden[~some].any()
    return shape, tables[some, 0], hidden[some]


def is_primary(counts: np.ndarray) -> np.ndarray:
    return (counts > 0) & (counts < THRESHOLD)


def argus(folder: Path, shape: Shape, counts, status, suppress: str = "") -> dict:
    """By place of an area that is withheld in the end the least and the most that it can be.

    To τ-ARGUS no count is below the least of a table or above the largest. So the district is one
    of a province of which all, many and none are counted: the first two are withheld beforehand.
    """
    names, above = [area for _, area in shape.areas], [*shape.parents.values()]

    def lines(area: str, depth: int = 0) -> list[str]:
        below = [child for child, parent in zip(names, above, strict=True) if parent == area]
        return ["." * depth + area, *(line for child in below for line in lines(child, depth + 1))]

    rows = [f"all;{counts.max() + 100_000};1;U;0;0", "many;100000;1;U;0;0", "none;0;1;P;0;0"]
    for area, count, own in zip(names, counts.tolist(), status, strict=True):
        lower, upper = (max(count, 1) - 1, THRESHOLD - 1 - count) if own == "U" else (0, 0)
        rows.append(f"{area};{count};1;{own};{lower};{upper}")
    tree, batch = ["many", "none", *lines("D")], BATCH.format(suppress=suppress)
    for file, of in {"t.rda": [METADATA], "t.arb": [batch], "t.tab": rows, "t.hrc": tree}.items():
        (folder / file).write_text("\n".join(of), encoding="utf-8")
    with chdir(folder):  # where it leaves files of its own
        engine.run_batch("t.arb")
    found = (folder / "out.tab").read_text(encoding="utf-8").replace('"', "").split()
    return {names.index(area): (float(low), float(high))
            for area, _, _, _, _, status, _, _, low, high, *_ in (row.split(";") for row in found)
            if status in "UM" and area in names}  # fmt: skip


def audited(folder: Path, shape: Shape, counts, hidden, reader: str) -> dict[int, tuple]:
    """The same of given cells; what each is at least is taken off before and put back after."""
    primary, lowest = is_primary(counts), range(len(shape.lowest))
    least = np.where(hidden, np.where(primary, *READERS[reader]), 0)[lowest]
    least = np.array([least[list(places)].sum() for places in shape.areas.values()])
    status = np.where(primary & hidden, "U", np.where(hidden, "M", "S"))
    spans = argus(folder, shape, counts - least, status)
    assert {*spans} == {*np.flatnonzero(hidden).tolist()}
    return {at: (low + least[at], high + least[at]) for at, (low, high) in spans.items()}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TREES)
def test_its_audit_leaves_each_count_all_that_it_must_be(name, reader, number, tmp_path):
    """A small one every number from 1 to 4, a small total from as many as are withheld below it,
    another one any two."""
    shape, tables, hidden = drawn(name, number)
    places, narrow = [*shape.areas.values()], []
    for counts, gone in zip(tables, hidden, strict=True):
        for at, (low, high) in audited(tmp_path, shape, counts, gone, reader).items():
            least = max(1, gone[list(places[at])].sum())
            is_enough = low <= least and high >= THRESHOLD - 1
            if not (is_enough if is_primary(counts)[at] else low < high):
                narrow.append((counts.tolist(), gone.tolist(), at, low, high))
    assert narrow == []


@pytest.mark.parametrize(
    ("counts", "withheld", "reader", "span"),
    [
        pytest.param("1 12 20 0", "a", "who knows the table alone", (1, 1), id="a small one alone"),
        pytest.param("1 1 9 0", "ab", "who knows the table alone", (0, 2), id="two small ones"),
        pytest.param("1 7 9 0", "ab", "who knows which are primary", (1, 3), id="a larger one"),
    ],
)
def test_its_audit_finds_what_too_few_leave(counts, withheld, reader, span, tmp_path):
    shape, own = Shape.of(TREES["four"]), np.array([[[*map(int, counts.split())]]])
    hidden = np.array([area in withheld for _, area in shape.areas])
    table = counted(shape, FAMILY, own)[0, 0]
    assert audited(tmp_path, shape, table, hidden, reader)[0] == span


@pytest.mark.sampled(2)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("name", "most"),
    [("four", 1.11), ("seven", 1.18), ("two and two", 1.2), ("two and four", 1.12),
     ("two, three and four", 1.17)],
)  # fmt: skip
def test_little_more_is_withheld_than_its_optimum(name, most, number, tmp_path):
    """All withheld cells together. The rest is what our reader knows, and a little the order."""
    shape, tables, hidden = drawn(name, number)
    least = []
    for counts in tables:
        status = np.where(is_primary(counts), "U", np.where(counts, "S", "P"))
        least.append(len(argus(tmp_path, shape, counts, status, "<SUPPRESS> OPT(1,1)")))
    print(name, number, hidden.sum(), sum(least), hidden.sum() / sum(least))
    assert hidden.sum() <= most * sum(least)
