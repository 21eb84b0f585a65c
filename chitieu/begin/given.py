"""What an office hands over as a table, CSV or a sheet of Excel: its cells as text, each with its
place."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.faults import Fault, Faults
from chitieu.letters import clean
from chitieu.plain_files import read_plain

EXCEL = (".xlsx", ".xlsm")
AGAIN = "save it from Excel as .xlsx, and name that file"
_AS_FORMULA = re.compile(r"=\s*([0-9]+(?:[.,][0-9]+)?\s*%?)")
_COLUMN_NUMBER = re.compile(r"\(?([0-9]{1,2})\)?")
_ZEROS = re.compile("0{2,}")
MOST_CELLS = 2_000_000  # of a sheet: the whole country's list has a tenth


@dataclass(frozen=True)
class Given:
    """The lines of a table: `rows` by the spreadsheet's line, cells by the number of the column
    from 1, none of them blank. `sheet`: the name of the sheet, "" of a CSV."""

    file: str
    sheet: str
    rows: dict[int, dict[int, str]]

    def fault(self, line: int, column: int, problem: str, remedy: str) -> Fault:
        """Return a fault of a cell."""
        at = f"{self.sheet}!{self.at(line, column)}" if self.sheet else get_column_letter(column)
        return Fault(self.file, 0 if self.sheet else line, at, problem, remedy)

    @staticmethod
    def at(line: int, column: int) -> str:
        """Return a cell as spreadsheets name it: "C5"."""
        return f"{get_column_letter(column)}{line}"


def read_given(path: Path) -> list[Given]:
    """Return the sheets of a file, of a CSV one. Raises Faults where it cannot be read."""
    if path.suffix.lower() not in EXCEL:
        rows = read_plain(path, path.parent).rows
        return [Given(path.name, "", _lines(rows))]
    if not path.is_file():
        raise Faults([Fault(path.name, 0, "", "there is no such file", "look at the name")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: pictures, lists
            book = load_workbook(path, data_only=True)
            typed = load_workbook(path)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        large = [s.title for s in sheets if s.max_row * s.max_column > MOST_CELLS]
        if large:
            problem = f"its sheet '{large[0]}' has more cells than a plan or a list of areas"
            raise Faults([Fault(path.name, 0, "", problem, "copy what is wanted into a new file")])
        return [Given(path.name, s.title, _lines(_cells(s, typed[s.title]))) for s in sheets]
    except Faults:
        raise
    except Exception as error:  # a damaged file makes the reader raise almost anything
        problem = f"it cannot be read as an Excel workbook ({type(error).__name__})"
        raise Faults([Fault(path.name, 0, "", problem, AGAIN)]) from None


def _cells(sheet: Worksheet, typed: Worksheet) -> Iterator[list]:
    """The cells as they were meant: "= 0", which Excel takes for a formula, and 95 %, of which it
    keeps 0.95, as they were typed."""
    for cells, formulas in zip(sheet.iter_rows(), typed.iter_rows(), strict=True):
        yield [_meant(*pair) for pair in zip(cells, formulas, strict=True)]


def _meant(cell: Cell, formula: Cell):
    if isinstance(formula.value, str) and (number := _AS_FORMULA.fullmatch(formula.value)):
        return f"= {number[1]}"
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        return f"{100 * cell.value:.10g} %"
    if isinstance(cell.value, int) and _ZEROS.fullmatch(cell.number_format):
        return f"{cell.value:0{len(cell.number_format)}d}"  # a code, shown with its zeros
    return cell.value


def _lines(rows) -> dict[int, dict[int, str]]:
    found = {}
    for line, cells in enumerate(rows, start=1):
        texts = {n: text for n, cell in enumerate(cells, start=1) if (text := as_text(cell))}
        if texts:
            found[line] = texts
    return found


def as_text(cell) -> str:
    """Return a cell as text, "" for a blank one: a whole number without its point.

    >>> as_text(96.0), as_text(1.1), as_text("  Hộ   nghèo "), as_text(None)
    ('96', '1.1', 'Hộ nghèo', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(clean(str(cell)).split())


def numbers_columns(cells: dict[int, str]) -> bool:
    """Whether a line numbers the columns, as tables of decisions do.

    >>> numbers_columns({1: "(1)", 2: "(2)", 3: "(3)"}), numbers_columns({1: "1", 2: "Xã Đắk Kôi"})
    (True, False)
    """
    found = [_COLUMN_NUMBER.fullmatch(text) for text in cells.values()]
    return len(found) > 2 and [m and int(m[1]) for m in found] == [*range(1, len(found) + 1)]
