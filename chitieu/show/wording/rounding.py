"""How many decimals a number is shown with: few, and as many as it takes to contradict nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from chitieu.plan.targets import FALL, Target
from chitieu.words.numbers import MOST, exact, rounded


def digits(value: float) -> int:
    """Return the decimals that tell a number: one, and two digits of a small one.

    >>> digits(96.588), digits(0.1755), digits(0.0102), digits(0)
    (1, 2, 3, 0)
    """
    size = abs(exact(value))
    return 0 if not size else 1 if size >= 1 else min(1 - size.adjusted(), MOST)


def beside(values: Iterable[float], limit: float | Fraction | None = None, least: int = 0) -> int:
    """Return with how many decimals, at least `least`, each of the values is shown on the side of
    the limit that it is on. A limit is shown as it is written; one without end (4/7 of 100) as
    they are.

    >>> beside([17.596], 17.6, 1), beside([17.6], 17.6, 1), beside([0.25], 0.25, 1)
    (3, 1, 2)
    """
    if limit is None:
        return least
    ends = -exact(limit).normalize().as_tuple().exponent < MOST
    return _fewest(values, limit, least, lambda places: MOST if ends else places)


def apart(first: float, second: float, least: int = 0) -> int:
    """Return with how many decimals two numbers that are shown alike tell which is the greater.

    >>> apart(0.26, 0.25, 1), apart(0.2, 0.2, 1)
    (2, 1)
    """
    return _fewest([first], second, least, lambda places: places)


def _fewest(
    values: Iterable[float], limit: float | Fraction, least: int, of_limit: Callable[[int], int]
) -> int:
    values = list(values)

    def holds(places: int) -> bool:
        shown = rounded(limit, of_limit(places))
        return all(
            _order(rounded(value, places), shown) == _order(exact(value), exact(limit))
            for value in values
        )

    return next((places for places in range(least, MOST) if holds(places)), MOST)


def limit_in_unit(goal: Target, kind: str, per: int) -> Fraction:
    """Return the limit on the axis of the values: 4/7 is 57,14 %, "fall >= 1" is −1 %."""
    if goal.comparator == FALL:
        return -goal.limit
    return goal.limit * per if goal.of_whole and kind != "count" else goal.limit


def _order(a: Decimal, b: Decimal) -> int:
    return (a > b) - (a < b)
