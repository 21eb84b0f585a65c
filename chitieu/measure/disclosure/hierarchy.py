"""The hierarchy: the areas of every edition as one tree, each total above its parts.

A hierarchical table is one whose rows are totals of rows below them (Hundepool et al.).
An area of another edition stands above the old areas that went into it, below what holds them all;
one that cuts across others has no place: it is no total of whole areas here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from chitieu.collect.editions import moves, steps

ROUNDING = 1e-6


class Tree:
    """Nodes are numbers; `key` tells the area of each, `parent` and `children` the tree."""

    def __init__(self) -> None:
        self.key: list[object] = []
        self.parent: list[int | None] = []
        self.children: list[list[int]] = []

    def add(self, key: object, children: Iterable[int] = ()) -> int:
        """Add a node above `children`, in the place that they had, and return its number."""
        node, children = len(self.key), list(children)
        above = self.parent[children[0]] if children else None
        self.key.append(key)
        self.parent.append(above)
        self.children.append(children)
        if above is not None:
            kept = self.children[above]
            kept[kept.index(children[0])] = node
            self.children[above] = [child for child in kept if child not in children]
        for child in children:
            self.parent[child] = node
        return node

    def below(self, node: int) -> Iterator[int]:
        """All nodes below a node."""
        for child in self.children[node]:
            yield child
            yield from self.below(child)

    def above(self, node: int) -> Iterator[int]:
        """All nodes above a node, the nearest first."""
        while (node := self.parent[node]) is not None:
            yield node

    def upwards(self) -> list[int]:
        """All nodes, each after those below it."""
        roots = [node for node, above in enumerate(self.parent) if above is None]
        down = [node for root in roots for node in (root, *self.below(root))]
        return down[::-1]

    def places(self) -> dict[int, tuple[int, int]]:
        """By node how many are above it, and its place from the last."""
        depth: dict[int, int] = {}
        for node in reversed(self.upwards()):
            above = self.parent[node]
            depth[node] = 0 if above is None else depth[above] + 1
        return {node: (depth[node], -at) for at, node in enumerate(depth)}


def grow(parents: Mapping[object, object | None], others: Mapping[object, list] | None = None):
    """Return the tree of the areas, and the node of each.

    `parents`: each area's parent, None for those that have none here. `others`: areas of other
    editions by the areas of this one that went into them, smaller ones first.

    >>> tree, node = grow({"D": None, "a": "D", "b": "D", "c": "D"}, {"M": ["a", "c"]})
    >>> [tree.key[child] for child in tree.children[node["D"]]]
    ['M', 'b']
    """
    tree, node_of, children = Tree(), {}, {}
    for area, above in parents.items():
        children.setdefault(above, []).append(area)
    for area in _children_first(parents):
        node_of[area] = tree.add(area, [node_of[child] for child in children.get(area, ())])
    for area, members in (others or {}).items():
        at = _place(tree, {node_of[member] for member in members})
        if at is not None:
            node_of[area] = tree.add(area, at)
    return tree, node_of


def tree_of(rows: pd.DataFrame, areas: pd.DataFrame, changes) -> tuple[Tree, dict]:
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


def _children_first(parents: Mapping) -> list:
    def height(area) -> int:
        steps = 0
        while (area := parents[area]) is not None:
            steps += 1
        return steps

    return sorted(parents, key=height, reverse=True)


def _place(tree: Tree, members: set[int]) -> list[int] | None:
    """The siblings that hold exactly `members`, or None where there are no such."""
    whole = {leaf for node in members for leaf in _leaves(tree, node)}
    at = min(whole)
    while not whole <= set(_leaves(tree, at)):
        at = tree.parent[at]
        if at is None:
            return None
    if whole == set(_leaves(tree, at)):
        while tree.parent[at] is not None and len(tree.children[tree.parent[at]]) == 1:
            at = tree.parent[at]
        return [at]
    inside = [child for child in tree.children[at] if whole & set(_leaves(tree, child))]
    fits = all(whole >= set(_leaves(tree, child)) for child in inside)
    return inside if fits else None


def _leaves(tree: Tree, node: int) -> list[int]:
    found, pending = [], [node]
    while pending:
        node = pending.pop()
        pending += tree.children[node]
        if not tree.children[node]:
            found.append(node)
    return found


def _moves(changes: pd.DataFrame, home: str, edition: str) -> list[tuple]:
    """Return which share of a home area goes into which of `edition`, as `carry` does it: by every
    edition on the way; not a number where nobody knows it."""
    of = pd.DataFrame(columns=["home", "from_area", "share"])
    for number, step in enumerate(steps(changes, [home], edition)):
        there = moves(changes, *step)[["from_area", "to_area", "share"]]
        if not number:
            of = there[["from_area"]].drop_duplicates().assign(share=1.0)
            of["home"] = of["from_area"]
        met = of.merge(there, on="from_area", suffixes=("", "_on"))
        met["share"] *= met["share_on"]
        of = met[["home", "to_area", "share"]].rename(columns={"to_area": "from_area"})
    return [*of[["home", "from_area", "share"]].itertuples(index=False, name=None)]


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
