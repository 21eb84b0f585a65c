"""Findings in words, computed from the results: no figure is ever typed into a page."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.results import reported_part
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.area_limits import JUDGED_FOR_THE_WHOLE
from chitieu.plan.indicators import of_areas
from chitieu.show.scene import Scene
from chitieu.show.wording import captions, to_come
from chitieu.show.wording import formats as f
from chitieu.show.wording.distance import steps_ahead
from chitieu.show.wording.judged import (
    JUDGED,
    by_verdict,
    not_come,
    own_results,
    states,
    why_not_judged,
)
from chitieu.show.wording.parts import naming
from chitieu.words import plural, text

FRAGILE = 2  # a verdict that so few cases would turn is called fragile
MOST_SPELT_OUT = 5  # indicators that one sentence explains before it only names them


def answer(scene: Scene, objective: int | str | None = None) -> str:
    """How many indicators are met, of those that there are: the head of a page."""
    parts = by_verdict(own_results(scene, objective), f.is_open(scene.period))
    total = sum(map(len, parts.values()))
    return ", ".join(
        text(f"sentences.answer.{which}", many=len(rows), of=total)
        for which, rows in parts.items()
        if len(rows) or which.startswith("met")
    )


def summary(scene: Scene, objective: int | str | None = None) -> list[str]:
    """The page's findings: targets reached, how sure that is, best, worst, not to be judged."""
    own = own_results(scene, objective)
    judged = own[own["status"].isin(JUDGED)]
    whose = "plan" if objective is None else "part"
    found = [_targets_reached(scene, own, whose), _sureness(scene, judged), lost(scene, own)]
    if len(judged):
        found += _best_and_worst(scene, judged)
    found += _fragile(scene, judged)
    found += _not_judged(own)
    return [sentence for sentence in found if sentence]


def _targets_reached(scene: Scene, own: pd.DataFrame, whose: str) -> str:
    """The plan's numbered targets: reached where every indicator of the target is."""
    targets = states(own).groupby(scene.indicators.loc[own.index, "target_no"].to_numpy())
    reached = targets.apply(lambda s: s.isin(GOOD).all()).sum()
    missed = targets.apply(lambda s: s.isin(BAD).any()).sum()
    total = targets.ngroups
    rest = total - reached - missed
    when = captions.when(scene)
    found = text(f"sentences.targets_reached.{when}", many=reached)
    if missed:
        found += f", {text(f'sentences.targets_missed.{when}', many=missed)}"
    if rest:
        found = text("sentences.targets.with_undecided", found=found, many=rest)
    return text(f"sentences.targets.of_{whose}", of=total, found=found)


def lost(scene: Scene, own: pd.DataFrame) -> str:
    """In the middle of a year, what the rest of it cannot make good."""
    told = [with_result(scene, row) for _, row in own[own["status"].eq("missed")].iterrows()]
    return text("sentences.lost", found="; ".join(told)) if told else ""


def _sureness(scene: Scene, judged: pd.DataFrame) -> str:
    if not len(judged):
        return text("sentences.nothing_judged")
    evidence = judged["evidence"].value_counts()
    sure = evidence.get("clearly_better", 0) + evidence.get("clearly_worse", 0)
    which = f"{'some' if sure else 'none'}_of_{captions.when(scene)}"
    told = {which: sure} | {key: evidence.get(key, 0) for key in ("compatible", "not_tested")}
    found = [
        text(f"sentences.sureness.{key}", many=many)
        for key, many in told.items()
        if many or key == which
    ]
    return text("sentences.verdicts", of=len(judged), found=", ".join(found))


def _best_and_worst(scene: Scene, judged: pd.DataFrame) -> list[str]:
    distance = pd.Series({i: steps_ahead(row) for i, row in judged.iterrows()})
    distance = distance.dropna()
    if distance.empty:
        return []
    best, worst = distance.max(), distance.min()
    ends = {"best": best} if best >= 0 else {}
    ends |= {"worst": worst} if worst < 0 else {}
    return [
        text(
            f"sentences.end.{which}",
            found="; ".join(
                with_result(scene, judged.loc[i]) for i in distance.index[distance == end]
            ),
        )
        for which, end in ends.items()
    ]


def with_result(scene: Scene, row: pd.Series) -> str:
    """Return "chỉ số 3b (Tử vong dưới 1 tuổi), 11,6‰ (7/602) so với mức ≤ 11‰"."""
    return text(
        "sentences.with_result",
        indicator=row["indicator"],
        name=scene.indicators.loc[row["indicator"], "short"],
        found=_found(scene, row),
        target=f.target_words(row),
    )


def _found(scene: Scene, row: pd.Series) -> str:
    """A result with its counts: "11,6‰ (7/602)"."""
    return f"{f.value(row)}{counts_in_brackets(scene, row)}"


def counts_in_brackets(scene: Scene, row: pd.Series) -> str:
    """ " (7/602)" where a result has both counts; " (20 còn 17 cuộc)" for a change."""
    if pd.isna(row["denominator"]) or pd.isna(row["numerator"]):
        return ""
    top, bottom = f.number(row["numerator"]), f.number(row["denominator"])
    if row["kind"] != "change":
        return f" ({top}/{bottom})"
    unit = to_come.unit_of(scene, row["indicator"])
    if pd.isna(row["value"]):  # the counts are told in its place
        return f" {plural(row['numerator'], unit)}"
    change = from_to(row, bottom, top)
    return f" {text('sentences.changed', change=change, now=row['numerator'], unit=unit)}"


def from_to(row, before: str, now: str) -> str:
    """Two counts of a change, the year before's first: "20 còn 17", "17 lên 20", "17 và vẫn 17"."""
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        which = "then"
    elif row["numerator"] == row["denominator"]:
        which = "same"
    else:
        which = "fell" if row["numerator"] < row["denominator"] else "rose"
    return text(f"sentences.from_to.{which}", before=before, now=now)


def _fragile(scene: Scene, judged: pd.DataFrame) -> list[str]:
    margins = to_come.margins(scene, judged)
    few = [i for i in judged.index if is_fragile(judged.loc[i], margins[i])]
    if not few:
        return []
    if len(few) > MOST_SPELT_OUT:
        return [text("sentences.fragile_many", few=FRAGILE, verdicts=few)]
    cases = [f"{i} ({to_come.turning_words(scene, judged.loc[i], int(margins[i]))})" for i in few]
    return [text("sentences.fragile", few=FRAGILE, verdicts=cases)]


def is_fragile(row: pd.Series, margin) -> bool:
    """Whether few cases would turn a verdict; not where all are reached, and none more can be."""
    whole = row["kind"] == "proportion" and row["numerator"] == row["denominator"]
    return pd.notna(margin) and abs(margin) <= FRAGILE and not (row["status"] in GOOD and whole)


def _not_judged(own: pd.DataFrame) -> list[str]:
    groups = [f"{', '.join(those)} ({words})" for words, those in why_not_judged(own).items()]
    return [text("sentences.not_judged", groups=groups)] if groups else []


# ---- one indicator ------------------------------------------------------------------------------


def finding(scene: Scene, indicator: str) -> str:
    """What one indicator came to: the area's result, its doubt, and where it differs most."""
    row = scene.result(indicator)
    return " ".join(filter(None, (_result(scene, row), _places(scene, indicator))))


def _result(scene: Scene, row: pd.Series) -> str:
    which, found, target, turning = str(row["status"]), "", "", ""
    if row["conf_status"] == "C":
        which = "withheld"
    elif which == "no_data":
        found = missing_why(scene, row["indicator"])
    elif which == "invalid":
        found = f.reason(row["reason"])
    elif row["reason"] == SETTLED:
        which, found = "settled", settled(scene, row)
    elif which != "not_applicable":
        found = _found(scene, row)
        if which in JUDGED:
            target, turning = goal_text(scene, row), to_come.turning(scene, row)
            which = "turning" if turning else "judged"
    place = scene.names[scene.top]
    return text(
        f"sentences.finding.{which}", place=place, found=found, target=target, turning=turning
    )


def settled(scene: Scene, row: pd.Series) -> str:
    """Why a verdict stands although an area has not reported: "còn thiếu Đắk Pne, nhưng dù phần còn
    thiếu thế nào thì vẫn chưa đạt mức ≤ 21%: riêng 6/7 xã đã báo cáo là 25,0% (641/2.559)"."""
    rows = scene.of_leaves(row["indicator"])
    return text(
        f"sentences.settled.{'met' if row['status'] in GOOD else 'not_met'}",
        who=_lowest(scene, rows.index[rows["status"].eq("no_data")]),
        target=goal_text(scene, row),
        part=sentence_of_part(scene, rows),
    )


def sentence_of_part(scene: Scene, rows: pd.DataFrame) -> str:
    """What those areas came to that reported: "riêng 6/7 xã đã báo cáo là 25,0% (641/2.559)"."""
    return text(
        "sentences.part_that_reported",
        there=rows["status"].ne("no_data").sum(),
        of=len(rows),
        areas=scene.word_for(rows.index),
        found=_found(scene, reported_part(rows)),
    )


def goal_text(scene: Scene, row: pd.Series) -> str:
    """A target as it is read; of a part of a year also the whole year's: "≥ 12,5% đến hết tháng 6
    (cả năm ≥ 25%)"."""
    words = f.target_words(row)
    if not f.is_paced(row):
        return words
    return text("sentences.paced_goal", target=words, whole=goal_of_plan(scene, row))


def goal_of(scene: Scene, row: pd.Series) -> str:
    """What a result is held against, "≥ 25%"; where nothing is asked of its area, what the plan
    asks and of whom."""
    return f.target(f.target_of(row), row["kind"], row["per"]) or goal_of_plan(scene, row)


def goal_of_plan(scene: Scene, row: pd.Series) -> str:
    """What the plan asks of the whole year: "≥ 25%"; and of whom, where that is not the row's area:
    "xã < 5%, phường < 10%", "cả tỉnh ≥ 5.000"."""
    limits = scene.limits(row["indicator"])
    why = limits.why_none(str(row["level"]), pd.notna(row["target"]), str(row["group"]))
    if why == JUDGED_FOR_THE_WHOLE:
        goal = f.target(limits.single, row["kind"], row["per"])
        return text("sentences.goal_of_whole", target=goal)
    if why is None:
        return f.target(scene.target(row), row["kind"], row["per"])
    return "; ".join(
        text("sentences.goal_of_type", areas=_whose(scene, key), target=goal)
        for key, target in limits.by_type.items()
        if (goal := f.target(target, row["kind"], row["per"]))
    )


def _whose(scene: Scene, key: str) -> str:
    """Whom a limit is for, by the type of area or the group that it is written for."""
    of_groups = scene.groups.loc[scene.groups["group"].eq(key), "name"]
    return of_groups.iloc[0] if len(of_groups) else scene.word_of(key)


def _places(scene: Scene, indicator: str) -> str:
    rows = scene.of_shown(indicator)
    if len(rows) < 2:
        return ""
    if of_areas(scene.indicators)[indicator] and scene.is_nested:
        return captions.reading_within(scene, indicator)
    if of_areas(scene.indicators)[indicator]:
        have = rows.index[rows["numerator"].eq(1).fillna(False)]
        lack = rows.index[rows["numerator"].eq(0).fillna(False)]
        clauses = _clause("have", _names(scene, have)), _clause("lack", _names(scene, lack))
        return " ".join(filter(None, clauses))
    if rows["kind"].eq("count").all() or rows["kind"].eq("change").all():
        some = rows[rows["numerator"].fillna(0) > 0].sort_values("numerator", ascending=False)
        cases = [f"{scene.short(a)} {f.number(n)}" for a, n in some["numerator"].items()]
        return _clause("cases", naming(cases))
    valued = rows[rows["value"].notna()]
    told = [how_many_missed(scene, rows)]
    if valued["value"].nunique() > 1:
        values = valued["value"].astype(float)
        high, low = (_at(scene, valued[values == end]) for end in (values.max(), values.min()))
        told.append(text("sentences.areas.ends", high=high, low=low))
    return " ".join(filter(None, told))


def how_many_missed(scene: Scene, rows: pd.DataFrame) -> str:
    """Return in how many of the areas an indicator is short of its target, and where; "" where none
    is judged. `rows`: its results there, by area."""
    missed = rows.index[rows["status"].isin(BAD)]
    those = rows.index[rows["status"].isin(JUDGED)]
    if those.empty:
        return ""
    if len(missed) in (0, len(those)):
        which = f"{'one' if len(those) == 1 else 'all'}_{'missed' if len(missed) else 'met'}"
    else:
        which = "some_of_judged" if len(those) < len(rows) else "some"
    return text(
        f"sentences.judged_{captions.when(scene)}.{which}",
        many=len(missed),
        of=len(those),
        areas=scene.word_for(scene.shown),
        who=_names(scene, missed if len(missed) else those),
    )


def _at(scene: Scene, rows: pd.DataFrame) -> str:
    """Where a value stands: "18,5‰ ở Đắk Tơ Lung", "0‰ ở 4 xã"."""
    value = f.value(rows.iloc[0])
    if len(rows) > captions.NAMED:
        areas = scene.word_for(rows.index)
        return text("sentences.areas.end_of_many", value=value, many=len(rows), areas=areas)
    return text("sentences.areas.end", value=value, who=_names(scene, rows.index))


def _names(scene: Scene, areas: Iterable[str]) -> str:
    return naming(scene.short(area) for area in areas)


def _lowest(scene: Scene, areas: Iterable[str]) -> str:
    """Names of the lowest areas; how many they are, where those shown are larger."""
    areas = list(areas)
    if scene.is_nested and len(areas) > captions.NAMED:
        return text("sentences.missing.many", many=len(areas), areas=scene.word_for(areas))
    return naming(captions.full_name(scene, area) for area in areas)


def _clause(which: str, names: str) -> str:
    return text(f"sentences.areas_named.{which}", who=names) if names else ""


def missing_why(scene: Scene, indicator: str) -> str:
    """Why an indicator could not be judged, naming who has not reported."""
    row = scene.result(indicator)
    if row["reason"] != "part_missing":
        return f.reason(row["reason"]) or text("sentences.missing.no_data")
    rows = scene.of_leaves(indicator)
    lacking = rows.index[rows["status"].eq("no_data")]
    part = reported_part(rows)
    if lacking.empty:  # those that have not reported are among the withheld
        return f.reason("part_missing")
    who = _lowest(scene, lacking)
    if pd.isna(part["value"]):
        return text("sentences.missing.who", who=who)
    return text("sentences.missing.with_part", who=who, part=sentence_of_part(scene, rows))


def data_state(scene: Scene, indicator: str) -> str:
    """How many of the expected figures arrived, and which of them are not final."""
    rows = scene.of_leaves(indicator)
    lacking = rows.index[not_come(rows)]
    told = text("sentences.data.complete", of=len(rows))
    if len(lacking):
        there, who = len(rows) - len(lacking), _lowest(scene, lacking)
        told = text("sentences.data.lacking", there=there, of=len(rows), who=who)
    own = scene.result(indicator)
    if own["obs_status"] not in ("P", "E"):
        return told
    soft = _lowest(scene, rows.index[rows["obs_status"].isin(["P", "E"])])
    state = text(f"results.obs_status.{own['obs_status']}")
    if not soft:
        return text("sentences.data.soft", data=told, state=state)
    return text("sentences.data.soft_of", data=told, state=state, who=soft)
