"""The leader's sheet as it is opened and printed: one side of A4, first among the pages."""

import io
import unicodedata

import pytest
from bs4 import BeautifulSoup

from chitieu.plan.notebooks import LEADING

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.xdist_group("batch")
A4 = (595, 842)
ROOM = "@page{{margin-bottom:{}mm}}"  # 8 mm more than the page leaves; in English 6
ENGLISH = "en/2022"


@pytest.fixture(scope="module")
def english(run_chitieu, make_workbook):
    words = ("run", 2022, "--notebook", LEADING, "--language", "en")
    ran = run_chitieu(*words, root=make_workbook("tóm tắt"))
    assert ran.code == 0, ran.err
    return ran


@pytest.fixture
def page_of(two_years, english):
    """Return a function that gives where the sheet of a period lies."""

    def page(period: str):
        return (english if period == ENGLISH else two_years).path(LEADING, period)

    return page


@pytest.mark.parametrize("period", [pytest.param("2021", marks=pytest.mark.slow), "2022", ENGLISH])
def test_it_is_printed_on_one_side_of_a4_with_room_to_spare(page_of, browser, period):
    tab = browser.new_page()
    tab.goto(page_of(period).as_uri())
    tab.add_style_tag(content=ROOM.format(17 if period == ENGLISH else 19))
    sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
    assert [(round(s.mediabox.width), round(s.mediabox.height)) for s in sheets] == [A4]
    text = unicodedata.normalize("NFKC", sheets[0].extract_text())  # ff is one letter there
    soup = BeautifulSoup(page_of(period).read_text("utf-8"), "html.parser")
    codes = [code.text for code in soup.select(".ct-brief .ct-id")]
    assert len(codes) == 33
    assert all(code in text.split() for code in codes)
    foot = soup.footer.select("dd code")[-2].text  # the check code, before the file it is of
    assert text.count(foot) == 2, "at the foot of the sheet and in its provenance"


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 360])
def test_in_english_it_is_open_to_all_too(page_of, opened, accessible, width):
    tab = opened(page_of(ENGLISH).as_uri(), width)
    assert accessible(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_the_result_is_in_sight_beside_the_name(page_of, opened):
    tab = opened(page_of("2022").as_uri(), 360)
    for row in tab.locator(".ct-brief tbody tr:not(.ct-group)").all():
        box = row.locator("td").nth(1).bounding_box()
        assert box["x"] + box["width"] <= 360


def test_the_way_in_leads_to_it_first(two_years):
    soup = BeautifulSoup((two_years.root / "outputs/index.html").read_text("utf-8"), "html.parser")
    table = soup.find("table")
    heads = [th.text for th in table.select("thead th")]
    assert heads[:3] == ["Kỳ", "Tóm tắt cho lãnh đạo", "Bảng tổng hợp các chỉ tiêu vì trẻ em"]
    first, second = (td.a for td in table.select("tbody tr")[0].find_all("td")[:2])
    assert first["href"] == f"2022/{LEADING}.html"
    assert first.text == second.text, "as many of the whole plan as the scoreboard says"
