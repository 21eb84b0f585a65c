"""What was reached: a status from exact counts, and how sure that is from the interval."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from chitieu.measure.rates import add_rates
from chitieu.measure.vocabulary import FAULTY_REASONS, MISSING_REASONS, categorical
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
    target = rates["target"].astype("object")
    target = target.where(target.notna(), "").map(str).str.strip()
    reason = rates["reason"].astype("object").fillna("")
    status = pd.Series("", index=rates.index, dtype="object")
    evidence = pd.Series("", index=rates.index, dtype="object")

    status[reason.isin(MISSING_REASONS)] = "no_data"
    status[reason.isin(FAULTY_REASONS)] = "invalid"
    status[reason.eq("zero_of_zero")] = "not_applicable"
    status[status.eq("") & target.eq("")] = "no_target"
    changes = rates["kind"].eq("change")
    for text, change in set(zip(target[status.eq("")], changes[status.eq("")], strict=True)):
        rows = status.eq("") & target.eq(text) & changes.eq(change)
        goal = _parse(text)
        if goal is None or (goal.comparator == FALL and not change):
            status[rows], reason[rows] = "invalid", "bad_target"
            continue
        met = _holds(goal, rates[rows])
        status[rows] = np.where(met, "met", "not_met")
        evidence[rows] = _evidence(goal, rates[rows])
    return rates.assign(
        reason=categorical(reason, "reason", rates.index),
        status=categorical(status, "status", rates.index),
        evidence=categorical(evidence, "evidence", rates.index),
    )


def _parse(text: str) -> Target | None:
    try:
        return Target.parse(text)
    except ValueError:
        return None


def _holds(goal: Target, rates: pd.DataFrame) -> list[bool]:
    tops, bottoms = exact(rates["numerator"]), exact(rates["denominator"])
    if rates["kind"].eq("change").all():
        olds = exact(rates.get("previous_numerator", pd.Series(np.nan, index=rates.index)))
        old_bottoms = exact(rates.get("previous_denominator", pd.Series(np.nan, index=rates.index)))
        return [
            _change_holds(goal, *row) for row in zip(tops, bottoms, olds, old_bottoms, strict=True)
        ]
    counted = rates["kind"].eq("count").tolist()
    per = 1 if goal.of_whole else None
    return [
        goal.holds(top if count else Fraction(top) * (per or scale) / bottom)
        for top, bottom, scale, count in zip(
            tops, bottoms, exact(rates["per"]), counted, strict=True
        )
    ]


def _change_holds(goal: Target, top, bottom, old_top, old_bottom) -> bool:
    if old_top is not None and bottom and old_bottom:
        now, before = Fraction(top) / bottom, Fraction(old_top) / old_bottom
    else:
        now, before = Fraction(top), Fraction(bottom if old_top is None else old_top)
    if before == 0:  # 0 after 0 kept what there was to keep; 3 after 0 is no fall
        return now == 0
    return goal.holds(100 * (now - before) / before)


def _evidence(goal: Target, rates: pd.DataFrame) -> np.ndarray:
    limit = float(goal.limit)
    lower = rates["lower"].to_numpy(float, na_value=np.nan)
    upper = rates["upper"].to_numpy(float, na_value=np.nan)
    if goal.comparator in ("=", FALL) or goal.of_whole:
        return np.full(len(rates), "not_tested", dtype=object)
    match goal.comparator:
        case "<":
            better, worse = upper < limit, lower >= limit
        case "<=":
            better, worse = upper <= limit, lower > limit
        case ">=":
            better, worse = lower >= limit, upper < limit
        case _:
            better, worse = lower > limit, upper <= limit
    words = np.select([better, worse], ["clearly_better", "clearly_worse"], "compatible")
    untested = np.isnan(lower) | rates["kind"].eq("change").to_numpy()
    return np.where(untested, "not_tested", words).astype(object)


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
