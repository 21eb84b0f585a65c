"""What other places have reached or want to: read, refused by line, and chosen for a year."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.faults import Faults
from chitieu.plan.references import of_year, read_references

HEAD = "indicator,place_vi,year,value,target,same_definition,source\n"


@pytest.fixture
def with_lines(workbook_copy):
    """Return a function that writes the lines of a copy's references."""

    def write(*lines: str):
        path = workbook_copy / "params" / "references.csv"
        path.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
        return workbook_copy

    return write


def test_a_line_is_read_as_the_year_files_are(with_lines):
    (row,) = read_references(with_lines("11a,tỉnh,2025,,≤ 51,yes,KH")).to_dict("records")
    assert (row["year"], row["target"], row["same_definition"]) == (2025, "<= 51", "yes")
    assert pd.isna(row["value"])


def test_without_the_file_there_are_none(workbook_copy):
    (workbook_copy / "params" / "references.csv").unlink()
    table = read_references(workbook_copy)
    assert table.empty
    assert of_year(table, pd.Index(["11a"]), 2022).empty


@pytest.mark.parametrize(
    ("line", "column", "problem"),
    [
        pytest.param("11z,tỉnh,2025,,<= 51,yes,KH", "indicator", "'11z' is no indicator", id="of"),
        pytest.param("11a,tỉnh,25,,<= 51,yes,KH", "year", "'25' is no year", id="year"),
        pytest.param("11a,tỉnh,2025,,,yes,KH", "value", "says nothing of the place", id="nothing"),
        pytest.param("11a,tỉnh,2025,5x,,yes,KH", "value", "'5x' is no number", id="value"),
        pytest.param("11a,tỉnh,2025,,51,yes,KH", "target", "'51' is no target", id="target"),
        pytest.param("11a,tỉnh,2025,,>= 51,yes,KH", "target", "asks for more", id="sense"),
        pytest.param("11a,tỉnh,2025,,<= 51,maybe,KH", "same_definition", "no answer", id="same"),
        pytest.param("11a,tỉnh,2025,,<= 51,yes,", "source", "the cell is empty", id="source"),
    ],
)
def test_a_fault_is_told_by_its_cell(with_lines, line, column, problem):
    with pytest.raises(Faults) as caught:
        read_references(with_lines("11a,nước,2025,,<= 55,yes,QĐ", line))
    (fault,) = map(str, caught.value.faults)
    assert fault.startswith(f"params/references.csv:3:{column}: ")
    assert problem in fault


@pytest.mark.parametrize(
    ("year", "values", "targets"),
    [
        pytest.param(2017, [], ["< 9"], id="before-all"),
        pytest.param(2018, [5.0], ["< 9"], id="the-very-year-of-a-value"),
        pytest.param(2021, [6.0], ["< 9"], id="the-newest-value"),
        pytest.param(2025, [6.0], ["< 9"], id="the-very-year-of-a-target"),
        pytest.param(2026, [6.0], ["< 8"], id="the-next-target"),
        pytest.param(2031, [6.0], [], id="after-all"),
    ],
)
def test_a_year_sees_the_newest_value_and_the_target_in_force(with_lines, year, values, targets):
    lines = ["3b,nước,2018,5,,no,A", "3b,nước,2020,6,,no,B", "3b,nước,2025,,< 9,no,C"]
    lines += ["3b,nước,2030,,< 8,no,D", "5a,nước,2019,94.3,,yes,E"]
    found = of_year(read_references(with_lines(*lines)), pd.Index(["3b"]), year)
    assert found["value"].dropna().tolist() == values
    assert found["target"].dropna().tolist() == targets
