"""Which counts a period has not got yet: no line, or one that says it was not received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from chitieu.faults import Fault, listed
from chitieu.plan.areas import Areas
from chitieu.plan.groups import dimension_of, parted
from chitieu.plan.indicators import AREAS
from chitieu.plan.periods import is_part, period_words
from chitieu.words import text

NOT_RECEIVED = "O"
_SHOWN = 6  # things that a line names before it says how many more there are
_LINES = 20  # areas that are named one by one


def unreported(
    rows: pd.DataFrame, tree: Areas, variables: pd.DataFrame, period: str
) -> pd.DataFrame:
    """Return the counts that a period lacks: area, variable, agency (that is to report it), and
    `declared`, whether a line says so. In the order of the variables and the areas.

    `rows`: the period's observations. A count that an area above reported is lacking nowhere below;
    one that could not be collected, or cannot be, is an answer. Groups of which no line of the
    period tells are not lacking: they are not reported then.
    """
    reported = {dimension_of(variable) for variable in rows["variable"].unique()}
    asked = [
        v for v in expected(variables, period) if not parted(v)[1] or dimension_of(v) in reported
    ]
    agencies = variables.loc[asked, "agency"]
    told = rows.assign(answered=rows["obs_status"].ne(NOT_RECEIVED)).pivot(
        index="area", columns="variable", values="answered"
    )
    told = told.reindex(columns=agencies.index)  # True, False, or nothing
    answered, here = told.eq(True), told.notna()
    of_leaves = answered.reindex(tree.leaves, fill_value=False).T
    lacking = []
    for variable, area in of_leaves.stack()[lambda is_there: ~is_there].index:
        above = [up for up in tree.chain(area) if up in told.index]
        if not answered.loc[above, variable].any():
            declared = bool(here.loc[above, variable].any())
            lacking.append((area, variable, agencies[variable], declared))
    return pd.DataFrame(lacking, columns=["area", "variable", "agency", "declared"])


def expected(variables: pd.DataFrame, period: str) -> list[str]:
    """Return the variables that a period has: in a part of a year, no school year's."""
    never = [AREAS, "school_year"] if is_part(period) else [AREAS]
    return [*variables.index[~variables["stock_or_flow"].isin(never)]]


def gaps(lacking: pd.DataFrame, name: str, period: str) -> Iterator[Fault]:
    """Yield a warning for each variable that has no line for some areas."""
    silent = lacking[~lacking["declared"].astype(bool)]
    for variable, part in silent.groupby("variable", sort=False):
        areas = listed(part["area"], _SHOWN, " and {} more")
        problem = f"{period} has no line for '{variable}' of {areas}"
        yield Fault(name, 0, "", problem, "ask for the figure, or declare it O or L")


def in_words(
    lacking: pd.DataFrame,
    period: str,
    variables: dict[str, str],
    agencies: dict[str, str],
    areas: dict[str, str],
) -> Iterator[str]:
    """Yield a period's lacking counts in words: a line an agency, then a line an area.

    The three last are names by code. Nothing where all is there.
    """
    if lacking.empty:
        return
    yield text("unreported.head", period=period_words(period))
    for agency, part in lacking.groupby("agency", sort=False):
        yield text(
            "unreported.agency",
            agency=agencies.get(agency, agency),
            many=len(part),
            where=part["area"].nunique(),
            figures=_some(part["variable"].unique(), variables),
        )
    for place, (area, part) in enumerate(lacking.groupby("area", sort=False)):
        if place == _LINES:
            yield text("unreported.more_areas", many=lacking["area"].nunique() - _LINES)
            return
        offices = _some(part["agency"].unique(), agencies)
        yield text("unreported.area", area=areas[area], many=len(part), agencies=offices)


def _some(codes: Iterable[str], names: dict[str, str]) -> str:
    more = text("unreported.more", many="{}")
    return listed((names.get(code, code) for code in codes), _SHOWN, more, "; ")
