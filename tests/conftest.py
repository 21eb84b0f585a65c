"""What all tests share: the repository, a copy of its workbook to spoil, and quick hypotheses."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

WORKBOOK = ("params", "data", "shapefiles", "notebooks")
# A folder as offices name theirs: with spaces, and with letters beyond ASCII.
FOLDER = "sổ tính Kon Rẫy"

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("quick")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CHITIEU_FAIL_ON_SKIP is set, a skipped test fails the run: nothing is to be missing
    there but the reference boundaries, which are never in the repository."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CHITIEU_FAIL_ON_SKIP") or reporter is None:
        return
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    if any("reference" not in reason for reason in reasons):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository, which is itself a workbook; not to be written to."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def workbook_copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the workbook (inputs and notebooks, no library) that a test may spoil."""
    folder = tmp_path / FOLDER
    for part in WORKBOOK:
        if (root / part).is_dir():
            shutil.copytree(
                root / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_*")
            )
    return folder


@pytest.fixture
def set_cell() -> Callable[[Path, int, str, str], None]:
    """Return a function that writes one cell of a CSV file: path, spreadsheet's line, column."""

    def write(path: Path, row: int, column: str, value: str) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        rows[row - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    return write


@pytest.fixture
def replace_text() -> Callable[[Path, str, str], None]:
    """Return a function that replaces a text which must stand in the file; its first place."""

    def replace(path: Path, old: str, new: str) -> None:
        content = path.read_text(encoding="utf-8")
        assert old in content, f"{path.name} does not hold {old!r}"
        path.write_text(content.replace(old, new, 1), encoding="utf-8", newline="")

    return replace
