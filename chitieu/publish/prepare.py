"""One period made ready for its reports: inputs checked, figures computed, results written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chitieu import workbook
from chitieu.collect.quality import check_year
from chitieu.faults import CallError, Fault, Faults
from chitieu.publish.check_code import code_of
from chitieu.publish.exchange import RESULTS, files
from chitieu.publish.execute import make_report
from chitieu.publish.reads import digests_of
from chitieu.publish.rehearse import rehearse, rehearse_period
from chitieu.publish.schedule import RESULT_FILES, Report
from chitieu.whole import Unwritten, write_whole
from chitieu.words.language import speaking


@dataclass
class Prepared:
    """A period's workbook and the check code of its results; or what is wrong with its inputs."""

    errors: list[Fault]
    warnings: list[Fault]
    book: workbook.Workbook | None = None
    check_code: str = ""
    why: str = "its inputs are faulty"
    """Why it is not run, where there are errors."""

    def holds(self, read: dict) -> bool:
        """Whether the figures that a report read are what they were."""
        now = digests_of(self.book)
        return all(now.get(name, "") == digest for name, digest in read["figures"].items())


def open_books(reports: list[Report]) -> None:
    """Open the workbook of each period, for its reports to be forked with.

    Raises CallError for what is wrong with the call; faults are left to `prepare`.
    """
    rehearse()
    workbook.ready.clear()
    for report in reports:
        with suppress(Faults):
            open_book(report)


def open_book(report: Report) -> workbook.Workbook:
    """Return the workbook of a report's period, the same one for all its reports."""
    key = _key_of(report)
    if key not in workbook.ready:
        workbook.ready[key] = workbook.Workbook(*key)
    return workbook.ready[key]


def keep_open(report: Report, book: workbook.Workbook) -> None:
    """Have a report use a workbook that was opened in another process."""
    workbook.ready[_key_of(report)] = book


def _key_of(report: Report) -> tuple:
    given = report.parameters
    which = given["year"], report.top, report.period, given["audience"], report.language
    return (report.root, *which)


def make_in_process(
    tell: Callable[[int], None],
    report: Report,
    check_code: str,
    beside: Path,
    book: workbook.Workbook,
) -> tuple[dict, str]:
    """`make_report` as a job; `book`: the period's. Returns what was read, and the check code."""
    keep_open(report, book)
    return make_report(report, check_code, beside, tell), check_code


def prepare(report: Report, beside: Path) -> Prepared:
    """Check the inputs of a report's period, compute its figures and write its results."""
    given = report.parameters
    errors, warnings = check_year(report.root, given["year"])
    if errors:
        return Prepared(errors, warnings)
    try:
        book = open_book(report)
        with speaking(report.language):
            content = files(book)
        rehearse_period(book)
    except Faults as faults:  # in what this year is compared with: an earlier one, the borders
        return Prepared(faults.faults, warnings)
    except CallError:
        raise
    except Exception as error:  # none that is foreseen: this period's end, and not the batch's
        problem = f"its figures cannot be computed ({type(error).__name__}: {error})"
        remedy = f"see where with: chitieu results {given['year']} --debug"
        return Prepared([Fault(report.period, 0, "", problem, remedy)], warnings)
    for name, data in content.items():
        try:
            write_whole(report.folder / name, data, beside)
        except Unwritten as faults:
            return Prepared(faults.faults, warnings, why="its results cannot be written")
    for name in set(RESULT_FILES) - set(content):
        (report.folder / name).unlink(missing_ok=True)
    return Prepared(errors, warnings, book, code_of(content[RESULTS]))
