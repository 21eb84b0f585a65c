"""How much a result changes from one end of ordered groups to the other: the slope index of
inequality."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from chitieu.measure.trends import standard_errors

FEWEST = 3  # groups: of two a line says no more than their gap
_WITHIN = ["period", "indicator", "area", "dimension"]


def slope_index(sizes, values, lower, upper, confidence: float = 0.95) -> tuple[float, ...]:
    """Return the slope index of inequality and its limits: how much higher the value is at the end
    of the last group than at the beginning of the first, on a line through the groups.

    Arrays of one length, the groups in their order: how large each is, its value and its limits.
    The line is fitted by least squares weighted with the sizes, on the middle of each group's rank
    among all; its variance follows from the values' own limits.
    Source: Pamuk, Population Studies 39 (1985) 17-31; Mackenbach & Kunst, Social Science & Medicine
    44 (1997) 757-771; standard errors from limits as in UKHSA's PHEindicatormethods.

    >>> [round(x, 1) for x in slope_index([100, 200, 100], [10, 20, 30], [8, 18, 28], [12, 22, 32])]
    [26.7, 22.9, 30.4]
    """
    share = np.asarray(sizes, float) / np.sum(sizes)
    apart = np.cumsum(share) - share / 2 - 0.5  # ranks from their middle
    pull = share * apart / (share * apart**2).sum()
    index = (pull * np.asarray(values, float)).sum()
    error = np.sqrt(((pull * standard_errors(lower, upper, confidence)) ** 2).sum())
    width = -special.ndtri((1 - confidence) / 2) * error
    return float(index), float(index - width), float(index + width)


def slope_indices(
    results: pd.DataFrame, groups: pd.DataFrame, confidence: float = 0.95
) -> pd.DataFrame:
    """Return the slope index of each period, indicator, area and dimension whose groups are ordered
    and all have a value: a row each.

    `results`: those of groups; `groups`: what `plan.groups.read_groups` returns, of which those
    with `ordered` yes stand from one end to the other. Returns period, indicator, area, dimension,
    `index`, `lower`, `upper` (in the value's unit) and `told`, whether chance alone hardly makes
    such a slope.
    """
    ordered = groups[groups["ordered"].eq("yes")]
    many = ordered["dimension"].value_counts()
    known = results[["value", "lower", "upper", "denominator"]].notna().all(axis=1)
    rows = results[known & results["reason"].astype(object).ne("partial_total")]
    rows = ordered[["dimension", "group"]].merge(rows, on=["dimension", "group"])
    columns, found = ["denominator", "value", "lower", "upper"], []
    for key, of in rows.groupby(_WITHIN, sort=False, observed=True):
        if len(of) >= FEWEST and len(of) == many[key[-1]]:
            found.append((*key, *slope_index(*of[columns].to_numpy(float).T, confidence)))
    table = pd.DataFrame(found, columns=[*_WITHIN, "index", "lower", "upper"])
    return table.assign(told=(table["lower"] > 0) | (table["upper"] < 0))
