"""Every fault of the inputs at once: none in what is clean, each one in what was spoilt."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.cli import main
from chitieu.collect.observations import read_observations
from chitieu.collect.quality import check
from chitieu.faults import Fault, Faults

from ..spoilt import small_workbook

OBSERVED = "data/observations/2022.csv"


def errors_of(root, years=None) -> list[Fault]:
    return check(root, years)[0]


def place(fault: Fault) -> tuple:
    return fault.file, fault.row, fault.column


def line_of(root, area: str, variable: str, name: str = OBSERVED) -> int:
    """The spreadsheet's line of a count."""
    with (root / name).open(encoding="utf-8", newline="") as file:
        for row, line in enumerate(csv.DictReader(file), start=2):
            if (line["area"], line["variable"]) == (area, variable):
                return row
    raise AssertionError(f"{name} has no {variable} of {area}")


def append(root, name: str, *lines: str):
    path = root / name
    path.write_text(
        path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8"
    )


def remove(root, area: str, variable: str, name: str = OBSERVED):
    path = root / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[line_of(root, area, variable, name) - 1]
    path.write_text("".join(lines), encoding="utf-8")


def test_a_clean_copy_has_no_fault_and_no_gap(workbook_copy):
    assert check(workbook_copy) == ([], [])


@pytest.mark.sampled(3, "2022")
@pytest.mark.parametrize("year", range(2018, 2026))
def test_every_year_of_the_repository_is_clean(root, year):
    assert check(root, [year]) == ([], [])


# ---- ten faults ---------------------------------------------------------------------------------

TEN = [  # file, line, column, what is written there
    ("params/indicators.csv", 4, "better", "down"),
    ("params/indicators.csv", 6, "kind", "rates"),
    ("params/variables.csv", 3, "stock_or_flow", "stok"),
    ("params/variables.csv", 9, "sensitive", "maybe"),
    ("params/actions.csv", 2, "agencies", "YTE"),
    ("data/areas.csv", 5, "km2", "rộng"),
    ("data/areas.csv", 6, "parent", "641"),
    (OBSERVED, 2, "value", "98%"),
    (OBSERVED, 60, "variable", "childern_u8"),
    (OBSERVED, 386, "period", "2023"),
]


@pytest.fixture
def ten(workbook_copy, set_cell):
    for name, row, column, value in TEN:
        set_cell(workbook_copy / name, row, column, value)
    return workbook_copy


def test_ten_faults_in_five_files_are_all_listed(ten):
    assert len({row[0] for row in TEN}) == 5
    found = errors_of(ten)
    assert {place(fault) for fault in found} == {row[:3] for row in TEN}
    assert len(found) == 10


@pytest.mark.sampled(4)
@pytest.mark.parametrize("row", TEN, ids=lambda row: f"{row[0].split('/')[-1]}-{row[1]}-{row[2]}")
def test_each_of_the_ten_says_what_is_wrong_and_what_to_do(ten, row):
    name, line, column, value = row
    (fault,) = (f for f in errors_of(ten) if place(f) == (name, line, column))
    assert value in fault.problem
    assert fault.remedy
    assert str(fault).startswith(f"{name}:{line}:{column}: ")
    assert "\n" not in str(fault)


def test_faults_are_in_the_order_of_files_and_lines(ten):
    places = [place(fault) for fault in errors_of(ten)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("year_file", "expected"),
    [
        pytest.param(("slug: kon-ray", "slug: Kon Rẫy"), "params/2022.yaml", id="setting"),
        pytest.param(('"< 6"', '"6"'), "params/2022.yaml", id="target"),
    ],
)
def test_a_fault_of_the_year_file_hides_none_of_its_figures(
    workbook_copy, replace_text, set_cell, year_file, expected
):
    replace_text(workbook_copy / "params" / "2022.yaml", *year_file)
    set_cell(workbook_copy / OBSERVED, 2, "value", "98%")
    assert {f.file for f in errors_of(workbook_copy, [2022])} == {expected, OBSERVED}


# ---- one fault ----------------------------------------------------------------------------------


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("area", "variable", "value", "problem"),
    [
        pytest.param("23479", "children_u1", "9999", "more than children_u5", id="part-of-whole"),
        pytest.param("23479", "neonatal_deaths", "90", "more than infant_deaths", id="deaths"),
        pytest.param("23479", "children_7_15", "1700", "more than children_u16", id="sum-of-parts"),
        pytest.param("23488", "schools_sanitation_ok", "99", "more than schools", id="schools"),
        pytest.param("23488", "communes_child_friendly", "2", "more than communes", id="commune"),
        pytest.param("23488", "children_participating", "9999", "more than children_11_15",
                     id="an-indicators-own-whole"),
    ],
)  # fmt: skip
def test_no_part_may_exceed_its_whole(workbook_copy, set_cell, area, variable, value, problem):
    row = line_of(workbook_copy, area, variable)
    set_cell(workbook_copy / OBSERVED, row, "value", value)
    found = [f for f in errors_of(workbook_copy, [2022]) if problem in f.problem]
    assert place(found[0]) == (OBSERVED, row, "value")
    assert f" of {area} is " in found[0].problem


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["2022,614,,children_u1,1,A,CA,"], "the areas below it add up to", id="total"),
        pytest.param(["2022,614,,communes,8,A,,"], "data/areas.csv has 7", id="communes"),
        pytest.param(["2022,23479,,communes,2,A,,"], "data/areas.csv has 1", id="a-commune"),
    ],
)
def test_a_total_must_be_the_sum_of_its_parts(workbook_copy, lines, expected):
    append(workbook_copy, OBSERVED, *lines)
    (fault,) = errors_of(workbook_copy, [2022])
    assert expected in fault.problem
    assert place(fault) == (OBSERVED, 387, "value")


def test_a_total_that_is_the_sum_of_its_parts_is_right(workbook_copy):
    with (workbook_copy / OBSERVED).open(encoding="utf-8", newline="") as file:
        total = sum(int(r["value"]) for r in csv.DictReader(file) if r["variable"] == "children_u1")
    append(
        workbook_copy, OBSERVED, f"2022,614,,children_u1,{total},A,CA,", "2022,614,,communes,7,,,"
    )
    assert check(workbook_copy, [2022]) == ([], [])


def test_a_line_that_is_not_there_warns_and_names_the_areas(workbook_copy):
    for area in ("23479", "23482"):
        remove(workbook_copy, area, "live_births")
    errors, (warning,) = check(workbook_copy, [2022])
    assert errors == []
    assert "no line for 'live_births' of 23479, 23482" in warning.problem
    assert "declare it O or L" in warning.remedy


def test_a_figure_that_the_district_reports_is_no_gap_below_it(workbook_copy):
    areas = ("23479", "23482", "23485", "23488", "23491", "23494", "23497")
    for area in areas:
        remove(workbook_copy, area, "children_disaster_affected")
        remove(workbook_copy, area, "children_disaster_helped")
    append(workbook_copy, OBSERVED, "2022,614,,children_disaster_affected,0,A,LDTBXH,")
    append(workbook_copy, OBSERVED, "2022,614,,children_disaster_helped,0,A,LDTBXH,")
    assert check(workbook_copy, [2022]) == ([], [])


def test_who_has_not_reported_is_told_by_agency_and_by_commune(workbook_copy, capsys):
    for variable in ("live_births", "children_u1"):
        remove(workbook_copy, "23482", variable)
    assert main(["check", "2022", "--root", str(workbook_copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Chưa báo cáo, năm 2022:",
        "  Công an huyện: 1 số liệu ở 1 đơn vị (Trẻ em dưới 1 tuổi)",
        "  Trung tâm Y tế: 3 số liệu ở 2 đơn vị (Trẻ em dưới 5 tuổi được đo chiều cao; "
        "Trẻ em dưới 5 tuổi suy dinh dưỡng chiều cao theo tuổi; Trẻ đẻ sống)",
        "  Xã Đắk Kôi: 2 số liệu (Công an huyện; Trung tâm Y tế)",
        "  Xã Đắk Pne: 2 số liệu (Trung tâm Y tế)",
    ]


def test_where_all_have_reported_nothing_is_said(root, capsys):
    assert main(["check", "2021", "--root", str(root)]) == 0
    assert capsys.readouterr().out == ""


def test_a_year_without_a_line_lacks_everything(workbook_copy, capsys):
    path = workbook_copy / OBSERVED
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    main(["check", "2022", "--root", str(workbook_copy)])
    told = capsys.readouterr().out.splitlines()
    assert "  Phòng Tư pháp: 7 số liệu ở 7 đơn vị (Trẻ em dưới 5 tuổi đã đăng ký khai sinh)" in told
    assert sum(line.endswith(")") and "55 số liệu" in line for line in told) == 7


@pytest.mark.parametrize(("note", "warned"), [("", 1), ("Học sinh từ xã khác đến học", 0)])
def test_a_ratio_above_the_whole_warns_unless_a_note_explains_it(
    workbook_copy, set_cell, note, warned
):
    row = line_of(workbook_copy, "23479", "kindergarten_5y")
    set_cell(workbook_copy / OBSERVED, row, "value", "999")
    set_cell(workbook_copy / OBSERVED, row, "note", note)
    errors, warnings = check(workbook_copy, [2022])
    assert errors == []
    assert [place(w) for w in warnings] == [(OBSERVED, row, "value")] * warned


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("params/indicators.csv", "params/indicators.csv: the file is missing"),
        ("params/variables.csv", "params/variables.csv: the file is missing"),
        ("data/areas.csv", "data/areas.csv: the file is missing"),
        ("shapefiles/communes_2008.shp", "shapefiles/communes_2008.shp: the file is missing"),
        (OBSERVED, "2022 has no figures"),
        ("params/2022.yaml", "2022 has no year file"),
    ],
)
def test_a_file_that_is_not_there_is_a_fault(workbook_copy, name, expected):
    (workbook_copy / name).unlink()
    assert any(expected in str(fault) for fault in errors_of(workbook_copy, [2022]))


def test_the_years_asked_for_are_looked_at_and_those_they_are_compared_with(
    workbook_copy, set_cell
):
    set_cell(workbook_copy / OBSERVED, 2, "value", "98%")
    assert errors_of(workbook_copy, [2018, 2021]) == []
    assert len(errors_of(workbook_copy, [2023])) == 1
    assert len(errors_of(workbook_copy, [2022])) == 1
    assert len(errors_of(workbook_copy)) == 1


# ---- any fault ----------------------------------------------------------------------------------

NAMES = [
    "params/indicators.csv",
    "params/variables.csv",
    "params/checks.csv",
    "params/actions.csv",
    "params/agencies.csv",
    "data/areas.csv",
    "data/area_changes.csv",
    OBSERVED,
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["", "-1", "1,5", "inf", "nan", "٣", "=1+1", "614", "a + b", "2022-S1", "O"]),
)


@pytest.fixture
def small(root, tmp_path):
    """A workbook of two years and six indicators, to be spoilt many times."""
    return small_workbook(root, tmp_path / "nhỏ")


@settings(max_examples=12)
@given(name=st.sampled_from(NAMES), row=st.integers(1, 8), column=st.integers(0, 8), value=TEXTS)
def test_whatever_stands_in_a_cell_check_answers_with_faults(small, name, row, column, value):
    answers_with_faults(small, name, row, column, value)


@settings(max_examples=8)
@given(name=st.sampled_from(NAMES), column=st.integers(0, 8), value=TEXTS)
def test_whatever_stands_in_the_header_check_answers_with_faults(small, name, column, value):
    answers_with_faults(small, name, 0, column, value)


def answers_with_faults(small, name, row, column, value):
    path = small / name
    before = path.read_bytes()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        at = 1 + (row - 1) % (len(rows) - 1) if row else 0  # a small table has few rows
        rows[at][column % len(rows[0])] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        errors, warnings = check(small, [2022])
    finally:
        path.write_bytes(before)
    for fault in errors + warnings:
        assert fault.problem
        assert fault.remedy
        assert fault.file


@settings(max_examples=10)
@given(
    name=st.sampled_from([*NAMES, "params/2022.yaml"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=6),
)
def test_whatever_bytes_stand_in_a_file_check_answers_with_faults(small, name, place, junk):
    path = small / name
    before = path.read_bytes()
    at = int(place * len(before))
    try:
        path.write_bytes(before[:at] + junk + before[at:])
        errors, warnings = check(small, [2022])
    finally:
        path.write_bytes(before)
    assert all(fault.problem and fault.remedy for fault in errors + warnings)


@settings(max_examples=8)
@given(name=st.sampled_from([*NAMES, "params/doubts.csv"]), data=st.binary(max_size=200))
def test_whatever_file_stands_there_check_answers_with_faults(small, name, data):
    path = small / name
    before = path.read_bytes()
    try:
        path.write_bytes(data)
        errors, warnings = check(small, [2022])
    finally:
        path.write_bytes(before)
    assert all(fault.problem and fault.remedy for fault in errors + warnings)


# ---- as spreadsheets save it --------------------------------------------------------------------

SAVED = {  # how the figures are written, and what the warning calls it
    "semicolons": (lambda text: text.replace(",", ";").encode(), "semicolons between the cells"),
    "tabs in UTF-16": (
        lambda text: text.replace(",", "\t").encode("utf-16"),
        "UTF-16 letters and tabs between the cells",
    ),
    "Windows line ends and a mark": (
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"), "",
    ),
    "full-width digits": (
        lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}).encode(),
        "full-width digits or letters",
    ),
}  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("save", "told"), SAVED.values(), ids=list(SAVED))
def test_the_same_figures_are_read_however_they_were_saved(workbook_copy, save, told):
    path = workbook_copy / OBSERVED
    table = read_observations(workbook_copy, 2022, "2008")
    plain = table.drop(columns="note").assign(edition="")
    path.write_bytes(save(plain.to_csv(index=False, lineterminator="\n")))
    again = read_observations(workbook_copy, 2022, "2008")
    assert again.drop(columns="note").equals(table.drop(columns="note"))
    errors, warnings = check(workbook_copy, [2022])
    assert errors == []
    assert [w.problem for w in warnings] == ([f"it was read with {told}"] if told else [])


@settings(max_examples=8)
@given(st.lists(st.sampled_from(TEN), unique=True))
def test_the_faults_found_are_the_faults_made(workbook_copy, set_cell, chosen):
    kept = {name: (workbook_copy / name).read_bytes() for name in {row[0] for row in TEN}}
    try:
        for name, row, column, value in chosen:
            set_cell(workbook_copy / name, row, column, value)
        found = {place(fault) for fault in errors_of(workbook_copy, [2022])}
    finally:
        for name, content in kept.items():
            (workbook_copy / name).write_bytes(content)
    assert found == {row[:3] for row in chosen}


def test_faults_raised_together_read_as_they_were_found(ten):
    assert str(Faults(errors_of(ten))).splitlines() == [str(f) for f in errors_of(ten)]
