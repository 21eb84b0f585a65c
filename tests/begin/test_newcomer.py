"""The newcomer's path, as the documents have it: each of its steps, one after the other."""

import glob
import re
import shlex

import openpyxl
import pytest

from chitieu.begin.plan_heads import FIELDS
from chitieu.collect.forms.style import put

PLACES = {
    "en": ("README.md", "A workbook of your own"),
    "vi": ("README.vi.md", "Lập sổ tính của nơi mình"),
}
STEPS = 10
PACKED = 10  # the step of the package; those from `run` on take a minute


@pytest.fixture(params=PLACES)
def block(request, root):
    """The lines of the steps of one document."""
    name, heading = PLACES[request.param]
    told = (root / name).read_text("utf-8")
    return re.search(rf"^## {heading}\n.*?^```sh\n(.*?)^```$", told, re.M | re.S)[1]


@pytest.fixture
def steps(block):
    """The commands of one document by their step; "" where there is something to be done."""
    found = re.findall(r"^# (\d+)\. .*\n((?:[^#\n].*\n)?)", block, re.M)
    return {int(number): command.strip() for number, command in found}


def filled_sheet(path, plan):
    book = openpyxl.load_workbook(path)
    for line, cells in enumerate(plan, start=2):
        for field, cell in zip(FIELDS, cells, strict=False):
            put(book.worksheets[0], line, 1 + FIELDS.index(field), cell)
    book.save(path)


def walk(steps, last, folder, plan, told, fill_in):
    """Take the steps up to the last one; return the pages and packages that they led to."""
    for number, command in steps.items():
        if number > last:
            break
        if number == 2:
            (sheet,) = folder.glob("*/*.xlsx")
            filled_sheet(sheet, plan)
        elif number == 5:
            (forms,) = {path.parent for path in folder.glob("*/*-2026-*.xlsx")}
            fill_in(forms)
        elif command:
            program, *words = shlex.split(command)
            assert program == "chitieu"
            expanded = [w for word in words for w in (sorted(glob.glob(word)) or [word])]
            code, _, err = told(*expanded)
            assert code == 0, err  # `run` tells its progress there
    return [*folder.glob("*/outputs/**/index.html"), *folder.glob("*/outputs/packages/*.zip")]


def test_there_are_at_most_ten_steps_each_with_its_command_or_its_doing(steps):
    assert [*steps] == [*range(1, STEPS + 1)]
    assert [number for number, command in steps.items() if not command] == [2, 5, 9]


def test_before_the_steps_the_window_gets_to_know_the_command(block, root):
    first, second = block.splitlines()[:2]
    assert first == ". .venv/bin/activate"  # what the quick start has made
    assert second.startswith("# 1. ")
    for name, _ in PLACES.values():
        assert r'`$env:Path = "$PWD\.venv\Scripts;$env:Path"`' in (root / name).read_text("utf-8")


@pytest.mark.sampled(1)
def test_the_way_to_the_first_figures(
    steps, tmp_path, map_file, plan_lines, told, fill_in, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    map_file.rename(tmp_path / "map.geojson")
    assert walk(steps, 7, tmp_path, plan_lines, told, fill_in) == []


@pytest.mark.slow
def test_the_way_to_the_package(steps, tmp_path, map_file, plan_lines, told, fill_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    map_file.rename(tmp_path / "map.geojson")
    found = walk(steps, PACKED, tmp_path, plan_lines, told, fill_in)
    assert {path.suffix for path in found} == {".html", ".zip"}
