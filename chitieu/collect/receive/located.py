"""A form's layout found again in a file that came back: what each row and column of a sheet holds.

It is looked up by the hidden codes, and never worked out from what else stands there. On a locked
sheet every code stands where it was issued, or the sheet is refused in one sentence. On one that
was unlocked, rows may have been sorted and rows or columns inserted or cut: each bears its code,
and whatever is wrong with a code is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.layout import (
    CHECK,
    NAME,
    NOTE,
    NOTES,
    PREVIOUS,
    ROLES,
    UNIT,
    VALUE,
    Column,
    Layout,
    layouts,
)
from chitieu.collect.receive.cell import clean, in_old_letters
from chitieu.collect.receive.identity import COPY_OVER, Sheet, stamped
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault, did_you_mean, listed
from chitieu.old_letters import misread
from chitieu.plan.names import AreaNames, UnclearName, code_finder

Key = tuple[str, str]  # an area and a variable
# What finds the code of a row, blank for none, and what is wrong, by its first cell and its name.
RowOf = Callable[[str, str], tuple[str, str]]
KEEP_ALL = f"không xóa trang, dòng, cột nào của biểu; chưa có số thì để trống ô; {COPY_OVER}"
LOST = "lost"  # the role of a column of which only the heading is there
FEW, MANY = 3, 12  # names that a problem and a remedy list


def locate(opened: Opened, form: Form) -> tuple[dict[str, Sheet], list[Fault], set[str]]:
    """Return the sheets of a form by the names they were issued under, what is wrong with others,
    and the names of those that this is told of."""
    issued = {layout.title: layout for layout in layouts(form)}
    found, faults, told = stamped(opened, form, issued)
    known = {c.code: c for layout in issued.values() for c in layout.columns if c.code}
    row_of = _area_of(form) if form.kind == AGENCY else _variable_of(form)
    for title, sheet in [*found.items()]:
        _find_columns(sheet, form, known)
        if title != NOTES:
            _find_rows(sheet, form, row_of)
        if sheet.page.locked and (place := _moved(sheet)):
            problem = "trang đã khóa mà dòng, cột hay mã ẩn không còn nguyên ở chỗ đã phát"
            faults.append(opened.fault(sheet.place(*place), problem, COPY_OVER))
            told.add(title)
            del found[title]
        elif title != NOTES:
            _outside(sheet)
    return found, faults, told


def _moved(sheet: Sheet) -> tuple[int, int] | None:
    """The first place where a code that was issued is not, or where another one is."""
    left = sheet.stamp.column
    found = {(sheet.codes, left): sheet.layout.stamp}
    found |= {(sheet.codes, place): column.code for place, column in sheet.columns.items()}
    found |= {(row, left): code for row, code in sheet.rows.items()}
    apart = found.items() ^ sheet.layout.places.items()
    return min(apart)[0] if apart else None


# ---- columns ------------------------------------------------------------------------------------


def _find_columns(sheet: Sheet, form: Form, known: dict[str, Column]) -> None:
    """Find what each column holds by its code; a heading that says something else is a fault."""
    at: dict[str, int] = {}
    row, issued = sheet.codes, sheet.layout.columns
    headings = {column.heading.casefold() for column in issued if column.code}
    for place in sorted({c for r, c in sheet.cells if row <= r < sheet.first_row}):
        code, heading = sheet.text(row, place), sheet.text(row + 2, place)
        heading = heading or sheet.text(row + 1, place)
        if place == sheet.stamp.column:
            continue
        if not code:
            if sheet.layout.title != NOTES and heading.casefold() in headings:
                sheet.tell(row, place, f"cột “{heading}” này mất mã ẩn", COPY_OVER)
                sheet.columns[place] = Column(LOST, heading, 0)
        elif code not in known:
            near = did_you_mean(code, known)
            word = near.removeprefix("did you mean ").rstrip("?").replace(" or ", " hoặc ")
            remedy = f"trả lại {word}" if near.startswith("did") else COPY_OVER
            sheet.tell(row, place, f"mã ẩn “{code}” không có trong biểu này", remedy)
        elif code in at:
            problem = f"cột lặp lại cột {get_column_letter(at[code])}"
            sheet.tell(row, place, problem, "xóa một trong hai cột")
        else:
            at[code] = place
            sheet.columns[place] = known[code]
            if sheet.layout.title != NOTES:
                _hold_headings(sheet, form, place)


def _hold_headings(sheet: Sheet, form: Form, place: int) -> None:
    column, row = sheet.columns[place], sheet.codes
    if not column.variable:
        heading = sheet.text(row + 1, place)
        others = {c.top.casefold() for c in sheet.layout.columns if c.role not in (CHECK, UNIT, "")}
        told = heading and (column.role in ROLES or heading.casefold() in others)
        if form.kind != AGENCY and told and heading.casefold() != column.top.casefold():
            problem = f"cột “{column.top}” mà tiêu đề là “{heading}”"
            sheet.tell(row + 1, place, problem, COPY_OVER)
        return
    below = sheet.text(row + 2, place)
    if below and below.casefold() != column.below.casefold():
        problem = f"đầu cột ghi “{below}”, không phải “{column.below}”"
        sheet.tell(row + 2, place, problem, COPY_OVER)
    # A block of three columns has one heading, which stands over the first.
    lefts = range(place, max(place - len(ROLES), 0), -1)
    heading = next((text for left in lefts if (text := sheet.text(row + 1, left))), "")
    name = form.names[column.variable]
    # With the unit in brackets, and without where a hand has taken it away.
    heads = (heading.casefold(), heading.rpartition(" (")[0].casefold())
    if heading and clean(name).casefold() not in heads:
        sheet.tell(row, place, f"cột của “{name}” mà tiêu đề là “{heading}”", COPY_OVER)


# ---- rows ---------------------------------------------------------------------------------------


def _find_rows(sheet: Sheet, form: Form, row_of: RowOf) -> None:
    """Find what each row is about by its code; a name that says something else is a fault."""
    left = sheet.stamp.column
    named = next((c for c, column in sheet.columns.items() if column.role == NAME), 0)
    amounts = [c for c, column in sheet.columns.items() if column.role in (PREVIOUS, VALUE)]
    for row in sheet.filled_rows:
        code, name = sheet.text(row, left), sheet.text(row, named) if named else ""
        if code.casefold() == sheet.layout.end.casefold():
            sheet.end = row
        elif code:
            what, wrong = row_of(code, name)
            if wrong:
                problem, _, remedy = wrong.partition("; ")
                sheet.tell(row, left, problem, remedy)
            if what and what in sheet.rows.values():
                problem = f"dòng “{name or code}” lặp lại"
                sheet.tell(row, left, problem, "xóa một trong hai dòng")
            sheet.rows[row] = what
        elif not sheet.end and (name or any(sheet.at(row, column) for column in amounts)):
            who = "tên xã" if form.kind == AGENCY else "tên số liệu"
            sheet.tell(row, left, "dòng này mất mã" + ("" if name else f" và {who}"), COPY_OVER)
            sheet.rows[row] = ""


def _area_of(form: Form) -> RowOf:
    """Return what finds the area of a row; its code may have lost its zeros."""
    by_name, by_code = area_by_name(form), code_finder(form.areas)

    def find(code: str, name: str) -> tuple[str, str]:
        area, code = by_code(code), code.removesuffix(".0")
        if not area:
            return "", f"mã “{code}” không phải xã nào của biểu; các mã: {listed(form.areas, MANY)}"
        try:
            agrees = not name or by_name(name) == area
        except ValueError as error:
            return area, str(error)
        said = f"mã {code} là “{form.areas[area]}” mà tên ghi “{name}”; trả lại mã hoặc tên"
        return area, "" if agrees else said

    return find


def _variable_of(form: Form) -> RowOf:
    """Return what finds the variable of a row."""
    by_name = variables_by_name(form)

    def find(code: str, name: str) -> tuple[str, str]:
        if code not in form.names:
            named = by_name.get(name.casefold(), "")
            remedy = f"trả lại “{named}”" if named else COPY_OVER
            return "", f"mã ẩn “{code}” không có trong biểu này; {remedy}"
        agrees = not name or clean(form.names[code]).casefold() == name.casefold()
        return code, "" if agrees else f"mã ẩn là “{code}” mà tên ghi “{name}”; {COPY_OVER}"

    return find


def area_by_name(form: Form) -> Callable[[str], str]:
    """Return what finds an area by its name, however it is spelt; it raises ValueError."""
    names = AreaNames(form.areas)

    def find(name: str) -> str:
        try:
            return names.find(name)
        except UnclearName as error:
            if old := misread(name):
                raise ValueError("; ".join(in_old_letters(old, "tên xã"))) from None
            found = " hoặc ".join(f"{code} {form.areas[code]}" for code in error.candidates)
            if found:
                raise ValueError(f"“{name}” có thể là {found}; ghi mã của xã") from None
            known = listed(form.areas.values(), MANY)
            raise ValueError(f"“{name}” không phải xã nào của biểu; các xã: {known}") from None

    return find


def variables_by_name(form: Form) -> dict[str, str]:
    """Return the variables by their names; a name that two have tells neither."""
    names = [clean(name).casefold() for name in form.names.values()]
    found = zip(names, form.names, strict=True)
    return {name: variable for name, variable in found if names.count(name) == 1}


# ---- what is not where it belongs ---------------------------------------------------------------


def _outside(sheet: Sheet) -> None:
    """Tell of what was written where nothing is read: below, beside and between the figures."""
    left, last = sheet.stamp.column, sheet.end or max(sheet.rows, default=sheet.first_row)
    roles = {place: column.role for place, column in sheet.columns.items()}
    for (row, place), cell in sheet.cells.items():
        role = roles.get(place, "")
        is_number = isinstance(cell.value, (int, float)) and cell.formula is None
        lost = role in (CHECK, UNIT) and is_number
        if row < sheet.first_row or (
            row in sheet.rows and (role or place == left) and not lost
        ):  # headings are looked at with the columns
            continue
        summed = sheet.has_totals and role in (VALUE, PREVIOUS, CHECK, LOST)
        if row == sheet.end and (place == left or summed):
            continue
        if row <= last or is_number:
            problem = f"“{clean(cell.value)[:40]}” nằm ngoài chỗ ghi số liệu"
            sheet.tell(row, place, problem, "đưa về đúng ô, hoặc xóa đi")


def gone(
    opened: Opened, form: Form, sheets: dict[str, Sheet], told: set[str], read: Collection[Key]
) -> list[Fault]:
    """Return a fault for each sheet, row and column of figures that is not there any more.

    `sheets`, `told`: as `locate` returns them; `read`: the figures whose cells were found on any
    sheet.
    """
    codes = {column.code for sheet in sheets.values() for column in sheet.columns.values()}
    faults = []
    for layout in (each for each in layouts(form) if each.title != NOTES):
        title, names = layout.title, [f"“{form.names[v]}”" for v in layout.variables]
        if title in sheets and not sheets[title].faults:
            tab = sheets[title].page.title
            for what in _of_sheet(form, layout, codes, read):
                faults.append(opened.fault(tab, f"mất {what}", KEEP_ALL))
        elif title not in sheets and title not in told:
            problem = f"mất trang “{title}” ({listed(names, FEW, ' và {} số liệu khác')})"
            faults.append(opened.fault("", problem, KEEP_ALL))
    return faults


def _of_sheet(form: Form, layout: Layout, codes: set[str], read: Collection[Key]) -> Iterator[str]:
    """What is gone of one sheet, in words."""
    needed = [column for column in layout.columns if column.role in (*ROLES, NOTE)]
    missing = [column for column in needed if column.code not in codes]
    lost = [column.variable for column in missing]
    whole = {v for v in lost if v and lost.count(v) == len(ROLES)}
    for variable in whole:
        yield f"các cột của “{form.names[variable]}”"
    for column in missing:
        if column.variable not in whole:
            of = f" của “{form.names[column.variable]}”" if column.variable else ""
            yield f"cột “{column.heading}”{of}"
    there = {code for key in read if {*key} & {*layout.variables} for code in key}
    for code, name in layout.rows.items():
        if there and code not in there:
            yield f"dòng “{name}”"
