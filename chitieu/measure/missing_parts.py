"""Verdicts that no missing part can turn: whatever those report who have not reported yet.

Of a share the numerator is at least what has been reported, and at most that and everybody in the
areas that have not: where both give one verdict, it is known. Where it is missing too how many
these are, they are at most the count that they are a part of; were they fewer, the share would lie
between the two. Only counts that stand in the results are used, so that whoever has these can tell
the verdicts again. Source: Manski, American Economic Review 80 (1990) 319-323, worst-case bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from chitieu.decimals import sum_of
from chitieu.measure.exactly import holds
from chitieu.measure.vocabulary import categorical
from chitieu.plan.expressions import terms
from chitieu.plan.periods import QUARTERS
from chitieu.plan.targets import FALL, SHARES, Target

REASON = "missing_cannot_turn"


def settle(judged: pd.DataFrame, below: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return results of one period, with a verdict also where no missing part can turn it.

    `judged`: what `status.judge` returns, a row an indicator and area, with conf_status,
    obs_status, `denominator_at_most` and, in the middle of a year, `quarters`. `below`: of each
    area above others the lowest ones in it. Rows without a value for want of an area's report get
    the status met or not_met, evidence not_tested, obs_status P and the reason missing_cannot_turn,
    where nothing is withheld; what is blank in them stays so.
    """
    rows = judged.set_index(["indicator", "area"])
    lacks = judged["status"].eq("no_data") & judged["reason"].eq("part_missing")
    lacks &= judged["kind"].isin(SHARES) & judged["area"].isin(list(below))
    lacks &= judged["target"].notna()
    if "quarters" in judged:
        lacks &= judged["quarters"].eq(QUARTERS)
    found = {
        place: met
        for place, row in judged[lacks].iterrows()
        if (met := _verdict(row, rows.loc[row["indicator"]].loc[list(below[row["area"]])]))
    }
    if not found:
        return judged
    told = {"status": found, "evidence": "not_tested", "obs_status": "P", "reason": REASON}
    settled = judged.copy()
    for column, words in told.items():
        own = settled[column].astype("object")
        own[list(found)] = pd.Series(words, index=list(found))
        settled[column] = categorical(own, column) if column != "obs_status" else own
    return settled


def least_and_most(lowest: pd.DataFrame) -> tuple[float, float] | None:
    """Return the least and the most cases that areas have together; None where that is not known.

    `lowest`: their results; of those without a numerator everybody in the denominator may be one.
    """
    wholes, reported = _wholes(lowest), lowest["numerator"].notna()
    hidden = lowest["conf_status"].eq("C") | lowest["status"].eq("invalid")
    if wholes.isna().any() or hidden.any():
        return None
    least, rest = _sum(lowest.loc[reported, "numerator"]), _sum(wholes[~reported])
    return least, least + rest


def _wholes(lowest: pd.DataFrame) -> pd.Series:
    return lowest["denominator"].fillna(lowest["denominator_at_most"])


def _sum(counts: pd.Series) -> float:
    return float(sum_of(counts.astype(float))) if len(counts) else 0.0


def _verdict(row: pd.Series, lowest: pd.DataFrame) -> str:
    """The verdict of the least and of the most; blank where they differ or are not known."""
    ends, goal, whole = least_and_most(lowest), _goal(row), _sum(_wholes(lowest))
    if ends is None or goal is None or goal.comparator == FALL or not whole > 0:
        return ""
    whole = np.full(2, whole)
    per = np.full(2, float(row["per"]))
    met = holds(goal, np.array(ends), whole, per)
    if goal.comparator == "=" and not met.any():  # neither does what lies between, on one side
        below = holds(replace(goal, comparator="<"), np.array(ends), whole, per)
        return "not_met" if below[0] == below[1] else ""
    return ("met" if met[0] else "not_met") if met[0] == met[1] else ""


def _goal(row: pd.Series) -> Target | None:
    try:
        return Target.of(row.get("comparator"), row["target"])
    except ValueError:
        return None


def counts_told(judged: pd.DataFrame, indicators: pd.DataFrame) -> Callable[[str], pd.Series]:
    """Return what gives, of a sum of variables, the counts that stand in results: a row an area.

    `judged`: the results of one period, without the counts that are not told.
    """
    shares = indicators[indicators["kind"].ne("change")]
    by_indicator = dict(iter(judged.set_index("area").groupby("indicator", sort=False)))
    none = pd.Series(pd.NA, judged["area"].unique(), dtype="Float64")
    found: dict[frozenset, pd.Series] = {}
    for indicator, row in shares.iterrows():
        for side in ("numerator", "denominator"):
            if pd.notna(row[side]):
                own = by_indicator[indicator][side].astype("Float64")
                key = frozenset(terms(row[side]))
                found[key] = found.get(key, none).fillna(own)
    return lambda expression: found.get(frozenset(terms(expression)), none)


def at_most(expression: str, checks: pd.DataFrame, count: Callable[[str], pd.Series]) -> pd.Series:
    """Return how many a sum of variables is at most, by what the checks say that it is a part of.

    `checks`: left and right, sums of variables. `count`: of a sum of variables its counts. What
    is missing of a whole is looked for in the wholes that it is a part of itself.
    """
    found = count(expression).copy()
    asked, known = [expression], {frozenset(terms(expression))}
    while asked and found.isna().any():
        part = {*terms(asked.pop(0))}
        for left, right in checks[["left", "right"]].itertuples(index=False):
            if "-" in left + right or {*terms(left)} != part or frozenset(terms(right)) in known:
                continue
            found = found.fillna(count(right))
            known.add(frozenset(terms(right)))
            asked.append(right)
    return found
