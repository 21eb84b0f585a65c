"""What received figures differ from: those of another file of the call, those that are there."""

from __future__ import annotations

from itertools import permutations

from chitieu.collect.forms.asked import Form
from chitieu.collect.forms.signs import STATE_WORDS
from chitieu.collect.receive.figures import Figure
from chitieu.collect.receive.keep import Comparison, Row
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault
from chitieu.plan.periods import in_vietnamese

SHOWN = 12  # changed figures that are told one by one
Read = tuple[Opened, Form, list[Figure]]


def contradictions(files: list[Read]) -> list[list[Fault]]:
    """Return the faults of each of some files: where another says something else of one figure.

    Which of the two is right nobody here can know, so neither is taken; two that agree do no harm.
    """
    said: dict[tuple, dict[int, Figure]] = {}
    for number, (_, form, figures) in enumerate(files):
        for figure in figures:
            key = (form.period, form.edition, figure.area, figure.variable)
            said.setdefault(key, {})[number] = figure
    unlike: dict[tuple[int, int], list[tuple[Figure, Figure]]] = {}
    for figures in said.values():
        for one, other in permutations(figures, 2):
            if not _agree(figures[one], figures[other]):
                unlike.setdefault((one, other), []).append((figures[one], figures[other]))
    faults: list[list[Fault]] = [[] for _ in files]
    for (one, other), pairs in unlike.items():
        opened, form, _ = files[one]
        its, differs = pairs[0]
        more = f", và {len(pairs) - 1} số khác nữa" if len(pairs) > 1 else ""
        problem = (
            f"hai tệp ghi khác nhau: {_name(form, its)} ở đây là {_shown(its)}, "
            f"ở {files[other][0].name}:{differs.place} là {_shown(differs)}{more}"
        )
        remedy = "xem tệp nào là bản cuối, bỏ tệp kia ra rồi chạy lại"
        faults[one].append(opened.fault(its.place, problem, remedy))
    return faults


def _agree(one: Figure, other: Figure) -> bool:
    notes = {note for note in (one.note, other.note) if note}
    return (one.value, one.obs_status) == (other.value, other.obs_status) and len(notes) < 2


def changes(opened: Opened, form: Form, found: Comparison) -> list[Fault]:
    """Return a fault for each figure that would replace another; and first, where most would, what
    the form is of: last year's form may have been filled in once more."""
    faults = []
    words = in_vietnamese(form.period)
    number, total = len(found.changed), len(found.changed) + len(found.unchanged)
    remedy = "nếu số mới là đúng thì chạy lại với --replace"
    if number > 1 and number * 2 >= total:
        problem = f"đây là biểu của {words}: {number} trong {total} số khác số đã nhận"
        choice = f"nếu là số của kỳ khác thì ghi vào biểu của kỳ ấy; nếu đúng là số mới của {words}"
        faults.append(opened.fault("", problem, f"{choice} thì chạy lại với --replace"))
        remedy = "đối chiếu với số đã báo cáo"
    for place, (figure, row) in enumerate(found.changed[:SHOWN], start=1):
        more = f", và {number - SHOWN} số khác nữa" if place == SHOWN < number else ""
        problem = f"khác số đã nhận: {change(form, figure, row)}{more}"
        faults.append(opened.fault(figure.place, problem, remedy))
    return faults


def change(form: Form, figure: Figure, row: Row) -> str:
    """Return a change in words: where, what, from what to what."""
    before = _in_state(row["value"], row["obs_status"], row["note"])
    return f"{_name(form, figure)}: {before} → {_shown(figure)}"


def _name(form: Form, figure: Figure) -> str:
    return f"{form.areas[figure.area]}, {form.variables.at[figure.variable, 'name_vi']}"


def _shown(figure: Figure) -> str:
    return _in_state(figure.text, figure.obs_status, figure.note)


def _in_state(value: str, status: str, note: str) -> str:
    state = STATE_WORDS[status or "A"].lower()
    about = ", ".join(part for part in (state, f"ghi chú “{note}”" if note else "") if part)
    return f"{value or '...'} ({about})"
