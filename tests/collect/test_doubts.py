"""What may be wrong and may be right: it warns, a note beside it silences it, and what is usual is
left alone."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from chitieu.collect.outliers import of_neighbours, outside_history, outside_neighbours
from chitieu.collect.quality import Check, check
from chitieu.faults import Faults
from chitieu.plan.checks import read_doubts

SEEN = "data/observations/2022.csv"
COMMUNES = ("23479", "23482", "23485", "23488", "23491", "23494", "23497")


@pytest.fixture
def change(workbook_copy):
    """Return a function that writes counts: {(area, variable): value or {column: cell}}."""

    def write(counts: dict, year: int = 2022):
        path = workbook_copy / f"data/observations/{year}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            new = counts.get((row["area"], row["variable"]))
            row.update(new if isinstance(new, dict) else {} if new is None else {"value": new})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return workbook_copy

    return write


def warned(root, year: int = 2022) -> list[str]:
    errors, warnings = check(root, [year])
    assert errors == []
    return [fault.problem for fault in warnings]


def of_all(variable: str, value) -> dict:
    return {(area, variable): value for area in COMMUNES}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param(
            of_all("live_births", "60"), "children_u1 of 614 is 59",
            id="more infants than births",
        ),
        pytest.param(
            {("23479", "children_u5_weighed"): "390"},
            "children_u5_weighed of 23479 is 390, 78 % of children_u5, 497 (80 % or more is usual)",
            id="few were weighed",
        ),
        pytest.param(
            {("23479", "children_u16"): "1490"},
            "children_u16 of 23479 is 1490, 94 % of children_u16:before",
            id="fewer children than a year ago",
        ),
        pytest.param(
            {("23479", "infant_deaths"): "0", ("23479", "neonatal_deaths"): "0"},
            "u5_deaths of 23479 is 3, more than 2, while infant_deaths is 0",
            id="deaths and none of infants",
        ),
        pytest.param(
            {("23479", "children_u5_registered"): "48"},
            "children_u5_registered of 23479 is 48, it was ",
            id="a digit lost",
        ),
        pytest.param(
            {("23479", "children_u1"): {"agency": "TTYT"}},
            "children_u1 is reported by TTYT, CA is to report it",
            id="another agency",
        ),
    ],
)  # fmt: skip
def test_what_is_unusual_warns(change, counts, told):
    found = warned(change(counts))
    assert [problem for problem in found if problem.startswith(told)], found


def test_a_note_beside_the_figure_silences_the_doubt(change):
    lost = {("23479", "children_u5_registered"): {"value": "48", "note": "Đã đối chiếu với sổ"}}
    assert warned(change(lost)) == []
    few = {("23479", "children_u5_weighed"): {"value": "390", "note": "Xã bị cô lập do mưa lũ"}}
    assert warned(change(few)) == []


def test_no_child_at_work_for_three_years_is_doubtful(change):
    for year in (2020, 2021, 2022):
        root = change(of_all("child_labourers_5_17", "0"), year)
    (told,) = warned(root)
    assert told.startswith("child_labourers_5_17 + child_labourers_5_17:before + ")
    assert told.endswith(" of 614 is 0, less than 1")
    assert warned(root, 2021) == []


def test_pupils_who_do_not_complete_but_never_leave_are_doubtful(change):
    root = change(of_all("primary_dropouts", "0") | of_all("grade1_entrants_t4", "100"))
    found = [told for told in warned(root) if told.startswith("primary_completers of 614")]
    assert found
    assert found[0].endswith("while primary_dropouts is 0")


def test_a_change_without_last_years_figure_is_told(change):
    gap = {("23482", "child_marriages"): {"value": "", "obs_status": "O"}}
    assert "13 compares with 2021, which has no 'child_marriages' of 23482" in warned(
        change(gap, 2021)
    )


def test_a_first_year_alone_is_compared_with_nothing(change):
    root, told = change({}), "13: there are no figures of 2021 to compare with"
    assert told not in warned(root)
    for year in {*range(2018, 2026)} - {2022}:
        (root / f"data/observations/{year}.csv").unlink()
    assert told not in warned(root), "other years' figures may still come"
    for year in {*range(2018, 2026)} - {2022}:
        (root / f"params/{year}.yaml").unlink()
    assert told in warned(root)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("children,population,,5,area,,", "'children' is no variable", id="variable"),
        pytest.param("children_u1,population,,,area,,", "has no limit", id="no-limit"),
        pytest.param("children_u1,population,x,,area,,", "'x' is no share", id="no-share"),
        pytest.param("children_u1,population,5,,xã,,", "'xã' is no level", id="no-level"),
        pytest.param("a*b,population,5,,area,,", "is no sum of variables", id="no-sum"),
        pytest.param("children_u1,population,5,,area,none,", "'none' is no variable", id="if-zero"),
    ],
)
def test_a_faulty_doubt_is_told(workbook_copy, line, told):
    path = workbook_copy / "params" / "doubts.csv"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        read_doubts(workbook_copy)
    assert any(told in fault.problem for fault in caught.value.faults)


def test_a_workbook_without_doubts_has_none(workbook_copy):
    (workbook_copy / "params" / "doubts.csv").unlink()
    assert read_doubts(workbook_copy).empty
    assert check(workbook_copy, [2022]) == ([], [])


# ---- outside its own history --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "odd"),
    [
        pytest.param([98, 95, 96, 97, 94], 980, True, id="a digit too many"),
        pytest.param([98, 95, 96, 97, 94], 9, True, id="a digit too few"),
        pytest.param([98, 95, 96, 97, 94], 196, True, id="twice"),
        pytest.param([98, 95, 96, 97, 94], 120, False, id="a good year"),
        pytest.param([1500, 1480, 1470], 1650, False, id="a tenth more"),
        pytest.param([1500, 1480, 1470], 15000, True, id="a large one with a digit too many"),
        pytest.param([1500, 1480, 1470], 900, True, id="a large one much less"),
        pytest.param([600, 400, 250, 150, 90], 800, False, id="it grows every year"),
        pytest.param([250, 95, 96, 97, 94], 260, False, id="as last year"),
        pytest.param([1, 0, 2, 1, 1], 4, False, id="a few deaths"),
        pytest.param([1, 0, 2, 1, 1], 11, True, id="many deaths"),
        pytest.param([0, 0, 0, 0, 1], 60, False, id="a flood year after none"),
    ],
)
def test_a_figure_is_held_against_its_own_history(before, now, odd):
    index = pd.MultiIndex.from_tuples([("a", "x")])
    history = pd.DataFrame([before], index, range(1, len(before) + 1)).astype(float)
    assert outside_history(pd.Series([now], index, float), history).tolist() == [odd]


def test_chance_alone_seldom_warns():
    """Of counts that differ by chance alone, fewer than one in a thousand is told."""
    rng = np.random.default_rng(3)
    level = np.repeat([2, 5, 20, 100, 1000], 4000)
    table = pd.DataFrame(rng.poisson(level[:, None], (len(level), 6)), columns=range(6))
    told = outside_history(table[0].astype(float), table[[1, 2, 3, 4, 5]].astype(float))
    assert told.mean() < 0.001


def test_the_years_of_the_repository_are_not_told(repository):
    assert Check(repository).warnings == []


# ---- outside its neighbours ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "odd"),
    [
        pytest.param([100, 200, 50, 80], [], id="as large as they are"),
        pytest.param([1000, 200, 50, 80], ["a"], id="a digit too many"),
        pytest.param([10, 200, 50, 80], ["a"], id="a digit too few"),
        pytest.param([0, 200, 50, 80], [], id="a school that is not there"),
        pytest.param([90, 0, 0, 1], [], id="a flood in one commune"),
        pytest.param([3, 2, 0, 1], [], id="a few"),
    ],
)
def test_without_a_history_a_figure_is_held_against_its_neighbours(counts, odd):
    children = [1000, 2000, 500, 800]
    value = pd.DataFrame({"u16": children, "u8": children, "x": counts}, list("abcd"), dtype=float)
    now = value.stack()
    told = now.index[outside_neighbours(now, of_neighbours(value))]
    assert [area for area, variable in told if variable == "x"] == odd
    assert {variable for _, variable in told} <= {"x"}


def test_the_first_year_is_held_against_its_neighbours(change):
    root = change({("23482", "children_u5_registered"): "29"}, 2018)
    (told,) = warned(root, 2018)
    assert told.startswith("children_u5_registered of 23482 is 29, by the other areas' figures")
