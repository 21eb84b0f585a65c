"""The sheets that are filled in, drawn as their layout has them: an agency's, communes down; a
commune's, figures down; an agency's notes; and the hidden one. What breaks a rule turns red, and a
column says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import AGENCY, NOT_COLLECTED, NOTHING, Form, date_words
from chitieu.collect.forms.layout import (
    AREAS_LISTED,
    CHECK,
    CODES,
    HEADS,
    IDENTITY,
    ISSUED,
    NOTE,
    NOTE_LINES,
    PREVIOUS,
    SEAL,
    STATUS,
    VALUE,
    VARIABLES_LISTED,
    Layout,
    layouts,
    seal,
)
from chitieu.collect.forms.style import put
from chitieu.collect.rules import Rule, Term
from chitieu.plan.groups import MARK
from chitieu.plan.periods import period_words
from chitieu.words import text, texts

_LABEL = {"fill": style.LOCKED, "border": style.GRID}
_HEAD = {"fill": style.HEAD, "border": style.GRID, "bold": True}
_INPUT = {"fill": style.INPUT, "border": style.GRID, "protection": style.OPEN}
_COUNT = {"align": "right", "indent": 1, "border": style.GRID, "number_format": style.COUNT}


def figure_sheets(book: Workbook, form: Form) -> None:
    """Add the sheets that the form's figures are written on."""
    for number, layout in enumerate(layouts(form), start=1):
        if not layout.is_of_notes:
            draw = _of_agency if form.kind == AGENCY else _of_commune
            draw(book.create_sheet(layout.title), form, layout, number)


def _of_agency(sheet: Worksheet, form: Form, layout: Layout, number: int) -> None:
    _top(sheet, form, f"{form.code}-{number}", 1)
    _heads(sheet, layout)
    first, last, check = layout.first, layout.last, layout.column(CHECK)
    for variable in layout.variables:
        before, value, status = (layout.column(r, variable) for r in (PREVIOUS, VALUE, STATUS))
        for row, area in enumerate(layout.rows, start=first):
            _figure(sheet, row, (before, value, status), form.previous.get((area, variable)))
        for column in (before, value):
            letter = get_column_letter(column)
            total = f"=SUM({letter}{first}:{letter}{last})"
            put(sheet, last + 1, column, total, formula=True, fill=style.HEAD, bold=True, **_COUNT)
        put(sheet, last + 1, status, None, fill=style.HEAD, border=style.GRID)
        _validate(sheet, layout, value, status)
        _name_range(sheet, variable, value, first, last)
    for row, (area, name) in enumerate(layout.rows.items(), start=first):
        sheet.row_dimensions[row].height = 30
        put(sheet, row, 1, area, align="center", **_LABEL)
        put(sheet, row, 2, name, **_LABEL)
    put(sheet, last + 1, 1, layout.end, **_HEAD)
    put(sheet, last + 1, 2, "", **_HEAD)
    _rules(sheet, form, layout)
    put(sheet, last + 1, check, None, fill=style.HEAD, border=style.GRID)
    sheet.row_dimensions[last + 1].height = 24
    _signature(sheet, last + 3, 2, check - 1)
    _finish(sheet, form, f"C{first}", check, last + 8)


def _of_commune(sheet: Worksheet, form: Form, layout: Layout, _: int) -> None:
    _top(sheet, form, form.code, 2)
    _heads(sheet, layout)
    sheet.column_dimensions["A"].hidden = True
    (area,) = form.areas
    before, value, status = (layout.column(role) for role in (PREVIOUS, VALUE, STATUS))
    for row, (variable, name) in enumerate(layout.rows.items(), start=layout.first):
        put(sheet, row, 1, variable, **_LABEL)
        put(sheet, row, 2, name, wrap=True, **_LABEL)
        put(sheet, row, 3, form.unit(variable), align="center", **_LABEL)
        _figure(sheet, row, (before, value, status), form.previous.get((area, variable)))
        put(sheet, row, layout.column(NOTE), None, wrap=True, **_INPUT)
        sheet.row_dimensions[row].height = 30
        _name_range(sheet, variable, value, row, row)
    put(sheet, layout.last + 1, 1, layout.end)
    _validate(sheet, layout, value, status)
    _rules(sheet, form, layout)
    _signature(sheet, layout.last + 2, 2, layout.column(NOTE))
    _finish(sheet, form, f"D{layout.first}", layout.column(CHECK), layout.last + 7)


def note_sheet(book: Workbook, form: Form) -> None:
    """Add the lines for notes, each on one figure: an agency's form has no room beside it."""
    if form.kind != AGENCY:
        return
    layout = layouts(form)[-1]
    sheet = book.create_sheet(layout.title)
    for column, about in enumerate(layout.columns, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = about.width
    title = text("forms.top.notes", period=period_words(form.period).upper())
    put(sheet, 1, 1, title, bold=True, size=14)
    put(sheet, 2, 1, text("forms.top.reporter", reporter=form.reporter), bold=True)
    put(sheet, 3, 1, text("forms.top.how_to_note"))
    _codes(sheet, layout)
    for column, about in enumerate(layout.columns, start=1):
        put(sheet, HEADS, column, about.top, align="center", **_HEAD)
    last = HEADS + NOTE_LINES
    for row in range(layout.first, last + 1):
        for column in range(1, len(layout.columns) + 1):
            put(sheet, row, column, None, wrap=True, **_INPUT)
    for column, (source, names) in enumerate(_lists(form).items(), start=1):
        letter = get_column_letter(source)
        cells = f"'{IDENTITY}'!${letter}$1:${letter}${len(names)}"
        choice = _choice(cells, text("forms.wrong.not_listed"), text("forms.wrong.choose"))
        _add(sheet, choice, column, layout.first, last)
    _finish(sheet, form, f"A{layout.first}", len(layout.columns), last, heads=1)


def hidden_sheet(book: Workbook, form: Form) -> None:
    """Add the identity, its seal, last year's figures and the lists, and the file's properties."""
    sheet = book.create_sheet(IDENTITY)
    sheet.sheet_state = "veryHidden"
    issued = [(*key, figure) for key, figure in form.previous.items()]
    entries = form.identity | {SEAL: seal(form.identity, issued)}
    for row, (key, value) in enumerate(entries.items(), start=1):
        put(sheet, row, 1, key)
        put(sheet, row, 2, value)
        if key != SEAL:
            book.custom_doc_props.append(StringProperty(name=f"chitieu.{key}", value=value))
    row = len(entries) + 2
    put(sheet, row, 1, ISSUED)
    for place, (area, variable, value) in enumerate(issued, start=row + 1):
        for column, content in enumerate((area, variable, value), start=1):
            put(sheet, place, column, content)
    for column, words in _lists(form).items():
        for place, word in enumerate(words, start=1):
            put(sheet, place, column, word)
    style.lock(sheet)


def _lists(form: Form) -> dict[int, list[str]]:
    return {AREAS_LISTED: [*form.areas.values()], VARIABLES_LISTED: [*form.names.values()]}


# ---- what every sheet of figures has -------------------------------------------------------------


def _top(sheet: Worksheet, form: Form, number: str, left: int) -> None:
    """Who reports what by when, from column `left`: the first may be hidden."""
    period = period_words(form.period).upper()
    title = text("forms.top.title", number=number.upper(), period=period)
    deadline = text("forms.top.deadline", date=date_words(form.deadline))
    put(sheet, 1, left, title, bold=True, size=14)
    put(sheet, 2, left, form.title, italic=True)
    put(sheet, 3, left, text("forms.top.reporter", reporter=form.reporter), bold=True)
    put(sheet, 4, left, deadline, bold=True, color="9C0006")
    put(sheet, 5, left, text("forms.top.how", nothing=NOTHING, not_collected=NOT_COLLECTED))


def _codes(sheet: Worksheet, layout: Layout) -> None:
    for (row, column), code in layout.places.items():
        if row == CODES:
            put(sheet, row, column, code)
    sheet.row_dimensions[CODES].hidden = True


def _heads(sheet: Worksheet, layout: Layout) -> None:
    """The codes, and the headings below them: over both rows, or one over a variable's columns."""
    _codes(sheet, layout)
    sheet.row_dimensions[HEADS].height = 48
    longest = max((column.below for column in layout.columns), key=len)
    sheet.row_dimensions[HEADS + 1].height = max(32, style.height(longest, 11, 16))
    look = {"align": "center", "wrap": True, **_HEAD}
    for place, column in enumerate(layout.columns, start=1):
        starts = column.role in ("", PREVIOUS) or not column.variable
        put(sheet, HEADS, place, column.top if starts else None, **look)
        small = {"size": 10} if column.below else {}
        put(sheet, HEADS + 1, place, column.below or None, **small, **look)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        if not column.below:
            _merge(sheet, HEADS, HEADS + 1, place, place)
        elif column.role == STATUS:
            _merge(sheet, HEADS, HEADS, place - 2, place)


def _merge(sheet: Worksheet, first: int, last: int, left: int, right: int) -> None:
    sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)


def _figure(sheet: Worksheet, row: int, columns: tuple[int, int, int], previous) -> None:
    before, value, status = columns
    put(sheet, row, before, previous, fill=style.LOCKED, **_COUNT)
    put(sheet, row, value, None, **_INPUT, **{k: v for k, v in _COUNT.items() if k != "border"})
    put(sheet, row, status, None, size=10, **_INPUT)


def _validate(sheet: Worksheet, layout: Layout, value: int, status: int) -> None:
    cell, state = (f"{get_column_letter(c)}{layout.first}" for c in (value, status))
    states = texts("forms.state")
    whole = f'OR({cell}=INT({cell}),{state}="{states["E"]}")'
    signs = ",".join(f'{cell}="{sign}"' for sign in ("-", "...", "…"))
    count = DataValidation(
        type="custom",
        formula1=f"OR({signs},IF(ISNUMBER({cell}),AND({cell}>=0,{whole}),FALSE))",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=text("forms.wrong.no_count"),
        error=text(
            "forms.wrong.write_a_count", zero=0, nothing=NOTHING, not_collected=NOT_COLLECTED
        ),
    )
    choice = _choice(
        f'"{",".join(states.values())}"',
        text("forms.wrong.no_state"),
        text("forms.wrong.choose_a_state"),
    )
    for rule, column in ((count, value), (choice, status)):
        _add(sheet, rule, column, layout.first, layout.last)


def _choice(cells: str, title: str, error: str) -> DataValidation:
    return DataValidation(
        type="list", formula1=cells, allow_blank=True, showErrorMessage=True, errorTitle=title,
        error=error,
    )  # fmt: skip


def _add(sheet: Worksheet, rule: DataValidation, column: int, first: int, last: int) -> None:
    letter = get_column_letter(column)
    rule.add(f"{letter}{first}:{letter}{last}")
    sheet.add_data_validation(rule)


def _name_range(sheet: Worksheet, variable: str, column: int, first: int, last: int) -> None:
    """Name the cells of a variable, for the formulas of its rules."""
    letter = get_column_letter(column)
    cells = f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"
    name = range_name(variable)
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=cells)


def _signature(sheet: Worksheet, row: int, left: int, right: int) -> None:
    put(sheet, row, right, text("forms.signature.date"), italic=True, align="center")
    for column, who in ((left, "clerk"), (right, "head")):
        signed = text(f"forms.signature.{who}_signs")
        put(sheet, row + 1, column, text(f"forms.signature.{who}"), bold=True, align="center")
        put(sheet, row + 2, column, signed, italic=True, size=10, align="center")


def _finish(
    sheet: Worksheet, form: Form, corner: str, columns: int, last: int, heads: int = 2
) -> None:
    sheet.freeze_panes = corner
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEADS}:{HEADS + heads - 1}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{last}"
    style.lock(sheet)
    style.fit_a4(sheet, f"{form.reporter} · {period_words(form.period)} · {sheet.title}")


# ---- rules between figures -----------------------------------------------------------------------


def _rules(sheet: Worksheet, form: Form, layout: Layout) -> None:
    """Fill the column that says in words which part exceeds its whole; cells turn red besides."""
    rules = [rule for rule in form.rules if rule.variables[0] in layout.variables]
    for place, code in enumerate(layout.rows, start=1):
        here, at = rules, str(place)
        if form.kind != AGENCY:  # each variable has one cell
            here, at = [rule for rule in rules if rule.variables[0] == code], "1"
        told = "&".join(
            f'IF({broken(rule, at)},"{_quoted(_words(rule, form))}","")' for rule in here
        )
        put(
            sheet, layout.first + place - 1, layout.column(CHECK), f"={told}" if told else None,
            formula=True, wrap=True, size=9, color="9C0006", **_LABEL,
        )  # fmt: skip
    for rule in rules:
        for cells, at in _cells_of(rule, form, layout):
            red = FormulaRule(formula=[broken(rule, at)], fill=style.WRONG, font=style.WRONG_FONT)
            sheet.conditional_formatting.add(cells, red)


def _cells_of(rule: Rule, form: Form, layout: Layout) -> Iterator[tuple[str, str]]:
    """Where the figures of a rule stand on a sheet, and the formula of a row's place."""
    for variable in rule.variables:
        if variable not in layout.variables:
            continue
        if form.kind == AGENCY:
            letter = get_column_letter(layout.column(VALUE, variable))
            yield f"{letter}{layout.first}:{letter}{layout.last}", f"ROW()-{layout.first - 1}"
        else:
            row = layout.first + list(layout.rows).index(variable)
            yield f"{get_column_letter(layout.column(VALUE))}{row}", "1"


def _words(rule: Rule, form: Form) -> str:
    left, right = (rule.in_words(side, form.names) for side in (rule.left, rule.right))
    if len(rule.right) == 1 and rule.right[0].word in rule.areas:
        return text("forms.only_none_or_one", part=left, none=0, one=1)
    return text("forms.part_above_whole", part=left, whole=right)


def _quoted(words: str) -> str:
    return words.replace('"', '""')[:250]  # a text in a formula has at most 255 characters


def broken(rule: Rule, row: str) -> str:
    """Return the formula that is true where a rule is broken, for one row of the form.

    `row`: a formula for the row's place in the ranges, which are named after their variables. Names
    are used because a conditional format may not point at another sheet, but a name may.
    """
    cells = [f"INDEX({range_name(v)},{row})" for v in rule.variables]
    known = [f'OR(ISNUMBER({cell}),{cell}="-")' for cell in cells]
    left, right = (_sum(side, row, rule.areas) for side in (rule.left, rule.right))
    return f"AND({','.join(known)},{left}>{right})"


def range_name(variable: str) -> str:
    """Return the name that the cells of a variable have in the form."""
    return f"v_{variable}".replace(MARK, ".").replace("=", ".")  # as a spreadsheet takes a name


def _sum(terms: Iterable[Term], row: str, areas: Collection[str]) -> str:
    added = [
        ("-" if sign < 0 else "+")
        + ("1" if variable in areas else f"N(INDEX({range_name(variable)},{row}))")
        for sign, variable in terms
    ]
    return "".join(added).removeprefix("+")
