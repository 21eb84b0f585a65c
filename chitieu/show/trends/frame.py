"""The frame of the years' page: its head, its findings, and what to look into."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from chitieu.measure.trends import POINTS
from chitieu.show import captions, formats, pages, parts, rounding
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.tables import plain
from chitieu.show.trends.course import DIRECTIONS
from chitieu.show.trends.years import Years, spans


def header(years: Years) -> Exhibit:
    """Return the head of the page: how many indicators go which way."""
    return pages.header(years.scene, None, {}, answer=_answer(years), of_part=[])


def _counts(years: Years) -> dict[str, int]:
    keys = [years.course(i).key for i in years.scene.indicators.index]
    return {key: keys.count(key) for key in DIRECTIONS}


def _answer(years: Years) -> str:
    counts = _counts(years)
    told = [
        f"{counts[key]} {DIRECTIONS[key].word}"
        for key in ("worsening", "unclear", "unknown", "withheld")
        if counts[key]
    ]
    first = _since_answer(years)
    first += f"qua các năm {spans(years.recent)}, " if years.recent else ""
    better, of = counts["improving"], sum(counts.values())
    head = f"{better} trên {of}" if better else f"không chỉ số nào trong {of}"
    head = f"{first}{head} chỉ số cải thiện" if better else f"{first}{head} cải thiện rõ rệt"
    return ", ".join([head, *told])


def _since_answer(years: Years) -> str:
    """How many indicators changed since the year before, for the head: "so với năm 2021, 2 chỉ số
    xấu đi và 9 cải thiện rõ rệt; "."""
    keys = years.since["key"]
    told = [f"{number} {DIRECTIONS[key].word}" for key in ("worsening", "improving")
            if (number := int(keys.eq(key).sum()))]  # fmt: skip
    if not told:
        return ""
    told[0] = told[0].replace(" ", " chỉ số ", 1)
    return f"so với năm {years.last - 1}, {formats.listing(told)} rõ rệt; "


def summary(years: Years) -> Exhibit:
    """Return the page's findings: which way the indicators go, and on what the series stand."""
    found = [
        *_since_last_year(years),
        _named(years, "improving", "Cải thiện"),
        _named(years, "worsening", "Xấu đi"),
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


def _named(years: Years, key: str, word: str) -> str:
    those = [i for i in years.scene.indicators.index if years.course(i).key == key]
    over = f"qua {POINTS} năm"
    if not those:
        return f"Trong các chỉ số tính được hướng {over}, không chỉ số nào {word.lower()} rõ rệt."
    names = [f"{i} {formats.uncapital(parts.label(years.scene, i))}" for i in those]
    return f"{word} rõ rệt {over} ({len(those)}): {'; '.join(names)}."


def _since_last_year(years: Years) -> Iterator[str]:
    """What differs from the year before by more than chance; first what got worse."""
    since, before = years.since, years.last - 1
    if since.empty:
        return
    for key, word in (("worsening", "xấu đi"), ("improving", "cải thiện")):
        those = since.index[since["key"].eq(key)]
        told = [_from_to(years, i) for i in those]
        if told:
            yield f"So với năm {before}, {word} rõ rệt ({len(told)}): {'; '.join(told)}."
    rest = since["key"].eq("unclear").sum()
    if rest == len(since):
        yield (f"So với năm {before}, không chỉ số nào trong {rest} chỉ số so được đổi rõ rệt: "
               "chênh lệch có thể do ngẫu nhiên.")  # fmt: skip


def _from_to(years: Years, indicator: str) -> str:
    """ "5a tiêm chủng đủ, dưới 1 tuổi, từ 97,4% xuống 90,4%"."""
    rows = years.of(indicator, years.scene.top)
    rows = rows[rows["year"].isin([years.last - 1, years.last])].sort_values("year")
    before, now = (captions.value_text(row) for row in rows.to_dict("records"))
    way = "xuống" if years.since.loc[indicator, "direction"] == "decreasing" else "lên"
    name = formats.uncapital(parts.label(years.scene, indicator))
    return f"{indicator} {name}, từ {before} {way} {now}"


def _single_year(years: Years) -> str:
    those = [
        i
        for i in years.scene.indicators.index
        if years.course(i).key == "unclear" and years.course(i).why
    ]
    if not those:
        return ""
    return (
        f"Có ý nghĩa thống kê nhưng chỉ nhờ riêng một năm, nên chưa coi là có hướng: "
        f"{formats.listing(those)}."
    )


def _unknown(years: Years) -> str:
    why: dict[str, list[str]] = {}
    for indicator in years.scene.indicators.index:
        course = years.course(indicator)
        if not course.told:
            reason = course.why or course.direction.word
            why.setdefault(reason, []).append(indicator)
    groups = [f"{', '.join(those)} ({reason})" for reason, those in why.items()]
    return f"Không tính được hướng: {'; '.join(groups)}." if groups else ""


def _part_year(years: Years) -> str:
    period = years.scene.period
    if len(period) == 4:
        return ""
    return (
        f"Số liệu {formats.period_name(period)} chưa đủ một năm nên không là một điểm của chuỗi; "
        "chuỗi chỉ gồm các năm trọn."
    )


# ---- what to look into ---------------------------------------------------------------------------


def look_into(years: Years, until: int) -> Exhibit:
    """Return the indicators that ask for a look, the weightiest reasons first, and where.

    `until`: the year by which the targets are to be reached.
    """
    scene = years.scene
    rows = []
    for indicator in scene.indicators.index:
        reasons = list(_reasons(years, indicator, until))
        worse = [a for a in years.parts if years.course(indicator, a).key == "worsening"]
        if worse and years.course(indicator).key != "worsening":
            reasons.append((2, f"có {parts.area_word(scene)} xấu đi rõ rệt"))
        if reasons:
            rows.append(
                {
                    "weight": sum(4 - rank for rank, _ in reasons),
                    "Mã": indicator,
                    "Chỉ số": parts.label(scene, indicator),
                    "Vì sao cần xem": formats.capital("; ".join(why for _, why in reasons)),
                    "Nơi xấu đi": parts.naming(scene.short(a) for a in worse),
                }
            )
    table = pd.DataFrame(rows, columns=["weight", "Mã", "Chỉ số", "Vì sao cần xem", "Nơi xấu đi"])
    table = table.sort_values("weight", ascending=False, kind="stable")
    table = table.drop(columns="weight").reset_index(drop=True)
    first = list(table["Mã"][:5])
    reading = (
        f"{len(table)} chỉ số cần xem kỹ; trước hết: {formats.listing(first)}."
        if first
        else "Không chỉ số nào có dấu hiệu cần xem kỹ."
    )
    return plain("Những chỉ số cần xem kỹ", table, note=reading, reading=reading)


def _reasons(years: Years, indicator: str, until: int) -> Iterator[tuple[int, str]]:
    """Why an indicator asks for a look, with its rank: 1 the weightiest."""
    course = years.course(indicator)
    missed = len(course.rows) and course.rows["status"].iloc[-1] == "not_met"
    if course.key == "worsening":
        yield 1, "đang xấu đi rõ rệt"
    needed, _ = course.needed(until)
    if missed and course.key == "unclear":
        yield 2, "chưa đạt mà chưa thấy cải thiện rõ"
    if np.isfinite([needed, course.change]).all():
        own, other = (_places(change) for change in (course.change, needed))
        unit = " điểm %" if course.in_points else "%"

        def pace(change: float, places: int) -> str:
            return f"{formats.number(change, places)}{unit}/năm"

        if needed * course.change <= 0:
            yield 2, f"nhịp bình quân rời xa mức chỉ tiêu ({pace(course.change, own)})"
        elif abs(course.change) < abs(needed):
            least = rounding.apart(course.change, needed, min(own, other))
            words = f"chậm hơn nhịp {pace(needed, max(other, least))} cần có để đạt vào năm {until}"
            yield 3, f"nhịp {pace(course.change, max(own, least))} {words} (ngoại suy)"
    if course.tests_disagree:
        yield 3, "hai phép thử kết luận khác nhau"
    if course.key == "unclear" and course.why:
        yield 3, "thay đổi chỉ rõ nhờ riêng một năm: soát lại số liệu năm ấy"
    if course.key == "unknown" and "báo cáo" in course.why:
        yield 3, f"không tính được hướng ({course.why})"


def _places(change: float) -> int:
    return 1 if abs(change) >= 0.1 else 2
