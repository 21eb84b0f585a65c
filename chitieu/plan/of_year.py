"""What of the plan's tables a year has: the indicators that its targets name, and what they need.

A year's pages, figures and forms know nothing of an indicator that the plan has in other years.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from chitieu.plan.expressions import parsed, terms
from chitieu.plan.groups import parted


def indicators_of_year(indicators: pd.DataFrame, targets: Collection[str]) -> pd.DataFrame:
    """Return the indicators that a year's targets name, blank ones too, in the plan's order, and
    those of their groups; all where it names none."""
    own = indicators.index.map(lambda each: parted(each)[0]).isin([*targets])
    return indicators[own] if targets else indicators


def variables_of_year(
    variables: pd.DataFrame, indicators: pd.DataFrame, targets: Collection[str]
) -> pd.DataFrame:
    """Return the variables that a year needs: not those that only other years' indicators are
    computed from. `indicators`: those of all years."""
    own = _used_by(indicators_of_year(indicators, targets))
    others = _used_by(indicators) - own
    return variables[~variables.index.map(lambda each: parted(each)[0]).isin([*others])]


def checks_among(checks: pd.DataFrame, variables: Collection[str]) -> pd.DataFrame:
    """Return the rules that speak of these variables alone."""
    known = {*variables}
    sides = zip(checks["left"], checks["right"], strict=True)
    inside = [{t.variable for side in both for t in parsed(side)} <= known for both in sides]
    return checks[pd.Series(inside, index=checks.index, dtype=bool)]  # of none, too


def actions_of_year(actions: pd.DataFrame, indicators: Collection[str]) -> pd.DataFrame:
    """Return what is to be done for a year's indicators: without the names of others, and without
    what is for others alone."""
    own = actions["indicators"].map(lambda named: [i for i in named if i in indicators])
    left = own.map(len).gt(0) | actions["indicators"].map(len).eq(0)
    return actions.assign(indicators=own)[left]


def _used_by(indicators: pd.DataFrame) -> set[str]:
    sums = [*indicators["numerator"], *indicators["denominator"].dropna()]
    return {parted(variable)[0] for expression in sums for variable in terms(expression)}
