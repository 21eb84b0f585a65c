"""What to do next: for each indicator that asks for it, what it needs, where, and from whom."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.plan.periods import is_part
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame.scorecard import Link, agency_name, caption
from chitieu.show.scene import Scene
from chitieu.show.verdicts import verdict
from chitieu.show.wording import formats as f
from chitieu.show.wording import parts, sentences, to_come
from chitieu.show.wording.judged import not_come
from chitieu.show.wording.parts import naming
from chitieu.words import capital, number, text

_NEEDS = ("missed_for_sure", "missed", "not_judged", "missed_in_areas", "fragile")


def next_steps(scene: Scene, objective: int | str | None, link: Link) -> Exhibit:
    """Return what each target that was missed, is fragile or cannot be judged asks to be done, or
    that areas clearly miss, a table by need: how many cases it takes, where, and who leads. On an
    objective's page also what the plan asks for and of whom, each task once."""
    plan = scene.of_objective(objective)
    own = scene.results[scene.results["area"] == scene.top].set_index("indicator", drop=False)
    own = own.loc[list(plan.index)]
    own = own.assign(margin=to_come.margins(scene, own))
    needs = {indicator: _need_of(scene, row) for indicator, row in own.iterrows()}
    first = sorted((i for i in needs if needs[i]), key=lambda i: _NEEDS.index(needs[i]))
    steps = [_step(scene, own.loc[indicator], link) for indicator in first]
    groups = [
        {
            "title": text(f"next_steps.of_need.{need}"),
            "steps": [step for step in steps if needs[step["indicator"]] == need],
        }
        for need in dict.fromkeys(needs[indicator] for indicator in first)
    ]
    whole = objective is None  # each task stands once, on the page of its objective
    table = pd.DataFrame(
        [(s["indicator"], s["need"], s["places"], s["tasks"], s["lead"]) for s in steps],
        columns=["indicator", "need", "places", "tasks", "lead"],
    )
    html = render(
        "steps.html",
        caption=caption(scene, text("next_steps.caption", many=len(steps))),
        groups=groups,
        tasks=[] if whole else _tasks(scene, first),
        note=_note(scene, whole),
    )
    return Exhibit(html, table)


def _note(scene: Scene, whole: bool) -> str:
    """Where the plan's tasks stand, and whether it names who does them."""
    inferred = scene.actions["inferred"].eq("yes").any()
    return parts.sentences(
        text("next_steps.elsewhere") if whole and len(scene.actions) else "",
        text("next_steps.inferred") if inferred else "",
    )


def _need_of(scene: Scene, row: pd.Series) -> str:
    """Which of _NEEDS a result is in, the greatest first; blank where it asks for nothing."""
    if row["reason"] == "school_year_open":
        return ""
    if row["status"] in BAD:
        return "missed" if row["evidence"] == "compatible" else "missed_for_sure"
    if row["status"] in ("no_data", "invalid"):
        return "not_judged"
    if row["status"] not in GOOD:
        return ""
    if scene.of_shown(row["indicator"])["evidence"].eq("clearly_worse").any():
        return "missed_in_areas"
    return "fragile" if sentences.is_fragile(row, row["margin"]) else ""


def _step(scene: Scene, row: pd.Series, link: Link) -> dict:
    indicator = row["indicator"]
    plan = scene.indicators.loc[indicator]
    tasks = scene.actions[[indicator in served for served in scene.actions["indicators"]]]
    return {
        "indicator": indicator,
        "anchor": f"viec-{safe(indicator)}",
        "href": link(indicator),
        "name": plan["short"],
        "verdict": verdict(row),
        "need": _need(scene, row),
        "places": _where(scene, indicator),
        "tasks": len(tasks),
        "lead": agency_name(scene, plan["lead"]) or text("next_steps.no_lead"),
    }


def _tasks(scene: Scene, indicators: list[str]) -> list[dict]:
    """What the plan asks for where it serves one of some indicators, each task once."""
    found = []
    for _, task in scene.actions.iterrows():
        if served := [each for each in indicators if each in task["indicators"]]:
            agencies = ", ".join(_short_agency(scene, a) for a in task["agencies"])
            told = {"text": task["task"], "section": task["section"], "agencies": agencies}
            found.append(told | {"serves": ", ".join(served)})
    return found


def _short_agency(scene: Scene, code: str) -> str:
    short = scene.agencies["short"].get(code)
    return agency_name(scene, code) if pd.isna(short) else str(short)


def _need(scene: Scene, row: pd.Series) -> str:
    if row["status"] in ("no_data", "invalid"):
        return f"{capital(sentences.missing_why(scene, row['indicator']))}."
    if row["reason"] == SETTLED:
        return f"{capital(sentences.settled(scene, row))}."
    turning = to_come.turning(scene, row)
    if turning:
        which = "fragile" if row["status"] in GOOD else "turning"
    else:
        which = "open" if row["status"] in to_come.OPEN else "stuck"
    amount = f.value(row) or number(row["numerator"])
    return text(
        f"next_steps.need.{which}",
        amount=f"{amount}{sentences.counts_in_brackets(scene, row)}",
        target=sentences.goal_text(scene, row),
        turning=turning,
    )


def _where(scene: Scene, indicator: str) -> str:
    rows, lowest = scene.of_shown(indicator), scene.of_leaves(indicator)
    missing = lowest.index[not_come(lowest)]
    state = "behind" if is_part(scene.period) else "missed"
    missed, told = rows[rows["status"].isin(BAD)], []
    for evidence in ("clearly_worse", "not_tested", "compatible"):
        those = missed[missed["evidence"].eq(evidence)]
        values = [scene.short(a) + (f" ({value})" if value else "") for a, row in those.iterrows()
                  for value in [f.value(row) or f.number(row["numerator"])]]  # fmt: skip
        if values:
            told.append(text(f"next_steps.where.{state}.{evidence}", areas=naming(values)))
    if len(missing):
        told.append(text("next_steps.no_data", areas=naming(map(scene.short, missing))))
    return "; ".join(told)
