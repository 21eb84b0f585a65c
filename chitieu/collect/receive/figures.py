"""One figure of a form: a count or a sign, its state, its note; or what is wrong with the cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from openpyxl.cell.cell import Cell

from chitieu.collect.forms.signs import (
    NOT_COLLECTED,
    NOT_COLLECTED_ALSO,
    NOTHING,
    NOTHING_ALSO,
    STATE_WORDS,
)
from chitieu.collect.observations import MISSING
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault

LARGEST = 10**9
_THOUSANDS = re.compile(r"\d{1,3}([.,' ]\d{3})+")
_STATES = {
    word.casefold(): code for code, word in STATE_WORDS.items()
} | {code.casefold(): code for code in STATE_WORDS}  # fmt: skip
AS_COUNT = "ghi số đếm bằng chữ số viết liền; - nếu không phát sinh, ... nếu không thu thập được"


@dataclass(frozen=True)
class Figure:
    """A figure as it is to be stored; `value` is None where `obs_status` says why."""

    area: str
    variable: str
    value: float | None
    obs_status: str
    note: str
    place: str

    @property
    def text(self) -> str:
        """The value as observations are written: no point for a count."""
        if self.value is None:
            return ""
        if self.value == int(self.value):
            return str(int(self.value))
        text = f"{self.value:.6f}".rstrip("0")
        # Three decimals look like a point of thousands, which nobody may guess at.
        return text + "0" if re.fullmatch(r"\d{1,3}\.\d{3}", text) else text


class NotAFigure(ValueError):
    """A cell that is no figure: `fault` has its place and remedy."""

    def __init__(self, fault: Fault):
        super().__init__(str(fault))
        self.fault = fault


def clean(value) -> str:
    """Return a cell's content as text: composed, without spaces around and doubled."""
    return " ".join(unicodedata.normalize("NFC", "" if value is None else str(value)).split())


def read_state(opened: Opened, cell: Cell | None) -> str:
    """Return the state's code, blank where none is chosen."""
    if cell is None:
        return ""
    word = clean(_content(opened, cell))
    if word.casefold() not in _STATES:
        known = ", ".join(STATE_WORDS.values())
        raise _wrong(opened, cell, f"không có tình trạng “{word}”", f"chọn một trong: {known}")
    return _STATES[word.casefold()]


def read_note(opened: Opened, cell: Cell | None) -> str:
    """Return the note, on one line."""
    return "" if cell is None else clean(_content(opened, cell))


def read_value(opened: Opened, cell: Cell | None, state: str) -> tuple[float | None, str]:
    """Return the count and its state; both blank where the cell says nothing yet."""
    if cell is None:
        return None, state
    content = _content(opened, cell)
    number = _number(opened, cell, content, state)
    if number is None and state in ("", "O", "L"):
        return None, state or "L"
    if number is None:
        word = STATE_WORDS[state]
        problem = f"ô ghi {NOT_COLLECTED} mà tình trạng là “{word}”"
        raise _wrong(opened, cell, problem, "để trống tình trạng, hoặc ghi số đếm")
    if state in MISSING:
        problem = f"ô có số {number:g} mà tình trạng là “{STATE_WORDS[state]}”"
        raise _wrong(opened, cell, problem, "xóa số, hoặc chọn tình trạng khác")
    return number, state or "A"


def _number(opened: Opened, cell: Cell, content, state: str) -> float | None:
    """The count; None for the sign that it was not collected."""
    if isinstance(content, str):
        content = _from_text(opened, cell, content)
    if content is None:
        return None
    if isinstance(content, bool) or not isinstance(content, (int, float)):
        is_date = isinstance(content, (datetime.date, datetime.time, datetime.timedelta))
        what = "ngày tháng" if is_date else f"“{content}”, không phải số"
        raise _wrong(opened, cell, f"ô là {what}", AS_COUNT)
    if content < 0:
        raise _wrong(opened, cell, f"số {content:g} là số âm", "ghi số đếm từ 0 trở lên")
    if "%" in (cell.number_format or ""):
        problem = "ô ở dạng phần trăm"
        raise _wrong(opened, cell, problem, "ghi số đếm, không ghi tỷ lệ; đổi ô về dạng Chung")
    if content % 1 and state != "E":
        problem = f"số {content:g} không phải số nguyên"
        raise _wrong(opened, cell, problem, "ghi số đếm, không ghi tỷ lệ; số ước tính thì chọn "
                     f"“{STATE_WORDS['E']}”")  # fmt: skip
    if not content < LARGEST:
        raise _wrong(opened, cell, f"số {content:g} quá lớn", "xem lại số đã ghi")
    return float(content)


def _from_text(opened: Opened, cell: Cell, text: str) -> int | None:
    """A number that was written as text, where it can be read in one way only."""
    text = clean(text)
    plain = unicodedata.normalize("NFKC", text)  # full-width digits, the sign … of three points
    if plain in (NOTHING, *NOTHING_ALSO):
        return 0
    if plain == NOT_COLLECTED or text in NOT_COLLECTED_ALSO:
        return None
    if re.fullmatch("[0-9]{1,12}", plain):
        return int(plain)
    if _THOUSANDS.fullmatch(plain):
        digits = re.sub(r"\D", "", plain)
        problem = f"“{text}” có thể là {digits} hoặc là số lẻ"
        raise _wrong(opened, cell, problem, f"ghi {digits}, viết liền")
    if re.fullmatch("[-−–][0-9]+", plain):
        raise _wrong(opened, cell, f"số {text} là số âm", "ghi số đếm từ 0 trở lên")
    raise _wrong(opened, cell, f"“{text}” không phải số", AS_COUNT)


def _content(opened: Opened, cell: Cell):
    """What a cell holds; of a formula, what it came to."""
    content = cell.value
    if cell.data_type == "f":
        content = opened.computed(cell)
        if content is None:
            problem = "ô là công thức chưa được tính"
            raise _wrong(opened, cell, problem, "mở bằng Excel rồi lưu lại, hoặc ghi thẳng số")
    if isinstance(content, str) and re.fullmatch(r"#[A-Z0-9/]+[!?]?", content):
        raise _wrong(opened, cell, f"công thức báo lỗi {content}", "sửa công thức, hoặc ghi số")
    return content


def _wrong(opened: Opened, cell: Cell, problem: str, remedy: str) -> NotAFigure:
    return NotAFigure(opened.fault(cell, problem, remedy))
