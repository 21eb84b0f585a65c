"""The page as it is opened: offline, on a wide screen and on a phone, by eye, ear and keyboard."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.xdist_group("batch")
FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(p.stem for p in FOLDER.glob("*.ipynb") if p.stem != "7_kham_pha")
WIDE, PHONE = 1280, 360
EACH_TIME = ("0_tong_hop", "4_tham_gia", "6_ho_so_xa")  # the others, as long, with -m slow
# The tables of which something is out of sight, and the cells that are not displayed as such.
BESIDE = """[...document.querySelectorAll('.ct-scroll:has(>.ct-table)')]
    .filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText.slice(0, 60))"""
NO_CELLS = """[...document.querySelectorAll(':is(td,th):not(.ct-screen)')]
    .filter(each => getComputedStyle(each).display != 'table-cell').map(each => each.className)"""
# Cells of cards that are squeezed: narrower than the column of the card that they stand in.
SQUEEZED = """[...document.querySelectorAll('table.ct-table tbody tr > *')].filter(cell => {
    const room = getComputedStyle(cell.parentElement).gridTemplateColumns.split(' ').map(parseFloat)
    return cell.innerText.trim() && cell.offsetWidth < Math.min(...room) - 1
}).map(cell => cell.innerText)"""
MOST_BYTES = 700_000


def address(ran, name: str) -> str:
    return ran.path(name).as_uri()


@pytest.mark.sampled(3, f"4_tham_gia-{WIDE}")
@pytest.mark.parametrize(
    ("name", "width"),
    [
        pytest.param(name, width, marks=[pytest.mark.slow] * (name not in EACH_TIME))
        for name in NAMES
        for width in (WIDE, PHONE)
    ],
)
def test_a_page_asks_for_nothing_says_nothing_and_is_open_to_all(
    two_years, opened, accessible, name, width
):
    tab = opened(address(two_years, name), width)
    assert accessible(tab) == []
    assert tab.asked == [address(two_years, name)]
    assert tab.said == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.evaluate(BESIDE) == []
    assert width == WIDE or tab.evaluate(SQUEEZED) == []
    assert tab.evaluate(NO_CELLS) == [] or width == PHONE, "two components have one class"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_small_whole_and_in_order(two_years, name):
    page = two_years.page(name)
    soup = BeautifulSoup(page, "html.parser")
    assert len(page.encode()) < MOST_BYTES
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "script" not in policy
    assert policy.startswith("default-src 'none'")
    levels = [int(h.name[1]) for h in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))
    ids = [e["id"] for e in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = {a["href"][1:] for a in soup.find_all("a", href=re.compile("^#"))}
    assert links <= set(ids)
    assert all(th.get("scope") for th in soup.find_all("th"))
    assert all(table.find("caption").get_text(strip=True) for table in soup.find_all("table"))
    drawings = soup.select("svg:not(.ct-spark)")
    assert all(len(svg["aria-label"]) > 40 for svg in drawings)
    assert all(svg["aria-label"] for svg in soup.find_all("svg"))


def test_the_answer_is_the_first_heading_and_the_title_stands_above_it(two_years):
    soup = BeautifulSoup(two_years.page("1_suc_khoe"), "html.parser")
    heading = soup.find("h1")
    assert re.fullmatch(r"Huyện Kon Rẫy, năm 2022: \d+ trên 11 chỉ số đạt.*", heading.text)
    assert heading.find_previous_sibling("p", class_="kicker").text.startswith("Mục tiêu 1.")
    assert soup.title.text.endswith(heading.text)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Mục tiêu", id="objective"),
        pytest.param("Địa bàn", id="area"),
        pytest.param("Kỳ", id="year and period"),
        pytest.param("Kế hoạch", id="plan"),
        pytest.param("Bản", id="edition"),
        pytest.param("Tính chất số liệu", id="simulated or real"),
        pytest.param("Số liệu", id="state of the data"),
        pytest.param("Ngày chốt số liệu", id="date"),
    ],
)
def test_the_head_says_what_the_page_is(two_years, said):
    soup = BeautifulSoup(two_years.page("1_suc_khoe"), "html.parser")
    terms = {dt.text: dt.find_next("dd").text.strip() for dt in soup.select(".ct-meta dt")}
    assert terms[said]


def test_the_foot_names_the_notebook_parameters_versions_and_what_ran_it(two_years):
    foot = BeautifulSoup(two_years.page("4_tham_gia", "2021"), "html.parser").footer.text
    for said in (
        "notebooks/4_tham_gia.ipynb",
        "year=2021",
        'audience="review"',
        "chitieu run",
        "pandas 3",
    ):
        assert said in foot


def test_only_the_scoreboard_has_a_place_to_sign(two_years):
    places = {name: two_years.page(name).count("Người thẩm định") for name in NAMES}
    assert places == {name: int(name == "0_tong_hop") for name in NAMES}


def test_each_indicator_has_an_address_and_a_line_in_the_contents(two_years):
    soup = BeautifulSoup(two_years.page("1_suc_khoe"), "html.parser")
    lines = [a.get_text(" ", strip=True) for a in soup.select(".contents .level-3 a")]
    assert [line.split()[0] for line in lines] == [
        "1", "2", "3a", "3b", "3c", "4a", "4b", "5a", "5b", "6", "7",
    ]  # fmt: skip
    assert soup.select_one("section#chi-tieu-3a h3").text.startswith("3a")
    rows = soup.select(".ct-scorecard tbody th[scope=row] a")
    assert [a["href"] for a in rows] == [f"#chi-tieu-{line.split()[0]}" for line in lines]


def test_the_contents_stay_in_sight_on_a_wide_screen_and_the_answer_leads_on_a_phone(
    two_years, opened
):
    tab = opened(address(two_years, "1_suc_khoe"))
    tab.evaluate("window.scrollTo({top: 5000, behavior: 'instant'})")
    assert tab.locator(".contents").bounding_box()["y"] == pytest.approx(0, abs=1)
    phone = opened(address(two_years, "1_suc_khoe"), PHONE)
    assert phone.locator("h1").bounding_box()["y"] < 300
    assert phone.locator(".contents").bounding_box()["y"] > phone.locator("h1").bounding_box()["y"]


def test_the_map_of_statuses_tells_its_text_where_the_keyboard_stops(two_years, opened):
    tab = opened(address(two_years, "1_suc_khoe"))
    spots = tab.locator("#status-1 .ct-spot")
    assert spots.count() == 7
    for n in range(spots.count()):
        spot = spots.nth(n)
        tip = spot.locator("xpath=following-sibling::*[1]")
        assert not tip.is_visible()
        spot.focus()
        assert tip.is_visible()
        assert tip.text_content() == spot.get_attribute("aria-label")
        under = tab.evaluate(
            """spot => {
                spot.scrollIntoView({block: 'center'});
                const box = spot.getBoundingClientRect();
                const x = box.x + box.width / 2, y = box.y + box.height / 2;
                const area = e => e.closest('g[id]')?.querySelector('title')?.textContent;
                return document.elementsFromPoint(x, y).map(area).find(Boolean);
            }""",
            arg=spot.element_handle(),
        )
        assert under == tip.text_content()  # it stands on the commune that it speaks of
    assert tab.locator("#maps-1 .ct-spot").count() == 0
    assert tab.locator("#maps-1 .ct-pointers a").count() == 11


def test_letters_of_drawings_stay_large_enough_on_a_phone(two_years, opened):
    tab = opened(address(two_years, "1_suc_khoe"), PHONE)
    smallest = tab.evaluate(
        """[...document.querySelectorAll('svg text')].map(text => {
            const svg = text.ownerSVGElement;
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return parseFloat(getComputedStyle(text).fontSize) * scale;
        }).reduce((a, b) => Math.min(a, b))"""
    )
    assert smallest >= 8


def test_the_scorecard_is_a_list_of_cards_on_a_phone_and_still_a_table(two_years, opened):
    tab = opened(address(two_years, "1_suc_khoe"), PHONE)
    table = tab.locator("table.ct-scorecard")
    assert table.bounding_box()["width"] <= PHONE
    assert table.get_by_role("row").count() == 12
    assert table.get_by_role("rowheader").count() == 11
    assert table.get_by_role("cell").count() == 72, "11 × 7, of which 5 are blank and no line"
