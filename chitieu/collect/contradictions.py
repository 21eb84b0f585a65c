"""A year's figures held against each other: those of other areas among themselves, and all of them
on the year's own areas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import pandas as pd

from chitieu.collect.editions import on_years_areas, wrongly_carried
from chitieu.collect.held import Held
from chitieu.collect.rules import rules_between
from chitieu.collect.year_sums import wrong_sums
from chitieu.faults import Fault
from chitieu.plan.areas import Areas
from chitieu.plan.indicators import of_areas, terms


class Figures:
    """The observations of a year. `table`: as read, by line; `tree`: the year's areas; `areas`:
    those of all editions; `name`: the file's.

    `whole`: the observations on the year's own areas; `faults`: what contradicts what.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        tree: Areas,
        areas: pd.DataFrame,
        changes: pd.DataFrame,
        indicators: pd.DataFrame,
        variables: pd.DataFrame,
        checks: pd.DataFrame,
        name: str,
    ):
        self.tree, self.name, self._natures = tree, name, variables["stock_or_flow"]
        self._rules = rules_between([*variables.index], indicators, checks)
        own = indicators.loc[of_areas(indicators), "numerator"].map(terms).explode()
        self.whole, self._carried = on_years_areas(table, changes, tree.edition, set(own))
        self._others = [
            (rows[rows["area"].isin(other.table.index)], other)
            for edition, rows in table[table["edition"] != tree.edition].groupby("edition")
            for other in Areas.all_of(areas, edition)
        ]
        self._twice = [*wrongly_carried(table, changes, tree.edition, name)]

    @cached_property
    def faults(self) -> list[Fault]:
        first = [*self._twice]
        for rows, tree in self._others:
            first += self._among(rows, tree)
        told = {fault.row for fault in first}
        rest = [fault for fault in self._among(self.whole, self.tree) if fault.row not in told]
        return [*first, *self.with_lines(rest)]

    def with_lines(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults that say of counts which were carried from which lines."""
        return [self._of_lines(fault) if self._carried else fault for fault in faults]

    def _among(self, rows: pd.DataFrame, tree: Areas) -> list[Fault]:
        """What cannot be in the figures of one edition, in each period and in its parts."""
        wrong = [*wrong_sums(rows, self._natures, self.name)]
        for _, part in rows.groupby("period", sort=False):
            held = Held(part, tree, self.name)
            wrong += [*held.broken(self._rules), *held.wrong_totals()]
        return wrong

    def _of_lines(self, fault: Fault) -> Fault:
        problem = fault.problem
        for row, told in self._carried.items():
            problem = problem.replace(f"(line {row})", f"({told})")
        if fault.row in self._carried:
            problem += f", {self._carried[fault.row]}"
        return replace(fault, problem=problem)
