"""Targets in a plan's own words, as the year file has them."""

import pytest

from chitieu.begin.plan_words import read_by_type, read_words


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
        ("< 10 phường; < 5", TYPES, "< 10 phường; < 5"),
        ("< 10 thành thị; < 5 nông thôn", ["area"], "< 10 thành thị; < 5 nông thôn"),
        ("< 10,5 %", TYPES, "< 10,5 %"),
    ],
    ids=["urban and rural", "before, in words", "English", "another way each", "codes",
         "one without type", "no such types", "a decimal comma"],
)  # fmt: skip
def test_limits_by_type_of_area_are_read(words, types, target):
    assert read_by_type(words, types).target == target
