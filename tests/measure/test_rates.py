"""Values and intervals from counts: right where they can be, marked where not, never fatal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.measure import add_rates
from chitieu.measure.vocabulary import METHODS, MISSING_REASONS, REASONS

ADDED = ["value", "lower", "upper", "method", "reason"]


def row(kind="proportion", numerator=None, denominator=None, per=100, **others) -> dict:
    return dict(kind=kind, numerator=numerator, denominator=denominator, per=per, **others)


def frame(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).astype({"numerator": object, "denominator": object})


def one(**cells) -> pd.Series:
    return add_rates(frame(row(**cells))).iloc[0]


@pytest.mark.parametrize(
    ("cells", "value", "lower", "upper", "method"),
    [
        # Newcombe 1998, Table I, method 3, in percent.
        pytest.param(row("proportion", 81, 263), 8100 / 263, 25.53, 36.62, "wilson", id="81/263"),
        pytest.param(row("proportion", 0, 20), 0, 0, 16.11, "wilson", id="0/20"),
        pytest.param(row("cohort", 15, 148), 1500 / 148, 6.24, 16.05, "wilson", id="cohort"),
        # Clopper & Pearson's 95 % limits of the share, 60 of 110, by R's binom.test: 0.447734 and
        # 0.640666, as odds on 100.
        pytest.param(row("count_ratio", 60, 50), 120, 81.072, 178.293, "clopper_pearson",
                     id="boys-on-100-girls"),
        pytest.param(row("count_ratio", 0, 5, 1), 0, 0, 1.0913, "clopper_pearson", id="no-boy"),
        # Ulm 1990: 6 events have 2.2019 to 13.0595; per 1,000 of 575: × 1000 / 575.
        pytest.param(row("rate", 6, 575, 1000), 6000 / 575, 3.829, 22.712, "poisson_exact",
                     id="6-deaths-per-1000"),
        pytest.param(row("rate", 0, 575, 1000), 0, 0, 6.415, "poisson_exact", id="no-death"),
        # Byar, 28 events: 28 (1 - 1/252 - z/3√28)³ = 18.602, 29 (1 - 1/261 + z/3√29)³ = 40.469;
        # per 10,000 of 9,365: × 10000 / 9365.
        pytest.param(row("rate", 28, 9365, 10000), 280000 / 9365, 19.864, 43.213, "byar",
                     id="28-injured-per-10000"),
        pytest.param(row("count", 3), 3, 0.6187, 8.7673, "poisson_exact", id="count"),
        pytest.param(row("count", 0), 0, 0, 3.6889, "poisson_exact", id="count-of-none"),
        pytest.param(row("count", 3, 7), 3, 0.6187, 8.7673, "poisson_exact",
                     id="a-count-has-no-denominator"),
        pytest.param(row("count", 3, None, 100), 3, 0.6187, 8.7673, "poisson_exact",
                     id="a-count-has-no-base"),
    ],
)  # fmt: skip
def test_a_value_and_its_interval(cells, value, lower, upper, method):
    result = one(**cells)
    assert result["value"] == pytest.approx(value, rel=1e-12)
    assert result["lower"] == pytest.approx(lower, abs=5e-3)
    assert result["upper"] == pytest.approx(upper, abs=5e-3)
    assert result["method"] == method
    assert pd.isna(result["reason"])


@pytest.mark.parametrize(
    ("numerator", "denominator", "others", "value", "reason"),
    [
        pytest.param(17, 20, {}, -15.0, None, id="20-to-17"),  # 100 · (17 - 20) / 20
        pytest.param(20, 20, {}, 0.0, None, id="stays"),
        pytest.param(25, 20, {}, 25.0, None, id="rises"),
        pytest.param(0, 20, {}, -100.0, None, id="ends"),
        pytest.param(0, 0, {}, None, "zero_before", id="0-after-0"),
        pytest.param(3, 0, {}, None, "zero_before", id="3-after-0"),
        pytest.param(17, None, {}, None, "no_previous_period", id="no-year-before"),
        pytest.param(None, 20, {}, None, "missing", id="no-year-now"),
        pytest.param(-1, 20, {}, None, "negative", id="negative"),
        pytest.param(17, None, {"previous_numerator": 20}, -15.0, None, id="previous-count"),
        # 10 of 200 is 5 %, 10 of 100 was 10 %: down by half, though the counts are the same.
        pytest.param(10, 200, {"previous_numerator": 10, "previous_denominator": 100}, -50.0, None,
                     id="rates-of-both-years"),
    ],
)  # fmt: skip
def test_a_change_is_in_percent_of_the_year_before(numerator, denominator, others, value, reason):
    result = one(kind="change", numerator=numerator, denominator=denominator, **others)
    if value is None:
        assert pd.isna(result["value"])
    else:
        assert result["value"] == pytest.approx(value, rel=1e-12)
    assert (None if pd.isna(result["reason"]) else result["reason"]) == reason
    assert result["method"] == "none"
    assert pd.isna(result["lower"])


BAD = {
    "unknown-kind": (row("share", 1, 2), "unknown_kind"),
    "no-kind": (row(None, 1, 2), "unknown_kind"),
    "text": (row("proportion", "nhiều", 7), "not_a_number"),
    "text-below": (row("proportion", 1, "7 em"), "not_a_number"),
    "infinite": (row("rate", float("inf"), 7), "not_a_number"),
    "blank": (row("proportion", None, 7), "missing"),
    "not-available": (row("proportion", pd.NA, 7), "missing"),
    "blank-below": (row("rate", 7, None), "missing"),
    "negative": (row("proportion", -1, 7), "negative"),
    "negative-below": (row("proportion", 1, -7), "negative"),
    "negative-count": (row("count", -1), "negative"),
    "no-base": (row("rate", 1, 7, None), "bad_per"),
    "base-zero": (row("rate", 1, 7, 0), "bad_per"),
    "none-of-none": (row("proportion", 0, 0), "zero_of_zero"),
    "no-rate-of-none": (row("rate", 0, 0), "zero_of_zero"),
    "some-of-none": (row("proportion", 3, 0), "some_of_none"),
    "some-cohort-of-none": (row("cohort", 3, 0), "some_of_none"),
    "a-ratio-to-none": (row("count_ratio", 3, 0), "none_to_compare"),
    "a-ratio-of-none-to-none": (row("count_ratio", 0, 0), "zero_of_zero"),
    "8-of-7": (row("proportion", 8, 7), "part_above_whole"),
    "rate-above-its-whole": (row("rate", 8, 7), "part_above_whole"),
}


def test_a_text_for_the_year_before_is_no_number_and_not_passed_over():
    result = one(kind="change", numerator=1, denominator=2, previous_numerator="nhiều")
    assert result["reason"] == "not_a_number"


@pytest.mark.parametrize(("cells", "reason"), BAD.values(), ids=BAD.keys())
def test_a_row_that_cannot_be_computed_is_blank_and_says_why(cells, reason):
    result = one(**cells)
    assert result["reason"] == reason
    assert result[["value", "lower", "upper"]].isna().all()
    assert result["method"] == "none"


def test_a_cohort_above_the_whole_is_computed_without_an_interval():
    result = one(kind="cohort", numerator=8, denominator=7)
    assert result["value"] == pytest.approx(800 / 7, rel=1e-12)
    assert result["reason"] == "above_whole"
    assert result[["lower", "upper"]].isna().all()


@pytest.mark.parametrize(
    ("confidence", "reason"),
    [
        pytest.param(0.9, None, id="90"),
        pytest.param(0.999, None, id="99.9"),
        pytest.param(0.89, "bad_confidence", id="too-low"),
        pytest.param(1, "bad_confidence", id="certain"),
        pytest.param(95, "bad_confidence", id="in-percent"),
        pytest.param("95 %", "bad_confidence", id="text"),
        pytest.param(None, None, id="blank-is-95"),
    ],
)
def test_confidence_is_a_share_from_90_percent_to_below_all(confidence, reason):
    result = one(kind="proportion", numerator=81, denominator=263, confidence=confidence)
    assert result["value"] == pytest.approx(8100 / 263)
    assert (None if pd.isna(result["reason"]) else result["reason"]) == reason
    assert pd.isna(result["lower"]) == (reason is not None)
    if confidence is None:
        assert result["lower"] == pytest.approx(25.53, abs=5e-3)


def test_each_row_has_its_own_confidence():
    cells = row("proportion", 81, 263)
    table = add_rates(frame({**cells, "confidence": 0.99}, {**cells, "confidence": 0.9}))
    assert table["lower"].iloc[0] < table["lower"].iloc[1]


# ---- the reason that comes with the counts ------------------------------------------------------


@pytest.mark.parametrize("reason", MISSING_REASONS)
def test_why_a_count_is_missing_is_kept(reason):
    assert one(numerator=None, denominator=7, reason=reason)["reason"] == reason


@pytest.mark.parametrize("reason", MISSING_REASONS)
def test_why_a_count_was_missing_is_dropped_where_it_is_there(reason):
    result = one(numerator=4, denominator=7, reason=reason)
    assert pd.isna(result["reason"])
    assert result["value"] == pytest.approx(400 / 7)


@pytest.mark.parametrize("reason", ["partial_total", "judged_at_parent"])
def test_what_is_said_of_a_count_that_is_there_is_kept(reason):
    result = one(numerator=4, denominator=7, reason=reason)
    assert result["reason"] == reason
    assert result["value"] == pytest.approx(400 / 7)


@pytest.mark.parametrize("reason", ["negative", "part_above_whole", "zero_of_zero", "above_whole"])
def test_a_fault_that_was_mended_is_no_longer_told(reason):
    assert pd.isna(one(numerator=4, denominator=7, reason=reason)["reason"])


def test_a_word_outside_the_list_is_not_kept():
    assert one(numerator=None, denominator=7, reason="lost in the post")["reason"] == "missing"


# ---- the table ----------------------------------------------------------------------------------


def test_the_input_comes_back_whole_with_five_columns_behind_it():
    counts = frame(row("rate", 6, 575, 1000, area="23479"), row("count", 3, area="23482"))
    counts.index = pd.Index(["b", "a"], name="where")
    before = counts.copy(deep=True)
    table = add_rates(counts)
    assert list(table.columns) == [*counts.columns, *ADDED]
    pd.testing.assert_frame_equal(table[list(counts.columns)], before)
    pd.testing.assert_frame_equal(counts, before)


def test_columns_have_their_types_even_of_no_row():
    for table in (add_rates(frame(row("count", 3))), add_rates(frame(row("count", 3)).iloc[:0])):
        assert table[["value", "lower", "upper"]].dtypes.eq(pd.Float64Dtype()).all()
        assert tuple(table["method"].cat.categories) == METHODS
        assert tuple(table["reason"].cat.categories) == REASONS


@pytest.mark.parametrize("index", [[0, 0], [("a", 1), ("a", 2)], ["x", None]], ids=str)
def test_any_index_will_do(index):
    counts = frame(row("count", 3), row("proportion", 4, 7)).set_axis(pd.Index(index))
    table = add_rates(counts)
    assert table["value"].tolist() == pytest.approx([3, 400 / 7])
    assert table.index.equals(counts.index)


def test_computing_again_changes_nothing():
    counts = frame(*(cells for cells, _ in BAD.values()), row("cohort", 8, 7), row("rate", 6, 575))
    once = add_rates(counts)
    pd.testing.assert_frame_equal(add_rates(once), once)


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64", "object", "str"])
def test_counts_of_any_type_give_the_same(dtype):
    counts = frame(row("rate", 6, 575, 1000)).astype({"numerator": dtype, "denominator": dtype})
    assert add_rates(counts)["value"].iloc[0] == pytest.approx(6000 / 575, rel=1e-12)


def test_a_rate_is_of_the_sums_and_not_the_mean_of_the_rates():
    parts, whole = (
        frame(row("proportion", 1, 10), row("proportion", 80, 90)),
        row("proportion", 81, 100),
    )
    assert add_rates(frame(whole))["value"].iloc[0] == pytest.approx(81)
    assert add_rates(parts)["value"].mean() == pytest.approx((10 + 8000 / 90) / 2)


# ---- one row never touches another --------------------------------------------------------------

PLAIN = {"previous_numerator": None, "previous_denominator": None, "confidence": None}
good_rows = st.one_of(
    st.builds(
        lambda kind, bottom, share, per: row(kind, round(bottom * share), bottom, per),
        st.sampled_from(["proportion", "cohort", "rate"]),
        st.integers(1, 10**6),
        st.floats(0, 1),
        st.sampled_from([100, 1000, 10000]),
    ),
    st.builds(lambda n: row("count", n), st.integers(0, 10**6)),
    st.builds(lambda n, b: row("change", n, b), st.integers(0, 10**4), st.integers(1, 10**4)),
)
bad_rows = st.sampled_from([cells for cells, _ in BAD.values()])


@settings(max_examples=30)
@given(good=st.lists(good_rows, min_size=1, max_size=6), bad=st.lists(bad_rows, max_size=6),
       data=st.data())  # fmt: skip
def test_a_bad_row_never_changes_a_good_one(good, bad, data):
    alone = [add_rates(frame({**PLAIN, **cells}))[ADDED].iloc[0] for cells in good]
    marked = [(cells, i) for i, cells in enumerate(good)] + [(cells, None) for cells in bad]
    mixed = data.draw(st.permutations(marked))
    table = add_rates(frame(*({**PLAIN, **cells} for cells, _ in mixed)))
    for (_, i), (_, result) in zip(mixed, table[ADDED].iterrows(), strict=True):
        if i is None:
            assert pd.notna(result["reason"])
        else:
            pd.testing.assert_series_equal(result, alone[i], check_names=False, check_dtype=False)


@given(cells=good_rows.filter(lambda cells: cells["kind"] != "change"))
def test_an_interval_holds_its_value(cells):
    result = one(**cells)
    lower, value, upper = (float(result[c]) for c in ("lower", "value", "upper"))
    slack = 1e-9 * max(1.0, value)
    assert 0 <= lower <= value + slack
    assert value - slack <= upper
    assert np.isfinite(upper)
    if result["method"] == "wilson":
        assert upper <= cells["per"]
