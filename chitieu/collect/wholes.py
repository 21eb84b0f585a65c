"""What the parts of a year tell of its wholes: halves of a year, quarters of a half."""

from __future__ import annotations

import pandas as pd

from chitieu.collect.statuses import worst_status
from chitieu.decimals import added
from chitieu.plan.periods import WHOLES, with_same_end

FLOW, SCHOOL_YEAR = "flow", "school_year"  # words of `stock_or_flow`
_KEY = ["area", "variable"]


def add_wholes(observations: pd.DataFrame, natures: pd.Series) -> pd.DataFrame:
    """Return one year's observations with those of its wholes that only their parts tell.

    `observations`: of one edition. `natures`: stock_or_flow by variable. Where an area has no row
    of a whole (2022-S1), what flows is the sum of its parts (2022-Q1 and -Q2), if it has rows of
    both, and missing where one is; a stock is that of the last part; a school year's count that of
    the last part that has it.
    """
    if observations.empty:
        return observations
    year = observations["period"].iloc[0][:4]
    for whole, (first_part, last_part) in WHOLES.items():
        own, first, last = (
            observations[observations["period"] == year + part]
            for part in (whole, first_part, last_part)
        )
        if first.empty and last.empty:
            continue
        told = pd.concat([_flowed(first, last, natures), *_standing(first, last, natures)])
        told = told[~_keys(told).isin(_keys(own))]
        told = told.assign(period=year + whole, note=pd.NA)
        observations = pd.concat([observations, told[observations.columns]], ignore_index=True)
    return observations


def telling(observations: pd.DataFrame, natures: pd.Series, period: str) -> pd.DataFrame:
    """Return the rows that tell of a period: its own, what its parts add up to, and of what stands
    those of the whole that ends with it."""
    table = add_wholes(observations, natures)
    own = table[table["period"] == period]
    for same in with_same_end(period)[1:]:
        other = table[table["period"].eq(same) & table["variable"].map(natures).ne(FLOW)]
        own = pd.concat([own, other[~_keys(other).isin(_keys(own))]])
    return own


def _flowed(first: pd.DataFrame, last: pd.DataFrame, natures: pd.Series) -> pd.DataFrame:
    both = first.merge(last, on=_KEY, suffixes=("_first", ""), validate="one_to_one")
    both = both[both["variable"].map(natures).eq(FLOW)].reset_index(drop=True)
    both["value"] = added(both["value"], both["value_first"])
    both["obs_status"] = worst_status(both["obs_status_first"], both["obs_status"])
    if "reason" in both:
        both["reason"] = both["reason"].where(both["reason"].notna(), both["reason_first"])
    return both[last.columns]


def _standing(first: pd.DataFrame, last: pd.DataFrame, natures: pd.Series) -> list[pd.DataFrame]:
    earlier = first[first["variable"].map(natures).eq(SCHOOL_YEAR)]
    last = last[last["variable"].map(natures).ne(FLOW)]
    last = last[last["value"].notna() | ~_keys(last).isin(_keys(earlier))]
    return [last, earlier[~_keys(earlier).isin(_keys(last))]]


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[_KEY])
