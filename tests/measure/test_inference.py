"""What follows from linear rules, held against every set of counts that agrees with them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.measure.disclosure.inference import Contradiction, Inference, Rule
from chitieu.measure.disclosure.integer_program import IntegerProgram

CELLS = "abcdef"
LARGEST = 3


@st.composite
def systems(draw):
    """Some counts from 0 to 3, and rules that they agree with."""
    counts = {cell: draw(st.integers(0, LARGEST)) for cell in CELLS}
    rules = []
    for _ in range(draw(st.integers(1, 5))):
        signs = draw(st.dictionaries(st.sampled_from(CELLS), st.sampled_from((-1, 1)), min_size=2))
        of = sum(sign * counts[cell] for cell, sign in signs.items())
        slack = draw(st.sampled_from((0, 0, 1)))
        rules.append(Rule(tuple(signs.items()), of - slack, of))
    return rules, counts


@given(systems())
def test_what_is_impossible_is_what_no_counts_agree_with(system):
    rules, counts = system
    inference = Inference(rules, {cell: (0, LARGEST) for cell in CELLS})
    agreeing = [
        numbers for numbers in product(range(LARGEST + 1), repeat=len(CELLS))
        if all(rule.low <= sum(sign * numbers[CELLS.index(c)] for c, sign in rule.signs)
               <= rule.high for rule in rules)
    ]  # fmt: skip
    cells = sorted({cell for rule in rules for cell, _ in rule.signs})
    cases = [(cell, number) for cell in cells for number in range(LARGEST + 1)]
    found = {(cell, numbers[CELLS.index(cell)]) for numbers in agreeing for cell in cells}
    assert {*inference.impossible(cases, counts.get)} == {*cases} - found
    for cell in cells:
        of = [numbers[CELLS.index(cell)] for numbers in agreeing]
        assert inference.range(cell) == (min(of), max(of))
        for span in range(LARGEST + 1):
            assert inference.is_narrower(cell, span) == (max(of) - min(of) < span)


def test_solving_says_nothing_on_the_screen(capfd):
    """What a command prints is its answer."""
    rules = [Rule(((x, 1), (y, 1)), 0, 3) for x, y in ("ab", "bc", "ac")]
    assert Inference(rules).range("a") == (0, 3)
    assert capfd.readouterr() == ("", "")


def test_what_follows_from_rules_with_and_without_a_cycle():
    """Of a table of two by two with its margins one number tells all; of its rows alone none."""
    rows = [Rule((("a", 1), ("b", 1)), 9, 9), Rule((("c", 1), ("d", 1)), 7, 7)]
    columns = [Rule((("a", 1), ("c", 1)), 5, 5), Rule((("b", 1), ("d", 1)), 11, 11)]
    assert [Inference(rows).range(cell) for cell in "abcd"] == [(0, 9), (0, 9), (0, 7), (0, 7)]
    both = Inference(rows + columns)
    assert [both.range(cell) for cell in "abcd"] == [(0, 5), (4, 9), (0, 5), (2, 7)]
    counts = {"a": 0, "b": 9, "c": 5, "d": 2}
    assert both.impossible([("a", 5), ("a", 6), ("d", 1)], counts.get) == [("a", 6), ("d", 1)]
    known = Inference(rows + columns, {"a": (2, 2)})
    assert [known.range(cell) for cell in "abcd"] == [(2, 2), (7, 7), (3, 3), (4, 4)]
    with pytest.raises(Contradiction):
        Inference(rows + columns, {"a": (6, 6)})


def test_what_is_known_of_the_first_of_twenty_is_known_of_the_last():
    chain = [Rule(((at, 1), (at + 1, -1)), 0, 0) for at in range(20)]
    assert Inference(chain, {0: (3, 3)}).range(20) == (3, 3)


def test_a_cell_that_is_counted_twice_is():
    assert Inference([Rule((("a", 2), ("b", 1)), 7, 7)], {"b": (0, 3)}).range("a") == (2, 3)


def test_whole_numbers_tell_more_than_numbers():
    """Of a, b and c each two add up to 3 at most; with halves all three could be 4.5."""
    pairs = [Rule(((x, 1), (y, 1)), 0, 3) for x, y in ("ab", "bc", "ac")]
    total = Rule((("a", 1), ("b", 1), ("c", 1), ("t", -1)), 0, 0)
    assert Inference([*pairs, total]).range("t") == (0, 4)


def test_the_least_of_large_counts_is_exact():
    rules = [
        ([(1, 1), (0, 1), (2, 1)], 133551, 133555), ([(1, 1), (3, 1), (0, 1)], 165576, 165578),
        ([(2, 1), (1, 1)], 75465, 75469), ([(1, 1), (0, -1), (3, 1)], 49405, 49409),
    ]  # fmt: skip
    found = IntegerProgram(rules, 4).solve(np.array([1.0, 0, 0, 0]), np.zeros(4), np.full(4, 1e6))
    assert found[0] == 58084  # not 58086, which is within a ten-thousandth of it
    for signs, low, high in rules:
        assert low <= sum(sign * found[cell] for cell, sign in signs) <= high
