"""A part of a year: what has flowed in it is judged on its pace, and on what may still come.

The counts of a part-year are those of the year so far. Of what flows, deaths or children
consulted, a year's target leaves each quarter its share: on course is what would meet the target
if the rest of the year went on as it has begun. A stock is judged as it stands.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import betainc

from chitieu.measure.exactly import (
    change_holds,
    change_pairs,
    changes_hold,
    exact,
    holds,
    points_hold,
)
from chitieu.measure.vocabulary import EVIDENCE, STATUSES
from chitieu.plan.expressions import terms
from chitieu.plan.groups import parted
from chitieu.plan.periods import QUARTERS, elapsed
from chitieu.plan.targets import FALL, POINTS, Target

STOCK = "stock"  # both counts are as they stand
FLOW = "flow"  # the numerator grows through the year, the denominator does not
FLOWS = "flows"  # both grow
SCHOOL_YEAR = "school_year"
BASES = (STOCK, FLOW, FLOWS, SCHOOL_YEAR)


def bases(indicators: pd.DataFrame, variables: pd.DataFrame) -> pd.Series:
    """Return what each indicator's counts do in the course of a year, a word of BASES."""
    kinds = variables["stock_or_flow"]

    def nature(expression) -> str:
        variables = [] if pd.isna(expression) else [parted(v)[0] for v in terms(expression)]
        found = {kinds.get(variable, STOCK) for variable in variables}
        for word in (SCHOOL_YEAR, STOCK):  # a sum of stocks and flows cannot be scaled
            if word in found:
                return word
        return FLOW if found else ""

    def basis(kind, numerator, denominator) -> str:
        top, bottom = nature(numerator), nature(denominator)
        if SCHOOL_YEAR in (top, bottom):
            return SCHOOL_YEAR
        if top != FLOW or kind == POINTS:  # two parts of a year, of which each is as it is
            return STOCK
        return FLOWS if bottom == FLOW else FLOW

    rows = indicators.reindex(columns=["kind", "numerator", "denominator"])
    found = [basis(*row) for row in rows.itertuples(index=False)]
    return pd.Series(found, index=indicators.index, dtype="object")


def pace_target(goal: Target | None, basis: str, quarters: int) -> Target | None:
    """Return what a year's target asks of the quarters that are over: "<= 3" is "<= 1.5" at
    mid-year for what flows; as it is for a stock, a fall and a rate of which both counts flow.

    Examples
    --------
    >>> pace_target(Target.parse("<= 3"), FLOW, 2).limit_text
    '1.5'
    """
    if goal is None or basis != FLOW or goal.comparator == FALL or quarters >= QUARTERS:
        return goal
    limit = goal.limit * quarters / QUARTERS
    if goal.of_whole:
        text = f"{limit.numerator}/{limit.denominator}"
    else:  # a half or a quarter of a decimal is one with two places more
        places = len(goal.limit_text.partition(".")[2]) + 2
        text = f"{int(limit * 10**places):0{places + 1}d}"
        text = f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
    return goal.asking(text)


def paced(results: pd.DataFrame, basis: pd.Series) -> pd.DataFrame:
    """Return a part-year's results with `target` as `pace_target` gives it for the part, and with
    `paced`, whether that is another than the year's."""
    keys = ["indicator", "comparator", "target", "period"]
    asked = {}
    for key in results[keys].drop_duplicates().dropna().itertuples(index=False, name=None):
        indicator, comparator, text, period = key
        goal = pace_target(Target.of(comparator, text), basis[indicator], elapsed(period))
        asked[key] = goal.columns[1]
    keys = zip(*(results[key] for key in keys), strict=True)
    texts = pd.Series([asked.get(key) for key in keys], index=results.index, dtype="str")
    return results.assign(target=texts, paced=texts.notna() & texts.ne(results["target"]))


def judge_pace(goal: Target, columns: dict, rows: np.ndarray, against: str = "") -> tuple:
    """Return (status, evidence) of rows in the middle of a year, as places in the lists.

    `columns`: arrays by name: the counts, per, counted, capped, basis (a place in BASES), quarters
    (1 to 3), confidence; and year_before, the whole of it, where a change compares with the same
    part of the year before. The target is the year's. `against`: a kind that compares with the year
    before, "" for the others.

    on_course: the year would meet the target at the pace so far; exactly. missed: no rest of the
    year can make it meet the target any more, the denominator as it stands where it does not
    flow. in_danger: neither. evidence: the year's total lies within its prediction limits; both
    on the good side of the target are clearly_better, both on the other clearly_worse.
    """
    if against == POINTS:
        names = ("numerator", "denominator", "previous_numerator", "previous_denominator", "per")
        met, lost = points_hold(goal, *(columns[name][rows] for name in names)), False
        evidence = np.full(len(rows), -1)
    elif against:
        met, lost = _changes(goal, columns, rows)
        evidence = np.full(len(rows), EVIDENCE.index("not_tested"))
    else:
        part = {name: column[rows] for name, column in columns.items()}
        part["bottom"] = np.where(part["counted"], 1.0, part["denominator"])
        part["per"] = np.where(part["counted"], 1.0, part["per"])
        flows = part["basis"] == BASES.index(FLOW)
        share = np.where(flows, part["quarters"], 1.0)
        whole = np.where(flows, float(QUARTERS), 1.0)
        met = holds(goal, part["numerator"] * whole, part["bottom"] * share, part["per"])
        lost = _is_lost(goal, part)
        evidence = _evidence(goal, part)
        sure = EVIDENCE.index("clearly_worse")
        evidence = np.where(lost & (evidence != EVIDENCE.index("not_tested")), sure, evidence)
    words = [STATUSES.index(word) for word in ("missed", "on_course", "in_danger")]
    return np.select([lost, met], words[:2], words[2]), evidence


def _changes(goal: Target, columns: dict, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether the change so far meets the target, and whether the year's cannot any more: a fall
    is lost when there are already more cases than the year before leaves room for."""
    names = ("numerator", "denominator", "previous_numerator", "previous_denominator")
    counts = [columns[name][rows] for name in names]
    pairs = change_pairs(*counts)
    years = exact(pd.Series(columns["year_before"][rows]))
    flows = columns["basis"][rows] == BASES.index(FLOW)
    lower = goal.lower_is_better
    lost = [
        lower and flow and year is not None and not change_holds(goal, now, year)
        for (now, _), year, flow in zip(pairs, years, flows, strict=True)
    ]
    return changes_hold(goal, *counts), np.array(lost, bool)


def _is_lost(goal: Target, part: dict) -> np.ndarray:
    """Whether no continuation meets the target: more cases of the same group where the numerator
    alone flows, cases among any number of newcomers where both do."""
    top, bottom, per = part["numerator"], part["bottom"], part["per"]
    ones = np.ones(len(top))
    most = holds(goal, ones, ones, per) | ~part["capped"]  # every single one a case
    if goal.lower_is_better or goal.comparator == "=":
        ceiling = goal if goal.lower_is_better else Target.parse(f"<= {goal.limit_text}")
        fixed = ~holds(ceiling, top, bottom, per)
    else:
        fixed = ~most
    with_newcomers = ~holds(goal, top, bottom, per) & ~_can_come_near(goal, part)
    basis = part["basis"]
    return np.select(
        [basis == BASES.index(FLOW), basis == BASES.index(FLOWS)], [fixed, with_newcomers], False
    )


def _can_come_near(goal: Target, part: dict) -> np.ndarray:
    """Whether enough newcomers bring the share to the target: any share between none and all."""
    whole = np.ones_like(part["per"]) if goal.of_whole else part["per"]
    limit = float(goal.limit)
    if goal.lower_is_better:
        return np.full(len(whole), goal.limit > 0)
    if goal.comparator == "=":
        return np.full(len(whole), goal.limit > 0) & ((limit < whole) | ~part["capped"])
    return (limit < whole) | ~part["capped"]


def _evidence(goal: Target, part: dict) -> np.ndarray:
    """The prediction limits of the year against the target; a stock keeps what it has, -1."""
    paced = (part["basis"] == BASES.index(FLOW)) | (part["basis"] == BASES.index(FLOWS))
    untested = EVIDENCE.index("not_tested")
    if goal.comparator == "=" or goal.of_whole:
        return np.where(paced, untested, -1)
    bottom = part["bottom"]
    grown = part["basis"] == BASES.index(FLOWS)  # the denominator is expected to go on growing
    share, whole = np.where(grown, part["quarters"], 1.0), np.where(grown, float(QUARTERS), 1.0)
    ends = []
    for total in year_limits(part["numerator"], part["quarters"], part["confidence"]):
        top = total * share
        top = np.where(part["capped"], np.minimum(top, bottom * whole), top)
        ends.append(holds(goal, top, bottom * whole, part["per"]))
    words = ("clearly_better", "clearly_worse", "compatible")
    better, worse, open_ = (EVIDENCE.index(word) for word in words)
    tested = np.select([ends[0] & ends[1], ~ends[0] & ~ends[1]], [better, worse], open_)
    return np.where(paced, tested, -1)


def year_limits(count, quarters, confidence=0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most cases that a year may come to, whole numbers more than now.

    `count` cases in the first `quarters` of 4, arrays of shape (n,). Of all the year's cases,
    those that fell in the part are binomial with the part's share, whatever their rate is: the
    limits are the most and the fewest further cases under which what was seen is not too rare,
    each side with half of 1 - confidence. Exact; wider than need be where cases are not rare.
    Source: Nelson, Technometrics 12 (1970) 823-833; Krishnamoorthy & Peng, J. Stat. Planning and
    Inference 141 (2011) 1709-1718.
    """
    count = np.asarray(count, float)
    share = np.asarray(quarters, float) / QUARTERS
    tail = np.broadcast_to((1 - np.asarray(confidence, float)) / 2, count.shape)
    keys, back = np.unique(np.stack([count, np.broadcast_to(share, count.shape), tail]), axis=1,
                           return_inverse=True)  # fmt: skip
    count, share, tail = keys
    most = _last_with(lambda more: _at_most(count, more, share) > tail, count)
    none = (count == 0) | (_at_least(count, np.zeros_like(count), share) > tail)
    fewest = np.where(none, 0, _last_with(lambda n: _at_least(count, n, share) <= tail, count) + 1)
    back = back.reshape(-1)
    return (count + fewest)[back], (count + most)[back]


def _at_most(count, more, share) -> np.ndarray:
    """The probability of at most `count` of `count + more` cases in the part."""
    return np.where(more > 0, betainc(np.maximum(more, 1), count + 1, 1 - share), 1.0)


def _at_least(count, more, share) -> np.ndarray:
    """The probability of at least `count` of `count + more` cases in the part, for count > 0."""
    return betainc(np.maximum(count, 1), more + 1, share)


def _last_with(holds_at, count: np.ndarray) -> np.ndarray:
    """The largest number of further cases with a property that all smaller ones have too."""
    low, high = np.zeros_like(count), 64 * (count + 16)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        there = holds_at(middle)
        low, high = np.where(there, middle, low), np.where(there, high, middle)
    return low
