"""A figure far outside its own history or, where that is too short, outside its neighbours.

Counts are compared by their square roots: there chance moves a count by about a half whatever its
size (Anscombe 1948). What is looked for is a figure that was mistyped, moved or counted otherwise,
and not one that is merely high: the limits are wide, so that a warning is worth reading.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from chitieu.collect.rules import Held
from chitieu.decimals import shown
from chitieu.faults import Fault
from chitieu.plan.groups import parted

YEARS = 5  # of history that are looked at
ENOUGH = 3  # years without which there is no history
WIDE = 4  # times the usual spread
CHANCE, GROWTH = 0.5, 0.05  # the least spread: chance alone, and a tenth of the count a year
FACTOR = 5  # times more, or less, than its neighbours
ALIKE = 0.75  # of the neighbours must agree among themselves
LARGE_TOTAL = 50  # a total that shows how large areas are
_LOOK_AT_IT = "compare with the report it came from; if it is right, say why in the line's note"


def outliers(held: Held, earlier: pd.DataFrame) -> Iterator[Fault]:
    """Yield a warning for each count that stands alone, and has no note.

    `earlier`: counts by area and variable, a column a year before (1, 2, …).
    """
    leaves = [area for area in held.tree.leaves if area in held.value.index]
    now = held.value.loc[leaves].stack().dropna()
    history = earlier.reindex(index=now.index, columns=[c for c in earlier if c <= YEARS])
    judged = history.notna().sum(axis=1) >= ENOUGH
    for area, variable in now.index[judged & outside_history(now, history)]:
        usual = history.loc[(area, variable)].dropna()
        told = f"it was {', '.join(map(shown, usual[::-1]))} in the years before"
        yield from _stands_alone(held, area, variable, now[area, variable], told)
    of_all = [variable for variable in held.value if not parted(variable)[1]]
    expected = of_neighbours(held.value.loc[leaves, of_all])  # a group may live in few areas
    for area, variable in now.index[~judged & outside_neighbours(now, expected)]:
        told = f"by the other areas' figures it would be about {expected[area, variable]:.0f}"
        yield from _stands_alone(held, area, variable, now[area, variable], told)


def outside_history(now: pd.Series, history: pd.DataFrame) -> pd.Series:
    """Return which counts are far both from the middle of their history and from last year's.

    The spread is the history's own (1.4826 × the median deviation), but no less than chance makes
    and no less than growth does. What is mostly 0 has no history to be outside of.
    """
    roots, root = np.sqrt(history + 0.375), np.sqrt(now + 0.375)
    middle = roots.median(axis=1)
    spread = 1.4826 * roots.sub(middle, axis=0).abs().median(axis=1)
    spread = spread.clip(lower=CHANCE).clip(lower=GROWTH * middle)
    last = roots.get(1, middle)
    distance = np.minimum((root - middle).abs(), (root - last.fillna(middle)).abs())
    return (distance > WIDE * spread) & (history.median(axis=1) > 0)


def of_neighbours(value: pd.DataFrame) -> pd.Series:
    """Return what each count would be if its area were like the others; none where they differ.

    An area's size is its middle share of all large totals.
    """
    total = value.sum(min_count=len(value))
    size = (value / total).loc[:, total >= LARGE_TOTAL].median(axis=1)
    if len(value) < ENOUGH + 1 or size.isna().any() or not (size > 0).all():
        return pd.Series(dtype=float)
    expected = pd.DataFrame(
        np.outer(size, value.div(size, axis=0).median()), size.index, value.columns
    )
    alike = (value * 3 >= expected) & (value <= expected * 3) & (value > 0)
    others_agree = alike.sum() >= ALIKE * (value.notna().sum() - 1)
    return expected.loc[:, others_agree & (expected > 0).all()].stack()


def outside_neighbours(now: pd.Series, expected: pd.Series) -> pd.Series:
    """Return which counts are so many times more or less that chance does not make it. A 0 is not
    judged: a commune may have no school of a kind."""
    would = expected.reindex(now.index)
    apart = (np.sqrt(now + 0.375) - np.sqrt(would + 0.375)).abs()
    far = (now > FACTOR * would) | (now * FACTOR < would)
    return far & (apart > WIDE * CHANCE) & (now > 0)


def _stands_alone(
    held: Held, area: str, variable: str, count: float, usual: str
) -> Iterator[Fault]:
    row = held.line_of(area, variable)
    if row not in held.explained:
        problem = f"{variable} of {area} is {shown(count)}, {usual}"
        yield Fault(held.name, row, "value", problem, _LOOK_AT_IT)
