"""The gate: `check` exits 0 if and only if `results` of every year does; else both say the same."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from chitieu.cli import main

from ..spoilt import YEARS, small_workbook, spoils

SEED = 20221128
FORMATS = ("csv", "csv", "csv", "csv", "xlsx", "sdmx-csv")
DONE, FAILED, WRONG_CALL = 0, 1, 2


@pytest.fixture(scope="module")
def sound(root, tmp_path_factory) -> Path:
    return small_workbook(root, tmp_path_factory.mktemp("sổ tính") / "nhỏ")


def errors(text: str) -> set[str]:
    return {line for line in text.splitlines() if not line.startswith("warning: ")}


def one_answer(sound: Path, folder: Path, capsys, name: str, spoil, form: str) -> None:
    root = folder / "sổ"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(sound, root)
    spoil(root)
    code = main(["check", "--root", str(root)])
    checked = errors(capsys.readouterr().err)
    assert (code == DONE) == (not checked), name
    computed, told = [], set()
    for year in YEARS:
        kept = folder / f"{year}.{form}"
        kept.write_text("the last good result")
        words = ["results", str(year), "--format", form, "-o", str(kept), "--root", str(root)]
        computed.append(main(words))
        told |= errors(capsys.readouterr().err)
        if computed[-1] != DONE:
            assert kept.read_text() == "the last good result", name
    everything = checked | told
    assert not [line for line in everything if "--debug shows where" in line], (name, everything)
    assert (code == DONE) == (not any(computed)), (name, code, computed, everything)
    if WRONG_CALL not in computed:
        assert told == checked, name


@pytest.mark.parametrize("part", range(4))
def test_check_and_results_say_the_same_of_spoilt_inputs(sound, tmp_path, capsys, part):
    several(sound, tmp_path, capsys, spoils(112, SEED)[part::4])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_check_and_results_say_the_same_of_thousands(sound, tmp_path, capsys, seed):
    several(sound, tmp_path, capsys, spoils(200, seed))


def several(sound, folder, capsys, those) -> None:
    dice = random.Random(SEED)
    wrong = []
    for name, spoil in those:
        try:
            one_answer(sound, folder, capsys, name, spoil, dice.choice(FORMATS))
        except (AssertionError, Exception) as error:
            wrong.append(f"{type(error).__name__}: {str(error)[:900]}")
    assert not wrong, "\n".join(wrong)


def test_the_sound_workbook_is_computed(sound, tmp_path, capsys):
    one_answer(sound, tmp_path, capsys, "nothing", lambda root: None, "xlsx")
    assert main(["check", "--root", str(sound)]) == DONE
