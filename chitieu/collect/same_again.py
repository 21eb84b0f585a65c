"""Last year's counts once more: where nearly all of some counts equal those of a year before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

FEWEST = 5  # counts that are compared: of fewer, all may be equal by chance
NEARLY_ALL = 0.9


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
