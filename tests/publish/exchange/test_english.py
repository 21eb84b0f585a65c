"""The files of results in English: what an English reader opens, and what stays for programs."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest

from chitieu.plan.indicators import read_indicators
from chitieu.plan.years import read_year
from chitieu.publish import exchange
from chitieu.publish.exchange import meanings
from chitieu.publish.exchange.transformations import names
from chitieu.words import speaking
from chitieu.workbook import Workbook

pytestmark = pytest.mark.xdist_group("exchange")


@pytest.fixture(scope="module")
def files(root) -> dict[str, bytes]:
    return exchange.files(Workbook.open(2022, root=root, language="en"))


@pytest.fixture(scope="module")
def sheet(files):
    return openpyxl.load_workbook(io.BytesIO(files["results.xlsx"])).worksheets[0]


def test_the_figures_are_those_of_the_vietnamese_files(files, review):
    for name in ("results.csv", "results.sdmx.csv"):
        assert files[name] == (review.folder / name).read_bytes()


def test_a_sheet_is_headed_in_english(sheet):
    assert sheet.title == "Objective 1"
    assert sheet["A3"].value == "Kon Ray district · 2022 · Made on 15 January 2023"
    assert [cell.value for cell in sheet[5]][3:8] == [
        "Area", "Numerator", "Denominator", "Unit", "Value",
    ]  # fmt: skip
    assert sheet.oddFooter.right.text == "Page &P of &N"
    assert sheet.oddFooter.left.text.endswith(
        "2022 · Objective 1 · Simulated data, not real figures."
    )


@pytest.mark.parametrize(
    ("indicator", "area", "words"),
    [
        pytest.param("2", "614", ("Met", "Clearly better", None), id="met"),
        pytest.param("5a", "614", ("Not met", "Clearly worse", None), id="not met"),
        pytest.param("4a", "614", ("Met", "Not certain", None), id="met, not certain"),
        pytest.param(
            "3a", "614", ("Withheld", None, "Withheld to protect confidentiality"), id="withheld"
        ),
        pytest.param("6", "614", ("Nothing occurred", None, "Nothing occurred"), id="none of none"),
    ],
)
def test_a_verdict_reads_as_on_the_page(sheet, indicator, area, words):
    rows = {}
    for row in sheet.iter_rows(min_row=6):
        rows.setdefault((row[0].value, row[2].value), row)  # everyone stands before the groups
    cells = [cell.value for cell in rows[indicator, area]]
    assert (cells[11], cells[12], cells[14]) == words


def test_the_descriptor_is_titled_in_english_and_describes_in_both(files):
    told = json.loads(files["datapackage.json"])
    assert told["title"] == "Results of the plan's indicators, Kon Ray district, 2022"
    field = told["resources"][0]["schema"]["fields"][8]
    assert (field["title"], field["description"]) == ("Numerator: a count", "Tử số: là số đếm")


def test_units_and_codes_for_programs_are_the_same_in_every_language(root):
    plan, year = read_indicators(root), read_year(root, 2022)
    with speaking("en"):
        units = set(exchange.indicator_table(plan, year)["unit"])
    assert units == {"%", "‰", "/10.000", "count"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("N", "Not transformed: of the period itself"),
        ("G1", "Growth rate over 1 period, on the year before"),
        ("G4", "Growth rate over 4 periods, on the year before"),
        ("C3", "Cumulated sum of 3 periods, the year so far"),
        ("G2_C2", "Growth rate over 2 periods, on the year before; cumulated sum of 2 periods, the "
                  "year so far"),
    ],
)  # fmt: skip
def test_a_transformation_has_a_name(code, name):
    with speaking("en"):
        assert names()[code] == name


@pytest.mark.parametrize(
    ("column", "vietnamese", "english"),
    [
        ("per", "Kết quả tính trên: 100, 1.000, 10.000",
         "What the value is per: 100, 1,000 or 10,000"),
        ("target", "hoặc phần của tổng số (“4 of 7” là 4 trên 7)",
         "or a fraction of the whole (4 of 7)"),
        ("level", "Cấp của địa bàn", "Kind of area"),
    ],
)  # fmt: skip
def test_a_column_says_what_it_is(column, vietnamese, english):
    told = meanings.meaning(column)
    assert list(told) == ["vi", "en"]
    assert told["vi"].endswith(vietnamese)
    assert told["en"].endswith(english)
    with speaking("en"):
        assert list(meanings.meaning(column)) == ["en", "vi"]


def test_no_vietnamese_word_heads_a_sheet_or_explains_a_column(files):
    book = openpyxl.load_workbook(io.BytesIO(files["results.xlsx"]))
    heads = [cell.value for cell in book.worksheets[0][5]]
    notes = book["Notes"]
    start = next(
        row for row in range(6, 90) if notes.cell(row, 2).value == "Numerator, Denominator"
    )
    told = [notes.cell(row, column).value for row in range(start, start + 7) for column in (2, 3)]
    assert [words for words in [*heads, *told] if re.search("[À-ỹ]", words)] == []
    assert told[1] == "Counts; a cell with “-” says that nothing occurred (a true 0)."
