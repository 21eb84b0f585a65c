"""Identifiers of indicators, targets and objectives: what the plan writes, and what programs that
take less are given in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from numbers import Integral

import pandas as pd

from chitieu.faults import CallError, Fault

LONGEST = 12  # signs: as much as a tile has room for
PATTERN = rf"[A-Za-z0-9][A-Za-z0-9.-]{{0,{LONGEST - 1}}}"
REMEDY = f"write at most {LONGEST} letters without marks, digits, points and hyphens, as 3a or 1.1"
_BEYOND = re.compile(r"[.-]")


def safe(identifier: str) -> str:
    """Return an identifier as ids of pages and drawings and names of files take it.

    >>> safe("1.1"), safe("3a"), safe("CT-07")
    ('1_1', '3a', 'CT_07')
    """
    return _BEYOND.sub("_", identifier)


def sdmx_code(identifier: str) -> str:
    """Return an identifier as SDMX takes a code: without points. No identifier has a "_", so that
    `of_sdmx` finds it again.

    >>> sdmx_code("2.3-b"), of_sdmx("2_3-b")
    ('2_3-b', '2.3-b')
    """
    return identifier.replace(".", "_")


def of_sdmx(code: str) -> str:
    """Return the identifier that a code of SDMX stands for."""
    return code.replace("_", ".")


def as_asked(given: object) -> str | None:
    """Return the objective that a call names, None for none: 1 is "1".

    Raises CallError for what is no identifier: 1.10 without quotes is 1.1 before anyone sees it.

    >>> as_asked(1), as_asked("I"), as_asked(None)
    ('1', 'I', None)
    """
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, Integral) and not isinstance(given, bool):
        return str(int(given))
    raise CallError(f'objective={given!r} is no identifier; write it in quotes: objective="I"')


def page_numbers(objectives: Iterable[str]) -> dict[str, str]:
    """Return the number that each objective's notebook begins with: the objective itself where all
    are numbers, else its place in the plan.

    >>> page_numbers(["2", "3"]), page_numbers(["I", "II"])
    ({'2': '2', '3': '3'}, {'I': '1', 'II': '2'})
    """
    objectives = [*objectives]
    if all(objective.isdecimal() for objective in objectives):
        return {objective: objective for objective in objectives}
    return {objective: str(place) for place, objective in enumerate(objectives, start=1)}


def alike(table: pd.DataFrame, name: str, columns: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each identifier that is written as another one of its column but for
    capitals, points and hyphens: pages, and disks, would take the two for one."""
    for column in columns:
        first: dict[str, str] = {}
        for row, identifier in table[column].dropna().items():
            other = first.setdefault(safe(identifier).casefold(), identifier)
            if other != identifier:
                line = _line(table, column, other)
                problem = f"'{identifier}' is too like '{other}' (line {line})"
                remedy = "let the two differ by more than capitals, points and hyphens"
                yield Fault(name, row, column, problem, remedy)


def _line(table: pd.DataFrame, column: str, identifier: str) -> int:
    return int(table.index[table[column] == identifier][0])
