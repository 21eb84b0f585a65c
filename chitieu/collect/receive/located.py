"""A form's layout found again in a file that came back: what each row and column of a sheet holds.

It is looked up by the hidden codes, and never worked out from what else stands there. On a locked
sheet every code stands where it was issued, or the sheet is refused in one sentence. On one that
was unlocked, rows may have been sorted and rows or columns inserted or cut: each bears its code,
and whatever is wrong with a code is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.layout import (
    CHECK,
    NAME,
    NOTE,
    PREVIOUS,
    ROLES,
    UNIT,
    VALUE,
    Column,
    Layout,
    layouts,
)
from chitieu.collect.receive.cell import clean, in_old_letters
from chitieu.collect.receive.identity import Sheet, stamped
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault, listed
from chitieu.old_letters import misread
from chitieu.plan.names import AreaNames, UnclearName, code_finder
from chitieu.words import listing, text

Key = tuple[str, str]  # an area and a variable
Wrong = tuple[str, str] | None  # a problem and its remedy
# What finds the code of a row, blank for none, and what is wrong, by its first cell and its name.
RowOf = Callable[[str, str], tuple[str, Wrong]]
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
        if not sheet.layout.is_of_notes:
            _find_rows(sheet, form, row_of)
        if sheet.page.locked and (place := _moved(sheet)):
            remedy = text("receive.remedy.copy_over")
            faults.append(opened.fault(sheet.place(*place), text("receive.sheet.moved"), remedy))
            told.add(title)
            del found[title]
        elif not sheet.layout.is_of_notes:
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
    copy_over = text("receive.remedy.copy_over")
    headings = {column.heading.casefold() for column in issued if column.code}
    for place in sorted({c for r, c in sheet.cells if row <= r < sheet.first_row}):
        code, heading = sheet.said(row, place), sheet.said(row + 2, place)
        heading = heading or sheet.said(row + 1, place)
        if place == sheet.stamp.column:
            continue
        if not code:
            if not sheet.layout.is_of_notes and heading.casefold() in headings:
                sheet.tell(row, place, text("receive.column.no_code", heading=heading), copy_over)
                sheet.columns[place] = Column(LOST, heading, 0)
        elif code not in known:
            near = [f"'{each}'" for each in get_close_matches(code[:100], sorted(known), n=2)]
            remedy = text("receive.remedy.give_back", code=listing(near, "or"))
            problem = text("receive.column.unknown_code", code=code)
            sheet.tell(row, place, problem, remedy if near else copy_over)
        elif code in at:
            problem = text("receive.column.twice", column=get_column_letter(at[code]))
            sheet.tell(row, place, problem, text("receive.remedy.delete_a_column"))
        else:
            at[code] = place
            sheet.columns[place] = known[code]
            if not sheet.layout.is_of_notes:
                _hold_headings(sheet, form, place)


def _hold_headings(sheet: Sheet, form: Form, place: int) -> None:
    column, row = sheet.columns[place], sheet.codes
    copy_over = text("receive.remedy.copy_over")
    if not column.variable:
        heading = sheet.said(row + 1, place)
        others = {c.top.casefold() for c in sheet.layout.columns if c.role not in (CHECK, UNIT, "")}
        told = heading and (column.role in ROLES or heading.casefold() in others)
        if form.kind != AGENCY and told and heading.casefold() != column.top.casefold():
            problem = text("receive.column.other_heading", column=column.top, heading=heading)
            sheet.tell(row + 1, place, problem, copy_over)
        return
    below = sheet.said(row + 2, place)
    if below and below.casefold() != column.below.casefold():
        told = {"column": column.below, "heading": below}
        sheet.tell(row + 2, place, text("receive.column.other_heading_below", **told), copy_over)
    # A block of three columns has one heading, which stands over the first.
    lefts = range(place, max(place - len(ROLES), 0), -1)
    heading = next((said for left in lefts if (said := sheet.said(row + 1, left))), "")
    name = form.names[column.variable]
    # With the unit in brackets, and without where a hand has taken it away.
    heads = (heading.casefold(), heading.rpartition(" (")[0].casefold())
    if heading and clean(name).casefold() not in heads:
        problem = text("receive.column.other_figure", name=name, heading=heading)
        sheet.tell(row, place, problem, copy_over)


# ---- rows ---------------------------------------------------------------------------------------


def _find_rows(sheet: Sheet, form: Form, row_of: RowOf) -> None:
    """Find what each row is about by its code; a name that says something else is a fault."""
    left = sheet.stamp.column
    named = next((c for c, column in sheet.columns.items() if column.role == NAME), 0)
    amounts = [c for c, column in sheet.columns.items() if column.role in (PREVIOUS, VALUE)]
    for row in sheet.filled_rows:
        code, name = sheet.said(row, left), sheet.said(row, named) if named else ""
        if code.casefold() == sheet.layout.end.casefold():
            sheet.end = row
        elif code:
            what, wrong = row_of(code, name)
            if wrong:
                sheet.tell(row, left, *wrong)
            if what and what in sheet.rows.values():
                problem = text("receive.row.twice", name=name or code)
                sheet.tell(row, left, problem, text("receive.remedy.delete_a_row"))
            sheet.rows[row] = what
        elif not sheet.end and (name or any(sheet.at(row, column) for column in amounts)):
            problem = text("receive.row.no_code")
            if not name:
                what = "area" if form.kind == AGENCY else "figure"
                problem = text(f"receive.row_without_name.{what}")
            sheet.tell(row, left, problem, text("receive.remedy.copy_over"))
            sheet.rows[row] = ""


def _area_of(form: Form) -> RowOf:
    """Return what finds the area of a row; its code may have lost its zeros."""
    by_name, by_code = area_by_name(form), code_finder(form.areas)

    def find(code: str, name: str) -> tuple[str, Wrong]:
        area, code = by_code(code), code.removesuffix(".0")
        if not area:
            known = text("receive.row.known_codes", codes=listed(form.areas, MANY))
            return "", (text("receive.row.unknown_area_code", code=code), known)
        try:
            agrees = not name or by_name(name) == area
        except ValueError as error:
            return area, error.args
        problem = text("receive.row.other_area", code=code, area=form.areas[area], name=name)
        return area, None if agrees else (problem, text("receive.row.give_back_area"))

    return find


def _variable_of(form: Form) -> RowOf:
    """Return what finds the variable of a row."""
    by_name = variables_by_name(form)

    def find(code: str, name: str) -> tuple[str, Wrong]:
        copy_over = text("receive.remedy.copy_over")
        if code not in form.names:
            named = by_name.get(name.casefold(), "")
            remedy = text("receive.remedy.give_back", code=f"“{named}”") if named else copy_over
            return "", (text("receive.column.unknown_code", code=code), remedy)
        agrees = not name or clean(form.names[code]).casefold() == name.casefold()
        problem = text("receive.row.other_figure", code=code, name=name)
        return code, None if agrees else (problem, copy_over)

    return find


def area_by_name(form: Form) -> Callable[[str], str]:
    """Return what finds an area by its name, however it is spelt: the one in the form, or its own.
    It raises ValueError with a problem and a remedy."""
    names, own = AreaNames(form.areas), AreaNames(form.own_areas)

    def find(name: str) -> str:
        try:
            return (names if names.candidates(name) else own).find(name)
        except UnclearName as error:
            if old := misread(name):
                raise ValueError(*in_old_letters(old, "area")) from None
            if error.candidates:
                found = [f"{code} {form.areas[code]}" for code in error.candidates]
                areas = f" {text('common.or')} ".join(found)
                problem = text("receive.row.unclear_area", name=name, areas=areas)
                raise ValueError(problem, text("receive.row.write_code")) from None
            known = text("receive.row.known_areas", areas=listed(form.areas.values(), MANY))
            raise ValueError(text("receive.row.unknown_area", name=name), known) from None

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
            problem = text("receive.sheet.outside", content=clean(cell.value)[:40])
            sheet.tell(row, place, problem, text("receive.sheet.move_or_delete"))


def gone(
    opened: Opened, form: Form, sheets: dict[str, Sheet], told: set[str], read: Collection[Key]
) -> list[Fault]:
    """Return a fault for each sheet, row and column of figures that is not there any more.

    `sheets`, `told`: as `locate` returns them; `read`: the figures whose cells were found on any
    sheet.
    """
    codes = {column.code for sheet in sheets.values() for column in sheet.columns.values()}
    faults, keep_all = [], text("receive.remedy.keep_all")
    for layout in (each for each in layouts(form) if not each.is_of_notes):
        title, names = layout.title, [f"“{form.names[v]}”" for v in layout.variables]
        if title in sheets and not sheets[title].faults:
            tab = sheets[title].page.title
            for problem in _of_sheet(form, layout, codes, read):
                faults.append(opened.fault(tab, problem, keep_all))
        elif title not in sheets and title not in told:
            some, more = ", ".join(names[:FEW]), len(names) - FEW
            problem = text("receive.gone.sheet", title=title, names=some)
            if more > 0:
                problem = text("receive.gone.sheet_of_many", title=title, names=some, more=more)
            faults.append(opened.fault("", problem, keep_all))
    return faults


def _of_sheet(form: Form, layout: Layout, codes: set[str], read: Collection[Key]) -> Iterator[str]:
    """What is gone of one sheet, in words."""
    needed = [column for column in layout.columns if column.role in (*ROLES, NOTE)]
    missing = [column for column in needed if column.code not in codes]
    lost = [column.variable for column in missing]
    whole = {v for v in lost if v and lost.count(v) == len(ROLES)}
    for variable in whole:
        yield text("receive.gone.columns", name=form.names[variable])
    for column in missing:
        if column.variable and column.variable not in whole:
            name = form.names[column.variable]
            yield text("receive.gone.column_of", heading=column.heading, name=name)
        elif column.variable not in whole:
            yield text("receive.gone.column", heading=column.heading)
    there = {code for key in read if {*key} & {*layout.variables} for code in key}
    for code, name in layout.rows.items():
        if there and code not in there:
            yield text("receive.gone.row", name=name)
