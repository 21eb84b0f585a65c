"""One figure of a form: a count or a sign, its state, its note; or what is wrong with the cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chitieu import letters
from chitieu.collect.forms.asked import (
    NOT_COLLECTED,
    NOT_COLLECTED_ALSO,
    NOTHING,
    NOTHING_ALSO,
    STATE_WORDS,
)
from chitieu.collect.observations import MISSING
from chitieu.collect.receive.excel import Cell
from chitieu.old_letters import OLD, Misread, misread

LARGEST = 10**9
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,'’ ][0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_DATE = re.compile(r"[0-9]{1,4}/[0-9]{1,2}(/[0-9]{1,4})?|[0-9]{1,4}([.-])[0-9]{1,2}\2[0-9]{1,4}")
_LINES = re.compile(r"[\t\n]+")
_STATES = {
    word.casefold(): code for code, word in STATE_WORDS.items()
} | {code.casefold(): code for code in STATE_WORDS}  # fmt: skip
AS_COUNT = "ghi số đếm bằng chữ số viết liền; - nếu không phát sinh, ... nếu không thu thập được"
NO_RATE = f"ghi số đếm, không ghi tỷ lệ; số ước tính thì chọn “{STATE_WORDS['E']}”"
ONLY_THE_NUMBER = "trong ô chỉ ghi số; chú thích thì viết ở “Ghi chú”"
AS_GENERAL = "đổi ô về dạng Chung (General) rồi ghi số đếm"

# What a cell's look does to its number, and what to do.
_MARKS = {
    "struck": ("có chữ số bị gạch ngang", "xóa phần đã gạch, chỉ để lại số đúng"),
    "raised": ("có chữ số viết nhỏ ở trên hoặc ở dưới", ONLY_THE_NUMBER),
    "white": ("viết bằng chữ trắng, không nhìn thấy", "xóa đi, hoặc đổi sang chữ đen"),
}
_DISTORTED = {
    "percent": ("ô ở dạng phần trăm", "ghi số đếm, không ghi tỷ lệ; đổi ô về dạng Chung"),
    "scaled": ("ô hiện số theo nghìn", f"{AS_GENERAL} đầy đủ"),
    "unseen": ("dạng của ô giấu số đi", AS_GENERAL),
}


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
        return text + "0" if re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", text) else text


class NotAFigure(ValueError):
    """A cell that is no figure: `told` is its place, what is wrong with it, and what to do."""

    def __init__(self, place: Cell | str, problem: str, remedy: str):
        super().__init__(f"{problem}; {remedy}")
        self.told = (place, problem, remedy)


def clean(value) -> str:
    """Return a cell's content as it is seen, on one line."""
    return "" if value is None else letters.clean(str(value))


def in_words(number: float) -> str:
    """Return a number as Vietnamese writes it, all its digits together: 1234567; 12,5."""
    whole = float(number).is_integer()
    return str(int(number)) if whole else f"{number:.15g}".replace(".", ",")


def read_state(cell: Cell | None) -> str:
    """Return the state's code, blank where none is chosen."""
    if cell is None:
        return ""
    word = clean(_content(cell, ("struck",)))
    if word.casefold() not in _STATES:
        known = ", ".join(STATE_WORDS.values())
        raise NotAFigure(cell, f"không có tình trạng “{word}”", f"chọn một trong: {known}")
    return _STATES[word.casefold()]


def read_note(cell: Cell | None) -> str:
    """Return the note, on one line."""
    if cell is None:
        return ""
    content = _content(cell, ("struck",))
    if old := misread(str(content)):
        raise NotAFigure(cell, *in_old_letters(old, "ghi chú"))
    return clean(content)


def in_old_letters(old: Misread, what: str) -> tuple[str, str]:
    """Return what is wrong with a text in letters from before Unicode, and what to do."""
    if old.way in OLD:
        problem = f"{what} viết bằng bảng mã {old.way}, không phải Unicode"
    else:
        problem = f"chữ trong {what} bị hỏng khi lưu"
    says = f": “{old.says[:60]}{'…' if len(old.says) > 60 else ''}”" if old.says else ""
    return problem, f"viết lại bằng Unicode{says}"


def read_value(cell: Cell | None, state: str) -> tuple[float | None, str]:
    """Return the count and its state; both blank where the cell says nothing yet."""
    if cell is None:
        return None, state
    number = read_number(cell, state)
    if number is None and state in ("", "O", "L"):
        return None, state or "L"
    if number is None:
        word = STATE_WORDS[state]
        problem = f"ô ghi {NOT_COLLECTED} mà tình trạng là “{word}”"
        raise NotAFigure(cell, problem, "để trống tình trạng, hoặc ghi số đếm")
    if state in MISSING:
        problem = f"ô có số {in_words(number)} mà tình trạng là “{STATE_WORDS[state]}”"
        raise NotAFigure(cell, problem, "xóa số, hoặc chọn tình trạng khác")
    return number, state or "A"


def read_number(cell: Cell, state: str) -> float | None:
    """Return the count that a cell holds; None for the sign that it was not collected."""
    content = _content(cell, tuple(_MARKS))
    if isinstance(content, str):
        content = _from_text(cell, content, state)
    if content is None:
        return None
    if isinstance(content, bool):
        word = str(content).upper()
        raise NotAFigure(cell, f"ô là “{word}”, không phải số", AS_COUNT)
    if cell.look.is_date:
        raise NotAFigure(cell, "ô là ngày tháng", AS_GENERAL)
    if content < 0:
        problem = f"số {in_words(content)} là số âm"
        raise NotAFigure(cell, problem, "ghi số đếm từ 0 trở lên")
    if cell.look.distorts:
        raise NotAFigure(cell, *_DISTORTED[cell.look.distorts])
    if content % 1 and _GROUPED.fullmatch(f"{content:.15g}"):
        raise _grouped(cell, in_words(content))
    if content % 1 and state != "E":
        raise _not_whole(cell, f"số {in_words(content)}")
    if not content < LARGEST:
        raise NotAFigure(cell, f"số {in_words(content)} quá lớn", "xem lại số đã ghi")
    return float(content)


def _from_text(cell: Cell, text: str, state: str) -> float | None:
    """A number that was written as text, where it can be read in one way only."""
    text = letters.visible(text)
    lines = [clean(line) for line in _LINES.split(text) if line.strip()]
    if len(lines) > 1:
        shown = ", ".join(f"“{line}”" for line in lines[:3])
        problem = f"ô có {len(lines)} dòng hoặc {len(lines)} số: {shown}"
        raise NotAFigure(cell, problem, "mỗi ô chỉ ghi một số, trên một dòng")
    plain = clean(text)
    if plain in (NOTHING, *NOTHING_ALSO):
        return 0
    if plain == NOT_COLLECTED or plain in NOT_COLLECTED_ALSO:
        return None
    if re.fullmatch("[0-9]{1,12}", plain):
        return int(plain)
    if any(unicodedata.decomposition(c).startswith(("<super>", "<sub>")) for c in plain):
        raise NotAFigure(cell, f"“{plain}” {_MARKS['raised'][0]}", ONLY_THE_NUMBER)
    if _GROUPED.fullmatch(plain):
        raise _grouped(cell, plain)
    if _DECIMAL.fullmatch(plain):
        if state == "E":
            return float(plain.replace(",", "."))
        raise _not_whole(cell, f"“{plain}”")
    if re.fullmatch("[-−–][0-9]+", plain):
        raise NotAFigure(cell, f"số {plain} là số âm", "ghi số đếm từ 0 trở lên")
    if _DATE.fullmatch(plain):
        raise NotAFigure(cell, f"“{plain}” là ngày tháng hoặc phân số", AS_GENERAL)
    raise NotAFigure(cell, f"“{plain}” không phải số", AS_COUNT)


def _grouped(cell: Cell, text: str) -> NotAFigure:
    """A number that may be one, or a decimal, or several: nobody but its writer knows."""
    digits = re.sub("[^0-9]", "", text)
    other = "hai số" if " " in text else "một số lẻ"
    problem = f"“{text}” có thể là {digits}, cũng có thể là {other}"
    remedy = f"nếu là {digits} thì viết liền các chữ số; nếu không thì ghi lại số đếm"
    if not isinstance(cell.value, str):
        remedy = f"nếu là {digits} thì ghi đủ các chữ số; số ước tính thì làm tròn đến hai số lẻ"
    return NotAFigure(cell, problem, remedy)


def _not_whole(cell: Cell, number: str) -> NotAFigure:
    look = cell.look.number_format
    rounded = "" if look == "General" or "." in look or isinstance(cell.value, str) else (
        " (dạng của ô làm tròn khi hiện)"
    )  # fmt: skip
    return NotAFigure(cell, f"{number} không phải số nguyên{rounded}", NO_RATE)


def _content(cell: Cell, marks: tuple[str, ...]):
    """What a cell holds; of a formula, what it came to. `marks`: those that may not be on it."""
    if cell.value is None:
        problem = "ô là công thức chưa được tính"
        raise NotAFigure(cell, problem, "mở bằng Excel rồi lưu lại, hoặc ghi thẳng số")
    content = cell.value
    is_error = isinstance(content, str) and re.fullmatch(r"#[A-Z0-9/]+[!?]?", content)
    if cell.error or is_error:
        raise NotAFigure(cell, f"công thức báo lỗi {content}", "sửa công thức, hoặc ghi số")
    for mark in marks:
        if mark in cell.look.marks:
            problem, remedy = _MARKS[mark]
            raise NotAFigure(cell, f"“{clean(content)}” {problem}", remedy)
    return content
