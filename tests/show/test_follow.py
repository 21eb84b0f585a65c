"""Every sentence and description of the notebooks follows the figures that it speaks of.

Each commune is given the figures of another; then every text must name the other. Two communes are
given the same figures; then what is said of one as the first or the last is said of both. The
notebooks' own cells are run, so that a new call is tested the day it is written.
"""

from __future__ import annotations

import ast
import csv
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest

from chitieu import Workbook
from chitieu.plan.notebooks import LEADING
from chitieu.show.exhibit import Exhibit

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PROFILES = ("6_ho_so_xa",)  # which are of one area
SPARING = (LEADING, *PROFILES, "7_kham_pha")  # which name few communes
TWINS = (("23482", "23494"), ("23494", "23482"), ("23488", "23497"))
QUICK = ("1_suc_khoe", "4_tham_gia")  # the others take ten seconds and more
TEXTS = re.compile(
    r'aria-label="(?P<alt>[^"]{60,})"|<title>(?P<hover>.*?)</title>'
    r'|<p class="ct-(?:reading|finding|answer)"[^>]*>(?P<reading>.*?)</p>'
    r"|<li>(?P<finding>.*?)</li>|<p><strong>Nơi cần chú ý:</strong>(?P<where>.*?)</p>",
    re.DOTALL,
)


def texts(notebook, root: Path, year: int, area: str = "") -> list[str]:
    """Every sentence, description and hover that a notebook's cells show, in order."""
    book = Workbook.open(  # internal, for in the other edition neighbours are hidden together
        year=year, root=root, area=area, audience="internal"
    )
    shown, names = [], {"book": book, "year": year, "display": lambda *tables: None}
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


EACH_NOTEBOOK = pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=() if p.stem in QUICK else pytest.mark.slow) for p in NOTEBOOKS],
    ids=lambda path: path.stem,
)


@pytest.mark.sampled(1)
@EACH_NOTEBOOK
def test_every_text_that_names_a_commune_follows_its_figures(
    path, root, shuffled_root, scene_of, next_of
):
    notebook = nbformat.read(path, as_version=4)
    short, next_area = scene_of().short, next_of["2008"]
    moved = {short(area): short(other) for area, other in next_area.items()}
    one = next(iter(next_area)) if path.stem in PROFILES else ""
    before = named(texts(notebook, root, 2022, one), moved)
    after = named(texts(notebook, shuffled_root, 2022, next_area.get(one, "")), moved)
    assert len(before) > (0 if path.stem in SPARING else 5)
    assert after == sorted(sorted(moved[name] for name in mentioned) for mentioned in before)


def named(texts: list[str], names: dict) -> list[list[str]]:
    """The communes that each text names; texts that name none are of the whole district."""
    every = [sorted(re.findall("|".join(map(re.escape, names)), text)) for text in texts]
    return sorted(mentioned for mentioned in every if mentioned)


@pytest.mark.sampled(1)
@EACH_NOTEBOOK
def test_of_two_communes_with_the_same_figures_none_is_first_or_last_alone(
    path, changed, scene_of, root
):
    """The commune with the lowest code among those that are alike has the figures of another."""
    notebook, short = nbformat.read(path, as_version=4), scene_of().short
    for one, other in TWINS:
        twins = changed(f"{one} as {other}", as_another(root, one, other))
        told = [each for text in texts(notebook, twins, 2022) for each in text.split(". ")]
        names = {short(one), short(other)}
        alone = [
            text for text in told
            if re.search("nhất|đứng đầu|đứng cuối", text)
            and len({name for name in names if name in text}) == 1
        ]  # fmt: skip
        assert not alone


def as_another(root: Path, one: str, other: str):
    """What gives an area the figures of another in each year."""
    figures = {}
    for path in sorted((root / "data" / "observations").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                figures[row["period"], row["area"], row["variable"], row.get("group")] = row

    def copy(row: dict) -> None:
        found = figures.get((row["period"], other, row["variable"], row.get("group")))
        if row["area"] == one and found:
            row.update({column: found[column] for column in ("value", "obs_status")})

    return copy
