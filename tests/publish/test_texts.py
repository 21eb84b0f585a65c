"""Names that look like something else are names, on pages, in pictures and in tables: one workbook
whose every text is of such a kind, opened in Chromium."""

import csv
import io
import shutil

import openpyxl
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from chitieu import Workbook
from chitieu.publish import exchange
from chitieu.publish.pages import PageExporter
from chitieu.show.draw.sheet import cut, fitted, text_width
from chitieu.show.draw.svg import writable

# Name: what stands in the cell, and what is seen of it.
TEXTS = {
    "a formula of TeX": (r"$\frac{a}{b}$", r"$\frac{a}{b}$"),
    "two prices": ("giá $5 và $10", "giá $5 và $10"),
    "one dollar": ("100$", "100$"),
    "a broken formula": (r"$\frac{$", r"$\frac{$"),
    "backslashes": (r"a\b_{x}^2\n", r"a\b_{x}^2\n"),
    "markup": ("<b>&amp;</b><!--", "<b>&amp;</b><!--"),
    "the end of a drawing": ("</text></svg>", "</text></svg>"),
    "a template": ("{{7*7}}{%x%}", "{{7*7}}{%x%}"),
    "quotes": ("\"x\" 'y' `z`", "\"x\" 'y' `z`"),
    "two lines": ("một\ndòng", "một dòng"),
    "a control letter": ("a\x07b\x1bc", "abc"),
    "letters turned round": ("abc\u202edef\u202c", "abcdef"),
    "signs beyond Vietnamese": ("☂ 𝔘 👧", "☂ 𝔘 👧"),
    "ten thousand letters in words": ("dài " * 2500 + "hết", "dài " * 2500 + "hết"),
    "ten thousand letters in a word": ("x" * 10000, "x" * 10000),
}
CELLS = [cell for cell, _ in TEXTS.values()]
SEEN = [seen for _, seen in TEXTS.values()]
SHORT = 25  # letters of a short name, with a number before it


def spoil(path, columns, most=None):
    """Write each text in turn behind the words of a table's columns; return what is seen there."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        for column in columns:
            if row.get(column):
                text = CELLS[at % len(CELLS)]
                row[column] = f"N{at} {text[:SHORT]}" if column == "short_vi" else f"N{at} {text}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def book(root, name_borders, tmp_path_factory) -> Workbook:
    folder = tmp_path_factory.mktemp("texts")
    for part in ("params", "data", "shapefiles", "notebooks"):
        shutil.copytree(root / part, folder / part)
    spoil(
        folder / "params/indicators.csv",
        ["name_vi", "short_vi", "name_en", "definition_vi", "source", "checked_by"],
    )
    spoil(folder / "params/variables.csv", ["name_vi", "name_en", "unit_vi", "definition_vi"])
    spoil(folder / "params/agencies.csv", ["name_vi", "short_vi", "name_en"])
    spoil(folder / "params/actions.csv", ["task_vi"])
    spoil(folder / "data/areas.csv", ["name"])
    spoil(folder / "data/observations/2022.csv", ["note"])
    name_borders(folder)
    year = folder / "params/2022.yaml"
    title = r"$\\frac{a}{b}$ <b>&amp; " + "dài " * 2500
    year.write_text(year.read_text("utf-8").replace('title: "', f'title: "{title}', 1), "utf-8")
    return Workbook.open(year=2022, root=folder)


@pytest.fixture(scope="module")
def page(book, tmp_path_factory):
    """A page of everything that draws, with the tables beside it."""
    exhibits = [
        book.header(), book.tiles(), book.summary(), book.scorecard(), book.matrix(),
        book.status_map(), book.maps(objective=4), book.map("24"), book.details(objective=4),
        book.gaps(), book.next_steps(), book.definitions(), book.trends.series(objective=4),
        book.health.funnel("3b"), book.health.gap("4a", "4b"), book.voices.reach_gap("24"),
        book.voices.together("22", "23"), book.protection.unreached("8a", "8b"),
        book.schooling.school_path(["16", "17a", "18a"], "trẻ em 5 tuổi"),
        book.schooling.school_readiness(["7", "19", "20a"], unit="trường"),
    ]  # fmt: skip
    cells = [new_markdown_cell("# Trang $x$")]
    for exhibit in exhibits:
        data, told = exhibit._repr_mimebundle_()
        made = new_output("display_data", data=data, metadata=told)
        cells.append(new_code_cell("", outputs=[made]))
    text, _ = PageExporter().from_notebook_node(new_notebook(cells=cells))
    path = tmp_path_factory.mktemp("trang") / "trang.html"
    path.write_text(text, encoding="utf-8")
    return path


WIDE = """() => [...document.querySelectorAll('main *, footer *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.right > document.documentElement.clientWidth + 1
        && !e.closest('.ct-scroll, .ct-drawing, svg, pre')}).map(e => e.outerHTML.slice(0, 80))"""
OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter(e => {
    const whole = e.ownerSVGElement.getBoundingClientRect(), box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > whole.right + 12 || box.left < whole.left - 12)})
    .map(e => e.textContent.slice(0, 80))"""


@pytest.mark.parametrize("width", [1280, 360])
def test_no_name_breaks_the_page(page, opened, width):
    tab = opened(page.as_uri(), width)
    assert tab.said == []
    assert tab.asked == [page.as_uri()]
    assert tab.evaluate(WIDE) == []
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate("document.querySelectorAll('script, .body b, main img').length") == 0


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_name_stands_whole_in_the_tables_and_cut_where_it_is_drawn(book, page, opened):
    tab = opened(page.as_uri())
    rows = tab.evaluate("[...document.querySelectorAll('.ct-detail th')].map(e => e.textContent)")
    stand = {words(row) for row in rows}
    names = [words(book.scene.names[area]) for area in [*book.scene.shown, book.scene.top]]
    assert {name.partition(" ")[2] for name in names} <= set(map(words, SEEN))
    assert set(names) <= stand
    drawn = tab.evaluate("[...document.querySelectorAll('svg text')].map(e => e.textContent)")
    assert all(len(text) < 300 for text in drawn)
    for name in names:
        stems = [text.rstrip("…") for text in map(words, drawn) if text.startswith(name[:4])]
        assert any(name.startswith(stem.partition("  ")[0][:8]) for stem in stems), name[:40]
    cuts = [words(text).rstrip("…") for text in drawn if text.endswith("…")]
    known = [*names, *map(words, book.indicators["short_vi"])]
    assert cuts
    assert all(any(stem in name for name in known) for stem in cuts if len(stem) > 8)
    told = tab.evaluate(
        "[...document.querySelectorAll('svg')].map(e => e.getAttribute('aria-label'))"
    )
    assert any(r"$\frac{a}{b}$" in (label or "") for label in told)


def test_a_name_is_the_same_in_the_workbook_of_results(book):
    files = exchange.files(book)
    sheets = openpyxl.load_workbook(io.BytesIO(files["results.xlsx"]))
    cells = {
        words(str(cell)) for sheet in sheets for row in sheet.iter_rows(values_only=True)
        for cell in row if cell is not None
    }  # fmt: skip
    for area in book.scene.shown:
        assert words(book.scene.names[area]) in cells


@pytest.mark.parametrize("words", SEEN, ids=list(TEXTS))
@pytest.mark.parametrize("lines", [1, 3])
def test_what_is_cut_is_no_wider_than_its_room(words, lines):
    shown = fitted(words, 60, 8, lines=lines).split("\n")
    assert len(shown) <= lines
    assert all(text_width(line, 8) <= 60 for line in shown)
    whole = " ".join(shown)
    assert words.startswith(whole.split("…")[0][:3])
    assert whole == words or "…" in whole or lines == 3


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("abc", 100, "abc"),
        ("abc", 0, "…"),
        ("a bbbbbb", text_width("a b…", 8) - 0.01, "a…"),
        ("aaaaaaaa", text_width("aaa…", 8), "aaa…"),
        ("aaaaaaaa", text_width("aaa…", 8) - 0.01, "aa…"),
        ("aaaaaaaa", text_width("aaaaaaaa", 8), "aaaaaaaa"),
    ],
)
def test_a_line_is_cut_as_late_as_it_can_be(line, width, shown):
    assert cut(line, width, 8) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x07b\x00c", "a�b�c"),
        ("\ud800", "�"),
        ("\uffff\ufffe", "��"),
        ("a\tb\nc\r", "a\tb\nc\r"),
        ("\x1f \x20\ud7ff\ue000\ufffd𐀀", "� \x20\ud7ff\ue000\ufffd𐀀"),
    ],
)
def test_what_no_drawing_may_hold_is_a_sign(text, shown):
    assert writable(text) == shown
