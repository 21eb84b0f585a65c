"""What of the plan's tables a year has."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.plan.of_year import (
    actions_of_year,
    checks_among,
    indicators_of_year,
    variables_of_year,
)

INDICATORS = pd.DataFrame(
    {"numerator": ["a + b", "c", "a"], "denominator": ["d", None, "e"]}, index=["1", "2", "25"]
)
VARIABLES = pd.DataFrame(index=["a", "b", "c", "d", "e", "of_none"])


@pytest.mark.parametrize(
    ("targets", "indicators", "variables"),
    [
        pytest.param(["2", "1"], ["1", "2"], "a b c d of_none", id="what two need"),
        pytest.param(["2"], ["2"], "c of_none", id="what one needs"),
        pytest.param(["25", "1"], ["1", "25"], "a b d e of_none", id="what both need once"),
        pytest.param([], ["1", "2", "25"], "a b c d e of_none", id="a year that names none"),
    ],
)
def test_a_year_has_what_its_targets_name(targets, indicators, variables):
    assert list(indicators_of_year(INDICATORS, targets).index) == indicators
    assert list(variables_of_year(VARIABLES, INDICATORS, targets).index) == variables.split()


def test_rules_speak_of_what_the_year_has():
    checks = pd.DataFrame({"left": ["a + b", "a", "b"], "right": ["d", "e", "d"]})
    assert checks_among(checks, ["a", "b", "d"]).index.tolist() == [0, 2]


def test_what_is_to_be_done_names_the_years_indicators():
    actions = pd.DataFrame({"indicators": [["1", "25"], ["25"], []]})
    assert actions_of_year(actions, ["1"])["indicators"].tolist() == [["1"], []]


def test_of_no_rules_there_are_none_and_their_columns_stay():
    none = pd.DataFrame(columns=["left", "right", "why_vi"])
    assert [*checks_among(none, ["a"]).columns] == ["left", "right", "why_vi"]
