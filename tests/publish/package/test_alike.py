"""Where a page that is not what it is made to be is told to differ."""

from __future__ import annotations

import pytest

from chitieu.publish.package.alike import _markup

STYLE = "<style>.k0{fill:red}\n.k1{fill:none}</style>"
OTHER = "<style>.k0{fill:blue}</style>"


@pytest.mark.parametrize(
    ("page", "made", "told"),
    [
        ("<h1>A</h1>\n<p>4</p>", "<h1>A</h1>\n<p>5</p>", (2, "A", "4", "5")),
        (f"{STYLE}\n<h2>B &gt; C</h2>\n<p>4</p>", f"{OTHER}\n<h2>B &gt; C</h2>\n<p>5</p>",
         (4, "B > C", "4", "5")),
        ("<b>x</b>\n<p>4</p>", "<i>x</i>\n<p>5</p>", (2, "", "4", "5")),
        (f"{STYLE}\n<p>4</p>", f"{OTHER}\n<i>4</i>", (3, "", "<p>", "<i>")),
        (f"{STYLE}<p>4</p>", f"{OTHER}<p>4</p>",
         (1, "", STYLE.replace("\n", " "), OTHER)),
        ("<p>4</p>\n<p>6</p>", "<p>4</p>", (2, "", "6", "")),
        ("<p>4</p>", "<p>4</p>\n<p>6</p>", (1, "", "", "6")),
        ("4<p></p>", "<p>4</p>", (1, "", "4", "<p>")),
        ("<p>4</p><", "<p>4</p>", (1, "", "<", "")),
        ("<p>4</p>", "<p>4</p>", None),
    ],
    ids=["words", "words after a style", "words after a tag", "a tag after a style",
         "a style alone", "words more", "words less", "words elsewhere", "a tag cut off",
         "nothing"],
)  # fmt: skip
def test_a_page_is_told_to_differ_in_what_a_reader_sees_first(page, made, told):
    found = [
        (each.row, each.place, each.values["told"], each.values["mine"])
        for each in _markup("2022/a.html", page, made)
    ]
    assert found == ([told] if told else [])
