"""How far what a reader knows narrows a withheld count down, in whole numbers."""

from __future__ import annotations

from chitieu.measure.disclosure.inference import Contradiction, Inference, Rule
from chitieu.publish.package.equations import Cell, Reader, Withheld

__all__ = ["Contradiction", "narrowed"]


def narrowed(reader: Reader, threshold: int) -> list[Withheld]:
    """Return the withheld counts of which fewer whole numbers remain than are small: those from 1
    to `threshold` less one; fewer where what is published of all holds no more.

    Raises Contradiction where no counts agree with all that the reader knows.
    """
    stated = {frozenset(cell for cell, _ in rule.signs) for rule in reader.rules
              if rule.low == rule.high and all(sign == 1 for _, sign in rule.signs)}  # fmt: skip
    sums = {each.cells for each in reader.withheld if len(each.cells) > 1}
    of_sums = [Rule(((cells, -1), *((cell, 1) for cell in cells)), 0, 0) for cells in sums]
    inference = Inference([*reader.rules, *of_sums])
    few: dict[tuple[Cell, ...], bool] = {}
    for each in reader.withheld:
        if frozenset(each.cells) in stated:
            continue  # published in another row: that one of the two is withheld is no secret
        if each.cells not in few:
            cell = each.cells if len(each.cells) > 1 else each.cells[0]
            enough = min(threshold - 2, _room(reader, inference, each.cells))
            few[each.cells] = inference.is_narrower(cell, enough)
    return [each for each in reader.withheld if few.get(each.cells)]


def _room(reader: Reader, inference: Inference, cells: tuple[Cell, ...]) -> float:
    """The least known count that is not sensitive and of which all of the cells are a part."""
    wholes = [
        [cell for cell, sign in rule.signs if sign == 1]
        for rule in reader.rules
        if rule.high == float("inf") and {c for c, s in rule.signs if s == -1} == {*cells}
    ]
    known = [
        sum(inference.spans[cell][0] for cell in whole)
        for whole in wholes
        if not any(cell[3] in reader.sensitive for cell in whole)
        and all(inference.spans[cell][0] == inference.spans[cell][1] for cell in whole)
    ]
    return max(1, min(known, default=float("inf")))
