"""The head of a profile: what the area came to, and where it lies among its neighbours."""

from __future__ import annotations

import pandas as pd
from matplotlib.patches import PathPatch

from chitieu.show import captions, formats, pages, part_year, sentences, standing, to_come
from chitieu.show.bands import BAD, GOOD
from chitieu.show.exhibit import Exhibit, figure_exhibit, render, styled
from chitieu.show.labelled_map import Label, draw_labelled
from chitieu.show.polygons import Land, outline
from chitieu.show.profile.duties import unreported
from chitieu.show.profile.place import BETTER, SIMILAR, WORSE, Place
from chitieu.show.trends.course import DIRECTIONS
from chitieu.show.verdicts import INK

WIDTH, HIGH = 190.0, 1.2  # points; of its width, the most that the map is high
MOST_LISTED, MOST_NAMED = 8, 4  # indicators that a sentence lists, and names
TOLD_ALREADY = ("objective", "area", "period", "plan", "audience", "nature")


def header(place: Place) -> Exhibit:
    """Return the head of the page: how many of its indicators the area meets.

    It is the head of every page, printed without the facts that its sheets tell elsewhere.
    """
    of_part = part_year.brief(place.scene)
    return pages.header(place.own, None, {}, screen_only=TOLD_ALREADY, of_part=of_part)


def overview(place: Place) -> Exhibit:
    """Return the area's findings and what it has not reported, beside the map of its like."""
    found = findings(place)
    html = render(
        "overview.html",
        map=neighbourhood(place).html,
        findings=render("summary.html", sentences=found),
        unreported=unreported(place).html,
    )
    return Exhibit(html, pd.DataFrame({"sentence": found}), " ".join(found))


def findings(place: Place) -> list[str]:
    """Return what the area came to, a sentence each; it is not named, its neighbours are not."""
    found = [_against_targets(place), _against_above(place), _directions(place), _fragile(place)]
    return [sentence for sentence in found if sentence]


def _against_targets(place: Place) -> str:
    table = place.table
    judged = table[table["status"].isin(GOOD + BAD)]
    if judged.empty:
        return "Chưa đánh giá được chỉ số nào."
    met = int(judged["status"].isin(GOOD).sum())
    sure = judged.index[judged["evidence"].eq("clearly_worse")]
    tail = f"; kém mức rõ rệt ở {_named(place, sure)}" if len(sure) else ""
    word = "Đạt hoặc đang đúng tiến độ" if formats.is_open(place.scene.period) else "Đạt"
    return f"{word} {met} trên {len(judged)} chỉ số đánh giá được ở {place.word}{tail}."


def _against_above(place: Place) -> str:
    if place.alone:
        return ""
    above = place.table["above"]
    found = [
        f"{word} ở {_named(place, above.index[above.eq(key)])}"
        for key, word in ((BETTER, "tốt hơn"), (WORSE, "kém hơn"))
        if above.eq(key).any()
    ]
    same = int(above.eq(SIMILAR).sum())
    if not found and not same:
        return f"Chưa so được với toàn {place.above_word} ở chỉ số nào."
    rest = f"{same} chỉ số chưa phân biệt được" if same else ""
    return f"So với toàn {place.above_word}: {'; '.join(filter(None, [*found, rest]))}."


def _directions(place: Place) -> str:
    keys = {i: place.years.course(i, place.area).key for i in place.table.index}
    found = [
        f"{DIRECTIONS[key].word} ở {_named(place, those)}"
        for key in ("improving", "worsening")
        if (those := [i for i in keys if keys[i] == key])
    ]
    told = sum(key in ("improving", "worsening", "unclear") for key in keys.values())
    if not told:
        return "Chưa chỉ số nào tính được hướng qua các năm."
    if not found:
        return f"Qua các năm: chưa thấy thay đổi rõ ở cả {told} chỉ số tính được hướng."
    return f"Qua các năm: {'; '.join(found)} (trong {told} chỉ số tính được hướng)."


def _fragile(place: Place) -> str:
    judged = place.table[place.table["status"].isin(GOOD + BAD)]
    margin = to_come.margins(place.scene, judged)
    few = margin.index[margin.abs().le(sentences.FRAGILE).fillna(False)]
    if few.empty:
        return ""
    named = f": {formats.listing(few)}" if len(few) <= MOST_LISTED else ""
    return f"{len(few)} kết luận đổi chỉ vì {sentences.FRAGILE} trường hợp trở xuống{named}."


def _named(place: Place, indicators) -> str:
    """Indicators with their names; of many, whose names stand in the table, the codes alone."""
    names = place.scene.indicators["short_vi"]
    if len(indicators) > MOST_NAMED:
        return formats.listing(indicators)
    return formats.listing(f"{i} ({formats.uncapital(names[i])})" for i in indicators)


@styled
def neighbourhood(place: Place) -> Exhibit:
    """Draw all areas by the share of targets that they meet, this one with a thick border."""
    scene = place.scene
    chosen = scene.indicators.index
    table = standing.standing(scene, chosen, scene.leaves)
    records = table.to_dict("records")
    placed = {row["area"]: standing.band_of(row) for row in records}
    labels = {
        row["area"]: Label(
            scene.short(row["area"]),
            f"{row['met']}/{row['judged']}" if row["judged"] else "…",
            small=True,
        )
        for row in records
    }
    hover = {f"area-{row['area']}": f"{standing.standing_words(scene, row)}." for row in records}
    shapes = scene.borders.geometry.loc[scene.leaves]
    figure = draw_labelled(
        shapes,
        placed,
        labels,
        [band for _, band in standing.CLASSES],
        WIDTH,
        cut="một nửa",
        ends=("đạt nhiều", "đạt ít"),
        words={"no_data": standing.NOT_JUDGED},
        high=HIGH,
    )
    land = Land.fit(shapes, WIDTH - 4, HIGH * WIDTH)
    border = PathPatch(
        outline(land.shapes[place.area]),
        fill=False,
        edgecolor=INK,
        linewidth=2.6,
        clip_on=False,
        zorder=1.5,
    )
    figure.axes[0].add_patch(border)
    reading = standing.standing_reading(scene, chosen)
    word = captions.met_word(scene)
    title = f"Số chỉ số {word} trên số đánh giá được, {formats.period_name(scene.period)}"
    return figure_exhibit(
        figure,
        name="lang-gieng",
        title=title,
        alt=f"Bản đồ các nơi cùng cấp, nơi của hồ sơ có viền đậm. {reading} "
        f"{' '.join(hover.values())}",
        table=table.assign(band=[placed[area].key for area in table["area"]]),
        hover=hover,
    )
