"""What a form carries out of sight: who it is, what was issued in it, and its lists of choices."""

from __future__ import annotations

import hashlib
import json

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.style import put

IDENTITY = "_chitieu"
SEAL = "seal"
AREAS_LISTED, VARIABLES_LISTED = 5, 6  # columns of names, in the form's order
ISSUED = "issued"  # heads the table of last year's figures as they were sent out


def hidden_sheet(book: Workbook, form: Form) -> None:
    """Add the identity, its seal, last year's figures and the lists, and the file's properties."""
    sheet = book.create_sheet(IDENTITY)
    sheet.sheet_state = "veryHidden"
    entries = form.identity | {SEAL: seal(form.identity, _issued(form))}
    for row, (key, value) in enumerate(entries.items(), start=1):
        put(sheet, row, 1, key)
        put(sheet, row, 2, value)
        if key != SEAL:
            book.custom_doc_props.append(StringProperty(name=f"chitieu.{key}", value=value))
    row = len(entries) + 2
    put(sheet, row, 1, ISSUED)
    for place, (area, variable, value) in enumerate(_issued(form), start=row + 1):
        for column, content in enumerate((area, variable, value), start=1):
            put(sheet, place, column, content)
    for column, words in _lists(form).items():
        for place, word in enumerate(words, start=1):
            put(sheet, place, column, word)
    style.lock(sheet)


def seal(identity: dict[str, str], issued: list[tuple]) -> str:
    """Return what changes when a hidden cell is edited; it guards against slips, not intent."""
    rows = [[str(area), str(variable), _plain(value)] for area, variable, value in issued]
    content = json.dumps([identity, rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def choices(form: Form) -> list[str]:
    """Return the cells that hold what a note may be on: the areas, then the variables."""
    return [
        f"'{IDENTITY}'!${get_column_letter(column)}$1:${get_column_letter(column)}${len(words)}"
        for column, words in _lists(form).items()
    ]


def _lists(form: Form) -> dict[int, list[str]]:
    return {AREAS_LISTED: [*form.areas.values()], VARIABLES_LISTED: [*form.names.values()]}


def _issued(form: Form) -> list[tuple[str, str, float | str]]:
    return [(area, variable, value) for (area, variable), value in form.previous.items()]


def _plain(value) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)
