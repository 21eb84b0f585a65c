"""What flows in the parts of a year adds up to the year; where it does not, both are named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pandas as pd

from chitieu.decimals import added, shown
from chitieu.faults import Fault
from chitieu.plan.periods import WHOLES

FLOW = "flow"


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
