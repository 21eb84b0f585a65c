"""How far a batch is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def follow(ended: Iterable[tuple], reports: list) -> Iterator[tuple]:
    """Pass on the reports of a batch as they end, and say on standard error how far it is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from _in_lines(ended, len(reports))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("chitieu run", total=len(reports))
        for report, error in ended:
            progress.update(task, advance=1, description=str(report))
            yield report, error


def _in_lines(ended: Iterable[tuple], total: int) -> Iterator[tuple]:
    start = monotonic()
    for done, (report, error) in enumerate(ended, start=1):
        state = "failed" if error else "made"
        print(f"{done}/{total} {report} {state} {monotonic() - start:.0f} s", file=sys.stderr)
        yield report, error
