"""A part of a year as it is published: results, pages, forms, what is withheld, and the way in."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from html import unescape

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from scipy.optimize import Bounds, LinearConstraint, milp

from chitieu import Workbook
from chitieu.collect.forms import write_forms
from chitieu.collect.receive import receive
from chitieu.measure import audience
from chitieu.measure.pace import bases
from chitieu.measure.vocabulary import STATUSES

PAGES = ("0_tong_hop",)


@pytest.fixture(scope="module")
def halves(make_workbook, split_year):
    """A copy of the workbook whose 2021 and 2022 have both halves."""
    root = make_workbook("nửa năm")
    for year in (2021, 2022):
        split_year(root, year)
    return root


@pytest.fixture(scope="module")
def quarters(make_workbook, split_year):
    """A copy of the workbook whose 2022 has nothing but its quarters."""
    root = make_workbook("bốn quý")
    split_year(root, 2022, ("Q1", "Q2", "Q3", "Q4"), whole=False)
    return root


@pytest.fixture(scope="module")
def half_year(halves, run_chitieu):
    names = [word for name in PAGES for word in ("--notebook", name)]
    return run_chitieu("run", "2022", "--period", "2022-S1", *names, root=halves)


@cache
def book_of(root, period: str, audience="internal") -> Workbook:
    return Workbook.open(int(period[:4]), period=period, audience=audience, root=root)


def top_of(book: Workbook) -> pd.DataFrame:
    table = book.results()
    return table[table["area"].eq(book.areas.top)].set_index("indicator")


# ---- results ------------------------------------------------------------------------------------


def test_the_results_have_the_plans_targets_and_a_verdict_of_the_middle_of_a_year(halves):
    half, year = (top_of(book_of(halves, period)) for period in ("2022-S1", "2022"))
    assert list(half.columns) == list(year.columns)
    assert half["target"].tolist() == year["target"].tolist()
    assert set(half["period"]) == {"2022-S1"}
    assert set(half["status"]) <= set(STATUSES)
    # 803 of 5624 children were consulted: 12,5 % are half of the year's 25 %.
    row = half.loc["22"]
    assert (row["numerator"], row["denominator"], row["status"]) == (803, 5624, "on_course")
    assert half.loc["24", "status"] == "in_danger"  # 387 of 3159 are 12,25 %
    assert half.loc["16", "status"] == "met"  # the school year is over


def test_a_change_is_against_the_same_part_of_the_year_before(halves, root):
    now = book_of(halves, "2022-S1").counts().set_index(["area", "variable"])["value"]
    before = book_of(halves, "2021-S1").counts().set_index(["area", "variable"])["value"]
    row = top_of(book_of(halves, "2022-S1")).loc["13"]
    assert row["numerator"] == now["614", "child_marriages"]
    assert row["denominator"] == before["614", "child_marriages"]
    first = top_of(book_of(halves, "2021-S1")).loc["13"]
    assert (first["status"], first["reason"]) == ("no_data", "no_previous_period")


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("period", "share"),
    [
        ("2022-Q1", 1),
        ("2022-Q2", 2),
        ("2022-S1", 2),
        ("2022-Q3", 3),
        ("2022-Q4", 4),
        ("2022-S2", 4),
    ],
)
def test_what_flows_is_that_of_the_year_so_far(quarters, root, period, share):
    """Whole numbers apart, a commune has 2, 1 or 3 eighths of it by the end of March."""
    so_far, year = (top_of(book_of(*at)) for at in ((quarters, period), (root, "2022")))
    of = bases(book_of(root, "2022").indicators, book_of(root, "2022").variables)
    flows = of.index[of.isin(["flow", "flows"])]
    assert (so_far.loc[flows, "numerator"] <= year.loc[flows, "numerator"]).all()
    if share == 4:
        pd.testing.assert_frame_equal(
            so_far.drop(columns=["period", "reason"]), year.drop(columns=["period", "reason"])
        )


def test_a_year_that_has_all_its_parts_alone_is_their_sum(quarters, root):
    parts, whole = (book_of(where, "2022").results() for where in (quarters, root))
    pd.testing.assert_frame_equal(parts, whole)


@pytest.mark.sampled(2, "internal-2022")
@pytest.mark.parametrize("year", ["2021", "2022"])
@pytest.mark.parametrize("seen_by", ["internal", "review"])
def test_pages_of_whole_years_do_not_change_by_their_parts(halves, root, year, seen_by):
    """But for what is sensitive: beside the page of a part other counts may have to go."""
    with_parts, without = (book_of(at, year, seen_by) for at in (halves, root))
    plain = ~with_parts.indicators["sensitive"] | (seen_by == "internal")
    tables = (book.results() for book in (with_parts, without))
    pd.testing.assert_frame_equal(*(t[t["indicator"].map(plain)] for t in tables))


# ---- nothing is to be had by subtraction ---------------------------------------------------------


@pytest.mark.sampled(1)
@pytest.mark.parametrize("where", ["halves", "quarters"])
def test_a_part_and_its_year_together_pin_down_no_withheld_count(where, request):
    """With every page of every part, each withheld count may still be 5 whole numbers."""
    root = request.getfixturevalue(where)
    there = ["2022-S1", "2022-S2"] if where == "halves" else [f"2022-Q{n}" for n in range(1, 5)]
    pages = ["2022", *there, *(["2022-S1", "2022-Q3"] if where == "quarters" else [])]
    books = {page: book_of(root, page, "review") for page in pages}
    variables = books["2022"].variables
    flows = variables.index[
        variables["sensitive"].eq("yes") & variables["stock_or_flow"].eq("flow")
    ]
    leaves, top = books["2022"].areas.leaves, books["2022"].areas.top
    ends = {"2022-S1": 2, "2022-S2": 4, "2022": 4} | {f"2022-Q{n}": n for n in range(1, 5)}
    steps = [2, 4] if where == "halves" else [1, 2, 3, 4]  # counts of each step are unknown
    hidden = 0
    for variable in flows:
        unknown = [(area, end) for area in leaves for end in steps]
        equations, told = [], []
        for page, book in books.items():
            counts = book.counts()
            for row in counts[counts["variable"].eq(variable)].itertuples():
                areas = leaves if row.area == top else [row.area]
                cells = [float(a in areas and e <= ends[page]) for a, e in unknown]
                told.append((cells, row.value))
                if pd.notna(row.value):
                    equations.append((cells, row.value))
        for cells, value in told:
            if pd.isna(value) and equations:
                hidden += 1
                low, high = bounds(equations, cells)
                assert high - low + 1 >= 5, (variable, cells)
    assert hidden > 40


def test_the_reader_finds_what_a_half_and_its_year_would_tell():
    """Planted: 10 in the year and 8 by July are 2 after it."""
    assert bounds([([1, 1], 10), ([1, 0], 8)], [0, 1]) == (2, 2)


def bounds(equations: list, goal: list) -> tuple[int, int]:
    """The least and the most that a sum of whole numbers can be, given other sums of them."""
    matrix, values = (np.array(each, float) for each in zip(*equations, strict=True))
    rules = LinearConstraint(matrix, values, values)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * np.array(goal), constraints=rules,
            integrality=np.ones(len(goal)), bounds=Bounds(0, 1000), options={"presolve": False},
        )  # fmt: skip
        ends.append(round(sign * found.fun))
    return tuple(ends)


def test_all_pages_of_a_year_withhold_the_same(halves):
    """What is withheld does not depend on which page is asked for."""
    audience._protected.clear()
    alone = Workbook.open(2022, period="2022-S1", root=halves).counts()
    audience._protected.clear()
    Workbook.open(2022, root=halves).counts()
    after = Workbook.open(2022, period="2022-S1", root=halves).counts()
    pd.testing.assert_frame_equal(after, alone)


# ---- pages --------------------------------------------------------------------------------------


def text_of(page: str) -> str:
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S))
    )


def test_it_runs_and_says_in_its_head_that_it_is_a_part_of_a_year(half_year):
    assert half_year.code == 0, half_year.err
    page = text_of(half_year.page("0_tong_hop", "2022-S1"))
    head = page[: page.index("Bảng điểm")]
    assert re.search(r"Huyện Kon Rẫy, 6 tháng đầu năm 2022: \d+ trên 33 chỉ số đạt hoặc đang", head)
    for told in (
        "Trang này chỉ xét một phần của năm: 6 tháng đầu năm 2022",
        "số phát sinh của chỉ số 5a, 9, 11a, 11b, 22, 23 và 24 so với một nửa mức cả năm",
        "chỉ số 13 so với cùng kỳ năm trước",
        "Xét theo hiện trạng, vì là số tại một thời điểm: chỉ số 1, 2, 4a",
        "Ngày 15 tháng 7 năm 2022",
    ):
        assert told in page
    for words in ("Đang đúng tiến độ", "Có nguy cơ không đạt", "≥ 12,5% đến hết tháng 6"):
        assert words in page


def test_a_part_of_a_year_is_no_point_of_a_series(half_year, halves):
    book = book_of(halves, "2022-S1")
    table = book.history("22").table
    assert list(table["period"]) == ["2018", "2019", "2020", "2021"]
    assert "6 tháng đầu năm 2022 chưa đủ năm nên không vẽ" in str(book.history("22").html)


def test_the_way_in_lists_it_and_joins_it_to_no_year(half_year):
    page = (half_year.root / "outputs" / "index.html").read_text("utf-8")
    assert 'href="2022-S1/0_tong_hop.html"' in page
    assert "6 tháng đầu năm 2022" in text_of(page)
    assert "2022-S1</th>" not in page


def test_a_second_run_makes_nothing_anew(half_year, run_chitieu):
    names = [word for name in PAGES for word in ("--notebook", name)]
    again = run_chitieu("run", "2022", "--period", "2022-S1", *names, root=half_year.root)
    assert "0 of 1 pages made" in again.out, again.out


def test_the_command_prints_its_results(halves, run_chitieu):
    done = run_chitieu("results", "2022", "--period", "2022-S1", root=halves)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert done.code == 0
    assert len([row for row in rows if not row["group"]]) == 33 * 8
    assert {row["period"] for row in rows} == {"2022-S1"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["2022", "--period", "2022-Q1"], "2022-Q1 has no figures", id="not there"),
        pytest.param(["2022", "--period", "2022-M06"], "is no period", id="a month"),
        pytest.param(["2021-2022", "--period", "2022-S1"], "does not lie in 2021", id="two years"),
    ],
)
def test_a_wrong_period_is_refused_in_one_line(halves, run_chitieu, words, message):
    done = run_chitieu("run", *words, root=halves)
    assert done.code == 2
    assert message in done.err
    assert len(done.err.splitlines()) == 1


def test_a_year_with_a_part_alone_says_which(make_workbook, split_year, run_chitieu):
    root = make_workbook("mới sáu tháng", 2022)
    split_year(root, 2022, ("S1",), whole=False)
    done = run_chitieu("results", "2022", root=root)
    assert (done.code, done.out) == (2, "")
    assert "periods with figures, for --period: 2022-S1" in done.err
    assert run_chitieu("results", "2022", "--period", "2022-S1", root=root).code == 0


# ---- forms --------------------------------------------------------------------------------------


def test_a_form_of_a_part_comes_back_as_its_figures(make_workbook, tmp_path):
    root = make_workbook("biểu sáu tháng")
    (form,) = write_forms(root, 2022, tmp_path, "2022-S1", "DOAN")
    filled = load_workbook(form)
    sheet = next(sheet for sheet in filled if sheet.title.startswith("Biểu"))
    codes = {sheet.cell(6, column).value: column for column in range(2, sheet.max_column + 1)}
    variables = [code.removesuffix(":value") for code in codes if str(code).endswith(":value")]
    areas = {sheet.cell(row, 1).value: row for row in range(9, sheet.max_row + 1)}
    for area, row in areas.items():
        if str(area).isdigit():
            for variable in variables:
                sheet.cell(row, codes[f"{variable}:value"]).value = 7
    filled.save(form)
    receipt = receive(root, [form])[0]
    assert not receipt.faults
    book = book_of(root, "2022-S1")
    assert top_of(book).loc["22", "reason"] == "not_in_file"  # the age group, another agency's
    assert book.scene.count("children_consulted")["value"] == 7 * len(book.areas.leaves)
