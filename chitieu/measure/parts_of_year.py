"""The year so far, as the page of a part of the year tells it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.collect.wholes import FLOW, OBS_STATUSES, RANK, SCHOOL_YEAR, worst_status
from chitieu.decimals import added, sum_of
from chitieu.measure.vocabulary import categorical
from chitieu.plan.areas import Areas
from chitieu.plan.periods import QUARTERS, SCHOOL_YEAR_OVER, elapsed, flowed_in, with_same_end


def so_far(
    tables: dict[str, pd.DataFrame], period: str, natures: pd.Series, areas: Areas
) -> pd.DataFrame:
    """Return the counts of the year from its beginning to the end of a part.

    `tables`: protected counts by period, each a row an area × variable in the same order, the
    wholes among them that follow from their parts. What flows is summed: 2022-Q3 is 2022-S1 and
    2022-Q3; it is withheld where one of them is. A stock is that of the part or of the whole that
    ends with it. A school year's count is blank until the school year is over, and after that the
    last that was reported. Where some areas have it of one period and some of another, the total
    is that of what is filled, and withheld where one of them is.
    """
    own, end, year = tables[period], elapsed(period), period[:4]
    kinds = own["variable"].map(natures)
    half, whole = f"{year}-S1", with_same_end(period)[-1]
    table = _filled(own, tables, [whole], kinds.ne(FLOW))
    table = _filled(table, tables, [half], kinds.eq(SCHOOL_YEAR)) if end > 1 else table
    table = _with_totals(table, own, kinds.ne(FLOW), areas)
    table = _put(table, _sum([tables.get(part) for part in flowed_in(period)], own), kinds.eq(FLOW))
    if end < QUARTERS:  # a part of a year need not report them
        waiting = kinds.eq(SCHOOL_YEAR) & (_unreported(table) | (end < SCHOOL_YEAR_OVER))
        table = _put(table, _blank(own, "school_year_open", "M"), waiting)
    return table.assign(period=period)


COUNTED = ["value", "obs_status", "reason", "reported", "reported_value", "conf_status"]
_OPEN = ("part_missing", "not_in_file", "partial_total")  # totals that more areas would change
_WORDS = ("obs_status", "reason", "conf_status")


def _filled(table: pd.DataFrame, tables: dict, periods: list[str], rows: pd.Series) -> pd.DataFrame:
    """Those of the rows that no one reported, as another period has them."""
    for period in periods:
        if period in tables:
            table = _put(table, tables[period], rows & _unreported(table))
    return table


def _with_totals(
    table: pd.DataFrame, own: pd.DataFrame, rows: pd.Series, areas: Areas
) -> pd.DataFrame:
    """The table with totals of what was filled, where `own` had none for want of it."""
    places = table["area"].drop_duplicates().tolist()
    shape = len(places), len(table) // len(places)
    row_of = {area: row for row, area in enumerate(places)}
    value, told, reported, parts = (
        np.array(table[column].astype(float)).reshape(shape)
        for column in ("value", "reported_value", "reported", "parts")
    )
    reason, conf = (np.array(table[c], object).reshape(shape) for c in ("reason", "conf_status"))
    rank = np.array(table["obs_status"].astype("object").map(RANK), float).reshape(shape)
    filled = np.array(rows & _unreported(own) & ~_unreported(table)).reshape(shape)
    for area, row in row_of.items():
        below = [row_of[child] for child in areas.children(area) if child in row_of]
        open_ = np.isin(reason[row].astype(str), _OPEN)
        again = open_ & filled[below].any(axis=0) if below else np.zeros(shape[1], bool)
        if not again.any():
            continue
        filled[row] |= again
        hidden = again & (conf[below] == "C").any(axis=0)
        reported[row] = np.where(again, reported[below].sum(axis=0), reported[row])
        whole = again & (reported[row] == parts[row])
        told[row] = np.where(again, sum_of(told[below], axis=0), told[row])
        given = whole | (again & (reason[row] == "partial_total"))
        value[row] = np.where(given, told[row], value[row])
        rank[row] = np.where(again, np.nanmax(rank[below], axis=0, initial=0), rank[row])
        reason[row][whole] = None
        reason[row][given & hidden], conf[row][given & hidden] = "withheld", "C"
        value[row][hidden], told[row][hidden] = np.nan, np.nan
        rank[row][given & hidden] = np.nan
    words = [None if np.isnan(each) else OBS_STATUSES[int(each)] for each in rank.ravel()]
    return table.assign(
        value=pd.array(value.ravel(), dtype="Float64"),
        reported_value=told.ravel(),
        reported=reported.ravel().astype(int),
        obs_status=categorical(words, "obs_status", table.index),
        reason=categorical(reason.ravel(), "reason", table.index),
        conf_status=categorical(conf.ravel(), "conf_status", table.index),
    )


def _unreported(table: pd.DataFrame) -> pd.Series:
    """Where no row was sent: not of the area, and of a larger one not of any below it."""
    reason = table["reason"].astype("object")
    silent, summed = reason.eq("not_in_file"), reason.eq("part_missing")
    told = table["variable"][table["parts"].eq(1) & ~silent & ~summed].unique()
    return silent | (summed & ~table["variable"].isin(told))


def _put(table: pd.DataFrame, other: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    table, at = table.copy(), rows.to_numpy()
    for column in COUNTED:
        mine, theirs = (each[column].reset_index(drop=True) for each in (table, other))
        if column in _WORDS:
            mine, theirs = mine.astype("object"), theirs.astype("object")
        mixed = mine.where(~at, theirs).set_axis(table.index)
        table[column] = categorical(mixed, column, table.index) if column in _WORDS else mixed
    return table


def _blank(own: pd.DataFrame, reason: str, status: str) -> pd.DataFrame:
    """A period of which nothing is known, and why."""
    return own.assign(
        value=pd.array([pd.NA] * len(own), dtype="Float64"),
        obs_status=status,
        reason=reason,
        reported=0,
        reported_value=0.0,
        conf_status="F",
    )


def _sum(parts: list[pd.DataFrame | None], own: pd.DataFrame) -> pd.DataFrame:
    """The parts' counts added; where one was never reported, the year so far is not known."""
    if len(parts) == 1 and parts[0] is not None:
        return parts[0]
    if any(part is None for part in parts):
        return _blank(own, "earlier_part_missing", "O")
    first, last = (part.reset_index(drop=True) for part in parts)
    withheld = first["conf_status"].eq("C") | last["conf_status"].eq("C")
    missing = first["value"].isna() & ~first["conf_status"].eq("C")
    reason = last["reason"].astype("object")
    reason = reason.mask(missing, "earlier_part_missing")
    reason = reason.where(reason.notna(), first["reason"].astype("object"))
    status = worst_status(first["obs_status"], last["obs_status"])
    return own.assign(
        value=added(first["value"], last["value"]).to_numpy(),
        reported_value=added(first["reported_value"], last["reported_value"]).to_numpy(),
        reported=first["reported"].combine(last["reported"], min).to_numpy(),
        obs_status=status.mask(withheld, None).to_numpy(),
        reason=reason.mask(withheld, "withheld").to_numpy(),
        conf_status=withheld.map({True: "C", False: "F"}).to_numpy(),
    )
