"""The bodies that the plan names, which end and are succeeded: the tables go on naming the one that
the plan names, and each day has the body that then stands for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault, did_you_mean
from chitieu.files import matches, optional, read_table, text, words

CODE = matches(
    r"\w[\w.-]{0,63}", "can be no part of a form's name", "use at most 64 letters, digits, _ and -"
)
_DAY = matches(r"\d{4}-\d{2}-\d{2}", "is no day", "write it as 2025-06-30")


def agencies_file(root: Path) -> Path:
    return root / "params" / "agencies.csv"


def read_agencies(root: Path) -> pd.DataFrame:
    """Return the agencies, indexed by `agency`, with the columns of `params/agencies.csv`.

    `until`: the last day of one that is no more, `succeeded_by` the one that then does its work,
    blank where none does. A workbook without that file has none: then any agency's code is taken as
    it stands. Raises Faults naming every cell that does not fit.
    """
    columns = {
        "agency": text(CODE),
        "name_vi": text(),
        "name_en": optional(),
        "short_vi": optional(),
        "short_en": optional(),
        "section": optional(),
        "role_vi": optional(),
        "role_en": optional(),
        "until": text(_DAY, blank=True, required=False),
        "succeeded_by": optional(),
    }
    path = agencies_file(root)
    return read_table(
        path, root, columns, ("agency",), also=_successions, may_be_absent=True
    ).set_index("agency")


def _successions(table: pd.DataFrame, name: str) -> Iterator[Fault]:
    if "succeeded_by" not in table:
        return
    known = {*table["agency"]}
    until = table.get("until", pd.Series(None, table.index, dtype="object"))
    after = table["succeeded_by"].dropna()
    for row, successor in after.items():
        if successor not in known:
            remedy = did_you_mean(successor, known)
            yield Fault(name, row, "succeeded_by", f"'{successor}' is no agency", remedy)
        elif pd.isna(until[row]):
            remedy = "write the last day of the one that is succeeded"
            yield Fault(name, row, "until", "the cell is empty", remedy)
    next_of = dict(zip(table.loc[after.index, "agency"], after, strict=True))
    for row, code in table["agency"].items():
        if code in _chain(next_of, code)[1:]:
            problem = f"{code} would succeed itself"
            yield Fault(name, row, "succeeded_by", problem, "name another one")


def _chain(next_of: Mapping[str, str], code: str) -> list[str]:
    """A body and those that succeed it, one after the other, none of them gone through twice."""
    found = [code]
    while (code := next_of.get(code, "")) and code not in found[1:]:
        found.append(code)
    return found


class InOffice:
    """The bodies of one day. Tables keep their shape; an agency that nobody stands for is blank."""

    def __init__(self, agencies: pd.DataFrame, day: datetime.date):
        columns = agencies.reindex(columns=["until", "succeeded_by"]).astype("object")
        ended = columns[columns["until"].notna() & columns["until"].lt(str(day))]
        self._next = ended["succeeded_by"].where(ended["succeeded_by"].notna(), "").to_dict()

    def __getitem__(self, code: str) -> str:
        """The body that does an agency's work on the day; "" for none.

        >>> table = pd.DataFrame({"until": ["2025-06-30"], "succeeded_by": ["B"]}, index=["A"])
        >>> [InOffice(table, datetime.date(2025, month, 1))["A"] for month in (6, 7)]
        ['A', 'B']
        """
        last = _chain(self._next, code)[-1]
        return "" if last in self._next else last

    def did(self, code: str) -> list[str]:
        """The bodies that have done an agency's work up to the day, the first of them first."""
        return [*filter(None, _chain(self._next, code))]

    def of(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """Return a table with the agencies of a column, one a cell or a list of them."""
        return table.assign(**{column: table[column].map(self._cell)})

    def _cell(self, cell):
        if isinstance(cell, list):
            return list(dict.fromkeys(filter(None, (self[code] for code in cell))))
        return cell if pd.isna(cell) else self[cell] or None


def in_office(root: Path, day: datetime.date) -> InOffice:
    """Return the bodies of a workbook on a day."""
    return InOffice(read_agencies(root), day)


def last_days(root: Path, code: str) -> list[datetime.date]:
    """Return the last day of an agency that has ended, none of another."""
    until = dict(words(agencies_file(root), root, "agency", "until"))
    return [datetime.date.fromisoformat(until[code])] if code in until else []


def without_successor(root: Path) -> set[str]:
    """Return the agencies whose work nobody does when they have ended, by the file as it stands."""
    ended = {code for code, _ in words(agencies_file(root), root, "agency", "until")}
    next_of = dict(words(agencies_file(root), root, "agency", "succeeded_by"))
    return {code for code in {*ended, *next_of} if {*_chain(next_of, code)} <= ended}
