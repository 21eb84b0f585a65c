"""A fault: what is wrong, where, and what to do; and the exception that carries all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    """One fault of an input. `row` is the spreadsheet's line (the header is line 1), 0 for none."""

    file: str
    row: int
    column: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row or "", self.column) if part)
        return f"{place}: {self.problem}; {self.remedy}"


class Faults(Exception):
    """Every fault that was found, raised together. Its text has one line a fault."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = sorted(set(faults), key=lambda f: (f.file, f.row, f.column, f.problem))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: an analyst sees the faults, not the calls that led to them.
        return str(self).splitlines()


class CallError(Exception):
    """The call itself is wrong (an unknown year, notebook, area or parameter); nothing was done."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest ones, or the whole list."""
    known = sorted(map(str, known))
    if close := get_close_matches(str(word), known, n=2, cutoff=0.6):
        return "did you mean " + " or ".join(f"'{c}'" for c in close) + "?"
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"use one of: {shown}" if known else "nothing is known yet"
