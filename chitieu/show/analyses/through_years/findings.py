"""The frame of the years' page: its head, its findings, and what to look into."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from chitieu.measure.trends import POINTS
from chitieu.plan.periods import is_part
from chitieu.show.analyses.through_years.all_years import Years, spans
from chitieu.show.analyses.through_years.course import DIRECTIONS, Course
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame import page_parts
from chitieu.show.frame.plain import plain
from chitieu.show.wording import captions, formats, parts, rounding
from chitieu.words import capital, text, texts


def header(years: Years) -> Exhibit:
    """Return the head of the page: how many indicators go which way."""
    return page_parts.header(years.scene, None, {}, answer=_answer(years), of_part=[])


def _counts(years: Years) -> dict[str, int]:
    keys = [years.course(i).key for i in years.scene.indicators.index]
    return {key: keys.count(key) for key in DIRECTIONS}


def _answer(years: Years) -> str:
    counts = _counts(years)
    better, of = counts["improving"], sum(counts.values())
    head = (
        text("trends.answer.some", better=better, of=of)
        if better
        else text("trends.answer.none", of=of)
    )
    rest = [
        text(f"trends.answer_rest.{key}", many=counts[key])
        for key in ("worsening", "unclear", "unknown", "withheld")
        if counts[key]
    ]
    answer = ", ".join([head, *rest])
    if years.recent:
        answer = text("trends.answer.over", years=spans(years.recent), answer=answer)
    return _since_answer(years, answer)


def _since_answer(years: Years, answer: str) -> str:
    """An answer after how many indicators changed since the year before: "so với năm 2021, 2 chỉ số
    xấu đi và 9 cải thiện rõ rệt; …"."""
    keys = years.since["key"]
    worse, better = (int(keys.eq(key).sum()) for key in ("worsening", "improving"))
    if not worse and not better:
        return answer
    which = "both" if worse and better else "worse" if worse else "better"
    return text(
        f"trends.answer_since.{which}",
        before=years.last - 1,
        worse=worse,
        better=better,
        answer=answer,
    )


def summary(years: Years) -> Exhibit:
    """Return the page's findings: which way the indicators go, and on what the series stand."""
    found = [
        *_since_last_year(years),
        _named(years, "improving"),
        _named(years, "worsening"),
        _single_year(years),
        _unknown(years),
        years.edition_sentence(),
        years.targets_sentence(),
        years.breaks_sentence(),
        _part_year(years),
    ]
    found = [sentence for sentence in found if sentence]
    html = render("summary.html", sentences=found)
    return Exhibit(html, pd.DataFrame({"sentence": found}), " ".join(found))


def _named(years: Years, key: str) -> str:
    those = [i for i in years.scene.indicators.index if years.course(i).key == key]
    if not those:
        return text(f"trends.none_clear.{key}", points=POINTS)
    names = [text("trends.named", indicator=i, name=parts.label(years.scene, i)) for i in those]
    return text(f"trends.clear.{key}", points=POINTS, many=len(those), indicators="; ".join(names))


def _since_last_year(years: Years) -> Iterator[str]:
    """What differs from the year before by more than chance; first what got worse."""
    since, before = years.since, years.last - 1
    if since.empty:
        return
    for key in ("worsening", "improving"):
        told = [from_to(years, i) for i in since.index[since["key"].eq(key)]]
        if told:
            yield text(
                f"trends.since.{key}", before=before, many=len(told), indicators="; ".join(told)
            )
    if since["key"].eq("unclear").all():
        yield text("trends.since_none", before=before, many=len(since))


def from_to(years: Years, indicator: str) -> str:
    """Return "5a tiêm chủng đủ, dưới 1 tuổi, từ 97,4% xuống 90,4%"."""
    rows = years.of(indicator, years.scene.top)
    rows = rows[rows["year"].isin([years.last - 1, years.last])].sort_values("year")
    before, now = (captions.value_text(row) for row in rows.to_dict("records"))
    way = "fell" if years.since.loc[indicator, "direction"] == "decreasing" else "rose"
    name = parts.label(years.scene, indicator)
    return text(f"trends.from_to.{way}", indicator=indicator, name=name, before=before, now=now)


def _single_year(years: Years) -> str:
    those = [
        i
        for i in years.scene.indicators.index
        if years.course(i).key == "unclear" and years.course(i).why
    ]
    return text("trends.one_year", indicators=those) if those else ""


def _unknown(years: Years) -> str:
    why: dict[str, list[str]] = {}
    for indicator in years.scene.indicators.index:
        course = years.course(indicator)
        if not course.told:
            why.setdefault(course.why or course.direction.word, []).append(indicator)
    groups = [
        text("trends.unknown_group", indicators=", ".join(those), reason=reason)
        for reason, those in why.items()
    ]
    return text("trends.unknown", groups="; ".join(groups)) if groups else ""


def _part_year(years: Years) -> str:
    period = years.scene.period
    return text("trends.part_year", period=formats.period_name(period)) if is_part(period) else ""


# ---- what to look into ---------------------------------------------------------------------------


def look_into(years: Years, until: int) -> Exhibit:
    """Return the indicators that ask for a look, the weightiest reasons first, and where.

    `until`: the year by which the targets are to be reached.
    """
    scene, rows = years.scene, []
    for indicator in scene.indicators.index:
        reasons = list(_reasons(years, indicator, until))
        worse = [a for a in years.parts if years.course(indicator, a).key == "worsening"]
        if worse and years.course(indicator).key != "worsening":
            reasons.append((2, text("trends.look_why.parts", areas=parts.area_word(scene))))
        if reasons:
            rows.append(
                {
                    "weight": sum(4 - rank for rank, _ in reasons),
                    "indicator": indicator,
                    "name": parts.label(scene, indicator),
                    "why": capital("; ".join(why for _, why in reasons)),
                    "where": parts.naming(scene.short(a) for a in worse),
                }
            )
    columns = texts("trends.look_column")
    columns["where"] = text("trends.look.where", areas=parts.area_word(scene))
    table = pd.DataFrame(rows, columns=["weight", *columns])
    table = table.sort_values("weight", ascending=False, kind="stable", ignore_index=True)
    first = list(table["indicator"][:5])
    reading = (
        text("trends.look.some", many=len(table), first=first)
        if first
        else text("trends.look.none")
    )
    table = table[[*columns]].rename(columns=columns)
    return plain(text("trends.look.caption"), table, note=reading, reading=reading)


def _reasons(years: Years, indicator: str, until: int) -> Iterator[tuple[int, str]]:
    """Why an indicator asks for a look, with its rank: 1 the weightiest."""
    course = years.course(indicator)
    missed = len(course.rows) and course.rows["status"].iloc[-1] == "not_met"
    if course.key == "worsening":
        yield 1, text("trends.look_why.worsening")
    needed, _ = course.needed(until)
    if missed and course.key == "unclear":
        yield 2, text("trends.look_why.not_improving")
    if np.isfinite([needed, course.change]).all():
        own, other = (_places(change) for change in (course.change, needed))
        if needed * course.change <= 0:
            yield 2, text("trends.look_why.away", pace=_pace(course, course.change, own))
        elif abs(course.change) < abs(needed):
            least = rounding.apart(course.change, needed, min(own, other))
            yield (
                3,
                text(
                    "trends.look_why.slow",
                    pace=_pace(course, course.change, max(own, least)),
                    needed=_pace(course, needed, max(other, least)),
                    until=until,
                ),
            )
    if course.tests_disagree:
        yield 3, text("trends.look_why.tests_disagree")
    if course.key == "unclear" and course.why:
        yield 3, text("trends.look_why.one_year")
    if course.unreported:
        yield 3, text("trends.look_why.unreported", why=course.why)


def _pace(course: Course, change: float, places: int) -> str:
    unit = "points" if course.in_points else "percent"
    return text(f"course.pace.{unit}", change=formats.number(change, places))


def _places(change: float) -> int:
    return 1 if abs(change) >= 0.1 else 2
