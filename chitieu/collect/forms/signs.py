"""What stands in a form besides numbers: the yearbooks' signs, states of a figure, periods."""

from __future__ import annotations

import datetime

from chitieu.plan.periods import in_vietnamese

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


def period_head(period: str) -> str:
    """Return a period as the head of a column."""
    words = in_vietnamese(period)
    return words[0].upper() + words[1:]


def date_words(date: datetime.date) -> str:
    """Return a date as an official letter writes it."""
    return f"ngày {date.day:02} tháng {date.month:02} năm {date.year}"
