"""Each indicator's years: the page's own area, and those just below it side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from chitieu.plan.indicators import of_areas
from chitieu.show import captions, formats, history, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, render, styled
from chitieu.show.trends.course import DIRECTIONS, Course, change_a_year
from chitieu.show.trends.drawing import MOST_PARTS, draw
from chitieu.show.trends.overview import anchor
from chitieu.show.trends.years import Years, spans


def series(years: Years, objective: int | None = None) -> Exhibit:
    """Return a part an indicator: its direction, and its years in the area and in its parts."""
    plan = years.scene.of_objective(objective)
    pieces = [render("course.html", **_part(years, indicator)) for indicator in plan.index]
    guide = Markup('<p class="ct-note">{}</p>').format(_guide(years, list(plan.index)))
    table = years.history[years.history["indicator"].isin(plan.index)].reset_index(drop=True)
    return Exhibit(Markup("\n").join([guide, *pieces]), table)


def _part(years: Years, indicator: str) -> dict:
    plan, course = years.scene.indicators.loc[indicator], years.course(indicator)
    drawn = picture(years, indicator)
    return {
        "anchor": anchor(indicator),
        "indicator": indicator,
        "name": plan["name_vi"],
        "short": plan["short_vi"],
        "direction": course.direction,
        "word": formats.capital(course.direction.word),
        "why": course.why,
        "finding": finding(years, indicator),
        "picture": drawn.html if drawn.figure else "",  # else the finding says all
    }


@styled
def picture(years: Years, indicator: str) -> Exhibit:
    """Draw an indicator's years: the page's own area large, those just below it small."""
    scene = years.scene
    areas = shown_parts(years, indicator)
    smoothed = years.smoothed(indicator)
    rows = pd.concat([years.of(indicator, area) for area in (scene.top, *areas)])
    figure = draw(years, indicator, areas, smoothed) if parts.any_there(rows) else None
    told = {"panel-own": _told(years, indicator, scene.top)}
    told |= {f"panel-{area}": _told(years, indicator, area) for area in areas}
    label = parts.label(scene, indicator)
    more = f" ({len(areas)} trong {len(years.parts)} nơi)" if len(areas) < len(years.parts) else ""
    return figure_exhibit(
        figure,
        name=f"cac-nam-{indicator}",
        title=f"{indicator}. {label}, {spans(years.all)}: {scene.short(scene.top)}"
        + (f" và từng {parts.area_word(scene)}{more}" if areas else ""),
        alt=f"Biểu đồ theo năm, {label}. {' '.join(told.values())}",
        table=rows.reset_index(drop=True),
        hover=told,
    )


def shown_parts(years: Years, indicator: str) -> list[str]:
    """The areas below that a figure has room for: all, or those that are worst in the last year."""
    if len(years.parts) <= MOST_PARTS:
        return years.parts
    rows = years.history[
        years.history["indicator"].eq(indicator) & years.history["year"].eq(years.last)
    ]
    rows = rows.set_index("area", drop=False).reindex(years.parts).dropna(subset=["area"])
    return list(captions.ranked(years.scene, indicator, rows)["area"][:MOST_PARTS])


# ---- in words ------------------------------------------------------------------------------------


def finding(years: Years, indicator: str) -> str:
    """Return what an indicator's years came to: from where to where, how sure, and where."""
    scene, course = years.scene, years.course(indicator)
    table = years.of(indicator, scene.top)
    return parts.sentences(
        history.history_reading(scene, table), _sure(course), _where(years, indicator),
        _smoothed(years, indicator),
    )  # fmt: skip


def _sure(course: Course) -> str:
    if not course.told:
        return ""
    exact = f"; p chính xác {_after(course.exact)}" if np.isfinite(course.exact) else ""
    change = change_a_year(course.change, course.in_points)
    pace = f"Bình quân {change} mỗi năm" if change else "Mức đổi bình quân không tính được"
    return f"{pace} ({spans(course.points)}; p theo χ² {_after(course.p)}{exact})."


def _after(p: float) -> str:
    return parts.p_text(p).removeprefix("p ")


def _where(years: Years, indicator: str) -> str:
    if not years.parts:
        return ""
    found: dict[str, list[str]] = {}
    for area in years.parts:
        course = years.course(indicator, area)
        found.setdefault(course.key, []).append(area)
    named = [
        f"{word} {parts.naming(years.scene.short(a) for a in found[key])}"
        for key, word in (("improving", "cải thiện:"), ("worsening", "xấu đi:"))
        if key in found
    ]
    rest = [
        f"{len(found[key])} nơi {DIRECTIONS[key].word}"
        for key in ("unclear", "unknown", "withheld")
        if key in found
    ]
    return f"Theo {parts.area_word(years.scene)}: {'; '.join([*named, *rest])}."


def _smoothed(years: Years, indicator: str) -> str:
    table = years.smoothed(indicator)
    if table.empty or table.iloc[-1].isna().all():
        return ""
    scene, year = years.scene, int(table.index[-1])
    last = table.iloc[-1].dropna()
    rows = years.history[years.history["indicator"].eq(indicator)]
    rows = rows[rows["year"].eq(year)].set_index("area").loc[last.index]
    raw, one = rows["value"].astype(float), rows.iloc[0]
    if np.ptp(last.to_numpy()) < 1e-9:
        return (
            f"Làm mượt năm {year} đưa mọi nơi về mức chung {formats.amount(last.iloc[0], one)}: "
            "hơn kém giữa các nơi không vượt quá may rủi."
        )
    top = raw.index[raw.eq(raw.max())]
    named = parts.naming(scene.short(area) for area in top)
    return (
        f"Tỷ suất thô cao nhất năm {year} là của {named} ({formats.amount(raw[top[0]], one)}); "
        f"làm mượt theo cỡ của nơi ấy còn {formats.amount(last[top].max(), one)}."
    )


def _told(years: Years, indicator: str, area: str) -> str:
    """A panel in words: "Đắk Kôi: 2018 20,1%, 2019 …; chưa thấy thay đổi rõ." """
    own = captions.is_own(years.scene, indicator)
    values = ", ".join(
        f"{row['period']} {captions.value_text(row, own)}" for row in years.points(indicator, area)
    )
    course = years.course(indicator, area)
    words = f"{course.direction.word} ({course.why})" if course.why else course.direction.word
    return f"{years.scene.short(area)}: {values}; {words}."


def _guide(years: Years, indicators: list[str]) -> str:
    """What the lines and marks of these figures mean, those only that occur."""
    few = [i for i in indicators if not years.smoothed(i).empty]
    adopted = any(years.settings[year].targets_from for year in years.all)
    told = [
        "Hình lớn là cả địa bàn, các hình nhỏ là từng nơi bên dưới, chung một thang.",
        "Vạch đứng là khoảng tin cậy, cắt ở mép khung nếu dài hơn; dấu như trong bảng điểm "
        "(đặc là chắc chắn, rỗng là chưa đủ chắc chắn).",
        "Đường đậm nằm ngang là mức chỉ tiêu"
        + (", nét đứt là mức của năm khác đặt vào để so." if adopted else "."),
        "Nền xám là những năm đã quy đổi từ địa giới cũ." if years.carried else "",
        "Vạch chấm đứng là chỗ địa giới hoặc cách tính thay đổi."
        if years.carried or len(years.breaks)
        else "",
        "Ô vuông đặc là năm có, ô rỗng là năm chưa có."
        if years.parts and of_areas(years.scene.indicators)[indicators].any()
        else "",
        f"Đường xanh gạch là tỷ suất đã làm mượt ({formats.listing(few)}): kéo nơi ít người về mức "
        "chung, đặt cạnh số thô chứ không thay số thô."
        if few
        else "",
    ]
    return parts.sentences(*told)
