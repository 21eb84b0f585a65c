"""Tables of results: captions, scopes, signs and sources."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from chitieu import Workbook
from chitieu.show.frame import scorecard
from chitieu.show.frame.matrix import matrix
from chitieu.show.frame.plain import plain
from chitieu.show.wording import formats
from chitieu.words import speaking

OBJECTIVES = {1: "Một", 2: "Hai", 3: "Ba", 4: "Bốn"}


@pytest.fixture
def scene(scene_of):
    return scene_of()


def link(indicator: str) -> str:
    return f"1_suc_khoe.html#chi-tieu-{indicator}"


def read(exhibit) -> BeautifulSoup:
    return BeautifulSoup(str(getattr(exhibit, "html", exhibit)), "html.parser")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda s: scorecard.scorecard(s, link, OBJECTIVES, None), id="scorecard"),
        pytest.param(lambda s: matrix(s, link, OBJECTIVES), id="matrix"),
        pytest.param(lambda s: scorecard.detail(s, "3b", []), id="one indicator"),
        pytest.param(
            lambda s: plain("Một bảng", pd.DataFrame({"a": ["<b>"], "b": [None]})),
            id="plain",
        ),
    ],
)
def test_every_table_has_a_caption_scopes_and_a_place_to_scroll(scene, make):
    for table in read(make(scene)).find_all("table"):
        assert table.caption.text
        assert {th["scope"] for th in table.select("thead th")} == {"col"}
        assert {th["scope"] for th in table.select("tbody th")} <= {"row", "rowgroup"}
        assert table.parent["aria-label"] == table.caption.text
        assert table.parent["tabindex"] == "0"


def test_the_printed_scoreboard_names_the_page_of_each_objective(scene):
    head = read(scorecard.scorecard(scene, link, OBJECTIVES, None)).select_one(
        ".ct-group .ct-print"
    )
    assert head.text.strip() == "(trang 1_suc_khoe.html)"


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param({"numerator": 0.0}, "“-” không phát sinh", id="nothing occurred"),
        pytest.param(
            {"status": "no_data", "evidence": pd.NA},
            "“...” chưa thu thập được số liệu",
            id="missing",
        ),
        pytest.param({"conf_status": "C"}, "“(bm)” không công bố", id="withheld"),
    ],
)
def test_the_foot_of_a_table_explains_its_signs_and_names_its_source(scene, changes, note):
    changed = scene.results.copy()
    rows = changed["indicator"].eq("4a") & changed["area"].eq(scene.leaves[0])
    for column, value in changes.items():
        changed.loc[rows, column] = value
    changed = replace(scene, results=changed)
    page = read(scorecard.detail(changed, "4a", []))
    assert "Nguồn số liệu: Trung tâm Y tế" in page.select_one(".ct-formula").text
    assert note in scorecard.signs_note(changed, ["4a"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({}, True, id="figures"),
        pytest.param({"value": None, "numerator": None}, False, id="none"),
        pytest.param({"value": None, "numerator": 0.0}, False, id="nothing occurred"),
        pytest.param({"value": None, "numerator": 1.0}, True, id="counts alone"),
    ],
)
def test_an_indicator_without_figures_is_a_sentence(scene, changes, told):
    rows = scene.results["indicator"].eq("4a")
    changed = scene.results.copy()
    for column, value in changes.items():
        changed.loc[rows, column] = value
    changed = replace(scene, results=changed)
    page = read(scorecard.detail(changed, "4a", []))
    assert bool(page.select("table")) == told
    assert page.select_one(".ct-finding").text.strip()
    assert bool(scorecard.signs_note(changed, ["4a"])) <= told


@pytest.mark.parametrize(
    ("audience", "indicator", "why"),
    [
        ("review", "3b", "Mất mát riêng của gia đình; hiệu với tử vong sơ sinh"),
        ("review", "8b", "Hiệu với tổng số cho biết các em chưa được trợ giúp"),
        ("internal", "3b", ""),  # nothing is withheld there
        ("review", "2", ""),  # nothing of it is sensitive
    ],
)
def test_where_figures_are_withheld_the_variable_says_why(scene_of, audience, indicator, why):
    html = scorecard.detail(scene_of(audience=audience), indicator, [])
    assert ("Vì sao có số không công bố: " in html) == bool(why)
    assert why in html


def test_numbers_stand_apart_where_the_style_is_missing(scene):
    """As in an e-mail programme that takes the style away: not 57,1%25,0 – 84,2."""
    html = str(scorecard.scorecard(scene, link, OBJECTIVES, None).html)
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    row = scene.result("5a").to_dict()
    assert f"{formats.value(row)} {formats.interval(row)} " in text
    assert not re.search(r"%\d", text)


# ---- in English ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def english(root):
    """2022 as its English pages show it."""
    return Workbook.open(year=2022, root=root, language="en").scene


@pytest.mark.parametrize(
    ("indicator", "period", "told"),
    [
        ("5a", "2022", "Formula: Children under 1 fully vaccinated / Children under 1 × 100. "
                       "With figures: 536 / 593 × 100 = 90.4%. "
                       "95% confidence interval (Wilson score): 87.7 – 92.5."),
        ("7", "2022", "Formula: Schools with adequate sanitation / Schools and preschools for "
                      "children × 100. With figures: 20 / 22 × 100 = 90.9%."),
        ("10", "2022", "Formula: the count of persons aged 5 to 17 in unlawful labour."),
        ("11a", "2022", "Formula: Children injured / Children under 16 × 10,000."),
        ("13", "2022", "Formula: 100 × (Child marriages this year − the year before) / the year "
                       "before. With figures: 100 × (17 − 20) / 20 = −15.0%."),
        ("13", "2022-S1", "Formula: 100 × (Child marriages this year − the same part of the year "
                          "before) / the same part of the year before. With figures: 100 × (17 − "
                          "20) / 20 = −15.0%."),
    ],
    ids=["a share", "counted in full", "a count", "withheld", "a change", "of a part of a year"],
)  # fmt: skip
def test_a_formula_is_filled_in_where_there_are_figures(english, indicator, period, told):
    with speaking("en"):
        row = english.result(indicator)
        assert scorecard.filled_in(replace(english, period=period), row) == told


def test_the_tables_of_results_are_headed_in_english(english):
    with speaking("en"):
        tiles = read(scorecard.tiles(english, link, OBJECTIVES))
        scores = read(scorecard.scorecard(english, link, OBJECTIVES, None))
        cells = read(matrix(english, link, OBJECTIVES))
        part = read(scorecard.detail(english, "4a", []))
    assert tiles.select_one(".ct-tilehead").text == "Objective 1: 3 of 11 met"
    assert tiles.select_one(".ct-tilegroup")["aria-label"] == "Objective 1"
    assert scores.caption.text == (
        "Scorecard of 33 indicators, Kon Ray district, 2022 (simulated data)"
    )
    assert [" ".join(th.text.split()) for th in scores.select("thead th")] == [
        "Code", "Indicator", "Target", "Result 95% confidence interval", "Verdict how certain",
        "Numerator / denominator", "What would change the verdict", "Data areas that reported",
    ]  # fmt: skip
    assert scores.select_one(".ct-group").text.strip() == "Objective 1. Một (page 1_suc_khoe.html)"
    assert cells.caption.text.startswith("Indicators by area, Kon Ray district, 2022")
    assert "Each cell is a result" in cells.select(".ct-note")[-1].text
    assert part.select_one("details summary").text == "Formula, definition and source"


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ([], ""),
        (["nothing"], "Signs: “-” nothing occurred."),
        (["missing", "withheld"], "Signs: “...” the data could not be collected; “[c]” withheld, "
                                  "so that no case can be recognised."),
    ],
    ids=["none", "one", "two"],
)  # fmt: skip
def test_the_signs_of_a_table_are_explained(signs, told):
    with speaking("en"):
        assert scorecard._signs_note(signs) == told


def test_an_empty_table_is_a_sentence():
    with speaking("en"):
        page = read(plain("A table", pd.DataFrame({"a": [], "b": []})))
    assert (page.table, page.text.strip()) == (None, "None.")
