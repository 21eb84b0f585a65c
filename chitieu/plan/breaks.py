"""Where a series breaks although no border moved: `params/breaks.csv`, if a workbook has it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from chitieu.files import Schema, matches, read_table, text, unique, unknown, words


def read_breaks(root: Path) -> pd.DataFrame:
    """Return the years from which an indicator is counted in another way.

    Columns: indicator, year (a number, the first one counted so), what_vi, source.
    """
    columns = ["indicator", "year", "what_vi", "source"]
    path = root / "params" / "breaks.csv"
    if not path.exists():
        return pd.DataFrame(columns=columns).astype({"year": int})
    schema = Schema(
        {
            "indicator": text(),
            "year": text(matches(r"\d{4}", "is no year", "write it as 2022")),
            "what_vi": text(),
            "source": text(blank=True, required=False),
        },
        checks=unique("indicator", "year"),
        strict=True,
    )
    known = words(root / "params" / "indicators.csv", root, "indicator")
    table = read_table(
        path,
        root,
        schema,
        also=lambda table, name: unknown(table, name, "indicator", known, "indicator"),
    )
    return table.astype({"year": int}).reset_index(drop=True)
