"""How many whole numbers a withheld count may still be, for a reader who knows the rule."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass
class Part:
    """One of the areas or groups that were withheld together, seen from outside.

    `counts`: the areas of the lowest level in it, each with the least and the most it can be.
    `telling`: the sums for which this part alone would have had to be withheld.
    """

    counts: dict[int, Span]
    telling: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.least = sum(low for low, _ in self.counts.values())
        self.most = sum(high for _, high in self.counts.values())


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
        for low, high in part.counts.values():
            free = (total - (most - high), total - (least - low))
            spans = _told(parts, part, (low, high), total, least, most) if some else [free]
            fewest = min(fewest, _count(spans, low, high, fewest))
            if fewest == 0:
                return 0
    return fewest


def _told(parts: list[Part], own: Part, bounds: Span, total, least, most) -> list[Span]:
    """The values of one count of `own` with which some part is telling and the total is kept."""
    low, high = bounds
    spans = []
    for part in parts:
        for told in part.telling:
            rest = total - told
            if part is own:
                if least - own.least <= rest <= most - own.most:
                    spans.append((told - (own.most - high), told - (own.least - low)))
            else:
                others = (least - part.least - low, most - part.most - high)
                spans.append((rest - others[1], rest - others[0]))
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
