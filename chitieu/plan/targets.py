"""A target of the plan: its comparator and its limit, kept exactly as the plan writes it; and held
against its indicator: which way is better, and what a value can be at all."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

KINDS = ("proportion", "cohort", "rate", "count_ratio", "count", "change", "points")
POINTS = "points"
AGAINST_LAST_YEAR = ("change", POINTS)
WITHOUT_DENOMINATOR = ("count", "change")
FALL = "fall"
_NUMBER = "[0-9]{1,15}"  # an exact limit has no more digits in any plan
_LIMIT = rf"(?P<limit>{_NUMBER}(?:\.{_NUMBER})?|{_NUMBER}/{_NUMBER})"
BESIDE = r"(?:\s*\((?P<beside>[^():;\n]{1,120})\))?"
SINCE = r"(?:\s*since\s+(?P<since>[0-9]{4}))?"
_FORM = re.compile(
    rf"(?P<op><=|>=|<|>|=|fall\s*>=)\s*{_LIMIT}"
    rf"(?:–(?P<to>{_NUMBER}(?:\.{_NUMBER})?))?{SINCE}{BESIDE}"
)
_OF = re.compile(r"([0-9]+) of ([0-9]+)")
FLOORS = (">=", ">", FALL)  # of a range in which the lower end counts
SHARES = ("proportion", "rate")  # parts of their whole: at most all of it
PARTS = (*SHARES, POINTS)  # whose counts are such, whatever is told of them
FREE = ("cohort", "count_ratio")  # whose numerator may be more than the denominator
WIDEST = 2  # a cohort's is at most so many times its whole, as far as plans go
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
AS_CHANGE = "make its kind change (in %) or points"
Told = tuple[str, str]  # what is wrong, what to do


@dataclass(frozen=True)
class Comparator:
    """One way to hold a value against a limit, in every writing of it.

    `code` in results, `sign` in the year files, `shown` on pages (a fall is in words there).
    """

    code: str
    sign: str
    shown: str = ""


COMPARATORS = (
    Comparator("lt", "<", "<"),
    Comparator("le", "<=", "≤"),
    Comparator("eq", "=", "="),
    Comparator("ge", ">=", "≥"),
    Comparator("gt", ">", ">"),
    Comparator(FALL, FALL),
)
_WRITTEN = {written: each for each in COMPARATORS for written in (each.sign, each.code)}


@dataclass(frozen=True)
class Target:
    """`comparator` is one of < <= = >= > fall; `limit` is exact, in the indicator's unit.

    `of_whole`: the limit is a fraction of the whole (4/7), not a number in the unit. A fall is in
    percent of the year before, or in percentage points of a kind that is in such, and is a floor:
    "fall >= 1" asks for 1 % less, or still less; so is a range, of which `to` is the end that is
    not judged. `since`: the year that it compares with, 0 for the year before. `beside`: what the
    plan has in brackets, which is shown and not judged.
    """

    comparator: str
    limit: Fraction
    limit_text: str
    of_whole: bool
    to: str = ""
    since: int = 0
    beside: str = ""

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> Target:
        """Read "<op> <number>", "<op> <n>/<m>" or "fall >= <number>", and what may stand behind:
        "fall >= 5–10", "fall >= 20 since 2020", ">= 54.9 (56 communes)". Raises ValueError.

        >>> Target.parse("fall >= 5–10 since 2020 (a year)").columns
        ('fall', '5–10 since 2020 (a year)')
        """
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is no target")
        limit, op = found["limit"], found["op"]
        of_whole = "/" in limit
        if of_whole and (op.startswith(FALL) or not int(limit.partition("/")[2])):
            raise ValueError(f"'{text}' is no target")
        comparator, to = FALL if op.startswith(FALL) else op, found["to"] or ""
        if to and (of_whole or comparator not in FLOORS or Fraction(to) <= Fraction(limit)):
            raise ValueError(f"'{text}' is no range of which the lower end counts")
        since, beside = int(found["since"] or 0), found["beside"] or ""
        return cls(comparator, Fraction(limit), limit, of_whole, to, since, beside)

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, comparator: object, target: object) -> Target | None:
        """Return the target of the two columns of a result, None where both are blank: each text
        is read once, and stands for one object.

        `comparator`: a code or sign of COMPARATORS, `target` the limit alone, a fraction as
        "4 of 7"; or `comparator` blank and `target` whole, as `parse` reads it. What is no text is
        blank. Raises ValueError.

        >>> Target.of("ge", "4 of 7") is Target.of(None, ">= 4/7")
        True
        """
        both = (comparator, target)
        comparator, target = (each.strip() if isinstance(each, str) else "" for each in both)
        if not comparator:
            return cls.parse(target) if target else None
        if comparator not in _WRITTEN:
            raise ValueError(f"'{comparator}' is no comparator")
        sign = _WRITTEN[comparator].sign
        limit = re.sub(rf"^{_OF.pattern}", r"\1/\2", target)
        return cls.parse(f"{sign} >= {limit}" if sign == FALL else f"{sign} {limit}")

    @property
    def how(self) -> Comparator:
        """The comparator in every writing of it."""
        return _WRITTEN[self.comparator]

    @property
    def columns(self) -> tuple[str, str]:
        """What the columns comparator and target of a result hold: ("ge", "4 of 7")."""
        return self.how.code, self.limit_text.replace("/", " of ") + self._behind

    def __str__(self) -> str:
        op = "fall >=" if self.comparator == FALL else self.comparator
        return f"{op} {self.limit_text}{self._behind}"

    @property
    def _behind(self) -> str:
        """What stands behind the limit in every writing."""
        to, since = self.to and f"–{self.to}", f" since {self.since}" if self.since else ""
        return f"{to}{since}" + (f" ({self.beside})" if self.beside else "")

    def asking(self, limit_text: str) -> Target:
        """Return the target with another limit, which is neither a range nor in the plan's words.

        >>> str(Target.parse("fall >= 5–10 since 2020").asking("2.5"))
        'fall >= 2.5 since 2020'
        """
        limit, of_whole = Fraction(limit_text), "/" in limit_text
        return Target(self.comparator, limit, limit_text, of_whole, since=self.since)

    @property
    def lower_is_better(self) -> bool:
        return self.comparator in ("<", "<=", FALL)

    @property
    def of_none(self) -> bool:
        """Whether it asks of a count that there be none: "= 0", "<= 0", "< 1"."""
        whole = {"=": not self.limit, "<=": self.limit < 1, "<": self.limit <= 1}
        return whole.get(self.comparator, False)

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


@dataclass(frozen=True)
class Sense:
    """What of an indicator says what its targets can be."""

    kind: str
    per: int
    better: str

    @property
    def highest(self) -> int | None:
        """The highest value there can be, None where there is no such bound."""
        return self.per if self.kind in PARTS else None

    @property
    def unit(self) -> str:
        """The unit, as it is said: "%", "per 1000"; "" for a number as it is."""
        percent = {"count_ratio": "per 100", POINTS: "points"}.get(self.kind, "%")
        return {1: "", 100: percent}.get(self.per, f"per {self.per}")


def against_sense(
    target: Target, of: Sense, told_by: str = "params/indicators.csv says"
) -> Iterator[Told]:
    """Yield why a target cannot be meant: it asks for the worse, or for what all or none meet.
    `told_by`: what says which way is better."""
    limit = target.limit
    if target.comparator == FALL and of.kind not in AGAINST_LAST_YEAR:
        remedy = f"write '<= n' for a {of.kind}, or {AS_CHANGE}"
        yield "only a change falls", remedy
        return
    if target.since and of.kind not in AGAINST_LAST_YEAR:
        yield "only a change compares with another year", AS_CHANGE
        return
    if target.of_whole and of.kind in ("count_ratio", *AGAINST_LAST_YEAR, *WITHOUT_DENOMINATOR):
        yield f"a {of.kind} has no whole to be a part of", "write the limit as a number"
        return
    if of.better == ("higher" if target.lower_is_better else "lower") and target.comparator != "=":
        sign = _FLIPPED.get(target.comparator)
        flipped = f"write '{sign} {target.limit_text}', or " if sign else ""
        yield (
            f"the target asks for {'less' if target.lower_is_better else 'more'}, "
            f"and {told_by} that {of.better} is better",
            f"{flipped}mend one of the two",
        )
        return
    highest = 1 if target.of_whole else of.highest
    if target.of_whole:
        span = "it is a part of its whole"
    elif of.kind == POINTS:
        span = f"it is {highest} points at most, up or down"
    elif highest is None:
        span = "it is 0 or more" if of.kind != "change" else "it falls by 100 % at most"
    else:
        span = f"it lies between 0 and {highest} {of.unit}".rstrip()
    worst = 0 if of.better == "higher" else highest
    if of.kind != POINTS and target.comparator == "=" and limit == worst:
        yield f"the target is the worst value there is, and {of.better} is better", "mend it"
    elif (meeting := _meeting(target, highest, of.kind)) != "some":
        meets = "every value meets" if meeting == "all" else "no value can meet"
        yield f"{meets} the target: {span}", _in_unit(of)


def doubtful(target: Target, of: Sense) -> Iterator[Told]:
    """Yield why a target may not be meant as it is written."""
    limit = target.limit
    percent = (of.per == 100 and of.kind not in ("count", "count_ratio", POINTS)) or (
        target.comparator == FALL and of.kind != POINTS
    )
    if target.of_whole or not percent:
        return
    if 0 < limit < 1 and (of.better == "higher" or target.comparator == FALL):
        share = f"{float(100 * limit):g}"
        yield (
            f"the limit is less than 1 %: {share} % is written {share}",
            f"write '{str(target).replace(target.limit_text, share)}', if that is meant",
        )
    elif target.comparator == "=" and of.kind != "change" and 0 < limit < of.per:
        yield (
            f"only a value of exactly {target.limit_text} % meets the target",
            f"write '{'>=' if of.better == 'higher' else '<='} {target.limit_text}', "
            "if that is meant",
        )
    elif of.kind == "cohort" and limit > WIDEST * of.per:
        yield f"the limit is more than {WIDEST * of.per} %", "compare it with the plan"


def written_as_share(target: Target, of: Sense, value: Fraction) -> bool:
    """Whether a low limit that is to stay unreached was written as a share ("< 0.176" for 17.6 %):
    then the reported `value` is nearer to it the unit's times over."""
    if target.of_whole or of.better != "lower" or not 0 < target.limit < 1 or of.kind == POINTS:
        return False
    return (value / target.limit) ** 2 > of.per


def _meeting(target: Target, highest: int | None, kind: str) -> str:
    """Which of the values that there can be meet a target: "all", "none" or "some" of them."""
    lowest = -100 if kind in AGAINST_LAST_YEAR else 0
    top = math.inf if highest is None else highest
    if target.comparator == "=":
        whole = kind != "count" or target.limit.denominator == 1
        return "some" if lowest <= target.limit <= top and whole else "none"
    ends = {target.holds(lowest), target.holds(top)}
    return "some" if len(ends) > 1 else "all" if True in ends else "none"


def _in_unit(of: Sense) -> str:
    if of.kind == "count":
        return "write a count that says which areas meet it and which do not"
    return f"write the limit in the indicator's unit, {of.unit}, as the plan does"
