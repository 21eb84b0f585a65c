"""What is said of the areas in a map or a chart: hover texts, descriptions, computed readings.

Everything here is built from the protected results. What is withheld is only ever named as such.
"""

from __future__ import annotations

import math

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.indicators import of_areas
from chitieu.plan.tiles import are_tiles
from chitieu.show.scene import Scene
from chitieu.show.verdicts import VERDICTS, verdict
from chitieu.show.wording import formats
from chitieu.words import listing, text

NAMED = 3  # as many areas as a sentence names before it only counts them
VOIDS = ("no_data", "invalid", "not_applicable", "no_target", "withheld")


def is_own(scene: Scene, indicator: str) -> bool:
    """Whether an indicator is of the areas themselves: each has it or has it not."""
    return bool(of_areas(scene.indicators)[indicator])


def title(scene: Scene, indicator: str) -> str:
    """Return "4b. Tỷ lệ trẻ em …"."""
    return f"{indicator}. {scene.indicators.loc[indicator, 'name']}"


def met_word(scene: Scene) -> str:
    """Return what is said of those that reach a target: in the middle of a year also of those
    that are on course."""
    return text(f"captions.reach.{when(scene)}")


def when(scene: Scene) -> str:
    """Whether what is said is of a year or, while it goes on, of a part of it."""
    return "part" if formats.is_open(scene.period) else "year"


def void_key(row) -> str:
    """Return why a result has nothing to show: a key of VOIDS; blank where it has."""
    if row["conf_status"] == "C":
        return "withheld"
    if row["status"] in GOOD + BAD or (row["status"] == "no_target" and pd.notna(row["value"])):
        return ""
    return str(row["status"])


def lacks_value(row) -> bool:
    """Whether a result has nothing to draw, be it judged or not."""
    return bool(void_key(row)) or row["reason"] == SETTLED


def value_text(row) -> str:
    """Return what stands for a result on a map: "28,7%", "có", "từ 0 lên 3", "(bm)", "…"."""
    void = void_key(row)
    if void:
        return VERDICTS[void, ""].mark
    if row["reason"] == "judged_at_parent":
        return text(f"captions.has.{'yes' if row['value'] else 'no'}")
    if row["reason"] == SETTLED:
        return VERDICTS["no_data", ""].mark
    return formats.value(row)


def counts_text(row) -> str:
    """Return the counts behind a result: "97/338", "3 so với 6 năm trước"; blank for a count."""
    if void_key(row) or pd.isna(row["denominator"]):
        return ""
    top, bottom = _whole(row["numerator"]), _whole(row["denominator"])
    if row["kind"] != "change":
        return f"{top}/{bottom}"
    goal = formats.target_of(row)
    of = formats.compared(goal.since if goal else 0, row["period"])
    return text("captions.against", now=top, before=bottom, of=of)


def hover_text(scene: Scene, row) -> str:
    """Return "Đắk Kôi: 28,7% (97/338) · chưa đạt, kém hơn rõ rệt"."""
    name, void = full_name(scene, row["area"]), void_key(row)
    if void:
        reason = formats.reason(row["reason"]) if void in ("no_data", "invalid") else ""
        what = VERDICTS[void, ""].word
        if not reason:
            return text("captions.hover.void", area=name, what=what)
        return text("captions.hover.void_why", area=name, what=what, why=reason)
    value, counts, found = value_text(row), counts_text(row), verdict(row)
    if row["reason"] == "judged_at_parent":
        return text("captions.hover.value", area=name, value=value)
    told = ", ".join(filter(None, (found.word, found.doubt)))
    if not counts:
        return text("captions.hover.judged", area=name, value=value, verdict=told)
    return text("captions.hover.counted", area=name, value=value, counts=counts, verdict=told)


def full_name(scene: Scene, area: str, short: bool = True) -> str:
    """Return an area's name and, where it is not one of those shown, that of the one it lies in;
    without their kinds where it is `short`."""
    part = scene.part_of.get(area, area)
    name, within = (scene.short(a) if short else scene.names[a] for a in (area, part))
    return name if part == area else f"{name} ({within})"


def ranked(scene: Scene, indicator: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows from the worst to the best; those with nothing to show last, in their order."""
    lower = scene.indicators.loc[indicator, "better"] == "lower"
    keys = [_key(row, lower) for row in rows.to_dict("records")]
    order = sorted(range(len(rows)), key=lambda i: keys[i])
    return rows.iloc[order]


def reading(scene: Scene, indicator: str, areas: list[str]) -> str:
    """Return who reaches the target, who is worst and best, and who has nothing to show."""
    rows = scene.rows(indicator).set_index("area", drop=False).loc[areas]
    own = is_own(scene, indicator) and not scene.is_nested
    voids = pd.Series([void_key(row) for row in rows.to_dict("records")], index=rows.index)
    told = rows[voids == ""]
    sentences = []
    if own and len(told):
        sentences.append(_of_own(scene, told, len(rows)))
    elif len(told):
        sentences += [_of_reached(scene, told, areas), _of_ends(scene, indicator, told)]
    for void in VOIDS:
        those = rows.index[voids == void].tolist()
        if those:
            who = names(scene, those, 7)
            if len(those) == len(areas) > 1:
                who = text("captions.all_areas", many=len(areas), areas=scene.word_for(areas))
            sentences.append(text("captions.without", what=VERDICTS[void, ""].word, who=who))
    return " ".join(filter(None, sentences))


def reading_within(scene: Scene, indicator: str) -> str:
    """Return how many of the lowest areas reach the target, where a map is coloured by them."""
    if not scene.is_nested:
        return ""
    rows = scene.of_leaves(indicator)
    lowest, which = scene.word_for(scene.leaves), when(scene)
    many, of = rows["status"].isin(GOOD).sum(), rows["status"].isin(GOOD + BAD).sum()
    if is_own(scene, indicator):
        many, of, which = rows["value"].gt(0).sum(), rows["value"].notna().sum(), "own"
    return text(f"captions.within.{which}", many=many, of=of, areas=lowest) if of else ""


def lines_note(scene: Scene) -> str:
    """Return where a map's lines come from, and that they have no legal force; of tiles, that they
    are no borders."""
    if are_tiles(scene.borders.geometry.loc[scene.leaves].to_numpy()):
        return text("maps.lines.tiles")
    source = scene.settings.borders_source
    which = "sourced" if source else "unsourced"
    return text(f"maps.lines.{which}", source=source, edition=scene.settings.edition)


def levels_note(scene: Scene) -> str:
    """Return what is on which level of a map; "" where there is one."""
    if not scene.is_nested:
        return ""
    below, shown = (scene.word_for(areas) for areas in (scene.leaves, scene.shown))
    return text("captions.levels", below=below, shown=shown)


def description(scene: Scene, indicator: str, rows: pd.DataFrame) -> str:
    """Return every area's result, for who cannot see the drawing."""
    return "; ".join(hover_text(scene, row) for row in rows.to_dict("records")) + "."


def _of_reached(scene: Scene, told: pd.DataFrame, areas: list[str]) -> str:
    judged = told[told["status"].isin(GOOD + BAD)]
    if judged.empty:
        return ""
    met = judged.loc[judged["status"].isin(GOOD), "area"].tolist()
    goal = formats.target_words(judged.iloc[0])
    if goal.startswith("= "):
        goal = text("captions.exactly", limit=goal[2:])
    if len(judged) == 1:
        which = "only" if met else "only_missed"
    elif len(met) in (0, len(judged)):
        which = "all" if met else "none"
    else:
        which = "some_named" if len(met) <= NAMED else "some"
    return text(
        f"captions.reached_{when(scene)}.{which}",
        many=len(met),
        of=len(judged),
        areas=scene.word_for(areas),
        target=goal,
        who=names(scene, met),
    )


def _of_ends(scene: Scene, indicator: str, told: pd.DataFrame) -> str:
    lower = scene.indicators.loc[indicator, "better"] == "lower"
    rows = ranked(scene, indicator, told[told["reason"].ne(SETTLED)]).to_dict("records")
    if not rows:
        return ""
    keys = [_key(row, lower) for row in rows]
    if len(rows) < 2:
        area, value = scene.short(rows[0]["area"]), value_text(rows[0])
        return text("captions.ends.one", area=area, value=value)
    if keys[0] == keys[-1]:
        areas = scene.word_for([row["area"] for row in rows])
        return text("captions.ends.equal", value=value_text(rows[0]), areas=areas)
    worst = [row for row, key in zip(rows, keys, strict=True) if key == keys[0]]
    best = [row for row, key in zip(rows, keys, strict=True) if key == keys[-1]]
    return text("captions.ends.both", worst=_end(scene, worst), best=_end(scene, best))


def _end(scene: Scene, rows: list[dict]) -> str:
    who, value = names(scene, [row["area"] for row in rows]), value_text(rows[0])
    if len(rows) > 1:
        return text("captions.ends.end_of_some", who=who, value=value)
    return text("captions.ends.end", who=who, value=value)


def _of_own(scene: Scene, told: pd.DataFrame, of: int) -> str:
    has = told.loc[told["value"].gt(0), "area"].tolist()
    has_not = told.loc[told["value"].eq(0), "area"].tolist()
    if of == 1:
        word = text(f"captions.has.{'yes' if has else 'no'}")
        return text("captions.own.one", who=names(scene, has + has_not), has=word)
    named = [
        text(f"captions.own_named.{which}", who=names(scene, those, 7))
        for which, those in (("having", has), ("lacking", has_not))
        if 0 < len(those) <= 7
    ]
    areas = scene.word_for(told["area"].tolist())
    return text("captions.own.some", many=len(has), of=of, areas=areas, named="".join(named))


def names(scene: Scene, areas: list[str], most: int = NAMED) -> str:
    """Return areas' names; their number where they are many."""
    if len(areas) > most:
        return text("captions.many_areas", many=len(areas), areas=scene.word_for(areas))
    return listing(scene.short(area) for area in areas)


def _key(row: dict, lower_is_better: bool) -> tuple:
    """Sorts a result among others, the worst first."""
    void = void_key(row)
    if void:
        return (1, VOIDS.index(void))
    value = row["value"]
    if row["reason"] == SETTLED:
        return (1, -1)  # it reaches its target or not, by how much is not known
    if pd.isna(value):
        value = math.inf if row["numerator"] else -math.inf
    return (0, -float(value) if lower_is_better else float(value))


def _whole(value) -> str:
    return formats.number(value, 0 if float(value).is_integer() else 1)
