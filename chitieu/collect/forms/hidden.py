"""What a form carries out of sight: who it is, what was issued in it, and its lists of choices."""

from __future__ import annotations

import hashlib
import json

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.datavalidation import DataValidation

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import CODES, HEADS, stamp
from chitieu.collect.forms.guide import NOTES
from chitieu.collect.forms.style import put
from chitieu.plan.periods import in_vietnamese

IDENTITY = "_chitieu"
SEAL = "seal"
ISSUED = "issued"  # heads the table of last year's figures as they were sent out
NOTE_LINES = 28
NOTE_CODES = ("area", "variable", "note")


def hidden_sheet(book: Workbook, form: Form) -> None:
    """Add the identity, its seal, last year's figures and the lists, and the file's properties."""
    sheet = book.create_sheet(IDENTITY)
    sheet.sheet_state = "veryHidden"
    entries = form.identity | {SEAL: seal(form.identity, _issued(form))}
    for row, (key, value) in enumerate(entries.items(), start=1):
        put(sheet, row, 1, key)
        put(sheet, row, 2, value)
        if key != SEAL:
            book.custom_doc_props.append(StringProperty(name=f"chitieu.{key}", value=value))
    row = len(entries) + 2
    put(sheet, row, 1, ISSUED)
    for place, (area, variable, value) in enumerate(_issued(form), start=row + 1):
        for column, content in enumerate((area, variable, value), start=1):
            put(sheet, place, column, content)
    for column, words in ((5, form.areas.values()), (6, form.variables["name_vi"])):
        for place, word in enumerate(words, start=1):
            put(sheet, place, column, word)
    style.lock(sheet)


def seal(identity: dict[str, str], issued: list[tuple]) -> str:
    """Return what changes when a hidden cell is edited; it guards against slips, not intent."""
    rows = [[str(area), str(variable), _plain(value)] for area, variable, value in issued]
    content = json.dumps([identity, rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def note_sheet(book: Workbook, form: Form) -> None:
    """Add the lines for notes, each on one figure: an agency's form has no room beside it."""
    if form.kind != AGENCY:
        return
    sheet = book.create_sheet(NOTES)
    style.widths(sheet, A=26, B=46, C=70)
    put(sheet, 1, 1, f"GHI CHÚ · {in_vietnamese(form.period).upper()}", bold=True, size=14)
    put(sheet, 2, 1, f"Đơn vị báo cáo: {form.reporter}", bold=True)
    put(sheet, 3, 1, "Mỗi dòng nói về một số liệu của một xã: chọn xã, chọn số liệu, viết ghi chú.")
    put(sheet, CODES, 1, stamp(form, NOTES))
    put(sheet, CODES, 2, NOTE_CODES[1])
    put(sheet, CODES, 3, NOTE_CODES[2])
    sheet.row_dimensions[CODES].hidden = True
    heads = ("Xã, thị trấn", "Số liệu", "Ghi chú")
    for column, text in enumerate(heads, start=1):
        put(sheet, HEADS, column, text, bold=True, align="center", fill=style.HEAD,
            border=style.GRID)  # fmt: skip
    last = HEADS + NOTE_LINES
    for row in range(HEADS + 1, last + 1):
        for column in range(1, 4):
            put(sheet, row, column, None, wrap=True, fill=style.INPUT, border=style.GRID,
                protection=style.OPEN)  # fmt: skip
    lists = {"A": ("E", len(form.areas)), "B": ("F", len(form.variables))}
    for column, (source, count) in lists.items():
        choice = DataValidation(
            type="list",
            formula1=f"'{IDENTITY}'!${source}$1:${source}${count}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Không có trong danh sách",
            error="Chọn trong danh sách.",
        )
        choice.add(f"{column}{HEADS + 1}:{column}{last}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = f"A{HEADS + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEADS}:{HEADS}"
    sheet.print_area = f"A1:C{last}"
    style.lock(sheet)
    style.fit_a4(sheet, f"{form.reporter} · {in_vietnamese(form.period)} · {NOTES}")


def _issued(form: Form) -> list[tuple[str, str, float | str]]:
    return [(area, variable, value) for (area, variable), value in form.previous.items()]


def _plain(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
