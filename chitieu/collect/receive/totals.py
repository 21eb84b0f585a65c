"""The row of totals: what it says must be what the communes add up to.

Where it is not, a total was typed over, or the figures were pasted a row too low or too high.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from chitieu.collect.forms.cells import PREVIOUS, VALUE
from chitieu.collect.receive.figures import NotAFigure, in_words, read_number
from chitieu.collect.receive.places import Sheet
from chitieu.faults import Fault

REMEDY = "xem lại các số của cột này, rồi để ô Cộng tự tính (hoặc xóa số ở ô ấy)"


def wrong_totals(sheet: Sheet, end: int, amounts: dict[tuple[str, str], list]) -> Iterator[Fault]:
    """Return a fault for each total that is not the sum of its column.

    `end`: the row of totals; `amounts`: the column's figures by its variable and role (None where
    an area has none), of the columns in which all could be read.
    """
    for column, what in sheet.columns.items():
        cell = sheet.at(end, column)
        if cell is None or what[1] not in (VALUE, PREVIOUS) or what not in amounts:
            continue
        added = math.fsum(amount or 0 for amount in amounts[what])
        if cell.value is None:  # no program has computed it yet: then it is what was issued, or not
            if not _is_sum(cell.formula, column, len(amounts[what])):
                problem = f"công thức “={cell.formula}” ở dòng Cộng không cộng đủ cột này"
                yield sheet.opened.fault(cell, problem, REMEDY)
            continue
        try:
            total = read_number(sheet.opened, cell, "E") or 0
        except NotAFigure as error:
            yield error.fault
            continue
        if not math.isclose(total, added, rel_tol=1e-12, abs_tol=1e-6):
            problem = f"dòng Cộng ghi {in_words(total)}, các xã cộng lại là {in_words(added)}"
            yield sheet.opened.fault(cell, problem, REMEDY)


def _is_sum(formula: str | None, column: int, count: int) -> bool:
    """Whether a formula adds up as many cells of its column as there are figures."""
    letter = get_column_letter(column)
    found = re.fullmatch(
        rf"=?SUM\({letter}([0-9]+):{letter}([0-9]+)\)", (formula or "").replace("$", "")
    )
    return bool(found) and int(found[2]) - int(found[1]) + 1 == count
