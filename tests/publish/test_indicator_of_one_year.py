"""An indicator that a later year adds: earlier years know nothing of it, in any file."""

from __future__ import annotations

import csv
import re
import shutil

import pytest

from chitieu.collect.forms.asked import asked
from chitieu.collect.quality import Check
from chitieu.workbook import Workbook

COUNTS = {"library_users": 60, "library_asked": 100}


def append(path, **cells) -> None:
    """Add a line that is as the last one, but for these cells."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, rows[0], lineterminator="\n").writerow(rows[-1] | cells)


def add_in_2026(root) -> None:
    """Give the plan a year 2026 that has one more indicator than those before it, and counts."""
    plain = {"stock_or_flow": "stock", "sensitive": "no", "sensitive_why_vi": ""}
    for variable in COUNTS:
        append(root / "params" / "variables.csv", variable=variable, **plain)
    named = {"indicator": "25", "target_no": "25", "kind": "proportion", "sensitive": "no"}
    counts = dict(zip(("numerator", "denominator"), COUNTS, strict=True))
    append(root / "params" / "indicators.csv", **named, **counts, per="100", better="higher")
    text = (root / "params" / "2022.yaml").read_text("utf-8")
    for setting, value in (("year", "2026"), ("as_of", "2027-01-15"), ("edition", '"2025"')):
        text = re.sub(rf"(?m)^{setting}:.*$", f"{setting}: {value}", text)
    (root / "params" / "2026.yaml").write_text(text + '  "25": ">= 50"\n', encoding="utf-8")
    text = (root / "data" / "observations" / "2025.csv").read_text("utf-8")
    path = root / "data" / "observations" / "2026.csv"
    path.write_text(text.replace("\n2025,", "\n2026,"), encoding="utf-8")
    for area in ("23479", "23485", "23497"):
        for variable, count in COUNTS.items():
            append(path, area=area, variable=variable, value=str(count), obs_status="A", note="")


@pytest.fixture(scope="module")
def added(make_workbook, run_chitieu):
    """A workbook whose 2022 was run before and after an indicator of 2026 was added."""
    root = make_workbook("chỉ số thứ 25", 2021, 2022, 2025)
    first = run_chitieu("run", 2022, "--notebook", "4_tham_gia", root=root)
    assert first.code == 0, first.err
    asked_before = {form.file_name: [*form.variables.index] for form in asked(root, 2022)}
    shutil.copytree(root / "outputs" / "2022", root / "before")
    add_in_2026(root)
    return root, asked_before, run_chitieu("run", 2022, "--notebook", "4_tham_gia", root=root)


def test_no_old_page_is_stale_and_no_byte_of_the_year_changes(added):
    root, _, again = added
    assert again.code == 0, again.err
    assert "0 of 1 pages made, 1 left as they were" in again.out + again.err
    for path in (root / "before").iterdir():
        assert (root / "outputs" / "2022" / path.name).read_bytes() == path.read_bytes(), path.name


def test_nobody_is_asked_for_figures_of_a_year_before(added):
    root, before, _ = added
    assert {form.file_name: [*form.variables.index] for form in asked(root, 2022)} == before
    now = {variable for form in asked(root, 2026) for variable in form.variables.index}
    assert {*COUNTS} <= now
    told = [fault for fault in Check(root, [2022]).warnings if "library" in str(fault)]
    assert told == []


def test_the_year_that_adds_it_has_it_and_those_before_have_no_row(added):
    panel = Workbook.open(year=2026, root=added[0]).panel()
    own = panel[panel["indicator"].eq("25")]
    assert own["year"].unique().tolist() == [2026]
    district = own.set_index("area").loc["614"]
    assert (district["value"], district["status"]) == (60.0, "met")
    assert set(panel.loc[panel["year"] == 2022, "indicator"]) == set(panel["indicator"]) - {"25"}


@pytest.mark.parametrize("name", ["4_tham_gia", pytest.param("5_xu_huong", marks=pytest.mark.slow)])
def test_pages_of_the_year_that_adds_it_are_made(added, run_chitieu, name):
    ran = run_chitieu("run", 2026, "--notebook", name, root=added[0])
    assert ran.code == 0, ran.err
    assert name != "4_tham_gia" or 'data-indicator="25"' in ran.page(name, "2026")


@pytest.mark.slow
def test_a_package_of_it_is_as_its_pages_though_its_areas_are_newer_than_its_years(
    added, run_chitieu
):
    ran = run_chitieu("run", 2026, root=added[0])
    assert ran.code == 0, ran.err
    packed = run_chitieu("pack", 2026, root=added[0])
    assert packed.code == 0, packed.out + packed.err
