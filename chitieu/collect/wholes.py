"""The parts of a year and its wholes: what halves and quarters tell of the year, which status a sum
of counts has, and whether what flows in the parts adds up to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pandas as pd

from chitieu.decimals import added, shown
from chitieu.faults import Fault
from chitieu.plan.periods import WHOLES, with_same_end

OBS_STATUSES = ("A", "P", "E", "M", "O", "L")  # from the best to the worst, as totals take it
FLOW, SCHOOL_YEAR = "flow", "school_year"  # words of `stock_or_flow`
_KEY = ["area", "variable"]
RANK = {status: rank for rank, status in enumerate(OBS_STATUSES)}


def worst_status(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return, row by row, the worse of two obs_statuses; a blank tells nothing."""
    ranks = pd.concat([each.astype("object").map(RANK) for each in (one, other)], axis=1)
    return ranks.astype(float).max(axis=1).map(dict(enumerate(OBS_STATUSES)))


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


def wrong_sums(rows: pd.DataFrame, natures: pd.Series, name: str) -> Iterator[Fault]:
    """Yield a fault for each count that its parts do not add up to.

    `rows`: one year's observations of one edition, by line; `natures`: stock_or_flow by variable;
    `name`: the file's. Halves and quarters may stand side by side: every way of making a whole of
    its parts must come to it. Of parts that are not all there, none may be above the whole. A
    stock's parts are no parts.
    """
    flows = rows[rows["variable"].map(natures).eq(FLOW) & rows["value"].notna()]
    if flows["period"].nunique() < 2:
        return
    flows = flows.rename_axis("row").reset_index()
    year = flows["period"].iloc[0][:4]
    for (area, variable), own in flows.groupby(["area", "variable"], sort=False):
        told = {p[4:]: (line, float(value), p) for p, line, value in zip(
            own["period"], own["row"], own["value"], strict=True)}  # fmt: skip
        yield from _of_one(told, f"{variable} of {area}", year, name)


def _of_one(told: dict, what: str, year: str, name: str) -> Iterator[Fault]:
    for whole in [whole for whole in WHOLES if whole in told]:
        line, count, period = told[whole]
        for parts in _ways(whole, told):
            there = [told[part] for part in parts if part in told]
            total = added(*(value for _, value, _ in there))
            complete = len(there) == len(parts)
            if not there or total == count or (total < count and not complete):
                continue
            pieces = ", ".join(
                f"{shown(value)} in {part} (line {row})" for row, value, part in there
            )
            problem = f"{what} is {shown(count)} in {period}, but {pieces}"
            problem += f": {shown(total)} together" if len(there) > 1 else ""
            remedy = "the parts of what flows add up to the whole: mend the one that is wrong"
            yield Fault(name, int(line), "value", problem, remedy)
            break


def _ways(whole: str, told: dict) -> list[tuple[str, ...]]:
    """The ways to make a whole of parts: its halves, and each half of its quarters instead."""
    choices = []
    for part in WHOLES[whole]:
        finer = WHOLES.get(part, ())
        some = [(part,)] + ([finer] if any(each in told for each in finer) else [])
        choices.append(some)
    return [tuple(p for each in way for p in each) for way in product(*choices)]
