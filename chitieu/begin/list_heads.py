"""Which line of a list of areas has its headings, below whatever title, and what lists and maps
call their columns."""

from __future__ import annotations

import re
from collections.abc import Collection

from chitieu.begin.given import Given
from chitieu.faults import Faults
from chitieu.letters import clean
from chitieu.plan.names import unmarked

# What maps and lists call their columns, as `heading` writes it.
NAMES = (
    "name", "ten", "ten-xa", "ten-phuong", "ten-phuong-xa", "ten-xa-phuong",
    "ten-xa-phuong-thi-tran", "ten-xa-phuong-dac-khu", "ten-don-vi", "ten-don-vi-hanh-chinh",
    "ten-dvhc", "don-vi", "don-vi-hanh-chinh", "dvhc", "xa", "phuong", "xa-phuong", "phuong-xa",
    "xa-phuong-thi-tran", "xa-phuong-dac-khu", "shapename", "name-2", "name-3",
)  # fmt: skip
OF_COMMUNES = ("ma-xa", "ma-phuong", "ma-phuong-xa", "ma-xa-phuong")
CODES = (
    "code", "area", "ma", "ma-so", "ma-don-vi", "ma-don-vi-hanh-chinh", "ma-dvhc", "ma-hanh-chinh",
    *OF_COMMUNES, "fips", "geoid", "shapeid",
)  # fmt: skip
TOTALS = (
    "tong", "tong-so", "tong-cong", "cong", "toan-tinh", "toan-huyen", "toan-thanh-pho", "total"
)  # fmt: skip
# Headings that may as well be what a cell below them says: a type, a code.
_CELLS_TOO = ("xa", "phuong", "ma", "area", "don-vi")
_FIRST_LINES = 20  # titles, dates and empty lines above a table are fewer


def heading(words: str) -> str:
    """Return a heading in plain letters, its kind with it.

    >>> heading("Tên xã, phường"), heading("Mã ĐVHC")
    ('ten-xa-phuong', 'ma-dvhc')
    """
    return "-".join(re.findall("[a-z0-9]+", unmarked(clean(words).casefold())))


def find_head(given: Given, named: Collection[str]) -> int:
    """Return the line of the headings. `given`: with a line at least; `named`: the columns that a
    call names.

    It is the first that has what a call names; else the one with most headings that are known; else
    the first of two cells or more, which no title has. Raises Faults where the lines below it have
    headings again, which would be taken for an area.
    """
    lines = [*given.rows][:_FIRST_LINES]
    wanted = {column.casefold() for column in named if column}
    known = {*NAMES, *CODES} - {*_CELLS_TOO}

    def many(line: int) -> tuple[int, int]:
        cells = given.rows[line].values()
        return (
            len(wanted & {cell.casefold() for cell in cells}),
            len({heading(cell) for cell in cells} & known),
        )

    head = max(lines, key=many)
    if not any(many(head)):
        head = next((line for line in lines if len(given.rows[line]) > 1), lines[0])
    again = [line for line in given.rows if line > head and any(many(line))]
    if again:
        words = ", ".join(f"'{cell}'" for cell in given.rows[again[0]].values())
        problem = f"line {head} seems to have the headings, and so does this one ({words})"
        remedy = "keep one line of headings above the areas"
        raise Faults([given.fault(again[0], min(given.rows[again[0]]), problem, remedy)])
    return head
