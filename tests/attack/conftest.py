"""What several attacks do to the data."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def count_elsewhere() -> Callable[[Path, Mapping[tuple[str, str], int]], None]:
    """Return a function that counts so many more or fewer, by area and variable, in a file."""

    def count_elsewhere(path: Path, moves: Mapping[tuple[str, str], int]) -> None:
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        for row in rows:
            if more := moves.get((row["area"], row["variable"])):
                row["value"] = str(int(row["value"]) + more)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return count_elsewhere
