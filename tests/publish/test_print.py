"""The page as it is printed on A4: no row, no column and no figure is lost on the way."""

import io
import re
import unicodedata
from pathlib import Path

import pytest

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.xdist_group("batch")
FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(p.stem for p in FOLDER.glob("*.ipynb") if p.stem != "7_kham_pha")
A4 = (595, 842)
SHEETS = {
    "0_tong_hop": 6, "1_suc_khoe": 11, "2_bao_ve": 8, "3_giao_duc_van_hoa": 11, "4_tham_gia": 7,
    "5_xu_huong": 10, "6_ho_so_xa": 2,
}  # fmt: skip
# Every table as lists of what is seen in its cells, the hidden words for screen readers left out.
TABLES = """
() => [...document.querySelectorAll('table')].map(table => ({
  caption: table.caption.innerText,
  rows: [...table.rows].map(row => [...row.cells].map(cell => {
    const shown = cell.cloneNode(true);
    shown.querySelectorAll('.ct-hidden').forEach(word => word.remove());
    return shown.textContent;
  })),
}))
"""


def bare(text: str) -> str:
    """A text without spaces, for lines break elsewhere on paper."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


@pytest.fixture(scope="module")
def printed(two_years, browser):
    """Return a function that prints a page: its tables on the screen, and the sheets' texts."""
    made = {}

    def print_page(name: str):
        if name not in made:
            tab = browser.new_page()
            tab.goto(two_years.path(name).as_uri())
            tables = tab.evaluate(TABLES)
            sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
            tab.close()
            sizes = [(round(s.mediabox.width), round(s.mediabox.height)) for s in sheets]
            made[name] = tables, [bare(sheet.extract_text()) for sheet in sheets], sizes
        return made[name]

    return print_page


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_every_table_is_whole_on_one_sheet(printed, name):
    tables, sheets, _ = printed(name)
    assert tables
    lost = [
        (table["caption"], row)
        for table in tables
        for row in table["rows"]
        if not any(bare("".join(row)) in sheet for sheet in sheets)
    ]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_the_head_of_a_table_stands_on_each_of_its_sheets(printed, name):
    tables, sheets, _ = printed(name)
    whole = "".join(sheets)
    checked = 0
    for table in tables:
        head, *rows = (bare("".join(row)) for row in table["rows"])
        for row in rows:
            if whole.count(row) == 1:  # other tables have rows that read the same
                checked += 1
                assert head in next(sheet for sheet in sheets if row in sheet), row
    assert checked > 10


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_is_a4_and_says_which_of_how_many_it_is(printed, name):
    _, sheets, sizes = printed(name)
    assert {tuple(sorted(size)) for size in sizes} == {A4}
    for number, sheet in enumerate(sheets, start=1):
        assert f"Trang{number}/{len(sheets)}" in sheet
        assert "SỐLIỆUMÔPHỎNG" in sheet


def test_code_stays_on_the_screen_and_pages_that_are_led_to_are_named(printed):
    text = "".join(printed("0_tong_hop")[1])
    assert "mãlệnh" not in text
    assert "book." not in text
    assert "(trang1_suc_khoe.html)" in text


def test_formulas_are_printed_though_they_are_folded_on_the_screen(printed):
    assert "Côngthức:" in "".join(printed("1_suc_khoe")[1])


@pytest.mark.parametrize(("name", "most"), SHEETS.items())
def test_a_page_takes_few_sheets(printed, name, most):
    assert len(printed(name)[1]) <= most


def test_the_scoreboard_is_printed_with_places_to_sign(printed):
    last = "".join(printed("0_tong_hop")[1][-2:])
    for place in ("Ngườilập", "Ngườithẩmđịnh", "Họvàtên", "Chứcvụ", "Kýtên", "Ngày"):
        assert place in last


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_is_left_at_the_foot_of_a_sheet(two_years, printed, browser, name):
    _, sheets, _ = printed(name)
    tab = browser.new_page()
    tab.goto(two_years.path(name).as_uri())
    headings = tab.evaluate(
        "[...document.querySelectorAll('h2,h3,.ct-title')].map(h => h.innerText)"
    )
    tab.close()
    for sheet in sheets:
        end = re.sub(r"(?:Mãkiểm[0-9a-f]+)?Trang\d+/\d+", "", sheet)
        assert not [h for h in headings if end.endswith(bare(h))]
