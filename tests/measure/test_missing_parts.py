"""Verdicts that no missing part can turn, and those that one could."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.measure.missing_parts import at_most, least_and_most, settle
from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge

BELOW = {"D": ["a", "b", "c"]}


def results(areas, target, kind="proportion", at_most=None, conf=None, quarters=4):
    """Results of a district and its communes: `areas`, each a pair of counts, None for missing."""
    areas = {area: tuple(np.nan if n is None else n for n in pair) for area, pair in areas.items()}
    total = tuple(sum(pair) for pair in zip(*areas.values(), strict=True))
    rows = pd.DataFrame(
        [(area, *pair) for area, pair in {"D": total, **areas}.items()],
        columns=["area", "numerator", "denominator"],
    ).assign(
        indicator="1", kind=kind, per=100, target=target, obs_status="A", quarters=quarters,
    )  # fmt: skip
    rows["conf_status"] = [(conf or {}).get(area, "F") for area in rows["area"]]
    lacks = rows["numerator"].isna()
    rows["reason"] = np.where(
        lacks, np.where(rows["area"].eq("D"), "part_missing", "missing"), None
    )
    rows["denominator_at_most"] = rows["denominator"].fillna(rows["area"].map(at_most or {}))
    return judge(add_rates(rows)).set_index("area", drop=False).rename_axis(None)


def verdict(*args, **kwargs):
    own = settle(results(*args, **kwargs), BELOW).loc["D"]
    return own["status"], None if pd.isna(own["reason"]) else own["reason"]


SETTLED, OPEN = "missing_cannot_turn", ("no_data", "part_missing")
LACKS_CASES = {"a": (30, 100), "b": (30, 100), "c": (None, 50)}  # 60 to 110 of 250: 24 to 44 %
LACKS_BOTH = {"a": (30, 100), "b": (30, 100), "c": (None, None)}


@pytest.mark.parametrize(
    ("areas", "target", "options", "expected"),
    [
        pytest.param(LACKS_CASES, "<= 23", {}, ("not_met", SETTLED), id="none more, still above"),
        pytest.param(LACKS_CASES, "<= 24", {}, OPEN, id="none more would just meet it"),
        pytest.param(LACKS_CASES, "< 24", {}, ("not_met", SETTLED), id="none more is not below"),
        pytest.param(LACKS_CASES, "<= 44", {}, ("met", SETTLED), id="all of them just meet it"),
        pytest.param(LACKS_CASES, "< 44", {}, OPEN, id="all of them would be too many"),
        pytest.param(LACKS_CASES, ">= 24", {}, ("met", SETTLED), id="reached without them"),
        pytest.param(LACKS_CASES, "> 44", {}, ("not_met", SETTLED), id="never reached"),
        pytest.param(LACKS_CASES, ">= 44", {}, OPEN, id="all of them would reach it"),
        pytest.param(LACKS_CASES, "= 50", {}, ("not_met", SETTLED), id="neither end equals it"),
        pytest.param(LACKS_CASES, "= 40", {}, OPEN, id="what lies between may equal it"),
        pytest.param(LACKS_CASES, None, {}, OPEN, id="no target"),
        pytest.param(LACKS_BOTH, "<= 23", {}, OPEN, id="nobody knows how many"),
        pytest.param(LACKS_BOTH, "<= 23", {"at_most": {"c": 50}}, ("not_met", SETTLED),
                     id="at most as many as are known"),
        pytest.param(LACKS_BOTH, "<= 24", {"at_most": {"c": 50}}, OPEN, id="just too many"),
        pytest.param(LACKS_CASES, "<= 23", {"conf": {"b": "C"}}, OPEN, id="one is withheld"),
        pytest.param(LACKS_CASES, "<= 23", {"conf": {"c": "C"}}, OPEN, id="the missing one is"),
        pytest.param(LACKS_CASES, "<= 23", {"kind": "cohort"}, OPEN, id="no part of a whole"),
        pytest.param(LACKS_CASES, "<= 23", {"kind": "rate"}, ("not_met", SETTLED), id="a rate"),
        pytest.param(LACKS_CASES, "<= 23", {"quarters": 2}, OPEN, id="in the middle of a year"),
        pytest.param({**LACKS_CASES, "a": (130, 100)}, "<= 23", {}, OPEN, id="one is wrong"),
        pytest.param({"a": (0, 0), "b": (0, 0), "c": (None, 0)}, "<= 23", {}, OPEN, id="nobody"),
    ],
)  # fmt: skip
def test_a_verdict_is_given_where_no_missing_part_can_turn_it(areas, target, options, expected):
    assert verdict(areas, target, **options) == expected


def test_what_is_not_known_stays_blank_and_is_preliminary():
    own = settle(results(LACKS_CASES, "<= 23"), BELOW).loc["D"]
    assert (own["evidence"], own["obs_status"]) == ("not_tested", "P")
    assert own[["value", "lower", "upper", "numerator"]].isna().all()


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=3),
    st.sampled_from(["<= 20", "< 50", ">= 50", "> 20", "= 100", "= 50"]),
    st.integers(0, 12),
)
def test_the_verdict_is_that_of_every_report_that_may_come(counts, target, most):
    areas = {area: (min(pair), max(pair)) for area, pair in zip("abc", counts, strict=True)}
    areas["c"] = (None, None)
    found = verdict(areas, target, at_most={"c": most})
    cases, children = map(sum, zip(areas["a"], areas["b"], strict=True))
    reports = {
        f"{more} of {of}": (cases + more, children + of)
        for of in range(most + 1) for more in range(of + 1)
    }  # fmt: skip
    statuses = {*results(reports, target).drop("D")["status"]}
    if found == OPEN:
        assert len(statuses - {"not_applicable"}) != 1 or most + sum(p[1] for p in counts[:2]) == 0
    else:
        assert statuses - {"not_applicable"} == {found[0]}


def test_cases_are_added_as_the_decimals_that_they_are():
    rows = results({"a": (0.1, 1), "b": (0.2, 1), "c": (None, 1)}, "<= 23")
    assert least_and_most(rows.loc[list("abc")]) == (0.3, 1.3)


CHECKS = pd.DataFrame(
    [("measured", "young"), ("young", "children"), ("a + b", "children"), ("x - y", "measured")],
    columns=["left", "right"],
)
COUNTS = {
    "measured": [5, None, None, None], "young": [6, 7, None, None], "children": [9, 9, 9, None],
    "b + a": [None, 1, 1, 1],
}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("measured", [5, 7, 9, None], id="the nearest whole that is known"),
        pytest.param("children", [9, 9, 9, None], id="a part of nothing"),
        pytest.param("b + a", [9, 1, 1, 1], id="a sum in another order"),
    ],
)
def test_a_count_is_at_most_what_it_is_a_part_of(expression, expected):
    found = at_most(expression, CHECKS, lambda e: pd.Series(COUNTS[e], dtype="Float64"))
    assert [None if pd.isna(n) else n for n in found] == expected
