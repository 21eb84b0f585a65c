"""`chitieu boundaries` killed at any of its writes: one set of files, and a second call ends it."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from chitieu.faults import Faults
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import read_boundaries

from ...interrupted import tree

PARTS = ("shp", "shx", "dbf", "prj", "cpg")
SAMPLE = ("killed", "half", "denied")


@pytest.fixture
def ended(interrupter, root, borders, tmp_path):
    """Return a function that ends the command at its nth write; and the states before and after.

    The map has other borders than the book, and a commune that is accepted as it is drawn: the
    picture, `data/areas.csv` and the five files are written.
    """
    base, folder = tmp_path / "gốc", tmp_path / "sổ"
    for name in ("params/indicators.csv", "data/areas.csv"):
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, base / name)
    shutil.copytree(root / "shapefiles", base / "shapefiles")
    table = pd.read_csv(base / "data" / "areas.csv", dtype="str", keep_default_na=False)
    table.loc[table["area"].eq("23479") & table["edition"].eq("2008"), "km2"] = "40"
    table.to_csv(base / "data" / "areas.csv", index=False)
    sent = tmp_path / "a.geojson"
    borders.set_geometry(borders.translate(0.001, 0), crs=4326).to_file(sent, driver="GeoJSON")
    words = ["boundaries", sent, "--edition", "2008", "--root", folder,
             "--accept", "23479", "--because", "có hồ"]  # fmt: skip

    def start():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, folder)

    start()
    before = tree(folder)
    whole = interrupter.run(folder, words)
    assert whole.code == 0, whole.err
    after = tree(folder)
    changed = {name for name in after if after[name] != before.get(name, b"")}
    assert {"data/areas.csv", "outputs/boundaries/communes_2008.png"} < changed
    assert {"shapefiles/communes_2008.shp", "shapefiles/communes_2008.shx"} < changed

    def end(at: int, how: str) -> None:
        where = f"{how} at write {at}, {whole.writes[at - 1]}"
        start()
        first = interrupter.run(folder, words, at, how)
        assert "Traceback" not in first.err, where
        try:
            read_boundaries(folder, Areas(read_areas(folder), "2008"))
        except Faults as faults:
            raise AssertionError(f"{where}: cannot be read: {faults}") from None
        left = tree(folder)
        sets = [tuple(state.get(f"shapefiles/communes_2008.{part}") for part in PARTS)
                for state in (left, before, after)]  # fmt: skip
        assert sets[0] in sets[1:], f"{where}: a mixture of two sets"
        for name in ("data/areas.csv", "shapefiles/communes_2025.shp"):
            assert left[name] in (before[name], after[name]), f"{where}: {name}"
        if how in ("full", "denied") and first.code:
            assert first.code == 1, where
            assert sets[0] == sets[1], f"{where}: told as failed and changed"
        again = interrupter.run(folder, words)
        assert again.code == 0, f"{where}: {again.err}"
        found = tree(folder)
        unlike = {n for n in found.keys() | after.keys() if found.get(n, 0) != after.get(n, 0)}
        assert not unlike, f"{where}: run again, other than undisturbed: {sorted(unlike)}"

    end.writes = len(whole.writes)
    return end


def test_a_call_that_is_ended_is_ended_by_the_next(ended):
    last = ended.writes
    assert last > 20
    for number, how in enumerate(SAMPLE):
        ended(1 + number * (last - 1) // (len(SAMPLE) - 1), how)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "half", "full", "denied"])
def test_a_call_that_is_ended_at_any_write_is_ended_by_the_next(ended, how):
    for at in range(1, ended.writes + 1):
        ended(at, how)
