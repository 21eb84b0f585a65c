"""How an indicator is made of its counts, in words."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.expressions import terms
from chitieu.plan.periods import is_part
from chitieu.plan.targets import AGAINST_LAST_YEAR, POINTS
from chitieu.show.scene import Scene
from chitieu.show.wording import formats as f
from chitieu.words import capital, text


def name_below(scene: Scene, plan: pd.Series) -> str:
    if plan["kind"] == "change":
        return capital(compared(scene, plan))
    return sum_of_names(scene, plan["denominator"])


def compared(scene: Scene, plan: pd.Series) -> str:
    """Return what an indicator compares with: "năm trước", "năm 2020"."""
    return f.compared(scene.settings.limits(plan.name, plan["kind"]).since, scene.period)


def sum_of_names(scene: Scene, expression) -> str:
    """Return the names of the variables that are added up; "" for none."""
    if pd.isna(expression):
        return ""
    known = scene.variables["name"]
    return " + ".join(str(known.get(variable, variable)) for variable in terms(expression))


def formula(scene: Scene, indicator: str) -> str:
    """Return how an indicator is made of its counts, in words. `scene`: anything with the plan's
    tables and a period."""
    plan = scene.indicators.loc[indicator]
    names = {"top": sum_of_names(scene, plan["numerator"]), "bottom": name_below(scene, plan)}
    way, per = _way(plan)
    which = f"{way}_so_far" if way == POINTS and is_part(scene.period) else way
    if way in AGAINST_LAST_YEAR:
        names["of"] = compared(scene, plan)
    return text(f"tables.formula.{which}", **names, per=per)


def _way(plan) -> tuple[str, int]:
    """How an indicator of a kind is made: as a share, a count or a change; and of how many."""
    way = str(plan["kind"]) if plan["kind"] in (*AGAINST_LAST_YEAR, "count") else "share"
    return way, 100 if way == "change" else plan["per"]


def filled_in(scene: Scene, row: pd.Series) -> str:
    """Return an indicator's formula, and a result of it with its figures filled in."""
    way, per = _way(row)
    told = [formula(scene, row["indicator"])]
    if pd.notna(row["value"]) and way not in ("count", POINTS):
        counts = {"now": row["numerator"], "other": row["denominator"]}
        value = f.signed(row) if way == "change" else f.value(row)
        told.append(text(f"tables.filled_in.{way}", **counts, per=per, value=value))
    if pd.notna(row["lower"]):
        method = text(f"results.method.{row['method']}")
        told.append(
            text(
                "tables.formula_interval",
                confidence=f.confidence(scene),
                method=method,
                interval=f.interval(row),
            )
        )
    goal = scene.target(row)
    if goal and (goal.to or goal.beside):  # the plan says more than is judged
        limit = f.judged_limit(goal, row["kind"], row["per"])
        told.append(text("tables.judged_limit", limit=limit))
    return " ".join(told)
