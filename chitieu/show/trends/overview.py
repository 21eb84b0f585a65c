"""Every indicator's direction in one table, and in every area just below in another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from chitieu.measure.trends import CRITICAL, EXACT_UP_TO, POINTS
from chitieu.show import captions, formats, parts, rounding
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.trends.course import (
    DIRECTIONS,
    LEVEL,
    Course,
    Direction,
    change_a_year,
    number_a_year,
)
from chitieu.show.trends.spark import spark
from chitieu.show.trends.years import Years, spans


def anchor(indicator: str) -> str:
    """Return the address of an indicator's series on the page of the years."""
    return f"xu-huong-{indicator}"


def directions(years: Years, until: int) -> Exhibit:
    """Return a row an indicator of the page's own area: its way, how sure that is, its pace.

    `until`: the year by which the target is to be reached; the pace it takes is an extrapolation.
    The table has since_last_year, direction, why, p, exact_p, change (a year: in percentage points
    of percentages, else in percent) and needed.
    """
    scene = years.scene
    table = pd.DataFrame([_figures(years, i, until) for i in scene.indicators.index])

    def row(indicator: str) -> dict:
        course = years.course(indicator)
        needed, none = course.needed(until)
        return {
            "spark": spark(years.of(indicator, scene.top)),
            "ends": _ends(years.of(indicator, scene.top)),
            "since": _since(years, indicator),
            "direction": course.direction,
            "why": course.why,
            "p": _p(course.p),
            "exact": _p(course.exact) or ("–" if course.told else ""),
            "change": change_a_year(course.change, course.in_points) or "–",
            "needed": none or change_a_year(needed, course.in_points),
        }

    reading = _reading(years, until)
    html = render(
        "directions.html",
        points=POINTS,
        caption=f"Hướng của {len(table)} chỉ số, {scene.names[scene.top]}, {spans(years.all)}"
        + (" (số liệu mô phỏng)" if scene.settings.simulated else ""),
        span=spans(years.all),
        until=until,
        groups=list(_groups(years, row)),
        reading=reading,
        note=(
            "So với năm trước: khoảng tin cậy của chênh lệch (Newcombe) hay của tỷ số (chính xác, "
            "có điều kiện) nằm hẳn về một phía. "
            f"Hướng xét trên {POINTS} năm liền gần nhất: có hướng khi χ² vượt "
            f"{formats.number(CRITICAL, 2)} và bỏ bất kỳ năm nào thì hướng vẫn vậy. Với không quá "
            f"{EXACT_UP_TO} trường hợp có thêm p chính xác; dấu – là không tính. Đổi bình quân "
            "của tỷ lệ phần trăm tính bằng điểm phần trăm (theo đường thẳng qua các giá trị); của "
            "giá trị khác bằng phần trăm (theo đường thẳng qua lô-ga-rít; có năm bằng 0 thì không "
            "tính). Nhịp cần có kéo từ giá trị cuối đến mức chỉ tiêu "
            "hiện nay với giả định đổi đều mỗi năm: đó là ngoại suy, không phải dự báo. Nét gạch "
            "xám là mức chỉ tiêu."
        ),
    )
    return Exhibit(html, table, reading)


def _figures(years: Years, indicator: str, until: int) -> dict:
    course = years.course(indicator)
    return {
        "indicator": indicator,
        "since_last_year": years.since["key"].get(indicator, "unknown"),
        "direction": course.key,
        "why": course.why,
        "p": course.p,
        "exact_p": course.exact,
        "change": course.change,
        "needed": course.needed(until)[0],
    }


def _since(years: Years, indicator: str) -> Direction | None:
    """The direction since the year before; None where the two cannot be compared."""
    key = years.since["key"].get(indicator)
    return None if key is None else DIRECTIONS[key]


def _groups(years: Years, row: Callable[[str], dict]) -> Iterator[dict]:
    plan = years.scene.indicators
    for objective, rows in plan.groupby("objective", sort=False):
        title = years.scene.settings.objectives.get(str(objective), "")
        yield {
            "title": f"Mục tiêu {objective}. {title}",
            "rows": [
                {"indicator": i, "name": name, "anchor": anchor(i), **row(i)}
                for i, name in rows["short_vi"].items()
            ],
        }


def _ends(rows: pd.DataFrame) -> str:
    shown = rows[rows["absent"].eq("")].to_dict("records")
    if not shown:
        return ""
    ends = [captions.value_text(row) for row in (shown[0], shown[-1])]
    return " → ".join(ends) if len(shown) > 1 else ends[0]


def _p(value: float) -> str:
    if not np.isfinite(value):
        return ""
    return "< 0,001" if value < 0.001 else formats.number(value, rounding.beside([value], LEVEL, 3))


def _reading(years: Years, until: int) -> str:
    courses = {i: years.course(i) for i in years.scene.indicators.index}
    slow, wrong = [], []
    for indicator, course in courses.items():
        needed, change = course.needed(until)[0], course.change
        if not np.isfinite([needed, change]).all():
            continue
        if needed * change <= 0:
            wrong.append(indicator)
        elif abs(change) < abs(needed):
            slow.append(indicator)
    found = [_apart(courses)]
    if slow:
        found.append(
            f"Nếu nhịp bình quân giữ nguyên thì chưa kịp đạt mức chỉ tiêu vào năm {until}: "
            f"{formats.listing(slow)}."
        )
    if wrong:
        found.append(f"Nhịp bình quân đang rời xa mức chỉ tiêu: {formats.listing(wrong)}.")
    if not slow and not wrong:
        found.append(
            "Trong các chỉ số tính được nhịp, không chỉ số nào chưa đạt mà nhịp lại chậm hơn nhịp "
            f"cần có đến năm {until}."
        )
    return parts.sentences(*found)


def _apart(courses: dict[str, Course]) -> str:
    both = [i for i, c in courses.items() if np.isfinite([c.p, c.exact]).all()]
    apart = [i for i in both if courses[i].tests_disagree]
    if not both:
        return ""
    if not apart:
        return (
            f"Ở {len(both)} chỉ số ít trường hợp, phép thử chính xác cùng kết luận với phép thử χ²."
        )
    told = [f"{i} (χ²: {_p(courses[i].p)}, chính xác: {_p(courses[i].exact)})" for i in apart]
    return f"Hai phép thử kết luận khác nhau ở {formats.listing(told)}: nên coi là chưa rõ."


# ---- by area -------------------------------------------------------------------------------------


def places(years: Years) -> Exhibit:
    """Return every indicator's direction in the page's own area and in those just below."""
    scene = years.scene
    areas = [*years.parts, scene.top]

    def row(indicator: str) -> dict:
        courses = [years.course(indicator, area) for area in areas]
        return {
            "cells": [
                {"direction": course.direction, "change": _cell(course)} for course in courses
            ]
        }

    keys = {i: [years.course(i, area).key for area in areas] for i in scene.indicators.index}
    table = pd.DataFrame.from_dict(keys, orient="index", columns=areas).rename_axis("indicator")
    there = [key for key in DIRECTIONS if table.eq(key).any(axis=None)]
    reading = places_reading(years)
    html = render(
        "places.html",
        caption=f"Hướng của từng chỉ số theo {parts.area_word(scene)}, {spans(years.recent)}",
        places=[scene.short(area) for area in areas],
        groups=list(_groups(years, row)),
        legend=[DIRECTIONS[key] for key in there],
        reading=reading,
        note="Số trong ô là mức đổi bình quân mỗi năm: điểm phần trăm của tỷ lệ phần trăm, phần "
        "trăm của giá trị khác; ô không có số là không tính được mức đổi ấy.",
    )
    return Exhibit(html, table, reading)


def _cell(course: Course) -> str:
    return number_a_year(course.change) if course.told else ""


def places_reading(years: Years) -> str:
    """Where most indicators improve or worsen, of those that could be told."""
    scene = years.scene
    if not years.parts:
        return f"{scene.names[scene.top]} không có đơn vị cấp dưới để so."
    counts = pd.DataFrame(
        [
            {
                "area": area,
                **{
                    key: sum(years.course(i, area).key == key for i in scene.indicators.index)
                    for key in DIRECTIONS
                },
            }
            for area in years.parts
        ]
    ).set_index("area")
    total = int(counts.sum(axis=None))
    unknown = int(counts[["unknown", "withheld"]].sum(axis=None))
    found = [
        f"Trong {formats.number(total)} cặp chỉ số và nơi, "
        f"{formats.number(counts['improving'].sum())} cải thiện, "
        f"{formats.number(counts['worsening'].sum())} xấu đi, "
        f"{formats.number(counts['unclear'].sum())} chưa thấy thay đổi rõ, "
        f"{formats.number(unknown)} không tính được hoặc không công bố."
    ]
    for key, words in (("improving", "Cải thiện"), ("worsening", "Xấu đi")):
        most = counts.index[counts[key].eq(counts[key].max()) & counts[key].gt(0)]
        if len(most):
            named = parts.naming(scene.short(area) for area in most)
            found.append(f"{words} nhiều chỉ số nhất: {named} ({counts[key].max()} chỉ số).")
    return parts.sentences(*found)
