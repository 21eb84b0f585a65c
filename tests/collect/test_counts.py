"""One cell that is to hold a count: what programs add is taken away, what is doubtful told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.collect.counts import LARGEST, NotACount, read_count

READ = {
    "a count": ("338", 338),
    "nought": ("0", 0),
    "nought before it, as officials write": ("05", 5),
    "more noughts": ("007", 7),
    "negative nought": ("-0", 0),
    "negative nought of a float": ("-0.0", 0),
    "a float that is whole": ("12.0", 12),
    "a comma for a point": ("12,0", 12),
    "nought with three decimals": ("0.000", 0),
    "noise above": ("338.00000000000006", 338),
    "noise below": ("337.99999999999994", 338),
    "noise and a comma": ("338,00000000000006", 338),
    "noise and a power of ten": ("1.2000000000000002E3", 1200),
    "a float written in full": ("1.0000000000000000e+05", 100_000),
    "the largest": (str(LARGEST - 1), LARGEST - 1),
}
ESTIMATES = {
    "a decimal": ("30.3", 30.3),
    "a decimal comma": ("30,3", 30.3),
    "noise": ("30.299999999999997", 30.3),
    "a third": ("3.3333333333333335", 3.333333),
    "seven decimals": ("10.1234567", 10.123457),
    "four decimals": ("1.2340", 1.234),
    "many digits before": ("1234.567", 1234.567),
    "less than one": ("0.5", 0.5),
    "almost whole": ("338.0000001", 338),
}
# The text; whether of an estimate too, and what is said; what the remedy has and has not.
REFUSED = {
    "a point of thousands": ("1.234", "may be 1234 or 1.234", "without a point"),
    "a comma of thousands": ("1,234", "may be 1234 or 1.234", "without a comma"),
    "two points": ("1.234.567", "may be 1234567, or a decimal", "if it is 1234567"),
    "a space": ("1 234", "no number, but may be 1234 or two figures", "if it is 1234"),
    "an apostrophe": ("1'234", "may be 1234 or two figures", "if it is 1234"),
    "two figures": ("338 120", "or two figures", "if it is"),
    "two lines": ("338\n120", "'338' and '120' are two lines in one cell", "keep the one"),
    "three lines": ("338\n\n120 \n", "'338' and '120' are two lines", "keep the one"),
    "a date": ("12/5/2022", "a date", "format to Number"),
    "a date of a database": ("2022-05-12", "a date", "format to Number"),
    "a date with a time": ("2022-05-12 00:00:00", "a date", "format to Number"),
    "a date with points": ("12.05.2022", "a date", "format to Number"),
    "a month of Excel": ("12-May", "a date", "format to Number"),
    "a month and a year": ("May-22", "a date", "format to Number"),
    "a Vietnamese month": ("12-Thg5", "a date", "format to Number"),
    "a time": ("1:30", "a date", "format to Number"),
    "a fraction": ("1/2", "a fraction", "format to Number"),
    "a range": ("3-4", "a range", "format to Number"),
    "rounded by Excel": ("1.23457E+11", "a power of ten", "all of them"),
    "a power of ten": ("5e3", "a power of ten", "all of them"),
    "a power of ten of R": ("1e+05", "a power of ten", "all of them"),
    "a share": ("5%", "no number but a share", "never a percentage"),
    "per mille": ("5,2 ‰", "no number but a share", "never a percentage"),
    "a footnote": ("1¹", "is no number", "digits alone"),
    "a star": ("5*", "is no number", "digits alone"),
    "about": ("≈5", "is no number", "digits alone"),
    "a unit": ("5 trẻ", "is no number", "digits alone"),
    "plus": ("+5", "is no number", "digits alone"),
    "minus behind": ("5-", "is no number", "digits alone"),
    "an accountant's minus": ("(5)", "is no number", "digits alone"),
    "hexadecimal": ("0x10", "is no number", "digits alone"),
    "a point alone behind": ("12.", "is no number", "digits alone"),
    "Arabic digits": ("٣", "is no number", "digits from 0 to 9"),
    "circled": ("①", "is no number", "digits from 0 to 9"),
    "half": ("½", "is no number", "digits from 0 to 9"),
    "a truth": ("TRUE", "is no number", "digits from 0 to 9"),
    "infinite": ("inf", "is no number", "digits from 0 to 9"),
    "not a number": ("NaN", "is no number", "leave the cell empty"),
    "a yearbook's dash": ("-", "is no number", "0 where there was none"),
    "a yearbook's points": ("...", "is no number", "not collected"),
    "an error": ("#REF!", "a spreadsheet's error", "mend the formula"),
    "a formula": ("=A1+A2", "a formula", "it comes to"),
    "negative": ("-5", "is negative", "0 or more"),
    "negative by another sign": ("−5", "is negative", "0 or more"),
    "negative thousands": ("-1.000", "is negative", "0 or more"),
    "negative noise": ("-338.00000000000006", "is negative", "0 or more"),
    "too large": (str(LARGEST), "too large", "compare"),
    "400 digits": ("9" * 400, f"'{'9' * 20}…' is too large", "compare"),
    "a large power": ("1.0000000000000000e99", "too large", "compare"),
}  # fmt: skip
WHOLE_ONLY = {
    "a decimal": ("12.5", "is no whole count", "never a percentage"),
    "a decimal comma": ("12,5", "is no whole count", "never a percentage"),
    "a share": ("0.618", "is no whole count", "never a percentage"),
    "a share and a comma": ("0,618", "is no whole count", "never a percentage"),
    "more than noise": ("338.0000001", "is no whole count", "never a percentage"),
    "noise of a decimal": ("30.299999999999997", "is no whole count", "status E"),
    "thousands and a decimal": ("1.234,5", "is no whole count", "status E"),
}
ESTIMATED_ONLY = {
    "three decimals": ("0.618", "has a point where thousands have it", "write 0.6180"),
    "three decimals and a comma": ("0,618", "has a comma where", "write 0.6180"),
    "thousands or three decimals": ("1.234", "may be 1234 or 1.234", "a decimal, write 1.2340"),
    "thousands and a decimal": ("1.234,5", "two kinds of signs", "if it is 1234.5"),
    "in English": ("1,234.5", "two kinds of signs", "if it is 1234.5"),
}


@pytest.mark.parametrize("estimated", [False, True])
@pytest.mark.parametrize(("text", "count"), READ.values(), ids=list(READ))
def test_a_count_is_read(text, count, estimated):
    assert str(read_count(text, estimated)) == str(float(count))  # and no -0.0


@pytest.mark.parametrize(("text", "count"), ESTIMATES.values(), ids=list(ESTIMATES))
def test_an_estimate_may_have_decimals(text, count):
    assert read_count(text, estimated=True) == count
    with pytest.raises(NotACount):
        read_count(text, estimated=False)


def told(text: str, estimated: bool) -> NotACount:
    with pytest.raises(NotACount) as caught:
        read_count(text, estimated)
    return caught.value


@pytest.mark.parametrize("estimated", [False, True])
@pytest.mark.parametrize(("text", "problem", "remedy"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_count_is_refused_whatever_the_status(text, problem, remedy, estimated):
    error = told(text, estimated)
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(("text", "problem", "remedy"), WHOLE_ONLY.values(), ids=list(WHOLE_ONLY))
def test_a_count_is_whole(text, problem, remedy):
    error = told(text, estimated=False)
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("text", "problem", "remedy"), ESTIMATED_ONLY.values(), ids=list(ESTIMATED_ONLY)
)
def test_three_digits_behind_a_point_are_never_guessed_at(text, problem, remedy):
    error = told(text, estimated=True)
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize("text", ["338\n120", "0.618", "0,618", "12.5", "12/5/2022", "5e3", "1¹"])
@pytest.mark.parametrize("estimated", [False, True])
def test_a_remedy_is_never_a_wrong_figure(text, estimated):
    if text == "12.5" and estimated:
        return
    digits = re.sub("[^0-9]", "", text)
    assert digits not in re.findall("[0-9]+", told(text, estimated).remedy)


@given(st.text(st.sampled_from("0123456789.,-+eE /\n%"), max_size=12), st.booleans())
def test_any_text_is_a_count_or_told(text, estimated):
    try:
        count = read_count(text, estimated)
    except NotACount as error:
        told = (error.problem, error.remedy)
        assert all(told)
    else:
        assert 0 <= count < LARGEST
        assert estimated or count % 1 == 0
        assert abs(count - float(text.replace(",", "."))) <= 5e-7 + 1e-15 * count


@given(st.integers(0, LARGEST - 1))
def test_any_count_is_read_as_it_is_written(count):
    assert read_count(str(count)) == count
