"""The head of a profile: what the area came to, and where it lies among its neighbours."""

from __future__ import annotations

import pandas as pd
from matplotlib.patches import PathPatch

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.show.analyses.profile.duties import unreported
from chitieu.show.analyses.profile.place import BETTER, SIMILAR, WORSE, Place
from chitieu.show.draw.labelled_map import Label, draw_labelled
from chitieu.show.draw.polygons import Land, outline
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit, render
from chitieu.show.frame import page_parts, reached
from chitieu.show.verdicts import INK
from chitieu.show.wording import (
    captions,
    for_whom,
    formats,
    part_year,
    parts,
    sentences,
    to_come,
)
from chitieu.words import listing, text

WIDTH, HIGH = 190.0, 1.2  # points; of its width, the most that the map is high
MOST_LISTED, MOST_NAMED = 8, 4  # indicators that a sentence lists, and names
TOLD_ALREADY = ("objective", "area", "period", "audience", "nature")


def header(place: Place) -> Exhibit:
    """Return the head of the page: how many of its indicators the area meets.

    It is the head of every page, printed without the facts that its sheets tell elsewhere.
    """
    of_part = part_year.brief(place.scene)
    return page_parts.header(place.own, None, {}, screen_only=TOLD_ALREADY, of_part=of_part)


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
    found = [
        _against_targets(place),
        _against_above(place),
        _against_like(place),
        _groups(place),
        _directions(place),
        _fragile(place),
    ]
    return [sentence for sentence in found if sentence]


def _against_targets(place: Place) -> str:
    table = place.table
    judged = table[table["status"].isin(GOOD + BAD)]
    if judged.empty:
        return text("head.none_judged")
    sure = judged.index[judged["evidence"].eq("clearly_worse")]
    return text(
        f"head.met.{'part_year' if formats.is_open(place.scene.period) else 'year'}",
        met=judged["status"].isin(GOOD).sum(),
        judged=len(judged),
        area=place.word,
        worse=text("head.worse_named", indicators=_named(place, sure)) if len(sure) else "",
    )


def _against_above(place: Place) -> str:
    if place.alone:
        return ""
    if found := _held_against(place, place.table["above"]):
        return text("head.above", above=place.above_word, found=found)
    return text("head.not_compared", above=place.above_word)


def _against_like(place: Place) -> str:
    found = _held_against(place, place.table["like"])
    if not found:
        return ""
    peers, names = place.scene.peers[place.area], [place.scene.short(i) for i in place.others]
    return text("head.like", peers=peers, names=names, found=found)


def _held_against(place: Place, how: pd.Series) -> str:
    """On which indicators the area is better and worse than another, and on how many neither."""
    found = [
        text(f"head.against.{key}", indicators=_named(place, how.index[how.eq(key)]))
        for key in (BETTER, WORSE)
        if how.eq(key).any()
    ]
    if same := how.eq(SIMILAR).sum():
        found.append(text("head.similar", many=same))
    return "; ".join(found)


def _groups(place: Place) -> str:
    """In how many of the indicators that are told by groups one is behind; a few with figures."""
    rows = for_whom.own(place.own)
    found = for_whom.gaps(place.own, rows)
    told = found[found["told"]]
    few = [
        text("by_group.named", indicator=i, behind=for_whom.figure(place.own, row))
        for i, row in zip(told["indicator"], told["row"], strict=True)
        if len(told) <= MOST_NAMED
    ]
    return for_whom.found(place.own, rows, told, few) if len(rows) else ""


def _directions(place: Place) -> str:
    keys = pd.Series({i: place.years.course(i, place.area).key for i in place.table.index})
    found = [
        text(f"head.direction.{key}", indicators=_named(place, keys.index[keys.eq(key)]))
        for key in ("improving", "worsening")
        if keys.eq(key).any()
    ]
    told = keys.isin(["improving", "worsening", "unclear"]).sum()
    if not told:
        return text("head.directions.none")
    if not found:
        return text("head.directions.unclear", many=told)
    return text("head.directions.some", found="; ".join(found), many=told)


def _fragile(place: Place) -> str:
    judged = place.table[place.table["status"].isin(GOOD + BAD)]
    margin = to_come.margins(place.scene, judged)
    few = margin.index[margin.abs().le(sentences.FRAGILE).fillna(False)]
    if few.empty:
        return ""
    if len(few) > MOST_LISTED:
        return text("head.fragile", many=len(few), cases=sentences.FRAGILE)
    return text("head.fragile_named", many=len(few), cases=sentences.FRAGILE, indicators=few)


def _named(place: Place, indicators) -> str:
    """Indicators with their names; of many, whose names stand in the table, the codes alone."""
    names = place.scene.indicators["short"]
    if len(indicators) > MOST_NAMED:
        return listing(indicators)
    return listing(text("trends.indicator", indicator=i, name=names[i]) for i in indicators)


@styled
def neighbourhood(place: Place) -> Exhibit:
    """Draw all areas by the share of targets that they meet, this one with a thick border."""
    scene = place.scene
    chosen = scene.indicators.index
    table = reached.standing(scene, chosen, scene.leaves)
    records = table.to_dict("records")
    fills = {row["area"]: reached.fill_of(row) for row in records}
    labels = {
        row["area"]: Label(
            scene.short(row["area"]),
            f"{row['met']}/{row['judged']}" if row["judged"] else "…",
            small=True,
        )
        for row in records
    }
    hover = {
        f"area-{row['area']}": text("head.map.area", standing=reached.standing_words(scene, row))
        for row in records
    }
    shapes = scene.borders.geometry.loc[scene.leaves]
    figure = draw_labelled(
        shapes,
        fills,
        labels,
        reached.legend(fills.values()),
        WIDTH,
        head=text("standing.head", met=captions.met_word(scene)),
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
    reading = reached.standing_reading(scene, chosen)
    return figure_exhibit(
        figure,
        name="lang-gieng",
        title=text(
            "head.map.title",
            met=captions.met_word(scene),
            period=formats.period_name(scene.period),
        ),
        alt=text(
            "head.map.alt",
            areas=parts.area_word(scene),
            area=place.word,
            reading=reading,
            told=" ".join(hover.values()),
        ),
        table=table.assign(fill=[fills[area].key for area in table["area"]]),
        hover=hover,
        note=captions.lines_note(scene),
    )
