"""JupyterLab in a real browser: the scoreboard runs to its end and shows what the page shows."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_output
from tornado.web import HTTPError

from chitieu.cli import main
from chitieu.faults import CallError
from chitieu.publish.connection import Connection
from chitieu.publish.lab import SETTINGS, lab_command, lab_environment
from chitieu.publish.saving import without_outputs

pytestmark = pytest.mark.xdist_group("lab")
TOKEN = "a1b2c3"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def test_it_listens_on_this_machine_alone_with_a_token_and_without_news(root):
    command = lab_command(root)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.default_url=/lab/tree/0_tong_hop.ipynb" in command
    assert not [word for word in command if "token" in word or "password" in word]
    settings = json.loads((SETTINGS / "labconfig/default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_a_workbook_without_notebooks_is_told_so(tmp_path):
    with pytest.raises(CallError, match="holds no notebooks"):
        lab_command(tmp_path)


def test_what_stands_behind_two_hyphens_is_jupyters(monkeypatch, root):
    became = []
    monkeypatch.setattr("os.execve", lambda *given: became.append(given))
    monkeypatch.setattr("os.chdir", lambda folder: None)
    monkeypatch.setattr("os.name", "posix")
    monkeypatch.setattr(
        "subprocess.run", lambda *given, **options: subprocess.CompletedProcess([], 0)
    )
    assert main(["lab", "--root", str(root), "--", "--no-browser", "--port=8889"]) == 0
    ((program, command, environment),) = became  # the command becomes the server, and ends with it
    assert (program, command) == (
        sys.executable,
        lab_command(root, ["--no-browser", "--port=8889"]),
    )
    assert command[-2:] == ["--no-browser", "--port=8889"]
    assert str(SETTINGS) in environment["JUPYTER_CONFIG_PATH"]


def test_a_connection_that_another_replaces_lets_go_of_the_kernel():
    closed = []
    streams = {
        name: SimpleNamespace(
            closed=lambda is_closed=is_closed: is_closed, close=lambda: closed.append(1)
        )
        for name, is_closed in (("shell", False), ("iopub", True))
    }
    older = Connection.__new__(Connection)
    older.channels = streams
    older.let_go()
    assert closed == [1]
    # Of what the browser still sends jupyter_server would make a list of a hundred million parts.
    assert older.handle_incoming_message(bytes([6, 0, 0, 0, 0, 0, 0, 0])) is None
    with pytest.raises(HTTPError, match="another connection"):
        older.create_stream()


@pytest.mark.parametrize(
    ("path", "kept"),
    [("0_tong_hop.ipynb", False), ("en/0_tong_hop.ipynb", False), ("thu/a.ipynb", True)],
)
def test_tracked_notebooks_are_saved_as_they_were_before_they_ran(root, path, kept):
    file = root / "notebooks" / "0_tong_hop.ipynb"
    notebook = nbformat.read(file, as_version=4)
    notebook.metadata |= {
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"state": {}},
    }
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.outputs = [new_output("stream", text="3")]
        cell.execution_count = number
        cell.metadata |= {"execution": {"iopub.status.busy": "2022"}, "scrolled": True}
    without_outputs({"type": "notebook", "content": notebook}, path)
    same = nbformat.writes(notebook) + "\n" == file.read_text(encoding="utf-8")
    assert same != kept
    assert bool(notebook.cells[-1].outputs) == kept


def test_what_is_no_notebook_is_saved_as_it_is():
    for model in ({"type": "file", "content": "a"}, {"type": "notebook"}):
        before = dict(model)
        without_outputs(model, "a.txt")
        assert model == before


@pytest.fixture
def server(workbook_copy, tmp_path):
    """JupyterLab as `chitieu lab` starts it, but for its token and its port, without a window."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    extra = [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--no-browser"]
    extra += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = lab_environment() | {name: str(tmp_path / name) for name in homes}
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        lab_command(workbook_copy, extra), env=environment, stdout=log, stderr=log,
        cwd=workbook_copy, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={TOKEN}", process, log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        log.close()


def _wait_for(address: str, process, log, seconds: int = 60) -> None:
    end = monotonic() + seconds
    while monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            sleep(0.3)
    log.seek(0)
    pytest.fail(f"JupyterLab did not start:\n{log.read()}")


def _wait_for_kernel(server: str, seconds: int = 60) -> None:
    """The first notebook starts its kernel by itself; nobody is asked to choose one."""
    end = monotonic() + seconds
    while monotonic() < end:
        # While a kernel starts, the server now and then answers with an error of its own.
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{server}/api/kernels?token={TOKEN}") as answer,
        ):
            if any(kernel["execution_state"] == "idle" for kernel in json.load(answer)):
                return
        sleep(0.3)
    pytest.fail("no kernel was started")


def opened(server, browser, notebook: str):
    """A tab with a notebook that is to be seen, whether its kernel is ready or not."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto(f"{server}/lab/tree/{notebook}.ipynb?token={TOKEN}")
    tab.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=60_000)
    return tab


def choose(tab, menu: str, item: str) -> None:
    tab.get_by_role("menuitem", name=menu, exact=True).click()
    tab.get_by_role("menuitem", name=re.compile(f"^{item}")).click()


def wait_until_run(tab) -> None:
    """Wait until every cell has run, and find that none failed."""
    tab.wait_for_function(
        f"() => {{const all = ({PROMPTS})(); return all.length && all.every(p => /\\d/.test(p))}}",
        timeout=180_000,
    )
    whole = tab.locator(".jp-NotebookPanel")
    assert whole.locator("[data-mime-type*=error], [data-mime-type*=stderr]").count() == 0
    assert whole.locator(".ct-banner").count() > 0


def test_run_all_ends_without_an_error_and_shows_the_maps(server, browser):
    tab = opened(server, browser, "0_tong_hop")
    _wait_for_kernel(server)
    notebook = tab.locator(".jp-NotebookPanel")
    choose(tab, "Run", "Run All Cells")
    notebook.locator("#status-all svg").wait_for(timeout=90_000)
    last = notebook.locator(".jp-CodeCell").last.locator(".jp-OutputArea table.ct-table")
    last.wait_for(timeout=60_000)
    assert notebook.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    assert notebook.locator("[data-mime-type*=error]").count() == 0
    assert notebook.locator("#status-all svg title").count() == 7
    assert notebook.locator("h1.ct-answer").inner_text().startswith("Huyện Kon Rẫy, năm 2022")
    assert notebook.locator(".ct-scorecard tbody tr").count() == 33 + 4
    assert (
        tab.get_by_text("Would you like to get notified about official Jupyter news").count() == 0
    )
    notebook.locator("#status-all").scroll_into_view_if_needed()
    tab.close()


# What is not run yet, or is being run, has no number.
PROMPTS = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell')]
    .filter(cell => cell.querySelector('.cm-content').innerText.trim())
    .map(cell => cell.querySelector('.jp-InputPrompt').innerText)"""

# Cells of the house's tables whose letters are hardly seen on what lies behind them, or that stand
# elsewhere than on the pages.
UNLIKE = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => parts(colour).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = cell => {
    const colour = getComputedStyle(cell).backgroundColor;
    return parts(colour)[3] === 0 ? behind(cell.parentElement) : colour;
  };
  return [...document.querySelectorAll('.jp-NotebookPanel .ct-table :is(th,td)')]
    .filter(cell => cell.innerText.trim() && !cell.querySelector('svg')).filter(cell => {
      const style = getComputedStyle(cell);
      const [one, other] = [light(style.color), light(behind(cell))].sort((a, b) => b - a);
      const right = cell.matches('.ct-num') ? 'right' : cell.matches('.ct-dot') ? 'center' : 'left';
      return (one + 0.05) / (other + 0.05) < 4.5 || style.textAlign !== right;
    }).map(cell => cell.innerText.slice(0, 40));
}"""


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("notebook", sorted(p.stem for p in NOTEBOOKS.glob("*.ipynb")))
def test_restart_and_run_all_of_every_notebook(server, browser, tmp_path, notebook, theme):
    settings = tmp_path / "JUPYTER_CONFIG_DIR/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    tab = opened(server, browser, notebook)
    _wait_for_kernel(server)
    choose(tab, "Kernel", "Restart Kernel and Run All Cells")
    tab.get_by_role("button", name="Confirm Kernel Restart").click()
    wait_until_run(tab)
    assert tab.evaluate(UNLIKE) == []
    tab.screenshot(path=tmp_path / "lab.png")
    tab.close()


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(3))
def test_a_restart_before_the_kernel_is_ready_runs_every_cell(server, browser, turn):
    tab = opened(server, browser, "tom_tat")
    choose(tab, "Kernel", "Restart Kernel and Run All Cells")
    tab.get_by_role("button", name="Confirm Kernel Restart").click()
    wait_until_run(tab)
    tab.close()


@pytest.mark.slow
def test_what_was_asked_for_before_there_was_a_kernel_runs_when_asked_for_again(server, browser):
    """JupyterLab's page (4.6) starts a kernel of its own then, and asks it for nothing."""
    tab = opened(server, browser, "tom_tat")
    choose(tab, "Run", "Run All Cells")
    _wait_for_kernel(server)
    tab.wait_for_timeout(5000)
    choose(tab, "Run", "Run All Cells")
    wait_until_run(tab)
    tab.close()
