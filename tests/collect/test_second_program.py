"""A form that a second program has written: LibreOffice opens it, saves it in its own format, and
saves that as Excel's again. Run with -m slow, where LibreOffice is."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from chitieu.collect.receive import receive

from .sent_back import put, with_edition

SOFFICE = shutil.which("soffice")
OBSERVATIONS = "data/observations/2022.csv"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


def convert(folder, source, kind: str, to) -> None:
    """Have LibreOffice write files in another format; its own settings are made in `folder`."""
    profile = (folder / "profile").as_uri()
    options = ["--headless", f"-env:UserInstallation={profile}", "--convert-to", kind]
    subprocess.run(
        [SOFFICE, *options, "--outdir", str(to), *sorted(map(str, source))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def resaved(filled, tmp_path_factory):
    """The filled forms of 2022 as LibreOffice writes them, by way of its own format."""
    folder = tmp_path_factory.mktemp("qua LibreOffice")
    convert(folder, filled.glob("*.xlsx"), "ods", folder / "ods")
    convert(folder, (folder / "ods").glob("*.ods"), "xlsx", folder / "xlsx")
    return folder / "xlsx"


def test_forms_that_a_second_program_wrote_give_exactly_the_figures(root, emptied, resaved, forms):
    paths = sorted(resaved.glob("*.xlsx"))
    assert {path.name for path in paths} == {form.file_name for form in forms.values()}
    receipts = receive(emptied, paths)
    assert [str(fault) for receipt in receipts for fault in receipt.faults] == []
    assert (emptied / OBSERVATIONS).read_text("utf-8") == with_edition(root / OBSERVATIONS)

    again = receive(emptied, paths)
    assert sum(len(r.found.new) + len(r.found.changed) for r in again) == 0


def looks(cell, **style):
    def change(book):
        book["Biểu 1"][cell].value = 2
        for name, setting in style.items():
            setattr(book["Biểu 1"][cell], name, setting)

    return change


ODD = {
    "a raised run": (
        put((1, "D9", CellRichText("1", TextBlock(InlineFont(vertAlign="superscript"), "1")))),
        "Biểu 1!D9: “11” có chữ số viết nhỏ",
    ),
    "struck out": (looks("D9", font=Font(strike=True)), "Biểu 1!D9: “2” có chữ số bị gạch ngang"),
    "white": (looks("D9", font=Font(color="FFFFFFFF")), "Biểu 1!D9: “2” viết bằng chữ trắng"),
    "percent": (looks("D9", number_format="0%"), "Biểu 1!D9: ô ở dạng phần trăm"),
    "two lines": (put((1, "D9", "338\n120")), "Biểu 1!D9: ô có 2 dòng"),
    "a total typed over": (put((1, "D16", 99)), "Biểu 1!D16: dòng Cộng ghi 99"),
    "an error": (put((1, "D9", "=1/0")), "Biểu 1!D9: công thức báo lỗi #DIV/0!"),
    "noise": (put((1, "D9", 2.0000000000000004)), ""),
    "a formula": (put((1, "D9", "=1+1")), ""),
}


@pytest.fixture(scope="module")
def odd_forms(filled, forms, tmp_path_factory):
    """Forms with one odd thing each, as LibreOffice saves them, with what formulas come to."""
    folder = tmp_path_factory.mktemp("lạ")
    for name, (change, _) in ODD.items():
        book = openpyxl.load_workbook(filled / forms["DT"].file_name)
        change(book)
        book.save(folder / f"{name}.xlsx")
    convert(folder, folder.glob("*.xlsx"), "xlsx", folder / "lưu lại")
    return folder / "lưu lại"


@pytest.mark.parametrize("name", ODD)
def test_what_a_second_program_saves_is_told_as_well(emptied, odd_forms, name):
    (receipt,) = receive(emptied, [odd_forms / f"{name}.xlsx"])
    found = [str(fault) for fault in receipt.faults]
    assert [ODD[name][1] in line for line in found] == ([True] if ODD[name][1] else [])
