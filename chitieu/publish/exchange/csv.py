"""Tables as CSV: results as they are, in full precision; other tables with their texts."""

from __future__ import annotations

import io

import pandas as pd

from chitieu.spreadsheets import without_formulas


def to_csv(results: pd.DataFrame) -> str:
    """Return results as CSV: UTF-8 text, full precision, blanks for what is missing.

    No text of them is one that a spreadsheet computes: codes are not, and the others come from
    inputs, which may not hold any.
    """
    buffer = io.StringIO()
    whole_counts(results).to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def texts_csv(table: pd.DataFrame) -> bytes:
    """Return a table of texts as CSV: UTF-8, yes and no for truth values, and no formula.

    Names and definitions have none to lose, for inputs may not hold any; a clerk's note may begin
    with a dash.
    """
    words = table.copy()
    for column in words.columns:
        if words[column].dtype == bool:
            words[column] = words[column].map({True: "yes", False: "no"})
        elif not pd.api.types.is_numeric_dtype(words[column]):
            cells = words[column].astype("object")
            words[column] = cells.map(without_formulas, na_action="ignore")
    return words.to_csv(index=False, lineterminator="\n").encode()


def whole_counts(results: pd.DataFrame) -> pd.DataFrame:
    """Return results with counts as whole numbers, where all of a column's are: 7, not 7.0."""
    table = results.copy()
    for column in ("numerator", "denominator"):
        if (table[column].dropna() % 1 == 0).all():
            table[column] = table[column].astype("Int64")
    return table
