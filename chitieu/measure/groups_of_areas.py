"""Groups that are a property of the areas: town and country, added up from areas of their types.

They are made of what `protect` returned: a sum of published counts, or a published whole less
published counts. So they tell nothing that the areas do not, and withhold nothing besides.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from chitieu.collect.wholes import OBS_STATUSES, RANK
from chitieu.decimals import added, sum_of
from chitieu.measure.vocabulary import categorical
from chitieu.plan.areas import Areas
from chitieu.plan.groups import of_group

Told = Mapping[str, Mapping[str, set[str]]]
"""Of each variable its groups with their types: {"births": {"residence=URB": {"ward"}}}."""


def with_groups_of_areas(counts: pd.DataFrame, areas: Areas, told: Told) -> pd.DataFrame:
    """Return protected counts of one period, below them those of the groups of areas.

    `counts`: as `protect` returns them, on `areas`. A lowest area's count is that of the group of
    its type, and 0 of the others; a larger area's is that of the lowest ones in it.
    """
    lowest, types = areas.lowest_in(), areas.table["type"]
    added_up = []
    for variable, groups in told.items():
        rows = counts[counts["variable"].eq(variable)]
        for group, of in groups.items():
            inside = types.index[types.isin(of)]
            found = _of_group(rows.set_index("area"), lowest, {*inside})
            added_up.append(found.assign(variable=of_group(variable, group))[counts.columns])
    return pd.concat([counts, *added_up], ignore_index=True) if added_up else counts


def _of_group(rows: pd.DataFrame, lowest: Mapping[str, list[str]], inside: set[str]):
    found = {}
    for area, row in zip(rows.index, rows.to_dict("records"), strict=True):
        low = lowest.get(area, [area])
        mine, others = ([each for each in low if (each in inside) is own] for own in (True, False))
        if others:
            row |= _none(len(low)) if not mine else _total(rows, area, mine, others)
        found[area] = row
    table = pd.DataFrame.from_dict(found, orient="index").rename_axis("area").reset_index()
    words = {c: categorical(table[c], c) for c in ("obs_status", "reason", "conf_status")}
    return table.assign(value=table["value"].astype("Float64"), **words)


def _none(parts: int) -> dict:
    """What an area has that holds none of a group: a true zero."""
    return {
        "value": 0.0, "obs_status": "A", "reason": None, "conf_status": "F", "note": None,
        "reported": parts, "reported_value": 0.0,
    }  # fmt: skip


def _total(rows: pd.DataFrame, area: str, mine: list[str], others: list[str]) -> dict:
    """A group's count in an area with `mine` of its types in it and `others` of others."""
    own, rest, whole = rows.loc[mine], rows.loc[others], rows.loc[area]
    known, hidden = own["value"].notna(), own["conf_status"].eq("C")
    value, of = pd.NA, own["obs_status"]
    if known.all():
        value = float(sum_of(own["value"]))
    elif pd.notna(whole["value"]) and whole["parts"] == whole["reported"] and _all(rest):
        value, of = added(whole["value"], -sum_of(rest["value"])), [whole["obs_status"]]
    lacks = pd.isna(value) and not (known | hidden).all()
    withheld = pd.isna(value) and not lacks
    worst = max((RANK[status] for status in of if pd.notna(status)), default=RANK["O"])
    return {
        "value": value,
        "obs_status": None if withheld else OBS_STATUSES[worst],
        "reason": "withheld" if withheld else "part_missing" if lacks else None,
        "conf_status": "C" if withheld else "F",
        "note": None,
        "parts": len(mine),
        "reported": int((known | hidden).sum()),
        "reported_value": float("nan") if hidden.any() else float(sum_of(own["value"][known])),
    }


def _all(rows: pd.DataFrame) -> bool:
    return bool(rows["value"].notna().all())
