"""The committed notebooks keep their conventions, so that any of them reads like the others."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_LINES = 10


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_the_scoreboard_and_one_for_each_objective():
    names = [path.stem for path in NOTEBOOKS]
    assert [name[:1] for name in names] == ["0", "1", "2", "3", "4", "5", "6"]


def test_it_is_committed_without_outputs(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_its_code_cells_are_short_and_define_and_loop_nothing(notebook):
    for cell in code(notebook):
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= MOST_LINES
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, ast.FunctionDef | ast.Lambda | ast.For | ast.While | ast.ListComp
            )


def test_its_parameters_are_the_four_literals(notebook):
    cells = [c for c in code(notebook) if "parameters" in c.metadata.get("tags", [])]
    assert [line.split(" = ")[0] for line in cells[0].source.splitlines()] == [
        "year",
        "period",
        "area",
        "audience",
    ]
    assert len(cells) == 1


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


def _ages(text: str) -> set[str]:
    """Numbers that stand in a definition: ages, and the grades of school."""
    spans = re.findall(r"(?:tuổi|lớp|từ|dưới|đến|Từ) (\d+)(?:–(\d+))?|(\d+)(?:–(\d+))? tuổi", text)
    return {number for span in spans for number in span if number}
