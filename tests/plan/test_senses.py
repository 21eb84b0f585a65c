"""A target held against its indicator: refused where it cannot be meant, doubted where it may not
be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chitieu.plan.indicators import read_senses
from chitieu.plan.targets import Sense, Target, against_sense, doubtful, written_as_share
from chitieu.plan.years import read_year

MORE, LESS = Sense("proportion", 100, "higher"), Sense("proportion", 100, "lower")
RARE = Sense("rate", 1000, "lower")
BEYOND = Sense("cohort", 100, "higher")
BOYS = Sense("count_ratio", 100, "lower")
FEW, MANY = Sense("count", 1, "lower"), Sense("count", 1, "higher")
CHANGE = Sense("change", 100, "lower")
SHARE = Sense("proportion", 1, "higher")

REFUSED = {  # the target, its indicator; what is told of both
    "more, where less is better": ("> 17.6", LESS, "asks for more, and params/indicators.csv says "
                                   "that lower is better; write '< 17.6', or mend"),
    "at least, where less is better": (">= 17.6", LESS, "write '<= 17.6'"),
    "less, where more is better": ("< 96", MORE, "asks for less"),
    "at most, where more is better": ("<= 96", MORE, "write '>= 96'"),
    "a fraction turned round": ("< 4/7", MORE, "write '> 4/7'"),
    "ten times a share": ("< 176", LESS, "every value meets the target: it lies between 0 and 100 "
                          "%; write the limit in the indicator's unit, %"),
    "ten times a share to reach": (">= 960", MORE, "no value can meet the target"),
    "ten times a rate": ("< 1001", RARE, "it lies between 0 and 1000 per 1000"),
    "at most all": ("<= 100", LESS, "every value meets"),
    "more than all": ("> 100", MORE, "no value can meet"),
    "a hair more than all": (">= 100.1", MORE, "no value can meet"),
    "exactly more than all": ("= 101", MORE, "no value can meet"),
    "more than the whole": (">= 9/7", MORE, "no value can meet the target: it is a part of its"),
    "more than the whole of it": ("> 7/7", MORE, "no value can meet"),
    "less than none": ("< 0", LESS, "no value can meet"),
    "fewer than none": ("< 0", FEW, "it is 0 or more; write a count that says"),
    "none or more": (">= 0", MORE, "every value meets"),
    "a count of none or more": (">= 0", MANY, "every value meets"),
    "a cohort of none or more": (">= 0", BEYOND, "every value meets"),
    "a fraction of a ratio of counts": ("<= 4/7", BOYS, "a count_ratio has no whole to be a part"),
    "half a commune": ("= 2.5", MANY, "no value can meet"),
    "none, where more is better": ("= 0", MORE, "the target is the worst value there is"),
    "all, where less is better": ("= 100", LESS, "the target is the worst value there is"),
    "a fall of a share": ("fall >= 1", LESS, "only a change falls; write '<= n' for a proportion"),
    "a fall of more than all": ("fall >= 101", CHANGE, "falls by 100 % at most"),
    "a fraction of a count": (">= 4/7", MANY, "a count has no whole to be a part of"),
    "a fraction of a change": ("< 4/7", CHANGE, "a change has no whole"),
    "percent of what is counted to 1": (">= 96", SHARE, "it lies between 0 and 1;"),
}  # fmt: skip

TAKEN = {
    "below": ("< 17.6", LESS), "at most": ("<= 21", LESS), "at least": (">= 96", MORE),
    "above": ("> 50", MORE), "all": (">= 100", MORE), "exactly all": ("= 100", MORE),
    "none": ("= 0", LESS), "none at all": ("<= 0", LESS), "any": ("> 0", MORE),
    "not all": ("< 100", LESS), "four of seven": (">= 4/7", MORE), "all of seven": (">= 7/7", MORE),
    "a fall": ("fall >= 1", CHANGE), "no rise": ("fall >= 0", CHANGE),
    "a fall to none": ("fall >= 100", CHANGE), "any fall": ("< 0", CHANGE),
    "less than there are": ("< 1000", RARE), "a hundred and four percent": (">= 104", BEYOND),
    "more boys than girls": ("<= 112", BOYS), "boys alone": ("= 0.5", BOYS),
    "many": (">= 5000", MANY), "no case": ("= 0", FEW), "few": ("< 2.5", FEW),
    "a share of 1": (">= 0.96", SHARE), "four of seven of a cohort": (">= 4/7", BEYOND),
}  # fmt: skip

DOUBTED = {
    "a share for a percentage": (">= 0.96", MORE, "the limit is less than 1 %: 96 % is written 96; "
                                 "write '>= 96', if that is meant"),
    "more than a share": ("> 0.5", MORE, "50 % is written 50; write '> 50'"),
    "a cohort's share": (">= 0.99", BEYOND, "99 % is written 99"),
    "a fall's share": ("fall >= 0.01", CHANGE, "1 % is written 1; write 'fall >= 1'"),
    "exactly a percentage": ("= 96", MORE, "only a value of exactly 96 % meets the target; "
                             "write '>= 96'"),
    "exactly little": ("= 5", LESS, "write '<= 5'"),
    "more than twice the whole": (">= 201", BEYOND, "more than 200 %"),
}  # fmt: skip

UNDOUBTED = {
    "1 %": (">= 1", MORE), "a low limit": ("< 0.02", LESS), "of a rate": ("< 0.5", RARE),
    "a fraction": (">= 4/7", MORE), "a count": (">= 0.5", MANY), "none": ("= 0", LESS),
    "all": ("= 100", MORE), "exactly so many": ("= 5", MANY), "twice": (">= 200", BEYOND),
    "a share of 1": (">= 0.96", SHARE), "a fall of 1": ("fall >= 1", CHANGE),
    "no rise": ("fall >= 0", CHANGE), "not all": ("< 100", LESS),
}  # fmt: skip


def told(found) -> list[str]:
    return ["; ".join(each) for each in found]


@pytest.mark.parametrize(("text", "of", "expected"), REFUSED.values(), ids=list(REFUSED))
def test_a_target_that_cannot_be_meant_is_refused(text, of, expected):
    (line,) = told(against_sense(Target.parse(text), of))
    assert expected in line


@pytest.mark.parametrize(("text", "of"), TAKEN.values(), ids=list(TAKEN))
def test_a_target_that_can_be_meant_is_taken(text, of):
    assert told(against_sense(Target.parse(text), of)) == []


@pytest.mark.parametrize(("text", "of", "expected"), DOUBTED.values(), ids=list(DOUBTED))
def test_a_target_that_may_not_be_meant_is_doubted(text, of, expected):
    (line,) = told(doubtful(Target.parse(text), of))
    assert expected in line


@pytest.mark.parametrize(("text", "of"), UNDOUBTED.values(), ids=list(UNDOUBTED))
def test_a_target_as_plans_write_them_is_not_doubted(text, of):
    assert told(doubtful(Target.parse(text), of)) == []


@pytest.mark.parametrize(
    ("text", "of", "value", "expected"),
    [
        pytest.param("< 0.176", LESS, Fraction(178, 10), True, id="17.6 % as a share"),
        pytest.param("< 0.20", LESS, Fraction(21, 100), False, id="a low limit, just missed"),
        pytest.param("< 0.2", LESS, Fraction(2), False, id="ten times over"),
        pytest.param("< 0.2", LESS, Fraction(201, 100), True, id="a hair more than that"),
        pytest.param("<= 0.011", RARE, Fraction(11), True, id="11 per 1000 as a share"),
        pytest.param("< 1", LESS, Fraction(90), False, id="no share"),
        pytest.param("< 1/7", LESS, Fraction(90), False, id="a fraction"),
        pytest.param(">= 0.5", MORE, Fraction(90), False, id="where more is better"),
    ],
)
def test_a_low_limit_is_held_against_what_is_reported(text, of, value, expected):
    assert written_as_share(Target.parse(text), of, value) is expected


def test_the_plans_own_targets_are_taken(root):
    senses = read_senses(root)
    for indicator, text in read_year(root, 2022).targets.items():
        assert told(against_sense(Target.parse(text), senses[indicator])) == []
        assert told(doubtful(Target.parse(text), senses[indicator])) == []


def test_rows_that_cannot_be_read_have_no_sense(tmp_path):
    path = tmp_path / "params" / "indicators.csv"
    path.parent.mkdir()
    path.write_text(
        "indicator,kind,per,better\n1,count,1,higher\n2,count,x,lower\n3,count,1,lwer\n4,,1,lower\n"
        f"5,count,{'1' * 400},lower\n"
    )
    assert list(read_senses(tmp_path)) == ["1"]
