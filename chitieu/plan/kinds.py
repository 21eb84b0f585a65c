"""Kinds of indicators, held against what their rows of `params/indicators.csv` state.

proportion   a part of its whole, at most all of it: children vaccinated of those who were asked
cohort       those of today over an earlier group, which others may have joined: completers over an
             earlier intake. Above 100 % it has no interval; up to there it is as a proportion
rate         events on a population or a time at risk: deaths on 1,000 live births
count_ratio  two counts of which neither is a part of the other: boys on 100 girls
count        a number of its own, without a denominator: child labourers
change       a count against the year before, in percent: child marriages
points       a proportion less that of the year before, in percentage points: poor households
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from chitieu.faults import Fault
from chitieu.plan.targets import KINDS, WITHOUT_DENOMINATOR

RETIRED = "ratio"  # what a cohort was called, and what many would call a count_ratio
_INSTEAD = (
    "write cohort (completers over an earlier intake) or count_ratio (two counts of which neither "
    "is a part of the other)"
)


def of_kinds(table: pd.DataFrame, name: str) -> Iterator[Fault]:
    """Yield one fault for all rows whose kind cannot be told from another, and one for each whose
    denominator does not fit its kind. `table`: the rows of the file by line."""
    if len(rows := table.index[table["kind"] == RETIRED]):
        lines = f"line {', '.join(map(str, rows))}"
        problem = f"'{RETIRED}' may be either of two kinds ({lines})"
        yield Fault(name, int(rows[0]), "kind", problem, _INSTEAD)
    for row, kind, below in table[["kind", "denominator"]].itertuples():
        if kind in WITHOUT_DENOMINATOR and pd.notna(below):
            remedy = "leave the cell empty, or mend the kind"
            yield Fault(name, row, "denominator", f"a {kind} has none", remedy)
        elif kind in KINDS and kind not in WITHOUT_DENOMINATOR and pd.isna(below):
            yield Fault(name, row, "denominator", "the cell is empty", f"a {kind} needs one")
