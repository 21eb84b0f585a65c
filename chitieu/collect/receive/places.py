"""Where a form's figures stand: on which sheets, between which rows, and what lies outside."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter, range_boundaries

from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.cells import CHECK, PREVIOUS, VALUE, stamp
from chitieu.collect.forms.guide import NOTES
from chitieu.collect.forms.sheets import END, TOTAL
from chitieu.collect.receive.figures import clean
from chitieu.collect.receive.identity import COPY_OVER
from chitieu.collect.receive.opened import Opened
from chitieu.collect.receive.parts import Cell, Page
from chitieu.faults import Fault
from chitieu.plan.periods import in_vietnamese, is_period


@dataclass
class Sheet:
    """A sheet of figures or notes, with the row of its codes found."""

    opened: Opened
    page: Page
    cells: dict[tuple[int, int], Cell]
    codes: int
    first_column: int
    issued_as: str  # the name it was sent out under
    faults: list[Fault] = field(default_factory=list)
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    """What each column holds: a variable (none in a commune's form) and a role."""

    @property
    def first_row(self) -> int:
        return self.codes + (2 if self.issued_as == NOTES else 3)

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        return "" if cell is None else clean(cell.value)

    def place(self, row: int, column: int) -> str:
        return f"{self.page.title}!{get_column_letter(column)}{row}"

    def tell(self, row: int, column: int, problem: str, remedy: str) -> None:
        self.faults.append(self.opened.fault(self.place(row, column), problem, remedy))

    @property
    def rows(self) -> list[int]:
        """The rows below the headings that hold something."""
        return sorted({row for row, _ in self.cells if row >= self.first_row})


def find_sheets(
    opened: Opened, form: Form, titles: list[str]
) -> tuple[dict[str, Sheet], list[Fault], set[str]]:
    """Return the sheets that bear the form's stamp by the names they were issued under, what is
    wrong with others, and the names that this is told of.

    `titles`: the names of the sheets that were issued.
    """
    found: dict[str, Sheet] = {}
    faults: list[Fault] = []
    told: set[str] = set()
    own = stamp(form, "")
    for page in opened.book.pages.values():
        cells = opened.cells(page)
        stamps = [at for at, cell in cells.items() if str(cell.value).startswith("chitieu/")]
        if not stamps:
            if page.title in titles:
                problem = "mất mã ẩn của trang"
                faults.append(opened.fault(f"{page.title}!A6", problem, COPY_OVER))
                told.add(page.title)
            continue
        row, column = stamps[0]
        said = str(cells[row, column].value)
        title = said.removeprefix(own)
        if title not in titles:
            faults.append(opened.fault(cells[row, column], _whose(said, cells, form), COPY_OVER))
            told |= {page.title, said.rpartition("/")[2]}
        elif title in found:
            problem = f"số liệu của trang này đã có ở trang “{found[title].page.title}”"
            faults.append(opened.fault(cells[row, column], problem, "xóa một trong hai trang"))
        else:
            found[title] = Sheet(opened, page, cells, row, column, title)
            faults += _merged(opened, page, found[title].first_row)
    if not found and not faults:
        faults.append(opened.fault("", "biểu không còn trang số liệu nào", COPY_OVER))
        told |= set(titles)
    return found, faults, told


def _whose(said: str, cells: dict[tuple[int, int], Cell], form: Form) -> str:
    """What another stamp says, in the words that stand on the sheet."""
    words = said.split("/")
    keys = list(form.identity)
    if len(words) != len(keys) + 1:
        return "mã ẩn của trang bị sửa"
    other = dict(zip(keys, words, strict=False))
    if is_period(other["period"]) and other["period"] != form.period:
        of, not_of = in_vietnamese(other["period"]), in_vietnamese(form.period)
    elif other["code"] != form.code:
        head = "Đơn vị báo cáo: "
        texts = (clean(cell.value) for cell in cells.values())
        named = next((text.removeprefix(head) for text in texts if text.startswith(head)), "")
        of, not_of = f"{named or 'đơn vị khác'} ({other['code']})", f"{form.reporter} ({form.code})"
    else:
        return "mã ẩn của trang bị sửa"
    return f"trang này là của biểu khác: {of}, không phải {not_of}"


def _merged(opened: Opened, page: Page, first_row: int) -> list[Fault]:
    return [
        opened.fault(f"{page.title}!{merged}", "các ô bị gộp", "bỏ gộp, mỗi ô ghi một số")
        for merged in page.merged
        if range_boundaries(merged)[3] >= first_row
    ]


def outside(sheet: Sheet, columns: dict, taken: dict[int, str], end: int | None) -> None:
    """Tell of what was written where nothing is read: below, beside and between the figures.

    `taken`: the rows that hold figures; `end`: the row that ends them, below which people sign.
    """
    known = {sheet.first_column, *columns}
    last = end or max(taken, default=sheet.first_row)
    sums = has_totals(sheet, end)
    summed = {c for c, (_, role) in columns.items() if role in (VALUE, PREVIOUS, CHECK)}
    for (row, column), cell in sheet.cells.items():
        is_number = isinstance(cell.value, (int, float)) and cell.formula is None
        lost = columns.get(column, ("", ""))[1] in (CHECK, "unit") and is_number
        if row <= sheet.codes or (row in taken and column in known and not lost):
            continue
        if row < sheet.first_row:  # headings, which whoever reads the columns looks at
            continue
        if row == end and (column == sheet.first_column or (sums and column in summed)):
            continue
        if row <= last or is_number:
            shown = clean(cell.value)[:40]
            problem = f"“{shown}” nằm ngoài chỗ ghi số liệu"
            sheet.tell(row, column, problem, "đưa về đúng ô, hoặc xóa đi")


def has_totals(sheet: Sheet, end: int | None) -> bool:
    """Whether the row that ends the figures holds their sums, as an agency's does."""
    return end is not None and sheet.text(end, sheet.first_column).casefold() == TOTAL.casefold()


def is_end(sheet: Sheet, row: int) -> bool:
    """Whether a row ends the figures: the totals, or what stands hidden where there are none."""
    return sheet.text(row, sheet.first_column).casefold() in (TOTAL.casefold(), END)
