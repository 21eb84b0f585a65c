"""Values and targets of other places, as the province or the country, to be seen beside a plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault
from chitieu.files import YES_OR_NO, matches, optional, read_table, text, unknown, words
from chitieu.plan.indicators import read_senses
from chitieu.plan.targets import Target, against_sense
from chitieu.plan.written_targets import Unread, canonical

_KEY = ("indicator", "place_vi", "year")


def read_references(root: Path) -> pd.DataFrame:
    """Return what other places have reached or want to, as `params/references.csv` states it.

    Columns: indicator, place_vi, place_en, year (a number), value (a number in the indicator's
    unit), target (as `Target.parse` reads it), same_definition (yes or no), note_vi, note_en,
    source, source_en. Each line has a value, a target or both, and its source. A workbook without
    that file has none.
    """
    columns = {
        "indicator": text(),
        "place_vi": text(),
        "place_en": optional(),
        "year": text(matches(r"\d{4}", "is no year", "write it as 2022")),
        "value": text(
            matches(r"-?\d{1,15}(\.\d{1,9})?", "is no number", "write it as 36.6"), blank=True
        ),
        "target": text(blank=True),
        "same_definition": text(YES_OR_NO),
        "note_vi": optional(),
        "note_en": optional(),
        "source": text(),
        "source_en": optional(),
    }
    known = words(root / "params" / "indicators.csv", root, "indicator")
    senses = read_senses(root)

    def beyond(table: pd.DataFrame, name: str) -> Iterator[Fault]:
        yield from unknown(table, name, "indicator", known, "indicator")
        for row in table.index[table["value"].isna() & table["target"].isna()]:
            remedy = "write a value, a target or both"
            yield Fault(name, row, "value", "the line says nothing of the place", remedy)
        for row, indicator, told in table[["indicator", "target"]].dropna().itertuples():
            try:
                target = Target.parse(canonical(told, senses.get(indicator)))
            except Unread as error:
                yield Fault(name, row, "target", error.problem, error.remedy)
                continue
            if indicator in senses:
                for problem, remedy in against_sense(target, senses[indicator]):
                    yield Fault(name, row, "target", f"'{told}': {problem}", remedy)

    path = root / "params" / "references.csv"
    table = read_table(path, root, columns, _KEY, beyond, may_be_absent=True)
    table["target"] = [
        canonical(told, senses.get(indicator)) if pd.notna(told) else told
        for indicator, told in zip(table["indicator"], table["target"], strict=True)
    ]
    return table.astype({"year": int, "value": float}).reset_index(drop=True)


def of_year(references: pd.DataFrame, indicators: pd.Index, year: int) -> pd.DataFrame:
    """Return what is to be seen of each indicator and place beside a year: the newest value up to
    it, and the target of that year or of the next that has one."""
    own = references[references["indicator"].isin(indicators)].sort_values("year", kind="stable")
    place = ["indicator", "place_vi"]
    values = own[own["value"].notna() & own["year"].le(year)].drop_duplicates(place, keep="last")
    targets = own[own["target"].notna() & own["year"].ge(year)].drop_duplicates(place)
    found = pd.concat([values.assign(target=None), targets.assign(value=float("nan"))])
    found = found.sort_index(kind="stable").reset_index(drop=True)
    return found.astype({"target": "str", "value": float})
