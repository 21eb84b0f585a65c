"""What the exporter makes of cells: the house's exhibits, foreign markup, hostile texts."""

import base64
import csv

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from chitieu import Workbook
from chitieu.publish.package.figures import check_code_of
from chitieu.publish.pages import PageExporter, PageFault
from chitieu.publish.pages.foreign import clean

DOT = base64.b64encode(b"no real picture, but one as far as the page goes").decode()


def shown(*outputs, prose="# Một trang", **metadata):
    """A notebook whose one cell has these outputs: exhibits, or (data, metadata) of one output."""
    made = []
    for output in outputs:
        data, told = output if isinstance(output, tuple) else output._repr_mimebundle_()
        made.append(new_output("display_data", data=data, metadata=told))
    cells = [new_markdown_cell(prose), new_code_cell("book", outputs=made)]
    return new_notebook(cells=cells, metadata=metadata)


def page_of(notebook) -> BeautifulSoup:
    return BeautifulSoup(PageExporter().from_notebook_node(notebook)[0], "html.parser")


@pytest.fixture(scope="module")
def book(everyone):
    return Workbook.open(year=2022, root=everyone)


# ---- figures -------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><style>*{fill:red}</style><path id="a"/></svg>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param({"image/png": DOT}, {}, id="a picture"),
        pytest.param({"image/png": DOT}, {"image/png": {"alt": " "}}, id="a blank description"),
        pytest.param({"image/svg+xml": SVG}, {}, id="a drawing"),
        pytest.param({"text/html": SVG}, {}, id="a drawing in markup"),
        pytest.param(
            {"text/html": f'<img src="data:image/png;base64,{DOT}">'}, {}, id="a picture in markup"
        ),
        pytest.param(
            {
                "text/html": '<img alt="No description has been provided for this image" '
                f'src="data:image/png;base64,{DOT}">'
            },
            {},
            id="nbconvert's own words",
        ),
    ],
)
def test_a_figure_without_a_description_fails_the_export_and_names_its_cell(data, told):
    with pytest.raises(PageFault, match=r"cell 2: .* has no description"):
        page_of(shown((data, told)))


BLANK = ({"text/html": ""}, {"text/html": {"chitieu": True}})
WORDS = ({"text/html": "<p>Có</p>"}, {"text/html": {"chitieu": True}})


@pytest.mark.parametrize(
    ("outputs", "there"),
    [
        pytest.param([BLANK], False, id="a blank exhibit"),
        pytest.param([WORDS], True, id="an exhibit"),
        pytest.param([BLANK, WORDS], True, id="one of two is blank"),
        pytest.param([({"text/html": ""}, {})], True, id="an analyst's own blank"),
        pytest.param([], True, id="a cell that shows nothing"),
    ],
)
def test_a_part_that_has_nothing_to_show_is_left_out_with_its_heading(outputs, there):
    page = page_of(shown(*outputs, prose="## Phần này"))
    assert ("Phần này" in page.get_text()) == there


@pytest.mark.parametrize(
    ("source", "there"),
    [
        ('# book.health.funnel("3b")\n\n# book.voices.reach_gap("24")', False),
        ('# book.health.funnel("3b")\nprint()', True),
        ("    # it is indented", True),
        ("", True),
    ],
)
def test_a_part_of_comments_alone_is_left_out_with_its_heading(source, there):
    notebook = shown(prose="## Phần này")
    notebook.cells[1].source = source
    assert ("Phần này" in page_of(notebook).get_text()) == there


def test_all_faults_are_told_at_once():
    notebook = shown(({"image/png": DOT}, {}), ({"image/png": DOT}, {}))
    with pytest.raises(PageFault) as told:
        page_of(notebook)
    assert len(str(told.value).splitlines()) == 2


def test_a_picture_outside_the_notebook_is_a_fault():
    with pytest.raises(PageFault, match=r"'ban-do\.png' is no part of the notebook"):
        page_of(new_notebook(cells=[new_markdown_cell("![bản đồ](ban-do.png)")]))


def test_a_described_drawing_keeps_its_ids_and_styles_to_itself():
    page = page_of(shown(({"image/svg+xml": SVG}, {"image/svg+xml": {"alt": "Một ô đỏ"}})))
    assert page.find("svg") is None
    assert page.find("img")["alt"] == "Một ô đỏ"


def test_a_figure_that_is_shown_twice_has_its_own_ids(book):
    page = page_of(shown(book.map("3b"), book.map("3b")))
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "map-3b-2" in ids
    first, second = (str(drawing) for drawing in page.find_all("svg"))
    assert "url(#map-3b" not in first or "-2)" in second


def test_a_figure_cannot_be_made_without_a_description(book):
    from chitieu.show.exhibit import figure_exhibit

    chart = book.chart("3b")
    with pytest.raises(ValueError, match="'x' has no description"):
        figure_exhibit(chart.figure, name="x", title="X", alt=" ", table=chart.table)


# ---- headings, tables, foreign markup ------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        pytest.param("# a\n\n## b\n\n### c", [1, 2, 3], id="in order"),
        pytest.param("# a\n\n### b\n\n### c", [1, 2, 2], id="skipped"),
        pytest.param("# a\n\n#### b\n\n## c", [1, 2, 2], id="from deep to less deep"),
        pytest.param("### a\n\n## b", [1, 1], id="no first heading"),
    ],
)
def test_headings_follow_one_another(written, levels):
    page = page_of(new_notebook(cells=[new_markdown_cell(written)]))
    body = page.select_one(".body")
    assert [int(h.name[1]) for h in body.find_all(["h1", "h2", "h3", "h4"])] == levels


def test_a_table_of_pandas_gets_a_caption_scopes_and_a_region(book):
    table = book.results(objective=4).head(2)
    data = {"text/html": table._repr_html_()}
    page = page_of(shown((data, {}), prose="# Trang\n\n## Bảng kết quả"))
    region = page.select_one("div.ct-scroll[tabindex='0'][role=region]")
    assert region.table.caption.text == "Bảng: Bảng kết quả"
    assert {th["scope"] for th in region.select("thead th")} == {"col"}
    assert {th["scope"] for th in region.select("tbody th")} == {"row"}
    assert not page.select("main style")


HOSTILE = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('<img src=x onerror="alert(1)">', id="picture that fails"),
    pytest.param("</style><script>alert(1)</script>", id="end of a style sheet"),
    pytest.param('<iframe srcdoc="<script>alert(1)</script>"></iframe>', id="frame"),
    pytest.param('<form action="https://x.example"><input autofocus></form>', id="form"),
    pytest.param('<svg aria-label="a"><script>alert(1)</script></svg>', id="script in a drawing"),
    pytest.param('<object data="x.swf"></object>', id="object"),
    pytest.param('<base href="https://x.example">', id="base"),
    pytest.param('<meta http-equiv="refresh" content="0;url=https://x.example">', id="meta"),
    pytest.param('<link rel="stylesheet" href="https://x.example/a.css">', id="style sheet"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_unescaped_table_shows_hostile_markup_as_text(text):
    markup, faults = clean(f"<table><tr><td>{text}</td></tr></table>", "Bảng")
    soup = BeautifulSoup(markup, "html.parser")
    assert faults == []
    assert not soup.find_all(["script", "img", "iframe", "form", "input", "object", "base", "meta"])
    assert not soup.find_all(["link", "style"])
    assert any(word in soup.get_text() for word in ("alert(1)", "x.example", "x.swf"))


@pytest.mark.parametrize(
    "attribute",
    [
        'onclick="alert(1)"',
        'href="javascript:alert(1)"',
        'href=" java\nscript:alert(1)"',
        'href="data:text/html,<script>alert(1)</script>"',
        'style="background:url(https://x.example/a.png)"',
        'ping="https://x.example"',
    ],
)
def test_an_attribute_that_acts_is_dropped(attribute):
    markup, _ = clean(f"<a {attribute}>chữ</a>", "Bảng")
    assert markup == "<a>chữ</a>"


@pytest.mark.parametrize(
    "attribute", ['href="https://x.example/a?b=1:2"', 'href="#a"', 'href="1_a.html#b"', 'id="a"']
)
def test_an_attribute_that_only_leads_or_names_stays(attribute):
    assert clean(f"<a {attribute}>chữ</a>", "Bảng")[0] == f"<a {attribute}>chữ</a>"


def test_a_style_sheet_goes_into_what_stands_beside_it_and_nowhere_else():
    sheet = "<style>#T_1 td, #T_1 th {color: red} *:hover {color: blue}</style>"
    table = '<table id="T_1"><tr><td>a</td></tr></table>'
    markup = clean(f"{sheet}{table}", "Bảng")[0]
    assert '<td style="color:red">a</td>' in markup
    assert "blue" not in markup
    assert "<style" not in markup


# ---- hostile inputs ------------------------------------------------------------------------------

BAD = "</style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"


SHORT_BAD = "<img src=x onerror=alert(1)>"  # as long as a short name may be
SHORT = ("short_vi", "name")


def spoil(path, columns):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column in columns:
            if row[column]:
                row[column] = SHORT_BAD if column in SHORT else row[column] + BAD
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def hostile_page(root, name_borders, tmp_path_factory):
    """The scoreboard and one objective of a workbook whose every text is hostile."""
    import shutil

    folder = tmp_path_factory.mktemp("hostile")
    for part in ("params", "data", "shapefiles", "notebooks"):
        shutil.copytree(root / part, folder / part)
    spoil(folder / "params/indicators.csv", ["name_vi", "short_vi", "definition_vi", "source"])
    spoil(folder / "params/variables.csv", ["name_vi", "definition_vi", "unit_vi"])
    spoil(folder / "params/agencies.csv", ["name_vi", "short_vi"])
    spoil(folder / "params/actions.csv", ["task_vi"])
    spoil(folder / "data/areas.csv", ["name"])
    name_borders(folder)
    for path in (folder / "data/observations").glob("*.csv"):
        spoil(path, ["note"])
    year = folder / "params/2022.yaml"
    text = year.read_text(encoding="utf-8")
    quoted = BAD.replace('"', '\\"')
    text = text.replace('title: "Kế', f'title: "{quoted} Kế').replace('"4": "Sự', f'"4": "{quoted}')
    year.write_text(text, encoding="utf-8")
    book = Workbook.open(year=2022, root=folder)
    exhibits = [
        book.header(), book.tiles(), book.summary(), book.scorecard(), book.matrix(),
        book.status_map(), book.maps(objective=4), book.map("24"), book.details(objective=4),
        book.gaps(), book.next_steps(), book.definitions(), book.reading_guide(),
    ]  # fmt: skip
    notebook = shown(*exhibits, prose=f"# Trang {BAD}", chitieu={"notebook": BAD})
    return PageExporter().from_notebook_node(notebook)[0]


def test_hostile_names_and_notes_are_text_on_the_page(hostile_page):
    soup = BeautifulSoup(hostile_page, "html.parser")
    assert not soup.find_all("script")
    assert not soup.find_all("img")
    assert len(soup.find_all("style")) == 1
    assert not [e for e in soup.find_all(True) if any(a.startswith("on") for a in e.attrs)]
    for place in (".kicker", ".ct-meta", ".ct-scorecard", ".ct-formula", ".ct-step", "footer"):
        assert BAD in soup.select_one(place).get_text(), place
    for place in (
        "h1",
        ".ct-tiles",
        ".ct-matrix",
        ".ct-detail",
        ".ct-pair figcaption",
        ".contents",
    ):
        assert SHORT_BAD in soup.select_one(place).get_text(), place
    assert any(SHORT_BAD in svg["aria-label"] for svg in soup.find_all("svg"))


def test_hostile_names_and_notes_do_nothing(hostile_page, browser, tmp_path):
    path = tmp_path / "trang.html"
    path.write_text(hostile_page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    assert said == []
    assert asked == [path.as_uri()]
    assert tab.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Segoe UI"')
    tab.close()


def test_the_exporter_is_known_to_nbconvert(book):
    from nbconvert.exporters import get_exporter

    assert get_exporter("chitieu") is PageExporter


def test_the_check_code_stands_on_the_page_when_the_run_gives_it(book):
    page = page_of(shown(book.header(), chitieu={"check_code": "0123456789ab"}))
    assert "0123456789ab" in page.footer.text
    assert "0123456789ab" in page.style.text  # and at the foot of every printed sheet
    nbformat.validate(shown(book.header()))


@pytest.mark.parametrize(
    ("given", "spoken", "words"),
    [
        pytest.param('language = "en"', "en", "How this page was made", id="English"),
        pytest.param('language = "vi"', "vi", "Nguồn gốc của trang", id="Vietnamese"),
        pytest.param("year = 2022", "vi", "Nguồn gốc của trang", id="not said"),
    ],
)
def test_a_page_speaks_the_language_that_its_notebook_was_given(given, spoken, words):
    notebook = shown(({"text/html": "<table><tr><td>1</td></tr></table>"}, {}))
    notebook.metadata["chitieu"] = {"check_code": "0123456789ab"}
    cell = new_code_cell(given, metadata={"tags": ["parameters"]})
    notebook.cells.insert(0, cell)
    page = page_of(notebook)
    assert page.html["lang"] == spoken
    assert page.footer.h2.text == words
    assert page.caption.text == {"en": "Table", "vi": "Bảng"}[spoken]
    assert check_code_of(str(page)) == "0123456789ab"
