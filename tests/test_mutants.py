"""Mutation testing: what is a change, what is drawn, and that a changed operator is noticed."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_SPEC = importlib.util.spec_from_file_location("mutants", ROOT / "benchmarks" / "mutants.py")
mutants = importlib.util.module_from_spec(_SPEC)
sys.modules["mutants"] = mutants  # as dataclasses look a module up
_SPEC.loader.exec_module(mutants)


@pytest.mark.parametrize(
    ("source", "place", "changed"),
    [
        ("a < b", 0, "a <= b"), ("a >= b", 0, "a > b"), ("a == b", 0, "a != b"),
        ("a in b", 0, "a not in b"), ("a is None", 0, "a is not None"),
        ("a + b", 0, "a - b"), ("a / b", 0, "a * b"), ("a and b", 0, "a or b"),
        ("f(1)", 0, "f(2)"), ("f(True)", 0, "f(False)"), ("f(0.5)", 0, "f(1.5)"),
        ("a + 1 < b", 0, "a + 1 <= b"), ("a + 1 < b", 1, "a - 1 < b"),
        ("a + 1 < b", 2, "a + 2 < b"),
        ("def f(a: int=1) -> int:\n    return a", 0, "def f(a: int=2) -> int:\n    return a"),
        ("x: float = 2", 0, "x: float = 3"),
    ],
)  # fmt: skip
def test_one_operator_or_constant_is_changed(source, place, changed):
    said = mutants.changed(source, place)
    assert said.replace(" -> int", "") == changed.replace(" -> int", "")


@pytest.mark.parametrize("source", ["'1'", "x: int", "a < b < c", "'''1 + 1'''", "f(x='a')"])
def test_texts_and_annotations_are_not(source):
    assert list(mutants._nodes(ast.parse(source))) == []


def test_what_is_drawn_follows_from_the_seed_and_is_of_many_modules():
    first, again, other = (mutants.drawn(seed, 30) for seed in (1, 1, 2))
    assert first == again != other
    assert len({*first}) == 30
    assert len({change.path for change in first}) > 15


def test_the_tests_of_a_module_run_first():
    path = Path("chitieu", "show", "wording", "sentences.py")
    assert mutants.tests_of(path)[0] == "tests/show/wording/test_sentences.py"


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("module", "told", "tests"),
    [
        ("wording/rounding.py", "(a > b) - (a < b)  ->  (a > b) + (a < b)",
         ["tests/show/wording/test_formats.py"]),
        ("wording/formats.py", "value == 0  ->  value != 0",
         ["tests/show/wording/test_formats.py"]),
        ("draw/compact.py", "", ["tests/show/draw/test_svg.py"]),
    ],
    ids=["an order", "a true zero", "a path"],
)  # fmt: skip
def test_a_changed_operator_is_noticed(module, told, tests):
    path = mutants.SHOWN / module
    (change, *_) = [each for each in mutants.changes(path) if told in each.told]
    assert mutants.noticed_by(change, tests).startswith("FAILED")
