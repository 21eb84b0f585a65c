"""The internal edition: whole for the analyst, marked wherever it is read, and never packed."""

from __future__ import annotations

import io
import re
import shutil

import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.faults import Faults
from chitieu.publish.exchange import NAMES
from chitieu.publish.package.pack import pack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("batch")]
MARK = "BẢN NỘI BỘ"


@pytest.fixture(scope="module")
def internal(made, run_chitieu, tmp_path_factory):
    """Both editions of 2022 beside one another."""
    root = tmp_path_factory.mktemp("nội bộ") / made.root.name
    shutil.copytree(made.root, root)
    ran = run_chitieu("run", 2022, "--internal", root=root)
    assert ran.code == 0, ran.err
    return root


def test_each_of_its_pages_is_marked(internal):
    pages = [*(internal / "outputs/internal/2022").glob("*.html")]
    review = {path.name for path in (internal / "outputs/2022").glob("*.html")}
    assert {path.name for path in pages} == review
    for path in pages:
        assert MARK in path.read_text("utf-8"), path.name
        assert MARK not in (internal / "outputs/2022" / path.name).read_text("utf-8"), path.name


def test_each_printed_sheet_is_marked(internal, browser):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    for path in sorted((internal / "outputs/internal/2022").glob("*.html")):
        tab = browser.new_page()
        tab.goto(path.as_uri())
        sheets = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
        tab.close()
        for number, sheet in enumerate(sheets, start=1):
            words = re.sub(r"\s+", " ", sheet.extract_text())
            assert MARK in words, f"sheet {number} of {path.name}"


def test_it_is_whole_and_readable_to_the_analyst(internal):
    table = pd.read_csv(internal / "outputs/internal/2022/results.csv", dtype=str)
    assert table["conf_status"].eq("F").all()
    book = Workbook.open(2022, audience="internal", root=internal)
    reported = pd.read_csv(internal / "data/observations/2022.csv", dtype=str)
    reported = reported[reported["group"].isna()].set_index(["area", "variable"])
    reported = reported["value"].dropna().astype(float).to_dict()
    counts = book.counts()
    own = counts[counts["area"].isin(book.areas.leaves) & counts["value"].notna()]
    shown = own.set_index(["area", "variable"])["value"].astype(float).to_dict()
    assert {key: shown.get(key) for key in reported} == reported


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param(["2_bao_ve.html"], "is of the internal edition", id="a page"),
        pytest.param(NAMES, "a small count of", id="the files of results"),
        pytest.param(None, "is of the internal edition", id="all of it"),
    ],
)
def test_it_is_never_packed(internal, names, words, tmp_path):
    root = tmp_path / internal.name
    shutil.copytree(internal, root)
    names = names or [path.name for path in (root / "outputs/internal/2022").iterdir()]
    before = (root / "outputs/packages/kon-ray-2022.zip").read_bytes()
    for name in names:
        shutil.copy(root / "outputs/internal/2022" / name, root / "outputs/2022" / name)
    with pytest.raises(Faults, match=words):
        pack(root, 2022)
    assert (root / "outputs/packages/kon-ray-2022.zip").read_bytes() == before
