"""A batch as it is run: pages, files and exit codes, and what a failure leaves behind."""

import re
import subprocess
import sys
from multiprocessing import get_all_start_methods
from pathlib import Path

import nbformat
import pytest

from chitieu.publish.exchange import NAMES as RESULTS

from ..interrupted import small_workbook
from .conftest import BEFORE

pages_of_a_run = pytest.mark.xdist_group("batch")
apart = pytest.mark.xdist_group("interrupted")  # those that make their own, in the warm process
PAGE = "4_tham_gia"
FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(p.stem for p in FOLDER.glob("*.ipynb") if p.stem != "7_kham_pha")
COMMUNES = ("23479", "23482", "23485", "23488", "23491", "23494", "23497")
NAMES = [n for n in NOTEBOOKS if n != "6_ho_so_xa"] + [f"6_ho_so_xa-{c}" for c in COMMUNES]
SOME = NAMES[:-6]  # one commune's page stands for the others


def findings(page: str) -> list[str]:
    return re.findall(
        r"<li>(.*?)</li>", re.search(r'<([ou]l) class="ct-findings[^"]*">(.*?)</\1>', page, re.S)[2]
    )


@pytest.fixture(scope="module")
def two_whole_years(make_workbook, run_chitieu):
    return run_chitieu("run", "2021-2022", root=make_workbook("cả hai năm", by_groups=True))


def assert_whole(root, year: str, names=NAMES) -> None:
    assert sorted(p.name for p in (root / "outputs" / year).iterdir()) == sorted(
        [*RESULTS, *(f"{n}.{kind}" for n in names for kind in ("html", "ipynb"))]
    )


@pages_of_a_run
def test_a_year_is_made_whole_and_the_one_before_stays(two_years):
    assert two_years.code == 0, two_years.err
    count = len(NAMES)
    assert two_years.out == f"{count} of {count} pages made in outputs/2022\n"
    assert_whole(two_years.root, "2021", BEFORE)
    assert_whole(two_years.root, "2022")


@apart
@pytest.mark.slow
def test_two_years_are_made_whole(two_whole_years):
    assert two_whole_years.code == 0, two_whole_years.err
    count = 2 * len(NAMES)
    assert two_whole_years.out == f"{count} of {count} pages made in outputs/2021, outputs/2022\n"
    for year in ("2021", "2022"):
        assert_whole(two_whole_years.root, year)


@pages_of_a_run
@pytest.mark.parametrize("name", sorted(BEFORE))
def test_findings_differ_where_the_figures_do(two_years, name):
    assert findings(two_years.page(name, "2021")) != findings(two_years.page(name, "2022"))


@apart
@pytest.mark.slow
@pytest.mark.parametrize("name", SOME)
def test_findings_of_every_page_differ_where_the_figures_do(two_whole_years, name):
    pages = [two_whole_years.page(name, year) for year in ("2021", "2022")]
    assert findings(pages[0]) != findings(pages[1])


@pages_of_a_run
@pytest.mark.parametrize("name", SOME)
def test_an_executed_notebook_says_nothing_of_this_machine(two_years, name):
    text = (two_years.root / "outputs" / "2022" / f"{name}.ipynb").read_text("utf-8")
    assert str(two_years.root) not in text
    assert str(two_years.root.parent) not in two_years.page(name)
    assert "papermill" not in nbformat.reads(text, as_version=4).metadata


@pages_of_a_run
def test_a_year_that_takes_over_targets_says_so(two_years):
    assert "so với mức của năm 2022" in two_years.page("0_tong_hop", "2021")
    assert "so với mức của năm" not in two_years.page("0_tong_hop", "2022")


@pytest.fixture
def three_years(workbook_copy, keep_years):
    """A copy of three years with one notebook of a few cells."""
    keep_years(workbook_copy, 2021, 2022, 2023)
    for path in (workbook_copy / "notebooks").glob("*.ipynb"):
        if path.stem != PAGE:
            path.unlink()
    path = workbook_copy / "notebooks" / f"{PAGE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = notebook.cells[:3]
    nbformat.write(notebook, path)
    return workbook_copy


@pytest.fixture
def only_one(everyone, tmp_path):
    """A small workbook of one notebook, whose second code cell a test may replace."""
    folder = small_workbook(everyone, tmp_path / "sổ tính Kon Rẫy")
    path = folder / "notebooks" / f"{PAGE}.ipynb"
    notebook = nbformat.read(path, as_version=4)

    def write(source: str) -> None:
        notebook.cells[2].source = source
        nbformat.write(notebook, path)

    return folder, write


@apart
def test_a_failed_report_leaves_the_last_good_page_and_says_it_is_old(only_one, run_chitieu):
    folder, write = only_one
    assert run_chitieu("run", "2022", root=folder).code == 0
    page = folder / "outputs" / "2022" / f"{PAGE}.html"
    before = page.read_bytes()
    write("1 / 0")
    ran = run_chitieu("run", "2022", root=folder)
    assert ran.code == 1
    assert f"2022 {PAGE}: cell" in ran.err
    assert "ZeroDivisionError: division by zero" in ran.err
    assert f"outputs/2022/{PAGE}.html is old" in ran.err
    assert "Traceback" not in ran.err
    assert page.read_bytes() == before
    assert not list(page.parent.glob(".*"))


@apart
def test_the_same_inputs_give_the_same_bytes(only_one, run_chitieu):
    folder, _ = only_one
    page = folder / "outputs" / "2022" / f"{PAGE}.html"
    pages = set()
    for again in ([], ["--fresh"]):
        assert run_chitieu("run", "2022", *again, root=folder).code == 0
        pages.add((page.read_bytes(), page.with_suffix(".ipynb").read_bytes()))
    assert len(pages) == 1


@apart
@pytest.mark.slow
@pytest.mark.parametrize("method", [m for m in get_all_start_methods() if m != "fork"])
def test_processes_that_are_not_forked_from_the_batch_make_the_same_bytes(
    only_one, run_chitieu, method
):
    folder, _ = only_one
    page = folder / "outputs" / "2022" / f"{PAGE}.html"
    script = (
        f"import sys; from chitieu.publish import warm; warm.start_method = lambda: {method!r}\n"
        "from chitieu.cli import main\n"
        f"sys.exit(main(['run', '2022', '--root', {str(folder)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    pages = [page.read_bytes(), page.with_suffix(".ipynb").read_bytes()]
    assert run_chitieu("run", "2022", "--fresh", root=folder).code == 0
    assert [page.read_bytes(), page.with_suffix(".ipynb").read_bytes()] == pages


@apart
def test_a_year_with_faults_is_not_run_and_the_others_are(three_years, run_chitieu, set_cell):
    folder = three_years
    set_cell(folder / "data/observations/2022.csv", 3, "value", "x")
    ran = run_chitieu("run", "2021-2023", root=folder)
    assert ran.code == 1
    assert ran.err.count("data/observations/2022.csv:3:value: 'x' is no number") == 1
    assert "2022: not run, its inputs are faulty (1)" in ran.err
    assert "2023: not run, its inputs are faulty (1)" in ran.err  # it is held against 2022
    assert (folder / f"outputs/2021/{PAGE}.html").is_file()
    assert not (folder / "outputs/2022").exists()


@apart
def test_the_internal_edition_goes_to_its_own_folder_and_is_marked(only_one, run_chitieu):
    folder, _ = only_one
    assert run_chitieu("run", "2022", "--internal", root=folder).code == 0
    page = (folder / f"outputs/internal/2022/{PAGE}.html").read_text("utf-8")
    assert "BẢN NỘI BỘ" in page
    assert not (folder / "outputs/2022").exists()
    index = (folder / "outputs/internal/index.html").read_text("utf-8")
    assert "BẢN NỘI BỘ" in index
    assert f'href="2022/{PAGE}.html"' in index
    assert not (folder / "outputs/index.html").exists()
