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
)
from chitieu.collect.observations import MISSING
from chitieu.collect.receive.excel import Cell
from chitieu.old_letters import OLD, Misread, misread
from chitieu.words import text, texts

LARGEST = 10**9
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,'’ ][0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_DATE = re.compile(r"[0-9]{1,4}/[0-9]{1,2}(/[0-9]{1,4})?|[0-9]{1,4}([.-])[0-9]{1,2}\2[0-9]{1,4}")
_LINES = re.compile(r"[\t\n]+")
_MARKS = ("struck", "raised", "white")  # what a cell's look does to its number


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
        written = f"{self.value:.6f}".rstrip("0")
        # Three decimals look like a point of thousands, which nobody may guess at.
        return written + "0" if re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", written) else written


class NotAFigure(ValueError):
    """A cell that is no figure: `told` is its place, what is wrong with it, and what to do."""

    def __init__(self, place: Cell | str, problem: str, remedy: str):
        super().__init__(f"{problem}; {remedy}")
        self.told = (place, problem, remedy)


def clean(value) -> str:
    """Return a cell's content as it is seen, on one line."""
    return "" if value is None else letters.clean(str(value))


def in_words(number: float) -> str:
    """Return a number with all its digits together: 1234567; 12,5, or 12.5 in English."""
    whole = float(number).is_integer()
    return str(int(number)) if whole else f"{number:.15g}".replace(".", text("receive.point"))


def read_state(cell: Cell | None) -> str:
    """Return the state's code, blank where none is chosen."""
    if cell is None:
        return ""
    word, states = clean(_content(cell, ("struck",))), texts("forms.state")
    for code, known in states.items():
        if word.casefold() in (known.casefold(), code.casefold()):
            return code
    remedy = text("receive.cell.choose_a_state", states=", ".join(states.values()))
    raise NotAFigure(cell, text("receive.cell.no_state", word=word), remedy)


def read_note(cell: Cell | None) -> str:
    """Return the note, on one line."""
    if cell is None:
        return ""
    content = _content(cell, ("struck",))
    if old := misread(str(content)):
        raise NotAFigure(cell, *in_old_letters(old, "note"))
    return clean(content)


def in_old_letters(old: Misread, what: str) -> tuple[str, str]:
    """Return what is wrong with a "note" or the name of an "area" in letters from before Unicode,
    and what to do."""
    if old.way in OLD:
        problem = text(f"receive.old_letters.{what}", way=old.way)
    else:
        problem = text(f"receive.garbled.{what}")
    if not old.says:
        return problem, text("receive.remedy.write_in_unicode")
    says = old.says[:60] + ("…" if len(old.says) > 60 else "")
    return problem, text("receive.remedy.write_in_unicode_as", says=says)


def read_value(cell: Cell | None, state: str) -> tuple[float | None, str]:
    """Return the count and its state; both blank where the cell says nothing yet."""
    if cell is None:
        return None, state
    number = read_number(cell, state)
    if number is None and state in ("", "O", "L"):
        return None, state or "L"
    if number is None:
        problem = text(
            "receive.cell.not_collected_in_state",
            not_collected=NOT_COLLECTED, state=text(f"forms.state.{state}"),
        )  # fmt: skip
        raise NotAFigure(cell, problem, text("receive.cell.blank_state"))
    if state in MISSING:
        word = text(f"forms.state.{state}")
        problem = text("receive.cell.number_in_state", number=in_words(number), state=word)
        raise NotAFigure(cell, problem, text("receive.cell.other_state"))
    return number, state or "A"


def read_number(cell: Cell, state: str) -> float | None:
    """Return the count that a cell holds; None for the sign that it was not collected."""
    content = _content(cell, _MARKS)
    if isinstance(content, str):
        content = _from_text(cell, content, state)
    if content is None:
        return None
    if isinstance(content, bool):
        problem = text("receive.cell.logical", word=str(content).upper())
        raise NotAFigure(cell, problem, _as_count())
    if cell.look.is_date:
        raise NotAFigure(cell, text("receive.cell.date"), text("receive.remedy.as_general"))
    if content < 0:
        raise _negative(cell, in_words(content))
    if how := cell.look.distorts:
        problem = text(f"receive.distorted.{how}")
        raise NotAFigure(cell, problem, text(f"receive.distorted_remedy.{how}"))
    if content % 1 and _GROUPED.fullmatch(f"{content:.15g}"):
        raise _grouped(cell, in_words(content))
    if content % 1 and state != "E":
        look, shown = cell.look.number_format, in_words(content)
        problem = text("receive.cell.not_whole_as_shown", number=shown)
        if look == "General" or "." in look:
            problem = text("receive.cell.not_whole", number=shown)
        raise NotAFigure(cell, problem, _no_rate())
    if not content < LARGEST:
        problem = text("receive.cell.large", number=in_words(content))
        raise NotAFigure(cell, problem, text("receive.cell.see_number"))
    return float(content)


def _from_text(cell: Cell, written: str, state: str) -> float | None:
    """A number that was written as text, where it can be read in one way only."""
    written = letters.visible(written)
    lines = [clean(line) for line in _LINES.split(written) if line.strip()]
    if len(lines) > 1:
        shown = ", ".join(f"“{line}”" for line in lines[:3])
        problem = text("receive.cell.many_numbers", many=len(lines), lines=shown)
        raise NotAFigure(cell, problem, text("receive.cell.one_number"))
    plain = clean(written)
    if plain in (NOTHING, *NOTHING_ALSO):
        return 0
    if plain == NOT_COLLECTED or plain in NOT_COLLECTED_ALSO:
        return None
    if re.fullmatch("[0-9]{1,12}", plain):
        return int(plain)
    if any(unicodedata.decomposition(c).startswith(("<super>", "<sub>")) for c in plain):
        raise _marked(cell, "raised", plain)
    if _GROUPED.fullmatch(plain):
        raise _grouped(cell, plain)
    if _DECIMAL.fullmatch(plain):
        if state == "E":
            return float(plain.replace(",", "."))
        raise NotAFigure(cell, text("receive.cell.text_not_whole", content=plain), _no_rate())
    if re.fullmatch("[-−–][0-9]+", plain):
        raise _negative(cell, plain)
    if _DATE.fullmatch(plain):
        problem = text("receive.cell.date_or_fraction", content=plain)
        raise NotAFigure(cell, problem, text("receive.remedy.as_general"))
    raise NotAFigure(cell, text("receive.cell.not_a_number", content=plain), _as_count())


def _as_count() -> str:
    return text("receive.remedy.write_a_count", nothing=NOTHING, not_collected=NOT_COLLECTED)


def _no_rate() -> str:
    return text("receive.remedy.no_rate", state=text("forms.state.E"))


def _negative(cell: Cell, number: str) -> NotAFigure:
    remedy = text("receive.remedy.count_from_zero", zero=0)
    return NotAFigure(cell, text("receive.cell.negative", number=number), remedy)


def _grouped(cell: Cell, content: str) -> NotAFigure:
    """A number that may be one, or a decimal, or several: nobody but its writer knows."""
    digits = re.sub("[^0-9]", "", content)
    other = "two" if " " in content else "decimal"
    problem = text(f"receive.grouped.{other}", content=content, digits=digits)
    remedy = text("receive.cell.write_all_digits", digits=digits)
    if isinstance(cell.value, str):
        remedy = text("receive.cell.write_together", digits=digits)
    return NotAFigure(cell, problem, remedy)


def _marked(cell: Cell, mark: str, content: str) -> NotAFigure:
    problem = text(f"receive.mark.{mark}", content=content)
    return NotAFigure(cell, problem, text(f"receive.mark_remedy.{mark}"))


def _content(cell: Cell, marks: tuple[str, ...]):
    """What a cell holds; of a formula, what it came to. `marks`: those that may not be on it."""
    if cell.value is None:
        raise NotAFigure(cell, text("receive.cell.not_computed"), text("receive.cell.compute"))
    content = cell.value
    is_error = isinstance(content, str) and re.fullmatch(r"#[A-Z0-9/]+[!?]?", content)
    if cell.error or is_error:
        problem = text("receive.cell.formula_error", content=str(content))
        raise NotAFigure(cell, problem, text("receive.cell.mend_formula"))
    for mark in marks:
        if mark in cell.look.marks:
            raise _marked(cell, mark, clean(content))
    return content
