"""A notebook's parameters: what it declares, whether what is given fits, and giving it.

The standard library alone: a batch looks here before it knows whether there is anything to do.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping

from chitieu.faults import CallError, did_you_mean

LANGUAGE = "language"
NAMES = ("year", "period", "area", "audience", LANGUAGE)
DECLARED, INJECTED = "parameters", "injected-parameters"  # the tags of the two cells


def tags(cell: Mapping) -> list[str]:
    """Return a cell's tags."""
    return cell.get("metadata", {}).get("tags", [])


def declared_parameters(notebook: Mapping) -> dict:
    """Return the literals of a notebook's `parameters` cell. Raises CallError for anything else."""
    for cell in notebook["cells"]:
        if DECLARED in tags(cell):
            found = {}
            for line in ast.parse("".join(cell["source"])).body:
                try:
                    found[line.targets[0].id] = ast.literal_eval(line.value)
                except (AttributeError, ValueError):
                    raise CallError(
                        f"the parameters cell holds more than literals: {ast.unparse(line)}; "
                        "derive it in the next cell"
                    ) from None
            return found
    return {}


def check_parameters(notebook: Mapping, given: dict, name: str, by_papermill: bool = False) -> None:
    """Raise CallError where a parameter is unknown to the notebook or is of another type.

    `by_papermill`: its remedy is a call of papermill's, whose `-p` makes a number of "03479"."""
    declared = declared_parameters(notebook)
    for key, value in given.items():
        if key not in declared:
            raise CallError(f"{name} has no parameter '{key}'; {did_you_mean(key, declared)}")
        if type(value) is not type(declared[key]):
            kind = type(declared[key]).__name__
            remedy = f"it as {declared[key]!r}"
            if by_papermill and kind == "str":
                remedy = f"-r {key} {value}, with every digit"
            elif by_papermill:
                remedy = f"-p {key} {declared[key]}"
            raise CallError(f"{name}: {key}={value!r} is no {kind}; write {remedy}")


def as_source(given: dict) -> str:
    """Return the cell that sets parameters, as papermill writes it."""
    # JSON writes our numbers and texts as Python does; only the truth values differ.
    lines = [
        f"{name} = {value!r}" if isinstance(value, bool) else
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in given.items()
    ]  # fmt: skip
    return "\n".join(["# Parameters", *lines])


def inject_parameters(notebook, given: dict) -> None:
    """Put a cell that sets parameters behind the one that declares them."""
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(as_source(given), id=INJECTED, metadata={"tags": [INJECTED]})
    places = [n for n, cell in enumerate(notebook.cells, start=1) if DECLARED in tags(cell)]
    notebook.cells.insert(places[0] if places else 0, cell)
