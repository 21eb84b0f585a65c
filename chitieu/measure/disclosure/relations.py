"""What counts have to do with one another: a part is no more than its whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

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

    @property
    def variables(self) -> tuple:
        """All that it is between, parts first."""
        return (*self.parts, *self.wholes)

    @property
    def is_pair(self) -> bool:
        """Whether it is between one part and one whole."""
        return len(self.parts) == len(self.wholes) == 1

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


def relations_of_periods(published: list[str], flows: list[str]) -> list[Relation]:
    """Return what flowed by the end of a part of the year: it is a part of what flowed by the end
    of the next one. `published`: a year's periods in their order, of which the pages tell."""
    return [
        Relation(((early, flow),), ((late, flow),), True, True)
        for early, late in pairwise(published)
        for flow in flows
    ]


def relations_of_rests(
    published: list[str], flows: list[str], relations: list[Relation]
) -> list[Relation]:
    """Return what follows for what flowed between two parts of the year: what is a part of a whole
    by the end of both is one in between, which no table states."""
    pairs = {r.variables: r.counted for r in reversed(relations) if r.is_pair}
    return [
        Relation(((late, p), (early, w)), ((late, w), (early, p)), False, counted)
        for early, late in pairwise(published)
        for (p, w), counted in pairs.items()
        if p in flows and w in flows
    ]
