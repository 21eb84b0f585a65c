"""Tables as spreadsheets save them: read to the same cells whatever way, or refused by name."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.faults import Faults
from chitieu.plain_files import (
    decimal,
    how_read,
    parse_plain,
    read_plain,
    records,
    unwritable,
)

ROWS = [
    ["area", "name", "value", "note"],
    ["23479", "Thị trấn Đắk Rve", "98", "Số liệu tạm tính, chờ kiểm tra; sẽ gửi lại"],
    ["23494", "Xã Đắk Tờ Re", "", "Ngữ nghĩa: “Ủy ban”"],
    ["23497", "Xã Tân Lập", "12.5", ""],
]


def written(rows: list[list[str]], separator: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def cp1258(text: str) -> bytes:
    """As Windows writes Vietnamese: the tone as a letter of its own behind the vowel."""
    data = b""
    for letter in text:
        try:
            data += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            rest = "".join(mark for mark in marks if mark != tone)
            whole = unicodedata.normalize("NFC", base + rest)
            data += whole.encode("cp1258") + tone.encode("cp1258")
    return data


def wrapped(text: str) -> str:
    """As Excel saves a file whose separator it did not know: lines with quotes in quotes."""
    header, *lines = text.splitlines()
    quoted = ('"' + line.replace('"', '""') + '"' if '"' in line else line for line in lines)
    return "\n".join([header, *quoted]) + "\n"


WAYS = {
    "as it should be": (written(ROWS).encode(), ()),
    "a byte order mark": (codecs.BOM_UTF8 + written(ROWS).encode(), ()),
    "Windows line ends": (written(ROWS, end="\r\n").encode(), ()),
    "old Macintosh line ends": (written(ROWS, end="\r").encode(), ()),
    "decomposed letters": (unicodedata.normalize("NFD", written(ROWS)).encode(), ()),
    "blank columns on the right": (
        written([[*row, "", ""] for row in ROWS]).encode(), ()),
    "semicolons": (written(ROWS, ";").encode(), ("semicolons between the cells",)),
    "tabs": (written(ROWS, "\t").encode(), ("tabs between the cells",)),
    "Windows-1258": (cp1258(written(ROWS)), ("Windows-1258 letters",)),
    "Windows-1258 and semicolons": (
        cp1258(written(ROWS, ";", "\r\n")),
        ("Windows-1258 letters", "semicolons between the cells"),
    ),
    "UTF-16": (
        codecs.BOM_UTF16_LE + written(ROWS, "\t", "\r\n").encode("utf-16-le"),
        ("UTF-16 letters", "tabs between the cells"),
    ),
    "UTF-16, the other order": (
        codecs.BOM_UTF16_BE + written(ROWS).encode("utf-16-be"), ("UTF-16 letters",)),
    "full-width digits": (
        written(ROWS).replace("98", "９８").encode(), ("full-width digits or letters",)),
    "lines in quotes": (wrapped(written(ROWS)).encode(), ("whole lines in quotes",)),
}  # fmt: skip


@pytest.mark.parametrize(("data", "manner"), WAYS.values(), ids=list(WAYS))
def test_the_same_table_is_read_however_it_was_saved(data, manner):
    plain = parse_plain(data, "a.csv")
    assert plain.rows == ROWS
    assert plain.manner == manner


REFUSED = {
    "a workbook": (b"PK\x03\x04rest", "an Excel workbook with another name"),
    "an old workbook": (bytes.fromhex("d0cf11e0a1b11ae1"), "an old Excel workbook"),
    "a web page": (b"\n<html><table>", "a web page"),
    "UTF-16 without its mark": (written(ROWS).encode("utf-16-le"), "bytes that no text has"),
    "a stray nought": (b"area,name\n1,\0\n", "bytes that no text has"),
    "cut UTF-16": (codecs.BOM_UTF16_LE + b"a\0\n\0\xd8", "damaged UTF-16"),
    "TCVN3": ("area,name\n1,X· §¾k Kôi\n".encode("cp1252"), "its letters are TCVN3"),
    "VNI": ("area,name\n1,Ñaék Rve\n".encode("cp1252"), "its letters are VNI"),
    "letters lost": (cp1258("area,name\n1,Xã Đ?k Kôi\n"), "neither UTF-8 nor"),
    "no language": (bytes(range(0x80, 0x100)), "neither UTF-8 nor Windows-1258"),
    "nothing": (b"", "the file is empty"),
    "a quote that never closes": (b'area,name\n1,"x\n2,y\n3,z\n', "the line cannot be read"),
    "a text behind a quote": (b'area,name\n1,"x"y\n', "the line cannot be read"),
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_read_in_one_way_is_refused_by_name(data, problem):
    with pytest.raises(Faults) as caught:
        parse_plain(data, "a.csv")
    (fault,) = caught.value.faults
    assert fault.file == "a.csv"
    assert problem in fault.problem
    assert fault.remedy


def test_cells_are_as_they_are_seen():
    data = "\ufeff\ufeffarea,na\u200bme\n23\u00ad479,Xã\u00a0Ðắk\u2028Kôi\n1¹,x\n".encode()
    plain = parse_plain(data, "a.csv")
    assert plain.rows == [["area", "name"], ["23479", "Xã Đắk\nKôi"], ["1¹", "x"]]
    assert (plain.manner, plain.misread) == ((), ())


def test_cells_in_older_letters_are_told_and_left_as_they_are():
    rows = [["area", "note"], ["1", "ng\u00adêi d©n"], ["2", "Xaõ Ñaék Koâi"], ["3", "Xã Đắk"]]
    again = "Xã".encode().decode("cp1252")
    plain = parse_plain(written([*rows, ["4", again]]).encode(), "a.csv")
    assert plain.rows == [*rows, ["4", again]]
    assert [(line, column, old.way, old.says) for line, column, old in plain.misread] == [
        (2, 1, "TCVN3", "người dân"),
        (3, 1, "VNI", "Xã Đắk Kôi"),
        (5, 1, "UTF-8 taken for Western letters", "Xã"),
    ]


def test_a_quote_that_never_closes_is_told_where_it_opens():
    with pytest.raises(Faults) as caught:
        parse_plain(b'area,name\n1,"two\nlines"\n2,"x\n3,y\n', "a.csv")
    assert str(caught.value).startswith("a.csv:3: the line cannot be read (unexpected end of data)")


LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
)
CELLS = st.text(st.sampled_from(LETTERS + LETTERS.upper() + ' 0123456789.,;:"-–'), max_size=12)
SAVED = st.sampled_from([
    lambda text: text.encode(),
    lambda text: codecs.BOM_UTF8 + text.encode(),
    lambda text: unicodedata.normalize("NFD", text).encode(),
    lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    cp1258,
])  # fmt: skip


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    save=SAVED,
)
def test_any_table_in_any_way_gives_the_same_cells(rows, separator, end, save):
    table = [["area", "name", "value"], *rows]
    assert parse_plain(save(written(table, separator, end)), "a.csv").rows == table


@pytest.mark.parametrize("cell", ['"1,x\n2"', '"1,x,y"', '"1;x"', '"1,""x"'])
def test_a_text_in_quotes_is_no_line_in_quotes(cell):
    assert parse_plain(f"area,name\n{cell}\n".encode(), "a.csv").rows[1:] != [["1", "x"]]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(Faults):  # any other exception fails the test
        assert parse_plain(data, "a.csv").rows


@pytest.mark.parametrize(
    ("text", "number"),
    [("97,5", "97.5"), ("12,0", "12.0"), ("-0,25", "-0.25"), ("97.5", "97.5"), ("12", "12"),
     ("1,000", "1,000"), ("1,2,3", "1,2,3"), ("1.234,5", "1.234,5"), ("x", "x"), ("", "")],
)  # fmt: skip
def test_a_comma_is_a_decimal_one_where_it_can_be_nothing_else(text, number):
    assert decimal(text) == number


def test_a_warning_tells_how_a_file_was_read(tmp_path):
    path = tmp_path / "data" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(WAYS["Windows-1258 and semicolons"][0])
    assert [str(fault) for fault in how_read(path, tmp_path)] == [
        "data/a.csv: it was read with Windows-1258 letters and semicolons between the cells; "
        "save it from Excel as 'CSV UTF-8 (comma delimited)'"
    ]
    path.write_bytes(WAYS["as it should be"][0])
    assert how_read(path, tmp_path) == []
    assert how_read(tmp_path / "none.csv", tmp_path) == []


def test_records_have_a_cell_for_each_column(tmp_path):
    (tmp_path / "a.csv").write_text("area, name ,note\n1,x\n", encoding="utf-8")
    assert records(tmp_path / "a.csv", tmp_path) == [{"area": "1", "name": "x", "note": ""}]


# ---- what stands above the header, and what stands in a file's place -----------------------------

ABOVE = {
    "sep=;": ("sep=;\n" + written(ROWS, ";"), "semicolons between the cells"),
    "sep=; in quotes": ('"sep=;"\n' + written(ROWS, ";"), "semicolons between the cells"),
    "SEP=; and commas": ("SEP=;,,,\n" + written(ROWS, ";"), "semicolons between the cells"),
    "sep=|": ("sep=|\n" + written(ROWS, "|"), "the sign | between the cells"),
    "sep= and a tab": ("sep=\t\n" + written(ROWS, "\t"), "tabs between the cells"),
}


@pytest.mark.parametrize(("text", "manner"), ABOVE.values(), ids=list(ABOVE))
def test_excels_line_of_the_separator_is_no_line(text, manner):
    plain = parse_plain(text.encode(), "a.csv")
    assert plain.rows == ROWS
    assert plain.manner == (manner,)


def test_its_line_with_commas_changes_nothing():
    plain = parse_plain(("sep=,\n" + written(ROWS)).encode(), "a.csv")
    assert (plain.rows, plain.manner) == (ROWS, ())


TITLES = {
    "a title": ("BÁO CÁO SỐ LIỆU NĂM 2022\n", 2, "delete the line above it"),
    "a title and a blank line": ("BÁO CÁO,,,\n,,,\n", 3, "delete the lines above it"),
    "a title in quotes": ('"Số liệu, năm 2022"\n', 2, "delete the line above it"),
    "a title of two lines in one cell": ('"Số liệu\nnăm 2022",,,\n', 2, "delete the line above it"),
    "one word": ("bao_cao,,,\n", 2, "delete the line above it"),
    "nineteen lines": ("Xã,,,\n" * 19, 20, "delete the lines above it"),
}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("title", "line", "remedy"), TITLES.values(), ids=list(TITLES))
def test_a_title_above_the_header_is_told(title, line, remedy, separator):
    text = title.replace(",", separator) + written(ROWS, separator)
    with pytest.raises(Faults) as caught:
        parse_plain(text.encode(), "a.csv")
    (fault,) = caught.value.faults
    assert str(fault) == f"a.csv:{line}: the header stands on line {line}, below a title; {remedy}"


def test_a_header_is_looked_for_in_the_first_lines_alone():
    rows = [["Xã", "", "", ""]] * 20 + ROWS
    assert parse_plain(written(rows).encode(), "a.csv").rows == rows


@pytest.mark.parametrize("sign", ["\x01", "\x07", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800"])
def test_what_no_page_can_show_is_named(sign):
    assert unwritable(f"a{sign}b").startswith(f"a control sign (U+{ord(sign):04X})")


@pytest.mark.parametrize("text", ["", "a\tb\nc\r", "Xã Đắk Kôi", "x" * 32_767, "$x_1$ \\alpha <b>"])
def test_what_a_page_can_show_is_text(text):
    assert unwritable(text) == ""


def test_what_no_cell_has_room_for_is_told():
    assert unwritable("x" * 32_768).startswith("32768 letters, more than the 32767 that")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(Faults, match=r"a\.csv: it is a folder; put the file of that name"):
        read_plain(tmp_path / "a.csv", tmp_path)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(13, "Permission denied"), "it cannot be read (Permission denied); close"),
        (OSError(5, "Input/output error"), "it cannot be read (Input/output error); copy it here"),
    ],
)
def test_a_file_that_is_kept_from_us_is_told(tmp_path, monkeypatch, error, expected):
    def fail(*_):
        raise error

    monkeypatch.setattr("pathlib.Path.read_bytes", fail)
    with pytest.raises(Faults) as caught:
        read_plain(tmp_path / "a.csv", tmp_path)
    assert expected in str(caught.value)
