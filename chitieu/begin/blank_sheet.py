"""The plan sheet as it is handed out: headings, lists to choose from, and a worked line a kind on a
sheet of its own."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.begin.plan_heads import FIELDS
from chitieu.begin.plan_sheet import PERS
from chitieu.collect.forms.style import GRID, HEAD, INPUT, fit_a4, put
from chitieu.plan.targets import KINDS
from chitieu.words import speaking, text, texts

LINES = 300  # as many as have lists to choose from; more are read too
_WIDTHS = {"words": 44, "kind": 22, "counted": 34, "whole": 34, "lead": 24, "objective": 30}
# What each worked line writes besides its words.
_WORKED = {
    "proportion": ("1.1", "%", "≥ 95 %"),
    "cohort": ("1.2", "%", "≥ 98,5 %"),
    "rate": ("1.3", "100000", "< 60"),
    "count_ratio": ("1.4", "100", "≤ 111"),
    "count": ("2.1", None, "= 0"),
    "change": ("2.2", None, "fall >= 5 %"),
    "points": ("2.3", "%", "fall >= 1"),
}


def blank_sheet(place: str, year: int, language: str) -> bytes:
    """Return the sheet of a plan of a place as an Excel workbook."""
    with speaking(language):
        book = Workbook()
        sheet, worked = book.active, book.create_sheet(text("plan_sheet.sheet.worked"))
        sheet.title = text("plan_sheet.sheet.plan")
        _heads(sheet)
        _open_lines(sheet)
        _heads(worked)
        for line, kind in enumerate(_WORKED, start=2):
            _worked_line(worked, line, kind)
        how = book.create_sheet(text("plan_sheet.sheet.how"))
        how.column_dimensions["A"].width = 110
        title = text("plan_sheet.title", year=year, place=place)
        for line, words in enumerate([title, *texts("plan_sheet.how").values()], start=1):
            put(how, line, 1, words, wrap=True, bold=line == 1, size=14 if line == 1 else 11)
        for page in book.worksheets:
            fit_a4(page, title)
        data = io.BytesIO()
        book.save(data)
    return data.getvalue()


def _heads(sheet: Worksheet) -> None:
    words = texts("plan_sheet.heading")
    for column, field in enumerate(FIELDS, start=1):
        put(sheet, 1, column, words[field], bold=True, wrap=True, fill=HEAD, border=GRID)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS.get(field, 14)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2"


def _open_lines(sheet: Worksheet) -> None:
    for line in range(2, LINES + 2):
        for column, field in enumerate(FIELDS, start=1):
            cell = put(sheet, line, column, None, wrap=True, fill=INPUT, border=GRID)
            if field in ("number", "target"):
                cell.number_format = "@"  # 1.10 stays what it is
    kinds = texts("results.kind")
    for field, choices, strict in (
        ("kind", [kinds[kind] for kind in KINDS], True),
        ("whole", [*texts("plan_sheet.places").values()], False),
        ("per", [*PERS], True),
        ("better", [*texts("plan_sheet.better").values()], True),
    ):
        letter = get_column_letter(1 + FIELDS.index(field))
        first = _listed(sheet, field, choices)
        rule = DataValidation(type="list", formula1=first, allow_blank=True,
                              showErrorMessage=strict)  # fmt: skip
        rule.add(f"{letter}2:{letter}{LINES + 1}")
        sheet.add_data_validation(rule)


def _listed(sheet: Worksheet, field: str, choices: list[str]) -> str:
    """Write choices on a hidden sheet (in a formula a comma would end one); return where."""
    book = sheet.parent
    name = "lists"
    lists = book[name] if name in book.sheetnames else book.create_sheet(name)
    lists.sheet_state = "veryHidden"
    column = 1 + FIELDS.index(field)
    for line, choice in enumerate(choices, start=1):
        lists.cell(line, column, choice)
    letter = get_column_letter(column)
    return f"{name}!${letter}$1:${letter}${len(choices)}"


def _worked_line(sheet: Worksheet, line: int, kind: str) -> None:
    number, per, target = _WORKED[kind]
    words = texts(f"plan_sheet.worked.{kind}")
    cells = {"number": number, "kind": texts("results.kind")[kind], "per": per, "target": target}
    cells |= words
    objective = number.partition(".")[0]
    with_words = text(f"plan_sheet.objective.of_{objective}")
    cells["objective"] = f"{objective}. {with_words}"
    for column, field in enumerate(FIELDS, start=1):
        put(sheet, line, column, cells.get(field), wrap=True, border=GRID)
    sheet.row_dimensions[line].height = 34
