"""The results: a row an indicator × area × period, always, in the columns that every file has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import repeat

import numpy as np
import pandas as pd

from chitieu.decimals import added, sum_of
from chitieu.measure.missing_parts import at_most, counts_told, settle
from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge
from chitieu.measure.vocabulary import CONF_STATUSES, OBS_STATUSES, RESULT_COLUMNS, categorical
from chitieu.plan.area_limits import NOT_HERE, Limits
from chitieu.plan.expressions import terms
from chitieu.plan.groups import parted
from chitieu.plan.indicators import of_areas
from chitieu.plan.periods import elapsed
from chitieu.plan.targets import AGAINST_LAST_YEAR

GOAL = ["comparator", "target"]
OF_WHOM = ("dimension", "group")
Earlier = tuple[pd.DataFrame | None, pd.DataFrame | None]  # the same part of a year, and the whole
SIDES = ("numerator", "denominator")
_TOLD = ["obs_status", "reason", "conf_status"]
_OBS, _CONF = pd.Index(OBS_STATUSES), pd.Index(CONF_STATUSES)  # the worst last


def results(
    counts: pd.DataFrame,
    previous: pd.DataFrame | None,
    indicators: pd.DataFrame,
    targets: dict[str, str | None],
    order: list[str],
    confidence: float = 0.95,
    basis: pd.Series | None = None,
    year_before: pd.DataFrame | None = None,
    below: Mapping[str, list[str]] | None = None,
    checks: pd.DataFrame | None = None,
    whole: str = "",
    since: Mapping[int, Earlier] | None = None,
) -> pd.DataFrame:
    """Return the results of one period from protected counts.

    `counts`: what `protect` returns for the period; `previous`: the same for the year before, on
    the same areas, None where that year has no figures. `targets`: what a year file has of each
    indicator, a text or one by type of area or group. `order`: the areas in the order in which
    rows are wanted. For a part of a year the counts are those of the year so far, `previous` those
    of the same part; `basis`: what `pace.bases` says of the indicators; `year_before`: the whole of
    that year. For verdicts that no missing part can turn `below`: of areas above others the lowest
    in them, and `checks`: what is a part of what. `whole`: the plan's own area, the first of
    `order` where it is not named.
    wanted. For a part of a year the counts are those of the year so far, `previous` those of the
    same part; `basis`: what `pace.bases` says of the indicators; `year_before`: the whole of that
    year. For verdicts that no missing part can turn `below`: of areas above others the lowest in
    them, and `checks`: what is a part of what. `whole`: the plan's own area, the first of `order`
    where it is not named. `since`: for targets that compare with a year of their own, by that year
    what `previous` and `year_before` are for the others.
    Returns the columns of `vocabulary.RESULT_COLUMNS`; an indicator of one group (`plan.groups`)
    is held against the plan's target for it, or for everyone.
    """
    areas = counts.drop_duplicates("area").set_index("area").loc[order]
    now = _by_variable(counts, areas.index)
    earlier = {
        year: [None if table is None else _by_variable(table, areas.index) for table in tables]
        for year, tables in {0: (previous, year_before), **(since or {})}.items()
    }
    period = str(counts["period"].iloc[0])
    about = {
        "period": period,
        "quarters": elapsed(period),
        "edition": counts["edition"].iloc[0],
        "confidence": confidence,
    }
    is_whole = areas.index == (whole or order[0])
    own, leaf = of_areas(indicators), areas["parts"].eq(1).to_numpy()
    frames = []
    for indicator, row in indicators.iterrows():
        of_all, group = parted(indicator)
        limits, group = Limits.read(targets.get(of_all), row["kind"]), group.partition("=")[2]
        before, whole_before = earlier.get(limits.since, (None, None))
        top = _sum(now, row["numerator"])
        is_change, in_points = (row["kind"] == kind for kind in AGAINST_LAST_YEAR)
        if is_change:
            bottom = _before(before, row["numerator"], len(areas))
        elif pd.notna(row["denominator"]):
            bottom = _sum(now, row["denominator"])
        else:
            bottom = _none(len(areas))
        old = [_before(before, row[side], len(areas)) for side in SIDES] if in_points else []
        of = [top, bottom, *old]  # in whose words it is told what the result lacks
        reason = reduce(_first, (each.reason for each in of))
        conf_status = reduce(_by(_CONF), (each.conf_status for each in of))
        places = list(zip(areas["level"], is_whole, repeat(group)))
        held, why = ([of(*place) for place in places] for of in (limits.at, limits.why_none))
        goals = [goal.columns if goal else (None, None) for goal in held]
        reason = np.where(pd.isna(reason), np.array(why, object), reason)
        reason[conf_status == "C"] = "withheld"
        frame = pd.DataFrame(
            {
                **about,
                "area": order,
                "level": areas["level"].to_numpy(),
                "basis": None if basis is None else basis[indicator],
                "indicator": indicator,
                "kind": row["kind"],
                "per": row["per"],
                "chance": bool(row.get("chance", True)),
                **dict(zip(GOAL, zip(*goals, strict=True), strict=True)),
                "numerator": top.value,
                "denominator": bottom.value,
                "reason": reason,
                **{f"previous_{side}": each.value for side, each in zip(SIDES, old, strict=False)},
                "obs_status": reduce(_by(_OBS), (each.obs_status for each in of)),
                "conf_status": conf_status,
            }
        )
        if is_change and whole_before is not None:
            frame["year_before"] = _before(whole_before, row["numerator"], len(areas)).value
        if own[indicator]:
            at_parent = leaf & (frame["reason"].isna() | frame["reason"].isin(NOT_HERE))
            frame.loc[at_parent, GOAL] = None
            frame.loc[at_parent, "reason"] = "judged_at_parent"
        frames.append(frame)
    judged = _without_parts(judge(add_rates(pd.concat(frames, ignore_index=True))))
    if below and judged["reason"].eq("part_missing").any():
        judged["denominator_at_most"] = _at_most(judged, indicators, checks)
        judged = settle(judged, below)
    return _tidy(judged)


def _at_most(judged: pd.DataFrame, indicators: pd.DataFrame, checks) -> np.ndarray:
    """How many each denominator is at most, by the counts that are told; a row a result. Looked
    for where a total lacks a part."""
    told = counts_told(judged, indicators)
    checks = pd.DataFrame(columns=["left", "right"]) if checks is None else checks
    none = told("")
    lacking = {*judged.loc[judged["reason"].eq("part_missing"), "indicator"]}
    found = [
        none if pd.isna(whole) or indicator not in lacking else at_most(whole, checks, told)
        for indicator, whole in indicators["denominator"].items()
    ]
    return pd.concat(found).to_numpy(float, na_value=np.nan)


def reported_part(rows: pd.DataFrame) -> pd.Series:
    """Return one row like a result's, of those areas alone that have both counts; not judged.

    `rows`: the results of one indicator in areas that do not overlap. For a total with a missing
    part: what can be said of those that reported.
    """
    there = rows["numerator"].notna() & ~rows["status"].isin(["no_data", "invalid"])
    there = rows[there & rows["conf_status"].ne("C")]
    first = rows.iloc[0]
    part = pd.DataFrame(
        {
            "indicator": [first["indicator"]],
            "kind": [first["kind"]],
            "numerator": [_total(there["numerator"])],
            "denominator": [_total(there["denominator"])],
            "per": [first["per"]],
            "target": [None],
        }
    )
    return add_rates(part).iloc[0]


def _total(counts: pd.Series):
    known = counts.dropna()
    return float(sum_of(known)) if len(known) else None


@dataclass(frozen=True)
class Counts:
    """One count in every area: its value, and in words what is told of it (None for nothing)."""

    value: pd.Series
    obs_status: np.ndarray
    reason: np.ndarray
    conf_status: np.ndarray


def _by_variable(counts: pd.DataFrame, areas: pd.Index) -> dict[str, Counts]:
    value, place = counts["value"].array, areas.get_indexer(counts["area"])
    told = {name: np.append(_words(counts[name]), None) for name in _TOLD}  # None: an absent row
    found = {}
    for variable, rows in counts.groupby("variable", sort=False).indices.items():
        rows, row_of = rows[place[rows] >= 0], np.full(len(areas), -1)
        row_of[place[rows]] = rows
        own = pd.Series(value.take(row_of, allow_fill=True))
        found[variable] = Counts(own, **{name: words[row_of] for name, words in told.items()})
    return found


def _words(column: pd.Series) -> np.ndarray:
    """Words as objects, None where there is none."""
    words = column.to_numpy(object)
    return np.where(pd.isna(words), None, words)


def _sum(counts: dict[str, Counts], expression: str) -> Counts:
    total, *others = (counts[variable] for variable in terms(expression))
    for other in others:
        total = Counts(
            added(total.value, other.value),
            _worst(total.obs_status, other.obs_status, _OBS),
            _first(total.reason, other.reason),
            _worst(total.conf_status, other.conf_status, _CONF),
        )
    return total


def _none(number: int) -> Counts:
    """No count where none is asked for, in so many areas."""
    blank = pd.Series(pd.NA, range(number), dtype="Float64")
    return Counts(blank, *(np.full(number, word, object) for word in ("A", None, "F")))


def _before(before: dict[str, Counts] | None, expression: str, number: int) -> Counts:
    """The count of the year before, and why there is none."""
    reported = before is not None and set(terms(expression)) <= before.keys()
    told = _sum(before, expression) if reported else _none(number)
    missing = told.value.isna().to_numpy()
    explained = np.isin(told.reason, ("not_comparable", "withheld"))
    conf_status = np.where(pd.isna(told.conf_status), "F", told.conf_status)
    return Counts(
        told.value,
        np.where(missing, "O", told.obs_status),
        np.where(missing & ~explained, "no_previous_period", told.reason),
        conf_status,
    )


def _first(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The first reason that tells of something missing; "partial_total" gives way to it."""
    weak = pd.isna(one) | ((one == "partial_total") & ~pd.isna(other))
    return np.where(weak, other, one)


def _worst(one: np.ndarray, other: np.ndarray, order: pd.Index) -> np.ndarray:
    """Of two words in each area the one that stands later in `order`."""
    places = [order.get_indexer(words) for words in (one, other)]
    return np.where(places[0] < places[1], other, one)


def _by(order: pd.Index) -> Callable:
    return lambda one, other: _worst(one, other, order)


def _without_parts(table: pd.DataFrame) -> pd.DataFrame:
    """Blank what is missing as a whole.

    Of a withheld result the count that is withheld is blank; the other one is told elsewhere too.
    """
    blank = table["status"].eq("no_data") & table["conf_status"].ne("C")
    told = {c: table[c].astype("Float64").mask(blank) for c in ("numerator", "denominator")}
    return table.assign(**told)


def _told_apart(table: pd.DataFrame) -> pd.DataFrame:
    """An indicator of one group as the plan's indicator, its dimension and its group."""
    parts = {each: parted(each) for each in table["indicator"].unique()}
    groups = table["indicator"].map({each: group for each, (_, group) in parts.items()})
    columns = zip(OF_WHOM, (groups.str.partition("=")[place] for place in (0, 2)), strict=True)
    own = table["indicator"].map({each: indicator for each, (indicator, _) in parts.items()})
    return table.assign(indicator=own, **dict(columns))


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Give every column its type."""
    withheld = table["conf_status"].eq("C")
    table = _told_apart(table)
    table["comparator"] = categorical(table["comparator"], "comparator")
    for column in ("obs_status", "conf_status", "status"):
        words = table[column].astype("object")
        table[column] = categorical(
            words if column == "conf_status" else words.mask(withheld, ""), column
        )
    words = ("period", "indicator", "area", "edition", *OF_WHOM, "level", "kind", "target")
    for column in words:
        table[column] = table[column].astype("str")
    return table[list(RESULT_COLUMNS)]
