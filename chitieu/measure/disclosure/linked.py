"""Linked tables: every count and every difference of counts, and the rows that bind them.

Tables are linked where they share cells or where cells of one follow from those of another
(Willenborg & de Waal; Hundepool et al.). Here all of them are written as
*rows*: a total is the sum of its parts, all of them whole numbers from none.

- area: an area is the sum of those below it;
- time: what flowed by the end of a page's period is what had by the end of the page before, and
  what did in between;
- difference: a whole is its part and those who are in the whole alone;
- groups: everyone is the sum of the groups of a dimension, also of those in the whole alone and
  of those in between.

What flowed in between and the difference are cells that nobody publishes and that everybody knows
where both of their terms are published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from chitieu.measure.disclosure.hierarchy import Tree
from chitieu.plan.expressions import terms
from chitieu.plan.groups import of_group, parted
from chitieu.plan.targets import PARTS

Key = object  # of a column: (period, variable), or what a difference is made of
Cell = tuple  # of a column's key and a node
Counts = dict[int, int]  # by node


@dataclass(frozen=True)
class Difference:
    """The sum of `parts` is at most the sum of `wholes`, variables both; `sensitive`: those in the
    whole alone are to be protected like a count of their own; `none`: there are none of them, the
    parts are the whole."""

    parts: tuple
    wholes: tuple
    sensitive: bool
    none: bool = False

    def of(self, period: str) -> dict[Key, int]:
        """The difference in one period as a sum of counts with their signs."""
        signs = [(v, -1) for v in self.parts] + [(v, 1) for v in self.wholes]
        return {(period, variable): sign for variable, sign in signs}


def differences_of(indicators: pd.DataFrame, checks: pd.DataFrame | None) -> list[Difference]:
    """Return what is a part of what by the plan: the indicators that are shares, and the checks."""
    found: dict[tuple, bool] = {}
    for row in indicators.itertuples():
        if row.kind in PARTS and pd.notna(row.denominator):
            found[tuple(terms(row.numerator)), tuple(terms(row.denominator))] = False
    if checks is not None:
        for row in checks.itertuples():
            if not re.search("-", row.left + row.right):
                pair = tuple(terms(row.left)), tuple(terms(row.right))
                sensitive = getattr(row, "difference_sensitive", "no") == "yes"
                found[pair] = found.get(pair, False) or sensitive
    equal = {(parts, wholes) for parts, wholes in found if (wholes, parts) in found}
    groups = {(parts, wholes) for parts, wholes in equal if len(wholes) == 1}
    follows = {*equal, *(((part,), wholes) for parts, wholes in groups for part in parts)} - groups
    return [
        Difference(*pair, sensitive, pair in groups)
        for pair, sensitive in found.items()
        if pair not in follows
    ]


@dataclass(frozen=True)
class Column:
    """A variable on a page, or a difference of such: a table of its own over the areas.

    `terms`: the published columns that it is made of, with their signs; one for a count. `counts`:
    by node. `complete`: the nodes below which nothing is missing.
    """

    terms: Mapping[Key, int]
    counts: Counts
    complete: frozenset[int]
    sensitive: bool
    presence: bool


@dataclass(frozen=True)
class Row:
    total: Cell
    parts: tuple[Cell, ...]
    of_areas: bool


@dataclass
class Linked:
    """All columns and rows of a year's pages; `bounds`: the least and the most that a reader knows
    a cell to be from counts that are published always."""

    tree: Tree
    thresholds: list[int]  # by node
    columns: dict[Key, Column] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    bounds: dict[Cell, tuple[int, float]] = field(default_factory=dict)

    def count(self, cell: Cell) -> int:
        return self.columns[cell[0]].counts[cell[1]]


def link(
    tree: Tree,
    thresholds: list[int],
    own: Mapping[Key, Mapping[int, float]],
    kinds: Mapping[object, str],
    flows: set,
    differences: Iterable[Difference],
    pages: list[str],
) -> Linked:
    """Return the linked tables of a year.

    `own`: by (period, variable) the counts of the lowest nodes that have one, as pages tell them.
    `kinds`: by sensitive variable "yes" or "presence". `pages`: the periods that tell of flows.
    """
    linked, order = Linked(tree, thresholds), tree.upwards()
    for key, counts in own.items():
        kind = kinds.get(key[1], "no")
        sums, complete = _summed(tree, order, counts)
        linked.columns[key] = Column({key: 1}, sums, complete, kind != "no", kind == "presence")
    periods = list(dict.fromkeys(period for period, _ in own))
    spans = [(late, early) for early, late in pairwise(pages)]
    for late, early in spans:
        for variable in sorted(flows & set(kinds)):
            key = (late, early), variable
            signs = {(late, variable): 1, (early, variable): -1}
            if _add(linked, key, signs, kinds[variable]):
                _bind(linked, key, (late, variable), [(early, variable), key])
    for each in differences:
        for period in periods:
            _add_difference(linked, each, period, each.of(period), kinds)
        if flows >= {*each.parts, *each.wholes}:
            for late, early in spans:
                signs = {**each.of(late), **{k: -s for k, s in each.of(early).items()}}
                _add_difference(linked, each, (late, early), signs, kinds)
    _bind_groups_of_differences(linked, differences)
    for row in linked.rows:
        _add_bounds(linked, row)
    for key, column in linked.columns.items():
        if column.sensitive:
            _add_area_rows(linked, order, key)
    return linked


def _add_bounds(linked: Linked, row: Row) -> None:
    """A part is at most a whole that is published always; a whole at least such a part."""
    parts = [cell for cell in row.parts if len(linked.columns[cell[0]].terms) == 1]
    is_open = {cell: linked.columns[cell[0]].sensitive for cell in (row.total, *parts)}
    always = sum(linked.count(cell) for cell in parts if not is_open[cell])
    bounded = [row.total] if is_open[row.total] else [cell for cell in parts if is_open[cell]]
    for cell in bounded:
        low, high = linked.bounds.get(cell, (0, float("inf")))
        if cell is row.total:
            linked.bounds[cell] = (max(low, always), high)
        else:
            linked.bounds[cell] = (low, min(high, linked.count(row.total) - always))


def _summed(tree: Tree, order: list[int], counts: Mapping[int, float]):
    """A column's counts at every node, and the nodes below which none is missing."""
    sums, complete = {node: whole(count) for node, count in counts.items()}, set(counts)
    for node in order:
        inside = [child for child in tree.children[node] if child in sums]
        if inside and node not in sums:
            sums[node] = sum(sums[child] for child in inside)
            if complete.issuperset(tree.children[node]):
                complete.add(node)
    return sums, frozenset(complete)


def whole(count: float) -> int:
    """A count as a whole number: an estimate of 4.6 is below 5, one of 0.4 is not none."""
    return 1 if 0 < count < 1 else int(count)


def _add(linked: Linked, key: Key, signs: Mapping[Key, int], kind: str) -> bool:
    """Add a difference of columns wherever all of its terms are of the same areas."""
    columns = [linked.columns.get(term) for term in signs]
    if None in columns:
        return False
    complete = frozenset.intersection(*(column.complete for column in columns))
    counts = {}
    for node in columns[0].counts:
        if all(node in column.counts for column in columns) and (
            node in complete or _same_areas(linked.tree, node, columns)
        ):
            signed = zip(signs.values(), columns, strict=True)
            counts[node] = sum(sign * column.counts[node] for sign, column in signed)
    counts = {node: count for node, count in counts.items() if count >= 0}
    linked.columns[key] = Column(signs, counts, complete, kind != "no", kind == "presence")
    return bool(counts)


def _same_areas(tree: Tree, node: int, columns: list[Column]) -> bool:
    below = [node, *tree.below(node)]
    first, *others = ({n for n in below if n in column.counts} for column in columns)
    return all(other == first for other in others)


def _add_difference(linked: Linked, of: Difference, period, signs, kinds: Mapping) -> None:
    """Add those in the whole alone; of a whole that is published always only what it bounds."""
    if not any(v in kinds for v in of.parts + of.wholes):
        return
    key = (period, of)
    if of.none:
        _bind_groups(linked, (period, of.wholes[0]), [(period, part) for part in of.parts])
        return
    if not _add(linked, key, signs, "yes" if of.sensitive else "no"):
        return
    parts, wholes = ([(period, v) for v in side] for side in (of.parts, of.wholes))
    if len(wholes) == 1 and all(each in linked.columns for each in parts + wholes):
        _bind(linked, key, wholes[0], [*parts, key])
    if of.sensitive and isinstance(period, tuple):
        late, early = ((each, of) for each in period)
        if late in linked.columns and early in linked.columns:
            _bind(linked, key, late, [early, key])


def _bind_groups(linked: Linked, total: Key, parts: list[Key]) -> None:
    """Add the rows of everyone and the groups; of what is missing in an area nothing is known."""
    columns = [linked.columns.get(key) for key in (total, *parts)]
    if None not in columns:
        for node in sorted(frozenset.intersection(*(each.complete for each in columns))):
            if all(node in each.counts for each in columns):
                cells = tuple((part, node) for part in parts)
                linked.rows.append(Row((total, node), cells, of_areas=False))


def _bind_groups_of_differences(linked: Linked, differences: Iterable[Difference]) -> None:
    """A difference of everyone is the sum of the same differences of the groups."""
    told_by: dict[tuple, set] = defaultdict(set)  # variables by their groups
    for each in differences:
        if each.none and all(parted(part)[1] for part in each.parts):
            told_by[tuple(sorted(parted(part)[1] for part in each.parts))].update(each.wholes)
    keys = {frozenset(column.terms.items()): key for key, column in linked.columns.items()}
    for key, column in [*linked.columns.items()] if told_by else ():
        for groups, variables in told_by.items():
            if len(column.terms) > 1 and {variable for _, variable in column.terms} <= variables:
                parts = [keys.get(_of_group(column.terms, group)) for group in groups]
                _bind_groups(linked, key, parts)


def _of_group(terms: Mapping[Key, int], group: str) -> frozenset:
    return frozenset(((period, of_group(v, group)), sign) for (period, v), sign in terms.items())


def _bind(linked: Linked, difference: Key, total: Key, parts: list[Key]) -> None:
    """Add the rows of a difference, a node a row."""
    for node in linked.columns[difference].counts:
        cells = [(part, node) for part in parts]
        if all(node in linked.columns[key].counts for key in (total, *parts)):
            linked.rows.append(Row((total, node), tuple(cells), of_areas=False))


def _add_area_rows(linked: Linked, order: list[int], key: Key) -> None:
    column = linked.columns[key]
    bases = [linked.columns[term] for term in column.terms]
    for node in order:
        inside = [child for child in linked.tree.children[node] if child in column.counts]
        there = all(
            inside == [c for c in linked.tree.children[node] if c in base.counts] for base in bases
        )
        if inside and node in column.counts and there:
            cells = tuple((key, child) for child in inside)
            linked.rows.append(Row((key, node), cells, of_areas=True))


def ranks(linked: Linked) -> dict:
    """By column how many wholes and later pages it is a part of."""
    wholes: dict = defaultdict(set)
    for row in linked.rows:
        if not row.of_areas:
            for part in row.parts:
                wholes[part[0]].add(row.total[0])
    found: dict = {}

    def rank(key) -> int:
        if key not in found:
            found[key] = 1 + max(map(rank, wholes[key]), default=-1)
        return found[key]

    names = {key: at for at, key in enumerate(linked.columns)}
    return {key: (rank(key), names[key]) for key in linked.columns}
