"""Which reports a call asks for: a notebook for exploring is no part of a report."""

import pytest

from chitieu.publish.schedule import Pages, beside, every_page, plan_reports, titles
from chitieu.publish.strays import told

EXPLORING = "7_kham_pha"


def planned(root, names, language="vi"):
    return plan_reports(root, [2022], names, "", "", "review", language)


@pytest.mark.parametrize(
    ("names", "language", "wanted"),
    [([], "vi", False), ([EXPLORING], "vi", True), ([], "en", False), ([EXPLORING], "en", True)],
)
def test_a_notebook_for_exploring_is_run_when_it_is_named(root, names, language, wanted):
    found = {report.name for report in planned(root, names, language)}
    assert (EXPLORING in found, len(found) == 1) == (wanted, wanted)


def test_its_page_goes_neither_into_the_index_nor_onto_the_way_nor_into_a_package(root):
    (report,) = planned(root, [EXPLORING])
    own = {each.name for each in (*beside(report), *every_page(root), *planned(root, []))}
    assert "5_xu_huong" in own
    assert EXPLORING not in {*own, *titles(root)}


def test_its_page_is_no_stray(root, workbook_copy):
    assert EXPLORING in Pages(root, 2022)
    (report,) = planned(workbook_copy, [EXPLORING])
    report.folder.mkdir(parents=True)
    report.page.write_text("made by name", encoding="utf-8")
    assert [fault for fault in told(workbook_copy) if EXPLORING in fault.file] == []
