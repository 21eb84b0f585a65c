"""Names of areas: spellings of one commune are one, two communes are never guessed between."""

from __future__ import annotations

import unicodedata

import pytest

from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.names import AreaNames, UnclearName, name_key, plain, split_kind

EXAMPLES = {
    "01": "Xã Xa Dung",
    "02": "Xã Hòa An",
    "03": "Xã Tân Lập",
    "04": "Thị trấn Tân Lập",
    "05": "Xã Bình Sơn",
    "06": "Xã Bính Sơn",
    "07": "Phường Đông Hà",
}


@pytest.fixture(scope="module")
def of_2008(root) -> AreaNames:
    return AreaNames(Areas(read_areas(root), "2008").names())


@pytest.mark.parametrize(
    ("text", "area"),
    [
        pytest.param("Thị trấn Đắk Rve", "23479", id="as in the list"),
        pytest.param("Đắk Rve", "23479", id="without its kind"),
        pytest.param("Đăk Rve", "23479", id="Đăk"),
        pytest.param("Dak Rve", "23479", id="Dak"),
        pytest.param("Đak Rve", "23479", id="Đak"),
        pytest.param("TT. Đăk Rve", "23479", id="kind shortened"),
        pytest.param("TT Đăk Rve", "23479", id="kind shortened, no point"),
        pytest.param("thi tran dak rve", "23479", id="no marks at all"),
        pytest.param("ĐĂK RVE", "23479", id="capitals"),
        pytest.param("  đắk   rve ", "23479", id="spaces"),
        pytest.param("Đắk\u00a0Rve", "23479", id="a space that does not break"),
        pytest.param("ĐắkRve", "23479", id="no space"),
        pytest.param("Đăk-Rve", "23479", id="a hyphen"),
        pytest.param(unicodedata.normalize("NFD", "Đắk Rve"), "23479", id="decomposed"),
        pytest.param("Đăk Tơlung", "23485", id="syllables run together"),
        pytest.param("Đăk Tờ Re", "23494", id="its own tone"),
        pytest.param("Đăk To Re", "23494", id="a syllable without marks"),
        pytest.param("xã Tân Lập", "23497", id="small kind"),
        pytest.param("Tan Lap", "23497", id="plain letters"),
        pytest.param("X. Tân Lập", "23497", id="xã shortened"),
        pytest.param("huyện Kon Rẫy", "614", id="a district"),
        pytest.param("Tỉnh Kon Tum", "62", id="a province"),
    ],
)
def test_a_name_is_found_as_people_write_it(of_2008, text, area):
    assert of_2008.find(text) == area


@pytest.mark.parametrize(
    ("text", "near"),
    [
        pytest.param("Tấn Lập", "Tân Lập", id="a wrong mark is another name"),
        pytest.param("Đắk Tơ Re", "Tờ Re", id="half of the marks is a wrong mark"),
        pytest.param("Kon Braih", "", id="a commune of another edition"),
        pytest.param("", "", id="nothing"),
        pytest.param("Xã", "", id="a kind alone"),
        pytest.param("23479", "", id="a code is no name"),
    ],
)
def test_what_is_no_area_of_the_edition_is_refused(of_2008, text, near):
    with pytest.raises(UnclearName, match="is no area") as error:
        of_2008.find(text)
    assert near in str(error.value)
    assert error.value.candidates == []


def test_an_edition_has_its_own_names(root):
    of_2025 = AreaNames(Areas(read_areas(root), "2025").names())
    assert of_2025.find("Đắk Kôi") == "23485"
    assert of_2025.find("Kon Braih") == "23497"
    assert of_2025.candidates("Đắk Tơ Lung") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Tân Lập", ["03", "04"], id="two kinds of one name"),
        pytest.param("Tan Lap", ["03", "04"], id="the same without marks"),
        pytest.param("Xã Tân Lập", ["03"], id="the kind tells"),
        pytest.param("tt tan lap", ["04"], id="the kind tells, plain"),
        pytest.param("Binh Son", ["05", "06"], id="plain letters of two names"),
        pytest.param("Bình Sơn", ["05"], id="marks tell"),
        pytest.param("Xa Dung", ["01"], id="a name that begins like a kind"),
        pytest.param("Xã Xa Dung", ["01"], id="with its kind"),
        pytest.param("Hoà An", ["02"], id="the tone on the other vowel"),
        pytest.param("Dong Ha", ["07"], id="d for đ"),
        pytest.param("Đòng Hà", [], id="another tone"),
    ],
)
def test_candidates_are_all_that_a_name_may_mean(text, found):
    assert AreaNames(EXAMPLES).candidates(text) == found


def test_two_candidates_are_an_error_that_lists_both():
    with pytest.raises(UnclearName) as error:
        AreaNames(EXAMPLES).find("Tân Lập")
    assert "03 Xã Tân Lập, 04 Thị trấn Tân Lập" in str(error.value)
    assert error.value.candidates == ["03", "04"]


def test_every_area_of_every_edition_is_found_by_its_own_name_and_without_marks(root):
    table = read_areas(root)
    for edition in table["edition"].unique():
        names = Areas(table, edition).names()
        for area, name in names.items():
            assert AreaNames(names).find(name) == area
            assert AreaNames(names).find(plain(name)) == area


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Xã Đắk Pne", "ĐĂK PNE", True, id="kind, case and Đắk"),
        pytest.param("Thuỷ", "Thủy", True, id="place of the tone"),
        pytest.param("Đắk Kôi", "Đắk Koi", False, id="a mark tells names apart"),
    ],
)
def test_keys_are_compared(one, other, same):
    assert (name_key(one) == name_key(other)) is same


def test_a_kind_is_told_from_the_name():
    assert split_kind("TP. Kon Tum") == ("thanh pho", "kon tum")
    assert split_kind("Xanh") == ("", "xanh")
