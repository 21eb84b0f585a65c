"""The line of the headings of a list of areas, wherever it stands."""

import pytest

from chitieu.begin.given import Given
from chitieu.begin.list_heads import CODES, NAMES, find_head, heading
from chitieu.faults import Faults


def given(*lines):
    rows = {n: {c: t for c, t in enumerate(cells, start=1) if t} for n, cells in
            enumerate(lines, start=1)}  # fmt: skip
    return Given("list.xlsx", "Xã", {n: cells for n, cells in rows.items() if cells})


AREA = ("02647", "Xã A", "xã")
FOUND = {  # lines, columns that a call names, the line of the headings
    "the first": ([("Mã", "Tên xã"), AREA], (), 1),
    "below a title": ([("DANH SÁCH XÃ",), ("Mã", "Tên xã"), AREA], (), 2),
    "below two and an empty line": ([("TỈNH",), ("DANH SÁCH",), (), ("Mã", "Tên xã"), AREA], (), 4),
    "below a title of two cells": ([("UBND", "Mẫu 1"), ("Mã", "Tên xã"), AREA], (), 2),
    "one known of several": ([("DANH SÁCH",), ("STT", "Tên xã", "x"), AREA], (), 2),
    "none known": ([("DANH SÁCH",), ("Ký hiệu", "Địa danh"), AREA], (), 2),
    "types that are called as headings": (
        [("STT", "Địa danh", "Loại"), ("1", "A", "xã"), ("2", "B", "phường")],
        (),
        1,
    ),
    "codes that are called as headings": ([("state", "label"), ("MA", "Massachusetts")], (), 1),
    "named by the call": ([("a", "b"), ("Ký hiệu", "Địa danh"), AREA], ("địa danh",), 2),
    "a column alone": ([("Tên xã",), ("Xã A",)], (), 1),
    "a column alone, unknown": ([("Địa danh",), ("Xã A",)], (), 1),
    "the twentieth line": ([*[("x",)] * 19, ("Mã", "Tên"), AREA], (), 20),
    "beyond the twentieth": ([("x", "y"), *[("x",)] * 19, ("Mã", "Tên"), AREA], (), None),
}


@pytest.mark.parametrize(("lines", "named", "line"), FOUND.values(), ids=FOUND)
def test_the_headings_stand_in(lines, named, line):
    if line is None:
        with pytest.raises(Faults, match="line 1 seems to have the headings"):
            find_head(given(*lines), named)
    else:
        assert find_head(given(*lines), named) == line


@pytest.mark.parametrize("at", [2, 40])
def test_headings_that_stand_again_are_no_area(at):
    lines = [("Mã", "Tên xã"), *[AREA] * (at - 2), ("Mã", "Tên xã"), AREA]
    told = (
        f"list.xlsx:Xã!A{at}: line 1 seems to have the headings, and so does this one "
        r"\('Mã', 'Tên xã'\); keep one line of headings above the areas"
    )
    with pytest.raises(Faults, match=told):
        find_head(given(*lines), ())


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("Tên xã, phường", NAMES), ("Xã, phường", NAMES), ("Tên đơn vị", NAMES),
        ("Đơn vị hành chính", NAMES), ("TÊN XÃ/PHƯỜNG", NAMES), ("Xã", NAMES), ("Tên ĐVHC", NAMES),
        ("Mã số", CODES), ("Mã xã", CODES), ("Mã ĐVHC", CODES), ("Mã", CODES),
        ("Mã đơn vị hành chính", CODES),
    ],
)  # fmt: skip
def test_what_lists_call_their_columns_is_known(words, known):
    assert heading(words) in known
