"""How the lowest areas stand: what share of the indicators that judge them each one reaches."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.indicators import of_areas
from chitieu.show import captions, formats
from chitieu.show.bands import BAD, EXTRA, GOOD, WORDS, Band
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.labelled_map import Label, draw_labelled, roomy
from chitieu.show.nested_land import MOST_SINGLE
from chitieu.show.scene import Scene

WIDTH = 360.0  # points
NOT_JUDGED = "Chưa đánh giá được"


def _band(key: str, label: str, brief: str) -> Band:
    return Band(key, label, *WORDS[key][1:], label=label, brief=brief)


CLASSES = (  # the least share of a class, from the best to the worst
    (0.75, _band("beyond", "Đạt từ 3/4 số chỉ số trở lên", "từ 3/4")),
    (0.5, _band("at", "Đạt từ 1/2 đến dưới 3/4 số chỉ số", "1/2 – 3/4")),
    (0.25, _band("short", "Đạt từ 1/4 đến dưới 1/2 số chỉ số", "1/4 – 1/2")),
    (0.0, _band("far", "Đạt dưới 1/4 số chỉ số", "dưới 1/4")),
)


@styled
def status_map(scene: Scene, objective: int | None = None) -> Exhibit:
    """Draw each lowest area by the share of the indicators judged there that it reaches."""
    chosen = scene.of_objective(objective)
    table = standing(scene, chosen.index, scene.leaves)
    shown = standing(scene, chosen.index)
    placed = {row["area"]: band_of(row) for row in table.to_dict("records")}
    labels, mark = {}, "" if formats.is_open(scene.period) else " đạt"
    for row in shown.to_dict("records"):
        words = f"{row['met']}/{row['judged']}{mark}" if row["judged"] else "…"
        labels[row["area"]] = Label(scene.short(row["area"]), words)
    pointed = table if len(table) <= MOST_SINGLE or not scene.is_nested else shown
    hover = {f"area-{row['area']}": standing_text(scene, row) for row in pointed.to_dict("records")}
    figure = draw_labelled(
        scene.borders.geometry.loc[scene.leaves],
        placed,
        labels,
        [band for _, band in CLASSES],
        roomy(len(table), WIDTH),
        cut="một nửa",
        ends=("đạt nhiều", "đạt ít"),
        words={"no_data": NOT_JUDGED},
        part_of=scene.part_of if scene.is_nested else None,
    )
    whose = "" if objective is None else f", mục tiêu {objective}"
    told = shown.to_dict("records")
    word = captions.met_word(scene)
    title = f"Số chỉ số {word} theo {captions.kinds(scene, scene.leaves)}{whose}, "
    title += formats.period_name(scene.period)
    reading = standing_reading(scene, chosen.index) + _within_reading(scene, table)
    own = chosen.index[of_areas(chosen)]
    return figure_exhibit(
        figure,
        name=f"status-{'all' if objective is None else objective}",
        title=title,
        alt=f"Bản đồ. {title}. {reading} {'. '.join(standing_text(scene, row) for row in told)}.",
        table=table.assign(band=[placed[area].key for area in table["area"]]),
        reading=reading,
        hover=hover,
        stops=True,
        note="Số đứng sau là số chỉ số được đánh giá ở nơi ấy: không tính chỉ số chưa có số liệu, "
        "không phát sinh hoặc không công bố"
        + (f", và {_numbered(own)} chỉ xét cho cả địa bàn." if len(own) else ".")
        + captions.levels_note(scene),
    )


def _numbered(indicators) -> str:
    """ "chỉ số 1", "các chỉ số 1 và 21"."""
    return f"{'các ' if len(indicators) > 1 else ''}chỉ số {formats.listing(indicators)}"


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
    where = captions.kinds(scene, scene.shown)
    if table.empty:
        return f"Chưa đánh giá được chỉ số nào ở {where}."
    best = table[table["share"] == table["share"].max()]
    worst = table[table["share"] == table["share"].min()]
    if len(table) == 1:
        return f"{formats.capital(standing_words(scene, table.iloc[0]))}."
    if len(best) == len(table):
        share = formats.number(100 * best["share"].iloc[0])
        word = captions.met_word(scene)
        return f"Các {where} {word} cùng một tỷ lệ, {share}% số chỉ số được đánh giá."
    return (
        f"Trong các chỉ số được đánh giá, {captions.met_word(scene)} nhiều nhất là {_ends(best)}; "
        f"ít nhất là {_ends(worst)}."
    )


def _within_reading(scene: Scene, table: pd.DataFrame) -> str:
    """Of the lowest areas that colour a map on two levels: how many reach a half."""
    judged = table[table["judged"] > 0]
    if not scene.is_nested or judged.empty:
        return ""
    half = formats.number(int((judged["share"] >= 0.5).sum()))
    of = f"{formats.number(len(judged))} {captions.kinds(scene, scene.leaves)}"
    met = f"{half} nơi {captions.met_word(scene)} từ một nửa số chỉ số trở lên"
    return f" Riêng theo {of} đánh giá được, {met}."


def standing_text(scene: Scene, row: dict) -> str:
    """Return "Đắk Kôi: đạt 6/9 chỉ số được đánh giá · chưa đạt: 4a …, 4b … · chưa có số liệu …"."""
    parts = [standing_words(scene, row)]
    for key, what in (
        ("not_met", "chậm hoặc chưa đạt" if formats.is_open(scene.period) else "chưa đạt"),
        ("no_data", "chưa có số liệu"),
        ("withheld", "không công bố"),
    ):
        named = [f"{i} {scene.indicators.loc[i, 'short_vi']}" for i in row[key]]
        if named:
            parts.append(f"{what}: {'; '.join(named)}")
    return " · ".join(parts)


def standing_words(scene: Scene, row) -> str:
    """Return "Đắk Kôi: đạt 6/9 chỉ số được đánh giá"."""
    words = f"{captions.met_word(scene)} {row['met']}/{row['judged']} chỉ số được đánh giá"
    words = words if row["judged"] else formats.uncapital(NOT_JUDGED)
    return f"{captions.full_name(scene, row['area'])}: {words}"


def band_of(row: dict) -> Band:
    """Return the class of a row of `standing`."""
    if not row["judged"]:
        return EXTRA["no_data"]
    return next(band for least, band in CLASSES if row["met"] >= least * row["judged"])


def _ends(rows: pd.DataFrame) -> str:
    names = [
        f"{formats.short_area(row['name'])} ({row['met']}/{row['judged']})"
        for row in rows.to_dict("records")
    ]
    if len(names) <= captions.NAMED:
        return formats.listing(names)
    return f"{len(names)} nơi (cùng {formats.number(100 * rows['share'].iloc[0])}%)"
