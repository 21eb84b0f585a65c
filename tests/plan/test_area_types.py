"""What areas are called by their types: from the workbook's table, never from the library."""

import pandas as pd
import pytest

from chitieu.begin.territory import known_types, type_of, types_among
from chitieu.faults import Faults
from chitieu.plan.area_types import AreaTypes, read_types, types_file, types_table
from chitieu.words import speaking

NONE = AreaTypes(pd.DataFrame())


@pytest.fixture(scope="module")
def types(root):
    return read_types(root)


@pytest.mark.parametrize(
    ("levels", "vi", "en"),
    [
        ({"commune"}, "xã", "communes"),
        ({"township", "commune"}, "xã, thị trấn", "communes and townships"),
        ({"ward", "somewhere"}, "phường, đơn vị", "wards and areas"),
        ({"somewhere"}, "đơn vị", "areas"),
    ],
)
def test_several_types_together(types, levels, vi, en):
    assert types.together(levels) == vi
    with speaking("en"):
        assert types.together(levels) == en


def test_one_and_many_and_the_whole(types):
    with speaking("en"):
        assert [types.word("ward", n) for n in (1, 2)] == ["ward", "wards"]
        assert (types.whole("ward"), types.whole("x")) == ("the whole ward", "the whole area")
        assert NONE.word("ward", 1) == "area"


SHORT = {  # what a page calls it, and what stands inside a sentence
    "Xã Đắk Kôi": ("Đắk Kôi", "xã Đắk Kôi"),
    "Thị trấn Đắk Rve": ("Đắk Rve", "thị trấn Đắk Rve"),
    "Đặc khu Lý Sơn": ("Lý Sơn", "đặc khu Lý Sơn"),
    "Thôn 1": ("Thôn 1", "thôn 1"),
    "Xãnh": ("Xãnh", "Xãnh"),
    "Ashe": ("Ashe", "Ashe"),
    "Kon Rẫy": ("Kon Rẫy", "Kon Rẫy"),
}


@pytest.mark.parametrize(("name", "told"), SHORT.items(), ids=SHORT)
def test_a_name_loses_its_type_alone_and_no_letter_of_it_is_made_small(name, told):
    types = AreaTypes(known_types().set_index("type"))
    assert (types.short(name), types.inside(name)) == told
    assert (NONE.short(name), NONE.inside(name)) == (name, name)


def test_who_reports_for_an_area(types):
    assert types.office("commune", "Xã Đắk Kôi") == "Ủy ban nhân dân xã Đắk Kôi"
    assert types.office("country", "Việt Nam") == "Việt Nam"
    with speaking("en"):
        found = types.office("commune", "Dak Koi commune")
    assert found == "People's Committee of Dak Koi commune"


def test_in_english_the_type_stands_behind(types):
    with speaking("en"):
        assert types.short("Dak Koi commune") == "Dak Koi"
        assert types.inside("Dak Koi commune") == "Dak Koi commune"


OF_NAMES = {
    "Đặc khu Lý Sơn": "special_zone",
    "TT. ĐẮK RVE": "township",
    "Thị xã Hồng Lĩnh": "town",
    "Xã Thị": "commune",
    "Làng Kon Skôi": "hamlet",
    "Lang Chánh": "area",  # a name of its own, without the mark of "làng"
    "Ashe County": "county",
    "Ashe": "area",
}


@pytest.mark.parametrize(("name", "level"), OF_NAMES.items(), ids=OF_NAMES)
def test_the_type_of_an_area_is_told_by_its_name(name, level):
    assert type_of(name) == level


def test_a_new_workbook_has_the_words_of_its_own_types_alone():
    assert types_among(["ward", "special_zone", "x"])["type"].tolist() == ["ward", "special_zone"]


def test_a_table_that_is_wrong_is_told_by_cell(tmp_path):
    (tmp_path / "params").mkdir()
    table = "type,name_vi,name_en,named_vi\na,xã,one|two|three,Xã\n"
    (tmp_path / "params/types.csv").write_text(table, "utf-8")
    with pytest.raises(Faults) as found:
        read_types(tmp_path)
    assert [fault.column for fault in found.value.faults] == ["name_en", "named_vi"]


def test_types_are_equal_by_their_words_and_their_order(types, root):
    table = types_table(types_file(root), root)
    assert types == AreaTypes(table.copy())
    assert types != AreaTypes(table.iloc[::-1])
    assert types != AreaTypes(table.replace({"name_vi": {"xã": "bản"}}))
    assert types != NONE
    assert types != "xã"
