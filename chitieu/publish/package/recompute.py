"""Figures computed again from the counts that a package publishes, and held against its own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.faults import Fault
from chitieu.measure.pace import bases
from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge
from chitieu.plan.periods import elapsed, is_part
from chitieu.publish.package.figures import FIGURES
from chitieu.publish.package.publication import Publication

REMEDY = "do not rely on it; ask the sender for the package again"
_WORDS = ("method", "status", "evidence", "reason")
_EXACT = {"rtol": 1e-11, "atol": 1e-12}  # another processor's last digit is no other figure


def recomputed(source: Publication, confidence: float) -> list[Fault]:
    """Return a fault for each value, limit, status and total that does not follow from the counts
    beside it; a withheld result has none."""
    return [
        *_withheld(source),
        *_rows(source, confidence),
        *_totals(source),
    ]


def _withheld(source: Publication) -> list[Fault]:
    hidden = source.texts[source.texts["conf_status"].eq("C")]
    return [
        Fault(source.file, row, column, "a withheld result has a figure or a verdict", REMEDY)
        for column in (*FIGURES, "status", "evidence")
        for row in hidden.index[hidden[column].ne("")]
    ]


def _rows(source: Publication, confidence: float) -> list[Fault]:
    rows = source.rows[source.rows["conf_status"].ne("C")]
    given = rows[["kind", "numerator", "denominator", "per", "comparator", "target", "reason"]]
    given = given.assign(confidence=confidence)
    skipped = pd.Series(False, index=rows.index)
    if len(rows) and is_part(period := rows["period"].iloc[0]):
        plan = pd.DataFrame(source.defined["indicators"]).set_index("indicator").replace("", None)
        variables = pd.DataFrame(source.defined["variables"]).set_index("variable")
        basis = rows["indicator"].map(bases(plan, variables))
        given = given.assign(quarters=elapsed(period), basis=basis)
        skipped = rows["kind"].eq("change")  # judged on the whole year before, which is not here
    anew = judge(add_rates(given))
    faults = []
    for column in ("value", "lower", "upper"):
        mine, told = (t[column].to_numpy(float, na_value=np.nan) for t in (anew, rows))
        for at in np.flatnonzero(~np.isclose(mine, told, equal_nan=True, **_EXACT)):
            problem = f"{_written(told[at])} does not follow from the counts ({_written(mine[at])})"
            faults.append(Fault(source.file, rows.index[at], column, problem, REMEDY))
    for column in _WORDS:
        mine = anew[column].astype("object").where(anew[column].notna(), "")
        told = rows[column].fillna("")
        wrong = mine.ne(told) & ~(skipped & (column != "method"))
        for row in rows.index[wrong]:
            problem = f"'{told[row]}' does not follow from the counts ('{mine[row]}')"
            faults.append(Fault(source.file, row, column, problem, REMEDY))
    return faults


def _totals(source: Publication) -> list[Fault]:
    """A total that is not the sum of the counts below it, where all of them are published."""
    parents = {(area["edition"], area["area"]): area["parent"] for area in source.defined["areas"]}
    rows = source.rows.assign(parent=[
        parents.get(key, "") for key in zip(source.rows["edition"], source.rows["area"],
                                            strict=True)])  # fmt: skip
    faults = []
    keys = ["indicator", "edition"]
    below = rows.groupby([*keys, "parent"], dropna=False)
    sums = {c: below[c].sum() for c in ("numerator", "denominator")}
    whole = {c: below[c].apply(lambda counts: counts.notna().all()) for c in sums}
    for row in rows[rows["reason"].ne("partial_total").fillna(True)].itertuples():
        key = row.indicator, row.edition, row.area
        for column, total in sums.items():
            count = getattr(row, column)
            if pd.isna(count) or key not in total.index or not whole[column][key]:
                continue
            if abs(total[key] - count) > 1e-6:
                problem = f"{_written(count)} is not the sum of the areas below"
                problem += f" ({_written(total[key])})"
                faults.append(Fault(source.file, row.Index, column, problem, REMEDY))
    return faults


def _written(number: float) -> str:
    return "blank" if pd.isna(number) else f"{number:.12g}"
