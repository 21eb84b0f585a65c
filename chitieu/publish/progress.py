"""How far a batch is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chitieu.publish.warm import Ended, Work

Steps = Iterable[tuple[list["Work"], "Ended | None"]]


def follow(steps: Steps, total: int, end: Callable[[Ended], str], done: Callable[[], int]) -> None:
    """Go through a batch and say on standard error how far it is.

    `steps`: what is under way and, where a job ended, how; then `end` is told, and returns what
    became of it in a word. `done`: how many of the `total` reports need nothing more.
    """
    (_on_terminal if sys.stderr.isatty() else _in_lines)(steps, total, end, done)


def _in_lines(steps: Steps, total: int, end: Callable, done: Callable[[], int]) -> None:
    start = monotonic()
    for _, ended in steps:
        if ended:
            became = f"{ended.job.subject} {end(ended)}"
            print(f"{done()}/{total} {became} {monotonic() - start:.0f} s", file=sys.stderr)


def _on_terminal(steps: Steps, total: int, end: Callable, done: Callable[[], int]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TextColumn("left"),
        TimeLeft(),
    )
    # Not refreshed by a thread: processes are forked from here.
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total, completed=done())
        for under_way, ended in steps:
            if ended:
                end(ended)
            running = ", ".join(str(work.job.subject) for work in under_way)
            progress.update(task, completed=done(), description=running)
            progress.refresh()
