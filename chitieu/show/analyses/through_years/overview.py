"""Every indicator's direction in one table, and in every area just below in another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from chitieu.measure.trends import CRITICAL, EXACT_UP_TO, POINTS
from chitieu.plan.identifiers import safe
from chitieu.show.analyses.through_years.all_years import Years, spans
from chitieu.show.analyses.through_years.course import (
    DIRECTIONS,
    LEVEL,
    Course,
    Direction,
    change_a_year,
    number_a_year,
)
from chitieu.show.draw.spark import spark
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.wording import captions, formats, parts, rounding
from chitieu.words import text

LEAST_P = 0.001  # smaller ones are said to be


def anchor(indicator: str) -> str:
    """Return the address of an indicator's series on the page of the years."""
    return f"xu-huong-{safe(indicator)}"


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
            "change": change_a_year(course.change, course.in_points) or "–",
            "needed": none or change_a_year(needed, course.in_points),
        }

    reading = _reading(years, until)
    html = render(
        "directions.html",
        points=POINTS,
        caption=text(
            "overview.caption",
            many=len(table),
            area=scene.names[scene.top],
            years=spans(years.all),
            simulated=text("overview.simulated") if scene.settings.simulated else "",
        ),
        span=spans(years.all),
        until=until,
        groups=list(_groups(years, row)),
        reading=reading,
        method=parts.sentences(
            _p_values({i: years.course(i) for i in scene.indicators.index}),
            text("overview.note", points=POINTS, critical=CRITICAL, most=EXACT_UP_TO),
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
        title = years.scene.settings.objectives.get(objective, "")
        yield {
            "title": text("overview.objective", objective=objective, title=title),
            "rows": [
                {"indicator": i, "name": name, "anchor": anchor(i), **row(i)}
                for i, name in rows["short"].items()
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
    if value < LEAST_P:
        return f"< {formats.number(LEAST_P, 3)}"
    return formats.number(value, rounding.beside([value], LEVEL, 3))


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
    found = []
    if slow:
        found.append(text("overview.slow", until=until, indicators=slow))
    if wrong:
        found.append(text("overview.away", indicators=wrong))
    if not slow and not wrong:
        found.append(text("overview.none_slow", until=until))
    return parts.sentences(*found)


def _p_values(courses: dict[str, Course]) -> str:
    """How sure each direction is, and whether both tests say the same."""
    told = [
        f"{i} {_p(course.p)}" + (f" ({exact})" if (exact := _p(course.exact)) else "")
        for i, course in courses.items()
        if np.isfinite(course.p)
    ]
    p_values = text("overview.p_values", told="; ".join(told)) if told else ""
    return parts.sentences(p_values, _apart(courses))


def _apart(courses: dict[str, Course]) -> str:
    both = [i for i, c in courses.items() if np.isfinite([c.p, c.exact]).all()]
    apart = [i for i in both if courses[i].tests_disagree]
    if not both:
        return ""
    if not apart:
        return text("overview.tests_agree", many=len(both))
    told = [
        text("overview.both_tests", indicator=i, p=_p(courses[i].p), exact=_p(courses[i].exact))
        for i in apart
    ]
    return text("overview.tests_disagree", indicators=told)


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
        caption=text(
            "overview.places_caption", areas=parts.area_word(scene), years=spans(years.recent)
        ),
        places=[scene.short(area) for area in areas],
        groups=list(_groups(years, row)),
        legend=[DIRECTIONS[key] for key in there],
        reading=reading,
        note=text("overview.places_note"),
    )
    return Exhibit(html, table, reading)


def _cell(course: Course) -> str:
    return number_a_year(course.change) if course.told else ""


def places_reading(years: Years) -> str:
    """Where most indicators improve or worsen, of those that could be told."""
    scene = years.scene
    if not years.parts:
        return text("overview.no_parts", area=scene.names[scene.top])
    keys = pd.DataFrame(
        [[years.course(i, area).key for i in scene.indicators.index] for area in years.parts],
        index=years.parts,
    )
    counts = pd.DataFrame({key: keys.eq(key).sum(axis=1) for key in DIRECTIONS})
    total = counts.sum()
    found = [
        text(
            "overview.pairs",
            many=total.sum(),
            areas=parts.area_word(scene),
            improving=total["improving"],
            worsening=total["worsening"],
            unclear=total["unclear"],
            unknown=total["unknown"] + total["withheld"],
        )
    ]
    for key in ("improving", "worsening"):
        most = counts[key].max()
        if most:
            named = parts.naming(scene.short(area) for area in counts.index[counts[key].eq(most)])
            found.append(text(f"overview.most.{key}", areas=named, many=most))
    return parts.sentences(*found)
