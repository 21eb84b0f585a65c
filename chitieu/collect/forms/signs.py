"""What stands in a form besides numbers: the yearbooks' signs, states of a figure, periods."""

from __future__ import annotations

import datetime

NOTHING = "-"
NOT_COLLECTED = "..."
NOTHING_ALSO = ("–", "—", "−")  # what Excel and people make of a hyphen
NOT_COLLECTED_ALSO = ("…",)  # what Excel makes of three points

# SDMX code: the word in the choice list, and what the instructions say of it.
STATES = {
    "A": ("Chính thức", "số đã kiểm tra; để trống ô tình trạng cũng là chính thức"),
    "P": ("Tạm tính", "số sơ bộ, còn có thể thay đổi"),
    "E": ("Ước tính", "số suy ra từ nguồn khác, không đếm trực tiếp"),
    "O": ("Chưa nhận được", "chưa có số từ nơi ghi sổ; ô số liệu để trống"),
    "L": ("Không thu thập", "có phát sinh nhưng không thu thập được; ô số liệu ghi ..."),
    "M": ("Không thể có", "hiện tượng không tồn tại ở nơi đó; ô số liệu để trống"),
}
STATE_WORDS = {code: word for code, (word, _) in STATES.items()}

_ENDS = {"": (12, 31), "S1": (6, 30), "S2": (12, 31)} | {
    f"Q{n}": end for n, end in enumerate([(3, 31), (6, 30), (9, 30), (12, 31)], start=1)
}
_WORDS = {"": "năm", "S1": "6 tháng đầu năm", "S2": "6 tháng cuối năm"} | {
    f"Q{n}": f"quý {roman} năm" for n, roman in enumerate(["I", "II", "III", "IV"], start=1)
}


def period_end(period: str) -> datetime.date:
    """Return the last day of a period: 2022-S1 ends on 30 June 2022."""
    year, _, part = period.partition("-")
    return datetime.date(int(year), *_ENDS[part])


def period_words(period: str) -> str:
    """Return a period in Vietnamese: 2022-Q2 is "quý II năm 2022"."""
    year, _, part = period.partition("-")
    return f"{_WORDS[part]} {year}"


def period_head(period: str) -> str:
    """Return a period as the head of a column."""
    words = period_words(period)
    return words[0].upper() + words[1:]


def date_words(date: datetime.date) -> str:
    """Return a date as an official letter writes it."""
    return f"ngày {date.day:02} tháng {date.month:02} năm {date.year}"
