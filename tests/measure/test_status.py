"""The judgement: exact at its limit, never at odds with its evidence, and how near it was."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.measure import add_margin, add_rates, judge
from chitieu.measure.vocabulary import EVIDENCE, MISSING_REASONS, STATUSES


def row(kind="proportion", numerator=None, denominator=None, target=None, per=100, **others):
    return dict(
        kind=kind, numerator=numerator, denominator=denominator, target=target, per=per, **others
    )


def frame(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).astype(
        {"numerator": object, "denominator": object, "target": object}
    )


def judged(cells: dict) -> pd.Series:
    return judge(add_rates(frame(cells))).iloc[0]


def margin_of(cells: dict):
    margin = add_margin(judge(add_rates(frame(cells))))["margin"].iloc[0]
    return None if pd.isna(margin) else int(margin)


def none(value):
    return None if pd.isna(value) else value


# ---- both forms of a target ---------------------------------------------------------------------

FORMS = [
    ("proportion", 440, 2500, "< 17.6", "lt", "17.6"),
    ("proportion", 440, 2500, "<= 17.6", "le", "17.6"),
    ("proportion", 4, 7, ">= 4/7", "ge", "4 of 7"),
    ("proportion", 3, 7, "> 4/7", "gt", "4 of 7"),
    ("count", 0, None, "= 0", "eq", "0"),
    ("change", 17, 20, "fall >= 1", "fall", "1"),
    ("change", 20, 20, "fall >= 1", "fall", "1"),
    ("proportion", 1, 2, None, None, None),
    ("proportion", 1, 2, "", "", " "),
    ("proportion", 3, 7, "fall >= 1", "fall", "1"),
    ("proportion", 1, 2, "17.6", "", "17.6"),
    ("proportion", 1, 2, "< < 6", "lt", "< 6"),
    ("proportion", 1, 2, "<", "lt", ""),
]


def in_both_forms() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same rows with the target whole, and with comparator and limit apart."""
    rows = [row(kind, top, bottom, whole) for kind, top, bottom, whole, *_ in FORMS]
    apart = [
        row(kind, top, bottom, limit, comparator=comparator)
        for kind, top, bottom, _, comparator, limit in FORMS
    ]
    return frame(*rows), frame(*apart)


def test_a_target_whole_and_in_two_columns_is_judged_alike():
    whole, apart = (add_margin(judge(add_rates(table))) for table in in_both_forms())
    for column in ("status", "evidence", "reason", "margin"):
        pair = (table[column].astype("str").tolist() for table in (whole, apart))
        assert list(map(str, next(pair))) == list(map(str, next(pair))), column
    statuses = whole["status"].tolist()
    assert statuses[:7] == ["not_met", "met", "met", "not_met", "met", "met", "not_met"]
    assert statuses[7:] == ["no_target"] * 2 + ["invalid"] * 4
    assert set(whole["reason"].tolist()[9:]) == {"bad_target"}


def test_both_forms_may_stand_in_one_table():
    whole, apart = in_both_forms()
    statuses = judge(add_rates(pd.concat([whole, apart], ignore_index=True)))["status"].tolist()
    assert statuses[: len(FORMS)] == statuses[len(FORMS) :]


@pytest.mark.parametrize(
    ("limit", "status"),
    [(17.6, "not_met"), (96, "met"), (float("nan"), "no_target"), (pd.NA, "no_target")],
)
def test_a_limit_read_as_a_number_is_one(limit, status):
    cells = row("proportion", 440, 2500, limit, comparator=None if pd.isna(limit) else "lt")
    assert judged(cells)["status"] == status


@pytest.mark.parametrize("sign", ["<", "lt"])
def test_a_sign_is_read_in_the_column_of_comparators(sign):
    """The table of `chitieu indicators` has signs, that of results has codes."""
    assert judged(row("proportion", 439, 2500, "17.6", comparator=sign))["status"] == "met"


# ---- status -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "status", "reason"),
    [
        # 440 / 2500 is 17.6 % exactly; as floats 100 * 440 / 2500 and 17.6 may differ.
        pytest.param(row("proportion", 440, 2500, "< 17.6"), "not_met", None, id="440-of-2500"),
        pytest.param(row("proportion", 440, 2500, "<= 17.6"), "met", None, id="at-most-17.6"),
        # 0.29 × 100 is 28.999… as a float, 29 as a decimal.
        pytest.param(row("proportion", 29, 10000, "= 0.29"), "met", None, id="0.29-percent"),
        pytest.param(row("proportion", 4, 7, ">= 4/7"), "met", None, id="4-of-7"),
        pytest.param(row("proportion", 4, 7, ">= 57.15"), "not_met", None, id="57.14-rounded-up"),
        pytest.param(row("proportion", 2, 7, ">= 30"), "not_met", None, id="2-of-7-for-30"),
        pytest.param(row("proportion", 3, 7, ">= 30"), "met", None, id="3-of-7-for-30"),
        pytest.param(row("proportion", 0, 0, "< 1"), "not_applicable", "zero_of_zero", id="0/0"),
        pytest.param(row("rate", 0, 0, "< 1"), "not_applicable", "zero_of_zero", id="rate-0/0"),
        pytest.param(row("proportion", 3, 0, "< 1"), "invalid", "some_of_none", id="3/0"),
        pytest.param(row("proportion", 8, 7, "< 1"), "invalid", "part_above_whole", id="8/7"),
        pytest.param(row("cohort", 8, 7, ">= 98"), "met", "above_whole", id="cohort-8/7"),
        pytest.param(row("count_ratio", 56, 50, "<= 112"), "met", None, id="56-boys-50-girls"),
        pytest.param(row("count_ratio", 57, 50, "<= 112"), "not_met", None, id="57-boys-50-girls"),
        pytest.param(row("count_ratio", 3, 0, "<= 112"), "not_applicable", "none_to_compare",
                     id="3-boys-no-girl"),
        pytest.param(row("cohort", 7, 8, ">= 98"), "not_met", None, id="cohort-7/8"),
        pytest.param(row("count", -1, None, "= 0"), "invalid", "negative", id="negative"),
        pytest.param(row("proportion", None, 7, "< 1"), "no_data", "missing", id="missing"),
        pytest.param(row("proportion", None, -7, "< 1"), "no_data", "missing",
                     id="missing-before-negative"),
        pytest.param(row("proportion", -1, 0, "< 1"), "invalid", "negative",
                     id="negative-before-some-of-none"),
        pytest.param(row("proportion", 0, 0, None), "not_applicable", "zero_of_zero",
                     id="0/0-without-target"),
        pytest.param(row("proportion", 3, 7, None), "no_target", None, id="no-target"),
        pytest.param(row("proportion", 3, 7, "  "), "no_target", None, id="blank-target"),
        pytest.param(row("proportion", 3, 7, "under 6"), "invalid", "bad_target", id="bad-target"),
        pytest.param(row("proportion", 3, 7, "fall >= 1"), "invalid", "bad_target",
                     id="a-proportion-has-no-fall"),
        pytest.param(row("proportion", 3, 7, "< 50", confidence=95), "met", "bad_confidence",
                     id="a-bad-confidence-judges-all-the-same"),
        pytest.param(row("change", 17, 20, "fall >= 1"), "met", None, id="17-after-20"),
        pytest.param(row("change", 0, 0, "fall >= 1"), "met", "zero_before", id="0-after-0"),
        pytest.param(row("change", 3, 0, "fall >= 1"), "not_met", "zero_before", id="3-after-0"),
        pytest.param(row("change", 99, 100, "fall >= 1"), "met", None, id="99-of-100"),
        pytest.param(row("change", 199, 200, "fall >= 1"), "not_met", None, id="199-of-200"),
        pytest.param(row("change", 97, 100, "fall >= 1"), "met", None, id="a-fall-is-a-floor"),
        pytest.param(row("change", 17, None, "fall >= 1"), "no_data", "no_previous_period",
                     id="no-year-before"),
        pytest.param(row("change", 17, None, "fall >= 1", previous_numerator=20), "met", None,
                     id="the-count-of-the-year-before"),
        pytest.param(row("change", 10, 200, "fall >= 1", previous_numerator=10,
                         previous_denominator=100), "met", None, id="the-rates-fell"),
        pytest.param(row("change", 9, 90, "fall >= 1", previous_numerator=10,
                         previous_denominator=100), "not_met", None, id="only-the-counts-fell"),
    ],
)  # fmt: skip
def test_a_status_and_its_reason(cells, status, reason):
    result = judged(cells)
    assert (result["status"], none(result["reason"])) == (status, reason)


def test_0_after_0_has_no_percentage():
    assert pd.isna(judged(row("change", 0, 0, "fall >= 1"))["value"])


BY_COMPARATOR = {  # one case below the limit, at it, one case above it
    "<": ("met", "not_met", "not_met"),
    "<=": ("met", "met", "not_met"),
    "=": ("not_met", "met", "not_met"),
    ">=": ("not_met", "met", "met"),
    ">": ("not_met", "not_met", "met"),
}


@pytest.mark.parametrize(
    ("kind", "at", "denominator", "limit", "per"),
    [
        pytest.param("proportion", 440, 2500, "17.6", 100, id="17.6-percent-of-2500"),
        pytest.param("proportion", 4, 7, "4/7", 100, id="4-of-7"),
        pytest.param("proportion", 1, 500, "0.20", 100, id="0.2-percent-of-500"),
        pytest.param("cohort", 49, 50, "98", 100, id="98-percent-of-50"),
        pytest.param("cohort", 50, 50, "100", 100, id="all-of-50-and-one-from-elsewhere"),
        pytest.param("rate", 3, 500, "6", 1000, id="6-per-1000-of-500"),
        pytest.param("rate", 3, 10000, "3", 10000, id="3-per-10000"),
        pytest.param("count", 3, None, "3", 1, id="a-count-of-3"),
    ],
)
@pytest.mark.parametrize("comparator", BY_COMPARATOR)
def test_a_comparator_at_its_limit_and_one_case_either_side(
    comparator, kind, at, denominator, limit, per
):
    rows = [row(kind, at + d, denominator, f"{comparator} {limit}", per) for d in (-1, 0, 1)]
    assert tuple(judge(frame(*rows))["status"]) == BY_COMPARATOR[comparator]


def test_a_fall_at_its_limit_and_one_case_either_side():
    rows = [row("change", now, 100, "fall >= 1") for now in (98, 99, 100)]
    assert list(judge(frame(*rows))["status"]) == ["met", "met", "not_met"]


@pytest.mark.parametrize("reason", MISSING_REASONS)
def test_what_is_missing_has_no_data_and_keeps_its_reason(reason):
    result = judged(row("proportion", None, 7, "< 1", reason=reason))
    assert (result["status"], result["reason"]) == ("no_data", reason)
    assert pd.isna(result["evidence"])


@pytest.mark.parametrize("reason", ["partial_total", "judged_at_parent", "zero_of_zero"])
def test_a_reason_that_tells_of_nothing_missing_does_not_make_missing_counts_judged(reason):
    assert judged(row("proportion", None, 7, "< 1", reason=reason))["status"] == "no_data"


# ---- the judgement is exact ---------------------------------------------------------------------

OPERATORS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
}
comparators = st.sampled_from(list(OPERATORS))


def oracle(cells: dict) -> str:
    """The status by fractions alone, of counts that are whole and not negative."""
    comparator, limit = cells["target"].split()
    value = Fraction(cells["numerator"])
    if cells["kind"] != "count":
        whole = "/" in limit
        value = value * (1 if whole else cells["per"]) / cells["denominator"]
    return "met" if OPERATORS[comparator](value, Fraction(limit)) else "not_met"


@st.composite
def rows_near_their_limit(draw, kinds=("proportion", "cohort", "rate", "count"), op=comparators):
    """Rows whose target lies at the value itself or a little beside it."""
    kind = draw(st.sampled_from(kinds))
    bottom = draw(st.integers(1, 10**5))
    top = draw(st.integers(0, bottom))
    per = 1 if kind == "count" else draw(st.sampled_from([100, 1000, 10000]))
    value = Fraction(top) if kind == "count" else Fraction(top * per, bottom)
    places = draw(st.integers(0, 4))
    limit = max(round(value * 10**places) + draw(st.integers(-2, 2)), 0)
    text = f"{limit // 10**places}.{limit % 10**places:0{places}d}" if places else str(limit)
    return row(kind, top, None if kind == "count" else bottom, f"{draw(op)} {text}", per)


@given(st.lists(rows_near_their_limit(), min_size=1, max_size=25))
def test_a_status_is_that_of_exact_fractions(rows):
    assert list(judge(frame(*rows))["status"]) == [oracle(cells) for cells in rows]


# ---- evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "evidence"),
    [
        # 81 of 263 has 25.53 to 36.62 % (Newcombe 1998).
        pytest.param(row("proportion", 81, 263, "< 40"), "clearly_better", id="below-40"),
        pytest.param(row("proportion", 81, 263, "< 30"), "compatible", id="below-30"),
        pytest.param(row("proportion", 81, 263, "< 20"), "clearly_worse", id="below-20"),
        pytest.param(row("proportion", 81, 263, "<= 20"), "clearly_worse", id="at-most-20"),
        pytest.param(row("proportion", 81, 263, ">= 20"), "clearly_better", id="at-least-20"),
        pytest.param(row("proportion", 81, 263, "> 30"), "compatible", id="above-30"),
        pytest.param(row("proportion", 81, 263, ">= 40"), "clearly_worse", id="at-least-40"),
        # All of 20: 83.89 to 100 %; the end itself is no more than 100.
        pytest.param(row("proportion", 20, 20, ">= 100"), "compatible", id="all-for-100"),
        pytest.param(row("proportion", 20, 20, "<= 100"), "clearly_better", id="at-most-all"),
        pytest.param(row("proportion", 0, 20, "> 0"), "compatible", id="none-for-some"),
        # 3 events: 0.6187 to 8.7673 (Ulm 1990).
        pytest.param(row("count", 3, None, "< 9"), "clearly_better", id="3-below-9"),
        pytest.param(row("count", 3, None, "< 8"), "compatible", id="3-below-8"),
        pytest.param(row("count", 3, None, "<= 0"), "clearly_worse", id="3-for-none"),
        pytest.param(row("count", 3, None, "= 0"), "not_tested", id="equal"),
        pytest.param(row("proportion", 4, 7, ">= 4/7"), "not_tested", id="fraction-of-areas"),
        pytest.param(row("change", 17, 20, "fall >= 1"), "not_tested", id="change"),
        pytest.param(row("cohort", 8, 7, ">= 98"), "not_tested", id="above-the-whole"),
        pytest.param(row("count_ratio", 60, 50, "<= 112"), "compatible", id="boys-and-girls"),
        pytest.param(row("count_ratio", 600, 500, "<= 105"), "clearly_worse", id="far-more-boys"),
        pytest.param(row("count", 3, None, "< 9", confidence=95), "not_tested", id="no-interval"),
        pytest.param(row("count", 3, None, None), None, id="no-target"),
        pytest.param(row("proportion", 0, 0, "< 1"), None, id="not-applicable"),
        pytest.param(row("proportion", 8, 7, "< 1"), None, id="invalid"),
    ],
)
def test_evidence_is_the_interval_against_the_target(cells, evidence):
    assert none(judged(cells)["evidence"]) == evidence


@given(st.lists(rows_near_their_limit(), min_size=1, max_size=25), st.floats(0.9, 0.9999))
def test_evidence_never_contradicts_the_status(rows, confidence):
    table = judge(add_rates(frame(*rows).assign(confidence=confidence)))
    for _, result in table.iterrows():
        if result["evidence"] == "clearly_better":
            assert result["status"] == "met"
        if result["evidence"] == "clearly_worse":
            assert result["status"] == "not_met"


# ---- the table ----------------------------------------------------------------------------------


def test_the_rates_come_back_whole_and_what_was_not_computed_is():
    rates = add_rates(frame(row("rate", 3, 575, "< 6", 1000, area="23479")))
    table = judge(rates)
    assert list(table.columns) == [*rates.columns, "status", "evidence"]
    pd.testing.assert_frame_equal(table[list(rates.columns)], rates)
    counts = rates.drop(columns=["value", "lower", "upper", "method", "reason"])
    pd.testing.assert_frame_equal(judge(counts), table)


def test_statuses_are_categories_even_of_no_row():
    table = judge(frame(row("count", 3, None, "< 5")).iloc[:0])
    assert tuple(table["status"].cat.categories) == STATUSES
    assert tuple(table["evidence"].cat.categories) == EVIDENCE


def test_judging_again_changes_nothing():
    rows = [
        row("count", 3, None, "< 5"),
        row("proportion", 3, 0, "< 5"),
        row("count", 3, None, "x"),
    ]
    once = judge(frame(*rows))
    pd.testing.assert_frame_equal(judge(once), once)


@given(st.lists(rows_near_their_limit(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_a_bad_row_never_changes_a_good_ones_judgement(rows, random):
    alone = {i: judge(frame(cells))["status"].iloc[0] for i, cells in enumerate(rows)}
    bad = [
        row("proportion", 3, 0, "< 5"),
        row("share", 3, 7, "< 5"),
        row("rate", "nhiều", 7, "< 5"),
        row("proportion", None, 7, "fall >= 1"),
        row("proportion", 3, 7, "fewer"),
        row("change", -1, 7, "fall >= 1"),
    ]
    mixed = [(i, cells) for i, cells in enumerate(rows)] + [(None, cells) for cells in bad]
    random.shuffle(mixed)
    table = judge(frame(*(cells for _, cells in mixed)))
    for (i, _), status in zip(mixed, table["status"], strict=True):
        if i is None:
            assert status in ("invalid", "no_data")
        else:
            assert status == alone[i]


# ---- how many cases -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "margin"),
    [
        pytest.param(row("proportion", 440, 2500, "< 17.6"), -1, id="440-of-2500"),
        pytest.param(row("proportion", 439, 2500, "< 17.6"), 1, id="439-of-2500"),
        pytest.param(row("proportion", 4, 7, ">= 4/7"), -1, id="4-of-7"),
        pytest.param(row("proportion", 2, 7, ">= 4/7"), 2, id="2-of-7"),
        # 6 per 1,000 of 575 births is 3.45: 3 deaths meet it, 4 do not.
        pytest.param(row("rate", 0, 575, "< 6", 1000), 4, id="no-death"),
        pytest.param(row("rate", 3, 575, "< 6", 1000), 1, id="3-deaths"),
        pytest.param(row("rate", 5, 575, "< 6", 1000), -2, id="5-deaths"),
        pytest.param(row("cohort", 8, 7, ">= 100"), -2, id="ratio-8-of-7"),
        pytest.param(row("cohort", 5, 10, "> 100"), 6, id="a-ratio-may-pass-its-whole"),
        pytest.param(row("proportion", 5, 10, "> 100"), None, id="no-case-can-pass-the-whole"),
        pytest.param(row("proportion", 0, 20, ">= 0"), None, id="nothing-can-miss-it"),
        pytest.param(row("proportion", 20, 20, "<= 100"), None, id="no-more-cases-there-are"),
        pytest.param(row("count", 0, None, "= 0"), 1, id="none-for-none"),
        pytest.param(row("count", 2, None, "= 0"), -2, id="two-for-none"),
        pytest.param(row("proportion", 7, 7, "= 100"), -1, id="all-for-all"),
        pytest.param(row("proportion", 5, 10, "= 120"), None, id="more-than-all"),
        pytest.param(row("proportion", 3, 7, "= 50"), None, id="half-of-7"),
        # 1 % less than 20 is 19.8: 19 meets it, 20 does not.
        pytest.param(row("change", 17, 20, "fall >= 1"), 3, id="17-after-20"),
        pytest.param(row("change", 20, 20, "fall >= 1"), -1, id="20-after-20"),
        pytest.param(row("change", 0, 0, "fall >= 1"), 1, id="0-after-0"),
        pytest.param(row("change", 3, 0, "fall >= 1"), -3, id="3-after-0"),
        pytest.param(row("change", 99, 100, "fall >= 1"), 1, id="99-after-100"),
        pytest.param(row("change", 199, 200, "fall >= 1"), -1, id="199-after-200"),
        pytest.param(row("change", 17, None, "fall >= 1", previous_numerator=20), 3,
                     id="17-after-a-count-of-20"),
        # 10 of 100 was 10 %; 1 % less is 9.9 %, 19.8 of 200: 19 meets it, 20 does not.
        pytest.param(row("change", 10, 200, "fall >= 1", previous_numerator=10,
                         previous_denominator=100), 10, id="the-rates-fell"),
        # An estimate: 2.1 of 10 is 21 %, 3.1 of 10 is 31 %.
        pytest.param(row("proportion", 3.1, 10, "< 31"), -1, id="an-estimate"),
        pytest.param(row("count", 6.5, None, "<= 5"), -2, id="an-estimated-count"),
        pytest.param(row("count", 4.5, None, "< 5.2"), 1, id="an-estimate-that-meets"),
        pytest.param(row("proportion", 3, 7, None), None, id="no-target"),
        pytest.param(row("proportion", None, 7, "< 5"), None, id="no-data"),
        pytest.param(row("proportion", 8, 7, "< 5"), None, id="invalid"),
        pytest.param(row("proportion", 0, 0, "< 5"), None, id="not-applicable"),
    ],
)  # fmt: skip
def test_how_many_cases_would_change_the_status(cells, margin):
    assert margin_of(cells) == margin


def nearest(cells: dict) -> set:
    """By trying every numerator: the fewest cases that change the status; two ways where equal."""
    whole = cells["kind"] in ("proportion", "rate")
    most = cells["denominator"] if whole else 400
    now = oracle(cells)
    ways = [
        n - cells["numerator"] for n in range(most + 1) if oracle({**cells, "numerator": n}) != now
    ]
    return {way for way in ways if abs(way) == min(map(abs, ways))} or {None}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("comparator", OPERATORS)
@settings(max_examples=30)
@given(data=st.data())
def test_the_margin_turns_the_status_and_one_case_less_does_not(comparator, data):
    kind = data.draw(st.sampled_from(["proportion", "cohort", "rate", "count"]))
    bottom = data.draw(st.integers(1, 40))
    top = data.draw(st.integers(0, bottom))
    if kind == "count":
        limit = data.draw(st.integers(0, 60))
    else:
        # A limit that some number of cases meets exactly, or any.
        exact = Fraction(100 * data.draw(st.integers(0, bottom)), bottom)
        any_limit = data.draw(st.integers(0, 130))
        limit = exact if exact.denominator == 1 and data.draw(st.booleans()) else any_limit
    per = 1 if kind == "count" else 100
    cells = row(kind, top, None if kind == "count" else bottom, f"{comparator} {limit}", per)
    assert margin_of(cells) in nearest(cells)


@given(now=st.integers(0, 300), before=st.integers(0, 300), fall=st.integers(0, 100))
def test_the_margin_of_a_fall_turns_the_status_and_one_case_less_does_not(now, before, fall):
    def status(n: int) -> str:
        met = n == 0 if before == 0 else Fraction(100 * (n - before), before) <= -fall
        return "met" if met else "not_met"

    margin = margin_of(row("change", now, before, f"fall >= {fall}"))
    if margin is None:
        assert all(status(n) == status(now) for n in range(1000))
    else:
        step = 1 if margin > 0 else -1
        assert status(now + margin) != status(now)
        assert status(now + margin - step) == status(now)


def test_the_margin_is_each_rows_own_under_any_index():
    table = frame(row("count", 1, None, "< 5"), row("count", 7, None, "< 5"))
    assert list(add_margin(judge(table))["margin"]) == [4, -3]
    assert list(add_margin(judge(table.set_axis([0, 0])))["margin"]) == [4, -3]


def test_the_margin_is_a_column_behind_the_judgement():
    table = judge(frame(row("count", 1, None, "< 5")))
    assert list(add_margin(table).columns) == [*table.columns, "margin"]
    assert add_margin(table.iloc[:0])["margin"].dtype == "Int64"


@pytest.mark.parametrize("kind", ["proportion", "cohort", "rate", "count"])
@pytest.mark.parametrize("quarters", [4, 2])
def test_what_is_counted_in_full_has_no_interval_and_is_not_tested(kind, quarters):
    rows = pd.DataFrame(
        {
            "kind": kind, "numerator": [3.0, 3.0], "denominator": 22.0, "per": 100,
            "target": ">= 50", "quarters": quarters, "basis": "flow", "chance": [True, False],
        }
    )  # fmt: skip
    with_chance, without = judge(add_rates(rows)).to_dict("records")
    assert without["value"] == with_chance["value"]
    assert without["status"] == with_chance["status"]
    assert pd.isna([without["lower"], without["upper"]]).all()
    assert (without["method"], without["evidence"]) == ("none", "not_tested")
    assert with_chance["method"] != "none"
    assert with_chance["evidence"] != "not_tested"
