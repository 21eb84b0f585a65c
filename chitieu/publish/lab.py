"""JupyterLab on a workbook's notebooks, set up for an office: on this machine alone, no news."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from chitieu.faults import CallError

SETTINGS = Path(__file__).parent / "lab"


def lab_command(root: Path, extra: list[str] | None = None) -> list[str]:
    """Return how JupyterLab is called: on loopback, with a token of its own making, opening the
    first notebook. Raises CallError where there is none."""
    folder = root / "notebooks"
    notebooks = sorted(folder.glob("*.ipynb"))
    if not notebooks:
        raise CallError(f"{folder} holds no notebooks; put one there")
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{notebooks[0].name}",
        "--ServerApp.kernel_websocket_connection_class=chitieu.publish.connection.Connection",
        "--ContentsManager.pre_save_hook=chitieu.publish.saving.without_outputs",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *(extra or []),
    ]


def lab_environment() -> dict[str, str]:
    """Return the environment of JupyterLab: this one's, with the house's settings under the
    user's own."""
    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    paths = [path for path in (known, str(SETTINGS)) if path]
    return os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def lab(root: Path, extra: list[str] | None = None) -> int:
    """Open JupyterLab on a workbook's notebooks and wait for it to end; return its exit code.

    `extra`: options of Jupyter's own. Where a process can become another this one does, so that
    whoever ends it ends the server.
    """
    command, environment = lab_command(root, extra), lab_environment()
    if os.name == "posix":
        os.chdir(root)
        os.execve(command[0], command, environment)
    try:
        return subprocess.run(command, env=environment, cwd=root).returncode
    except KeyboardInterrupt:
        return 0
