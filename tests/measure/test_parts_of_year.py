"""What the parts of a year add up to, and what the year has come to so far."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.collect.wholes import add_wholes, telling
from chitieu.measure.parts_of_year import so_far
from chitieu.measure.totals import add_totals
from chitieu.plan.areas import Areas

NATURES = pd.Series({"births": "flow", "children": "stock", "pupils": "school_year"})
TREE = pd.DataFrame(
    [("D", None, "district"), ("X", "D", "commune"), ("Y", "D", "commune")],
    columns=["area", "parent", "type"],
).assign(edition="1", name="n")
AREAS = Areas(TREE, "1")


def observed(*rows: tuple) -> pd.DataFrame:
    """Rows of period, area, variable and a count, or the status of a missing one."""
    table = pd.DataFrame(rows, columns=["period", "area", "variable", "cell"])
    missing = table["cell"].map(lambda cell: isinstance(cell, str))
    return table.assign(
        period="2022" + table["period"],
        edition="1",
        value=table["cell"].mask(missing, pd.NA).astype("Float64"),
        obs_status=table["cell"].where(missing, "A"),
        agency="",
        note="",
    ).drop(columns="cell")


def both(variable: str, **cells) -> list[tuple]:
    """Rows of X and Y by part: S1=(1, 2)."""
    return [
        (f"-{part}" if part != "Y" else "", area, variable, cell)
        for part, pair in cells.items()
        for area, cell in zip("XY", pair, strict=True)
    ]


def cell_of(table: pd.DataFrame, period: str, area: str, variable: str) -> tuple:
    row = table.set_index(["period", "area", "variable"]).loc[period, area, variable]
    return (None if pd.isna(row["value"]) else int(row["value"]), row["obs_status"])


# ---- wholes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "period", "expected"),
    [
        pytest.param({"S1": (3, 4), "S2": (5, 6)}, "2022", (8, "A"), id="a year of halves"),
        pytest.param(
            {"Q1": (1, 4), "Q2": (2, 0), "Q3": (2, 1), "Q4": (3, 1)}, "2022", (8, "A"),
            id="a year of quarters",
        ),
        pytest.param({"Q1": (1, 4), "Q2": (2, 0)}, "2022-S1", (3, "A"), id="a half of quarters"),
        pytest.param(
            {"S1": (3, 4), "Q3": (2, 1), "Q4": (3, 1)}, "2022", (8, "A"), id="of both kinds"
        ),
        pytest.param({"S1": ("O", 4), "S2": (5, 6)}, "2022", (None, "O"), id="a part is missing"),
        pytest.param({"Y": (9, 9), "S1": (3, 4), "S2": (5, 6)}, "2022", (9, "A"),
                     id="what was reported stays"),
    ],
)  # fmt: skip
def test_what_flows_adds_up_to_the_whole(cells, period, expected):
    table = add_wholes(observed(*both("births", **cells)), NATURES)
    assert cell_of(table, period, "X", "births") == expected


def test_a_stock_of_the_year_is_that_of_its_last_part():
    table = add_wholes(observed(*both("children", S1=(30, 40), S2=(31, 41))), NATURES)
    assert cell_of(table, "2022", "X", "children") == (31, "A")


def test_a_school_year_that_the_years_own_row_tells_stands_there_once():
    rows = [*both("pupils", Y=(9, 9), S1=(8, 8)), *both("births", S2=(1, 1))]
    table = add_wholes(observed(*rows), NATURES)
    assert cell_of(table, "2022", "X", "pupils") == (9, "A")
    assert not table.duplicated(["period", "area", "variable"]).any()


def test_a_stock_needs_no_earlier_part():
    year = both("births", Y=(1, 1))
    late = add_wholes(observed(*both("children", S1=(30, 40), Q4=(31, 41)), *year), NATURES)
    assert cell_of(late, "2022", "X", "children") == (31, "A")
    early = add_wholes(observed(*both("children", S1=(30, 40)), *year), NATURES)
    assert not (early["period"].eq("2022") & early["variable"].eq("children")).any()


def test_a_school_year_is_that_of_the_last_part_that_has_it():
    rows = [*both("pupils", S1=(8, 8), S2=("L", 9)), *both("births", S1=(1, 1), S2=(1, 1))]
    table = add_wholes(observed(*rows), NATURES)
    assert cell_of(table, "2022", "X", "pupils") == (8, "A")
    assert cell_of(table, "2022", "Y", "pupils") == (9, "A")


TELLING = {
    "its own": (both("births", S1=(3, 4)), "2022-S1", {("X", "births"), ("Y", "births")}),
    "its parts": (both("births", S1=(3, 4), S2=(1, 2)), "2022", {("X", "births"), ("Y", "births")}),
    "one part is not the whole": (
        [*both("births", S1=(3, 4)), *both("children", Y=(1, 1))], "2022",
        {("X", "children"), ("Y", "children")}),
    "a stock of the whole that ends with it": (
        [*both("children", S1=(3, 4)), *both("births", Q2=(1, 1))], "2022-Q2",
        {("X", "births"), ("Y", "births"), ("X", "children"), ("Y", "children")}),
    "no flow of the whole": (
        [*both("births", S1=(3, 4)), *both("children", Q2=(1, 1))], "2022-Q2",
        {("X", "children"), ("Y", "children")}),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "period", "told"), TELLING.values(), ids=list(TELLING))
def test_rows_that_tell_of_a_period(rows, period, told):
    table = telling(observed(*rows), NATURES, period)
    assert {*zip(table["area"], table["variable"], strict=True)} == told
    assert not table.duplicated(["area", "variable"]).any()


def test_a_year_of_which_a_part_was_not_reported_is_not_made_up():
    table = add_wholes(observed(*both("births", S1=(3, 4), Q3=(1, 1))), NATURES)
    assert set(table["period"]) == {"2022-S1", "2022-Q3"}


# ---- the year so far ----------------------------------------------------------------------------


def year_so_far(part: str, *rows: tuple, hidden: tuple = (), areas: Areas = AREAS) -> pd.DataFrame:
    observations = add_wholes(observed(*rows), NATURES)
    tables = {}
    for period in dict.fromkeys([*observations["period"], "2022"]):
        here = observations[observations["period"] == period]
        table = add_totals(here, areas, list(NATURES.index), period)
        gone = [
            (period, *cell) in hidden for cell in zip(table["area"], table["variable"], strict=True)
        ]
        table["conf_status"] = pd.Series(gone).map({True: "C", False: "F"})
        table["value"] = table["value"].mask(pd.Series(gone))
        tables[period] = table
    return so_far(tables, f"2022-{part}", NATURES, areas).set_index(["area", "variable"])


QUARTERS = both("births", Q1=(1, 4), Q2=(2, 0), Q3=(2, 1), Q4=(3, 1))


@pytest.mark.parametrize(
    ("part", "rows", "whole"),
    [
        ("Q1", QUARTERS, 5), ("Q2", QUARTERS, 7), ("Q3", QUARTERS, 10), ("Q4", QUARTERS, 14),
        ("S1", QUARTERS, 7), ("S2", QUARTERS, 14),
        ("S2", both("births", S1=(3, 4), S2=(5, 2)), 14),
        ("Q3", both("births", S1=(3, 4), Q3=(2, 1)), 10),
    ],
)  # fmt: skip
def test_what_flows_is_summed_from_the_beginning_of_the_year(part, rows, whole):
    assert year_so_far(part, *rows).loc[("D", "births"), "value"] == whole


def test_what_an_earlier_part_lacks_is_not_known_later():
    table = year_so_far("Q3", *both("births", Q3=(2, 1)))
    assert table.loc[("X", "births"), "reason"] == "earlier_part_missing"
    table = year_so_far("Q3", *both("births", S1=("O", 4), Q3=(2, 1)))
    assert table.loc[("X", "births"), "reason"] == "earlier_part_missing"
    assert table.loc[("Y", "births"), "value"] == 5
    assert pd.isna(table.loc[("D", "births"), "value"])


def test_what_an_earlier_part_withholds_stays_withheld():
    hidden = ("2022-S1", "X", "births")
    table = year_so_far("Q3", *both("births", S1=(3, 4), Q3=(2, 1)), hidden=[hidden])
    row = table.loc[("X", "births")]
    assert pd.isna(row["value"])
    assert (row["conf_status"], row["reason"]) == ("C", "withheld")
    assert pd.isna(row["obs_status"])


def test_a_stock_is_that_of_the_part_or_of_what_ends_with_it():
    rows = both("children", S1=(30, 40), Q2=(31, 41), Q3=(32, 42))
    assert year_so_far("S1", *rows).loc[("D", "children"), "value"] == 70
    assert year_so_far("Q2", *rows).loc[("D", "children"), "value"] == 72
    assert year_so_far("Q3", *rows).loc[("D", "children"), "value"] == 74
    later = [*both("children", S1=(30, 40)), *both("births", Q1=(1, 1), Q2=(1, 1))]
    assert year_so_far("Q2", *later).loc[("D", "children"), "value"] == 70


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        pytest.param("Q1", None, "school_year_open", id="not over"),
        pytest.param("S1", 100, None, id="over in May"),
        pytest.param("Q3", 100, None, id="known since"),
    ],
)
def test_a_school_year_is_blank_until_it_is_over(part, value, reason):
    rows = both("pupils", Q1=(49, 49), S1=(50, 50), Q3=("L", "L"))
    rows = [row for row in rows if row[0] != "-Q3"] + both("births", Q3=(1, 1), S1=(1, 1))
    row = year_so_far(part, *rows).loc[("D", "pupils")]
    assert (None if pd.isna(row["value"]) else row["value"]) == value
    assert (None if pd.isna(row["reason"]) else row["reason"]) == reason


BIRTHS = both("births", Q1=(1, 1), Q2=(1, 1), Q3=(1, 1))
FILLED = {
    "a school year by two quarters": (
        "Q3", "pupils", [*BIRTHS, ("-Q2", "X", "pupils", 40), ("-Q3", "Y", "pupils", 60)],
        100, "A"),
    "a school year by a half and a quarter": (
        "Q3", "pupils", [*BIRTHS, ("-S1", "X", "pupils", 40), ("-Q3", "Y", "pupils", 60)],
        100, "A"),
    "the worse of two statuses": (
        "Q3", "pupils", [*BIRTHS, ("-Q2", "X", "pupils", "L"), ("-Q3", "Y", "pupils", 60)], None,
        "L"),
    "all under the earlier quarter": (
        "Q3", "pupils", [*BIRTHS, *both("pupils", Q2=(4, 6))], 10, "A"),
    "a stock by a half and a quarter, the quarter's page": (
        "Q2", "children", [*BIRTHS, ("-S1", "X", "children", 40), ("-Q2", "Y", "children", 60)],
        100, "A"),
    "a stock by a half and a quarter, the half's page": (
        "S1", "children", [*BIRTHS, ("-S1", "X", "children", 40), ("-Q2", "Y", "children", 60)],
        100, "A"),
    "a stock of a later quarter": (
        "Q2", "children", [*BIRTHS, ("-S1", "X", "children", 40), ("-Q3", "Y", "children", 60)],
        None, "O"),
    "decimals": (
        "Q2", "children", [*BIRTHS, ("-S1", "X", "children", 0.1), ("-Q2", "Y", "children", 0.2)],
        0.3, "A"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "variable", "rows", "total", "status"), FILLED.values(), ids=list(FILLED)
)
def test_the_total_is_that_of_what_is_filled(part, variable, rows, total, status):
    row = year_so_far(part, *rows).loc[("D", variable)]
    assert (None if pd.isna(row["value"]) else row["value"]) == total
    assert row["obs_status"] == status
    if total is not None:
        assert (row["reported"], row["reported_value"], row["conf_status"]) == (2, total, "F")
        assert pd.isna(row["reason"])


@pytest.mark.parametrize("hidden", [("2022-Q3", "Y"), ("2022-S1", "X")])
def test_the_total_of_what_is_filled_goes_with_what_is_withheld(hidden):
    rows = [*BIRTHS, ("-S1", "X", "pupils", 40), ("-Q3", "Y", "pupils", 60)]
    row = year_so_far("Q3", *rows, hidden=[(*hidden, "pupils")]).loc[("D", "pupils")]
    assert pd.isna(row["value"])
    assert pd.isna(row["reported_value"])
    assert pd.isna(row["obs_status"])
    assert (row["reason"], row["conf_status"]) == ("withheld", "C")


def test_the_parts_that_are_filled_without_a_total_say_how_many_they_are():
    tree = pd.concat([TREE, TREE.tail(1).assign(area="Z")])
    rows = [*BIRTHS, ("-S1", "X", "pupils", 40), ("-Q3", "Y", "pupils", 60)]
    row = year_so_far("Q3", *rows, areas=Areas(tree, "1")).loc[("D", "pupils")]
    assert (row["reported"], row["reported_value"], row["reason"]) == (2, 100, "part_missing")
    assert pd.isna(row["value"])


def test_a_part_need_not_report_a_school_year():
    table = year_so_far("S1", *both("births", S1=(1, 1)))
    assert list(table.loc[(slice(None), "pupils"), "reason"]) == ["school_year_open"] * 3
    table = year_so_far("S1", *both("pupils", S1=("O", 7)))
    assert table.loc[("X", "pupils"), "reason"] == "not_received"
