"""Which sheet is the plan's, and its headings: no other is read for it, nothing is guessed."""

import pytest
from openpyxl import Workbook

from chitieu.begin.given import read_given
from chitieu.begin.plan_heads import FIELDS, find_plan
from chitieu.faults import Faults
from chitieu.words import speaking, texts

with speaking("vi"):
    HEADS = [*texts("plan_sheet.heading").values()]


def with_cells(*cells, heads=HEADS):
    """Headings with some replaced: {"B": …}."""
    found = [*heads]
    for letter, words in cells:
        found[ord(letter) - ord("A")] = words
    return found


LINE = ["1"] * len(HEADS)


@pytest.fixture
def found(tmp_path):
    """Return a function that finds the plan among sheets: their names with their lines."""

    def find(**sheets):
        book = Workbook()
        del book[book.sheetnames[0]]
        for name, lines in sheets.items():
            sheet = book.create_sheet(name.replace("_", " "))
            for line in lines:
                sheet.append(line)
        book.save(tmp_path / "plan.xlsx")
        return find_plan(read_given(tmp_path / "plan.xlsx"))

    return find


def faults_of(call, **sheets):
    with pytest.raises(Faults) as caught:
        call(**sheets)
    return [str(fault).removeprefix("plan.xlsx:") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("sheets", "name"),
    [
        pytest.param({"Ví dụ": [HEADS], "Kế hoạch": [HEADS]}, "Kế hoạch", id="by its name"),
        pytest.param({"Bìa": [HEADS], "PLAN": [HEADS]}, "PLAN", id="in any language and case"),
        pytest.param({"Năm 2026": [HEADS], "Ví dụ": [HEADS]}, "Năm 2026", id="the first"),
        pytest.param({"Example": [HEADS], "Mine": [HEADS]}, "Mine", id="the first but examples"),
        pytest.param({"Bìa": [["Tờ bìa"]], "Số": [HEADS]}, "Số", id="the first with headings"),
    ],
)
def test_the_sheet_is(found, sheets, name):
    sheet, head = found(**sheets)
    assert sheet.sheet == name
    assert {*head.columns} == {*FIELDS}


def test_another_sheet_with_headings_is_told(found):
    _, head = found(A=[HEADS], B=[HEADS], C=[["x"]])
    assert head.told == ("the sheet 'A' is the plan; not read, with headings too: 'B'",)


def test_the_headings_may_stand_below_a_title(found):
    _, head = found(A=[["KẾ HOẠCH NĂM 2026"], [], HEADS, LINE])
    assert (head.line, head.language) == (3, "vi")


@pytest.mark.parametrize(("known", "line"), [(3, 1), (2, 0)])
def test_a_line_of_headings_has_three_that_are_known(found, known, line):
    told = faults_of(found, A=[HEADS[:known]])[0]
    assert ("no line has the headings" in told) is not line
    assert told.startswith("A!D1: columns are lacking" if line else "A!A1: no line has")


FAULTY = {
    "a name's beside it": (
        [with_cells(("B", "Tên chỉ tiêu"))],
        ["Kế hoạch!B1: 'Tên chỉ tiêu' is no column of a plan; did you mean 'Chỉ tiêu'?"],
    ),
    "a numerator": (
        [with_cells(("D", "Tử số"))],
        ["Kế hoạch!D1: 'Tử số' is no column of a plan; did you mean 'Đếm gì'?"],
    ),
    "anything, where one lacks": (
        [with_cells(("G", "Xyz"))],
        ["Kế hoạch!G1: 'Xyz' is no column of a plan; did you mean 'Mức chỉ tiêu'?"],
    ),
    "two that nobody knows": (
        [with_cells(("G", "Xyz"), ("D", "Abc"))],
        ["Kế hoạch!D1: 'Abc' is no column of a plan; mend it, or remove the column (lacking: "
         "'Đếm gì', 'Mức chỉ tiêu')",
         "Kế hoạch!G1: 'Xyz' is no column of a plan; mend it, or remove the column (lacking: "
         "'Đếm gì', 'Mức chỉ tiêu')"],
    ),
    "none above filled cells": (
        [with_cells(("D", None)), LINE],
        ["Kế hoạch!D1: the column has no heading; did you mean 'Đếm gì'?"],
    ),
    "one that may be left out, misspelt": (
        [with_cells(("J", "Tốt hơn khi nào"))],
        ["Kế hoạch!J1: 'Tốt hơn khi nào' is no column of a plan; did you mean 'Tốt hơn khi'?"],
    ),
    "one twice": (
        [[*HEADS, "chỉ  tiêu"]],
        ["Kế hoạch!N1: 'chỉ tiêu' stands twice; keep one column"],
    ),
    "one removed": (
        [[h for h in HEADS if h != "Mục tiêu"]],
        ["Kế hoạch!M1: columns are lacking: 'Mục tiêu'; add them"],
    ),
    "nothing": ([], ["Kế hoạch!A1: no line has the headings of a plan; write them in one line: "
                     "'Số', 'Chỉ tiêu', 'Loại', 'Đếm gì', 'Trên tổng số nào', 'Trên bao nhiêu', "
                     "'Mức chỉ tiêu', 'Cơ quan chủ trì', 'Mục tiêu'"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), FAULTY.values(), ids=FAULTY)
def test_a_heading_that_is_not_known_is_told_and_no_other_sheet_is_read(found, lines, told):
    assert faults_of(found, **{"Kế hoạch": lines, "Ví dụ": [HEADS, LINE], "B": [HEADS]}) == told


def test_of_examples_alone_there_is_no_plan(found):
    (told,) = faults_of(found, **{"Ví dụ": [HEADS, LINE], "Cách điền": [["x"]]})
    assert told.endswith("its worked examples are not read; call the sheet of the plan 'Kế hoạch'")


@pytest.mark.parametrize("field", ["whole", "per", "target", "better", "unit", "why"])
def test_a_column_that_a_plan_may_do_without_may_be_gone(found, field):
    at = FIELDS.index(field)
    _, head = found(A=[[h for n, h in enumerate(HEADS) if n != at]])
    assert {*head.columns} == {*FIELDS} - {field}


def test_a_column_of_ones_own_is_not_read_and_told(found):
    _, head = found(A=[[*HEADS, "Người điền", None], [*LINE, "An", "x"]])
    assert head.told == (
        "column 'Người điền' (N1) is not read", "a column without a heading (O1) is not read",
    )  # fmt: skip
