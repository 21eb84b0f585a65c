"""A batch: what is to be made is found out, made and told, and nothing else is touched.

Only where something is to be made are the libraries loaded.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from chitieu.faults import gathered, lines_of, tracing
from chitieu.plan.notebooks import not_run
from chitieu.publish.schedule import Report
from chitieu.publish.state import FIGURES, State, alone
from chitieu.publish.strays import told
from chitieu.root import relative

if TYPE_CHECKING:
    from chitieu.publish.warm import Ended, Job


class Batch:
    """The reports of one call, and what has become of them."""

    def __init__(self, root: Path, reports: list[Report]):
        self.root, self.reports = root, reports
        self.language = reports[0].language
        self.audience = reports[0].parameters["audience"]
        self.state = State(root, self.language, self.audience)
        self.made: list[Report] = []
        self.left: list[Report] = []
        self.failed: list[Report] = []
        self.stopped = False
        self.told: set[str] = set()

    def run(
        self, workers: int = 0, cell_timeout: int = 300, fresh: bool = False, cluster: str = ""
    ) -> bool:
        """Make what is to be made, `workers` at a time (default: one a core).

        `fresh`: whether all of it is; `cluster`: the address of a dask scheduler whose workers are
        to make it (default: this machine). Returns whether every report now stands.
        Raises Busy where another run is going on, CallError for a wrong call.
        """
        if cluster:
            from chitieu.publish.cluster import require_address

            require_address(cluster)
        with alone(self.root):
            self.state.tidy()
            try:
                todo = {r: "asked for" if fresh else self.state.why(r) for r in self.reports}
                for report in [report for report, why in todo.items() if not why]:
                    self._leave(report)
                if len(self.left) < len(self.reports):
                    todo = {report: why for report, why in todo.items() if why}
                    self.state.owe_way_in()
                    self._make(todo, workers, cell_timeout, cluster)
                if self.state.owes_way_in():
                    self._way_in()
            except KeyboardInterrupt:
                self.stopped = True
            self._say_faults([], [*not_run(self.root, self.language), *told(self.root)])
            self._tell()
        return not (self.failed or self.stopped)

    def _make(self, todo: dict[Report, str], workers: int, cell_timeout: int, cluster: str) -> None:
        from chitieu.publish.progress import follow
        from chitieu.publish.warm import run_jobs, stay_single_threaded

        stay_single_threaded()
        with self._place(todo, workers, cell_timeout, cluster) as place:
            steps = run_jobs(self._jobs(todo), place)
            with closing(steps):
                follow(steps, len(self.reports), lambda ended: self._end(ended, todo), self._done)

    def _place(
        self, todo: dict[Report, str], workers: int, cell_timeout: int, cluster: str
    ) -> AbstractContextManager:
        """Where reports are made: in processes of this machine, or at a cluster."""
        from chitieu.publish.warm import Processes, preload, start_method

        if cluster:
            from chitieu.publish.cluster import cluster_at

            read = {name for report in todo for name in self.state.files_of(report)}
            return cluster_at(cluster, self.root, read, workers, cell_timeout)
        if start_method() == "forkserver":
            preload("chitieu.publish.preloaded")
        room = min(workers or os.cpu_count() or 1, len(todo))
        return nullcontext(Processes(room, cell_timeout))

    def _jobs(self, todo: dict[Report, str]) -> Iterator[Job]:
        """Prepare one period after the other, and yield what is to be done in it."""
        from chitieu.imports import left_out

        # jsonschema would make a parser of web addresses of it, which takes a second and which no
        # notebook's schema asks for.
        with left_out("rfc3987_syntax"):
            from chitieu.publish.prepare import open_books, prepare

        open_books(list(todo))
        for _, those in groupby(todo, key=lambda report: report.folder):
            reports = list(those)
            period = prepare(reports[0], self.state.parts)
            self._say_faults(period.errors, period.warnings)
            if period.errors:
                why = f"not run, {period.why} ({len(gathered(period.errors))})"
                print(f"{reports[0].period}: {why}", file=sys.stderr)
                for report in reports:
                    self._fail(report, why)
                continue
            _settle()
            yield from self._jobs_of(period, reports, todo)

    def _jobs_of(self, period, reports: list[Report], todo: dict[Report, str]) -> Iterator[Job]:
        from chitieu.publish.prepare import make_in_process
        from chitieu.publish.warm import Job

        last = {report: self.state.last(report) for report in reports}
        # The longest first, so that none is left alone at the end.
        for report in sorted(reports, key=lambda r: -last[r].get("seconds", 60)):
            if todo[report] == FIGURES and period.holds(last[report]["read"]):
                self._keep(report, last[report], period.check_code)
            else:
                given = (report, period.check_code, self.state.parts, period.book)
                yield Job(report, make_in_process, given)

    def _keep(self, report: Report, last: dict, check_code: str) -> None:
        """Leave a report whose figures are what they were; others' may have changed the code."""
        from chitieu.publish.execute import ReportFailed, renew_check_code

        try:
            if last["check_code"] != check_code:
                renew_check_code(report, last["check_code"], check_code, self.state.parts)
        except ReportFailed as error:
            print(error, file=sys.stderr)
            self._fail(report, str(error))
            return
        self.state.keep(report, last["read"], check_code, last["seconds"])
        self._leave(report, "its own figures are as they were")

    def _way_in(self) -> None:
        from chitieu.publish.way_in import write_way_in

        self._say_faults([], write_way_in(self.root, self.language, self.audience))

    # ---- what became of them --------------------------------------------------------------------

    def _done(self) -> int:
        return len(self.made) + len(self.left) + len(self.failed)

    def _end(self, ended: Ended, todo: dict[Report, str]) -> str:
        """Take in how a report ended, and return it in a word."""
        report = ended.job.subject
        if ended.error:
            print(ended.error, file=sys.stderr)
            if tracing() and ended.origin:
                print(ended.origin, file=sys.stderr)
            self._fail(report, ended.error, ended.seconds)
            return "failed"
        read, code = ended.result
        self.state.keep(report, read, code, ended.seconds)
        self.made.append(report)
        self.state.log(report, "made", todo[report], ended.seconds)
        return "made"

    def _say_faults(self, errors: list, warnings: list) -> None:
        """Print faults, one a line and each once: years share their inputs."""
        for line in [*lines_of(errors), *lines_of(warnings, "warning: ")]:
            if line not in self.told:
                self.told.add(line)
                print(line, file=sys.stderr)

    def _leave(self, report: Report, reason: str = "nothing changed") -> None:
        self.left.append(report)
        self.state.log(report, "left", reason)

    def _fail(self, report: Report, reason: str, seconds: float = 0.0) -> None:
        self.failed.append(report)
        self.state.log(report, "failed", reason, seconds)
        if report.page.is_file():
            page = relative(report.page, self.root)
            print(f"{page} is old: an earlier run made it", file=sys.stderr)

    def _tell(self) -> None:
        done, total = len(self.made), len(self.reports)
        if self.stopped:
            rest = total - self._done()
            print(
                f"chitieu: stopped; {done} of {total} pages made, {rest} not reached; "
                "what was done is kept, the next run makes the rest",
                file=sys.stderr,
            )
            return
        where = ", ".join(sorted({relative(r.folder, self.root) for r in self.made}))
        text = f"{done} of {total} pages made" + (f" in {where}" if done else "")
        text += f", {len(self.left)} left as they were" if self.left else ""
        print(text + (f", {len(self.failed)} failed" if self.failed else ""))


def _settle() -> None:
    """Have what is loaded by now stay shared with the processes that are forked from here."""
    gc.collect()
    gc.freeze()
