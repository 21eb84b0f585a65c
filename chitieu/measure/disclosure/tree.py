"""The areas of every edition as one tree, with siblings gathered into small groups.

Withholding works upwards: a small count takes its group with it, and the group above where that is
not enough. The groups follow the order of the areas and nothing else: which areas go together must
not tell what was counted in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

LARGEST = 2  # areas or groups in a group


class Tree:
    """Nodes are numbers; a node is an area (`key` tells which) or a group of siblings (None)."""

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

    def upwards(self) -> list[int]:
        """All nodes, each after those below it."""
        roots = [node for node, above in enumerate(self.parent) if above is None]
        down = [node for root in roots for node in (root, *self.below(root))]
        return down[::-1]


def grow(parents: Mapping[object, object | None], others: Mapping[object, list] | None = None):
    """Return the tree of the areas, and the node of each.

    `parents`: each area's parent, None for those that have none here. `others`: areas of other
    editions by the areas of this one that went into them, smaller ones first; one that cuts across
    others has no node.
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
    for node in range(len(tree.key)):
        while len(tree.children[node]) > LARGEST:
            _pair(tree, list(tree.children[node]))
    return tree, node_of


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


def _pair(tree: Tree, siblings: list[int]) -> None:
    """Gather siblings in pairs; an odd one joins the pair before it."""
    pairs = [tree.add(None, siblings[at : at + 2]) for at in range(0, len(siblings) - 1, 2)]
    if len(siblings) % 2 and len(pairs) > 1:
        tree.add(None, [pairs[-1], siblings[-1]])
