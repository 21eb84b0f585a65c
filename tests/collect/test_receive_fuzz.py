"""Whatever is in a file, it ends in figures or in messages."""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.collect.forms import write_forms
from chitieu.collect.receive import receive

from .sent_back import (
    OBSERVATIONS,
    told,
)

pytestmark = pytest.mark.usefixtures("quick_plan")


@given(data=st.binary(max_size=400), tail=st.booleans())
@settings(max_examples=25)
def test_no_bytes_make_it_raise(untouched, filled, forms, tmp_path, data, tail):
    whole = (filled / forms["TP"].file_name).read_bytes()
    path = tmp_path / "bất kỳ.xlsx"
    path.write_bytes(whole[: -len(data) - 1] + data if tail else b"PK\x03\x04" + data)
    assert told(receive(untouched, [path]))


CONTENT = st.one_of(
    st.text(max_size=12), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(), st.datetimes(min_value=datetime.datetime(1950, 1, 1)), st.none(),
    st.sampled_from(["=A1", "-", "...", "chitieu/1", "Cộng", "1.234", "23479"]),
)  # fmt: skip


@given(cells=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 18), CONTENT), max_size=4))
@settings(max_examples=25)
def test_no_content_of_cells_makes_it_raise(workbook_copy, filled, forms, tmp_path, cells):
    book = openpyxl.load_workbook(filled / forms["TP"].file_name)
    for row, column, content in cells:
        cell = book["Biểu 1"].cell(row, column)
        if type(cell).__name__ == "MergedCell":
            continue
        try:
            cell.value = content
        except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            continue
    path = tmp_path / "bất kỳ.xlsx"
    book.save(path)
    (receipt,) = receive(workbook_copy, [path])  # the same figures, or faults: nothing is new
    assert receipt.kept == ""


@given(
    member=st.integers(0, 30), place=st.floats(0, 1), cut=st.integers(0, 60),
    put_in=st.one_of(st.binary(max_size=8), st.sampled_from(
        [b"<", b'"', b'r="XFD1048576"', b't="s"', b"<v>999999</v>", b's="999"', b"<f>A1</f>"])),
)  # fmt: skip
@settings(max_examples=40)
def test_no_part_of_the_archive_makes_it_raise(
    untouched, filled, forms, tmp_path, member, place, cut, put_in
):
    path, out = tmp_path / "bất kỳ.xlsx", io.BytesIO()
    with (
        zipfile.ZipFile(filled / forms["TP"].file_name) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        names = old.namelist()
        for name in names:
            content = old.read(name)
            if name == names[member % len(names)]:
                at = int(place * len(content))
                content = content[:at] + put_in + content[at + cut :]
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    before = (untouched / OBSERVATIONS).read_bytes()
    (receipt,) = receive(untouched, [path])
    (untouched / OBSERVATIONS).write_bytes(before)  # where it hit nothing that is read
    assert receipt.faults or receipt.found.new
    shutil.rmtree(untouched / "data" / "received", ignore_errors=True)


def test_forms_of_an_empty_year_can_be_written(emptied, tmp_path):
    (emptied / OBSERVATIONS).unlink()
    assert len(write_forms(emptied, 2023, tmp_path)) == 15
