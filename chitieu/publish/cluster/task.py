"""What is done in a dask worker: it takes a workbook's inputs, and has reports made of them.

A worker has threads and may not fork. Each report is made in a process of its own that Python's
fork server forks: that one has no threads, and all that reports need is loaded in it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from chitieu.faults import origin_of
from chitieu.publish.cluster.bundle import Bundle, unpack
from chitieu.publish.cluster.versions import HERE, differences
from chitieu.publish.schedule import Report
from chitieu.publish.warm import Ended, Job, Processes, preload, stay_single_threaded

_opening = threading.Lock()


async def take(versions: dict, bundle: Bundle, resource: str, dask_worker) -> tuple[int, str]:
    """Keep a workbook's inputs where this worker has the same versions, and have the scheduler
    give it such tasks as need `resource`. Returns its threads, and why it cannot be used."""
    if different := differences(HERE, versions):
        return 0, f"{different}; install the same there and start it anew"
    try:
        unpack(bundle, _place(dask_worker))
    except OSError as error:
        return 0, f"it cannot keep the inputs ({error}); make room there and start it anew"
    stay_single_threaded()
    # What a nanny starts is daemonic, and such a process may have no children.
    multiprocessing.current_process().daemon = False
    try:
        preload("chitieu.publish.cluster.task", "chitieu.publish.preloaded")
    except OSError as error:  # the server's socket lies in TMPDIR, and may have no long path
        return 0, f"it can begin no processes ({error}); give it a shorter TMPDIR, start it anew"
    threads = dask_worker.state.nthreads
    await dask_worker.set_resources(**{resource: threads})
    return threads, ""


def make(order: tuple, bundle: str, check_code: str, cell_timeout: float) -> bytes:
    """Make a report: the task that dask knows of. Returns an `answer.Answer` as JSON."""
    from distributed import get_worker  # which the processes of reports need not load

    folder = _place(get_worker()) / bundle
    os.utime(folder)  # it is in use
    report = Report(folder, *order)
    try:
        with _opening:
            book = _opened(folder, report.parameters["year"], report.top, report.period,
                           report.parameters["audience"], report.language)  # fmt: skip
        ended = _in_process(Job(report, _render, (report, check_code, HERE, book)), cell_timeout)
    except (OSError, EOFError):  # no process could be begun: dask tries again
        raise
    except Exception as error:  # not every error can travel as one
        ended = Ended(None, error=f"{report}: {error}", origin=origin_of(error))
    read, texts = ended.result or ({}, {})
    answer = {"read": read, "texts": texts, "error": ended.error, "origin": ended.origin}
    return json.dumps(answer | {"seconds": ended.seconds}).encode()


def _place(worker) -> Path:
    # Not "chitieu": dask has modules looked for in this directory, and would take it for one.
    return Path(worker.local_directory).resolve() / "chitieu-bundles"


@lru_cache(maxsize=8)
def _opened(*key) -> bytes:
    """The workbook of a period, pickled, for all its reports; none where it cannot be opened, which
    the cells of each will say."""
    return _in_process(Job("the workbook", _open, key), float("inf")).result or b""


def _in_process(job: Job, cell_timeout: float) -> Ended:
    """Do a job for as long as the task of this thread is asked for: dask ends no thread."""
    from distributed import get_worker

    worker, processes = get_worker(), Processes(1, cell_timeout)
    key, work = worker.get_current_task(), processes.begin(job)
    while not (ended := work.heard()):
        task = worker.state.tasks.get(key)
        ends = worker.status.name in ("closing", "closed", "failed")
        if ends or task is None or task.state not in ("executing", "long-running"):
            work.stop()
            raise RuntimeError("no longer asked for")
        processes.wait([work])
    return ended


# ---- in the forked process ----------------------------------------------------------------------


def _open(tell: Callable, *key) -> bytes:
    from chitieu.publish.rehearse import rehearse_period
    from chitieu.workbook import Workbook

    book = Workbook(*key)
    rehearse_period(book)
    return pickle.dumps(book)


def _render(tell: Callable, report: Report, check_code: str, versions: dict, book: bytes) -> tuple:
    from chitieu.publish.execute import render_report
    from chitieu.publish.prepare import keep_open

    if versions != HERE:
        raise RuntimeError("chitieu was changed while this worker ran; start the worker anew")
    if book:
        keep_open(report, pickle.loads(book))
    return render_report(report, check_code, tell)
