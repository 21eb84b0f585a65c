"""Ended at any write, and run again, a command leaves what it would have left undisturbed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import geopandas as gpd
import pytest

from ..interrupted import Undisturbed, small_workbook

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(sys.platform != "linux", reason="signals and limits are POSIX's"),
]
IN = "{root}"  # where a command's words name the workbook
RUN = ("run", "2022", "--workers", "1")
PACK = ("pack", "2022")
BORDERS = ("boundaries", f"{IN}/bản đồ.geojson", "--edition", "2008")
# Name: what was done before; what is ended; seed and number of the moments of a quick test, None
# where only the long test ends it. `run` and `pack`, which take long, share the four ways.
COMMANDS = {
    "run: the first": ((), RUN, None),
    "run: other figures": ((RUN, "other figures"), RUN, (10, 1)),
    "pack: the first": ((RUN,), PACK, None),
    "pack: other figures": ((RUN, PACK, "other figures", RUN), PACK, (9, 1)),
    "results": ((), ("results", "2022", "--format", "sdmx-csv", "-o", f"{IN}/r.sdmx.csv"), (12, 1)),
    "boundaries: the first": (("no borders",), BORDERS, None),
    "boundaries: others": ((BORDERS, "other borders"), BORDERS, None),
    "tidy": ((RUN, "strays"), ("tidy",), None),
    "forms": ((), ("forms", "2022", "-o", f"{IN}/biểu"), (12, 1)),
}


def other_figures(folder: Path) -> None:
    """Change a count as an analyst does, so that other results are published."""
    path = folder / "data" / "observations" / "2022.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if ",children_consulted," in line)
    cells = lines[number].split(",")
    value = lines[0].split(",").index("value")
    cells[value] = str(int(cells[value]) - 30)
    path.write_text("".join([*lines[:number], ",".join(cells), *lines[number + 1 :]]), "utf-8")


def no_borders(folder: Path) -> None:
    for path in (folder / "shapefiles").glob("communes_2008.*"):
        path.unlink()


def other_borders(folder: Path) -> None:
    """The communes of the map lie 20 m to the east of where the workbook has them."""
    map_file = folder / "bản đồ.geojson"
    communes = gpd.read_file(map_file)
    communes.geometry = communes.geometry.translate(0.0002, 0)
    communes.to_file(map_file, driver="GeoJSON")


def strays(folder: Path) -> None:
    for name in ("2019/a.html", "2022/4_cu.html", "2022/4_cu.ipynb", "packages/ghi chú.txt"):
        (folder / "outputs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "outputs" / name).write_text(name, "utf-8")


BY_HAND = {
    "other figures": other_figures, "no borders": no_borders, "other borders": other_borders,
    "strays": strays,
}  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(everyone, tmp_path_factory, interrupter):
    """Return a function that runs a command of the table once, and remembers it."""
    place = tmp_path_factory.mktemp("bị ngắt")
    begun = small_workbook(everyone, place / "mới")
    communes = gpd.read_file(everyone / "shapefiles" / "communes_2008.shp")
    communes.to_file(begun / "bản đồ.geojson", driver="GeoJSON")
    known: dict = {}

    def words_of(words: tuple) -> list[str]:
        return [*(word.format(root=place / "sổ") for word in words), "--root", str(place / "sổ")]

    def prepared(steps: tuple) -> Path:
        """A folder in which these steps have been done; none is done twice."""
        if not steps:
            return begun
        if steps not in known:
            shutil.rmtree(place / "sổ", ignore_errors=True)
            shutil.copytree(prepared(steps[:-1]), place / "sổ")
            if by_hand := BY_HAND.get(steps[-1]):
                by_hand(place / "sổ")
            else:
                end = interrupter.run(place / "sổ", words_of(steps[-1]))
                assert end.code == 0, end.err
            known[steps] = place / f"bước {len(known)}"
            (place / "sổ").rename(known[steps])
        return known[steps]

    def run(name: str) -> Undisturbed:
        if name not in known:
            before, words, _ = COMMANDS[name]
            base = prepared(before)
            known[name] = Undisturbed.run(interrupter, base, place / "sổ", words_of(words))
        return known[name]

    return run


@pytest.mark.parametrize("name", [name for name, (_, _, some) in COMMANDS.items() if some])
def test_ended_at_some_writes_and_run_again_nothing_is_lost(undisturbed, name):
    command = undisturbed(name)
    for at, how in command.sample(*COMMANDS[name][2]):
        command.assert_nothing_lost(at, how)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_ended_at_any_write_and_run_again_nothing_is_lost(undisturbed, name):
    command = undisturbed(name)
    for at, how in command.moments:
        command.assert_nothing_lost(at, how)
