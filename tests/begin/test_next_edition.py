"""Areas that change in the middle of a year: one command, and nothing that was reported is lost or
taken for another territory."""

from __future__ import annotations

import csv

import openpyxl
import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.begin.changes_list import read_changes
from chitieu.begin.next_edition import add_edition
from chitieu.cli import main
from chitieu.collect.quality import Check
from chitieu.faults import CallError, Faults
from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.in_force import in_force
from chitieu.plan.years import read_year

DAY, YEAR = "2026-07-01", 2026
BIRTHS = "live_births"
# Đăk Kôi goes into Đăk Rve, whose code stays; the code of Đăk Kôi is no area's any more.
MERGER = "old_area,new_area,name,people\n23479,23479,Phường Đăk Rve,\n23485,23479,,\n"


def rows(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def book(workbook_copy):
    """The workbook in 2026, with the figures of 2025 reported for its first half year."""
    assert main(["new", "--year", str(YEAR), "--root", str(workbook_copy)]) == 0
    table = [
        {**row, "period": f"{YEAR}-S1"}
        for row in rows(workbook_copy / "data/observations/2025.csv")
        if row["variable"] in (BIRTHS, "infant_deaths", "neonatal_deaths")
    ]
    path = workbook_copy / f"data/observations/{YEAR}.csv"
    pd.DataFrame(table).to_csv(path, index=False)
    return workbook_copy


@pytest.fixture
def merge(book, tmp_path_factory, capsys):
    """Return a function that takes in a list of changes: the exit code, what is told."""

    def merge(text=MERGER, *options):
        path = tmp_path_factory.mktemp("list") / "changes.csv"
        path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        code = main(["areas", str(path), "--date", DAY, *options, "--root", str(book)])
        return code, *capsys.readouterr()

    return merge


def test_the_edition_its_changes_its_borders_and_the_years_figures(book, merge):
    before = rows(book / f"data/observations/{YEAR}.csv")
    code, out, err = merge(MERGER, "--source", "Nghị quyết số 1")
    assert (code, err) == (0, "")
    areas = read_areas(book).query("edition == @DAY").set_index("area")
    assert [*areas.index] == ["VN", "51", "614", "23479", "23497"]
    assert areas.loc["23479", ["name", "type", "km2"]].tolist() == [
        "Phường Đăk Rve",
        "ward",
        663.02,
    ]
    assert areas["valid_from"].eq(DAY).all()
    assert read_areas(book).query("edition == '2025'")["valid_to"].eq("2026-06-30").all()
    changes = read_area_changes(book).query("new_edition == @DAY")
    assert changes["share"].eq(1).all()
    assert {*zip(changes["old_area"], changes["new_area"], strict=True)} == {
        ("VN", "VN"), ("51", "51"), ("614", "614"), ("23497", "23497"),
        ("23479", "23479"), ("23485", "23479"),
    }  # fmt: skip
    after = rows(book / f"data/observations/{YEAR}.csv")
    assert [{**row, "edition": "2025"} for row in before] == after
    assert read_year(book, YEAR).edition == DAY
    assert read_year(book, 2025).edition == "2025"
    assert Check(book, [YEAR]).errors == []
    assert [line.split()[1] for line in out.splitlines()[-2:]] == ["receive", "run"]


def test_no_figure_is_lost_or_given_to_another_territory(book, merge):
    old = pd.DataFrame(rows(book / f"data/observations/{YEAR}.csv")).query("variable == @BIRTHS")
    births = old.set_index("area")["value"].astype(int)
    merge()
    counts = Workbook.open(YEAR, root=book, period="2026-S1", audience="internal").counts()
    found = counts[counts["variable"] == BIRTHS].set_index("area")["value"]
    assert found["23479"] == births["23479"] + births["23485"]
    assert found["23497"] == births["23497"]
    assert found["614"] == births.sum()


IN_FORCE = {
    "before all that is dated": ("2025-06-30", "2008"),
    "its first day": ("2025-07-01", "2025"),
    "its last day": ("2026-06-30", "2025"),
    "the day after": ("2026-07-01", "2026"),
    "of one that is over, none": ("2031-01-01", ""),
}


@pytest.mark.parametrize(("day", "edition"), IN_FORCE.values(), ids=IN_FORCE)
def test_the_edition_in_force_on_a_day(tmp_path, day, edition):
    (tmp_path / "data").mkdir()
    lines = ["A,2008,,2025-06-30", "A,2025,2025-07-01,2026-06-30", "B,2025,2025-07-01,2026-06-30",
             "A,2026,2026-07-01,2030-12-31"]  # fmt: skip
    text = "area,edition,valid_from,valid_to\n" + "\n".join(lines) + "\n"
    (tmp_path / "data/areas.csv").write_text(text, encoding="utf-8")
    assert in_force(tmp_path, day) == edition
    (tmp_path / "data/areas.csv").write_text(text.replace("2026-07-01,", ","), encoding="utf-8")
    assert in_force(tmp_path, "2026-07-01") == "2026"  # what has no date has always been there


def fill(path, count):
    """Fill in a form: one count in every cell."""
    form = openpyxl.load_workbook(path)
    for name, place in form.defined_names.items():
        if name.startswith("v_"):
            sheet, cells = place.attr_text.replace("$", "").rsplit("!", 1)
            for (cell,) in form[sheet.strip("'")][cells]:
                cell.value = count
    form.save(path)


@pytest.fixture
def forms(book, tmp_path, capsys):
    """Return a function that writes an agency's form of a part of the year, filled in."""

    def write(period, count, folder):
        words = ("forms", str(YEAR), "--period", period, "--agency", "STP")
        assert main([*words, "-o", str(tmp_path / folder), "--root", str(book)]) == 0
        (path,) = (tmp_path / folder).glob("*.xlsx")
        fill(path, count)
        return path

    return write


def test_forms_of_the_old_areas_still_come_in(book, merge, forms, capsys):
    old, whole = forms("2026-S1", 0, "old"), forms("2026", 0, "whole")
    merge()
    new = forms("2026-S2", 0, "new")
    capsys.readouterr()
    assert main(["receive", str(old), str(new), "--root", str(book)]) == 0, capsys.readouterr().err
    of = {(r["period"], r["edition"]) for r in rows(book / f"data/observations/{YEAR}.csv")}
    assert of == {("2026-S1", "2025"), ("2026-S2", DAY)}
    assert Check(book, [YEAR]).errors == []
    again = forms("2026", 0, "again")
    for path, told in ((whole, 0), (again, 1)):
        assert main(["receive", str(path), "--root", str(book)]) == told
    assert "đã có theo danh mục 2025" in capsys.readouterr().err


def test_old_and_new_in_one_call_are_refused_both(book, merge, forms, capsys):
    old = forms("2026", 0, "old")
    merge()
    new = forms("2026", 0, "new")
    before = (book / f"data/observations/{YEAR}.csv").read_bytes()
    capsys.readouterr()
    assert main(["receive", str(old), str(new), "--root", str(book)]) == 1
    told = capsys.readouterr().err
    assert told.count("không giữ cả hai") == 2
    assert (book / f"data/observations/{YEAR}.csv").read_bytes() == before


WRONG = {
    "no such area": ("1,23479,X,", "2:A: '1' is no area"),
    "a new area without a name": ("23479,99999,,", "2:C: '99999' has no name"),
    "a code used again without a name": ("23479,23485,,\n23485,23497,,", "2:C: '23485' has no"),
    "split, and nothing of its people": (
        "23479,23479,,\n23479,23485,,", "2:D: '23479' went to several areas"),
    "people not understood": ("23479,23485,,many", "2:D: 'many' does not say"),
    "twice": ("23479,23485,,\n23479,23485,,", "3:A: the line says the same as line 2"),
    "two names": ("23479,9,A,\n23485,9,B,", "2:C: '9' has two names"),
    "shares beyond the whole": (
        "23479,23479,,0.7\n23479,23485,,0.7", "the shares of '23479' add up to 1.4"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "problem"), WRONG.values(), ids=WRONG)
def test_a_wrong_list_changes_nothing(workbook_copy, tmp_path, lines, problem):
    path = tmp_path / "changes.csv"
    path.write_text(f"old_area,new_area,name,people\n{lines}\n", encoding="utf-8")
    tables = [workbook_copy / "data" / name for name in ("areas.csv", "area_changes.csv")]
    before = [table.read_bytes() for table in tables]
    with pytest.raises(Faults) as found:
        add_edition(workbook_copy, path, DAY)
    assert problem in str(found.value)
    assert [table.read_bytes() for table in tables] == before


@pytest.mark.parametrize("day", ["2025-06-31", "2008-01-01", "2025-07-01"])
def test_a_day_on_which_nothing_can_begin(root, day):
    with pytest.raises(CallError, match=r"is not a date|goes on; look at valid_from"):
        add_edition(root, root / "x.csv", day)


PEOPLE = {
    "Nhập toàn bộ": "1",
    "Giữ nguyên": "1",
    "Đổi loại hình": "1",
    "Nhập một phần diện tích, toàn bộ dân số": "all people",
    "Nhập một phần diện tích": "land only",
    "Nhập toàn bộ diện tích": "1",
    "Nhập một phần": "",
    "Đổi tên từ một phần Phường 15": "",
    "0,4": "0.4",
}


@pytest.mark.parametrize(("words", "share"), PEOPLE.items(), ids=PEOPLE)
def test_the_words_of_the_official_table(tmp_path, words, share):
    path = tmp_path / "list.csv"
    path.write_text(f'Mã cũ,Mã mới,Tên mới,Nội dung\nA,B,Xã B,"{words}"\n', encoding="utf-8")
    (line,) = read_changes(path, {"A": "Xã A"})
    assert (line.old, line.new, line.name, line.share) == ("A", "B", "Xã B", share)


def test_an_area_that_others_go_into_stays_what_it_is(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("old,new\nA,B\n", encoding="utf-8")
    assert [(line.old, line.new) for line in read_changes(path, {"A": "a", "B": "b"})] == [
        ("A", "B"),
        ("B", "B"),
    ]
    path.write_text("name\nA\n", encoding="utf-8")
    with pytest.raises(Faults, match="old and new areas have no column each"):
        read_changes(path, {})
