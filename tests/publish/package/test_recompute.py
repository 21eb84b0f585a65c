"""Verdicts although a part is missing, reckoned again from what a package tells."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chitieu.publish.package.missing_again import MissingParts
from chitieu.publish.package.recompute import Again

AREAS = [{"area": area, "edition": "1", "parent": "D"} for area in "ab"]
CHECKS = [
    {"left": "measured", "right": "young"},
    {"left": "young", "right": "boys + girls"},
    {"left": "measured - young", "right": "none"},
]
PLAN = [
    {"indicator": "1", "kind": "proportion", "numerator": "short", "denominator": "measured"},
    {"indicator": "2", "kind": "rate", "numerator": "ill", "denominator": "girls + boys"},
]
TOTAL = {
    "period": "2022", "indicator": "1", "area": "D", "edition": "1", "kind": "proportion",
    "numerator": "", "denominator": "", "per": "100", "comparator": "le", "target": "23",
    "reason": "missing_cannot_turn", "conf_status": "F", "status": "not_met", "row": 2,
}  # fmt: skip


def ends(rows: dict, **others):
    """The ends of D's share, where `rows` gives the counts of indicators in areas."""
    defined = {"areas": AREAS, "checks": CHECKS, "indicators": PLAN}
    known = {
        ("2022", indicator, area): {
            "numerator": top, "denominator": bottom, "conf_status": "F", "status": "met", **others
        }
        for (indicator, area), (top, bottom) in rows.items()
    }  # fmt: skip
    return MissingParts(SimpleNamespace(defined=defined), known).ends(TOTAL)


REPORTED, MISSING = {("1", "a"): ("30", "100")}, {("1", "b"): ("", "")}


@pytest.mark.parametrize(
    ("rows", "others", "expected"),
    [
        pytest.param({("2", "b"): ("", "50")}, {}, (30, 80, 150), id="a sum in another order"),
        pytest.param({}, {}, None, id="no result tells how many"),
        pytest.param({("2", "b"): ("", "50")}, {"status": "invalid"}, None, id="a wrong one"),
        pytest.param({("2", "b"): ("", "50")}, {"conf_status": "C"}, None, id="a withheld one"),
    ],
)
def test_the_ends_are_those_of_the_counts_that_are_told(rows, others, expected):
    assert ends({**REPORTED, **MISSING, **rows}, **others) == expected


@pytest.mark.parametrize(
    ("sign", "target", "status"),
    [
        pytest.param("le", "19", "not_met", id="none more, still above"),
        pytest.param("eq", "60", "not_met", id="both ends on one side of it"),
        pytest.param("eq", "40", "no_data", id="it may lie between"),
    ],
)
def test_the_verdict_is_that_of_all_that_may_come(sign, target, status):
    row = TOTAL | {"comparator": sign, "target": target}
    again = Again(row, 0.95, "stock", {})
    again.ends = (30, 80, 150)
    assert again.columns()["status"] == status


# Clopper & Pearson's limits of 60 of 110, by R's binom.test: 0.447734 and 0.640666, as odds on 100.
BOYS = {
    "boys and girls": (("60", "50"), "112", ("not_met", "compatible", None, 81.072, 178.293)),
    "more boys for sure": (("600", "500"), "105", ("not_met", "clearly_worse", None, 106.4, 135.4)),
    "no girls": (("3", "0"), "112", ("not_applicable", None, "none_to_compare", None, None)),
    "neither": (("0", "0"), "112", ("not_applicable", None, "zero_of_zero", None, None)),
}


@pytest.mark.parametrize(("counts", "target", "expected"), BOYS.values(), ids=BOYS)
def test_a_ratio_of_two_counts_is_computed_again(counts, target, expected):
    row = TOTAL | {"kind": "count_ratio", "target": target, "reason": ""}
    row |= dict(zip(("numerator", "denominator"), counts, strict=True))
    found = Again(row, 0.95, "stock", {}).columns()
    *words, lower, upper = expected
    assert [found[name] for name in ("status", "evidence", "reason")] == words
    assert found["lower"] == (lower and pytest.approx(lower, abs=0.05))
    assert found["upper"] == (upper and pytest.approx(upper, abs=0.05))


BEFORE = {"numerator": "50", "denominator": "100"}


@pytest.mark.parametrize(
    ("target", "before", "expected"),
    [
        pytest.param("10–20", BEFORE, (-10.0, "met", None), id="a range counts from its floor"),
        pytest.param("11", BEFORE, (-10.0, "not_met", None), id="a point short"),
        pytest.param("10 since 2015 (theo điểm)", BEFORE, (-10.0, "met", None), id="words behind"),
        pytest.param("10", None, (None, "no_data", "no_previous_period"), id="no counts before"),
    ],
)
def test_points_are_computed_from_the_counts_that_the_package_has(target, before, expected):
    row = TOTAL | {"kind": "points", "comparator": "fall", "target": target, "reason": ""}
    row |= {"numerator": "40", "denominator": "100", "per": "100", "value": "-10"}
    found = Again(row, 0.95, "stock", {}, before=before).columns()
    assert tuple(found[name] for name in ("value", "status", "reason")) == expected
