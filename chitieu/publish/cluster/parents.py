"""The warm processes beside a dask worker, one a bundle: started, spoken to, ended."""

from __future__ import annotations

import hmac
import itertools
import json
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing import connection
from pathlib import Path
from time import monotonic

from chitieu.publish.cluster.order import Made, Order
from chitieu.publish.cluster.versions import versions_here
from chitieu.publish.warm import TICK

PATIENCE = 120  # seconds for such a process to start

_START = (
    "import json, sys; given = json.load(sys.stdin); sys.path[:] = given.pop('path'); "
    "from chitieu.publish.cluster.warm_parent import serve; serve(**given)"
)


class ParentGone(Exception):
    """The process beside the worker ended; dask has the report made again."""


class NotWanted(Exception):
    """The report is no longer asked for; where it is after all, dask has it made again."""


class Parent:
    """The warm process of a bundle, and who waits for what it makes."""

    def __init__(self, folder: Path):
        self._waiting: dict[int, Future] = {}
        self._numbers, self._speaking = itertools.count(), threading.Lock()
        self._process, self._pipe = _start(folder)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def idle(self) -> bool:
        return not self._waiting

    def make(self, order: Order, wanted: Callable[[], bool]) -> Made:
        """Have a report made; it is stopped where it is no longer wanted."""
        number, answer = next(self._numbers), Future()
        self._waiting[number] = answer
        self._say(number, order)
        while True:
            try:
                return answer.result(TICK)
            except TimeoutError:
                if not wanted():
                    self._waiting.pop(number, None)
                    self._say(number, None)
                    raise NotWanted from None
                if not self.alive and not answer.done():
                    raise ParentGone("the process beside the worker ended") from None

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _say(self, number: int, order: Order | None) -> None:
        try:
            with self._speaking:
                self._pipe.send((number, order))
        except OSError:
            raise ParentGone("the process beside the worker ended") from None

    def _listen(self) -> None:
        try:
            while True:
                number, made = self._pipe.recv()
                if answer := self._waiting.pop(number, None):
                    answer.set_result(made)
        except (EOFError, OSError):
            self._process.wait()
            while self._waiting:
                _, answer = self._waiting.popitem()
                answer.set_exception(ParentGone("the process beside the worker ended"))


_parents: dict[Path, Parent] = {}
_starting = threading.Lock()


def in_use() -> list[Path]:
    """Return the folders of the bundles that have a process."""
    return [path for path, parent in list(_parents.items()) if parent.alive]


def parent_of(folder: Path) -> Parent:
    """Return the process of a bundle, started where there is none; idle ones of others end then."""
    with _starting:
        if folder not in _parents or not _parents[folder].alive:
            for other in [path for path, parent in _parents.items() if parent.idle]:
                _parents.pop(other).stop()
            _parents[folder] = Parent(folder)
        return _parents[folder]


def start_early(folder: Path) -> None:
    """Start the process of a bundle without waiting for it."""
    threading.Thread(target=parent_of, args=(folder,), daemon=True).start()


def _start(folder: Path) -> tuple[subprocess.Popen, connection.Connection]:
    """Start a process and wait for its call, which must bear the token that it alone was given."""
    token = secrets.token_bytes(32)
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(TICK)
        command = [sys.executable, "-c", _START, str(folder)]  # the folder, for who reads `ps`
        process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=folder)
        given = {
            "path": sys.path,
            "port": door.getsockname()[1],
            "token": token.hex(),
            "root": str(folder),
            "versions": versions_here().digest,
        }
        with process.stdin as mouth:
            mouth.write(json.dumps(given).encode())
        end = monotonic() + PATIENCE
        while process.poll() is None and monotonic() < end:
            try:
                caller, _ = door.accept()
            except TimeoutError:
                continue
            caller.settimeout(5)
            if hmac.compare_digest(_exactly(caller, len(token)), token):
                caller.setblocking(True)
                return process, connection.Connection(caller.detach())
            caller.close()
    process.kill()
    process.wait()
    raise ParentGone("the process beside the worker did not start; its log says why")


def _exactly(caller: socket.socket, length: int) -> bytes:
    found = b""
    try:
        while len(found) < length and (more := caller.recv(length - len(found))):
            found += more
    except OSError:
        pass
    return found
