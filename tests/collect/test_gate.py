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
        said = errors(capsys.readouterr().err)
        if code == DONE and not (root / f"data/observations/{year}.csv").is_file():
            # A year whose figures have not come yet is no fault, and has no results.
            assert (computed.pop(), kept.read_text()) == (WRONG_CALL, "the last good result"), name
            continue
        told |= said
        if computed[-1] != DONE:
            assert kept.read_text() == "the last good result", name
    everything = checked | told
    assert not [line for line in everything if "--debug shows where" in line], (name, everything)
    assert (code == DONE) == (not any(computed)), (name, code, computed, everything)
    if WRONG_CALL not in computed:
        assert told == checked, name


def test_check_and_results_say_the_same_of_spoilt_inputs(sound, tmp_path, capsys):
    several(sound, tmp_path, capsys, random.Random(SEED).sample(spoils(6, SEED), 10))


@pytest.mark.slow
def test_check_and_results_say_the_same_of_some_of_each_file(sound, tmp_path, capsys):
    several(sound, tmp_path, capsys, spoils(6, SEED))


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


# ---- the doors ----------------------------------------------------------------------------------


@pytest.fixture
def faulty(sound, tmp_path) -> Path:
    """A part above its whole in 2022, with results, a page and forms from before that."""
    root = tmp_path / "sổ"
    shutil.copytree(sound, root)
    path = root / "data/observations/2022.csv"
    rows = path.read_text("utf-8").splitlines()
    place = next(i for i, row in enumerate(rows) if ",children_underweight," in row)
    rows[place] = ",".join([*rows[place].split(",")[:4], "9999", "A,TTYT,"])
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return root


DOORS = {
    "check": ["check"],
    "check of the year": ["check", "2022"],
    "check of the year after": ["check", "2023"],
    "results": ["results", "2022"],
    "results of the year after": ["results", "2023"],
    "results as a workbook": ["results", "2022", "--format", "xlsx", "-o", "r.xlsx"],
    "internal results": ["results", "2022", "--internal"],
    "forms that show the year's figures": ["forms", "2023", "-o", "biểu"],
}


@pytest.mark.parametrize("words", DOORS.values(), ids=list(DOORS))
def test_no_door_lets_a_part_above_its_whole_through(faulty, capsys, monkeypatch, words):
    monkeypatch.chdir(faulty)
    assert main(words) == FAILED
    out, err = capsys.readouterr()
    assert "children_underweight of 23479 is 9999, more than children_u5_weighed" in err
    assert ("23479" in out, (faulty / "r.xlsx").exists(), (faulty / "biểu").exists()) == (
        False, False, False)  # fmt: skip


def test_a_notebook_computes_nothing_of_it_either(faulty):
    from chitieu import Workbook
    from chitieu.faults import Faults

    for year in YEARS:
        with pytest.raises(Faults, match="children_underweight of 23479 is 9999"):
            Workbook.open(year, root=faulty)


def test_forms_of_the_year_itself_are_written(faulty, capsys, monkeypatch):
    monkeypatch.chdir(faulty)
    assert main(["forms", "2022", "-o", "biểu"]) == DONE
    assert "kon-ray-2022-TTYT.xlsx" in capsys.readouterr().out


def test_what_is_mended_is_computed_at_once(faulty, sound, capsys, monkeypatch):
    monkeypatch.chdir(faulty)
    assert main(["results", "2022"]) == FAILED
    shutil.copy(sound / "data/observations/2022.csv", faulty / "data/observations/2022.csv")
    assert main(["results", "2022"]) == DONE
    assert "3a" in capsys.readouterr().out


def test_figures_without_a_year_file_are_told_alike(faulty, capsys, monkeypatch):
    monkeypatch.chdir(faulty)
    (faulty / "params/2023.yaml").unlink()
    told = set()
    for words in (["check", "2023"], ["results", "2023"], ["run", "2023"]):
        assert main(words) == FAILED
        told.add(capsys.readouterr().err)
    (line,) = told
    assert line.startswith("params/2023.yaml: 2023 has no year file, and figures in data/")


def test_a_year_file_without_figures_warns(sound, tmp_path, capsys):
    root = tmp_path / "sổ"
    shutil.copytree(sound, root)
    text = (root / "params/2023.yaml").read_text("utf-8")
    (root / "params/2024.yaml").write_text(text, "utf-8")
    assert main(["check", "--root", str(root)]) == DONE
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("; ")[0] for line in lines] == [
        "warning: params/2024.yaml: 2024 has no figures in data/observations/2024.csv",
        "warning: params/2024.yaml:2:year: the year is 2023, the file's name says 2024",
    ]
