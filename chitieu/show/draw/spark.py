"""A row of years as a line the size of a word."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup, escape

from chitieu.show.verdicts import INK, MUTED, verdict
from chitieu.show.wording import captions

MARGIN = 3


def spark(rows: pd.DataFrame, width: int = 72, height: int = 18) -> Markup:
    """Return a small drawing of an indicator's years, its target as a grey line; blank for none.

    The line breaks where a year has no value; the last value has its verdict's ink.
    """
    records = rows.to_dict("records")
    shown = [(row["year"], None if row["absent"] else float(row["value"])) for row in records]
    values = [value for _, value in shown if value is not None]
    if not values:
        return Markup("")
    last = records[-1]
    limit = last["limit"]
    ends = [*values, *([limit] if pd.notna(limit) else [])]
    low, high = min(ends), max(ends)
    first, span = shown[0][0], max(shown[-1][0] - shown[0][0], 1)

    def at(year: int, value: float) -> tuple[float, float]:
        x = MARGIN + (width - 2 * MARGIN) * (year - first) / span
        share = (value - low) / (high - low) if high > low else 0.5
        return round(x, 1), round(height - MARGIN - (height - 2 * MARGIN) * share, 1)

    pieces, pen = [], False
    for year, value in shown:
        if value is not None:
            x, y = at(year, value)
            pieces.append(f"{'L' if pen else 'M'}{x:g} {y:g}")
        pen = value is not None
    lines = f'<path d="{"".join(pieces)}" fill="none" stroke="{INK}" stroke-width="1.3"/>'
    if pd.notna(limit):
        y = at(first, limit)[1]
        lines = f'<path d="M0 {y:g}H{width}" stroke="{MUTED}" stroke-dasharray="3 2"/>{lines}'
    dots = [
        f'<circle cx="{x:g}" cy="{y:g}" r="{2.2 if year == shown[-1][0] else 1.2}" '
        f'fill="{verdict(last).ink if year == shown[-1][0] else INK}"/>'
        for year, value in shown
        if value is not None
        for x, y in [at(year, value)]
    ]
    told = "; ".join(f"{row['period']} {captions.value_text(row)}" for row in records)
    return Markup(
        f'<svg class="ct-spark" style="vertical-align:middle" role="img" '
        f'aria-label="{escape(told)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{lines}{"".join(dots)}</svg>'
    )
