"""Targets in a plan's own words, as the year file has them."""

import pytest

from chitieu.begin.plan_words import read_by_type, read_words
from chitieu.plan.written_targets import Unread


@pytest.mark.parametrize(
    ("words", "target", "base"),
    [
        ("≥ 95 %", "≥ 95 %", 0),
        ("trên 95 %", "> 95 %", 0),
        ("Đạt 96%", ">= 96%", 0),
        ("giảm xuống dưới 17,6%", "< 17,6%", 0),
        ("không quá 20", "<= 20", 0),
        ("phấn đấu không có", "= 0", 0),
        ("giảm so với năm trước", "fall > 0", 0),
        ("giảm 1–2 %", "fall >= 1–2 %", 0),
        ("mỗi năm giảm 5–10 %", "fall >= 5–10 %", 0),
        ("mỗi năm giảm 5% - 10%", "fall >= 5% - 10%", 0),
        ("54,9 % (56 xã)", "54,9 % (56 xã)", 0),
        ("đạt 54,9 % (56 xã)", ">= 54,9 % (56 xã)", 0),
        ("giảm 20 % so với năm 2020", "fall >= 20 % since 2020", 0),
        ("giảm so với năm 2020", "fall > 0 since 2020", 0),
        ("down by 3 % against 2019 (the plan)", "fall >= 3 % since 2019 (the plan)", 0),
        ("≤ 550/100.000", "≤ 550", 100000),
        ("đạt 95% trở lên", ">= 95%", 0),
        ("từ 95% trở lên", ">= 95%", 0),
        ("95% trở lên", ">= 95%", 0),
        ("5% trở xuống", "<= 5%", 0),
        ("đạt 5% trở xuống", "<= 5%", 0),
        ("từ 95 %", ">= 95 %", 0),
        ("từ 5 đến 10 %", ">= 5–10 %", 0),
        ("≥ 95% trở lên", "≥ 95%", 0),
        ("không quá 5% trở xuống", "<= 5%", 0),
        ("giảm 5% trở lên", "fall >= 5%", 0),
        ("90 % or more", ">= 90 %", 0),
        ("trên 95% trở lên", "trên 95% trở lên", 0),
        ("không quá 5% trở lên", "không quá 5% trở lên", 0),
        ("giảm 5% trở xuống", "giảm 5% trở xuống", 0),
        ("tối thiểu 95%", ">= 95%", 0),
        ("tối đa 5%", "<= 5%", 0),
        ("đạt trên 95%", "> 95%", 0),
        ("phấn đấu đạt ≥ 95%", "≥ 95%", 0),
        ("duy trì dưới 5 %", "< 5 %", 0),
        ("giảm ≥ 5 %", "fall >= 5 %", 0),
        ("giảm > 5 %", "fall >= > 5 %", 0),
        ("95 phần trăm trở lên", ">= 95 %", 0),
        ("giảm 0,5 điểm %", "fall >= 0,5 points", 0),
        ("giảm 0,5 điểm phần trăm", "fall >= 0,5 points", 0),
        ("giảm 1 đến 1,5 điểm %", "fall >= 1–1,5 points", 0),
        ("xuống còn 03/10.000", "<= 03", 10000),
        ("at least 90 %", ">= 90 %", 0),
        ("down to below 3", "< 3", 0),
        (">= 4/7", ">= 4/7", 0),
        ("overall", "overall", 0),
        ("", "", 0),
    ],
)
def test_words_are_read(words, target, base):
    assert read_words(words)[:2] == (target, base)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("≥ 95 %", ""),
        ("trên 95 %", "'trên 95 %' is judged as > 95 %"),
        (
            "đạt 4 % (5 xã)",
            "'đạt 4 % (5 xã)' is judged as >= 4 %, and (5 xã) is shown and not judged",
        ),
    ],
)
def test_what_is_made_of_words_is_told(words, told):
    assert read_words(words).told == told


@pytest.mark.parametrize(
    ("words", "better", "target"),
    [
        ("54,9 % (56 xã)", "higher", ">= 54,9 % (56 xã)"),
        ("20", "lower", "<= 20"),
        ("20", "", "20"),
        ("overall", "higher", "overall"),
    ],
)
def test_a_number_alone_is_held_the_way_that_is_better(words, better, target):
    assert read_words(words, better).target == target


@pytest.mark.parametrize(
    ("words", "better", "alone"),
    [
        ("95%", "", "95%"), ("95%", "higher", ""), ("≥ 95%", "", ""), ("12/20 xã", "", "12/20"),
        ("từ", "", ""), ("overall", "", ""), ("20 (a)", "", "20 (a)"), ("5–10 %", "", "5–10 %"),
    ],
)  # fmt: skip
def test_a_number_that_nothing_says_the_way_of_is_alone(words, better, alone):
    assert read_words(words, better, ["xã"]).alone == alone


UNITS = ["em|các em", "Trẻ em dưới 1 tuổi", "xã"]


@pytest.mark.parametrize(
    ("words", "better", "target"),
    [
        pytest.param("≥ 1500 em", "", "≥ 1500", id="the unit"),
        pytest.param("đạt 1500 Trẻ em", "", ">= 1500", id="what is counted, shortly"),
        pytest.param("≥ 90 % số trẻ em dưới 1 tuổi", "", "≥ 90 %", id="of all"),
        pytest.param("12/20 xã", "higher", ">= 12/20", id="of the areas"),
        pytest.param("5 đến 10 em", "higher", ">= 5–10", id="behind a range"),
        pytest.param("giảm 1 điểm đến 2 điểm", "", "fall >= 1 points–2 points", id="points twice"),
        pytest.param("12/20", "lower", "<= 12/20", id="alone"),
        pytest.param("≥ 12/20 xã (60 %)", "", "≥ 12/20 (60 %)", id="and in brackets"),
        pytest.param("≥ 12/20 xã trở lên", "", "≥ 12/20", id="or more"),
        pytest.param("≤ 550/100.000 trẻ em", "", "≤ 550", id="on a base"),
        pytest.param("≥ 1.500 em", "", "≥ 1.500", id="of two meanings, which is told"),
        pytest.param("≥ 1500 hộ", "", "≥ 1500 hộ", id="another unit"),
        pytest.param("≥ 2 nghìn", "", "≥ 2 nghìn", id="thousands"),
        pytest.param("≥ 1500 e", "", "≥ 1500 e", id="a part of a word"),
        pytest.param("≥ 1500 tuổi", "", "≥ 1500 tuổi", id="a word from within"),
    ],
)
def test_what_is_counted_may_stand_behind_its_number(words, better, target):
    assert read_words(words, better, UNITS[0].split("|") + UNITS[1:]).target == target


@pytest.mark.parametrize(
    ("words", "behind"),
    [("≥ 1500 hộ", "hộ"), ("12/20 phường", "phường"), ("≥ 1500 em", ""), ("đạt 95% trở", "trở"),
     ("overall", ""), ("giảm 0,5 điểm %", ""), ("≥ x 5 hộ", "")],
)  # fmt: skip
def test_what_else_stands_there_is_told(words, behind):
    assert read_words(words, "", ["em"]).behind == behind


TYPES = ["province", "ward", "commune"]


@pytest.mark.parametrize(
    ("words", "types", "target"),
    [
        ("< 10 thành thị, < 5 nông thôn", TYPES, {"ward": "< 10", "commune": "< 5"}),
        ("phường: dưới 10,5 %; xã: dưới 5 %", TYPES, {"ward": "< 10,5 %", "commune": "< 5 %"}),
        ("< 10 (wards); < 5 (communes)", TYPES, {"ward": "< 10", "commune": "< 5"}),
        ("< 10 % phường; giảm so với năm trước xã", TYPES, {"ward": "< 10 %",
                                                            "commune": "fall > 0"}),
        ("area: < 10; other: < 5", ["area", "other"], {"area": "< 10", "other": "< 5"}),
        ("xã < 5 %; thị trấn < 10 %", [], {"commune": "< 5 %", "township": "< 10 %"}),
        ("phường, xã", TYPES, "phường, xã"),
        ("đạt 54,9 % (56 xã, 3 phường)", TYPES, ">= 54,9 % (56 xã, 3 phường)"),
        ("< 10,5 %", TYPES, "< 10,5 %"),
    ],
    ids=["urban and rural", "before, in words", "English", "another way each", "codes",
         "where nobody knows the types", "no limits", "in brackets", "a decimal comma"],
)  # fmt: skip
def test_limits_by_type_of_area_are_read(words, types, target):
    assert read_by_type(words, types).target == target


@pytest.mark.parametrize(
    ("words", "types", "told"),
    [
        pytest.param("thị trấn ≥ 90 %; xã ≥ 80 %", TYPES,
                     "'thị trấn ≥ 90 %' is of a type that no area here has; the types here: xã, "
                     "phường, tỉnh", id="a type that is not there"),
        pytest.param("≥ 90 % thị xã; ≥ 80 % xã", TYPES, "'≥ 90 % thị xã' is of a type",
                     id="a type that ends as another"),
        pytest.param("< 10 thành thị; < 5 nông thôn", ["area"], "'< 10 thành thị' is of a type",
                     id="no urban area"),
        pytest.param("< 10 phường; < 5", TYPES, "'< 5' names no type of area", id="one without"),
        pytest.param("tiểu khu: < 10; xã: < 5", TYPES, "'tiểu khu: < 10' names no type",
                     id="a type that nobody knows"),
    ],
)  # fmt: skip
def test_a_limit_of_no_type_that_there_is_is_told_with_those_that_there_are(words, types, told):
    with pytest.raises(Unread) as caught:
        read_by_type(words, types)
    assert told in f"{caught.value.problem}; {caught.value.remedy}"
