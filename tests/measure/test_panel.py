"""The results of all years, tidy: what each column holds, and what a sum of it is not."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.measure.panel import PANEL_COLUMNS, panel
from chitieu.measure.vocabulary import categorical

NAMES = pd.Series({"A": "Xã An", "D": "Huyện"})
INDICATORS = pd.Series({"2": "Hai", "10": "Mười", "3": "Ba"})  # the plan's order


def results(*rows: dict) -> pd.DataFrame:
    plain = {
        "period": "2022", "area": "A", "edition": "2008", "level": "commune", "indicator": "2",
        "numerator": 3, "denominator": 4, "value": 75.0, "lower": 30.1, "upper": 95.4,
        "comparator": "ge", "target": "70", "status": "met", "evidence": "compatible",
        "reason": None, "conf_status": "F",
    }  # fmt: skip
    table = pd.DataFrame([plain | row for row in rows])
    for column in ("numerator", "denominator", "value", "lower", "upper"):
        table[column] = table[column].astype("Float64")
    return table.assign(**{c: categorical(table[c], c) for c in ("status", "evidence", "reason")})


WITHHELD = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper")) | {
    "status": None, "evidence": None, "reason": "withheld", "conf_status": "C",
}  # fmt: skip


def test_a_row_is_a_period_an_area_and_an_indicator():
    table = panel(results({}, {"period": "2021-S1", "area": "D"}), NAMES, INDICATORS)
    assert tuple(table.columns) == PANEL_COLUMNS
    assert table["year"].tolist() == [2022, 2021]
    assert table["name"].tolist() == ["Xã An", "Huyện"]
    assert table["indicator_name"].tolist() == ["Hai", "Hai"]
    assert [str(table[c].dtype) for c in ("numerator", "value", "upper")] == ["float64"] * 3


def test_indicators_stand_in_the_plans_order_and_words_are_those_that_occur():
    table = panel(results({"indicator": "3"}, {"indicator": "10"}, {}), NAMES, INDICATORS)
    assert table.sort_values("indicator")["indicator"].tolist() == ["2", "10", "3"]
    assert table["indicator"].cat.categories.tolist() == ["2", "10", "3"]
    assert table["status"].cat.categories.tolist() == ["met"]


@pytest.mark.parametrize(
    ("comparator", "target", "written"),
    [
        ("ge", "96", ">= 96"),
        ("lt", "17.6", "< 17.6"),
        ("eq", "0", "= 0"),
        ("ge", "4 of 7", ">= 4/7"),
        ("fall", "1", "fall >= 1"),
        (None, None, ""),
    ],
)
def test_a_target_is_as_year_files_write_it(comparator, target, written):
    table = panel(results({"comparator": comparator, "target": target}), NAMES, INDICATORS)
    assert table["target"].tolist() == [written]


def test_what_is_withheld_is_told_and_is_no_number():
    table = panel(results({}, WITHHELD), NAMES, INDICATORS)
    assert table.attrs["withheld"] == 1
    assert table["value"].isna().tolist() == [False, True]
    assert table["reason"].tolist()[1] == "withheld"
