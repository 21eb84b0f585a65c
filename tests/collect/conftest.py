"""Forms as they go out and as they come back filled in, each made once for all tests."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from chitieu.collect.forms import form_bytes, write_forms
from chitieu.collect.forms.asked import AGENCY, Form, asked
from chitieu.collect.observations import read_observations
from chitieu.collect.receive import receive
from chitieu.words import language, speaking, text, texts

YEAR, EDITION = 2022, "2008"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository itself, whose example is told by groups."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root(everyone: Path) -> Path:
    return everyone


def copy_inputs(root: Path, folder: Path) -> Path:
    for part in ("params", "data", "shapefiles"):
        shutil.copytree(root / part, folder / part)
    return folder


def empty_year(root: Path) -> None:
    """Leave the year's observations their header alone."""
    path = root / "data" / "observations" / f"{YEAR}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n", encoding="utf-8")


def fill(path: Path, form: Form, figures: dict) -> None:
    """Write the figures (value, status, note, by area and variable) into the cells of a form."""
    with speaking(form.language):
        states, notes_title = texts("forms.state"), text("forms.sheet.notes")
    book = openpyxl.load_workbook(path)
    notes = []
    for sheet in book.worksheets:
        if not sheet.title.startswith(("Biểu", "Table")):
            continue
        codes = {sheet.cell(6, c).value: c for c in range(2, sheet.max_column + 1)}
        for row in range(9, sheet.max_row + 1):
            what = sheet.cell(row, 1).value
            for variable in form.variables.index:
                if form.kind == AGENCY:
                    key, prefix = (what, variable), f"{variable}:"
                else:
                    key, prefix = (form.code, what), ""
                if key not in figures or f"{prefix}value" not in codes:
                    continue
                value, status, note = figures[key]
                sheet.cell(row, codes[f"{prefix}value"]).value = value
                if status != "A":
                    sheet.cell(row, codes[f"{prefix}status"]).value = states[status]
                if note and form.kind != AGENCY:
                    sheet.cell(row, codes["note"]).value = note
                elif note:
                    notes.append((form.areas[what], form.names[variable], note))
    for row, cells in enumerate(notes, start=8):
        for column, words in enumerate(cells, start=1):
            book[notes_title].cell(row, column).value = words
    book.save(path)


@pytest.fixture(scope="session")
def reported(root) -> dict:
    """The figures of 2022, by area and variable."""
    table = read_observations(root, YEAR, EDITION)
    return {
        (row.area, row.variable): (
            None if pd.isna(row.value) else int(row.value),
            row.obs_status,
            None if pd.isna(row.note) else row.note,
        )
        for row in table.itertuples()
    }


@pytest.fixture(scope="session")
def forms(root) -> dict[str, Form]:
    """The forms of 2022, by the code of the agency or commune."""
    return {form.code: form for form in asked(root, YEAR)}


@pytest.fixture(scope="session")
def english(root) -> dict[str, Form]:
    """The same in English."""
    with speaking("en"):
        return {form.code: form for form in asked(root, YEAR)}


@pytest.fixture(scope="session")
def issued(root, tmp_path_factory) -> Path:
    """The forms of 2022 as they were sent out."""
    folder = tmp_path_factory.mktemp("biểu phát ra")
    write_forms(root, YEAR, folder)
    return folder


@pytest.fixture(scope="session")
def filled(issued, forms, reported, tmp_path_factory) -> Path:
    """The forms of 2022 filled in with the figures of 2022."""
    folder = tmp_path_factory.mktemp("biểu gửi về") / "2022"
    shutil.copytree(issued, folder)
    for form in forms.values():
        fill(folder / form.file_name, form, reported)
    return folder


@pytest.fixture(scope="session")
def filled_in_english(english, reported, tmp_path_factory) -> Path:
    """The English forms of 2022 filled in with the figures of 2022."""
    folder = tmp_path_factory.mktemp("forms") / "2022"
    folder.mkdir()
    for form in english.values():
        path = folder / form.file_name
        path.write_bytes(form_bytes(form))
        fill(path, form, reported)
    return folder


@pytest.fixture
def emptied(root, tmp_path) -> Path:
    """A copy of the workbook's inputs, of 2022 the header alone."""
    folder = copy_inputs(root, tmp_path / "sổ tính")
    empty_year(folder)
    return folder


@pytest.fixture
def quick_plan(monkeypatch, forms, english) -> None:
    """Have `receive` take the forms of 2022 as they were read once, for tests of many forms."""
    module = sys.modules[receive.__module__]
    read = module.asked

    def known(root, year, period="", **others):
        whole = (year, period) == (YEAR, str(YEAR))
        if not whole:
            return read(root, year, period, **others)
        return list({"vi": forms, "en": english}[language()].values())

    monkeypatch.setattr(module, "asked", known)


@pytest.fixture(scope="session")
def untouched(root, tmp_path_factory) -> Path:
    """The same, shared by those who must not change it."""
    folder = copy_inputs(root, tmp_path_factory.mktemp("sổ tính") / "chung")
    empty_year(folder)
    return folder


@pytest.fixture
def spoil(filled, forms, tmp_path) -> Callable:
    """Return a function that changes a filled form of an agency: code, what to do with the book."""

    def change(code: str, change_book: Callable) -> Path:
        name = forms[code].file_name
        book = openpyxl.load_workbook(filled / name)
        change_book(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return change
