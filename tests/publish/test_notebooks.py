"""The committed notebooks keep their conventions, so that any of them reads like the others."""

import ast
import re
from pathlib import Path
from statistics import median

import nbformat
import pytest

from chitieu.plan.notebooks import notebooks
from chitieu.publish.package.rebuilt import call_of
from chitieu.publish.parameters import NAMES, declared_parameters

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TWINS = sorted((FOLDER / "en").glob("*.ipynb"))
MOST_LINES = 10
# What pandas, seaborn or geopandas do with a table of the workbook's.
IN_SIGHT = re.compile(r"\b(sns|groupby|query|pivot|plot|dropna|rank|cumprod|corr|count|max)\b[.(]")


@pytest.fixture(params=[*NOTEBOOKS, *TWINS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def pair(request):
    """A notebook and its English twin."""
    twin = FOLDER / "en" / request.param.name
    return [nbformat.read(path, as_version=4) for path in (request.param, twin)]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_the_leaders_sheet_the_scoreboard_and_one_for_each_objective():
    first, *names = notebooks(FOLDER.parent)
    assert first == "tom_tat"
    assert [name[:1] for name in names] == ["0", "1", "2", "3", "4", "5", "6", "7"]
    assert {first, *names} == {path.stem for path in NOTEBOOKS}


def test_it_is_committed_without_outputs(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def lines_of(cell) -> list[str]:
    return [line for line in cell.source.splitlines() if line.strip()]


def test_its_code_cells_are_short_and_define_nothing_and_loop_over_years_alone(notebook):
    for cell in code(notebook):
        assert len(lines_of(cell)) <= MOST_LINES
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.While | ast.ListComp)
            assert not isinstance(node, ast.For) or "groupby('year')" in ast.unparse(node.iter)


@pytest.mark.parametrize("paths", [NOTEBOOKS, TWINS], ids=["vi", "en"])
def test_analyses_are_worked_out_in_sight_and_most_cells_are_one_call(paths):
    cells = [cell for path in paths for cell in code(nbformat.read(path, as_version=4))]
    assert median(len(lines_of(cell)) for cell in cells) <= 2
    assert sum(bool(IN_SIGHT.search(cell.source)) for cell in cells) >= 15


def test_each_objective_has_an_own_picture_with_a_computed_reading():
    for name in notebooks(FOLDER.parent):
        if name[0] in "12345":
            cells = code(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4))
            shown = [c.source for c in cells if "book.show(" in c.source]
            assert shown, name
            assert all("reading=" in source for source in shown), name


def test_its_parameters_are_the_literals_that_it_opens_the_workbook_with(notebook):
    (cell,) = [c for c in code(notebook) if "parameters" in c.metadata.get("tags", [])]
    assert tuple(declared_parameters(notebook)) == NAMES
    assert [line.split(" = ")[0] for line in cell.source.splitlines()] == list(NAMES)
    opened = [line for c in code(notebook) for line in c.source.splitlines() if ".open(" in line]
    given = ", ".join(f"{name}={name}" for name in NAMES)
    assert opened == [f"book = Workbook.open({given})"]


def test_a_package_can_make_its_first_exhibit_again(notebook):
    opening = next(c.source for c in code(notebook) if ".open(" in c.source)
    assert call_of(opening)
    assert call_of(opening.replace(", language=language", ""))
    assert not call_of(opening.replace("period=period", "period=''"))


def test_its_prose_types_no_finding(notebook):
    """A number in static prose is wrong next year; the plan's own counts of targets are not."""
    allowed = {"0", "24", "33", "1", "2", "3", "4", "95"}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = set(re.findall(r"\d+(?:[.,]\d+)?", cell.source))
            assert "%" not in cell.source or not re.search(
                r"\d\s*%", cell.source.replace("95%", "")
            )
            assert found - allowed <= _ages(cell.source), cell.source


def test_its_headings_state(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = [line for text in prose for line in text.splitlines() if line.startswith("#")]
    assert len(headings) >= 2
    assert [line for line in headings if line.endswith("?")] == []


def _ages(text: str) -> set[str]:
    """Numbers that stand in a definition: ages, and the grades of school."""
    words = "tuổi|lớp|từ|dưới|đến|Từ|aged|ages|grade|under"
    spans = re.findall(rf"(?:{words}) (\d+)(?:–(\d+))?|(\d+)(?:–(\d+))? tuổi", text)
    return {number for span in spans for number in span if number}


# ---- the English twins --------------------------------------------------------------------------


def test_each_has_a_twin():
    assert [path.name for path in TWINS] == [path.name for path in NOTEBOOKS]


def test_a_twin_has_the_same_cells(pair):
    own, twin = ([(cell.cell_type, cell.id, cell.metadata) for cell in n.cells] for n in pair)
    assert twin == own
    assert pair[1].metadata == pair[0].metadata


def test_a_twin_has_the_same_code_but_for_the_texts_that_are_read(pair):
    own, twin = ([ast.parse(cell.source) for cell in code(notebook)] for notebook in pair)
    for ours, theirs in zip(own, twin, strict=True):
        for one, other in zip(ast.walk(ours), ast.walk(theirs), strict=True):
            if isinstance(one, ast.Constant) and _is_read(one.value):
                assert one.value != other.value
                assert _values_in(one.value) == _values_in(other.value)
                one.value = other.value
        assert ast.unparse(theirs) == ast.unparse(ours)
    assert [c.source.count("\n") for c in code(pair[1])] == [
        c.source.count("\n") for c in code(pair[0])
    ]


def _is_read(value) -> bool:
    """Whether it is a text in Vietnamese, or says which language is spoken."""
    return isinstance(value, str) and (value == "vi" or not value.isascii())


def _values_in(text: str) -> list[str]:
    """The values that a text names, and how each is written, whatever their order."""
    return sorted(re.findall(r"\{[^}]*\}", text))


def test_a_twin_has_the_same_headings_and_paragraphs(pair):
    own, twin = (
        [
            re.sub(r"[^#]+", "_", paragraph) if paragraph.startswith("#") else "_"
            for cell in notebook.cells
            if cell.cell_type == "markdown"
            for paragraph in cell.source.split("\n\n")
        ]
        for notebook in pair
    )
    assert twin == own


def test_a_twin_is_in_english(pair):
    texts = "\n".join(cell.source for cell in pair[1].cells)
    assert re.findall(r"[^\x00-\x7f–“”]", texts) == []
