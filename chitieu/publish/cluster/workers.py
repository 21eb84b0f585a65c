"""The workers of a scheduler: which there are, which can be used, and giving them the bundle."""

from __future__ import annotations

import logging
import sys
import warnings
from importlib.metadata import version
from time import monotonic, sleep

import distributed
from distributed.versions import VersionMismatchWarning

from chitieu.faults import CallError
from chitieu.publish.cluster import task
from chitieu.publish.cluster.bundle import Bundle
from chitieu.publish.cluster.versions import versions_here
from chitieu.publish.warm import TICK

CONNECT = 5  # seconds for the scheduler to answer, and for a first worker to be there
LOOK = 1  # seconds between two looks at which workers there are
PATIENCE = 60  # seconds without any worker, after which what is left is given up


class Workers:
    """The workers that have this code, these libraries and the bundle.

    `threads`: how many each has; `refused`: why another is not used.
    Raises CallError where the scheduler does not answer or none of its workers can be used.
    """

    def __init__(self, address: str, bundle: Bundle):
        self.address, self.bundle = address, bundle
        self.threads: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self._looked = self._seen = float("-inf")
        self.client = _connect(address)
        try:
            self._wait_for_one()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.client.close(timeout=1)

    def look(self) -> None:
        """See which workers there are; new ones are asked for their versions and given the bundle.

        Who has other versions is named and not used.
        """
        if monotonic() - self._looked < LOOK:
            return
        self._looked = monotonic()
        try:
            there = self.client.nthreads()
            new = [each for each in there if each not in self.threads and each not in self.refused]
            usable = self._usable(new)
        except (OSError, TimeoutError, RuntimeError):  # the scheduler does not answer
            there, usable = {}, []
        self.threads = {w: n for w, n in there.items() if w in self.threads or w in usable}
        if self.threads:
            self._seen = monotonic()

    def forget(self, worker: str) -> None:
        """Look at a worker again before it is used: it was started anew under its old address."""
        self.threads.pop(worker, None)
        self._looked = float("-inf")

    def lost(self) -> str:
        """Return why no report can be made any more; "" where one can, or may soon."""
        if self.client.status == "closed":
            return f"not made, the scheduler {self.address} no longer answers"
        if self.threads or monotonic() - self._seen < PATIENCE:
            return ""
        return f"not made, {self.address} has had no worker for {PATIENCE} s"

    def _wait_for_one(self) -> None:
        end = monotonic() + CONNECT
        while not self.threads and monotonic() < end:
            self.look()
            if self.refused and not self.threads:
                raise CallError(f"{self.address}: no worker can be used")
            sleep(TICK / 2)
        if not self.threads:
            remedy = f"start one: dask worker {self.address}"
            raise CallError(f"{self.address}: the scheduler has no workers; {remedy}")

    def _usable(self, workers: list[str]) -> list[str]:
        if not workers:
            return []
        usable, lacking = [], []
        for worker, answer in self._ask(task.about, self.bundle.digest, workers=workers).items():
            if isinstance(answer, OSError):  # it has gone, or is looked at again
                continue
            if isinstance(answer, Exception):
                (there,) = self._ask(version, "chitieu", workers=[worker]).values()
                there = "none" if isinstance(there, Exception) else there
                self._refuse(worker, f"chitieu {there} there, {versions_here().code} here")
            elif different := answer[0].differences(versions_here()):
                self._refuse(worker, different)
            else:
                (usable if answer[1] else lacking).append(worker)
        if lacking:
            for worker, answer in self._ask(task.take, self.bundle, workers=lacking).items():
                if answer == "":
                    usable.append(worker)
                elif isinstance(answer, str):
                    why = f"it cannot keep the inputs ({answer})"
                    self._refuse(worker, why, "make room there and start it anew")
        return usable

    def _ask(self, function, *arguments, workers: list[str]) -> dict:
        return self.client.run(function, *arguments, workers=workers, on_error="return")

    def _refuse(
        self, worker: str, why: str, remedy: str = "install the same there and start it anew"
    ) -> None:
        self.refused[worker] = why
        print(f"worker {worker} is not used: {why}; {remedy}", file=sys.stderr)


def _connect(address: str) -> distributed.Client:
    for name in [name for name in logging.root.manager.loggerDict if "distributed" in name]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters is said here
    warnings.simplefilter("ignore", VersionMismatchWarning)
    try:
        return distributed.Client(address, timeout=CONNECT, set_as_default=False, name="chitieu")
    except Exception as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise CallError(f"{address}: no scheduler answers there ({said})") from None
