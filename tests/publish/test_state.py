"""Only what changed is run again: what a fingerprint covers, and what it does not."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256

import nbformat
import pytest

from chitieu.publish.schedule import RESULT_FILES, plan_reports
from chitieu.publish.state import FIGURES, State, alone

NAMES = ["0_tong_hop", "1_suc_khoe", "4_tham_gia"]
EXTRA = "read by a cell"
READ = {
    "figures": {"indicator 3b": "d1", "plan": "d2"},
    "files": {"extra.txt": sha256(EXTRA.encode()).hexdigest()},
}


@pytest.fixture
def kept(workbook_copy):
    """A workbook with one report whose fingerprint is kept as if it had been made."""
    (workbook_copy / "extra.txt").write_text(EXTRA, encoding="utf-8")
    report = plan_reports(workbook_copy, [2022], ["1_suc_khoe"], "", "", "review")[0]
    report.folder.mkdir(parents=True)
    for name in ("1_suc_khoe.html", "1_suc_khoe.ipynb", *RESULT_FILES):
        (report.folder / name).write_text(f"{name} as it was made", encoding="utf-8")
    State(workbook_copy).keep(report, READ, "abc", 1.0)
    return workbook_copy, report


def test_what_stands_is_left(kept):
    root, report = kept
    assert State(root).why(report) == ""


def append(name):
    def change(root):
        with (root / name).open("a", encoding="utf-8") as file:
            file.write("\n")

    return change


def remove(name):
    return lambda root: (root / name).unlink()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(append("notebooks/1_suc_khoe.ipynb"), "notebook changed", id="the notebook"),
        pytest.param(append("notebooks/2_bao_ve.ipynb"), "", id="another notebook"),
        pytest.param(remove("notebooks/2_bao_ve.ipynb"), "notebooks changed", id="which there are"),
        pytest.param(append("data/observations/2022.csv"), FIGURES, id="figures"),
        pytest.param(append("params/2022.yaml"), FIGURES, id="the year file"),
        pytest.param(append("shapefiles/communes_2008.dbf"), FIGURES, id="boundaries"),
        pytest.param(append("data/simulate.py"), "", id="a script beside the figures"),
        pytest.param(append("extra.txt"), "extra.txt changed", id="a file that a cell read"),
        pytest.param(append("requirements.lock"), "lock changed", id="the lock"),
        pytest.param(
            remove("outputs/2022/1_suc_khoe.html"),
            "1_suc_khoe.html is missing or was changed",
            id="no page",
        ),
        pytest.param(
            append("outputs/2022/1_suc_khoe.ipynb"),
            "1_suc_khoe.ipynb is missing or was changed",
            id="the executed notebook edited",
        ),
        *(
            pytest.param(remove(f"outputs/2022/{name}"), FIGURES, id=f"no {name}")
            for name in RESULT_FILES
        ),
    ],
)
def test_what_changed_is_named(kept, change, why):
    root, report = kept
    change(root)
    assert State(root).why(report) == why


def test_another_time_of_an_unchanged_page_does_not_matter(kept):
    root, report = kept
    copy = shutil.copyfile(report.page, root / "copy")
    shutil.move(copy, report.page)
    assert State(root).why(report) == ""


def test_other_parameters_are_another_report(kept):
    root, _ = kept
    report = plan_reports(root, [2022], ["1_suc_khoe"], "", "614", "review")[0]
    assert State(root).why(report) == "parameters changed"


@pytest.mark.parametrize(
    ("edited", "why"),
    [
        pytest.param("notebooks/1_suc_khoe.ipynb", "notebook changed", id="the notebook"),
        pytest.param("data/observations/2022.csv", FIGURES, id="figures"),
        pytest.param("notebooks/2_bao_ve.ipynb", "", id="another notebook"),
    ],
)
def test_what_is_saved_while_a_run_goes_on_is_made_by_the_next(kept, edited, why):
    root, report = kept
    state = State(root)
    append(edited)(root)
    state.keep(report, READ, "abc", 1.0)
    assert State(root).why(report) == why


def test_a_spoilt_fingerprint_is_none(kept):
    root, report = kept
    for path in (root / "outputs/.state/reports").rglob("*.json"):
        path.write_text("{", encoding="utf-8")
    assert State(root).why(report) == "new"


def test_the_log_keeps_its_last_lines(kept, monkeypatch):
    root, report = kept
    monkeypatch.setattr("chitieu.publish.state.MOST_LINES", 10)
    state = State(root)
    for number in range(40):
        state.log(report, "left", f"{number}")
    with alone(root):
        state.tidy()
    lines = (root / "outputs/.state/runs.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["reason"] for line in lines] == ["35", "36", "37", "38", "39"]


@pytest.fixture(scope="module")
def short(make_workbook):
    """A workbook whose notebooks have their first lines alone: head, findings."""
    root = make_workbook("ngắn", 2021, 2022, 2023)
    for path in set((root / "notebooks").glob("*.ipynb")):
        if path.stem not in NAMES:
            path.unlink()
    for path in (root / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        notebook.cells = [c for c in code if "book.summary" in c.source or c in code[:2]]
        nbformat.write(notebook, path)
    return root


def check_code(path) -> str:
    return nbformat.read(path, as_version=4).metadata.chitieu.check_code


def log_of(root, lines):
    text = (root / "outputs/.state/runs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in text[-lines:]]


@pytest.mark.xdist_group("state")
def test_one_number_runs_the_reports_that_show_it_and_no_other(short, run_chitieu, replace_text):
    assert run_chitieu("run", "2021-2023", root=short).code == 0
    pages = {path: path.read_bytes() for path in (short / "outputs").rglob("*.html")}

    ran = run_chitieu("run", "2021-2023", root=short)
    assert (ran.code, ran.out) == (0, "0 of 9 pages made, 9 left as they were\n")

    # Births of 2022 in one commune: objective 1, and the scoreboard, in 2022 and in the year that
    # shows it among earlier ones.
    file = short / "data/observations/2022.csv"
    row = next(r for r in file.read_text("utf-8").splitlines() if ",live_births," in r)
    value = row.split(",")[4]
    replace_text(file, row, row.replace(f",{value},", f",{int(value) + 1},"))
    ran = run_chitieu("run", "2021-2023", root=short)
    assert ran.out == "4 of 9 pages made in outputs/2022, outputs/2023, 5 left as they were\n"
    run_again = {
        (line["period"], line["notebook"]) for line in log_of(short, 9) if line["status"] == "made"
    }
    assert run_again == {(y, n) for y in ("2022", "2023") for n in ("0_tong_hop", "1_suc_khoe")}
    # The others of the year bear the new check code, without having been run.
    assert len({check_code(short / f"outputs/2022/{name}.ipynb") for name in NAMES}) == 1
    year_before = [path for path in pages if path.parent.name == "2021"]
    assert all(path.read_bytes() == pages[path] for path in year_before)


OPENS = (
    "from chitieu import Workbook\n\n"
    "book = Workbook.open(year=year, period=period, area=area, audience=audience)\n"
)
# Name: what a notebook's cell shows.
SHOWN = {
    "1_the_years": "book.trends.series(objective=2)",
    "2_the_counts": "book.counts().groupby('variable')['value'].sum()",
    "3_another_area": "Workbook.open(year=year, area='23479').results(indicator='14')",
    "4_another_year": "Workbook.open(year=year - 1).results(indicator='14')",
    "5_the_file": "print(open('data/observations/2022.csv', encoding='utf-8').read()[-2000:])",
    "6_own_file": "print(open('beside.txt', encoding='utf-8').read())",
    "7_own_module": "import beside\nbeside.VALUE",
    "8_own_objective": "book.results(objective=2)",
    "9_other_objective": "book.results(objective=1)",
}


@pytest.fixture(scope="module")
def showing(make_workbook):
    """A workbook whose notebooks show one thing each."""
    root = make_workbook("mỗi sổ một thứ", 2020, 2021, 2022)
    source = nbformat.read(root / "notebooks" / "2_bao_ve.ipynb", as_version=4)
    parameters = next(cell for cell in source.cells if cell.cell_type == "code")
    for path in (root / "notebooks").glob("*.ipynb"):
        path.unlink()
    (root / "beside.txt").write_text("before", encoding="utf-8")
    (root / "beside.py").write_text("VALUE = 1\n", encoding="utf-8")
    for name, shown in SHOWN.items():
        head = nbformat.v4.new_code_cell(OPENS + "book.header()", id="head")
        if name >= "8":
            head.source = head.source.replace("header()", f"header(objective={10 - int(name[0])})")
        cell = nbformat.v4.new_code_cell(shown, id="shown")
        source.cells = [nbformat.v4.new_markdown_cell("# –", id="title"), parameters, head, cell]
        nbformat.write(source, root / "notebooks" / f"{name}.ipynb")
    return root


def changed_count(root):
    """One count of one commune, in one indicator of objective 2."""
    path = root / "data/observations/2022.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if ",children_u5_registered," in line)
    cells = lines[number].split(",")
    cells[4] = str(int(cells[4]) - 90)
    lines[number] = ",".join(cells)
    path.write_text("".join(lines), "utf-8")


def changed_break(root):
    breaks = "indicator,year,what_vi,source\n8a,2021,đổi cách tính,\n"
    (root / "params/breaks.csv").write_text(breaks, "utf-8")


def changed_file(root):
    (root / "beside.txt").write_text("after", encoding="utf-8")


def changed_module(root):
    (root / "beside.py").write_text("VALUE = 22\n", encoding="utf-8")


# Name: what is changed, and what a run leaves after it. First what has all made again, so that one
# run afresh in the end shows of each page that was left since whether it should have been.
CHANGED = {
    "a break of a series": (changed_break, set()),
    "a count": (changed_count, {"9_other_objective"}),
    "a file that a cell opens": (changed_file, SHOWN.keys() - {"6_own_file"}),
    "a module of its own": (changed_module, SHOWN.keys() - {"7_own_module"}),
}


@pytest.fixture(scope="module")
def left(showing, run_chitieu) -> dict[str, set[str]]:
    """By change, which pages a run left as they were; one change after the other."""
    assert run_chitieu("run", "2022", root=showing).code == 0
    found = {}
    for name, (change, _) in CHANGED.items():
        change(showing)
        assert run_chitieu("run", "2022", root=showing).code == 0
        log = log_of(showing, len(SHOWN))
        found[name] = {line["notebook"] for line in log if line["status"] == "left"}
    return found


@pytest.mark.slow
@pytest.mark.xdist_group("state")
@pytest.mark.parametrize("name", CHANGED)
def test_what_shows_nothing_that_changed_is_left(left, name):
    assert left[name] == CHANGED[name][1]


@pytest.mark.slow
@pytest.mark.xdist_group("state")
def test_what_is_left_is_what_would_be_made_again(showing, left, run_chitieu):
    pages = {path: path.read_bytes() for path in showing.glob("outputs/2022/*.html")}
    assert len(pages) == len(SHOWN)
    assert run_chitieu("run", "2022", "--fresh", root=showing).code == 0
    assert {path: path.read_bytes() for path in pages} == pages


@pytest.mark.xdist_group("state")
def test_with_nothing_to_do_nothing_heavy_is_loaded(short, run_chitieu):
    run_chitieu("run", "2021-2023", root=short)
    script = (
        "import sys; from chitieu.cli import main\n"
        f"code = main(['run', '2021-2023', '--root', {str(short)!r}])\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'IPython', 'nbformat', 'rich', 'pydantic'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr


@pytest.mark.xdist_group("state")
def test_fresh_runs_what_has_not_changed(short, run_chitieu):
    run_chitieu("run", "2021", "--notebook", "4_tham_gia", root=short)
    ran = run_chitieu("run", "2021", "--notebook", "4_tham_gia", "--fresh", root=short)
    assert ran.out == "1 of 1 pages made in outputs/2021\n"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '"x"', '{"read": {}, "inputs": {}, "outputs": {}}']
)
def test_a_fingerprint_that_is_none_makes_the_page_anew(kept, text):
    root, report = kept
    (place,) = (root / "outputs" / ".state" / "reports").rglob("*.json")
    place.write_text(text, encoding="utf-8")
    assert State(root).why(report) == "new"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"a": 1}\n{"b": ', '{"a": 1}\n'),
        ('{"b": ', ""),
        ('{"a": 1}\n', '{"a": 1}\n'),
        ("", ""),
    ],
    ids=["a half line", "nothing whole", "whole", "empty"],
)
def test_a_killed_run_s_half_line_of_the_log_goes_and_so_do_its_parts(kept, text, left):
    root, _ = kept
    state = State(root)
    log, part = state.folder / "runs.jsonl", state.parts / ".x.html.0123.part"
    log.write_text(text, encoding="utf-8")
    part.parent.mkdir(exist_ok=True)
    part.write_text("half", encoding="utf-8")
    state.tidy()
    assert log.read_text(encoding="utf-8") == left
    assert not part.exists()


def test_a_way_in_is_owed_until_it_is_written(kept):
    root, _ = kept
    state = State(root)
    assert state.owes_way_in()  # there is none
    state.way_in.write_text("x", encoding="utf-8")
    assert not state.owes_way_in()
    state.owe_way_in()
    assert State(root).owes_way_in()
    state.owe_way_in(False)
    assert not state.owes_way_in()
