"""How many whole numbers a withheld count may still be, for a reader who knows the rule."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass
class Part:
    """One of the areas or groups that were withheld together, seen from outside.

    `counts`: the areas of the lowest level in it, each with the least and the most it can be.
    `telling`: the sums for which this part alone would have had to be withheld. `least`: the
    smallest sum with which it would be withheld at all. `areas`: sums of several counts in it that
    are withheld too, as the counts are given. `most`: the largest sum; None where all `counts` may
    be the most that they can be.
    """

    counts: dict[int, Span]
    telling: set[int] = field(default_factory=set)
    least: int = 0
    areas: list[Span] = field(default_factory=list)
    most: int | None = None

    def __post_init__(self) -> None:
        self.least = max(self.least, sum(low for low, _ in self.counts.values()))
        self.highest = sum(high for _, high in self.counts.values())
        self.most = self.highest if self.most is None else min(self.most, self.highest)


def fewest_choices(parts: list[Part], total: int, enough: int) -> int:
    """Return the smallest number of values that any count in `parts` may have, at most `enough`.

    The reader knows the `total` of all parts, what each count can be at least and at most, and
    that one part or more was such that it had to be withheld (`telling`); where no part has
    telling sums, something else made them go and there is no more to know.
    """
    least, most = sum(p.least for p in parts), sum(p.most for p in parts)
    some = any(p.telling for p in parts)
    fewest = enough
    for part in parts:
        of_others = (least - part.least, most - part.most)
        lowest = sum(low for low, _ in part.counts.values())
        cells = {
            (low, high, max(lowest - low, part.least - max(low, 1)))
            for low, high in part.counts.values()
        }
        cells |= {(low, high, max(0, lowest - low, part.least - low)) for low, high in part.areas}
        for low, high, rest in cells:
            of_rest = (rest, part.highest - high)
            if some:
                spans = _told(parts, part, of_rest, of_others, total)
            else:
                spans = _kept(part, of_rest, of_others, total)
            fewest = min(fewest, _count(spans, low, high, fewest))
            if fewest == 0:
                return 0
    return fewest


def may_tell(parts: list[Part], total: int) -> bool:
    """Whether one of the parts may be such that it had to be withheld."""
    least, most = sum(p.least for p in parts), sum(p.most for p in parts)
    return any(
        least - part.least <= total - told <= most - part.most
        for part in parts
        for told in part.telling
    )


def _kept(part: Part, of_rest: Span, of_others: Span, total: int) -> list[Span]:
    """The values of one count with which its part is withheld at all and the total is kept.

    `of_rest`, `of_others`: what the rest of its part and the other parts can be.
    """
    least, most = max(total - of_others[1], part.least), min(total - of_others[0], part.most)
    return [(least - of_rest[1], most - of_rest[0])] if least <= most else []


def _told(parts: list[Part], own: Part, of_rest: Span, of_others: Span, total: int) -> list[Span]:
    """The same where also some part has to be telling."""
    spans = []
    for part in parts:
        for told in part.telling:
            if part is not own:
                others = (of_others[0] - part.least, of_others[1] - part.most)
                spans += _kept(own, of_rest, others, total - told)
            elif of_others[0] <= total - told <= of_others[1]:
                spans.append((told - of_rest[1], told - of_rest[0]))
    return spans


def _count(spans: list[Span], low: int, high: int, enough: int) -> int:
    """How many whole numbers between low and high lie in a span; counting stops at `enough`."""
    found = set()
    for start, end in spans:
        start, end = max(start, low), min(end, high)
        found.update(range(start, min(end, start + enough - 1) + 1))
        if len(found) >= enough:
            return enough
    return len(found)
