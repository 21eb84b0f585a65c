"""The layout of a form: what stands in which row and column of each sheet.

The writer draws it and the reader looks it up. Hidden above the headings is a row of codes: first
the sheet's stamp, then what each column holds ("children_u1:value"); the first column has a code a
row, of an area or, in a commune's form, of a variable.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.plan.periods import period_words
from chitieu.words import capital, text

CODES, HEADS = 6, 7  # the row of codes, and the first row of headings
PREVIOUS, VALUE, STATUS, NOTE, NAME, CHECK, UNIT = (
    "previous", "value", "status", "note", "name", "check", "unit",
)  # fmt: skip
ROLES = (PREVIOUS, VALUE, STATUS)  # last year's figure, this period's, its state
NOTED_VARIABLE = "variable"  # what a line of it is on, of the area that it begins with
NOTE_LINES = 28
ACROSS = 4  # variables on a sheet: as many as A4 holds in letters that can be read
IDENTITY = "_chitieu"  # the hidden sheet: who the form is, what was issued in it, its lists
SEAL = "seal"
ISSUED = "issued"  # heads the table of last year's figures as they were sent out
AREAS_LISTED, VARIABLES_LISTED = 5, 6  # columns of names, in the form's order


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its headings and its width. `variable`: blank where each row is
    of one; `below`: its heading under the one that it shares with its neighbours."""

    role: str
    top: str
    width: float
    variable: str = ""
    below: str = ""

    @property
    def code(self) -> str:
        """What the hidden row says of it."""
        return f"{self.variable}:{self.role}" if self.variable else self.role

    @property
    def heading(self) -> str:
        return self.below or self.top


@dataclass(frozen=True)
class Layout:
    """One sheet that is filled in. `columns`: from the first on, which holds the codes of `rows`;
    `rows`: what each row is called, by its code; `end`: what stands below them; `variables`: those
    whose figures are on it, none on the sheet of an agency's notes."""

    title: str
    stamp: str
    columns: tuple[Column, ...]
    rows: dict[str, str]
    end: str
    variables: tuple[str, ...] = ()
    has_totals: bool = False

    @property
    def is_of_notes(self) -> bool:
        return not self.variables

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return HEADS + (1 if self.is_of_notes else 2)

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @cached_property
    def places(self) -> dict[tuple[int, int], str]:
        """Every code by its row and column, the stamp among them."""
        columns = {(CODES, place): c.code for place, c in enumerate(self.columns[1:], start=2)}
        rows = {(row, 1): code for row, code in enumerate(self.rows, start=self.first)}
        coded = {place: code for place, code in (columns | rows).items() if code}
        return {(CODES, 1): self.stamp} | coded

    def column(self, role: str, variable: str = "") -> int:
        """Return where a column stands, counted from 1."""
        at = [(column.role, column.variable) for column in self.columns]
        return at.index((role, variable)) + 1


def stamp(form: Form, title: str) -> str:
    """Return what says, on each sheet, which form it belongs to."""
    return "/".join([*form.identity.values(), title])


def layouts(form: Form) -> list[Layout]:
    """Return the sheets of a form that are filled in: of figures, then an agency's of notes."""
    if form.kind != AGENCY:
        return [_of_commune(form)]
    variables = list(form.variables.index)
    count = -(-len(variables) // ACROSS)
    size = -(-len(variables) // count)  # as evenly as they can be shared out
    parts = [variables[start : start + size] for start in range(0, len(variables), size)]
    return [_of_agency(form, number, part) for number, part in enumerate(parts, start=1)] + [
        _of_notes(form)
    ]


def _of_agency(form: Form, number: int, variables: list[str]) -> Layout:
    columns = [
        Column("", text("forms.column.code"), 8),
        Column(NAME, form.areas_word, 22),
    ]
    below = {PREVIOUS: 9, VALUE: 9, STATUS: 13}
    for variable in variables:
        unit = f" ({form.unit(variable)})" if form.unit(variable) else ""
        columns += [
            Column(role, f"{form.names[variable]}{unit}", width, variable, _head(role, form))
            for role, width in below.items()
        ]
    columns.append(Column(CHECK, text("forms.column.check"), 30))
    title, end = text("forms.sheet.figures", number=number), text("forms.total")
    return Layout(
        title, stamp(form, title), tuple(columns), form.areas, end, tuple(variables), True
    )


def _of_commune(form: Form) -> Layout:
    columns = (
        Column("", text("forms.column.code"), 10), Column(NAME, text("forms.column.figure"), 46),
        Column(UNIT, text("forms.column.unit"), 8), Column(PREVIOUS, _head(PREVIOUS, form), 10),
        Column(VALUE, _head(VALUE, form), 10), Column(STATUS, _head(STATUS, form), 15),
        Column(NOTE, text("forms.column.note"), 34), Column(CHECK, text("forms.column.check"), 30),
    )  # fmt: skip
    title = text("forms.sheet.figures", number=1)
    variables = tuple(form.names)
    return Layout(title, stamp(form, title), columns, form.names, text("forms.end"), variables)


def _of_notes(form: Form) -> Layout:
    columns = (
        Column("", form.areas_word, 26),
        Column(NOTED_VARIABLE, text("forms.column.figure"), 46),
        Column(NOTE, text("forms.column.note"), 70),
    )
    title = text("forms.sheet.notes")
    return Layout(title, stamp(form, title), columns, {}, "")


def _head(role: str, form: Form) -> str:
    if role == STATUS:
        return text("forms.column.status")
    return capital(period_words(form.previous_period if role == PREVIOUS else form.period))


def seal(identity: dict[str, str], issued: list[tuple]) -> str:
    """Return what changes when a hidden cell is edited; it guards against slips, not intent."""
    rows = [[str(area), str(variable), _plain(value)] for area, variable, value in issued]
    content = json.dumps([identity, rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _plain(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
