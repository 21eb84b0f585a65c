"""Which form a file is, whether it is one of this workbook's as it was issued, and which of its
sheets are the form's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from chitieu.collect.forms.asked import AGENCY, VERSION, Form
from chitieu.collect.forms.layout import (
    AREAS_LISTED,
    CODES,
    IDENTITY,
    ISSUED,
    SEAL,
    TOTAL,
    VARIABLES_LISTED,
    Column,
    Layout,
    seal,
    stamp,
)
from chitieu.collect.receive.cell import clean
from chitieu.collect.receive.excel import Cell, Page
from chitieu.collect.receive.opened import Opened
from chitieu.faults import CallError, Fault, Faults
from chitieu.plan.periods import is_period, is_period_of, period_words
from chitieu.plan.years import read_year

# What the file says it is, and what each is called.
_KEYS = {
    "form": "loại tệp",
    "version": "phiên bản",
    "workbook": "sổ tính",
    "year": "năm",
    "period": "kỳ",
    "edition": "danh mục xã",
    "kind": "loại đơn vị",
    "code": "mã đơn vị",
}
COPY_OVER = "chép số liệu sang biểu đã phát rồi gửi lại"
Issued = dict[tuple[str, str], float | str]


def identify(
    opened: Opened, root: Path, forms_of: Callable[[int, str], list[Form]]
) -> tuple[Form, Issued]:
    """Return the form that a file is, and last year's figures as they were issued in it.

    `forms_of`: the forms of a year and period. Raises Faults where the file is none of them.
    """
    if IDENTITY not in opened.book.pages:
        raise opened.refusal("tệp không phải là biểu do sổ tính phát ra", COPY_OVER)
    said, places, issued = _read(opened)
    faults = [
        opened.fault(f"{IDENTITY}!A1", f"phần ẩn của biểu thiếu {what}", COPY_OVER)
        for key, what in _KEYS.items()
        if key not in said
    ]
    if faults:
        raise Faults(faults)
    for key, what in _KEYS.items():
        known = opened.book.properties.get(f"chitieu.{key}", said[key])
        if known != said[key]:
            problem = f"{what} ở phần ẩn bị sửa từ “{known}” thành “{said[key]}”"
            faults.append(
                opened.fault(places[key], problem, f"trả lại “{known}”, hoặc {COPY_OVER}")
            )
    identity = {key: said[key] for key in _KEYS}
    if not faults and said.get(SEAL) != seal(identity, [(*key, v) for key, v in issued.items()]):
        place = places.get(SEAL, f"{IDENTITY}!A1")
        faults.append(opened.fault(place, "phần ẩn của biểu bị sửa", COPY_OVER))
    if faults:
        raise Faults(faults)
    form = _known(opened, root, identity, places, forms_of)
    return _in_order_of_issue(opened, form), issued


def _read(opened: Opened) -> tuple[dict[str, str], dict[str, str], Issued]:
    cells = opened.cells(opened.book.pages[IDENTITY])
    said, places, issued = {}, {}, {}
    table = False
    for row in sorted({row for row, column in cells if column == 1}):
        first, *rest = (cells[row, c].value if (row, c) in cells else None for c in (1, 2, 3))
        if table:
            issued[str(first), str(rest[0])] = rest[1]
        elif first == ISSUED:
            table = True
        else:
            said[str(first)] = "" if rest[0] is None else str(rest[0])
            places[str(first)] = f"{IDENTITY}!B{row}"
    return said, places, issued


def _in_order_of_issue(opened: Opened, form: Form) -> Form:
    """The form with its areas and variables as they were listed when it was issued: the plan's
    files may have another order by now."""
    lists = {AREAS_LISTED: {}, VARIABLES_LISTED: {}}
    for (row, column), cell in opened.book.pages[IDENTITY].cells.items():
        if column in lists:
            lists[column][clean(cell.value)] = row

    def as_listed(names: dict[str, str], column: int) -> list[str]:
        rows = {code: lists[column].get(clean(name)) for code, name in names.items()}
        # One that was renamed since is told where its old name stands.
        return [*names] if None in rows.values() else sorted(names, key=rows.get)

    areas = {area: form.areas[area] for area in as_listed(form.areas, AREAS_LISTED)}
    variables = form.variables.loc[as_listed(form.names, VARIABLES_LISTED)]
    return replace(form, areas=areas, variables=variables)


def _known(opened: Opened, root: Path, said: dict, places: dict, forms_of: Callable) -> Form:
    def refuse(key: str, problem: str, remedy: str) -> Faults:
        return Faults([opened.fault(places[key], problem, remedy)])

    if (said["form"], said["version"]) != ("chitieu", VERSION):
        problem = f"biểu thuộc phiên bản “{said['version']}”, sổ tính dùng phiên bản {VERSION}"
        raise refuse("version", problem, "xuất biểu mới rồi chép số liệu sang")
    year, period = said["year"], said["period"]
    if not (year.isdigit() and is_period_of(period, year)):
        raise refuse("period", f"biểu ghi kỳ “{period}”, không thuộc năm “{year}”", COPY_OVER)
    try:
        settings = read_year(root, int(year))
    except CallError:
        remedy = f"lập params/{year}.yaml trước, hoặc gửi đúng biểu của năm"
        raise refuse(
            "year", f"đây là biểu của năm {year}, sổ tính không có năm ấy", remedy
        ) from None
    if settings.slug != said["workbook"]:
        problem = f"biểu của sổ tính khác, “{said['workbook']}”, sổ này là “{settings.slug}”"
        raise refuse("workbook", problem, "gửi đến đúng nơi đã phát biểu")
    if settings.edition != said["edition"]:
        before, now = said["edition"], settings.edition
        problem = f"biểu theo danh mục xã {before}, sổ tính của năm {year} dùng danh mục {now}"
        # Rows carry their edition, so that what was received before a merger stays what it was.
        remedy = (
            f"số theo xã mới thì xuất biểu mới rồi chép sang; số theo xã cũ thì đặt edition: "
            f'"{before}" trong params/{year}.yaml, nhận biểu này, rồi đặt lại "{now}"'
        )
        raise refuse("edition", problem, remedy)
    for form in forms_of(int(year), period):
        if (form.kind, form.code) == (said["kind"], said["code"]):
            return form
    who = "đơn vị" if said["kind"] == AGENCY else "xã"
    problem = f"{who} có mã “{said['code']}” không có biểu của {period_words(period)}"
    raise refuse("code", problem, COPY_OVER)


# ---- its sheets ---------------------------------------------------------------------------------


@dataclass
class Sheet:
    """A sheet of figures or notes that bears the form's stamp. `columns`: what each holds; `rows`:
    the code of each row that has figures, blank where it is not known; `end`: the row below them,
    0 where there is none."""

    opened: Opened
    page: Page
    layout: Layout
    stamp: Cell
    cells: dict[tuple[int, int], Cell]
    columns: dict[int, Column] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    end: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def codes(self) -> int:
        return self.stamp.row

    @property
    def first_row(self) -> int:
        return self.codes + self.layout.first - CODES

    @property
    def has_totals(self) -> bool:
        return self.end > 0 and self.layout.end == TOTAL

    @property
    def filled_rows(self) -> list[int]:
        """The rows below the headings that hold something."""
        return sorted({row for row, _ in self.cells if row >= self.first_row})

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        return "" if cell is None else clean(cell.value)

    def place(self, row: int, column: int) -> str:
        return f"{self.page.title}!{get_column_letter(column)}{row}"

    def tell(self, row: int, column: int, problem: str, remedy: str) -> None:
        self.faults.append(self.opened.fault(self.place(row, column), problem, remedy))


def stamped(
    opened: Opened, form: Form, issued: dict[str, Layout]
) -> tuple[dict[str, Sheet], list[Fault], set[str]]:
    """Return the sheets that bear the form's stamp by the names they were issued under, what is
    wrong with others, and the names of those that this is told of. `issued`: all, by name."""
    found: dict[str, Sheet] = {}
    faults: list[Fault] = []
    told: set[str] = set()
    own = stamp(form, "")
    for page in opened.book.pages.values():
        cells = opened.cells(page)
        first = next((c for c in cells.values() if str(c.value).startswith("chitieu/")), None)
        if first is None:
            if page.title in issued:
                problem = "mất mã ẩn của trang"
                faults.append(opened.fault(f"{page.title}!A{CODES}", problem, COPY_OVER))
                told.add(page.title)
            continue
        said = str(first.value)
        title = said.removeprefix(own)
        if title not in issued:
            faults.append(opened.fault(first, _whose(said, cells, form), COPY_OVER))
            told |= {page.title, said.rpartition("/")[2]}
        elif title in found:
            problem = f"số liệu của trang này đã có ở trang “{found[title].page.title}”"
            faults.append(opened.fault(first, problem, "xóa một trong hai trang"))
        else:
            sheet = found[title] = Sheet(opened, page, issued[title], first, cells)
            faults += [
                opened.fault(f"{page.title}!{merged}", "các ô bị gộp", "bỏ gộp, mỗi ô ghi một số")
                for merged in page.merged
                if range_boundaries(merged)[3] >= sheet.first_row
            ]
    if not found and not faults:
        faults.append(opened.fault("", "biểu không còn trang số liệu nào", COPY_OVER))
        told |= set(issued)
    return found, faults, told


def _whose(said: str, cells: dict[tuple[int, int], Cell], form: Form) -> str:
    """What another stamp says, in the words that stand on the sheet."""
    words = said.split("/")
    keys = list(form.identity)
    if len(words) != len(keys) + 1:
        return "mã ẩn của trang bị sửa"
    other = dict(zip(keys, words, strict=False))
    if is_period(other["period"]) and other["period"] != form.period:
        of, not_of = period_words(other["period"]), period_words(form.period)
    elif other["code"] != form.code:
        head = "Đơn vị báo cáo: "
        texts = (clean(cell.value) for cell in cells.values())
        named = next((text.removeprefix(head) for text in texts if text.startswith(head)), "")
        of, not_of = f"{named or 'đơn vị khác'} ({other['code']})", f"{form.reporter} ({form.code})"
    else:
        return "mã ẩn của trang bị sửa"
    return f"trang này là của biểu khác: {of}, không phải {not_of}"
