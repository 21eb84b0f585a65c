"""A notebook shows the same by Run All in JupyterLab, by plain papermill and by `chitieu run`."""

from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from ..interrupted import small_workbook

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(p.stem for p in FOLDER.glob("*.ipynb") if p.stem != "7_kham_pha")
AREA = "23479"  # the commune that a profile takes where none is named


def shown(notebook) -> list[str]:
    """What the notebook's cells show, in order; error and stream outputs would differ."""
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    assert {o.output_type for o in outputs} == {"execute_result"}
    return [o.data["text/html"] for o in outputs]


def assert_three_ways_show_the_same(root: Path, name: str) -> None:
    source = root / "notebooks" / f"{name}.ipynb"
    page = f"{name}-{AREA}" if name == "6_ho_so_xa" else name
    ran = nbformat.read(root / f"outputs/2022/{page}.ipynb", as_version=4)
    expected = shown(ran)
    assert expected

    by_papermill = papermill.execute_notebook(
        str(source), None, {"year": 2022}, cwd=str(root), progress_bar=False
    )
    assert shown(by_papermill) == expected

    run_all = nbformat.read(source, as_version=4)  # as JupyterLab: in the notebook's own folder
    resources = {"metadata": {"path": str(source.parent)}}
    NotebookClient(run_all, kernel_name="python3", resources=resources).execute()
    assert shown(run_all) == expected


@pytest.mark.xdist_group("interrupted")
def test_three_ways_show_the_same_of_a_short_notebook(everyone, run_chitieu, tmp_path):
    root = small_workbook(everyone, tmp_path / "sổ")
    ran = run_chitieu("run", 2022, root=root)
    assert ran.code == 0, ran.err
    assert_three_ways_show_the_same(root, "4_tham_gia")


@pytest.mark.slow
@pytest.mark.xdist_group("batch")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_three_ways_show_the_same(two_years, name):
    assert_three_ways_show_the_same(two_years.root, name)
