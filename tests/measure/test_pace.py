"""A part of a year: each target's worked table, what no rest of the year can mend, and how far
the rest may still go."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from chitieu.measure import judge
from chitieu.measure.pace import bases, pace_target, year_limits
from chitieu.plan.indicators import read_indicators, read_variables
from chitieu.plan.targets import Target
from chitieu.plan.years import read_year

ON, RISK, LOST = "on_course", "in_danger", "missed"

# Each target of 2022 at mid-year: the denominator, and counts with what they are judged. Worked
# by hand; in brackets what the whole year allows or asks for.
HALF_YEAR = {
    # What flows, over a stock: half of the year's count by now.
    "5a": (600, {290: RISK, 291: ON, 292: ON}),  # ≥ 97 %: 582 in the year
    "9": (20_000, {1: ON, 2: RISK, 3: RISK, 4: LOST}),  # < 0,02 %: at most 3, fewer than 2 by now
    "11a": (20_000, {2: ON, 3: ON, 4: RISK, 6: RISK, 7: LOST}),  # ≤ 3/10.000: at most 6
    "11b": (20_000, {1: ON, 2: ON, 3: RISK, 4: RISK, 5: LOST}),  # ≤ 2/10.000: at most 4
    "22": (5_000, {624: RISK, 625: ON, 626: ON, 0: RISK}),  # ≥ 25 %: 1250, which 0 may still be
    "23": (5_000, {1874: RISK, 1875: ON, 1876: ON}),  # ≥ 75 %: 3750
    "24": (3_000, {374: RISK, 375: ON, 376: ON}),  # ≥ 25 %: 750
    # Against 100 by the middle of the year before, 200 in all of it: at most 198.
    "13": (100, {98: ON, 99: ON, 100: RISK, 198: RISK, 199: LOST}),  # a fall of 1 %
    # Both flow: the rate so far; newcomers may still dilute it, so that it is never lost,
    "3a": (500, {2: ON, 3: RISK, 4: RISK, 499: RISK}),  # < 6 ‰
    "3b": (1_000, {10: ON, 11: ON, 12: RISK}),  # ≤ 11 ‰
    "3c": (1_000, {11: ON, 12: RISK, 13: RISK}),  # < 12 ‰
    "6": (100, {0: ON, 1: RISK, 2: RISK}),  # < 1 %
    "12": (40, {40: ON, 39: LOST, 0: LOST}),  # unless everyone is asked for, and one was not
    # Stocks as they stand: what is short may still be reached, what is reached may still be lost.
    "1": (7, {3: RISK, 4: ON, 5: ON}),  # ≥ 4/7
    "2": (100, {95: RISK, 96: ON, 97: ON}),
    "4a": (1_000, {175: ON, 176: RISK, 177: RISK}),  # < 17,6 %
    "4b": (100, {20: ON, 21: ON, 22: RISK}),
    "5b": (100, {91: RISK, 92: ON, 93: ON}),
    "7": (22, {21: RISK, 22: ON}),  # ≥ 100 %
    "8a": (100, {2: ON, 3: RISK, 4: RISK}),
    "8b": (100, {89: RISK, 90: ON, 91: ON}),
    "10": (None, {0: ON, 1: RISK}),  # = 0, found at the time of the review
    "14": (100, {97: RISK, 98: ON, 99: ON}),
    "15": (100, {95: RISK, 96: ON, 97: ON}),
    "19": (20, {18: RISK, 19: ON, 20: ON}),  # ≥ 95 %
    "20a": (100, {20: RISK, 21: ON, 22: ON}),
    "20b": (100, {74: RISK, 75: ON, 76: ON}),
    "21": (10, {2: RISK, 3: ON, 4: ON}),
    # The school year is over: as a whole year's.
    "16": (100, {97: "not_met", 98: "met", 99: "met"}),
    "17a": (100, {95: "not_met", 96: "met", 97: "met"}),
    "17b": (1_000, {1: "met", 2: "not_met", 3: "not_met"}),  # < 0,20 %
    "18a": (100, {86: "not_met", 87: "met", 88: "met"}),
    "18b": (1_000, {1: "met", 2: "not_met", 3: "not_met"}),
}
OTHER_QUARTERS = [
    pytest.param("11a", 1, 20_000, {1: ON, 2: RISK, 6: RISK, 7: LOST}, id="at most 1,5 of 6"),
    pytest.param("11a", 3, 20_000, {4: ON, 5: RISK, 6: RISK, 7: LOST}, id="at most 4,5 of 6"),
    pytest.param("22", 1, 5_000, {312: RISK, 313: ON}, id="312,5 of 1250"),
    pytest.param("22", 3, 5_000, {937: RISK, 938: ON}, id="937,5 of 1250"),
    pytest.param("22", 4, 5_000, {1249: "not_met", 1250: "met"}, id="the year is over"),
    pytest.param("7", 3, 22, {21: RISK, 22: ON}, id="a stock has no pace"),
]


@pytest.fixture(scope="module")
def judged(root):
    """Return a function that judges counts of an indicator of the plan in a part of the year."""
    indicators, variables = read_indicators(root), read_variables(root)
    targets, basis = read_year(root, 2022).targets, bases(indicators, variables)

    def judged(indicator: str, quarters: int, denominator, counts: list[int]) -> pd.DataFrame:
        rows = pd.DataFrame({"numerator": counts})
        rows["numerator"] = rows["numerator"].astype("Float64")
        plan = indicators.loc[indicator]
        return judge(
            rows.assign(
                denominator=pd.array([denominator] * len(rows), dtype="Float64"),
                kind=plan["kind"], per=plan["per"], target=targets[indicator],
                basis=basis[indicator], quarters=quarters, year_before=200,
            )
        )  # fmt: skip

    return judged


def test_the_table_has_every_target(root):
    assert set(HALF_YEAR) == set(read_indicators(root).index)


@pytest.mark.parametrize("indicator", HALF_YEAR)
def test_a_target_at_mid_year(judged, indicator):
    denominator, expected = HALF_YEAR[indicator]
    found = judged(indicator, 2, denominator, list(expected))
    assert dict(zip(expected, found["status"], strict=True)) == expected


@pytest.mark.parametrize(("indicator", "quarters", "denominator", "expected"), OTHER_QUARTERS)
def test_a_target_at_another_time(judged, indicator, quarters, denominator, expected):
    found = judged(indicator, quarters, denominator, list(expected))
    assert dict(zip(expected, found["status"], strict=True)) == expected


@pytest.mark.parametrize(
    ("indicator", "denominator", "count", "evidence"),
    [
        pytest.param("22", 5_000, 900, "clearly_better", id="far ahead of 625"),
        pytest.param("22", 5_000, 640, "compatible", id="a little ahead"),
        pytest.param("22", 5_000, 400, "clearly_worse", id="far behind"),
        pytest.param("11a", 20_000, 0, "clearly_better", id="none so far: at most 5 more, of 6"),
        pytest.param("11a", 20_000, 7, "clearly_worse", id="lost"),
        pytest.param("13", 100, 50, "not_tested", id="a change"),
        pytest.param("1", 7, 4, "not_tested", id="a share of areas"),
        pytest.param("4a", 1_000, 100, "clearly_better", id="a stock by its own interval"),
    ],
)
def test_evidence_is_of_what_may_still_come(judged, indicator, denominator, count, evidence):
    found = judged(indicator, 2, denominator, [count]).iloc[0]
    assert found["evidence"] == evidence


@pytest.mark.parametrize(
    ("kind", "basis", "target", "counts", "expected"),
    [
        pytest.param("change", "flow", "fall >= 1", (250, 100), (LOST, "not_tested"),
                     id="more cases already than in the whole year before"),
        pytest.param("change", "stock", "fall >= 1", (250, 100), (RISK, "not_tested"),
                     id="a stock may still fall"),
        pytest.param("proportion", "flows", "<= 0", (1, 10), (LOST, "clearly_worse"),
                     id="newcomers do not undo the only case"),
        pytest.param("proportion", "flows", ">= 100", (9, 10), (LOST, "clearly_worse"),
                     id="lost is worse, whatever may still come"),
    ],
)  # fmt: skip
def test_what_can_be_mended_and_what_cannot(kind, basis, target, counts, expected):
    top, bottom = (pd.array([count], dtype="Float64") for count in counts)
    row = pd.DataFrame({"numerator": top, "denominator": bottom}).assign(
        kind=kind, per=100.0, target=target, basis=basis, quarters=2, year_before=200
    )
    found = judge(row).iloc[0]
    assert (found["status"], found["evidence"]) == expected


def test_nothing_occurred_and_nothing_reported_are_as_in_a_year(judged):
    assert list(judged("12", 2, 0, [0])["status"]) == ["not_applicable"]
    assert list(judged("12", 2, None, [3])["status"]) == ["no_data"]


# ---- no rest of the year can mend it ------------------------------------------------------------

MOST_NEW = 40  # newcomers that are tried where both counts flow


@st.composite
def midyear(draw):
    """A count in the middle of a year, of anything that flows."""
    kind = draw(st.sampled_from(["proportion", "rate", "cohort", "count"]))
    basis = draw(st.sampled_from(["flow", "flows"])) if kind != "count" else "flow"
    bottom = draw(st.integers(1, 12))
    top = draw(st.integers(0, 15 if kind in ("cohort", "count") else bottom))
    limit = draw(st.sampled_from(["0", "10", "25", "50", "90", "100", "150", "1/3", "4/7", "1/1"]))
    if kind == "count":
        limit = draw(st.sampled_from(["0", "1", "3", "7"]))
    comparator = draw(st.sampled_from(["<", "<=", "=", ">=", ">"]))
    return {
        "kind": kind, "basis": basis, "numerator": top,
        "denominator": None if kind == "count" else bottom, "per": 1 if kind == "count" else 100,
        "target": f"{comparator} {limit}", "quarters": draw(st.integers(1, 3)),
    }  # fmt: skip


def years_that_may_come(row: dict):
    """Every numerator and denominator that the year may end with, as far as they are tried."""
    top, bottom = row["numerator"], row["denominator"] or 1
    if row["basis"] == "flow":
        most = bottom if row["kind"] in ("proportion", "rate") else max(top, bottom) + MOST_NEW
        return [(end, bottom) for end in range(top, most + 1)]
    free = row["kind"] == "cohort"  # cases from outside the denominator
    return [
        (top + cases, bottom + new)
        for new in range(MOST_NEW)
        for cases in range((MOST_NEW if free else new) + 1)
    ]


def meets(row: dict, top: int, bottom: int) -> bool:
    goal = Target.parse(row["target"])
    return goal.holds(Fraction(top, bottom) * (1 if goal.of_whole else row["per"]))


@given(st.lists(midyear(), min_size=1, max_size=20))
def test_missed_is_never_said_where_some_year_would_meet_the_target(rows):
    table = pd.DataFrame(rows).astype({"numerator": "Float64", "denominator": "Float64"})
    for row, status in zip(rows, judge(table)["status"], strict=True):
        can = any(meets(row, *year) for year in years_that_may_come(row))
        assert not (status == LOST and can), row
        if row["basis"] == "flow" and not row["target"].startswith("="):
            assert (status == LOST) == (not can), row


@given(midyear())
def test_on_course_is_what_would_meet_the_target_at_the_pace_so_far(row):
    table = pd.DataFrame([row]).astype({"numerator": "Float64", "denominator": "Float64"})
    status = judge(table)["status"].iloc[0]
    bottom = row["denominator"] or 1
    paced = (4 * row["numerator"], row["quarters"] * bottom)
    at_pace = meets(row, *(paced if row["basis"] == "flow" else (row["numerator"], bottom)))
    if status != LOST:
        assert (status == ON) == at_pace
    elif row["target"].startswith(("<", ">")):
        assert not at_pace or row["basis"] == "flow"


# ---- how far the rest of the year may go --------------------------------------------------------


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 17, 60])
def test_the_limits_of_the_year_are_the_binomials_own(count, quarters):
    more = np.arange(0, 600)
    at_most = binom.cdf(count, count + more, quarters / 4)
    at_least = binom.sf(count - 1, count + more, quarters / 4)
    low, high = (int(end[0]) for end in year_limits([count], [quarters]))
    assert high == count + more[at_most > 0.025].max()
    assert low == count + more[at_least > 0.025].min()


def test_the_limits_hold_what_comes_in_19_of_20_years():
    random = np.random.default_rng(614)
    for rate in (1.5, 6, 40):
        now, rest = random.poisson(rate, 4000), random.poisson(rate, 4000)
        low, high = year_limits(now, np.full(4000, 2))
        assert ((low <= now + rest) & (now + rest <= high)).mean() >= 0.95


# ---- the target of a part, and what flows -------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "basis", "quarters", "text"),
    [
        ("<= 3", "flow", 2, "<= 1.5"),
        ("< 0.02", "flow", 1, "< 0.005"),
        (">= 97", "flow", 3, ">= 72.75"),
        (">= 100", "flow", 2, ">= 50"),
        ("= 0", "flow", 2, "= 0"),
        (">= 4/7", "flow", 2, ">= 2/7"),
        (">= 4/7", "stock", 2, ">= 4/7"),
        ("< 6", "flows", 2, "< 6"),
        ("fall >= 1", "flow", 2, "fall >= 1"),
        ("<= 3", "flow", 4, "<= 3"),
    ],
)
def test_what_a_target_asks_of_a_part(target, basis, quarters, text):
    goal = Target.parse(target)
    found = pace_target(goal, basis, quarters)
    assert str(found) == text
    assert found.limit == goal.limit * (Fraction(quarters, 4) if text != target else 1)


def test_what_flows_is_told_by_the_variables():
    natures = pd.DataFrame(
        {"stock_or_flow": ["flow", "flow", "stock", "school_year"]}, index=["f", "g", "s", "y"]
    )
    pairs = [("f", "s"), ("f", "g"), ("f + g", "s"), ("f + s", "g"), ("s", "f"), ("f", None),
             ("y", "s"), ("f", "y")]  # fmt: skip
    plan = pd.DataFrame(pairs, columns=["numerator", "denominator"])
    expected = ["flow", "flows", "flow", "stock", "stock", "flow", "school_year", "school_year"]
    assert list(bases(plan, natures)) == expected
