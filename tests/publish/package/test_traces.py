"""Paths, users and machines: found where they were planted, and nowhere else."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

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


PATH, OTHERS = "/srv/nha/ksor/ve.py", "/nha/an/ve.py"


def note(kind: bytes, body: bytes) -> bytes:
    """A PNG with one note."""
    chunks = [(kind, body), (b"IDAT", bytes(range(256)) * 20), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        for name, data in chunks
    )


def plain(key: str, text: str) -> bytes:
    return note(b"tEXt", f"{key}\0{text}".encode())


def packed(text: str) -> bytes:
    return note(b"zTXt", b"Comment\0\0" + zlib.compress(text.encode()))


def packed_unicode(text: str) -> bytes:
    return note(b"iTXt", b"Comment\0\1\0vi\0\0" + zlib.compress(text.encode()))


def drawing(inside: bytes, kind: str = "png") -> bytes:
    coded = base64.b64encode(inside).decode()
    return f'<img src="data:image/{kind};base64,{coded}">'.encode()


def svg(text: str) -> bytes:
    return f"<svg><metadata><dc:creator>{text}</dc:creator></metadata></svg>".encode()


def sheet_with(media: bytes) -> bytes:
    file = io.BytesIO(sheet_by("chitieu"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", media)
    return file.getvalue()


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
        ("a.html", b"<meta content=ksor name=author>", "a metadata value 'ksor'"),
        ("a.html", b"<p>&#47;opt&#47;du-lieu&#47;x.csv</p>", "the absolute path /opt/du-lieu"),
        ("a.html", b"<a href='?%2Fopt%2Fdu-lieu%2Fx.csv'>", "the absolute path /opt/du-lieu"),
        ("a.json", rb'{"by": "\/opt\/du-lieu\/x.csv"}', "the absolute path /opt/du-lieu"),
        ("a.html", drawing(plain("Comment", PATH)), "the folder /srv/nha/ksor"),
        ("a.html", drawing(plain("Comment", OTHERS)), "the absolute path /nha/an/ve.py"),
        ("a.html", drawing(plain("Author", "ksor")), "a metadata value 'ksor'"),
        ("a.html", drawing(packed(PATH)), "the folder /srv/nha/ksor"),
        ("a.html", drawing(packed_unicode(PATH)), "the folder /srv/nha/ksor"),
        ("a.html", drawing(svg(OTHERS), "svg+xml"), "the absolute path /nha/an/ve.py"),
        ("a.html", drawing(svg("ksor"), "svg+xml"), "a metadata value 'ksor'"),
        ("a.html", drawing(gzip.compress(svg(PATH)), "svg+xml"), "the folder /srv/nha/ksor"),
        ("a.css", b"url(data:image/svg+xml," + quote(svg(PATH)).encode(), "the folder /srv/nha"),
        ("a.png", packed(PATH), "the folder /srv/nha/ksor"),
        ("a.jpg", b"\xff\xd8\0\x01" + OTHERS.encode() + b"\0", "the absolute path /nha/an/ve"),
        ("a.xlsx", sheet_with(packed(PATH)), "xl/media/image1.png: it holds the folder /srv"),
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


def test_what_is_drawn_is_no_path():
    """Points of a picture that would read as one."""
    drawn = note(b"IDAT", b"\xff\x01/ab/cd/\x02\xfe" * 200)
    assert find_traces({"a.png": drawn, "a.html": drawing(drawn)}, HERE) == []


def test_a_workbook_of_excel_names_its_parts_from_its_own_root():
    assert find_traces({"a.xlsx": sheet_by("chitieu")}, HERE) == []


def test_this_machine_is_known_by_its_folders_and_names(tmp_path):
    machine = Machine.this(tmp_path)
    assert str(tmp_path.resolve()) in machine.folders
    assert str(Path.cwd()) in machine.folders
    assert all(len(Path(folder).parts) > 1 for folder in machine.folders)
