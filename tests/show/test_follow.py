"""Every sentence and description of the notebooks follows the figures that it speaks of.

Each commune is given the figures of another; then every text must name the other. The notebooks'
own cells are run, so that a new call is tested the day it is written.
"""

from __future__ import annotations

import ast
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest

from chitieu import Workbook
from chitieu.plan.notebooks import LEADING
from chitieu.show.exhibit import Exhibit

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
QUICK = ("1_suc_khoe", "4_tham_gia")  # the others take ten seconds and more
TEXTS = re.compile(
    r'aria-label="(?P<alt>[^"]{60,})"|<title>(?P<hover>.*?)</title>'
    r'|<p class="ct-(?:reading|finding|answer)"[^>]*>(?P<reading>.*?)</p>'
    r"|<li>(?P<finding>.*?)</li>|<p><strong>Nơi cần chú ý:</strong>(?P<where>.*?)</p>",
    re.DOTALL,
)


def texts(notebook, root: Path, year: int) -> list[str]:
    """Every sentence, description and hover that a notebook's cells show, in order."""
    book = Workbook.open(
        year=year, root=root, audience="internal"
    )  # neighbours are hidden together
    shown, names = [], {"book": book, "year": year}
    for cell in notebook.cells:
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", ()):
            continue
        lines = ast.parse(cell.source)
        if "Workbook.open(" in cell.source:
            continue
        last = lines.body.pop() if isinstance(lines.body[-1], ast.Expr) else None
        exec(compile(lines, cell.id, "exec"), names)
        value = eval(compile(ast.Expression(last.value), cell.id, "eval"), names) if last else None
        if isinstance(value, Exhibit):
            page = value._repr_html_()
            shown += [next(filter(None, found.groups())) for found in TEXTS.finditer(page)]
    return [unescape(re.sub(r"<[^>]+>", "", text)) for text in shown]


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=() if p.stem in QUICK else pytest.mark.slow) for p in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_every_text_that_names_a_commune_follows_its_figures(
    path, root, shuffled_root, scene_of, next_of
):
    notebook = nbformat.read(path, as_version=4)
    short = scene_of().short
    moved = {short(area): short(other) for area, other in next_of["2008"].items()}
    before = named(texts(notebook, root, 2022), moved)
    after = named(texts(notebook, shuffled_root, 2022), moved)
    assert len(before) > (1 if path.stem == LEADING else 5)  # one sheet says little
    assert after == sorted(sorted(moved[name] for name in mentioned) for mentioned in before)


def named(texts: list[str], names: dict) -> list[list[str]]:
    """The communes that each text names; texts that name none are of the whole district."""
    every = [sorted(re.findall("|".join(map(re.escape, names)), text)) for text in texts]
    return sorted(mentioned for mentioned in every if mentioned)
