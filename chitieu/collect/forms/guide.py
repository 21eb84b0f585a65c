"""The sheet of instructions: what to do, the signs, the states, and every figure's definition."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import AGENCY, NOT_COLLECTED, NOTHING, Form, date_words
from chitieu.collect.forms.style import put
from chitieu.plan.periods import last_day, period_words
from chitieu.words import text, texts

_WIDTHS = {"A": 40, "B": 10, "C": 18, "D": 66}
_TEXT = 155  # characters that fit on a line over all columns


def guide_sheet(book: Workbook, form: Form) -> None:
    """Add the instructions."""
    title, period = text("forms.sheet.guide"), period_words(form.period)
    sheet = book.create_sheet(title)
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    put(sheet, 1, 1, text("forms.guide.title"), bold=True, size=14)
    row = _line(sheet, 2, form.title)
    for line in (
        text("forms.top.reporter", reporter=form.reporter),
        text("forms.guide.period", period=period),
        text("forms.top.deadline", date=date_words(form.deadline)),
    ):
        row = _line(sheet, row, line, bold=True)
    row = _heading(sheet, row + 1, text("forms.guide.how"))
    for number, step in enumerate(_steps(form), start=1):
        row = _line(sheet, row, f"{number}. {step}")
    row = _heading(sheet, row + 1, text("forms.guide.signs"))
    head = [text("forms.guide.sign"), "", "", text("forms.guide.meaning")]
    row = _table(sheet, row, head, _signs(), joined=True)
    sheet.row_breaks.append(Break(row))  # the definitions begin a page, and each has their head
    row = _heading(sheet, row + 1, text("forms.guide.definitions"))
    sheet.print_title_rows = f"{row}:{row}"
    head = [
        text("forms.column.figure"), text("forms.guide.unit"), text("forms.guide.when"),
        text("forms.guide.definition"),
    ]  # fmt: skip
    rows = [
        [v["name"], form.unit(code), _when(v["stock_or_flow"], form), _blank(v["definition"])]
        for code, v in form.variables.iterrows()
    ]
    row = _table(sheet, row, head, rows)
    sheet.print_area = f"A1:D{row - 1}"
    sheet.sheet_view.showGridLines = False
    style.lock(sheet)
    style.fit_a4(sheet, f"{form.reporter} · {period} · {title}")


def _steps(form: Form) -> list[str]:
    where = "sheet" if form.kind == AGENCY else "column"
    signs = {"nothing": NOTHING, "not_collected": NOT_COLLECTED}
    steps = [
        text("forms.step.only_yellow"),
        text("forms.step.counts"),
        text("forms.step.signs", zero=0, **signs),
        text("forms.step.status"),
        text(f"forms.step.before_{where}", period=period_words(form.previous_period)),
        text("forms.step.red"),
        text("forms.step.save"),
    ]
    if form.variables["sensitive"].ne("no").any():
        steps.append(text("forms.step.sensitive"))
    if form.period != str(form.year):
        year_end, end = last_day(str(form.year)), date_words(last_day(form.period))
        steps.append(
            text("forms.step.part", period=period_words(form.period), end=end,
                 day=year_end.day, month=year_end.month)
        )  # fmt: skip
    if form.simulated:
        steps.append(text("forms.step.simulated"))
    return steps


def _signs() -> list[list[str]]:
    rows = {
        NOTHING: text("forms.sign.nothing", zero=0),
        NOT_COLLECTED: text("forms.sign.not_collected"),
        text("forms.sign.blank_cell"): text("forms.sign.blank"),
    }
    for code, word in texts("forms.state").items():
        rows[word] = text(f"forms.state_meaning.{code}", not_collected=NOT_COLLECTED)
    return [[sign, "", "", meaning] for sign, meaning in rows.items()]


def _when(kind: str, form: Form) -> str:
    if kind == "stock":
        return text("forms.when.stock", date=date_words(last_day(form.period), "short"))
    if kind == "school_year":
        return text("forms.when.school_year", before=form.year - 1, year=form.year)
    return text("forms.when.flow", period=period_words(form.period))


def _blank(value) -> str:
    return "" if pd.isna(value) else str(value)


def _heading(sheet: Worksheet, row: int, words: str) -> int:
    put(sheet, row, 1, words, bold=True, size=12)
    return row + 1


def _line(sheet: Worksheet, row: int, words: str, bold: bool = False) -> int:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
    put(sheet, row, 1, words, bold=bold, wrap=True, vertical="top")
    sheet.row_dimensions[row].height = style.height(words, _TEXT)
    return row + 1


def _table(
    sheet: Worksheet, row: int, head: list[str], rows: list[list[str]], joined: bool = False
) -> int:
    """Write a table; `joined`: the cells between the first and the last are part of the first."""
    for line, cells in enumerate([head, *rows]):
        look = {"wrap": True, "vertical": "top", "border": style.GRID}
        look |= {"bold": True, "fill": style.HEAD} if line == 0 else {}
        for column, words in enumerate(cells, start=1):
            put(sheet, row, column, words or None, **look)
        if joined:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        lines = (style.height(t, w * 1.2) for t, w in zip(cells, _WIDTHS.values(), strict=True))
        sheet.row_dimensions[row].height = max(lines)
        row += 1
    return row
