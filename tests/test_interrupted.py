"""What the harness of `interrupted.py` does to a command: each way ends it where it is to end."""

from __future__ import annotations

import signal
import sys

import pytest

from .interrupted import small_workbook

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals and limits are POSIX's"),
]


@pytest.fixture
def folder(root, tmp_path):
    return small_workbook(root, tmp_path / "sổ tính")


def test_every_write_is_counted_and_a_killed_command_begins_no_further(folder, interrupter):
    words = ["results", 2022, "--root", folder, "-o", folder / "r.csv"]
    whole = interrupter.run(folder, words)
    assert (whole.code, whole.err) == (0, "")
    assert whole.writes[-1] == "os.rename r.csv"
    (folder / "r.csv").unlink()
    end = interrupter.run(folder, words, len(whole.writes), "killed")
    assert end.code == -signal.SIGKILL
    assert len(end.writes) == len(whole.writes)
    assert not (folder / "r.csv").exists()


def test_a_file_is_cut_short_by_a_death_in_the_middle(folder, interrupter):
    words = ["results", 2022, "--root", folder, "-o", folder / "r.csv"]
    end = interrupter.run(folder, words, 1, "half")
    assert end.code == -signal.SIGXFSZ
    assert [path.stat().st_size for path in folder.glob(".r.csv*")] == [10]
