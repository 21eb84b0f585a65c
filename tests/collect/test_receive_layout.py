"""Where figures stand in a form that came back, and what is told where that is not clear."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import zipfile

import openpyxl
import pytest

from chitieu.collect.receive import receive

from .sent_back import (
    OBSERVATIONS,
    counts,
    files_of,
    put,
    told,
)

pytestmark = pytest.mark.usefixtures("quick_plan")

# ---- order and names ----------------------------------------------------------------------------


def unlocked(change):
    """The same change, after the protection of the sheets was taken off."""

    def change_unlocked(book):
        for sheet in book.worksheets:
            sheet.protection.sheet = False
        change(book)

    return change_unlocked


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


def insert_columns(book):
    """A column between a variable's, and one before the names."""
    sheet = book["Biểu 1"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_cols(5)
    sheet.insert_cols(2)
    for column in range(3, 20):  # the sums, which openpyxl leaves as they were
        sheet.cell(16, column).value = None


def a_column_of_their_own(book):
    """An empty column, headed by whoever fills the form in."""
    insert_columns(book)
    book["Biểu 1"]["B7"].value = "Ghi chú"


def sorted_rows(book):
    """Whole rows in the order of the names."""
    sheet = book["Biểu 1"]
    rows = [[sheet.cell(row, column).value for column in range(1, 16)] for row in range(9, 16)]
    for row, cells in enumerate(sorted(rows, key=lambda cells: cells[1]), start=9):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value


def hidden_rows(book):
    """Rows out of sight in which nothing is reported."""
    for row in (3, 5, 17):
        book["Biểu 1"].row_dimensions[row].hidden = True


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


MOVED = [
    swap_rows, swap_columns, insert_rows, insert_columns, a_column_of_their_own, sorted_rows,
]  # fmt: skip
IN_PLACE = [hidden_rows, names_spelt_otherwise, codes_as_numbers, another_order_of_sheets, signed]
WITHOUT_CODES = [names_for_codes, codes_gone, column_codes_gone]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("change", [*map(unlocked, MOVED), *map(unlocked, IN_PLACE), *IN_PLACE])
def test_what_stands_elsewhere_with_its_code_is_read(emptied, filled, forms, spoil, change):
    receive(emptied, [filled / forms["LDTBXH"].file_name])
    before = files_of(emptied)
    (receipt,) = receive(emptied, [spoil("LDTBXH", change)])
    assert told([receipt]) == []
    assert counts(receipt) == (0, 0, 49)
    assert files_of(emptied) == before


def swap_communes_rows(book):
    sheet = book["Biểu 1"]
    for column in range(1, 8):
        one, other = sheet.cell(9, column), sheet.cell(13, column)
        one.value, other.value = other.value, one.value


def test_a_communes_rows_may_be_in_another_order(emptied, filled, forms, spoil):
    receive(emptied, [filled / forms["23479"].file_name])
    (receipt,) = receive(emptied, [spoil("23479", unlocked(swap_communes_rows))])
    assert (told([receipt]), counts(receipt)) == ([], (0, 0, 9))


@pytest.mark.parametrize(
    ("change", "places", "problem"),
    [
        pytest.param(names_for_codes, "A9 A15", "không phải đơn vị nào", id="names for codes"),
        pytest.param(codes_gone, "A9 A15", "dòng này mất mã", id="codes gone"),
        pytest.param(column_codes_gone, "C6 D6 E6 H6", "mất mã ẩn", id="codes of columns gone"),
    ],
)
def test_what_lost_its_code_is_not_guessed_at(untouched, spoil, change, places, problem):
    """Not even where its name or its heading is still there."""
    before = files_of(untouched)
    found = told(receive(untouched, [spoil("LDTBXH", unlocked(change))]))
    for place in places.split():
        assert any(f":Biểu 1!{place}: " in line and problem in line for line in found), found
    assert not any("nằm ngoài" in line for line in found)
    assert files_of(untouched) == before


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("code", "change", "places"),
    [
        pytest.param("LDTBXH", swap_rows, ["Biểu 1!A9"], id="rows exchanged"),
        pytest.param("LDTBXH", swap_columns, ["Biểu 1!C6"], id="columns exchanged"),
        pytest.param("LDTBXH", insert_rows, ["Biểu 1!A6"], id="a row inserted"),
        pytest.param("LDTBXH", insert_columns, ["Biểu 1!B6"], id="columns inserted"),
        pytest.param("LDTBXH", sorted_rows, ["Biểu 1!A10"], id="rows sorted"),
        pytest.param(
            "LDTBXH", names_for_codes, ["Biểu 1!A9", "Biểu 2!A9"], id="names for codes",
        ),
        pytest.param("LDTBXH", column_codes_gone, ["Biểu 1!C6"], id="codes of columns gone"),
        pytest.param("23479", swap_communes_rows, ["Biểu 1!A9"], id="a commune's rows"),
    ],
)  # fmt: skip
def test_what_was_moved_on_a_locked_sheet_is_told_in_one_sentence(
    untouched, spoil, code, change, places
):
    before = files_of(untouched)
    path = spoil(code, change)
    problem = "trang đã khóa mà dòng, cột hay mã ẩn không còn nguyên ở chỗ đã phát"
    remedy = "chép số liệu sang biểu đã phát rồi gửi lại"
    assert told(receive(untouched, [path])) == [
        f"{path}:{place}: {problem}; {remedy}" for place in places
    ]
    assert files_of(untouched) == before


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
    "a decimal": (put((1, "G9", 12.5)), "Biểu 1!G9", "12,5 không phải số nguyên"),
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
    "an unknown commune's code": (
        unlocked(put((1, "A9", "23480"))), "Biểu 1!A9", "“23480” không phải đơn vị",
    ),
    "an unknown commune's name": (
        put((1, "B9", "Xã Đắk Hà")), "Biểu 1!A9", "“Xã Đắk Hà” không phải đơn vị",
    ),
    "a commune's code gone": (
        unlocked(put((1, "A9", None))), "Biểu 1!A9", "dòng này mất mã",
    ),
    "a code and a name that disagree": (
        put((1, "B9", "Xã Tân Lập")), "Biểu 1!A9", "mã 23479 là “Thị trấn Đắk Rve”",
    ),
    "a commune twice": (
        unlocked(put((1, "A9", "23482"), (1, "B9", "Xã Đắk Kôi"))), "Biểu 1!A10", "lặp lại",
    ),
    "a code and a heading that disagree": (
        unlocked(
            put((1, "D6", "children_special:value"), (1, "G6", "communes_child_friendly:value"))
        ),
        "Biểu 1!D6", "mà tiêu đề là",
    ),
    "an unknown hidden code": (
        unlocked(put((1, "D6", "children:value"))), "Biểu 1!D6", "mã ẩn “children:value”",
    ),
    "a column twice": (
        unlocked(put((1, "E6", "communes_child_friendly:value"))), "Biểu 1!E6", "lặp lại cột D",
    ),
    "another year's sheet": (sheet_of(("/2022/2022", "/2021/2021")), "Biểu 1!A6", "năm 2021,"),
    "another agency's sheet": (
        sheet_of(("LDTBXH", "TTYT")), "Biểu 1!A6", "(TTYT), không phải Phòng Lao động",
    ),
    "a sheet's stamp gone": (put((1, "A6", None)), "Biểu 1!A6", "mất mã ẩn của trang"),
    "a sheet twice": (copied_sheet, "Biểu 1 Copy!A6", "đã có ở trang “Biểu 1”"),
    "another year written in": (hidden("B4", "2021"), "_chitieu!B4", "năm ở phần ẩn bị sửa"),
    "another agency written in": (hidden("B8", "TTYT"), "_chitieu!B8", "mã đơn vị ở phần ẩn"),
    "another version": (hidden("B2", "7"), "_chitieu!B2", "phiên bản ở phần ẩn bị sửa"),
    "the hidden figures edited": (hidden("C12", 7), "_chitieu!B9", "phần ẩn của biểu bị sửa"),
    "the hidden sheet gone": (without("_chitieu"), "", "không phải là biểu do sổ tính phát ra"),
    "a note on no figure": (
        a_note("Đắk Rve", "Trẻ em", "tăng"), "Ghi chú!B30", "không phải số liệu nào",
    ),
    "a note on no commune": (
        a_note("Đắk Hà", "Trẻ em có hoàn cảnh đặc biệt", "tăng"),
        "Ghi chú!A30", "không phải đơn vị nào",
    ),
    "a note on neither": (a_note("Đắk Hà", "Trẻ em", "tăng"), "Ghi chú!A30", "không phải đơn vị"),
    "a note on neither, its figure": (
        a_note("Đắk Hà", "Trẻ em", "tăng"), "Ghi chú!B30", "không phải số liệu nào",
    ),
    "a note on nothing": (a_note(None, None, "tăng"), "Ghi chú!A30", "chưa nói về đơn vị nào"),
    "a note on a commune alone": (
        a_note("Đắk Rve", None, "tăng"), "Ghi chú!B30", "chưa nói về đơn vị nào",
    ),
}  # fmt: skip


@pytest.mark.sampled(15)
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


# ---- the row of totals --------------------------------------------------------------------------


def computed(path, cells):
    """Write what formulas came to into a saved form, as Excel does: by cell, the figure."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith("sheet2.xml") else old.read(name)
            for cell, value in cells.items() if name.endswith("sheet2.xml") else ():
                pattern = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v>?(</v>| ?/>)'
                content, found = re.subn(pattern, rf"\g<1><v>{value}</v>", content)
                assert found == 1
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


def pasted(rows=0, columns=0):
    """The figures of the first variable, as values, so many rows and columns off."""

    def change(book):
        sheet = book["Biểu 1"]
        values = [sheet.cell(row, 4).value for row in range(9, 16)]
        for row in range(9, 16):
            sheet.cell(row, 4).value = None
        for row, value in enumerate(values, start=9 + rows):
            sheet.cell(row, 4 + columns).value = value

    return change


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        pytest.param(put((1, "D16", 99)), "D16", "ghi 99, các đơn vị cộng lại là", id="99"),
        pytest.param(put((1, "D16", "99")), "D16", "dòng Cộng ghi 99", id="as text"),
        pytest.param(put((1, "D16", "=99")), "D16", "“=99” ở dòng Cộng", id="a formula"),
        pytest.param(
            put((1, "D16", "=SUM(D9:D14)")), "D16", "không cộng đủ", id="a sum of fewer",
        ),
        pytest.param(
            put((1, "D16", "=SUM(C9:C15)")), "D16", "không cộng đủ", id="a sum of last year's",
        ),
        pytest.param(put((1, "D16", "tổng")), "D16", "“tổng” không phải số", id="a word"),
        pytest.param(put((1, "C16", 12)), "C16", "dòng Cộng ghi 12", id="last year's"),
        pytest.param(put((1, "E16", 12)), "E16", "“12” nằm ngoài chỗ", id="beside a total"),
        pytest.param(put((1, "D10", None)), "", "", id="a blank is added as none"),
        pytest.param(pasted(rows=1), "D16", "dòng Cộng ghi", id="pasted one row lower"),
        pytest.param(pasted(rows=-1), "D8", "đầu cột ghi", id="pasted one row higher"),
        pytest.param(pasted(columns=1), "E9", "không có tình trạng", id="pasted one column right"),
        pytest.param(pasted(columns=-1), "C9", "số năm trước đã phát", id="one column left"),
        pytest.param(pasted(columns=2), "F9", "nằm ngoài", id="pasted over the check"),
        pytest.param(pasted(columns=3), "G9", "nằm ngoài", id="pasted beside the table"),
    ],
)  # fmt: skip
def test_a_total_is_what_the_communes_add_up_to(untouched, spoil, change, place, problem):
    path = spoil("DT", change)
    before = files_of(untouched)
    found = told(receive(untouched, [path]))
    if problem:
        assert any(f":Biểu 1!{place}: " in line and problem in line for line in found), found
        assert files_of(untouched) == before
    else:
        assert found == []
        (untouched / OBSERVATIONS).write_bytes(before[OBSERVATIONS])
        shutil.rmtree(untouched / "data" / "received")


def test_a_total_that_excel_has_computed(emptied, filled, forms, tmp_path):
    path = tmp_path / "biểu.xlsx"
    shutil.copy(filled / forms["DT"].file_name, path)
    book = openpyxl.load_workbook(path)
    total = sum(book["Biểu 1"].cell(row, 4).value for row in range(9, 16))
    computed(path, {"D16": total})
    assert told(receive(emptied, [path])) == []
    shutil.copy(filled / forms["DT"].file_name, path)
    (line,) = told(receive(emptied, [computed(path, {"D16": total + 1})]))
    assert f"Biểu 1!D16: dòng Cộng ghi {total + 1}, các đơn vị cộng lại là {total}; " in line


@pytest.mark.parametrize(
    ("total", "problem"),
    [
        pytest.param(30.3, "", id="as decimals add up"),
        pytest.param(30.3001, "ghi 30,3001, các đơn vị cộng lại là 30,3;", id="a little more"),
        pytest.param(30, "dòng Cộng ghi 30, các đơn vị cộng lại là 30,3;", id="rounded"),
    ],
)
def test_estimates_add_up_as_decimals(emptied, issued, forms, tmp_path, total, problem):
    path = tmp_path / forms["DT"].file_name
    book = openpyxl.load_workbook(issued / path.name)
    for row, value in ((9, 10.1), (10, 20.2)):
        book["Biểu 1"].cell(row, 4).value = value
        book["Biểu 1"].cell(row, 5).value = "Ước tính"
    book["Biểu 1"]["D16"].value = total
    book.save(path)
    found = told(receive(emptied, [path]))
    assert [problem in line for line in found] == ([True] if problem else [])


def test_a_figure_in_the_row_that_ends_a_communes_form(untouched, spoil):
    """Figures pasted one row lower leave the last one where nothing is read."""
    (line,) = told(receive(untouched, [spoil("23479", put((1, "E18", 5)))]))
    assert "Biểu 1!E18: “5” nằm ngoài chỗ ghi số liệu" in line


# ---- what is gone -------------------------------------------------------------------------------


def deleted_row(row):
    def change(book):
        book["Biểu 1"].delete_rows(row)

    return change


def deleted_columns(column, count=1):
    def change(book):
        sheet = book["Biểu 1"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        heading = sheet["C7"].value
        sheet.delete_cols(column, count)
        if count == 1:  # Excel keeps a merged heading over the columns that are left
            sheet["C7"].value = heading

    return change


def nameless(book):
    put((1, "A10", None), (1, "B10", None))(book)


def emptied_row(book):
    for column in range(1, 16):
        book["Biểu 1"].cell(10, column).value = None


GONE = {
    "a sheet": ("LDTBXH", without("Biểu 2"), [(": mất trang “Biểu 2” (“", "")]),
    "the only sheet": ("TP", without("Biểu 1"), [(": mất trang “Biểu 1” (“", "")]),
    "a row": ("TP", deleted_row(10), [("Biểu 1: mất dòng “Xã Đắk Kôi”", "")]),
    "two rows": (
        "TP",
        lambda book: (deleted_row(11)(book), deleted_row(9)(book)),
        [("mất dòng “Thị trấn Đắk Rve”", ""), ("mất dòng “Xã Đắk Tơ Lung”", "")],
    ),
    "a row's content": ("TP", emptied_row, [("mất dòng “Xã Đắk Kôi”", "")]),
    "a row's name": ("TP", nameless, [("Biểu 1!A10: ", "mất mã và tên")]),
    "the state's column": (
        "TP", deleted_columns(5), [("mất cột “Tình trạng” của “Trẻ em dưới 5", "")],
    ),
    "last year's column": ("TP", deleted_columns(3), [("mất cột “Năm 2021” của “Trẻ em", "")]),
    "all columns of a figure": (
        "LDTBXH", deleted_columns(3, 3), [("mất các cột của “", "")],
    ),
    "a row of a commune's form": ("23479", deleted_row(11), [("mất dòng “", "")]),
}  # fmt: skip


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("code", "change", "expected"), GONE.values(), ids=list(GONE))
def test_what_was_deleted_is_named(untouched, spoil, code, change, expected):
    before = files_of(untouched)
    found = told(receive(untouched, [spoil(code, unlocked(change))]))
    assert len(found) == len(expected), found
    for line, (start, more) in zip(sorted(found), expected, strict=True):
        assert start in line
        assert more in line
    (line,) = told(receive(untouched, [spoil(code, change)]))
    assert ("không còn nguyên ở chỗ đã phát" in line) == ("mất trang" not in line)
    assert files_of(untouched) == before
