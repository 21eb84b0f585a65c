"""One variable in the tree: its counts, their sums, and what goes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chitieu.measure.disclosure.tree import Tree


class Column:
    """A variable's counts by node, and the state of the search, which only ever grows.

    weak: nodes that must not be known. led: the same, for another variable's sake. sealed: nodes
    of which something inside goes. shut: by node, the children that go where it is sealed.
    groups: by node, how many groups go in it, each of which has one at least. wide: nodes that hold
    all there is, in so many groups that nobody needs to know which have one. told: those of them
    whose small sum stays. drowned: nodes in which all goes, zeros too, since a zero there would
    bind what goes of another variable. held: where a pair of sums was hidden, how much it holds and
    how little it might (see Sealing._is_light).
    """

    def __init__(self, tree: Tree, order: list[int], counts: dict[int, float]):
        self.tree, self.order, self.counts = tree, order, counts
        self.leaves = self._leaves()
        self.sums = {n: sum(counts[leaf] for leaf in below)
                     for n, below in enumerate(self.leaves) if below}  # fmt: skip
        self.inside = [[c for c in children if self.leaves[c]] for children in tree.children]
        self.flat = [  # whether a node is a pair of counts, which go together
            bool(inside) and all(self.leaves[c] == [c] for c in inside) for inside in self.inside
        ]
        self.group: dict[int, int] = {}  # by leaf, the group that it goes with, or itself
        for leaf in counts:
            self.group[leaf] = at = leaf
            while (at := tree.parent[at]) is not None and self.flat[at]:
                self.group[leaf] = at
        self.areas: list[list[int]] = [[] for _ in tree.key]  # by node, those in it with a sum
        for node in order:
            own = [node] if tree.key[node] is not None and self.inside[node] else []
            self.areas[node] = own + [n for child in self.inside[node] for n in self.areas[child]]
        self.wide = {node for root in order if tree.parent[root] is None
                     for node in self._wide(root)}  # fmt: skip
        self.weak: set[int] = set()
        self.led: set[int] = set()
        self.sealed: set[int] = set()
        self.drowned: set[int] = set()
        self.withheld: set[int] = set()
        self.few: set[int] = set()
        self.told: set[int] = set()
        self.shut: dict[int, list[int]] = {}
        self.groups: dict[int, int] = {}
        self.held: dict[int, tuple[int, int]] = {}

    def _leaves(self) -> list[list[int]]:
        """By node, the nodes below or at it that have a count of their own."""
        found: list[list[int]] = [[] for _ in self.tree.key]
        for node in self.order:
            below = [leaf for child in self.tree.children[node] for leaf in found[child]]
            found[node] = below or ([node] if node in self.counts else [])
        return found

    def _wide(self, node: int) -> Iterator[int]:
        """A root, and what holds all its counts too, where these are in three pairs and more."""
        groups = Counter(self.group[leaf] for leaf in self.leaves[node])
        if len(groups) > 3 and sum(size > 1 for size in groups.values()) > 2:
            inside = [node]
            while len(inside) == 1:
                yield inside[0]
                inside = self.inside[inside[0]]

    def is_leaf(self, node: int) -> bool:
        return self.leaves[node] == [node]

    def is_bad(self, node: int) -> bool:
        return node in self.weak or node in self.led

    def is_known(self, node: int) -> bool:
        """Whether a reader knows a sum: it is published, or goes alone out of one that is known."""
        while node in self.withheld:
            above = self.tree.parent[node]
            if above is None or self.shut.get(above) != [node]:
                return False
            node = above
        return True

    def size(self) -> tuple[int, ...]:
        return tuple(map(len, (self.weak, self.led, self.sealed, self.drowned, self.withheld)))

    def gather(self, node: int) -> list[int]:
        """Return the children that go where a node is sealed, and count the groups that go.

        Two counts side by side go together. A group of nothing but zeros stays, unless a count
        would then go alone.
        """
        inside, groups = self.inside[node], self.groups
        if not self.flat[node]:
            some = [child for child in inside if groups[child]]
            if sum(len(self.leaves[child]) for child in some) > 1:
                inside = some
        self.shut[node], groups[node] = inside, 0
        if self.sums.get(node) or self.is_bad(node):
            together = self.flat[node] or not inside
            groups[node] = 1 if together else sum(max(1, groups[child]) for child in inside)
        return inside

    def is_few(self, node: int, threshold: int) -> bool:
        """Whether a sum is so small that what is in it has too few choices.

        Of n groups with one at least, up to n + 2 are too few for any count to be 4. Two numbers
        more have to go now and then, so that a sum that goes may be five numbers; with them go
        some of the tables in which a count is 4 or more, and as many stay. Where zeros go too
        (`wide`), all go.
        """
        most, counts = self.groups[node] + threshold - 1, self.counts
        total = self.sums[node]
        if self.groups[node] <= 1 or not most - 2 < total <= most or node in self.wide:
            return total <= most
        pairs = [p for p in {self.group[leaf]: 0 for leaf in self.leaves[node]}
                 if len(self.leaves[p]) > 1 and self.groups[p]]  # fmt: skip
        if len(pairs) < 2:
            return True
        largest = max(self.leaves[node], key=counts.__getitem__)
        if counts[largest] < threshold - 1:
            return False
        other = next(p for p in pairs if p != self.group[largest])
        return counts[self.leaves[other][0]] == 1

    def is_scarce(self, node: int, threshold: int) -> bool:
        """Whether a sum would go if none of those that `is_few` spares were spared."""
        return self.sums[node] < self.groups.get(node, 1) + threshold

    def pairs(self, node: int) -> int:
        """How many groups there are in a node that go together, with counts or zeros."""
        return len({self.group[leaf] for leaf in self.leaves[node]})

    def span(self, area: int, spans: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
        """The least and the most that an area in which something goes can be, by its counts'."""
        if not self.groups[area]:
            return None
        low, high = (sum(ends) for ends in zip(*map(spans.get, self.leaves[area]), strict=True))
        return max(low, self.groups[area]), high

    def flood(self, node: int) -> None:
        """Nothing in a node stays, zeros neither: nobody knows which groups have one."""
        for each in (node, *self.tree.below(node)):
            self.shut[each] = self.inside[each]

    def companion(self, node: int) -> int | None:
        """Return the first below a node that a small sum can be told together with: a large
        count that stays so far, or a sealed node that holds."""
        if node in self.sealed:
            return None if self.is_bad(node) else node
        if self.is_leaf(node):
            return node if self.counts[node] and not self.is_bad(node) else None
        found = (self.companion(child) for child in self.inside[node])
        return next((each for each in found if each is not None), None)

    def hide(self) -> None:
        """Withhold what is sealed, from the top down."""
        for node in reversed(self.order):
            above = self.tree.parent[node]
            if above is None:
                gone = self.is_bad(node)
            else:
                gone = (above in self.sealed or above in self.withheld) and node in self.shut[above]
            if gone:
                self.withheld.add(node)
