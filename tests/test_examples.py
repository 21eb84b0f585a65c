"""The examples in docstrings run, and give what they say."""

from __future__ import annotations

import builtins
import doctest
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from chitieu import Workbook, measure

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


def documented() -> dict[str, str]:
    """The docstrings of what an analyst calls: the desk, its exhibits and the measures."""
    found = {name: getattr(measure, name).__doc__ for name in measure.__all__}
    for owner in (Workbook, *Workbook.__mro__[1:-1]):
        for name, member in vars(owner).items():
            if not name.startswith("_") and (callable(member) or hasattr(member, "__doc__")):
                found[name] = member.__doc__ or ""
    return found


@pytest.mark.parametrize(("name", "text"), documented().items(), ids=documented())
def test_what_is_called_has_an_example_that_runs(name, text):
    below = text.partition("Examples\n")[2]
    assert re.match(r"\s*-{8}\n\s*>>> ", below), name


@pytest.mark.parametrize("name", measure.__all__)
def test_measures_say_what_they_take_and_give(name):
    text = getattr(measure, name).__doc__
    sections = re.findall(r"^ *(\w+)\n *-+$", text, re.M)
    assert sections[:2] == ["Parameters", "Returns"]
    assert sections[-1] == "Examples"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_say(name):
    module = import_module(name.removesuffix(".__init__"))
    asks = re.search(r">>> .*\bbook\.", Path(module.__file__).read_text(encoding="utf-8"))
    tried = doctest.testmod(module, extraglobs=opened() if asks else {})
    vars(builtins).pop("_", None)  # the last value, for which IPython would keep none of its own
    assert tried.attempted > 0
    assert tried.failed == 0
