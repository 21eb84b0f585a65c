"""Filled forms come back: every figure as it was written, or every fault with its cell."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import shutil
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.cli import main
from chitieu.collect.forms import write_forms
from chitieu.collect.observations import COLUMNS, read_observations
from chitieu.collect.quality import check
from chitieu.collect.receive import receive
from chitieu.root import only_one

DONE, FAILED, WRONG_CALL = 0, 1, 2
OBSERVATIONS = "data/observations/2022.csv"


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".state" not in path.parts
    }


def rows_of(root):
    text = (root / OBSERVATIONS).read_text(encoding="utf-8")
    return {(r["area"], r["variable"]): r for r in csv.DictReader(io.StringIO(text))}


def counts(receipt):
    found = receipt.found
    return len(found.new), len(found.changed), len(found.unchanged)


def told(receipts):
    return [str(fault) for receipt in receipts for fault in receipt.faults]


def put(*cells):
    """What is done to a book: cells written, each as (sheet number, cell, value)."""

    def change(book):
        for number, cell, value in cells:
            book[f"Biểu {number}"][cell].value = value

    return change


# ---- figures come in --------------------------------------------------------------------------


def test_filled_forms_give_exactly_the_figures_that_were_written(root, emptied, filled):
    receipts = receive(emptied, sorted(filled.iterdir()))
    assert told(receipts) == []
    assert (emptied / OBSERVATIONS).read_bytes() == (root / OBSERVATIONS).read_bytes()
    assert check(emptied, [2022]) == ([], [])

    before = files_of(emptied)
    again = receive(emptied, sorted(filled.iterdir()))
    assert told(again) == []
    assert sum(counts(r)[0] + counts(r)[1] for r in again) == 0
    assert files_of(emptied) == before


def test_the_other_rows_and_their_order_stay(root, emptied, filled, forms):
    """Another period, another agency, lines in an order of their own."""
    path = emptied / OBSERVATIONS
    kept = [
        "2022,23497,,population,5000,A,CA,ghi trước",
        "2022,23479,,population,7000,P,CA,",
        "2022-S1,23479,,live_births,40,A,TTYT,",
    ]
    path.write_text(",".join(COLUMNS) + "\n" + "\n".join(kept) + "\n", encoding="utf-8")
    assert told(receive(emptied, [filled / forms["TP"].file_name])) == []
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if "children_u5_registered" not in line] == kept
    assert len(lines) == 1 + len(kept) + 7


def test_a_year_without_figures_gets_its_file(emptied, filled, forms):
    (emptied / OBSERVATIONS).unlink()
    assert told(receive(emptied, [filled / forms["TP"].file_name])) == []
    assert len(read_observations(emptied, 2022, "2008")) == 7


def test_the_file_is_kept_with_its_hash(emptied, filled, forms):
    path = filled / forms["TP"].file_name
    (receipt,) = receive(emptied, [path])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert receipt.kept == f"data/received/2022/kon-ray-2022-TP-{digest[:12]}.xlsx"
    assert (emptied / receipt.kept).read_bytes() == path.read_bytes()
    (line,) = csv.DictReader((emptied / "data/received/register.csv").open(encoding="utf-8"))
    assert (line["sha256"], line["new"], line["changed"]) == (digest, "7", "0")


def test_a_changed_figure_needs_to_be_told_and_can_be_brought_back(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["TP"].file_name])
    before = files_of(emptied)
    changed = spoil("TP", put((1, "D9", 400), (1, "E9", "Tạm tính")))
    (receipt,) = receive(emptied, [changed])
    (fault,) = told([receipt])
    assert "Biểu 1!D9: khác số đã nhận: Thị trấn Đắk Rve" in fault
    assert "→ 400 (tạm tính)" in fault
    assert "--replace" in fault
    assert files_of(emptied) == before

    (receipt,) = receive(emptied, [changed], replace=True)
    assert counts(receipt) == (0, 1, 6)
    assert any(line.endswith(": 494 (chính thức) → 400 (tạm tính)") for line in receipt.lines())
    row = rows_of(emptied)["23479", "children_u5_registered"]
    assert (row["value"], row["obs_status"], row["agency"]) == ("400", "P", "TP")
    assert (emptied / receipt.replaced).read_bytes() == before[OBSERVATIONS]

    shutil.copy(emptied / receipt.replaced, emptied / OBSERVATIONS)
    assert (emptied / OBSERVATIONS).read_bytes() == before[OBSERVATIONS]


def test_a_form_that_is_filled_in_by_and_by(emptied, issued, forms, tmp_path):
    """A cell left blank is not reported yet, and takes away nothing that was."""
    path = tmp_path / forms["TP"].file_name
    for cell, value, expected in (("D9", 400, (1, 0, 0)), ("D10", 300, (1, 0, 0))):
        book = openpyxl.load_workbook(issued / path.name)
        book["Biểu 1"][cell].value = value
        book.save(path)
        (receipt,) = receive(emptied, [path])
        assert (counts(receipt), receipt.blank) == (expected, 6)
    assert len(rows_of(emptied)) == 2


def test_a_part_may_come_before_its_whole(emptied, filled, forms, spoil):
    """In one call, a file refused for an older figure is tried again when that has changed."""
    receive(emptied, [filled / forms["CA"].file_name, filled / forms["TP"].file_name])
    part = spoil("TP", put((1, "D9", 600)))
    (receipt,) = receive(emptied, [part], replace=True)
    assert (
        "lớn hơn “Trẻ em dưới 5 tuổi”, 497 (“Trẻ em dưới 5 tuổi”: số đã nhận)" in told([receipt])[0]
    )
    whole = spoil("CA", put((1, "G9", 600)))
    assert told(receive(emptied, [part, whole], replace=True)) == []
    assert rows_of(emptied)["23479", "children_u5_registered"]["value"] == "600"


# ---- signs, states and what else a cell may hold ------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state", "stored"),
    [
        pytest.param(12, None, ("12", "A"), id="a count"),
        pytest.param(12.0, None, ("12", "A"), id="a count as a decimal"),
        pytest.param(0, None, ("0", "A"), id="nought"),
        pytest.param("-", None, ("0", "A"), id="nothing occurred"),
        pytest.param("–", None, ("0", "A"), id="a long hyphen"),
        pytest.param("...", None, ("", "L"), id="not collected"),
        pytest.param("…", None, ("", "L"), id="one sign of three points"),
        pytest.param("...", "Chưa nhận được", ("", "O"), id="not received"),
        pytest.param(None, "Không thu thập", ("", "L"), id="a state alone"),
        pytest.param(None, "Không thể có", ("", "M"), id="cannot be"),
        pytest.param(12, "Tạm tính", ("12", "P"), id="provisional"),
        pytest.param(12, "tạm  tính", ("12", "P"), id="as it is typed"),
        pytest.param(12, "P", ("12", "P"), id="the code"),
        pytest.param(12.5, "Ước tính", ("12.5", "E"), id="an estimate"),
        pytest.param(1.234, "Ước tính", ("1.2340", "E"), id="no point of thousands"),
        pytest.param("12", None, ("12", "A"), id="digits as text"),
        pytest.param("１２", None, ("12", "A"), id="full-width digits"),
        pytest.param("  ", None, None, id="spaces are blank"),
    ],
)
def test_a_cell_is_read(emptied, spoil, value, state, stored):
    path = spoil("TP", put((1, "D9", value), (1, "E9", state)))
    assert told(receive(emptied, [path])) == []
    row = rows_of(emptied).get(("23479", "children_u5_registered"))
    assert (row and (row["value"], row["obs_status"])) == stored
    read_observations(emptied, 2022, "2008")


# ---- order and names ----------------------------------------------------------------------------


def swap_rows(book):
    sheet = book["Biểu 1"]
    for column in range(1, 16):
        one, other = sheet.cell(9, column), sheet.cell(14, column)
        one.value, other.value = other.value, one.value


def swap_columns(book):
    """Two variables change places, as whole columns do when they are cut and inserted."""
    sheet = book["Biểu 1"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for row in range(6, 16):
        for column in (3, 4, 5):
            one, other = sheet.cell(row, column), sheet.cell(row, column + 6)
            one.value, other.value = other.value, one.value


def insert_rows(book):
    """A row above the table, as a careless hand inserts one: merged headings move with it."""
    sheet = book["Biểu 1"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(3)


def names_for_codes(book):
    for sheet in (book["Biểu 1"], book["Biểu 2"]):
        for row in range(9, 16):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = sheet.cell(row, 2).value, None


def codes_gone(book):
    for sheet in (book["Biểu 1"], book["Biểu 2"]):
        for row in range(9, 16):
            sheet.cell(row, 1).value = None


def names_spelt_otherwise(book):
    names = [
        "TT. Dak Rve",
        "ĐĂK KÔI",
        "đăk tơlung",
        "Dak Ruong",
        "Đak Pne",
        "xã Đăk Tờ Re",
        "Tan Lap",
    ]
    for row, name in enumerate(names, start=9):
        book["Biểu 1"].cell(row, 1).value = None
        book["Biểu 1"].cell(row, 2).value = name


def codes_as_numbers(book):
    for row in range(9, 16):
        cell = book["Biểu 2"].cell(row, 1)
        cell.value = int(cell.value)


def column_codes_gone(book):
    sheet = book["Biểu 1"]
    for column in range(3, 15):
        sheet.cell(6, column).value = None


def another_order_of_sheets(book):
    book.move_sheet("Biểu 2", -2)
    book["Biểu 2"].title = "Thiên tai"
    book["Ghi chú"].title = "Thuyết minh"


def signed(book):
    book["Biểu 1"]["K20"].value = "Nguyễn Văn A"


@pytest.mark.parametrize(
    "change",
    [
        swap_rows, swap_columns, insert_rows, names_for_codes, codes_gone, names_spelt_otherwise,
        codes_as_numbers, column_codes_gone, another_order_of_sheets, signed,
    ],
)  # fmt: skip
def test_what_stands_elsewhere_is_read_when_it_is_clear(emptied, filled, forms, spoil, change):
    receive(emptied, [filled / forms["LDTBXH"].file_name])
    before = files_of(emptied)
    (receipt,) = receive(emptied, [spoil("LDTBXH", change)])
    assert told([receipt]) == []
    assert counts(receipt) == (0, 0, 49)
    assert files_of(emptied) == before


def test_a_communes_rows_may_be_in_another_order(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["23479"].file_name])

    def swap(book):
        sheet = book["Biểu 1"]
        for column in range(1, 8):
            one, other = sheet.cell(9, column), sheet.cell(13, column)
            one.value, other.value = other.value, one.value

    (receipt,) = receive(emptied, [spoil("23479", swap)])
    assert (told([receipt]), counts(receipt)) == ([], (0, 0, 9))


# ---- single faults ------------------------------------------------------------------------------


def merge(book):
    book["Biểu 1"].merge_cells("D9:D10")


def as_percent(book):
    book["Biểu 1"]["D9"].value = 1
    book["Biểu 1"]["D9"].number_format = "0%"


def hidden(cell, value):
    def change(book):
        book["_chitieu"][cell].value = value

    return change


def without(title):
    def change(book):
        del book[title]

    return change


def sheet_of(stamp):
    def change(book):
        cell = book["Biểu 1"]["A6"]
        cell.value = cell.value.replace(*stamp)

    return change


def copied_sheet(book):
    book.copy_worksheet(book["Biểu 1"])


def a_note(area, variable, text):
    def change(book):
        for column, content in enumerate((area, variable, text), start=1):
            book["Ghi chú"].cell(30, column).value = content

    return change


def a_state_alone(book):
    put((1, "D9", None), (1, "E9", "Tạm tính"))(book)


FAULTS = {
    "text in a number": (put((1, "D9", "mười")), "Biểu 1!D9", "“mười” không phải số"),
    "a number with its unit": (put((1, "G9", "12 em")), "Biểu 1!G9", "“12 em” không phải số"),
    "a thousands point": (put((1, "G9", "1.234")), "Biểu 1!G9", "“1.234” có thể là 1234"),
    "a percentage as text": (put((1, "G9", "95%")), "Biểu 1!G9", "“95%” không phải số"),
    "a percentage": (as_percent, "Biểu 1!D9", "ô ở dạng phần trăm"),
    "a decimal": (put((1, "G9", 12.5)), "Biểu 1!G9", "12.5 không phải số nguyên"),
    "a date": (put((1, "G9", datetime.datetime(2022, 3, 1))), "Biểu 1!G9", "ngày tháng"),
    "yes or no": (put((1, "D9", True)), "Biểu 1!D9", "không phải số"),
    "a negative count": (put((1, "G9", -3)), "Biểu 1!G9", "-3 là số âm"),
    "a negative count as text": (put((1, "G9", "-3")), "Biểu 1!G9", "-3 là số âm"),
    "a number beyond all measure": (put((1, "G9", 10**12)), "Biểu 1!G9", "quá lớn"),
    "a formula not computed": (put((1, "D9", "=1+1")), "Biểu 1!D9", "công thức chưa được tính"),
    "an error of a formula": (put((1, "D9", "#REF!")), "Biểu 1!D9", "công thức báo lỗi #REF!"),
    "an unknown state": (put((1, "E9", "Gần đúng")), "Biểu 1!E9", "không có tình trạng"),
    "a state without a figure": (a_state_alone, "Biểu 1!D9", "ô số liệu còn trống"),
    "a figure declared missing": (
        put((1, "D9", 1), (1, "E9", "Không thu thập")),
        "Biểu 1!D9", "tình trạng là “Không thu thập”",
    ),
    "a sign and a state that disagree": (
        put((1, "D9", "..."), (1, "E9", "Tạm tính")), "Biểu 1!D9", "tình trạng là “Tạm tính”",
    ),
    "a part above its whole": (
        put((1, "G9", 10), (1, "J9", 11)),
        "Biểu 1!J9", "lớn hơn “Trẻ em có hoàn cảnh đặc biệt”, 10",
    ),
    "a commune that is two": (put((1, "D9", 2)), "Biểu 1!D9", "là 2, chỉ có thể là 0 hoặc 1"),
    "merged cells": (merge, "Biểu 1!D9:D10", "các ô bị gộp"),
    "a figure typed over last year's": (put((1, "F9", 77)), "Biểu 1!F9", "số năm trước đã phát"),
    "last year's figure gone": (put((1, "F9", None)), "Biểu 1!G9", "nay là “trống”"),
    "a figure moved below": (put((1, "G20", 12)), "Biểu 1!G20", "nằm ngoài chỗ ghi"),
    "a figure moved aside": (put((1, "Q9", 12)), "Biểu 1!Q9", "nằm ngoài chỗ ghi"),
    "an unknown commune's code": (put((1, "A9", "23480")), "Biểu 1!A9", "“23480” không phải xã"),
    "an unknown commune's name": (
        put((1, "A9", None), (1, "B9", "Xã Đắk Hà")), "Biểu 1!B9", "“Xã Đắk Hà” không phải xã",
    ),
    "a code and a name that disagree": (
        put((1, "B9", "Xã Tân Lập")), "Biểu 1!A9", "mã 23479 là “Thị trấn Đắk Rve”",
    ),
    "a commune twice": (
        put((1, "A9", "23482"), (1, "B9", "Xã Đắk Kôi")), "Biểu 1!A10", "lặp lại",
    ),
    "a code and a heading that disagree": (
        put((1, "D6", "children_special:value"), (1, "G6", "communes_child_friendly:value")),
        "Biểu 1!D6", "mà tiêu đề là",
    ),
    "an unknown hidden code": (
        put((1, "D6", "children:value")), "Biểu 1!D6", "mã ẩn “children:value”",
    ),
    "a column twice": (
        put((1, "E6", "communes_child_friendly:value")), "Biểu 1!E6", "lặp lại cột D",
    ),
    "another year's sheet": (sheet_of(("/2022/2022", "/2021/2021")), "Biểu 1!A6", "năm 2021"),
    "another agency's sheet": (
        sheet_of(("LDTBXH", "TTYT")), "Biểu 1!A6", "TTYT, không phải LDTBXH",
    ),
    "a sheet's stamp gone": (put((1, "A6", None)), "Biểu 1!A6", "mất mã ẩn của trang"),
    "a sheet twice": (copied_sheet, "Biểu 1 Copy!C9", "đã có ở trang “Biểu 1”"),
    "another year written in": (hidden("B4", "2021"), "_chitieu!B4", "“year” bị sửa từ “2022”"),
    "another agency written in": (hidden("B8", "TTYT"), "_chitieu!B8", "“code” bị sửa"),
    "another version": (hidden("B2", "7"), "_chitieu!B2", "“version” bị sửa"),
    "the hidden figures edited": (hidden("C12", 7), "_chitieu!B9", "phần ẩn của biểu bị sửa"),
    "the hidden sheet gone": (without("_chitieu"), "", "không phải là biểu do sổ tính phát ra"),
    "a note on no figure": (
        a_note("Đắk Rve", "Trẻ em", "tăng"), "Ghi chú!C30", "không phải số liệu nào",
    ),
    "a note on no commune": (
        a_note("Đắk Hà", "Trẻ em có hoàn cảnh đặc biệt", "tăng"),
        "Ghi chú!C30", "không phải xã nào",
    ),
    "a note on nothing": (a_note(None, None, "tăng"), "Ghi chú!C30", "chưa nói về xã nào"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "place", "problem"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told_with_its_cell_and_a_remedy_and_nothing_is_written(
    untouched, spoil, change, place, problem
):
    before = files_of(untouched)
    path = spoil("LDTBXH", change)
    found = told(receive(untouched, [path]))
    start = f"{path}:{place}: " if place else f"{path}: "
    match = [line for line in found if line.startswith(start) and problem in line]
    assert match, found
    assert len(match[0].partition("; ")[2]) > 5
    assert files_of(untouched) == before


def test_all_faults_come_at_once(untouched, spoil):
    path = spoil(
        "LDTBXH", put((1, "D9", "x"), (1, "D10", -1), (1, "G11", "1.000"), (2, "D12", 0.5))
    )
    found = told(receive(untouched, [path]))
    places = [line.removeprefix(f"{path}:").partition(":")[0] for line in found]
    assert places == ["Biểu 1!D9", "Biểu 1!D10", "Biểu 1!G11", "Biểu 2!D12"]


# ---- files that are no filled form --------------------------------------------------------------


def encrypted(data):
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def old_excel(data):
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def of_another_kind(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def a_bomb(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(65 * 2**20))
    return out.getvalue()


def a_broken_part(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:200] if name == "xl/worksheets/sheet2.xml" else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(encrypted, "có mật khẩu", id="encrypted"),
        pytest.param(old_excel, "Excel cũ", id="an old workbook"),
        pytest.param(lambda data: data[: len(data) // 2], "cắt cụt", id="truncated"),
        pytest.param(lambda data: data[:40], "cắt cụt", id="truncated early"),
        pytest.param(a_broken_part, "bị hỏng", id="a damaged part"),
        pytest.param(lambda data: b"", "tệp rỗng", id="empty"),
        pytest.param(lambda data: b"a;b\n1;2\n", "không phải là sổ làm việc", id="a text"),
        pytest.param(lambda data: b"%PDF-1.7", "không phải là sổ làm việc", id="a document"),
        pytest.param(of_another_kind, "không phải là sổ làm việc", id="another office's"),
        pytest.param(a_bomb, "lớn bất thường", id="a bomb"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    untouched, filled, forms, tmp_path, data, problem
):
    before = files_of(untouched)
    path = tmp_path / "gửi về.xlsx"
    path.write_bytes(data((filled / forms["TP"].file_name).read_bytes()))
    (line,) = told(receive(untouched, [path]))
    assert line.startswith(f"{path}: ")
    assert problem in line
    assert files_of(untouched) == before


def test_a_workbook_that_is_no_form(untouched, tmp_path):
    openpyxl.Workbook().save(tmp_path / "khác.xlsx")
    (line,) = told(receive(untouched, [tmp_path / "khác.xlsx"]))
    assert "không phải là biểu" in line


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        pytest.param("slug: kon-ray", "slug: dak-ha", "B3", "kon-ray", id="workbook"),
        pytest.param('edition: "2008"', 'edition: "2025"', "B6", "danh mục", id="edition"),
    ],
)  # fmt: skip
def test_a_form_of_another_workbook_or_edition(
    emptied, filled, forms, replace_text, old, new, place, problem
):
    replace_text(emptied / "params" / "2022.yaml", old, new)
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert f"_chitieu!{place}: " in line
    assert problem in line


def test_a_form_of_a_year_that_the_workbook_has_not(emptied, filled, forms):
    for year in range(2018, 2026):
        (emptied / "params" / f"{year}.yaml").unlink()
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert "không có năm ấy" in line


# ---- the command ----------------------------------------------------------------------------


def run(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_faulty_file_is_refused_and_the_others_are_taken_in(
    capsys, emptied, filled, forms, spoil
):
    bad = spoil("LDTBXH", put((1, "D9", "mười")))
    good = filled / forms["TP"].file_name
    code, out, err = run(capsys, "receive", bad, good, "--root", emptied)
    assert code == FAILED
    assert err.splitlines() == [
        f"{bad}:Biểu 1!D9: “mười” không phải số; ghi số đếm bằng chữ số viết liền; "
        "- nếu không phát sinh, ... nếu không thu thập được"
    ]
    assert out == f"{good}: Phòng Tư pháp, năm 2022: 7 số mới, 0 thay đổi, 0 không đổi\n"
    assert len(rows_of(emptied)) == 7


def test_the_forms_of_a_command_go_out_and_come_back(capsys, emptied, tmp_path):
    out_to = tmp_path / "biểu"
    code, out, _ = run(capsys, "forms", 2023, "--agency", "TP", "-o", out_to, "--root", emptied)
    assert (code, out) == (DONE, f"{out_to / 'kon-ray-2023-TP.xlsx'}\n")
    code, out, _ = run(capsys, "receive", out.strip(), "--root", emptied)
    assert code == DONE
    assert "0 số mới, 0 thay đổi, 0 không đổi, 7 ô còn trống" in out


def test_two_receipts_at_once_are_kept_apart(capsys, emptied, filled, forms):
    path = filled / forms["TP"].file_name
    with only_one(emptied, "receive.lock", "receipt of forms"):
        code, _, err = run(capsys, "receive", path, "--root", emptied)
    assert code == FAILED
    assert "another receipt of forms is going on (process " in err
    assert "wait for it to end" in err
    assert rows_of(emptied) == {}
    assert run(capsys, "receive", path, "--root", emptied)[0] == DONE


def test_a_quarters_form_comes_back(emptied, tmp_path):
    """Its columns are found by their headings alone, Roman numeral and all."""
    (path,) = write_forms(emptied, 2022, tmp_path, period="2022-Q4", agency="TP")
    book = openpyxl.load_workbook(path)
    sheet = book["Biểu 1"]
    assert sheet["D8"].value == "Quý IV năm 2022"
    sheet["D6"].value = None
    sheet["D9"].value = 12
    book.save(path)
    (receipt,) = receive(emptied, [path])
    assert (told([receipt]), counts(receipt)) == ([], (1, 0, 0))
    assert rows_of(emptied)["23479", "children_u5_registered"]["period"] == "2022-Q4"


def test_faulty_observations_are_told_and_left_alone(
    capsys, workbook_copy, set_cell, filled, forms
):
    set_cell(workbook_copy / OBSERVATIONS, 3, "value", "x")
    before = files_of(workbook_copy)
    path = filled / forms["TP"].file_name
    code, _, err = run(capsys, "receive", path, "--root", workbook_copy)
    assert code == FAILED
    assert "data/observations/2022.csv:3:value: 'x' is no number" in err
    assert files_of(workbook_copy) == before


# ---- nothing makes it raise -------------------------------------------------------------------


@given(data=st.binary(max_size=400), tail=st.booleans())
@settings(max_examples=25)
def test_no_bytes_make_it_raise(untouched, filled, forms, tmp_path, data, tail):
    whole = (filled / forms["TP"].file_name).read_bytes()
    path = tmp_path / "bất kỳ.xlsx"
    path.write_bytes(whole[: -len(data) - 1] + data if tail else b"PK\x03\x04" + data)
    assert told(receive(untouched, [path]))


CONTENT = st.one_of(
    st.text(max_size=12), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(), st.datetimes(min_value=datetime.datetime(1950, 1, 1)), st.none(),
    st.sampled_from(["=A1", "-", "...", "chitieu/1", "Cộng", "1.234", "23479"]),
)  # fmt: skip


@given(cells=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 18), CONTENT), max_size=4))
@settings(max_examples=25)
def test_no_content_of_cells_makes_it_raise(workbook_copy, filled, forms, tmp_path, cells):
    book = openpyxl.load_workbook(filled / forms["TP"].file_name)
    for row, column, content in cells:
        cell = book["Biểu 1"].cell(row, column)
        if type(cell).__name__ == "MergedCell":
            continue
        try:
            cell.value = content
        except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            continue
    path = tmp_path / "bất kỳ.xlsx"
    book.save(path)
    (receipt,) = receive(workbook_copy, [path])  # the same figures, or faults: nothing is new
    assert receipt.kept == ""


@given(
    member=st.integers(0, 30), place=st.floats(0, 1), cut=st.integers(0, 60),
    put_in=st.one_of(st.binary(max_size=8), st.sampled_from(
        [b"<", b'"', b'r="XFD1048576"', b't="s"', b"<v>999999</v>", b's="999"', b"<f>A1</f>"])),
)  # fmt: skip
@settings(max_examples=40)
def test_no_part_of_the_archive_makes_it_raise(
    untouched, filled, forms, tmp_path, member, place, cut, put_in
):
    path, out = tmp_path / "bất kỳ.xlsx", io.BytesIO()
    with (
        zipfile.ZipFile(filled / forms["TP"].file_name) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        names = old.namelist()
        for name in names:
            content = old.read(name)
            if name == names[member % len(names)]:
                at = int(place * len(content))
                content = content[:at] + put_in + content[at + cut :]
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    before = (untouched / OBSERVATIONS).read_bytes()
    (receipt,) = receive(untouched, [path])
    (untouched / OBSERVATIONS).write_bytes(before)  # where it hit nothing that is read
    assert receipt.faults or receipt.found.new
    shutil.rmtree(untouched / "data" / "received", ignore_errors=True)


def test_forms_of_an_empty_year_can_be_written(emptied, tmp_path):
    (emptied / OBSERVATIONS).unlink()
    assert len(write_forms(emptied, 2023, tmp_path)) == 15
