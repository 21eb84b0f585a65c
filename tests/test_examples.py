"""The examples in docstrings run, and give what they say."""

from __future__ import annotations

import doctest
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from chitieu import Workbook

ROOT = Path(__file__).resolve().parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "chitieu").rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@cache
def opened() -> dict[str, Workbook]:
    """What examples may take for given: the year's workbook."""
    return {"book": Workbook.open(year=2022, root=ROOT)}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_say(name):
    module = import_module(name.removesuffix(".__init__"))
    asks = ">>> book." in Path(module.__file__).read_text(encoding="utf-8")
    tried = doctest.testmod(module, extraglobs=opened() if asks else {})
    assert tried.attempted > 0
    assert tried.failed == 0
