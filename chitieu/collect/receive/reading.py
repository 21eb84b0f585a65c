"""A filled form as figures: every fault of the file at once, or every figure that stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import NAME, NOTE, PREVIOUS, STATUS, VALUE
from chitieu.collect.forms.guide import NOTES
from chitieu.collect.forms.hidden import NOTE_CODES
from chitieu.collect.forms.sheets import sheets_of
from chitieu.collect.receive.columns import columns_of
from chitieu.collect.receive.figures import (
    Figure,
    NotAFigure,
    in_words,
    read_note,
    read_state,
    read_value,
)
from chitieu.collect.receive.gone import gone
from chitieu.collect.receive.identity import COPY_OVER, Issued
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.parts import Cell
from chitieu.collect.receive.places import (
    Sheet,
    find_sheets,
    has_totals,
    is_end,
    outside,
)
from chitieu.collect.receive.rows import area_of, variable_of
from chitieu.collect.receive.totals import wrong_totals
from chitieu.faults import Fault, Faults

Key = tuple[str, str]


@dataclass
class Cells:
    """The cells of one figure."""

    sheet: Sheet
    row: int
    column: int
    value: Cell | None = None
    status: Cell | None = None
    previous: Cell | None = None
    note: Cell | None = None


def read_figures(opened: Opened, form: Form, issued: Issued) -> list[Figure]:
    """Return the figures of a filled form, in the form's order. Raises Faults, all at once."""
    sheets, faults, told = find_sheets(opened, form, [*sheets_of(form), NOTES])
    cells: dict[Key, Cells] = {}
    notes: dict[Key, Cell] = {}
    ends: dict[str, int] = {}
    for title, sheet in sheets.items():
        if title == NOTES:
            notes = _notes(sheet, form)
        elif end := _collect(sheet, form, cells):
            ends[title] = end
    faults += gone(opened, form, sheets, told, cells)
    for sheet in sheets.values():
        faults += sheet.faults
    sound = not faults
    faults += _unseen(opened, cells)
    for key, cell in notes.items():
        if key in cells:
            cells[key].note = cell
        elif sound:
            problem = "ghi chú cho một số liệu không còn trong biểu"
            faults.append(opened.fault(cell, problem, COPY_OVER))
    figures: dict[Key, Figure | None] = {}
    unread: set[Key] = set()
    for key in ((area, variable) for area in form.areas for variable in form.variables.index):
        if key not in cells:
            continue
        try:
            figures[key] = _figure(opened, key, cells[key], issued.get(key))
        except NotAFigure as error:
            unread.add(key)
            faults.append(error.fault)
    for title, end in ends.items() if sound else ():
        here = {key for key, one in cells.items() if one.sheet is sheets[title]}
        amounts: dict[tuple[str, str], list] = {}
        for variable in {variable for _, variable in here}:
            keys = {key for key in here if key[1] == variable}
            if keys & unread:
                continue  # what is wrong in the column is told; its sum says no more
            found = [figures[key] for key in keys]
            amounts[variable, VALUE] = [figure and figure.value for figure in found]
            before = [issued.get(key) for key in keys]
            amounts[variable, PREVIOUS] = [None if isinstance(v, str) else v for v in before]
        faults += wrong_totals(sheets[title], end, amounts)
    if faults:
        raise Faults(faults)
    return [figure for figure in figures.values() if figure]


def _unseen(opened: Opened, cells: dict[Key, Cells]) -> list[Fault]:
    """Return a fault for each sheet, row or column that is hidden and holds figures: whoever
    signed the form did not see them."""
    hidden: dict[tuple[str, str], str] = {}  # the first place of each, by sheet and what it is
    for cell in (cell for one in cells.values() for cell in (one.value, one.status) if cell):
        page = opened.book.pages[cell.sheet]
        if page.hidden:
            hidden.setdefault((page.title, "trang"), page.title)
        if cell.row in page.hidden_rows:
            hidden.setdefault((page.title, f"dòng {cell.row}"), cell.place)
        if any(cell.column in columns for columns in page.hidden_columns):
            column = get_column_letter(cell.column)
            hidden.setdefault((page.title, f"cột {column}"), cell.place)
    remedy = "cho hiện lại, xem số rồi gửi lại"
    return [
        opened.fault(place, f"{what} đang bị ẩn mà có số liệu", remedy)
        for (_, what), place in hidden.items()
    ]


def _collect(sheet: Sheet, form: Form, cells: dict[Key, Cells]) -> int:
    """Add the cells of each figure of one sheet; return its row of totals, 0 where it has none."""
    columns = sheet.columns = columns_of(sheet, form)
    named = next((c for c, (_, role) in columns.items() if role == NAME), 0)
    identify = area_of(form) if form.kind == AGENCY else variable_of(form)
    taken: dict[int, str] = {}
    end = None
    for row in sheet.rows:
        if is_end(sheet, row):
            end = row
            continue
        code, name = sheet.text(row, sheet.first_column), sheet.text(row, named) if named else ""
        if not code and not name and not end and _holds_figures(sheet, row):
            who = "tên xã" if form.kind == AGENCY else "tên số liệu"
            sheet.tell(row, sheet.first_column, f"dòng này mất mã và {who}", COPY_OVER)
            taken[row] = ""
            continue
        if not code and (not name or end):
            continue  # what else stands in the row is told as lying outside
        try:
            what = identify(code, name)
        except ValueError as error:
            problem, _, remedy = str(error).partition("; ")
            sheet.tell(row, sheet.first_column if code else named, problem, remedy)
            taken[row] = ""
            continue
        if what in taken.values():
            shown = name or code
            sheet.tell(row, sheet.first_column, f"dòng “{shown}” lặp lại", "xóa một trong hai dòng")
        taken[row] = what
        _row_cells(sheet, form, row, what, cells)
    outside(sheet, columns, taken, end)
    return end if end and has_totals(sheet, end) else 0


def _holds_figures(sheet: Sheet, row: int) -> bool:
    columns = (c for c, (_, role) in sheet.columns.items() if role in (PREVIOUS, VALUE))
    return any(sheet.at(row, column) for column in columns)


def _row_cells(sheet: Sheet, form: Form, row: int, what: str, cells: dict[Key, Cells]) -> None:
    fields = {VALUE: "value", STATUS: "status", PREVIOUS: "previous", NOTE: "note"}
    for column, (variable, role) in sheet.columns.items():
        if role not in fields:
            continue
        key = (what, variable) if form.kind == AGENCY else (next(iter(form.areas)), what)
        one = cells.setdefault(key, Cells(sheet, row, column))
        if role == VALUE:
            one.column = column
        setattr(one, fields[role], sheet.at(row, column))


def _figure(opened: Opened, key: Key, cells: Cells, issued: float | str | None) -> Figure | None:
    """One figure; None where nothing is reported yet. Raises NotAFigure."""
    place = cells.sheet.place(cells.row, cells.column)
    if any(role == PREVIOUS for _, role in cells.sheet.columns.values()):
        _unchanged(opened, cells, issued)
    state = read_state(opened, cells.status)
    value, status = read_value(opened, cells.value, state)
    note = read_note(opened, cells.note)
    if value is None and not status:
        if note:
            problem, remedy = "có ghi chú mà ô số liệu còn trống", "ghi số, hoặc chọn tình trạng"
            raise NotAFigure(opened.fault(place, problem, remedy))
        return None
    if value is None and status in ("A", "P", "E"):
        problem = "đã chọn tình trạng mà ô số liệu còn trống"
        raise NotAFigure(opened.fault(place, problem, "ghi số, hoặc xóa tình trạng"))
    return Figure(*key, value, status, note, place)


def _unchanged(opened: Opened, cells: Cells, issued: float | str | None) -> None:
    """Raise where last year's figure is not the one that was sent: the cell was typed into."""
    now = cells.previous.value if cells.previous is not None else None
    if now == issued:
        return
    place = cells.previous if now is not None else cells.sheet.place(cells.row, cells.column)
    problem = f"số năm trước đã phát là “{_shown(issued)}”, nay là “{_shown(now)}”"
    remedy = "trả lại số cũ; số của kỳ này ghi vào ô nền vàng bên phải"
    raise NotAFigure(opened.fault(place, problem, remedy))


def _shown(value) -> str:
    return (
        "trống"
        if value is None
        else in_words(value)
        if isinstance(value, (int, float))
        else str(value)
    )


def _notes(sheet: Sheet, form: Form) -> dict[Key, Cell]:
    """The notes of an agency's form: a row a note, on one figure of one commune."""
    find_area, find_variable = area_of(form), variable_of(form)
    columns = {NOTE_CODES[0]: sheet.first_column}
    columns |= {sheet.text(sheet.codes, column): column for _, column in sheet.cells}
    notes: dict[Key, Cell] = {}
    for row in sheet.rows:
        area, variable = (
            sheet.text(row, columns.get(c, 0)) for c in (NOTE_CODES[0], NOTE_CODES[1])
        )
        note = sheet.at(row, columns.get(NOTE_CODES[2], 0))
        if note is None:
            continue
        try:
            if not (area and variable):
                raise ValueError("ghi chú chưa nói về xã nào, số liệu nào; chọn ở hai ô bên trái")
            named = ("", variable) if variable not in form.names else (variable, "")
            key = (find_area("", area), find_variable(*named))
            if key in notes:
                raise ValueError("số liệu này đã có ghi chú ở trên; viết vào một dòng")
        except ValueError as error:
            problem, _, remedy = str(error).partition("; ")
            sheet.tell(row, note.column, problem, remedy)
            continue
        notes[key] = note
    return notes
