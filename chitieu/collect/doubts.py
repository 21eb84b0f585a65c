"""Figures that may be wrong and may be right: each warns, until a note beside it says why."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from chitieu.collect.held import Held
from chitieu.decimals import shown
from chitieu.faults import Fault
from chitieu.plan.indicators import TOTAL, parsed
from chitieu.plan.periods import is_part, year_before

_REMEDY = "compare with the reports they came from; if it is right, say why in the line's note"
_SHOWN = 6


def unusual(held: Held, doubts: pd.DataFrame, earlier: pd.DataFrame) -> Iterator[Fault]:
    """Yield what lies outside the limits of `params/doubts.csv`.

    `earlier`: counts by area and variable, a column a year before (1, 2, …).
    """
    leaves = held.tree.leaves
    now = held.value.reindex(leaves)
    before = {back: earlier[back].unstack("variable").reindex(leaves) for back in earlier}
    totals = {back: _total(table, held.tree.top) for back, table in before.items()}
    for doubt in doubts.to_dict("records"):
        of_all = doubt["level"] == TOTAL
        tables = (_total(now, held.tree.top), totals) if of_all else (now, before)
        left, right = (_sum(doubt[side], *tables) for side in ("left", "right"))
        zero = doubt["if_zero"]
        if left is None or right is None or (pd.notna(zero) and zero not in now):
            continue
        odd = (left < right * doubt["low"] / 100) | (left > right * doubt["high"] / 100)
        odd &= tables[0][zero].eq(0) if pd.notna(zero) else True
        for area in left.index[odd]:
            rows = _rows(held, doubt, leaves if of_all else [area])
            if not set(rows) <= held.explained:  # of a total: each of its lines
                problem = _problem(doubt, area, left[area], right[area])
                row = 0 if of_all else rows[0]
                yield Fault(held.name, row, "value", problem, _REMEDY)


def comparable(doubts: pd.DataFrame, variables: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the doubts that a period can raise: what flows in a part of a year is no part of what
    stands at its end."""
    if not is_part(period):
        return doubts
    natures = variables["stock_or_flow"]
    sums = zip(doubts["left"].map(parsed), doubts["right"].map(parsed), strict=True)
    alike = [len({natures.get(t.variable) for t in (*a, *b)} - {None}) <= 1 for a, b in sums]
    return doubts[alike]


def _total(table: pd.DataFrame, top: str) -> pd.DataFrame:
    """The sums over all areas, none where an area's count is missing."""
    return table.sum(skipna=False).to_frame(top).T


def _rows(held: Held, doubt: dict, areas: list[str]) -> list[int]:
    first = next(term.variable for term in parsed(doubt["left"]) if term.variable)
    return [held.line_of(area, first) for area in areas]


def _problem(doubt: dict, area: str, left: float, right: float) -> str:
    told = f"{doubt['left']} of {area} is {shown(left)}"
    if doubt["right"].isdigit():
        told += f", {'less' if left < right else 'more'} than {shown(right)}"
    else:
        share = f"{100 * left / right:.0f} %" if right else "no part"
        told += f", {share} of {doubt['right']}, {shown(right)} ({_usual(doubt)} is usual)"
    return told + (f", while {doubt['if_zero']} is 0" if pd.notna(doubt["if_zero"]) else "")


def _usual(doubt: dict) -> str:
    if pd.isna(doubt["high"]):
        return f"{doubt['low']:g} % or more"
    if pd.isna(doubt["low"]):
        return f"{doubt['high']:g} % or less"
    return f"{doubt['low']:g} to {doubt['high']:g} %"


def _sum(expression: str, now: pd.DataFrame, before: dict[int, pd.DataFrame]) -> pd.Series | None:
    """A sum of counts, an area a row; None where there are none at all of one of them."""
    total = pd.Series(0.0, index=now.index)
    for term in parsed(expression):
        table = before.get(term.years_before) if term.years_before else now
        if not term.variable:
            amount = float(term.word)
        elif table is None or term.variable not in table:
            return None
        else:
            amount = table[term.variable]
        total = total + term.sign * amount
    return total


def of_other_agencies(held: Held, variables: pd.DataFrame) -> Iterator[Fault]:
    """Yield variables that another agency reported than the one that is to."""
    due = held.rows["variable"].map(variables["agency"])
    other = held.rows[held.rows["agency"].notna() & due.notna() & held.rows["agency"].ne(due)]
    for (variable, agency), rows in other.groupby(["variable", "agency"], sort=False):
        more = f" and {len(rows) - 1} more lines" if len(rows) > 1 else ""
        is_to = variables.at[variable, "agency"]
        problem = f"{variable} is reported by {agency}{more}, {is_to} is to report it"
        remedy = f"take the figure of {is_to}, or name another agency in params/variables.csv"
        yield Fault(held.name, int(rows.index[0]), "agency", problem, remedy)


def without_a_year_before(
    held: Held, indicators: pd.DataFrame, earlier: pd.DataFrame, period: str
) -> Iterator[Fault]:
    """Yield what a change cannot be computed for: the year before has figures, but not this one."""
    if 1 not in earlier:
        return
    before = earlier[1].dropna().index
    leaves = set(held.tree.leaves)
    for indicator, variable in indicators.loc[indicators["kind"] == "change", "numerator"].items():
        if variable not in held.value:
            continue
        here = held.value[variable].dropna().index
        absent = [area for area in here if area in leaves and (area, variable) not in before]
        if absent:
            more = f" and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
            last = year_before(period)
            problem = (
                f"{indicator} compares with {last}, which has no '{variable}' of "
                f"{', '.join(absent[:_SHOWN])}{more}"
            )
            row = held.line_of(absent[0], variable)
            yield Fault(held.name, row, "value", problem, f"ask for the figure of {last}")
