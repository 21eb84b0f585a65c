"""Primary suppression: the cells that may not be published for what they count themselves.

The rule is the minimum frequency rule (Willenborg & de Waal; Hundepool et al.): a sensitive count
from 1 to the threshold less one is withheld, and so is a sensitive difference of two counts. None
is published: where nobody is counted, nobody can be found.

*Presence.* Where even that there is a case is sensitive, none goes with the small counts below the
top, for the sign of withholding would say "one at least". Where the top has none all know it of
those below, and all is published. The top is the highest area below which no count is missing.

The range that a reader must be left is from the first number to the second:

    >>> smallest_and_largest(3, threshold=5)
    (1, 4)
    >>> smallest_and_largest(0, threshold=5)
    >>> smallest_and_largest(0, threshold=5, presence=True)
    (0, 4)
"""

from __future__ import annotations

from collections.abc import Iterator

from chitieu.measure.disclosure.hierarchy import Tree
from chitieu.measure.disclosure.linked import Cell, Column, Linked


def smallest_and_largest(
    count: int, threshold: int, presence: bool = False
) -> tuple[int, int] | None:
    """The counts that are primary where this one is; None where it is not."""
    smallest = 0 if presence else 1
    return (smallest, threshold - 1) if smallest <= count < threshold else None


def primary_cells(linked: Linked) -> dict[Cell, tuple[int, int]]:
    """Return the primary cells, each with the range in which a reader must be left."""
    found, told = {}, told_if_none(linked)
    for key, column in linked.columns.items():
        if not column.sensitive:
            continue
        for node, count in column.counts.items():
            presence = column.presence and (key, node) not in told
            span = smallest_and_largest(count, linked.thresholds[node], presence)
            if span:
                found[key, node] = span
    sums = {row.total for row in linked.rows
            if all(linked.columns[part[0]].sensitive for part in row.parts)}  # fmt: skip
    for row in linked.rows:
        difference = row.parts[-1]
        column, total = (linked.columns[key] for key, _ in (difference, row.total))
        if not row.of_areas and column.sensitive and len(column.terms) > len(total.terms):
            # With a primary part the whole is withheld, and that it is the same tells too much.
            largest = linked.thresholds[difference[1]] - 1
            is_small = linked.count(difference) <= largest and row.parts[0] in found
            if is_small and sums.isdisjoint(row.parts):
                found[difference] = (0, largest)
    return found


def told_if_none(linked: Linked) -> set[Cell]:
    """The cells in which even none is published though presence is sensitive."""
    columns = ((key, column) for key, column in linked.columns.items() if column.presence)
    return {(key, node) for key, column in columns
            for node in _where_none_is_published(linked.tree, column)}  # fmt: skip


def _where_none_is_published(tree: Tree, column: Column) -> Iterator[int]:
    """The top, and all below it where it has none itself."""
    pending = [node for node, above in enumerate(tree.parent) if above is None]
    while pending:
        node = pending.pop()
        is_root = tree.parent[node] is None
        if node not in column.complete or not (is_root or tree.children[node]):
            pending += tree.children[node]
            continue
        yield node
        while len(tree.children[node]) == 1:  # the same area in another edition
            node = tree.children[node][0]
            yield node
        if column.counts.get(node) == 0:
            yield from tree.below(node)
