"""This side of a cluster: reports are sent to its workers, and what comes back is written here."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Event
from time import monotonic

from distributed import Client, Future
from distributed.client import FutureCancelledError
from distributed.versions import VersionMismatchWarning

from chitieu.faults import CallError, origin_of
from chitieu.publish.cluster import task
from chitieu.publish.cluster.bundle import Bundle, digest_of
from chitieu.publish.cluster.versions import HERE
from chitieu.publish.warm import TICK, Ended, Job

CONNECT = 5  # seconds for the scheduler to answer
FIRST = 20  # seconds for a first worker to be there: on a busy machine one takes a while to start
LOOK = 1  # seconds between two looks at which workers there are
PATIENCE = 60  # seconds in which no worker works, after which what is left is given up
RETRIES = 2  # where a worker cannot begin a process
MOST_SENT = 4  # times that a report is sent, where workers end or the scheduler forgets it


@contextmanager
def connected(address: str, bundle: Bundle, workers: int, cell_timeout: float) -> Iterator[Cluster]:
    """Hold the workers of a scheduler. Raises CallError where none answers or can be used."""
    for name in [name for name in logging.root.manager.loggerDict if "distributed" in name]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters is said here
    warnings.simplefilter("ignore", VersionMismatchWarning)
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False, name="chitieu")
    except Exception as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise CallError(f"{address}: no scheduler answers there ({said})") from None
    try:
        yield Cluster(client, address, bundle, workers, cell_timeout)
    finally:
        client.close(timeout=1)


class Cluster:
    """The workers of a scheduler as the place where jobs of reports are done.

    Those that took the bundle, for they have this code and these libraries, offer a resource of
    dask's which every report asks for: dask gives it to one of them, and to another where one dies.
    """

    def __init__(
        self, client: Client, address: str, bundle: Bundle, workers: int, cell_timeout: float
    ):
        self.client, self.address, self.bundle = client, address, bundle
        self.workers, self.cell_timeout = workers, cell_timeout
        self.digest = digest_of(bundle)
        self.resource = f"chitieu {sha256(repr((self.digest, HERE)).encode()).hexdigest()[:32]}"
        self.threads: dict[str, int] = {}
        self.refused: set[str] = set()
        self.ended = Event()
        self._looked = self._worked = monotonic()
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=FIRST)
        self._look([])
        if not self.threads:
            none = f"the scheduler has no workers; start one: dask worker {address}"
            raise CallError(f"{address}: {'no worker can be used' if self.refused else none}")

    @property
    def room(self) -> int:
        """How many reports may be under way: one also where no worker is there, which waits."""
        threads = sum(self.threads.values())
        return max(1, min(threads, self.workers or threads))

    def begin(self, job: Job) -> Sent:
        self._worked = monotonic()
        return Sent(job, self)

    def wait(self, under_way: list[Sent]) -> None:
        """Wait a moment for a report to end."""
        self.ended.wait(TICK)
        self.ended.clear()
        if monotonic() - self._looked > LOOK and self._look(under_way):
            for sent in under_way:
                sent.forget()

    def lost(self) -> str:
        """Return why no report can be made any more; "" where one can, or may soon."""
        if self.client.status == "closed":
            return f"not made, the scheduler {self.address} no longer answers"
        if monotonic() - self._worked < PATIENCE:
            return ""
        return f"not made, no worker of {self.address} has done anything for {PATIENCE} s"

    def _look(self, under_way: list[Sent]) -> bool:
        """See which workers there are, and give new ones the bundle; return whether some took it
        while none had a report: what waited for a worker does not hear of the resource."""
        self._looked = monotonic()
        try:
            tasks = self.client.processing()
            working = {key for keys in tasks.values() for key in keys}
            idle = working.isdisjoint(sent.key for sent in under_way)
            # Where idle, perhaps one was started anew under its old address.
            new = tasks.keys() - self.refused - (set() if idle else self.threads.keys())
            taken = self._give(sorted(new)) if new else {}
        except (OSError, RuntimeError):  # the scheduler does not answer
            tasks, idle, taken = {}, True, {}
        if not idle:
            self._worked = monotonic()
        self.threads = {w: n for w, n in (self.threads | taken).items() if w in tasks}
        return idle and bool(taken)

    def _give(self, workers: list[str]) -> dict[str, int]:
        """Give workers the bundle; return the threads of those that took it, name the others."""
        taken = {}
        given = (HERE, self.bundle, self.resource)
        answers = self.client.run(task.take, *given, workers=workers, on_error="return")
        for worker, answer in answers.items():
            if isinstance(answer, OSError):  # it has gone, or is looked at again
                continue
            no_such_code = f"{answer}; install chitieu {HERE['chitieu']} there and start it anew"
            threads, why = answer if isinstance(answer, tuple) else (0, no_such_code)
            if why:
                self.refused.add(worker)
                print(f"worker {worker} is not used: {why}", file=sys.stderr)
            else:
                taken[worker] = threads
        return taken


class Sent:
    """A report under way at a cluster, as `warm.Work` is one here."""

    def __init__(self, job: Job, cluster: Cluster):
        self.job, self.cluster = job, cluster
        self.report, self.check_code, self.beside, *_ = job.arguments
        self.times = 0
        self.future = self._send()

    @property
    def key(self) -> str:
        """What dask calls it."""
        return self.future.key if self.future else ""

    def heard(self) -> Ended | None:
        """Return how it ended, its page written where it was made; None while it goes on."""
        if self.future and self.future.status in ("finished", "error"):
            return self._answered()
        if lost := self.cluster.lost():
            return self._ended(error=f"{self.report}: {lost}")
        if self.future is None or self.future.cancelled():
            if self.times == MOST_SENT:
                why = f"sent {self.times} times, and no worker answered; their logs say why"
                return self._ended(error=f"{self.report}: {why}")
            self.future = self._send()
        return None

    def forget(self) -> None:
        """Have it sent again, unless that was but now."""
        if monotonic() - self.sent > 2 * LOOK and self.future and not self.future.done():
            self.future.cancel(force=True)

    def stop(self) -> None:
        with suppress(Exception):  # where the scheduler is gone, so is the report
            self.cluster.client.cancel([self.future], force=True)

    def _send(self) -> Future | None:
        cluster, report = self.cluster, self.report
        self.times, self.sent = self.times + 1, monotonic()
        order = (report.notebook, report.parameters, report.of, report.top)
        given = (order, cluster.digest, self.check_code, cluster.cell_timeout)
        asked = {"resources": {cluster.resource: 1}, "retries": RETRIES, "pure": False}

        def make(*given) -> bytes:  # travels as code: the scheduler needs no chitieu
            from chitieu.publish.cluster import task

            return task.make(*given)

        try:
            future = cluster.client.submit(make, *given, **asked)
        except Exception:  # the connection ends this very moment
            return None
        future.add_done_callback(lambda _: cluster.ended.set())
        return future

    def _answered(self) -> Ended | None:
        # Late: the workers are asked and get warm while what this takes is loaded.
        from chitieu.publish.cluster.answer import read_answer
        from chitieu.publish.execute import ReportFailed, write_report

        try:
            answer = read_answer(self.future.result(), self.report, self.check_code)
            if answer.error:
                return self._ended(None, answer.error, answer.seconds, answer.origin)
            write_report(self.report, answer.texts, self.beside)
        except FutureCancelledError:
            return None
        except ReportFailed as error:
            return self._ended(None, str(error), answer.seconds, origin_of(error))
        except Exception as error:
            return self._ended(error=f"{self.report}: {error}", origin=origin_of(error))
        return self._ended((answer.read, self.check_code), seconds=answer.seconds)

    def _ended(self, result=None, error: str = "", seconds: float = 0.0, origin: str = "") -> Ended:
        self.stop()
        return Ended(self.job, result, error, seconds, origin)
