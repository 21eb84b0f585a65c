"""What a report reads: the figures that it looks at, and the files that its cells open."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import time

import pandas as pd

from chitieu import workbook
from chitieu.publish.state import PACKAGE, digest_of, inputs_in
from chitieu.show.scene import ALL

PLAN = "plan"
# What the workbook reads of its inputs is told by the figures that come of it; the running of
# reports lies below every cell.
_LIBRARY = (
    *(f"{PACKAGE / part}{os.sep}" for part in ("plan", "collect", "measure", "show")),
    str(PACKAGE / "workbook.py"),
)
_NOT_INPUT = tuple({str(PACKAGE), sys.prefix, *map(str, sysconfig.get_paths().values())})


@lru_cache(maxsize=256)
def digests_of(book: workbook.Workbook) -> dict[str, str]:
    """Return digests of a workbook's figures through all years, by the names that `Scene.seen`
    has for them, and of what every page may show: PLAN."""
    years, own = {book.year: book.settings, **book.years}, vars(book.scene)
    figures = pd.concat([own["history"], own["group_history"]])
    found = {
        f"{kind} {name}": rows.to_numpy().tobytes()
        for kind, whole in (("indicator", figures), ("variable", own["counts"]))
        for name, rows in pd.util.hash_pandas_object(whole, index=False).groupby(
            whole[kind].to_numpy(), sort=False
        )
    }
    for name in book.indicators.index:
        targets = [(year, each.targets.get(name)) for year, each in years.items()]
        found[f"indicator {name}"] = found.get(f"indicator {name}", b"") + repr(targets).encode()
    found[PLAN] = _plan_of(book, years)
    found[ALL] = repr(sorted(found.items())).encode()
    return {name: sha256(content).hexdigest() for name, content in found.items()}


def _plan_of(book: workbook.Workbook, years: dict) -> bytes:
    scene = book.scene
    plan = (scene.indicators, scene.variables, scene.agencies, scene.actions, scene.references)
    tables = (*plan, scene.groups)
    tree = (scene.top, scene.parts, scene.leaves, scene.part_of)
    rest = (
        [table.to_csv() for table in (*tables, book.breaks, book.areas.table, scene.names)],
        [settings.model_dump(exclude={"targets"}) for settings in years.values()],
        inputs_in(book.root, "shapefiles"),  # any may be drawn
        (*book.key[1:], *tree),
    )
    return repr(rest).encode()


class Reads:
    """What is read while this context lasts. There is one in a process."""

    def __init__(self, root: Path):
        self.root, self.books, self.files = root, [], {}
        self._begun, self._listening = time(), True

    def __enter__(self) -> Reads:
        workbook.listeners.append(self.books.append)
        for book in workbook.ready.values():
            book.seen.clear()
        sys.addaudithook(self._hear)
        return self

    def __exit__(self, *error) -> None:
        self._listening = False  # a hook stays for good
        workbook.listeners.clear()

    def told(self) -> dict[str, dict[str, str]]:
        """Return what was read, with digests: figures, as `digests_of` names them, and files."""
        for module in list(sys.modules.values()):
            name = self._name_of(getattr(module, "__file__", None))
            if name and name not in self.files:
                saved = (self.root / name).stat().st_mtime  # since it was imported, perhaps
                self.files[name] = "" if saved > self._begun else digest_of(self.root / name)
        return {"figures": self._figures(), "files": dict(sorted(self.files.items()))}

    def _figures(self) -> dict[str, str]:
        """The digests of what was looked at, in the batch's own workbook, where its areas hold
        those of all that were opened, in one period and edition. Where they do not, as with two
        periods' workbooks, there is a digest that never holds again."""
        for own in workbook.ready.values():
            inside = own.areas.table.index
            if all(book.key == own.key and book.areas.top in inside for book in self.books):
                seen = {PLAN}.union(*(book.seen for book in self.books))
                return {name: digests_of(own).get(name, "") for name in sorted(seen)}
        return {"another workbook": "not known"}

    def _hear(self, event: str, arguments: tuple) -> None:
        if event != "open" or not self._listening:
            return
        path, mode, _ = arguments
        name = self._name_of(path)
        if not name or self._is_the_library_s():
            return
        if isinstance(mode, str) and set(mode) & set("wax+"):
            self.files.pop(name, None)  # what it reads from here on is its own
        elif name not in self.files:
            self._listening = False
            self.files[name] = digest_of(self.root / name)  # now: it may be saved while this runs
            self._listening = True

    def _is_the_library_s(self) -> bool:
        frame = sys._getframe()
        while frame and not frame.f_code.co_filename.startswith(_LIBRARY):
            frame = frame.f_back
        return frame is not None

    def _name_of(self, path) -> str:
        """What a file is called that lies in the workbook and is neither library nor output; ""."""
        if not isinstance(path, str) or path.startswith(_NOT_INPUT):
            return ""
        path = Path(os.path.abspath(path))
        if not path.is_relative_to(self.root):
            return ""
        parts = path.relative_to(self.root).parts
        if parts[:1] == ("outputs",) or any(p.startswith((".", "__pycache__")) for p in parts):
            return ""
        return "/".join(parts)
