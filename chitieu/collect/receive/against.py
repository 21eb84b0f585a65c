"""What received figures are held against: rules, other files of the call, what is there, and last
year's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import permutations
from pathlib import Path

from chitieu.collect.doubtful import same_again
from chitieu.collect.forms.asked import AGENCY, STATE_WORDS, Form
from chitieu.collect.forms.layout import NOTES
from chitieu.collect.receive.cell import Figure, in_words
from chitieu.collect.receive.identity import Issued
from chitieu.collect.receive.keep import Comparison, Observations, Row
from chitieu.collect.receive.opened import Opened
from chitieu.collect.rules import Rule, rules_between
from chitieu.faults import Fault
from chitieu.plain_files import decimal
from chitieu.plan.areas import read_areas
from chitieu.plan.indicators import read_checks, read_indicators, read_variables
from chitieu.plan.periods import period_words

Key = tuple[str, str]  # area and variable
SHOWN = 12  # changed figures that are told one by one
Read = tuple[Opened, Form, list[Figure]]
_FIRST_DAY = datetime.date(1899, 12, 30)  # Excel counts days from here
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Plan:
    """What the plan says of all figures, read once for all files of a call."""

    def __init__(self, root: Path):
        self.root = root

    @cached_property
    def names(self) -> dict[str, str]:
        return read_variables(self.root)["name_vi"].to_dict()

    @cached_property
    def rules(self) -> list[Rule]:
        return rules_between(self.names, read_indicators(self.root), read_checks(self.root))

    def order(self, edition: str) -> list[tuple[str, str, str]]:
        """Return where figures stand in a file: by area, then by variable, as they are listed."""
        areas = read_areas(self.root)
        here = areas.loc[areas["edition"] == edition, "area"]
        return [(area, edition, variable) for area in here for variable in self.names]


def broken_rules(
    plan: Plan, read: Read, others: dict[Key, tuple[Figure, str]], observations: Observations
) -> list[Fault]:
    """Return faults of parts above their whole: within a form, against other files of the call,
    and against what is there.

    `others`: the figures of the other files that are to be taken in, and which file each is in.
    """
    opened, form, figures = read
    own = {(figure.area, figure.variable): figure for figure in figures}
    faults: list[Fault] = []

    def amount(area: str, variable: str) -> float | None:
        if (area, variable) in own:
            return own[area, variable].value
        if (area, variable) in others:
            return others[area, variable][0].value
        row = observations.row(form.period, area, variable)
        return float(decimal(row["value"])) if row and row["value"] else None

    for area in dict.fromkeys(figure.area for figure in figures):
        for rule in plan.rules:
            here = [own[area, v] for v in rule.variables if (area, v) in own]
            sums = rule.sums(lambda v, a=area: amount(a, v)) if here else None
            if sums is None or sums[0] <= sums[1]:
                continue
            before = {
                v: f"tệp {others[area, v][1]}" if (area, v) in others else "số đã nhận"
                for v in rule.variables
                if (area, v) not in own
            }
            faults.append(_fault(plan.names, opened, form.areas[area], rule, sums, here, before))
    return faults


def _fault(
    names: dict[str, str],
    opened: Opened,
    area: str,
    rule: Rule,
    sums: tuple[float, float],
    here: list[Figure],
    before: dict[str, str],
) -> Fault:
    left, right = (rule.in_words(side, names) for side in (rule.left, rule.right))
    low, high = map(in_words, sums)
    told = f" ({', '.join(f'“{names[v]}”: {of}' for v, of in before.items())})" if before else ""
    problem = f"{left} của {area} là {low}, lớn hơn {right}, {high}{told}"
    if not [v for _, v in rule.right if v in names and v in rule.variables]:
        problem = f"{left} của {area} là {low}, chỉ có thể là 0 hoặc 1"
    places = ", ".join(figure.place for figure in here[1:])
    also = f" (xem cả {places})" if places else ""
    return opened.fault(here[0].place, problem, f"đối chiếu với sổ gốc và sửa số sai{also}")


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
    words = period_words(form.period)
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


def doubts(opened: Opened, form: Form, figures: list[Figure], issued: Issued) -> list[Fault]:
    """Return a warning for each thing about a form that is more often wrong than right.

    `issued`: last year's figures, by area and variable.
    """
    return [
        *_of_another_year(opened, form),
        *_same_again(opened, form, figures, issued),
        *_dates(opened, form, figures, issued),
        *_lost_notes(opened, form),
    ]


def _of_another_year(opened: Opened, form: Form) -> Iterator[Fault]:
    """A file that its name calls another year's: last year's form may have been sent."""
    years = _YEAR.findall(re.split(r"[\\/]", opened.name)[-1])
    if years and str(form.year) not in years:
        problem = f"tên tệp ghi {years[0]} mà đây là biểu của {period_words(form.period)}"
        yield opened.fault("", problem, "xem lại số liệu trong biểu là của năm nào")


def _same_again(
    opened: Opened, form: Form, figures: list[Figure], issued: Issued
) -> Iterator[Fault]:
    before = {key: value for key, value in issued.items() if not isinstance(value, str)}
    now = {(figure.area, figure.variable): figure.value for figure in figures}
    if found := same_again(now, before):
        equal, known = found
        words = period_words(form.previous_period)
        problem = f"{equal} trong {known} số (không kể số 0) bằng đúng số của {words}"
        remedy = "hỏi lại đơn vị xem có chép lại số năm trước không; số đúng thì không cần làm gì"
        yield opened.fault("", problem, remedy)


def _dates(opened: Opened, form: Form, figures: list[Figure], issued: Issued) -> Iterator[Fault]:
    """A date that was typed into a cell of numbers is the number of its day, 44898."""
    first, last = (
        (datetime.date(year, 1, 1) - _FIRST_DAY).days for year in (form.year, form.year + 2)
    )
    for figure in figures:
        before = issued.get((figure.area, figure.variable))
        usual = isinstance(before, (int, float)) and figure.value and before * 2 > figure.value
        if figure.value is not None and first <= figure.value < last and not usual:
            day = _FIRST_DAY + datetime.timedelta(days=int(figure.value))
            problem = f"số {in_words(figure.value)} trong Excel cũng là ngày {day:%d/%m/%Y}"
            yield opened.fault(figure.place, problem, "xem có gõ nhầm ngày tháng vào ô số không")


def _lost_notes(opened: Opened, form: Form) -> Iterator[Fault]:
    """Notes where nobody reads them: hung on cells, or on a sheet that was deleted."""
    if opened.book.has_comments:
        problem = "có nhận xét (comment) gắn vào ô, không nhận được"
        yield opened.fault("", problem, "nếu cần giữ thì viết vào “Ghi chú” rồi gửi lại")
    stamped = (
        str(cell.value).rpartition("/")[2]
        for page in opened.book.pages.values()
        for cell in page.cells.values()
        if str(cell.value).startswith("chitieu/")
    )
    if form.kind == AGENCY and NOTES not in stamped:
        problem = f"biểu không còn trang “{NOTES}”, không nhận ghi chú nào"
        yield opened.fault("", problem, "nếu đã có ghi chú thì xin gửi lại biểu đủ các trang")
