"""The frame of every page: its head, its findings, what is missing, what the words mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import pandas as pd
from markupsafe import Markup

from chitieu.measure.intervals import EXACT_BELOW
from chitieu.plan.groups import dimension_name, dimensions
from chitieu.plan.identifiers import as_asked
from chitieu.plan.indicators import variables_of
from chitieu.show.exhibit import Exhibit, notebook_sheet, render
from chitieu.show.frame.formula import compared, sum_of_names
from chitieu.show.frame.next_steps import next_steps
from chitieu.show.frame.plain import plain
from chitieu.show.frame.scorecard import agency_name
from chitieu.show.scene import Scene
from chitieu.show.wording import captions, part_year, sentences
from chitieu.show.wording import formats as f
from chitieu.show.wording.parts import naming
from chitieu.spreadsheets import without_formulas
from chitieu.words import capital, listing, number, text, texts

__all__ = ["definitions", "gaps", "header", "next_steps", "reading_guide", "summary"]

MOST_GAPS = 40  # rows; where larger areas are shown, more of them are told together


def header(
    scene: Scene,
    objective: int | str | None,
    objectives: Mapping[str, str],
    answer: str = "",
    screen_only: Collection[str] = (),
    of_part: list[str] | None = None,
) -> Exhibit:
    """Return the head of a page: the answer, and what it is the answer to.

    `answer`: the page's own, where it is not how many indicators are met; `screen_only`: the
    facts and notes, by their codes, that are not printed, where the sheets tell them in another
    place;
    `of_part`: what is said of a part of a year, where it is not what every page says.
    """
    facts = _facts(scene, objective, objectives)
    names = {code: text(f"pages.fact.{code}") for code in facts}
    of_part = part_year.notes(scene, objective) if of_part is None else of_part
    notes = [*(("part", note) for note in of_part), *_notes(scene, objective).items()]
    answer = answer or sentences.answer(scene, objective)
    html = render(
        "header.html",
        css=Markup(notebook_sheet()),
        running=" · ".join(_running(scene)),
        simulated=scene.settings.simulated,
        internal=scene.audience == "internal",
        place=scene.names[scene.top],
        period=f.period_name(scene.period),
        answer=answer,
        facts=[(names[code], told, code in screen_only) for code, told in facts.items()],
        notes=[(note, code in screen_only) for code, note in notes],
    )
    told = zip(names.values(), facts.values(), strict=True)
    return Exhibit(html, pd.DataFrame(told, columns=list(texts("pages.facts").values())), answer)


def _facts(
    scene: Scene, objective: int | str | None, objectives: Mapping[str, str]
) -> dict[str, str]:
    settings = scene.settings
    plan = {"title": settings.title, "number": settings.number}
    return {
        "objective": text("pages.whole_plan")
        if objective is None
        else f"{objective}. {objectives[as_asked(objective)]}",
        "area": scene.names[scene.top],
        "period": capital(f.period_name(scene.period)),
        "plan": text("pages.plan", **plan) if settings.number else settings.title,
        "audience": text(f"pages.audience.{scene.audience}"),
        "nature": text(f"pages.nature.{'simulated' if settings.simulated else 'real'}"),
        "figures": _data_state(scene, objective),
        "date": capital(f.long_date(settings.date_of(scene.period))),
    }


def _notes(scene: Scene, objective: int | str | None) -> dict[str, str]:
    settings, notes = scene.settings, {}
    if source := settings.targets_from:
        notes["targets"] = text("pages.other_year", year=settings.year, of=source)
    if withheld := _withheld(scene, objective):
        notes["withheld"] = text("pages.withheld", many=withheld, sign=f.withheld())
    return notes


def _withheld(scene: Scene, objective: int | str | None) -> int:
    """How many results of a page's areas are withheld."""
    here = scene.results["indicator"].isin(scene.of_objective(objective).index)
    here &= scene.results["area"].isin({scene.top, *scene.parts, *scene.shown, *scene.leaves})
    return int((here & scene.results["conf_status"].eq("C")).sum())


def _running(scene: Scene) -> list[str]:
    """What stands at the head of every printed sheet, beside the page's title."""
    told = [
        f"{scene.names[scene.top]}, {f.period_name(scene.period)}",
        text(f"pages.running.{scene.audience}"),
    ]
    return [*told, text("pages.running_simulated")] if scene.settings.simulated else told


def _data_state(scene: Scene, objective: int | str | None) -> str:
    cells = _figures(scene, objective)
    received = (cells["value"].notna() | cells["conf_status"].eq("C")).sum()
    soft = cells["obs_status"].isin(["P", "E"]).sum()
    which = "some_soft" if soft else "plain"
    return text(f"pages.received.{which}", received=received, of=len(cells), soft=soft)


def _figures(scene: Scene, objective: int | str | None) -> pd.DataFrame:
    """The counts that the lowest areas were to report for a page."""
    plan = scene.of_objective(objective)
    counts = scene.counts[scene.counts["period"] == scene.period]
    wanted = counts["variable"].isin(variables_of(plan)) & counts["area"].isin(scene.leaves)
    return counts[wanted & counts["reason"].ne("school_year_open")]


def summary(scene: Scene, objective: int | str | None) -> Exhibit:
    """Return the page's findings, a sentence each."""
    found = sentences.summary(scene, objective)
    html = render("summary.html", sentences=found)
    return Exhibit(html, pd.DataFrame({"sentence": found}), " ".join(found))


def gaps(scene: Scene, objective: int | str | None) -> Exhibit:
    """Return the figures that are missing, provisional or estimated, and who reports them."""
    table, reading = lacking(scene, objective)
    return plain(text("pages.gaps_title"), table, note=reading, reading=reading)


def lacking(scene: Scene, objective: int | str | None) -> tuple[pd.DataFrame, str]:
    """Return the table of `gaps`, which may have no rows, and how many there are in words."""
    cells = _figures(scene, objective)
    cells = cells[cells["conf_status"].ne("C")]  # what is withheld has arrived
    cells = cells[cells["value"].isna() | cells["obs_status"].isin(["P", "E"])]
    told = cells.assign(
        state=[_state(row) for row in cells.to_dict("records")],
        place=[captions.full_name(scene, area, short=False) for area in cells["area"]],
    )
    if scene.is_nested and len(told) > MOST_GAPS:
        told = _gathered(scene, told)
    used = _users(scene)
    agencies = scene.variables["agency"]
    found = {
        "variable": told["variable"].map(scene.variables["name"]),
        "place": told["place"],
        "state": told["state"],
        "indicators": [", ".join(used[v]) for v in told["variable"]],
        "agency": [agency_name(scene, agencies.get(v)) for v in told["variable"]],
        "note": told["note"].map(without_formulas, na_action="ignore").astype("object"),
    }
    table = pd.DataFrame({text(f"pages.gap.{code}"): cells for code, cells in found.items()})
    missing = cells["value"].isna().sum()
    soft = len(cells) - missing
    which = "both" if missing and soft else "missing" if missing else "soft" if soft else "none"
    return table, text(f"pages.gaps.{which}", missing=missing, soft=soft)


def _users(scene: Scene) -> dict[str, list[str]]:
    """The indicators that each variable is counted in."""
    users: dict[str, list[str]] = defaultdict(list)
    for indicator in scene.indicators.index:
        for variable in variables_of(scene.indicators.loc[[indicator]]):
            users[variable].append(indicator)
    return users


def _gathered(scene: Scene, cells: pd.DataFrame) -> pd.DataFrame:
    """A row a variable and state, with how many of the lowest areas it is and where most are."""
    rows = []
    for (variable, state), some in cells.groupby(["variable", "state"], sort=False):
        where = some["area"].map(scene.part_of).value_counts()
        named = naming(f"{scene.short(area)} {number(n)}" for area, n in where.items())
        areas = scene.word_for(list(some["area"]))
        place = text("pages.gathered", many=len(some), areas=areas, where=named)
        rows.append({"variable": variable, "state": state, "place": place, "note": ""})
    return pd.DataFrame(rows)


def _state(row: pd.Series) -> str:
    if pd.isna(row["value"]) and row["reason"] == "not_in_file":
        return f.reason("not_in_file")
    return text(f"results.obs_status.{row['obs_status']}")


def definitions(scene: Scene, objective: int | str | None) -> Exhibit:
    """Return the definition, the formula and the source of each of a page's indicators."""
    plan = scene.of_objective(objective)
    told = {
        "code": plan.index,
        "indicator": plan["name"].to_numpy(),
        "numerator": [sum_of_names(scene, cell) for cell in plan["numerator"]],
        "denominator": [
            text("pages.compared", of=compared(scene, row))
            if row["kind"] == "change"
            else sum_of_names(scene, row["denominator"])
            for _, row in plan.iterrows()
        ],
        "definition": plan["definition"].to_numpy(),
        "source": plan["source"].to_numpy(),
    }
    if plan[["by", "by_asked"]].notna().any(axis=None):
        told["groups"] = [_told_by(scene, row) for _, row in plan.iterrows()]
    table = pd.DataFrame({text(f"pages.definition.{code}"): cells for code, cells in told.items()})
    return plain(text("pages.definitions_title"), table, kind="ct-broad ct-definitions")


def _told_by(scene: Scene, plan: pd.Series) -> str:
    """By which groups an indicator's specification asks that it be told, by which it was reported,
    and by which published; blank where by none."""
    history = scene.group_history
    here = history["period"].eq(scene.period) & history["indicator"].eq(plan.name)
    reported, published = (
        history.loc[here & there, "dimension"].unique()
        for there in (history["status"].ne("no_data") | history["conf_status"].eq("C"),
                      history["value"].notna())
    )  # fmt: skip
    told = {"asked": dimensions(plan["by_asked"]), "reported": reported, "published": published}
    if not any(map(len, told.values())):
        return ""
    named = {code: listing(map(dimension_name, of)) for code, of in told.items()}
    absent = texts("pages.told_by_none")
    return text("pages.told_by", **{code: words or absent[code] for code, words in named.items()})


def reading_guide(scene: Scene) -> Exhibit:
    """Return what the words and signs of a page mean, in plain words."""
    values = {
        "confidence": f.confidence(scene),
        "few": EXACT_BELOW,
        "zero": 0,
        "nothing": f.NONE,
        "missing": f.MISSING,
    }
    words = {
        text(f"pages.word.{code}", **values): text(f"pages.meaning.{code}", **values)
        for code in texts("pages.word")
    }
    words |= part_year.words(scene)
    table = pd.DataFrame(words.items(), columns=list(texts("pages.guide").values()))
    return plain(text("pages.guide_title"), table, kind="ct-guide")
