"""A workbook whose plan numbers as plans do, 1.10, II.3, CT-07: from `check` to a page, a package
and files for other programs."""

from __future__ import annotations

import csv
import io
import re

import pytest
import sdmx

from chitieu import Workbook

pytestmark = pytest.mark.xdist_group("identifiers")

OBJECTIVES = {"1": "I", "2": "II", "3": "C", "4": "d-4"}
SOME = ("0_tong_hop", "4_tham_gia")  # the notebooks that are run each time
WRITE = {  # how each objective's indicators are numbered, the first one 1
    "1": "1.{}".format,
    "2": "II.{}".format,
    "3": "CT-{:02d}".format,
    "4": "2.3.{}".format,
}


def rows_of(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rename(folder) -> dict[str, str]:
    """Rename what a plan names, wherever it stands; return the indicators' new names by the old."""
    plan = rows_of(folder / "params/indicators.csv")
    names, count = {}, dict.fromkeys(OBJECTIVES, 0)
    for row in plan:
        count[row["objective"]] += 1
        names[row["indicator"]] = WRITE[row["objective"]](count[row["objective"]])
    for row in plan:
        row |= {
            "indicator": names[row["indicator"]],
            "objective": OBJECTIVES[row["objective"]],
            "target_no": f"T{int(row['target_no']):02d}",
        }
    write_rows(folder / "params/indicators.csv", plan)
    actions = rows_of(folder / "params/actions.csv")
    for row in actions:
        row["indicators"] = ";".join(names[i] for i in row["indicators"].split(";") if i)
        row["objective"] = OBJECTIVES.get(row["objective"], row["objective"])
    write_rows(folder / "params/actions.csv", actions)
    elsewhere = rows_of(folder / "params/references.csv")
    write_rows(
        folder / "params/references.csv",
        [row | {"indicator": names[row["indicator"]]} for row in elsewhere],
    )
    for path in (folder / "params").glob("*.yaml"):
        text = path.read_text("utf-8")
        head, _, targets = text.partition("\ntargets:")
        head = re.sub(r'^  "(\d)":', lambda m: f"  {OBJECTIVES[m[1]]}:", head, flags=re.M)
        # Without quotes: YAML by itself would make the number 1.1 of 1.10.
        targets = re.sub(r'^  "(\w+)":', lambda m: f"  {names[m[1]]}:", targets, flags=re.M)
        path.write_text(f"{head}\ntargets:{targets}" if targets else head, "utf-8")
    for path in (folder / "notebooks").rglob("*.ipynb"):
        text = path.read_text("utf-8")
        text = re.sub(r"objective=(\d)", lambda m: rf"objective=\"{OBJECTIVES[m[1]]}\"", text)
        text = re.sub(r"small_cells\((\d)", lambda m: rf"small_cells(\"{OBJECTIVES[m[1]]}\"", text)
        named = r'\\"(\d+[a-z]?)\\"'
        text = re.sub(named, lambda m: rf"\"{names.get(m[1], m[1])}\"", text)
        path.write_text(text, "utf-8")
    return names


@pytest.fixture(scope="module")
def names(renamed):
    return renamed[1]


@pytest.fixture(scope="module")
def renamed(make_workbook, run_chitieu):
    folder = make_workbook("mã của kế hoạch")
    names = rename(folder)
    words = [word for name in SOME for word in ("--notebook", name)]
    return run_chitieu("run", "2022", *words, root=folder), names


@pytest.fixture(scope="module")
def ran(renamed):
    """Some of its pages; where a test asks for `whole`, all of them."""
    return renamed[0]


@pytest.fixture(scope="module")
def whole(ran, run_chitieu):
    return run_chitieu("run", "2022", root=ran.root)


def test_it_is_checked_without_a_fault(ran, run_chitieu):
    checked = run_chitieu("check", "2022", root=ran.root)
    assert checked.code == 0
    assert [line for line in checked.err.splitlines() if "warning" not in line] == []


def test_its_results_are_those_of_the_example_under_their_names(ran, names, everyone, run_chitieu):
    assert ran.code == 0, ran.err
    mine = rows_of(ran.root / "outputs/2022/results.csv")
    example = run_chitieu("results", "2022", root=everyone)
    theirs = list(csv.DictReader(io.StringIO(example.out)))
    assert mine == [row | {"indicator": names[row["indicator"]]} for row in theirs]
    assert list(dict.fromkeys(row["indicator"] for row in mine)) == list(names.values())
    assert "1.10" in names.values()


PAGES = ("0_tong_hop", "1_suc_khoe", "2_bao_ve", "3_giao_duc_van_hoa", "4_tham_gia", "5_xu_huong",
         "6_ho_so_xa")  # fmt: skip


@pytest.mark.parametrize("page", SOME)
def test_all_that_one_of_some_pages_points_at_is_there_once(ran, page):
    assert_all_is_there_once(ran, page, SOME)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_all_that_a_page_points_at_is_there_once(whole, page):
    assert_all_is_there_once(whole, page, PAGES)


def assert_all_is_there_once(ran, page, made):
    html = ran.page(page)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[\w-]+", i)] == []
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    for name, place in set(re.findall(r'href="(\w+)\.html#([^"]+)"', html)):
        assert name not in made or f'id="{place}"' in ran.page(name), (name, place)


def test_the_scoreboard_leads_to_the_page_of_each_objective(ran, names):
    html = ran.page("0_tong_hop")
    for old, page in (("5b", "1_suc_khoe"), ("9", "2_bao_ve"), ("16", PAGES[3]), ("22", PAGES[4])):
        place = names[old].replace(".", "_").replace("-", "_")
        assert f'href="{page}.html#chi-tieu-{place}"' in html
        assert f'<span class="ct-id">{names[old]}</span>' in html
    assert "Mục tiêu d-4. Sự tham gia của trẻ em" in html


@pytest.mark.slow
def test_the_way_in_counts_each_objectives_targets(whole):
    ran = whole
    html = (ran.root / "outputs/index.html").read_text("utf-8")
    head = re.findall(r"<th[^>]*>(Mục tiêu [^<]*)</th>", html)
    assert head[:4] == [f"Mục tiêu {name}" for name in "1234"]  # as the notebooks call themselves
    assert [title.split(".")[0] for title in head[4:]] == [
        f"Mục tiêu {o}" for o in OBJECTIVES.values()
    ]
    assert len(re.findall(r"\d+/\d+ đạt", html)) >= 5


def test_a_code_of_sdmx_names_the_plans_writing(ran, names):
    folder = ran.root / "outputs/2022"
    structure = sdmx.read_sdmx(folder / "results.sdmx.xml")
    codes = structure.codelist["CL_INDICATOR"].items
    assert list(codes) == [name.replace(".", "_") for name in names.values()]
    assert str(codes["1_10"].name.localized_default("vi")).startswith("1.10. ")
    assert str(codes["CT-01"].name.localized_default("vi"))[0] != "C"
    data = rows_of(folder / "results.sdmx.csv")
    assert {row["INDICATOR"] for row in data} == set(codes)


@pytest.mark.slow
def test_its_package_is_made_and_verified(whole, run_chitieu):
    ran = whole
    packed = run_chitieu("pack", "2022", root=ran.root)
    assert packed.code == 0, packed.err
    package = next((ran.root / "outputs/packages").glob("*.zip"))
    verified = run_chitieu("verify", package, root=ran.root)
    assert verified.code == 0, verified.out + verified.err


def test_calls_name_its_objectives_as_the_plan_does(ran, names):
    book = Workbook.open(2022, root=ran.root)
    assert set(book.results(objective="d-4")["indicator"]) == {"2.3.1", "2.3.2", "2.3.3"}
    assert book.results(indicator="1.10")["indicator"].unique() == ["1.10"]
    assert book.map("2.3.1").html
