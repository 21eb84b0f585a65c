"""What a leader is to know, each found in the figures: the largest change, the largest gap, the
areas and groups farthest behind, what is missing."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD
from chitieu.show.analyses.briefing.brief import Brief
from chitieu.show.analyses.through_years.findings import from_to
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame import reached
from chitieu.show.wording import captions, for_whom, parts, sentences, to_come
from chitieu.show.wording import formats as f
from chitieu.show.wording.judged import JUDGED, NOT_COMPARED, not_come
from chitieu.words import text

MOST_NEXT = 2  # indicators named behind the one with the largest gap
MOST_SETTLED = 2  # whose missing parts are spelt out; of the others the codes are named
HALF = 0.5  # of the indicators judged there: an area that reaches fewer is behind


def findings(brief: Brief) -> Exhibit:
    """Return what to know, in order: change, gap, behind, groups, missing, those that there are.

    The table has a row a finding: about, sentence.
    """
    told = {
        "change": _change(brief),
        "gap": _gap(brief),
        "behind": _behind(brief),
        "groups": _groups(brief),
        "missing": _missing(brief),
    }
    rows = [
        {"about": about, "label": text(f"briefing.label.{about}"), "sentence": sentence}
        for about, sentence in told.items()
        if sentence
    ]
    table = pd.DataFrame(rows, columns=["about", "sentence"])
    html = render("to_know.html", findings=rows)
    return Exhibit(html, table, " ".join(table["sentence"]))


def _change(brief: Brief) -> str:
    """The largest change for the worse and for the better that can be told from chance."""
    scene, since = brief.scene, brief.since
    if f.is_open(scene.period):
        return parts.sentences(text("briefing.change.part_year"), sentences.lost(scene, brief.own))
    tested = since[scene.indicators["chance"].reindex(since.index).astype(bool)]
    before = brief.years.last - 1
    if tested.empty:
        return text("briefing.change.not_compared")
    size = _points(brief, tested)
    largest = {
        key: size[tested["key"].eq(key)].idxmax()
        for key in ("worsening", "improving")
        if tested["key"].eq(key).any()
    }
    if not largest:
        return text("briefing.change.none", before=before, many=len(tested))
    told = [
        text(f"briefing.largest.{key}", found=from_to(brief.years, i), where=_where(brief, i))
        for key, i in largest.items()
    ]
    return text("briefing.change.since", before=before, found="; ".join(told))


def _points(brief: Brief, since: pd.DataFrame) -> pd.Series:
    """How much results changed, of rates on the scale of percentages too: 5‰ is half a point.

    A count has no such scale and comes behind all that have.
    """
    plan = brief.scene.indicators.loc[since.index]
    points = 100 * (since["now"] - since["before"]).abs().astype(float) / plan["per"].astype(float)
    return points.mask(plan["kind"].eq("count"), points / 1e12)


def _where(brief: Brief, indicator: str) -> str:
    """In how many of the areas below it changed the same way, of those that have both years."""
    years, scene = brief.years, brief.scene
    if parts.alone(scene):
        return ""
    rows = years.history[years.history["indicator"].eq(indicator)]
    values = rows.pivot(index="area", columns="year", values="value").astype(float)
    values = values.reindex(scene.shown)[[years.last - 1, years.last]].dropna()
    if values.empty:
        return ""
    away = values[years.last] - values[years.last - 1]
    falls = years.since.loc[indicator, "direction"] == "decreasing"
    same = away.lt(0) if falls else away.gt(0)
    whose = parts.of_all(int(same.sum()), len(same), scene.word_for(scene.shown))
    return text(f"briefing.where.{'fell' if falls else 'rose'}", areas=whose)


def _gap(brief: Brief) -> str:
    """The target that the most cases are lacking to, and where it is missed; then the next ones."""
    scene = brief.scene
    missed = brief.own[brief.own["status"].isin(BAD)]
    if not brief.own["status"].isin(JUDGED).any():
        return text("sentences.nothing_judged")
    if missed.empty:
        return text(f"briefing.gap.none_{captions.when(scene)}")
    gaps = to_come.margins(scene, missed).dropna().astype(float).abs()
    gaps = gaps.sort_values(ascending=False, kind="stable")
    if gaps.empty:
        return text("briefing.gap.not_counted", indicators=missed.index)
    first, *rest = gaps.index
    following = [
        text("briefing.gap.turning", indicator=i, turning=to_come.turning(scene, missed.loc[i]))
        for i in rest[:MOST_NEXT]
    ]
    return parts.sentences(
        text(
            "briefing.gap.cases",
            found=sentences.with_result(scene, missed.loc[first]),
            turning=to_come.turning(scene, missed.loc[first]),
        ),
        "" if parts.alone(scene) else sentences.how_many_missed(scene, scene.of_shown(first)),
        text("briefing.gap.next", found="; ".join(following)) if following else "",
    )


def _behind(brief: Brief) -> str:
    """The areas that reach the smallest shares of the indicators judged there, below a half."""
    scene = brief.scene
    if parts.alone(scene):
        return ""
    table = reached.standing(scene, scene.indicators.index)
    table = table[table["judged"] > 0].sort_values("share", kind="stable")
    behind = table[table["share"] < HALF]
    if behind.empty or table["share"].nunique() == 1:
        return reached.standing_reading(scene, scene.indicators.index)
    best = table[table["share"].eq(table["share"].max())]
    worst = behind.nsmallest(captions.NAMED, "share", keep="all")
    if len(worst) > captions.NAMED:  # nobody is left out who reaches no more than one named
        worst = behind[behind["share"].eq(behind["share"].min())]
    which = "some" if best["share"].iloc[0] >= HALF else "all"
    return text(
        f"briefing.behind.{which}",
        many=len(behind),
        areas=scene.word_for(list(behind["area"])),
        met=captions.met_word(scene),
        worst=reached.with_standing(scene, worst),
        best=reached.with_standing(scene, best),
    )


def _groups(brief: Brief) -> str:
    """Which groups are behind others by more than chance makes, and in what."""
    rows = for_whom.own(brief.scene)
    found = for_whom.gaps(brief.scene, rows)
    return for_whom.found(brief.scene, rows, found[found["told"]]) if len(rows) else ""


def _missing(brief: Brief) -> str:
    """What is missing and cannot turn a verdict; or else what is missing."""
    scene, own = brief.scene, brief.own
    settled = list(own.index[own["reason"].eq(SETTLED)])
    open_ = list(own.index[own["reason"].eq("part_missing") & own["conf_status"].ne("C")])
    names = scene.indicators["short"]
    if settled:
        told = [
            text(
                "briefing.missing.of",
                indicator=i,
                name=names[i],
                why=sentences.settled(scene, own.loc[i]),
            )
            for i in settled[:MOST_SETTLED]
        ]
        rest = settled[MOST_SETTLED:]
        return parts.sentences(
            text("briefing.missing.settled", found="; ".join(told)),
            text("briefing.missing.more", indicators=rest) if rest else "",
        )
    if open_:
        told = [
            text(
                "briefing.missing.of",
                indicator=i,
                name=names[i],
                why=sentences.missing_why(scene, i),
            )
            for i in open_[:MOST_SETTLED]
        ]
        rest = open_[MOST_SETTLED:]
        return parts.sentences(
            text("briefing.missing.open", found="; ".join(told)),
            text("briefing.missing.more_open", indicators=rest) if rest else "",
        )
    none_came = list(own.index[not_come(own)])
    alone = list(own.index[own["reason"].isin(NOT_COMPARED) & own["conf_status"].ne("C")])
    if not none_came and not alone:
        return text("briefing.missing.none")
    return parts.sentences(
        text("briefing.missing.nothing_came", indicators=none_came) if none_came else "",
        text("briefing.missing.not_compared", indicators=alone) if alone else "",
    )
