"""Last year's figures sent again are told, and what stays the same by itself is not."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.collect.doubtful import LARGE, large_again, last_year_again, one_number, same_again
from chitieu.collect.rules import Held
from chitieu.plan.areas import Areas

TREE = pd.DataFrame(
    [("D", None, "district"), ("X", "D", "commune"), ("Y", "D", "commune")],
    columns=["area", "parent", "type"],
).assign(edition="1", name="n")
OTHERS = [400, 90, 55, 40, 35]
COUNTS = {
    "all of five": ([500, *OTHERS[1:]], [500, *OTHERS[1:]], (5, 5)),
    "four are too few": (OTHERS[:4], OTHERS[:4], None),
    "nine of ten": ([*range(30, 40)], [*range(30, 39), 50], (9, 10)),
    "eight of nine": ([*range(30, 39)], [*range(30, 38), 50], None),
    "large from 30": ([LARGE] * 5, [LARGE] * 5, (5, 5)),
    "small ones": ([29] * 20, [29] * 20, None),
    "noughts": ([0] * 50, [0] * 50, None),
    "some are missing": ([None, *OTHERS], [7, *OTHERS], (5, 5)),
    "missing then": ([*OTHERS], [None, *OTHERS[1:]], None),
    "from little to much": ([3, *OTHERS], [300, *OTHERS], None),
    "all others": (OTHERS, [n + 1 for n in OTHERS], None),
    "nothing": ([], [], None),
}


def known(counts: list) -> dict[int, float]:
    return {at: float(count) for at, count in enumerate(counts) if count is not None}


@pytest.mark.parametrize(("now", "before", "expected"), COUNTS.values(), ids=list(COUNTS))
def test_large_counts_that_are_the_same_again(now, before, expected):
    assert large_again(known(now), known(before)) == expected


@pytest.mark.parametrize(
    ("counts", "number"),
    [([2022] * 5, 2022), ([2022] * 4, None), ([2022] * 9 + [31], 2022), ([2022] * 8 + [31], None),
     ([3] * 20, None), ([*range(30, 40)], None), ([], None)],
)  # fmt: skip
def test_one_number_in_every_cell(counts, number):
    assert one_number(known(counts)) == number


def warned(counts: dict, last: dict, note=pd.NA) -> list[str]:
    """`counts`, `last`: by agency and area, as many variables as there are numbers."""
    rows = [
        ("2022", area, f"{agency}{n}", value, "A", agency, note)
        for (agency, area), values in counts.items()
        for n, value in enumerate(values)
    ]
    columns = ["period", "area", "variable", "value", "obs_status", "agency", "note"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": "Float64"})
    table.index = pd.RangeIndex(2, len(table) + 2, name="row")
    before = {
        (area, f"{agency}{n}"): float(value)
        for (agency, area), values in last.items()
        for n, value in enumerate(values)
    }
    earlier = pd.DataFrame({1: pd.Series(before)}) if before else pd.DataFrame()
    held = Held(table, Areas(TREE, "1"), "f.csv")
    return [str(fault) for fault in last_year_again(held, earlier, "2022")]


NEW = [410, 91, 56, 41, 36]
ALL = {(agency, area): OTHERS for agency in ("CA", "YT") for area in "XY"}


def test_a_file_of_last_year_is_told_once():
    assert warned(ALL, ALL) == [
        "f.csv:2:value: 20 of 20 large counts of all agencies in 2022 equal 2021's; see whether "
        "last year's report was sent again; if not, say so in the notes"
    ]


def test_an_agencys_and_a_communes_figures_are_told_each():
    of_agency = {**ALL, ("CA", "X"): NEW, ("CA", "Y"): NEW}
    (one,) = warned(of_agency, ALL)
    assert one.startswith("f.csv:12:value: 10 of 10 large counts of YT in 2022 equal 2021's")
    of_commune = {**ALL, ("CA", "Y"): NEW, ("YT", "Y"): NEW}
    (one,) = warned(of_commune, ALL)
    assert one.startswith("f.csv:2:value: 10 of 10 large counts of X in 2022 equal 2021's")


def test_new_figures_noted_ones_and_the_first_year_are_not_told():
    assert warned(dict.fromkeys(ALL, NEW), ALL) == []
    assert warned(ALL, ALL, note="đã đối chiếu") == []
    assert warned(ALL, {}) == []
    assert warned({}, ALL) == []


def test_a_year_that_was_filled_down_is_told():
    (one,) = warned(dict.fromkeys(ALL, [2022] * 5), ALL)
    assert "nearly all large counts of all agencies in 2022 are 2022; see whether one" in one


def counts(*values):
    return dict(enumerate(values))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param(counts(5, 6, 7, 8, 9), counts(5, 6, 7, 8, 9), (5, 5), id="all"),
        pytest.param(counts(5, 6, 7, 8), counts(5, 6, 7, 8), None, id="of very few"),
        pytest.param(counts(*range(10, 20)), counts(*range(10, 19), 99), (9, 10), id="all but one"),
        pytest.param(counts(*range(11, 20)), counts(*range(11, 19), 99), None, id="fewer"),
        pytest.param(counts(0, 0, 0, 0, 0, 0), counts(0, 0, 0, 0, 0, 0), None, id="twice nothing"),
        pytest.param(counts(0, 5, 6, 7, 8, 9), counts(0, 5, 6, 7, 8, 9), (5, 5), id="and nothing"),
        pytest.param(counts(0, 0, 0, 0, 0), counts(1, 1, 1, 1, 1), None, id="nothing any more"),
        pytest.param(counts(5, 6, 7, 8, None), counts(5, 6, 7, 8, 9), None, id="not reported"),
        pytest.param(counts(5, 6, 7, 8, 9), counts(5, 6, 7, 8), None, id="not reported then"),
    ],
)
def test_nearly_all_equal_is_told(now, before, expected):
    assert same_again(now, before) == expected
