"""What a cell of a form may hold: a figure in one way, or a fault with its place and remedy."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from chitieu.collect.observations import read_observations
from chitieu.collect.receive import receive
from chitieu.collect.receive.cell import NotAFigure, read_value
from chitieu.collect.receive.excel import Cell, Look
from chitieu.collect.receive.opened import Book, Opened

from .sent_back import put, rows_of, told

pytestmark = pytest.mark.usefixtures("quick_plan")


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    ("value", "state", "stored"),
    [
        pytest.param(12, None, ("12", "A"), id="a count"),
        pytest.param(12.0, None, ("12", "A"), id="a count as a decimal"),
        pytest.param(0, None, ("0", "A"), id="nought"),
        pytest.param("-", None, ("0", "A"), id="nothing occurred"),
        pytest.param("–", None, ("0", "A"), id="a long hyphen"),
        pytest.param("...", None, ("", "L"), id="not collected"),
        pytest.param("…", None, ("", "L"), id="one sign of three points"),
        pytest.param("...", "Chưa nhận được", ("", "O"), id="not received"),
        pytest.param(None, "Không thu thập", ("", "L"), id="a state alone"),
        pytest.param(None, "Không thể có", ("", "M"), id="cannot be"),
        pytest.param(12, "Tạm tính", ("12", "P"), id="provisional"),
        pytest.param(12, "tạm  tính", ("12", "P"), id="as it is typed"),
        pytest.param(12, "P", ("12", "P"), id="the code"),
        pytest.param(12.5, "Ước tính", ("12.5", "E"), id="an estimate"),
        pytest.param(0.618, "Ước tính", ("0.6180", "E"), id="no point of thousands"),
        pytest.param("12", None, ("12", "A"), id="digits as text"),
        pytest.param("１２", None, ("12", "A"), id="full-width digits"),
        pytest.param("  ", None, None, id="spaces are blank"),
    ],
)
def test_a_cell_is_read(emptied, spoil, value, state, stored):
    path = spoil("TP", put((1, "D9", value), (1, "E9", state)))
    assert told(receive(emptied, [path])) == []
    row = rows_of(emptied).get(("23479", "children_u5_registered"))
    assert (row and (row["value"], row["obs_status"])) == stored
    read_observations(emptied, 2022, "2008")


# ---- one cell at a time -------------------------------------------------------------------------


def read(value, state="", number_format="#,##0", marks=(), formula=None, error=False):
    """What a cell of a form is read as, or what is told of it."""
    look = Look(number_format, frozenset(marks))
    cell = Cell("Biểu 1", 9, 4, value, look, formula, error)
    opened = Opened.__new__(Opened)
    opened.name, opened.book = "phieu.xlsx", Book({}, {})
    try:
        return read_value(cell, state)
    except NotAFigure as wrong:
        return str(opened.fault(*wrong.told))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param({"value": "１２"}, (12, "A"), id="full-width digits"),
        pytest.param({"value": "12\n"}, (12, "A"), id="a line break after it"),
        pytest.param({"value": "\u00a0 12 "}, (12, "A"), id="spaces around it"),
        pytest.param({"value": "12,5", "state": "E"}, (12.5, "E"), id="an estimate as text"),
        pytest.param({"value": "0.618", "state": "E"}, (0.618, "E"), id="no thousands below one"),
        pytest.param({"value": 1234.567, "state": "E"}, (1234.567, "E"), id="no group of four"),
        pytest.param({"value": 12.50, "number_format": "0.00", "state": "E"}, (12.5, "E"), id="E"),
        pytest.param({"value": 1234, "number_format": '#,##0 "₫"'}, (1234, "A"), id="currency"),
        pytest.param({"value": 1234, "number_format": '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-'},
                     (1234, "A"), id="accounting"),
        pytest.param({"value": 338, "number_format": "#,##0,;-#,##0"},
                     "ô hiện số theo nghìn", id="thousands left out"),
        pytest.param({"value": 338, "number_format": "0,,"}, "theo nghìn", id="millions"),
        pytest.param({"value": 338, "number_format": ";;;"}, "giấu số", id="a format that hides"),
        pytest.param({"value": 1, "number_format": "0.0%"}, "dạng phần trăm", id="percent"),
        pytest.param({"value": 44898, "number_format": "dd/mm/yyyy"}, "ngày tháng", id="a date"),
        pytest.param({"value": 1, "number_format": "[h]:mm"}, "ngày tháng", id="hours"),
        pytest.param({"value": 0, "number_format": "d-mmm"}, "ngày tháng", id="no day at all"),
        pytest.param({"value": "3/12"}, "ngày tháng", id="a date as text"),
        pytest.param({"value": "3/12/2022"}, "ngày tháng", id="a whole date as text"),
        pytest.param({"value": "1.2.2022"}, "ngày tháng", id="a date with points"),
        pytest.param({"value": "338\n120"}, "2 dòng hoặc 2 số: “338”, “120”", id="two lines"),
        pytest.param({"value": "338\t120"}, "“338”, “120”", id="two numbers"),
        pytest.param({"value": "338\u2028120"}, "“338”, “120”", id="two lines otherwise"),
        pytest.param({"value": "338 120"}, "cũng có thể là hai số", id="a space between"),
        pytest.param({"value": "1.234"}, "có thể là 1234, cũng có thể là một số lẻ", id="point"),
        pytest.param({"value": "1,234", "state": "E"}, "có thể là 1234", id="comma, estimated"),
        pytest.param({"value": 1.234, "state": "E"}, "làm tròn đến hai", id="1.234, a number"),
        pytest.param({"value": 1.234}, "“1,234” có thể là 1234", id="1.234, a count"),
        pytest.param({"value": "0.618"}, "“0.618” không phải số nguyên", id="0.618 is not 0618"),
        pytest.param({"value": "12.50"}, "“12.50” không phải số nguyên", id="a decimal as text"),
        pytest.param({"value": 12.5}, "12,5 không phải số nguyên (dạng của ô làm tròn", id="12.5"),
        pytest.param({"value": 12.5, "number_format": "0.0"}, "12,5 không phải số nguyên; ",
                     id="12.5 as 12.5"),
        pytest.param({"value": "1¹"}, "viết nhỏ ở trên", id="a raised digit"),
        pytest.param({"value": "0¹"}, "viết nhỏ ở trên", id="a raised digit behind nought"),
        pytest.param({"value": "¹"}, "viết nhỏ ở trên", id="nothing but a raised digit"),
        pytest.param({"value": "1₂"}, "viết nhỏ ở trên", id="a lowered digit"),
        pytest.param({"value": "①"}, "không phải số", id="a digit in a circle"),
        pytest.param({"value": "1②"}, "không phải số", id="a circle behind it"),
        pytest.param({"value": "٣"}, "không phải số", id="another script's digit"),
        pytest.param({"value": "１²"}, "viết nhỏ ở trên", id="full-width and raised"),
        pytest.param({"value": "Ⅳ"}, "không phải số", id="a Roman numeral"),
        pytest.param({"value": "1½"}, "không phải số", id="a half"),
        pytest.param({"value": "12*"}, "không phải số", id="an asterisk"),
        pytest.param({"value": "12(1)"}, "không phải số", id="a footnote in brackets"),
        pytest.param({"value": "'338"}, "không phải số", id="an apostrophe that is seen"),
        pytest.param({"value": "1e3"}, "không phải số", id="an exponent as text"),
        pytest.param({"value": "không"}, "không phải số", id="a word"),
        pytest.param({"value": 11, "marks": {"raised"}}, "viết nhỏ ở trên", id="a raised font"),
        pytest.param({"value": "21", "marks": {"struck"}}, "bị gạch ngang", id="a part struck out"),
        pytest.param({"value": 21, "marks": {"struck"}}, "bị gạch ngang", id="struck out"),
        pytest.param({"value": "-", "marks": {"struck"}}, "bị gạch ngang", id="a sign struck out"),
        pytest.param({"value": 21, "marks": {"white"}}, "chữ trắng", id="white"),
        pytest.param({"value": True}, "“TRUE”", id="true"),
        pytest.param({"value": None, "formula": "A1"}, "chưa được tính", id="not computed"),
        pytest.param({"value": "#REF!", "formula": "A1", "error": True}, "#REF!", id="an error"),
        pytest.param({"value": "#N/A"}, "báo lỗi #N/A", id="an error as text"),
        pytest.param({"value": 999_999_999}, (999_999_999, "A"), id="large"),
        pytest.param({"value": 1_000_000_000}, "1000000000 quá lớn", id="too large"),
        pytest.param({"value": "1.234.567"}, "có thể là 1234567", id="two points"),
        pytest.param({"value": "1.234,5"}, "không phải số", id="a point and a comma"),
    ],
)  # fmt: skip
def test_a_cell_alone(cell, expected):
    found = read(**cell)
    if isinstance(expected, tuple):
        assert found == expected
    else:
        assert expected in found
        assert found.startswith("phieu.xlsx:Biểu 1!D9: ")


def test_no_remedy_is_a_figure_that_nobody_wrote():
    """What may be two figures, or a decimal, is never put together for the clerk."""
    assert "338120" not in read("338\n120")
    assert "0618" not in read("0.618")
    assert "338120" not in read("338 120").partition("; ")[2].partition("nếu là 338120")[0]


@given(
    text=st.text(st.characters(codec="utf-8"), max_size=8)
    | st.from_regex(r"[0-9¹²１.,/ \n-]{1,9}", fullmatch=True),
    state=st.sampled_from(["", "A", "E", "L"]),
)
def test_a_text_is_a_figure_only_where_its_digits_are_the_figure(text, state):
    found = read(text or " ", state)
    if isinstance(found, tuple) and found[0]:
        digits = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
        assert float(digits) == found[0]
        assert not set(text) & set("¹²³")


# ---- as Excel writes them -----------------------------------------------------------------------


def rich(*runs):
    """A text of runs, each with what is special of its font."""
    return CellRichText(*(TextBlock(InlineFont(**font), text) for text, font in runs))


def looks(cell, **style):
    def change(book):
        book["Biểu 1"][cell].value = 21
        for name, setting in style.items():
            setattr(book["Biểu 1"][cell], name, setting)

    return change


def hide(kind, key):
    def change(book):
        put((1, "D9", 21))(book)
        getattr(book["Biểu 1"], f"{kind}_dimensions")[key].hidden = True

    return change


RAISED, STRUCK = {"vertAlign": "superscript"}, {"strike": True}
BLACK = PatternFill("solid", fgColor="FF000000")


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(put((1, "D9", rich(("1", {}), ("1", RAISED)))), "viết nhỏ", id="a raised run"),
        pytest.param(put((1, "D9", rich(("2", STRUCK), ("1", {})))), "gạch ngang", id="struck run"),
        pytest.param(put((1, "D9", rich(("2", {}), ("1", {"b": True})))), "21", id="a bold run"),
        pytest.param(put((1, "D9", rich(("21", {}), (" ", STRUCK)))), "21", id="a struck space"),
        pytest.param(looks("D9", font=Font(strike=True)), "gạch ngang", id="a struck cell"),
        pytest.param(looks("D9", font=Font(vertAlign="subscript")), "viết nhỏ", id="lowered"),
        pytest.param(looks("D9", font=Font(color="FFFFFFFF")), "chữ trắng", id="white"),
        pytest.param(looks("D9", font=Font(color=Color(theme=0))), "chữ trắng", id="theme's white"),
        pytest.param(
            looks("D9", font=Font(color="FFFFFFFF"), fill=BLACK), "21", id="white on black",
        ),
        pytest.param(
            looks("D9", font=Font(color="FFFFFFFF"), fill=PatternFill("solid", fgColor="FFC0C0C0")),
            "21", id="white on grey",
        ),
        pytest.param(
            looks("D9", font=Font(color="FFFFFFFF"), fill=PatternFill("solid", fgColor="FFD0D0D0")),
            "chữ trắng", id="white on pale grey",
        ),
        pytest.param(looks("D9", font=Font(color="FF9C0006")), "21", id="red"),
        pytest.param(looks("D9", number_format="#,##0,"), "theo nghìn", id="thousands left out"),
        pytest.param(looks("D9", number_format="d/m/yyyy"), "ngày tháng", id="a date"),
        pytest.param(put((1, "D9", 21.000000000000004)), "21", id="noise above"),
        pytest.param(put((1, "D9", 20.999999999999996)), "21", id="noise below"),
        pytest.param(put((1, "D9", 20.9999999999)), "không phải số nguyên", id="not noise"),
        pytest.param(hide("row", 9), "dòng 9 đang bị ẩn", id="a hidden row"),
        pytest.param(hide("column", "D"), "cột D đang bị ẩn", id="a hidden column"),
        pytest.param(put((1, "D9", "=20+1")), "chưa được tính", id="not computed"),
    ],
)  # fmt: skip
def test_a_cell_as_it_is_saved(emptied, spoil, change, expected):
    found = told(receive(emptied, [spoil("TP", change)]))
    if expected == "21":
        assert found == []
        assert rows_of(emptied)["23479", "children_u5_registered"]["value"] == "21"
    else:
        (line,) = found
        assert expected in line
        assert rows_of(emptied) == {}
