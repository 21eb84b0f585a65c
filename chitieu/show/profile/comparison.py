"""Every indicator of an area against its target, the area above, its neighbours and its past."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.trends import POINTS
from chitieu.plan.periods import is_part
from chitieu.show import formats, parts
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.profile.place import BETTER, SIMILAR, WORSE, Place
from chitieu.show.tables import figure_of
from chitieu.show.trends.spark import spark
from chitieu.show.trends.years import spans
from chitieu.show.verdicts import BAD_INK, GOOD_INK, MUTED, verdict

WORDS = {
    BETTER: ("tốt hơn", GOOD_INK),
    SIMILAR: ("tương tự", MUTED),
    WORSE: ("kém hơn", BAD_INK),
    "": ("–", MUTED),
}


def comparison(place: Place) -> Exhibit:
    """Return a row an indicator, each on one line."""
    scene, table = place.scene, place.table
    groups = []
    for objective, plan in scene.indicators.groupby("objective", sort=False):
        title = scene.settings.objectives.get(str(objective), "")
        rows = [_row(place, table.loc[i]) for i in plan.index]
        groups.append({"title": f"Mục tiêu {objective}. {title}", "rows": rows})
    confidence = f"{formats.number(100 * scene.settings.confidence)}%"
    html = render(
        "profile.html",
        caption=f"{len(table)} chỉ số của {scene.names[place.area]}, "
        f"{formats.period_name(scene.period)}"
        + (" (số liệu mô phỏng)" if scene.settings.simulated else ""),
        above=scene.short(scene.top),
        alone=place.alone,
        span=spans(place.years.all),
        confidence=confidence,
        groups=groups,
        note=_note(place, confidence),
    )
    return Exhibit(html, table.reset_index(drop=True), _note(place, confidence))


def _row(place: Place, row: pd.Series) -> dict:
    scene, indicator = place.scene, row["indicator"]
    whole = scene.result(indicator)
    course = place.years.course(indicator, place.area)
    word, ink = WORDS[row["above"]]
    own = row["reason"] == "judged_at_parent"
    return {
        "indicator": indicator,
        "figure": figure_of(row),
        "href": place.link(indicator),
        "name": scene.indicators.loc[indicator, "short_vi"],
        "target": formats.target(formats.target_of(whole), row["kind"], row["per"]),
        "value": ("có" if row["value"] else "chưa có") if own else formats.value(row),
        "interval": "" if own else formats.interval(row),
        "verdict": verdict(row),
        "above": _value(whole),
        "word": word,
        "ink": ink,
        "rank": rank_text(row),
        "spark": "" if own else spark(place.years.of(indicator, place.area), 52, 11),
        "direction": course.direction,
    }


def _value(row) -> str:
    if row["conf_status"] == "C":
        return formats.WITHHELD
    if row["status"] == "no_data" or row["reason"] == SETTLED:
        return formats.MISSING
    return formats.value(row) or formats.NONE


def rank_text(row) -> str:
    """Return the ranks that the interval leaves: "2–4", "1"; blank where it leaves all of them."""
    if pd.isna(row["best"]) or (row["best"] == 1 and row["worst"] == row["of"]):
        return ""
    best, worst = int(row["best"]), int(row["worst"])
    return str(best) if best == worst else f"{best}–{worst}"


def _of_part(place: Place) -> str:
    """What the marks and the targets are in the middle of a year."""
    paced = place.table["paced"].eq(True)
    until = formats.until(place.table.iloc[0])
    return parts.sentences(
        "► ▻ đang đúng tiến độ, ◄ ◅ có nguy cơ không đạt (rỗng: phần còn lại của năm còn có thể "
        "làm đổi), ✕ đã không đạt.",
        f"Chỉ tiêu của số phát sinh là mức {until}." if paced.any() else "",
    )


def _note(place: Place, confidence: str) -> str:
    above = (
        f"So với toàn {place.above_word}, chỉ nói hơn kém khi hai khoảng tin cậy {confidence} "
        "(Wilson, Poisson) không chạm nhau. Hạng là những hạng mà khoảng tin cậy còn để ngỏ, trong "
        f"{len(place.scene.parts)} nơi, 1 là tốt nhất."
    )
    return parts.sentences(
        "● ○ đạt, ◆ ◇ chưa đạt (rỗng: khoảng tin cậy còn chứa mức chỉ tiêu), … chưa có số liệu, "
        "– không phát sinh, □ không xét ở cấp này, (bm) không công bố để bảo mật.",
        _of_part(place) if is_part(place.scene.period) else "",
        "Không có cấp trên để so." if place.alone else above,
        f"Hướng {POINTS} năm: ▲ cải thiện, ▼ xấu đi, ↔ chưa rõ, … không tính được.",
    )
