"""The table of counts as linked tables, a year at a time, and back: all editions and parts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.measure.disclosure.audit import withheld_cells
from chitieu.measure.disclosure.hierarchy import ROUNDING, Tree, tree_of
from chitieu.measure.disclosure.linked import differences_of, link
from chitieu.plan.expressions import terms
from chitieu.plan.periods import elapsed, flowed_in, is_part
from chitieu.plan.years import Threshold, threshold_at


def hidden_rows(
    counts: pd.DataFrame, indicators, variables, areas, threshold, checks, changes, insider: bool
) -> np.ndarray:
    """Return which rows of `counts` are to be withheld; the arguments are those of `protect`."""
    kinds = sensitive_variables(indicators, variables)
    differences = differences_of(indicators, checks)
    involved = {*kinds, *(v for each in differences for v in each.parts + each.wholes)}
    flows = {v for v in involved if variables["stock_or_flow"].get(v) == "flow"}
    hidden = np.zeros(len(counts), bool)
    rows = counts.reset_index(drop=True)
    rows = rows[rows["variable"].isin(involved)]
    for _, year in rows.groupby(rows["period"].str[:4], sort=False):
        pages = published(list(year["period"].unique()))
        tree, node_of = tree_of(year, areas, changes)
        cells = _cells(year, node_of)
        own = _own(cells, tree)
        thresholds = _thresholds(year, tree, node_of, threshold)
        told = _so_far(own, flows, pages)
        linked = link(tree, thresholds, told, kinds, flows, differences, pages)
        withheld: dict[tuple, set[int]] = {}
        for key, node in withheld_cells(linked, insider):
            withheld.setdefault(key, set()).add(node)
        hidden[cells.index[_to_hide(cells, own, tree, withheld, flows, pages)]] = True
    return hidden


def sensitive_variables(indicators: pd.DataFrame, variables: pd.DataFrame) -> dict[str, str]:
    """Return the variables that are sensitive, each "yes" or "presence": those marked so and the
    numerators of sensitive indicators."""
    marked = variables["sensitive"].astype("object").map(str)
    found = {v: word for v, word in marked.items() if word in ("yes", "presence")}
    of = indicators["sensitive"].astype("object").map(str).isin(["yes", "True"])
    for expression in indicators.loc[of, "numerator"]:
        found |= {v: "yes" for v in terms(expression) if v not in found}
    return found


def _thresholds(rows: pd.DataFrame, tree: Tree, node_of: dict, threshold: Threshold) -> list[int]:
    """The threshold of each node: the largest of the levels at and below it."""
    if isinstance(threshold, int):
        return [threshold] * len(tree.key)
    level_of = rows.drop_duplicates(["edition", "area"]).set_index(["edition", "area"])["level"]
    found = [0] * len(tree.key)
    for place, node in node_of.items():
        found[node] = threshold_at(threshold, level_of[place])
    for node in tree.upwards():
        found[node] = max([found[node], *(found[child] for child in tree.children[node])])
    return found


def published(periods: list[str]) -> list[str]:
    """Return those of a year's periods that tell what flowed, in their order: the page of a part
    tells of the year so far, so that the second half's tells no more than the year's."""
    told = (p for p in periods if flowed_in(p)[-1] == p and {*flowed_in(p)} <= {*periods})
    return sorted(told, key=elapsed)


def _so_far(own: dict, flows: set, pages: list[str]) -> dict[tuple, dict[int, float]]:
    """Return the counts as pages tell them: of what flows, that by the end of a part."""
    found = {key: of for key, of in own.items() if key[1] not in flows or key[0] in pages}
    for period, variable in found:
        if variable in flows:
            parts = [own.get((part, variable), {}) for part in flowed_in(period)]
            there = [leaf for leaf in parts[-1] if all(leaf in part for part in parts)]
            found[period, variable] = {leaf: sum(p[leaf] for p in parts) for leaf in there}
    return found


def _cells(rows: pd.DataFrame, node_of: dict) -> pd.DataFrame:
    """Return the rows as cells: key (period and variable), node (-1 for none), and value: what
    the row tells, be it a count or the sum of those that reported."""
    told = rows["reported_value"] if "reported_value" in rows else rows["value"]
    there = rows["reported"].gt(0) if "reported" in rows else rows["value"].notna()
    columns = (rows[name].tolist() for name in ("period", "variable", "edition", "area"))
    periods, variables, editions, areas = columns
    places = zip(editions, areas, strict=True)
    return pd.DataFrame(
        {
            "key": list(zip(periods, variables, strict=True)),
            "node": [node_of.get(place, -1) for place in places],
            "value": told.where(there).astype("Float64").to_numpy(float, na_value=float("nan")),
        },
        index=rows.index,
    )


def _own(cells: pd.DataFrame, tree: Tree) -> dict[tuple, dict[int, float]]:
    """Return the counts of the lowest nodes that have one, by key: all others are their sums."""
    there = cells[cells["value"].notna() & cells["node"].ge(0)]
    found: dict[tuple, dict[int, float]] = {}
    for key, node, value in there.itertuples(index=False, name=None):
        found.setdefault(key, {})[node] = value
    order = tree.upwards()
    for key, counts in found.items():
        below: set[int] = set()  # nodes with a count beneath them
        for node in order:
            if (node in counts or node in below) and tree.parent[node] is not None:
                below.add(tree.parent[node])
        found[key] = {node: value for node, value in counts.items() if node not in below}
    return found


def _to_hide(
    cells: pd.DataFrame, own: dict, tree: Tree, withheld: dict, flows: set, pages: list[str]
) -> list[bool]:
    """Whether each cell goes: it is withheld, or tells of withheld ones in a sum of its own.

    What flowed in a part of the year goes where what flowed by its end is withheld, or by its
    beginning. A sum of its own: an area that cuts across others, or a total over other areas than
    those that the tree has there, as where only some of the areas that were merged had reported.
    """
    told_by: dict[tuple, list[tuple]] = {}
    for period, variable in own:
        by = _told_by(period, pages) if variable in flows else [period]
        told_by[period, variable] = [(page, variable) for page in by]
    sums = {key: _sums(counts, tree) for key, counts in own.items()}

    def goes(key: tuple, node: int, value: float) -> bool:
        if key not in told_by or withheld.keys().isdisjoint(told_by[key]):
            return False
        if node < 0 or abs(sums[key].get(node, 0) - value) > ROUNDING:
            return True
        return any(node in withheld.get(each, ()) for each in told_by[key])

    return [goes(*cell) for cell in cells.itertuples(index=False, name=None)]


def _told_by(period: str, pages: list[str]) -> list[str]:
    """The pages by which a reader can tell what flowed in a part of the year."""
    end = elapsed(period)
    before = end - (2 if period[4:6] == "-S" else 1 if is_part(period) else end)
    return [page for page in pages if elapsed(page) in (before, end)]


def _sums(counts: dict[int, float], tree: Tree) -> dict[int, float]:
    sums = dict(counts)
    for node in tree.upwards():
        if node in sums and (above := tree.parent[node]) is not None:
            sums[above] = sums.get(above, 0) + sums[node]
    return sums
