"""The process beside a dask worker that reports are forked from: warm, and with one thread.

The worker itself has threads and may not fork. It starts this process for a bundle; the first
report pays for the libraries, the others do not. It ends with the worker, or after idle minutes.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from contextlib import suppress
from multiprocessing import connection
from pathlib import Path
from time import monotonic

from chitieu.publish.cluster.order import Made, Order
from chitieu.publish.cluster.versions import versions_here
from chitieu.publish.warm import TICK, Job, Work, stay_single_threaded

IDLE = 300  # seconds after which nothing more is expected


def serve(port: int, token: str, root: str, versions: str) -> None:
    """Do what the worker that listens at `port` asks for, from the bundle unpacked in `root`."""
    if versions_here().digest != versions:
        sys.exit("chitieu was changed while this worker ran; start the worker anew")
    worker = _call(port, token)
    stay_single_threaded()
    from chitieu.publish.rehearse import rehearse

    rehearse()
    under_way: dict[int, tuple[Work, float]] = {}
    idle_since = monotonic()
    try:
        while under_way or monotonic() - idle_since < IDLE:
            connection.wait([worker, *(work.ear for work, _ in under_way.values())], TICK)
            while worker.poll():
                number, order = worker.recv()
                if order:
                    under_way[number] = _begin(order, Path(root)), order.cell_timeout
                elif number in under_way:
                    under_way.pop(number)[0].stop()
            for number, (work, cell_timeout) in list(under_way.items()):
                if ended := work.heard(cell_timeout):
                    del under_way[number]
                    told, texts = ended.result or ({}, {})
                    worker.send(
                        (number, Made(told, texts, ended.error, ended.seconds, origin=ended.origin))
                    )
                    idle_since = monotonic()
    except (EOFError, OSError):
        pass  # the worker is gone
    finally:
        for work, _ in under_way.values():
            work.stop()


def _call(port: int, token: str) -> connection.Connection:
    caller = socket.create_connection(("127.0.0.1", port), timeout=30)
    caller.sendall(bytes.fromhex(token))
    caller.setblocking(True)
    worker = connection.Connection(caller.detach())
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=worker.close)  # a report must not hold it on
    return worker


def _begin(order: Order, root: Path) -> Work:
    report = order.report(root)
    _open(report)
    return Work(Job(report, _render, (report, order.check_code)))


def _open(report) -> None:
    """Compute once what the reports of a period look at."""
    from chitieu import workbook
    from chitieu.publish.prepare import open_book
    from chitieu.publish.rehearse import rehearse_period

    opened = len(workbook.ready)
    with suppress(Exception):  # what is wrong is told by the report's own cell
        book = open_book(report)
        if len(workbook.ready) > opened:
            rehearse_period(book)
            gc.collect()
            gc.freeze()


# ---- in the forked process ----------------------------------------------------------------------


def _render(tell, report, check_code: str) -> tuple[dict, dict[str, str]]:
    from chitieu.publish.execute import render_report

    return render_report(report, check_code, tell)
