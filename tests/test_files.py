"""The ground: faults with their place, the root, tables read whole, files written whole."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pandas as pd
import pytest

from chitieu.faults import CallError, Faults
from chitieu.files import (
    find_root,
    matches,
    one_of,
    optional,
    read_table,
    relative,
    text,
    words,
)
from chitieu.whole import Unwritten, write_whole

COLUMNS = {
    "code": text(matches(r"\d+", "is no code", "write digits")),
    "colour": text(one_of(("red", "green"), "colour")),
    "note": optional(),
}
KEY = ("code",)


def read(folder, content: bytes | str):
    path = folder / "params" / "colours.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, folder, COLUMNS, KEY)


def refused(folder, content: bytes | str) -> Faults:
    with pytest.raises(Faults) as caught:
        read(folder, content)
    return caught.value


def faults_of(folder, content: bytes | str) -> list[str]:
    return [str(fault) for fault in refused(folder, content).faults]


# ---- the root -----------------------------------------------------------------------------------


@pytest.mark.parametrize("below", [".", "notebooks", "data/observations"])
def test_the_root_is_found_from_any_folder_in_it(workbook_copy, below):
    (workbook_copy / below).mkdir(parents=True, exist_ok=True)
    assert find_root(workbook_copy / below) == workbook_copy.resolve()


def test_the_root_is_found_from_the_current_directory(workbook_copy, monkeypatch):
    monkeypatch.chdir(workbook_copy / "data")
    assert find_root() == workbook_copy.resolve()


def test_a_folder_outside_any_workbook_is_told_how_to_name_one(tmp_path):
    with pytest.raises(CallError, match="--root DIR"):
        find_root(tmp_path)


def test_a_file_is_named_from_the_root(tmp_path):
    assert relative(tmp_path / "data" / "a.csv", tmp_path) == "data/a.csv"
    assert relative(tmp_path / "a.csv", tmp_path / "data") == (tmp_path / "a.csv").as_posix()


# ---- tables -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("code,colour\n1,red\n2,green\n", id="plain"),
        pytest.param(b"\xef\xbb\xbfcode,colour\n1,red\n2,green\n", id="byte-order-mark"),
        pytest.param("code,colour\r\n1,red\r\n2,green\r\n", id="windows-lines"),
        pytest.param("code , colour\n 1, red \n2,green", id="spaces-and-no-last-line-end"),
        pytest.param("colour,code\nred,1\ngreen,2\n", id="columns-in-another-order"),
    ],
)
def test_a_table_is_read_however_the_spreadsheet_saved_it(tmp_path, content):
    table = read(tmp_path, content)
    assert list(table["code"]) == ["1", "2"]
    assert list(table["colour"]) == ["red", "green"]
    assert table["note"].isna().all()
    assert list(table.index) == [2, 3]


def test_rows_are_the_spreadsheets_lines(tmp_path):
    # A blank line and a cell of two lines each are one line of the spreadsheet.
    table = read(tmp_path, 'code,colour,note\n1,red,"two\nlines"\n,,\n2,green,\n\n3,red,\n')
    assert list(table.index) == [2, 4, 6]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("code,colour\nx,red\n", ["2:code: 'x' is no code; write digits"], id="form"),
        pytest.param(
            "code,colour\n1,rde\n", ["2:colour: 'rde' is no colour; did you mean 'red'?"], id="list"
        ),
        pytest.param("code,colour\n1,\n", ["2:colour: the cell is empty; fill it in"], id="empty"),
        pytest.param(
            "code,colour\n1,red\n1,green\n",
            ["3: the line repeats an earlier one (code); keep one of the two"],
            id="repeated-line",
        ),
        pytest.param("code\n1\n", ["1:colour: the column is missing; add it"], id="no-column"),
        pytest.param(
            "code,colour,nota\n1,red,\n",
            ["1:nota: is no column of this file; did you mean 'note'?"],
            id="unknown-column",
        ),
        pytest.param(
            "code,colour,code\n1,red,1\n",
            ["1:code: the column stands twice; remove one"],
            id="column-twice",
        ),
        pytest.param(
            "code,colour\n1,red,dark\n",
            ["2: the line has 3 cells, the header 2; put a text with commas in quotes"],
            id="a-comma-too-many",
        ),
        pytest.param("", ["1: the file is empty; give it a header line"], id="empty-file"),
        pytest.param(
            "code,colour\nx,blue\n,red\n",
            ["2:code: ", "2:colour: ", "3:code: "],
            id="all-at-once",
        ),
        pytest.param(
            "code,colour\nx,red\n1,red,dark\n2,blue\n",
            ["2:code: ", "3: the line has 3 cells", "4:colour: "],
            id="all-at-once-beside-a-comma-too-many",
        ),
        pytest.param(
            "code,color\nx,red\n",
            ["1:color: is no column", "1:colour: the column is missing", "2:code: 'x'"],
            id="all-at-once-beside-a-misspelt-column",
        ),
    ],
)
def test_faults_of_a_table_name_line_column_and_remedy(tmp_path, content, expected):
    found = faults_of(tmp_path, content)
    assert len(found) == len(expected), found
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(f"params/colours.csv:{start}")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("code,colour\r1,red\r2,green\r", id="old-macintosh-lines"),
        pytest.param("code,colour,note\n1,red,two\rlines\n", id="a-lone-carriage-return"),
        pytest.param(f"code,colour,note\n1,red,{'a' * 200_000}\n", id="an-enormous-cell"),
    ],
)
def test_what_the_csv_reader_cannot_take_is_read_or_is_a_fault(tmp_path, content):
    with contextlib.suppress(Faults):  # any other exception fails the test
        read(tmp_path, content)


def test_a_missing_file_is_a_fault(tmp_path):
    with pytest.raises(Faults, match=r"a\.csv: the file is missing; put it back"):
        read_table(tmp_path / "a.csv", tmp_path, COLUMNS, KEY)


def test_words_are_read_from_faulty_rows_too_and_from_no_file_none(tmp_path):
    with pytest.raises(Faults):
        read(tmp_path, "code,colour\nx,red\n2,blue\n")
    path = tmp_path / "params" / "colours.csv"
    assert words(path, tmp_path, "code") == {"x", "2"}
    assert words(path, tmp_path, "code", "colour") == {("x", "red"), ("2", "blue")}
    assert words(path, tmp_path, "shade") == set()
    assert words(tmp_path / "none.csv", tmp_path, "code") == set()


# ---- writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "data"), [("Rẫy\n", "Rẫy\n".encode()), (b"\x00", b"\x00")])
def test_a_file_is_written_whole_with_its_folders(tmp_path, content, data):
    path = tmp_path / "sổ tính" / "a.csv"
    write_whole(path, content)
    assert path.read_bytes() == data
    assert [p.name for p in path.parent.iterdir()] == ["a.csv"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write_whole(path, "old")

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(Unwritten, match="full"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_many_lines_that_do_not_fit_the_header_are_told_once(tmp_path):
    lines = "".join(f"{i}\n" for i in range(1, 30))
    (line,) = str(refused(tmp_path, "code,colour\n" + lines)).splitlines()
    assert ":2: the line has 1 cells, the header 2, and so do 28 more lines: 3-30; give" in line


def test_a_line_may_end_before_columns_that_may_be_absent(tmp_path):
    assert read(tmp_path, "code,colour,note\n1,red\n2,green,dark\n")["note"].tolist()[1] == "dark"


HEADLESS = {
    "no header": ("1,red\n2,green\n", "1: the first line is not a header; write the names of the "
                  "columns above the lines: code,colour,note"),
    "a control sign": ("code,colour,note\n1,red,\n2,red,a\ufffeb\n",
                       "3:note: the cell holds a control sign (U+FFFE), which can be neither seen"),
    "a text beyond any cell": (f"code,colour,note\n1,red,{'x' * 32_768}\n",
                               "2:note: the cell holds 32768 letters"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), HEADLESS.values(), ids=list(HEADLESS))
def test_what_cannot_be_a_table_is_told_once(tmp_path, content, expected):
    (line,) = faults_of(tmp_path, content)
    assert line.startswith(f"params/colours.csv:{expected}")


def test_a_table_that_must_have_a_line_has_one(tmp_path):
    path = tmp_path / "colours.csv"
    path.write_text("code,colour\n")
    assert read_table(path, tmp_path, COLUMNS, KEY).empty
    with pytest.raises(Faults, match="2: there is no line below the header; write a colour a line"):
        read_table(path, tmp_path, COLUMNS, KEY, least="a colour a line")


def test_a_table_is_read_without_what_only_tests_need_which_is_found_by_others(root):
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from chitieu.plan.areas import read_areas\n"
        f"read_areas(Path({str(root)!r}))\n"
        "print('hypothesis' in sys.modules)\n"
        "import hypothesis\n"
        "print(hypothesis.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["False", "hypothesis"], done.stderr


def test_texts_are_kept_in_one_way_whether_or_not_pyarrow_is_installed():
    assert pd.options.mode.string_storage == "python"
