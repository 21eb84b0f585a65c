"""The results workbook, as Excel is given it: opened again with openpyxl."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from chitieu.publish import exchange
from chitieu.publish.exchange.sheets import PLAIN
from chitieu.workbook import Workbook

pytestmark = pytest.mark.xdist_group("exchange")
NOTES = "Ghi chú"
HEADINGS = [
    "Mã", "Chỉ số", "Mã địa bàn", "Địa bàn", "Tử số", "Mẫu số", "Đơn vị tính", "Kết quả",
    "Cận dưới", "Cận trên", "Chỉ tiêu", "Đánh giá", "Độ chắc chắn", "Tình trạng số liệu",
    "Ghi chú",
]  # fmt: skip
HEAD = 5  # the spreadsheet's line of the headings
OBJECTIVES = [f"Mục tiêu {number}" for number in (1, 2, 3, 4)]
NUMBERS = {"numerator": "E", "denominator": "F", "value": "H", "lower": "I", "upper": "J"}


def opened(delivered) -> openpyxl.Workbook:
    return openpyxl.load_workbook(delivered.folder / "results.xlsx")


@pytest.fixture(scope="module")
def book(review) -> openpyxl.Workbook:
    return opened(review)


@pytest.fixture(scope="module")
def lines(book, review) -> pd.DataFrame:
    """The results, with the sheet and the line that each stands on."""
    table = review.results.copy()
    of = table["indicator"].map(review.book.indicators["objective"])
    table["sheet"] = [f"Mục tiêu {number}" for number in of]
    table["line"] = table.groupby("sheet").cumcount() + HEAD + 1
    return table


def test_there_is_a_sheet_an_objective_the_notes_and_the_table_of_the_other_formats(book):
    assert book.sheetnames == [*OBJECTIVES, NOTES, PLAIN]


@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_has_its_headings_and_a_row_an_indicator_and_area(book, lines, name):
    sheet = book[name]
    assert [cell.value for cell in sheet[HEAD]] == HEADINGS
    there = [(row[0].value, row[2].value) for row in sheet.iter_rows(min_row=HEAD + 1)]
    own = lines[lines["sheet"] == name]
    assert there == list(zip(own["indicator"], own["area"], strict=True))


def test_a_row_reads_as_the_page_does(delivered):
    sheet = opened(delivered["internal"])["Mục tiêu 1"]
    rows = {(row[0].value, row[2].value): row for row in sheet.iter_rows(min_row=6)}
    words = [cell.value for cell in rows["3b", "614"]]
    # 7 deaths of 602 births: 7 / 602 × 1000 = 11.627906976744185
    assert words == [
        "3b", "Tử vong dưới 1 tuổi", "614", "Huyện Kon Rẫy", 7, 602, "‰",
        pytest.approx(11.627906976744185), pytest.approx(4.675, abs=1e-3),
        pytest.approx(23.958, abs=1e-3), "≤ 11‰", "Chưa đạt", "Chưa đủ chắc chắn", "Chính thức",
        None,
    ]  # fmt: skip


@pytest.mark.parametrize("column", NUMBERS)
def test_numbers_are_numbers_and_what_is_missing_is_blank(book, lines, column):
    for row in lines.to_dict("records"):
        cell = book[row["sheet"]][f"{NUMBERS[column]}{row['line']}"]
        if pd.isna(row[column]):
            assert cell.value is None, cell
        else:
            assert cell.data_type == "n"
            assert cell.value == pytest.approx(float(row[column]), rel=1e-15)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("indicator", "area", "column", "shape"),
    [
        pytest.param("2", "614", "numerator", '#,##0;-#,##0;"-"', id="a count, 0 as the sign -"),
        pytest.param("5a", "614", "value", "#,##0.0", id="one decimal of a large value"),
        pytest.param("2", "614", "lower", "#,##0.00", id="as many as tell a limit from the target"),
        pytest.param("17b", "614", "value", "#,##0.00", id="two of a small one"),
        pytest.param("10", "614", "value", "#,##0", id="none of a count"),
        pytest.param("10", "614", "upper", "#,##0.0", id="one of a count's limit"),
    ],
)
def test_number_formats_leave_the_signs_to_the_readers_country(
    delivered, lines, indicator, area, column, shape
):
    (row, *_) = lines[lines["indicator"].eq(indicator) & lines["area"].eq(area)].to_dict("records")
    sheet = opened(delivered["internal"])[row["sheet"]]
    assert sheet[f"{NUMBERS[column]}{row['line']}"].number_format == shape


def test_what_is_withheld_is_blank_and_says_so(book, lines, review):
    withheld = lines[lines["conf_status"].eq("C")]
    assert len(withheld) == review.withheld().sum() > 0
    for row in withheld.to_dict("records"):
        cells = [cell.value for cell in book[row["sheet"]][row["line"]]]
        assert [cells[i] for i in (7, 8, 9, 12, 13)] == [None] * 5
        assert None in cells[4:6]
        assert cells[11] == "Không công bố"
        assert cells[14] == "Không công bố để bảo mật"


def test_the_plain_sheet_is_the_table_of_results_csv(review, csv_text):
    path = review.folder / "results.xlsx"
    table = pd.read_excel(path, sheet_name=PLAIN, dtype=object, keep_default_na=False)
    assert list(table.columns) == list(csv_text.columns)
    for column in table:
        for ours, theirs in zip(table[column], csv_text[column], strict=True):
            # A workbook keeps 16 figures of a number.
            same = ours == theirs or ours == pytest.approx(float(theirs), rel=1e-15)
            assert same, (column, ours, theirs)


def test_the_notes_hold_every_definition_and_the_meaning_of_the_words(book, review):
    cells = [[cell.value for cell in row] for row in book[NOTES].iter_rows(min_row=HEAD)]
    plan = review.book.indicators
    assert cells[0][:3] == ["Mã", "Chỉ số", "Định nghĩa và chỗ còn ngờ"]
    assert [row[0] for row in cells[1 : 1 + len(plan)]] == list(plan.index)
    assert [row[2] for row in cells[1 : 1 + len(plan)]] == list(plan["definition_vi"])
    words = {row[1] for row in cells[1 + len(plan) :]}
    assert {"Không công bố", "Ô trống", "Chưa đủ chắc chắn", "Không phát sinh"} <= words


@pytest.mark.parametrize("name", [*OBJECTIVES, NOTES, PLAIN])
def test_each_sheet_is_ready_to_print(book, name):
    sheet = book[name]
    head = 1 if name == PLAIN else HEAD
    assert list(sheet.merged_cells.ranges) == []
    assert sheet.freeze_panes.endswith(str(head + 1))
    assert sheet.print_title_rows == f"${head}:${head}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    wide, high = sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight
    assert (wide or 1, high) == (1, 0)  # one page wide is what a file means that says nothing
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "Số liệu mô phỏng, không phải số liệu thật." in sheet.oddFooter.left.text
    assert sheet.oddFooter.right.text == "Trang &P/&N"
    assert not sheet.oddHeader.center.text


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", [*OBJECTIVES, NOTES, PLAIN])
def test_each_sheet_of_the_internal_edition_is_marked(delivered, name):
    sheet = opened(delivered["internal"])[name]
    assert sheet.oddHeader.center.text == "BẢN NỘI BỘ. Không gửi ra ngoài đơn vị."
    if name != PLAIN:
        assert "BẢN NỘI BỘ" in sheet["A4"].value


def test_no_macro_no_formula_no_path(review):
    with zipfile.ZipFile(review.folder / "results.xlsx") as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            assert "<f>" not in content, name
            assert str(review.book.root) not in content, name


def test_the_same_inputs_give_the_same_bytes_dated_as_the_figures(review):
    again = exchange.files(Workbook.open(2022, root=review.book.root))
    assert again == {path.name: path.read_bytes() for path in review.folder.iterdir()}
    about = opened(review).properties
    assert about.created == about.modified == datetime.datetime(2023, 1, 15)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "=HYPERLINK(1)", "{=1+1}"])
def test_a_text_never_becomes_a_formula_a_link_or_a_number(review, sign):
    named = f"{sign}1+1"
    delivery = exchange.Delivery.of(review.book)
    plan = delivery.indicators.assign(short=named, name_vi=named)
    settings = delivery.settings.model_copy(
        update={"title": named, "objectives": {"1": "http://a.vn"}}
    )
    table = delivery.definitions.assign(**{"Nguồn": named})
    shown = SimpleNamespace(
        definitions=lambda: SimpleNamespace(table=table), reading_guide=review.book.reading_guide
    )
    spoilt = replace(delivery, indicators=plan, settings=settings, book=shown)
    book = openpyxl.load_workbook(io.BytesIO(exchange.content("results.xlsx", spoilt)))
    written = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {cell.data_type for cell in written} == {"s", "n"}
    assert not any(cell.hyperlink for cell in written)
    assert named in {cell.value for cell in written}
