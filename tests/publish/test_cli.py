"""The command: what it prints, where, and with which exit code."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from chitieu.cli import main

DONE, FAILED, WRONG_CALL = 0, 1, 2


def run(capsys, *words):
    try:
        code = main([str(word) for word in words])
    except SystemExit as stop:  # argparse
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def test_a_clean_workbook_has_nothing_to_say(capsys, root):
    assert run(capsys, "check", 2021, "--root", root) == (DONE, "", "")
    code, out, err = run(capsys, "check", "--root", root)
    assert (code, err) == (DONE, "")
    assert out.startswith("Chưa báo cáo, năm 2019:\n")  # who is waited for, which is no fault


def test_faults_go_to_standard_error_one_a_line(capsys, workbook_copy, set_cell):
    set_cell(workbook_copy / "data/observations/2022.csv", 3, "value", "x")
    set_cell(workbook_copy / "params/indicators.csv", 4, "kind", "rat")
    code, out, err = run(capsys, "check", "--root", workbook_copy)
    assert (code, out) == (FAILED, "")
    assert err.splitlines() == [
        "data/observations/2022.csv:3:value: 'x' is no number; "
        "write digits, 0 where there was none; where the count is missing, leave the cell empty "
        "and write O (not received), L (not collected) or M in obs_status",
        "params/indicators.csv:4:kind: 'rat' is no kind of indicator; did you mean 'rate'?",
    ]


def test_the_indicators_as_csv_are_the_contract(capsys, root):
    code, out, _ = run(capsys, "indicators", "--year", 2022, "--format", "csv", "--root", root)
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(out))}
    assert code == DONE
    assert len(rows) == 33
    assert out.splitlines()[0] == ("indicator,target_no,objective,kind,per,comparator,target,unit")
    assert (rows["1"]["comparator"], rows["1"]["target"]) == (">=", "4/7")
    assert (rows["13"]["comparator"], rows["13"]["target"], rows["13"]["unit"]) == (
        "fall",
        "1",
        "%",
    )
    assert (rows["3a"]["unit"], rows["11a"]["unit"], rows["10"]["unit"]) == (
        "‰",
        "/10.000",
        "count",
    )
    assert (rows["17b"]["target"], rows["18b"]["target"]) == ("0.20", "0.2")


def test_another_years_targets_are_those_it_takes_over(capsys, root):
    call = ("indicators", "--format", "csv", "--root", root)
    assert run(capsys, *call, "--year", 2025)[1] == run(capsys, *call, "--year", 2022)[1]


def test_results_have_a_row_an_indicator_and_area(capsys, root, tmp_path):
    file = tmp_path / "kết quả" / "2022.csv"
    code, out, _ = run(capsys, "results", 2022, "--internal", "-o", file, "--root", root)
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert (code, out) == (DONE, "")
    assert len([row for row in rows if not row["group"]]) == 33 * 8
    assert {(row["indicator"], row["area"]) for row in rows if row["area"] == "614"} == {
        (row["indicator"], "614") for row in rows
    }
    row = next(r for r in rows if r["indicator"] == "3b" and r["area"] == "614")
    # 7 deaths of 602 births: 7 / 602 × 1000 = 11.627906976744185
    assert (row["numerator"], row["denominator"], row["status"]) == ("7", "602", "not_met")
    assert float(row["value"]) == pytest.approx(11.627906976744185)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["run", "2030"], "2030 has no data", id="a year without data"),
        pytest.param(["run", "20x2"], "'20x2' is not a year", id="no year at all"),
        pytest.param(["run", "2022-2021"], "runs backwards", id="a range backwards"),
        pytest.param(
            ["run", "2022", "--notebook", "1_suc_khoa"],
            "did you mean '1_suc_khoe'",
            id="a notebook misspelt",
        ),
        pytest.param(["run", "2022", "--area", "999"], "'999' is no area", id="an unknown area"),
        pytest.param(
            ["run", "2022", "--period", "2021-S1"], "does not lie in", id="another year's period"
        ),
        pytest.param(
            ["run", "2022", "--period", "2022-S1"], "2022-S1 has no figures in", id="no part-year"
        ),
        pytest.param(["check", "2030"], "2030 has no data", id="a check of a year without data"),
        pytest.param(["indicators", "--year", "1990"], "has no year file", id="no year file"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(capsys, root, words, message):
    code, out, err = run(capsys, *words, "--root", root)
    assert (code, out) == (WRONG_CALL, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_outside_a_workbook_it_says_how_to_name_one(capsys, tmp_path):
    code, _, err = run(capsys, "check", "--root", tmp_path)
    assert code == WRONG_CALL
    assert "--root DIR" in err


def test_an_unknown_option_is_a_wrong_call(capsys):
    assert run(capsys, "run", "2022", "--wokers", "2")[0] == WRONG_CALL


def test_the_bare_command_says_what_there_is(capsys):
    code, out, err = run(capsys)
    assert (code, err) == (WRONG_CALL, "")
    for command in ("run", "check", "forms", "receive", "boundaries", "results", "pack", "verify"):
        assert f"    {command}" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("words", [("indicators",), ("results", "2022")])
def test_what_cannot_be_printed_is_told(root, words):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "chitieu.cli", *words, "--root", str(root)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr == "what is printed: the disk is full; make room on it, and run again\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is POSIX's")
def test_a_closed_output_is_no_fault(root):
    line = f"{sys.executable} -m chitieu.cli indicators --root '{root}' >&-"
    done = subprocess.run(line, shell=True, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_cannot_be_read_is_named(workbook_copy, capsys, monkeypatch):
    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied", "params/2022.yaml")

    monkeypatch.setattr("chitieu.publish.schedule.require_period", refuse)
    assert main(["results", "2022", "--root", str(workbook_copy)]) == 1
    told = "params/2022.yaml: it cannot be read or written; see to it (Permission denied), and run"
    assert capsys.readouterr().err.startswith(told)
