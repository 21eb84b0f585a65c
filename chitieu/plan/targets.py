"""A target of the plan: its comparator and its limit, kept exactly as the plan writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

KINDS = ("proportion", "ratio", "rate", "count", "change")  # of indicators
FALL = "fall"


@dataclass(frozen=True)
class Comparator:
    """One way to hold a value against a limit, in every writing of it.

    `code` in results, `sign` in the year files, `shown` on pages, `vi` and `en` in words.
    """

    code: str
    sign: str
    shown: str
    vi: str
    en: str


COMPARATORS = (
    Comparator("lt", "<", "<", "nhỏ hơn", "Less than"),
    Comparator("le", "<=", "≤", "nhỏ hơn hoặc bằng", "Less than or equal to"),
    Comparator("eq", "=", "=", "bằng", "Equal to"),
    Comparator("ge", ">=", "≥", "lớn hơn hoặc bằng", "Greater than or equal to"),
    Comparator("gt", ">", ">", "lớn hơn", "Greater than"),
    Comparator(FALL, FALL, "giảm ≥", "giảm ít nhất, % so với năm trước",
               "A fall of at least, in percent on the year before"),
)  # fmt: skip
_WRITTEN = {written: each for each in COMPARATORS for written in (each.sign, each.code)}
_NUMBER = "[0-9]{1,15}"  # an exact limit has no more digits in any plan
_LIMIT = rf"(?P<limit>{_NUMBER}(?:\.{_NUMBER})?|{_NUMBER}/{_NUMBER})"
_FORM = re.compile(rf"(?P<op><=|>=|<|>|=|fall\s*>=)\s*{_LIMIT}")
_OF = re.compile(r"([0-9]+) of ([0-9]+)")


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

    @classmethod
    def of(cls, comparator: str, target: str) -> Target | None:
        """Read a target from the two columns of a result, None where both are blank.

        `comparator`: a code or sign of COMPARATORS, `target` the limit alone, a fraction as
        "4 of 7"; or `comparator` blank and `target` whole, as `parse` reads it. Raises ValueError.

        >>> Target.of("ge", "4 of 7") == Target.of("", ">= 4/7")
        True
        """
        comparator, target = comparator.strip(), target.strip()
        if not comparator:
            return cls.parse(target) if target else None
        if comparator not in _WRITTEN:
            raise ValueError(f"'{comparator}' is no comparator")
        sign = _WRITTEN[comparator].sign
        limit = _OF.sub(r"\1/\2", target) if _OF.fullmatch(target) else target
        return cls.parse(f"{sign} >= {limit}" if sign == FALL else f"{sign} {limit}")

    @property
    def how(self) -> Comparator:
        """The comparator in every writing of it."""
        return _WRITTEN[self.comparator]

    @property
    def columns(self) -> tuple[str, str]:
        """What the columns comparator and target of a result hold: ("ge", "4 of 7")."""
        return self.how.code, self.limit_text.replace("/", " of ")

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
