"""A target of the plan: its comparator and its limit, kept exactly as the plan writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_FORM = re.compile(r"(?P<op><=|>=|<|>|=|fall\s*>=)\s*(?P<limit>\d+(?:\.\d+)?|\d+/\d+)")
FALL = "fall"


@dataclass(frozen=True)
class Target:
    """`comparator` is one of < <= = >= > fall; `limit` is exact, in the indicator's unit.

    `of_whole`: the limit is a fraction of the whole (4/7), not a number in the unit. A fall is in
    percent of the year before and is a floor: "fall >= 1" asks for 1 % less, or still less.
    """

    comparator: str
    limit: Fraction
    limit_text: str
    of_whole: bool

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> Target:
        """Read "<op> <number>", "<op> <n>/<m>" or "fall >= <number>". Raises ValueError."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is no target")
        limit, op = found["limit"], found["op"]
        of_whole = "/" in limit
        if of_whole and (op.startswith(FALL) or not int(limit.partition("/")[2])):
            raise ValueError(f"'{text}' is no target")
        comparator = FALL if op.startswith(FALL) else op
        return cls(comparator, Fraction(limit), limit, of_whole)

    def __str__(self) -> str:
        op = "fall >=" if self.comparator == FALL else self.comparator
        return f"{op} {self.limit_text}"

    @property
    def lower_is_better(self) -> bool:
        return self.comparator in ("<", "<=", FALL)

    def holds(self, value: Fraction) -> bool:
        """Whether an exact value, in the limit's own unit, keeps the target."""
        match self.comparator:
            case "<":
                return value < self.limit
            case "<=":
                return value <= self.limit
            case "=":
                return value == self.limit
            case ">=":
                return value >= self.limit
            case ">":
                return value > self.limit
            case _:  # a fall: the value is the change in percent
                return value <= -self.limit
