"""One report: a notebook run with its parameters, and the page made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from chitieu.faults import CallError
from chitieu.files import relative, write_whole

CELL_TIMEOUT = 300  # seconds


@dataclass(frozen=True)
class Report:
    """One notebook to be run for one period; `folder` is where its page goes."""

    root: Path
    notebook: str
    parameters: dict = field(hash=False)
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / f"{self.notebook}.html"

    @property
    def source(self) -> Path:
        return self.root / "notebooks" / f"{self.notebook}.ipynb"

    def __str__(self) -> str:
        return f"{self.parameters['period'] or self.parameters['year']} {self.notebook}"


class ReportFailed(Exception):
    """A report that could not be made: its notebook, the cell and the last line of the error."""


def make_report(report: Report, cell_timeout: int = CELL_TIMEOUT) -> Path:
    """Run a report's notebook and write its page and itself, executed, each of them whole.

    Returns the page. Raises ReportFailed; then what an earlier run wrote stays as it is.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from chitieu.publish.pages import PageExporter

    try:
        notebook = papermill.execute_notebook(
            str(report.source),
            None,
            report.parameters,
            engine_name="chitieu",
            cwd=str(report.root),
            progress_bar=False,
            execution_timeout=cell_timeout,
            extra_arguments=["--IPKernelApp.log_level=50"],  # its remarks are not the analyst's
        )
    except CallError as error:
        raise ReportFailed(f"{report}: {error}") from None
    except PapermillExecutionError as error:
        raise ReportFailed(_where(report, error)) from None
    except Exception as error:  # a kernel that died, a cell that hung: that report's fault alone
        last = [line for line in str(error).splitlines() if line.strip()][-1:] or ["no message"]
        raise ReportFailed(f"{report}: {type(error).__name__}: {last[0]}") from None
    tidy(notebook, report)
    page, _ = PageExporter().from_notebook_node(notebook)
    write_whole(report.page.with_suffix(".ipynb"), nbformat.writes(notebook))
    write_whole(report.page, page)
    return report.page


def _where(report: Report, error) -> str:
    said = "; ".join(line for line in str(error.evalue).strip().splitlines() if line)
    return f"{report}: cell {error.exec_count}: {error.ename}: {said}"


def tidy(notebook, report: Report) -> None:
    """Take out of an executed notebook what differs from run to run, or tells of this machine."""
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    notebook.metadata.pop("papermill", None)
    notebook.metadata["chitieu"] = {
        "notebook": relative(report.source, report.root),
        "parameters": dict(report.parameters),
        "ran_by": "chitieu run",
    }
