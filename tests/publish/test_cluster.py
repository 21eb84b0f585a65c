"""Reports made by real dask workers, each with folders of its own, are those made here."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from chitieu.faults import CallError
from chitieu.publish.cluster import bundle, require_address
from chitieu.publish.cluster.answer import read_answer
from chitieu.publish.cluster.versions import HERE, differences
from chitieu.publish.execute import provenance
from chitieu.publish.schedule import plan_reports
from chitieu.publish.state import State

from .conftest import chitieu_here

pytestmark = [
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX"),
]

PACKAGE = Path(__file__).resolve().parents[2] / "chitieu"
STARTED: list[subprocess.Popen] = []
SHORT = ["1_suc_khoe", "2_bao_ve", "3_giao_duc_van_hoa", "4_tham_gia"]


@dataclass
class Ran:
    """One run of the command."""

    code: int
    out: str
    err: str


# ---- a scheduler and workers --------------------------------------------------------------------


class Dask:
    """A scheduler and its workers: processes on loopback that share no folder."""

    def __init__(self, folder: Path):
        self.folder, self.processes, self.killed = folder, {}, []
        self.tmp = Path(tempfile.mkdtemp(prefix="d"))  # a fork server's socket has no long path

    def schedule(self, *more: str) -> None:
        told = self.folder / "scheduler.json"
        options = ("--port", "0", "--scheduler-file", told, "--idle-timeout", "15 minutes")
        self._start("scheduler", "--host", "127.0.0.1", *options, *more)
        wait_until(lambda: told.is_file() and told.read_text(), self.log("scheduler"))
        self.address = json.loads(told.read_text())["address"]

    def work(self, name: str, *more: str, host: str = "127.0.0.1", **environ: str) -> None:
        """Start a worker and wait until the scheduler knows it."""
        options = ("--host", host, "--nthreads", "1", "--local-directory", self.folder / name / "l")
        options += ("--lifetime", "15 minutes", *(more or ["--no-nanny"]))
        self._start("worker", self.address, *options, name=name, **environ)
        wait_until(lambda: "Registered to" in self.log(name).read_text(), self.log(name))

    def log(self, name: str) -> Path:
        return self.folder / name / "log"

    def kill(self, name: str) -> None:
        """End a worker alone, as when its machine's memory runs out."""
        self.killed.append(self.processes.pop(name))
        self.killed[-1].kill()

    def end(self) -> None:
        """End all, with what they started; nothing was waited for, so that the numbers stand."""
        every = [*self.processes.values(), *self.killed]
        for process in every:
            os.killpg(process.pid, signal.SIGKILL)
        for process in every:
            process.wait()
        shutil.rmtree(self.tmp, ignore_errors=True)

    def _start(self, kind: str, *words, name: str = "", **environ: str) -> None:
        folder = self.folder / (name or kind)
        folder.mkdir(parents=True)
        tmp = Path(tempfile.mkdtemp(dir=self.tmp))
        command = [sys.executable, "-m", "dask", kind, *map(str, words), "--no-dashboard"]
        with (folder / "log").open("wb") as log:
            self.processes[name or kind] = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | {"TMPDIR": str(tmp)} | environ,
            )  # fmt: skip


@contextmanager
def a_cluster(folder: Path, *workers: str, protocol: str = "tcp"):
    dask = Dask(folder)
    try:
        dask.schedule("--protocol", protocol)
        for name in workers:
            dask.work(name)
        yield dask
    finally:
        dask.end()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    with a_cluster(tmp_path_factory.mktemp("cluster"), "one", "two") as dask:
        yield dask


def wait_until(met, log: Path | None = None, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, log and log.read_text()[-2000:]
        time.sleep(0.05)


def processes_of(folder: Path, word: str = "") -> list[int]:
    """The processes whose command lines name a folder, and a word: a worker's and what it started.

    A fork server has the worker's search path in its own, and what makes a report has the server's.
    """
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (place / "cmdline").read_bytes().decode("utf-8", "replace")
            is_dead = (place / "stat").read_text().rsplit(")", 1)[1][1] == "Z"
            if str(folder) in line and word in line and not is_dead:
                found.append(int(place.name))
    return found


def reports_in(folder: Path) -> list[int]:
    """Of those the ones that make a report: each leads a group of its own."""
    with suppress(ProcessLookupError):
        return [pid for pid in processes_of(folder, "forkserver") if os.getsid(pid) == pid]
    return []


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "outputs"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("[0-9]*/*"))
    }


def hear_ctrl_c() -> None:
    """As in a terminal, also where these tests were started by a shell in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*words, root: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "chitieu.cli", *words, "--root", str(root)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    run = subprocess.Popen(command, cwd=root.parent, preexec_fn=hear_ctrl_c, **pipes)
    STARTED.append(run)
    return run


@pytest.fixture(autouse=True)
def nothing_runs_on():
    yield
    while STARTED:
        STARTED[-1].kill()
        STARTED.pop().wait()


# ---- the same reports ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def here_and_there(make_workbook):
    """Two copies of a workbook with four short notebooks."""
    roots = [make_workbook(name, 2021, 2022) for name in ("ở đây", "ở xa")]
    for root in roots:
        for path in (root / "notebooks").glob("*.ipynb"):
            if path.stem not in SHORT:
                path.unlink()
                continue
            notebook = nbformat.read(path, as_version=4)
            code = [cell for cell in notebook.cells if cell.cell_type == "code"]
            notebook.cells = [c for c in code if "book.summary" in c.source or c in code[:3]]
            nbformat.write(notebook, path)
    return roots


def run_and_kill_half_way(dask: Dask, root: Path, *years: int) -> Ran:
    """Run at a cluster, and kill one of its workers when half of the reports have been written."""
    pages = [report.page for report in plan_reports(root, [*years], [], "", "", "review")]
    half, told = len(pages) // 2, [""]
    run = start("run", *map(str, years), "--cluster", dask.address, root=root)
    while not told[-1].startswith(f"{half}/{len(pages)} "):
        told.append(run.stderr.readline())
        assert told[-1], told
    run.send_signal(signal.SIGSTOP)  # nothing more is taken in until the worker is gone
    written = sum(page.is_file() for page in pages)
    dask.kill("two")
    run.send_signal(signal.SIGCONT)
    assert written - half in (0, 1), told  # the other worker's may have come this very moment
    out, err = run.communicate(timeout=170)
    return Ran(run.returncode, out, "".join(told) + err)


def add_a_birth(root: Path) -> None:
    path = root / "data/observations/2022.csv"
    text = path.read_text("utf-8")
    (start, value, end) = re.search(r"(\n[^\n]*,live_births,)(\d+)(,)", text).groups()
    path.write_text(text.replace(start + value + end, f"{start}{int(value) + 1}{end}"), "utf-8")


def test_a_worker_that_is_killed_loses_nothing(here_and_there, dask):
    _, there = here_and_there
    ran = run_and_kill_half_way(dask, there, 2022)
    assert (ran.code, ran.out) == (0, "4 of 4 pages made in outputs/2022\n"), ran.err
    assert re.findall(r"^(\d)/4 2022 \S+ made \d+ s$", ran.err, re.M) == list("1234"), ran.err
    wait_until(lambda: not processes_of(dask.folder / "two"))


def test_one_number_has_one_report_made_and_new_check_codes(here_and_there, dask, run_chitieu):
    _, there = here_and_there
    add_a_birth(there)
    ran = run_chitieu("run", "2022", "--cluster", dask.address, root=there)
    assert ran.code == 0, ran.err
    assert ran.out == "1 of 4 pages made in outputs/2022, 3 left as they were\n"


def test_the_pages_are_those_made_here(here_and_there, run_chitieu):
    here, there = here_and_there
    add_a_birth(here)
    ran = run_chitieu("run", "2022", root=here)
    assert (ran.code, ran.out) == (0, "4 of 4 pages made in outputs/2022\n"), ran.err
    assert len(outputs(here)) > 2 * len(SHORT)
    assert outputs(there) == outputs(here)


@pytest.mark.slow
def test_nothing_of_dask_is_loaded_here(here_and_there):
    here, _ = here_and_there
    after = "print({'dask', 'distributed'} & set(sys.modules))"
    ran = run_with("", "run", "2022", "--fresh", "--root", str(here), after=after)
    assert ran.stdout.splitlines() == ["4 of 4 pages made in outputs/2022", "set()"], ran.stderr


def test_what_was_made_there_stands_here(here_and_there):
    _, there = here_and_there
    reports = plan_reports(there, [2022], [], "", "", "review")
    assert {State(there).why(report) for report in reports} == {""}


FAILURES = {
    "1_raises": ("1 / 0", "cell 3: ZeroDivisionError: division by zero"),
    "2_exits": ("import os; os._exit(3)", "cell 3: the process ended itself with exit code 3"),
    "3_hangs": ("while True: pass", "cell 3: no end after 3 s"),
    "4_is_killed": ("import os; os.kill(os.getpid(), 9)", "cell 3: the process was killed"),
}
SOUND, SLEEPS = "5_stands", "6_sleeps"


@pytest.fixture(scope="module")
def failing(make_workbook):
    """A workbook whose notebooks open it and then do one thing."""
    root = make_workbook("hỏng hóc ở xa", 2022)
    source = nbformat.read(root / "notebooks" / "4_tham_gia.ipynb", as_version=4)
    source.cells = source.cells[:3]
    for path in (root / "notebooks").glob("*.ipynb"):
        path.unlink()
    last = {name: cell for name, (cell, _) in FAILURES.items()}
    last |= {SOUND: "", SLEEPS: "import time; time.sleep(60)"}
    for name, cell in last.items():
        notebook = nbformat.from_dict(source)
        notebook.cells = [*source.cells, nbformat.v4.new_code_cell(cell, id="last")]
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")
    return root


def named(*names: str) -> list[str]:
    return [word for name in names for word in ("--notebook", name)]


@pytest.mark.slow
def test_a_report_that_fails_fails_alone(failing, dask, run_chitieu):
    words = ("run", "2022", *named(*FAILURES, SOUND), "--cell-timeout", "3")
    ran = run_chitieu(*words, "--cluster", dask.address, root=failing)
    assert (ran.code, ran.out) == (1, "1 of 5 pages made in outputs/2022, 4 failed\n"), ran.err
    for name, (_, said) in FAILURES.items():
        assert len(re.findall(rf"^2022 {name}: {re.escape(said)}", ran.err, re.M)) == 1, ran.err
    assert "Traceback" not in ran.err
    assert dask.processes["one"].poll() is None


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(signal.SIGINT, id="ctrl-c", marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, id="kill -9", marks=pytest.mark.slow),
    ],
)
def test_what_is_stopped_here_ends_there(failing, dask, sign):
    run = start("run", "2022", *named(SLEEPS), "--cluster", dask.address, root=failing)
    wait_until(lambda: reports_in(dask.folder))
    run.send_signal(sign)
    out, err = run.communicate(timeout=20)
    if sign == signal.SIGINT:
        assert (run.returncode, out) == (1, "")
        assert "chitieu: stopped; 0 of 1 pages made, 1 not reached" in err
    assert "Traceback" not in err
    wait_until(lambda: not reports_in(dask.folder), seconds=10)


# ---- what workers answer -------------------------------------------------------------------------

# Instead of making a report as it should: by the notebook's name.
WRONG = """
from chitieu.publish.cluster import task

made = task.made = getattr(task, "made", task.make)  # this may be loaded twice


class OnlyThere:
    pass


def make(order, *given):
    name, *rest = order
    if name == "1_suc_khoe":
        return b"{}"
    if name == "2_bao_ve":
        return made(("4_tham_gia", *rest), *given)
    if name == "3_giao_duc_van_hoa":
        return OnlyThere()
    return made(order, *given)


task.make = make
"""


@pytest.mark.slow
def test_a_wrong_answer_fails_its_report_and_not_the_run(here_and_there, tmp_path, run_chitieu):
    _, there = here_and_there
    before = outputs(there)
    (tmp_path / "wrong.py").write_text(WRONG)
    with a_cluster(tmp_path) as dask:
        dask.work("one", "--no-nanny", "--preload", str(tmp_path / "wrong.py"))
        ran = run_chitieu("run", "2022", "--fresh", "--cluster", dask.address, root=there)
    assert (ran.code, ran.out) == (1, "1 of 4 pages made in outputs/2022, 3 failed\n"), ran.err
    for name in SHORT[:2]:
        assert f"2022 {name}: a worker answered something else than this report" in ran.err
    assert re.search(rf"^2022 {SHORT[2]}: .", ran.err, re.M), ran.err
    assert "Traceback" not in ran.err
    after = outputs(there)
    assert {name: after[name] for name in before} == before


@pytest.mark.slow
def test_a_worker_that_can_begin_no_processes_is_told_with_the_reason(
    here_and_there, tmp_path, run_chitieu
):
    _, there = here_and_there
    far = tmp_path / ("a" * 100)
    far.mkdir()
    with a_cluster(tmp_path) as dask:
        dask.work("one", "--no-nanny", TMPDIR=str(far))
        ran = run_chitieu("run", "2022", "--fresh", "--cluster", dask.address, root=there)
    assert ran.code == 2
    assert "it can begin no processes (AF_UNIX path too long)" in ran.err
    assert "give it a shorter TMPDIR, start it anew" in ran.err
    assert "no worker can be used" in ran.err


def answer(root: Path, code: str = "abc", **changed) -> tuple:
    """A right answer of a report, but for what is changed; with the report and its check code."""
    (report,) = plan_reports(root, [2022], ["1_suc_khoe"], "", "", "review")
    notebook = json.dumps({"metadata": {"chitieu": provenance(report, code)}})
    found = {
        "read": {"figures": {"plan": "d"}, "files": {}},
        "texts": {".ipynb": notebook, ".html": f"<code>{code}</code>"},
        "error": "", "origin": "", "seconds": 1.0,
    }  # fmt: skip
    return json.dumps(found | changed).encode(), report, "abc"


def test_a_right_answer_is_read(root):
    assert read_answer(*answer(root)).read["figures"] == {"plan": "d"}
    failed = read_answer(*answer(root, error="cell 3: no", texts={}, read={}))
    assert failed.error == "cell 3: no"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"code": "abd"}, id="of other results"),
        pytest.param({"seconds": "1"}, id="a text for a number"),
        pytest.param({"read": {}}, id="it does not say what was read"),
        pytest.param({"read": {"figures": {}, "files": ["a"]}}, id="a list for digests"),
        pytest.param({"texts": {".ipynb": "{}"}}, id="no page"),
        pytest.param({"texts": {".ipynb": "{}", ".html": "abc"}}, id="a notebook of nobody"),
        pytest.param({"texts": {".ipynb": "[", ".html": "abc"}}, id="no notebook"),
        pytest.param({"texts": {"../x": ""}}, id="another file"),
        pytest.param({"more": 1}, id="more than is asked for"),
    ],
)
def test_a_wrong_answer_is_refused(root, changed):
    with pytest.raises(ValueError, match="a worker answered something else than this report"):
        read_answer(*answer(root, **changed))


@pytest.mark.parametrize("data", [None, "{}", b"", b"{", b"null", {"error": ""}], ids=repr)
def test_what_is_no_answer_is_refused(root, data):
    with pytest.raises(ValueError, match="a worker answered something else than this report"):
        read_answer(data, *answer(root)[1:])


# ---- a nanny, and certificates ------------------------------------------------------------------


@pytest.mark.slow
def test_a_nanny_s_worker_that_is_killed_is_started_anew(here_and_there, tmp_path):
    here, there = here_and_there
    with a_cluster(tmp_path) as dask:
        dask.work("one", "--nanny")
        run = start("run", "2022", "--fresh", "--cluster", dask.address, root=there)
        wait_until(lambda: reports_in(tmp_path))
        fork_server = parent_of(reports_in(tmp_path)[0])
        os.kill(parent_of(fork_server), signal.SIGKILL)
        out, err = run.communicate(timeout=170)
    assert (run.returncode, out) == (0, "4 of 4 pages made in outputs/2022\n"), err
    assert outputs(there) == outputs(here)


@pytest.mark.slow
def test_hosts_with_certificates_make_the_same_pages(here_and_there, tmp_path, monkeypatch):
    here, there = here_and_there
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=chitieu", "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", str(certificate))
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY", str(key))
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT", str(certificate))
    with a_cluster(tmp_path, protocol="tls") as dask:
        dask.work("one", "--nanny")
        dask.work("two", "--nanny", host="127.0.0.2" if sys.platform == "linux" else "127.0.0.1")
        run = start("run", "2022", "--fresh", "--cluster", dask.address, root=there)
        out, err = run.communicate(timeout=170)
    assert dask.address.startswith("tls://")
    assert (run.returncode, out) == (0, "4 of 4 pages made in outputs/2022\n"), err
    assert outputs(there) == outputs(here)


# ---- workers and schedulers that cannot be used -------------------------------------------------

REFUSED = r"worker tcp://\S+ is not used: chitieu (\S+ \(\w+\)) there, (\S+ \(\w+\)) here; .*\n"


@pytest.fixture(scope="module")
def mixed(here_and_there, dask, run_chitieu, tmp_path_factory):
    """A run at two workers, of which one has other code; with the other's inputs before and after
    it. Then the one that could be used is killed."""
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(PACKAGE, other / "chitieu", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "chitieu" / "__init__.py").open("a") as file:
        file.write("# another version\n")
    dask.work("other", PYTHONPATH=str(other))
    before = inputs_at(dask.folder / "one")
    words = ("run", "2022", "--fresh", *named(SHORT[-1]), "--cluster", dask.address)
    ran = run_chitieu(*words, root=here_and_there[1])
    after = inputs_at(dask.folder / "one")
    dask.kill("one")
    yield ran, before, after
    dask.kill("other")


def inputs_at(folder: Path) -> dict[Path, int]:
    return {p: p.stat().st_ino for p in folder.rglob("chitieu-bundles/*/data/observations/*.csv")}


@pytest.mark.slow
def test_a_worker_with_other_code_is_named_and_not_used(mixed):
    ran, _, _ = mixed
    (told,) = re.findall(REFUSED, ran.err)
    assert told[0] != told[1] == HERE["chitieu"]
    assert (ran.code, ran.out) == (0, "1 of 1 pages made in outputs/2022\n"), ran.err


@pytest.mark.slow
def test_inputs_that_are_there_are_not_sent_again(mixed):
    _, before, after = mixed
    assert before == after != {}


@pytest.mark.slow
def test_where_no_worker_can_be_used_nothing_is_done(mixed, here_and_there, dask, run_chitieu):
    words = ("run", "2022", "--fresh", "--cluster", dask.address)
    ran = run_chitieu(*words, root=here_and_there[1])
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(rf"{REFUSED}{dask.address}: no worker can be used\n", ran.err), ran.err


@pytest.mark.slow
def test_a_scheduler_that_goes_has_what_is_not_made_told(failing, tmp_path):
    with a_cluster(tmp_path, "one") as dask:
        run = start("run", "2022", *named(SLEEPS), "--cluster", dask.address, root=failing)
        wait_until(lambda: reports_in(tmp_path))
        dask.kill("scheduler")
        out, err = run.communicate(timeout=60)
        assert (run.returncode, out) == (1, "0 of 1 pages made, 1 failed\n"), err
        why = f"not made, the scheduler {dask.address} no longer answers"
        assert err.splitlines()[0] == f"2022 {SLEEPS}: {why}"
        assert "Traceback" not in err
        wait_until(lambda: not processes_of(tmp_path / "one"), seconds=20)


OURS = {"chitieu": "0.1.0 (aa)", "Python": "3.12.1", "numpy": "2.4", "pandas": "3.1", "rich": "14"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({}, "", id="the same"),
        pytest.param(
            {"chitieu": "0.2.0 (bb)", "rich": "1"},
            "chitieu 0.2.0 (bb) there, 0.1.0 (aa) here",
            id="code",
        ),
        pytest.param({"pandas": "3.0"}, "pandas 3.0 there, 3.1 here", id="a library"),
        pytest.param({"rich": None}, "rich none there, 14 here", id="none"),
        pytest.param(
            {"Python": "3.11.0", "numpy": "2", "pandas": "3", "rich": "1"},
            "Python 3.11.0 there, 3.12.1 here; numpy 2 there, 2.4 here; "
            "pandas 3 there, 3.1 here; and 1 more",
            id="many",
        ),
    ],
)
def test_what_differs_is_named_with_both_versions(changed, said):
    theirs = {name: version for name, version in (OURS | changed).items() if version}
    assert differences(theirs, OURS) == said


def test_the_libraries_that_are_compared_are_those_that_are_needed():
    assert {"chitieu", "Python", "pandas", "nbconvert", "shapely"} <= set(HERE)
    assert not {"pytest", "distributed"} & set(HERE)


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://here", "http://here:1", "tcp://:x"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(CallError, match=r"is no address; write it as tcp://HOST:PORT"):
        require_address(address)


def test_where_no_scheduler_answers_nothing_is_done(failing):
    ran = chitieu_here("run", "2022", "--cluster", "tcp://127.0.0.1:9", root=failing)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"tcp://127\.0\.0\.1:9: no scheduler answers there \(.*\)\n", ran.err)


def run_with(before: str, *words: str, after: str = "") -> subprocess.CompletedProcess:
    script = (
        f"import sys\n{before}\nfrom chitieu.cli import main\n"
        f"code = main({list(words)!r})\n{after}\nsys.exit(code)"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")


def test_without_dask_a_line_says_what_to_install(failing):
    words = ("run", "2022", "--root", str(failing), "--cluster", "tcp://127.0.0.1:9")
    ran = run_with("sys.modules['distributed'] = None", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) == 1
    assert "pip install 'chitieu[cluster]'" in ran.stderr


# ---- bundles ------------------------------------------------------------------------------------


@pytest.fixture
def packed(workbook_copy, tmp_path):
    (workbook_copy / "extra.txt").write_text("read by a cell", encoding="utf-8")
    (workbook_copy / "outputs").mkdir()
    (workbook_copy / "outputs" / "results.csv").write_text("not read", encoding="utf-8")
    received = workbook_copy / "data" / "received" / "2022"
    received.mkdir(parents=True)
    (received / "a form.xlsx").write_text("not read", encoding="utf-8")
    return bundle.pack(workbook_copy, {"extra.txt", "gone.txt"}), tmp_path / "bundles"


def test_a_bundle_holds_what_a_run_reads(packed):
    one, place = packed
    folder = bundle.unpack(one, place)
    assert {path.name for path in folder.iterdir()} == {
        "params", "data", "shapefiles", "notebooks", "extra.txt"
    }  # fmt: skip
    assert {path.name for path in (folder / "data").iterdir()} == {
        "areas.csv", "area_changes.csv", "observations"
    }  # fmt: skip
    assert files_in(folder) == one


def append(folder: Path) -> None:
    with (folder / "data" / "areas.csv").open("a") as file:
        file.write("\n")


def files_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(append, id="another content"),
        pytest.param(lambda folder: (folder / "extra.txt").unlink(), id="a file is gone"),
        pytest.param(lambda folder: (folder / "new.txt").write_text(""), id="a file more"),
        pytest.param(shutil.rmtree, id="all is gone"),
    ],
)
def test_a_bundle_that_was_altered_is_put_there_again(packed, alter):
    one, place = packed
    alter(bundle.unpack(one, place))
    folder = bundle.unpack(one, place)
    assert files_in(folder) == one
    assert list(place.iterdir()) == [folder]


def test_bundles_that_were_used_today_are_kept(packed):
    one, place = packed
    (place / "in use").mkdir(parents=True)
    for name in ("old", ".part-of-one"):
        (place / name).mkdir()
        os.utime(place / name, (0, 0))
    folder = bundle.unpack(one, place)
    assert set(place.iterdir()) == {folder, place / "in use"}


def test_the_same_inputs_are_the_same_bundle(packed, workbook_copy):
    again = bundle.pack(workbook_copy, {"extra.txt"})
    assert bundle.digest_of(again) == bundle.digest_of(packed[0])
    assert bundle.digest_of(bundle.pack(workbook_copy, set())) != bundle.digest_of(again)


# ---- a whole workbook ---------------------------------------------------------------------------


@pytest.mark.slow
def test_two_years_with_a_worker_killed_half_way_are_those_made_here(
    make_workbook, two_years, tmp_path_factory
):
    root = make_workbook("ở xa, hai năm")
    with a_cluster(tmp_path_factory.mktemp("cluster"), "one", "two") as dask:
        ran = run_and_kill_half_way(dask, root, 2021, 2022)
    assert ran.code == 0, ran.err
    assert outputs(root) == outputs(two_years.root)
    reports = plan_reports(root, [2021, 2022], [], "", "", "review")
    assert [State(root).why(report) for report in reports] == [""] * len(reports)
