"""The reported counts: how a year is read, and each thing that can be wrong with a line."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.collect.observations import COLUMNS, read_observations
from chitieu.faults import CallError, Faults

FILE = "data/observations/2022.csv"
LAST_OF_THE_FIRST_COMMUNE = 56  # 55 variables are reported (the communes are counted)


@pytest.fixture
def file(workbook_copy):
    return workbook_copy / FILE


def faults_of(root, year: int = 2022, edition: str = "2008") -> list[str]:
    with pytest.raises(Faults) as caught:
        read_observations(root, year, edition)
    return [str(fault) for fault in caught.value.faults]


def append(file, *lines: str):
    content = file.read_text(encoding="utf-8")
    file.write_text(content + "".join(f"{line}\n" for line in lines), encoding="utf-8")


# ---- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "edition", "communes"),
    [(year, "2008", 7) for year in range(2018, 2025)] + [(2025, "2025", 3)],
)
def test_a_year_is_read_whole(root, year, edition, communes):
    table = read_observations(root, year, edition)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 55 * communes
    assert table["area"].nunique() == communes
    assert table["edition"].eq(edition).all()
    assert table["value"].dtype == pd.Float64Dtype()
    assert table["obs_status"].notna().all()


def test_lines_are_those_of_the_spreadsheet(root):
    table = read_observations(root, 2022, "2008")
    assert table.index[0] == 2
    assert table.loc[LAST_OF_THE_FIRST_COMMUNE + 1, "area"] == "23482"


def test_what_is_declared_missing_is_no_zero(root):
    table = read_observations(root, 2022, "2008")
    missing = table["obs_status"].isin(["M", "O", "L"])
    assert missing.any()
    assert table.loc[missing, "value"].isna().all()
    assert table.loc[~missing, "value"].notna().all()


def test_a_blank_status_is_normal_and_a_blank_edition_the_years(workbook_copy, file, set_cell):
    set_cell(file, 2, "obs_status", "")
    first = read_observations(workbook_copy, 2022, "2008").iloc[0]
    assert (first["obs_status"], first["edition"]) == ("A", "2008")


def test_columns_that_may_be_left_out_may_be_left_out(workbook_copy, file):
    table = pd.read_csv(file, dtype="str").drop(columns=["edition", "agency", "note"])
    table.to_csv(file, index=False)
    assert tuple(read_observations(workbook_copy, 2022, "2008").columns) == COLUMNS


def test_a_line_of_another_edition_keeps_it(workbook_copy, file):
    append(file, "2022,23485,2025,children_u1,9,A,CA,")
    table = read_observations(workbook_copy, 2022, "2008")
    of_both = table[(table["area"] == "23485") & (table["variable"] == "children_u1")]
    assert sorted(of_both["edition"]) == ["2008", "2025"]


def test_parts_of_the_year_stand_beside_it(workbook_copy, file):
    append(file, "2022-S1,23479,,live_births,40,A,TTYT,", "2022-Q1,23479,,live_births,19,P,TTYT,")
    periods = read_observations(workbook_copy, 2022, "2008")["period"].unique()
    assert list(periods) == ["2022", "2022-S1", "2022-Q1"]


def test_a_year_without_figures_is_a_wrong_call_that_names_the_years(root):
    with pytest.raises(CallError, match=r"2017 has no figures.*2018, 2019"):
        read_observations(root, 2017, "2008")


# ---- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "problem", "remedy"),
    [
        pytest.param("period", "2021", "'2021' is no period of 2022", "write 2022", id="year"),
        pytest.param("period", "2022-S3", "'2022-S3' is no period of", "2022-S1", id="half-year"),
        pytest.param("period", "06/2022", "'06/2022' is no period of", "2022-Q1", id="month"),
        pytest.param("period", "", "the cell is empty", "fill it in", id="no-period"),
        pytest.param("area", "23480", "'23480' is no area of edition 2008", "did you", id="area"),
        pytest.param("area", "", "the cell is empty", "fill it in", id="no-area"),
        pytest.param("edition", "children_u1", "'children_u1' is no edition of data/areas.csv",
                     "use one of: 2008, 2025", id="edition"),
        pytest.param("variable", "births", "'births' is no variable", "did you mean 'live_births'",
                     id="variable"),
        pytest.param("variable", "", "the cell is empty", "fill it in", id="no-variable"),
        pytest.param("value", "", "the value is empty and not declared", "O (not", id="no-value"),
        pytest.param("value", "-1", "'-1' is negative", "a count is 0 or more", id="negative"),
        pytest.param("value", "97.5", "'97.5' is no whole count", "never a percentage", id="share"),
        pytest.param("value", "97,5", "'97,5' is no whole count", "never a percentage", id="comma"),
        pytest.param("value", "1,234", "'1,234' may be 1234 or 1.234", "without a comma",
                     id="comma-of-thousands"),
        pytest.param("value", "1,2,3", "'1,2,3' is no number", "write digits", id="many-commas"),
        pytest.param("value", "٣", "'٣' is no number", "write digits", id="other-digits"),
        pytest.param("value", "97%", "'97%' is no number", "write digits", id="percent"),
        pytest.param("value", "1 234", "'1 234' is no number", "write digits", id="thousands"),
        pytest.param("value", "-", "'-' is no number", "write digits", id="yearbooks-dash"),
        pytest.param("value", "...", "'...' is no number", "write digits", id="yearbooks-dots"),
        pytest.param("value", "không", "'không' is no number", "write digits", id="word"),
        pytest.param("value", "1e3", "'1e3' is no number", "write digits", id="scientific"),
        pytest.param("value", "inf", "'inf' is no number", "write digits", id="infinite"),
        pytest.param("obs_status", "X", "'X' is no SDMX status", "use one of", id="status"),
        pytest.param("agency", "TTYTE", "'TTYTE' is no agency", "did you mean", id="agency"),
    ],
)  # fmt: skip
def test_a_fault_names_line_column_and_remedy(
    workbook_copy, file, set_cell, column, value, problem, remedy
):
    set_cell(file, 2, column, value)
    (line,) = faults_of(workbook_copy)
    place, _, rest = line.partition(": ")
    assert place == f"{FILE}:2:{column}"
    assert rest.startswith(problem)
    assert remedy in rest.partition("; ")[2]


@pytest.mark.parametrize("status", ["M", "O", "L"])
def test_a_value_that_is_declared_missing_is_a_fault(workbook_copy, file, set_cell, status):
    set_cell(file, 2, "obs_status", status)
    (line,) = faults_of(workbook_copy)
    assert line.startswith(f"{FILE}:2:value: '98' stands beside the status {status}")
    assert "empty the cell or write A, P or E" in line


@pytest.mark.parametrize("status", ["M", "O", "L"])
def test_an_empty_value_is_right_where_it_is_declared(workbook_copy, file, set_cell, status):
    set_cell(file, 2, "value", "")
    set_cell(file, 2, "obs_status", status)
    first = read_observations(workbook_copy, 2022, "2008").iloc[0]
    assert first["value"] is pd.NA
    assert first["obs_status"] == status


@pytest.mark.parametrize(
    ("written", "number"),
    [("98,0", 98), ("98,00", 98), ("0012", 12), ("１２", 12), ("98\u00a0", 98)],
)
def test_a_count_is_read_however_it_is_written(workbook_copy, file, set_cell, written, number):
    set_cell(file, 2, "value", written)
    assert read_observations(workbook_copy, 2022, "2008").iloc[0]["value"] == number


@pytest.mark.parametrize("written", ["97.5", "97,5"])
def test_an_estimate_may_have_decimals(workbook_copy, file, set_cell, written):
    set_cell(file, 2, "value", written)
    set_cell(file, 2, "obs_status", "E")
    assert read_observations(workbook_copy, 2022, "2008").iloc[0]["value"] == 97.5


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("2022,23479,,children_u1,98,A,CA,", 1, id="the-same-again"),
        pytest.param("2022,23479,,children_u1,97,P,CA,", 1, id="with-another-value"),
        pytest.param("2022,23479,2008,children_u1,97,P,CA,", 1, id="with-the-edition-written-out"),
        pytest.param("2022-S1,23479,,children_u1,97,P,CA,", 0, id="another-period"),
        pytest.param("2022,23479,2025,children_u1,97,P,CA,", 0, id="another-edition"),
    ],
)
def test_a_count_is_reported_once(workbook_copy, file, line, expected):
    append(file, line)
    if not expected:
        read_observations(workbook_copy, 2022, "2008")
        return
    (found,) = faults_of(workbook_copy)
    assert found.startswith(
        f"{FILE}:387: the line repeats line 2: 'children_u1' of '23479', edition "
    )


def test_a_file_pasted_twice_is_one_line(workbook_copy, file):
    header, *lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([header, *lines, *lines]) + "\n", "utf-8")
    with pytest.raises(Faults) as caught:
        read_observations(workbook_copy, 2022, "2008")
    (found,) = str(caught.value).splitlines()
    assert f"and so do {len(lines) - 1} more lines: {len(lines) + 3}-{2 * len(lines) + 1}" in found


def test_two_agencies_that_differ_are_both_named(workbook_copy, file):
    append(file, "2022,23479,,children_u1,97,A,TTYT,")
    (found,) = faults_of(workbook_copy)
    assert found.startswith(
        f"{FILE}:387:agency: 'children_u1' of 23479 in 2022 is 97 by TTYT, but 98 by CA (line 2); "
    )


@pytest.mark.parametrize(
    ("area", "became"),
    [("23482", "23485"), ("23488", "23497"), ("23491", "23479"), ("23494", "23497")],
)
def test_an_old_code_in_a_new_year_is_told_what_it_became(workbook_copy, set_cell, area, became):
    set_cell(workbook_copy / "data/observations/2025.csv", 2, "area", area)
    (line,) = faults_of(workbook_copy, 2025, "2025")
    assert line == (
        f"data/observations/2025.csv:2:area: '{area}' is no area of edition 2025; "
        f"its territory is now in {became}"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("variable,value", "variable,valeu", ["valeu", "value"], id="value"),
        pytest.param("agency,note", "agency,notes", ["notes"], id="note"),
        pytest.param("obs_status", "status", ["obs_status", "status"], id="status"),
        pytest.param("period,area", "period,xã", ["area", "xã"], id="area"),
    ],
)
def test_a_misspelt_column_is_told_and_not_every_line_below_it(
    workbook_copy, file, replace_text, old, new, expected
):
    replace_text(file, old, new)
    found = faults_of(workbook_copy)
    header = [line.split(":")[2] for line in found if line.startswith(f"{FILE}:1:")]
    assert header == expected
    assert len(found) == len(header)


@pytest.mark.parametrize("written", ["2.000", "1.234.567", "98.000", "2,000", "1,234,567"])
@pytest.mark.parametrize("status", ["A", "E"])
def test_a_sign_of_thousands_is_never_read_as_a_decimal(file, set_cell, written, status):
    set_cell(file, 3, "value", written)
    set_cell(file, 3, "obs_status", status)
    (line,) = faults_of(file.parents[2])
    assert line.startswith(f"{FILE}:3:value: '{written}' ")
