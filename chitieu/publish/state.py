"""What is known of earlier runs: fingerprints and the log; and the lock that keeps runs apart.

All of it lies in `outputs/.state/`, which is never packed. The standard library alone.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from chitieu.plan.notebooks import folder_of, notebooks
from chitieu.publish.schedule import RESULT_FILES, Report, outputs_of, titles
from chitieu.root import of_language, relative
from chitieu.whole import only_one, write_whole
from chitieu.words.language import LANGUAGES

PACKAGE = Path(__file__).resolve().parents[1]
FIGURES = "figures changed"  # or so it seems: some input is another, perhaps not this report's
MOST_LINES = 20_000  # of the log


class State:
    """The fingerprints of a workbook's reports, and what their sources were when this was made.

    `inputs`, `sources`: the digests of every input file and notebook, by name; `common`: what
    every report depends on: the code, the libraries, which pages there are. They are taken at
    once: what is saved while a run is going on is not what its pages are made from.
    """

    def __init__(self, root: Path, language: str = LANGUAGES[0], audience: str = "review"):
        self.root, self.language, self.audience = root, language, audience
        self.folder = root / "outputs" / ".state"
        self.parts = self.folder / "parts"  # files that are being written
        self.way_in = outputs_of(root, audience, language) / "index.html"
        self._log = self.folder / "runs.jsonl"
        owed = self.folder / "internal" if audience == "internal" else self.folder
        self._owed = of_language(owed, language) / "index.owed"
        self.inputs = _inputs(root)
        self.sources = {
            name: digest_of(folder_of(root, language) / f"{name}.ipynb")
            for name in notebooks(root, language)
        }
        self.common = {
            "code": tree_digest(PACKAGE),
            "lock": _libraries([PACKAGE.parent, root]),
            "notebooks": "; ".join(map(": ".join, titles(root, language).items())),
        }

    def why(self, report: Report) -> str:
        """Return why a report is to be made: "" where it stands as it would be made again."""
        known = self._known(report)
        if not known:
            return "new"
        for name, value in self._sources_of(report).items():
            if known.get(name) != value:
                return f"{name} changed"
        for name, digest in known["read"]["files"].items():
            if digest_of(self.root / name) != digest:
                return f"{name} changed"
        for name in (report.page.name, report.page.with_suffix(".ipynb").name):
            if not _stands(report.folder / name, known["outputs"][name]):
                return f"{name} is missing or was changed"
        results = all(
            _stands(report.folder / name, stamp)
            for name, stamp in known["outputs"].items()
            if name in RESULT_FILES
        )
        return "" if known["inputs"] == self.inputs and results else FIGURES

    def last(self, report: Report) -> dict:
        """Return what was read and how long it took when the report was last made."""
        return self._known(report)

    def files_of(self, report: Report) -> list[str]:
        """Return the files that its cells opened then."""
        return list(self._known(report).get("read", {}).get("files", ()))

    # ---- what a run leaves ----------------------------------------------------------------------

    def keep(self, report: Report, read: dict, check_code: str, seconds: float) -> None:
        """Keep the fingerprint of a report that has been made or found to be as it was.

        `read`: what `reads.Reads.told` returns.
        """
        names = [report.page.name, report.page.with_suffix(".ipynb").name]
        names += [name for name in RESULT_FILES if (report.folder / name).is_file()]
        known = {
            **self._sources_of(report),
            "inputs": self.inputs,
            "read": read,
            "outputs": {name: _stamp(report.folder / name) for name in names},
            "check_code": check_code,
            "seconds": round(seconds, 2),
            "day": datetime.now().date().isoformat(),
        }
        text = json.dumps(known, ensure_ascii=False, indent=1)
        write_whole(self._place(report), text, self.parts)

    def log(self, report: Report, status: str, reason: str = "", seconds: float = 0.0) -> None:
        """Add a line to the log: made, left, failed or stopped, and why."""
        line = {
            "period": report.period,
            "notebook": report.name,
            "audience": report.parameters["audience"],
            "language": report.language,
            "status": status,
            "reason": reason,
            "seconds": round(seconds, 2),
            "ended": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        # A full disk is told of what it keeps from being made, not of this.
        with suppress(OSError), self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def owe_way_in(self, owed: bool = True) -> None:
        """Note that `outputs/index.html` is to be written, or that it has been: a run that is
        killed between its pages and the way to them leaves that to the next."""
        if owed:
            write_whole(self._owed, "", self.parts)
        else:
            self._owed.unlink(missing_ok=True)

    def owes_way_in(self) -> bool:
        return self._owed.is_file() or not self.way_in.is_file()

    def tidy(self) -> None:
        """Clear away what a killed run was writing, its last line of the log if it is not whole,
        and the oldest lines of a long log."""
        for path in self.parts.glob("*"):
            path.unlink(missing_ok=True)
        if not self._log.is_file():
            return
        text = self._log.read_text("utf-8", errors="replace")
        lines = text.splitlines(keepends=True)
        if len(text) > 200 * MOST_LINES or not text.endswith("\n"):
            whole = [line for line in lines[-MOST_LINES // 2 :] if line.endswith("\n")]
            write_whole(self._log, "".join(whole), self.parts)

    def _sources_of(self, report: Report) -> dict:
        own = {"notebook": self.sources.get(report.notebook, ""), "parameters": report.parameters}
        return self.common | own

    def _place(self, report: Report) -> Path:
        return fingerprint_of(self.root, report.page)

    def _known(self, report: Report) -> dict:
        try:
            known = json.loads(self._place(report).read_text("utf-8"))
            whole = known["read"].keys() >= {"figures", "files"}
            return known if whole and known.keys() >= {"inputs", "outputs", "check_code"} else {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}


def fingerprint_of(root: Path, page: Path) -> Path:
    """Return where the fingerprint of a page in `outputs/` is kept."""
    outputs = root / "outputs"
    return outputs / ".state" / "reports" / page.relative_to(outputs).with_suffix(".json")


def alone(root: Path) -> AbstractContextManager[None]:
    """Hold the workbook for one run. Raises Busy where another run holds it."""
    return only_one(root, "lock", "run")


def _inputs(root: Path) -> dict[str, str]:
    return {
        name: digest
        for part in ("params", "data", "shapefiles")
        for name, digest in inputs_in(root, part).items()
    }


def inputs_in(root: Path, part: str) -> dict[str, str]:
    """Return the digests of the input files of one folder of a workbook, by name."""
    paths = (path for path in files_below(root / part) if path.suffix not in (".py", ".md"))
    return {relative(path, root): digest_of(path) for path in paths}


def files_below(folder: Path) -> list[Path]:
    """Return the files of a folder and of those in it, without hidden ones and compiled code."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__pycache__")))
        found += [Path(place, name) for name in sorted(names) if not name.startswith((".", "~$"))]
    return found


def tree_digest(folder: Path) -> str:
    """Return a digest of the names and contents of a folder's files."""
    digest = sha256()
    for path in files_below(folder):
        digest.update(f"{path.relative_to(folder).as_posix()} {digest_of(path)}\n".encode())
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """Return a digest of a file's content; "" where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _stamp(path: Path) -> list:
    there = path.stat()
    return [there.st_size, there.st_mtime_ns, digest_of(path)]


def _stands(path: Path, stamp: list) -> bool:
    """Whether a file is as it was; it is read only where it bears another time."""
    try:
        there = path.stat()
    except OSError:
        return False
    if there.st_size != stamp[0]:
        return False
    return there.st_mtime_ns == stamp[1] or digest_of(path) == stamp[2]


def _libraries(folders: list[Path]) -> str:
    """A digest of the lock, and of what is installed."""
    digest = sha256(sys.version.encode())
    for folder in dict.fromkeys(folders):
        digest.update(digest_of(folder / "requirements.lock").encode())
    names = os.listdir(sysconfig.get_paths()["purelib"])
    digest.update(" ".join(sorted(n for n in names if n.endswith(".dist-info"))).encode())
    return digest.hexdigest()
