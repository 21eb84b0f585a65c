"""How the counts of a result stand to its time period, in SDMX's words.

The composite codes of the SDMX guidelines on coding time transformations (1.0, 2016): C3 is a sum
over 3 periods, G4 a growth rate over 4, G4_C3 a growth rate over 4 periods of sums over 3, and N
is neither. A period is as long as FREQ says.
"""

from __future__ import annotations

from itertools import product

import pandas as pd

from chitieu.measure.parts_of_year import FLOW
from chitieu.plan.expressions import terms
from chitieu.words import text

PERIODS_OF_YEAR = {"A": 1, "S": 2, "Q": 4}
NONE = "N"


def frequency(period: str) -> str:
    """Return SDMX's code of how often there is such a period: A, S, Q."""
    return period[5:6] or "A"


def transformation(period: str, change: bool, flows: bool) -> str:
    """Return the code of a result: 2022-Q3 of what flows is C3, the year so far.

    `change`: whether the value compares with the year before; `flows`: whether a count of it does.
    """
    return _code(frequency(period), int(period[6:] or 1) if flows else 1, change)


def _code(freq: str, summed: int, change: bool) -> str:
    growth = [f"G{PERIODS_OF_YEAR[freq]}"] if change else []
    return "_".join([*growth, *([f"C{summed}"] if summed > 1 else [])]) or NONE


def flowing(indicators: pd.DataFrame, variables: pd.DataFrame) -> frozenset[str]:
    """Return the indicators that have a count which flows: the year so far, in a part of it."""
    flows = variables.index[variables["stock_or_flow"] == FLOW]
    counted = indicators["numerator"] + " + " + indicators["denominator"].fillna("")
    return frozenset(i for i in counted.index if set(terms(counted[i])) & set(flows))


def names() -> dict[str, str]:
    """Return every code's name."""
    found = {NONE: text("columns.transformation.none")}
    for change, (freq, periods) in product((False, True), PERIODS_OF_YEAR.items()):
        for summed in range(1, periods + 1):
            if (code := _code(freq, summed, change)) != NONE:
                how = ("growth_of_sum" if change else "sum") if summed > 1 else "growth"
                told = text(f"columns.transformation.{how}", growth=periods, summed=summed)
                found[code] = told
    return found
