"""A low limit held against the counts: "< 0.176" of what is at 17 % was meant as 17.6 %."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.collect.doubtful import written_as_shares
from chitieu.collect.rules import Held
from chitieu.plan.areas import Areas
from chitieu.plan.years import read_year

PLAN = """\
indicator,kind,per,better
4a,proportion,100,lower
3a,rate,1000,lower
2,proportion,100,higher
10,count,1,lower
"""
YEAR = """\
year: {year}
title: x
slug: x
as_of: 2023-01-15
edition: "1"
{targets}
"""
COLUMNS = ["indicator", "numerator", "denominator"]
INDICATORS = pd.DataFrame(
    [("4a", "thin", "weighed"), ("3a", "deaths", "births + moved"), ("2", "thin", "weighed"),
     ("10", "deaths", pd.NA)],
    columns=COLUMNS,
).set_index("indicator")  # fmt: skip
AREAS = pd.DataFrame(
    {"area": ["d", "a", "b"], "edition": "1", "name": "x", "parent": [pd.NA, "d", "d"]}
)
COUNTS = {  # by area: 40 thin of 220 weighed where both are reported
    "a": {"thin": 40, "weighed": 220, "deaths": 9, "births": 900, "moved": 100},
    "b": {"thin": 900, "deaths": 2, "births": 100, "moved": 0},
}


def held(counts: dict) -> Held:
    rows = [(area, v, value) for area, of in counts.items() for v, value in of.items()]
    table = pd.DataFrame(rows, columns=["area", "variable", "value"])
    table.index = pd.RangeIndex(2, 2 + len(table), name="row")
    return Held(table, Areas(AREAS, "1"), "a.csv")


CASES = {  # the target; what is told
    "a share of what is at 18 %": ('"4a": "< 0.176"', "params/2022.yaml:7:targets.4a: '< 0.176': "
        "the value reported is about 18 per 100; write '< 17.6', if that is meant"),
    "at most a share": ('"4a": "<= 0.2"', "write '<= 20'"),
    "a share of a rate, over two counts": ('"3a": "< 0.006"', "about 10 per 1000; write '< 6'"),
    "a low limit that is missed tenfold": ('"4a": "< 1.82"', ""),
    "a percentage": ('"4a": "< 17.6"', ""),
    "where more is better": ('"2": ">= 0.96"', ""),
    "a count": ('"10": "< 0.5"', ""),
    "no target": ('"4a":', ""),
}  # fmt: skip


@pytest.fixture
def told(tmp_path):
    def told(targets: str, counts: dict = COUNTS, year: int = 2022) -> list[str]:
        (tmp_path / "params").mkdir(exist_ok=True)
        (tmp_path / "params/indicators.csv").write_text(PLAN)
        text = YEAR.format(year=2022, targets=f"targets:\n  {targets}")
        (tmp_path / "params/2022.yaml").write_text(text)
        taken = YEAR.format(year=2023, targets="targets_from: 2022")
        (tmp_path / "params/2023.yaml").write_text(taken)
        settings = read_year(tmp_path, year)
        return [*map(str, written_as_shares(tmp_path, settings, held(counts), INDICATORS))]

    return told


@pytest.mark.parametrize(("targets", "expected"), CASES.values(), ids=list(CASES))
def test_a_limit_that_was_written_as_a_share_is_told(told, targets, expected):
    lines = told(targets)
    assert len(lines) == bool(expected), lines
    assert all(expected in line for line in lines)


def test_targets_of_another_year_are_told_where_they_stand(told):
    (line,) = told('"4a": "< 0.176"', year=2023)
    assert line.startswith("params/2022.yaml:7:targets.4a: ")


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param({"a": {"thin": 40}}, id="no denominator"),
        pytest.param({"b": {"thin": 40, "weighed": 0}}, id="a denominator of none"),
        pytest.param({"a": {"births": 1}}, id="other counts"),
    ],
)
def test_what_is_not_reported_tells_nothing(told, counts):
    assert told('"4a": "< 0.176"', counts) == []
