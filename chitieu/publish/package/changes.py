"""What changed since the last package of a period: figure by figure, and why where a note says."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.indicators import terms
from chitieu.plan.targets import Target
from chitieu.publish.published import Published
from chitieu.show.formats import short_area

NAME = "changes.csv"
KEY = ["indicator", "area", "edition"]
COMPARED = ("numerator", "denominator", "value", "comparator", "target", "status")
DECISIVE = (
    "numerator",
    "denominator",
    "comparator",
    "target",
    "status",
)  # the value follows from them
SIMULATED = "mô phỏng"  # a note that says so is no reason for a change
COLUMNS = (
    "indicator", "name_vi", "area", "area_name",
    *(f"{side}_{column}" for column in COMPARED for side in ("old", "new")),
    "why_vi",
)  # fmt: skip


def changes(published: Published, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return a row a figure that both packages publish and that is not the same in them.

    `old`, `new`: their results as texts. What either of them withholds is left out: a figure that
    was published once and is withheld now must not be told again beside the newer ones.
    """
    both = new.merge(old, on=KEY, suffixes=("", "_old"), validate="one_to_one")
    both = both[both["conf_status"].eq("F") & both["conf_status_old"].eq("F")]
    rows = both.to_dict("records")
    changed = both[[any(not _same(r[c], r[f"{c}_old"]) for c in DECISIVE) for r in rows]]
    notes = _notes(published) if len(changed) else {}
    rows = [_row(published, row, changed, notes) for row in changed.to_dict("records")]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def withheld_since(old: pd.DataFrame, new: pd.DataFrame) -> int:
    """Return how many results are withheld now of which the package before told the counts."""
    both = new.merge(old, on=KEY, suffixes=("", "_old"), validate="one_to_one")
    told = both["numerator_old"].ne("") & both["conf_status_old"].eq("F")
    return int((told & both["conf_status"].eq("C")).sum())


def lines(table: pd.DataFrame) -> list[str]:
    """Return the changes as they are printed: "11a 614 (Kon Rẫy): 12/2400 → 13/2400, not_met"."""
    return [_line(row) for row in table.to_dict("records")]


def _row(published: Published, row: dict, changed: pd.DataFrame, notes: dict) -> dict:
    plan = published.indicators.loc[row["indicator"]]
    found = {
        "indicator": row["indicator"],
        "name_vi": plan["short_vi"],
        "area": row["area"],
        "area_name": published.areas.name(row["area"]),
        "why_vi": _why(published, row, plan, changed, notes),
    }
    for column in COMPARED:
        found |= {f"old_{column}": row[f"{column}_old"], f"new_{column}": row[column]}
    return found


def _why(published: Published, row: dict, plan, changed: pd.DataFrame, notes: dict) -> str:
    """What the notes of the counts that changed say: of the area, or of those below it."""
    expressions = [plan["numerator"], plan["denominator"]]
    sides = [
        terms(expression)
        for expression, column in zip(expressions, ("numerator", "denominator"), strict=True)
        if pd.notna(expression) and not _same(row[column], row[f"{column}_old"])
    ]
    own = changed.loc[changed["indicator"].eq(row["indicator"]), "area"]
    areas = [a for a in own if row["area"] in published.areas.chain(a)]
    told = {}
    for area in areas:
        for variable in (variable for side in sides for variable in side):
            if note := notes.get((area, variable)):
                here = area == row["area"]
                text = note if here else f"{short_area(published.areas.name(area))}: {note}"
                told[text] = None
    return "; ".join(told)


def _notes(published: Published) -> dict[tuple[str, str], str]:
    """The notes of published counts, by area and variable; withheld ones have none."""
    counts = published.reported
    if "note" not in counts:
        return {}
    noted = counts[counts["note"].notna() & counts["conf_status"].ne("C")]
    return {
        (row.area, row.variable): str(row.note)
        for row in noted.itertuples()
        if SIMULATED not in str(row.note)
    }


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _line(row: dict) -> str:
    def figure(side: str) -> str:
        top, bottom = row[f"{side}_numerator"], row[f"{side}_denominator"]
        counts = f"{top}/{bottom}" if top and bottom else top or "no data"
        goal = Target.of(row[f"{side}_comparator"], row[f"{side}_target"]) or "no target"
        return f"{counts} {row[f'{side}_status']} ({goal})"

    text = f"{row['indicator']} {row['area']} {row['area_name']}: {figure('old')} → {figure('new')}"
    return f"{text}: {row['why_vi']}" if row["why_vi"] else text
