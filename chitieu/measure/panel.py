"""The results of all years in one tidy table, for whoever goes on with pandas."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.targets import COMPARATORS, FALL

_SIGNS = {each.code: "fall >=" if each.code == FALL else each.sign for each in COMPARATORS}
_NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]
_WORDS = ["target", "status", "evidence", "conf_status", "reason"]
PANEL_COLUMNS = (
    "year", "period", "area", "edition", "name", "level", "indicator", "indicator_name",
    *_NUMBERS, *_WORDS,
)  # fmt: skip


def panel(
    results: pd.DataFrame,
    names: pd.Series,
    indicators: pd.Series,
    groups: pd.Series | None = None,
) -> pd.DataFrame:
    """Return results as a tidy table, a row a period × area × indicator.

    Parameters
    ----------
    results
        In the columns of a result, of one period or of many.
    names
        The areas' names by their codes.
    indicators
        The indicators' names by their codes, in the plan's order.
    groups
        The groups' names by dimension and group, where the results are of one group each.

    Returns
    -------
    DataFrame
        PANEL_COLUMNS: `year` a whole number; counts, value and the ends of its interval as floats,
        not a number where there is none; `indicator` a category in the plan's order; `target` with
        its comparator, as the year files write it; `status`, `evidence`, `conf_status` and
        `reason` categories, of those that occur; of groups, behind the indicator, `dimension`,
        `group` and `group_name`. `attrs["withheld"]`: how many rows are withheld.

    Warnings
    --------
    Withheld rows have no counts: a sum over areas is a total only where none of them is withheld.

    Examples
    --------
    >>> book.panel("4b")[["year", "area", "value"]].head(1).round(1).to_dict("records")
    [{'year': 2018, 'area': '614', 'value': 29.3}]
    """
    order = [code for code in indicators.index if code in set(results["indicator"])]
    table = pd.DataFrame(
        {
            "year": results["period"].str[:4].astype(int),
            **{column: results[column].astype("str") for column in ("period", "area", "edition")},
            "name": results["area"].map(names).astype("str"),
            "level": results["level"].astype("str"),
            "indicator": pd.Categorical(results["indicator"], order, ordered=True),
            "indicator_name": results["indicator"].map(indicators).astype("str"),
            **{column: results[column].astype("Float64").astype(float) for column in _NUMBERS},
            "target": _targets(results),
        },
        index=results.index,
    )
    for column in _WORDS[1:]:
        words = results[column].astype("object")
        table[column] = words.astype("category").cat.remove_unused_categories()
    columns = list(PANEL_COLUMNS)
    if groups is not None:
        which = pd.MultiIndex.from_frame(results[["dimension", "group"]].astype("str"))
        table["dimension"], table["group"] = (which.get_level_values(n) for n in (0, 1))
        table["group_name"] = groups.reindex(which).astype("str").to_numpy()
        place = columns.index("indicator_name") + 1
        columns[place:place] = ["dimension", "group", "group_name"]
    table = table[columns].reset_index(drop=True)
    table.attrs["withheld"] = int(table["conf_status"].eq("C").sum())
    return table


def _targets(results: pd.DataFrame) -> pd.Series:
    """Targets as they are written in year files, ">= 96"; blank where there is none."""
    signs = results["comparator"].astype("object").map(_SIGNS)
    limits = results["target"].astype("object").str.replace(" of ", "/")
    return (signs + " " + limits).fillna("").astype("str")
