"""The parts of a year against the year: what does not add up is named with both its lines."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.collect.quality import check
from chitieu.collect.wholes import wrong_sums

NATURES = pd.Series({"births": "flow", "children": "stock", "pupils": "school_year"})


def found(variable: str, **values) -> list[str]:
    """The faults of one area's counts by part (Y: the year), on lines from 2 on."""
    rows = pd.DataFrame(
        {
            "period": ["2022" if part == "Y" else f"2022-{part}" for part in values],
            "area": "23479",
            "variable": variable,
            "value": pd.array(list(values.values()), dtype="Float64"),
        },
        index=range(2, 2 + len(values)),
    )
    return [str(fault) for fault in wrong_sums(rows, NATURES, "2022.csv")]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"Y": 98, "S1": 48, "S2": 50}, id="halves"),
        pytest.param({"Y": 98, "Q1": 20, "Q2": 28, "Q3": 25, "Q4": 25}, id="quarters"),
        pytest.param({"S1": 48, "Q1": 20, "Q2": 28}, id="a half of two quarters"),
        pytest.param({"Y": 98, "S1": 48, "Q3": 25, "Q4": 25}, id="a half and two quarters"),
        pytest.param({"Y": 98, "S1": 48, "S2": 50, "Q1": 20, "Q2": 28}, id="halves and quarters"),
        pytest.param({"Y": 98, "S1": 48}, id="not all parts are there"),
        pytest.param({"Y": 98, "S1": 98}, id="all of it in the first half"),
        pytest.param({"S1": 48, "S2": 50}, id="no year"),
        pytest.param({"Y": None, "S1": 48, "S2": 50}, id="the year is missing"),
        pytest.param({"Y": 98, "S1": None, "S2": 50}, id="a part is missing"),
    ],
)
def test_what_adds_up_is_no_fault(values):
    assert found("births", **values) == []


@pytest.mark.parametrize(
    ("values", "line", "words"),
    [
        pytest.param(
            {"Y": 98, "S1": 48, "S2": 51}, 2,
            "is 98 in 2022, but 48 in 2022-S1 (line 3), 51 in 2022-S2 (line 4): 99 together",
            id="halves",
        ),
        pytest.param(
            {"S1": 48, "S2": 49, "Y": 98}, 4, "48 in 2022-S1 (line 2), 49 in 2022-S2 (line 3)",
            id="the parts first",
        ),
        pytest.param(
            {"Y": 98, "Q1": 20, "Q2": 28, "Q3": 25, "Q4": 26}, 2, "99 together", id="quarters"
        ),
        pytest.param(
            {"Y": 98, "S1": 48, "S2": 50, "Q1": 20, "Q2": 29}, 3,
            "is 48 in 2022-S1, but 20 in 2022-Q1 (line 5), 29 in 2022-Q2 (line 6)", id="one half",
        ),
        pytest.param({"Y": 98, "S1": 99}, 2, "but 99 in 2022-S1 (line 3)", id="more than the year"),
        pytest.param({"Y": 98, "Q1": 50, "Q4": 49}, 2, "99 together", id="two quarters are more"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_named_with_both_lines(values, line, words):
    first = found("births", **values)[0]
    assert first.startswith(f"2022.csv:{line}:value: births of 23479")
    assert words in first


@pytest.mark.parametrize("variable", ["children", "pupils"])
def test_the_parts_of_a_stock_and_of_a_school_year_do_not_add_up(variable):
    assert found(variable, Y=98, S1=97, S2=98) == []


def test_the_check_of_a_workbook_tells_it(workbook_copy, set_cell, split_year):
    path = split_year(workbook_copy, 2022)
    assert check(workbook_copy, [2022]) == ([], [])
    lines = path.read_text(encoding="utf-8").splitlines()
    row = 1 + next(
        n for n, line in enumerate(lines) if line.startswith("2022-S1,23479,,children_consulted")
    )
    value = int(lines[row - 1].split(",")[4])
    set_cell(path, row, "value", str(value + 1))
    errors, warnings = check(workbook_copy, [2022])
    assert [fault.problem.partition(" is ")[0] for fault in errors] == [
        "children_consulted of 23479"
    ]
    assert f"(line {row})" in errors[0].problem
    assert warnings == []


def test_a_part_of_a_year_lacks_no_school_year(workbook_copy, split_year):
    path = split_year(workbook_copy, 2022, whole=False)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "primary" not in line), encoding="utf-8")
    assert check(workbook_copy, [2022]) == ([], [])
