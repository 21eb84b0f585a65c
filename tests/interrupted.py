"""Commands that are ended at one of their writes: killed, cut short, on a full disk, refused.

`Interrupter` runs a command in a process forked from a warm one, so that one takes no longer than
its work. Every write below the watched folder is counted by an audit hook: each file opened for
writing, renamed or removed, each folder made or removed, in the command's own processes too.
`assert_nothing_lost` ends a command in one way at one write and runs it again.
"""

from __future__ import annotations

import csv
import datetime
import errno
import json
import mmap
import os
import random
import re
import selectors
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

WAYS = {
    "killed": "kill -9 just before the write",
    "half": "killed in the middle of what is written next, after 10 bytes",
    "full": "from this write on no file grows beyond 10 bytes: the disk is full",
    "denied": "this file cannot be written, as Windows answers while Excel shows it",
}
WAY_IN = "outputs/index.html"
KILLED = ("killed", "half")
_AFTER = 10  # bytes
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The audit events of a write: which of their arguments is the path.
_EVENTS = {
    "os.rename": 1, "os.remove": 0, "os.rmdir": 0, "os.mkdir": 0, "os.link": 1,
    "os.symlink": 1, "os.truncate": 0, "os.chmod": 0, "os.chown": 0, "os.utime": 0,
}  # fmt: skip
_OWN = re.compile(r"(^|/)(lock|[^/]*\.lock|runs\.jsonl)$")  # differs from run to run, as it should
_STAMP = re.compile(rb'"seconds": [\d.]+|(?<=\[)\s*(\d+),\s*\d+(?=,\s*"[0-9a-f]{64}")')


# ---- as a test sees it --------------------------------------------------------------------------


@dataclass
class End:
    """How a command ended. `code`: its exit code, negative for the signal that killed it."""

    code: int
    out: str
    err: str
    writes: list[str] = field(default_factory=list)
    """Each write that was begun, in order: "open data/observations/2022.csv"."""


class Interrupter:
    """The warm process; `run` has it fork one that runs the command."""

    def __init__(self):
        self.process = None

    def run(
        self, folder: Path | None, words: Iterable, at: int = 0, how: str = "killed", place=None
    ) -> End:
        """Run `chitieu WORDS` and end it in one of `WAYS` at its write number `at` (0: never).

        Writes below `folder` are counted, from 1; None is watched nowhere. `place`: the folder that
        it is called from, where that is another than this process's.
        """
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True, env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
        order = {
            "folder": folder and str(folder), "words": [str(w) for w in words], "at": at,
            "how": how, "place": str(place or Path.cwd()),
        }  # fmt: skip
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code, out, err, writes = json.loads(self.process.stdout.readline())
        return End(code, out, err, writes.splitlines())

    def close(self) -> None:
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder (None) below `folder`, without what tells of a run's time or process:
    its locks, its log, the day, and in the fingerprints the seconds and the files' times."""
    found, today = {}, datetime.date.today()
    days = [today - datetime.timedelta(days=ago) for ago in (0, 1)]  # it may be past midnight
    day = re.compile("|".join(f"{d:%Y-%m-%d}|{d:%d-%m-%Y}" for d in days).encode())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not _OWN.search(name):
            content = None if path.is_dir() else _STAMP.sub(rb"\1", path.read_bytes())
            found[name] = content and day.sub(b"today", content)
    return found


@dataclass
class Undisturbed:
    """A command and what it does when nothing disturbs it; `base` is the folder before it."""

    interrupter: Interrupter
    base: Path
    folder: Path
    words: list
    end: End
    before: dict
    after: dict

    @classmethod
    def run(cls, interrupter: Interrupter, base: Path, folder: Path, words: list) -> Undisturbed:
        """Run the command in `folder`, made anew as a copy of `base`; it must do something."""
        _copy(base, folder)
        before = tree(folder)
        end = interrupter.run(folder, words)
        after = tree(folder)
        assert end.code == 0, end.err
        assert end.writes
        assert after != before
        return cls(interrupter, base, folder, words, end, before, after)

    @property
    def moments(self) -> list[tuple[int, str]]:
        """Every write and way to be ended at."""
        return [(at, how) for at in range(1, len(self.end.writes) + 1) for how in WAYS]

    def sample(self, seed: int, number: int) -> list[tuple[int, str]]:
        """So many moments, ended in each way in turn."""
        chance = random.Random(seed)
        ways = chance.sample(list(WAYS), len(WAYS))
        last = len(self.end.writes)
        return sorted((chance.randint(1, last), ways[n % len(ways)]) for n in range(number))

    def assert_nothing_lost(self, at: int, how: str) -> End:
        """End the command at a write, look at what is left, run it again, and look once more.

        Ended, each file is what it was or what it is to be, and nothing is gone that stays in the
        end; run again, all is as if nothing had happened. Returns how it ended at first.
        """
        where = f"{how} at write {at}, {self.end.writes[at - 1]}"
        _copy(self.base, self.folder)
        end = self.interrupter.run(self.folder, self.words, at, how)
        if how == "killed":
            assert end.code == -signal.SIGKILL, f"{where}: {end}"
        left = tree(self.folder)
        for name, content in left.items():
            if name in self.after or name in self.before:
                whole = content in (self.before.get(name, b""), self.after.get(name, b""))
                whole |= end.code >= 0 and name == WAY_IN  # which tells what failed
                assert whole, f"{where}: {name} is neither as it was nor as it is to be"
        kept = [content for content in left.values() if content is not None]
        gone = (self.before.keys() & self.after.keys()) - left.keys()
        lost = [name for name in gone if self.before[name] not in kept]  # moved aside, it is there
        assert not lost, f"{where}: {sorted(lost)} gone"
        if how not in KILLED and end.code:
            assert end.code == 1, f"{where}: {end}"
            assert "Traceback" not in end.err, f"{where}: {end.err}"
            assert "--debug" not in end.err, f"{where}: {end.err}"
            assert "; " in end.err, f"{where}: {end.err}"
            assert any(w in end.err for w in ("run again", "chạy lại")), f"{where}: {end.err}"
        again = self.interrupter.run(self.folder, self.words)
        assert again.code == 0, f"{where}: run again: {again.err}"
        found = tree(self.folder)
        unlike = {n for n in found.keys() | self.after.keys() if _differ(n, found, self.after)}
        assert not unlike, f"{where}: run again, other than undisturbed: {sorted(unlike)}"
        return end


def small_workbook(root: Path, folder: Path) -> Path:
    """Write a workbook of the example's last objective, 2022 alone, with one short notebook."""
    for part in ("data/areas.csv", "data/area_changes.csv", "data/observations/2022.csv"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / part, folder / part)
    shutil.copytree(root / "shapefiles", folder / "shapefiles")
    shutil.copytree(root / "params", folder / "params", ignore=shutil.ignore_patterns("20*"))
    plan = keep_rows(folder / "params/indicators.csv", lambda row: row["objective"] == "4")
    own = {row["indicator"] for row in plan}
    used = {row[column] for row in plan for column in ("numerator", "denominator")}
    keep_rows(folder / "params/variables.csv", lambda row: row["variable"] in used)
    keep_rows(folder / "data/observations/2022.csv", lambda row: row["variable"] in used)
    keep_rows(folder / "params/actions.csv", lambda row: {*row["indicators"].split(";")} <= own)
    keep_rows(folder / "params/references.csv", lambda row: row["indicator"] in own)
    for name in ("checks", "doubts"):
        keep_rows(folder / f"params/{name}.csv", lambda row: {row["left"], row["right"]} <= used)
    year = (root / "params" / "2022.yaml").read_text("utf-8").splitlines(keepends=True)
    of = [re.match(r'  "(\w+)": "[<>=f]', line) for line in year]
    kept = [line for line, found in zip(year, of, strict=True) if not found or found[1] in own]
    (folder / "params" / "2022.yaml").write_text("".join(kept), "utf-8")
    notebook = json.loads((root / "notebooks" / "4_tham_gia.ipynb").read_text("utf-8"))
    notebook["cells"] = notebook["cells"][:3]  # its title, the parameters, the page's head
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "4_tham_gia.ipynb").write_text(json.dumps(notebook), "utf-8")
    return folder


def keep_rows(path: Path, wanted: Callable[[dict], bool]) -> list[dict]:
    """Leave only those rows of a CSV file that are wanted."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if wanted(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return kept


def _differ(name: str, one: dict, other: dict) -> bool:
    return one.get(name, b"") != other.get(name, b"") or (name in one) != (name in other)


def _copy(base: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder, symlinks=True)


@pytest.fixture(scope="session")
def interrupter():
    """Runs commands that end at one of their writes, see `Interrupter`."""
    made = Interrupter()
    yield made
    made.close()


# ---- in the warm process ------------------------------------------------------------------------


def _serve() -> None:
    """Read an order a line, answer each with the exit code of the process that did it."""
    import chitieu.collect.boundaries.importing
    import chitieu.collect.forms
    import chitieu.collect.quality
    import chitieu.collect.receive
    import chitieu.publish.package.pack
    import chitieu.publish.prepare
    import chitieu.publish.progress  # noqa: F401
    from chitieu.publish.warm import threads

    assert len(threads()) == 1, threads()  # or else `run` would not fork
    for line in sys.stdin:
        order = json.loads(line)
        pipes = [os.pipe() for _ in ("out", "err", "writes")]  # which no disk can be too full for
        child = os.fork()
        if not child:
            _obey(order, [mouth for _, mouth in pipes])
        for _, mouth in pipes:
            os.close(mouth)
        told = _heard([ear for ear, _ in pipes])
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, *told]), flush=True)


def _heard(ears: list[int]) -> list[str]:
    """What is told through pipes until the last process that holds them has ended."""
    heard = {ear: b"" for ear in ears}
    with selectors.DefaultSelector() as selector:
        for ear in ears:
            selector.register(ear, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                if more := os.read(key.fd, 1 << 16):
                    heard[key.fd] += more
                else:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return [told.decode("utf-8", "replace") for told in heard.values()]


def _obey(order: dict, mouths: list[int]) -> None:
    code = 70
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in enumerate((nothing, *mouths[:2])):
            os.dup2(file, number)
        sys.stdin = os.fdopen(0)
        sys.stdout, sys.stderr = (
            os.fdopen(n, "w", encoding="utf-8", closefd=False) for n in (1, 2)
        )
        os.chdir(order["place"])
        if order["folder"] is not None:
            sys.addaudithook(_hook(order, mouths[2]))
        from chitieu.cli import main

        code = main(order["words"])
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 2
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _hook(order: dict, told: int) -> Callable:
    """What counts writes, and ends this process at one of them."""
    folder, at, how, main = order["folder"], order["at"], order["how"], os.getpid()
    count = mmap.mmap(-1, 8)  # shared with what is forked
    denied = []

    def hook(event: str, given: tuple) -> None:
        if event == "open":
            path = given[0] if given[2] & _WRITING else None
        elif event in _EVENTS:
            path = given[_EVENTS[event]]
        else:
            return
        if isinstance(path, os.PathLike):
            path = os.fspath(path)
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str):
            return
        absolute = os.path.isabs(path)
        if absolute and not path.startswith(folder):
            return
        if not absolute and given[-1] in (-1, None) and not os.getcwd().startswith(folder):
            return
        if event == "os.mkdir" and os.path.isdir(path):
            return  # it is there, and stays
        if path in denied:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        number = int.from_bytes(count[:8], "little") + 1
        count[:8] = number.to_bytes(8, "little")
        name = path.removeprefix(folder).lstrip("/")
        os.write(told, f"{event} {name}\n".encode("utf-8", "replace"))
        if number == at:
            _end(how, path, denied, main)

    return hook


def _end(how: str, path: str, denied: list, main: int) -> None:
    if how == "denied":
        denied.append(path)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    if how == "killed":
        os.kill(main, signal.SIGKILL)  # its children end with it
        os.kill(os.getpid(), signal.SIGKILL)
    import resource

    processes = {os.getpid()}
    if how == "half":
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    else:
        processes.add(main)
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (_AFTER, _AFTER))


if __name__ == "__main__":
    _serve()
