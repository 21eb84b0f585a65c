"""The walk of the data is in the imports: a module sees its folder and what stands before it."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from chitieu import show

PACKAGE = Path(__file__).resolve().parents[1] / "chitieu"
ORDER = (
    "imports",
    "words",
    "faults",
    "root",
    "whole",
    "arguments",
    "decimals",
    "letters",
    "old_letters",
    "spreadsheets",
    "plain_files",
    "files",
    "plan",
    "collect",
    "measure",
    "show",
    "workbook",
    "publish",
    "begin",
    "cli",
)
LAZY = PACKAGE / "__init__.py"  # exports lazily, and so names what stands to its right
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != LAZY)


def place(path: Path) -> str:
    """The folder or module of the order that a file is in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: str, package: str) -> set[str]:
    """The places of the order that a source imports, at whatever depth the import stands.

    `package`: the dotted name of the package the module is in, for relative imports.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "chitieu" and len(parts) > 1:
                found.add({"Workbook": "workbook"}.get(parts[1], parts[1]))
    return found - {"__version__"}


def runs_rightwards(importer: str, names: set[str]) -> list[str]:
    return sorted(name for name in names if ORDER.index(name) > ORDER.index(importer))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_own_folder_and_from_what_stands_before_it(path):
    assert place(path) in ORDER, f"{path.name} has no place in the order {', '.join(ORDER)}"
    package = ".".join(("chitieu", *path.relative_to(PACKAGE).parts[:-1]))
    names = imported(path.read_text(encoding="utf-8"), package)
    assert names <= set(ORDER), f"unknown places: {sorted(names - set(ORDER))}"
    assert not runs_rightwards(place(path), names)


@pytest.mark.parametrize(
    ("source", "package", "expected"),
    [
        pytest.param("import chitieu.plan.areas", "chitieu.measure", {"plan"}, id="import"),
        pytest.param("from chitieu.show import maps", "chitieu.plan", {"show"}, id="from"),
        pytest.param("from chitieu import cli", "chitieu.plan", {"cli"}, id="from-the-package"),
        pytest.param("from chitieu import Workbook", "chitieu.show", {"workbook"}, id="lazy-name"),
        pytest.param("from chitieu import __version__", "chitieu.show", set(), id="version"),
        pytest.param("from ..show import maps", "chitieu.plan", {"show"}, id="relative"),
        pytest.param("from .. import cli", "chitieu.plan", {"cli"}, id="relative-package"),
        pytest.param("from . import areas", "chitieu.plan", {"plan"}, id="own-folder"),
        pytest.param("def f():\n    import chitieu.cli", "chitieu.plan", {"cli"}, id="inside"),
        pytest.param("import pandas, json", "chitieu.plan", set(), id="others"),
    ],
)
def test_the_reader_of_imports_sees(source, package, expected):
    assert imported(source, package) == expected


@pytest.mark.parametrize(
    ("importer", "name", "allowed"),
    [
        pytest.param("measure", "plan", True, id="leftwards"),
        pytest.param("measure", "measure", True, id="own-folder"),
        pytest.param("publish", "workbook", True, id="publish-opens-the-workbook"),
        pytest.param("plan", "collect", False, id="rightwards"),
        pytest.param("show", "workbook", False, id="show-opens-no-workbook"),
        pytest.param("files", "plan", False, id="the-ground-stands-alone"),
    ],
)
def test_the_order_of_imports_is_leftwards(importer, name, allowed):
    assert (runs_rightwards(importer, {name}) == []) is allowed


def test_modules_that_are_loaded_late_are_offered_all_the_same():
    assert {"maps", "charts", "health", "through_years"} <= set(dir(show))
    assert all(getattr(show, name).__name__ == full for name, full in show.MODULES.items())


def test_no_two_modules_of_the_library_bear_one_name():
    named = Counter(p.parent.name if p.stem == "__init__" else p.stem for p in MODULES)
    assert [name for name, times in named.items() if times > 1] == []


def defined_twice(source: str) -> list[str]:
    """What a module or a class defines by a name that it defines again further down, by lines:
    the first is lost without a word. A property's setter is of the property."""
    found = []
    for body in ast.walk(ast.parse(source)):
        if isinstance(body, ast.Module | ast.ClassDef):
            kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            made = [each for each in body.body if isinstance(each, kinds)]
            plain = [each.name for each in made if not getattr(each, "decorator_list", [])]
            found += [name for name, times in Counter(plain).items() if times > 1]
    return found


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.parent.glob("[!.]*/**/*.py")), ids=lambda path: path.stem
)
def test_no_name_is_defined_twice(path):
    assert defined_twice(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "twice"),
    [
        pytest.param("def a(): ...\ndef a(): ...\n", ["a"], id="a function"),
        pytest.param("class A:\n def b(self): ...\n def b(self, c): ...\n", ["b"], id="a method"),
        pytest.param("class A: ...\ndef A(): ...\n", ["A"], id="a class and a function"),
        pytest.param("def a():\n def b(): ...\ndef b(): ...\n", [], id="one inside another"),
    ],
)
def test_what_is_defined_twice_is_found(source, twice):
    assert defined_twice(source) == twice
