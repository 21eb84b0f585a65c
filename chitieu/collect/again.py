"""Last year's figures sent again: (nearly) all counts of an agency or a commune equal last year's.

Large counts change from year to year: births, pupils, children of an age. That most of them are
what they were tells of a form that was copied. Small ones, and how many schools or villages there
are, may well stay as they are, and are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping

import pandas as pd

from chitieu.collect.held import Held
from chitieu.decimals import shown
from chitieu.faults import Fault
from chitieu.plan.periods import year_before

FEWEST = 5  # counts that are compared: of fewer, all may be equal by chance
NEARLY_ALL = 0.9
LARGE = 30  # a count that is not the same again by chance
_EVERYONE = "all agencies"

Counts = Mapping[Hashable, float]  # by whatever tells them apart: area and variable


def same_again(
    now: Mapping[Hashable, float | None], before: Mapping[Hashable, float | None]
) -> tuple[int, int] | None:
    """Return how many counts equal those of a year before, of how many; None where that is usual.

    `now`, `before`: counts by whatever tells them apart (area and variable), None where there is
    none. Twice nothing is no sign of anything and is left out.

    >>> same_again({c: 10 + i for i, c in enumerate("abcdef")}, dict.fromkeys("abcdef", 12))
    >>> same_again(dict.fromkeys("abcdef", 12), dict.fromkeys("abcdef", 12))
    (6, 6)
    """
    pairs = [(value, before.get(key)) for key, value in now.items()]
    known = [(a, b) for a, b in pairs if a is not None and b is not None and (a or b)]
    equal = sum(a == b for a, b in known)
    enough = len(known) >= FEWEST and equal >= NEARLY_ALL * len(known)
    return (equal, len(known)) if enough else None


def large_again(now: Counts, before: Counts) -> tuple[int, int] | None:
    """Return how many of how many large counts equal last year's, where nearly all of them do.

    Of one agency's or one area's counts; what either has not, or where neither is large, plays no
    part.

    >>> now, last = {"a": 500, "b": 480, "c": 97, "d": 41, "e": 33, "f": 2}, {"f": 1}
    >>> large_again(now, now | last), large_again(now, {key: now[key] + 1 for key in now} | last)
    ((5, 5), None)
    """
    large = {
        key: count
        for key, count in now.items()
        if key in before and max(count, before[key]) >= LARGE
    }
    return same_again(large, before)


def one_number(now: Counts) -> float | None:
    """Return the number that nearly all large counts are, as where a year was filled down."""
    large = [count for count in now.values() if count >= LARGE]
    if len(large) < FEWEST:
        return None
    ((number, times),) = Counter(large).most_common(1)
    return number if times >= NEARLY_ALL * len(large) else None


def last_year_again(held: Held, earlier: pd.DataFrame, period: str) -> Iterator[Fault]:
    """Yield a warning for all figures, else for each agency, and each area besides, of which
    nearly all are last year's, or one number; lines with a note are explained.

    `earlier`: counts by area and variable, a column a year before.
    """
    last = _known(earlier[1]) if 1 in earlier else {}
    lines = held.rows[held.rows["value"].notna() & held.rows["note"].isna()]
    for who_of in (lambda table: [_EVERYONE] * len(table), lambda table: table["agency"],
                   lambda table: table["area"]):  # fmt: skip
        for who, part in lines.groupby(who_of(lines), sort=False):
            counts = _known(part.set_index(["area", "variable"])["value"])
            if told := _told(counts, last, str(who), period):
                yield Fault(held.name, int(part.index[0]), "value", *told)
                lines = lines.drop(part.index)


def _known(counts: pd.Series) -> Counts:
    return {key: float(count) for key, count in counts.dropna().items()}


def _told(now: Counts, last: Counts, who: str, period: str) -> tuple[str, str] | None:
    if found := large_again(now, last):
        before = year_before(period)
        problem = f"{found[0]} of {found[1]} large counts of {who} in {period} equal {before}'s"
        return problem, "see whether last year's report was sent again; if not, say so in the notes"
    if (number := one_number(now)) is not None:
        problem = f"nearly all large counts of {who} in {period} are {shown(number)}"
        return problem, "see whether one number was filled down; if not, say so in the notes"
    return None
