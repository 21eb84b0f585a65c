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

CODES, HEADS = 6, 7  # the row of codes, and the first row of headings
PREVIOUS, VALUE, STATUS, NOTE, NAME, CHECK, UNIT = (
    "previous", "value", "status", "note", "name", "check", "unit",
)  # fmt: skip
ROLES = (PREVIOUS, VALUE, STATUS)  # last year's figure, this period's, its state
NOTES = "Ghi chú"  # the sheet of an agency's notes, each on one figure
NOTED_VARIABLE = "variable"  # what a line of it is on, of the area that it begins with
NOTE_LINES = 28
ACROSS = 4  # variables on a sheet: as many as A4 holds in letters that can be read
TOTAL = "Cộng"
END = "hết"  # hidden below the figures where no totals end them
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
    whose figures are on it."""

    title: str
    stamp: str
    columns: tuple[Column, ...]
    rows: dict[str, str]
    end: str
    variables: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return HEADS + (1 if self.title == NOTES else 2)

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
    return [_of_agency(form, f"Biểu {n}", part) for n, part in enumerate(parts, start=1)] + [
        _of_notes(form)
    ]


def _of_agency(form: Form, title: str, variables: list[str]) -> Layout:
    columns = [Column("", "Mã", 8), Column(NAME, "Xã, thị trấn", 22)]
    below = {PREVIOUS: 9, VALUE: 9, STATUS: 13}
    for variable in variables:
        unit = f" ({form.unit(variable)})" if form.unit(variable) else ""
        columns += [
            Column(role, f"{form.names[variable]}{unit}", width, variable, _head(role, form))
            for role, width in below.items()
        ]
    columns.append(Column(CHECK, "Kiểm tra", 30))
    return Layout(title, stamp(form, title), tuple(columns), form.areas, TOTAL, tuple(variables))


def _of_commune(form: Form) -> Layout:
    columns = (
        Column("", "Mã", 10), Column(NAME, "Số liệu", 46), Column(UNIT, "Đơn vị tính", 8),
        Column(PREVIOUS, _head(PREVIOUS, form), 10), Column(VALUE, _head(VALUE, form), 10),
        Column(STATUS, _head(STATUS, form), 15), Column(NOTE, "Ghi chú", 34),
        Column(CHECK, "Kiểm tra", 30),
    )  # fmt: skip
    return Layout("Biểu 1", stamp(form, "Biểu 1"), columns, form.names, END, tuple(form.names))


def _of_notes(form: Form) -> Layout:
    columns = (
        Column("", "Xã, thị trấn", 26),
        Column(NOTED_VARIABLE, "Số liệu", 46),
        Column(NOTE, "Ghi chú", 70),
    )
    return Layout(NOTES, stamp(form, NOTES), columns, {}, "")


def _head(role: str, form: Form) -> str:
    period = form.previous_period if role == PREVIOUS else form.period
    words = period_words(period)
    return "Tình trạng" if role == STATUS else words[0].upper() + words[1:]


def seal(identity: dict[str, str], issued: list[tuple]) -> str:
    """Return what changes when a hidden cell is edited; it guards against slips, not intent."""
    rows = [[str(area), str(variable), _plain(value)] for area, variable, value in issued]
    content = json.dumps([identity, rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _plain(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
