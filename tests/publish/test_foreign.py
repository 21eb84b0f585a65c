"""A stranger's markup on a page, judged in Chromium with the page's own policy taken out: nothing
runs, nothing is asked for, and what stands beside it is whole."""

import base64
import importlib.util
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from chitieu.publish.pages import PageExporter
from chitieu.publish.pages.exporter import PageFault
from chitieu.publish.pages.foreign import clean

_spec = importlib.util.spec_from_file_location("payloads", Path(__file__).with_name("payloads.py"))
payloads = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(payloads)
PAYLOADS = payloads.all_payloads()
POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
ACTS = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
    .filter(a => /^on|^(srcdoc|srcset|ping|formaction|action|target|background)$/i.test(a.name)
        || /^(javascript:|vbscript:|livescript:|data:text)/i
            .test(a.value.replace(/[\\s\\x00-\\x1f]/g, '')))
    .map(a => `${e.tagName} ${a.name}=${a.value}`))"""
KEPT = """() => [...document.querySelectorAll(`script,iframe,object,embed,base,link,form,
    input:not(#xem-ma),button,math,noscript,template,main style,main meta,foreignObject,animate,set,
    feImage`)]
    .map(e => e.outerHTML.slice(0, 99))"""


def output(data, kind="display_data", **metadata):
    return new_code_cell("x", outputs=[new_output(kind, data=data, metadata=metadata)])


def shown_as(kind: str, text: str):
    return output({kind: text}, **{kind: {"alt": "hình"}})


def said(kind: str, **told):
    return new_code_cell("x", outputs=[new_output(kind, **told)])


def attached(text: str):
    name = "a.svg"
    coded = base64.b64encode(text.encode("utf-8", "replace")).decode()
    cell = new_markdown_cell(f"![hình](attachment:{name})")
    cell.attachments = {name: {"image/svg+xml": coded}}
    return cell


def with_metadata(text: str):
    return new_markdown_cell("chữ", metadata={"title": text, "chitieu": text})


# Every place of a notebook that a stranger can write to: the cell that holds a text there.
PLACES = {
    "markdown": new_markdown_cell,
    "html": lambda text: output({"text/html": text}),
    "claimed html": lambda text: output({"text/html": text}, **{"text/html": {"chitieu": True}}),
    "markdown output": lambda text: output({"text/markdown": text}),
    "html table": lambda text: output({"text/html": f"<table><tr><td>{text}</td></tr></table>"}),
    "caption": lambda text: output(
        {"text/html": f"<table><caption>{text}</caption><tr><td>a</td></tr></table>"}
    ),
    "attribute": lambda text: output({"text/html": f'<p title="{text}">a</p>'}),
    "svg": lambda text: shown_as("image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'),
    "picture": lambda text: shown_as("image/png", text),
    "alternative text": lambda text: output({"image/png": "AA"}, alt=text + "x"),
    "latex": lambda text: output({"text/latex": f"$${text}$$", "text/plain": text}),
    "javascript": lambda text: output({"application/javascript": text, "text/plain": text}),
    "stream": lambda text: said("stream", name="stdout", text=text),
    "error": lambda text: said("error", ename=text, evalue=text, traceback=[text]),
    "code": lambda text: new_code_cell(text),
    "raw": lambda text: new_raw_cell(text),
    "attachment": attached,
    "cell metadata": with_metadata,
    "parameters": lambda text: new_code_cell(f"area = {text!r}", metadata={"tags": ["parameters"]}),
    "heading": lambda text: new_markdown_cell("## " + text.replace("\n", " ")),
}  # fmt: skip
# What a browser says of a picture that is none, and of a shape that is none.
IS_NONE = ("Failed to load resource: net::ERR_INVALID_URL", "Error: <")
TOLD = ("notebook", "ran_by", "check_code", "parameters")


def marker(number: int):
    return new_markdown_cell(f"Sau đây {number}.")


def page_of(*cells, **told) -> str:
    """A page with what a stranger wrote, or none where it is refused, without its policy."""
    notebook = new_notebook(
        cells=[new_markdown_cell("# Trang"), *cells], metadata={"chitieu": told}
    )
    page, _ = PageExporter().from_notebook_node(notebook)
    assert POLICY.search(page)
    return POLICY.sub("", page)


def unrefused(cells: list) -> list:
    """The cells without those that no page is made of: a picture from elsewhere, or undescribed."""
    try:
        page_of(*cells)
    except PageFault as fault:
        refused = {int(n) - 2 for n in re.findall(r"^cell (\d+): ", str(fault), re.MULTILINE)}
        return [cell for at, cell in enumerate(cells) if at not in refused]
    return cells


def judged(tab, page: str, path: Path) -> None:
    path.write_text(page, encoding="utf-8")
    tab.asked.clear(), tab.said.clear()
    tab.goto(path.as_uri())
    tab.wait_for_timeout(50)
    assert [words for words in tab.said if not words.startswith(IS_NONE)] == []
    assert [a for a in tab.asked if a != path.as_uri() and not a.startswith("data:image/")] == []
    assert tab.evaluate(ACTS) == []
    assert tab.evaluate(KEPT) == []
    assert tab.url == path.as_uri()


@pytest.fixture(scope="module")
def new_tab(browser):
    context = browser.new_context(offline=True)

    def opened():
        tab = context.new_page()
        tab.asked, tab.said = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.on("dialog", lambda dialog: (tab.said.append(dialog.message), dialog.dismiss()))
        return tab

    yield opened
    context.close()


@pytest.fixture(scope="module")
def tab(new_tab):
    return new_tab()


def test_there_are_many_payloads_and_they_work_where_nothing_is_cleaned(new_tab):
    assert len(PAYLOADS) >= 60
    tab, worked = new_tab(), set()
    for name, payload in PAYLOADS.items():
        if "meta" in name or "half" in name:  # which lead away from the page, or cannot be written
            continue
        tab.asked.clear(), tab.said.clear()
        tab.set_content(f"<!doctype html><body>{payload}", wait_until="commit")
        own = re.sub(r"\W+", "-", name)
        if f"ran-{own}" in tab.said or any(f"x.example/{own}" in address for address in tab.asked):
            worked.add(name)
    assert len(worked) >= 60, sorted(set(PAYLOADS) - worked)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_a_stranger_writes_runs_or_asks(place, tab, tmp_path):
    cells = unrefused([PLACES[place](payload) for payload in PAYLOADS.values()])
    assert len(cells) >= 60
    marked = [part for at, cell in enumerate(cells) for part in (cell, marker(at))]
    judged(tab, page_of(*marked), tmp_path / "trang.html")
    kept = tab.locator("main .body").inner_text()
    assert kept.count("Sau đây ") == len(cells)
    assert tab.locator("footer #nguon-goc").count() == 1
    assert tab.evaluate("document.querySelector('footer').parentElement.tagName") == "BODY"


@pytest.mark.sampled(1)
@pytest.mark.parametrize("place", TOLD)
def test_nothing_that_a_notebook_says_of_itself_runs_or_asks(place, tab, tmp_path):
    texts = [*PAYLOADS.values(), '"}*{background:url(https://x.example/)}', "\\", "a\n}*{color:red"]
    for text in texts[-12:]:
        judged(tab, page_of(new_markdown_cell("## Phần"), **{place: text}), tmp_path / "trang.html")
        assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(23, 33, 43)"


TABLE = pd.DataFrame({"a": [1, 2.5, 3], "b": [3, -2, 1]}, index=["x", "y", "z"])
LOOKS = {
    "background_gradient": TABLE.style.background_gradient(),
    "highlight_max": TABLE.style.highlight_max(color="#fd7").highlight_min(
        props="font-weight:bold"
    ),
    "bar": TABLE.style.bar(subset=["b"], align="mid", color=["#d65f5f", "#5fba7d"]),
    "bar and highlight_max": TABLE.style.bar(subset=["b"]).highlight_max(color="red"),
    "text_gradient": TABLE.style.text_gradient(),
    "table_styles": TABLE.style.set_table_styles(
        [
            {"selector": "th", "props": "color:blue;padding:12px"},
            {"selector": "tr:nth-child(2) td", "props": "border-top:3px double green"},
            {"selector": "", "props": "border-collapse:separate"},
        ]
    ),
    "set_properties": TABLE.style.set_properties(**{"width": "200px", "text-align": "center"}),
    "a style sheet of several tables": "<style>.q td{color:rgb(1,2,3)} td.k{color:lime!important}"
    "</style><table class=q><tr><td>x<td class=k style='color:red'>y</table>",
}
BROKEN = [
    ("<style>p{color:red}</style><p style='color:blue;;x'>", "a stray semicolon"),
    ("<style>p{color:red}</style><p style='@import;x'>a", "a rule in an attribute"),
    ("<style>p{color:red</style><p style='color:}'>a", "a sheet left open"),
    ("<style>p{background:src('x')}</style><p style='b:/**/src('>a", "a value left open"),
    ("<style>" + "p{" * 300 + "</style><p>a", "a sheet that nests"),
    ("<style>p" + ">p" * 3000 + "{color:red}</style><p>a", "a long selector"),
    ("<b>" * 3000 + "a", "markup that nests"),
]


@pytest.mark.parametrize(("markup", "name"), BROKEN, ids=[name for _, name in BROKEN])
def test_what_no_style_sheet_is_goes_without_one(markup, name):
    shown, faults = clean(markup, "Bảng")
    assert "style=" not in shown or "color" in shown
    assert faults == []


def mangled(chance: random.Random) -> str:
    """Some payloads behind one another, with pieces gone, doubled and put in."""
    text = "".join(chance.choices(list(PAYLOADS.values()), k=chance.randint(1, 4)))
    for _ in range(chance.randint(0, 12)):
        at, size = chance.randrange(len(text) + 1), chance.randint(0, 9)
        put = chance.choice(["", *PIECES, text[at : at + 4 * size]])
        text = text[:at] + put + text[at + size * (put == "") :]
    return text


PIECES = [
    "<",
    ">",
    '"',
    "'",
    "/",
    "&",
    "\\",
    "{",
    "}",
    ";",
    "*",
    "-->",
    "<!--",
    "]]>",
    "\x00",
    "\ud800",
]
PIECES += ["<style>", "</style>", "<svg>", "<math>", "<table>", "<td>", "<template>", "url("]


@pytest.mark.parametrize("many", [100, pytest.param(5000, marks=pytest.mark.slow)])
def test_no_mangled_payload_stops_the_export_or_does_anything(many, tab, tmp_path):
    chance = random.Random(12)
    texts = [mangled(chance) for _ in range(many)]
    for first in range(0, many, 100):
        cells = [output({"text/html": text}) for text in texts[first : first + 100]]
        cells = unrefused(cells)
        marked = [part for at, cell in enumerate(cells) for part in (cell, marker(at))]
        judged(tab, page_of(*marked), tmp_path / "trang.html")
        assert tab.locator("main .body").inner_text().count("Sau đây ") == len(cells)


COMPUTED = """names => [...document.querySelectorAll('td,th')].map(cell => {
    const style = getComputedStyle(cell);
    return [cell.innerText.trim(), ...names.map(name => style.getPropertyValue(name))]})"""


@pytest.mark.parametrize("look", LOOKS)
def test_the_look_of_a_table_survives_to_the_page(look, tab, tmp_path):
    markup = LOOKS[look] if isinstance(LOOKS[look], str) else LOOKS[look].to_html()
    own = "td,th{padding:.3rem .5rem;text-align:left;border-bottom:1px solid #d6dce2}"
    tab.set_content(f"<style>{own} *{{font:1rem Arial;font-weight:inherit}}</style>{markup}")
    wanted = tab.evaluate(COMPUTED, ["background-color", "background-image", "color"])
    page = page_of(output({"text/html": markup}))
    judged(tab, page, tmp_path / "trang.html")
    found = tab.evaluate(COMPUTED, ["background-color", "background-image", "color"])
    black = {"rgb(0, 0, 0)": "rgb(23, 33, 43)"}  # the page's ink
    inked = [[black.get(word, word) for word in cell] for cell in wanted]
    assert [[black.get(word, word) for word in cell] for cell in found] == inked
    assert "<style" not in page.partition("</head>")[2]


WIDE_THINGS = {
    "a table": pd.DataFrame([[12345.678] * 30] * 3)._repr_html_(),
    "a drawing": '<svg aria-label="a" width="2000" height="9"><path d="M0 0H2000V9z"/></svg>',
    "a style": '<div style="width:3000px;position:fixed;margin-left:900px">x</div>',
    "a word": f"<p>{'y' * 900}</p>",
    "an address": f"<a href='https://example.org/'>https://example.org/{'z' * 400}</a>",
    "a picture": '<img alt="a" width="1900" height="9" src="data:image/svg+xml,%3Csvg/%3E">',
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", WIDE_THINGS)
def test_what_is_wide_stays_within_a_phone(name, opened, accessible, tmp_path):
    path = tmp_path / "trang.html"
    cells = [new_markdown_cell("## Phần"), output({"text/html": WIDE_THINGS[name]})]
    path.write_text(page_of(*cells), encoding="utf-8")
    tab = opened(path.as_uri(), 360)
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert accessible(tab) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAYLOADS)
def test_nor_does_a_payload_alone(name, tab, tmp_path):
    for place, cell in PLACES.items():
        try:
            page = page_of(cell(PAYLOADS[name]), marker(1))
        except PageFault:
            continue
        judged(tab, page, tmp_path / "trang.html")
        assert "Sau đây 1." in tab.locator("main .body").inner_text(), place
