"""A cold batch of three years by `chitieu run`, against papermill and nbconvert in a shell loop.

    python benchmarks/batch.py [--years 2021-2023] [--side-by-side] [--floor]
    python benchmarks/batch.py --memory [--years 2022]

The arms take turns, so that what else the machine does falls on all of them: `chitieu run --fresh
--workers 2` over all years before each year of the loop, whole processes each time. The figures
that the arms show are compared byte by byte. `--side-by-side` adds two loops at once, `--floor` the
same cells by plain `exec` in two warm processes, with conversion. `--memory` runs our arm alone and
prints how much of its memory the process of each report shares with no other, at its most. Run it
in an environment with the command `chitieu`; it works on a copy of the workbook.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import nbformat

from chitieu.publish.schedule import Report, plan_reports

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PARTS = ("params", "data", "shapefiles", "notebooks")
LOOP = """
while read name page year area; do
  papermill --no-progress-bar notebooks/$name.ipynb {out}/$year/$page.ipynb \\
    -p year $year -r area "$area" < /dev/null || exit 1
  jupyter nbconvert --log-level ERROR --to chitieu {out}/$year/$page.ipynb < /dev/null || exit 1
done
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--years", default="2021-2023")
    parser.add_argument("--side-by-side", action="store_true")
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--memory", action="store_true", help="on Linux")
    options = parser.parse_args()
    first, _, last = options.years.partition("-")
    years = list(range(int(first), int(last or first) + 1))
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "workbook"
        for part in PARTS:
            shutil.copytree(ROOT / part, book / part)
        command = ["chitieu", "run", options.years, "--fresh", "--workers", "2"]
        if options.memory:
            tell_memory(unshared(command, book))
            return
        reports = plan_reports(book, years, [], "", "", "review")
        ours, loop, pair, floor = [], [], [], []
        for year in years:
            ours.append(timed(command, book))
            those = [report for report in reports if report.parameters["year"] == year]
            loop.append(timed_loops(book, [those], "loop"))
            if options.side_by_side:
                pair.append(timed_loops(book, [those[0::2], those[1::2]], "pair"))
            if options.floor:
                floor.append(timed_floor(reports))
        tell(reports, ours, loop, pair, floor)
        compare(reports)
        nothing = [timed(["chitieu", "run", options.years], book)[0] for _ in range(5)]
        print(f"nothing to do, {len(reports)} reports: {min(nothing):.2f} s at best, "
              f"{statistics.median(nothing):.2f} s by median")  # fmt: skip


class Clock:
    """Seconds that passed, and seconds of work that ended processes have done."""

    def __init__(self):
        self.begun, self.worked = time.monotonic(), _worked()

    def spent(self) -> tuple[float, float]:
        return time.monotonic() - self.begun, _worked() - self.worked


def _worked() -> float:
    times = os.times()
    return times.children_user + times.children_system


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Return what a whole process takes."""
    clock = Clock()
    command = [str(BIN / command[0]), *command[1:]]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return clock.spent()


def unshared(command: list[str], folder: Path) -> list[float]:
    """Return the most MiB that each process which a command forks has for itself."""
    most: dict[str, float] = {}
    command = [str(BIN / command[0]), *command[1:]]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    run = subprocess.Popen(command, cwd=folder, **pipes)
    while run.poll() is None:
        for place in Path(f"/proc/{run.pid}/task").glob("*/children"):
            for child in place.read_text().split():
                with suppress(OSError):
                    told = Path(f"/proc/{child}/smaps_rollup").read_text()
                    own = sum(map(int, re.findall(r"^Private_\w+: +(\d+) kB", told, re.MULTILINE)))
                    most[child] = max(most.get(child, 0), own / 1024)
        time.sleep(0.05)
    if run.returncode:
        sys.exit(run.stderr.read().decode("utf-8", "replace"))
    return sorted(most.values())


def tell_memory(most: list[float]) -> None:
    middle = statistics.median(most)
    print(f"{len(most)} reports; MiB that one does not share, at its most: "
          f"{most[0]:.0f} to {most[-1]:.0f}, {middle:.0f} by median")  # fmt: skip


def timed_loops(book: Path, shares: list[list[Report]], out: str) -> tuple[float, float]:
    """Return what loops side by side take, each with its share of the reports."""
    clock = Clock()
    for loop in [_start_loop(book, share, out) for share in shares]:
        said, _ = loop.communicate()
        if loop.returncode:
            sys.exit(said.decode("utf-8", "replace"))
    return clock.spent()


def _start_loop(book: Path, reports: list[Report], out: str) -> subprocess.Popen:
    folder = book / "outputs" / out
    for report in reports:
        (folder / report.period).mkdir(parents=True, exist_ok=True)
    listed = book / "outputs" / f"{out}-{reports[0].name}.txt"
    listed.write_text(
        "".join(f"{r.notebook} {r.name} {r.period} {r.of}\n" for r in reports), "utf-8"
    )
    with listed.open() as lines:
        return subprocess.Popen(
            ["sh", "-ec", LOOP.format(out=folder)],
            cwd=book,
            env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            stdin=lines,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def timed_floor(reports: list[Report]) -> tuple[float, float]:
    """Return what the cells alone take, in two processes that have everything loaded."""
    with get_context("spawn").Pool(2, initializer=_load) as pool:
        pool.map(_warm_up, [0, 1], chunksize=1)
        begun = time.monotonic()
        work = pool.map(_cells, reports, chunksize=1)
        return time.monotonic() - begun, sum(work)


def _load() -> None:
    import chitieu.publish.prepare  # noqa: F401


def _warm_up(_: int) -> None:
    time.sleep(1)  # so that each process takes one


def _cells(report: Report) -> float:
    """Run a notebook's cells and convert it; return the seconds of work."""
    from chitieu.publish.pages import page_exporter

    os.chdir(report.root)
    begun = time.process_time()
    notebook = nbformat.read(report.source, as_version=4)
    names: dict = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *lines, last = cell.source.splitlines()
            exec("\n".join(lines), names)
            if last.startswith("audience"):
                exec(last, names)
                names |= report.parameters
                continue
            shown = eval(last, names)._repr_html_()
            output = nbformat.v4.new_output(
                "execute_result", {"text/html": shown, "text/plain": ""}
            )
            cell.outputs = [output]
    page_exporter().from_notebook_node(notebook)
    return time.process_time() - begun


def tell(reports, ours, loop, pair, floor) -> None:
    """Print each arm's time and its ratio to ours, as time that passed and as work done."""
    periods = len({report.period for report in reports})
    print(f"{len(reports)} reports: {periods} years × {len(reports) // periods} pages")
    print(f"each chitieu run: {', '.join(f'{passed:.1f} s' for passed, _ in ours)}")
    best = [statistics.median(each) for each in zip(*ours, strict=True)]
    rows = {"chitieu run, 2 workers": best}
    for name, arm, put_together in (
        ("papermill + nbconvert, a loop", loop, sum),
        ("two such loops at once", pair, sum),
        ("the cells alone, two warm", floor, statistics.median),
    ):
        if arm:
            rows[name] = [put_together(each) for each in zip(*arm, strict=True)]
    print(f"{'':30}{'passed':>9}{'of ours':>9}{'work':>9}{'of ours':>9}")
    for name, (passed, work) in rows.items():
        print(f"{name:30}{passed:8.1f}s{passed / best[0]:9.2f}{work:8.1f}s{work / best[1]:9.2f}")


def compare(reports: list[Report]) -> None:
    """Hold what the two arms show against each other, byte by byte."""
    same = 0
    for report in reports:
        looped = report.root / "outputs" / "loop" / report.period / f"{report.name}.ipynb"
        ours, theirs = shown(report.page.with_suffix(".ipynb")), shown(looped)
        if ours != theirs:
            sys.exit(f"{report}: the two ways show different figures")
        same += len(ours)
    print(f"{same} outputs are the same byte by byte")


def shown(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    return [output.get("data", {}).get("text/html", repr(output)) for output in outputs]


if __name__ == "__main__":
    main()
