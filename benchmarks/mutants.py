"""Whether the tests notice a changed operator or constant: mutation testing of what is shown.

    python benchmarks/mutants.py --seed 1 [--number 30] [--list]

So many changes are drawn from all modules of `chitieu/show`, each module as likely as another. Each
is made in a copy of the repository, and the tests run there until one fails: those that stand where
the module's own do first, then all that have to do with what is shown. A change that no test
notices is alive, and is printed; a test for it belongs where the module's are.
(DeMillo, Lipton & Sayward, Computer 11 (1978) 34-41.)
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN, TESTS = Path("chitieu", "show"), ("tests/show", "tests/words", "tests/test_workbook.py")
OPPOSITE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
LONGEST = 1800  # seconds of the tests of one change


@dataclass(frozen=True)
class Change:
    """One operator or constant of a module, by its place in the order of the module's tree."""

    path: Path
    place: int
    line: int
    told: str


def changes(path: Path) -> list[Change]:
    """Return all changes of a module that can be drawn, in its order."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = []
    for place, node in enumerate(_nodes(tree)):
        before = ast.unparse(node)
        _change(node)
        found.append(Change(path, place, node.lineno, f"{before}  ->  {ast.unparse(node)}"))
    return found


def changed(source: str, place: int) -> str:
    """Return a module's source with the change at one place.

    >>> changed("x = a < b", 0)
    'x = a <= b'
    """
    tree = ast.parse(source)
    _change(list(_nodes(tree))[place])
    return ast.unparse(tree)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The operators and constants of what a module does: no annotation, and no text."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.AnnAssign):
            yield from _nodes(ast.Module([ast.Expr(node.value)] if node.value else [], []))
            continue
        if isinstance(node, ast.arguments):
            yield from (each for default in node.defaults for each in _nodes(ast.Expr(default)))
            continue
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if _can_be_changed(node):
            yield node
        yield from _nodes(node)


def _can_be_changed(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1
    if isinstance(node, ast.BinOp):
        return type(node.op) in OPPOSITE
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool | int | float)
    return isinstance(node, ast.BoolOp)


def _change(node: ast.AST) -> None:
    if isinstance(node, ast.Compare):
        node.ops = [OPPOSITE[type(node.ops[0])]()]
    elif isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    else:
        node.op = OPPOSITE[type(node.op)]()


def drawn(seed: int, number: int) -> list[Change]:
    """Return so many changes, each of a module drawn first, so that long ones weigh no more."""
    chance = random.Random(seed)
    modules = sorted((ROOT / SHOWN).rglob("*.py"))
    by_module = [changes(path.relative_to(ROOT)) for path in modules]
    by_module = [each for each in by_module if each]
    found: dict[Change, None] = {}
    while len(found) < number:
        found.setdefault(chance.choice(chance.choice(by_module)))
    return list(found)


def noticed_by(change: Change, tests: list[str]) -> str:
    """Return the first test that fails with a change; "" where none does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", "outputs", "__pycache__", ".*cache")
        shutil.copytree(ROOT, copy, ignore=ignored)
        source = (ROOT / change.path).read_text(encoding="utf-8")
        (copy / change.path).write_text(changed(source, change.place), encoding="utf-8")
        call = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        surroundings = os.environ | {"PYTHONPATH": str(copy)}
        done = subprocess.run(
            call, cwd=copy, env=surroundings, capture_output=True, text=True, timeout=LONGEST
        )
    if done.returncode == 0:
        return ""
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0] if failed else f"pytest ended with {done.returncode}"


def tests_of(path: Path) -> list[str]:
    """Return the tests to run, those of the module first."""
    room = Path("tests", *path.parts[1:-1])
    own = [room / f"test_{path.stem}.py", room.with_name(f"test_{room.name}.py")]
    first = [each.as_posix() for each in own if (ROOT / each).is_file()]
    return [*dict.fromkeys([*first, *TESTS])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=30)
    parser.add_argument("--list", action="store_true", help="print the changes, run nothing")
    asked = parser.parse_args()
    alive = 0
    for change in drawn(asked.seed, asked.number):
        where = f"{change.path.as_posix()}:{change.line}: {change.told}"
        if asked.list:
            print(where)
            continue
        test = noticed_by(change, tests_of(change.path))
        alive += not test
        print(f"{'ALIVE' if not test else 'noticed'}  {where}  {test}", flush=True)
    if not asked.list:
        print(f"{alive} of {asked.number} alive")


if __name__ == "__main__":
    main()
