"""What all tests share: the repository, a copy of its workbook to spoil, and quick hypotheses."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings

from .grouped import without_groups
from .interrupted import interrupter as interrupter

ROOT = Path(__file__).resolve().parents[1]
WORKBOOK = ("params", "data", "shapefiles", "notebooks")
# A folder as offices name theirs: with spaces, and with letters beyond ASCII.
FOLDER = "sổ tính Kon Rẫy"

TOGETHER, APART = ("show", "collect"), ("boundaries",)  # folders of tests
SPREAD = ("test_every_small_table.py",)  # files whose tests share nothing

# How much of what flows in a year each area had by the end of each quarter, in eighths: some
# areas are early and some late. Rounded down, so that a part of a whole stays one in every quarter.
COURSES = ((2, 4, 6, 8), (1, 3, 6, 8), (3, 5, 7, 8))
ENDS = {"Q1": (0, 1), "Q2": (1, 2), "Q3": (2, 3), "Q4": (3, 4), "S1": (0, 2), "S2": (2, 4)}

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)  # before -m chooses, and before pytest-xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under pytest-xdist one process has all the tests of a file, or of a folder whose opened
    workbooks or forms many of them read; two would each make them anew."""
    mark_those_not_sampled(items)
    for item in items:
        inside = item.path.relative_to(Path(__file__).parent).parts
        if item.path.name in SPREAD or item.get_closest_marker("xdist_group"):
            continue
        shared = inside[: 1 + (inside[1] in APART)] if inside[0] in TOGETHER else inside
        item.add_marker(pytest.mark.xdist_group("/".join(shared)))


def mark_those_not_sampled(items: list[pytest.Item]) -> None:
    """Mark as slow, of the cases of each test that is marked `sampled`, those not in its sample:
    which these are depends on the names alone, so that it is the same everywhere."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("sampled") and not item.get_closest_marker("slow"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for test, its in cases.items():
        number, *named = its[0].get_closest_marker("sampled").args
        keep = [item for item in its if item.nodeid.partition("[")[2][:-1] in named]
        if len(its) >= number:  # else some were asked for by name
            assert len(keep) == len(named), f"{test} has not all of the cases {named}"
        others = [item for item in its if item not in keep]
        keep += Random(test).sample(others, min(len(others), max(0, number - len(keep))))
        for item in its:
            if item not in keep:
                item.add_marker(pytest.mark.slow)


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
    return ROOT


@pytest.fixture(scope="session")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example told of everyone alone, so that one figure can be changed: what is told by groups
    has tests of its own, and pages are made of the example as it is. Not to be written to."""
    folder = tmp_path_factory.mktemp("everyone") / FOLDER
    for part in WORKBOOK:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_*")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    without_groups(folder)
    return folder


@pytest.fixture
def workbook_copy(everyone: Path, tmp_path: Path) -> Path:
    """A copy of that workbook (inputs and notebooks, no library) that a test may spoil."""
    return shutil.copytree(everyone, tmp_path / FOLDER)


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


@pytest.fixture(scope="session")
def split_year() -> Callable[..., Path]:
    """Return a function that splits a year's figures of a copy into its parts."""

    def split_year(
        root: Path, year: int, parts: tuple[str, ...] = ("S1", "S2"), whole=True
    ) -> Path:
        """Write a year's parts into its file: flows add up, stocks and school years stand as at the
        year's end. `whole`: whether the year's own figures stay there."""
        path = root / "data" / "observations" / f"{year}.csv"
        with (root / "params" / "variables.csv").open(encoding="utf-8", newline="") as file:
            natures = {row["variable"]: row["stock_or_flow"] for row in csv.DictReader(file)}
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["period"] == str(year)]
        areas = list(dict.fromkeys(row["area"] for row in rows))
        found = list(rows) if whole else []
        for part in parts:
            for row in rows:
                nature, value = natures[row["variable"]], row["value"]
                if nature == "school_year" and part == "Q1":
                    continue
                if nature == "flow" and value:
                    course = (0, *COURSES[areas.index(row["area"]) % len(COURSES)])
                    first, last = (int(value) * course[end] // 8 for end in ENDS[part])
                    value = str(last - first)
                found.append(row | {"period": f"{year}-{part}", "value": value})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
        return path

    return split_year


@pytest.fixture(scope="session")
def name_borders() -> Callable[[Path], None]:
    """Return a function that writes the names of data/areas.csv into the borders of a copy."""

    def name_borders(root: Path) -> None:
        import geopandas as gpd

        with (root / "data" / "areas.csv").open(encoding="utf-8", newline="") as file:
            names = {(row["edition"], row["area"]): row["name"] for row in csv.DictReader(file)}
        for path in (root / "shapefiles").glob("communes_*.shp"):
            layer = gpd.read_file(path)
            edition = path.stem.removeprefix("communes_")
            whole = [names[edition, area].encode() for area in layer["area"]]
            layer["name"] = [name[:254].decode("utf-8", "ignore") for name in whole]  # its room
            layer.to_file(path, encoding="utf-8")

    return name_borders
