"""The lists above the scoreboard: what they hide on a screen, and never on paper."""

from __future__ import annotations

import pytest

from chitieu.publish.pages import choices

TABLES = """<tbody role="rowgroup" data-objective="1" data-title="Mục tiêu 1. A &amp; B">
<tbody data-objective="II.3" data-title="Mục tiêu II.3">
<th scope="col" data-place="A1">Ashe</th><th scope="col" data-place="B@1">Burke</th>"""


def test_what_there_is_to_choose_among_is_what_the_tables_show():
    found = choices.options(TABLES)
    assert found["objective"] == {"1": "Mục tiêu 1. A &amp; B", "II.3": "Mục tiêu II.3"}
    assert found["place"] == {"A1": "Ashe", "B@1": "Burke"}
    assert list(found["verdict"]) == ["good", "bad", "open"]
    assert '<option value="1">Mục tiêu 1. A &amp; B</option>' in choices.controls(found)


@pytest.mark.parametrize(
    ("shown", "lists"),
    [
        pytest.param(TABLES.replace("II.3", "1"), [], id="one-objective"),
        pytest.param(TABLES.partition("<th")[0], ["objective", "verdict"], id="no-areas"),
        pytest.param("", [], id="no-table"),
    ],
)
def test_there_is_a_list_only_where_there_is_a_choice(shown, lists):
    assert list(choices.options(shown)) == lists


def test_a_code_cannot_end_the_text_that_it_stands_in():
    rules = choices.rules(choices.options(TABLES))
    assert 'value="B\\40 1"' in rules
    assert "B@1" not in rules
    assert rules.startswith("@media screen{")
    assert rules.count("{") == rules.count("}")


def visible(tab, rows: str) -> list[str]:
    """The indicators of the rows that are seen."""
    return tab.eval_on_selector_all(
        rows, "all => all.filter(e => e.offsetParent).map(e => e.querySelector('.ct-id').innerText)"
    )


SCORES, CELLS = ".ct-scorecard tr[data-judged]", ".ct-matrix tbody tr:not(.ct-group)"


@pytest.mark.xdist_group("batch")
def test_the_scoreboards_tables_show_what_is_chosen_and_paper_shows_all(two_years, opened):
    tab = opened(two_years.path("0_tong_hop").as_uri())
    whole = visible(tab, SCORES)
    assert len(whole) == len(visible(tab, CELLS)) == 33
    tab.keyboard.press("Tab")
    tab.get_by_role("combobox", name="Mục tiêu").select_option("2")
    assert visible(tab, SCORES) == visible(tab, CELLS) == whole[11:20]
    tab.get_by_role("combobox", name="Mục tiêu").select_option("")
    tab.get_by_role("combobox", name="Đánh giá").select_option("bad")
    bad = tab.eval_on_selector_all(
        f"{SCORES}[data-judged=bad]", "all => all.map(e => e.dataset.indicator)"
    )
    assert 0 < len(bad) < 33
    assert visible(tab, SCORES) == bad
    tab.get_by_role("combobox", name="Đơn vị").select_option("23482")
    behind = tab.eval_on_selector_all(
        ".ct-matrix td[data-area='23482'][data-judged=bad]",
        "all => all.map(e => e.dataset.indicator)",
    )
    assert 0 < len(behind) < 33
    assert visible(tab, CELLS) == behind
    heads = ".ct-matrix thead th[data-place]"
    shown = "all => all.filter(e => e.offsetParent).map(e => e.dataset.place)"
    assert tab.eval_on_selector_all(heads, shown) == ["23482"]
    tab.emulate_media(media="print")
    assert len(visible(tab, SCORES)) == len(visible(tab, CELLS)) == 33
    assert tab.locator(".choose").is_hidden()
    assert tab.asked == [tab.url]
    assert tab.said == []
