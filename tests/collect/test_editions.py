"""Counts of old areas carried to new ones: whole merges add up, and reused codes never leak."""

from __future__ import annotations

import csv
from collections import defaultdict

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.collect.editions import (
    carry,
    led_to,
    of_unknown_parts,
    on_years_areas,
    shared,
    steps,
    wrongly_carried,
)
from chitieu.collect.observations import COLUMNS, read_observations
from chitieu.plan.areas import read_area_changes
from chitieu.plan.groups import of_group

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


def called(line: dict) -> str:
    """The variable of a line, or that of one group."""
    return of_group(line["variable"], line["group"]) if line.get("group") else line["variable"]


def values(table: pd.DataFrame, column: str = "value") -> dict:
    return {
        area: None if pd.isna(value) else value
        for area, value in zip(table["area"], table[column], strict=True)
    }


def test_whole_merges_add_up(changes):
    table = carry(observed(OLD), changes, "2025")
    assert values(table) == EXPECTED
    assert tuple(table.columns) == (*COLUMNS, "reason")
    assert table["reason"].isna().all()
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
    table = carry(new, changes, "2025").drop(columns="reason").reset_index(drop=True)
    pd.testing.assert_frame_equal(table, new)


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
    new = observed({**dict.fromkeys(MADE_OF, 5), "614": 15}, edition="2025")
    table = carry(new, changes, "2008")
    assert values(table) == {**dict.fromkeys(OLD), "614": 15}
    lost = table[table["area"].isin(OLD)]
    assert set(lost["reason"]) == {"not_comparable"}
    assert set(lost["obs_status"]) == {"M"}


def moves(*rows) -> pd.DataFrame:
    """Changes from edition 1 to edition 2: old area, new area, share."""
    table = pd.DataFrame(rows, columns=["old_area", "new_area", "share"])
    return table.assign(old_edition="1", new_edition="2", date="", source="")


SPLIT = (("a", "x", 0.25), ("a", "y", 0.75), ("b", "y", 1.0))


@pytest.mark.parametrize(
    ("rows", "counts", "expected", "statuses"),
    [
        pytest.param(SPLIT, {"a": 10, "b": 3}, {"x": 2.5, "y": 10.5}, "EE", id="split"),
        pytest.param(SPLIT, {"a": (10, "P"), "b": 3}, {"x": 2.5, "y": 10.5}, "EE", id="split-of-P"),
        pytest.param(SPLIT, {"a": 10, "b": "O"}, {"x": 2.5, "y": None}, "EO", id="a-part-missing"),
        pytest.param(SPLIT, {"a": 0, "b": 0}, {"x": 0, "y": 0}, "EE", id="nothing-occurred"),
        pytest.param(
            (("a", "x", 0.1), ("a", "y", 0.9)), {"a": 3}, {"x": 0.3, "y": 2.7}, "EE", id="decimals"
        ),
        pytest.param((("a", "x", 1.0),), {"a": 3}, {"x": 3}, "A", id="a-new-code"),
        pytest.param((("a", "a", 1.0),), {"a": 3}, {"a": 3}, "A", id="the-same-code"),
        pytest.param(
            (("a", "b", 1.0), ("b", "a", 1.0)), {"a": 3, "b": 5}, {"a": 5, "b": 3}, "AA", id="swap"
        ),
    ],
)
def test_a_split_takes_shares_and_says_that_it_is_an_estimate(rows, counts, expected, statuses):
    table = carry(observed(counts, edition="1"), moves(*rows), "2").sort_values("area")
    assert values(table) == expected
    assert "".join(table["obs_status"]) == statuses


@pytest.mark.parametrize(
    ("rows", "counts", "expected"),
    [
        pytest.param(SPLIT[:2], {"x": 2, "y": 5}, {"a": 7}, id="a-split-comes-back-whole"),
        pytest.param(SPLIT, {"x": 2, "y": 5}, {"a": None, "b": None}, id="not-beside-a-merge"),
        pytest.param((("a", "x", 1.0),), {"x": 2}, {"a": 2}, id="a-new-code"),
    ],
)
def test_backwards_only_what_came_of_one_area_alone_is_known(rows, counts, expected):
    table = carry(observed(counts, edition="2"), moves(*rows), "1")
    assert values(table) == expected
    assert {a for a, reason in values(table, "reason").items() if reason} == {
        a for a, value in expected.items() if value is None
    }


def test_what_areas_have_or_have_not_is_not_added_up(changes):
    table = carry(observed(OLD, variable="has_plan"), changes, "2025", own=["has_plan"])
    assert values(table) == dict.fromkeys(MADE_OF)
    assert set(table["reason"]) == {"not_comparable"}
    renamed = carry(
        observed({"a": 1}, "1", variable="has_plan"), moves(("a", "x", 1.0)), "2", ["has_plan"]
    )
    assert values(renamed) == {"x": 1}


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
                sums[new, called(line)] += int(line["value"])
                seen[new, called(line)] += 1
    table = carry(read_observations(root, year, "2008"), changes, "2025")
    for area, variable, value in table[["area", "variable", "value"]].itertuples(index=False):
        if seen[area, variable] == len(MADE_OF[area]):
            assert value == sums[area, variable], (area, variable)
        else:
            assert pd.isna(value), (area, variable)


# ---- two changes one after the other ------------------------------------------------------------


def chain(*rows) -> pd.DataFrame:
    """Changes: old area, old edition, new area, new edition, share."""
    columns = ["old_area", "old_edition", "new_area", "new_edition", "share"]
    return pd.DataFrame(rows, columns=columns).assign(date="", source="")


CHAIN = chain(
    ("a", "1", "x", "2", 1.0), ("b", "1", "x", "2", 1.0), ("c", "1", "y", "2", 1.0),
    ("x", "2", "z", "3", 1.0), ("y", "2", "z", "3", 1.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        pytest.param([({"a": 1, "b": 2, "c": 4}, "1")], {"z": 7}, id="both"),
        pytest.param([({"x": 3, "y": 4}, "2")], {"z": 7}, id="one"),
        pytest.param([({"a": 1, "b": 2}, "1"), ({"y": 4}, "2")], {"z": 7}, id="each-its-own"),
        pytest.param([({"a": 1}, "1"), ({"y": 4}, "2")], {"z": None}, id="a-part-is-missing"),
        pytest.param([({"z": 9}, "3")], {"z": 9}, id="none"),
    ],
)
def test_counts_are_carried_over_every_change_on_the_way(tables, expected):
    table = pd.concat([observed(counts, edition) for counts, edition in tables])
    carried = carry(table, CHAIN, "3")
    assert values(carried) == expected
    assert steps(CHAIN, table["edition"].unique(), "3") == [
        step for step in (("1", "2"), ("2", "3")) if step[0] in set(table["edition"]) or
        (step[0] == "2" and "1" in set(table["edition"]))
    ]  # fmt: skip


def test_what_cannot_be_told_apart_once_never_can():
    back = carry(observed({"z": 9}, "3"), CHAIN, "1")
    assert values(back) == dict.fromkeys("abc")
    assert set(back["reason"]) == {"not_comparable"}


def test_decimals_are_carried_as_decimals():
    table = observed({"a": (0.1, "E"), "b": (0.2, "E"), "c": (0.4, "E")}, "1")
    assert values(carry(table, CHAIN, "3")) == {"z": 0.7}


# ---- faults of what is carried ------------------------------------------------------------------


def by_line(*tables) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True)
    return table.set_index(pd.RangeIndex(2, len(table) + 2, name="row"))


REPORTED = {
    "the old areas and the new": (
        by_line(observed({"x": 3}, "2"), observed({"a": 1, "b": 2}, "1")), "2",
        ["f.csv:3:area: 'live_births' of x in 2022 is reported twice, by lines 3 and 4 of "
         "edition 1 and by line 2 of edition 2"]),
    "a part of the old areas and the new": (
        by_line(observed({"x": 3}, "2"), observed({"b": 2}, "1")), "2",
        ["f.csv:3:area: 'live_births' of x in 2022 is reported twice, by line 3 of edition 1"]),
    "one of them missing": (
        by_line(observed({"x": "O"}, "2"), observed({"b": 2}, "1")), "2",
        ["f.csv:3:area: 'live_births' of x in 2022 is reported twice"]),
    "in a year of the old areas": (
        by_line(observed({"x": 3}, "2"), observed({"a": 1}, "1")), "1",
        ["f.csv:2:area: 'live_births' of a in 2022 is reported twice, by line 2 of edition 2"]),
    "over two changes": (
        by_line(observed({"z": 3}, "3"), observed({"c": 2}, "1")), "3",
        ["f.csv:3:area: 'live_births' of z in 2022 is reported twice, by line 3 of edition 1 "
         "and by line 2 of edition 3"]),
    "other areas": (by_line(observed({"y": 3}, "2"), observed({"a": 1, "b": 2}, "1")), "2", []),
    "other periods": (
        by_line(observed({"x": 3}, "2"), observed({"a": 1, "b": 2}, "1", "2022-S1")), "2", []),
    "other variables": (
        by_line(observed({"x": 3}, "2"), observed({"a": 1}, "1", variable="infant_deaths")),
        "2", []),
    "an area that became nothing": (
        by_line(observed({"d": 3}, "1")), "2",
        ["f.csv:2:area: 'd' of edition 1 became no area of edition 2"]),
    "an edition that became nothing": (
        by_line(observed({"d": 3}, "0"), observed({"x": 3}, "2")), "2",
        ["f.csv:2:area: 'd' of edition 0 became no area of edition 2"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "edition", "told"), REPORTED.values(), ids=list(REPORTED))
def test_a_territory_is_reported_once_and_no_line_is_lost(rows, edition, told):
    found = [str(fault) for fault in wrongly_carried(rows, CHAIN, edition, "f.csv")]
    assert len(found) == len(told)
    for fault, start in zip(found, told, strict=True):
        assert fault.startswith(start)
        assert "; " in fault


def test_what_was_carried_says_from_which_lines():
    rows = by_line(observed({"y": 4}, "2"), observed({"a": 1, "b": 2}, "1"))
    whole, told = on_years_areas(rows, CHAIN, "2", set())
    assert values(whole) == {"y": 4, "x": 3}
    assert whole.index.tolist() == [2, 3]
    assert whole.index.name == "row"
    assert told == {3: "carried from lines 3 and 4"}
    own = rows[rows["edition"] == "2"]
    same, nothing = on_years_areas(own, CHAIN, "2", set())
    assert (same is own, nothing) == (True, {})


# ---- a whole workbook, opened on the communes of 2025 -------------------------------------------


@pytest.fixture(scope="module")
def book(root):
    return Workbook.open(year=2025, audience="internal", root=root)  # nothing withheld


@pytest.fixture(scope="module")
def reported(root) -> dict:
    """Every count as it stands in the files of 2018 to 2024, by year, old area and variable."""
    found = {}
    for year in range(2018, 2025):
        with (root / f"data/observations/{year}.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                found[year, line["area"], called(line)] = line["value"]
    return found


@pytest.mark.parametrize("year", range(2018, 2025))
@pytest.mark.parametrize("new", MADE_OF)
def test_each_commune_of_2025_is_in_every_year_the_sum_of_its_parts(book, reported, year, new):
    counts = book.scene.counts
    rows = counts[counts["period"].eq(str(year)) & counts["area"].eq(new)]
    own = {"communes", "communes_child_friendly", "communes_child_play_point"}
    for row in rows[~rows["variable"].isin(own)].itertuples():
        parts = [reported.get((year, old, row.variable), "") for old in MADE_OF[new]]
        if "" in parts:
            assert pd.isna(row.value), row.variable
        else:
            assert row.value == sum(map(int, parts)), row.variable


@pytest.mark.parametrize(
    "year", [*(pytest.param(year, marks=pytest.mark.slow) for year in (2018, 2021)), 2024]
)
def test_their_total_is_the_former_districts(root, book, year):
    before = Workbook.open(year=year, audience="internal", root=root).scene.results
    before = before[before["area"] == "614"].set_index("indicator")
    history = book.scene.history
    after = history[history["period"].eq(str(year)) & history["area"].eq("614")]
    after = after.set_index("indicator")
    # Of larger areas more is missing, and may turn what of smaller ones could turn nothing.
    settled = before.index[before["reason"].eq("missing_cannot_turn")]
    for indicator in settled:
        assert after.loc[indicator, "status"] in ("no_data", before.loc[indicator, "status"])
    comparable = [i for i in after.index if i not in ("1", "21", *settled)]
    for column in ("numerator", "denominator", "value", "lower", "status", "evidence"):
        pd.testing.assert_series_equal(
            after.loc[comparable, column], before.loc[comparable, column], check_names=False
        )
    assert set(after.loc[["1", "21"], "reason"]) == {"not_comparable"}
    assert after.loc[["1", "21"], "value"].isna().all()


def test_a_year_before_the_change_can_be_opened_on_either_edition(root):
    one, other = (Workbook.open(year=2024, edition=e, root=root) for e in ("", "2025"))
    assert len(one.scene.leaves) == 7
    assert other.scene.leaves == list(MADE_OF)
    for book in (one, other):
        assert len(book.map("5a").table) == len(book.scene.leaves)
    assert one.scene.result("5a")["value"] == other.scene.result("5a")["value"]


# ---- land that was split ------------------------------------------------------------------------

# A's land went to P and Q, B went to Q whole; what of A's people, the case says.
SPLIT = {
    "all its people went to P": (("all people", "land only"), {"P": (10, "A"), "Q": (4, "A")}),
    "as numbers": (("1", "0"), {"P": (10, "A"), "Q": (4, "A")}),
    "a part that is stated": (("0.6", "0.4"), {"P": (6, "E"), "Q": (8, "E")}),
    "the rest of what is stated": (("0.6", ""), {"P": (6, "E"), "Q": (8, "E")}),
    "nobody knows": (("", ""), {"P": (None, "M"), "Q": (None, "M")}),
}
OF_SPLIT = "old_area,old_edition,new_area,new_edition,date,share,source\n"


@pytest.fixture
def split(tmp_path):
    """Return a function that reads the changes with the two shares of A."""

    def read(shares):
        (tmp_path / "data").mkdir()
        lines = [f"A,1,P,2,,{shares[0]},", f"A,1,Q,2,,{shares[1]},", "B,1,Q,2,,1,"]
        path = tmp_path / "data/area_changes.csv"
        path.write_text(OF_SPLIT + "\n".join(lines) + "\n", encoding="utf-8")
        return read_area_changes(tmp_path)

    return read


@pytest.mark.parametrize(("shares", "expected"), SPLIT.values(), ids=SPLIT)
def test_where_land_was_split_people_are_counted(split, shares, expected):
    table = carry(observed({"A": 10, "B": 4}, edition="1"), split(shares), "2")
    found = zip(values(table).items(), values(table, "obs_status").values(), strict=True)
    assert {area: (value, status) for (area, value), status in found} == expected


def test_back_again_land_without_people_makes_no_merger(split):
    table = carry(observed({"P": 7, "Q": 9}, edition="2"), split(("all people", "land only")), "1")
    assert values(table) == {"A": 7, "B": 9}


def test_what_a_part_of_unknown_size_can_be_is_told_between_its_bounds(split):
    changes, rows = split(("", "")), observed({"A": 10, "B": 4}, edition="1")
    rows.index = [2, 3]
    told = [str(fault) for fault in of_unknown_parts(rows, changes, "2", "x.csv")]
    assert [each.partition(";")[0] for each in told] == [
        "x.csv:2:value: live_births of P in 2022 is between 0 and 10, for nobody says how many of "
        "the people of A went there (line 2)",
        "x.csv:2:value: live_births of Q in 2022 is between 4 and 14, for nobody says how many of "
        "the people of A went there (lines 2 and 3)",
    ]
    assert [*of_unknown_parts(rows, changes.assign(share=0.5), "2", "x.csv")] == []


def test_areas_that_share_people_over_all_editions(changes, split):
    find = shared(changes)
    assert find("23485", "2008") == {("23485", "2025")}
    assert find("23485", "2025") == {("23482", "2008"), ("23485", "2008")}
    assert find("23482", "2025") == set()
    find = shared(split(("all people", "land only")))
    assert (find("A", "1"), find("Q", "2")) == ({("P", "2")}, {("B", "1")})


@pytest.mark.parametrize(
    ("edition", "later", "led"),
    [("1", "1", True), ("1", "2", True), ("2", "1", False), ("9", "2", False)],
)
def test_an_edition_leads_to_a_later_one_alone(split, edition, later, led):
    assert led_to(split(("1", "0")), edition, later) is led
