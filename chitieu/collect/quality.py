"""What is wrong with the inputs: every fault of every file at once, before anything is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from chitieu.collect.observations import observation_file, read_observations
from chitieu.faults import CallError, Fault, Faults
from chitieu.files import relative
from chitieu.plan.areas import Areas, read_area_changes, read_areas
from chitieu.plan.boundaries import read_boundaries
from chitieu.plan.indicators import (
    AREA_COUNT,
    read_actions,
    read_agencies,
    read_checks,
    read_indicators,
    read_variables,
)
from chitieu.plan.years import known_years, read_year

_SHOWN = 6  # areas that a warning names before it says how many more there are


def check(root: Path, years: list[int] | None = None) -> tuple[list[Fault], list[Fault]]:
    """Return the errors and the warnings of a workbook's inputs.

    `years`: those to look at; all that have a year file or figures where None. An error stops a
    report from being right; a warning (a gap, a ratio above 100 %) does not.
    """
    errors: list[Fault] = []

    def attempt(read: Callable, *args):
        try:
            return read(*args)
        except Faults as faults:
            errors.extend(faults.faults)
        except CallError as error:
            errors.append(_call_fault(error))
        return None

    indicators = attempt(read_indicators, root)
    variables = attempt(read_variables, root)
    for read in (read_agencies, read_actions, read_area_changes):
        attempt(read, root)
    checks = attempt(read_checks, root)
    areas = attempt(read_areas, root)
    warnings: list[Fault] = []
    editions: set[str] = set()
    for year in years if years is not None else _all_years(root):
        settings = attempt(read_year, root, year, () if indicators is None else indicators.index)
        if not (observation_file(root, year).is_file() or years):
            continue
        table = attempt(read_observations, root, year, settings.edition if settings else "")
        tree = None
        if settings and areas is not None:
            tree = attempt(Areas, areas, settings.edition)
        if tree is not None:
            editions.add(settings.edition)
        if any(part is None for part in (table, tree, indicators, variables, checks)):
            continue
        name = relative(observation_file(root, year), root)
        table = table[table["edition"] == settings.edition]
        rules = _rules(indicators, checks)
        for period, rows in table.groupby("period", sort=False):
            errors += _broken_rules(rows, rules, name)
            errors += _wrong_totals(rows, tree, name)
            warnings += _gaps(rows, tree, list(variables.index), name, period)
            warnings += _ratios(rows, indicators, name)
    for edition in sorted(editions):
        attempt(read_boundaries, root, Areas(areas, edition))
    return Faults(errors).faults, Faults(warnings).faults


def _all_years(root: Path) -> list[int]:
    files = (root / "data" / "observations").glob("*.csv")
    return sorted({*known_years(root), *(int(p.stem) for p in files if p.stem.isdigit())})


def _call_fault(error: CallError) -> Fault:
    problem, _, remedy = str(error).partition("; ")
    return Fault("params", 0, "", problem, remedy or "make the file")


# ---- rules between variables ----------------------------------------------------------------


def _rules(indicators: pd.DataFrame, checks: pd.DataFrame) -> list[tuple[str, str]]:
    """The plan's own rules and those that follow from it: no part above its whole."""
    parts = indicators[indicators["kind"].isin(["proportion", "rate"])]
    follows = zip(parts["numerator"], parts["denominator"], strict=True)
    return list(dict.fromkeys([*zip(checks["left"], checks["right"], strict=True), *follows]))


def _broken_rules(rows: pd.DataFrame, rules: list, name: str) -> Iterator[Fault]:
    value = rows.pivot(index="area", columns="variable", values="value").astype(float)
    value[AREA_COUNT] = 1.0
    line = rows.reset_index().pivot(index="area", columns="variable", values="row")
    for left, right in rules:
        one, other = _amount(left, value), _amount(right, value)
        if one is None or other is None:
            continue
        for area in value.index[one > other]:
            first = re.findall(r"\w+", left)[0]
            if first == AREA_COUNT or first not in line:
                continue
            problem = (
                f"{left} of {area} is {one[area]:g}, more than {right}, {other[area]:g}"
                f"{_lines(line, area, right)}"
            )
            remedy = "compare both with the report they came from and mend the wrong one"
            yield Fault(name, int(line.at[area, first]), "value", problem, remedy)


def _amount(expression: str, value: pd.DataFrame) -> pd.Series | None:
    total = pd.Series(0.0, index=value.index)
    for sign, variable in re.findall(r"([+-]?)\s*(\w+)", expression):
        if variable not in value:
            return None
        total = total - value[variable] if sign == "-" else total + value[variable]
    return total


def _lines(line: pd.DataFrame, area: str, expression: str) -> str:
    numbers = [
        str(int(line.at[area, v])) for v in re.findall(r"\w+", expression) if v in line.columns
    ]
    return f" (line {', '.join(numbers)})" if numbers else ""


# ---- totals, gaps, ratios -------------------------------------------------------------------


def _wrong_totals(rows: pd.DataFrame, tree: Areas, name: str) -> Iterator[Fault]:
    """Where an area and all those below it reported, the area's figure must be their sum."""
    value = rows.pivot(index="variable", columns="area", values="value").astype(float)
    line = rows.reset_index().pivot(index="variable", columns="area", values="row")
    for area in tree.table.index:
        children = tree.children(area)
        if area not in value or not children or not set(children) <= set(value):
            continue
        total = value[children].sum(axis=1, skipna=False)
        for variable in total.index[(total != value[area]) & total.notna() & value[area].notna()]:
            problem = (
                f"{variable} of {area} is {value.at[variable, area]:g}, "
                f"the areas below it add up to {total[variable]:g}"
            )
            remedy = "remove the total, which is computed, or mend the parts"
            yield Fault(name, int(line.at[variable, area]), "value", problem, remedy)
    leaves = tree.leaf_count()
    for row, area, count in rows.loc[
        rows["variable"] == AREA_COUNT, ["area", "value"]
    ].itertuples():
        if area in leaves and count != leaves[area]:
            problem = f"{AREA_COUNT} of {area} is {count:g}, data/areas.csv has {leaves[area]}"
            yield Fault(name, row, "value", problem, "remove the line: it is counted")


def _gaps(
    rows: pd.DataFrame, tree: Areas, variables: list[str], name: str, period: str
) -> Iterator[Fault]:
    there = set(rows[["area", "variable"]].itertuples(index=False, name=None))
    above = {leaf: tree.chain(leaf) for leaf in tree.leaves}
    for variable in variables:
        if variable == AREA_COUNT:
            continue
        absent = [a for a in tree.leaves if not any((up, variable) in there for up in above[a])]
        if not absent:
            continue
        more = f" and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
        problem = f"{period} has no line for '{variable}' of {', '.join(absent[:_SHOWN])}{more}"
        yield Fault(name, 0, "", problem, "ask for the figure, or declare it O or L")


def _ratios(rows: pd.DataFrame, indicators: pd.DataFrame, name: str) -> Iterator[Fault]:
    """Parts above their whole where that may be right; a note beside the figure explains it."""
    ratios = indicators[indicators["kind"] == "ratio"]
    explained = set(rows.index[rows["note"].notna()])
    rules = list(zip(ratios["numerator"], ratios["denominator"], strict=True))
    for fault in _broken_rules(rows, rules, name):
        if fault.row in explained:
            continue
        remedy = (
            "if pupils moved in or come from elsewhere, say so in the line's note; else mend it"
        )
        yield Fault(fault.file, fault.row, fault.column, fault.problem, remedy)
