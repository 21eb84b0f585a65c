"""One agency in the place of another, from a day on: two cells of `params/agencies.csv`, and a line
for the new one. No other table names it, and what was is left as it was."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from chitieu.begin.founding import quoted, write_csv
from chitieu.faults import CallError, did_you_mean
from chitieu.plan.agencies import agencies_file, read_agencies
from chitieu.plan.indicators import read_actions, read_indicators, read_variables


@dataclass(frozen=True)
class Succession:
    """`successor` does the work of `agency` from `first` on; `names`: the successor's own name,
    by "name_vi" and "name_en", where it has no line yet."""

    agency: str
    successor: str
    first: datetime.date
    names: dict[str, str]


def replace_agency(root: Path, new: Succession) -> list[str]:
    """Write a succession and return what is told of it. Raises CallError where it cannot be."""
    known = read_agencies(root)
    table = known.reset_index().astype("object")
    if new.agency not in known.index:
        there = did_you_mean(new.agency, known.index)
        raise CallError(f"'{new.agency}' is no agency of params/agencies.csv; {there}")
    ended = known.at[new.agency, "until"] if "until" in known else None
    if pd.notna(ended):
        raise CallError(f"{new.agency} ended on {ended}; mend params/agencies.csv")
    if new.successor == new.agency:
        raise CallError(f"{new.agency} cannot succeed itself; name another agency")
    if new.successor not in known.index:
        if not new.names.get("name_vi"):
            raise CallError(f"{new.successor} has no line yet; add --name, what it is called")
        line = {"agency": new.successor, **new.names}
        table = pd.concat([table, pd.DataFrame([line])], ignore_index=True)
    own, last = table["agency"] == new.agency, new.first - datetime.timedelta(days=1)
    table.loc[own, ["until", "succeeded_by"]] = [str(last), new.successor]
    before = agencies_file(root).read_bytes()
    write_csv(agencies_file(root), table)
    try:
        read_agencies(root)
    except Exception:
        agencies_file(root).write_bytes(before)
        raise
    return [*_told(root, new, last)]


def _told(root: Path, new: Succession, last: datetime.date) -> list[str]:
    figures = read_variables(root)["agency"].eq(new.agency).sum()
    led = read_indicators(root).get("lead", pd.Series(dtype=object)).eq(new.agency).sum()
    tasks = read_actions(root)["agencies"].map(lambda named: new.agency in named).sum()
    return [
        f"{new.agency} until {last}, then {new.successor}: {figures} figures, {led} indicators and "
        f"{tasks} tasks; forms of {new.agency} that are out are still received",
        "next:",
        f"  chitieu forms {new.first.year} --root {quoted(root)} -o {quoted(root / 'forms')}",
    ]
