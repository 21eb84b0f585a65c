"""A filled form as figures: every fault of the file at once, or every figure that stands in it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.layout import (
    NOTE,
    NOTED_VARIABLE,
    PREVIOUS,
    ROLES,
    STATUS,
    VALUE,
)
from chitieu.collect.receive.cell import (
    Figure,
    NotAFigure,
    in_words,
    read_note,
    read_number,
    read_state,
    read_value,
)
from chitieu.collect.receive.excel import Cell
from chitieu.collect.receive.identity import Issued
from chitieu.collect.receive.located import (
    Key,
    Sheet,
    area_by_name,
    gone,
    locate,
    variables_by_name,
)
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault, Faults
from chitieu.words import text


@dataclass
class Cells:
    """The cells of one figure by their roles, and where its count stands or would stand."""

    sheet: Sheet
    place: str = ""
    by_role: dict[str, Cell | None] = field(default_factory=dict)


def read_figures(opened: Opened, form: Form, issued: Issued) -> list[Figure]:
    """Return the figures of a filled form, in the form's order. Raises Faults, all at once."""
    sheets, faults, told = locate(opened, form)
    of_notes = sheets.pop(text("forms.sheet.notes"), None)
    notes = _notes(of_notes, form, faults) if of_notes else {}
    cells: dict[Key, Cells] = {}
    for sheet in sheets.values():
        _add_cells(sheet, form, cells)
    faults += gone(opened, form, sheets, told, cells)
    for sheet in sheets.values():
        faults += sheet.faults
    sound = not faults
    faults += _unseen(opened, cells)
    for key, cell in notes.items():
        if key in cells:
            cells[key].by_role[NOTE] = cell
        elif sound:
            problem = text("receive.note.figure_gone")
            faults.append(opened.fault(cell, problem, text("receive.remedy.copy_over")))
    figures: dict[Key, Figure | None] = {}
    for key in ((area, variable) for area in form.areas for variable in form.names):
        try:
            if key in cells:
                figures[key] = _figure(key, cells[key], issued.get(key))
        except NotAFigure as error:
            faults.append(opened.fault(*error.told))
    for sheet in sheets.values() if sound else ():
        faults += _wrong_totals(sheet, cells, figures, issued)
    if faults:
        raise Faults(faults)
    return [figure for figure in figures.values() if figure]


def _add_cells(sheet: Sheet, form: Form, cells: dict[Key, Cells]) -> None:
    """Add the cells of each figure of one sheet."""
    for row, code in sheet.rows.items():
        for place, column in sheet.columns.items():
            if not code or column.role not in (*ROLES, NOTE):
                continue
            key = (code, column.variable) if form.kind == AGENCY else (form.code, code)
            one = cells.setdefault(key, Cells(sheet, sheet.place(row, place)))
            if column.role == VALUE:
                one.place = sheet.place(row, place)
            one.by_role[column.role] = sheet.at(row, place)


def _unseen(opened: Opened, cells: dict[Key, Cells]) -> list[Fault]:
    """Return a fault for each sheet, row or column that is hidden and holds figures: whoever
    signed the form did not see them."""
    hidden: dict[tuple[str, str], str] = {}  # the first place of each, by sheet and what is said
    reported = (one.by_role.get(role) for one in cells.values() for role in (VALUE, STATUS))
    for cell in filter(None, reported):
        page = opened.book.pages[cell.sheet]
        if page.hidden:
            hidden.setdefault((page.title, text("receive.sheet.hidden")), page.title)
        if cell.row in page.hidden_rows:
            problem = text("receive.sheet.hidden_row", row=cell.row)
            hidden.setdefault((page.title, problem), cell.place)
        if any(cell.column in columns for columns in page.hidden_columns):
            problem = text("receive.sheet.hidden_column", column=get_column_letter(cell.column))
            hidden.setdefault((page.title, problem), cell.place)
    remedy = text("receive.sheet.unhide")
    return [opened.fault(place, problem, remedy) for (_, problem), place in hidden.items()]


def _figure(key: Key, cells: Cells, issued: float | str | None) -> Figure | None:
    """One figure; None where nothing is reported yet. Raises NotAFigure."""
    if PREVIOUS in cells.by_role:  # else its column is gone, and told
        _unchanged(cells, issued)
    state = read_state(cells.by_role.get(STATUS))
    value, status = read_value(cells.by_role.get(VALUE), state)
    note = read_note(cells.by_role.get(NOTE))
    if value is None and not status:
        if note:
            problem = text("receive.cell.note_alone")
            raise NotAFigure(cells.place, problem, text("receive.cell.write_or_choose"))
        return None
    if value is None and status in ("A", "P", "E"):
        problem = text("receive.cell.state_alone")
        raise NotAFigure(cells.place, problem, text("receive.cell.write_or_clear"))
    return Figure(*key, value, status, note, cells.place)


def _unchanged(cells: Cells, issued: float | str | None) -> None:
    """Raise where last year's figure is not the one that was sent: the cell was typed into."""
    cell = cells.by_role.get(PREVIOUS)
    now = cell.value if cell is not None else None
    if now != issued:
        problem = text("receive.cell.before_changed", issued=_shown(issued), now=_shown(now))
        remedy = text("receive.cell.give_back_before")
        raise NotAFigure(cells.place if now is None else cell, problem, remedy)


def _shown(value) -> str:
    if value is None:
        return text("receive.cell.blank")
    return in_words(value) if isinstance(value, (int, float)) else str(value)


def _notes(sheet: Sheet, form: Form, faults: list[Fault]) -> dict[Key, Cell]:
    """The notes of an agency's form: a row a note, on one figure of one commune."""
    find_area, variables = area_by_name(form), variables_by_name(form)
    at = {column.role: place for place, column in sheet.columns.items()}
    notes: dict[Key, Cell] = {}
    for row in sheet.filled_rows:
        places = (sheet.stamp.column, at.get(NOTED_VARIABLE, 0))
        area, named = (sheet.said(row, place) for place in places)
        note = sheet.at(row, at.get(NOTE, 0))
        if note is None:
            continue
        of_area, of_figure = (place or note.column for place in places)
        if not (area and named):
            problem, remedy = text("receive.note.about_nothing"), text("receive.note.choose")
            sheet.tell(row, of_figure if area else of_area, problem, remedy)
            continue
        variable, found = (named if named in form.names else variables.get(named.casefold())), ""
        try:
            found = find_area(area)
        except ValueError as error:
            sheet.tell(row, of_area, *error.args)
        if not variable:
            problem = text("receive.note.unknown_figure", name=named)
            sheet.tell(row, of_figure, problem, text("receive.remedy.copy_over"))
        elif found and (found, variable) in notes:
            problem = text("receive.note.twice")
            sheet.tell(row, note.column, problem, text("receive.note.one_line"))
        elif found:
            notes[found, variable] = note
    faults += sheet.faults
    return notes


def _wrong_totals(
    sheet: Sheet, cells: dict[Key, Cells], figures: dict[Key, Figure | None], issued: Issued
) -> Iterator[Fault]:
    """Yield a fault for each total that is not the sum of its column: it was typed over, or the
    figures were pasted a row too low or too high. `figures`: those of cells that could be read."""
    of_variable: dict[str, list[Key]] = {}
    sum_again = text("receive.remedy.sum_again")
    for key in (key for key, one in cells.items() if one.sheet is sheet):
        of_variable.setdefault(key[1], []).append(key)
    for place, column in sheet.columns.items():
        cell, keys = sheet.at(sheet.end, place), of_variable.get(column.variable, [])
        if not sheet.has_totals or cell is None or column.role not in (VALUE, PREVIOUS):
            continue
        if not keys or not all(key in figures for key in keys):
            continue  # what is wrong in the column is told; its sum says no more
        if cell.value is None:  # no program has computed it yet: then it is what was issued, or not
            if not _is_sum(cell.formula, place, len(keys)):
                problem = text("receive.cell.sum_formula", formula=cell.formula or "")
                yield sheet.opened.fault(cell, problem, sum_again)
            continue
        if column.role == VALUE:
            amounts = [figures[key] and figures[key].value for key in keys]
        else:
            amounts = [v for v in map(issued.get, keys) if not isinstance(v, str)]
        added = math.fsum(amount or 0 for amount in amounts)
        try:
            total = read_number(cell, "E") or 0
        except NotAFigure as error:
            yield sheet.opened.fault(*error.told)
            continue
        if not math.isclose(total, added, rel_tol=1e-12, abs_tol=1e-6):
            told = {"total": in_words(total), "added": in_words(added)}
            yield sheet.opened.fault(cell, text("receive.cell.wrong_sum", **told), sum_again)


def _is_sum(formula: str | None, column: int, count: int) -> bool:
    """Whether a formula adds up as many cells of its column as there are figures."""
    letter = get_column_letter(column)
    found = re.fullmatch(
        rf"=?SUM\({letter}([0-9]+):{letter}([0-9]+)\)", (formula or "").replace("$", "")
    )
    return bool(found) and int(found[2]) - int(found[1]) + 1 == count
