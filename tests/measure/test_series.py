"""Counts of old areas carried to new ones: whole merges add up, and reused codes never leak."""

from __future__ import annotations

import csv
from collections import defaultdict

import pandas as pd
import pytest

from chitieu.collect.observations import COLUMNS, read_observations
from chitieu.measure.series import carry
from chitieu.plan.areas import read_area_changes

# What went into each commune of 2025, from the resolution that merged them.
MADE_OF = {
    "23479": ("23479", "23491"),
    "23485": ("23482", "23485"),
    "23497": ("23488", "23494", "23497"),
}
# A power of two for each, so that a sum tells which were added.
OLD = {"23479": 1, "23482": 2, "23485": 4, "23488": 8, "23491": 16, "23494": 32, "23497": 64}
EXPECTED = {"23479": 1 + 16, "23485": 2 + 4, "23497": 8 + 32 + 64}


@pytest.fixture(scope="module")
def changes(root):
    return read_area_changes(root)


def observed(counts: dict, edition="2008", period="2022", variable="live_births") -> pd.DataFrame:
    """`counts`: an area's count, or a status where it is missing, or (count, status)."""
    rows = []
    for area, cell in counts.items():
        value, status = cell if isinstance(cell, tuple) else (cell, "A")
        if isinstance(cell, str):
            value, status = pd.NA, cell
        rows.append((period, area, edition, variable, value, status, "TTYT", pd.NA))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": "Float64"})


def values(table: pd.DataFrame, column: str = "value") -> dict:
    return {
        area: None if pd.isna(value) else value
        for area, value in zip(table["area"], table[column], strict=True)
    }


def test_whole_merges_add_up(changes):
    table = carry(observed(OLD), changes, "2025")
    assert values(table) == EXPECTED
    assert tuple(table.columns) == COLUMNS
    assert table["edition"].eq("2025").all()
    assert table["value"].dtype == pd.Float64Dtype()


@pytest.mark.parametrize("code", ["23479", "23485", "23497"])
def test_a_reused_code_never_leaks_from_the_old_edition(changes, code):
    # Only the old area of that code is counted; it must come out as a part, not as the new area.
    alone = {area: (1000 if area == code else 0) for area in OLD}
    table = carry(observed(alone), changes, "2025")
    new = next(area for area, parts in MADE_OF.items() if code in parts)
    assert values(table) == {area: (1000 if area == new else 0) for area in MADE_OF}
    assert len(table) == 3


@pytest.mark.parametrize("code", ["23479", "23485", "23497"])
def test_an_old_area_without_its_partners_is_not_the_new_one_of_its_code(changes, code):
    assert values(carry(observed({code: 1000}), changes, "2025")).get(code) is None


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [
        pytest.param({"23491": "O"}, "O", id="not-received"),
        pytest.param({"23491": "L"}, "O", id="not-collected"),
        pytest.param({"23491": "M"}, "O", id="cannot-exist"),
    ],
)
def test_a_missing_part_makes_it_missing(changes, spoilt, status):
    table = carry(observed({**OLD, **spoilt}), changes, "2025")
    assert values(table) == {**EXPECTED, "23479": None}
    assert values(table, "obs_status")["23479"] == status


def test_a_part_without_a_line_makes_it_missing(changes):
    there = {area: count for area, count in OLD.items() if area != "23494"}
    table = carry(observed(there), changes, "2025")
    assert values(table) == {**EXPECTED, "23497": None}
    assert values(table, "obs_status")["23497"] == "O"


@pytest.mark.parametrize(
    ("status", "expected"), [("A", "A"), ("P", "P"), ("E", "E")], ids=["normal", "prov.", "est."]
)
def test_the_worst_status_of_the_parts_is_the_wholes(changes, status, expected):
    table = carry(observed({**OLD, "23491": (16, status)}), changes, "2025")
    assert values(table, "obs_status") == {"23479": expected, "23485": "A", "23497": "A"}


def test_counts_of_the_edition_itself_stay_as_they_are(changes):
    new = observed(dict.fromkeys(MADE_OF, 5), edition="2025")
    pd.testing.assert_frame_equal(carry(new, changes, "2025").reset_index(drop=True), new)


def test_the_two_editions_stand_side_by_side_in_their_own_periods(changes):
    both = pd.concat(
        [observed(OLD, period="2024"), observed(dict.fromkeys(MADE_OF, 5), "2025", "2025")]
    )
    table = carry(both, changes, "2025")
    by_period = {period: values(part) for period, part in table.groupby("period")}
    assert by_period == {"2024": EXPECTED, "2025": dict.fromkeys(MADE_OF, 5)}


def test_variables_and_periods_are_never_added_together(changes):
    table = pd.concat(
        [
            observed(OLD),
            observed(OLD, period="2021"),
            observed(OLD, variable="infant_deaths"),
        ]
    )
    carried = carry(table, changes, "2025")
    assert len(carried) == 9
    for _, part in carried.groupby(["period", "variable"]):
        assert values(part) == EXPECTED


def test_the_districts_own_figure_goes_with_it(changes):
    assert values(carry(observed({"614": 127}), changes, "2025")) == {"614": 127}


def test_new_counts_are_never_split_into_old_ones(changes):
    new = observed(dict.fromkeys(MADE_OF, 5), edition="2025")
    assert carry(new, changes, "2008").empty


def test_an_area_that_was_split_is_left_out(changes):
    split = changes.assign(share=changes["share"].mask(changes["old_area"] == "23491", 0.5))
    table = carry(observed(OLD), split, "2025")
    assert values(table) == {area: EXPECTED[area] for area in ("23485", "23497")}


def test_the_order_of_the_lines_does_not_matter(changes):
    table = observed(OLD)
    turned = carry(table.iloc[::-1], changes, "2025")
    assert values(turned) == values(carry(table, changes, "2025"))


@pytest.mark.parametrize("year", [2021, 2023, 2024])
def test_a_real_year_adds_up_line_by_line(root, changes, year):
    sums, seen = defaultdict(int), defaultdict(int)
    with (root / f"data/observations/{year}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["value"]:
                new = next(area for area, parts in MADE_OF.items() if line["area"] in parts)
                sums[new, line["variable"]] += int(line["value"])
                seen[new, line["variable"]] += 1
    table = carry(read_observations(root, year, "2008"), changes, "2025")
    for area, variable, value in table[["area", "variable", "value"]].itertuples(index=False):
        if seen[area, variable] == len(MADE_OF[area]):
            assert value == sums[area, variable], (area, variable)
        else:
            assert pd.isna(value), (area, variable)
