"""Which reports a call asks for, and running them side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import nbformat

from chitieu.faults import CallError, did_you_mean
from chitieu.publish.execute import CELL_TIMEOUT, Report, make_report
from chitieu.publish.parameters import check_parameters


def notebooks(root: Path) -> list[str]:
    """Return the names of a workbook's notebooks, in order."""
    return sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))


def output_folder(root: Path, period: str, audience: str) -> Path:
    """Return where a period's pages and results go."""
    outputs = root / "outputs"
    return (outputs / "internal" if audience == "internal" else outputs) / period


def plan_reports(
    root: Path, years: list[int], names: list[str], period: str, area: str, audience: str
) -> list[Report]:
    """Return the reports of a call, a notebook × year, after checking every parameter.

    Raises CallError for an unknown notebook or parameter, before anything is run.
    """
    there = notebooks(root)
    if not there:
        raise CallError(f"{root / 'notebooks'} holds no notebooks; put one there")
    for name in names:
        if name not in there:
            raise CallError(f"'{name}' is no notebook; {did_you_mean(name, there)}")
    reports = [
        Report(
            root,
            name,
            {"year": year, "period": period, "area": area, "audience": audience},
            output_folder(root, period or str(year), audience),
        )
        for year in years
        for name in names or there
    ]
    for report in {report.notebook: report for report in reports}.values():
        notebook = nbformat.read(report.source, as_version=4)
        check_parameters(notebook, report.parameters, report.notebook)
    return reports


def run_reports(
    reports: list[Report], workers: int = 0, cell_timeout: int = CELL_TIMEOUT
) -> Iterator[tuple[Report, Exception | None]]:
    """Make reports, `workers` at a time (default: one a core), and yield each as it ends.

    Yields the report and the error that it failed with, None where it was made.
    """
    workers = min(workers or os.cpu_count() or 1, len(reports))
    # Spawned, not forked: a kernel client has threads, and a fork would copy their locks.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(make_report, report, cell_timeout): report for report in reports}
        for done in as_completed(waiting):
            yield waiting[done], done.exception()
