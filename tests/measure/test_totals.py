"""Totals: the sum of what lies below, or no total and the reason; never a sum of what is known."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas

# Two districts of two communes each under one province.
TREE = [("P", None), ("A", "P"), ("A1", "A"), ("A2", "A"), ("B", "P"), ("B1", "B"), ("B2", "B")]
LEAVES = ("A1", "A2", "B1", "B2")


def areas_of(tree) -> Areas:
    table = pd.DataFrame(tree, columns=["area", "parent"]).assign(edition="1")
    return Areas(table.assign(name=table["area"], type="area"), "1")


AREAS = areas_of(TREE)


def observed(reported: dict) -> pd.DataFrame:
    """`reported`: an area's count, its status, or (count, status); one variable, births."""
    rows = []
    for area, cell in reported.items():
        value, status = cell if isinstance(cell, tuple) else (cell, "A")
        if isinstance(cell, str):
            value, status = None, cell
        rows.append((area, "births", value, status))
    table = pd.DataFrame(rows, columns=["area", "variable", "value", "obs_status"])
    return table.astype({"value": "Float64"})


def totals(reported: dict, coverage=1, areas=AREAS) -> pd.DataFrame:
    table = add_totals(observed(reported), areas, ["births"], "2022", coverage)
    return table[table["variable"] == "births"].set_index("area")


def cells(table: pd.DataFrame, area: str) -> tuple:
    value, status, reason = table.loc[area, ["value", "obs_status", "reason"]]
    return (None if pd.isna(value) else value, status, None if pd.isna(reason) else reason)


FULL = {"A1": 1, "A2": 2, "B1": 4, "B2": 8}


@pytest.mark.parametrize(
    ("reported", "area", "expected"),
    [
        pytest.param(FULL, "A", (3, "A", None), id="a-sum"),
        pytest.param(FULL, "P", (15, "A", None), id="a-sum-of-sums"),
        pytest.param(FULL, "A1", (1, "A", None), id="a-commune-as-it-reported"),
        pytest.param({**FULL, "A1": 0}, "A", (2, "A", None), id="a-zero-is-a-figure"),
        pytest.param({**FULL, "A1": "O"}, "A", (None, "O", "part_missing"), id="a-part-missing"),
        pytest.param({**FULL, "A1": "O"}, "P", (None, "O", "part_missing"), id="far-below"),
        pytest.param({**FULL, "A1": "O"}, "B", (12, "A", None), id="the-neighbour-stands"),
        pytest.param({**FULL, "A1": "O"}, "A1", (None, "O", "not_received"), id="not-received"),
        pytest.param({**FULL, "A1": "L"}, "A1", (None, "L", "not_collected"), id="not-collected"),
        pytest.param({**FULL, "A1": "M"}, "A1", (None, "M", "cannot_exist"), id="cannot-exist"),
        pytest.param({"A2": 2, "B1": 4, "B2": 8}, "A1", (None, "O", "not_in_file"), id="a-gap"),
        pytest.param({"A2": 2, "B1": 4, "B2": 8}, "A", (None, "O", "part_missing"), id="of-a-gap"),
        pytest.param({"B1": 4, "B2": 8}, "A", (None, "O", "not_in_file"), id="nothing-below"),
        pytest.param({}, "P", (None, "O", "not_in_file"), id="nothing-at-all"),
        pytest.param({**FULL, "A2": (2, "E")}, "A", (3, "E", None), id="an-estimate-below"),
        pytest.param({**FULL, "A1": (1, "P"), "B1": (4, "E")}, "P", (15, "E", None), id="worst"),
        pytest.param({**FULL, "A1": (1, "P")}, "B", (12, "A", None), id="not-the-neighbours-worst"),
        pytest.param({**FULL, "A1": "O", "A2": "L"}, "A", (None, "L", "part_missing"),
                     id="worst-of-what-is-missing"),
        pytest.param({"A": 3, "B1": 4, "B2": 8}, "A", (3, "A", None), id="reported-above"),
        pytest.param({"A": (3, "P"), "B1": 4, "B2": 8}, "P", (15, "P", None),
                     id="a-sum-over-what-was-reported-above"),
        pytest.param({"A": 3, "B1": 4, "B2": 8}, "A1", (None, "L", "reported_above"), id="below"),
        pytest.param({"P": 15}, "A", (None, "L", "reported_above"), id="one-below-the-report"),
        pytest.param({"P": 15}, "A1", (None, "L", "reported_above"), id="two-below-the-report"),
        pytest.param({"P": 15}, "P", (15, "A", None), id="the-report-itself"),
        pytest.param({**FULL, "A": 3}, "A", (3, "A", None), id="reported-and-summed"),
        pytest.param({**FULL, "A1": "O", "A": 3}, "A", (None, "O", "part_missing"),
                     id="a-report-above-mends-no-gap-below"),
    ],
)  # fmt: skip
def test_a_total_its_status_and_its_reason(reported, area, expected):
    assert cells(totals(reported), area) == expected


@pytest.mark.parametrize(
    ("coverage", "reported", "area", "expected"),
    [
        pytest.param(1, {**FULL, "A1": "O"}, "P", (None, "O", "part_missing"), id="all-asked"),
        pytest.param(0.75, {**FULL, "A1": "O"}, "P", (14, "P", "partial_total"), id="3-of-4"),
        pytest.param(0.76, {**FULL, "A1": "O"}, "P", (None, "O", "part_missing"), id="just-less"),
        pytest.param(0.75, {**FULL, "A1": "O"}, "A", (None, "O", "part_missing"), id="1-of-2"),
        pytest.param(0.75, {**FULL, "A1": "O"}, "B", (12, "A", None), id="complete-is-not-partial"),
        pytest.param(0.75, {"A2": 2, "B1": 4, "B2": 8}, "P", (14, "P", "partial_total"), id="gap"),
        pytest.param(0.5, {**FULL, "A1": "O"}, "A", (2, "P", "partial_total"), id="half-asked"),
        # The district's total is partial, so the province's is too: it still lacks a commune.
        pytest.param(
            0.5,
            {**FULL, "A1": "O"},
            "P",
            (14, "P", "partial_total"),
            id="a-partial-part-makes-a-partial-total",
        ),
        pytest.param(
            0.5, {**FULL, "A1": "O", "A2": "O"}, "A", (None, "O", "part_missing"), id="none-of-2"
        ),
    ],
)
def test_a_total_of_those_that_reported_needs_the_years_coverage(
    coverage, reported, area, expected
):
    assert cells(totals(reported, coverage), area) == expected


@pytest.mark.parametrize(
    ("communes", "reported", "coverage"), [(25, 14, 0.56), (100, 55, 0.55), (100, 7, 0.07)]
)
def test_coverage_is_met_at_its_very_limit(communes, reported, coverage):
    # As floats 0.56 × 25 is a hair above 14.
    areas = areas_of([("P", None), *((f"C{i}", "P") for i in range(communes))])
    table = totals({f"C{i}": 1 for i in range(reported)}, coverage, areas)
    assert cells(table, "P") == (reported, "P", "partial_total")


@pytest.mark.parametrize(
    ("area", "parts", "reported", "value"),
    [("A1", 1, 0, 0), ("A2", 1, 1, 2), ("A", 2, 1, 2), ("B", 2, 2, 12), ("P", 4, 3, 14)],
)
def test_a_total_says_how_many_reported_and_what_they_add_up_to(area, parts, reported, value):
    table = totals({**FULL, "A1": "O"})
    found = table.loc[area, ["parts", "reported", "reported_value"]]
    assert list(found) == [parts, reported, value]


def test_the_number_of_areas_is_counted_and_not_reported():
    claimed = observed({"A": 9}).assign(variable="units")
    table = add_totals(claimed, AREAS, ["units"], "2022", area_counts=["units"]).set_index("area")
    assert table["value"].to_dict() == {"A1": 1, "A2": 1, "A": 2, "B1": 1, "B2": 1, "B": 2, "P": 4}
    assert table["obs_status"].eq("A").all()
    assert table["reason"].isna().all()


def test_the_shape_is_always_every_area_by_every_variable():
    table = add_totals(observed({}), AREAS, ["births", "deaths"], "2022-S1")
    assert len(table) == 7 * 2
    assert set(table["period"]) == {"2022-S1"}
    assert list(table["area"].unique()) == list(AREAS.table.index)
    assert table["value"].dtype == pd.Float64Dtype()


def test_other_areas_and_other_variables_are_left_out():
    extra = pd.concat([observed(FULL), observed({"Z9": 99}), observed(FULL).assign(variable="x")])
    table = add_totals(extra, AREAS, ["births"], "2022")
    assert set(table["variable"]) == {"births"}
    births = table[table["variable"] == "births"].set_index("area")
    assert births.at["P", "value"] == 15


def test_a_tree_taken_from_a_district_sums_the_same():
    table = AREAS.table.reset_index(drop=True)
    district = Areas(table, "1", "A")
    assert cells(totals(FULL, areas=district), "A") == cells(totals(FULL), "A")


REPORTS = st.one_of(st.integers(0, 999), st.sampled_from(["M", "O", "L", "gap"]))


@given(st.fixed_dictionaries(dict.fromkeys(LEAVES, REPORTS)))
def test_a_total_is_the_sum_of_all_its_leaves_or_missing(reports):
    table = totals({area: r for area, r in reports.items() if r != "gap"})
    for area in ("A", "B", "P"):
        below = [r for leaf, r in reports.items() if area in AREAS.chain(leaf)]
        numbers = [r for r in below if isinstance(r, int)]
        value, _, reason = cells(table, area)
        assert value == (sum(numbers) if len(numbers) == len(below) else None)
        assert (reason is None) == (value is not None)
        assert table.at[area, "reported"] == len(numbers)
        assert table.at[area, "reported_value"] == sum(numbers)


@given(st.permutations(list(FULL.items())))
def test_the_order_of_the_lines_does_not_matter(lines):
    pd.testing.assert_frame_equal(totals(dict(lines)), totals(FULL))
