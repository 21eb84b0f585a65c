"""The parts of a year: what they add up to, and the year so far."""

from __future__ import annotations

import pandas as pd

from chitieu.decimals import added
from chitieu.measure.totals import worst_status
from chitieu.measure.vocabulary import categorical
from chitieu.plan.periods import (
    QUARTERS,
    SCHOOL_YEAR_OVER,
    WHOLES,
    elapsed,
    flowed_in,
    with_same_end,
)

FLOW, SCHOOL_YEAR = "flow", "school_year"  # words of `stock_or_flow`


def add_wholes(observations: pd.DataFrame, natures: pd.Series) -> pd.DataFrame:
    """Return one year's observations with those of its wholes that only their parts tell.

    `observations`: of one edition. `natures`: stock_or_flow by variable. Where an area has rows
    of both parts and none of the whole (2022-Q1 and -Q2, but not -S1), what flows is their sum,
    and missing where one is; a stock is that of the last part, a school year's count that of
    whichever has it.
    """
    if observations.empty:
        return observations
    year, key = observations["period"].iloc[0][:4], ["area", "variable"]
    for whole, parts in WHOLES.items():
        of = {p: observations[observations["period"] == year + p] for p in (whole, *parts)}
        first, last = of[parts[0]], of[parts[1]]
        if first.empty or last.empty:
            continue
        both = first.merge(last, on=key, suffixes=("_first", ""), validate="one_to_one")
        both = both[~both.set_index(key).index.isin(of[whole].set_index(key).index)]
        flows = both["variable"].map(natures).eq(FLOW)
        worst = worst_status(both["obs_status_first"], both["obs_status"])
        both["value"] = both["value"].mask(flows, added(both["value"], both["value_first"]))
        both["obs_status"] = both["obs_status"].mask(flows, worst)
        if "reason" in both:
            both["reason"] = both["reason"].mask(
                flows & both["reason"].isna(), both["reason_first"]
            )
        both = pd.concat([both, _of_school_years(of[whole], first, last, natures)])
        both = both.assign(period=year + whole, note=pd.NA)
        observations = pd.concat([observations, both[observations.columns]], ignore_index=True)
    return observations


def _of_school_years(whole, first, last, natures: pd.Series) -> pd.DataFrame:
    """What one part alone reported of school years, which are reported once."""
    told, key = pd.concat([first, last]), ["area", "variable"]
    told = told[told["variable"].map(natures).eq(SCHOOL_YEAR)]
    once = ~told.duplicated(key, keep=False)
    there = told.set_index(key).index.isin(whole.set_index(key).index)
    return told[once & ~there]


def so_far(tables: dict[str, pd.DataFrame], period: str, natures: pd.Series) -> pd.DataFrame:
    """Return the counts of the year from its beginning to the end of a part.

    `tables`: protected counts by period, each a row an area × variable in the same order, the
    wholes among them that follow from their parts. What flows is summed: 2022-Q3 is 2022-S1 and
    2022-Q3; it is withheld where one of them is. A stock is that of the part or of the whole that
    ends with it. A school year's count is blank until the school year is over, and after that the
    last that was reported.
    """
    own, end, year = tables[period], elapsed(period), period[:4]
    kinds = own["variable"].map(natures)
    half, whole = f"{year}-S1", with_same_end(period)[-1]
    table = _filled(own, tables, [whole], kinds.ne(FLOW))
    table = _filled(table, tables, [half], kinds.eq(SCHOOL_YEAR)) if end > 1 else table
    table = _put(table, _sum([tables.get(part) for part in flowed_in(period)], own), kinds.eq(FLOW))
    if end < QUARTERS:  # a part of a year need not report them
        waiting = kinds.eq(SCHOOL_YEAR) & (_unreported(table) | (end < SCHOOL_YEAR_OVER))
        table = _put(table, _blank(own, "school_year_open", "M"), waiting)
    return table.assign(period=period)


COUNTED = ["value", "obs_status", "reason", "reported", "reported_value", "conf_status"]
_WORDS = ("obs_status", "reason", "conf_status")


def _filled(table: pd.DataFrame, tables: dict, periods: list[str], rows: pd.Series) -> pd.DataFrame:
    """Those of the rows that no one reported, as another period has them."""
    for period in periods:
        if period in tables:
            table = _put(table, tables[period], rows & _unreported(table))
    return table


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
