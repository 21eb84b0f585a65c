"""Complementary suppression: which further cells are published, so that no primary one is found.

At first nothing is published that is not always: counts of what is not sensitive, and none. Then
each cell that is not primary is asked for in a fixed order, totals before their parts, and is
published if its count is neither too small nor too large. What is too small or too large follows
from what has been published before and from which cells are primary alone; so a reader who knows
the program knows it too, and knows of a cell that is withheld on which side it lies. That is a fact
like a published count, and binds those that are asked for later (simulatable auditing: Kenthapadi,
Mishra & Nissim). The bounds are such that every primary cell keeps its range both ways.

Let a cell be at least a if a primary cell is such and such. With m, the largest of these a, the
cell is published from m + 1; a cell of m or less leaves every primary cell what it was, and so does
every cell above m. One primary cell and one complement of 5 at least:

>>> told(least=6, most=ANY, a=[6, 9], b=[ANY, ANY])  # their total, with the primary one 1 or 4
(10, inf)

Three primary cells have a total of 3 to 12, of 6 where one of them is 4, of 9 where one is 1:

>>> told(least=3, most=12, a=[3, 6], b=[9, 12])
(7, 8)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import cached_property

from chitieu.measure.disclosure.inference import LARGEST, joined
from chitieu.measure.disclosure.insiders import Insiders
from chitieu.measure.disclosure.linked import Cell, Linked, Row, ranks
from chitieu.measure.disclosure.primary import primary_cells, told_if_none
from chitieu.measure.disclosure.spans import Spans

ANY = float("inf")
AT_ONCE = 200  # parts in rows of linked columns; more are asked area by area


def told(least: float, most: float, a: Sequence[float], b: Sequence[float]) -> tuple[float, float]:
    """From which count up to which a cell is published that is from `least` to `most`, and from
    one of `a` to the same of `b` where a primary cell is at an end of its range. Where the first
    is larger than the second it never is."""
    smallest, largest = max(a, default=least), min(b, default=most)
    low = least if smallest <= least else smallest + 1
    high = most if largest >= most else largest - 1
    return low, high


class Search:
    """The linked columns of a year's tables, decided one group after the other. Of the last one
    `withheld`: its counts that are not published, `needs`: what cells must be able to be, and
    `blocks`: what is known.

    Large tables are asked area by area, each with those below it: what an area may be by those
    below is taken up from below, and what is known of it is handed down.
    """

    def __init__(self, linked: Linked, insider: bool):
        self.linked, self._insider = linked, insider
        self.primary, self.told_if_none = primary_cells(linked), told_if_none(linked)
        self.below: dict[Cell, list[Row]] = defaultdict(list)  # by total
        for row in linked.rows:
            self.below[row.total].append(row)
        self._is_sum: dict[Cell, bool] = {}
        self._is_open: dict[Cell, bool] = {}
        self.rank, self.place = ranks(linked), linked.tree.places()

    def decide(self, columns: list, rows: dict[int, list[Row]], refused: Container[Cell]) -> None:
        """Decide what is published of linked columns, by their rows at each area; `refused`: what
        is not to be whatever it is."""
        there = {*columns}
        self.withheld = {c for c in self.primary if c[0] in there and self.is_count(c)}
        self.needs: list[tuple[Cell, float, float]] = []
        self.refused = refused
        blocks: dict[int, Block] = {}
        upwards = self.linked.tree.upwards()
        together = [row for node in upwards for row in rows[node]]
        self.insiders = Insiders(together if self._insider else [])
        if sum(len(row.parts) for row in together) <= AT_ONCE:
            rows = defaultdict(list, {upwards[-1]: together})
        for node in upwards:
            inside = self.linked.tree.children[node]
            if inside or self.linked.tree.parent[node] is None:
                own = [row for n in inside for row in rows[n] if not row.of_areas] + rows[node]
                if own:
                    below = [blocks[n] for n in inside if n in blocks]
                    blocks[node] = Block(self, node, own, below)
        for node in reversed(upwards):
            if node in blocks:
                above = blocks.get(self.linked.tree.parent[node])
                blocks[node].decide(above)
                while above and above.spans.take_up(blocks[node].spans):
                    node = above.node
                    above = blocks.get(self.linked.tree.parent[node])
        self.blocks = [*blocks.values()]

    def linked_columns(self) -> list[tuple[list, dict[int, list[Row]]]]:
        """The columns that differences and parts of the year link, where one has a primary cell,
        and their rows by area."""
        hidden = {key for key in self.linked.columns if not self._is_always_published(key)}
        bound = []
        for row in self.linked.rows:
            if not self._is_bound(row):
                cells = (row.total, *row.parts)
                bound.append((row, [key for key, _ in cells if key in hidden]))
        first = joined(keys for _, keys in bound)
        rows: dict = defaultdict(lambda: defaultdict(list))
        for row, keys in bound:
            rows[first(keys[0])][row.total[1]].append(row)
        columns: dict = defaultdict(list)
        for key in self.linked.columns:
            if key in hidden:
                columns[first(key)].append(key)
        found = dict.fromkeys(first(key) for key, _ in self.primary)
        return [(columns[each], rows[each]) for each in found]

    def _is_always_published(self, key) -> bool:
        column = self.linked.columns[key]
        return not column.sensitive and len(column.terms) == 1

    def _is_bound(self, row: Row) -> bool:
        """Whether a row says no more than the bounds of one cell do."""
        left = [cell for cell in (row.total, *row.parts) if not self.is_open(cell)]
        free = [cell for cell in left if not self.linked.columns[cell[0]].sensitive]
        return len(left) - len(free) < 2 and len(left) == 2 * len(free)

    def is_open(self, cell: Cell) -> bool:
        """Whether a cell is known beforehand: no primary one that is none, and counts of what is
        not sensitive."""
        if cell not in self._is_open:
            column = self.linked.columns[cell[0]]
            if not column.sensitive:
                found = len(column.terms) == 1
            else:
                found = self.linked.count(cell) == 0 and cell not in self.primary
                found = found and self.is_told_if_none(cell)
            self._is_open[cell] = found
        return self._is_open[cell]

    def is_told_if_none(self, cell: Cell) -> bool:
        """Whether a cell that is not primary would be known were it none."""
        parts = (part for row in self.below[cell] for part in row.parts)
        return self.is_count(cell) or all(map(self.is_open, parts))

    def order(self, cell: Cell) -> tuple:
        """Areas before those below them, wholes before parts, the last area first."""
        depth, place = self.place[cell[1]]
        return depth, self.rank[cell[0]], place

    def is_count(self, cell: Cell) -> bool:
        return len(self.linked.columns[cell[0]].terms) == 1

    def is_sum(self, cell: Cell) -> bool:
        """Whether a cell is a sum of what may be small. That it is small itself cannot be taken as
        known then: were one of its parts larger it would not be."""
        if cell not in self._is_sum:
            adds_up = any(map(self._adds_up, self.below[cell]))
            self._is_sum[cell] = adds_up or cell in self.derived
        return self._is_sum[cell]

    @cached_property
    def derived(self) -> set[Cell]:
        """Where a total has parts of several kinds, as by sex and by ethnic group, those of all
        kinds but the one with the most unknown. They follow from a sum of the others: were two
        groups of one kind known to be small, those of another would be known to be less."""
        found: set[Cell] = set()
        for total in self.below:
            kinds = self._kinds(total)
            most = max(kinds, key=self._unknown, default=[])
            if self._unknown(most) > 1:
                found.update(part for kind in kinds if kind is not most for part in kind)
        return found

    def _kinds(self, total: Cell) -> list[list[Cell]]:
        """The parts that are not known of each kind that a total of one area has."""
        return [
            [part for part in row.parts if not self.is_open(part)]
            for row in self.below.get(total, ())
            if not row.of_areas
            and all(self.linked.columns[part[0]].sensitive for part in row.parts)
        ]

    def _unknown(self, cells: list[Cell]) -> int:
        """How many counts cells are the sum of, at the most."""
        return sum(max(1, *map(self._unknown, self._kinds(cell)), 0) for cell in cells)

    def _adds_up(self, row: Row) -> bool:
        if all(self.linked.columns[part[0]].sensitive for part in row.parts):
            return not all(map(self.is_open, row.parts))
        return any(self.is_sum(part) for part in row.parts)


class Block:
    """An area and those below it in linked columns: what is known of them and what is published."""

    def __init__(self, search: Search, node: int, rows: list, below: list[Block]):
        self.search, self.linked, self.node = search, search.linked, node
        self.asked: list[Cell] = []
        blocks = {block.node: block for block in below}

        def known(cell: Cell) -> tuple[float, float]:
            block = blocks.get(cell[1])
            return block.spans.of(cell) if block and cell in block.spans.at else self._before(cell)

        self.spans, self.below = Spans(rows, known), blocks
        self.is_linked = len({key for key, _ in self.spans.cells}) > 1
        for block in below:
            self.spans.take_up(block.spans)
        lowest = [c for c in self.spans.cells if c[1] not in blocks]
        self._keep([c for c in lowest if c in search.primary and not search.is_sum(c)])
        sums = [c for c in lowest if self.linked.columns[c[0]].sensitive and search.is_sum(c)]
        sums.sort(key=search.order, reverse=True)
        for at, cell in enumerate(sums, start=1):
            others = [each for each in sums[at:] if each in search.derived and each[1] == cell[1]]
            self._classify(cell, others)

    def _before(self, cell: Cell) -> tuple[float, float]:
        """The least and the most of a cell by what it is: open, primary, or neither."""
        search, column = self.search, self.linked.columns[cell[0]]
        low, high = self.linked.bounds.get(cell, (0, ANY))
        if search.is_open(cell):
            return self.linked.count(cell), self.linked.count(cell)
        if not column.sensitive:
            return low, high
        if search.is_sum(cell):
            some = search.is_count(cell) and (not column.presence or cell in search.told_if_none)
            return max(low, int(some)), high
        if cell in search.primary:
            smallest, largest = search.primary[cell]
            return max(low, smallest), min(high, largest)
        if not search.is_told_if_none(cell):
            return low, high
        return max(low, self.linked.thresholds[cell[1]]), high

    def _keep(self, cells: list[Cell]) -> None:
        """Have cells keep what they can be now below their thresholds."""
        small = {cell: self._small(cell) for cell in cells}
        needs = [(cell, low, high) for cell, (low, high) in small.items() if low < high]
        self.search.needs += needs
        self.spans.add([{cell: (end, end)} for cell, *ends in needs for end in ends])

    def _small(self, cell: Cell) -> tuple[float, float]:
        low, high = self.spans.of(cell)
        return low, min(high, self.linked.thresholds[cell[1]] - 1)

    def _classify(self, cell: Cell, open_still: list[Cell]) -> None:
        """Let a reader know whether a sum is so large that all that is below it may be anything;
        also others of which it is not known yet whether they are small."""
        threshold = self.linked.thresholds[cell[1]]
        if self.spans.of(cell)[0] >= threshold or self.search.is_open(cell):
            return
        small = {other: self._small(other) for other in open_still}
        cases = [{c: (end, end)} for c, ends in small.items() if ends[0] <= ends[1] for end in ends]
        low, high = self.spans.with_cases(cell, cases)
        limit = max(threshold, low.max() + 1)
        if limit > high.min():  # it is never published
            self._keep([cell])
        elif self.linked.count(cell) >= limit:
            self.spans.learn((cell, limit, ANY))
        else:
            self.spans.learn((cell, 0, limit - 1))
            self._keep([cell])

    def decide(self, above: Block | None) -> None:
        """Publish what can be, by what is known from above."""
        asked = [c for c in self.spans.cells if self.search.is_count(c)]
        asked = [c for c in asked if not self.search.is_open(c)]
        if above is not None:
            self.spans.take_up(above.spans)
            asked = [cell for cell in asked if cell not in above.spans.at]
        asked.sort(key=self.search.order)
        for cell in asked:
            self._ask(cell)
        for cell in asked:
            if cell in self.search.withheld and cell not in self.search.primary:
                self._ask_again(cell)
        self.asked += asked
        self.search.insiders.known.update(filter(self.spans.is_known, self.spans.cells))

    def settle(self, above: Block) -> None:
        """Find what follows for the area above from what those below it are in other columns."""
        self.spans.take_up(above.spans)
        self._settle_moved(self.below)
        above.spans.take_up(self.spans)

    def _settle_moved(self, nodes: Iterable[int]) -> None:
        """Settle those areas below of which more is known than they know."""
        for node in nodes:
            if node in self.spans.moved:
                self.spans.moved.remove(node)
                if self.below[node].spans.differs(self.spans):
                    self.below[node].settle(self)

    def _learn(self, cell: Cell, low: float, high: float) -> None:
        self.spans.learn((cell, low, high))
        self._settle_below(cell[1])

    def _settle_below(self, node: int) -> None:
        """Settle the area that a cell is of; where that is the one above all, each below it."""
        if self.is_linked:
            self._settle_moved(self.below if node == self.node else self.below.keys() & {node})

    def _ask(self, cell: Cell) -> None:
        self._settle_below(cell[1])
        count = self.linked.count(cell)
        low, high = self._told(cell)
        if self.spans.is_known(cell) and cell not in self.search.primary:
            return
        if low <= count <= high:
            self._publish(cell)
            return
        self.search.withheld.add(cell)
        if low <= high and count < low:
            self._learn(cell, 0, low - 1)
        elif low <= high:
            self._learn(cell, high + 1, ANY)

    def _told(self, cell: Cell) -> tuple[float, float]:
        refused = cell in self.search.refused
        if refused or self.search.insiders.are_told(cell, self._is_known):
            return 1, 0
        at = self.spans.at[cell]
        low, *a = self.spans.low[:, at].tolist()
        high, *b = (ANY if most > LARGEST / 2 else most for most in self.spans.high[:, at].tolist())
        return told(low, high, a, b)

    def _ask_again(self, cell: Cell) -> None:
        """Publish a cell that tells nothing more by now."""
        self._settle_below(cell[1])
        low, high = self._told(cell)
        least, most = self.spans.of(cell)
        if self.spans.is_known(cell) or (low <= least and high >= min(most, LARGEST / 2)):
            self.search.withheld.remove(cell)
            self._publish(cell)

    def _publish(self, cell: Cell) -> None:
        count = self.linked.count(cell)
        self._learn(cell, count, count)
        self.search.insiders.learn(cell, self._is_known)

    def _is_known(self, cell: Cell) -> bool:
        here = cell in self.spans.at and self.spans.is_known(cell)
        return here or self.search.is_open(cell)
