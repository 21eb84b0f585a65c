"""A table that an office hands over: its cells as they were typed."""

import openpyxl
import pytest

from chitieu.begin.given import read_given


@pytest.mark.parametrize(
    ("value", "look", "expected"),
    [
        pytest.param("=0", "General", "= 0", id="= 0, which Excel takes for a formula"),
        pytest.param("= 12,5 %", "General", "= 12,5 %", id="with its unit"),
        pytest.param("= 0", "@", "= 0", id="a text"),
        pytest.param(0.95, "0%", "95 %", id="95 %, which Excel keeps as a share"),
        pytest.param(0.0002, "0.00%", "0.02 %", id="a small share"),
        pytest.param(0.95, "General", "0.95", id="a share"),
        pytest.param(96.0, "General", "96", id="a whole number"),
        pytest.param("≥ 96 %", "General", "≥ 96 %", id="words"),
    ],
)
def test_a_cell_is_what_was_typed(tmp_path, value, look, expected):
    book = openpyxl.Workbook()
    cell = book.active["B2"]
    cell.value, cell.number_format = value, look
    if look == "@":
        cell.data_type = "s"
    book.save(tmp_path / "plan.xlsx")
    assert read_given(tmp_path / "plan.xlsx")[0].rows == {2: {2: expected}}
