"""What is said of the areas in a map or a chart: hover texts, descriptions, computed readings.

Everything here is built from the protected results. What is withheld is only ever named as such.
"""

from __future__ import annotations

import math

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.plan.indicators import of_areas
from chitieu.plan.periods import is_part
from chitieu.show import formats
from chitieu.show.bands import BAD, EXTRA, GOOD
from chitieu.show.scene import Scene
from chitieu.show.verdicts import VERDICTS, verdict

NAMED = 3  # as many areas as a sentence names before it only counts them
VOIDS = ("no_data", "invalid", "not_applicable", "no_target", "withheld")
_KINDS = ("Xã", "Phường", "Thị trấn", "Huyện", "Quận", "Thị xã", "Thành phố", "Tỉnh")


def is_own(scene: Scene, indicator: str) -> bool:
    """Whether an indicator is of the areas themselves: each has it or has it not."""
    return bool(of_areas(scene.indicators)[indicator])


def title(scene: Scene, indicator: str) -> str:
    """Return "4b. Tỷ lệ trẻ em …"."""
    return f"{indicator}. {scene.indicators.loc[indicator, 'name_vi']}"


def target_text(row) -> str:
    """Return a result's target as it is read; blank for none."""
    return formats.target_words(row)


def met_word(scene: Scene) -> str:
    """Return what is said of those that reach a target: in the middle of a year also of those
    that are on course."""
    return "đạt hoặc đúng tiến độ" if formats.is_open(scene.period) else "đạt"


def kinds(scene: Scene, areas: list[str]) -> str:
    """Return what areas are: "xã, thị trấn"."""
    full = [scene.names[area] for area in areas]
    found = [kind.lower() for kind in _KINDS if any(name.startswith(f"{kind} ") for name in full)]
    return ", ".join(found) or "đơn vị"


def void_key(row) -> str:
    """Return why a result has nothing to show: a key of VOIDS; blank where it has."""
    if row["conf_status"] == "C":
        return "withheld"
    if row["status"] in GOOD + BAD or (row["status"] == "no_target" and pd.notna(row["value"])):
        return ""
    return str(row["status"])


def lacks_value(row) -> bool:
    """Whether a result has nothing to draw, be it judged or not."""
    return bool(void_key(row)) or row["reason"] == SETTLED


def value_text(row, own: bool = False) -> str:
    """Return what stands for a result on a map: "28,7%", "có", "từ 0 lên 3", "(bm)", "…"."""
    void = void_key(row)
    if void:
        return VERDICTS[void, ""].mark
    if own and row["level"] and row["denominator"] == 1:
        return "có" if row["value"] else "không có"
    if row["reason"] == SETTLED:
        return VERDICTS["no_data", ""].mark
    return formats.value(row)


def counts_text(row) -> str:
    """Return the counts behind a result: "97/338", "3 so với 6 năm trước"; blank for a count."""
    if void_key(row) or pd.isna(row["denominator"]):
        return ""
    top, bottom = _whole(row["numerator"]), _whole(row["denominator"])
    if row["kind"] != "change":
        return f"{top}/{bottom}"
    return f"{top} so với {bottom} {'cùng kỳ ' if is_part(row['period']) else ''}năm trước"


def hover_text(scene: Scene, row, own: bool = False) -> str:
    """Return "Đắk Kôi: 28,7% (97/338) · chưa đạt, kém hơn rõ rệt"."""
    name, void = full_name(scene, row["area"]), void_key(row)
    if void:
        reason = formats.reason(row["reason"]) if void in ("no_data", "invalid") else ""
        words = formats.uncapital(VERDICTS[void, ""].word)
        return f"{name}: {words}" + (f" ({reason})" if reason else "")
    if own and row["status"] == "no_target":
        return f"{name}: {value_text(row, own)}"
    counts = counts_text(row)
    found = verdict(row)
    words = ", ".join(filter(None, (found.word, found.doubt)))
    told = f"{name}: {value_text(row, own)}" + (f" ({counts})" if counts else "")
    return f"{told} · {formats.uncapital(words)}"


def full_name(scene: Scene, area: str, short: bool = True) -> str:
    """Return an area's name and, where it is not one of those shown, that of the one it lies in;
    without their kinds where it is `short`."""
    part = scene.part_of.get(area, area)
    name, within = (scene.short(a) if short else scene.names[a] for a in (area, part))
    return name if part == area else f"{name} ({within})"


def ranked(scene: Scene, indicator: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows from the worst to the best; those with nothing to show last, in their order."""
    lower = scene.indicators.loc[indicator, "better"] == "lower"
    keys = [_key(row, lower) for row in rows.to_dict("records")]
    order = sorted(range(len(rows)), key=lambda i: keys[i])
    return rows.iloc[order]


def reading(scene: Scene, indicator: str, areas: list[str]) -> str:
    """Return who reaches the target, who is worst and best, and who has nothing to show."""
    rows = scene.rows(indicator).set_index("area", drop=False).loc[areas]
    own = is_own(scene, indicator) and not scene.is_nested
    voids = pd.Series([void_key(row) for row in rows.to_dict("records")], index=rows.index)
    told = rows[voids == ""]
    sentences = []
    if own and len(told):
        sentences.append(_of_own(scene, told, len(rows)))
    elif len(told):
        sentences += [_of_reached(scene, told, areas), _of_ends(scene, indicator, told)]
    for void in VOIDS:
        those = rows.index[voids == void].tolist()
        if those:
            word = EXTRA[void].words.removesuffix(" (bm)")
            whole = f"cả {len(areas)} {kinds(scene, areas)}"
            few = len(those) < len(areas) or len(areas) == 1
            sentences.append(f"{word}: {names(scene, those, 7) if few else whole}.")
    return " ".join(filter(None, sentences))


def reading_within(scene: Scene, indicator: str) -> str:
    """Return how many of the lowest areas reach the target, where a map is coloured by them."""
    if not scene.is_nested:
        return ""
    rows = scene.of_leaves(indicator)
    judged = int(rows["status"].isin(GOOD + BAD).sum())
    if is_own(scene, indicator):
        has, of = int(rows["value"].gt(0).sum()), int(rows["value"].notna().sum())
        return f"Có ở {has} trong {of} {kinds(scene, scene.leaves)}." if of else ""
    met = int(rows["status"].isin(GOOD).sum())
    where = f"{formats.number(judged)} {kinds(scene, scene.leaves)} có kết quả"
    return f"Riêng theo {where}, {formats.number(met)} nơi {met_word(scene)}." if judged else ""


def levels_note(scene: Scene) -> str:
    """Return what is on which level of a map, where there are two: after a space, else nothing."""
    if not scene.is_nested:
        return ""
    below, shown = (kinds(scene, areas) for areas in (scene.leaves, scene.shown))
    return f" Màu theo {below}; đường đậm là ranh giới {shown}."


def description(scene: Scene, indicator: str, rows: pd.DataFrame) -> str:
    """Return every area's result, for who cannot see the drawing."""
    own = is_own(scene, indicator)
    return "; ".join(hover_text(scene, row, own) for row in rows.to_dict("records")) + "."


def _of_reached(scene: Scene, told: pd.DataFrame, areas: list[str]) -> str:
    judged = told[told["status"].isin(GOOD + BAD)]
    if judged.empty:
        return ""
    met = judged.loc[judged["status"].isin(GOOD), "area"].tolist()
    goal = target_text(judged.iloc[0])
    goal = f"bằng {goal[2:]}" if goal.startswith("= ") else goal
    among = f"{len(judged)} {kinds(scene, areas)} có kết quả"
    part = formats.is_open(scene.period)
    reach = f"{met_word(scene)}{' so với' * part} chỉ tiêu {goal}"
    if len(judged) == 1:
        short = f"chưa {reach}" if not part else f"chưa đúng tiến độ so với chỉ tiêu {goal}"
        return f"Nơi duy nhất có kết quả {reach if met else short}."
    if not met:
        return f"Không nơi nào trong {among} {reach}."
    if len(met) == len(judged):
        return f"Cả {among} đều {reach}."
    who = f": {names(scene, met)}" if len(met) <= NAMED else ""
    return f"{len(met)} trong {among} {reach}{who}."


def _of_ends(scene: Scene, indicator: str, told: pd.DataFrame) -> str:
    lower = scene.indicators.loc[indicator, "better"] == "lower"
    rows = ranked(scene, indicator, told[told["reason"].ne(SETTLED)]).to_dict("records")
    if not rows:
        return ""
    keys = [_key(row, lower) for row in rows]
    if len(rows) < 2:
        return f"{scene.short(rows[0]['area'])}: {value_text(rows[0])}."
    if keys[0] == keys[-1]:
        return f"Các nơi cùng mức {value_text(rows[0])}."
    worst = [row for row, key in zip(rows, keys, strict=True) if key == keys[0]]
    best = [row for row, key in zip(rows, keys, strict=True) if key == keys[-1]]
    return f"Kém nhất là {_end(scene, worst)}, tốt nhất là {_end(scene, best)}."


def _end(scene: Scene, rows: list[dict]) -> str:
    who = names(scene, [row["area"] for row in rows])
    return f"{who} ({'cùng ' if len(rows) > 1 else ''}{value_text(rows[0])})"


def _of_own(scene: Scene, told: pd.DataFrame, of: int) -> str:
    has = told.loc[told["value"].gt(0), "area"].tolist()
    has_not = told.loc[told["value"].eq(0), "area"].tolist()
    if of == 1:
        return f"{names(scene, has + has_not)}: {'có' if has else 'không có'}."
    words = f"{len(has)} trong {of} {kinds(scene, told['area'].tolist())} có"
    for what, those in (("", has), ("; không có", has_not)):
        if 0 < len(those) <= 7:
            words += f"{what}: {names(scene, those, 7)}"
    return f"{words}."


def names(scene: Scene, areas: list[str], most: int = NAMED) -> str:
    """Return areas' names; their number where they are many."""
    if len(areas) > most:
        return f"{len(areas)} nơi"
    return formats.listing(scene.short(area) for area in areas)


def _key(row: dict, lower_is_better: bool) -> tuple:
    """Sorts a result among others, the worst first."""
    void = void_key(row)
    if void:
        return (1, VOIDS.index(void))
    value = row["value"]
    if row["reason"] == SETTLED:
        return (1, -1)  # it reaches its target or not, by how much is not known
    if pd.isna(value):
        value = math.inf if row["numerator"] else -math.inf
    return (0, -float(value) if lower_is_better else float(value))


def _whole(value) -> str:
    return formats.number(value, 0 if float(value).is_integer() else 1)
