"""The areas below a page's own, a row each: their figures, and in words who has none and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chitieu.measure.allowance import nearest_cases, shortfall, target_in_cases
from chitieu.plan.expressions import terms
from chitieu.plan.targets import Target
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, rounding
from chitieu.words import listing, text, uncapital

NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]
SURE = 0.05  # the p-value up to which an agreement is called one
LEAST_P, LEAST_PERCENT = 0.001, 0.1  # what is less is only said to be so
MOST_NAMED = 8  # areas that a sentence names; the rest are counted


def figures(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return an indicator's results in the areas just below the page's, in their order.

    Indexed by area; the counts are floats. Beside the columns of a result: `name`, without its
    kind, and `absent`, in words why there is no value, "" where there is one.
    """
    rows = scene.rows(indicator).set_index("area", drop=False).loc[scene.parts]
    return readable(scene, rows)


def whole(scene: Scene, indicator: str) -> pd.Series:
    """Return an indicator's result in the page's own area, as a row of `figures`."""
    rows = scene.rows(indicator, scene.top).set_index("area", drop=False)
    return readable(scene, rows).iloc[0]


def with_whole(scene: Scene, indicator: str) -> pd.DataFrame:
    """Return `figures` with the page's own area as their last row, each area once."""
    below = [area for area in scene.parts if area != scene.top]
    rows = scene.rows(indicator).set_index("area", drop=False).loc[[*below, scene.top]]
    return readable(scene, rows)


def own_first(scene: Scene, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the rows of the page's own area before the others."""
    own = table["area"].eq(scene.top)
    return pd.concat([table[own], table[~own]])


def in_cases(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, of one indicator's results, what `target_in_counts` says of each area's target."""
    asked = [
        target_in_counts(
            formats.target_of(same.iloc[0]), same["numerator"], same["denominator"],
            same["per"].iloc[0], same["kind"].iloc[0],
        )
        for _, same in rows.groupby(["comparator", "target"], dropna=False, observed=True)
    ]  # fmt: skip
    return pd.concat(asked).reindex(rows.index)


def target_in_counts(goal: Target | None, cases, size, per, kind: str) -> pd.DataFrame:
    """Return a target in cases, for each count of cases and size: `limit` (not rounded),
    `nearest` (the count nearest it that meets it), `missing` (until it is met); floats."""
    cases, size = (pd.Series(each, dtype=float).astype("Float64") for each in (cases, size))
    limits = target_in_cases(goal, size, per, kind)
    found = {
        "limit": limits.map(lambda limit: np.nan if limit is None else float(limit)),
        "nearest": nearest_cases(goal, size, per, kind),
        "missing": shortfall(goal, cases, size, per, kind),
    }
    return pd.DataFrame(found).astype("Float64").astype(float)


def titled(scene: Scene, words: str) -> str:
    """Return an exhibit's title: its words and the period that they are of."""
    return text("parts.titled", words=words, period=formats.period_name(scene.period))


def readable(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return results with their numbers as floats, `name` and `absent`."""
    rows = rows.copy()
    rows[NUMBERS] = rows[NUMBERS].astype("Float64").astype(float)
    rows["name"] = rows["area"].map(scene.short)
    rows["absent"] = [absence(row) for row in rows.to_dict("records")]
    return rows


def absence(row) -> str:
    """Return in words why a result has no value; "" where it has one."""
    if row["conf_status"] == "C":
        return formats.reason("withheld")
    reason = formats.reason(row["reason"]) or formats.reason("missing")
    match str(row["status"]):
        case "no_data":
            return reason
        case "not_applicable":
            return formats.reason("zero_of_zero")
        case "invalid":
            return text("parts.invalid", why=reason)
        case _:
            return reason if pd.isna(row["value"]) else ""


def counts(scene: Scene, expression: str) -> pd.DataFrame:
    """Return a sum of variables in the areas just below the page's own and, last, in that.

    Indexed by area: value (float), name, absent (as in `figures`). An area page has one row.
    """
    areas = list(dict.fromkeys([*scene.parts, scene.top]))
    table = pd.DataFrame({"value": 0.0, "absent": ""}, index=pd.Index(areas, name="area"))
    for variable in terms(expression):
        rows = scene.counts_of(variable)
        rows = rows[rows["period"] == scene.period]
        rows = rows.set_index("area").reindex(areas)
        table["value"] += rows["value"].astype("Float64").astype(float).to_numpy()
        blank = rows["value"].isna() & table["absent"].eq("")
        words = [
            formats.reason("withheld")
            if status == "C"
            else formats.reason(reason) or formats.reason("missing")
            for status, reason in zip(rows["conf_status"], rows["reason"], strict=True)
        ]
        table["absent"] = table["absent"].mask(blank, pd.Series(words, index=table.index))
    table["name"] = [scene.short(area) for area in areas]
    return table


def any_there(table: pd.DataFrame) -> bool:
    """Return whether a row has a value, so that there is something to draw."""
    return bool(table["absent"].eq("").any())


def lacking_one(table: pd.DataFrame, *columns: str) -> list[str]:
    """Return for each row the reasons of its columns why something is not there, each once."""
    reasons = table[list(columns)].to_numpy()
    return [listing(dict.fromkeys(filter(None, each))) for each in reasons]


def absent_sentence(table: pd.DataFrame, lead: str = "") -> str:
    """Return "Không có trong so sánh: Đắk Pne (chưa nhận được báo cáo)."; "" where all have."""
    gone = table[table["absent"].ne("")]
    if gone.empty:
        return ""
    lead = lead or text("parts.not_compared")
    if len(gone) == len(table) > 1 and gone["absent"].nunique() == 1:
        return text("parts.all_absent", lead=lead, many=len(gone), why=gone["absent"].iloc[0])
    return text("parts.absent", lead=lead, who=by_reason(gone["name"], gone["absent"]))


def by_reason(names: pd.Series, reasons: pd.Series) -> str:
    """Return "Đắk Kôi và Đắk Pne (chưa nhận được báo cáo); Tân Lập (không phát sinh)"."""
    groups = names.groupby(reasons, sort=False)
    return "; ".join(
        text("parts.with_reason", who=naming(some), why=reason) for reason, some in groups
    )


def naming(names) -> str:
    """Return a listing of names; of many, the first ones and how many more there are."""
    names = [str(name) for name in names]
    if len(names) <= MOST_NAMED:
        return listing(names)
    first = ", ".join(names[:MOST_NAMED])
    return text("parts.and_more", who=first, more=len(names) - MOST_NAMED)


def those_at(rows: pd.DataFrame, column: str, value) -> str:
    """Return a listing of all areas that have a value, as of those at an end of an order."""
    return naming(rows.loc[rows[column].eq(value), "name"])


def of_all(some: int, total: int, what: str) -> str:
    """Return "3 trong 7 xã", "cả 7 xã" or "không xã nào".

    `what`: the word for what is counted, in its forms for `words.plural`.
    """
    if some in (0, total):
        which = "none" if not some else "all" if total > 1 else "only"
    else:
        which = "some"
    return text(f"parts.of_all.{which}", some=some, total=total, what=what)


def alone(scene: Scene) -> bool:
    """Whether the page's area has no two below it, so that there is nothing to compare."""
    return len(scene.parts) < 2


def area_word(scene: Scene) -> str:
    """Return what the areas below are called together: "xã, thị trấn", "huyện"."""
    return scene.word_for(scene.parts)


def whole_word(scene: Scene) -> str:
    """Return what the page's own area is called: "toàn huyện", "cả nước"."""
    return scene.types.whole(scene.level_of(scene.top))


def label(scene: Scene, indicator: str) -> str:
    """Return an indicator's short name, for titles and at the start of a sentence."""
    return str(scene.of_plan(indicator)["short"])


def quoted(scene: Scene, indicator: str) -> str:
    """Return an indicator's short name as it stands inside a sentence: “Tử vong sơ sinh”."""
    return f"“{label(scene, indicator)}”"


def noun(scene: Scene, expression) -> str:
    """Return what is counted, for use inside a sentence: "trẻ đẻ sống"; "" for nothing."""
    if pd.isna(expression):
        return ""
    names = [_name(scene, variable) for variable in terms(expression)]
    return listing(uncapital(name) for name in names)


def _name(scene: Scene, variable: str) -> str:
    known = variable in scene.variables.index
    return str(scene.variables.loc[variable, "name"]) if known else variable


def limit_value(row) -> float:
    """Return a target's limit in the unit of its values; not a number where there is none."""
    limit = formats.limit_of(row)
    return float("nan") if limit is None else float(limit)


def chance(probability: float) -> str:
    """Return a probability as it is read: "12%", "0,4%", "dưới 0,1%"."""
    percent = 100 * probability
    if percent < LEAST_PERCENT:
        return text("parts.less_than", percent=formats.number(LEAST_PERCENT, 1))
    return f"{formats.number(percent, 1 if percent < 10 else 0)}%"


def p_text(p_value: float) -> str:
    """Return a p-value as it is read: "p = 0,012", "p < 0,001"; on its side of SURE."""
    if p_value < LEAST_P:
        return f"p < {formats.number(LEAST_P, 3)}"
    return f"p = {formats.number(p_value, rounding.beside([p_value], SURE, 3))}"


def sentences(*told: str) -> str:
    """Return the sentences that are not blank, as one paragraph."""
    return " ".join(filter(None, told))
