"""The plan sheet that is handed out: what it offers is what is read back."""

import openpyxl
import pytest

from chitieu.begin.blank_sheet import _WORKED, blank_sheet
from chitieu.begin.plan_sheet import read_plan
from chitieu.plan.targets import KINDS


@pytest.fixture(params=["vi", "en"])
def sheet(request, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank_sheet("Kon Rẫy", 2026, request.param))
    return path


def test_it_has_a_worked_line_for_each_kind_which_are_a_plan(sheet):
    book = openpyxl.load_workbook(sheet)
    name = book.sheetnames[0]
    del book[name]
    book.worksheets[0].title = name
    book.save(sheet)
    plan = read_plan(sheet)
    assert plan.indicators["kind"].tolist() == [*_WORKED]
    assert plan.indicators["better"].tolist() == [
        "higher", "higher", "lower", "lower", "lower", "lower", "lower",
    ]  # fmt: skip
    assert [*plan.objectives] == ["1", "2"]
    assert len(plan.variables) == 10


def test_empty_it_is_no_plan_and_says_where_one_begins(sheet):
    with pytest.raises(Exception, match="there is no line below the headings") as raised:
        read_plan(sheet)
    (fault,) = raised.value.faults
    assert fault.column.endswith("!A2")


def test_its_lists_offer_what_is_understood(sheet):
    book = openpyxl.load_workbook(sheet)
    rules = book.worksheets[0].data_validations.dataValidation
    offered = []
    for rule in rules:
        name, cells = rule.formula1.split("!")
        column = book[name][cells.replace("$", "")]
        offered.append([str(row[0].value) for row in column] if isinstance(column, tuple)
                       else [str(column.value)])  # fmt: skip
    assert [len(choices) for choices in offered] == [len(KINDS), 1, 7, 2]
