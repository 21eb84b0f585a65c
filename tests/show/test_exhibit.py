"""An exhibit: its markup, the mark by which a page knows it, and the figure's place in it."""

from base64 import b64decode
from types import SimpleNamespace

import IPython  # noqa: F401  as where a notebook is run
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from chitieu import Workbook
from chitieu.faults import CallError
from chitieu.show.exhibit import Exhibit, figure_exhibit, notebook_sheet, render, stylesheet
from chitieu.show.frame import charts, maps, page_parts
from chitieu.show.pictures import as_drawings, as_pictures

PNG = b"\x89PNG"


@pytest.fixture
def scene(scene_of):
    return scene_of()


def test_it_tells_the_page_that_it_is_the_houses_own(scene):
    exhibit = charts.interval_chart(scene, "3b")
    data, told = exhibit._repr_mimebundle_()
    assert data == {
        "text/html": as_pictures(exhibit._repr_html_()), "text/plain": exhibit.reading
    }  # fmt: skip
    assert told == {"text/html": {"chitieu": True}}


def test_a_notebook_holds_pictures_which_are_seen_where_it_is_not_trusted(scene):
    exhibit = charts.interval_chart(scene, "3b")
    page = BeautifulSoup(as_pictures(exhibit.html), "html.parser")
    drawing = BeautifulSoup(exhibit.html, "html.parser").svg
    assert page.svg is None
    assert page.img["alt"] == drawing["aria-label"]
    assert f"width:{page.img['width']}px;" in drawing["style"]
    assert as_drawings(as_pictures(exhibit.html)) == exhibit.html


def test_where_a_kernel_runs_the_bundle_has_a_picture_for_what_shows_no_html(scene, monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    data, _ = charts.interval_chart(scene, "3b")._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(PNG)
    assert set(page_parts.summary(scene, 1)._repr_mimebundle_()[0]) == {"text/html", "text/plain"}


def test_a_figure_shows_itself(scene):
    assert charts.interval_chart(scene, "3b").figure._repr_png_().startswith(PNG)


@pytest.mark.parametrize(
    ("html", "reading", "told"),
    [
        ("<p>Chưa có &amp; không</p>", "", "Chưa có & không"),
        ("<figcaption>Bảng</figcaption><p>b</p>", "", "Bảng"),
        ("<p>b</p>", "Một câu.", "Một câu."),
    ],
)
def test_a_table_without_rows_says_why(html, reading, told):
    exhibit = Exhibit(Markup(html), pd.DataFrame({"value": []}), reading)
    assert exhibit.table.to_dict("records") == [{"sentence": told}]
    assert repr(exhibit) == told


@pytest.mark.parametrize(
    ("kernel", "brought"), [(None, [False, False]), (object(), [True, False])], ids=["batch", "lab"]
)
def test_the_first_exhibit_of_a_kernel_brings_the_style(scene, monkeypatch, kernel, brought):
    shell = SimpleNamespace(kernel=kernel)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    exhibit = charts.interval_chart(scene, "3b")
    shown = [exhibit._repr_mimebundle_()[0]["text/html"] for _ in range(2)]
    html = as_pictures(exhibit.html)
    assert [each == f"<style>{notebook_sheet()}</style>{html}" for each in shown] == brought
    assert [each == html for each in shown] == [not each for each in brought]


def test_a_header_brings_the_style_once(scene, monkeypatch):
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    header = page_parts.header(scene, 1, {"1": "a"})
    assert header._repr_mimebundle_()[0]["text/html"] == header.html
    assert "data-jp-theme-light" in header.html
    assert "data-jp-theme-light" not in stylesheet()


def test_an_exhibit_shows_the_code_that_made_it(root):
    book = Workbook.open(year=2022, root=root)
    assert "def funnel(" in book.health.funnel("3b").source().data
    assert "def chart(" in book.chart("3b").source().data
    with pytest.raises(CallError, match="no call of a workbook made this"):
        Exhibit("", book.results()).source()


def test_a_figure_scrolls_in_a_named_place_of_its_own(scene):
    page = BeautifulSoup(charts.interval_chart(scene, "3b").html, "html.parser")
    place = page.select_one(".ct-drawing")
    assert (place["role"], place["tabindex"]) == ("group", "0")
    assert place["aria-label"] == page.figcaption.text
    # By this a narrow screen knows that it has to say so.
    assert place["style"].removeprefix("--ct-least:") in place.svg["style"]


@pytest.mark.parametrize(
    ("draw", "stops", "pointers"),
    [
        pytest.param(lambda s: maps.status_map(s, 1), 7, 0, id="the map of statuses"),
        pytest.param(lambda s: maps.indicator_map(s, "3b"), 7, 0, id="one large map"),
        pytest.param(lambda s: maps.indicator_maps(s, 1), 0, 11, id="small maps"),
        pytest.param(lambda s: charts.interval_chart(s, "3b"), 0, 0, id="a chart"),
    ],
)
def test_a_keyboard_stops_at_areas_of_large_maps_and_small_ones_point_to_tables(
    scene, draw, stops, pointers
):
    page = BeautifulSoup(draw(scene).html, "html.parser")
    spots = page.select(".ct-spot[tabindex='0']")
    assert len(spots) == stops
    assert [s["aria-label"] for s in spots] == [t.text for t in page.select(".ct-tip")]
    links = [a["href"] for a in page.select(".ct-pointers a")]
    assert len(links) == pointers
    assert all(link.startswith("#chi-tieu-") for link in links)


def test_with_many_areas_a_keyboard_does_not_stop_at_each(scene):
    chart = charts.interval_chart(scene, "3b")
    hover = {f"area-{n}": "nơi" for n in range(31)}
    exhibit = figure_exhibit(
        chart.figure,
        name="x",
        title="X",
        alt="Một hình",
        table=chart.table,
        hover=hover,
        stops=True,
    )
    assert "ct-spot" not in exhibit.html


def test_a_figure_without_a_description_is_refused(scene):
    chart = charts.interval_chart(scene, "3b")
    with pytest.raises(ValueError, match="the figure 'x' has no description"):
        figure_exhibit(chart.figure, name="x", title="X", alt="  ", table=chart.table)


def test_every_text_of_a_template_is_escaped():
    markup = render("summary.html", sentences=["<b>a</b>"])
    assert "&lt;b&gt;a&lt;/b&gt;" in markup


def test_the_style_sheet_has_no_rule_for_what_is_not_the_houses():
    rules = stylesheet().replace("\n", "").split("}")
    selectors = [rule.partition("{")[0].split("){")[-1] for rule in rules]
    foreign = [
        s for s in selectors if s.strip() and not any(m in s for m in (".ct-", ":root", "@"))
    ]
    assert foreign == []
