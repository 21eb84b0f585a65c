"""English forms go out and come back beside the Vietnamese ones, each spoken to in its language."""

from __future__ import annotations

import io
import re
import shutil

import openpyxl
import pytest

from chitieu.collect.forms import form_bytes, write_forms
from chitieu.collect.forms.layout import seal
from chitieu.collect.quality import check
from chitieu.collect.receive import receive
from chitieu.words import speaking

from .sent_back import DONE, FAILED, OBSERVATIONS, counts, rows_of, run, told, with_edition

VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
COPY_OVER = "copy the figures into the form as it was issued and send it again"

pytestmark = pytest.mark.usefixtures("quick_plan")


def put(*cells):
    """What is done to a book: cells written, each as (sheet, cell, value)."""

    def change(book):
        for sheet, cell, value in cells:
            book[sheet][cell].value = value

    return change


@pytest.fixture
def spoil_english(filled_in_english, english, tmp_path):
    """Return a function that changes a filled English form: code, what to do with the book."""

    def change(code, change_book):
        name = english[code].file_name
        book = openpyxl.load_workbook(filled_in_english / name)
        change_book(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return change


# ---- as they go out -----------------------------------------------------------------------------


def test_a_form_is_named_for_its_language_and_says_it(root, tmp_path):
    with speaking("en"):
        (path,) = write_forms(root, 2022, tmp_path, agency="TTYT")
    assert path.name == "kon-ray-2022-TTYT-en.xlsx"
    book = openpyxl.load_workbook(path)
    hidden = {row[0].value: row[1].value for row in book["_chitieu"].iter_rows(max_row=9)}
    assert hidden["language"] == "en"
    properties = {each.name: each.value for each in book.custom_doc_props.props}
    assert (properties["chitieu.language"], book.properties.language) == ("en", "en")


def test_a_communes_form_is_named_as_its_vietnamese_one(forms, english):
    for code, form in forms.items():
        assert english[code].file_name == form.file_name.replace(".xlsx", "-en.xlsx")


def test_a_form_is_drawn_in_its_language_whatever_is_spoken(english):
    form = english["TP"]
    with speaking("en"):
        said = form_bytes(form)
    assert form_bytes(form) == said


@pytest.mark.parametrize("code", ["TTYT", "23494"])
def test_only_the_plans_own_texts_may_be_vietnamese(english, code):
    form = english[code]
    book = openpyxl.load_workbook(io.BytesIO(form_bytes(form)))
    own = {form.title, form.reporter, *form.variables["definition"], *form.variables["unit"]}
    units = "|".join(map(re.escape, set(form.variables["unit"].dropna())))
    for sheet in book.worksheets:
        assert not VIETNAMESE.search(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            seen = str(cell.value or "").replace(form.reporter, "")
            if seen not in own:
                assert not VIETNAMESE.search(re.sub(rf" \(({units})\)$", "", seen)), cell
        for rule in sheet.data_validations.dataValidation:
            assert not VIETNAMESE.search(f"{rule.formula1}{rule.errorTitle}{rule.error}")
            assert (len(rule.errorTitle) <= 32, len(rule.error) <= 255) == (True, True)


def test_what_a_form_says(filled_in_english, english):
    book = openpyxl.load_workbook(filled_in_english / english["TTYT"].file_name)
    assert book.sheetnames[:2] == ["Instructions", "Table 1"]
    assert book.sheetnames[-2:] == ["Notes", "_chitieu"]
    sheet = book["Table 1"]
    assert sheet["A1"].value == "TABLE TTYT-1 · FIGURES FOR 2022"
    assert sheet["A4"].value == "Deadline: 15 January 2023"
    assert [sheet[cell].value for cell in ("A7", "C8", "D8", "E8")] == [
        "Code", "2021", "2022", "Status",
    ]  # fmt: skip
    assert sheet["B9"].value == "Dak Rve township"
    assert sheet["A16"].value == "Total"
    assert sheet.oddFooter.right.text == "Page &P/&N"


def test_a_part_of_a_year_is_told_in_its_headings_and_instructions(root, tmp_path):
    with speaking("en"):
        (path,) = write_forms(root, 2022, tmp_path, period="2022-S1", agency="TP")
    book = openpyxl.load_workbook(path)
    assert book["Table 1"]["D8"].value == "The first 6 months of 2022"
    assert book["Table 1"].row_dimensions[8].height == 48  # three lines
    steps = [str(row[0].value) for row in book["Instructions"].iter_rows(max_col=1)]
    assert any("says “31 December”, read 30 June 2022" in step for step in steps)


# ---- as they come back --------------------------------------------------------------------------


def test_filled_forms_give_exactly_the_figures_that_were_written(root, emptied, filled_in_english):
    assert told(receive(emptied, sorted(filled_in_english.iterdir()))) == []
    assert (emptied / OBSERVATIONS).read_text("utf-8") == with_edition(root / OBSERVATIONS)
    assert check(emptied, [2022]) == ([], [])


def test_forms_of_both_languages_in_one_call(root, emptied, filled, filled_in_english, tmp_path):
    """Every other form in English; and the same figures in the other language change nothing."""
    both = [sorted(folder.iterdir()) for folder in (filled, filled_in_english)]
    mixed = [pair[number % 2] for number, pair in enumerate(zip(*both, strict=True))]
    folder = tmp_path / "mixed"
    folder.mkdir()
    for path in mixed:
        shutil.copy(path, folder)
    receipts = receive(emptied, [folder])
    assert told(receipts) == []
    assert {receipt.form.language for receipt in receipts} == {"vi", "en"}
    assert (emptied / OBSERVATIONS).read_text("utf-8") == with_edition(root / OBSERVATIONS)
    again = receive(emptied, both[0] + both[1])
    assert told(again) == []
    assert sum(counts(each)[0] + counts(each)[1] for each in again) == 0


def test_each_file_is_spoken_to_in_its_language(
    capsys, emptied, filled, filled_in_english, forms, english, spoil, spoil_english
):
    """One sound and one faulty form of each language, in one call."""
    sound = [filled / forms["TP"].file_name, filled_in_english / english["DOAN"].file_name]
    faulty = [
        spoil("LDTBXH", lambda book: put(("Biểu 1", "D9", "mười"))(book)),
        spoil_english("CA", put(("Table 1", "D9", "ten"))),
    ]
    code, out, err = run(capsys, "receive", *sound, *faulty, "--root", emptied)
    assert code == FAILED
    assert out.splitlines() == [
        f"{sound[0]}: Phòng Tư pháp, năm 2022: 7 số mới, 0 thay đổi, 0 không đổi",
        f"{sound[1]}: {english['DOAN'].reporter}, 2022: "
        f"{7 * len(english['DOAN'].variables)} new, 0 changed, 0 unchanged",
    ]
    assert err.splitlines() == [
        f"{faulty[0]}:Biểu 1!D9: “mười” không phải số; ghi số đếm bằng chữ số viết liền; "
        "- nếu không phát sinh, ... nếu không thu thập được",
        f"{faulty[1]}:Table 1!D9: “ten” is not a number; enter a count in plain digits; "
        "- if none occurred, ... if not collected",
    ]


def test_of_two_forms_that_disagree_each_is_told_in_its_language(
    emptied, filled, forms, spoil_english
):
    vietnamese = filled / forms["TP"].file_name
    changed = spoil_english("TP", put(("Table 1", "D9", 400), ("Table 1", "E9", "Provisional")))
    first, second = told(receive(emptied, [vietnamese, changed]))
    assert "hai tệp ghi khác nhau: Thị trấn Đắk Rve, Trẻ em dưới 5 tuổi" in first
    assert f"ở {changed}:Table 1!D9 là 400 (tạm tính)" in first
    assert "two files disagree: Dak Rve township, Children under 5 whose birth" in second
    assert f"is 400 (provisional) here, and 494 (official) in {vietnamese}:Biểu 1!D9" in second
    assert rows_of(emptied) == {}


def test_a_changed_figure_is_told_and_replaced(emptied, filled, forms, spoil_english):
    """What came in a Vietnamese form is changed by an English one."""
    receive(emptied, [filled / forms["TP"].file_name])
    changed = spoil_english("TP", put(("Table 1", "D9", 400), ("Table 1", "E9", "Provisional")))
    (fault,) = told(receive(emptied, [changed]))
    assert "Table 1!D9: differs from the figure received: Dak Rve township" in fault
    assert fault.endswith(
        ": 494 (official) → 400 (provisional); if the new figure is right, run again with --replace"
    )
    (receipt,) = receive(emptied, [changed], replace=True)
    assert counts(receipt) == (0, 1, 6)
    first, figure, replaced = receipt.lines()
    assert first.endswith(", 2022: 0 new, 1 changed, 6 unchanged")
    assert figure.endswith(": 494 (official) → 400 (provisional)")
    assert replaced.startswith("  the earlier version is in data/received/replaced/2022-")
    assert rows_of(emptied)["23479", "children_u5_registered"]["obs_status"] == "P"


def test_the_command_writes_and_takes_in_english_forms(capsys, emptied, english, tmp_path):
    words = ("--agency", "TP", "--language", "en", "-o", tmp_path / "out", "--root", emptied)
    code, out, _ = run(capsys, "forms", 2022, *words)
    assert (code, out) == (DONE, f"{tmp_path / 'out' / 'kon-ray-2022-TP-en.xlsx'}\n")
    code, out, _ = run(capsys, "receive", out.strip(), "--root", emptied)
    assert code == DONE
    assert out.endswith(
        f": {english['TP'].reporter}, 2022: 0 new, 0 changed, 0 unchanged, 7 cells still blank\n"
    )


# ---- what is wrong ------------------------------------------------------------------------------


def unlocked(*cells):
    def change(book):
        for sheet in book.worksheets:
            sheet.protection.sheet = False
        put(*cells)(book)

    return change


def hidden_row(book):
    book["Table 1"].row_dimensions[9].hidden = True


def merged(book):
    book["Table 1"].merge_cells("D9:D10")


def without_a_sheet(book):
    del book["Table 2"]


VALUE, STATE = ("Table 1", "D9"), ("Table 1", "E9")
FAULTS = {
    "a word": (
        "TP", put((*VALUE, "ten")), "Table 1!D9: “ten” is not a number; enter a count in plain "
        "digits; - if none occurred, ... if not collected",
    ),
    "a negative number": (
        "TP", put((*VALUE, -3)), "Table 1!D9: the number -3 is negative; enter a count from 0 up",
    ),
    "a decimal": (
        "TP", put((*VALUE, 12.5)), "Table 1!D9: the number 12.5 is not a whole number (the cell's "
        "format rounds it on screen); enter a count, not a percentage; for an estimate choose "
        "“Estimated”",
    ),
    "a group of thousands": (
        "TP", put((*VALUE, "1,234")), "Table 1!D9: “1,234” may be 1234, or may be a decimal; if it "
        "is 1234, write the digits together; if not, enter the count again",
    ),
    "two lines": (
        "TP", put((*VALUE, "338\n120")), "Table 1!D9: the cell has 2 lines or 2 numbers: “338”, "
        "“120”; enter one number in each cell, on one line",
    ),
    "a date": (
        "TP", put((*VALUE, "3/12")), "Table 1!D9: “3/12” is a date or a fraction; set the cell's "
        "format to General, then enter the count",
    ),
    "no such status": (
        "TP", put((*STATE, "Guessed")), "Table 1!E9: there is no status “Guessed”; choose one of: "
        "Official, Provisional, Estimated, Not received, Not collected, Cannot exist",
    ),
    "a status of the other language": (
        "TP", put((*STATE, "Tạm tính")), "Table 1!E9: there is no status “Tạm tính”; choose one "
        "of: Official, Provisional, Estimated, Not received, Not collected, Cannot exist",
    ),
    "a number that cannot be": (
        "TP", put((*STATE, "Cannot exist")), "Table 1!D9: the cell has the number 494, but the "
        "status is “Cannot exist”; delete the number, or choose another status",
    ),
    "no number in its status": (
        "TP", put((*VALUE, "..."), (*STATE, "Official")), "Table 1!D9: the cell has ..., but the "
        "status is “Official”; leave the status blank, or enter a count",
    ),
    "a status alone": (
        "TP", put((*VALUE, None), (*STATE, "Estimated")), "Table 1!D9: a status is chosen, but the "
        "figure is blank; enter the figure, or clear the status",
    ),
    "last year's figure": (
        "TP", put(("Table 1", "C9", 1)), "Table 1!C9: last year's figure was issued as “485” and "
        "is now “1”; restore the old figure; enter this period's in the yellow cell to its right",
    ),
    "a total": (
        "TP", put(("Table 1", "D16", 5)), "Table 1!D16: the row Total says 5, the areas add up "
        "to 2922; check the figures in this column, then let the Total cell add up by itself "
        "(or clear it)",
    ),
    "a part above its whole": (
        "TTYT", put(("Table 1", "J9", 5000)), "Table 1!J9: “Children under 5 underweight” of "
        "Dak Rve township is 5000, greater than “Children under 5 weighed”, 472; compare with the "
        "original records and correct the wrong figure (see also Table 1!G9)",
    ),
    "a row moved": (
        "TP", put(("Table 1", "A9", "99999")), "Table 1!A9: the sheet is locked, but its rows, "
        f"columns or hidden codes are not where they were issued; {COPY_OVER}",
    ),
    "an unknown commune": (
        "TP", unlocked(("Table 1", "A9", "99999")), "Table 1!A9: the code “99999” is not of any "
        "area in the form; the codes are: 23479, 23482, 23485, 23488, 23491, 23494, 23497",
    ),
    "another commune's name": (
        "TP", put(("Table 1", "B9", "Dak Pne commune")), "Table 1!A9: the code 23479 is “Dak Rve "
        "township”, but the name is “Dak Pne commune”; restore the code or the name",
    ),
    "a hidden code misspelt": (
        "TP", unlocked(("Table 1", "D6", "children_u5_registred:value")), "Table 1!D6: the hidden "
        "code “children_u5_registred:value” is not in this form; restore "
        "'children_u5_registered:value' or 'children_u5_registered:status'",
    ),
    "a hidden row": (
        "TP", hidden_row, "Table 1!D9: row 9 is hidden and has figures; unhide it, check the "
        "figures and send it again",
    ),
    "merged cells": (
        "TP", merged, "Table 1!D9:D10: cells are merged; unmerge them and enter one number in each "
        "cell",
    ),
    "a sheet gone": (
        "TTYT", without_a_sheet, "the sheet “Table 2” is missing (“Children under 5 stunted”, "
        "“Live births”, “Neonatal deaths” and 1 more figure); do not delete any sheet, row or "
        "column of the form; leave a cell blank if there is no figure yet; copy the figures into "
        "the form as it was issued and send it again",
    ),
    "a note on no commune": (
        "TP", put(("Notes", "A8", "Hue"), ("Notes", "B8", "x"), ("Notes", "C8", "y")),
        "Notes!C8: “Hue” is not an area in the form; the areas are: Dak Rve township, Dak Koi "
        "commune, Dak To Lung commune, Dak Ruong commune, Dak Pne commune, Dak To Re commune, Tan "
        "Lap commune",
    ),
    "a hidden fact": (
        "TP", put(("_chitieu", "B8", "CA")), "_chitieu!B8: the code of the unit in the hidden part "
        "was changed from “TP” to “CA”; restore “TP”, or copy the figures into the form as it was "
        "issued and send it again",
    ),
    "a sheet of the other language's form": (
        "TP", put(("Table 1", "A6", "chitieu/1/kon-ray/2022/2022/2008/agency/TP/Biểu 1")),
        f"Table 1!A6: this sheet is of a form in another language; {COPY_OVER}",
    ),
    "a sheet of another agency": (
        "TP", put(("Table 1", "A6", "chitieu/1/kon-ray/2022/2022/2008/agency/CA/en/Table 1"),
                  ("Table 1", "A3", "Reporting unit: District Police")),
        "Table 1!A6: this sheet is of another form: District Police (CA), not {reporter} (TP); "
        f"{COPY_OVER}",
    ),
}  # fmt: skip


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("code", "change", "expected"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told_in_english_by_its_cell(
    untouched, spoil_english, english, code, change, expected
):
    path = spoil_english(code, change)
    first = told(receive(untouched, [path]))[0]
    said = first.removeprefix(f"{path}:").strip()
    assert said == expected.replace("{reporter}", english[code].reporter)


def test_a_communes_own_name_is_understood_in_a_note(emptied, spoil_english, english):
    (name,) = english["TP"].names.values()
    note = [("Notes", "A8", "Xã Đắk Kôi"), ("Notes", "B8", name), ("Notes", "C8", "counted twice")]
    assert told(receive(emptied, [spoil_english("TP", put(*note))])) == []
    assert rows_of(emptied)["23482", "children_u5_registered"]["note"] == "counted twice"


def test_what_is_odd_warns_in_english(emptied, spoil_english, tmp_path):
    def odd(book):
        book["Table 1"]["D9"].comment = openpyxl.comments.Comment("estimate", "An")
        del book["Notes"]

    path = spoil_english("TP", odd).rename(tmp_path / "2021.xlsx")
    (receipt,) = receive(emptied, [path])
    said = [str(fault).removeprefix(f"{path}: ") for fault in receipt.warnings]
    assert said == [
        "the file's name says 2021, but this is the form for 2022; check which year the figures in "
        "the form are of",
        "there are comments on cells, which are not taken in; if they are to be kept, write them "
        "under “Notes” and send the form again",
        "the form has no sheet “Notes” any more; no note is taken in; if there were notes, please "
        "send the form again with all its sheets",
    ]


def test_many_faults_alike_are_told_as_one_in_the_forms_language(capsys, untouched, spoil_english):
    path = spoil_english("TP", put(*(("Table 1", f"D{row}", "x") for row in range(9, 16))))
    _, _, err = run(capsys, "receive", path, "--root", untouched)
    assert ", and so do 6 more cells: D10, D11, D12, D13, D14, D15" in err


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        pytest.param("fr", "biểu ghi ngôn ngữ “fr”, chỉ có vi và en", id="one that is not there"),
        pytest.param(None, "phần ẩn của biểu bị sửa", id="the fact without its value"),
    ],
)
def test_a_form_in_no_language_is_refused(untouched, spoil_english, said, problem):
    def change(book):
        sheet = book["_chitieu"]
        facts = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 10)}
        before = [tuple(c.value for c in r[:3]) for r in sheet.iter_rows(min_row=13, max_row=19)]
        assert sheet["B10"].value == seal(facts, before)
        sheet["B9"].value = said
        if said:
            sheet["B10"].value = seal(facts | {"language": said}, before)
        del book.custom_doc_props["chitieu.language"]

    assert problem in told(receive(untouched, [spoil_english("TP", change)]))[0]
