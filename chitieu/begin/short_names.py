"""Names and numbers that a plan does not write out: short ones, and those that programs need."""

from __future__ import annotations

import re

import pandas as pd

from chitieu.plan.indicators import SHORT
from chitieu.plan.names import plain

_WITH_LETTER = re.compile("([0-9]+)[a-z]")
LONGEST = 40  # letters of a variable's name


def target_numbers(numbers: pd.Series) -> pd.Series:
    """Return the target that each indicator belongs to: 3a, 3b are of 3, where there are both."""
    stems = numbers.map(lambda n: m[1] if (m := _WITH_LETTER.fullmatch(n)) else n)
    shared = stems.map(stems.value_counts()).gt(1)
    return stems.where(shared, numbers)


def shortened(words: str) -> str:
    """Return words cut at a space to what a tile has room for.

    >>> shortened("Tỷ lệ trẻ em dưới một tuổi được tiêm chủng đầy đủ")
    'Tỷ lệ trẻ em dưới một tuổi được…'
    """
    if len(words) <= SHORT:
        return words
    return f"{words[: SHORT - 1].rsplit(' ', 1)[0]}…"


def initials(words: str) -> str:
    """Return an agency's code out of its name: the first letters of its words.

    >>> initials("Sở Y tế")
    'SYT'
    """
    return "".join(part[0] for part in plain(words).split("-") if part).upper()[:12] or "CQ"


def word_of(name: str, taken: set[str]) -> str:
    """Return a variable's name out of words: letters without marks, none that is taken."""
    own = plain(name).replace("-", "_")
    own = own if len(own) <= LONGEST else own[:LONGEST].rsplit("_", 1)[0]
    own = own if re.match("[a-z]", own) else f"n_{own}".rstrip("_")
    found, n = own, 1
    while found in taken:
        n += 1
        found = f"{own}_{n}"
    return found
