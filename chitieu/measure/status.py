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
    margin = pd.Series(pd.NA, index=judged.index, dtype="Int64")
    rows = judged[judged["status"].isin(["met", "not_met"]) & judged["target"].notna()]
    columns = ["target", "status", "kind", "per"]
    counts = zip(exact(rows["numerator"]), exact(rows["denominator"]), strict=True)
    for (at, row), (top, bottom) in zip(rows[columns].iterrows(), counts, strict=True):
        whole = None if row["kind"] in ("count", "change", "ratio") else bottom
        limit = _limit_in_cases(Target.parse(str(row["target"])), row, bottom)
        margin.loc[at] = _cases(Target.parse(str(row["target"])), row["status"], top, limit, whole)
    return judged.assign(margin=margin)


def _limit_in_cases(goal: Target, row: pd.Series, bottom) -> Fraction:
    if goal.comparator == FALL:
        return Fraction(bottom) * (100 - goal.limit) / 100
    if row["kind"] == "count":
        return goal.limit
    per = 1 if goal.of_whole else Fraction(str(row["per"]))
    return goal.limit * bottom / per


def _cases(goal: Target, status: str, top, limit: Fraction, whole) -> int | None:
    """Cases until the status turns; `limit` is the number of cases that the target means."""
    if goal.comparator == "=":
        nearest = floor(limit) if limit.denominator == 1 else None
        if status == "not_met":
            return None if nearest is None else int(nearest - top)
        return 1
    most_low = {"<": ceil(limit) - 1, "<=": floor(limit), FALL: floor(limit)}
    least_high = {">=": ceil(limit), ">": floor(limit) + 1}
    if goal.comparator in most_low:
        turning = most_low[goal.comparator] + (1 if status == "met" else 0)
    else:
        turning = least_high[goal.comparator] - (1 if status == "met" else 0)
    if turning < 0 or (whole is not None and turning > whole):
        return None
    return int(turning - top) if float(top).is_integer() else ceil(turning - top)


def exact(numbers: pd.Series) -> list:
    """Return numbers as exact ints or Fractions; None where blank.

    A count that is not whole (an estimate) is read as the decimal that it is written as.
    """
    values = pd.to_numeric(numbers, errors="coerce").astype("Float64")
    return [
        None if value is pd.NA else int(value) if value.is_integer() else Fraction(repr(value))
        for value in values.astype(object)
    ]
