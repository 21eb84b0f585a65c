"""Whatever comes in through a door, the command ends in messages: never a traceback, never a figure
from faulty inputs, and what was refused has changed nothing.

`SAMPLE` inputs a door are tried each time, `ALL` with -m slow; both with a fixed seed. What is
computed from spoilt tables is tried each time by `tests/collect/test_gate.py`, borders by
`tests/collect/boundaries/test_fuzz.py`; here with -m slow.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import geopandas as gpd
import pandas as pd
import pytest

from chitieu.cli import main
from chitieu.collect.forms.asked import asked
from chitieu.collect.observations import read_observations

from ..collect.conftest import fill
from .spoil import ARCHIVES, BYTES, MAPS, TABLES, WORDS, YEARS, Spoil, members

pytestmark = pytest.mark.xdist_group("doors")  # one workbook for all
SEED, SAMPLE, ALL = 2025, 6, 560
MOST = 100  # lines: a package has 47 files, and each may be told of by more than one
ENDS = 60  # seconds after which an input is one that never ends
REFUSED = (1, 2)
KEPT = ("2022", "2025")  # the years of the small workbook: one of each edition
PAGES = ("4_tham_gia",)  # of the package
FIGURES = "data/observations"


@dataclass
class Door:
    """Where an input comes in. `inputs`: what may be spoilt, below the workbook or beside it;
    `calls`: what is then called, the spoilt file in place of FILE."""

    inputs: tuple[str, ...]
    ways: tuple[Spoil, ...]
    calls: tuple[tuple[str, ...], ...]
    takes_in: bool = False  # whether an accepted input changes the workbook


# The internal edition in the sample: the search for what to withhold would take most of the time.
COMPUTED = (("check",), ("results", "2022", "--internal"), ("results", "2025", "--internal"))
DOORS = {
    "figures": Door((f"{FIGURES}/*.csv",), TABLES, COMPUTED),
    "the plan": Door(("params/*.csv",), TABLES, COMPUTED),
    "the year": Door(("params/*.yaml",), YEARS, COMPUTED),
    "areas": Door(("data/*.csv",), TABLES, COMPUTED),
    "borders put there by hand": Door(("shapefiles/communes_*",), BYTES, COMPUTED),
    "forms": Door(("../sent/*.xlsx",), ARCHIVES, (("receive", "FILE"),), takes_in=True),
    "maps": Door(
        ("../sent/*.geojson",), MAPS, (("boundaries", "FILE", "--edition", "2025"),), takes_in=True
    ),
    "packages": Door(("../sent/*.zip",), ARCHIVES, (("verify", "FILE"),)),
}
# Tried each time beside what reads them.
ELSEWHERE = ("figures", "the plan", "the year", "areas", "borders put there by hand")
CALLS = (
    ("check", "W"), ("results", "W"), ("results", "2022", "--period", "W", "--internal"),
    ("results", "2022", "--format", "W"), ("indicators", "--year", "W"), ("forms", "W", "-o", "W"),
    ("forms", "2022", "--agency", "W", "-o", "W"), ("receive", "W"), ("receive", "W", "W"),
    ("boundaries", "W", "--edition", "2025"), ("boundaries", "MAP", "--edition", "W"),
    ("boundaries", "MAP", "--edition", "2025", "--crs", "W"),
    ("boundaries", "MAP", "--edition", "2025", "--name-column", "W"), ("pack", "W"),
    ("pack", "2022", "--period", "W"), ("verify", "W"),
    ("run", "2022", "--workers", "W", "--area", "x"),
    ("run", "2022", "--notebook", "W"), ("run", "2022", "--area", "W"), ("run", "W"),
    ("run", "2022", "--cell-timeout", "W", "--notebook", "x"), ("W",), ("check", "--root", "W"),
)  # fmt: skip


@pytest.fixture(scope="module")
def book(everyone, interrupter, tmp_path_factory) -> Path:
    """A workbook of two years and, beside it, what is sent to it or by it: forms filled in with the
    figures that are there, a map, a package."""
    folder = tmp_path_factory.mktemp("cửa") / "sổ"
    for part in ("params", "data", "shapefiles", "notebooks"):
        shutil.copytree(
            everyone / part, folder / part, ignore=shutil.ignore_patterns("*.py", "__*")
        )
    for file in (*folder.glob("params/*.yaml"), *folder.glob(f"{FIGURES}/*.csv"),
                 *folder.glob("notebooks/*.ipynb")):  # fmt: skip
        if file.stem not in KEPT + PAGES:
            file.unlink()
    sent = folder.parent / "sent"
    assert main(["forms", "2022", "-o", str(sent), "--root", str(folder)]) == 0
    reported = {
        (row.area, row.variable): (
            None if pd.isna(row.value) else int(row.value),
            row.obs_status,
            "",
        )
        for row in read_observations(folder, 2022, "2008").itertuples()
    }
    for form in asked(folder, 2022):
        fill(sent / form.file_name, form, reported)
    layer = gpd.read_file(folder / "shapefiles" / "communes_2025.shp")
    layer.to_file(sent / "borders.geojson", driver="GeoJSON")
    for command in ("run", "pack"):  # in processes of their own, as a run wants its memory clean
        end = interrupter.run(None, [command, "2022", "--root", folder])
        assert end.code == 0, end.err
    (package,) = folder.glob("outputs/packages/*.zip")
    shutil.move(package, sent)
    shutil.rmtree(folder / "outputs")
    return folder


@contextmanager
def as_it_was(*folders: Path) -> Iterator[Callable[[], bool]]:
    """Put back what lies in some folders; yields what tells whether all is as it was."""

    def contents() -> dict[Path, bytes]:
        files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
        return {file: file.read_bytes() for file in files if file.suffix != ".lock"}

    before = contents()
    try:
        yield lambda: contents() == before
    finally:
        after = contents()
        for file in after.keys() - before.keys():
            file.unlink()
        for file, data in before.items():
            if after.get(file) != data:
                file.write_bytes(data)


@contextmanager
def that_ends() -> Iterator[None]:
    def too_long(*_):
        raise AssertionError(f"no end after {ENDS} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(ENDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def trial(door: Door, book: Path, number: int) -> tuple[Path, bytes, str]:
    """The input of a number: the file, what it then holds, and how it came to that."""
    random = Random(f"{SEED} {door.inputs} {number}")
    pattern = random.choice(door.inputs)
    folder = book if not pattern.startswith("../") else book.parent
    file = random.choice(sorted(folder.glob(pattern.removeprefix("../"))))
    way = random.choice(door.ways)
    return file, way(random, file.read_bytes()), way.__name__


def said(code: int, err: str, what: str) -> None:
    """Messages only: each says what to do, and a refusal says why."""
    assert code in (0, *REFUSED), what
    assert "Traceback" not in err, what
    assert "--debug shows where" not in err, f"{what}: {err}"
    assert err.strip() or code == 0, f"{what}: refused without a word"
    assert len(err.splitlines()) < MOST, f"{what}: {len(err.splitlines())} lines"


def try_out(door: Door, book: Path, number: int, capsys) -> None:
    """Spoil an input, call what reads it, hold what it does against what is right."""
    file, data, way = trial(door, book, number)
    what, sound = f"{file.name} {way}, number {number}", file.read_bytes()
    with as_it_was(book, book.parent / "sent"), that_ends():
        file.write_bytes(data)
        with as_it_was(book) as untouched:
            codes = []
            for words in door.calls:
                call = [str(file) if word == "FILE" else word for word in words]
                codes.append(main([*call, "--root", str(book)]))
                said(codes[-1], capsys.readouterr().err, f"{what}: {' '.join(words)}")
                if not door.takes_in or codes[-1] != 0:
                    assert untouched(), f"{what}: {words[0]} has changed a file"
        if door.calls is COMPUTED:
            agreed = (codes[0] == 0) == (set(codes[1:]) == {0})
            assert agreed, f"{what}: check {codes[0]}, results {codes[1:]}"
        if file.suffix == ".zip" and codes == [0]:
            assert members(data) == members(sound), f"{what}: verified"


def call_of(book: Path, number: int) -> list[str]:
    """A call with words that nobody should write there."""
    random = Random(f"{SEED} call {number}")
    words = [str(book.parent / "sent" / "borders.geojson") if word == "MAP" else word
             for word in random.choice(CALLS)]  # fmt: skip
    words = [random.choice(WORDS) if word == "W" else word for word in words]
    return words if "--root" in words else [*words, "--root", str(book)]


def try_call(book: Path, number: int, capsys, monkeypatch) -> None:
    words = call_of(book, number)
    what = f"number {number}: {' '.join(word[:30] for word in words)}"
    elsewhere = book.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    monkeypatch.chdir(elsewhere)
    with as_it_was(book), that_ends():
        try:
            code = main(words)
        except SystemExit as stop:  # what argparse has to say
            code = stop.code
        said(code, capsys.readouterr().err, what)


@pytest.mark.parametrize("name", [name for name in DOORS if name not in ELSEWHERE])
def test_a_spoilt_input_ends_in_messages(name, book, capsys):
    for number in range(SAMPLE):
        try_out(DOORS[name], book, number, capsys)


def test_a_call_of_strange_words_ends_in_messages(book, capsys, monkeypatch):
    for number in range(SAMPLE):
        try_call(book, number, capsys, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_hundreds_of_strange_calls_end_in_messages(part, book, capsys, monkeypatch):
    for number in range(SAMPLE + part, ALL, 8):
        try_call(book, number, capsys, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("name", DOORS)
def test_thousands_of_spoilt_inputs_end_in_messages(name, part, book, capsys):
    for number in range(part, ALL, 8):
        try_out(DOORS[name], book, number, capsys)


def test_each_way_of_spoiling_changes_something(book):
    """What spoils nothing tries nothing."""
    for name, door in DOORS.items():
        files = [trial(door, book, number) for number in range(SAMPLE)]
        changed = sum(file.read_bytes() != data for file, data, _ in files)
        assert changed > SAMPLE // 2, name
