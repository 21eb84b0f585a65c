"""What the harness of `interrupted.py` does to a command: each way ends it where it is to end."""

from __future__ import annotations

import signal
import sys

import pytest

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals and limits are POSIX's"),
]


def test_every_write_is_counted_and_a_killed_command_begins_no_further(workbook_copy, interrupter):
    words = ["results", 2022, "--root", workbook_copy, "-o", workbook_copy / "r.csv"]
    whole = interrupter.run(workbook_copy, words)
    assert (whole.code, whole.err) == (0, "")
    assert whole.writes[-1] == "os.rename r.csv"
    (workbook_copy / "r.csv").unlink()
    end = interrupter.run(workbook_copy, words, len(whole.writes), "killed")
    assert end.code == -signal.SIGKILL
    assert len(end.writes) == len(whole.writes)
    assert not (workbook_copy / "r.csv").exists()


def test_a_file_is_cut_short_by_a_death_in_the_middle(workbook_copy, interrupter):
    words = ["results", 2022, "--root", workbook_copy, "-o", workbook_copy / "r.csv"]
    end = interrupter.run(workbook_copy, words, 1, "half")
    assert end.code == -signal.SIGXFSZ
    assert [path.stat().st_size for path in workbook_copy.glob(".r.csv*")] == [10]
