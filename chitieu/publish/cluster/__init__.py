"""Reports made by the workers of a dask scheduler. No disk is shared with them.

`client` and `workers` run here. `task` and `parents` run in a dask worker, which has threads;
`warm_parent` is a process beside it, without any, that forks one for each report. `bundle`, the
inputs, and `order`, a report, are what travels there; `versions` must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chitieu.faults import CallError

if TYPE_CHECKING:
    from chitieu.publish.cluster.client import Sent
    from chitieu.publish.warm import Ended, Job


def require_address(address: str) -> None:
    """Raise CallError for what is no address of a scheduler."""
    if not re.fullmatch(r"(tcp|tls)://(\S+):\d+", address):
        raise CallError(f"--cluster {address} is no address; write it as tcp://HOST:PORT")


def run_jobs_at(
    address: str, root: Path, also: set[str], jobs: Iterable[Job], workers: int, cell_timeout: float
) -> Iterator[tuple[list[Sent], Ended | None]]:
    """Do the jobs of reports as `warm.run_jobs` does, at the workers of a scheduler.

    `also`: files that reports are known to read besides the workbook's inputs and notebooks;
    `workers`: at most so many at a time, 0 for as many as there are threads.
    Raises CallError, before any job is asked for, where the scheduler or its workers are of no use.
    """
    try:
        from chitieu.publish.cluster.client import Cluster
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        remedy = "pip install 'chitieu[cluster]'"
        raise CallError(f"--cluster needs dask.distributed, which is not here; {remedy}") from None
    from chitieu.publish.cluster.bundle import pack

    with Cluster(address, pack(root, also)) as cluster:
        yield from cluster.run_jobs(jobs, workers, cell_timeout)
