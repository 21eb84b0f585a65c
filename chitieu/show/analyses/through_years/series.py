"""Each indicator's years: the page's own area, and those just below it side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from chitieu.plan.identifiers import safe
from chitieu.plan.indicators import of_areas
from chitieu.show.analyses.through_years.all_years import Years, spans
from chitieu.show.analyses.through_years.course import Course, change_a_year
from chitieu.show.analyses.through_years.figure import MOST_PARTS, draw
from chitieu.show.analyses.through_years.overview import anchor
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit, render
from chitieu.show.frame import years_chart
from chitieu.show.wording import captions, formats, parts
from chitieu.words import capital, text


def series(years: Years, objective: int | str | None = None) -> Exhibit:
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
        "name": plan["name"],
        "short": plan["short"],
        "direction": course.direction,
        "word": capital(course.direction.word),
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
    name = parts.label(scene, indicator)
    which = "alone" if not areas else "all" if len(areas) == len(years.parts) else "some"
    title = text(
        f"series.title.{which}",
        indicator=indicator,
        name=name,
        years=spans(years.all),
        area=scene.short(scene.top),
        areas=parts.area_word(scene),
        shown=len(areas),
        many=len(years.parts),
    )
    return figure_exhibit(
        figure,
        name=f"cac-nam-{safe(indicator)}",
        title=title,
        alt=text("series.alt", name=name, panels=" ".join(told.values())),
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
        years_chart.history_reading(scene, table), _pace(course), _where(years, indicator),
        _smoothed(years, indicator),
    )  # fmt: skip


def _pace(course: Course) -> str:
    if not course.told:
        return ""
    change = change_a_year(course.change, course.in_points)
    if not change:
        return text("series.pace.no_average", years=spans(course.points))
    return text("series.pace.average", change=change, years=spans(course.points))


def _where(years: Years, indicator: str) -> str:
    if not years.parts:
        return ""
    found: dict[str, list[str]] = {}
    for area in years.parts:
        course = years.course(indicator, area)
        found.setdefault(course.key, []).append(area)
    named = [
        text(f"series.parts.{key}", areas=parts.naming(years.scene.short(a) for a in found[key]))
        for key in ("improving", "worsening")
        if key in found
    ]
    rest = [
        text(
            f"series.parts_counted.{key}",
            many=len(found[key]),
            areas=years.scene.word_for(found[key]),
        )
        for key in ("unclear", "unknown", "withheld")
        if key in found
    ]
    return text(
        "series.where", areas=parts.area_word(years.scene), found="; ".join([*named, *rest])
    )


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
        return text(
            "series.same_smoothed",
            year=year,
            areas=scene.word_for(list(last.index)),
            value=formats.amount(last.iloc[0], one),
        )
    top = raw.index[raw.eq(raw.max())]
    return text(
        "series.smoothed",
        year=year,
        areas=parts.naming(scene.short(area) for area in top),
        kind=scene.word_for(list(top)),
        raw=formats.amount(raw[top[0]], one),
        smoothed=formats.amount(last[top].max(), one),
    )


def _told(years: Years, indicator: str, area: str) -> str:
    """A panel in words: "Đắk Kôi: 2018 20,1%, 2019 …; chưa thấy thay đổi rõ." """
    values = [
        text("series.year_value", year=row["period"], value=captions.value_text(row))
        for row in years.points(indicator, area)
    ]
    course = years.course(indicator, area)
    direction = course.direction.word
    if course.why:
        direction = text("course.because", direction=direction, why=course.why)
    name = years.scene.short(area)
    return text("series.panel", area=name, values=", ".join(values), direction=direction)


def _guide(years: Years, indicators: list[str]) -> str:
    """What the lines and marks of these figures mean, those only that occur."""
    few = [i for i in indicators if not years.smoothed(i).empty]
    adopted = any(years.settings[year].targets_from for year in years.all)
    areas = parts.area_word(years.scene)
    has_areas = years.parts and of_areas(years.scene.indicators)[indicators].any()
    return parts.sentences(
        text("series.guide.panels", areas=areas),
        text("series.guide.marks"),
        text("series.guide.targets") if adopted else text("series.guide.target"),
        text("series.guide.carried") if years.carried else "",
        text("series.guide.breaks") if years.carried or len(years.breaks) else "",
        text("series.guide.of_areas") if has_areas else "",
        text("series.guide.smoothed", indicators=few, areas=areas) if few else "",
    )
