"""The sheets of the results workbook."""

from __future__ import annotations

import pandas as pd
from xlsxwriter import Workbook

from chitieu.measure.vocabulary import RESULT_COLUMNS
from chitieu.publish.exchange import formats as look
from chitieu.publish.exchange.csv import whole_counts
from chitieu.publish.exchange.formats import Formats, text
from chitieu.publish.exchange.tables import RESULTS, Delivery
from chitieu.show import captions
from chitieu.show import formats as f
from chitieu.show.verdicts import verdict
from chitieu.words import texts

COLUMNS = (
    ("Mã", 5), ("Chỉ số", 29), ("Mã địa bàn", 7), ("Địa bàn", 17), ("Tử số", 8), ("Mẫu số", 8),
    ("Đơn vị tính", 7), ("Kết quả", 8), ("Cận dưới", 8), ("Cận trên", 8), ("Chỉ tiêu", 11),
    ("Đánh giá", 16), ("Độ chắc chắn", 16), ("Tình trạng số liệu", 15), ("Ghi chú", 27),
)  # fmt: skip
DEFINITION = "Định nghĩa và chỗ còn ngờ"
_NOTE_WIDTHS = (5, 27, 66, 24, 24, 34)
NOTES = "Ghi chú"
PLAIN = "results"
_HEAD = 4  # the row of the headings: below what the sheet is, of what plan, where and when


def objective_sheet(
    book: Workbook, formats: Formats, delivery: Delivery, number: int, words: str, rows
) -> None:
    """Add an objective's results: a row an indicator × area, the whole above its parts."""
    name = f"Mục tiêu {number}"
    sheet = book.add_worksheet(name)
    _top(sheet, formats, delivery, f"{name}. {words}" if words else name)
    look.headings(sheet, formats, _HEAD, dict(COLUMNS))
    line = _HEAD
    for line, row in enumerate(rows.to_dict("records"), start=_HEAD + 1):
        _result(sheet, formats, delivery, line, row)
    sheet.freeze_panes(_HEAD + 1, 4)
    sheet.autofilter(_HEAD, 0, line, len(COLUMNS) - 1)
    look.on_a4(sheet, delivery, f"{delivery.title} · {name}", _HEAD, (line, len(COLUMNS) - 1))


def _result(sheet, formats: Formats, delivery: Delivery, line: int, row: dict) -> None:
    plan = delivery.indicators.loc[row["indicator"]]
    whole = row["area"] == delivery.areas.top
    cell = {"border": 1, "border_color": "#BFBFBF"}
    if whole:
        cell |= {"bold": True, "bg_color": "#F2F2F2", "top_color": "#000000"}
    found = verdict(row)
    words = {
        0: row["indicator"],
        1: plan["short_vi"],
        2: row["area"],
        3: delivery.areas.name(row["area"]),
        6: f.unit(row) or "số đếm",
        10: captions.target_text(row),
        11: f.capital(found.word),
        12: f.capital(found.doubt),
        13: f.capital(texts("results.obs_status").get(row["obs_status"], "")),
        14: f.capital(f.reason(row["reason"])),
    }
    for column, word in words.items():
        colour = {"font_color": found.ink} if column in (11, 12) else {}
        wrap = {"text_wrap": True} if column in (1, 3, 11, 12, 13, 14) else {}
        align = {"align": "center"} if column in (0, 2, 6, 10) else {}
        text(sheet, line, column, word, formats(**cell, **colour, **wrap, **align))
    sheet.set_row(line, look.height((word, COLUMNS[column][1]) for column, word in words.items()))
    for column, key in ((4, "numerator"), (5, "denominator")):
        _number(sheet, formats, line, column, row[key], cell, _count_format(row[key]))
    places = _places(row)
    for column, key in ((7, "value"), (8, "lower"), (9, "upper")):
        shown = 0 if key == "value" and _is_whole(row) else places
        _number(sheet, formats, line, column, row[key], cell, look.decimals(shown))


def _number(sheet, formats: Formats, line: int, column: int, value, cell: dict, form: str) -> None:
    if pd.isna(value):
        sheet.write_blank(line, column, None, formats(**cell))
    else:
        sheet.write_number(line, column, float(value), formats(**cell, num_format=form))


def _count_format(value) -> str:
    partial = pd.notna(value) and not float(value).is_integer()
    return look.PARTIAL_COUNT if partial else look.COUNT


def _is_whole(row: dict) -> bool:
    """Whether a result is itself a whole count."""
    return row["kind"] == "count" and pd.notna(row["value"]) and float(row["value"]).is_integer()


def _places(row: dict) -> int:
    """How many decimals a result, and its limits with it, are shown with; all of them are there."""
    return 0 if pd.isna(row["value"]) else f.places(row)


def notes_sheet(book: Workbook, formats: Formats, delivery: Delivery) -> None:
    """Add what the words and signs mean, and each indicator's definition, formula and source."""
    sheet = book.add_worksheet(NOTES)
    _top(sheet, formats, delivery, "Ghi chú: cách đọc, định nghĩa, nguồn")
    table = delivery.definitions.fillna("").astype("str")
    table.insert(2, DEFINITION, table.pop(DEFINITION))  # the widest; the guide stands below it
    widths = dict(zip(table.columns, _NOTE_WIDTHS, strict=True))
    look.headings(sheet, formats, _HEAD, widths)
    cell = formats(border=1, border_color="#BFBFBF", text_wrap=True)
    for line, row in enumerate(table.to_dict("records"), start=_HEAD + 1):
        for column, word in enumerate(row.values()):
            text(sheet, line, column, word, cell)
        sheet.set_row(line, look.height((row[name], width) for name, width in widths.items()))
    line = _HEAD + len(table) + 2
    for heading, rows in _guides(delivery):
        text(sheet, line, 1, heading, formats(bold=True, font_size=12))
        for word, meaning in rows:
            line += 1
            text(sheet, line, 1, word, formats(text_wrap=True))
            text(sheet, line, 2, meaning, formats(text_wrap=True))
            sheet.set_row(line, look.height(zip((word, meaning), _NOTE_WIDTHS[1:], strict=False)))
        line += 2
    sheet.freeze_panes(_HEAD + 1, 2)
    look.on_a4(
        sheet, delivery, f"{delivery.title} · {NOTES}", _HEAD, (line, len(table.columns) - 1)
    )


def _guides(delivery: Delivery):
    columns = {
        "Tử số, Mẫu số": "Số đếm; ô ghi “-” là không phát sinh (số 0 thật).",
        "Kết quả": "Tử số chia cho mẫu số, theo đơn vị tính; mức tăng, giảm so với năm trước. "
        "Ô giữ đủ các chữ số, chỉ hiện ít hơn.",
        "Cận dưới, Cận trên": "Hai đầu của khoảng tin cậy.",
        "Tình trạng số liệu": "Chính thức, sơ bộ, ước tính; hoặc vì sao không có.",
        "Ô trống": "Không có số; cột Đánh giá và cột Ghi chú cho biết vì sao.",
        "Không công bố": "Số được che để không lộ một trường hợp cụ thể, hoặc để không tính "
        "ra được số ấy.",
        f"Trang “{PLAIN}”": f"Cùng bảng với tệp {RESULTS}, tên cột và mã như trong tệp, để phần "
        "mềm khác đọc.",
    }
    yield "Các cột và dấu trong tệp này", columns.items()
    signs = {f"“{f.NONE}”", f"“{f.MISSING}”"}  # of the pages, which have a sign in every cell
    words = delivery.guide.itertuples(index=False, name=None)
    yield "Cách đọc", [(word, meaning) for word, meaning in words if word not in signs]


def plain_sheet(book: Workbook, formats: Formats, delivery: Delivery) -> None:
    """Add the table of the other formats: their columns, their codes, a row a result."""
    sheet = book.add_worksheet(PLAIN)
    table = whole_counts(delivery.results)
    look.headings(sheet, formats, 0, dict.fromkeys(RESULT_COLUMNS, 12))
    for column, name in enumerate(RESULT_COLUMNS):
        for line, value in enumerate(table[name].astype("object"), start=1):
            if isinstance(value, str):
                sheet.write_string(line, column, value, formats())
            elif pd.notna(value):
                sheet.write_number(line, column, value, formats())
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), len(RESULT_COLUMNS) - 1)
    look.on_a4(
        sheet, delivery, f"{delivery.title} · {PLAIN}", 0, (len(table), len(RESULT_COLUMNS) - 1)
    )


def _top(sheet, formats: Formats, delivery: Delivery, title: str) -> None:
    """Say what the sheet is, of what plan, where and when, in the rows above the headings."""
    settings = delivery.settings
    about = (
        delivery.areas.name(delivery.areas.top),
        f.capital(f.period_name(delivery.period)),
        f"Lập {f.long_date(delivery.date)}",
    )
    text(sheet, 0, 0, title, formats(bold=True, font_size=14))
    sheet.set_row(0, 20)
    text(sheet, 1, 0, settings.title, formats())
    text(sheet, 2, 0, " · ".join(about), formats())
    text(sheet, 3, 0, " ".join(delivery.marks), formats(bold=True, font_color="#A33C06"))
