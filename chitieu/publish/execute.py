"""One report: a notebook run with its parameters, and the page made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat

from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.in_force import edition_of_year
from chitieu.publish.pages import page_exporter
from chitieu.publish.pages.sieve import whole_letters
from chitieu.publish.parameters import inject_parameters
from chitieu.publish.reads import Reads
from chitieu.publish.schedule import Report, beside, titles
from chitieu.publish.shell import CellFailed, execute
from chitieu.publish.way import way_of
from chitieu.root import relative
from chitieu.whole import Unwritten, write_whole
from chitieu.words.language import speaking


class ReportFailed(Exception):
    """A report that could not be made: its notebook, the cell and the last line of the error."""


def make_report(
    report: Report, check_code: str, beside: Path, begin: Callable[[int], None] = lambda cell: None
) -> dict:
    """Run a report's notebook in this process; write its page and itself, executed, each whole.

    `check_code`: that of the period's results; `beside`: where files are written before they are
    renamed; `begin` is told each cell's number, and 0 when the page is made.
    Returns what the report read. Raises ReportFailed; then what an earlier run wrote stays.
    """
    read, texts = render_report(report, check_code, begin)
    write_report(report, texts, beside)
    return read


def render_report(
    report: Report, check_code: str, begin: Callable[[int], None]
) -> tuple[dict, dict[str, str]]:
    """`make_report` without the writing: what the report read, and its texts (see `render`)."""
    with _failing(report), speaking(report.language):
        notebook = _read(report)
        inject_parameters(notebook, report.parameters)
        with Reads(report.root) as reads:
            execute(notebook, report.root, lambda index, number: begin(number))
        begin(0)
        tidy(notebook, report, check_code)
        texts = render(notebook)
        return reads.told(), texts


def _read(report: Report):
    try:
        return nbformat.read(report.source, as_version=4)
    except Exception as error:  # a file that is none ends in any of a dozen
        name = relative(report.source, report.root)
        why = f"{name} cannot be read as a notebook; put an earlier copy back, or delete it"
        raise ReportFailed(f"{report}: {why}") from error


def renew_check_code(report: Report, old: str, new: str, beside: Path) -> None:
    """Write newer results' check code into a page, and into its notebook, that stand otherwise.

    For a report none of whose own figures changed while others of its period did. The code is
    twelve signs of a digest, which no other text of a page is. Raises ReportFailed.
    """
    files = (report.page.with_suffix(".ipynb"), report.page)
    texts = {file.suffix: file.read_bytes().decode().replace(old, new) for file in files}
    write_report(report, texts, beside)


def render(notebook) -> dict[str, str]:
    """Return the texts of an executed notebook, itself and its page, by the ending of the file."""
    page, _ = page_exporter().from_notebook_node(notebook)
    return {".ipynb": whole_letters(nbformat.writes(notebook)), ".html": page}


def write_report(report: Report, texts: dict[str, str], beside: Path) -> None:
    """Write an executed notebook and its page. Raises ReportFailed."""
    with _failing(report):
        for ending, text in texts.items():
            write_whole(report.page.with_suffix(ending), text, beside)


@contextmanager
def _failing(report: Report) -> Iterator[None]:
    """Tell in one line what ends a report."""
    try:
        yield
    except (CellFailed, Unwritten) as error:
        raise ReportFailed(f"{report}: {error}") from error
    except ReportFailed:
        raise
    except Exception as error:
        last = [line for line in str(error).splitlines() if line.strip()][-1:] or ["no message"]
        raise ReportFailed(f"{report}: {type(error).__name__}: {last[0]}") from error


def tidy(notebook, report: Report, check_code: str) -> None:
    """Take out of an executed notebook what differs from run to run, or tells of this machine."""
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    notebook.metadata.pop("papermill", None)
    notebook.metadata["chitieu"] = provenance(report, check_code)


def provenance(report: Report, check_code: str) -> dict:
    """Return what an executed notebook says of where it comes from."""
    return {
        "notebook": relative(report.source, report.root),
        "parameters": dict(report.parameters),
        "ran_by": "chitieu run",
        "check_code": check_code,
        "page": report.name,
        "way": _way(report),
    }


def _way(report: Report) -> list[list[str]]:
    """The pages of a report's period, itself among them, as they are led to."""
    root, language = report.root, report.language
    reports = {each.name: each for each in beside(report)}
    called = titles(root, language)
    areas = {}
    if any(each.of for each in reports.values()):
        edition = edition_of_year(root, report.parameters["year"])
        areas = Areas(read_areas(root), edition).names(language).to_dict()
    return way_of(reports, areas, lambda page: called[reports[page].notebook], report.name)
