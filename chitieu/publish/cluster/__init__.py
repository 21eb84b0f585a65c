"""Reports made by the workers of a dask scheduler. No disk is shared with them.

`client` runs here and `task` in a dask worker; `bundle`, the inputs, travels there, and `answer`
back; `versions` must be the same.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path

from chitieu.faults import CallError


def require_address(address: str) -> None:
    """Raise CallError for what is no address of a scheduler."""
    if not re.fullmatch(r"(tcp|tls)://(\S+):\d+", address):
        raise CallError(f"--cluster {address} is no address; write it as tcp://HOST:PORT")


def cluster_at(
    address: str, root: Path, also: set[str], workers: int, cell_timeout: float
) -> AbstractContextManager:
    """Hold the workers of a scheduler as a place for `warm.run_jobs`.

    `also`: files that reports are known to read besides the workbook's inputs and notebooks;
    `workers`: at most so many at a time, 0 for as many as there are threads.
    Raises CallError where the scheduler or its workers are of no use.
    """
    try:
        from chitieu.publish.cluster.client import connected
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        remedy = "pip install 'chitieu[cluster]'"
        raise CallError(f"--cluster needs dask.distributed, which is not here; {remedy}") from None
    from chitieu.publish.cluster.bundle import pack

    return connected(address, pack(root, also), workers, cell_timeout)
