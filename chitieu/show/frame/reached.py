"""How the lowest areas stand: what share of the indicators that judge them each one reaches."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.plan.indicators import of_areas
from chitieu.show.draw.labelled_map import Label, draw_labelled, roomy
from chitieu.show.draw.nested_land import MOST_SINGLE
from chitieu.show.draw.sheet import Entry
from chitieu.show.draw.svg import styled
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.verdicts import NO_DATA, PAPER, Fill
from chitieu.show.wording import captions, formats, parts
from chitieu.words import capital, listing, text

WIDTH = 360.0  # points
# Each class with the least share in it, from the highest. A share is no verdict: its colour is
# another than those of the verdicts, the darker the more.
LEAST = {
    Fill("#4a3278", ink=PAPER, key="most"): Fraction(3, 4),
    Fill("#7f68b3", ink=PAPER, key="more"): Fraction(1, 2),
    Fill("#c3b4e0", key="fewer"): Fraction(1, 4),
    Fill("#f1ecf8", key="fewest"): Fraction(0),
}


def legend(fills: Iterable[Fill]) -> list[Entry]:
    """Return what the classes of the map are, and what else is among `fills`."""
    cuts = [str(least) for least in LEAST.values()]
    entries = [
        Entry(text(f"standing.class.{fill.key}", least=least, below=below), fill)
        for fill, least, below in zip(LEAST, cuts, ["", *cuts], strict=False)
    ]
    if NO_DATA in fills:
        entries.append(Entry(text("standing.not_judged"), NO_DATA))
    return entries


@styled
def status_map(scene: Scene, objective: int | str | None = None) -> Exhibit:
    """Draw each lowest area by the share of the indicators judged there that it reaches."""
    chosen = scene.of_objective(objective)
    table = standing(scene, chosen.index, scene.leaves)
    shown = standing(scene, chosen.index)
    fills = {row["area"]: fill_of(row) for row in table.to_dict("records")}
    labels, when = {}, captions.when(scene)
    for row in shown.to_dict("records"):
        words = text(f"standing.label.{when}", many=row["met"], of=row["judged"])
        labels[row["area"]] = Label(scene.short(row["area"]), words if row["judged"] else "…")
    pointed = table if len(table) <= MOST_SINGLE or not scene.is_nested else shown
    hover = {f"area-{row['area']}": standing_text(scene, row) for row in pointed.to_dict("records")}
    figure = draw_labelled(
        scene.borders.geometry.loc[scene.leaves],
        fills,
        labels,
        legend(fills.values()),
        roomy(len(table), WIDTH),
        head=text("standing.head", met=captions.met_word(scene)),
        part_of=scene.part_of if scene.is_nested else None,
    )
    title = text(
        f"standing.title.{'of_plan' if objective is None else 'of_objective'}",
        met=captions.met_word(scene),
        areas=scene.word_for(scene.leaves),
        objective=objective,
        period=formats.period_name(scene.period),
    )
    reading = parts.sentences(standing_reading(scene, chosen.index), _within_reading(scene, table))
    told = [standing_text(scene, row) for row in shown.to_dict("records")]
    return figure_exhibit(
        figure,
        name=f"status-{'all' if objective is None else safe(str(objective))}",
        title=title,
        alt=text("standing.alt", title=title, reading=reading, told=". ".join(told)),
        table=table.assign(fill=[fills[area].key for area in table["area"]]),
        reading=reading,
        hover=hover,
        stops=True,
        note=parts.sentences(
            _note(chosen.index[of_areas(chosen)]),
            captions.levels_note(scene),
            captions.lines_note(scene),
        ),
    )


def _note(own: pd.Index) -> str:
    """What is counted; `own`: the indicators that are of the areas themselves."""
    which = "all" if own.empty else "but_one" if len(own) == 1 else "but_some"
    return text(f"standing.note.{which}", indicators=own)


def standing(scene: Scene, indicators, areas: list[str] | None = None) -> pd.DataFrame:
    """Return how areas stand, a row an area: those that are shown, where none are named.

    Columns: area, name, met, judged, share, and the identifiers not_met, no_data, withheld.
    """
    areas = scene.shown if areas is None else areas
    rows = scene.results
    rows = rows[rows["indicator"].isin(list(indicators)) & rows["area"].isin(areas)]
    withheld = rows["conf_status"].eq("C")
    met, short = (rows["status"].isin(words) & ~withheld for words in (GOOD, BAD))
    missing = rows["status"].eq("no_data") & ~withheld
    table = pd.DataFrame({"area": areas, "name": scene.names[areas].to_numpy()})
    of = rows["area"]
    table["met"] = table["area"].map(met.groupby(of).sum()).astype(int)
    table["judged"] = table["met"] + table["area"].map(short.groupby(of).sum()).astype(int)
    table["share"] = (table["met"] / table["judged"]).where(table["judged"] > 0)
    for column, those in (("not_met", short), ("no_data", missing), ("withheld", withheld)):
        named: dict[str, list[str]] = {area: [] for area in areas}
        for area, indicator in rows.loc[those, ["area", "indicator"]].to_numpy():
            named[area].append(indicator)
        table[column] = list(named.values())
    return table


def standing_reading(scene: Scene, indicators) -> str:
    """Return which areas reach the most and the fewest of the indicators that judge them."""
    table = standing(scene, indicators)
    table = table[table["judged"] > 0]
    where = scene.word_for(scene.shown)
    if table.empty:
        return text("standing.nothing_judged", areas=where)
    best = table[table["share"] == table["share"].max()]
    worst = table[table["share"] == table["share"].min()]
    if len(table) == 1:
        return f"{capital(standing_words(scene, table.iloc[0]))}."
    met = captions.met_word(scene)
    if len(best) == len(table):
        share = 100 * best["share"].iloc[0]
        return text("standing.equal", areas=where, met=met, share=share)
    return text(
        "standing.ends", met=met, best=with_standing(scene, best), worst=with_standing(scene, worst)
    )


def _within_reading(scene: Scene, table: pd.DataFrame) -> str:
    """Of the lowest areas that colour a map on two levels: how many reach a half."""
    judged = table[table["judged"] > 0]
    if not scene.is_nested or judged.empty:
        return ""
    return text(
        "standing.within",
        many=(judged["share"] >= 0.5).sum(),
        of=len(judged),
        areas=scene.word_for(scene.leaves),
        met=captions.met_word(scene),
    )


def standing_text(scene: Scene, row: dict) -> str:
    """Return "Đắk Kôi: đạt 6/9 chỉ số được đánh giá · chưa đạt: 4a …, 4b … · chưa có số liệu …"."""
    told = [standing_words(scene, row)]
    for key in ("not_met", "no_data", "withheld"):
        named = [f"{i} {scene.indicators.loc[i, 'short']}" for i in row[key]]
        which = "behind" if key == "not_met" and formats.is_open(scene.period) else key
        if named:
            told.append(text(f"standing.others.{which}", indicators="; ".join(named)))
    return " · ".join(told)


def standing_words(scene: Scene, row) -> str:
    """Return "Đắk Kôi: đạt 6/9 chỉ số được đánh giá"."""
    area = captions.full_name(scene, row["area"])
    if not row["judged"]:
        return text("standing.area_not_judged", area=area)
    many, of, met = int(row["met"]), int(row["judged"]), captions.met_word(scene)
    return text("standing.area", area=area, met=met, many=many, of=of)


def fill_of(row: dict) -> Fill:
    """Return the class of a row of `standing`."""
    if not row["judged"]:
        return NO_DATA
    share = Fraction(row["met"], row["judged"])
    return next(fill for fill, least in LEAST.items() if share >= least)


def with_standing(scene: Scene, rows: pd.DataFrame) -> str:
    """Return areas, each with what it reaches, "Đắk Pne (6/22) và Đắk Kôi (6/19)"; more than a
    sentence names are counted, and all must reach the same share."""
    if len(rows) > captions.NAMED:
        share = 100 * rows["share"].iloc[0]
        return text("standing.end_of_many", many=len(rows), share=share)
    return listing(
        text(
            "standing.end",
            area=scene.types.short(row["name"]),
            many=row["met"],
            of=row["judged"],
        )
        for row in rows.to_dict("records")
    )
