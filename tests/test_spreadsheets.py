"""What a spreadsheet would compute is found, refused in inputs, and never written."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.cli import main
from chitieu.collect.observations import read_observations
from chitieu.spreadsheets import formula_in, without_formulas

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        pytest.param("=1+1", "=1+1", id="a sum"),
        pytest.param("+84 60 3824", "+84 60 3824", id="a telephone number"),
        pytest.param("-2+3", "-2+3", id="a difference"),
        pytest.param("@SUM(A1)", "@SUM(A1)", id="an old function"),
        pytest.param("  =1", "=1", id="behind spaces"),
        pytest.param("\t=1", "=1", id="behind a tab"),
        pytest.param("\r=1", "=1", id="behind a carriage return"),
        pytest.param("\u200b\ufeff=1", "=1", id="behind what is invisible"),
        pytest.param("\xa0=1", "=1", id="behind a space that does not break"),
        pytest.param("＝1", "＝1", id="full-width equals"),
        pytest.param("＋1", "＋1", id="full-width plus"),
        pytest.param("－a", "－a", id="full-width minus"),
        pytest.param("＠A1", "＠A1", id="full-width at"),
        pytest.param("= 1", "= 1", id="a space behind the sign"),
        pytest.param("- chờ số liệu", "- chờ số liệu", id="a dash before a note"),
        pytest.param("a;=1", "=1", id="behind a semicolon"),
        pytest.param("a, =1", "=1", id="behind a comma and a space"),
        pytest.param("a|=1", "=1", id="behind a bar"),
        pytest.param("a\t=1", "=1", id="behind a tab within"),
        pytest.param("a\n=1", "=1", id="on a second line"),
        pytest.param('a"=1', "=1", id="behind a quote"),
        pytest.param("a'=1", "=1", id="behind an apostrophe"),
        pytest.param("-3.5x", "-3.5x", id="no number"),
        pytest.param("--1", "--1", id="two signs"),
        pytest.param("-3.5", "", id="a negative number"),
        pytest.param("-3,5", "", id="with a comma"),
        pytest.param("-1e-05", "", id="a small number"),
        pytest.param("=", "", id="a sign alone"),
        pytest.param("-", "", id="a dash alone"),
        pytest.param("", "", id="nothing"),
        pytest.param("1-2%; a+b (c = d)", "", id="signs within"),
        pytest.param("– chờ", "", id="a long dash"),
        pytest.param("−3,5%", "", id="the sign for minus"),
        pytest.param("a@b.vn", "", id="an address"),
        pytest.param("H'Drê", "", id="a name"),
    ],
)
def test_what_a_spreadsheet_would_compute_is_found(text, formula):
    assert formula_in(text) == formula
    assert not formula_in(without_formulas(text))
    assert formula or without_formulas(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- chờ; - thiếu", "– chờ; – thiếu"),
        ("=1+1", "1+1"),
        ("==+@A1", "A1"),
        ("＝1", "1"),
        ("－3 trẻ", "–3 trẻ"),
        ("đếm lại\n+3", "đếm lại\n3"),
        ("--1", "–-1"),
    ],
)
def test_a_note_loses_no_word_for_it(text, written):
    assert without_formulas(text) == written


@given(st.text(alphabet=SIGNS + "a1 ,;\"'|\n\t\u200b\xa0-", max_size=12))
def test_no_text_is_written_that_would_be_computed(text):
    written = without_formulas(text)
    assert not formula_in(written)
    assert [c for c in written if c.isalnum()] == [c for c in text if c.isalnum()]


CELLS = {
    "a name": ("params/indicators.csv", "name_vi"),
    "a short name": ("params/indicators.csv", "short_vi"),
    "an English name": ("params/indicators.csv", "name_en"),
    "a definition": ("params/indicators.csv", "definition_vi"),
    "who checked it": ("params/indicators.csv", "checked_by"),
    "a variable": ("params/variables.csv", "name_vi"),
    "a unit": ("params/variables.csv", "unit_vi"),
    "why it is sensitive": ("params/variables.csv", "sensitive_why_vi"),
    "an agency": ("params/agencies.csv", "name_vi"),
    "a task": ("params/actions.csv", "task_vi"),
    "a rule's reason": ("params/checks.csv", "why_vi"),
    "an area": ("data/areas.csv", "name"),
    "a type of area": ("data/areas.csv", "type"),
    "a source": ("data/area_changes.csv", "source"),
}


@pytest.mark.sampled(6)
@pytest.mark.parametrize(("file", "column"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("text", ["=1+1", "Trẻ em;+1"])
def test_no_text_of_the_inputs_may_be_computed(workbook_copy, set_cell, capsys, file, column, text):
    set_cell(workbook_copy / file, 2, column, text)
    assert main(["check", "2022", "--root", str(workbook_copy)]) == 1
    faults = [line for line in capsys.readouterr().err.splitlines() if "would compute" in line]
    (fault,) = faults
    assert fault.startswith(f"{file}:2:{column}: a spreadsheet would compute '")
    assert "; begin it with a letter or a digit" in fault


def test_a_note_may_begin_with_a_dash_and_a_negative_count_is_told_as_that(
    workbook_copy, set_cell, capsys
):
    path = workbook_copy / "data/observations/2022.csv"
    set_cell(path, 2, "note", "- chờ bổ sung")
    assert main(["check", "2022", "--root", str(workbook_copy)]) == 0
    notes = read_observations(workbook_copy, 2022, "2008")["note"]
    assert notes.iloc[0] == "– chờ bổ sung", "one text everywhere: on pages, in every CSV"
    set_cell(path, 2, "value", "-5")
    assert main(["check", "2022", "--root", str(workbook_copy)]) == 1
    assert "would compute" not in capsys.readouterr().err


def test_the_example_has_no_text_that_would_be_computed(root):
    for path in [*root.glob("params/*.csv"), *root.glob("data/*.csv")]:
        with path.open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if formula_in(cell)]
