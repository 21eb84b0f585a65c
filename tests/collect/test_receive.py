"""Filled forms come back: every figure as it was written, kept, and what the command says."""

from __future__ import annotations

import csv
import hashlib
import shutil

import openpyxl
import pytest

from chitieu.collect.forms import write_forms
from chitieu.collect.forms.asked import asked
from chitieu.collect.observations import COLUMNS, read_observations
from chitieu.collect.quality import check
from chitieu.collect.receive import receive
from chitieu.collect.receive.against import doubts
from chitieu.collect.receive.cell import Figure
from chitieu.collect.receive.opened import Opened
from chitieu.whole import only_one

from .sent_back import (
    DONE,
    FAILED,
    OBSERVATIONS,
    counts,
    files_of,
    put,
    rows_of,
    run,
    told,
    with_edition,
)

# ---- figures come in ----------------------------------------------------------------------------


def test_filled_forms_give_exactly_the_figures_that_were_written(root, emptied, filled):
    receipts = receive(emptied, sorted(filled.iterdir()))
    assert told(receipts) == []
    assert (emptied / OBSERVATIONS).read_text("utf-8") == with_edition(root / OBSERVATIONS)
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


# ---- the command --------------------------------------------------------------------------------


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
    """Its columns are headed by the quarter, Roman numeral and all."""
    (path,) = write_forms(emptied, 2022, tmp_path, period="2022-Q4", agency="TP")
    book = openpyxl.load_workbook(path)
    sheet = book["Biểu 1"]
    assert sheet["D8"].value == "Quý IV năm 2022"
    sheet["D9"].value = 12
    book.save(path)
    (receipt,) = receive(emptied, [path])
    assert (told([receipt]), counts(receipt)) == ([], (1, 0, 0))
    assert rows_of(emptied)["23479", "children_u5_registered"]["period"] == "2022-Q4"


def test_a_form_that_is_out_is_received_when_its_agency_has_been_replaced(
    capsys, emptied, filled, forms
):
    path = emptied / "params/agencies.csv"
    path.write_bytes(path.read_bytes().replace(b"2025-06-30,STP", b"2022-06-30,STP"))
    (receipt,) = receive(emptied, [filled / forms["TP"].file_name])
    assert (told([receipt]), counts(receipt)) == ([], (7, 0, 0))
    assert {row["agency"] for row in rows_of(emptied).values()} == {"TP"}
    assert [form.code for form in asked(emptied, 2022) if "TP" in form.code] == ["STP"]


def test_the_plan_may_list_them_in_another_order_since(workbook_copy, filled, forms):
    """A form that is out is laid out as it was issued."""
    (workbook_copy / OBSERVATIONS).unlink()
    path = workbook_copy / "params" / "variables.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *lines[::-1]]) + "\n", encoding="utf-8")
    for code in ("LDTBXH", "23479"):
        (receipt,) = receive(workbook_copy, [filled / forms[code].file_name], replace=True)
        assert told([receipt]) == []
        assert sum(counts(receipt)) == len(forms[code].areas) * len(forms[code].variables)


def test_a_figure_that_was_renamed_since_is_told_where_its_old_name_stands(
    emptied, filled, forms, replace_text
):
    path = emptied / "params" / "variables.csv"
    replace_text(path, ",Trẻ em dưới 5 tuổi đã đăng ký khai sinh,", ",Trẻ em đã khai sinh,")
    (line, *_) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert "Biểu 1!C6: cột của “Trẻ em đã khai sinh” mà tiêu đề là “" in line


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


# ---- what is odd of a form as a whole -----------------------------------------------------------


def warned(receipts):
    return [str(fault) for receipt in receipts for fault in receipt.warnings]


def last_years_figures(book):
    """This year's cells as a clerk fills them who copies the column to the left."""
    for row in range(9, 16):
        book["Biểu 1"].cell(row, 4).value = book["Biểu 1"].cell(row, 3).value


def commented(book):
    book["Biểu 1"]["D9"].comment = openpyxl.comments.Comment("ước tính", "An")


def without_notes(book):
    del book["Ghi chú"]


ODD = {
    "last year's figures again": (
        last_years_figures, "biểu.xlsx", ": 7 trong 7 số (không kể số 0) bằng đúng số của năm",
    ),
    "another year in the name": (
        lambda book: None, "kon-ray-2023-TP.xlsx", "tên tệp ghi 2023 mà đây là biểu của năm 2022",
    ),
    "two years in the name": (lambda book: None, "2022, gửi 2023.xlsx", ""),
    "digits that are no year": (lambda book: None, "20231.xlsx", ""),
    "a comment on a cell": (commented, "biểu.xlsx", "có nhận xét (comment) gắn vào ô"),
    "the sheet of notes gone": (without_notes, "biểu.xlsx", "không còn trang “Ghi chú”"),
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("change", "name", "problem"), ODD.values(), ids=list(ODD))
def test_what_is_odd_warns_and_is_taken_in(capsys, emptied, spoil, tmp_path, change, name, problem):
    path = spoil("TP", change).rename(tmp_path / name)
    code, out, err = run(capsys, "receive", path, "--root", emptied)
    assert code == DONE
    assert "7 số mới" in out
    assert (len(err.splitlines()), problem in err) == (1 if problem else 0, True)
    assert err.startswith(f"warning: {path}: " if problem else "")


@pytest.mark.parametrize(
    ("value", "is_odd"),
    [
        pytest.param(44562, True, id="the year's first day"),
        pytest.param(45291, True, id="the next year's last"),
        pytest.param(44561, False, id="before"),
        pytest.param(45292, False, id="after"),
    ],
)
def test_a_number_that_is_a_day_of_the_year_warns(root, filled, forms, value, is_odd):
    """A cell that holds numbers shows a date that is typed into it as the number of its day."""
    form, opened = forms["TP"], Opened("biểu.xlsx", (filled / forms["TP"].file_name).read_bytes())
    figure = Figure("23479", "children_u5_registered", value, "A", "", "Biểu 1!D9")
    found = doubts(opened, form, [figure], {})
    assert ["trong Excel cũng là ngày" in fault.problem for fault in found] == [True] * is_odd
    usual = {("23479", "children_u5_registered"): value / 2 + 1}
    assert doubts(opened, form, [figure], usual) == []
