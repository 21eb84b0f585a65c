"""Targets in a plan's own words, as the year file has them."""

import pytest

from chitieu.begin.plan_words import read_words


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
        ("giảm 1–2 %", "fall >= 1 %", 0),
        ("mỗi năm giảm 5–10 %", "fall >= 5 %", 0),
        ("mỗi năm giảm 5% - 10%", "fall >= 5 %", 0),
        ("54,9 % (56 xã)", "54,9 %", 0),
        ("đạt 54,9 % (56 xã)", ">= 54,9 %", 0),
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
        ("đạt 4 % (5 xã)", "'đạt 4 % (5 xã)' is judged as >= 4 %, and (5 xã) is not judged"),
    ],
)
def test_what_is_made_of_words_is_told(words, told):
    assert read_words(words).told == told
