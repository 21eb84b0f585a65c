"""Bodies that end and are succeeded: who does an agency's work on a day."""

import datetime

import pandas as pd
import pytest

from chitieu.faults import Faults
from chitieu.plan.agencies import InOffice, last_days, read_agencies, without_successor
from chitieu.plan.indicators import read_variables

TABLE = pd.DataFrame(
    [("A", "2025-02-28", "B"), ("B", "2025-06-30", "C"), ("C", None, None),
     ("E", "2024-12-31", None)],
    columns=["agency", "until", "succeeded_by"],
).set_index("agency")  # fmt: skip


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        pytest.param("A", "2025-02-28", "A", id="its last day"),
        pytest.param("A", "2025-03-01", "B", id="the day after"),
        pytest.param("A", "2025-07-01", "C", id="two after each other"),
        pytest.param("C", "2099-01-01", "C", id="one that goes on"),
        pytest.param("E", "2024-12-31", "E", id="one without successor"),
        pytest.param("E", "2025-01-01", "", id="whose work nobody does"),
        pytest.param("Z", "2025-07-01", "Z", id="one that is not in the table"),
    ],
)
def test_who_does_the_work_on_a_day(code, day, expected):
    office = InOffice(TABLE, datetime.date.fromisoformat(day))
    assert office[code] == expected
    assert InOffice(TABLE.iloc[:0], datetime.date.fromisoformat(day))[code] == code


def test_tables_name_those_who_are_there_each_once():
    office = InOffice(TABLE, datetime.date(2025, 3, 1))
    table = pd.DataFrame({"lead": ["A", "E", None], "agencies": [["A", "B", "C"], ["E"], []]})
    assert office.of(table, "lead")["lead"].fillna("").tolist() == ["B", "", ""]
    assert office.of(table, "agencies")["agencies"].tolist() == [["B", "C"], [], []]
    assert office.did("A") == ["A", "B"]


@pytest.mark.parametrize(
    ("until", "successor", "place", "told"),
    [
        ("2025-06-30", "YTT", "succeeded_by", "'YTT' is no agency; did you mean 'YT'"),
        ("", "YT", "until", "the cell is empty; write the last day of the one that is succeeded"),
        ("2025-06-30", "LDTBXH", "succeeded_by", "LDTBXH would succeed itself"),
        ("30/6/2025", "YT", "until", "'30/6/2025' is no day; write it as 2025-06-30"),
    ],
    ids=["unknown", "no day", "itself", "another writing"],
)
def test_a_succession_that_cannot_be_is_told(
    workbook_copy, set_cell, until, successor, place, told
):
    path = workbook_copy / "params/agencies.csv"
    set_cell(path, 2, "until", until)
    set_cell(path, 2, "succeeded_by", successor)
    with pytest.raises(Faults) as found:
        read_agencies(workbook_copy)
    assert f"params/agencies.csv:2:{place}: {told}" in str(found.value)


def test_who_reports_must_be_succeeded(workbook_copy, set_cell):
    set_cell(workbook_copy / "params/agencies.csv", 2, "succeeded_by", "")
    assert without_successor(workbook_copy) == {"LDTBXH"}
    assert last_days(workbook_copy, "LDTBXH") == [datetime.date(2025, 6, 30)]
    assert last_days(workbook_copy, "SYT") == []
    with pytest.raises(Faults, match="LDTBXH ended and nobody succeeds it, and so do 7 more lines"):
        read_variables(workbook_copy)
