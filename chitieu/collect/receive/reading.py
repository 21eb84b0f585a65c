"""A filled form as figures: every fault of the file at once, or every figure that stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.cell.cell import Cell

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.cells import NAME, NOTE, PREVIOUS, STATUS, VALUE
from chitieu.collect.forms.guide import NOTES
from chitieu.collect.forms.hidden import NOTE_CODES
from chitieu.collect.forms.sheets import sheet_titles
from chitieu.collect.receive.columns import columns_of
from chitieu.collect.receive.figures import (
    Figure,
    NotAFigure,
    read_note,
    read_state,
    read_value,
)
from chitieu.collect.receive.identity import COPY_OVER, Issued
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.places import (
    Sheet,
    find_sheets,
    is_end,
    outside,
)
from chitieu.collect.receive.rows import area_of, variable_of
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
    sheets, faults = find_sheets(opened, form, sheet_titles(form))
    cells: dict[Key, Cells] = {}
    notes: dict[Key, Cell] = {}
    for sheet in sheets:
        if sheet.issued_as == NOTES:
            notes |= _notes(sheet, form)
        else:
            _collect(sheet, form, cells)
        faults += sheet.faults
    for key, cell in notes.items():
        if key in cells:
            cells[key].note = cell
        else:
            faults.append(
                opened.fault(cell, "ghi chú cho một số liệu không còn trong biểu", COPY_OVER)
            )
    figures = []
    for area in form.areas:
        for variable in form.variables.index:
            if (area, variable) in cells:
                one = _figure(opened, (area, variable), cells[area, variable], issued, faults)
                figures += [one] if one else []
    if faults:
        raise Faults(faults)
    return figures


def _collect(sheet: Sheet, form: Form, cells: dict[Key, Cells]) -> None:
    """Add the cells of each figure of one sheet."""
    columns = columns_of(sheet, form)
    named = next((c for c, (_, role) in columns.items() if role == NAME), 0)
    identify = area_of(form) if form.kind == AGENCY else variable_of(form)
    taken: dict[int, str] = {}
    end = None
    for row in sheet.rows:
        if is_end(sheet, row):
            end = row
            continue
        code, name = sheet.text(row, sheet.first_column), sheet.text(row, named) if named else ""
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
        _row_cells(sheet, form, row, what, columns, cells)
    outside(sheet, columns, taken, end)


def _row_cells(
    sheet: Sheet, form: Form, row: int, what: str, columns: dict, cells: dict[Key, Cells]
) -> None:
    fields = {VALUE: "value", STATUS: "status", PREVIOUS: "previous", NOTE: "note"}
    for column, (variable, role) in columns.items():
        if role not in fields:
            continue
        key = (what, variable) if form.kind == AGENCY else (next(iter(form.areas)), what)
        one = cells.setdefault(key, Cells(sheet, row, column))
        if one.sheet is not sheet:
            sheet.tell(
                row, column, f"số liệu đã có ở trang “{one.sheet.sheet.title}”", "xóa một trang"
            )
            return
        if role == VALUE:
            one.column = column
        setattr(one, fields[role], sheet.at(row, column))


def _figure(
    opened: Opened, key: Key, cells: Cells, issued: Issued, faults: list[Fault]
) -> Figure | None:
    """One figure; None where nothing is reported yet, or where it is faulty and told."""
    place = cells.sheet.place(cells.row, cells.column)
    try:
        _unchanged(opened, cells, issued.get(key))
        state = read_state(opened, cells.status)
        value, status = read_value(opened, cells.value, state)
        note = read_note(opened, cells.note)
    except NotAFigure as error:
        faults.append(error.fault)
        return None
    if value is None and not status:
        if note:
            problem, remedy = "có ghi chú mà ô số liệu còn trống", "ghi số, hoặc chọn tình trạng"
            faults.append(opened.fault(place, problem, remedy))
        return None
    if value is None and status in ("A", "P", "E"):
        problem = "đã chọn tình trạng mà ô số liệu còn trống"
        faults.append(opened.fault(place, problem, "ghi số, hoặc xóa tình trạng"))
        return None
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
    return "trống" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


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
