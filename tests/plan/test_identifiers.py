"""Identifiers: any plan's own writing, in its own order, and the names that are made from them."""

from __future__ import annotations

import csv

import pytest

from chitieu.faults import CallError, Faults
from chitieu.plan.identifiers import as_asked, of_sdmx, page_numbers, safe, sdmx_code
from chitieu.plan.indicators import read_indicators
from chitieu.plan.year_yaml import read_yaml
from chitieu.workbook import Workbook

WRITINGS = ["1.1", "2.3.1", "I.2", "T05", "3a", "CT07", "1.10", "a-1", "XII.10.12-ab", "4."]
NOT_WRITINGS = {
    "a letter with a mark": "Đ1",
    "a space": "1 a",
    "an underline": "1_1",
    "a stroke": "1/1",
    "a point before": ".1",
    "13 signs": "XII.10.12-abc",
    "a digit of another script": "٣",
}


def plan_of(folder, **column):
    """Write an indicators.csv whose rows have the values of a column, and return its path."""
    path = folder / "params/indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, values in column.items():
        for row, value in zip(rows, values, strict=False):
            row[name] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def faults_of(folder) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_indicators(folder)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("column", ["indicator", "target_no", "objective"])
def test_a_plan_names_them_as_it_likes_in_the_order_of_its_file(workbook_copy, column):
    plan_of(workbook_copy, **{column: WRITINGS})
    table = read_indicators(workbook_copy).reset_index()
    assert [*table[column]][: len(WRITINGS)] == WRITINGS


@pytest.mark.sampled(8)
@pytest.mark.parametrize("given", NOT_WRITINGS.values(), ids=NOT_WRITINGS)
@pytest.mark.parametrize("column", ["indicator", "target_no", "objective"])
def test_what_no_name_can_be_made_from_is_told(workbook_copy, column, given):
    plan_of(workbook_copy, **{column: ["A", given]})
    assert (
        f"params/indicators.csv:3:{column}: '{given}' is no identifier"
        in faults_of(workbook_copy)[0]
    )


ALIKE = {
    "capitals": ("3a", "3A"),
    "a point and a hyphen": ("1.1", "1-1"),
    "both": ("I.b", "i-B"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
@pytest.mark.parametrize("column", ["indicator", "target_no", "objective"])
def test_two_that_would_be_taken_for_one_are_told(workbook_copy, column, one, other):
    plan_of(workbook_copy, **{column: ["Z", one, "Y", other]})
    assert faults_of(workbook_copy) == [
        f"params/indicators.csv:5:{column}: '{other}' is too like '{one}' (line 3); let the two "
        "differ by more than capitals, points and hyphens"
    ]


def test_a_target_or_an_objective_is_named_by_each_of_its_indicators(root):
    assert read_indicators(root)["objective"].duplicated().any()  # which is no fault


@pytest.mark.parametrize("identifier", WRITINGS)
def test_codes_of_sdmx_lead_back_to_them(identifier):
    assert of_sdmx(sdmx_code(identifier)) == identifier
    assert "." not in sdmx_code(identifier) + safe(identifier)


CALLED = {"a number": (1, "1"), "a text": ("1", "1"), "roman": ("I", "I"), "none": (None, None)}


@pytest.mark.parametrize(("given", "found"), CALLED.values(), ids=CALLED)
def test_a_call_names_an_objective(given, found):
    assert as_asked(given) == found


@pytest.mark.parametrize("given", [1.1, True, ["1"]], ids=["a float", "a truth", "a list"])
def test_a_call_with_what_is_no_identifier_is_told(given):
    with pytest.raises(CallError, match="is no identifier; write it in quotes"):
        as_asked(given)


def test_results_are_of_an_objective_by_number_or_by_text(root):
    book = Workbook.open(2022, root=root)
    assert book.results(objective=1).equals(book.results(objective="1"))
    assert str(book.scorecard(objective=1).html) == str(book.scorecard(objective="1").html)
    assert str(book.header(objective=1).html) == str(book.header(objective="1").html)


PAGES = {
    "numbers": (["1", "2"], {"1": "1", "2": "2"}),
    "numbers out of order": (["7", "2"], {"7": "7", "2": "2"}),
    "roman": (["I", "II"], {"I": "1", "II": "2"}),
    "with points": (["1.1", "1.2"], {"1.1": "1", "1.2": "2"}),
    "mixed": (["2", "A"], {"2": "1", "A": "2"}),
}


@pytest.mark.parametrize(("objectives", "numbers"), PAGES.values(), ids=PAGES)
def test_each_objective_has_the_notebook_of_its_number_or_place(objectives, numbers):
    assert page_numbers(objectives) == numbers


KEYS = {
    "a float": ("1.10:", "1.10"),
    "a float in quotes": ('"1.10":', "1.10"),
    "a number": ("3:", "3"),
    "with zeros": ("007:", "007"),
    "sixty times": ("1-1:", "1-1"),
    "an exponent": ("1e3:", "1e3"),
    "a truth": ("No:", "No"),
    "a date": ("2022-01-01:", "2022-01-01"),
}


@pytest.mark.parametrize(("written", "key"), KEYS.values(), ids=KEYS)
def test_a_year_file_names_an_indicator_as_it_is_written(tmp_path, written, key):
    path = tmp_path / "2022.yaml"
    path.write_text(f'targets:\n  {written} "< 1"\n', encoding="utf-8")
    content, lines = read_yaml(path, tmp_path)
    assert content == {"targets": {key: "< 1"}}
    assert lines[("targets", key)] == 2
