"""The sheets that figures are written on: an agency's, communes down; a commune's, figures down."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import (
    CODES,
    FIRST,
    HEADS,
    NAME,
    NOTE,
    PREVIOUS,
    STATUS,
    VALUE,
    figure_cells,
    finish,
    head,
    name_range,
    signature,
    top,
    validate,
)
from chitieu.collect.forms.checks import check_column
from chitieu.collect.forms.signs import period_head
from chitieu.collect.forms.style import put

ACROSS = 4  # variables on a sheet: as many as A4 holds in letters that can be read
TOTAL = "Cộng"
END = "hết"  # hidden below the figures where no totals end them


def figure_sheets(book: Workbook, form: Form) -> list[Worksheet]:
    """Add the sheets that the form's figures are written on."""
    return _agency_sheets(book, form) if form.kind == AGENCY else [_commune_sheet(book, form)]


def sheets_of(form: Form) -> dict[str, list[str]]:
    """Return the variables that are asked on each sheet of figures, by its name."""
    if form.kind != AGENCY:
        return {"Biểu 1": list(form.variables.index)}
    return {f"Biểu {number}": part for number, part in enumerate(_parts(form), start=1)}


def _parts(form: Form) -> list[list[str]]:
    """The variables of each sheet of an agency's form, as evenly as they can be shared out."""
    variables = list(form.variables.index)
    count = -(-len(variables) // ACROSS)
    size = -(-len(variables) // count)
    return [variables[start : start + size] for start in range(0, len(variables), size)]


def _agency_sheets(book: Workbook, form: Form) -> list[Worksheet]:
    sheets = []
    for number, (title, part) in enumerate(sheets_of(form).items(), start=1):
        sheet = book.create_sheet(title)
        top(sheet, form, f"Biểu {form.code}-{number}", 1)
        last = FIRST + len(form.areas) - 1
        head(sheet, 1, "Mã", "", 8)
        head(sheet, 2, "Xã, thị trấn", NAME, 22)
        for place, variable in enumerate(part):
            _variable_block(sheet, form, variable, 3 + 3 * place, last)
        for row, (area, name) in enumerate(form.areas.items(), start=FIRST):
            sheet.row_dimensions[row].height = 30
            locked = {"fill": style.LOCKED, "border": style.GRID}
            put(sheet, row, 1, area, align="center", **locked)
            put(sheet, row, 2, name, **locked)
        for column in (1, 2):
            text = TOTAL if column == 1 else ""
            put(sheet, last + 1, column, text, bold=True, fill=style.HEAD, border=style.GRID)
        check_column(sheet, form, part, 3 + 3 * len(part), range(FIRST, last + 1))
        put(sheet, last + 1, 3 + 3 * len(part), None, fill=style.HEAD, border=style.GRID)
        sheet.row_dimensions[last + 1].height = 24
        signature(sheet, last + 3, 2, 2 + 3 * len(part))
        finish(sheet, form, f"C{FIRST}", 3 + 3 * len(part), last + 8)
        sheets.append(sheet)
    return sheets


def _variable_block(sheet: Worksheet, form: Form, variable: str, column: int, last: int) -> None:
    """Three columns: last year's figure, this period's, its state."""
    row = form.variables.loc[variable]
    unit = "" if pd.isna(row["unit_vi"]) else f" ({row['unit_vi']})"
    heads = {
        PREVIOUS: (period_head(form.previous_period), 9),
        VALUE: (period_head(form.period), 9),
        STATUS: ("Tình trạng", 13),
    }
    for offset, (role, (text, width)) in enumerate(heads.items()):
        here = column + offset
        put(sheet, CODES, here, f"{variable}:{role}")
        look = {"bold": True, "align": "center", "wrap": True}
        top = f"{row['name_vi']}{unit}" if offset == 0 else None
        put(sheet, HEADS, here, top, fill=style.HEAD, border=style.GRID, **look)
        put(sheet, HEADS + 1, here, text, fill=style.HEAD, border=style.GRID, size=10, **look)
        sheet.column_dimensions[get_column_letter(here)].width = width
    sheet.merge_cells(start_row=HEADS, end_row=HEADS, start_column=column, end_column=column + 2)
    for line, area in enumerate(form.areas, start=FIRST):
        figure_cells(sheet, form, (area, variable), line, (column, column + 1, column + 2))
    for offset in (0, 1):
        letter = get_column_letter(column + offset)
        put(
            sheet, last + 1, column + offset, f"=SUM({letter}{FIRST}:{letter}{last})",
            formula=True, bold=True, align="right", indent=1,
            fill=style.HEAD, border=style.GRID, number_format=style.COUNT,
        )  # fmt: skip
    put(sheet, last + 1, column + 2, None, fill=style.HEAD, border=style.GRID)
    validate(sheet, column + 1, column + 2, last)
    name_range(sheet, variable, column + 1, last)


def _commune_sheet(book: Workbook, form: Form) -> Worksheet:
    sheet = book.create_sheet("Biểu 1")
    top(sheet, form, f"Biểu {form.code}", 2)
    this, before = period_head(form.period), period_head(form.previous_period)
    columns = [
        ("Mã", "", 10), ("Số liệu", NAME, 46), ("Đơn vị tính", "unit", 8),
        (before, PREVIOUS, 10), (this, VALUE, 10),
        ("Tình trạng", STATUS, 15), ("Ghi chú", NOTE, 34),
    ]  # fmt: skip
    for column, (text, role, width) in enumerate(columns, start=1):
        head(sheet, column, text, role, width)
    sheet.column_dimensions["A"].hidden = True
    (area,) = form.areas
    last = FIRST + len(form.variables) - 1
    for row, (variable, about) in enumerate(form.variables.iterrows(), start=FIRST):
        locked = {"fill": style.LOCKED, "border": style.GRID}
        unit = "" if pd.isna(about["unit_vi"]) else about["unit_vi"]
        put(sheet, row, 1, variable, **locked)
        put(sheet, row, 2, about["name_vi"], wrap=True, **locked)
        put(sheet, row, 3, unit, align="center", **locked)
        figure_cells(sheet, form, (area, variable), row, (4, 5, 6))
        put(
            sheet, row, 7, None, wrap=True,
            fill=style.INPUT, border=style.GRID, protection=style.OPEN,
        )  # fmt: skip
        sheet.row_dimensions[row].height = 30
        name_range(sheet, variable, 5, row, row)
    put(sheet, last + 1, 1, END)
    validate(sheet, 5, 6, last)
    check_column(sheet, form, list(form.variables.index), 8, range(FIRST, last + 1), one_a_row=True)
    signature(sheet, last + 2, 2, 7)
    finish(sheet, form, f"D{FIRST}", 8, last + 7)
    return sheet
