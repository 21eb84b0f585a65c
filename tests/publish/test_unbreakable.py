"""Each way in which a report can fail is its own end alone; killed at any moment, only whole files
are left. With real processes throughout."""

import io
import json
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

pytestmark = [
    pytest.mark.xdist_group("unbreakable"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX"),
]

# Name: the last cell of a notebook, and what is said of the report.
FAILURES = {
    "1_raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "2_is_no_python": ("1 +", "SyntaxError: "),
    "3_hangs": ("while True: pass", "no end after 4 s"),
    "4_exits": ("import os; os._exit(0)", "the process ended itself with exit code 0"),
    "5_asks_to_exit": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "6_is_killed": ("import os; os.kill(os.getpid(), 9)", "the process was killed (SIGKILL)"),
    "7_crashes": ("import ctypes; ctypes.string_at(0)", "the process was killed (SIGSEGV)"),
    "8_exhausts_memory": (
        "import resource as r\nr.setrlimit(r.RLIMIT_AS, (2**31, -1))\nx = bytearray(2**33)",
        "MemoryError: ",
    ),
}
SOUND = ["0_stands", "9_starts_another"]
SOME = ["1_raises", "4_exits", "6_is_killed"]  # those that take no time
SLOW = pytest.mark.slow


def write(root: Path, name: str, cell: str = "") -> None:
    """Write a notebook that opens the workbook and then runs `cell`."""
    source = nbformat.read(root / "0_tong_hop.ipynb", as_version=4)
    source.cells = [*source.cells[:3], nbformat.v4.new_code_cell(cell, id="last")]
    nbformat.write(source, root / "notebooks" / f"{name}.ipynb")


@pytest.fixture(scope="module")
def folder(make_workbook):
    """A workbook whose notebooks a test writes."""
    root = make_workbook("hỏng hóc", 2022)
    (root / "notebooks" / "0_tong_hop.ipynb").rename(root / "0_tong_hop.ipynb")
    empty(root)
    return root


def empty(root: Path) -> None:
    for path in (root / "notebooks").glob("*.ipynb"):
        path.unlink()


def processes(root: Path) -> list[str]:
    """The command lines of all processes that have to do with a workbook."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode("utf-8", "replace")
            if str(root) in line and (place / "stat").read_text().rsplit(")", 1)[1][1] != "Z":
                found.append(line)
        except OSError:
            continue
    return found


def assert_none_left(root: Path) -> None:
    end = time.monotonic() + 2
    while left := processes(root):
        assert time.monotonic() < end, left
        time.sleep(0.05)


def hear_ctrl_c() -> None:
    """As in a terminal, also where these tests were started by a shell in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*words, root: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "chitieu.cli", *words, "--root", str(root)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(command, cwd=root.parent, preexec_fn=hear_ctrl_c, **pipes)


def outputs(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root / "outputs").as_posix(): path.read_bytes()
        for path in sorted((root / "outputs").rglob("*"))
        if path.is_file() and ".state" not in path.parts
    }


def assert_whole(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        match Path(name).suffix:
            case ".html":
                assert content.rstrip().endswith(b"</html>"), name
            case ".ipynb" | ".json":
                json.loads(content)
            case ".csv":
                assert content.endswith(b"\n"), name
            case ".xml":
                ElementTree.fromstring(content)
            case ".xlsx":
                assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None, name
            case _:
                pytest.fail(f"{name} has no business here")


def wait_for(*paths: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not all(path.is_file() for path in paths):
        assert time.monotonic() < end, f"waited in vain for {paths}"
        time.sleep(0.05)


@pytest.fixture(
    scope="module",
    params=[pytest.param(SOME, id="some"), pytest.param([*FAILURES], id="all", marks=SLOW)],
)
def failing(request, folder, run_chitieu):
    """A run in which every notebook is made, then one in which all but two fail."""
    empty(folder)
    for page in (folder / "outputs" / "2022").glob("*"):
        page.unlink()
    for name in [*request.param, *SOUND]:
        write(folder, name)
    first = run_chitieu("run", "2022", root=folder)
    assert first.code == 0, first.err
    before = outputs(folder)
    for name in request.param:
        write(folder, name, FAILURES[name][0])
    write(folder, SOUND[1], f"import subprocess\nsubprocess.Popen(['tail', '-f', '{folder}/x'])")
    ran = run_chitieu("run", "2022", "--workers", "2", "--cell-timeout", "4", root=folder)
    return ran, before, request.param


def test_a_report_that_fails_is_told_in_one_line_and_its_page_is_named_as_old(failing):
    ran, before, names = failing
    for name in names:
        assert_told_and_old(ran, before, name)


def assert_told_and_old(ran, before, name):
    lines = [line for line in ran.err.splitlines() if line.startswith(f"2022 {name}: ")]
    assert len(lines) == 1, ran.err
    assert lines[0].startswith(f"2022 {name}: cell 3: ")
    assert FAILURES[name][1] in lines[0]
    assert f"outputs/2022/{name}.html is old: an earlier run made it" in ran.err
    for kind in ("html", "ipynb"):
        assert outputs(ran.root)[f"2022/{name}.{kind}"] == before[f"2022/{name}.{kind}"]


def test_the_others_are_made_or_stand_and_the_exit_code_says_that_some_failed(failing):
    ran, _, names = failing
    assert ran.code == 1
    count = len(names)
    assert ran.out == (
        f"1 of {count + 2} pages made in outputs/2022, 1 left as they were, {count} failed\n"
    )
    assert "Traceback" not in ran.err
    log = (ran.root / "outputs/.state/runs.jsonl").read_text("utf-8").splitlines()
    status = {line["notebook"]: line["status"] for line in map(json.loads, log[-count - 2 :])}
    made = {"0_stands": "left", "9_starts_another": "made"}
    assert status == dict.fromkeys(names, "failed") | made


def test_what_a_cell_starts_ends_with_its_report(failing):
    assert_none_left(failing[0].root)


@pytest.fixture
def sleeper(folder):
    """Three notebooks of which one sleeps for a minute."""
    empty(folder)
    for page in (folder / "outputs" / "2022").glob("*"):
        page.unlink()
    for name, cell in {"1_mot": "", "2_hai": "import time; time.sleep(60)", "3_ba": ""}.items():
        write(folder, name, cell)
    return folder


def test_a_second_run_is_refused_and_ctrl_c_ends_the_first(sleeper, run_chitieu):
    run = start("run", "2022", "--workers", "2", root=sleeper)
    wait_for(*(sleeper / "outputs" / "2022" / f"{name}.html" for name in ("1_mot", "3_ba")))
    second = run_chitieu("run", "2022", root=sleeper)
    assert (second.code, second.out) == (1, "")
    assert len(second.err.splitlines()) == 1
    assert f"another run is going on (process {run.pid}, since" in second.err

    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=10)
    assert (run.returncode, out) == (1, "")
    assert "chitieu: stopped; 2 of 3 pages made, 1 not reached" in err
    assert "Traceback" not in err
    assert_none_left(sleeper)


@pytest.mark.parametrize("moments", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_leaves_whole_files_and_no_process(sleeper, run_chitieu, moments):
    write(sleeper, "2_hai")
    chance = random.Random(moments)
    begun = time.monotonic()
    assert run_chitieu("run", "2022", root=sleeper).code == 0
    whole_run, undisturbed = time.monotonic() - begun, outputs(sleeper)
    for _ in range(moments):
        run = start("run", "2022", "--fresh", root=sleeper)
        time.sleep(chance.uniform(0.05, 1.0) * whole_run)
        run.kill()
        run.communicate()
        assert_none_left(sleeper)
        assert_whole(outputs(sleeper))
    ran = run_chitieu("run", "2022", root=sleeper)
    assert ran.code == 0, ran.err
    assert outputs(sleeper) == undisturbed
    assert not list((sleeper / "outputs/.state/parts").glob("*"))
