"""`chitieu results`: what it writes, and where; and the codes that no format takes."""

from __future__ import annotations

import pytest

from chitieu.cli import main
from chitieu.publish import exchange
from chitieu.workbook import Workbook

pytestmark = pytest.mark.xdist_group("exchange")


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("form", "file", "written"),
    [
        pytest.param("csv", "kq.csv", {"kq.csv": "results.csv"}, id="csv"),
        pytest.param("xlsx", "kết quả.xlsx", {"kết quả.xlsx": "results.xlsx"}, id="xlsx"),
        pytest.param(
            "sdmx-csv",
            "kq.sdmx.csv",
            {"kq.sdmx.csv": "results.sdmx.csv", "kq.sdmx.xml": "results.sdmx.xml"},
            id="sdmx-csv, its structure beside it",
        ),
    ],
)
def test_a_format_is_written_as_a_run_writes_it(root, review, tmp_path, form, file, written):
    path = tmp_path / "nơi khác" / file
    call = ["results", "2022", "--format", form, "-o", str(path), "--root", str(root)]
    assert main(call) == 0
    there = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert there == {name: (review.folder / like).read_bytes() for name, like in written.items()}


def test_csv_and_sdmx_csv_are_printed_where_no_file_is_named(root, review, capsys):
    for form, name in (("csv", "results.csv"), ("sdmx-csv", "results.sdmx.csv")):
        assert main(["results", "2022", "--format", form, "--root", str(root)]) == 0
        assert capsys.readouterr().out == (review.folder / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--format", "xlsx"], "name its file with -o", id="a workbook printed"),
        pytest.param(
            ["--format", "sdmx-csv", "-o", "kq.xml"],
            "name the data kq.csv",
            id="data where the structure goes",
        ),
    ],
)
def test_what_cannot_be_written_is_a_wrong_call(root, capsys, words, message):
    assert main(["results", "2022", *words, "--root", str(root)]) == 2
    assert message in capsys.readouterr().err


def test_no_text_of_the_csv_begins_like_a_formula_and_no_fraction_is_a_date(csv_text):
    texts = csv_text.drop(columns=["value", "lower", "upper"])
    begun = {cell for column in texts for cell in texts[column] if cell[:1] in tuple("=+-@\t\r")}
    assert begun == set()
    goals = csv_text.set_index(["indicator", "area"])[["comparator", "target"]]
    found = {key: tuple(goals.loc[key]) for key in [("1", "614"), ("1", "23479"), ("13", "614")]}
    assert list(found.values()) == [("ge", "4 of 7"), ("", ""), ("fall", "1")]
    assert tuple(goals.loc["10", "614"]) == ("eq", "0")


def test_a_kind_of_area_that_is_no_code_is_a_word_in_sdmx(workbook_copy):
    areas = workbook_copy / "data" / "areas.csv"
    areas.write_text(areas.read_text("utf-8").replace(",township,", ",thị trấn,"), "utf-8")
    book = Workbook.open(2022, audience="internal", root=workbook_copy)
    written = exchange.files(book)
    assert b"CL_LEVEL" not in written["results.sdmx.xml"]
    assert ",thị trấn,proportion,".encode() in written["results.sdmx.csv"]
