"""A table's rows to take along: a link that holds them as CSV, without a script.

What a link holds comes from the results that its table shows, and from nothing else.
"""

from __future__ import annotations

import io
from base64 import b64encode

import pandas as pd
from markupsafe import Markup

from chitieu.plan.identifiers import safe
from chitieu.show.scene import Scene
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f
from chitieu.spreadsheets import without_formulas
from chitieu.words import text, texts

BEGINS = "data:text/csv;charset=utf-8;base64,"
COUNTS = ("numerator", "denominator")
PLACES = 6  # decimals of a value
MOST = 400  # rows in a page; more are in results.csv alone


def link(scene: Scene, rows: pd.DataFrame, name: str) -> Markup:
    """Return the link to rows of results as a file `name`-PERIOD.csv; none to too many for a page.

    UTF-8 with the mark that Excel knows it by; its numbers are written as in results.csv.
    """
    if len(rows) > MOST:
        return Markup("")
    table = told(scene, rows)
    buffer = io.StringIO()
    table.to_csv(buffer, index=False, lineterminator="\r\n")
    held = b64encode(buffer.getvalue().encode("utf-8-sig")).decode()
    shown = text("download.link", many=len(table))
    return Markup('<p class="ct-along"><a download="{}-{}.csv" href="{}{}">{}</a></p>').format(
        safe(name), scene.period, Markup(BEGINS), Markup(held), shown
    )


def told(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of results as they are taken along, in columns that are called as in the other
    files of results: of several periods each with its own, of one with the values of the year
    before."""
    records = rows.to_dict("records")
    several = rows["period"].nunique() > 1
    of_groups = rows["dimension"].ne("").any()
    before = None if several or of_groups else _before(scene, rows)
    columns = {
        "period": rows["period"] if several else None,
        "indicator": rows["indicator"].astype("object"),
        "area": rows["area"].astype("object"),
        "place": rows["area"].map(scene.names),
        **({column: rows[column] for column in ("dimension", "group")} if of_groups else {}),
        **{column: rows[column].map(_count, na_action="ignore") for column in COUNTS},
        **{column: rows[column].map(_value) for column in ("value", "lower", "upper")},
        "unit": [f.unit(row) for row in records],
        "before": before.map(_value) if before is not None else None,
        "target": [without_formulas(f.target_words(row)).strip() for row in records],
        "status": [verdict(row).text for row in records],
        "reason": rows["reason"].map(f.reason),
    }
    return pd.DataFrame(
        {heading(scene, name): cells for name, cells in columns.items() if cells is not None}
    )


def heading(scene: Scene, column: str) -> str:
    """Return what a column is called."""
    if column == "before":
        return text("download.before", year=int(scene.period[:4]) - 1)
    return texts("download.column").get(column) or texts("columns.name")[column]


def value_before(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return an indicator's results of the year before, by area; none on a page of a part of a
    year, whose figures are of the year so far."""
    history = scene.history_of(indicator)
    before = history[history["period"].eq(str(int(scene.period[:4]) - 1))]
    return before.iloc[: len(before) if scene.period.isdecimal() else 0].set_index("area")


def _before(scene: Scene, rows: pd.DataFrame) -> pd.Series | None:
    """The values of the year before, row by row; None where there is none of any."""
    found = {i: value_before(scene, i)["value"] for i in rows["indicator"].unique()}
    keys = zip(rows["indicator"], rows["area"], strict=True)
    cells = pd.Series([found[i].get(area, float("nan")) for i, area in keys], rows.index)
    return cells if cells.notna().any() else None


def _count(count: float) -> str:
    return f"{float(count):.10g}"


def _value(value: float) -> str:
    if pd.isna(value):
        return ""
    return f"{float(value):.{PLACES}f}".rstrip("0").rstrip(".")
