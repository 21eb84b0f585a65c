"""Groups on a page: counts beside shares, who is behind; nothing where there are none."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest

from chitieu.show.analyses.profile import head
from chitieu.show.frame import by_group
from chitieu.show.wording import for_whom
from chitieu.words import speaking


@pytest.fixture(scope="module")
def books(grouped_books):
    return grouped_books


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_group_s_share_stands_beside_its_counts(books):
    table = books["vi"].results(by="sex")
    page = unescape(books["vi"].details(1).html)
    own = table[table["area"].eq("614") & table["indicator"].isin(["4a", "5a"])]
    assert len(own) == 4
    for row in own.itertuples():
        name = {"F": "Nữ", "M": "Nam"}[row.group]
        counts = "/".join(f"{int(n):,}".replace(",", ".") for n in (row.numerator, row.denominator))
        assert re.search(rf"{name}: {int(row.value)},\d+%, {counts} · ", page)
        assert f">{counts}<" in page  # in the drawing


def test_groups_are_drawn_on_the_areas_own_scale(books):
    scene, chart = books["vi"].scene, books["vi"].chart("4a")
    groups = by_group.by_group(scene, "4a", chart.table)
    ticks = r"<text[^>]*>(?:<[^>]*>)*([0-9]+)(?=<)"
    of_areas, of_groups = (re.findall(ticks, each.html) for each in (chart, groups))
    assert max(map(int, of_groups)) >= max(map(int, of_areas))


def test_an_indicator_that_is_told_by_no_group_shows_nothing_of_any(books, ungrouped_book):
    page = books["vi"].details(4).html
    assert 'id="groups-' not in page
    everyone = ungrouped_book.details(1).html
    assert 'id="groups-' not in everyone
    assert everyone == re.sub(
        r'<div class="ct-groups">.*?</figure>\n?</div>\n', "",
        books["vi"].details(1).html, flags=re.S,
    )  # fmt: skip


def test_a_withheld_group_is_a_band_and_never_a_mark(books, monkeypatch):
    scene, chart = books["vi"].scene, books["vi"].chart("5a")
    rows = for_whom.own(scene, ["5a"]).reset_index(drop=True)
    rows.loc[0, ["numerator", "denominator", "value", "lower", "upper", "status"]] = pd.NA
    rows.loc[0, ["conf_status", "reason"]] = "C", "withheld"
    monkeypatch.setattr(for_whom, "own", lambda *_: rows)
    with speaking("vi"):
        shown = by_group.by_group(scene, "5a", chart.table)
    assert "Nữ: không công bố; Nam: " in unescape(shown.html)
    assert len(re.findall(r"\d+/\d+<", shown.html)) == 1
    assert shown.reading.startswith("Theo giới tính: chưa so được")


def test_groups_of_which_none_is_published_are_told_in_words(books):
    hidden = books["vi"].results(by="sex").query("indicator == '8b' and area == '614'")
    assert hidden["conf_status"].eq("C").all()
    with speaking("vi"):
        shown = by_group.by_group(books["vi"].scene, "8b", books["vi"].chart("8b").table)
    assert shown.reading == "Nữ: không công bố; Nam: không công bố."
    assert "<svg" not in shown.html
    assert shown.reading in plain(shown.html)


def test_the_part_of_those_behind_has_a_row_for_each_that_chance_hardly_makes(books):
    exhibit = books["vi"].left_behind(1)
    told = exhibit.table[exhibit.table["told"]]
    assert exhibit.html.count("<tr>") == 1 + len(told)
    assert exhibit.reading in plain(exhibit.html)
    for row in told.itertuples():
        assert plain(exhibit.html).count(f"{row.indicator} ") >= 1


def test_where_no_figure_is_told_by_groups_it_says_so_and_without_groups_nothing(
    books, ungrouped_book
):
    assert plain(books["en"].left_behind(4).html) == "This period has no figures by group."
    assert ungrouped_book.left_behind(1).html == ""
    assert "Phía sau: " not in ungrouped_book.scorecard().html


def test_a_scoreboard_names_the_group_farthest_behind_where_chance_hardly_makes_it(books):
    told = for_whom.farthest(books["vi"].scene.narrowed(1))
    page = plain(books["vi"].scorecard(1).html)
    assert told
    assert page.count("Phía sau: ") == len(told)
    assert all(f"Phía sau: {behind}" in page for behind in told.values())
    assert "Phía sau: " not in plain(books["vi"].scorecard(4).html)


def test_the_leader_s_sheet_says_it_in_a_line_where_there_are_groups(books, ungrouped_book):
    found = books["vi"].briefing.findings().table.set_index("about")["sentence"]
    assert found["groups"].startswith("Trong 3 chỉ số có số liệu theo nhóm, ")
    assert "(5a)" in found["groups"] or "4a" in found["groups"]
    assert "groups" not in set(ungrouped_book.briefing.findings().table["about"])


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            [(8, 40), (32, 40)],
            "1 chỉ số có nhóm kém hơn mà khó là ngẫu nhiên: 5a: nữ 20,0% (8/40).",
        ),
        ([(30, 40), (32, 40)], "chưa có chênh lệch nào tách được khỏi ngẫu nhiên."),
        ([], ""),
    ],
)
def test_a_commune_s_page_names_its_own_groups_with_their_counts(books, monkeypatch, counts, said):
    place = SimpleNamespace(own=replace(books["vi"].scene, top="23479"))
    rows = for_whom.own(place.own, ["5a"]).reset_index(drop=True)
    for row, (top, bottom) in enumerate(counts):
        rows.loc[row, ["numerator", "denominator", "value"]] = top, bottom, 100 * top / bottom
        rows.loc[row, ["status", "conf_status", "reason"]] = "not_met", "F", pd.NA
    monkeypatch.setattr(for_whom, "own", lambda _: rows if counts else rows.iloc[:0])
    with speaking("vi"):
        assert head._groups(place).partition("theo nhóm, ")[2] == said
