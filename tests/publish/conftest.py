"""Batches as they are run: a process, an exit code, files. Each is run once and read by many."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from chitieu.cli import main

FOLDER = "sổ tính Kon Rẫy"
AS_IT_WAS = "năm trước"
BEFORE = ("0_tong_hop", "2_bao_ve", "4_tham_gia", "tom_tat")  # the notebooks of the year before


@dataclass
class Ran:
    """One run of the command."""

    code: int
    out: str
    err: str
    root: Path

    def path(self, name: str, period: str = "2022") -> Path:
        """A notebook's page; the first of them where it makes one for each commune."""
        folder = self.root / "outputs" / period
        return next(
            p for p in sorted(folder.glob(f"{name}*.html")) if p.stem[len(name) :][:1] in "-"
        )

    def page(self, name: str, period: str = "2022") -> str:
        return self.path(name, period).read_text("utf-8")


def chitieu(*words, root: Path) -> Ran:
    """Run the command in a process of its own, from another folder than the workbook's."""
    command = [sys.executable, "-m", "chitieu.cli", *map(str, words), "--root", str(root)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=root.parent)
    return Ran(done.returncode, done.stdout, done.stderr, root)


def chitieu_here(*words, root: Path) -> Ran:
    """The same in this process, which has loaded already what a command needs."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), chdir(root.parent):
        code = main([*map(str, words), "--root", str(root)])
    told = []
    for stream in (out, err):
        stream.flush()
        told.append(stream.buffer.getvalue().decode())
    return Ran(code, *told, root)


@pytest.fixture(scope="session")
def run_chitieu(interrupter):
    """Return a function that runs the command: a batch in a process of its own, which where that
    can be is forked from one that has loaded the libraries."""

    def run(*words, root: Path) -> Ran:
        if words[0] != "run":
            return chitieu_here(*words, root=root)
        if sys.platform != "linux" or "--cluster" in words:
            return chitieu(*words, root=root)
        end = interrupter.run(None, [*words, "--root", root], place=root.parent)
        return Ran(end.code, end.out, end.err, root)

    return run


@pytest.fixture(scope="session")
def run_apart():
    """Return a function that runs any command in a process of its own."""
    return chitieu


@pytest.fixture(scope="session")
def keep_years():
    """Return a function that leaves a copy of the workbook a few of its years: each page looks at
    all years before its own, which takes most of the time where the figures do not matter."""

    def keep(folder: Path, *years: int) -> None:
        kept = {str(year) for year in years}
        for path in (*folder.glob("params/20*"), *folder.glob("data/observations/20*")):
            if path.stem not in kept:
                path.unlink()

    return keep


@pytest.fixture(scope="session")
def make_workbook(root, everyone, tmp_path_factory, keep_years):
    """Return a function that makes a copy of the workbook which a module's tests share, of some
    years or of all; `by_groups`: as it is, and not told of everyone alone."""

    def make(name: str, *years: int, by_groups: bool = False) -> Path:
        of = root if by_groups else everyone
        folder = tmp_path_factory.mktemp(name) / FOLDER
        for part in ("params", "data", "shapefiles", "notebooks"):
            shutil.copytree(of / part, folder / part)
        if years:
            keep_years(folder, *years)
        return folder

    return make


@pytest.fixture(scope="session")
def two_years(make_workbook) -> Ran:
    """All notebooks of 2022, and of the year before those few that there were then, in a copy of
    the workbook; beside it lies what it was in that year."""
    root = make_workbook("hai năm", by_groups=True)
    later = [p for p in (root / "notebooks").glob("*.ipynb") if p.stem not in BEFORE]
    for path in later:
        path.rename(root.parent / path.name)
    ran = chitieu("run", 2021, root=root)
    assert ran.code == 0, ran.err
    shutil.copytree(root, root.with_name(AS_IT_WAS))
    for path in later:
        (root.parent / path.name).rename(path)
    return chitieu("run", 2022, root=root)


@pytest.fixture(scope="session")
def browser():
    """A Chromium without a window; the tests that open pages are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium on this machine")
    superuser = hasattr(os, "geteuid") and os.geteuid() == 0  # whom Chromium does not sandbox
    arguments = ["--no-sandbox"] if superuser else []
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser):
    """Return a function that opens an address with the network cut, every fold opened, and gives
    the tab, with what it asked for and what it had to say."""
    contexts = []

    def open_page(url: str, width: int = 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, reduced_motion="reduce"
        )
        contexts.append(context)
        tab = context.new_page()
        tab.asked, tab.said = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("dialog", lambda dialog: (tab.said.append(dialog.message), dialog.dismiss()))
        tab.goto(url)
        tab.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        return tab

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def accessible():
    """Return a function that gives the violations of WCAG 2.1 A and AA on an opened page."""
    package = find_spec("axe_playwright_python")
    if package is None:
        pytest.skip("axe-playwright-python is not installed")
    axe = (Path(package.origin).parent / "axe.min.js").read_text("utf-8")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

    def violations(tab) -> list[tuple[str, str]]:
        tab.evaluate(axe)
        found = tab.evaluate(
            "rules => axe.run({runOnly: rules, resultTypes: ['violations']})", arg=rules
        )
        return [(v["id"], node["html"][:150]) for v in found["violations"] for node in v["nodes"]]

    return violations


@pytest.fixture(scope="session")
def dead_links():
    """Return a function that gives the links of pages, files by name, that lead to no file, to no
    place on a page, or out of them all."""

    def dead(files: dict[str, bytes]) -> list[tuple[str, str]]:
        pages = {n: BeautifulSoup(d, "html.parser") for n, d in files.items() if n.endswith("html")}
        ids = {name: {each["id"] for each in page.select("[id]")} for name, page in pages.items()}
        found = []
        for name, page in pages.items():
            for address in {a["href"] for a in page.select("a[href]")}:
                path, _, place = address.partition("#")
                to = normpath(join(dirname(name), unquote(path))) if path else name
                data = address.startswith("data:text/csv")
                if not data and (to not in files or (place and place not in ids.get(to, ()))):
                    found.append((name, address))
        return found

    return dead
