"""What the plan's counts must keep (`params/checks.csv`), and within which limits they usually lie
(`params/doubts.csv`)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from chitieu.faults import Fault
from chitieu.files import YES_OR_NO, matches, one_of, optional, read_table, text
from chitieu.plan.expressions import WORD, terms
from chitieu.plan.groups import known_groups, rules_in_groups, rules_of_groups
from chitieu.plan.indicators import counted_areas, known_variables, reported_by, unknown_terms

AREA, TOTAL = "area", "total"  # levels of `params/doubts.csv`


def read_checks(root: Path) -> pd.DataFrame:
    """Return the rules between variables: no `left` may exceed its `right` (sums with + and -).

    Columns: left, right, difference_sensitive (yes or no: whether those in `right` alone are
    protected like a count of their own; no where the file does not say), why_vi, why_en. A workbook
    without `params/checks.csv` has none of its own; what is reported by groups brings more.
    """
    expression = matches(rf"{WORD}( *[+-] *{WORD})*", "is no sum of variables", "write a + b - c")
    columns = {
        "left": text(expression),
        "right": text(expression),
        "difference_sensitive": text(YES_OR_NO, blank=True, required=False),
        "why_vi": text(blank=True),
        "why_en": optional(),
    }
    known = known_variables(root)
    table = read_table(
        root / "params" / "checks.csv",
        root,
        columns,
        key=("left", "right"),
        also=lambda table, name: unknown_terms(table, name, ("left", "right"), known),
        may_be_absent=True,
    )
    groups, reported = known_groups(root), reported_by(root)
    brought = rules_of_groups(reported, groups) + rules_in_groups(table, reported, groups, terms)
    if not brought:
        return table
    return pd.concat([table, pd.DataFrame(brought, columns=table.columns)], ignore_index=True)


def read_doubts(root: Path) -> pd.DataFrame:
    """Return what is doubtful though it may be right: `left` is usually from `low` to `high`
    percent of `right`.

    Sums may hold numbers, and counts of earlier years ("children_u16:before" is last year's,
    ":before2" that of the year before it). `level`: each lowest area, or the total of all.
    `if_zero`: only where that variable is 0. `low`, `high` are numbers, NaN for no limit. A
    workbook without `params/doubts.csv` has none.
    """
    term = rf"({WORD}(:before[2-5]?)?|[0-9]+)"
    expression = matches(
        rf"{term}( *[+-] *{term})*", "is no sum of variables", "write a + b:before - c"
    )
    share = matches(r"\d+(\.\d+)?", "is no share", "write a percentage, as 80")
    columns = {
        "left": text(expression),
        "right": text(expression),
        "low": text(share, blank=True),
        "high": text(share, blank=True),
        "level": text(one_of((AREA, TOTAL), "level")),
        "if_zero": optional(),
        "why_vi": optional(),
        "why_en": optional(),
    }
    known = known_variables(root) - counted_areas(root)  # counted, never doubtful

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        open_ended = table.index[table["low"].isna() & table["high"].isna()]
        return unknown_terms(table, name, ("left", "right", "if_zero"), known) + [
            Fault(name, row, "high", "the line has no limit", "write low, high or both")
            for row in open_ended
        ]

    path = root / "params" / "doubts.csv"
    table = read_table(path, root, columns, ("left", "right"), beyond, may_be_absent=True)
    return table.astype({"low": float, "high": float}).reset_index(drop=True)
