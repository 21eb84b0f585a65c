"""The benchmarks run: on few rows, for what they print is not held to anything."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("rates", ["--rows", "2000", "--sample", "500", "--repeat", "1"],
         "500 rows of the sample: the same values, limits and verdicts"),
        ("withholding", ["--districts", "2", "3", "--repeat", "1"], "24 communes: "),
    ],
    ids=["rates", "withholding"],
)  # fmt: skip
def test_a_benchmark_runs(name, options, told, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [name, *options])
    runpy.run_path(str(BENCHMARKS / f"{name}.py"), run_name="__main__")
    assert told in capsys.readouterr().out
