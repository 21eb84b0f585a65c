"""Counts at every level: a total is the sum of the counts below it, or says why it is none."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from chitieu.collect.wholes import OBS_STATUSES, RANK
from chitieu.decimals import sum_of
from chitieu.measure.vocabulary import categorical
from chitieu.plan.areas import Areas

_REASON_OF = {"O": "not_received", "L": "not_collected", "M": "cannot_exist"}


def add_totals(
    observations: pd.DataFrame,
    areas: Areas,
    variables: list[str],
    period: str,
    coverage: float = 1,
    area_counts: Collection[str] = (),
) -> pd.DataFrame:
    """Return the counts of every variable in every area of the tree.

    `observations`: rows of one period and edition, with area, variable, value, obs_status, and
    optionally reason, why a value is missing where the status does not say it.
    `coverage`: the share of the lowest areas from which a total is given although some are
    missing; it is then P, with its reason. `area_counts`: of the variables those that are the
    number of the lowest areas, which is counted whatever is reported of it.

    Returns a row an area × variable: period, area, edition, level, variable, value (Float64),
    obs_status, reason (why there is no value), parts (lowest areas in it), reported (those with a
    value), reported_value (the sum over those), and the agency and note of the area's own row.
    A reported row of a parent is used where no area below it has a row; then those below have
    none of their own.
    """
    order, column = list(areas.table.index), list(variables)
    shape = (len(order), len(column))
    row_of = {area: i for i, area in enumerate(order)}
    column_of = {variable: j for j, variable in enumerate(column)}

    value, rank = np.full(shape, np.nan), np.full(shape, RANK["O"])
    present = np.zeros(shape, bool)
    mine = observations[
        observations["area"].isin(row_of) & observations["variable"].isin(column_of)
    ]
    at = mine["area"].map(row_of).to_numpy(int), mine["variable"].map(column_of).to_numpy(int)
    value[at] = mine["value"].to_numpy(float, na_value=np.nan)
    rank[at] = mine["obs_status"].astype("object").map(RANK).to_numpy(int)
    present[at] = True

    reason = np.where(present, "", "not_in_file").astype(object)
    for status, word in _REASON_OF.items():
        reason[present & (rank == RANK[status])] = word
    if "reason" in mine:
        told = mine["reason"].notna().to_numpy()
        reason[at[0][told], at[1][told]] = mine["reason"].to_numpy(object)[told]
    leaves = areas.leaf_count()[order].to_numpy(int)
    counted = [column_of[variable] for variable in area_counts]
    value[:, counted], rank[:, counted] = np.tile(leaves, (len(counted), 1)).T, RANK["A"]
    reason[:, counted], present[:, counted] = "", True

    reported = (~np.isnan(value)).astype(int)
    reported_value = np.nan_to_num(value)
    enough_of = Fraction(str(coverage))
    for i, area in enumerate(order):
        children = [row_of[child] for child in areas.children(area)]
        if not children:
            continue
        below = present[children].any(axis=0)
        only_here = ~below & ~np.isnan(value[i])
        only_here[counted] = True
        _say_reported_above(reason, rank, areas, area, row_of, only_here & present[i])
        reported[i, only_here] = leaves[i]

        summed = below & ~only_here
        reported[i, summed] = reported[children].sum(axis=0)[summed]
        reported_value[i, summed] = sum_of(reported_value[children], axis=0)[summed]
        whole = reported[i] == leaves[i]
        enough = ~whole & (coverage < 1) & (reported[i] >= ceil(enough_of * int(leaves[i])))
        given = summed & (whole | enough)
        value[i, summed] = np.nan
        value[i, given] = reported_value[i, given]
        rank[i, summed] = rank[children].max(axis=0)[summed]
        rank[i, summed & enough] = RANK["P"]
        lost = (reason[children] == "not_comparable").all(axis=0)
        reason[i, summed] = np.where(lost, "not_comparable", "part_missing")[summed]
        reason[i, given] = np.where(enough[given], "partial_total", "")
        present[i] |= below

    table = pd.DataFrame(
        {
            "period": period,
            "area": np.repeat(order, len(column)),
            "edition": areas.edition,
            "level": np.repeat(areas.table["type"].to_numpy(), len(column)),
            "variable": np.tile(column, len(order)),
            "value": pd.array(value.ravel(), dtype="Float64"),
            "obs_status": categorical([OBS_STATUSES[r] for r in rank.ravel()], "obs_status"),
            "reason": categorical(reason.ravel(), "reason"),
            "parts": np.repeat(leaves, len(column)),
            "reported": reported.ravel(),
            "reported_value": reported_value.ravel(),
        }
    )
    own = observations.reindex(columns=["area", "variable", "agency", "note"])
    return table.merge(own, on=["area", "variable"], how="left", validate="many_to_one")


def _say_reported_above(reason, rank, areas: Areas, area: str, row_of: dict, above) -> None:
    pending = list(areas.children(area))
    while pending:
        child = pending.pop()
        silent = above & (reason[row_of[child]] == "not_in_file")
        reason[row_of[child], silent] = "reported_above"
        rank[row_of[child], silent] = RANK["L"]
        pending += areas.children(child)
