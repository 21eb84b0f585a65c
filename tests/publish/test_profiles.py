"""A commune's page as it is printed: two sheets, whatever its figures are."""

import io

import pytest

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.xdist_group("batch")
SHEETS = 2


@pytest.mark.parametrize(
    ("year", "area"),
    [
        pytest.param("2022", "23491", id="much-is-missing"),
        pytest.param("2025", "23497", id="targets-of-another-year"),
    ],
)
def test_a_profile_is_two_sheets(run_chitieu, make_workbook, browser, year, area):
    root = make_workbook(f"hồ sơ {year}")
    ran = run_chitieu("run", year, "--notebook", "6_ho_so_xa", "--area", area, root=root)
    assert ran.code == 0, ran.err
    tab = browser.new_page()
    tab.goto(ran.path("6_ho_so_xa", year).as_uri())
    sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
    tab.close()
    assert len(sheets) == SHEETS
