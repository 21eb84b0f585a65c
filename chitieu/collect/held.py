"""One period's counts held against the rules between variables and the totals of areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import pandas as pd

from chitieu.collect.rules import Rule, written
from chitieu.decimals import added, shown
from chitieu.faults import Fault
from chitieu.plan.areas import Areas
from chitieu.plan.indicators import AREA_COUNT


class Held:
    """The counts of one period and edition. `rows`: observations by line; `name`: the file's."""

    def __init__(self, rows: pd.DataFrame, tree: Areas, name: str):
        self.rows, self.tree, self.name = rows, tree, name

    @cached_property
    def value(self) -> pd.DataFrame:
        """The counts, an area a row, a variable a column; NaN where there is none."""
        return self.rows.pivot(index="area", columns="variable", values="value").astype(float)

    @cached_property
    def line(self) -> pd.DataFrame:
        """The spreadsheet's lines that they stand on."""
        return self.rows.reset_index().pivot(index="area", columns="variable", values="row")

    @cached_property
    def areas(self) -> pd.Series:
        """How many areas of the lowest level lie in each area."""
        return self.tree.leaf_count().reindex(self.value.index).fillna(1)

    @cached_property
    def explained(self) -> set[int]:
        """The lines with a note, which says why a figure is what it is."""
        return set(self.rows.index[self.rows["note"].notna()])

    def line_of(self, area: str, variable: str) -> int:
        there = variable in self.line and area in self.line.index
        row = self.line.at[area, variable] if there else None
        return 0 if pd.isna(row) else int(row)

    def broken(self, rules: Iterable[Rule]) -> Iterator[Fault]:
        """Yield a fault for each part above its whole."""
        for rule in rules:
            sums = rule.sums(self.value.get, self.areas)
            first = rule.left[0][1]
            if sums is None or first == AREA_COUNT:
                continue
            left, other = sums
            for area in self.value.index[left > other]:
                row = self.line_of(area, first)
                if not row:
                    continue
                whole = f"{written(rule.right)}, {shown(other[area])}{self._lines(area, rule)}"
                part = f"{written(rule.left)} of {area} is {shown(left[area])}"
                problem = f"{part}, more than {whole}"
                remedy = "compare both with the report they came from and mend the wrong one"
                yield Fault(self.name, row, "value", problem, remedy)

    def ratios(self, rules: Iterable[Rule]) -> Iterator[Fault]:
        """Yield parts above their whole where that may be right, and no note explains it."""
        for fault in self.broken(rules):
            if fault.row not in self.explained:
                remedy = "if pupils moved in or come from elsewhere, say so in the line's note; "
                yield Fault(fault.file, fault.row, fault.column, fault.problem,
                            f"{remedy}else mend it")  # fmt: skip

    def wrong_totals(self) -> Iterator[Fault]:
        """Where an area and all those below it reported, the area's figure must be their sum."""
        value = self.value.T
        for area in self.tree.table.index:
            children = self.tree.children(area)
            if area not in value or not children or not set(children) <= set(value):
                continue
            total = added(*(value[child] for child in children))
            differs = (total != value[area]) & total.notna() & value[area].notna()
            for variable in total.index[differs]:
                problem = (
                    f"{variable} of {area} is {shown(value.at[variable, area])}, "
                    f"the areas below it add up to {shown(total[variable])}"
                )
                remedy = "remove the total, which is computed, or mend the parts"
                row = self.line_of(area, variable)
                yield Fault(self.name, row, "value", problem, remedy)
        yield from self._wrong_area_counts()

    def _wrong_area_counts(self) -> Iterator[Fault]:
        leaves = self.tree.leaf_count()
        told = self.rows.loc[self.rows["variable"] == AREA_COUNT, ["area", "value"]]
        for row, area, count in told.dropna().itertuples():
            if area in leaves and count != leaves[area]:
                problem = (
                    f"{AREA_COUNT} of {area} is {shown(count)}, data/areas.csv has {leaves[area]}"
                )
                yield Fault(self.name, row, "value", problem, "remove the line: it is counted")

    def _lines(self, area: str, rule: Rule) -> str:
        numbers = [str(row) for _, v in rule.right if (row := self.line_of(area, v))]
        return f" (line {', '.join(numbers)})" if numbers else ""
