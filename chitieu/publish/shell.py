"""A notebook's code run in this process, by the kernel's own shell, as a kernel would run it.

There is no server, no socket and no thread: what the shell would send is kept. A process runs one
notebook and ends; a second shell in it would find the first one's traces.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ipykernel import zmqshell
from ipykernel.jsonutil import json_clean
from jupyter_client.session import Session
from nbformat import NotebookNode, from_dict
from nbformat.v4 import output_from_msg
from traitlets.config import Config

from chitieu.publish.parameters import INJECTED, tags

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a traceback
BACKEND = "module://matplotlib_inline.backend_inline"  # what a kernel sets for matplotlib


class CellFailed(Exception):
    """A cell raised. `number`: the code cell's, counted as Run All in JupyterLab counts."""

    def __init__(self, number: int, name: str, said: str):
        self.number, self.name, self.said = number, name, said
        super().__init__(f"cell {number}: {name}: {said}")


def execute(
    notebook: NotebookNode,
    folder: Path,
    begin: Callable[[int, int], None] = lambda index, number: None,
    end: Callable[[int, NotebookNode], None] = lambda index, cell: None,
) -> None:
    """Run a notebook's code cells in `folder`; each cell gets its outputs and its count.

    `begin` is told a cell's place among all cells and its number among code cells, `end` its place
    and the cell. Raises CellFailed where a cell raises, unless it is tagged `raises-exception`.
    """
    shell = _shell(folder)
    number = 0
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        number += INJECTED not in tags(cell)
        cell.outputs, cell.execution_count = [], None
        if not cell.source.strip() or "skip-execution" in tags(cell):
            continue
        begin(index, number)
        cell.execution_count = shell.execution_count
        with _kept_in(shell, cell.outputs):
            shell.run_cell(cell.source, store_history=True)
        end(index, cell)
        raised = [output for output in cell.outputs if output.output_type == "error"]
        if raised and "raises-exception" not in tags(cell):
            said = "; ".join(line for line in raised[0].evalue.strip().splitlines() if line)
            failed = CellFailed(number, raised[0].ename, said)
            failed.add_note(_COLOURS.sub("", "\n".join(raised[0].traceback)))
            raise failed


def execute_in_process(tell: Callable, notebook: NotebookNode, folder: Path) -> None:
    """`execute` as a job that tells of each cell as it begins and as it ends, failed or not."""
    numbers = {}

    def begin(index: int, number: int) -> None:
        numbers[index] = number
        tell(number, "began", index, None)

    with suppress(CellFailed):  # the cell's outputs say so
        execute(
            notebook, folder, begin, lambda index, cell: tell(numbers[index], "ended", index, cell)
        )


class ZMQInteractiveShell(zmqshell.ZMQInteractiveShell):
    # Under the name of the original, which libraries ask for when they choose what to show.
    def enable_gui(self, gui=None) -> None:
        """There is no event loop that a window could live in."""


class _Session(Session):
    """A kernel's session that hands its messages to `keep` instead of a socket."""

    def send(self, stream, msg_or_type, content=None, *args, **options):
        if isinstance(msg_or_type, dict):
            msg_or_type, content = msg_or_type["msg_type"], msg_or_type["content"]
        self.keep(msg_or_type, json_clean(content))


class _Stream(io.TextIOBase):
    """Standard output or error, kept as the messages that a kernel makes of it.

    As there, what is written waits until the stream is flushed: before anything is shown, and at
    the end of the cell.
    """

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, session: _Session):
        self.name, self._session, self._waiting = name, session, []

    def write(self, text: str) -> int:
        self._waiting.append(str(text))
        return len(text)

    def flush(self) -> None:
        text, self._waiting = "".join(self._waiting), []
        if text:
            self._session.keep("stream", {"name": self.name, "text": text})

    def writable(self) -> bool:
        return True


def _shell(folder: Path) -> ZMQInteractiveShell:
    os.environ["MPLBACKEND"] = BACKEND
    if "matplotlib" in sys.modules:  # it reads the variable when it is imported
        sys.modules["matplotlib"].rcParams["backend"] = BACKEND
    os.chdir(folder)
    sys.path.insert(0, "")  # as in a kernel: modules that lie beside are found
    settings = Config()
    settings.HistoryManager.enabled = False  # no thread, no file
    shell = ZMQInteractiveShell.instance(config=settings)
    session = _Session()
    shell.displayhook.session = shell.display_pub.session = session
    shell.displayhook.topic = shell.display_pub.topic = b""
    shell.keeping = session
    shell.displays = {}  # the outputs that bear a display id
    if {"matplotlib.pyplot", BACKEND.removeprefix("module://")} & sys.modules.keys():
        _draw_inline(shell)
    return shell


def _draw_inline(shell: ZMQInteractiveShell) -> None:
    """Have drawings shown although pyplot or the inline backend was loaded before this shell was:
    the latter sets itself up but once, when it is first imported."""
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    activate_matplotlib(BACKEND)
    configure_inline_support.current_backend = "unset"
    configure_inline_support(shell, BACKEND)


@contextmanager
def _kept_in(shell: ZMQInteractiveShell, outputs: list[NotebookNode]) -> Iterator[None]:
    """Collect in `outputs` what the cell shows, prints or raises, as nbclient collects it."""
    clear_before_next = False

    def keep(kind: str, content: dict) -> None:
        nonlocal clear_before_next
        if kind == "clear_output":
            clear_before_next = content.get("wait", False)
            if not clear_before_next:
                outputs.clear()
            return
        name = content.get("transient", {}).get("display_id")
        if kind == "update_display_data":
            for shown in shell.displays.get(name, []):
                shown.data, shown.metadata = map(from_dict, (content["data"], content["metadata"]))
            return
        if clear_before_next:
            outputs.clear()
            clear_before_next = False
        last = outputs[-1] if outputs else {}
        if kind == "stream" and last.get("name") == content["name"]:
            last["text"] += content["text"]
            return
        outputs.append(output_from_msg({"header": {"msg_type": kind}, "content": content}))
        if name:
            shell.displays.setdefault(name, []).append(outputs[-1])

    shell.keeping.keep = keep
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Stream(name, shell.keeping) for name in ("stdout", "stderr"))
    try:
        with _written_below() as written:
            yield
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for name, text in written.items():
            if text:
                keep("stream", {"name": name, "text": text})
    finally:
        sys.stdout, sys.stderr = streams


@contextmanager
def _written_below() -> Iterator[dict[str, str]]:
    """Catch what is written past Python, by a C library or a child process."""
    written: dict[str, str] = {}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        saved = os.dup(1), os.dup(2)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        try:
            yield written
        finally:
            for number, file, name in ((1, out, "stdout"), (2, err, "stderr")):
                os.dup2(saved[number - 1], number)
                os.close(saved[number - 1])
                file.seek(0)
                written[name] = file.read().decode("utf-8", "replace")
