"""Paths, users and machines: found where they were planted, and nowhere else."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook as Sheets

from chitieu.publish.package.traces import Machine, find_traces

HERE = Machine(frozenset({"ksor", "may-ubnd"}), ("/srv/so tinh", "/srv/nha/ksor"))


def sheet_by(creator: str) -> bytes:
    book, file = Sheets(), io.BytesIO()
    book.properties.creator = creator
    book.save(file)
    return file.getvalue()


def archive_with(name: str, comment: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
        archive.comment = comment.encode()
    return file.getvalue()


def drawing(text: str) -> bytes:
    inside = base64.b64encode(b"\x89PNG tEXtComment\x00" + text.encode()).decode()
    return f'<img src="data:image/png;base64,{inside}">'.encode()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.html", b"<p>/srv/so tinh/data/2022.csv</p>", "the folder /srv/so tinh"),
        ("a.html", b"one\ntwo '/opt/du-lieu/x.csv'", "the absolute path /opt/du-lieu/x.csv"),
        ("a.html", rb"D:\UBND\bieu.xlsx", r"the absolute path D:\UBND\bieu.xlsx"),
        ("a.html", b"<a href='C:/UBND/an/x'>", "the absolute path C:/UBND/an/x"),
        ("a.html", b"file:" + b"///x/y", "the absolute path file:"),
        ("a.html", rb"\\may-chu\chung\x", "the absolute path"),
        ("a.html", b"~/so-tinh/x.csv", "the absolute path ~/so-tinh"),
        ("a.csv", "xã,ghi chú\n1,xem bieu/ksor/x".encode(), "'ksor' as a part of a path"),
        ("a.html", b"<meta name='author' content='ksor'>", "a metadata value 'ksor'"),
        ("a.svg", b"<dc:title>KSOR</dc:title>", "a metadata value 'KSOR'"),
        ("a.json", b'{"by": "may-ubnd"}', "a metadata value 'may-ubnd'"),
        ("a.html", drawing("/srv/nha/ksor/ve.py"), "the folder /srv/nha/ksor"),
        ("a.xlsx", sheet_by("ksor"), "a metadata value 'ksor'"),
        ("a.xlsx", sheet_by("/srv/nha/ksor/x"), "the folder /srv/nha/ksor"),
        ("a.zip", archive_with("nha/ksor/x"), "'ksor' as a part of a path"),
        ("a.zip", archive_with("x", "may-ubnd"), "the name 'may-ubnd'"),
        ("ksor/a.csv", b"", "'ksor' as a part of a path"),
        ("a.xlsx", b"no workbook", "cannot be read"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",  # an archive holds the time
)
def test_it_finds(name, data, told):
    found = [str(fault) for fault in find_traces({name: data}, HERE)]
    assert any(told in line for line in found), found
    assert all(line.startswith(name) for line in found)


def test_it_names_the_line():
    (fault,) = find_traces({"a.html": b"one\ntwo\n<p>/opt/x/y.csv</p>"}, HERE)
    assert fault.row == 3


@pytest.mark.parametrize(
    "text",
    [
        "3/10.000 trẻ em, 4/7 xã, và/hoặc",
        '<a href="2022/1_suc_khoe.html#chi-tieu-3a">',
        "https://opensource.org/license/mit",
        "<svg><path d='M 1/2 3'/></svg></td></tr>",
        "d = a/b/c; e = x//y",
        "ksor nói rằng",
        'xmlns="http://www.w3.org/2000/svg"',
        "outputs/2022/results.csv",
        "dữ liệu: 15/01/2023",
    ],
)
def test_it_lets_be(text):
    assert find_traces({"a.html": text.encode()}, HERE) == []


def test_a_workbook_of_excel_names_its_parts_from_its_own_root():
    assert find_traces({"a.xlsx": sheet_by("chitieu")}, HERE) == []


def test_this_machine_is_known_by_its_folders_and_names(tmp_path):
    machine = Machine.this(tmp_path)
    assert str(tmp_path.resolve()) in machine.folders
    assert str(Path.cwd()) in machine.folders
    assert all(len(Path(folder).parts) > 1 for folder in machine.folders)
