"""The rules between variables (no part above its whole), and a year's figures held against them,
against the totals of areas, and against each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from chitieu.collect.editions import of_unknown_parts, on_years_areas, wrongly_carried
from chitieu.collect.wholes import wrong_sums
from chitieu.decimals import added, shown
from chitieu.faults import Fault
from chitieu.plan.areas import Areas
from chitieu.plan.expressions import Term, parsed
from chitieu.plan.indicators import AREAS, area_counts, variables_of_areas
from chitieu.plan.targets import PARTS


@dataclass(frozen=True)
class Rule:
    """The sum `left` must not exceed the sum `right`; `why` says so in Vietnamese.

    `areas`: those of its variables that are numbers of areas, which nobody reports.
    """

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    why: str = ""
    areas: frozenset[str] = frozenset()

    @property
    def variables(self) -> list[str]:
        """The variables that are reported, those on the left first."""
        return [word for _, word in (*self.left, *self.right) if word not in self.areas]

    def sums(self, figure: Callable, areas=1) -> tuple | None:
        """Return both sides, None where a figure of theirs is missing.

        What is missing of a sum on the left is at least 0: the rest must not exceed the right.

        `figure` gives a variable's count, or an array of counts, or None; `areas`: how many areas
        of the lowest level it is of, which nobody reports.
        """
        amounts = {variable: figure(variable) for variable in self.variables}
        if len(self.left) > 1 and not all(amount is None for amount in amounts.values()):
            added_up = [v for sign, v in self.left if sign > 0 and v in amounts]
            amounts |= {variable: _at_least(amounts[variable]) for variable in added_up}
        if any(amount is None for amount in amounts.values()):
            return None
        amounts |= dict.fromkeys(self.areas, areas)
        left, right = (
            added(*(s * amounts[v] for s, v in side)) for side in (self.left, self.right)
        )
        return left, right

    def in_words(self, side: tuple[Term, ...], names: dict[str, str]) -> str:
        """Return one side with the variables' names: "A + B - C"."""
        return written(side, lambda variable: f"“{names.get(variable, variable)}”")


def _at_least(amount):
    """The least that a count, or each of an array, can be: none where it is missing."""
    return 0.0 if amount is None else np.nan_to_num(amount)


def rules_between(
    variables: Collection[str], indicators: pd.DataFrame, checks: pd.DataFrame
) -> list[Rule]:
    """Return the rules among `variables`: the plan's own and those that its indicators imply."""
    parts = indicators[indicators["kind"].isin(PARTS)]
    stated = checks[["left", "right", "why_vi"]].itertuples(index=False, name=None)
    return _among(variables, [*stated, *_of_indicators(parts)], area_counts(indicators))


def cohorts_between(variables: Collection[str], indicators: pd.DataFrame) -> list[Rule]:
    """Return what would be rules, but that the part may come from outside its whole."""
    return _among(variables, _of_indicators(indicators[indicators["kind"] == "cohort"]))


def written(side: tuple[Term, ...], word: Callable[[str], str] = str) -> str:
    """Return one side as `params/checks.csv` writes it: "a + b - c"; `word`: its variables'."""
    said = ((" - " if sign < 0 else " + ") + word(variable) for sign, variable in side)
    return "".join(said).removeprefix(" + ").strip()


def _of_indicators(indicators: pd.DataFrame) -> list[tuple[str, str, str]]:
    pairs = zip(indicators["numerator"], indicators["denominator"], strict=True)
    return [(numerator, denominator, "") for numerator, denominator in pairs]


def _among(
    variables: Collection[str], sides: list[tuple[str, str, str]], areas: Collection[str] = ()
) -> list[Rule]:
    rules: dict[tuple, Rule] = {}
    for left, right, why in sides:
        both = parsed(left), parsed(right)
        own = frozenset(word for side in both for _, word in side if word in areas)
        rule = Rule(*both, "" if pd.isna(why) else why, own)
        if set(rule.variables) <= set(variables):
            rules.setdefault((rule.left, rule.right), rule)
    return list(rules.values())


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
        columns = dict(zip(self.value, self.value.to_numpy().T, strict=True))
        areas = self.areas.to_numpy(float)
        for rule in rules:
            sums = rule.sums(columns.get, areas)
            if sums is None or rule.left[0][1] in rule.areas:
                continue
            for place in np.flatnonzero(np.greater(*sums)):
                area, (left, other) = self.value.index[place], (side[place] for side in sums)
                row = next(filter(None, (self.line_of(area, v) for _, v in rule.left)), 0)
                if not row:
                    continue
                whole = f"{written(rule.right)}, {shown(other)}{self._lines(area, rule)}"
                part = f"{written(rule.left)} of {area} is {shown(left)}"
                problem = f"{part}, more than {whole}"
                remedy = "compare both with the report they came from and mend the wrong one"
                yield Fault(self.name, row, "value", problem, remedy)

    def of_cohorts(self, rules: Iterable[Rule]) -> Iterator[Fault]:
        """Yield parts above their whole where that may be right, and no note explains it."""
        for fault in self.broken(rules):
            if fault.row not in self.explained:
                remedy = "if pupils moved in or come from elsewhere, say so in the line's note; "
                yield Fault(fault.file, fault.row, fault.column, fault.problem,
                            f"{remedy}else mend it")  # fmt: skip

    def wrong_totals(self, area_counts: Collection[str]) -> Iterator[Fault]:
        """Where an area and all those below it reported, the area's figure must be their sum; of
        `area_counts`, as many as there are."""
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
        yield from self._wrong_area_counts(area_counts)

    def _wrong_area_counts(self, area_counts: Collection[str]) -> Iterator[Fault]:
        leaves = self.tree.leaf_count()
        told = self.rows.loc[self.rows["variable"].isin(area_counts), ["area", "variable", "value"]]
        for row, area, variable, count in told.dropna().itertuples():
            if area in leaves and count != leaves[area]:
                there = leaves[area]
                problem = f"{variable} of {area} is {shown(count)}, data/areas.csv has {there}"
                yield Fault(self.name, row, "value", problem, "remove the line: it is counted")

    def _lines(self, area: str, rule: Rule) -> str:
        numbers = [str(row) for _, v in rule.right if (row := self.line_of(area, v))]
        return f" (line {', '.join(numbers)})" if numbers else ""


class Figures:
    """The observations of a year. `table`: as read, by line; `tree`: the year's areas; `areas`:
    those of all editions; `name`: the file's.

    `whole`: the observations on the year's own areas; `faults`: what contradicts what; `unknown`:
    warnings of counts that cannot be carried, with their bounds.
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
        self._area_counts = variables.index[self._natures == AREAS]
        own = variables_of_areas(indicators)
        self.whole, self._carried = on_years_areas(table, changes, tree.edition, own)
        self._others = [
            (rows[rows["area"].isin(other.table.index)], other)
            for edition, rows in table[table["edition"] != tree.edition].groupby("edition")
            for other in Areas.all_of(areas, edition)
        ]
        self.unknown = [*of_unknown_parts(table, changes, tree.edition, name)]
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
            wrong += [*held.broken(self._rules), *held.wrong_totals(self._area_counts)]
        return wrong

    def _of_lines(self, fault: Fault) -> Fault:
        problem = fault.problem
        for row, told in self._carried.items():
            problem = problem.replace(f"(line {row})", f"({told})")
        if fault.row in self._carried:
            problem += f", {self._carried[fault.row]}"
        return replace(fault, problem=problem)
