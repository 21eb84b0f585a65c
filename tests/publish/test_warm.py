"""Without a kernel, in a forked or a spawned process: a notebook shows what a kernel shows."""

import re
import subprocess
import sys
from multiprocessing import forkserver, get_all_start_methods

import nbformat
import papermill
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from chitieu.publish import warm
from chitieu.publish.shell import execute_in_process
from chitieu.publish.warm import Job, Processes, run_jobs

pytestmark = pytest.mark.xdist_group("warm")

CELLS = {
    "a value": "1 + 1",
    "nothing": "x = 1",
    "text and a value": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n3",
    "a table": "import pandas as pd\npd.DataFrame({'tên': ['Kon Rẫy']})",
    "a drawing": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "a drawing and a value": "axes = plt.subplots()[1]\naxes.set_title('chỉ tiêu').get_text()",
    "a figure as a value": "plt.figure(figsize=(1, 1))",
    "the inline magic": "%matplotlib inline\nplt.plot([2, 1]);",
    "bytes of an image": "from IPython.display import Image\nImage(b'\\x89PNG\\r\\n\\x1a\\nrest')",
    "shown twice": "handle = display('one', display_id='shown')\nhandle.update('two')",
    "cleared": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint('on')",
    "cleared late": "print(1)\nclear_output(wait=True)\nprint('on')",
    "a shell command": "!echo from the shell",
    "awaited": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "the last value": "_",
    "where it is": "import os\nos.getcwd(), __name__, type(get_ipython()).__name__",
    "random numbers": "import random\nlen({random.random() for _ in range(9)})",
}


def notebook(*sources: str, tags=()):
    cells = [new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": python})


def plain(outputs) -> list:
    """Outputs without what differs from process to process."""
    text = nbformat.v4.writes(new_notebook(cells=[new_code_cell("", outputs=outputs, id="x")]))
    text = re.sub(r"0x[0-9a-f]{6,}|ipykernel_\d+/\d+", "…", text)
    return nbformat.reads(text, as_version=4).cells[0].outputs


def run_apart(nb, folder, timeout=60):
    """Run a notebook as the batch does; return the cells by place, and how it ended."""
    cells, last = {}, None
    job = Job("the notebook", execute_in_process, (nb, folder), lambda *told: cells.update(
        {told[1]: told[2]} if told[0] == "ended" else {}))  # fmt: skip
    for _, ended in run_jobs([job], Processes(1, timeout)):
        last = ended
    return cells, last


@pytest.fixture(scope="module")
def by_kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cells")
    nb = notebook(*CELLS.values())
    NotebookClient(nb, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return folder, nb.cells


@pytest.mark.sampled(2, "fork")
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_notebook_shows_what_a_kernel_shows(by_kernel, method, monkeypatch):
    if method not in get_all_start_methods() or (method == "fork" and sys.platform != "linux"):
        pytest.skip("processes are not begun so here")
    monkeypatch.setattr(warm, "start_method", lambda: method)
    forkserver._forkserver._stop()  # another test's, which has other modules loaded
    folder, expected = by_kernel
    cells, ended = run_apart(notebook(*CELLS.values()), folder)
    assert ended.error == ""
    for index, name in enumerate(CELLS):
        assert plain(cells[index].outputs) == plain(expected[index].outputs), name
        assert cells[index].execution_count == expected[index].execution_count, name


@pytest.mark.sampled(1)
@pytest.mark.parametrize("loaded", ["matplotlib.pyplot", "matplotlib_inline.backend_inline", "os"])
def test_a_drawing_is_shown_whatever_was_loaded_before(loaded, tmp_path):
    script = (
        f"import sys, pathlib, nbformat, {loaded}\n"
        "from chitieu.publish.shell import execute\n"
        f"nb = nbformat.from_dict({dict(notebook(CELLS['a drawing']))!r})\n"
        "execute(nb, pathlib.Path(sys.argv[1]))\n"
        "print([output.output_type for output in nb.cells[0].outputs])"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.stdout == "['display_data']\n", done.stderr


def test_a_cell_that_may_raise_does_not_end_the_notebook(tmp_path):
    cells, ended = run_apart(notebook("1 / 0", "2", tags=["raises-exception"]), tmp_path)
    assert ended.error == ""
    assert cells[0].outputs[0].ename == "ZeroDivisionError"
    assert cells[1].outputs[0].data == {"text/plain": "2"}


def test_the_parent_that_forks_has_one_thread_when_all_is_loaded():
    script = (
        "from chitieu.publish.warm import stay_single_threaded, threads\n"
        "stay_single_threaded()\n"
        "import chitieu.publish.prepare\n"
        "print(len(threads()), threads())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("1 "), done.stdout + done.stderr


def test_a_process_with_threads_does_not_fork(monkeypatch):
    monkeypatch.setattr(warm, "threads", lambda: ["main", "another"])
    assert warm.start_method() != "fork"


# ---- papermill's engine -------------------------------------------------------------------------


def by_engine(nb, folder, parameters=None, **options):
    path = folder / "in.ipynb"
    nbformat.write(nb, path)
    return papermill.execute_notebook(
        path, folder / "out.ipynb", parameters or {}, engine_name="chitieu", cwd=folder,
        progress_bar=False, **options,
    )  # fmt: skip


def with_parameters(*sources: str):
    nb = notebook("year = 2022", *sources)
    nb.cells[0].metadata["tags"] = ["parameters"]
    return nb


def test_the_engine_runs_a_notebook_with_its_parameters(tmp_path):
    done = by_engine(with_parameters("year + 1"), tmp_path, {"year": 2021})
    assert done.cells[2].outputs[0].data == {"text/plain": "2022"}
    assert [cell.execution_count for cell in done.cells] == [1, 2, 3]
    assert {cell.metadata.papermill.status for cell in done.cells} == {"completed"}


def test_the_engine_tells_papermill_of_a_cell_that_raises(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
        by_engine(with_parameters("1 / 0", "2"), tmp_path)
    left = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert "An Exception was encountered" in left.cells[0].source


@pytest.mark.parametrize(
    ("cell", "seconds", "said"),
    [
        pytest.param(
            "while True: pass", 8, "cell 2: no end after 8 s", id="hangs", marks=pytest.mark.slow
        ),
        pytest.param("import os; os._exit(3)", 60, "cell 2: .* exit code 3", id="exits"),
    ],
)
def test_the_engine_ends_with_a_cell_that_does_not(tmp_path, cell, seconds, said):
    with pytest.raises(RuntimeError, match=said):
        by_engine(with_parameters(cell), tmp_path, execution_timeout=seconds)
