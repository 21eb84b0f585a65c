"""Files that are no filled form: each is named for what it is."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from chitieu.collect.receive import receive

from .sent_back import (
    files_of,
    told,
)


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


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        pytest.param("slug: kon-ray", "slug: dak-ha", "B3", "kon-ray", id="workbook"),
        pytest.param('edition: "2008"', 'edition: "2025"', "B6", "danh mục", id="edition"),
    ],
)  # fmt: skip
def test_a_form_of_another_workbook_or_edition(
    emptied, filled, forms, replace_text, old, new, place, problem
):
    replace_text(emptied / "params" / "2022.yaml", old, new)
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert f"_chitieu!{place}: " in line
    assert problem in line


def test_a_form_of_a_year_that_the_workbook_has_not(emptied, filled, forms):
    for year in range(2018, 2026):
        (emptied / "params" / f"{year}.yaml").unlink()
    (line,) = told(receive(emptied, [filled / forms["TP"].file_name]))
    assert "không có năm ấy" in line
