"""The rules between variables as formulas of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.collect.rules import Rule, Term
from chitieu.plan.indicators import AREA_COUNT


def broken(rule: Rule, row: str) -> str:
    """Return the formula that is true where a rule is broken, for one row of the form.

    `row`: a formula for the row's place in the ranges, which are named after their variables. Names
    are used because a conditional format may not point at another sheet, but a name may.
    """
    cells = [f"INDEX({range_name(v)},{row})" for v in rule.variables]
    known = [f'OR(ISNUMBER({cell}),{cell}="-")' for cell in cells]
    return f"AND({','.join(known)},{_sum(rule.left, row)}>{_sum(rule.right, row)})"


def range_name(variable: str) -> str:
    """Return the name that the cells of a variable have in the form."""
    return f"v_{variable}"


def _sum(terms: Iterable[Term], row: str) -> str:
    added = [
        ("-" if sign < 0 else "+")
        + ("1" if variable == AREA_COUNT else f"N(INDEX({range_name(variable)},{row}))")
        for sign, variable in terms
    ]
    return "".join(added).removeprefix("+")
