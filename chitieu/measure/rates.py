"""Values and their intervals from counts. A row that cannot be computed is marked, never fatal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.measure.intervals import EXACT_BELOW, poisson, wilson
from chitieu.measure.vocabulary import KEPT_REASONS, MISSING_REASONS, categorical

KINDS = ("proportion", "ratio", "rate", "count", "change")


def add_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Return `counts` whole, with value, lower, upper, method and reason appended.

    `counts`: a row an observation, with kind, numerator, denominator and per; optional
    `confidence` in [0.9, 1) (default 0.95), `previous_numerator` and `previous_denominator`, and
    `reason`: one that tells why counts are missing is kept where they are, one that tells how a
    total was made is kept where it is computed. Any index.

    value = per * numerator / denominator, in the unit that `per` gives (100: percent);
    a count's value is its numerator; a change's is 100 * (now - before) / before, where now is
    the numerator and before the denominator (see `now_and_before`).
    lower, upper: Wilson's limits for a proportion and for a ratio of at most 100 %; exact Poisson
    limits (below 10 events) or Byar's for rates and counts; none for a change.

    A row that cannot be computed has blanks and its reason; no row stops another.
    """
    kind = counts["kind"].astype("object")
    top, top_text = _numbers(counts, "numerator")
    bottom, bottom_text = _numbers(counts, "denominator")
    per = _numbers(counts, "per")[0].where(~kind.isin(["count"]), 1.0)
    per = per.where(kind != "change", 100.0)
    confidence, confidence_text = _numbers(counts, "confidence", default=0.95)
    old_text = _numbers(counts, "previous_numerator")[1]
    old_text |= _numbers(counts, "previous_denominator")[1]
    now, before = now_and_before(counts)
    changes, counted = kind.eq("change"), kind.eq("count")
    divided = kind.isin(["proportion", "ratio", "rate"])

    reason = pd.Series("", index=counts.index, dtype="object")

    def mark(rows, word: str) -> None:
        reason.loc[rows & reason.eq("")] = word

    mark(~kind.isin(KINDS), "unknown_kind")
    mark(top_text | (bottom_text & ~counted) | (old_text & changes), "not_a_number")
    no_count = top.isna() | (bottom.isna() & divided) | (changes & (now.isna() | before.isna()))
    given = counts.get("reason", pd.Series("", index=counts.index)).astype("object").fillna("")
    reason = reason.where(~(no_count & reason.eq("") & given.isin(MISSING_REASONS)), given)
    mark(no_count & changes & top.notna(), "no_previous_period")
    mark(no_count, "missing")
    mark((top < 0) | (bottom.lt(0) & ~counted) | (changes & (before < 0)), "negative")
    mark(divided & ~(per > 0), "bad_per")
    mark(divided & bottom.eq(0) & top.eq(0), "zero_of_zero")
    mark(divided & bottom.eq(0), "some_of_none")
    mark(kind.isin(["proportion", "rate"]) & (top > bottom), "part_above_whole")
    mark(changes & before.eq(0), "zero_before")
    computed = reason.eq("")
    mark(kind.eq("ratio") & (top > bottom), "above_whole")
    limits = reason.eq("") & ~changes
    in_range = (confidence >= 0.9) & (confidence < 1) & ~confidence_text
    mark(limits & ~in_range, "bad_confidence")
    limits &= reason.eq("")

    value = pd.Series(np.nan, index=counts.index)
    value = value.mask(computed & divided, per * top / bottom.where(bottom != 0))
    value = value.mask(computed & counted, top)
    value = value.mask(computed & changes, 100 * (now - before) / before.where(before != 0))

    method = pd.Series("none", index=counts.index, dtype="object")
    method.loc[limits & kind.isin(["proportion", "ratio"])] = "wilson"
    events = limits & kind.isin(["rate", "count"])
    method.loc[events & (top < EXACT_BELOW)] = "poisson_exact"
    method.loc[events & (top >= EXACT_BELOW)] = "byar"

    lower, upper = (pd.Series(np.nan, index=counts.index) for _ in range(2))
    rows = method.eq("wilson")
    if rows.any():
        low, high = wilson(top[rows], bottom[rows], confidence[rows])
        lower.loc[rows], upper.loc[rows] = low * per[rows], high * per[rows]
    if events.any():
        low, high = poisson(top[events], confidence[events])
        scale = (per / bottom.where(~counted, 1.0))[events]
        lower.loc[events], upper.loc[events] = low * scale, high * scale

    reason = reason.where(~(reason.eq("") & given.isin(KEPT_REASONS)), given)
    return counts.assign(
        value=value.astype("Float64"),
        lower=lower.astype("Float64"),
        upper=upper.astype("Float64"),
        method=categorical(method, "method", counts.index),
        reason=categorical(reason, "reason", counts.index),
    )


def now_and_before(counts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the two figures that a change compares.

    The rates of both years where both denominators are given, else the counts: the numerator
    against `previous_numerator` or, where there is none, against the denominator, which is where
    results keep the count of the year before.
    """
    top, bottom = _numbers(counts, "numerator")[0], _numbers(counts, "denominator")[0]
    old_top = _numbers(counts, "previous_numerator")[0]
    old_bottom = _numbers(counts, "previous_denominator")[0]
    rated = (bottom > 0) & (old_bottom > 0) & old_top.notna()
    now = top.where(~rated, top / bottom.where(bottom > 0))
    before = old_top.where(old_top.notna(), bottom)
    return now, before.where(~rated, old_top / old_bottom.where(old_bottom > 0))


def _numbers(counts: pd.DataFrame, column: str, default=np.nan) -> tuple[pd.Series, pd.Series]:
    """Return a column as floats, and where a text or an infinity stands instead of a number."""
    if column not in counts:
        return (
            pd.Series(default, index=counts.index, dtype=float),
            pd.Series(False, index=counts.index),
        )
    given = counts[column]
    numbers = (
        pd.to_numeric(given, errors="coerce").astype("Float64").to_numpy(float, na_value=np.nan)
    )
    finite = np.isfinite(numbers)
    wrong = pd.Series(given.notna().to_numpy() & ~finite, index=counts.index)
    numbers = pd.Series(np.where(finite, numbers, np.nan), index=counts.index)
    return numbers if default is np.nan else numbers.fillna(default), wrong
