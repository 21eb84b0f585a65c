"""Targets as plans write them, and what of it could mean two things."""

from __future__ import annotations

import pytest

from chitieu.faults import Faults
from chitieu.plan.targets import Sense
from chitieu.plan.written_targets import Unread, canonical
from chitieu.plan.years import read_year

PERCENT, MILLE = Sense("proportion", 100, "higher"), Sense("rate", 1000, "lower")
COUNT, CHANGE = Sense("count", 1, "lower"), Sense("change", 100, "lower")
POINTS = Sense("points", 100, "lower")
BOYS = Sense("count_ratio", 100, "lower")

READ = {
    "at least": ("≥ 96", None, ">= 96"),
    "at most": ("≤5", None, "<= 5"),
    "percent": (">= 96 %", PERCENT, ">= 96"),
    "percent without a space": ("≥96%", PERCENT, ">= 96"),
    "per mille": ("< 6‰", MILLE, "< 6"),
    "a decimal comma": ("< 17,6", None, "< 17.6"),
    "a decimal point": ("< 17.6", None, "< 17.6"),
    "two decimals": ("< 0,20 %", PERCENT, "< 0.20"),
    "three decimals below 1": ("< 0.020", None, "< 0.020"),
    "four decimals": ("< 6.0000", None, "< 6.0000"),
    "a fraction": ("≥ 4/7", PERCENT, ">= 4/7"),
    "a fall": ("fall ≥ 1,5%", CHANGE, "fall >= 1.5"),
    "any fall": ("fall > 0", CHANGE, "< 0"),
    "any fall in percent": ("fall>0%", CHANGE, "< 0"),
    "thousands": (">= 6000", COUNT, ">= 6000"),
    "a range of falls": ("fall ≥ 5 % - 10 %", CHANGE, "fall >= 5–10"),
    "a range with its unit once": (">= 50–60,5%", PERCENT, ">= 50–60.5"),
    "a year of its own": ("fall >= 20 % since 2020", CHANGE, "fall >= 20 since 2020"),
    "any fall since a year": ("fall > 0 since 2020", CHANGE, "< 0 since 2020"),
    "words in brackets": ("≥ 54,9 % (56 xã)", PERCENT, ">= 54.9 (56 xã)"),
    "a fraction and words": (">= 4/7(57,14 %)", PERCENT, ">= 4/7 (57,14 %)"),
    "points": ("fall >= 0,5 points", POINTS, "fall >= 0.5"),
    "a range of points": ("fall >= 1 points–1,5 points", POINTS, "fall >= 1–1.5"),
    "spaces around": ("  <= 11 ", None, "<= 11"),
}


@pytest.mark.parametrize(("text", "of", "read"), READ.values(), ids=READ)
def test_a_target_is_read_as_plans_write_it(text, of, read):
    assert canonical(text, of) == read


REFUSED = {
    "thousands with a point": (">= 6.000", COUNT, "'6.000' may be 6000 or 6", "if it is 6000, "
                               "write it without a .; if it is a decimal, write 6.0000"),
    "three digits after a comma": ("< 17,600", None, "may be 17600 or 17.6", "without a ,"),
    "per mille of percent": (">= 96 ‰", PERCENT, "is in ‰, which is not the", "the limit in %"),
    "percent of per mille": ("< 6 %", MILLE, "is in %, which is not the", "the limit in ‰"),
    "percent of a count": ("< 6 %", COUNT, "is in %", "its own unit, without a sign"),
    "percent of boys and girls": ("<= 112 %", BOYS, "is in %", "its own unit"),
    "a fraction in percent": (">= 4/7 %", PERCENT, "is in %", "the limit in %"),
    "a fall per mille": ("fall >= 1‰", CHANGE, "is in ‰", "the limit in %"),
    "points of percent": (">= 5 points", PERCENT, "is in points, which is not the", "limit in %"),
    "a change in points": ("fall >= 5 points", CHANGE, "is in points", "the limit in %"),
    "percent of points": ("fall >= 5 %", POINTS, "is in %, which is not the", "limit in points"),
    "a fall of more than": ("fall > 1", CHANGE, "is no target", "fall > 0"),
    "a fall below": ("fall < 1", CHANGE, "is no target", "fall >= 1"),
    "a range that falls": (">= 60-50 %", PERCENT, "is no range of which", "the end that is judged"),
    "a range without a floor": ("<= 5–10", None, "is no range of which", "the end that is judged"),
    "a range in two units": (">= 5 %–6 ‰", PERCENT, "is in two units", "both ends"),
    "thousands in a range": (">= 5–6.000", COUNT, "'6.000' may be 6000 or 6", "if it is 6000"),
    "two brackets": (">= 5 (a) (b)", None, "is no target", "write it in quotes"),
    "of nothing": (">= 4/0", None, "is no target", ">= 4/7"),
    "no sign": ("96 %", PERCENT, "is no target", "write it in quotes"),
    "two marks": ("< 1.234,5", None, "is no target", "write it in quotes"),
    "negative": (">= -3", None, "is no target", "write it in quotes"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "of", "problem", "remedy"), REFUSED.values(), ids=REFUSED)
def test_what_may_be_meant_otherwise_is_told(text, of, problem, remedy):
    with pytest.raises(Unread) as caught:
        canonical(text, of)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("made", "said", "problem"),
    [
        (">= 95% trở", "đạt 95% trở", "'đạt 95% trở' is no target"),
        ("<= 5–10", "không quá 5–10", "'không quá 5–10' is no range of which"),
        (">= 5 ‰", "đạt 5 ‰", "'đạt 5 ‰' is in ‰"),
    ],
)
def test_a_fault_quotes_what_was_written(made, said, problem):
    with pytest.raises(Unread) as caught:
        canonical(made, PERCENT, said)
    assert problem in caught.value.problem


def test_a_year_file_writes_them_so(workbook_copy, replace_text):
    path = workbook_copy / "params/2022.yaml"
    for was, now in ((">= 96", "≥ 96 %"), ("< 17.6", "< 17,6%"), ("< 6", "< 6 ‰"),
                     ("fall >= 1", "fall > 0")):  # fmt: skip
        replace_text(path, f'"{was}"', f'"{now}"')
    targets = read_year(workbook_copy, 2022).targets
    assert [targets[i] for i in ("2", "4a", "3a", "13")] == [">= 96", "< 17.6", "< 6", "< 0"]


def test_a_year_file_with_a_limit_of_two_meanings_is_refused(workbook_copy, replace_text):
    replace_text(workbook_copy / "params/2022.yaml", '">= 96"', '">= 6.000"')
    with pytest.raises(Faults, match=r"targets\.2: '6\.000' may be 6000 or 6; if it is 6000"):
        read_year(workbook_copy, 2022)
