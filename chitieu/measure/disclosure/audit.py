"""Audit: whether each primary cell may still be all that it must, by all that a reader knows.

The auditing problem (Willenborg & de Waal; Hundepool et al., *Statistical Disclosure Control*):
find for each withheld cell the least and the most that it can be. What a reader knows are the
rows, what is published, and on which side of its bounds each count lies that is not; any counts
that agree with all of it are published alike. So counts are sought that agree, one set for each
end of each range. Where the rows have no cycle the intervals of the search have shown that there
are some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from chitieu.measure.disclosure.complementary import Search
from chitieu.measure.disclosure.inference import (
    LARGEST,
    NEAR,
    Contradiction,
    Inference,
    Rule,
    joined,
)
from chitieu.measure.disclosure.linked import Cell, Linked, Row
from chitieu.measure.disclosure.spans import Spans

Case = tuple[Cell, float]  # a cell, and what it must be able to be
Known = Mapping[Cell, tuple[float, float]]


def withheld_cells(linked: Linked, insider: bool) -> set[Cell]:
    """Return the cells to withhold: where linked columns do not pass the audit, what was published
    last near a cell that fails goes too, one count, then two more, then four, until they do."""
    search, withheld = Search(linked, insider), set()
    for columns, rows in search.linked_columns():
        refused: set[Cell] = set()
        number = 1
        search.decide(columns, rows, refused)
        while more := _published_near(search, _failing(search), number):
            refused, number = refused | more, 2 * number
            search.decide(columns, rows, refused)
        withheld |= search.withheld
    return withheld


def _failing(search: Search) -> list[Cell]:
    """The cells that cannot be all that they must."""
    known = _known(search)
    cases = [(cell, end) for cell, *ends in search.needs for end in ends if _is_open(known[cell])]
    found = {}
    left = _not_in_area_above(search, known, _not_by_neighbours(search, known, cases))
    for rows, of_rows in _components(search, known, left):
        for case in _not_found(search, rows, known, of_rows):
            if case[0] not in found and not _agree(rows, known, case):
                found[case[0]] = None
    return list(found)


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


def _is_open(span: tuple[float, float]) -> bool:
    return span[1] - span[0] > NEAR


def _not_by_neighbours(search: Search, known: Known, cases: list[Case]) -> list[Case]:
    """The cases for which no counts are found in which only the areas beside it differ."""
    left = []
    nodes_of: dict[Cell, list] = defaultdict(list)
    for case in cases:
        nodes_of[case[0]].append(case)
    nodes = {block.node for block in search.blocks}
    for block in search.blocks:
        cells = [c for c in block.spans.cells if c[1] not in nodes]
        of_block = [case for cell in cells for case in nodes_of.pop(cell, ())]
        if of_block:
            own = {c: (n, n) for c in block.spans.cells for n in [search.linked.count(c)]}
            around = own | {cell: known[cell] for cell in cells}
            left += _not_found(search, block.spans.rows, around, of_block)
    return left + [case for of in nodes_of.values() for case in of]


def _not_in_area_above(search: Search, known: Known, cases: list[Case]) -> list[Case]:
    """The cases for which no counts are found in which only cells inside the second area above
    differ, as in a commune's province: those of that area itself, which bind others, do not. The
    area above all others is not tried here."""
    tree, left = search.linked.tree, []
    blocks = {block.node: block for block in search.blocks}
    inside: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        above = [node for node in tree.above(case[0][1]) if node in blocks][:-1]
        (inside[above[:2][-1]] if above else left).append(case)
    for node, of_area in inside.items():
        below = {*tree.below(node)}
        rows = [row for each in (node, *below) if each in blocks for row in blocks[each].spans.rows]
        cells = {cell for row in rows for cell in (row.total, *row.parts)}
        own = {cell: search.linked.count(cell) for cell in cells if cell[1] not in below}
        around = {cell: (own[cell],) * 2 if cell in own else known[cell] for cell in cells}
        left += _not_found(search, rows, around, of_area)
    return left


def _components(search: Search, known: Known, cases: list[Case]):
    """The rows that open cells bind together, and the cases of each component."""
    rows = {id(row): row for block in search.blocks for row in block.spans.rows} if cases else {}
    open_ = {id(row): [c for c in (row.total, *row.parts) if _is_open(known[c])]
             for row in rows.values()}  # fmt: skip
    top = joined(open_.values())
    members: dict[Cell, list[Row]] = defaultdict(list)
    for number, cells in open_.items():
        if cells:
            members[top(cells[0])].append(rows[number])
    of: dict[Cell, list[Case]] = defaultdict(list)
    for case in cases:
        of[top(case[0])].append(case)
    return [(members[first], each) for first, each in of.items()]


def _not_found(search: Search, rows: list[Row], known: Known, cases: list[Case]) -> list[Case]:
    """The cases for which no counts are found by taking each cell as near to its own as it can be,
    one after the other. Where the rows have no cycle the intervals tell that there are some."""
    spans = Spans(rows, known.__getitem__)
    low, high = (ends[[0] * len(cases)] for ends in (spans.low, spans.high))
    for line, (cell, end) in enumerate(cases):
        low[line, spans.at[cell]] = high[line, spans.at[cell]] = end
    spans.rules.narrow(low, high, np.flatnonzero((low != spans.low) | (high != spans.high)))
    bound = _bound(spans)
    lines = np.arange(len(cases))
    dead = lines[(low > high + NEAR).any(axis=1)].tolist()
    if _have_cycle(bound):
        order = sorted({cell for row in bound for cell in row}, key=lambda at: (
            spans.cells[at] not in search.primary, search.is_sum(spans.cells[at])))  # fmt: skip
        for at in order:
            open_ = np.flatnonzero(high[:, at] - low[:, at] >= NEAR)
            if not len(open_):
                continue
            own = search.linked.count(spans.cells[at])
            low[:, at] = high[:, at] = np.clip(own, low[:, at], high[:, at])
            spans.rules.narrow(low, high, open_ * low.shape[1] + at)
            holds = (low <= high + NEAR).all(axis=1)
            dead += lines[~holds].tolist()
            lines, low, high = lines[holds], low[holds], high[holds]
    return [cases[line] for line in dict.fromkeys(dead)]


def _agree(rows: list[Row], known: Known, case: Case) -> bool:
    """Whether there are counts that agree with a case, by integer programming."""
    rules = [Rule(((row.total, -1), *((part, 1) for part in row.parts)), 0, 0) for row in rows]
    cell, end = case
    try:
        return Inference(rules, known).covers(cell, end, end)
    except Contradiction:
        return False


def _bound(component: Spans) -> list[list[int]]:
    """The open cells of each row, without rows that hold whatever their other cells are."""
    low, high = component.low[0], component.high[0]
    rows = [{component.at[row.total]: -1, **{component.at[part]: 1 for part in row.parts}}
            for row in component.rows]  # fmt: skip
    of = np.bincount([cell for row in rows for cell in row], minlength=len(low))
    found = []
    for row in rows:
        alone = [cell for cell in row if of[cell] == 1]
        if not any(_is_free(row, cell, low, high) for cell in alone):
            found.append([cell for cell in row if high[cell] - low[cell] > NEAR])
    return [row for row in found if len(row) > 1]


def _is_free(row: dict[int, int], cell: int, low: np.ndarray, high: np.ndarray) -> bool:
    signs = [(other, -sign * row[cell]) for other, sign in row.items() if other != cell]
    least = sum(min(sign * low[other], sign * high[other]) for other, sign in signs)
    most = sum(max(sign * low[other], sign * high[other]) for other, sign in signs)
    return low[cell] <= least and most <= high[cell]


def _have_cycle(rows: list[list[int]]) -> bool:
    """A forest has one link fewer than rows and cells together, a tree."""
    first, cells = joined(rows), {cell for row in rows for cell in row}
    return sum(map(len, rows)) > len(rows) + len(cells) - len({*map(first, cells)})
