"""Town and country: added up from what is published of the areas, and from nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.measure.groups_of_areas import with_groups_of_areas
from chitieu.measure.vocabulary import categorical
from chitieu.plan.areas import Areas

AREAS = Areas(
    pd.DataFrame(
        [("D", "district", None), ("T", "town", "D"), ("A", "commune", "D"), ("B", "commune", "D")],
        columns=["area", "type", "parent"],
    ).assign(edition="1", name="", name_en="", km2=None, valid_from=None, valid_to=None),
    "1",
)
TOLD = {"births": {"residence=U": {"town"}, "residence=R": {"commune"}, "residence=X": {"ward"}}}
HIDDEN, MISSING = "hidden", "missing"


def counts(*of: int | str) -> pd.DataFrame:
    """Protected counts of D, T, A and B: a number, HIDDEN or MISSING each."""
    rows = [
        {"period": "2022", "area": area, "variable": "births",
         "value": count if isinstance(count, int) else pd.NA,
         "obs_status": {HIDDEN: None, MISSING: "O"}.get(count, "A"),
         "reason": {HIDDEN: "withheld", MISSING: "not_received"}.get(count),
         "conf_status": "C" if count == HIDDEN else "F", "note": None,
         "parts": 3 if area == "D" else 1, "reported": 3 if area == "D" else 1,
         "reported_value": 0.0}
        for area, count in zip("DTAB", of, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"value": "Float64"})
    words = {c: categorical(table[c], c) for c in ("obs_status", "reason", "conf_status")}
    return table.assign(**words)


def told(table: pd.DataFrame, group: str) -> list:
    found = with_groups_of_areas(table, AREAS, TOLD)
    rows = found[found["variable"].eq(f"births@residence={group}")]
    assert list(rows["area"]) == list("DTAB")
    return [
        HIDDEN if conf == "C" else MISSING if pd.isna(value) else int(value)
        for conf, value in zip(rows["conf_status"], rows["value"], strict=True)
    ]


@pytest.mark.parametrize(
    ("of", "town", "country"),
    [
        pytest.param([60, 10, 20, 30], [10, 10, 0, 0], [50, 0, 20, 30], id="all are published"),
        pytest.param([60, 10, HIDDEN, HIDDEN], [10, 10, 0, 0], [50, 0, HIDDEN, HIDDEN],
                     id="the whole less the others"),
        pytest.param([60, HIDDEN, 20, HIDDEN], [HIDDEN, HIDDEN, 0, 0], [HIDDEN, 0, 20, HIDDEN],
                     id="what is withheld stays so"),
        pytest.param([HIDDEN, 10, HIDDEN, 30], [10, 10, 0, 0], [HIDDEN, 0, HIDDEN, 30],
                     id="the whole is withheld"),
        pytest.param([MISSING, 10, 20, MISSING], [10, 10, 0, 0], [MISSING, 0, 20, MISSING],
                     id="what is missing is missing"),
        pytest.param([MISSING, HIDDEN, MISSING, HIDDEN], [HIDDEN, HIDDEN, 0, 0],
                     [MISSING, 0, MISSING, HIDDEN], id="missing and withheld"),
    ],
)  # fmt: skip
def test_a_group_of_areas_is_added_up_from_what_is_published(of, town, country):
    table = counts(*of)
    assert told(table, "U") == town
    assert told(table, "R") == country
    assert told(table, "X") == [0, 0, 0, 0]  # no area is of its type


def test_a_total_that_some_areas_are_missing_from_is_no_whole_to_take_away_from():
    assert told(counts(60, 10, HIDDEN, 30).assign(reported=2), "R")[0] == HIDDEN


def test_why_there_is_none_is_told():
    found = with_groups_of_areas(counts(MISSING, 10, 20, MISSING), AREAS, TOLD)
    rows = found.set_index(["variable", "area"])
    total = rows.loc[("births@residence=R", "D")]
    assert (total["reason"], total["obs_status"]) == ("part_missing", "O")
    assert (total["parts"], total["reported"], total["reported_value"]) == (2, 1, 20.0)
    assert rows.loc[("births@residence=R", "B"), "reason"] == "not_received"


def test_everything_else_is_as_it_was():
    table = counts(60, 10, 20, 30)
    found = with_groups_of_areas(table, AREAS, TOLD)
    own = found.iloc[: len(table)]
    pd.testing.assert_frame_equal(own, table, check_dtype=False)
    assert with_groups_of_areas(table, AREAS, {}) is table
