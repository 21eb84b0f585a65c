"""What is odd of a form as a whole, though each of its cells may be right: warnings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from chitieu.collect.again import same_again
from chitieu.collect.forms.asked import AGENCY, Form
from chitieu.collect.forms.guide import NOTES
from chitieu.collect.receive.figures import Figure, in_words
from chitieu.collect.receive.identity import Issued
from chitieu.collect.receive.opened import Opened
from chitieu.faults import Fault
from chitieu.plan.periods import in_vietnamese

_FIRST_DAY = datetime.date(1899, 12, 30)  # Excel counts days from here
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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
        problem = f"tên tệp ghi {years[0]} mà đây là biểu của {in_vietnamese(form.period)}"
        yield opened.fault("", problem, "xem lại số liệu trong biểu là của năm nào")


def _same_again(
    opened: Opened, form: Form, figures: list[Figure], issued: Issued
) -> Iterator[Fault]:
    before = {key: value for key, value in issued.items() if not isinstance(value, str)}
    now = {(figure.area, figure.variable): figure.value for figure in figures}
    if found := same_again(now, before):
        equal, known = found
        words = in_vietnamese(form.previous_period)
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
