"""A wrong call: one line that says what to write, exit code 2; and where an error comes from."""

from __future__ import annotations

import shutil

import pytest

from chitieu import faults
from chitieu.cli import main

DONE, FAILED, WRONG_CALL = 0, 1, 2

WRONG = {  # what was written; what is told
    "no workers": (["run", "2022", "--workers", "0"], "--workers: '0' is not a number of workers; "
                   "write a whole number from 1, as 4"),
    "fewer than none": (["run", "2022", "--workers=-1"], "'-1' is not a number of workers"),
    "half a worker": (["run", "2022", "--workers", "1.5"], "'1.5' is not a number of workers"),
    "workers in words": (["run", "2022", "--workers", "hai"], "'hai' is not a number of workers"),
    "as many workers as no machine has": (
        ["run", "2022", "--workers", "9" * 400], "is not a number of workers"),
    "seconds in words": (["run", "2022", "--cell-timeout", "abc"], "--cell-timeout: 'abc' is not a "
                         "number of seconds; write a whole number from 1, as 300"),
    "a period forgotten": (["run", "2022", "--period"], "--period needs something behind it; "
                           "write --period P"),
    "a period that is none": (["run", "2022", "--period", "H1"], "write 2022-S1 or 2022-Q1"),
    "an area forgotten": (["run", "2022", "--area"], "write --area CODE"),
    "an unknown format": (["results", "2022", "--format", "pdf"], "--format pdf is not a format; "
                          "use one of: csv, sdmx-csv, xlsx"),
    "an unknown language": (["forms", "2022", "--language", "fr"], "--language fr is not a "
                            "language; use one of: en, vi"),
    "a format misspelt": (["results", "2022", "--format", "xslx"], "did you mean 'xlsx'?"),
    "no file": (["receive"], "FILE is missing; write chitieu receive "),
    "no year": (["run"], "YEAR is missing; write chitieu run "),
    "no folder": (["forms", "2022"], "-o/--output is missing; write chitieu forms "),
    "no edition": (["boundaries", "a.shp"], "--edition is missing; write chitieu boundaries "),
    "a command misspelt": (["chek"], "'chek' is not a command; did you mean 'check'?"),
    "an option misspelt": (["run", "2022", "--wokers", "2"], "did you mean '--workers'?"),
    "an option of another command": (["check", "--replace"], "--replace is not an option; use one"),
    "an option before the command": (["--root", ".", "check"], "write chitieu COMMAND … --root"),
    "a year too many": (["results", "2022", "2023"], "'2023' is one word too many; write chitieu"),
    "a year in letters": (["results", "20x2"], "'20x2' is not a year; write it as 2022"),
    "a year in other digits": (["run", "２０２２"], "is not a year; write 2022 or 2021-2025"),
    "a range of results": (["results", "2021-2022"], "'2021-2022' is not a year"),
    "a short year": (["forms", "22", "-o", "x"], "'22' is not a year"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_call_says_in_one_line_what_to_write(capsys, root, monkeypatch, words, expected):
    monkeypatch.chdir(root)
    assert main(words) == WRONG_CALL
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert expected in err


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("+4", 4), ("007", 7)])
def test_a_number_is_read_however_it_is_written(text, number):
    from chitieu.arguments import number as reader

    assert reader("workers", 4)(text) == number


@pytest.fixture(autouse=True)
def untraced():
    yield
    faults.trace(False)


@pytest.fixture
def faulty(root, tmp_path):
    """A workbook whose figures of 2022 have a fault, and the form of another workbook."""
    for part in ("params", "data", "shapefiles", "notebooks"):
        shutil.copytree(root / part, tmp_path / part)
    path = tmp_path / "data" / "observations" / "2022.csv"
    path.write_text(path.read_text("utf-8").replace(",98,", ",x,", 1), encoding="utf-8")
    (tmp_path / "phiếu.xlsx").write_bytes(b"PK but no archive")
    return tmp_path


ORIGINS = {  # a call of the faulty workbook; its exit code, and where the error comes from
    "check": (["check", "2022"], FAILED, "in read_table"),
    "results": (["results", "2022"], FAILED, "in read_table"),
    "run": (["run", "2022"], FAILED, "in read_table"),
    "receive": (["receive", "phiếu.xlsx"], FAILED, "in refusal"),
    "boundaries": (["boundaries", "phiếu.xlsx", "--edition", "2008"], FAILED, "in refusal"),
    "verify": (["verify", "phiếu.zip"], WRONG_CALL, "CallError"),
    "a wrong year": (["check", "2030"], WRONG_CALL, "in _require_years"),
    "a wrong option": (["run", "2022", "--workers", "0"], WRONG_CALL, "ArgumentTypeError"),
    "a wrong command": (["chek"], WRONG_CALL, "ArgumentError"),
    "an unknown option": (["run", "2022", "--wokers", "2"], WRONG_CALL, "in parse_args"),
}


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("words", "code", "where"), ORIGINS.values(), ids=list(ORIGINS))
def test_debug_shows_where_an_error_comes_from_and_nothing_else_does(
    capsys, faulty, monkeypatch, words, code, where
):
    monkeypatch.chdir(faulty)
    assert main(words) == code
    plain = capsys.readouterr().err
    assert 'File "' not in plain
    assert main([*words, "--debug"]) == code
    shown = capsys.readouterr().err
    assert where in shown
    assert 'File "' in shown
    assert set(plain.splitlines()) <= set(shown.splitlines())


@pytest.mark.slow
def test_debug_shows_where_a_report_failed(capsys, faulty, root, monkeypatch):
    monkeypatch.chdir(faulty)
    name = "data/observations/2022.csv"
    shutil.copy(root / name, faulty / name)
    path = faulty / "notebooks" / "4_tham_gia.ipynb"
    path.write_text(path.read_text("utf-8").replace("book.summary(", "book.sumary("), "utf-8")
    words = ["run", "2022", "--notebook", "4_tham_gia", "--workers", "1"]
    assert main([*words, "--debug"]) == FAILED
    shown = capsys.readouterr().err
    assert "in execute" in shown  # of the report
    assert "book.sumary(" in shown  # of the notebook


def test_debug_is_asked_for_each_call_anew(capsys, root):
    main(["check", "2030", "--debug", "--root", str(root)])
    main(["check", "2030", "--root", str(root)])
    assert not faults.tracing()
    capsys.readouterr()
