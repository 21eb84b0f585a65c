"""Targets held against what is reported: a limit that was written as a share of its unit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pandas as pd

from chitieu.collect.held import Held
from chitieu.faults import Fault
from chitieu.plan.indicators import terms
from chitieu.plan.senses import read_senses, written_as_share
from chitieu.plan.targets import Target
from chitieu.plan.years import Year, line_of_target


def written_as_shares(
    root: Path, settings: Year, held: Held, indicators: pd.DataFrame
) -> Iterator[Fault]:
    """Yield a warning for each limit not to be reached that the counts say was written as a share:
    "< 0.176" of what is at 17 %."""
    senses = read_senses(root)
    for indicator, text in settings.targets.items():
        if not text or indicator not in senses or indicator not in indicators.index:
            continue
        target = Target.parse(text)
        value = _value(held, indicators.loc[indicator], senses[indicator].per)
        if value is not None and written_as_share(target, senses[indicator], value):
            per = senses[indicator].per
            limit = f"{float(target.limit * per):g}"
            problem = f"'{text}': the value reported is about {float(value):.2g} per {per}"
            remedy = f"write '{target.how.sign} {limit}', if that is meant"
            yield Fault(*line_of_target(root, settings.year, indicator), problem, remedy)


def _value(held: Held, indicator: pd.Series, per: int) -> Fraction | None:
    """The value of all areas that reported both counts; None where there are none."""
    if pd.isna(indicator["denominator"]):
        return None
    above, below = terms(indicator["numerator"]), terms(indicator["denominator"])
    if not {*above, *below} <= set(held.value.columns):
        return None
    leaves = held.value.reindex(held.tree.leaves)[[*above, *below]].dropna()
    numerator, denominator = (int(leaves[side].to_numpy().sum()) for side in (above, below))
    return Fraction(per * numerator, denominator) if denominator > 0 else None
