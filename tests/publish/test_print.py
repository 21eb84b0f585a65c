"""The page as it is printed on A4: no row, no column and no figure is lost on the way, no table
that one sheet holds is parted, and a year's pages are few sheets."""

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path

import pytest

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.xdist_group("batch")
FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(p.stem for p in FOLDER.glob("*.ipynb") if p.stem != "7_kham_pha")
# Those that the tests below read anyway, and the shortest; the others, as long, with -m slow.
EACH_TIME = ("0_tong_hop", "1_suc_khoe", "4_tham_gia")
A4 = (595, 842)
MARGIN, ACROSS, DOWN = 36.85, 703, 1024  # points; pixels: how wide and high a sheet's room is
LEAST_FULL, MOST_SHEETS = 0.6, 56
each_page = pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.slow] * (n not in EACH_TIME)) for n in NAMES],
)
# Every table as lists of what is seen in its cells; left out are the hidden words for screen
# readers, the year before, which is for the screen, and the head of a guide, which reads as prose.
TABLES = """
() => [...document.querySelectorAll('table')].map(table => ({
  caption: table.caption.innerText,
  headed: !table.matches('.ct-guide'),
  rows: [...table.rows].filter(row => !row.closest('.ct-guide thead')).map(row =>
    [...row.cells].filter(cell => !cell.matches('.ct-before')).map(cell => {
      const shown = cell.cloneNode(true);
      shown.querySelectorAll('.ct-hidden,.ct-before').forEach(word => word.remove());
      return shown.textContent;
    })),
}))
"""


# Puts a sign at the beginning and the end of each table, and tells how high each is on paper.
MARKED = """
() => [...document.querySelectorAll('table')].map((table, n) => {
  const sign = words => {
    const made = document.createElement('i');
    made.style = 'position:absolute;font-size:1px';
    made.textContent = words;
    return made;
  };
  const rows = table.tBodies, last = rows[rows.length - 1].rows;
  rows[0].rows[0].cells[0].prepend(sign(`«${n}»`));
  [...last[last.length - 1].cells].at(-1).append(sign(`»${n}«`));
  return table.getBoundingClientRect().height;
})
"""


@dataclass
class Printed:
    """A page on paper: its tables as they are on the screen, how high each is, and its sheets,
    each with its text, its size, and how far down it is filled."""

    tables: list
    heights: list[float]
    pages: list

    @cached_property
    def _read(self) -> list[tuple[str, float]]:  # takes as long as to print them
        return [read(page) for page in self.pages]

    @property
    def sheets(self) -> list[str]:
        return [text for text, _ in self._read]

    @property
    def full(self) -> list[float]:
        return [full for _, full in self._read]

    @property
    def sizes(self) -> list[tuple[int, int]]:
        return [(round(p.mediabox.width), round(p.mediabox.height)) for p in self.pages]

    @property
    def parted(self) -> list[str]:
        """The tables that stand on several sheets though one has room for them."""
        where = [
            [n for n, sheet in enumerate(self.sheets) if sign in sheet]
            for table in range(len(self.tables))
            for sign in (f"«{table}»", f"»{table}«")
        ]
        assert all(len(found) == 1 for found in where)
        ends = zip(where[::2], where[1::2], self.tables, self.heights, strict=True)
        return [t["caption"] for one, other, t, high in ends if one != other and high < DOWN]


def bare(text: str) -> str:
    """A text without spaces, for lines break elsewhere on paper."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def read(sheet) -> tuple[str, float]:
    """A sheet's text, and how much of its room there is above its lowest words."""
    lowest, high = [float(sheet.mediabox.height)], float(sheet.mediabox.height)

    def look(words, outer, inner, *_):
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        if words.strip() and MARGIN < y < high - MARGIN:
            lowest.append(y)

    text = sheet.extract_text(visitor_text=look)
    return bare(text), (high - MARGIN - min(lowest)) / (high - 2 * MARGIN)


@pytest.fixture(scope="module")
def print_file(browser):
    """Return a function that prints the file of a page."""
    made: dict[Path, Printed] = {}

    def print_page(path: Path) -> Printed:
        if path not in made:
            tab = browser.new_page(viewport={"width": ACROSS, "height": DOWN})
            tab.goto(path.as_uri())
            tables = tab.evaluate(TABLES)
            tab.emulate_media(media="print")
            heights = tab.evaluate(MARKED)
            sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
            tab.close()
            made[path] = Printed(tables, heights, [*sheets])
        return made[path]

    return print_page


@pytest.fixture(scope="module")
def printed(two_years, print_file):
    """Return a function that prints a page of 2022 by the name of its notebook."""
    return lambda name: print_file(two_years.path(name))


@each_page
def test_every_row_of_every_table_is_whole_on_one_sheet(printed, name):
    tables, sheets = printed(name).tables, printed(name).sheets
    assert tables
    lost = [
        (table["caption"], row)
        for table in tables
        for row in table["rows"]
        if not any(bare(("" if table["headed"] else ":").join(row)) in sheet for sheet in sheets)
    ]
    assert lost == []


@each_page
def test_the_head_of_a_table_stands_on_each_of_its_sheets(printed, name):
    tables, sheets = printed(name).tables, printed(name).sheets
    whole = "".join(sheets)
    checked = 0
    for table in filter(itemgetter("headed"), tables):
        head, *rows = (bare("".join(row)) for row in table["rows"])
        for row in rows:
            if whole.count(row) == 1:  # other tables have rows that read the same
                checked += 1
                assert head in next(sheet for sheet in sheets if row in sheet), row
    assert checked > 10


@each_page
def test_every_sheet_is_a4_and_says_which_of_how_many_it_is(printed, name):
    sheets = printed(name).sheets
    assert {tuple(sorted(size)) for size in printed(name).sizes} == {A4}
    for number, sheet in enumerate(sheets, start=1):
        assert f"Trang{number}/{len(sheets)}" in sheet
        assert "SỐLIỆUMÔPHỎNG" in sheet


def test_code_stays_on_the_screen_and_pages_that_are_led_to_are_named(printed):
    text = "".join(printed("0_tong_hop").sheets)
    assert "mãlệnh" not in text
    assert "book." not in text
    assert "(trang1_suc_khoe.html)" in text


def test_formulas_are_printed_though_they_are_folded_on_the_screen(printed):
    assert "Côngthức:" in "".join(printed("1_suc_khoe").sheets)


def test_the_pages_of_a_year_are_few_sheets(two_years, print_file):
    pages = sorted((two_years.root / "outputs/2022").glob("*.html"))
    assert len(pages) == len(NAMES) + 6, "one for each of seven communes"
    assert sum(len(print_file(page).pages) for page in pages) <= MOST_SHEETS


@each_page
def test_no_table_is_parted_that_one_sheet_holds(printed, name):
    assert printed(name).parted == []


@each_page
def test_every_sheet_but_the_last_is_well_filled(printed, name):
    assert [full for full in printed(name).full[:-1] if full < LEAST_FULL] == []


def test_the_scoreboard_is_printed_with_places_to_sign(printed):
    last = "".join(printed("0_tong_hop").sheets[-2:])
    for place in ("Ngườilập", "Ngườithẩmđịnh", "Họvàtên", "Chứcvụ", "Kýtên", "Ngày"):
        assert place in last


@each_page
def test_no_heading_is_left_at_the_foot_of_a_sheet(two_years, printed, browser, name):
    tab = browser.new_page()
    tab.goto(two_years.path(name).as_uri())
    headings = tab.evaluate(
        "[...document.querySelectorAll('h2,h3,.ct-title')].map(h => h.innerText)"
    )
    tab.close()
    for sheet in printed(name).sheets:
        end = re.sub(r"(?:Mãkiểm[0-9a-f]+)?Trang\d+/\d+", "", sheet)
        assert not [h for h in headings if end.endswith(bare(h))]
