"""Values and their intervals from counts. A row that cannot be computed is marked, never fatal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.measure.intervals import EXACT_BELOW, count_ratio, newcombe, poisson, wilson
from chitieu.measure.vocabulary import (
    KEPT_REASONS,
    METHODS,
    MISSING_REASONS,
    REASONS,
    codes_of,
    from_codes,
)
from chitieu.plan.targets import FREE, KINDS


def add_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Return `counts` whole, with value, lower, upper, method and reason appended.

    Parameters
    ----------
    counts
        A row an observation, with kind, numerator, denominator and per; optional `confidence` in
        [0.9, 1) (default 0.95), `previous_numerator` and `previous_denominator`, and `reason`: one
        that tells why counts are missing is kept where they are, one that tells how a total was
        made is kept where it is computed; and `chance` (default True), whether a figure could have
        been another by chance. Any index.

    Returns
    -------
    DataFrame
        A row that cannot be computed has blanks and its reason; no row stops another.

    Notes
    -----
    value = per * numerator / denominator, in the unit that `per` gives (100: percent);
    a count's value is its numerator; a change's is 100 * (now - before) / before, where now is
    the numerator and before the denominator (see `now_and_before`). Points are the
    difference of two proportions, this year's less the previous one's, in the unit of `per`.
    lower, upper: Wilson's limits for a proportion and for a cohort of at most 100 %; exact Poisson
    limits (below 10 events) or Byar's for rates and counts; Clopper and Pearson's for the ratio of
    two counts (`intervals.count_ratio`); Newcombe's for the difference of two proportions; none for
    a change, nor without chance.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": "proportion", "numerator": [18, 40], "denominator": 100})
    >>> counts = counts.assign(per=100)
    >>> add_rates(counts)[["value", "lower", "upper"]].round(1).to_numpy().tolist()
    [[18.0, 11.7, 26.7], [40.0, 30.9, 49.8]]
    """
    index = counts.index
    kind = codes_of(counts["kind"], KINDS)
    changes, counted = kind == KINDS.index("change"), kind == KINDS.index("count")
    divided = (kind >= 0) & ~changes & ~counted
    top, top_text = _numbers(counts, "numerator")
    bottom, bottom_text = _numbers(counts, "denominator")
    per = np.select([counted, changes], [1.0, 100.0], _numbers(counts, "per")[0])
    confidence, confidence_text = _numbers(counts, "confidence", default=0.95)
    old_top, old_top_text = _numbers(counts, "previous_numerator")
    old_bottom, old_text = _numbers(counts, "previous_denominator")
    old_text |= old_top_text
    points = kind == KINDS.index("points")
    now, before = np.full((2, len(counts)), np.nan)
    now[changes], before[changes] = now_and_before(counts[changes])

    given = codes_of(counts["reason"], REASONS) if "reason" in counts else np.full(len(counts), -1)
    reason = np.full(len(counts), -1, np.int16)

    def mark(rows, word) -> None:
        rows = rows & (reason < 0)
        reason[rows] = word[rows] if isinstance(word, np.ndarray) else REASONS.index(word)

    mark(kind < 0, "unknown_kind")
    mark(top_text | (bottom_text & ~counted) | (old_text & (changes | points)), "not_a_number")
    lacks = np.isnan(top) | (np.isnan(bottom) & divided)
    lacks |= changes & (np.isnan(now) | np.isnan(before))
    lacks |= points & (np.isnan(old_top) | np.isnan(old_bottom))
    mark(lacks & np.isin(given, _places(MISSING_REASONS)), given)
    here = (changes & ~np.isnan(top)) | (points & ~np.isnan(top) & ~np.isnan(bottom))
    mark(lacks & here, "no_previous_period")
    mark(lacks, "missing")
    mark((top < 0) | ((bottom < 0) & ~counted) | (changes & (before < 0)), "negative")
    mark(points & ((old_top < 0) | (old_bottom < 0)), "negative")
    mark(divided & ~(per > 0), "bad_per")
    mark(divided & (bottom == 0) & (top == 0), "zero_of_zero")
    above, cohort, of_two = top > bottom, *(kind == KINDS.index(each) for each in FREE)
    mark(of_two & (bottom == 0), "none_to_compare")
    mark(points & (old_bottom == 0) & (old_top == 0), "none_to_compare")
    mark(points & (old_bottom == 0), "some_of_none")
    mark(points & (old_top > old_bottom), "part_above_whole")
    mark(divided & (bottom == 0), "some_of_none")
    mark(divided & ~cohort & ~of_two & above, "part_above_whole")
    mark(changes & (before == 0), "zero_before")
    computed = reason < 0
    mark(cohort & above, "above_whole")
    in_range = (confidence >= 0.9) & (confidence < 1) & ~confidence_text
    mark(~changes & ~in_range, "bad_confidence")
    limits = (reason < 0) & ~changes & by_chance(counts)
    mark(np.isin(given, _places(KEPT_REASONS)), given)

    with np.errstate(divide="ignore", invalid="ignore"):
        apart_by = top * old_bottom - old_top * bottom  # whole, so that 10 points are 10
        value = np.select(
            [counted, changes, points],
            [top, 100 * (now - before) / before, per * apart_by / (bottom * old_bottom)],
            per * top / bottom,
        )
    value = np.where(computed, value, np.nan)

    shares = limits & (cohort | (kind == KINDS.index("proportion")))
    pairs = limits & of_two
    apart = limits & points
    events = limits & ~shares & ~pairs & ~apart
    method = np.full(len(counts), METHODS.index("none"))
    method[shares] = METHODS.index("wilson")
    method[pairs] = METHODS.index("clopper_pearson")
    method[apart] = METHODS.index("newcombe")
    method[events & (top < EXACT_BELOW)] = METHODS.index("poisson_exact")
    method[events & (top >= EXACT_BELOW)] = METHODS.index("byar")

    ends = np.full((2, len(counts)), np.nan)
    if shares.any():
        ends[:, shares] = wilson(top[shares], bottom[shares], confidence[shares])
        ends[:, shares] *= per[shares]
    if pairs.any():
        ends[:, pairs] = count_ratio(top[pairs], bottom[pairs], confidence[pairs])
        ends[:, pairs] *= per[pairs]
    if apart.any():
        both = (each[apart] for each in (top, bottom, old_top, old_bottom, confidence))
        ends[:, apart] = newcombe(*both)
        ends[:, apart] *= per[apart]
    if events.any():
        ends[:, events] = poisson(top[events], confidence[events])
        ends[:, events] *= per[events] / np.where(counted, 1.0, bottom)[events]

    return counts.assign(
        value=pd.Series(value, index).astype("Float64"),
        lower=pd.Series(ends[0], index).astype("Float64"),
        upper=pd.Series(ends[1], index).astype("Float64"),
        method=from_codes(method, "method", index),
        reason=from_codes(reason, "reason", index),
    )


def by_chance(counts: pd.DataFrame) -> np.ndarray:
    """Whether each figure could have been another by chance.

    Examples
    --------
    >>> by_chance(pd.DataFrame({"chance": [True, False]})).tolist()
    [True, False]
    """
    if "chance" not in counts:
        return np.ones(len(counts), bool)
    return counts["chance"].to_numpy(bool)


def now_and_before(counts: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the two figures that a change compares.

    The rates of both years where both denominators are given, else the counts: the numerator
    against `previous_numerator` or, where there is none, against the denominator, which is where
    results keep the count of the year before.

    Examples
    --------
    >>> counts = pd.DataFrame({"numerator": [9], "denominator": [12]})
    >>> [figure.tolist() for figure in now_and_before(counts)]
    [[9.0], [12.0]]
    """
    top, bottom = _numbers(counts, "numerator")[0], _numbers(counts, "denominator")[0]
    old_top = _numbers(counts, "previous_numerator")[0]
    old_bottom = _numbers(counts, "previous_denominator")[0]
    rated = (bottom > 0) & (old_bottom > 0) & ~np.isnan(old_top)
    with np.errstate(divide="ignore", invalid="ignore"):
        now = np.where(rated, top / bottom, top)
        before = np.where(rated, old_top / old_bottom, np.where(np.isnan(old_top), bottom, old_top))
    return now, before


def _numbers(counts: pd.DataFrame, column: str, default=np.nan) -> tuple[np.ndarray, np.ndarray]:
    """Return a column as floats, and where a text or an infinity stands instead of a number."""
    if column not in counts:
        return np.full(len(counts), default), np.zeros(len(counts), bool)
    given = counts[column]
    if given.dtype == np.float64:
        numbers = given.to_numpy()
    else:
        numbers = pd.to_numeric(given, errors="coerce").astype("Float64")
        numbers = numbers.to_numpy(float, na_value=np.nan)
    finite = np.isfinite(numbers)
    wrong = given.notna().to_numpy() & ~finite
    return np.where(finite, numbers, default), wrong


def _places(words: tuple) -> list[int]:
    return [REASONS.index(word) for word in words]
