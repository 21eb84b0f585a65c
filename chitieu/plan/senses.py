"""A target held against its indicator: which way is better, and what a value can be at all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from chitieu.files import words
from chitieu.plan.targets import FALL, Target

SHARES = ("proportion", "rate")  # parts of their whole: at most all of it
WIDEST = 2  # a ratio is at most so many times its whole, as far as plans go
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

Told = tuple[str, str]  # what is wrong, what to do


@dataclass(frozen=True)
class Sense:
    """What of an indicator says what its targets can be."""

    kind: str
    per: int
    better: str

    @property
    def highest(self) -> int | None:
        """The highest value there can be, None where there is no such bound."""
        return self.per if self.kind in SHARES else None

    @property
    def unit(self) -> str:
        """The unit, as it is said: "%", "per 1000"; "" for a number as it is."""
        return {1: "", 100: "%"}.get(self.per, f"per {self.per}")


def read_senses(root: Path) -> dict[str, Sense]:
    """Return the indicators' senses; none of rows that cannot be read, which their reader tells."""
    columns = ("indicator", "kind", "per", "better")
    found = words(root / "params" / "indicators.csv", root, *columns)
    return {
        indicator: Sense(kind, int(per), better)
        for indicator, kind, per, better in found
        if per.isdecimal() and len(per) < 7 and better in ("higher", "lower")
    }


def against_sense(target: Target, of: Sense) -> Iterator[Told]:
    """Yield why a target cannot be meant: it asks for the worse, or for what all or none meet."""
    limit = target.limit
    if target.comparator == FALL and of.kind != "change":
        yield "only a change falls", f"write '<= n' for a {of.kind}, or make its kind change"
        return
    if target.of_whole and of.kind in ("count", "change"):
        yield f"a {of.kind} has no whole to be a part of", "write the limit as a number"
        return
    if of.better == ("higher" if target.lower_is_better else "lower") and target.comparator != "=":
        sign = _FLIPPED.get(target.comparator)
        flipped = f"write '{sign} {target.limit_text}', or " if sign else ""
        yield (
            f"the target asks for {'less' if target.lower_is_better else 'more'}, "
            f"and params/indicators.csv says that {of.better} is better",
            f"{flipped}mend one of the two",
        )
        return
    highest = 1 if target.of_whole else of.highest
    if target.of_whole:
        span = "it is a part of its whole"
    elif highest is None:
        span = "it is 0 or more" if of.kind != "change" else "it falls by 100 % at most"
    else:
        span = f"it lies between 0 and {highest} {of.unit}".rstrip()
    if target.comparator == "=" and limit == (0 if of.better == "higher" else highest):
        yield f"the target is the worst value there is, and {of.better} is better", "mend it"
    elif (meeting := _meeting(target, highest, of.kind)) != "some":
        meets = "every value meets" if meeting == "all" else "no value can meet"
        yield f"{meets} the target: {span}", _in_unit(of)


def doubtful(target: Target, of: Sense) -> Iterator[Told]:
    """Yield why a target may not be meant as it is written."""
    limit = target.limit
    percent = (of.per == 100 and of.kind != "count") or target.comparator == FALL
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
    elif of.kind == "ratio" and limit > WIDEST * of.per:
        yield f"the limit is more than {WIDEST * of.per} %", "compare it with the plan"


def written_as_share(target: Target, of: Sense, value: Fraction) -> bool:
    """Whether a low limit that is to stay unreached was written as a share ("< 0.176" for 17.6 %):
    then the reported `value` is nearer to it the unit's times over."""
    if target.of_whole or of.better != "lower" or not 0 < target.limit < 1:
        return False
    return (value / target.limit) ** 2 > of.per


def _meeting(target: Target, highest: int | None, kind: str) -> str:
    """Which of the values that there can be meet a target: "all", "none" or "some" of them."""
    lowest = -100 if kind == "change" else 0
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
