"""The results: a row an indicator × area × period, always, in the columns that every file has."""

from __future__ import annotations

import pandas as pd

from chitieu.decimals import added, sum_of
from chitieu.measure.rates import add_rates
from chitieu.measure.status import judge
from chitieu.measure.vocabulary import OBS_STATUSES, RESULT_COLUMNS, categorical
from chitieu.plan.indicators import of_areas, terms
from chitieu.plan.periods import elapsed
from chitieu.plan.targets import Target

GOAL = ["comparator", "target"]
_FIRST_REASON = ["value", "obs_status", "reason", "conf_status"]


def results(
    counts: pd.DataFrame,
    previous: pd.DataFrame | None,
    indicators: pd.DataFrame,
    targets: dict[str, str | None],
    order: list[str],
    confidence: float = 0.95,
    basis: pd.Series | None = None,
    year_before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the results of one period from protected counts.

    `counts`: what `protect` returns for the period; `previous`: the same for the year before, on
    the same areas, None where that year has no figures. `targets`: the target's text by
    indicator. `order`: the areas in the order in which rows are wanted. For a part of a year the
    counts are those of the year so far, `previous` those of the same part; `basis`: what
    `pace.bases` says of the indicators; `year_before`: the whole of that year.
    Returns the columns of `vocabulary.RESULT_COLUMNS`.
    """
    wide = _by_variable(counts)
    before = None if previous is None else _by_variable(previous)
    whole_before = None if year_before is None else _by_variable(year_before)
    period = str(counts["period"].iloc[0])
    level = counts.drop_duplicates("area").set_index("area")["level"]
    own = of_areas(indicators)
    leaf = counts.drop_duplicates("area").set_index("area")["parts"].eq(1)
    frames = []
    for indicator, row in indicators.iterrows():
        top = _sum(wide, row["numerator"])
        goal = Target.of("", targets.get(indicator) or "")
        frame = pd.DataFrame(
            {
                "period": period,
                "quarters": elapsed(period),
                "basis": None if basis is None else basis[indicator],
                "indicator": indicator,
                "edition": counts["edition"].iloc[0],
                "level": level,
                "kind": row["kind"],
                "numerator": top["value"],
                "per": row["per"],
                **dict(zip(GOAL, goal.columns if goal else (None, None), strict=True)),
                "confidence": confidence,
            },
            index=level.index,
        )
        if row["kind"] == "change":
            bottom = _before(before, row["numerator"], level.index)
            if whole_before is not None:
                frame["year_before"] = _sum(whole_before, row["numerator"])["value"]
        elif pd.notna(row["denominator"]):
            bottom = _sum(wide, row["denominator"])
        else:
            bottom = top.assign(value=float("nan"), reason=None, obs_status="A", conf_status="F")
        frame["denominator"] = bottom["value"]
        frame["reason"] = _first(top["reason"], bottom["reason"])
        frame["obs_status"] = _worst(top["obs_status"], bottom["obs_status"])
        frame["conf_status"] = _worst_of(top["conf_status"], bottom["conf_status"], ("F", "C"))
        frame["reason"] = frame["reason"].mask(frame["conf_status"].eq("C"), "withheld")
        if own[indicator]:
            at_parent = leaf & frame["reason"].isna()
            frame.loc[at_parent, GOAL] = None
            frame.loc[at_parent, "reason"] = "judged_at_parent"
        frames.append(frame.loc[order].rename_axis("area").reset_index())
    table = judge(add_rates(pd.concat(frames, ignore_index=True)))
    return _tidy(table)


def reported_part(rows: pd.DataFrame) -> pd.Series:
    """Return one row like a result's, of those areas alone that have both counts; not judged.

    `rows`: the results of one indicator in areas that do not overlap. For a total with a missing
    part: what can be said of those that reported.
    """
    there = rows[rows["numerator"].notna() & ~rows["status"].isin(["no_data", "invalid"])]
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


def _by_variable(counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    columns = counts.set_index("area")[["variable", *_FIRST_REASON]]
    columns[_FIRST_REASON[1:]] = columns[_FIRST_REASON[1:]].astype("object")
    return {
        variable: part.drop(columns="variable")
        for variable, part in columns.groupby("variable", sort=False)
    }


def _sum(wide: dict[str, pd.DataFrame], expression: str) -> pd.DataFrame:
    first, *others = (wide[variable] for variable in terms(expression))
    total = first.copy()
    for other in others:
        total["value"] = added(total["value"], other["value"])
        total["reason"] = _first(total["reason"], other["reason"])
        total["obs_status"] = _worst(total["obs_status"], other["obs_status"])
        total["conf_status"] = _worst_of(total["conf_status"], other["conf_status"], ("F", "C"))
    return total


def _before(before: dict | None, expression: str, areas: pd.Index) -> pd.DataFrame:
    blank = {"value": pd.NA, "obs_status": "A", "reason": None, "conf_status": "F"}
    if before is None:
        table = pd.DataFrame(blank, index=areas)
    else:
        table = _sum(before, expression).reindex(areas)
        table["conf_status"] = table["conf_status"].fillna("F")
    missing = table["value"].isna()
    told = table["reason"].astype("object").isin(["not_comparable", "withheld"])
    table.loc[missing & ~told, "reason"] = "no_previous_period"
    table.loc[missing, "obs_status"] = "O"
    table["value"] = table["value"].astype("Float64")
    return table


def _first(one: pd.Series, other: pd.Series) -> pd.Series:
    """The first reason that tells of something missing; "partial_total" gives way to it."""
    one, other = one.where(one.notna(), None), other.where(other.notna(), None)
    weak = one.isna() | (one.eq("partial_total") & other.notna())
    return one.mask(weak, other)


def _worst(one: pd.Series, other: pd.Series) -> pd.Series:
    return _worst_of(one, other, OBS_STATUSES)


def _worst_of(one: pd.Series, other: pd.Series, order: tuple) -> pd.Series:
    rank = {word: i for i, word in enumerate(order)}
    return (
        pd.concat([one.map(rank), other.map(rank)], axis=1).max(axis=1).map(dict(enumerate(order)))
    )


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Blank what is missing as a whole, and give every column its type."""
    blank = table["status"].eq("no_data")
    for column in ("numerator", "denominator"):
        table[column] = table[column].astype("Float64").mask(blank)
    withheld = table["conf_status"].eq("C")
    table["comparator"] = categorical(table["comparator"], "comparator")
    for column in ("obs_status", "conf_status", "status"):
        words = table[column].astype("object")
        table[column] = categorical(
            words if column == "conf_status" else words.mask(withheld, ""), column
        )
    for column in ("period", "indicator", "area", "edition", "level", "kind", "target"):
        table[column] = table[column].astype("str")
    return table[list(RESULT_COLUMNS)]
