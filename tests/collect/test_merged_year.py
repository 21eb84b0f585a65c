"""The year of a merger: figures of the old areas and of the new ones in one file."""

from __future__ import annotations

import csv
import shutil

import geopandas as gpd
import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.cli import main
from chitieu.collect.quality import Check
from chitieu.faults import Faults

FILE = "data/observations/2025.csv"  # the year's areas are those of 2025
BIRTHS, DEATHS = "live_births", "infant_deaths"


@pytest.fixture
def book(root, tmp_path):
    """The inputs of the workbook, without its notebooks."""
    for part in ("params", "data", "shapefiles"):
        shutil.copytree(root / part, tmp_path / part)
    return tmp_path


def rows(book, name: str = FILE) -> list[dict]:
    with (book / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(book, table: list[dict], name: str = FILE) -> None:
    with (book / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def without(table: list[dict], area: str, *variables: str) -> list[dict]:
    return [r for r in table if not (r["area"] == area and r["variable"] in variables)]


def old(period: str, area: str, variable: str, value) -> dict:
    return {"period": period, "area": area, "edition": "2008", "variable": variable,
            "value": str(value), "obs_status": "A", "agency": "TTYT", "note": ""}  # fmt: skip


def told(book, year: int = 2025) -> list[str]:
    return [str(fault) for fault in Check(book, [year]).errors]


def line(book, area: str, variable: str, edition: str = "") -> int:
    key = (area, variable, edition)
    places = [(r["area"], r["variable"], r["edition"]) for r in rows(book)]
    return places.index(key) + 2


def test_counts_of_the_old_areas_beside_those_of_the_new_are_reported_twice(book):
    table = rows(book)
    write(book, [*table, old("2025", "23482", BIRTHS, 64), old("2025", "23485", BIRTHS, 75)])
    (fault,) = told(book)
    last = len(table) + 3
    assert fault.startswith(
        f"{FILE}:{last - 1}:area: '{BIRTHS}' of 23485 in 2025 is reported twice, by lines "
        f"{last - 1} and {last} of edition 2008 and by line {line(book, '23485', BIRTHS)} of "
        "edition 2025; keep "
    )


def test_nothing_is_computed_of_what_is_reported_twice(book):
    write(book, [*rows(book), old("2025", "23482", BIRTHS, 64)])
    with pytest.raises(Faults, match="reported twice"):
        Workbook.open(2025, root=book).results()


def test_one_cause_is_told_once_however_many_counts_it_has(book):
    table = rows(book)
    again = [{**row, "area": "23491", "edition": "2008"} for row in table if row["area"] == "23479"]
    write(book, [*table, *again])
    found = Check(book, [2025])
    (text,) = str(Faults(found.errors)).splitlines()
    assert f"and so do {len(again) - 1} more lines" in text


OF_OLD_AREAS = {
    "part above whole in an old area": (
        [(BIRTHS, "23482", 60), (BIRTHS, "23485", 60), (DEATHS, "23482", 61), (DEATHS, "23485", 0)],
        f"{DEATHS} of 23482 is 61, more than {BIRTHS}, 60"),
    "part above whole once they are carried": (
        [(DEATHS, "23482", 600), (DEATHS, "23485", 600)],
        f"{DEATHS} of 23485 is 1200, more than {BIRTHS}, "),
    "whole below part once they are carried": (
        [(BIRTHS, "23482", 0), (BIRTHS, "23485", 0)],
        f"more than {BIRTHS}, 0 (carried from lines "),
}  # fmt: skip


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("counts", "problem"), OF_OLD_AREAS.values(), ids=list(OF_OLD_AREAS))
def test_counts_of_the_old_areas_keep_the_rules(book, counts, problem):
    table = without(rows(book), "23485", *{variable for variable, _, _ in counts})
    write(book, [*table, *(old("2025", area, variable, n) for variable, area, n in counts)])
    assert any(problem in fault for fault in told(book))


def test_a_fault_of_what_was_carried_names_its_lines(book):
    table = without(rows(book), "23485", DEATHS)
    write(book, [*table, *(old("2025", area, DEATHS, 600) for area in ("23482", "23485"))])
    first = len(table) + 2
    of_births = [f for f in told(book) if f"more than {BIRTHS}" in f]
    assert len(of_births) == 1
    assert of_births[0].startswith(f"{FILE}:{first}:value: ")
    assert f", carried from lines {first} and {first + 1}; " in of_births[0]


def test_halves_of_the_old_areas_add_up_to_the_year_of_the_new(book):
    table = rows(book)
    halves = [old("2025-S1", "23482", BIRTHS, 640), old("2025-S1", "23485", BIRTHS, 750)]
    write(book, [*table, *halves])
    (fault,) = [f for f in told(book) if "2025-S1" in f]
    row = line(book, "23485", BIRTHS)
    first = len(table) + 2
    assert fault.startswith(f"{FILE}:{row}:value: {BIRTHS} of 23485 is ")
    assert f"but 1390 in 2025-S1 (carried from lines {first} and {first + 1}); " in fault


def test_halves_of_the_old_areas_among_themselves(book):
    table = without(rows(book), "23485", BIRTHS)
    counts = [("2025", 60), ("2025-S1", 40), ("2025-S2", 21)]
    write(book, [*table, *(old(period, "23482", BIRTHS, n) for period, n in counts)])
    assert any(f"{BIRTHS} of 23482 is 60 in 2025, but 40" in fault for fault in told(book))


def test_what_is_carried_is_reported(book):
    table = without(rows(book), "23485", BIRTHS, DEATHS)
    counts = [(BIRTHS, 60), (DEATHS, 1)]
    lines = [old("2025", area, v, n) for v, n in counts for area in ("23482", "23485")]
    write(book, [*table, *lines])
    found = Check(book, [2025])
    assert told(book) == []
    assert not [w for w in found.warnings if "has no line" in w.problem]
    assert not any("Sở Y tế" in text for text in found.unreported())
    write(book, [*table, *lines[:1], *lines[2:]])  # births of one of the two communes
    told_of = [*Check(book, [2025]).unreported()]
    assert any("Sở Y tế tỉnh Quảng Ngãi: 1 số liệu" in text for text in told_of)


def test_a_line_of_an_area_of_which_nobody_knows_what_became_is_not_lost_in_silence(book):
    table = rows(book)
    write(book, [*table, old("2025", "62", BIRTHS, 640)])
    assert told(book) == [
        f"{FILE}:{len(table) + 2}:area: '62' of edition 2008 became no area of edition 2025; say "
        "in data/area_changes.csv what became of it, or report it for the new areas"
    ]


# ---- a merger while the year is under way -------------------------------------------------------


@pytest.fixture
def merged(book):
    """In the middle of 2026 Đăk Kôi went into Đăk Rve: 2025's figures as 2026's, editions blank."""
    areas = rows(book, "data/areas.csv")
    of_2025 = [row for row in areas if row["edition"] == "2025"]
    new = [{**row, "edition": "2026", "km2": ""} for row in of_2025 if row["area"] != "23485"]
    write(book, [*areas, *new], "data/areas.csv")
    changes = rows(book, "data/area_changes.csv")
    into = {"23479": "23479", "23485": "23479", "23497": "23497", "614": "614", "51": "51"}
    write(book, [*changes, *(
        {"old_area": one, "old_edition": "2025", "new_area": other, "new_edition": "2026",
         "date": "2026-07-01", "share": "1", "source": "x"} for one, other in into.items()
    )], "data/area_changes.csv")  # fmt: skip
    borders = gpd.read_file(book / "shapefiles/communes_2025.shp")
    borders["area"] = borders["area"].map(into)
    borders = borders.dissolve("area", as_index=False)
    borders.to_file(book / "shapefiles/communes_2026.shp", encoding="UTF-8")
    year = (book / "params/2025.yaml").read_text(encoding="utf-8")
    year = year.replace("year: 2025", "year: 2026").replace('edition: "2025"', 'edition: "2026"')
    year = year.replace("2026-01-15", "2027-01-15")
    (book / "params/2026.yaml").write_text(year, encoding="utf-8")
    table = [{**row, "period": "2026"} for row in rows(book)]
    write(book, table, "data/observations/2026.csv")
    return book


def editions(book, **given: str) -> None:
    """Write each area's edition into the figures of 2026."""
    table = rows(book, "data/observations/2026.csv")
    table = [{**row, "edition": given.get(f"_{row['area']}", "")} for row in table]
    write(book, table, "data/observations/2026.csv")


def test_the_year_switched_to_the_new_areas_finds_the_lines_without_an_edition(merged):
    (fault,) = [f for f in told(merged, 2026) if "observations" in f]
    assert ":edition: 165 lines without an edition seem to be of edition 2025: 55 of them" in fault
    assert "write 2025 into the column edition" in fault


def test_an_edition_written_into_some_lines_alone_is_told(merged):
    editions(merged, _23485="2025")
    found = [f for f in told(merged, 2026) if "observations" in f]
    assert len(found) == 55
    assert all("of 23479 in 2026 is reported twice, by line " in f for f in found)


def test_the_edition_written_into_all_lines_carries_each_to_its_new_area(merged):
    editions(merged, _23479="2025", _23485="2025", _23497="2025")
    assert [f for f in told(merged, 2026) if "observations" in f] == []
    before = Workbook.open(2025, root=merged, audience="internal").counts()
    after = Workbook.open(2026, root=merged, audience="internal").counts()
    one, other = (t.set_index(["area", "variable"])["value"] for t in (before, after))
    births = {area: one[area, BIRTHS] for area in ("23479", "23485", "23497")}
    assert other["23479", BIRTHS] == births["23479"] + births["23485"]
    assert other["23497", BIRTHS] == births["23497"]
    assert other["614", BIRTHS] == sum(births.values())


def test_the_years_before_both_mergers_stand_on_the_areas_after_them(merged):
    editions(merged, _23479="2025", _23485="2025", _23497="2025")
    old_areas = pd.read_csv(merged / "data/observations/2024.csv", dtype=str)
    births = old_areas[old_areas["variable"] == BIRTHS].set_index("area")["value"].astype(int)
    book = Workbook.open(2026, root=merged, audience="internal")
    counts = book._history.tables.of("2024").set_index(["area", "variable"])["value"]
    assert counts["23479", BIRTHS] == births[["23479", "23491", "23482", "23485"]].sum()


def test_the_command_says_the_same(merged, capsys):
    assert main(["results", "2026", "--root", str(merged)]) == 1
    assert "seem to be of edition 2025" in capsys.readouterr().err
