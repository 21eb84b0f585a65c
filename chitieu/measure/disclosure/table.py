"""A table of counts seen as one tree of cells: all editions, and the parts of a year with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.measure.disclosure.relations import (
    relations_of,
    relations_of_periods,
    relations_of_rests,
    sensitive_variables,
)
from chitieu.measure.disclosure.search import choose
from chitieu.measure.disclosure.tree import Tree, grow
from chitieu.plan.periods import elapsed, flowed_in, is_part

ROUNDING = 1e-6


def hidden_rows(
    counts: pd.DataFrame, indicators, variables, areas, threshold: int, checks, changes
) -> np.ndarray:
    """Return which rows of `counts` are to be withheld; the arguments are those of `protect`."""
    sensitive = sensitive_variables(indicators, variables)
    relations = relations_of(indicators, checks)
    involved = {*sensitive, *(v for r in relations for v in r.variables)}
    flows = {v for v in involved if variables["stock_or_flow"].get(v) == "flow"}
    hidden = np.zeros(len(counts), bool)
    rows = counts.reset_index(drop=True)
    rows = rows[rows["variable"].isin(involved)]
    for _, year in rows.groupby(rows["period"].str[:4], sort=False):
        periods = list(year["period"].unique())
        pages = published(periods)
        tree, node_of = _tree(year, areas, changes)
        cells = _cells(year, node_of)
        own = _own(cells, tree)
        sensitive_flows = [v for v in sensitive if v in flows]
        withheld = choose(
            tree,
            _so_far(own, flows, pages),
            [(period, variable) for period in periods for variable in sensitive],
            [each.of_period(period) for period in periods for each in relations]
            + relations_of_periods(pages, sensitive_flows),
            threshold,
            relations_of_rests(pages, sensitive_flows, relations),
        )
        hidden[cells.index[_to_hide(cells, own, tree, withheld, flows, pages)]] = True
    return hidden


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


def _tree(rows: pd.DataFrame, areas: pd.DataFrame, changes) -> tuple[Tree, dict]:
    """Return the tree of the rows' areas, all editions in one, and each (edition, area)'s node.

    The edition of the first row is the one that was reported; areas of others are sums of its.
    """
    places = rows[["edition", "area"]].drop_duplicates()
    known = set(places.itertuples(index=False, name=None))
    home = rows["edition"].iloc[0]
    above: dict[str, dict] = {home: {}}
    for edition, area, parent in areas[["edition", "area", "parent"]].itertuples(index=False):
        if (edition, area) in known:
            there = (edition, parent) in known
            above.setdefault(edition, {})[edition, area] = (edition, parent) if there else None
    others: dict[tuple, list] = {}
    for edition, parents in above.items():
        if edition != home and changes is not None:
            others |= _members(parents, above[home], _moves(changes, home, edition))
    return grow(above[home], dict(sorted(others.items(), key=lambda item: len(item[1]))))


def _moves(changes: pd.DataFrame, home: str, edition: str) -> list[tuple]:
    """Return which share of a home area goes into which of `edition`, as `carry` does it."""
    forth = changes[changes["old_edition"].eq(home) & changes["new_edition"].eq(edition)]
    back = changes[changes["old_edition"].eq(edition) & changes["new_edition"].eq(home)]
    back = back[~back["new_area"].duplicated(keep=False)]
    return [
        *forth[["old_area", "new_area", "share"]].itertuples(index=False, name=None),
        *back[["new_area", "old_area"]].assign(share=1.0).itertuples(index=False, name=None),
    ]


def _members(parents: dict, home: dict, moves: list[tuple]) -> dict[tuple, list]:
    """Return the home areas of which each area of another edition is the sum, where it is one."""
    shares: dict[tuple, dict] = {area: {} for area in parents}
    (edition, _), (old_edition, _) = next(iter(parents)), next(iter(home))
    lowest, lowest_old = set(parents) - set(parents.values()), set(home) - set(home.values())
    for old, new, share in moves:
        old, area = (old_edition, old), (edition, new)
        if area not in lowest or old not in lowest_old:
            continue
        while area is not None:
            shares[area][old] = shares[area].get(old, 0) + share
            area = parents[area]
    return {
        area: list(of)
        for area, of in shares.items()
        if of and all(abs(share - 1) < ROUNDING for share in of.values())
    }


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
