"""Which form a file is, and whether it is one of this workbook's, as it was issued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chitieu.collect.forms.asked import AGENCY, VERSION, Form
from chitieu.collect.forms.hidden import IDENTITY, ISSUED, SEAL, seal
from chitieu.collect.receive.opened import Opened
from chitieu.faults import CallError, Faults
from chitieu.plan.periods import in_vietnamese, is_period_of
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
    return _known(opened, root, identity, places, forms_of), issued


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
    problem = f"{who} có mã “{said['code']}” không có biểu của {in_vietnamese(period)}"
    raise refuse("code", problem, COPY_OVER)
