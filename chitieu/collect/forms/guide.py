"""The sheet of instructions: what to do, the signs, the states, and every figure's definition."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from chitieu.collect.forms import style
from chitieu.collect.forms.asked import AGENCY, STATES, Form, date_words
from chitieu.collect.forms.layout import NOTES
from chitieu.collect.forms.style import put
from chitieu.plan.periods import last_day, period_words

TITLE = "Hướng dẫn"
_WIDTHS = {"A": 40, "B": 10, "C": 18, "D": 66}
_TEXT = 155  # characters that fit on a line over all columns


def guide_sheet(book: Workbook, form: Form) -> None:
    """Add the instructions."""
    sheet = book.create_sheet(TITLE)
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    put(sheet, 1, 1, "HƯỚNG DẪN GHI BIỂU", bold=True, size=14)
    row = 2
    for text in (
        form.title,
        f"Đơn vị báo cáo: {form.reporter}",
        f"Kỳ báo cáo: {period_words(form.period)}",
        f"Thời hạn gửi: {date_words(form.deadline)}",
    ):
        row = _line(sheet, row, text, bold=row > 2)
    row = _heading(sheet, row + 1, "Cách ghi")
    for number, text in enumerate(_steps(form), start=1):
        row = _line(sheet, row, f"{number}. {text}")
    row = _heading(sheet, row + 1, "Ký hiệu và tình trạng của số liệu")
    row = _table(sheet, row, ["Ký hiệu, tình trạng", "", "", "Nghĩa"], _signs(), joined=True)
    sheet.row_breaks.append(Break(row))  # the definitions begin a page, and each has their head
    row = _heading(sheet, row + 1, "Định nghĩa")
    sheet.print_title_rows = f"{row}:{row}"
    head = ["Số liệu", "Đơn vị", "Thời điểm, thời kỳ", "Định nghĩa"]
    rows = [
        [v["name_vi"], _text(v["unit_vi"]), _when(v["stock_or_flow"], form),
         _text(v["definition_vi"])]
        for _, v in form.variables.iterrows()
    ]  # fmt: skip
    row = _table(sheet, row, head, rows)
    sheet.print_area = f"A1:D{row - 1}"
    sheet.sheet_view.showGridLines = False
    style.lock(sheet)
    style.fit_a4(sheet, f"{form.reporter} · {period_words(form.period)} · {TITLE}")


def _steps(form: Form) -> list[str]:
    notes = f"trang “{NOTES}”" if form.kind == AGENCY else f"cột “{NOTES}”"
    steps = [
        "Chỉ ghi vào các ô nền vàng. Các ô khác đã khóa. Không chèn, xóa, gộp hay kéo ô sang chỗ "
        "khác; muốn chép thì dùng Sao chép rồi Dán giá trị.",
        "Ghi số đếm (số em, số trường, số cuộc), không ghi tỷ lệ phần trăm. Viết liền các chữ số, "
        "không có dấu chấm, dấu phẩy hay khoảng trắng; không ghi kèm chữ.",
        "Không phát sinh thì ghi - hoặc 0. Có phát sinh nhưng không thu thập được thì ghi ... "
        "(ba dấu chấm). Ô để trống là chưa báo cáo.",
        "Cột “Tình trạng”: chọn trong danh sách; để trống là số chính thức.",
        f"Số của {period_words(form.previous_period)} ở ngay bên trái để đối chiếu. Tăng hay giảm "
        f"nhiều thì nêu lý do ở {notes}.",
        "Ô chuyển sang nền đỏ là có một phần lớn hơn toàn thể; cột “Kiểm tra” nói rõ. Sửa trước "
        "khi gửi: biểu còn ô đỏ không được tiếp nhận.",
        "Lưu ở dạng Sổ làm việc Excel (.xlsx), không đặt mật khẩu, và gửi lại đúng tệp này.",
    ]
    if form.variables["sensitive"].ne("no").any():
        steps.append(
            "Biểu có số liệu nhạy cảm về trẻ em: chỉ gửi đến đơn vị tổng hợp, không chuyển tiếp, "
            "không đăng lên mạng."
        )
    if form.period != str(form.year):
        end = last_day(form.period)
        steps.append(
            f"Biểu này chỉ tính trong {period_words(form.period)}; chỗ định nghĩa viết “31 tháng "
            f"12” thì đọc là {date_words(end)}, viết “trong năm” thì đọc là trong kỳ."
        )
    if form.simulated:
        steps.append("Số năm trước trong biểu này là số liệu mô phỏng, không phải số liệu thật.")
    return steps


def _signs() -> list[list[str]]:
    return [
        ["-", "", "", "không phát sinh: số 0 thật sự"],
        ["...", "", "", "có phát sinh nhưng không thu thập được"],
        ["(ô trống)", "", "", "chưa báo cáo; nếu trước đây đã báo cáo thì số cũ được giữ nguyên"],
        *([word, "", "", meaning] for word, meaning in STATES.values()),
    ]


def _when(kind: str, form: Form) -> str:
    if kind == "stock":
        return f"tại {last_day(form.period):%d/%m/%Y}"
    if kind == "school_year":
        return f"năm học {form.year - 1}–{form.year}"
    return f"trong {period_words(form.period)}"


def _text(value) -> str:
    return "" if pd.isna(value) else str(value)


def _heading(sheet: Worksheet, row: int, text: str) -> int:
    put(sheet, row, 1, text, bold=True, size=12)
    return row + 1


def _line(sheet: Worksheet, row: int, text: str, bold: bool = False) -> int:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
    put(sheet, row, 1, text, bold=bold, wrap=True, vertical="top")
    sheet.row_dimensions[row].height = style.height(text, _TEXT)
    return row + 1


def _table(
    sheet: Worksheet, row: int, head: list[str], rows: list[list[str]], joined: bool = False
) -> int:
    """Write a table; `joined`: the cells between the first and the last are part of the first."""
    for line, cells in enumerate([head, *rows]):
        look = {"bold": True, "fill": style.HEAD} if line == 0 else {}
        for column, text in enumerate(cells, start=1):
            shown = text or None
            put(sheet, row, column, shown, wrap=True, vertical="top", border=style.GRID, **look)
        if joined:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        lines = (style.height(t, w * 1.2) for t, w in zip(cells, _WIDTHS.values(), strict=True))
        sheet.row_dimensions[row].height = max(lines)
        row += 1
    return row
