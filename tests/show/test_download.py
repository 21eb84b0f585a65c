"""The rows that a link holds: those of the table above it, as Excel and pandas read them."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode
from dataclasses import replace

import pandas as pd
import pytest

from chitieu.publish.pages import sieve
from chitieu.show import download
from chitieu.words import speaking


def held(markup: str) -> bytes:
    return b64decode(re.search(r'href="[^",]*,([^"]*)"', str(markup))[1])


def read(markup: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(held(markup).decode("utf-8-sig")), dtype=str)


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("vi", ["Chỉ số", "Địa bàn", "Tên địa bàn", "Tử số", "Mẫu số", "Kết quả"]),
        ("en", ["Indicator", "Reference area", "Name of the area", "Numerator", "Denominator",
                "Value"]),
    ],
)  # fmt: skip
def test_a_link_holds_the_rows_of_results(scene_of, language, heads):
    with speaking(language):
        scene = scene_of(language=language)
        rows = scene.rows("5a")
        link = download.link(scene, rows, "5a")
    assert held(link).startswith(b"\xef\xbb\xbf")  # by which Excel knows Vietnamese letters
    table = read(link)
    assert list(table.columns[:6]) == heads
    assert table[heads[1]].tolist() == rows["area"].tolist()
    for head, column in zip(heads[3:], ("numerator", "denominator", "value"), strict=True):
        assert table[head].astype(float).round(6).tolist() == rows[column].round(6).tolist()
    assert 'download="5a-2022.csv"' in link
    assert f">{'Tải 8 dòng' if language == 'vi' else 'Download 8 rows'}" in link


def test_last_years_value_stands_beside_where_there_is_one(scene_of):
    scene = scene_of()
    table = download.told(scene, scene.rows("5a"))
    before = scene.history_of("5a").query("period == '2021'").set_index("area")["value"]
    own = table["Kết quả năm 2021"].astype(float).round(6).tolist()
    assert own == before[table["Địa bàn"]].round(6).tolist()
    first = scene_of(2018)
    assert "Kết quả năm 2017" not in download.told(first, first.rows("5a"))


def test_several_years_have_each_its_period_and_no_year_before(scene_of):
    scene = scene_of()
    rows = scene.history_of("5a").query("area == '614'")
    table = download.told(scene, rows)
    assert table["Thời kỳ"].tolist() == rows["period"].tolist()
    assert not [head for head in table if head.startswith("Kết quả năm")]


def test_what_is_withheld_is_blank(scene_of):
    scene = scene_of()
    rows = scene.results[scene.results["conf_status"].eq("C")]
    table = download.told(scene, rows)
    assert len(table)
    assert (table["Kết quả"] == "").all()
    counts = table[["Tử số", "Mẫu số"]].isna().to_numpy()
    assert (counts == rows[["numerator", "denominator"]].isna().to_numpy()).all()


def test_a_page_lets_through_what_was_written_here(scene_of):
    scene = scene_of()
    falls = download.link(scene, scene.rows("13"), "13")  # whose values are below nothing
    assert "-" in "".join(read(falls)["Kết quả"].dropna())
    assert sieve.house(falls) == str(falls)
    assert "href" not in sieve.strangers(falls)


@pytest.mark.parametrize(
    "content", ["a,=1+1", 'a,"b\r\n@x"', "\xff", "a,-b"], ids=["formula", "line", "bytes", "dash"]
)
def test_a_page_lets_no_other_file_through(content):
    coded = b64encode(content.encode("latin-1")).decode()
    link = f'<a download="x.csv" href="{download.BEGINS}{coded}">x</a>'
    assert "href" not in sieve.house(link)
    plain = link.replace(coded, b64encode(b"a,-3.5").decode())
    assert "href" in sieve.house(plain)
    assert "href" not in sieve.house(plain.replace("text/csv", "text/html"))


def test_no_cell_is_one_that_a_spreadsheet_computes(scene_of):
    scene = scene_of()
    assert download.told(scene, scene.rows("10"))["Mức chỉ tiêu"].unique().tolist() == ["0"]


def test_more_rows_than_a_page_has_room_for_have_no_link(scene_of):
    scene = scene_of()
    rows = pd.concat([scene.rows("5a")] * 51)
    assert len(rows) == download.MOST + 8
    assert download.link(scene, rows, "5a") == ""
    assert download.link(scene, rows.iloc[: download.MOST], "5a")


def test_a_part_of_a_year_has_no_year_before(scene_of):
    scene = replace(scene_of(), period="2022-S1")
    assert download.value_before(scene, "5a").empty
