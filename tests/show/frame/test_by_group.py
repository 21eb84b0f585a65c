"""Groups on a page: their counts beside their shares, and in words who is behind and how surely."""

from __future__ import annotations

import re
from html import unescape

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.show.frame import by_group
from chitieu.show.frame.by_group import _gaps, dimension_name
from chitieu.words import speaking

from ...collect.conftest import copy_inputs
from ...grouped import tell_by_groups


@pytest.fixture(scope="module")
def told(root, tmp_path_factory):
    folder = copy_inputs(root, tmp_path_factory.mktemp("told") / "sổ tính")
    tell_by_groups(folder, {"4a": "ethnic_group+sex", "5a": "sex", "8b": "sex"}, [2022], seed=2)
    return folder


@pytest.fixture(scope="module")
def books(told) -> dict[str, Workbook]:
    return {spoken: Workbook.open(2022, root=told, language=spoken) for spoken in ("vi", "en")}


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows_of(scene, *counts, indicator="5a", dimension="sex") -> pd.DataFrame:
    """The period's own rows of an indicator, with other counts."""
    rows = scene.group_history
    here = rows["indicator"].eq(indicator) & rows["area"].eq(scene.top)
    rows = rows[here & rows["dimension"].eq(dimension)].reset_index(drop=True)
    for row, (top, bottom) in enumerate(counts):
        rows.loc[row, ["numerator", "denominator"]] = top, bottom
        rows.loc[row, "value"] = rows.loc[row, "per"] * top / bottom
    return rows


@pytest.mark.parametrize(
    ("spoken", "counts", "said"),
    [
        ("vi", [(80, 100), (95, 100)],
         "nữ 80,0% (80/100), nam 95,0% (95/100): chênh 15,0 điểm phần trăm (khoảng tin cậy 95%: "
         "5,9 – 24,3); ngẫu nhiên khó tạo ra chênh lệch ấy."),
        ("vi", [(95, 100), (80, 100)],
         "nam 80,0% (80/100), nữ 95,0% (95/100): chênh 15,0 điểm phần trăm (khoảng tin cậy 95%: "
         "5,9 – 24,3); ngẫu nhiên khó tạo ra chênh lệch ấy."),
        ("vi", [(90, 100), (95, 100)],
         "nữ 90,0% (90/100), nam 95,0% (95/100): chênh 5,0 điểm phần trăm (khoảng tin cậy 95%: "
         "−2,6 – 13,0); chưa tách được khỏi ngẫu nhiên."),
        ("en", [(80, 100), (95, 100)],
         "girls 80.0% (80/100), boys 95.0% (95/100): 15.0 percentage points apart (95% confidence "
         "interval: 5.9 – 24.3); chance hardly makes such a gap."),
        ("vi", [(95, 100), (95, 100)], None),
    ],
)  # fmt: skip
def test_who_is_behind_is_said_with_counts_and_how_surely(books, spoken, counts, said):
    scene = books[spoken].scene
    with speaking(spoken):
        words = [gap["words"] for gap in _gaps(scene, rows_of(scene, *counts))]
    assert words == ([said] if said else [])


def test_a_group_s_share_stands_beside_its_counts(books):
    table = books["vi"].results(by="sex")
    page = plain(books["vi"].details(1).html)
    own = table[table["area"].eq("614") & table["indicator"].isin(["4a", "5a"])]
    assert len(own) == 4
    for row in own.itertuples():
        name = {"F": "Nữ", "M": "Nam"}[row.group]
        share = f"{row.value:.1f}".replace(".", ",")
        counts = (f"{int(n):,}".replace(",", ".") for n in (row.numerator, row.denominator))
        assert f"{name} {' '.join(counts)} {share}%" in page


def test_an_indicator_that_is_told_by_no_group_has_no_table_of_any(books, root):
    page = books["vi"].details(4).html
    assert "ct-groups" not in page
    everyone = Workbook.open(2022, root=root).details(1).html
    assert "ct-groups" not in everyone
    assert everyone == re.sub(
        r'\n<div class="ct-scroll"[^>]*>\n<table class="ct-table ct-groups">.*?(?=\n<details)', "",
        books["vi"].details(1).html, flags=re.S,
    )  # fmt: skip


def test_a_withheld_group_shows_a_sign_and_no_share(books):
    rows = books["vi"].results(by="sex")
    hidden = rows[rows["indicator"].eq("8b") & rows["area"].eq("614")]
    assert hidden["conf_status"].eq("C").all()
    page = plain(by_group.by_group(books["vi"].scene, "8b").html)
    assert "kết quả theo nhóm" in page
    assert re.search(r"Nữ \(bm\) \d+ \(bm\)|Nữ \(bm\) \(bm\) \(bm\)", page)


def test_gaps_that_chance_hardly_makes_come_first(books):
    exhibit = books["vi"].left_behind(1)
    words = plain(exhibit.html)
    assert words.startswith("Nhóm còn ở phía sau, Huyện Kon Rẫy, năm 2022 (số liệu mô phỏng)")
    told = [m.start() for m in re.finditer("ngẫu nhiên khó tạo ra", words)]
    open_ended = [m.start() for m in re.finditer("chưa tách được", words)]
    assert told
    assert open_ended
    assert max(told) < min(open_ended)
    assert set(exhibit.table["dimension"]) == {"sex", "ethnic_group"}


def test_where_no_figure_is_told_by_groups_it_says_so(books):
    assert plain(books["vi"].left_behind(4).html) == "Kỳ này không có số liệu theo nhóm."
    assert plain(books["en"].left_behind(4).html) == "This period has no figures by group."


@pytest.mark.parametrize(
    ("spoken", "dimension", "name"),
    [("vi", "sex", "giới tính"), ("en", "residence", "town and country"), ("vi", "caste", "caste")],
)
def test_a_dimension_is_called_by_its_name_or_its_code(spoken, dimension, name):
    with speaking(spoken):
        assert dimension_name(dimension) == name
