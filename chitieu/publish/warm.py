"""Work in processes of their own, forked from this one where it can be: warm, and apart.

A child that is forked has every library loaded and every table read that its parent has. What a
cell does to its process (hang, exit, exhaust its memory) is that child's end and nobody else's.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from time import monotonic

from chitieu.faults import origin_of

TICK = 0.2  # seconds between two looks at what works in silence
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def stay_single_threaded() -> None:
    """Have numpy start no threads; to be called before it is imported.

    A fork copies one thread and every lock, held or not; and work side by side has no use for
    threads inside each piece.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def threads() -> list[str]:
    """Return the names of this process's threads, those of C libraries with them, on Linux."""
    try:
        tasks = sorted(os.listdir("/proc/self/task"), key=int)
        return [open(f"/proc/self/task/{task}/comm").read().strip() for task in tasks]
    except OSError:
        return [thread.name for thread in threading.enumerate()]


def start_method() -> str:
    """Return how processes are begun: forked from this one where that is safe, which it is on
    Linux from a process with one thread; or else from a server of Python's, where it has one."""
    if sys.platform == "linux" and len(threads()) == 1:
        return "fork"
    return "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


def preload(*modules: str) -> None:
    """Start the server that processes are forked from, and have it load modules before the first.

    What it has loaded by then is what they have: the main module too, which each would load anew.
    """
    from multiprocessing import forkserver

    get_context("forkserver").set_forkserver_preload(["__main__", *modules])
    forkserver.ensure_running()


@dataclass
class Job:
    """A function to be called in a process of its own, with `tell` before its arguments.

    `tell(cell)` says that a cell begins; what else it is given goes to `hear`. `subject` is what
    the job is about.
    """

    subject: object
    function: Callable
    arguments: tuple = ()
    hear: Callable = lambda *told: None


@dataclass
class Ended:
    """How a job ended: with a result, or with an error in one line and the calls that led to it."""

    job: Job
    result: object = None
    error: str = ""
    seconds: float = 0.0
    origin: str = ""


@dataclass
class Work:
    """A job under way, in a process that is ended where a cell takes more than `cell_timeout`."""

    job: Job
    cell_timeout: float
    begun: float = field(default_factory=monotonic)
    cell: int = 0

    def __post_init__(self):
        context = get_context(start_method())
        self.ear, mouth = context.Pipe(duplex=False)
        arguments = (mouth, os.getpid(), self.job.function, self.job.arguments)
        self.process = context.Process(target=_work, args=arguments)
        self.process.start()
        mouth.close()
        self.cell_begun = self.begun

    def heard(self) -> Ended | None:
        """Take in what the process told; return how it ended, None while it goes on."""
        alive = self.process.is_alive()  # asked first: what it told is in the pipe by then
        try:
            while self.ear.poll():
                kind, *content = self.ear.recv()
                if kind == "result":
                    return self._ended(*content)
                if kind == "error":
                    return self._ended(None, *content)
                self.cell, self.cell_begun = content[0], monotonic()
                self.job.hear(*content[1:])
        except (EOFError, OSError):
            alive = False
        if not alive:
            self.process.join(1)
            return self._ended(error=f"{self._where()}: {_last_words(self.process.exitcode)}")
        if monotonic() - self.cell_begun > self.cell_timeout:
            why = f"no end after {self.cell_timeout} s"
            remedy = "mend it, or allow more with --cell-timeout"
            return self._ended(error=f"{self._where()}: {why}; {remedy}")
        return None

    def stop(self) -> None:
        """End the process and all that it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, ProcessLookupError, PermissionError):
            self.process.kill()
        self.process.join()
        self.ear.close()

    def _ended(self, result=None, error: str = "", origin: str = "") -> Ended:
        self.stop()
        return Ended(self.job, result, error, monotonic() - self.begun, origin)

    def _where(self) -> str:
        return f"{self.job.subject}: cell {self.cell}" if self.cell else f"{self.job.subject}"


class Processes:
    """This machine as the place where jobs are done, `room` at a time."""

    def __init__(self, room: int, cell_timeout: float):
        self.room, self.cell_timeout = room, cell_timeout

    def begin(self, job: Job) -> Work:
        return Work(job, self.cell_timeout)

    def wait(self, under_way: list[Work]) -> None:
        """Wait a moment for something to be heard."""
        connection.wait([work.ear for work in under_way], TICK)


def run_jobs(jobs: Iterable[Job], place) -> Iterator[tuple[list[Work], Ended | None]]:
    """Do jobs at a place, `Processes` or a cluster; yield what is under way whenever one begins or
    ends.

    `jobs` may be an iterator that prepares each job as it is asked for. All that is under way is
    ended when this ends, however it ends.
    """
    jobs, under_way, more = iter(jobs), [], True
    try:
        while more or under_way:
            while more and len(under_way) < place.room:
                if job := next(jobs, None):
                    under_way.append(place.begin(job))
                    yield under_way, None
                else:
                    more = False
            place.wait(under_way)
            for work in list(under_way):
                if ended := work.heard():
                    under_way.remove(work)
                    yield under_way, ended
    finally:
        for work in under_way:
            work.stop()


# ---- in the child -------------------------------------------------------------------------------


def _work(mouth: connection.Connection, parent: int, function: Callable, arguments: tuple) -> None:
    _die_with(parent)
    if hasattr(os, "setsid"):
        os.setsid()  # its children end with it, and Ctrl-C is the parent's to answer
    _be_the_first_to_go()
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    try:
        result = function(lambda *told: mouth.send(("cell", *told)), *arguments)
    except Exception as error:
        mouth.send(("error", str(error) or type(error).__name__, origin_of(error)))
    else:
        mouth.send(("result", result))


def _die_with(parent: int) -> None:
    """See to it that this process ends when the one that asked for it does, however that ends."""
    if sys.platform == "linux" and os.getppid() == parent:  # it forked this one itself
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it ended before it could be said
            os._exit(1)
    else:
        threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent_process().join()
    os._exit(1)


def _be_the_first_to_go() -> None:
    """Where memory runs out, Linux is to end this process and not its parent."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def _last_words(code: int | None) -> str:
    if code is None or code >= 0:
        return f"the process ended itself with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    memory = ", perhaps because memory ran out" if name == "SIGKILL" else ""
    return f"the process was killed ({name}){memory}"
