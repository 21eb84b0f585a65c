"""This side of a cluster: reports are sent to its workers, and what comes back is written here."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import distributed
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from chitieu.faults import origin_of
from chitieu.publish.cluster import task
from chitieu.publish.cluster.bundle import Bundle
from chitieu.publish.cluster.order import Made, order_of
from chitieu.publish.cluster.versions import versions_here
from chitieu.publish.cluster.workers import Workers
from chitieu.publish.warm import TICK, Ended, Job

RETRIES = 2  # where the process beside a worker ends


@dataclass(eq=False)
class Sent:
    """A job under way: `future` stands for its result, `workers` may do it."""

    job: Job
    future: distributed.Future
    workers: set[str]


class Cluster:
    """The reports that are under way at the workers of a scheduler."""

    def __init__(self, address: str, bundle: Bundle):
        self.bundle = bundle
        self.done: queue.SimpleQueue[Sent] = queue.SimpleQueue()
        self.workers = Workers(address, bundle)
        self.client = self.workers.client

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error) -> None:
        self.workers.close()

    def run_jobs(
        self, jobs: Iterable[Job], workers: int, cell_timeout: float
    ) -> Iterator[tuple[list[Sent], Ended | None]]:
        """Do the jobs of reports, as `warm.run_jobs` does."""
        jobs, more, waiting, under_way = iter(jobs), True, [], []
        try:
            while more or waiting or under_way:
                if more and not waiting:  # one is held ready while the workers are busy
                    waiting += [job] if (job := next(jobs, None)) else []
                    more = bool(waiting)
                self.workers.look()
                if lost := self.workers.lost():
                    for job in [*(sent.job for sent in under_way), *waiting, *jobs]:
                        yield [], Ended(job, error=f"{job.subject}: {lost}")
                    return
                room = sum(self.workers.threads.values())
                if waiting and len(under_way) < min(room, workers or room):
                    try:
                        under_way.append(self._send(waiting[0], cell_timeout))
                    except RuntimeError:  # the connection ends this very moment
                        continue
                    del waiting[0]
                    yield under_way, None
                    continue
                for sent in self._back(under_way):
                    under_way.remove(sent)
                    if ended := self._taken(sent):
                        yield under_way, ended
                    else:
                        waiting.append(sent.job)
        finally:
            with suppress(Exception):  # where the scheduler is gone, so are they
                self.client.cancel([sent.future for sent in under_way], force=True)

    def _send(self, job: Job, cell_timeout: float) -> Sent:
        report, check_code, _ = job.arguments
        common = (self.bundle.digest, versions_here().digest)
        order = order_of(report, *common, check_code, cell_timeout)
        workers = set(self.workers.threads)
        # Only there: dask gives it to another of them where one dies.
        future = self.client.submit(
            task.make, order, workers=list(workers), pure=False, retries=RETRIES
        )
        sent = Sent(job, future, workers)
        future.add_done_callback(lambda _: self.done.put(sent))
        return sent

    def _back(self, under_way: list[Sent]) -> list[Sent]:
        """Wait a moment for one that ended; those are back too whose workers are all gone."""
        try:
            sent = self.done.get(timeout=TICK)
        except queue.Empty:
            if not self.workers.threads:  # perhaps the scheduler alone is out of reach for a while
                return []
            stranded = [sent for sent in under_way if not sent.workers & set(self.workers.threads)]
            for sent in stranded:
                sent.future.cancel()
            return stranded
        return [sent] if sent in under_way else []

    def _taken(self, sent: Sent) -> Ended | None:
        """Write what was made and return how the job ended; None where it is to be sent again."""
        # Late: the workers are asked and get warm while what this takes is loaded.
        from chitieu.publish.execute import ReportFailed, write_report

        report, code, beside = sent.job.arguments
        if sent.future.cancelled() or sent.future.status == "lost":
            return None
        try:
            made: Made = sent.future.result()
        except FutureCancelledError:
            return None
        except KilledWorker as error:
            workers = f"{error.allowed_failures + 1} workers that ran it ended"
            why = f"{workers}, the last was {error.last_worker.address}"
            return Ended(sent.job, error=f"{report}: {why}", origin=origin_of(error))
        except Exception as error:
            return Ended(sent.job, error=f"{report}: {error}", origin=origin_of(error))
        if made.unknown:
            self.workers.forget(made.worker)
            return None
        try:
            write_report(report, made.texts, beside)
        except ReportFailed as error:
            return Ended(sent.job, None, str(error), made.seconds, origin_of(error))
        result = None if made.error else (made.told, code)
        return Ended(sent.job, result, made.error, made.seconds, made.origin)
