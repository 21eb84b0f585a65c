"""Batches as they are run: a process, an exit code, files. Each is run once and read by many."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = "sổ tính Kon Rẫy"


@dataclass
class Ran:
    """One run of the command."""

    code: int
    out: str
    err: str
    root: Path

    def page(self, name: str, period: str = "2022") -> str:
        return (self.root / "outputs" / period / f"{name}.html").read_text("utf-8")


def chitieu(*words, root: Path) -> Ran:
    """Run the command in a process of its own, from another folder than the workbook's."""
    command = [sys.executable, "-m", "chitieu.cli", *map(str, words), "--root", str(root)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=root.parent)
    return Ran(done.returncode, done.stdout, done.stderr, root)


@pytest.fixture(scope="session")
def run_chitieu():
    return chitieu


@pytest.fixture(scope="session")
def two_years(root, tmp_path_factory) -> Ran:
    """All notebooks of 2021 and 2022, in a copy of the workbook."""
    folder = tmp_path_factory.mktemp("hai năm") / FOLDER
    for part in ("params", "data", "shapefiles", "notebooks"):
        shutil.copytree(root / part, folder / part)
    return chitieu("run", "2021-2022", root=folder)
