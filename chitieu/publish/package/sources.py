"""The notebooks behind a package's pages, and the pages made again from them.

What a cell shows by a plain call of the workbook is left out of them, since the package's own
tables give it; what an analyst made is kept as the page shows it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import nbformat
import pandas as pd
from nbformat.v4 import new_output

from chitieu.publish.package.publication import Publication
from chitieu.publish.package.rebuilt import (
    Partial,
    Rebuilt,
    Told,
    Unknown,
    call_of,
    folder_of,
)
from chitieu.publish.pages import page_exporter
from chitieu.publish.published import Published
from chitieu.show.pictures import as_drawings
from chitieu.show.scene import Scene

FOLDER = "notebooks"
NOT_SHOWN = {"seen", "elsewhere"}  # which figures were looked at; what other years' plans have
_REMEMBERED = 4  # packages used last: `pack` makes exhibits that its own check needs again
_made: OrderedDict[str, dict] = OrderedDict()


def name_of(page: str) -> str:
    """Return the name of a page's notebook in the package: "notebooks/4_tham_gia.ipynb"."""
    return f"{FOLDER}/{page.rpartition('/')[2].removesuffix('.html')}.ipynb"


class Exhibits:
    """What the calls in notebooks show, made from a package's tables."""

    def __init__(self, root: Path, source: Publication):
        self.root, self._source, self._books = root, source, {}
        digest = _digest(source)
        self._made = _made.setdefault(digest, {})
        _made.move_to_end(digest)
        while len(_made) > _REMEMBERED:
            _made.popitem(last=False)

    def book(self, area: str) -> Rebuilt:
        """Return the package's workbook, opened for an area."""
        if area not in self._books:
            self._books[area] = Rebuilt(self.root, self._source, area, self.book)
        return self._books[area]

    @cached_property
    def period(self) -> Published:
        """Return the package's period, as files beside the pages tell of it."""
        return Told(self.root, self._source, self.book(""))

    def shown(self, area: str, code: str) -> str | None:
        """Return the HTML that a cell shows on the page of an area; None where it cannot be made
        from the package."""
        key = (area, code)
        if key not in self._made:
            call = call_of(code)
            try:
                self._made[key] = call and str(self.book(area).shown_by(call).html)
            except Unknown:
                self._made[key] = None
        return self._made[key]

    def page(self, notebook) -> str:
        """Return the page of a notebook that `source_of` made."""
        key = nbformat.writes(notebook)
        if key not in self._made:
            for cell in notebook.cells:
                if cell.cell_type == "code" and not cell.outputs:
                    html = self.shown(area_of(notebook), cell.source)
                    if html is not None:
                        own = {"text/html": {"chitieu": True}}
                        shown = new_output("display_data", {"text/html": html}, metadata=own)
                        cell.outputs = [shown]
            self._made[key], _ = page_exporter().from_notebook_node(notebook)
        return self._made[key]

    def take(self, notebook) -> None:
        """Take what an executed notebook shows for what would be made here: of a workbook with the
        very figures of the package. What may need other counts than those is made to see."""
        area = area_of(notebook)
        for cell in notebook.cells:
            html = _html(cell) if cell.cell_type == "code" else None
            call = call_of(cell.source) if html is not None else None
            if call and not self.book("").lacks_for(call):
                self._made[area, cell.source] = html


def _digest(source: Publication) -> str:
    """What tells apart the tables that exhibits are made from, and the pages that they link to."""
    whole = sha256(source.language.encode())
    for name, data in sorted(source.files.items()):
        if name.startswith("definitions/") or name in (source.file, source.history):
            whole.update(sha256(name.encode() + b"\0" + data).digest())
        elif name.endswith(".html") and "/" in name:
            whole.update(name.encode() + b"\0")
    return whole.hexdigest()


@contextmanager
def exhibits_of(source: Publication) -> Iterator[Exhibits]:
    """Yield the exhibits of a package."""
    with folder_of(source) as root:
        yield Exhibits(root, source)


def same_figures(scene: Scene, again: Partial) -> bool:
    """Whether all that exhibits are made from is the same in both, but for counts that a package
    has not."""
    for each in fields(Scene):
        one, other = (vars(which)[each.name] for which in (scene, again))
        if each.name == "names":
            one = one.reindex(other.index)
        if each.name == "borders":
            one, other = (table.geometry.to_wkb() for table in (one, other))
        if isinstance(one, pd.DataFrame | pd.Series):
            same = each.name == "counts" or one.equals(other)
        else:
            same = each.name in NOT_SHOWN or one == other
        if not same:
            return False
    return True


def area_of(notebook) -> str:
    """Return the area that a notebook was opened for; "" for the workbook's own."""
    return str(notebook.metadata["chitieu"]["parameters"]["area"])


def source_of(notebook, exhibits: Exhibits) -> bytes:
    """Return an executed notebook without what the package's own tables give."""
    notebook, area = nbformat.from_dict(notebook), area_of(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            html = _html(cell)
            if html is not None and html == exhibits.shown(area, cell.source):
                cell.outputs = []
            for output in cell.outputs:
                if "execution_count" in output:  # of what Jupyter calls a result it must be there
                    output.execution_count = None
                if "text/html" in output.get("data", {}):  # no package hides words in letters
                    output.data["text/html"] = as_drawings(output.data["text/html"])
    return nbformat.writes(notebook).encode()


def _html(cell) -> str | None:
    """What a cell shows, where that is one exhibit of the house's; None for anything else."""
    (output, *others) = cell.outputs or [{}]
    own = output.get("metadata", {}).get("text/html", {}).get("chitieu") and not others
    return as_drawings(output["data"]["text/html"]) if own else None
