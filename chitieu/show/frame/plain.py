"""A table of texts as an exhibit."""

from __future__ import annotations

import pandas as pd

from chitieu.show.exhibit import Exhibit, render
from chitieu.words import text


def plain(
    caption: str,
    table: pd.DataFrame,
    numbers: tuple[str, ...] = (),
    note: str = "",
    empty: str = "",
    reading: str = "",
    wide: bool = False,
    kind: str = "",
) -> Exhibit:
    """Return a table of texts as an exhibit: a caption, scopes, every cell escaped.

    `wide`: it is printed on a sheet on its side; `kind`: its class in the style sheets.
    """
    html = render(
        "plain.html",
        caption=caption,
        columns=list(table.columns),
        rows=table.fillna("").to_numpy().tolist(),
        numbers=numbers,
        note=note,
        empty=empty or text("tables.none"),
        wide=wide,
        kind=kind,
    )
    return Exhibit(html, table, reading)
