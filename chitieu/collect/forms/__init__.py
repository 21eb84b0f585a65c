"""Forms out: the workbooks that agencies and communes fill in; same inputs, same bytes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook

from chitieu.collect.forms.asked import Form, asked
from chitieu.collect.forms.drawn import figure_sheets, hidden_sheet, note_sheet
from chitieu.collect.forms.guide import guide_sheet
from chitieu.faults import Fault, Faults
from chitieu.plan.periods import period_words
from chitieu.whole import write_whole
from chitieu.words import speaking, text

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive can hold


def write_forms(
    root: Path, year: int, folder: Path, period: str = "", agency: str = ""
) -> list[Path]:
    """Write the forms of a period into `folder`, in the language that is spoken: one a reporting
    agency, one a commune.

    `agency`: its form alone. Returns the files. Raises CallError for a wrong call; Faults where a
    file of the same name is there and is another one, which may hold what somebody filled in.
    """
    forms = {folder / form.file_name: form for form in asked(root, year, period, agency)}
    there = {path for path in forms if path.exists()}
    if other := [path for path in sorted(there) if path.read_bytes() != form_bytes(forms[path])]:
        problem, remedy = (
            "a form of this name is there and differs, it may have been filled in",
            "move it away or write to another folder",
        )
        raise Faults(Fault(str(path), 0, "", problem, remedy) for path in other)
    # All are made before the first is written: a disk that is full is told of a form, and at once.
    made = {path: form_bytes(form) for path, form in forms.items() if path not in there}
    for path, data in made.items():
        write_whole(path, data)
    return list(forms)


def form_bytes(form: Form) -> bytes:
    """Return the form as an Excel workbook, in its own language."""
    with speaking(form.language):
        book = _drawn(form)
    file = io.BytesIO()
    book.save(file)
    return _without_the_hour(file.getvalue(), book.properties.created)


def _drawn(form: Form) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    guide_sheet(book, form)
    figure_sheets(book, form)
    note_sheet(book, form)
    hidden_sheet(book, form)
    book.active = 1
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is book.active
    book.security.lockStructure = True
    about = book.properties
    period = period_words(form.period)
    about.title = text("forms.file_title", period=period, reporter=form.reporter)
    about.subject = form.title
    about.creator = "chitieu"
    about.identifier = "/".join(form.identity.values())
    about.keywords = f"{form.slug}; {form.period}; {form.code}"
    about.version = form.identity["version"]
    about.language = form.language
    about.created = datetime.datetime(form.year, 1, 1)
    return book


def _without_the_hour(data: bytes, date: datetime.datetime) -> bytes:
    """Return a workbook without the time it was saved at, so that it is the same at any."""
    stamp = rb"\g<1>" + date.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>"
    saved = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = saved.sub(stamp, content)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
