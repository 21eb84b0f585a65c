"""What is doubtful though it may be right: `params/doubts.csv`, if a workbook has it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault, did_you_mean
from chitieu.files import Schema, matches, one_of, read_table, text, unique
from chitieu.plan.indicators import AREA_COUNT, known_variables

_TERM = r"([a-z][a-z0-9_]*(:before[2-5]?)?|[0-9]+)"
_SUM = matches(rf"{_TERM}( *[+-] *{_TERM})*", "is no sum of variables", "write a + b:before - c")
_SHARE = matches(r"\d+(\.\d+)?", "is no share", "write a percentage, as 80")
COLUMNS = ("left", "right", "low", "high", "level", "if_zero", "why_vi")
AREA, TOTAL = "area", "total"


def read_doubts(root: Path) -> pd.DataFrame:
    """Return the doubts: `left` is usually from `low` to `high` percent of `right`.

    Sums may hold numbers, and counts of earlier years ("children_u16:before" is last year's,
    ":before2" that of the year before it). `level`: each lowest area, or the total of all.
    `if_zero`: only where that variable is 0. `low`, `high` are numbers, NaN for no limit.
    """
    path = root / "params" / "doubts.csv"
    if not path.exists():
        return pd.DataFrame(columns=list(COLUMNS))
    schema = Schema(
        {
            "left": text(_SUM),
            "right": text(_SUM),
            "low": text(_SHARE, blank=True),
            "high": text(_SHARE, blank=True),
            "level": text(one_of((AREA, TOTAL), "level")),
            "if_zero": text(blank=True, required=False),
            "why_vi": text(blank=True, required=False),
        },
        checks=unique("left", "right"),
        strict=True,
    )
    known = known_variables(root) - {AREA_COUNT}  # which is counted, never doubtful

    def beyond(table: pd.DataFrame, name: str) -> list[Fault]:
        strange = [
            Fault(name, row, column, f"'{word}' is no variable", did_you_mean(word, known))
            for column in ("left", "right", "if_zero")
            for row, expression in table[column].dropna().items()
            for word in re.findall(r"[a-z]\w*", re.sub(r":before[0-9]?", "", expression))
            if known and word not in known
        ]
        open_ended = table.index[table["low"].isna() & table["high"].isna()]
        return strange + [
            Fault(name, row, "high", "the line has no limit", "write low, high or both")
            for row in open_ended
        ]

    table = read_table(path, root, schema, also=beyond)
    return table.astype({"low": float, "high": float}).reset_index(drop=True)
