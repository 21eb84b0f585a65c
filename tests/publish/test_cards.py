"""Tables as cards: each column's name for the style sheet, and the roles of a table's parts."""

from __future__ import annotations

from bs4 import BeautifulSoup

from chitieu.publish.pages.cards import rules, with_cards

TABLE = (
    '<p>&lt;td&gt;</p><table class="ct-table ct-x"><caption>c</caption>'
    "<thead><tr>{heads}</tr></thead>"
    '<tbody class="ct-step" data-code="1"><tr><th scope="rowgroup" colspan="3">g</th></tr>'
    '<tr><th scope="row">a</th><td class="ct-num">1</td><td>2</td></tr></tbody></table>'
)
HEADS = (
    "Chỉ số",
    'Kết quả <span class="ct-second">khoảng 95%</span>',
    "“Một” &amp; &quot;hai&quot;",
)


def carded(*heads: str, **marks) -> BeautifulSoup:
    written = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return BeautifulSoup(with_cards(TABLE.format(heads=written, **marks)), "html.parser")


def test_a_table_bears_the_names_of_its_columns_without_what_stands_under_them():
    style = carded(*HEADS).table["style"]
    assert style == '--ct-1:"Chỉ số";--ct-2:"Kết quả";--ct-3:"“Một” \\26  \\22 hai\\22 "'
    assert "td:nth-child(3){--ct-name:var(--ct-3)}" in rules()


def test_a_table_of_two_columns_needs_no_names():
    assert not carded(*HEADS[:2]).table.has_attr("style")


def test_every_part_of_a_table_says_what_it_is_and_keeps_what_it_was():
    soup = carded(*HEADS)
    roles = [each.get("role") for each in soup.table.find_all(True) if each.name != "span"]
    assert [soup.table["role"], *roles] == [
        "table", None, "rowgroup", "row", *["columnheader"] * 3, "rowgroup", "row", "rowheader",
        "row", "rowheader", "cell", "cell",
    ]  # fmt: skip
    assert soup.find(attrs={"class": "ct-step"})["data-code"] == "1"
    assert str(soup.p) == "<p>&lt;td&gt;</p>"


def test_a_table_of_anyone_else_is_left_as_it_is():
    other = TABLE.format(heads="").replace("ct-table ct-x", "dataframe")
    assert with_cards(other) == other
