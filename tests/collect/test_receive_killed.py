"""`receive` is ended at each of its writes: a second call ends as if the first had not been.

Counts, register and archive: all as after one undisturbed call, whichever moment it died at.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys

import openpyxl
import pytest

from chitieu.collect.receive import receive

from ..interrupted import Undisturbed
from .conftest import copy_inputs, empty_year
from .sent_back import put, told

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals and limits are POSIX's"),
]
REGISTER = "data/received/register.csv"


@pytest.fixture(scope="module")
def figures_come(root, filled, forms, tmp_path_factory, interrupter):
    """The first forms of a year, two in one call."""
    base = copy_inputs(root, tmp_path_factory.mktemp("trước") / "sổ tính")
    empty_year(base)
    folder = tmp_path_factory.mktemp("sau") / "sổ tính"
    words = ["receive", *(filled / forms[c].file_name for c in ("CA", "TP")), "--root", folder]
    return Undisturbed.run(interrupter, base, folder, words)


@pytest.fixture(scope="module")
def figures_change(root, filled, forms, tmp_path_factory, interrupter):
    """A form that replaces figures, where others were received before."""
    base = copy_inputs(root, tmp_path_factory.mktemp("trước") / "sổ tính")
    path = tmp_path_factory.mktemp("biểu") / forms["TP"].file_name
    empty_year(base)
    assert told(receive(base, [filled / path.name])) == []
    book = openpyxl.load_workbook(filled / path.name)
    put((1, "D9", 400))(book)
    book.save(path)
    folder = tmp_path_factory.mktemp("sau") / "sổ tính"
    words = ["receive", path, "--replace", "--root", folder]
    return Undisturbed.run(interrupter, base, folder, words)


def assert_register_has_one_line_a_file(command, number):
    lines = list(csv.DictReader((command.folder / REGISTER).open(encoding="utf-8")))
    assert len(lines) == number
    for line in lines:
        assert (command.folder / line["file"]).is_file()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("case", ["figures_come", "figures_change"])
def test_whatever_moment_it_dies_a_second_call_ends_as_if_it_had_not(request, case):
    command = request.getfixturevalue(case)
    counts = [n for n, write in enumerate(command.end.writes, 1) if "observations/2022" in write]
    register = [n for n, write in enumerate(command.end.writes, 1) if "register" in write]
    assert max(register) < max(counts)  # the counts come last
    near = {(at, "killed") for at in (max(register), max(counts), max(counts) + 1)}
    told = ""
    for at, how in sorted({*command.sample(12, 1), *near}):
        told += command.assert_nothing_lost(at, how).err
        assert_register_has_one_line_a_file(command, 2)
    assert "chạy lại" in told
    assert "run again" not in told


@pytest.mark.slow
@pytest.mark.parametrize("case", ["figures_come", "figures_change"])
def test_every_moment(request, case):
    command = request.getfixturevalue(case)
    for at, how in command.moments:
        command.assert_nothing_lost(at, how)
        assert_register_has_one_line_a_file(command, 2)


def test_another_file_after_a_call_that_was_killed(figures_come, filled, forms):
    """What the killed call kept is taken back: nothing tells of a form that was not taken in."""
    command = figures_come
    last = max(n for n, w in enumerate(command.end.writes, 1) if w.startswith("os.rename data/obs"))
    shutil.rmtree(command.folder)
    shutil.copytree(command.base, command.folder)
    command.interrupter.run(command.folder, command.words, last, "killed")
    assert len(list((command.folder / "data" / "received").rglob("*.xlsx"))) == 2
    other = filled / forms["DT"].file_name
    command.interrupter.run(command.folder, ["receive", other, "--root", command.folder])
    assert_register_has_one_line_a_file(command, 1)
    assert len(list((command.folder / "data" / "received").rglob("*.xlsx"))) == 1


def test_what_a_hand_has_changed_since_is_left_alone(figures_come, filled, forms):
    """Between the two calls somebody wrote into the counts and the register: both stay."""
    command = figures_come
    last = max(n for n, w in enumerate(command.end.writes, 1) if w.startswith("os.rename data/obs"))
    shutil.rmtree(command.folder)
    shutil.copytree(command.base, command.folder)
    command.interrupter.run(command.folder, command.words, last, "killed")
    note = command.folder / "data" / "received" / "unfinished.json"
    assert json.loads(note.read_text(encoding="utf-8"))["counts"] == "data/observations/2022.csv"
    counts = command.folder / "data" / "observations" / "2022.csv"
    counts.write_text(counts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    register = (command.folder / REGISTER).read_bytes()
    command.interrupter.run(command.folder, ["receive", filled / "không có.xlsx",
                                             "--root", command.folder])  # fmt: skip
    assert (command.folder / REGISTER).read_bytes() == register
    assert not note.exists()
