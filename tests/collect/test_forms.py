"""The forms that go out, read as Excel will: what they ask, what is locked, what turns red."""

from __future__ import annotations

import datetime
import re

import openpyxl
import pytest

from chitieu.collect.forms import form_bytes, write_forms
from chitieu.collect.forms.asked import asked
from chitieu.collect.forms.drawn import broken
from chitieu.collect.rules import rules_between
from chitieu.faults import CallError, Faults
from chitieu.plan.checks import read_checks
from chitieu.plan.indicators import read_indicators
from chitieu.plan.periods import period_words

A4 = "9"


@pytest.fixture(scope="module")
def opened(issued, forms):
    """Every form as it was sent out, opened once."""
    return {code: openpyxl.load_workbook(issued / f.file_name) for code, f in forms.items()}


def figure_sheets(book):
    return [sheet for sheet in book.worksheets if sheet.title.startswith("Biểu")]


def codes(sheet, role):
    """The columns of a sheet that hold `role`."""
    cells = {c: str(sheet.cell(6, c).value) for c in range(2, sheet.max_column + 1)}
    return [c for c, code in cells.items() if code.rpartition(":")[2] == role]


# ---- who is asked what ------------------------------------------------------------------------


def test_there_is_a_form_an_agency_that_reports_and_a_form_a_commune(root, forms, issued):
    names = {path.name for path in issued.iterdir()}
    assert names == {form.file_name for form in forms.values()}
    agencies = {code for code, form in forms.items() if form.kind == "agency"}
    assert agencies == {"CA", "DOAN", "DT", "GDDT", "LDTBXH", "TP", "TTVH", "TTYT"}
    assert len(names) - len(agencies) == 7
    assert "kon-ray-2022-23494-dak-to-re.xlsx" in names


def test_every_figure_is_asked_of_the_agency_that_reports_it(root, forms):
    by_agency = {v: f.code for f in forms.values() if f.kind == "agency" for v in f.variables.index}
    assert "communes" not in by_agency  # it is counted, nobody reports it
    assert len(by_agency) == 55
    assert by_agency["live_births"] == "TTYT"
    assert set(forms["23479"].variables.index) <= set(by_agency)
    assert not set(forms["23479"].variables.index) & {"hiv_infected_infants", "abused_children"}


def test_a_workbook_that_marks_nothing_asks_its_communes_for_all(workbook_copy):
    path = workbook_copy / "params" / "variables.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")
    assert len(asked(workbook_copy, 2022)[-1].variables) == 55


def test_a_part_of_a_year_asks_for_no_school_year_and_has_its_own_deadline(root):
    forms = {form.code: form for form in asked(root, 2023, "2023-S1")}
    assert "primary_pupils" not in forms["GDDT"].variables.index
    assert "schools" in forms["GDDT"].variables.index
    assert forms["GDDT"].deadline == datetime.date(2023, 7, 15)
    assert {form.code: form for form in asked(root, 2023)}["CA"].deadline == datetime.date(
        2024, 1, 15
    )


def test_last_years_figure_is_on_this_years_areas(root):
    """The communes of 2025 are sums of those of 2024; what is no sum is left open."""
    form = {form.code: form for form in asked(root, 2025)}["CAT"]
    of_2024 = {form.code: form for form in asked(root, 2024)}["CA"]
    assert form.areas == {"23479": "Xã Đăk Rve", "23485": "Xã Đăk Kôi", "23497": "Xã Kon Braih"}
    assert set(of_2024.areas) > set(form.areas)
    assert ("23479", "children_u1") in form.previous
    friendly = {form.code: form for form in asked(root, 2025)}["SYT"].previous
    assert ("23479", "communes_child_friendly") not in friendly


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param({"agency": "CAA"}, "did you mean 'CA'", id="an agency misspelt"),
        pytest.param({"agency": "TAND"}, "reports nothing", id="an agency that reports nothing"),
        pytest.param({"period": "2021-S1"}, "no period of 2022", id="another year's period"),
        pytest.param({"year": 1990}, "no year file", id="a year without a file"),
    ],
)
def test_a_wrong_call_is_refused(root, tmp_path, call, message):
    with pytest.raises(CallError, match=message):
        write_forms(root, **{"year": 2022, "folder": tmp_path} | call)
    assert list(tmp_path.iterdir()) == []


def test_one_agencys_form_can_be_had_alone(root, tmp_path):
    (path,) = write_forms(root, 2022, tmp_path, agency="TP")
    assert path.name == "kon-ray-2022-TP.xlsx"


# ---- the file ---------------------------------------------------------------------------------


def test_the_same_inputs_give_the_same_bytes(root, forms, issued):
    form = forms["LDTBXH"]
    assert form_bytes(form) == (issued / form.file_name).read_bytes()


def test_a_form_that_may_have_been_filled_in_is_not_overwritten(root, tmp_path):
    (path,) = write_forms(root, 2022, tmp_path, agency="TP")
    write_forms(root, 2022, tmp_path, agency="TP")  # the same again is no harm
    path.write_bytes(b"filled in")
    with pytest.raises(Faults, match="may have been filled in"):
        write_forms(root, 2022, tmp_path, agency="TP")
    assert path.read_bytes() == b"filled in"


def test_the_file_says_which_form_it_is(opened):
    book = opened["TTYT"]
    sheet = book["_chitieu"]
    assert sheet.sheet_state == "veryHidden"
    said = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=1, max_row=8)}
    assert said == {
        "form": "chitieu", "version": "1", "workbook": "kon-ray", "year": "2022",
        "period": "2022", "edition": "2008", "kind": "agency", "code": "TTYT",
    }  # fmt: skip
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties == {f"chitieu.{key}": value for key, value in said.items()}
    assert "Trung tâm Y tế" in book.properties.title


@pytest.mark.parametrize("code", ["CA", "GDDT", "23479"])
class TestEverySheet:
    def test_prints_on_a4_as_wide_as_the_page_with_its_headings_again(self, opened, code):
        for sheet in opened[code].worksheets:
            if sheet.sheet_state == "visible":
                assert str(sheet.page_setup.paperSize) == A4
                assert sheet.sheet_properties.pageSetUpPr.fitToPage
                assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        for sheet in figure_sheets(opened[code]):
            assert sheet.print_title_rows == "$7:$8"

    def test_is_open_where_it_is_filled_in_and_nowhere_else(self, opened, code):
        for sheet in figure_sheets(opened[code]):
            assert sheet.protection.sheet
            roles = ("value", "status", "note")
            inputs = {column for role in roles for column in codes(sheet, role)}
            is_open = {
                cell.column
                for row in sheet.iter_rows()
                for cell in row
                if not cell.protection.locked
            }
            assert is_open == inputs
            assert sheet.row_dimensions[6].hidden

    def test_takes_counts_and_signs_and_one_of_the_states(self, opened, code):
        for sheet in figure_sheets(opened[code]):
            validations = sheet.data_validations.dataValidation
            kinds = sorted(v.type for v in validations)
            count = len(codes(sheet, "value"))
            assert kinds == ["custom"] * count + ["list"] * count
            for validation in validations:
                assert validation.showErrorMessage
                assert validation.error
                assert len(validation.formula1) <= 255

    def test_has_the_definitions_the_signs_and_the_deadline(self, opened, forms, code):
        cells = [c.value for row in opened[code]["Hướng dẫn"].iter_rows() for c in row if c.value]
        text = "\n".join(cells)
        assert "Thời hạn gửi: ngày 15 tháng 01 năm 2023" in text
        assert {"-", "..."} <= set(cells)
        for definition in forms[code].variables["definition_vi"]:
            assert definition in cells


def test_last_years_figure_stands_beside_the_cell(root, opened):
    sheet = opened["CA"]["Biểu 1"]
    assert (sheet["C6"].value, sheet["D6"].value) == ("children_u1:previous", "children_u1:value")
    assert sheet["C9"].value == 96  # data/observations/2021.csv
    assert sheet["C9"].protection.locked
    assert (sheet["C8"].value, sheet["D8"].value) == ("Năm 2021", "Năm 2022")
    assert sheet["D16"].value == "=SUM(D9:D15)"


def test_a_sensitive_form_says_so_and_example_figures_say_so(opened):
    def text(code):
        return " ".join(
            str(c.value) for row in opened[code]["Hướng dẫn"].iter_rows() for c in row if c.value
        )

    assert "số liệu nhạy cảm" in text("TTYT")
    assert "số liệu nhạy cảm" not in text("DOAN")
    assert "số liệu mô phỏng" in text("DOAN")


def test_a_text_of_the_plan_never_becomes_a_formula(workbook_copy, replace_text, tmp_path):
    path = workbook_copy / "params" / "variables.csv"
    replace_text(path, "Trẻ em dưới 5 tuổi đã đăng ký khai sinh", "=1+1")
    with pytest.raises(Faults, match="name_vi: a spreadsheet would compute '=1\\+1'"):
        write_forms(workbook_copy, 2022, tmp_path / "ra", agency="TP")
    assert not list(tmp_path.glob("ra/*"))


# ---- rules ------------------------------------------------------------------------------------


def test_every_rule_among_its_variables_is_in_the_form(root, forms, opened):
    indicators, checks = read_indicators(root), read_checks(root)
    for code, form in forms.items():
        rules = rules_between(form.variables.index, indicators, checks)
        assert form.rules == rules
        red = {
            formula
            for sheet in figure_sheets(opened[code])
            for formats in sheet.conditional_formatting
            for rule in formats.rules
            for formula in rule.formula
        }
        for rule in rules:
            places = {formula for formula in red if formula.startswith(broken(rule, "")[:30])}
            assert places, rule.why


def test_the_formulas_of_a_sheet_name_ranges_that_are_there(opened):
    for book in opened.values():
        named = set(book.defined_names)
        for sheet in figure_sheets(book):
            (check,) = codes(sheet, "check")
            for row in range(9, sheet.max_row + 1):
                formula = str(sheet.cell(row, check).value or "")
                assert set(re.findall(r"v_\w+", formula)) <= named
                assert len(formula) <= 8192


@pytest.mark.parametrize(
    ("period", "words"),
    [
        pytest.param("2022", "năm 2022", id="a year"),
        pytest.param("2022-S1", "6 tháng đầu năm 2022", id="a half"),
        pytest.param("2022-Q4", "quý IV năm 2022", id="a quarter"),
    ],
)
def test_periods_in_words(period, words):
    assert period_words(period) == words
