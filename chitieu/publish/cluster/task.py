"""What is done in a dask worker: it keeps bundles, and has reports made by a process beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from chitieu.publish.cluster.bundle import Bundle, find, tidy, unpack
from chitieu.publish.cluster.order import Made, Order
from chitieu.publish.cluster.parents import in_use, parent_of, start_early
from chitieu.publish.cluster.versions import Versions, versions_here

versions_here()  # now: files that change from here on are not what this process runs


def about(digest: str, dask_worker) -> tuple[Versions, bool]:
    """Return the worker's versions, and whether it has the bundle."""
    folder = None
    with suppress(OSError):  # what cannot be read is sent
        folder = find(digest, _place(dask_worker))
    if folder:
        start_early(folder)
    return versions_here(), folder is not None


def take(bundle: Bundle, dask_worker) -> str:
    """Keep a bundle in the worker's own folder. Returns what went wrong, or ""."""
    place = _place(dask_worker)
    try:
        folder = unpack(bundle, place)
        tidy(place, {folder, *in_use()})
    except OSError as error:
        return str(error)
    start_early(folder)
    return ""


def make(order: Order) -> Made:
    """Make a report; the task that dask knows of."""
    from distributed import get_worker

    worker = get_worker()
    folder = _place(worker) / order.bundle
    if order.versions != versions_here().digest or not folder.is_dir():
        return Made(unknown=True, worker=worker.address)
    key = worker.get_current_task()

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        ends = worker.status.name in ("closing", "closed", "failed")
        return task is not None and task.state in ("executing", "long-running") and not ends

    return replace(parent_of(folder).make(order, wanted), worker=worker.address)


def _place(worker) -> Path:
    # Not "chitieu": dask has modules looked for in this directory, and would take it for one.
    return Path(worker.local_directory).resolve() / "chitieu-bundles"
