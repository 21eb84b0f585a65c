"""Map files as offices hand them over, made from the workbook's own borders."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from chitieu.cli import main
from chitieu.collect.boundaries import reader, source

TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> str:
    """A text in the bytes of Windows-1258 (a vowel, then its tone), one letter for one byte."""
    data = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            data += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            vowel = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
            tone = "".join(p for p in parts if p in TONES)
            data += vowel.encode("cp1258") + tone.encode("cp1258")
    return data.decode("latin-1")


@pytest.fixture(autouse=True)
def read_here(request, monkeypatch) -> None:
    """Read maps in this process: to start one for each of hundreds would take minutes. What the
    process of its own is for is tested where a module says `READS_APART`."""
    if not getattr(request.module, "READS_APART", False):
        read = lambda path, driver: json.loads(json.dumps(reader.read(str(path))))  # noqa: E731
        monkeypatch.setattr(source, "read_apart", read)


@pytest.fixture(scope="session")
def borders(root) -> gpd.GeoDataFrame:
    """The borders of 2008 as a department might have them: the columns MA_XA and TEN."""
    layer = gpd.read_file(root / "shapefiles" / "communes_2008.shp")
    return layer.rename(columns={"area": "MA_XA", "name": "TEN"})


@pytest.fixture
def book(root, tmp_path) -> Path:
    """A workbook of areas and borders alone, in a folder as offices name theirs."""
    folder = tmp_path / "sổ tính Kon Rẫy"
    for name in ("params/indicators.csv", "data/areas.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((root / name).read_bytes())
    (folder / "shapefiles").mkdir()
    for part in (root / "shapefiles").glob("communes_*"):
        (folder / "shapefiles" / part.name).write_bytes(part.read_bytes())
    return folder


@pytest.fixture
def sent(tmp_path) -> Path:
    """The folder in which a file was sent."""
    folder = tmp_path / "tệp gửi đến"
    folder.mkdir()
    return folder


@pytest.fixture
def boundaries(book, capsys) -> Callable:
    """Return a function that runs the command: exit code, what it said, what was wrong."""

    def run(path: Path, *options: str, edition: str = "2008") -> tuple[int, str, str]:
        code = main(["boundaries", str(path), "--edition", edition, "--root", str(book), *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def bytes_below(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders but locks, to see whether anything was touched."""
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture
def untouched(book, sent) -> Callable[[], bool]:
    """Return a function that says whether book and file are as they were at its first call."""
    seen: list[dict] = []

    def same() -> bool:
        seen.append(bytes_below(book, sent))
        return seen[0] == seen[-1]

    return same


@pytest.fixture
def as_bytes() -> Callable[[str], str]:
    return windows_1258


def read(book: Path, edition: str = "2008") -> gpd.GeoDataFrame:
    return gpd.read_file(book / "shapefiles" / f"communes_{edition}.shp").set_index("area")


@pytest.fixture
def taken(book) -> Callable[..., gpd.GeoDataFrame]:
    """Return a function that reads the borders that the book has now."""
    return lambda edition="2008": read(book, edition)


@pytest.fixture
def alike() -> Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], float]:
    """Return a function: how much of each commune two layers share, the least of all."""

    def share(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> float:
        one, other = (part.geometry.to_crs("EPSG:6933") for part in (one, other))
        assert sorted(one.index) == sorted(other.index)
        other = other.loc[one.index]
        return (one.intersection(other).area / one.union(other).area).min()

    return share
