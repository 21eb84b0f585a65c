"""What a report reads: the figures it looks at, and the files that its cells open."""

from __future__ import annotations

import os
import sys
import sysconfig
from hashlib import sha256
from pathlib import Path

from chitieu import workbook
from chitieu.show.scene import ALL, Scene

PACKAGE = Path(__file__).resolve().parents[1]
# What the workbook reads of its inputs is told by the figures that come of it; the running of
# reports lies below every cell.
_LIBRARY = (
    *(f"{PACKAGE / part}{os.sep}" for part in ("plan", "collect", "measure", "show")),
    str(PACKAGE / "workbook.py"),
)
_NOT_INPUT = tuple({str(PACKAGE), sys.prefix, *map(str, sysconfig.get_paths().values())})


def figures_digest(scene: Scene, indicators: set[str], variables: set[str]) -> str:
    """Return a digest of the figures of some indicators and variables, through all years, with
    what belongs to them: names, plan, borders. ALL stands for every one."""
    whole = vars(scene)
    digest = sha256()
    for name, column, wanted in (
        ("history", "indicator", indicators),
        ("counts", "variable", variables),
    ):
        table = whole[name]
        if ALL not in wanted:
            table = table[table[column].isin(wanted)]
        digest.update(table.to_csv(index=False).encode())
    for name in ("indicators", "variables", "agencies", "actions", "names"):
        digest.update(whole[name].to_csv().encode())
    for shape in whole["borders"].geometry.to_wkb():
        digest.update(shape)
    settings = scene.settings.model_dump(exclude={"targets"})  # results bear their own target
    tree = (scene.top, scene.parts, scene.leaves, scene.part_of)
    rest = (settings, scene.period, scene.audience, *tree)
    digest.update(repr(rest).encode())
    return digest.hexdigest()


class Reads:
    """What is read while this context lasts. There is one in a process."""

    def __init__(self, root: Path):
        self.root, self.books, self.files, self._listening = root, [], set(), True

    def __enter__(self) -> Reads:
        workbook.listeners.append(self.books.append)
        for book in workbook.ready.values():
            if "scene" in vars(book):
                book.scene.seen.indicators.clear()
                book.scene.seen.variables.clear()
        sys.addaudithook(self._hear)
        return self

    def __exit__(self, *error) -> None:
        self._listening = False  # a hook stays for good
        workbook.listeners.clear()

    def told(self) -> dict:
        """Return what was read: indicators, variables, the digest of their figures, and files.

        The figures are those of the one workbook that holds all that were opened. Where none
        does, as with two periods' workbooks, the report is taken to read everything: its figures'
        digest is blank.
        """
        for module in list(sys.modules.values()):
            self._note(getattr(module, "__file__", None))
        files = sorted(path.relative_to(self.root).as_posix() for path in self.files)
        home = self._home()
        if home is None:
            return {"indicators": [ALL], "variables": [ALL], "figures": "", "files": files}
        looked_at = [book for book in self.books if "scene" in vars(book)]
        seen = [book.scene.seen for book in looked_at]
        indicators = set().union(*(each.indicators for each in seen))
        variables = set().union(*(each.variables for each in seen))
        return {
            "indicators": sorted(indicators),
            "variables": sorted(variables),
            "figures": figures_digest(home.scene, indicators, variables),
            "files": files,
        }

    def _home(self) -> workbook.Workbook | None:
        """The workbook whose areas hold those of all that were opened, in one period and edition:
        the batch's own, where it does, for its figures are what the next run looks at."""
        for home in [*workbook.ready.values(), *self.books]:
            own = home.areas.table.index
            if self.books and all(
                book.key == home.key and book.areas.top in own for book in self.books
            ):
                return home
        return None

    def _hear(self, event: str, arguments: tuple) -> None:
        if event != "open" or not self._listening:
            return
        path, mode, _ = arguments
        if isinstance(mode, str) and set(mode) & set("wax+"):
            return
        frame = sys._getframe()
        while frame:
            if frame.f_code.co_filename.startswith(_LIBRARY):
                return
            frame = frame.f_back
        self._note(path)

    def _note(self, name) -> None:
        """Keep a file that lies in the workbook and is neither library nor output."""
        if not isinstance(name, str) or name.startswith(_NOT_INPUT):
            return
        path = Path(os.path.abspath(name))
        if path.is_relative_to(self.root):
            parts = path.relative_to(self.root).parts
            hidden = any(part.startswith((".", "__pycache__")) for part in parts)
            if not hidden and parts[0] != "outputs":
                self.files.add(path)
