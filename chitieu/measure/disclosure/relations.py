"""What counts have to do with one another: a part is no more than its whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from chitieu.plan.indicators import terms


@dataclass(frozen=True)
class Relation:
    """The sum of `parts` is at most the sum of `wholes`, variables both.

    `shown`: an indicator publishes the two side by side. `counted`: those of the whole who are not
    in the part are a count of their own, to be protected like any other. So is the complement that
    an indicator tells. The difference of two sensitive counts of different indicators is not:
    deaths under 5 less those under 1 are one or two in most years of a whole district, and the
    rate of infant deaths would go with them.
    """

    parts: tuple
    wholes: tuple
    shown: bool
    counted: bool

    def of_period(self, period: str) -> Relation:
        """The same between the variables of one period."""
        parts, wholes = ([(period, each) for each in side] for side in (self.parts, self.wholes))
        return Relation(tuple(parts), tuple(wholes), self.shown, self.counted)


def is_yes(column: pd.Series) -> pd.Series:
    """Whether a cell of a column `sensitive` says so: a truth value, or yes."""
    return column.astype("object").map(lambda cell: cell is True or str(cell) in ("yes", "True"))


def sensitive_variables(indicators: pd.DataFrame, variables: pd.DataFrame) -> list[str]:
    """Return the variables marked sensitive and the numerators of sensitive indicators."""
    found = list(variables.index[is_yes(variables["sensitive"])])
    for expression in indicators.loc[is_yes(indicators["sensitive"]), "numerator"]:
        found += terms(expression)
    return list(dict.fromkeys(found))


def relations_of(indicators: pd.DataFrame, checks: pd.DataFrame | None) -> list[Relation]:
    """Return what the plan's variables have to do with one another, indicators first."""
    found = {}
    for row in indicators.itertuples():
        if row.kind in ("proportion", "rate") and pd.notna(row.denominator):
            parts, wholes = tuple(terms(row.numerator)), tuple(terms(row.denominator))
            found.setdefault((parts, wholes), Relation(parts, wholes, True, True))
    if checks is not None:
        for left, right in checks[["left", "right"]].itertuples(index=False):
            if not re.search("-", left + right):
                parts, wholes = tuple(terms(left)), tuple(terms(right))
                found.setdefault((parts, wholes), Relation(parts, wholes, False, False))
    return list(found.values())


def relations_of_periods(periods: list[str], flows: list[str]) -> list[Relation]:
    """Return what the parts of a year have to do with it: what flowed in them is a part of it."""
    found = []
    for whole in periods:
        for kind in ("-S", "-Q"):
            parts = [p for p in periods if _lies_in(p, whole) and kind in p]
            found += [
                Relation(tuple((p, flow) for p in parts), ((whole, flow),), True, True)
                for flow in flows
                if parts
            ]
    return found


def relations_of_rests(
    periods: list[str], flows: list[str], relations: list[Relation]
) -> list[Relation]:
    """Return what follows for the rest of a year: what is a part of a whole in all of it and in
    its first half is one in the second half, which no table states."""
    return [
        Relation(((whole, p), (part, w)), ((whole, w), (part, p)), False, False)
        for whole in periods
        for part in periods
        if _lies_in(part, whole)
        for (p, w) in {(*r.parts, *r.wholes): 0 for r in relations if _is_pair(r)}
        if {p, w} <= set(flows)
    ]


def _is_pair(relation: Relation) -> bool:
    return len(relation.parts) == len(relation.wholes) == 1


def _lies_in(part: str, whole: str) -> bool:
    if part == whole:
        return False
    quarters = {"-S1": ("-Q1", "-Q2"), "-S2": ("-Q3", "-Q4")}.get(whole[4:])
    return part[4:] in quarters if quarters else len(whole) == 4
