"""Audit: whether each primary cell may still be all that it must, by all that a reader knows.

The auditing problem (Willenborg & de Waal; Hundepool et al., *Statistical Disclosure Control*):
find for each withheld cell the least and the most that it can be. What a reader knows are the
rows, what is published, and on which side of its bounds each count lies that is not; any counts
that agree with all of it are published alike. So counts are sought that agree, for each end of
each range: by intervals where the rows have no cycle, elsewhere by integer programming.
"""

from __future__ import annotations

from chitieu.measure.disclosure.complementary import Search
from chitieu.measure.disclosure.inference import LARGEST, Inference, Rule
from chitieu.measure.disclosure.linked import Cell, Linked


def withheld_cells(linked: Linked, insider: bool) -> set[Cell]:
    """Return the cells to withhold: where linked columns do not pass the audit, what was published
    last near a cell that fails goes too, one count, then four, then sixteen, until they do."""
    search, withheld = Search(linked, insider), set()
    for columns, rows in search.linked_columns():
        refused: set[Cell] = set()
        number = 1
        search.decide(columns, rows, refused)
        while more := _published_near(search, _failing(search), number):
            refused, number = refused | more, 4 * number
            search.decide(columns, rows, refused)
        withheld |= search.withheld
    return withheld


def _failing(search: Search) -> list[Cell]:
    """The cells that cannot be all that they must."""
    known = _known(search)
    rows = {id(row): row for block in search.blocks for row in block.spans.rows}
    rules = [Rule(((row.total, -1), *((part, 1) for part in row.parts)), 0, 0)
             for row in rows.values()]  # fmt: skip
    cases = [(cell, end) for cell, *ends in search.needs for end in ends]
    failing = Inference(rules, known).impossible(cases, search.linked.count)
    return [*dict.fromkeys(cell for cell, _ in failing)]


def _published_near(search: Search, cells: list[Cell], number: int) -> set[Cell]:
    """For each cell so many counts, those published last, of the area above it and all below that;
    where none is left, of the one above that."""
    tree, found = search.linked.tree, set()
    asked = [c for b in search.blocks for c in b.asked if c not in search.refused]
    left = sorted((c for c in asked if c not in search.withheld), key=search.order, reverse=True)
    for _, own in cells:
        for node in tree.above(own):
            inside = {node, *tree.below(node)}
            if near := [c for c in left if c[1] in inside]:
                found.update(near[:number])
                break
    return found


def _known(search: Search) -> dict[Cell, tuple[float, float]]:
    known: dict[Cell, tuple[float, float]] = {}
    for block in search.blocks:
        for cell in block.spans.cells:
            (low, high), (least, most) = block.spans.of(cell), known.get(cell, (0, LARGEST))
            known[cell] = max(low, least), min(high, most)
    return known
