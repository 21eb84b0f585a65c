"""For whom a figure is told, in words: which group is behind, by how much, and how surely.

Everything here is built from the protected results: a group that is withheld is never compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from chitieu.measure.differences import PROPORTIONS, between_groups, gap_trends
from chitieu.measure.intervals import EXACT_BELOW
from chitieu.measure.slope_index import slope_indices
from chitieu.plan.groups import dimension_name
from chitieu.show.scene import Scene
from chitieu.show.wording import captions, formats, rounding
from chitieu.show.wording.parts import sentences
from chitieu.show.wording.to_come import unit_of
from chitieu.words import capital, listing, text, texts

FEW = 20  # of a share: one more or less is 5 % of it


def own(scene: Scene, indicators: list[str] | None = None) -> pd.DataFrame:
    """Return the page's own area's results of each group, in the plan's order."""
    if scene.groups.empty:
        return vars(scene)["group_history"].iloc[:0]  # nothing is looked at
    history = scene.group_history
    here = history["period"].eq(scene.period) & history["area"].eq(scene.top)
    if indicators is not None:
        here &= history["indicator"].isin(indicators)
    order = scene.indicators.index.get_loc
    return history[here].sort_values("indicator", key=lambda of: of.map(order), kind="stable")


def gaps(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each indicator and dimension the group that is farthest behind the one that fares
    best, of those that chance hardly makes where there are such; no row where none can be compared.

    `rows`: as `own` returns them. Columns: those of `between_groups`; `size`, how wide the gap is,
    0 where the groups are alike; `row` and `best`, the results of the two.
    """
    found = between_groups(rows, scene.indicators["better"], scene.settings.confidence)
    found["size"] = [_size(gap) for gap in found.itertuples()]
    found = found.sort_values(["told", "size"], ascending=False, kind="stable")
    found = found.drop_duplicates(["indicator", "dimension"]).sort_index()
    of = {(row["indicator"], row["dimension"], row["group"]): row for _, row in rows.iterrows()}
    for column, group in (("row", "group"), ("best", "other")):
        keys = zip(found["indicator"], found["dimension"], found[group], strict=True)
        found[column] = pd.Series([of[key] for key in keys], found.index, dtype=object)
    return found


def _size(gap) -> float:
    if gap.value == gap.other_value:
        return 0.0
    if gap.measure == "difference":
        return abs(gap.gap)
    return abs(math.log(gap.gap)) if 0 < gap.gap < math.inf else math.inf


def farthest(scene: Scene) -> dict[str, str]:
    """Return the group that is farthest behind, with its result and counts, by indicator: of those
    alone where that can be told from chance."""
    found = gaps(scene, own(scene))
    found = found[found["told"]].sort_values("size", kind="stable")  # the widest of two stays
    return {i: figure(scene, row) for i, row in zip(found["indicator"], found["row"], strict=True)}


def name(scene: Scene, row) -> str:
    """Return what a result's group is called: "nữ"."""
    return str(scene.groups.loc[f"{row['dimension']}={row['group']}", "name"])


def figure(scene: Scene, row) -> str:
    """Return a group with its result and its counts: "nữ 84,6% (248/293)"."""
    given = {"group": name(scene, row), "value": formats.value(row)}
    if counts := captions.counts_text(row):
        return text("by_group.figure", **given, counts=counts)
    return text("by_group.counted", **given)


def gap_words(scene: Scene, gap: pd.Series) -> str:
    """Return a gap with its interval, as far behind as it is, whichever way is better: "chênh 11,4
    điểm phần trăm (khoảng tin cậy 95%: 5,9 – 24,3)"."""
    row, ratio = gap["row"], gap["measure"] == "ratio"
    ends = [gap["gap"], gap["lower"], gap["upper"]]
    if ratio and not 0 < ends[0] < math.inf:
        return text("by_group.gap.no_ratio")
    if not ratio and ends[0] < 0:
        ends = [-ends[0], -ends[2], -ends[1]]
    least = 1 if ratio else min(formats.places(row), formats.places(gap["best"]))
    places = rounding.beside([end for end in ends if pd.notna(end)], int(ratio), least)
    wide, lower, upper = (formats.number(end, places) for end in ends)
    if ratio:
        told = text("by_group.gap.ratio", gap=wide)
    else:
        unit = formats.unit(row)
        unit = text("by_group.points") if unit == "%" else unit
        told = text("by_group.gap.difference", gap=wide, unit=unit)
    if not lower:
        return told
    given = {"confidence": formats.confidence(scene), "lower": lower, "upper": upper}
    return text("by_group.gap.with_interval", gap=told, **given)


def of_each(scene: Scene, rows: pd.DataFrame) -> str:
    """Return of one indicator's groups who is behind and how surely, a sentence a dimension, and
    which are small."""
    found, said = gaps(scene, rows).set_index("dimension", drop=False), []
    for dimension in rows["dimension"].unique():
        gap = found.loc[dimension] if dimension in found.index else None
        if gap is not None and gap["size"]:
            which = "told" if gap["told"] else "open"
            told = text(
                f"by_group.behind.{which}",
                behind=figure(scene, gap["row"]),
                best=figure(scene, gap["best"]),
                gap=gap_words(scene, gap),
            )
        else:
            which = "not_compared" if gap is None else "alike"
            told = text(f"by_group.level.{which}", dimension=dimension_name(dimension))
        said.append(capital(told))
        if gap is not None and gap["size"]:
            said.append(_course(scene, gap))
        said.append(_slope(scene, rows[rows["dimension"].eq(dimension)]))
    return sentences(*said, small(scene, rows))


def _course(scene: Scene, gap: pd.Series) -> str:
    """Whether a gap has become wider or narrower over the years; blank where that is not clear."""
    of = scene.group_history
    for column in ("indicator", "area", "dimension"):
        of = of[of[column].eq(gap[column])]
    courses = gap_trends(of, scene.indicators["better"], scene.settings.confidence)
    courses = courses[courses["group"].eq(gap["group"]) & courses["other"].eq(gap["other"])]
    for course in courses[courses["direction"].isin(texts("by_group.course"))].itertuples():
        return text(f"by_group.course.{course.direction}", many=len(course.points))
    return ""


def _slope(scene: Scene, rows: pd.DataFrame) -> str:
    """How much the value changes from one end of ordered groups to the other, and whether that can
    be told from chance; blank where they are not ordered, or one of them has no value."""
    of = slope_indices(rows, scene.groups, scene.settings.confidence)
    if of.empty:
        return ""
    slope, ends = of.iloc[0].rename({"index": "gap"}), rows.iloc[[0, -1]]
    which = "open" if not slope["told"] else "rising" if slope["gap"] > 0 else "falling"
    (_, first), (_, last) = ends.iterrows()
    gap = pd.Series({**slope, "measure": "difference", "row": first, "best": last})
    return text(
        f"by_group.slope.{which}",
        first=name(scene, first),
        last=name(scene, last),
        gap=gap_words(scene, gap),
    )


def small(scene: Scene, rows: pd.DataFrame) -> str:
    """Return which of one indicator's groups are so small that one case turns much."""
    said = []
    for row in rows[rows["value"].notna()].to_dict("records"):
        shares = row["kind"] in PROPORTIONS
        side, enough = ("denominator", FEW) if shares else ("numerator", EXACT_BELOW)
        if 0 < row[side] < enough:
            unit = unit_of(scene, row["indicator"], side)
            given = {"group": name(scene, row), "many": int(row[side]), "unit": unit}
            said.append(text("by_group.few", **given))
    return text("by_group.small", groups="; ".join(said)) if said else ""


def found(scene: Scene, rows: pd.DataFrame, told: pd.DataFrame, few: Sequence[str] = ()) -> str:
    """Return in how many of the indicators that are told by groups one is behind, and which.

    `rows`: as `own` returns them; `told`: their `gaps` that chance hardly makes; `few`: each of
    these in words, where it is to be named.
    """
    of, many = rows["indicator"].nunique(), told["indicator"].nunique()
    which = "none" if not of else "some" if many else "nobody"
    named = "; ".join(few) or who(scene, told)
    return text(f"by_group.found.{which}", of=of, many=many, who=named)


def who(scene: Scene, told: pd.DataFrame) -> str:
    """Return each group that is behind and in which indicators, the one in most first: "dân tộc
    thiểu số (4a, 5a, 18a) và nữ (14)"."""
    of: dict[str, list[str]] = {}
    for indicator, row in zip(told["indicator"], told["row"], strict=True):
        of.setdefault(name(scene, row), []).append(indicator)
    order = sorted(of, key=lambda group: -len(of[group]))
    return listing(_within(group, of[group]) for group in order)


def others(rows: pd.DataFrame, found: pd.DataFrame) -> str:
    """Return where no group can be said to be behind, and why; a dimension is named where another
    of its indicator is not so."""
    far = found.set_index(["indicator", "dimension"])[["told", "size"]]
    of: dict[str, dict[str, list[str]]] = {key: {} for key in texts("by_group.other")}
    every = rows.groupby("indicator", sort=False)["dimension"].nunique()
    for key, _ in rows.groupby(["indicator", "dimension"], sort=False):
        told, size = far.loc[key] if key in far.index else (False, math.nan)
        if told:
            continue
        which = "not_compared" if math.isnan(size) else "open" if size else "alike"
        of[which].setdefault(key[0], []).append(dimension_name(key[1]))
    said = []
    for which, those in of.items():
        named = [i if len(dims) == every[i] else _within(i, dims) for i, dims in those.items()]
        said.append(text(f"by_group.other.{which}", indicators=named) if named else "")
    return sentences(*said)


def _within(what: str, those: list[str]) -> str:
    return text("by_group.within", what=what, those=", ".join(those))
