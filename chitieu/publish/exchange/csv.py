"""Results as CSV: the table as it is, in full precision."""

from __future__ import annotations

import io

import pandas as pd


def to_csv(results: pd.DataFrame) -> str:
    """Return results as CSV: UTF-8 text, full precision, blanks for what is missing.

    No text of them is one that a spreadsheet computes: codes are not, and the others come from
    inputs, which may not hold any.
    """
    buffer = io.StringIO()
    whole_counts(results).to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def whole_counts(results: pd.DataFrame) -> pd.DataFrame:
    """Return results with counts as whole numbers, where all of a column's are: 7, not 7.0."""
    table = results.copy()
    for column in ("numerator", "denominator"):
        if (table[column].dropna() % 1 == 0).all():
            table[column] = table[column].astype("Int64")
    return table
