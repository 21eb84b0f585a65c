"""A target is read as the plan writes it, and holds or does not at its very limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chitieu.plan.targets import Sense, Target, against_sense


@pytest.mark.parametrize(
    ("text", "comparator", "limit", "of_whole"),
    [
        pytest.param("< 6", "<", Fraction(6), False, id="below"),
        pytest.param("<= 11", "<=", Fraction(11), False, id="at-most"),
        pytest.param("= 0", "=", Fraction(0), False, id="none"),
        pytest.param(">= 97", ">=", Fraction(97), False, id="at-least"),
        pytest.param("> 50", ">", Fraction(50), False, id="above"),
        pytest.param("< 17.6", "<", Fraction(176, 10), False, id="decimal-is-exact"),
        pytest.param("< 0.20", "<", Fraction(1, 5), False, id="trailing-zero"),
        pytest.param(">= 4/7", ">=", Fraction(4, 7), True, id="fraction-of-the-whole"),
        pytest.param("fall >= 1", "fall", Fraction(1), False, id="fall"),
        pytest.param("fall >= 2.5", "fall", Fraction(5, 2), False, id="fall-decimal"),
        pytest.param("  >=98 ", ">=", Fraction(98), False, id="spaces-do-not-matter"),
        pytest.param("fall>=1", "fall", Fraction(1), False, id="fall-without-spaces"),
    ],
)
def test_a_target_is_read(text, comparator, limit, of_whole):
    target = Target.parse(text)
    assert (target.comparator, target.limit, target.of_whole) == (comparator, limit, of_whole)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("96", id="no-comparator"),
        pytest.param(">=", id="no-limit"),
        pytest.param("=> 96", id="comparator-turned-round"),
        pytest.param("≥ 96", id="mathematical-sign"),
        pytest.param(">= 17,6", id="decimal-comma"),
        pytest.param(">= 96%", id="with-its-unit"),
        pytest.param(">= -3", id="negative"),
        pytest.param(">= 4/0", id="of-nothing"),
        pytest.param(">= 4/7.5", id="fraction-with-a-decimal"),
        pytest.param("fall >= 1/2", id="fall-as-a-fraction"),
        pytest.param("fall 1", id="fall-without-comparator"),
        pytest.param("fall <= 1", id="fall-as-a-ceiling"),
        pytest.param("rise >= 1", id="rise"),
        pytest.param(">= 96 %; < 3", id="two-targets"),
        pytest.param(">= 1e2", id="scientific"),
    ],
)
def test_what_is_no_target_is_refused(text):
    with pytest.raises(ValueError, match="is no target"):
        Target.parse(text)


@pytest.mark.parametrize("text", [
    "< 17.6", "<= 2", "= 0", ">= 4/7", "> 0.20", "fall >= 1", "fall >= 5–10", "> 5–6.5",
    "fall >= 20 since 2020", ">= 4/7 (56 xã)", ">= 5–6 since 2020 (a)",
])  # fmt: skip
def test_a_target_is_written_as_it_was_read(text):
    assert str(Target.parse(text)) == text


@pytest.mark.parametrize(
    ("comparator", "target", "whole"),
    [
        pytest.param("lt", "17.6", "< 17.6", id="below"),
        pytest.param("le", "2", "<= 2", id="at-most"),
        pytest.param("eq", "0", "= 0", id="none"),
        pytest.param("ge", "4 of 7", ">= 4/7", id="fraction-of-the-whole"),
        pytest.param("gt", "0.20", "> 0.20", id="trailing-zero"),
        pytest.param("fall", "1", "fall >= 1", id="fall"),
        pytest.param("ge", "4 of 7 (4 xã)", ">= 4/7 (4 xã)", id="words-beside"),
        pytest.param("fall", "5–10 since 2020", "fall >= 5–10 since 2020", id="range-since"),
    ],
)
def test_a_target_is_the_two_columns_of_a_result_and_back(comparator, target, whole):
    goal = Target.parse(whole)
    assert goal.columns == (comparator, target)
    assert Target.of(comparator, target) == Target.of("", whole) == goal
    assert Target.of(goal.how.sign, f" {target} ") == goal, "as `chitieu indicators` has it"


def test_both_blank_are_no_target():
    assert Target.of("", "") is Target.of(" ", " ") is None


@pytest.mark.parametrize(
    ("comparator", "target"),
    [
        pytest.param("lt", "", id="no-limit"),
        pytest.param("", "17.6", id="no-comparator"),
        pytest.param("lt", "< 17.6", id="the-comparator-twice"),
        pytest.param("below", "17.6", id="a-word-that-is-none"),
        pytest.param("fall", "4 of 7", id="fall-as-a-fraction"),
        pytest.param("fall", ">= 1", id="fall-and-its-sign"),
        pytest.param("ge", "4 of 0", id="of-nothing"),
        pytest.param("ge", "4 of 7 of 8", id="of-of"),
        pytest.param("ge", "96,5", id="decimal-comma"),
    ],
)
def test_two_columns_that_are_no_target_are_refused(comparator, target):
    with pytest.raises(ValueError, match="is no"):
        Target.of(comparator, target)


LIMIT, STEP = Fraction(176, 10), Fraction(1, 10**12)


@pytest.mark.parametrize(
    ("comparator", "below", "at", "above"),
    [
        pytest.param("<", True, False, False, id="below"),
        pytest.param("<=", True, True, False, id="at-most"),
        pytest.param("=", False, True, False, id="equal"),
        pytest.param(">=", False, True, True, id="at-least"),
        pytest.param(">", False, False, True, id="above"),
    ],
)
def test_a_target_holds_at_its_limit_and_a_hair_beside_it(comparator, below, at, above):
    target = Target.parse(f"{comparator} 17.6")
    held = [target.holds(value) for value in (LIMIT - STEP, LIMIT, LIMIT + STEP)]
    assert held == [below, at, above]


@pytest.mark.parametrize(
    ("change", "held"),
    [
        pytest.param(Fraction(-3), True, id="falls-more-than-asked"),
        pytest.param(Fraction(-1), True, id="falls-as-asked"),
        pytest.param(Fraction(-1) + STEP, False, id="a-hair-too-little"),
        pytest.param(Fraction(0), False, id="stays"),
        pytest.param(Fraction(1), False, id="rises"),
    ],
)
def test_a_fall_is_a_floor(change, held):
    assert Target.parse("fall >= 1").holds(change) is held


@pytest.mark.parametrize(
    ("text", "lower"),
    [("< 6", True), ("<= 6", True), ("fall >= 1", True), (">= 6", False), ("> 6", False)],
)
def test_a_target_says_which_way_is_better(text, lower):
    assert Target.parse(text).lower_is_better is lower


def test_of_a_range_the_lower_end_counts_and_words_beside_it_do_not():
    goal = Target.parse("fall >= 5–10 since 2020 (một năm)")
    assert (goal.limit, goal.to, goal.since, goal.beside) == (5, "10", 2020, "một năm")
    assert [goal.holds(Fraction(change)) for change in (-4, -5, -11)] == [False, True, True]
    assert str(goal.asking("2.5")) == "fall >= 2.5 since 2020"


@pytest.mark.parametrize("text", ["<= 5–10", ">= 10–10", ">= 10–5", ">= 1/7–2", "= 1–2"])
def test_a_range_counts_from_its_floor(text):
    with pytest.raises(ValueError, match="is no"):
        Target.parse(text)


@pytest.mark.parametrize(
    ("kind", "told"), [("change", []), ("points", []), ("rate", ["only a change compares"])]
)
def test_another_year_is_one_that_a_change_compares_with(kind, told):
    found = against_sense(Target.parse("< 0.5 since 2020"), Sense(kind, 100, "lower"))
    assert [problem[: len(told[0])] for problem, _ in found] == told if told else not [*found]
