"""Communes that a map draws otherwise than stated: accepted by name, with the reason, recorded."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from chitieu.cli import main
from chitieu.collect.boundaries import agreement, importing
from chitieu.collect.quality import held_borders
from chitieu.plan.areas import Areas, read_areas

WHY = "bản đồ tính cả lòng hồ"
REFERENCES = Path(__file__).resolve().parents[4] / "shared" / "boundaries"


@pytest.fixture(autouse=True)
def unpainted(monkeypatch):
    monkeypatch.setattr(importing, "draw", lambda *_: b"")


def state(book, sizes, edition="2008"):
    """Let `data/areas.csv` state other areas."""
    path = book / "data" / "areas.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    for code, km2 in sizes.items():
        table.loc[table["area"].eq(code) & table["edition"].eq(edition), "km2"] = km2
    table.to_csv(path, index=False)
    return path


@pytest.fixture
def sent_map(borders, sent):
    borders.to_file(sent / "a.geojson", driver="GeoJSON")
    return sent / "a.geojson"


def test_an_exception_is_named_recorded_and_told(book, sent_map, boundaries):
    state(book, {"23479": "40", "23494": "120"})
    code, _, wrong = boundaries(sent_map)
    assert code == 1
    assert wrong.count("measures") == 2
    for area in ("23479", "23494"):
        assert f"record an exception: --accept {area} --because WHY" in wrong
    code, told, wrong = boundaries(sent_map, "--accept", "23479,23494", "--because", WHY)
    assert (code, wrong) == (0, "")
    assert f"accepted as data/areas.csv records: 23479 +27.5 %, 23494 -8.8 %: {WHY}" in told
    table = read_areas(book).query("edition == '2008'").set_index("area")
    assert table.loc["23479", ["km2", "km2_drawn"]].tolist() == [40.0, 50.99]
    assert table.loc["23494", "km2_note"] == WHY
    assert table["km2_drawn"].notna().sum() == 2
    assert held_borders(book, read_areas(book), "2008")[0] == []
    (warning,) = held_borders(book, read_areas(book), "2008")[1]
    assert "2 communes are drawn 8.8 to 27.5 % off their stated area" in str(warning)


def test_it_holds_for_this_map_without_being_named_again(book, sent_map, boundaries):
    state(book, {"23479": "40"})
    words = ("--accept", "23479", "--because", WHY)
    assert boundaries(sent_map, *words)[0] == 0
    first = (book / "data" / "areas.csv").read_bytes()
    assert boundaries(sent_map)[0] == 0
    assert boundaries(sent_map, *words)[0] == 0
    assert (book / "data" / "areas.csv").read_bytes() == first


def test_it_does_not_hold_for_another_map(book, borders, sent, sent_map, boundaries):
    state(book, {"23479": "40"})
    assert boundaries(sent_map, "--accept", "23479", "--because", WHY)[0] == 0
    state(book, {"23482": "250"})
    code, _, wrong = boundaries(sent_map)
    assert code == 1
    (line,) = wrong.splitlines()
    assert "feature 2: 23482 Xã Đắk Kôi measures 325.59 km²" in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--accept", "23479"], "write both", id="no-reason"),
        pytest.param(["--accept", "23479", "--because", " "], "write both", id="blank-reason"),
        pytest.param(["--because", WHY], "write both", id="no-commune"),
        pytest.param(["--accept", "23478", "--because", WHY], "did you mean", id="unknown"),
        pytest.param(["--accept", "614", "--because", WHY], "is no commune of", id="a-district"),
        pytest.param(["--accept", "23485", "--because", WHY], "states no km2", id="not-stated"),
    ],
)
def test_a_wrong_call_is_told_and_changes_nothing(
    book, sent_map, boundaries, untouched, words, said
):
    state(book, {"23485": ""})
    assert untouched()
    code, _, wrong = boundaries(sent_map, *words)
    assert code == 2
    assert said in wrong
    assert untouched()


def test_many_are_told_as_one_with_what_accepts_them(book, sent_map, boundaries):
    state(book, dict.fromkeys(("23479", "23482", "23485", "23488", "23491", "23497"), "60"))
    code, _, wrong = boundaries(sent_map)
    assert code == 1
    (line,) = wrong.splitlines()
    assert (
        "6 of 7 communes measure otherwise than data/areas.csv states, by 14.9 to 442.6 %" in line
    )
    every = "23479,23482,23485,23488,23491,23497"
    assert line.endswith(f"record an exception: --accept {every} --because WHY")
    assert boundaries(sent_map, "--accept", every, "--because", WHY)[0] == 0


@pytest.mark.parametrize(
    ("off", "accepted"),
    [pytest.param(1.0299, False, id="within"), pytest.param(1.0302, True, id="beyond")],
)
def test_three_percent_are_no_exception(book, off, accepted):
    areas = Areas(read_areas(book), "2008")
    measured = areas.table.loc[areas.leaves, "km2"].astype(float) * off
    drawn = agreement.named(["23479 23482"], WHY, areas).within(measured, areas)
    assert list(drawn.index) == (["23479", "23482"] if accepted else [])


def test_a_file_as_excel_saves_it_keeps_its_mark_and_its_line_ends(book, sent_map, boundaries):
    path = state(book, {"23479": "40"})
    lines = path.read_text("utf-8").splitlines()
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    assert boundaries(sent_map, "--accept", "23479", "--because", 'ghi "theo", hồ')[0] == 0
    data = path.read_bytes()
    assert data.startswith(
        b"\xef\xbb\xbfarea,edition,name,name_en,type,parent,km2,km2_drawn,km2_note,"
    )
    assert data.count(b"\r\n") == data.count(b"\n") == len(lines)
    assert read_areas(book).query("km2_note == 'ghi \"theo\", hồ'")["area"].tolist() == ["23479"]


def test_where_the_borders_cannot_be_written_nothing_is_recorded(
    book, sent_map, boundaries, untouched, monkeypatch
):
    state(book, {"23479": "40"})
    assert untouched()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "write_shapefile", full)
    with pytest.raises(OSError, match="No space left"):
        importing.import_boundaries(book, sent_map, "2008", accept=["23479"], because=WHY)
    assert untouched()


def test_sources_that_differ_from_the_stated_areas_are_taken_in_by_name(book, boundaries):
    """The borders of an independent source, as accurate as they were published."""
    source = REFERENCES / "kon_ray_communes_2025_full.geojson"
    if not source.is_file():
        pytest.skip("the reference kon_ray_communes_2025_full is not part of the repository")
    state(book, {"23479": "160", "23485": "450.48"}, "2025")
    code, _, wrong = boundaries(source, edition="2025")
    assert (code, "--accept 23479 --because WHY" in wrong) == (1, True)
    code, told, wrong = boundaries(source, "--accept", "23479", "--because", WHY, edition="2025")
    assert (code, wrong) == (0, "")
    assert f": {WHY}" in told
    before = gpd.read_file(source)
    assert f"{len(before)} of {len(before)} communes" in told


def test_a_shell_names_the_files_of_one_map(book, borders, sent, capsys):
    borders.to_file(sent / "a.shp", encoding="UTF-8")
    files = sorted(map(str, sent.glob("a.*")))
    assert len(files) == 5
    words = ["--edition", "2008", "--root", str(book)]
    assert main(["boundaries", *files, *words]) == 0
    borders.to_file(sent / "b.gpkg", driver="GPKG")
    assert main(["boundaries", *sorted(map(str, sent.iterdir())), *words]) == 2
    assert (
        "2 maps are named, and one is taken in at a time: a.shp, b.gpkg" in capsys.readouterr().err
    )
