"""What was reached: a status from exact counts, and how sure that is from the interval."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from chitieu.measure.exactly import changes_hold, exact, holds, limit_in_cases, points_hold
from chitieu.measure.pace import BASES, SCHOOL_YEAR, judge_pace
from chitieu.measure.rates import add_rates, by_chance
from chitieu.measure.vocabulary import (
    EVIDENCE,
    FAULTY_REASONS,
    MISSING_REASONS,
    REASONS,
    STATUSES,
    codes_of,
    from_codes,
)
from chitieu.plan.periods import QUARTERS
from chitieu.plan.targets import AGAINST_LAST_YEAR, FALL, KINDS, PARTS, POINTS, SHARES, Target

NOTHING_TO_JUDGE = ("zero_of_zero", "none_to_compare")


def judge(rates: pd.DataFrame) -> pd.DataFrame:
    """Return `rates` whole, with status and evidence appended.

    Parameters
    ----------
    rates
        What `add_rates` returns, with a target in either form: `target` alone ("< 6", ">= 4/7",
        "fall >= 1"), or `comparator` (lt, le, eq, ge, gt, fall) beside it and `target` the limit
        ("6", "4 of 7", "1"); blank for none. Where lower and upper are missing they are computed
        first. Rows in the middle of a year have `quarters`, how many of its 4 the counts cover, and
        `basis`, a word of `pace.BASES`, and may have `year_before`, the whole of it, for a change.

    Returns
    -------
    DataFrame
        With the columns reason, status and evidence, categories.

    Notes
    -----
    status compares exact fractions with the target's decimals: floats would let 440 of 2500 pass
    "< 17.6". Order: missing -> no_data; negative, more than there are (but for a cohort), some
    of none -> invalid; 0 of 0 and a ratio to none -> not_applicable; no target ->
    no_target; met or not_met; in the middle of a year on_course, in_danger or missed
    (`pace.judge_pace`).
    evidence holds the interval against the target: wholly on the target's good side, wholly on
    the other, or neither; not_tested for "=", fractions of areas, changes in percent, rows without
    an interval and without chance.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": "proportion", "numerator": [18, 40], "denominator": 100})
    >>> counts = counts.assign(per=100)
    >>> judged = judge(counts.assign(target=">= 30"))
    >>> judged[["status", "evidence"]].to_numpy().tolist()
    [['not_met', 'clearly_worse'], ['met', 'clearly_better']]
    """
    if "lower" not in rates or "reason" not in rates:
        rates = add_rates(rates)
    reason = codes_of(rates["reason"], REASONS)
    status, evidence = np.full((2, len(rates)), -1, np.int16)
    faulty, missing = (_places(words, REASONS) for words in (FAULTY_REASONS, MISSING_REASONS))
    status[np.isin(reason, missing)] = STATUSES.index("no_data")
    status[np.isin(reason, faulty)] = STATUSES.index("invalid")
    status[np.isin(reason, _places(NOTHING_TO_JUDGE, REASONS))] = STATUSES.index("not_applicable")

    target, goals = _goals(rates)
    kind = codes_of(rates["kind"], KINDS)
    words = np.array([*KINDS, ""])
    against = np.where(np.isin(words, AGAINST_LAST_YEAR), words, "")[kind]
    columns = _exact_columns(rates, kind == KINDS.index("count"))
    status[(status < 0) & (target < 0)] = STATUSES.index("no_target")
    for code, goal in enumerate(goals):
        open_rows = (status < 0) & (target == code)
        for of in ("", *AGAINST_LAST_YEAR):
            rows = np.flatnonzero(open_rows & (against == of))
            if goal is None or (goal.comparator == FALL and not of):
                status[rows] = STATUSES.index("invalid")
                reason[rows] = REASONS.index("bad_target")
            elif len(rows):
                met = _met(goal, columns, rows, of)
                status[rows] = np.where(met, STATUSES.index("met"), STATUSES.index("not_met"))
                evidence[rows] = _evidence(goal, columns, rows, of == "change")
                if len(rows := rows[columns["open"][rows]]):
                    status[rows], told = judge_pace(goal, columns, rows, of)
                    evidence[rows] = np.where(told < 0, evidence[rows], told)
    evidence[~by_chance(rates) & (evidence >= 0)] = EVIDENCE.index("not_tested")
    return rates.assign(
        reason=from_codes(reason, "reason", rates.index),
        status=from_codes(status, "status", rates.index),
        evidence=from_codes(evidence, "evidence", rates.index),
    )


def _places(words: tuple, known: tuple) -> list[int]:
    return [known.index(word) for word in words]


def _goals(rates: pd.DataFrame) -> tuple[np.ndarray, list[Target | None]]:
    """Return each row's place among the targets, -1 for none, and the targets, None for what is
    no target."""
    signs = rates["comparator"] if "comparator" in rates else pd.Series("", rates.index)
    (sign, signs), (limit, limits) = map(_distinct, (signs, rates["target"]))
    places, pairs = pd.factorize(sign * len(limits) + limit)
    goals = []
    for code, pair in enumerate(pairs.tolist()):
        try:
            goals.append(Target.of(signs[pair // len(limits)], limits[pair % len(limits)]))
            if goals[-1] is None:
                places[places == code] = -1
        except ValueError:
            goals.append(None)
    return places, goals


def _distinct(words: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Each row's place among the distinct texts of a column; a blank is one."""
    places, distinct = pd.factorize(words, use_na_sentinel=False)
    return places, ["" if pd.isna(word) else str(word) for word in distinct]


_COUNTS = ("numerator", "denominator", "previous_numerator", "previous_denominator")


def _exact_columns(rates: pd.DataFrame, counted: np.ndarray) -> dict[str, np.ndarray]:
    """The columns that are judged, as floats; counts below 2**53 are whole in them."""
    columns = {name: _floats(rates, name) for name in (*_COUNTS, "per", "lower", "upper")}
    columns["counted"] = counted
    columns["open"] = np.zeros(len(rates), bool)
    if "quarters" in rates and "basis" in rates:
        columns |= _pace_columns(rates)
    return columns


def _pace_columns(rates: pd.DataFrame) -> dict[str, np.ndarray]:
    """What a row in the middle of a year is judged on besides; `open`: which rows are."""
    names = ("quarters", "year_before", "confidence")
    columns = {name: _floats(rates, name) for name in names}
    columns["basis"] = codes_of(rates["basis"], BASES)
    columns["open"] = columns["quarters"] < QUARTERS
    columns["open"] &= columns["basis"] != BASES.index(SCHOOL_YEAR)
    columns["capped"] = rates["kind"].isin(SHARES).to_numpy(bool)
    in_range = (columns["confidence"] >= 0.9) & (columns["confidence"] < 1)
    columns["confidence"] = np.where(in_range, columns["confidence"], 0.95)
    return columns


def _floats(rates: pd.DataFrame, name: str) -> np.ndarray:
    if name not in rates:
        return np.full(len(rates), np.nan)
    numbers = pd.to_numeric(rates[name], errors="coerce").astype("Float64")
    return numbers.to_numpy(float, na_value=np.nan)


def _met(goal: Target, columns: dict, rows: np.ndarray, against: str) -> np.ndarray:
    """Whether the target is kept, exactly; `against`: a kind that compares with the year before."""
    if against == "change":
        return changes_hold(goal, *(columns[name][rows] for name in _COUNTS))
    if against == POINTS:
        return points_hold(goal, *(columns[name][rows] for name in (*_COUNTS, "per")))
    counted = columns["counted"][rows]
    top, bottom, per = (columns[name][rows] for name in ("numerator", "denominator", "per"))
    return holds(goal, top, np.where(counted, 1.0, bottom), np.where(counted, 1.0, per))


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
        case "fall":
            better, worse = upper <= -limit, lower > -limit
        case _:
            better, worse = lower > limit, upper <= limit
    words = ("not_tested", "clearly_better", "clearly_worse", "compatible")
    untested, *others = (EVIDENCE.index(word) for word in words)
    return np.select([np.isnan(lower), better, worse], [untested, *others[:2]], others[2])


def add_margin(judged: pd.DataFrame) -> pd.DataFrame:
    """Return `judged` with `margin`: how many cases in the numerator would change the status.

    Parameters
    ----------
    judged
        What `judge` returns.

    Returns
    -------
    DataFrame
        +2: two more cases; -3: three fewer; blank where no number of cases would, or nothing was
        judged. The denominator is held, as are the counts of the year before.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": "proportion", "numerator": [18, 40], "denominator": 100})
    >>> counts = counts.assign(per=100)
    >>> add_margin(judge(counts.assign(target=">= 30")))["margin"].tolist()
    [12, -11]
    """
    columns = ["numerator", "denominator", "previous_numerator", "previous_denominator"]
    counts = [exact(judged[c]) if c in judged else [None] * len(judged) for c in columns]
    targets, goals = _goals(judged)
    plans = judged[["kind", "per", "status"]].itertuples(index=False, name=None)
    margins = [
        _margin(goals[target], *plan, *row)
        if plan[2] in ("met", "not_met") and row[0] is not None
        else None
        for target, plan, *row in zip(targets, plans, *counts, strict=True)
    ]
    return judged.assign(margin=pd.array(margins, dtype="Int64"))


def _margin(goal: Target, kind, per, status, top, bottom, old_top, old_bottom) -> int | None:
    if kind == POINTS and (old_top is None or not old_bottom):
        return None
    limit = _limit_in_cases(goal, kind, per, bottom, old_top, old_bottom)
    cases = _cases(goal.comparator, status == "met", limit - top)
    whole = bottom if kind in PARTS else None
    if goal.comparator == "=" and status == "met" and top == whole:
        cases = -1  # all of them: there is no one more
    if cases is None or top + cases < 0 or (whole is not None and top + cases > whole):
        return None
    return cases


def _limit_in_cases(goal: Target, kind, per, bottom, old_top, old_bottom) -> Fraction:
    """The number of cases that lies just at the target."""
    if kind == "change":
        fall = -goal.limit if goal.comparator == FALL else goal.limit
        before = Fraction(bottom if old_top is None else old_top)
        if old_top is not None and bottom and old_bottom:
            before *= Fraction(bottom) / old_bottom
        return before * (100 + fall) / 100
    if kind == POINTS:
        away = -goal.limit if goal.comparator == FALL else goal.limit
        return (away / Fraction(str(per)) + Fraction(old_top) / old_bottom) * bottom
    return limit_in_cases(goal, kind, per, bottom)


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
