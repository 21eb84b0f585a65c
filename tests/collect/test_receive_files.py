"""Files that are no filled form: each is named for what it is."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from chitieu.collect.receive import opened, receive
from chitieu.collect.receive.opened import TooLarge, read_book

from .sent_back import (
    files_of,
    rows_of,
    told,
)

pytestmark = pytest.mark.usefixtures("quick_plan")


def encrypted(data):
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def old_excel(data):
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def of_another_kind(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return out.getvalue()


def a_bomb(data):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            more = b" " * 65 * 2**20 if name == "xl/worksheets/sheet2.xml" else b""
            new.writestr(name, more + old.read(name))
    return out.getvalue()


def a_broken_part(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:200] if name == "xl/worksheets/sheet2.xml" else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(encrypted, "có mật khẩu", id="encrypted"),
        pytest.param(old_excel, "Excel cũ", id="an old workbook"),
        pytest.param(lambda data: data[: len(data) // 2], "cắt cụt", id="truncated"),
        pytest.param(lambda data: data[:40], "cắt cụt", id="truncated early"),
        pytest.param(a_broken_part, "bị hỏng", id="a damaged part"),
        pytest.param(lambda data: b"", "tệp rỗng", id="empty"),
        pytest.param(lambda data: b"a;b\n1;2\n", "không phải là sổ làm việc", id="a text"),
        pytest.param(lambda data: b"%PDF-1.7", "không phải là sổ làm việc", id="a document"),
        pytest.param(of_another_kind, "không phải là sổ làm việc", id="another office's"),
        pytest.param(a_bomb, "lớn bất thường", id="a bomb"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    untouched, filled, forms, tmp_path, data, problem
):
    before = files_of(untouched)
    path = tmp_path / "gửi về.xlsx"
    path.write_bytes(data((filled / forms["TP"].file_name).read_bytes()))
    (line,) = told(receive(untouched, [path]))
    assert line.startswith(f"{path}: ")
    assert problem in line
    assert files_of(untouched) == before


def test_a_workbook_that_is_no_form(untouched, tmp_path):
    openpyxl.Workbook().save(tmp_path / "khác.xlsx")
    (line,) = told(receive(untouched, [tmp_path / "khác.xlsx"]))
    assert "không phải là biểu" in line


def test_a_form_of_another_workbook(emptied, filled, forms, replace_text):
    replace_text(emptied / "params" / "2022.yaml", "slug: kon-ray", "slug: dak-ha")
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert "_chitieu!B3: " in line
    assert "kon-ray" in line


@pytest.mark.parametrize(("led_to", "places"), [(True, []), (False, ["_chitieu!B6: "])])
def test_a_form_of_areas_that_became_others_is_taken(
    emptied, filled, forms, replace_text, led_to, places
):
    replace_text(emptied / "params" / "2022.yaml", 'edition: "2008"', 'edition: "2025"')
    if not led_to:
        (emptied / "data" / "area_changes.csv").unlink()
    lines = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert len(lines) == len(places)
    assert all(place in line for place, line in zip(places, lines, strict=True))
    if led_to:
        assert {row["edition"] for row in rows_of(emptied).values()} == {"2008"}


def test_a_form_of_a_year_that_the_workbook_has_not(emptied, filled, forms):
    for year in range(2018, 2026):
        (emptied / "params" / f"{year}.yaml").unlink()
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert "không có năm ấy" in line


# ---- what else comes back -----------------------------------------------------------------------


def rewritten(data, changes=(), extra=(), compression=zipfile.ZIP_DEFLATED):
    """A workbook with parts changed, each as (part, what, by what), and parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            content = old.read(name)
            for part, this, by in changes:
                if part in name:
                    content = content.replace(this, by)
            new.writestr(name, content)
        for name, content in extra:
            new.writestr(name, content)
    return out.getvalue()


TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = [
    ("", TRANSITIONAL, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("", RELATIONS, b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
]
MACROS = (
    "[Content_Types].xml", b"spreadsheetml.sheet.main+xml",
    b"vnd.ms-excel.sheet.macroEnabled.main+xml",
)  # fmt: skip
LINK = (
    "workbook.xml.rels", b"</Relationships>",
    b'<Relationship Id="rId99" TargetMode="External" Target="\\\\server\\khac.xlsx" Type="http://'
    b'schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>',
)  # fmt: skip
READ = {
    "strict": lambda data: rewritten(data, STRICT),
    "with macros": lambda data: rewritten(data, [MACROS], [("xl/vbaProject.bin", b"\xd0\xcf")]),
    "with a link to another file": lambda data: rewritten(data, [LINK]),
    "with a picture": lambda data: rewritten(data, extra=[("xl/media/image1.png", bytes(99))]),
    "with a broken drawing": lambda data: rewritten(data, extra=[("xl/drawings/d1.xml", b"<")]),
    "not compressed": lambda data: rewritten(data, compression=zipfile.ZIP_STORED),
    "with something behind it": lambda data: data + bytes(100),
    "merged over the whole sheet": lambda data: rewritten(
        data, [("sheet4", b"</sheetData>", b"</sheetData><mergeCells><mergeCell "
                b'ref="A1:XFD1048576"/></mergeCells>')]
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", READ.values(), ids=list(READ))
def test_a_form_that_is_saved_otherwise_is_read(emptied, filled, forms, tmp_path, data):
    path = tmp_path / "gửi về.xlsx"
    path.write_bytes(data((filled / forms["TP"].file_name).read_bytes()))
    (receipt,) = receive(emptied, [path])
    assert told([receipt]) == []
    assert len(receipt.found.new) == 7


def office(*names, mimetype=b""):
    def make(data):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in names:
                made.writestr(name, mimetype if name == "mimetype" else b"")
        return out.getvalue()

    return make


TYPES = "[Content_Types].xml"
REFUSED = {
    "a binary workbook": (office(TYPES, "xl/workbook.bin"), "Excel nhị phân (.xlsb)"),
    "a letter": (office(TYPES, "word/document.xml"), "mà là văn bản Word"),
    "slides": (office(TYPES, "ppt/presentation.xml"), "không phải là sổ làm việc Excel"),
    "OpenDocument": (
        office("mimetype", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "(.ods)",
    ),
    "Numbers": (office("Index/Document.iwa"), "Numbers của Apple"),
    "a photograph": (lambda data: b"\xff\xd8\xff\xe0" + bytes(50), "mà là một bức ảnh"),
    "a picture of the screen": (lambda data: b"\x89PNG\r\n\x1a\n", "mà là một bức ảnh"),
    "rar": (lambda data: b"Rar!\x1a\x07", "tệp nén .rar"),
    "7z": (lambda data: b"7z\xbc\xaf\x27\x1c", "tệp nén .7z"),
    "a web page": (lambda data: b"\xef\xbb\xbf\n<html><table>", "mà là trang mạng"),
    "XML of 2003": (lambda data: b'<?xml version="1.0"?><Workbook/>', "mà ở dạng XML"),
    "nothing but noughts": (lambda data: bytes(1000), "tệp rỗng"),
    "a text table": (lambda data: "xã;số\nĐắk Kôi;1".encode(), "không phải là sổ làm việc Excel"),
    "entities": (
        lambda data: rewritten(
            data, [("sheet2", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')]
        ),
        "bị hỏng",
    ),
    "a cell outside": (
        lambda data: rewritten(data, [("sheet2", b'r="D9"', b'r="D1048577"')]), "bị hỏng",
    ),
    "a word as a number": (
        lambda data: rewritten(data, [("sheet2", b"<v>494</v>", b"<v>4_94</v>")]), "bị hỏng",
    ),
    "a number beyond numbers": (
        lambda data: rewritten(data, [("sheet2", b"<v>494</v>", b"<v>1e999</v>")]), "bị hỏng",
    ),
    "a text that is not there": (
        lambda data: rewritten(
            data, [("sheet2", b't="n"><v>494</v>', b't="s"><v>99999</v>')]
        ),
        "bị hỏng",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_form_is_named_and_nothing_is_written(
    untouched, filled, forms, tmp_path, data, problem
):
    before = files_of(untouched)
    path = tmp_path / "gửi về.xlsx"
    whole = (filled / forms["TP"].file_name).read_bytes()
    assert data(whole) != whole
    path.write_bytes(data(whole))
    (line,) = told(receive(untouched, [path]))
    assert line.startswith(f"{path}: ")
    assert problem in line
    assert len(line.partition("; ")[2]) > 5
    assert files_of(untouched) == before


# ---- bounds -------------------------------------------------------------------------------------


def test_many_cells_are_not_read_to_their_end(filled, forms, tmp_path):
    """A small file of 800,000 cells is refused: it is not read beyond the bound."""
    rows = b"".join(b"<row><c><v>1</v></c></row>" for _ in range(400))
    data = rewritten(
        (filled / forms["TP"].file_name).read_bytes(),
        [("sheet4", b"</sheetData>", rows * 2000 + b"</sheetData>")],
    )
    assert len(data) < 200_000
    with pytest.raises(TooLarge):
        read_book(data)


@pytest.mark.parametrize("bound", ["MOST_TAGS", "MOST_BYTES", "MOST_PART", "MOST_PARTS"])
def test_each_bound_is_the_last_that_is_read(filled, forms, monkeypatch, bound):
    data = (filled / forms["TP"].file_name).read_bytes()

    def is_read(value):
        monkeypatch.setattr(opened, bound, value)
        try:
            return bool(read_book(data).pages)
        except TooLarge:
            return False

    low, high = 0, 2**30
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_read(middle) else (middle, high)
    assert is_read(high)
    assert not is_read(high - 1)
    if bound == "MOST_PARTS":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert high == len(archive.namelist())
