"""The sums of variables that the plan's tables write: a + b:before2 - 3."""

from __future__ import annotations

import re
from typing import NamedTuple

WORD = r"[a-z][a-z0-9_]*"  # the name of a variable


class Term(NamedTuple):
    """One term of a sum: +1 or -1, and a variable, one of years before ("births:before2"), or a
    number."""

    sign: int
    word: str

    @property
    def variable(self) -> str:
        """The variable, blank where the term is a number."""
        return "" if self.word.isdigit() else self.word.partition(":before")[0]

    @property
    def years_before(self) -> int:
        _, before, years = self.word.partition(":before")
        return int(years or 1) if before else 0


def parsed(expression: str) -> tuple[Term, ...]:
    """Return the terms of a sum.

    >>> parsed("a + b:before2 - 3")
    (Term(sign=1, word='a'), Term(sign=1, word='b:before2'), Term(sign=-1, word='3'))
    """
    found = re.findall(r"([+-]?)\s*([^\s+-][^+-]*)", expression)
    return tuple(Term(-1 if sign == "-" else 1, word.strip()) for sign, word in found)


def terms(expression: str) -> list[str]:
    """Return the variables that an expression like `a + b` adds up; one that is taken away has its
    sign."""
    return [("-" if sign < 0 else "") + word for sign, word in parsed(expression)]
