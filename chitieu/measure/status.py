"""What was reached: a status from exact counts, and how sure that is from the interval."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from chitieu.measure.rates import add_rates
from chitieu.measure.vocabulary import (
    EVIDENCE,
    FAULTY_REASONS,
    MISSING_REASONS,
    REASONS,
    STATUSES,
    codes_of,
    from_codes,
)
from chitieu.plan.targets import FALL, Target


def judge(rates: pd.DataFrame) -> pd.DataFrame:
    """Return `rates` whole, with status and evidence appended.

    `rates`: what `add_rates` returns, with `target` ("< 6", ">= 4/7", "fall >= 1", blank for
    none); where lower and upper are missing they are computed first.

    status compares exact fractions with the target's decimals: floats would let 440 of 2500 pass
    "< 17.6". Order: missing -> no_data; negative, more than there are (but for a ratio), some of
    none -> invalid; 0 of 0 -> not_applicable; no target -> no_target; met or not_met.
    evidence holds the interval against the target: wholly on the target's good side, wholly on
    the other, or neither; not_tested for "=", fractions of areas, changes and rows without an
    interval.
    """
    if "lower" not in rates or "reason" not in rates:
        rates = add_rates(rates)
    reason = codes_of(rates["reason"], REASONS)
    status, evidence = np.full((2, len(rates)), -1, np.int16)
    faulty, missing = (_places(words, REASONS) for words in (FAULTY_REASONS, MISSING_REASONS))
    status[np.isin(reason, missing)] = STATUSES.index("no_data")
    status[np.isin(reason, faulty)] = STATUSES.index("invalid")
    status[reason == REASONS.index("zero_of_zero")] = STATUSES.index("not_applicable")

    target, texts = pd.factorize(rates["target"].astype("object"))
    changes = rates["kind"].eq("change").to_numpy(bool)
    columns = _exact_columns(rates)
    status[(status < 0) & (target < 0)] = STATUSES.index("no_target")
    for code, text in enumerate(texts):
        goal = _parse(str(text))
        open_rows = (status < 0) & (target == code)
        if not str(text).strip():
            status[open_rows] = STATUSES.index("no_target")
            continue
        for change in (False, True):
            rows = np.flatnonzero(open_rows & (changes == change))
            if goal is None or (goal.comparator == FALL and not change):
                status[rows] = STATUSES.index("invalid")
                reason[rows] = REASONS.index("bad_target")
            elif len(rows):
                met = _holds(goal, columns, rows, change)
                status[rows] = np.where(met, STATUSES.index("met"), STATUSES.index("not_met"))
                evidence[rows] = _evidence(goal, columns, rows, change)
    return rates.assign(
        reason=from_codes(reason, "reason", rates.index),
        status=from_codes(status, "status", rates.index),
        evidence=from_codes(evidence, "evidence", rates.index),
    )


def _places(words: tuple, known: tuple) -> list[int]:
    return [known.index(word) for word in words]


def _parse(text: str) -> Target | None:
    try:
        return Target.parse(text)
    except ValueError:
        return None


_COUNTS = ("numerator", "denominator", "previous_numerator", "previous_denominator")


def _exact_columns(rates: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns that are judged, as floats; counts below 2**53 are whole in them."""
    columns = {
        name: pd.to_numeric(rates[name], errors="coerce")
        .astype("Float64")
        .to_numpy(float, na_value=np.nan)
        if name in rates
        else np.full(len(rates), np.nan)
        for name in (*_COUNTS, "per", "lower", "upper")
    }
    columns["counted"] = rates["kind"].eq("count").to_numpy(bool)
    return columns


def _holds(goal: Target, columns: dict, rows: np.ndarray, change: bool) -> np.ndarray:
    """Whether the target is kept, exactly: in whole numbers where the counts are whole and the
    products fit into 64 bits, else in fractions."""
    top, bottom, per = (columns[name][rows] for name in ("numerator", "denominator", "per"))
    counted = columns["counted"][rows]
    if goal.of_whole:
        per = np.ones_like(per)
    bottom, per = np.where(counted, 1.0, bottom), np.where(counted, 1.0, per)
    p, q = goal.limit.numerator, goal.limit.denominator
    largest = max(np.max(np.abs(top) * per, initial=0) * q, np.max(np.abs(bottom), initial=0) * p)
    whole = all((numbers % 1 == 0).all() for numbers in (top, bottom, per))
    if change or not whole or largest >= 2**62:
        return _holds_in_fractions(goal, columns, rows, change)
    left = top.astype(np.int64) * per.astype(np.int64) * q
    right = bottom.astype(np.int64) * p
    compare = {"<": np.less, "<=": np.less_equal, "=": np.equal, ">=": np.greater_equal}
    return compare.get(goal.comparator, np.greater)(left, right)


def _holds_in_fractions(goal: Target, columns: dict, rows: np.ndarray, change: bool) -> list[bool]:
    tops, bottoms, olds, old_bottoms = (exact(pd.Series(columns[c][rows])) for c in _COUNTS)
    if change:
        return [
            _change_holds(goal, *row) for row in zip(tops, bottoms, olds, old_bottoms, strict=True)
        ]
    scales = exact(pd.Series(columns["per"][rows]))
    counted = columns["counted"][rows]
    return [
        goal.holds(
            Fraction(top) if count else Fraction(top) * (1 if goal.of_whole else per) / bottom
        )
        for top, bottom, per, count in zip(tops, bottoms, scales, counted, strict=True)
    ]


def _change_holds(goal: Target, top, bottom, old_top, old_bottom) -> bool:
    if old_top is not None and bottom and old_bottom:
        now, before = Fraction(top) / bottom, Fraction(old_top) / old_bottom
    else:
        now, before = Fraction(top), Fraction(bottom if old_top is None else old_top)
    if before == 0:  # 0 after 0 kept what there was to keep; 3 after 0 is no fall
        return now == 0
    return goal.holds(100 * (now - before) / before)


def _evidence(goal: Target, columns: dict, rows: np.ndarray, change: bool) -> np.ndarray:
    """The interval against the target, as places in EVIDENCE."""
    limit, lower, upper = float(goal.limit), columns["lower"][rows], columns["upper"][rows]
    if change or goal.comparator == "=" or goal.of_whole:
        return np.full(len(rows), EVIDENCE.index("not_tested"))
    match goal.comparator:
        case "<":
            better, worse = upper < limit, lower >= limit
        case "<=":
            better, worse = upper <= limit, lower > limit
        case ">=":
            better, worse = lower >= limit, upper < limit
        case _:
            better, worse = lower > limit, upper <= limit
    words = ("not_tested", "clearly_better", "clearly_worse", "compatible")
    untested, *others = (EVIDENCE.index(word) for word in words)
    return np.select([np.isnan(lower), better, worse], [untested, *others[:2]], others[2])


def add_margin(judged: pd.DataFrame) -> pd.DataFrame:
    """Return `judged` with `margin`: how many cases in the numerator would change the status.

    +2: two more cases; -3: three fewer; blank where no number of cases would, or nothing was
    judged. The denominator is held, as are the counts of the year before.
    """
    columns = ["numerator", "denominator", "previous_numerator", "previous_denominator"]
    counts = [exact(judged[c]) if c in judged else [None] * len(judged) for c in columns]
    plans = judged[["kind", "per", "target", "status"]].itertuples(index=False, name=None)
    margins = [
        _margin(*plan, *row) if plan[3] in ("met", "not_met") else None
        for plan, *row in zip(plans, *counts, strict=True)
    ]
    return judged.assign(margin=pd.array(margins, dtype="Int64"))


def _margin(kind, per, target, status, top, bottom, old_top, old_bottom) -> int | None:
    goal = Target.parse(str(target))
    limit = _limit_in_cases(goal, kind, per, bottom, old_top, old_bottom)
    cases = _cases(goal.comparator, status == "met", limit - top)
    whole = bottom if kind in ("proportion", "rate") else None
    if goal.comparator == "=" and status == "met" and top == whole:
        cases = -1  # all of them: there is no one more
    if cases is None or top + cases < 0 or (whole is not None and top + cases > whole):
        return None
    return cases


def _limit_in_cases(goal: Target, kind, per, bottom, old_top, old_bottom) -> Fraction:
    """The number of cases that lies just at the target."""
    if kind == "count":
        return goal.limit
    if kind == "change":
        fall = -goal.limit if goal.comparator == FALL else goal.limit
        before = Fraction(bottom if old_top is None else old_top)
        if old_top is not None and bottom and old_bottom:
            before *= Fraction(bottom) / old_bottom
        return before * (100 + fall) / 100
    return goal.limit * bottom / (1 if goal.of_whole else Fraction(str(per)))


def _cases(comparator: str, met: bool, short: Fraction) -> int | None:
    """The fewest cases after which the status turns; `short` is the limit less the cases."""
    match comparator:
        case "<":
            return ceil(short) if met else ceil(short) - 1
        case "<=" | "fall":
            return floor(short) + 1 if met else floor(short)
        case ">=":
            return ceil(short) - 1 if met else ceil(short)
        case ">":
            return floor(short) if met else floor(short) + 1
        case _:
            return 1 if met else int(short) if short.denominator == 1 else None


def exact(numbers: pd.Series) -> list:
    """Return numbers as exact ints or Fractions; None where blank.

    A count that is not whole (an estimate) is read as the decimal that it is written as.
    """
    values = pd.to_numeric(numbers, errors="coerce").astype("Float64")
    return [
        None if value is pd.NA else int(value) if value.is_integer() else Fraction(repr(value))
        for value in values.astype(object)
    ]
