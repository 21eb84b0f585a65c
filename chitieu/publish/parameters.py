"""A notebook's parameters: what it declares, and whether what is given fits."""

from __future__ import annotations

import ast

from chitieu.faults import CallError, did_you_mean

NAMES = ("year", "period", "area", "audience")


def declared_parameters(notebook) -> dict:
    """Return the literals of a notebook's `parameters` cell. Raises CallError for anything else."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            found = {}
            for line in ast.parse(cell.source).body:
                try:
                    found[line.targets[0].id] = ast.literal_eval(line.value)
                except (AttributeError, ValueError):
                    raise CallError(
                        f"the parameters cell holds more than literals: {ast.unparse(line)}; "
                        "derive it in the next cell"
                    ) from None
            return found
    return {}


def check_parameters(notebook, given: dict, name: str) -> None:
    """Raise CallError where a parameter is unknown to the notebook or is of another type."""
    declared = declared_parameters(notebook)
    for key, value in given.items():
        if key not in declared:
            raise CallError(f"{name} has no parameter '{key}'; {did_you_mean(key, declared)}")
        if type(value) is not type(declared[key]):
            kind = type(declared[key]).__name__
            raise CallError(f"{name}: {key}={value!r} is no {kind}; write it as {declared[key]!r}")
