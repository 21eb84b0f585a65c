"""Whatever is in a file, it ends in figures or in messages."""

from __future__ import annotations

import datetime
import io
import random
import re
import shutil
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.collect.forms import write_forms
from chitieu.collect.receive import receive
from chitieu.collect.receive.against import doubts
from chitieu.collect.receive.identity import identify
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.reading import read_figures
from chitieu.faults import Faults

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
@settings(max_examples=10)
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
@settings(max_examples=15)
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


# ---- forms spoilt at random ---------------------------------------------------------------------

CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)')
ROW = re.compile(rb"<row .*?</row>")
HOLDS = (
    b"<v>7</v>", b"<v>-7</v>", b"<v>7.5</v>", b"<v>1e308</v>", b"<v>1e309</v>",
    b"<v>7.0000000000001</v>",
    b"<v></v>", b"<f>1/0</f><v>7</v>", b"<f>SUM(A1)</f>", b"<is><t>7</t></is>", b"<v>x</v>",
    b"<v>44898</v>",
)  # fmt: skip
KINDS = (b"n", b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"x")
TEXTS = (
    "7",
    "1¹",
    "1.234",
    "7\n8",
    "-",
    "...",
    "",
    "Cộng",
    "hết",
    "chitieu/",
    "23479",
    "\u200b7",
    "７",
)


def spoil_sheet(content, chance):
    """One thing done to a sheet's part: a cell, a row or some bytes, changed, moved or removed."""
    cells, rows = list(CELL.finditer(content)), list(ROW.finditer(content))
    one, other = chance.choice(cells), chance.choice(cells)
    row = chance.choice(rows)
    way = chance.randrange(8)
    if way == 0:  # another content
        place, style = b"".join(one.groups()), str(chance.randrange(40)).encode()
        kind, text = chance.choice(KINDS), chance.choice(TEXTS).encode()
        holds = chance.choice([*HOLDS, b"<is><t>%s</t></is>" % text, b"<v>%s</v>" % text])
        made = b'<c r="%s" s="%s" t="%s">%s</c>' % (place, style, kind, holds)
        return content[: one.start()] + made + content[one.end() :]
    if way == 1:  # moved to another's place
        place = b'r="%s"' % b"".join(other.groups())
        made = re.sub(rb'r="[A-Z]+\d+"', place, one[0], count=1)
        return content[: one.start()] + made + content[one.end() :]
    if way == 2:
        return content[: one.start()] + content[one.end() :]
    if way == 3:
        return content[: row.start()] + content[row.end() :]
    if way == 4:
        return content[: row.end()] + row[0] + content[row.end() :]
    if way == 5:  # a row is hidden
        return (
            content[: row.start()]
            + row[0].replace(b"<row ", b'<row hidden="1" ', 1)
            + content[row.end() :]
        )
    if way == 6:
        merged = b'<mergeCells><mergeCell ref="%s:%s"/></mergeCells>' % (
            b"D9",
            b"".join(one.groups()),
        )
        return content.replace(b"</sheetData>", b"</sheetData>" + merged)
    at = chance.randrange(len(content))
    return (
        content[:at] + chance.randbytes(chance.randrange(4)) + content[at + chance.randrange(9) :]
    )


def assert_ends_in_figures_or_messages(root, forms, whole, seed, number):
    """Spoil a form so many times, each from its own seed; return how many were read."""
    read = 0
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if "worksheets/sheet" in name][1:]
    for each in range(number):
        chance = random.Random(f"{seed} {each}")
        spoilt = dict(parts)
        for _ in range(chance.randrange(1, 4)):
            name = chance.choice(sheets)
            spoilt[name] = spoil_sheet(spoilt[name], chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in spoilt.items():
                archive.writestr(name, content)
        try:
            opened = Opened("biểu.xlsx", out.getvalue())
            form, issued = identify(opened, root, lambda *_: list(forms.values()))
            figures = read_figures(opened, form, issued)
            told = doubts(opened, form, figures, issued)
            read += 1
        except Faults as faults:
            told = faults.faults
            assert told
        for fault in told:
            assert fault.file == "biểu.xlsx", each
            assert fault.problem, each
            assert len(fault.remedy) > 5, each
    return read


@pytest.mark.parametrize("code", ["DT", "23479"])
def test_a_form_spoilt_at_random_ends_in_figures_or_messages(root, filled, forms, code):
    whole = (filled / forms[code].file_name).read_bytes()
    assert 0 < assert_ends_in_figures_or_messages(root, forms, whole, 12, 100) < 100


@pytest.mark.slow
@pytest.mark.parametrize("code", ["DT", "LDTBXH", "23479"])
def test_very_many_spoilt_forms(root, filled, forms, code):
    whole = (filled / forms[code].file_name).read_bytes()
    assert assert_ends_in_figures_or_messages(root, forms, whole, 12, 1000)
