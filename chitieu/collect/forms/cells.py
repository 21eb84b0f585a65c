"""What every sheet of figures has: its head, its cells, what they accept, its page.

Hidden above the headings is a row of codes: first the sheet's stamp, then what each column holds
("children_u1:value"). The codes, not the places, are what is read when the form comes back.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.rules import range_name
from chitieu.collect.forms.signs import STATE_WORDS, date_words
from chitieu.collect.forms.style import put
from chitieu.plan.periods import in_vietnamese

CODES, HEADS, FIRST = 6, 7, 9  # rows: codes, headings (two), the first figure
PREVIOUS, VALUE, STATUS, NOTE, NAME, CHECK = (
    "previous",
    "value",
    "status",
    "note",
    "name",
    "check",
)


def stamp(form: Form, sheet: str) -> str:
    """Return what says, on each sheet, which form it belongs to."""
    return "/".join([*form.identity.values(), sheet])


def top(sheet: Worksheet, form: Form, number: str, left: int) -> None:
    """Who reports what by when, from column `left`: the first may be hidden."""
    title = f"{number.upper()} · SỐ LIỆU {in_vietnamese(form.period).upper()}"
    put(sheet, 1, left, title, bold=True, size=14)
    put(sheet, 2, left, form.title, italic=True)
    put(sheet, 3, left, f"Đơn vị báo cáo: {form.reporter}", bold=True)
    put(sheet, 4, left, f"Thời hạn gửi: {date_words(form.deadline)}", bold=True, color="9C0006")
    signs = "- là không phát sinh; ... là có phát sinh nhưng không thu thập được"
    text = f"Chỉ ghi vào ô nền vàng: số đếm, viết liền. {signs}; để trống là chưa báo cáo."
    put(sheet, 5, left, text)
    put(sheet, CODES, 1, stamp(form, sheet.title))
    sheet.row_dimensions[CODES].hidden = True
    sheet.row_dimensions[HEADS].height = 48
    sheet.row_dimensions[HEADS + 1].height = 32


def head(sheet: Worksheet, column: int, text: str, role: str, width: float) -> None:
    """A heading over both rows, and the code of what its column holds."""
    if role:
        put(sheet, CODES, column, role)
    look = {"bold": True, "align": "center", "wrap": True}
    for row in (HEADS, HEADS + 1):
        value = text if row == HEADS else None
        put(sheet, row, column, value, fill=style.HEAD, border=style.GRID, **look)
    sheet.merge_cells(start_row=HEADS, end_row=HEADS + 1, start_column=column, end_column=column)
    sheet.column_dimensions[get_column_letter(column)].width = width


def figure_cells(
    sheet: Worksheet, form: Form, key: tuple[str, str], row: int, columns: tuple[int, int, int]
) -> None:
    before, value, status = columns
    look = {"align": "right", "indent": 1, "border": style.GRID, "number_format": style.COUNT}
    put(sheet, row, before, form.previous.get(key), fill=style.LOCKED, **look)
    put(sheet, row, value, None, fill=style.INPUT, protection=style.OPEN, **look)
    put(
        sheet, row, status, None, size=10,
        fill=style.INPUT, border=style.GRID, protection=style.OPEN,
    )  # fmt: skip


def validate(sheet: Worksheet, value: int, status: int, last: int) -> None:
    cell, state = (f"{get_column_letter(c)}{FIRST}" for c in (value, status))
    whole = f'OR({cell}=INT({cell}),{state}="{STATE_WORDS["E"]}")'
    signs = ",".join(f'{cell}="{sign}"' for sign in ("-", "...", "…"))
    count = DataValidation(
        type="custom",
        formula1=f"OR({signs},IF(ISNUMBER({cell}),AND({cell}>=0,{whole}),FALSE))",
        allow_blank=True,
        errorTitle="Không phải số đếm",
        error="Ghi một số nguyên từ 0 trở lên; - nếu không phát sinh; ... nếu không thu thập được. "
        "Không ghi tỷ lệ, không ghi kèm chữ.",
    )
    states = DataValidation(
        type="list",
        formula1=f'"{",".join(STATE_WORDS.values())}"',
        allow_blank=True,
        errorTitle="Không có tình trạng này",
        error="Chọn một tình trạng trong danh sách, hoặc để trống nếu là số chính thức.",
    )
    for rule, column in ((count, value), (states, status)):
        letter = get_column_letter(column)
        rule.showErrorMessage = True
        rule.add(f"{letter}{FIRST}:{letter}{last}")
        sheet.add_data_validation(rule)


def name_range(sheet: Worksheet, variable: str, column: int, last: int, first: int = FIRST) -> None:
    """Name the cells of a variable, for the formulas of its rules."""
    letter = get_column_letter(column)
    cells = f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"
    name = range_name(variable)
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=cells)


def signature(sheet: Worksheet, row: int, left: int, right: int) -> None:
    put(sheet, row, right, "Ngày …… tháng …… năm ……", italic=True, align="center")
    put(sheet, row + 1, left, "Người lập biểu", bold=True, align="center")
    put(sheet, row + 1, right, "Thủ trưởng đơn vị", bold=True, align="center")
    for column, words in ((left, "(ký, họ tên)"), (right, "(ký, đóng dấu, họ tên)")):
        put(sheet, row + 2, column, words, italic=True, size=10, align="center")


def finish(sheet: Worksheet, form: Form, corner: str, columns: int, last: int) -> None:
    sheet.freeze_panes = corner
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEADS}:{HEADS + 1}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{last}"
    style.lock(sheet)
    style.fit_a4(sheet, f"{form.reporter} · {in_vietnamese(form.period)} · {sheet.title}")
