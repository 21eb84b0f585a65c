"""What each column of a sheet holds.

Codes say it, wherever they have been moved to; where a code is gone, the heading does. A code and a
heading that disagree are a fault.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import CHECK, NAME, NOTE, PREVIOUS, STATUS, VALUE
from chitieu.collect.forms.signs import period_head
from chitieu.collect.receive.figures import clean
from chitieu.collect.receive.identity import COPY_OVER
from chitieu.collect.receive.places import Sheet
from chitieu.collect.receive.rows import variables_by_name
from chitieu.faults import did_you_mean
from chitieu.plan.periods import in_vietnamese

ROLES = (PREVIOUS, VALUE, STATUS)


def columns_of(sheet: Sheet, form: Form) -> dict[int, tuple[str, str]]:
    """Return what each column holds: a variable (blank in a commune's form) and a role."""
    return _agency_columns(sheet, form) if form.kind == AGENCY else _commune_columns(sheet, form)


def _agency_columns(sheet: Sheet, form: Form) -> dict[int, tuple[str, str]]:
    known = {f"{variable}:{role}": (variable, role) for variable in form.names for role in ROLES}
    known[NAME] = ("", NAME)
    known[CHECK] = ("", CHECK)
    by_name = variables_by_name(form)
    columns: dict[int, tuple[str, str]] = {}
    for column in _columns(sheet):
        code = sheet.text(sheet.codes, column)
        heading = _heading(sheet, column)
        # With the unit in brackets, and without where a hand has taken it away.
        heads = [heading.rpartition(" (")[0].casefold(), heading.casefold()]
        headed = next((by_name[head] for head in heads if head in by_name), "")
        if not code:
            role = _role(sheet.text(sheet.codes + 2, column), form)
            if headed and role:
                columns[column] = (headed, role)
            continue
        if code not in known:
            problem = f"mã ẩn “{code}” không có trong biểu này"
            sheet.tell(sheet.codes, column, problem, _return_to(code, known))
            continue
        variable, role = known[code]
        below = sheet.text(sheet.codes + 2, column)
        if role in ROLES and below and _role(below, form) != role:
            problem = f"đầu cột ghi “{below}”, không phải “{head_of(role, form)}”"
            sheet.tell(sheet.codes + 2, column, problem, COPY_OVER)
        if variable and heading and clean(form.names[variable]).casefold() not in heads:
            problem = f"cột của “{form.names[variable]}” mà tiêu đề là “{heading}”"
            sheet.tell(sheet.codes, column, problem, COPY_OVER)
        columns[column] = known[code]
    return _without_twins(sheet, columns)


def _commune_columns(sheet: Sheet, form: Form) -> dict[int, tuple[str, str]]:
    known = {role: ("", role) for role in (NAME, "unit", NOTE, CHECK, *ROLES)}
    words = {"số liệu": NAME, "ghi chú": NOTE}
    columns: dict[int, tuple[str, str]] = {}
    for column in _columns(sheet):
        code, heading = sheet.text(sheet.codes, column), sheet.text(sheet.codes + 1, column)
        role = _role(heading, form) or words.get(heading.casefold(), "")
        if not code and role:
            columns[column] = ("", role)
        elif code and code not in known:
            problem = f"mã ẩn “{code}” không có trong biểu này"
            sheet.tell(sheet.codes, column, problem, _return_to(code, known))
        elif code:
            if role != code and (role or (heading and code in ROLES)):
                problem = f"cột “{head_of(code, form)}” mà tiêu đề là “{heading}”"
                sheet.tell(sheet.codes + 1, column, problem, COPY_OVER)
            columns[column] = known[code]
    return _without_twins(sheet, columns)


def _columns(sheet: Sheet) -> list[int]:
    top = range(sheet.codes, sheet.first_row)
    return sorted({c for r, c in sheet.cells if r in top and c != sheet.first_column})


def _heading(sheet: Sheet, column: int) -> str:
    """The heading above a column: of a block of three, it stands over the first."""
    for left in range(column, max(column - len(ROLES), 0), -1):
        if text := sheet.text(sheet.codes + 1, left):
            return text
    return ""


def _role(text: str, form: Form) -> str:
    words = {
        in_vietnamese(form.previous_period).casefold(): PREVIOUS,
        in_vietnamese(form.period).casefold(): VALUE,
        "tình trạng": STATUS,
    }
    return words.get(text.casefold(), "")


def head_of(role: str, form: Form) -> str:
    """Return what a column of a role is headed."""
    heads = {PREVIOUS: period_head(form.previous_period), VALUE: period_head(form.period)}
    heads |= {STATUS: "Tình trạng", NOTE: "Ghi chú"}
    return heads.get(role, role)


def _return_to(code: str, known: dict) -> str:
    near = did_you_mean(code, known)
    word = near.removeprefix("did you mean ").rstrip("?").replace(" or ", " hoặc ")
    return f"trả lại {word}" if near.startswith("did") else COPY_OVER


def _without_twins(sheet: Sheet, columns: dict) -> dict:
    """Return the columns, of those that hold the same thing only the first."""
    seen: dict[tuple[str, str], int] = {}
    for column, what in columns.items():
        if what in seen:
            problem = f"cột lặp lại cột {get_column_letter(seen[what])}"
            sheet.tell(sheet.codes, column, problem, "xóa một trong hai cột")
        seen.setdefault(what, column)
    return {column: what for what, column in seen.items()}
