"""Findings in Vietnamese, computed from the results: no figure is ever typed into a page."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.results import reported_part
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.indicators import of_areas
from chitieu.show import captions, to_come
from chitieu.show import formats as f
from chitieu.show.bands import step
from chitieu.show.parts import naming
from chitieu.show.scene import Scene
from chitieu.words import text

FRAGILE = 2  # a verdict that so few cases would turn is called fragile
MOST_SPELT_OUT = 5  # indicators that one sentence explains before it only names them
JUDGED = GOOD + BAD
_NOT_JUDGED = {
    "no_data": "chưa có đủ số liệu",
    "school_year": "tính theo năm học, chưa đến kỳ xét",
    "withheld": "không công bố để bảo mật",
    "not_applicable": "không phát sinh trong kỳ",
    "no_target": "không có mức chỉ tiêu",
    "invalid": "số liệu sai",
}


def answer(scene: Scene, objective: int | None = None) -> str:
    """How many indicators are met, of those that there are: the head of a page."""
    states = _states(_own_results(scene, objective))
    good, bad = states.isin(GOOD).sum(), states.isin(BAD).sum()
    rest = len(states) - good - bad
    tail = f", {rest} chưa kết luận được" if rest else ""
    if f.is_open(scene.period):
        lost = states.isin(["missed", "not_met"]).sum()
        risk = f", {bad - lost} có nguy cơ không đạt" if bad > lost else ""
        told = risk + (f", {lost} đã không đạt" if lost else "")
        return f"{good} trên {len(states)} chỉ số đạt hoặc đang đúng tiến độ{told}{tail}"
    told = f", {bad} chưa đạt" if bad else ""
    return f"{good} trên {len(states)} chỉ số đạt{told}{tail}"


def summary(scene: Scene, objective: int | None = None) -> list[str]:
    """The page's findings: targets reached, how sure that is, best, worst, not to be judged."""
    own = _own_results(scene, objective)
    judged = own[own["status"].isin(JUDGED)]
    whose = "của Kế hoạch" + ("" if objective is None else " thuộc phần này")
    found = [_targets_reached(scene, own, whose), _sureness(scene, judged), _lost(scene, own)]
    if len(judged):
        found += _best_and_worst(scene, judged)
    found += _fragile(scene, judged)
    found += _not_judged(scene, own)
    return [sentence for sentence in found if sentence]


def _own_results(scene: Scene, objective: int | None) -> pd.DataFrame:
    wanted = scene.of_objective(objective).index
    own = scene.results[scene.results["area"] == scene.top]
    return own.set_index("indicator", drop=False).loc[list(wanted)]


def _states(own: pd.DataFrame) -> pd.Series:
    """Statuses, with a withheld row told apart from one that was never received."""
    states = own["status"].astype("object")
    states = states.mask(own["reason"].eq("school_year_open"), "school_year")
    return states.mask(own["conf_status"].eq("C"), "withheld")


def _targets_reached(scene: Scene, own: pd.DataFrame, whose: str) -> str:
    """The plan's numbered targets: reached where every indicator of the target is."""
    states = _states(own).groupby(scene.indicators.loc[own.index, "target_no"].to_numpy())
    reached = states.apply(lambda s: s.isin(GOOD).all()).sum()
    missed = states.apply(lambda s: s.isin(BAD).any()).sum()
    total = states.ngroups
    rest = total - reached - missed
    good, bad = "đạt trọn vẹn", "chưa đạt"
    if f.is_open(scene.period):
        good = "có mọi chỉ số đạt hoặc đang đúng tiến độ"
        bad = "có nguy cơ không đạt hoặc đã không đạt"
    told = [f"{reached} {good}"] + ([f"{missed} có ít nhất một chỉ số {bad}"] if missed else [])
    tail = f"; {rest} chỉ tiêu chưa kết luận được" if rest else ""
    return f"Trong {total} chỉ tiêu {whose}: {', '.join(told)}{tail}."


def _lost(scene: Scene, own: pd.DataFrame) -> str:
    """In the middle of a year, what the rest of it cannot make good."""
    lost = own[own["status"].eq("missed")]
    told = [_with_result(scene, row) for _, row in lost.iterrows()]
    return f"Đã không đạt, phần còn lại của năm không bù được: {'; '.join(told)}." if told else ""


def _sureness(scene: Scene, judged: pd.DataFrame) -> str:
    if not len(judged):
        return "Chưa có chỉ số nào đánh giá được."
    evidence = judged["evidence"].value_counts()
    sure = evidence.get("clearly_better", 0) + evidence.get("clearly_worse", 0)
    which = "khoảng tin cậy" + (", hay giới hạn dự báo cả năm," * f.is_open(scene.period))
    told = [
        f"{sure or 'không kết luận nào'} chắc chắn ({which} nằm hẳn về một phía của mức chỉ tiêu)"
    ]
    told += [
        f"{evidence[key]} {words}"
        for key, words in (("compatible", "chưa đủ chắc chắn"), ("not_tested", "không kiểm định"))
        if evidence.get(key, 0)
    ]
    return f"Trong {len(judged)} kết luận, {', '.join(told)}."


def _best_and_worst(scene: Scene, judged: pd.DataFrame) -> list[str]:
    distance = pd.Series({i: distance_in_steps(scene, row) for i, row in judged.iterrows()})
    distance = distance.dropna()
    if distance.empty:
        return []
    best, worst = distance.idxmax(), distance.idxmin()
    found = []
    if distance[best] >= 0:
        found.append(f"Tốt nhất so với chỉ tiêu: {_with_result(scene, judged.loc[best])}.")
    if distance[worst] < 0:
        found.append(f"Kém nhất so với chỉ tiêu: {_with_result(scene, judged.loc[worst])}.")
    return found


def distance_in_steps(scene: Scene, row: pd.Series) -> float:
    """How far a result lies on the good side of its target, in the steps that maps are classed by.

    Missing where there is no value, no target, or a target that a value cannot be held against.
    """
    goal = f.target_of(row)
    if goal is None or pd.isna(row["value"]):
        return float("nan")
    kind, per = row["kind"], int(row["per"])
    away = float(row["value"]) - float(f.limit_of(row))
    better = -away if goal.lower_is_better or goal.comparator == "=" else away
    return better / float(step(goal, kind, per))


def _with_result(scene: Scene, row: pd.Series) -> str:
    name = scene.indicators.loc[row["indicator"], "short_vi"]
    target = f.target_words(row)
    amount = f"{f.value(row)}{counts_in_brackets(scene, row)}"
    return f"chỉ số {row['indicator']} ({name}), {amount} so với mức {target}"


def counts_in_brackets(scene: Scene, row: pd.Series) -> str:
    """ " (7/602)" where a result has both counts; " (20 còn 17 cuộc)" for a change."""
    if pd.isna(row["denominator"]) or pd.isna(row["numerator"]):
        return ""
    top, bottom = f.number(row["numerator"]), f.number(row["denominator"])
    if row["kind"] != "change":
        return f" ({top}/{bottom})"
    if pd.isna(row["value"]):  # the counts are told in its place
        return f" {to_come.unit_of(scene, row['indicator'])}"
    return f" ({from_to(row, bottom, top)} {to_come.unit_of(scene, row['indicator'])})"


def from_to(row, before: str, now: str) -> str:
    """Two counts of a change, the year before's first: "20 còn 17", "17 lên 20", "17 và vẫn 17"."""
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return f"{before} rồi {now}"
    fell, rose = row["numerator"] < row["denominator"], row["numerator"] > row["denominator"]
    return f"{before} {'còn' if fell else 'lên' if rose else 'và vẫn'} {now}"


def _fragile(scene: Scene, judged: pd.DataFrame) -> list[str]:
    margins = to_come.margins(scene, judged)
    few = [i for i in judged.index if is_fragile(judged.loc[i], margins[i])]
    if not few:
        return []
    head = f"Kết luận dựa trên số nhỏ, đổi chỉ vì {FRAGILE} trường hợp trở xuống"
    if len(few) > MOST_SPELT_OUT:
        return [f"{head}: {f.listing(few)}; cột “Đổi kết luận khi” nêu từng trường hợp."]
    words = to_come.turning_words
    cases = [f"{i} ({words(scene, judged.loc[i], int(margins[i]))})" for i in few]
    return [f"{head}: {f.listing(cases)}."]


def is_fragile(row: pd.Series, margin) -> bool:
    """Whether few cases would turn a verdict; not where all are reached, and none more can be."""
    whole = row["kind"] == "proportion" and row["numerator"] == row["denominator"]
    return pd.notna(margin) and abs(margin) <= FRAGILE and not (row["status"] in GOOD and whole)


def _not_judged(scene: Scene, own: pd.DataFrame) -> list[str]:
    states = _states(own)
    groups = [
        f"{', '.join(states.index[states == state])} ({words})"
        for state, words in _NOT_JUDGED.items()
        if (states == state).any()
    ]
    return [f"Chưa kết luận được: {f.listing(groups)}."] if groups else []


# ---- one indicator ------------------------------------------------------------------------------


def finding(scene: Scene, indicator: str) -> str:
    """What one indicator came to: the area's result, its doubt, and where it differs most."""
    row = scene.result(indicator)
    return " ".join(part for part in (_result(scene, row), _places(scene, indicator)) if part)


def _result(scene: Scene, row: pd.Series) -> str:
    place = scene.names[scene.top]
    if row["conf_status"] == "C":
        return f"{place}: không công bố để bảo mật."
    if row["status"] == "no_data":
        return f"{place}: chưa kết luận được, {missing_why(scene, row['indicator'])}."
    if row["status"] == "not_applicable":
        return f"{place}: không phát sinh trong kỳ nên không tính, không coi là đạt hay chưa đạt."
    if row["status"] == "invalid":
        return f"{place}: số liệu sai ({f.reason(row['reason'])}), phải sửa trước khi đánh giá."
    if row["reason"] == SETTLED:
        return f"{place}: {settled(scene, row)}."
    amount = f"{f.value(row)}{counts_in_brackets(scene, row)}"
    if row["status"] == "no_target":
        return f"{place}: {amount}; không có mức chỉ tiêu để so."
    found = f"{place}: {amount}, mức {goal_text(scene, row)}."
    turning = to_come.turning(scene, row)
    return found + (f" {f.capital(turning)}." if turning else "")


def settled(scene: Scene, row: pd.Series) -> str:
    """Why a verdict stands although an area has not reported: "còn thiếu Đắk Pne, nhưng dù phần còn
    thiếu thế nào thì vẫn chưa đạt mức ≤ 21%: riêng 6/7 nơi đã báo cáo là 25,0% (641/2.559)"."""
    rows = scene.of_leaves(row["indicator"])
    lacking = rows.index[rows["status"].eq("no_data")]
    word = "đạt" if row["status"] in GOOD else "chưa đạt"
    return (
        f"còn thiếu {_lowest(scene, lacking)}, nhưng dù phần còn thiếu thế nào thì vẫn {word} mức "
        f"{goal_text(scene, row)}: {sentence_of_part(scene, rows)}"
    )


def sentence_of_part(scene: Scene, rows: pd.DataFrame) -> str:
    """What those areas came to that reported: "riêng 6/7 nơi đã báo cáo là 25,0% (641/2.559)"."""
    part = reported_part(rows)
    there = rows["status"].ne("no_data").sum()
    return (
        f"riêng {f.number(there)}/{f.number(len(rows))} nơi đã báo cáo là "
        f"{f.value(part)}{counts_in_brackets(scene, part)}"
    )


def goal_text(scene: Scene, row: pd.Series) -> str:
    """A target as it is read; of a part of a year also the whole year's: "≥ 12,5% đến hết tháng 6
    (cả năm ≥ 25%)"."""
    words = f.target_words(row)
    if not f.is_paced(row):
        return words
    whole = f.target(scene.settings.target(row["indicator"]), row["kind"], row["per"])
    return f"{words} (cả năm {whole})"


def _places(scene: Scene, indicator: str) -> str:
    rows = scene.of_shown(indicator)
    if len(rows) < 2:
        return ""
    if of_areas(scene.indicators)[indicator] and scene.is_nested:
        return captions.reading_within(scene, indicator)
    if of_areas(scene.indicators)[indicator]:
        have = rows.index[rows["numerator"].eq(1).fillna(False)]
        lack = rows.index[rows["numerator"].eq(0).fillna(False)]
        clauses = _clause("Có", _names(scene, have)), _clause("Chưa có", _names(scene, lack))
        return " ".join(clause for clause in clauses if clause)
    if rows["kind"].eq("count").all() or rows["kind"].eq("change").all():
        some = rows[rows["numerator"].fillna(0) > 0].sort_values("numerator", ascending=False)
        cases = [f"{scene.short(a)} {f.number(n)}" for a, n in some["numerator"].items()]
        return _clause("Phát sinh ở", naming(cases))
    valued = rows[rows["value"].notna()]
    told = _how_many_missed(scene, rows)
    if valued["value"].nunique() > 1:
        values = valued["value"].astype(float)
        high, low = (_at(scene, valued[values == end]) for end in (values.max(), values.min()))
        told += f"Cao nhất là {high}; thấp nhất là {low}."
    return told.strip()


def _how_many_missed(scene: Scene, rows: pd.DataFrame) -> str:
    missed = rows.index[rows["status"].isin(BAD)]
    those = rows.index[rows["status"].isin(JUDGED)]
    judged = len(those)
    good, bad = ("đạt", "chưa đạt")
    if f.is_open(scene.period):
        good, bad = "đạt hoặc đang đúng tiến độ", "có nguy cơ không đạt hoặc đã không đạt"
    if not judged:
        return ""
    if judged == 1:
        word = bad if len(missed) else good
        return f"Chỉ đánh giá được một nơi là {_names(scene, those)}: {word}. "
    if len(missed) in (0, judged):
        return f"Cả {judged} nơi đánh giá được đều {bad if len(missed) else good}. "
    of = f"{judged} nơi đánh giá được" if judged < len(rows) else judged
    where = _after(_names(scene, missed))
    return f"Số {scene.word_for(scene.shown)} {bad}: {len(missed)} trên {of}{where}. "


def _at(scene: Scene, rows: pd.DataFrame) -> str:
    """Where a value stands: "18,5‰ ở Đắk Tơ Lung", "0‰ ở 4 nơi"."""
    many = len(rows) > captions.NAMED
    where = f"{len(rows)} nơi" if many else _names(scene, rows.index)
    return f"{f.value(rows.iloc[0])} ở {where}"


def _after(names: str) -> str:
    return f" ({names})" if names else ""


def _names(scene: Scene, areas: Iterable[str]) -> str:
    return naming(scene.short(area) for area in areas)


def _lowest(scene: Scene, areas: Iterable[str]) -> str:
    """Names of the lowest areas; how many they are, where those shown are larger."""
    areas = list(areas)
    if scene.is_nested and len(areas) > captions.NAMED:
        return f"{f.number(len(areas))} {scene.word_for(areas)}"
    return naming(captions.full_name(scene, area) for area in areas)


def _clause(head: str, names: str) -> str:
    return f"{head}: {names}." if names else ""


def missing_why(scene: Scene, indicator: str) -> str:
    """Why an indicator could not be judged, naming who has not reported."""
    row = scene.result(indicator)
    if row["reason"] != "part_missing":
        return f.reason(row["reason"]) or "chưa có số liệu"
    rows = scene.of_leaves(indicator)
    lacking = rows.index[rows["status"].eq("no_data")]
    part = reported_part(rows)
    if lacking.empty:  # those that have not reported are among the withheld
        return f.reason("part_missing")
    told = f"còn thiếu {_lowest(scene, lacking)}"
    if pd.notna(part["value"]):
        told += f"; {sentence_of_part(scene, rows)}, không dùng để kết luận"
    return told


def data_state(scene: Scene, indicator: str) -> str:
    """How many of the expected figures arrived, and which of them are not final."""
    rows = scene.of_leaves(indicator)
    lacking = rows.index[rows["status"].eq("no_data") & rows["conf_status"].ne("C")]
    of = f.number(len(rows))
    told = f"đủ {of}/{of}"
    if len(lacking):
        told = f"{f.number(len(rows) - len(lacking))}/{of}, thiếu {_lowest(scene, lacking)}"
    own = scene.result(indicator)
    if own["obs_status"] in ("P", "E"):
        soft = rows.index[rows["obs_status"].isin(["P", "E"])]
        state = text(f"results.obs_status.{own['obs_status']}")
        told += f"; {state}{_after(_lowest(scene, soft))}"
    return told
