"""Areas out of a list: which columns were taken, and what is no area."""

import openpyxl
import pytest

from chitieu.begin.territory import read_territory
from chitieu.faults import Faults

HEAD = ("Mã số", "Tên xã, phường", "Thuộc")
LINES = [(2647, "Xã A Mú Sung", 80), (2650, "Phường Cốc San", 80)]


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a list of areas in Excel. `look`: of the codes' cells."""

    def read(*lines, look="General", **columns):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        for cell in book.active["A"]:
            cell.number_format = look
        book.save(tmp_path / "list.xlsx")
        return read_territory(tmp_path / "list.xlsx", columns, "Lào Cai", "lao-cai", "2026")

    return read


def told_of(read, *lines, **columns):
    with pytest.raises(Faults) as caught:
        read(*lines, **columns)
    return [str(fault).removeprefix("list.xlsx:Sheet!") for fault in caught.value.faults]


def codes(territory):
    return territory.areas["area"].tolist()


def test_below_a_title_the_columns_are_found_and_told(read):
    found = read(("DANH SÁCH XÃ",), (), HEAD, ("(1)", "(2)", "(3)"), *LINES)
    assert codes(found) == ["lao-cai", "02647", "02650"]
    assert found.assumed == [
        "column 'Tên xã, phường' holds the names; if not, name it with --name-column",
        "column 'Mã số' holds the codes; if not, name it with --code-column",
        "codes of communes have lost their zeros, and were given 5 digits: '2647' is 02647; if "
        "they are your own, begin them with a letter",
        "no column holds what the areas lie in: all lie in 'Lào Cai'; if one does, name it with "
        "--parent-column",
    ]


def test_columns_that_a_call_names_are_told_too(read):
    found = read(HEAD, *LINES, code="mã số", name="tên xã, phường", parent="thuộc")
    assert [told for told in found.assumed if told.startswith("column")] == [
        "column 'Tên xã, phường' holds the names", "column 'Mã số' holds the codes",
        "column 'Thuộc' holds the parents",
    ]  # fmt: skip
    assert codes(found) == ["80", "02647", "02650"]


def test_zeros_that_excel_shows_are_those_of_the_code(read):
    found = read(HEAD, *LINES, look="00000")
    assert codes(found) == ["lao-cai", "02647", "02650"]
    assert not [told for told in found.assumed if "zeros" in told]


def test_what_lies_in_an_area_of_the_list_names_it_with_its_zeros(read):
    lines = [(80, "Huyện A", None), (613, "Huyện B", None), (2647, "Xã A", 80), (2650, "Xã B", 613)]
    table = read(HEAD, *lines, parent="Thuộc").areas
    parents = dict(zip(table["area"], table["parent"], strict=True))
    assert parents["02647"] == "080"
    assert parents["02650"] == "613"


def test_names_without_their_kind_are_of_communes_by_the_name_of_the_column(read):
    assert codes(read(("Mã xã", "Tên"), (2647, "A"), (2650, "B"))) == ["lao-cai", "02647", "02650"]
    assert codes(read(("Mã", "Tên"), (2647, "A"), (2650, "B"))) == ["lao-cai", "2647", "2650"]


@pytest.mark.parametrize(
    ("head", "second", "told"),
    [
        (("Ký hiệu", "Tên"), 2650, []),
        (("Mã", "Tên"), 2647, ["column 'Mã' is not taken for codes: the code '2647' stands twice"]),
        (("Mã", "Tên"), None, ["column 'Mã' is not taken for codes: '' can be no code of an area"]),
    ],
)
def test_where_no_column_holds_codes_areas_are_numbered_and_it_is_told(read, head, second, told):
    found = read(head, (2647, "Xã A"), (second, "Xã B"))
    assert codes(found) == ["lao-cai", "1", "2"]
    assert "no column holds codes: areas are numbered in the order of the file; if one does, name "\
        "it with --code-column" in found.assumed  # fmt: skip
    found = [each for each in found.assumed if "is not taken" in each]
    assert [each[: len(start)] for each, start in zip(found, told, strict=True)] == told


FAULTY = {
    "no known column": ([("DANH SÁCH",), ("Ký hiệu", "Địa danh"), *LINES], {}, [
        "A2: line 2 seems to be the headings, and no column is known to hold the names; name one "
        "with --name-column: 'Ký hiệu', 'Địa danh'"]),
    "two columns": ([("Tên", "Tên xã"), *LINES], {}, [
        "A1: line 1 seems to be the headings, and more than one column may hold the names; name"]),
    "a column that is not there": ([HEAD, *LINES], {"code": "Mã sô"}, [
        "A1: there is no column 'Mã sô'; did you mean 'Mã số'?"]),
    "a total": ([HEAD, *LINES, (None, "Tổng số", None)], {"code": "Mã số"}, [
        "A4: '' can be no code of an area; write letters",
        "B4: 'Tổng số' is no area; remove the line: totals are added up"]),
    "the headings alone": ([HEAD], {}, [
        "A1: there is no line below the headings (line 1); write a line an area"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "columns", "told"), FAULTY.values(), ids=FAULTY)
def test_what_is_wrong_is_told_by_its_cell(read, lines, columns, told):
    found = told_of(read, *lines, **columns)
    assert len(found) == len(told), found
    for each, start in zip(found, told, strict=True):
        assert each.startswith(start)
