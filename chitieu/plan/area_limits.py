"""Where an indicator's target holds: everywhere, in areas of some types or for some groups, each
with a limit of its own, or for the plan's own area alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from chitieu.plan.targets import Target

Written = str | Mapping[str, str | None] | None  # one for all, or one by type of area or group

NOT_HERE = NO_LIMIT_FOR_TYPE, JUDGED_FOR_THE_WHOLE = "no_limit_for_type", "judged_for_the_whole"


@dataclass(frozen=True)
class Limits:
    """What a year's plan asks of one indicator.

    `by_type`: a limit by type of area or by group ("F" of sex=F); of "" that of every one.
    `of_whole_plan`: it is what all areas reach together, and holds for the plan's own area alone.
    So it is with a count, but for none at all ("= 0", "<= 0", "< 1" holds in each part as it does
    in the whole).
    """

    by_type: Mapping[str, Target]
    of_whole_plan: bool = False

    @classmethod
    def read(cls, written: Written, kind: str) -> Limits:
        """Read what a year's `targets` have of an indicator of a kind; see `Target.parse`.

        >>> Limits.read({"commune": "< 5", "ward": "< 10"}, "proportion").at("ward").limit_text
        '10'
        >>> Limits.read({"F": "< 5", "M": "< 6"}, "proportion").at("ward", group="M").limit_text
        '6'
        >>> Limits.read(">= 5000", "count").at("ward", own=False) is None
        True
        """
        texts = written if isinstance(written, Mapping) else {"": written}
        found = {level: Target.parse(text) for level, text in texts.items() if text}
        return cls(found, kind == "count" and any(not t.of_none for t in found.values()))

    def __bool__(self) -> bool:
        return bool(self.by_type)

    @property
    def since(self) -> int:
        """The year that a change compares with, where its target names one; 0 for the year before.
        It is one for all types."""
        return max((target.since for target in self.by_type.values()), default=0)

    @cached_property
    def single(self) -> Target | None:
        """The limit, where it is one for every type."""
        return self.by_type.get("")

    def at(self, level: str, own: bool = True, group: str = "") -> Target | None:
        """Return the limit of an area by its type, or of one group's in it; `own`: whether it is
        the plan's own area."""
        if self.why_none(level, own, group):
            return None
        return self.by_type.get(group or level, self.by_type.get(level, self.single))

    def why_none(self, level: str, own: bool = True, group: str = "") -> str | None:
        """Return the reason why the plan's limits do not hold in an area, None where one does, or
        where there is none anywhere."""
        if not self or {level, group or level} & self.by_type.keys():
            return None
        if self.single is None:
            return NO_LIMIT_FOR_TYPE
        return JUDGED_FOR_THE_WHOLE if self.of_whole_plan and not own else None

    @property
    def columns(self) -> tuple[str, str]:
        """What the columns comparator and target of the plan's indicators hold: ("ge", "4 of 7");
        ("", "commune: < 5; ward: < 10") where it is one by type."""
        if self.single is not None:
            return self.single.columns
        return "", "; ".join(f"{level}: {target}" for level, target in self.by_type.items())

    @classmethod
    def of_columns(cls, comparator: str, target: str) -> Limits:
        """Read what `columns` gives; where a count's holds is not in it. Raises ValueError."""
        if comparator or not target:
            found = Target.of(comparator, target)
            return cls({"": found} if found else {})
        pairs = (part.rsplit(": ", 1) for part in target.split("; "))
        return cls({level: Target.parse(text) for level, text in pairs})


def each_text(targets: Mapping[str, Written]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Yield every limit of a year's targets as it is written, with its place: the indicator, or
    the indicator and a type of area."""
    for indicator, written in targets.items():
        if isinstance(written, Mapping):
            for level, text in written.items():
                yield (indicator, level), text
        else:
            yield (indicator,), written
