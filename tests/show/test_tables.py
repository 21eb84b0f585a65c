"""Tables of results: captions, scopes, signs and sources."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from chitieu.show import formats, tables
from chitieu.show.matrix import matrix

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
        pytest.param(lambda s: tables.scorecard(s, link, OBJECTIVES, None), id="scorecard"),
        pytest.param(lambda s: matrix(s, link, OBJECTIVES), id="matrix"),
        pytest.param(lambda s: tables.detail(s, "3b", []), id="one indicator"),
        pytest.param(
            lambda s: tables.plain("Một bảng", pd.DataFrame({"a": ["<b>"], "b": [None]})),
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


def test_a_card_keeps_the_roles_of_its_table_and_names_its_parts(scene):
    row = read(tables.scorecard(scene, link, OBJECTIVES, 1)).select_one("tbody tr")
    assert row["role"] == "row"
    assert {cell["role"] for cell in row.find_all(["td", "th"])} == {"cell", "rowheader"}
    assert [cell["data-l"] for cell in row.select("[data-l]")] == [
        "chỉ tiêu", "kết quả", "tử số / mẫu số", "đổi kết luận khi", "số liệu",
    ]  # fmt: skip


def test_the_printed_scoreboard_names_the_page_of_each_objective(scene):
    head = read(tables.scorecard(scene, link, OBJECTIVES, None)).select_one(".ct-group .ct-print")
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
    page = read(tables.detail(replace(scene, results=changed), "4a", []))
    foot = page.select_one(".ct-scroll + .ct-note").text
    assert foot.startswith("Nguồn số liệu: Trung tâm Y tế")
    assert note in foot


def test_numbers_stand_apart_where_the_style_is_missing(scene):
    """As in an e-mail programme that takes the style away: not 57,1%25,0 – 84,2."""
    html = str(tables.scorecard(scene, link, OBJECTIVES, None).html)
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    row = scene.result("5a").to_dict()
    assert f"{formats.value(row)} {formats.interval(row)} " in text
    assert not re.search(r"%\d", text)
