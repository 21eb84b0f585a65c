"""Findings in Vietnamese, computed from the results: no figure is ever typed into a page."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from chitieu.measure.results import reported_part
from chitieu.measure.status import add_margin
from chitieu.plan.indicators import of_areas, terms
from chitieu.show import formats as f
from chitieu.show.bands import limit_in_unit, step
from chitieu.show.scene import Scene

FRAGILE = 2  # a verdict that so few cases would turn is called fragile
MOST_SPELT_OUT = 5  # indicators that one sentence explains before it only names them
MOST_NAMED = 3  # areas that share a value
JUDGED = ("met", "not_met")
_NOT_JUDGED = {
    "no_data": "chưa có đủ số liệu",
    "withheld": "không công bố để bảo mật",
    "not_applicable": "không phát sinh trong kỳ",
    "no_target": "không có mức chỉ tiêu",
    "invalid": "số liệu sai",
}


def answer(scene: Scene, objective: int | None = None) -> str:
    """How many indicators are met, of those that there are: the head of a page."""
    states = _states(_own_results(scene, objective))
    met, missed = states.eq("met").sum(), states.eq("not_met").sum()
    rest = len(states) - met - missed
    tail = f", {rest} chưa kết luận được" if rest else ""
    return f"{met} trên {len(states)} chỉ số đạt, {missed} chưa đạt{tail}"


def summary(scene: Scene, objective: int | None = None) -> list[str]:
    """The page's findings: targets reached, how sure that is, best, worst, not to be judged."""
    own = _own_results(scene, objective)
    judged = own[own["status"].isin(JUDGED)]
    found = [_targets_reached(scene, own), _sureness(judged)]
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
    return states.mask(own["conf_status"].eq("C"), "withheld")


def _targets_reached(scene: Scene, own: pd.DataFrame) -> str:
    """The plan's numbered targets: reached where every indicator of the target is."""
    states = _states(own).groupby(scene.indicators.loc[own.index, "target_no"].to_numpy())
    reached = states.apply(lambda s: s.eq("met").all()).sum()
    missed = states.apply(lambda s: s.eq("not_met").any()).sum()
    total = states.ngroups
    rest = total - reached - missed
    tail = f"; {rest} chỉ tiêu chưa kết luận được" if rest else ""
    return (
        f"Trong {total} chỉ tiêu của Kế hoạch thuộc phần này: {reached} đạt trọn vẹn, "
        f"{missed} có ít nhất một chỉ số chưa đạt{tail}."
    )


def _sureness(judged: pd.DataFrame) -> str:
    if not len(judged):
        return "Chưa có chỉ số nào đánh giá được."
    evidence = judged["evidence"].value_counts()
    sure = evidence.get("clearly_better", 0) + evidence.get("clearly_worse", 0)
    return (
        f"Trong {len(judged)} kết luận, {sure} chắc chắn (khoảng tin cậy nằm hẳn về một phía của "
        f"mức chỉ tiêu), {evidence.get('compatible', 0)} chưa đủ chắc chắn, "
        f"{evidence.get('not_tested', 0)} không kiểm định."
    )


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
    away = float(row["value"]) - float(limit_in_unit(goal, kind, per))
    better = -away if goal.lower_is_better or goal.comparator == "=" else away
    return better / float(step(goal, kind, per))


def _with_result(scene: Scene, row: pd.Series) -> str:
    name = scene.indicators.loc[row["indicator"], "short_vi"]
    target = f.target(f.target_of(row), row["kind"], row["per"])
    amount = f"{f.value(row)}{counts_in_brackets(row)}"
    return f"chỉ số {row['indicator']} ({name}), {amount} so với mức {target}"


def counts_in_brackets(row: pd.Series) -> str:
    """ " (7/602)" where a result has both counts; " (17 sau 20)" for a change."""
    if pd.isna(row["denominator"]) or pd.isna(row["numerator"]):
        return ""
    top, bottom = f.number(row["numerator"]), f.number(row["denominator"])
    return f" ({top} sau {bottom})" if row["kind"] == "change" else f" ({top}/{bottom})"


def _fragile(scene: Scene, judged: pd.DataFrame) -> list[str]:
    margins = add_margin(judged)["margin"]
    few = [i for i in judged.index if pd.notna(margins[i]) and abs(margins[i]) <= FRAGILE]
    if not few:
        return []
    head = f"Kết luận dựa trên số nhỏ, đổi chỉ vì {FRAGILE} trường hợp trở xuống"
    if len(few) > MOST_SPELT_OUT:
        return [f"{head}: {f.listing(few)}; cột “Đổi kết luận khi” nêu từng trường hợp."]
    cases = [f"{i} ({turning(scene, judged.loc[i], int(margins[i]))})" for i in few]
    return [f"{head}: {f.listing(cases)}."]


def turning(scene: Scene, row: pd.Series, margin: int) -> str:
    """What it takes for the verdict to turn: "ít hơn 1 em thì đạt", "thêm 2 em thì không đạt"."""
    unit = unit_of(scene, row["indicator"])
    amount = f"{f.number(abs(margin))} {unit}"
    turn = "thì không còn đạt" if row["status"] == "met" else "thì đạt"
    return f"{'thêm' if margin > 0 else 'ít hơn'} {amount} {turn}"


def unit_of(scene: Scene, indicator: str) -> str:
    """The word for one case of an indicator's numerator."""
    variable = terms(scene.indicators.loc[indicator, "numerator"])[0]
    unit = scene.variables["unit_vi"].get(variable)
    return "trường hợp" if pd.isna(unit) else str(unit)


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
        return (
            f"{place}: số liệu sai ({f.REASONS[str(row['reason'])]}), phải sửa trước khi đánh giá."
        )
    if row["kind"] == "change" and pd.isna(row["value"]):
        amount = f"{f.number(row['numerator'])} sau {f.number(row['denominator'])} của năm trước"
    else:
        amount = f"{f.value(row)}{counts_in_brackets(row)}"
    if row["status"] == "no_target":
        return f"{place}: {amount}; không có mức chỉ tiêu để so."
    target = f.target(f.target_of(row), row["kind"], row["per"])
    text = f"{place}: {amount}, mức {target}."
    margin = add_margin(row.to_frame().T.set_index("indicator", drop=False))["margin"].iloc[0]
    if pd.notna(margin):
        text += f" {f.capital(turning(scene, row, int(margin)))}."
    return text


def _places(scene: Scene, indicator: str) -> str:
    rows = scene.of_leaves(indicator)
    if len(rows) < 2:
        return ""
    if of_areas(scene.indicators)[indicator]:
        have = rows.index[rows["numerator"].eq(1).fillna(False)]
        lack = rows.index[rows["numerator"].eq(0).fillna(False)]
        clauses = _clause("Có", _names(scene, have)), _clause("Chưa có", _names(scene, lack))
        return " ".join(clause for clause in clauses if clause)
    if rows["kind"].eq("count").all() or rows["kind"].eq("change").all():
        some = rows[rows["numerator"].fillna(0) > 0].sort_values("numerator", ascending=False)
        cases = [f"{scene.short(a)} {f.number(n)}" for a, n in some["numerator"].items()]
        return _clause("Phát sinh ở", f.listing(cases))
    missed = rows.index[rows["status"].eq("not_met")]
    judged = rows["status"].isin(JUDGED).sum()
    valued = rows[rows["value"].notna()]
    text = _how_many_missed(scene, missed, judged) if judged else ""
    if valued["value"].nunique() > 1:
        values = valued["value"].astype(float)
        high, low = (_at(scene, valued[values == end]) for end in (values.max(), values.min()))
        text += f"Cao nhất là {high}; thấp nhất là {low}."
    return text.strip()


def _how_many_missed(scene: Scene, missed: pd.Index, judged: int) -> str:
    if len(missed) in (0, judged) and judged > 1:
        return f"Cả {judged} nơi đánh giá được đều {'chưa đạt' if len(missed) else 'đạt'}. "
    where = _after(_names(scene, missed))
    return f"Số {scene.word_for(scene.leaves)} chưa đạt: {len(missed)} trên {judged}{where}. "


def _at(scene: Scene, rows: pd.DataFrame) -> str:
    """Where a value stands: "18,5‰ ở Đắk Tơ Lung", "0‰ ở 4 nơi"."""
    many = len(rows) > MOST_NAMED
    where = f"{len(rows)} nơi" if many else _names(scene, rows.index)
    return f"{f.value(rows.iloc[0])} ở {where}"


def _after(names: str) -> str:
    return f" ({names})" if names else ""


def _names(scene: Scene, areas: Iterable[str]) -> str:
    return f.listing(scene.short(area) for area in areas)


def _clause(head: str, names: str) -> str:
    return f"{head}: {names}." if names else ""


def missing_why(scene: Scene, indicator: str) -> str:
    """Why an indicator could not be judged, naming who has not reported."""
    row = scene.result(indicator)
    if row["reason"] != "part_missing":
        return f.REASONS.get(str(row["reason"]), "chưa có số liệu")
    rows = scene.of_leaves(indicator)
    lacking = rows.index[rows["status"].eq("no_data")]
    part = reported_part(rows)
    text = f"còn thiếu {_names(scene, lacking)}"
    if pd.notna(part["value"]):
        text += (
            f"; riêng {len(rows) - len(lacking)}/{len(rows)} nơi đã báo cáo là {f.value(part)}"
            f"{counts_in_brackets(part)}, không dùng để kết luận"
        )
    return text


def data_state(scene: Scene, indicator: str) -> str:
    """How many of the expected figures arrived, and which of them are not final."""
    rows = scene.of_leaves(indicator)
    lacking = rows.index[rows["status"].eq("no_data") & rows["conf_status"].ne("C")]
    text = f"đủ {len(rows)}/{len(rows)}"
    if len(lacking):
        text = f"{len(rows) - len(lacking)}/{len(rows)}, thiếu {_names(scene, lacking)}"
    own = scene.result(indicator)
    if own["obs_status"] in ("P", "E"):
        soft = rows.index[rows["obs_status"].isin(["P", "E"])]
        text += f"; {f.OBS_STATUSES[own['obs_status']]}{_after(_names(scene, soft))}"
    return text
