"""Files that look like inputs and that nobody reads are told, each with what to do about it."""

from __future__ import annotations

import pytest

from chitieu.collect.quality import unread

SEEN = "data/observations/"
TOLD = {  # the file's name; what to do
    "a browser's copy": (SEEN + "2022 (1).csv", "take what is right in it into 2022.csv"),
    "Excel's copy": (SEEN + "2022 - Copy.csv", "into 2022.csv"),
    "a copy in words": (SEEN + "Số liệu 2022.csv", "into 2022.csv"),
    "a workbook": (SEEN + "2022.xlsx", "into 2022.csv"),
    "an old workbook": (SEEN + "2022.xls", "into 2022.csv"),
    "a half": (SEEN + "2022-S1.csv", "its lines belong in 2022.csv, where the column period"),
    "a quarter": (SEEN + "2022-Q4.csv", "its lines belong in 2022.csv"),
    "a month": (SEEN + "2022-06.csv", "into 2022.csv"),
    "capitals": (SEEN + "2022.CSV", "into 2022.csv"),
    "a form": (SEEN + "Bieu Y te.xlsx", "call it YYYY.csv"),
    "a text": (SEEN + "2022.txt", "into 2022.csv"),
    "a short year": (SEEN + "22.csv", "call it YYYY.csv"),
    "a copy of the indicators": (
        "params/indicators (1).csv", "if it is the newer indicators.csv, put it in that file's"),
    "indicators in capitals": ("params/Indicators.csv", "if it is the newer indicators.csv, put"),
    "one indicator": ("params/indicator.csv", "if it is the newer indicators.csv, put"),
    "a copy of a year": ("params/2022 (1).yaml", "move it away"),
    "a year's other ending": ("params/2023.yml", "call it 2023.yaml"),
    "the plan": ("params/Kế hoạch.xlsx", "move it away"),
    "areas as a workbook": ("data/areas.xlsx", "if it is the newer areas.csv, put"),
    "a copy of the areas": ("data/areas_old.csv", "if it is the newer areas.csv, put"),
}  # fmt: skip
QUIET = (
    SEEN + "2022.csv", SEEN + ".~lock.2022.csv#", SEEN + "~$2022.xlsx", SEEN + "2022.csv.bak",
    SEEN + ".DS_Store", SEEN + "desktop.ini", SEEN + "README.md", SEEN + "README.txt",
    SEEN + "2022.csv~", SEEN + ".2022.csv.abc.part", "data/simulate.py", "data/README.md",
    "data/areas.csv", "data/area_changes.csv", "params/2022.yaml", "params/breaks.csv",
    "params/notes.md", "notes.csv",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / SEEN).mkdir(parents=True)
    (tmp_path / "params").mkdir()
    return tmp_path


@pytest.mark.parametrize(("name", "remedy"), TOLD.values(), ids=list(TOLD))
def test_a_file_that_nobody_reads_is_told(folder, name, remedy):
    (folder / name).write_text("x")
    (line,) = map(str, unread(folder))
    assert line.startswith(f"{name}: nobody reads this file; ")
    assert remedy in line


@pytest.mark.parametrize("name", QUIET)
def test_inputs_and_what_other_programs_leave_are_not(folder, name):
    (folder / name).write_text("x")
    assert list(unread(folder)) == []


def test_the_example_has_none(root):
    assert list(unread(root)) == []
