"""The way in: years and pages, their states, who has not reported, each indicator's years."""

import csv
import json
import re
import shutil

import pytest
from bs4 import BeautifulSoup

from chitieu.publish.index import earlier_runs, index_page
from chitieu.words import speaking

pytestmark = pytest.mark.xdist_group("batch")


@pytest.fixture(scope="module")
def outputs(two_years, tmp_path_factory):
    """A copy of a workbook with two years of pages that a test may spoil; no log."""
    folder = tmp_path_factory.mktemp("đường vào") / "sổ"
    shutil.copytree(two_years.root, folder, ignore=shutil.ignore_patterns(".state"))
    return folder


def read(outputs, runs) -> BeautifulSoup:
    return BeautifulSoup(index_page(outputs, runs), "html.parser")


@pytest.fixture(scope="module")
def way_in(outputs) -> BeautifulSoup:
    """The page as the pages are, read once; not to be changed."""
    return read(outputs, earlier_runs(outputs))


def text_of(element) -> str:
    return element.get_text(" ", strip=True)


def reached(outputs, objective: str) -> str:
    """How many of the published indicators of an objective (all: "") are met, of all there are."""
    with (outputs / "params/indicators.csv").open(encoding="utf-8") as file:
        plan = {row["indicator"]: row["objective"] for row in csv.DictReader(file)}
    with (outputs / "outputs/2022/results.csv").open(encoding="utf-8") as file:
        own = [row for row in csv.DictReader(file) if (row["area"], row["group"]) == ("614", "")]
    own = [row["status"] for row in own if objective in ("", plan[row["indicator"]])]
    return f"{own.count('met')}/{len(own)} đạt"


def run_of(status: str, reason: str = "", ran: str = "", notebook: str = "1_suc_khoe") -> dict:
    return {
        "period": "2022", "notebook": notebook, "status": status, "reason": reason, "ran": ran,
    }  # fmt: skip


def test_every_page_and_file_is_reached(outputs, way_in):
    links = {a["href"].partition("#")[0] for a in way_in.find_all("a")}
    there = {
        p.relative_to(outputs / "outputs").as_posix()
        for p in (outputs / "outputs").glob("20*/*")
        if p.suffix != ".ipynb"
    }
    assert links == there
    assert len(there) > 10


def test_the_latest_year_is_the_answer(way_in):
    assert re.fullmatch(r"Huyện Kon Rẫy: năm 2022 đạt \d+ trên 33 chỉ số", way_in.h1.text)


def test_a_cell_counts_the_indicators_that_are_met_of_all_there_are(outputs, way_in):
    row = way_in.select_one("tbody tr")
    assert row.th.text == "Năm 2022"
    assert [text_of(td) for td in row.find_all("td")[:6]] == [
        reached(outputs, objective) for objective in ("", "", "1", "2", "3", "4")
    ]
    assert text_of(row.select_one("td.ct-num")) == "363/371"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("run", "cell", "sentence"),
    [
        pytest.param(run_of("new"), "{}", "Cả 1 trang đều khớp", id="new"),
        pytest.param(
            run_of("old", "params/2022.yaml changed"),
            "{} cũ params/2022.yaml đã thay đổi",
            "1 trang đã cũ: 1_suc_khoe (2022)",
            id="old",
        ),
        pytest.param(
            run_of("old", "code changed"),
            "{} cũ mã lệnh đã thay đổi",
            "1 trang đã cũ: 1_suc_khoe (2022)",
            id="old: the code",
        ),
        pytest.param(
            run_of("failed", "cell 3: <b>x</b>"),
            "{} lỗi cell 3: <b>x</b>",
            "1 trang bị lỗi: 1_suc_khoe (2022)",
            id="failed, an older page is there",
        ),
        pytest.param(
            run_of("failed", "cell 3: x", notebook="9_khac"), "lỗi cell 3: x", "1 trang bị lỗi",
            id="failed, no page",
        ),
        pytest.param(
            run_of("missing", notebook="9_khac"), "chưa chạy", "1 trang chưa chạy", id="missing"
        ),
    ],
)  # fmt: skip
def test_a_page_says_its_state_where_it_is_not_as_it_should_be(outputs, run, cell, sentence):
    page = read(outputs, [run])
    assert text_of(page.select_one("tbody td")) == cell.format(reached(outputs, "1"))
    assert sentence in text_of(page.main)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("runs", "sentence"),
    [
        ([run_of("new")], "The one page agrees with the figures used to make it."),
        ([run_of("new"), run_of("new", notebook="2_bao_ve")],
         "All 2 pages agree with the figures used to make them."),
        ([run_of("old", "code changed")],
         "1 page is out of date: 1_suc_khoe (2022). 0 other pages agree with the figures used to "
         "make them."),
        ([run_of("failed"), run_of("failed", notebook="2_bao_ve"), run_of("new", notebook="9_x")],
         "2 pages failed: 1_suc_khoe (2022) and 2_bao_ve (2022). 1 other page agrees with the "
         "figures used to make it."),
        ([run_of("missing"), run_of("old", notebook="2_bao_ve")],
         "1 page is out of date: 2_bao_ve (2022); 1 page has not been made: 1_suc_khoe (2022). 0 "
         "other pages agree with the figures used to make them."),
    ],
)  # fmt: skip
def test_it_says_in_english_whether_the_pages_can_be_relied_on(outputs, runs, sentence):
    with speaking("en"):
        assert text_of(read(outputs, runs).select_one("h1 + p")) == sentence


def test_its_headings_state_what_follows(way_in):
    headings = [text_of(heading) for heading in way_in.find_all("h2")]
    assert headings == ["Các trang", "Tình hình báo cáo", "Từng chỉ số qua các kỳ"]


def test_it_is_an_english_page_where_english_is_spoken(outputs):
    shutil.copytree(outputs / "outputs/2022", outputs / "outputs/en/2022", dirs_exist_ok=True)
    with speaking("en"):
        page = read(outputs, [run_of("old", "figures changed")])
    assert page.html["lang"] == "en"
    assert re.fullmatch(r"Kon Ray district: \d+ of 33 indicators met in 2022", page.h1.text)
    cell = page.select_one("tbody td")
    assert text_of(cell) == reached(outputs, "1").replace("đạt", "met out of date figures changed")
    headings = [text_of(heading) for heading in page.find_all(["h2", "caption"])]
    assert [words for words in headings if re.search("[À-ỹ]", words)] == []


def test_times_of_runs_stand_there_only_where_they_are_known(outputs):
    timed = read(outputs, [run_of("new", ran="2023-01-17T10:00:00+07:00")])
    assert "17-01-2023" in text_of(timed.main)
    assert "Lập ngày" not in text_of(read(outputs, [run_of("new")]).main)


@pytest.mark.parametrize(
    ("kept", "day"),
    [
        pytest.param('{"day": "2023-01-02"}', "2023-01-02", id="kept"),
        pytest.param('{"seconds": 1}', "", id="kept by an older program"),
        pytest.param('{"day": "20', "", id="half"),
        pytest.param("[]", "", id="something else"),
    ],
)
def test_the_day_of_a_page_that_the_log_does_not_tell_is_its_fingerprints(outputs, kept, day):
    place = outputs / "outputs" / ".state" / "reports" / "2022" / "1_suc_khoe.json"
    place.parent.mkdir(parents=True)
    place.write_text(kept, encoding="utf-8")
    runs = {(run["period"], run["notebook"]): run["ran"] for run in earlier_runs(outputs)}
    shutil.rmtree(outputs / "outputs" / ".state")
    assert runs["2022", "1_suc_khoe"] == day


def test_the_log_tells_the_last_run_of_each_page(outputs):
    lines = [
        {"notebook": "1_suc_khoe", "status": "made", "reason": "", "ended": "2023-01-02T08:00"},
        {"notebook": "1_suc_khoe", "status": "left", "reason": "", "ended": "2023-01-03T08:00"},
        {"notebook": "2_bao_ve", "status": "failed", "reason": "x", "ended": "2023-01-03T08:00"},
        {"notebook": "9_khac", "status": "failed", "reason": "y", "ended": "2023-01-03T08:00"},
    ]
    state = outputs / "outputs" / ".state"
    state.mkdir()
    text = "\n".join(json.dumps({"period": "2022", "audience": "review", **x}) for x in lines)
    internal = json.dumps({"period": "2022", "audience": "internal", **lines[3]})
    (state / "runs.jsonl").write_text(f"{text}\n{internal}\n", encoding="utf-8")
    runs = {(r["period"], r["notebook"]): r for r in earlier_runs(outputs)}
    shutil.rmtree(state)
    assert runs["2022", "1_suc_khoe"]["status"] == "new"
    assert runs["2022", "1_suc_khoe"]["ran"] == "2023-01-02T08:00"
    assert runs["2022", "2_bao_ve"]["reason"] == "x"
    assert runs["2022", "9_khac"]["status"] == "failed"
    assert runs["2021", "2_bao_ve"]["ran"] == ""


def test_who_has_not_reported_is_named_with_what_and_where(way_in):
    """What could not be collected was answered: nobody is waited for."""
    by_agency, by_area = way_in.find("h2", id="chua-bao-cao").find_all_next("table")[:2]

    def rows(table):
        return [
            [text_of(cell) for cell in tr.find_all(["th", "td"])] for tr in table.select("tbody tr")
        ]

    assert [row[:2] for row in rows(by_agency)] == [["Năm 2022", "Trung tâm Y tế"]]
    assert "Trẻ em dưới 5 tuổi được đo chiều cao: Đắk Pne" in rows(by_agency)[0][2]
    assert rows(by_area) == [["Năm 2022", "Xã Đắk Pne", "2", "Trung tâm Y tế"]]


def test_each_indicator_has_its_years_and_a_line_of_them(way_in):
    table = way_in.select_one("table.ct-matrix")
    assert [text_of(th) for th in table.select("thead th")[1:]] == ["2021", "2022", "Diễn biến"]
    row = next(tr for tr in table.select("tbody tr") if text_of(tr.th).startswith("4a"))
    assert row.a["href"] == "2022/1_suc_khoe.html#chi-tieu-4a"
    assert "Đạt · chưa đủ chắc chắn" in text_of(row)
    assert row.svg["aria-label"].startswith("2021 18,1%")


def test_one_year_has_no_line(outputs):
    page = read(outputs, [run for run in earlier_runs(outputs) if run["period"] == "2022"])
    assert page.svg is None


def test_an_empty_workbook_says_that_nothing_was_run(outputs):
    assert "Chưa có trang nào" in text_of(read(outputs, []).main)


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 360])
def test_the_way_in_is_open_to_all_and_leads_on(outputs, opened, accessible, width):
    path = outputs / "outputs" / "index.html"
    path.write_text(index_page(outputs, earlier_runs(outputs)), encoding="utf-8")
    tab = opened(path.as_uri(), width)
    assert accessible(tab) == []
    assert (tab.asked, tab.said) == ([path.as_uri()], [])
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.get_by_role("link", name=reached(outputs, "1")).first.click()
    assert tab.title().startswith("Mục tiêu 1.")


def test_on_a_phone_each_cell_says_what_it_is(outputs, opened):
    path = outputs / "outputs" / "index.html"
    path.write_text(index_page(outputs, earlier_runs(outputs)), encoding="utf-8")
    said = opened(path.as_uri(), 360).evaluate(
        """[...document.querySelectorAll("td")].filter(td => td.innerText.trim()).map(td => [
            getComputedStyle(td, "::before").content.slice(1, -1),
            td.closest("table").tHead.rows[0].cells[td.cellIndex].innerText.trim()])"""
    )
    assert len(said) > 60
    assert [told for told, column in said if told != column] == []
