"""A commune's page as it is printed: two sheets, whatever its figures are."""

import io

import pytest

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.xdist_group("batch")
SHEETS = 2


def sheets_of(browser, page) -> int:
    tab = browser.new_page()
    tab.goto(page.as_uri())
    sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
    tab.close()
    return len(sheets)


def test_a_profile_of_which_much_is_missing_is_two_sheets(two_years, browser):
    page = two_years.root / "outputs/2022/6_ho_so_xa-23491.html"
    assert sheets_of(browser, page) == SHEETS


@pytest.mark.slow
def test_a_profile_with_targets_of_another_year_is_two_sheets(run_chitieu, make_workbook, browser):
    words = ("run", "2025", "--notebook", "6_ho_so_xa", "--area", "23497")
    ran = run_chitieu(*words, root=make_workbook("hồ sơ 2025"))
    assert ran.code == 0, ran.err
    assert sheets_of(browser, ran.path("6_ho_so_xa", "2025")) == SHEETS
