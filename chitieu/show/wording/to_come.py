"""What would turn a verdict, in cases: today's of a year or a stock; in the middle of a year, what
the rest of it still allows or asks for."""

from __future__ import annotations

from math import floor

import pandas as pd

from chitieu.measure.allowance import nearest_cases
from chitieu.measure.pace import FLOW, FLOWS, bases
from chitieu.measure.status import add_margin
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.expressions import terms
from chitieu.plan.periods import is_part
from chitieu.plan.targets import FALL, Target
from chitieu.show.scene import Scene
from chitieu.words import text

OPEN = ("on_course", "in_danger", "missed")


def margins(scene: Scene, rows: pd.DataFrame) -> pd.Series:
    """Return how many cases would turn each verdict, as `status.add_margin` counts them: of a
    part of a year only what is not judged on its pace. Indexed as `rows`."""
    asked = rows
    if is_part(scene.period):
        still = ~rows["indicator"].map(bases(scene.indicators, scene.variables)).isin([FLOW, FLOWS])
        words = rows["status"].astype("object")
        met = words.mask(words.isin(GOOD) & still, "met").mask(words.isin(BAD) & still, "not_met")
        asked = rows.assign(status=met)
    return add_margin(asked)["margin"]


def turning(scene: Scene, row: pd.Series) -> str:
    """Return what it takes for a verdict to turn: "bớt 1 em thì đạt"; in the middle of a year,
    "đến hết năm không được thêm quá 2 em". Blank where nothing does, or nothing can be said."""
    if row["status"] in OPEN and _flows(scene, row):
        return _rest_of_year(scene, row)
    margin = margins(scene, row.to_frame().T.set_index("indicator", drop=False)).iloc[0]
    return "" if pd.isna(margin) else turning_words(scene, row, int(margin))


def turning_words(scene: Scene, row: pd.Series, margin: int) -> str:
    """What it takes, from how many cases it takes: "thêm 2 em thì không còn đạt"."""
    way = f"{'more' if margin > 0 else 'fewer'}_to_{'miss' if row['status'] in GOOD else 'meet'}"
    unit = unit_of(scene, row["indicator"])
    return text(f"to_come.turning.{way}", many=abs(margin), unit=unit)


def unit_of(scene: Scene, indicator: str, side: str = "numerator") -> str:
    """The word for one case of an indicator's numerator, in its forms for `words.plural`."""
    return unit_of_variable(scene, terms(scene.indicators.loc[indicator, side])[0])


def unit_of_variable(scene: Scene, variable: str) -> str:
    """The word for one of what a variable counts, in its forms."""
    unit = scene.variables["unit"].get(variable)
    return text("to_come.case") if pd.isna(unit) else str(unit)


def _flows(scene: Scene, row: pd.Series) -> bool:
    return bases(scene.indicators.loc[[row["indicator"]]], scene.variables).iloc[0] in (FLOW, FLOWS)


def _rest_of_year(scene: Scene, row: pd.Series) -> str:
    goal = scene.target(row)
    most = _allowed(scene, row, goal)
    if most is None:
        return ""
    left = most - int(row["numerator"])
    if goal.lower_is_better or goal.comparator == "=":
        which = "beyond" if left < 0 else "no_more_than" if left else "no_more"
    else:
        which = "needed" if left > 0 else "enough"
    unit = unit_of(scene, row["indicator"])
    return text(f"to_come.rest_of_year.{which}", many=abs(left), unit=unit)


def _allowed(scene: Scene, row: pd.Series, goal: Target | None) -> int | None:
    """The count of the whole year that still meets the target; None where it cannot be told."""
    if goal is None or pd.isna(row["numerator"]) or float(row["numerator"]) % 1:
        return None
    if goal.comparator == FALL:
        return _after_a_fall(scene, row, goal)
    both_flow = bases(scene.indicators.loc[[row["indicator"]]], scene.variables).iloc[0] == FLOWS
    if both_flow or row["kind"] == "change":
        return None
    denominator = pd.Series([row["denominator"]], dtype="Float64")
    cases = nearest_cases(goal, denominator, row["per"], row["kind"]).iloc[0]
    return None if pd.isna(cases) else int(cases)


def _after_a_fall(scene: Scene, row: pd.Series, goal: Target) -> int | None:
    rows = scene.history_of(row["indicator"])
    last_year = str(scene.settings.year - 1)
    rows = rows[rows["period"].eq(last_year) & rows["area"].eq(row["area"])]
    before = rows["numerator"].iloc[0] if len(rows) else pd.NA
    if pd.isna(before):
        return None
    return floor(int(before) * (100 - goal.limit) / 100)
