"""Results as a file that other programs read."""

from __future__ import annotations

import io

import pandas as pd


def to_csv(results: pd.DataFrame) -> str:
    """Return results as CSV: UTF-8 text, full precision, blanks for what is missing."""
    buffer = io.StringIO()
    whole = results.copy()
    for column in ("numerator", "denominator"):
        counts = whole[column]
        if (counts.dropna() % 1 == 0).all():
            whole[column] = counts.astype("Int64")
    whole.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def indicator_table(indicators: pd.DataFrame, settings) -> pd.DataFrame:
    """Return the plan's indicators with a year's targets, a row an indicator.

    Columns: indicator, target_no, objective, kind, per, comparator, target, unit (%, ‰, /10.000,
    count). A fraction of the whole stays one (4/7); a fall has the comparator "fall".
    """
    units = {100: "%", 1000: "‰", 10000: "/10.000", 100000: "/100.000", 1: ""}
    goals = {indicator: settings.target(indicator) for indicator in indicators.index}
    table = indicators.reset_index()[["indicator", "target_no", "objective", "kind", "per"]]
    table["comparator"] = [goals[i].comparator if goals[i] else "" for i in table["indicator"]]
    table["target"] = [goals[i].limit_text if goals[i] else "" for i in table["indicator"]]
    table["unit"] = [
        "count" if kind == "count" else "%" if kind == "change" else units[per]
        for kind, per in zip(table["kind"], table["per"], strict=True)
    ]
    return table
