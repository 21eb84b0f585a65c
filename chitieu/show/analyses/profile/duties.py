"""What the plan asks of the area itself, and what it has not reported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chitieu.measure.vocabulary import BAD
from chitieu.show.analyses.profile.place import Place
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame import page_parts
from chitieu.show.verdicts import verdict
from chitieu.words import text

MOST_NAMED = 3  # figures that an office owes


def tasks(place: Place, section: str) -> Exhibit:
    """Return what the plan asks of areas of this kind for the indicators that this one misses, a
    row a task.

    `section`: the one that speaks to them; what other sections ask of the agency that answers for
    it is theirs too.
    """
    scene, missed = place.scene, _missed(place)
    agencies = scene.agencies.index[scene.agencies["section"].eq(section)]
    named = [not agencies.intersection(named).empty for named in scene.actions["agencies"]]
    asked = scene.actions["section"].eq(section) | np.array(named, bool)
    needed = [not missed.keys().isdisjoint(served) for served in scene.actions["indicators"]]
    own = scene.actions[asked & np.array(needed, bool)]
    rows = [
        {
            "text": task["task"],
            "section": task["section"],
            "served": [_served(place, i) for i in task["indicators"] if i in missed],
        }
        for _, task in own.iterrows()
    ]
    unserved = [i for i in missed if not any(i in served for served in own["indicators"])]
    if not asked.any():
        reading, unserved = text("duties.tasks.none", section=section), []
    elif not missed:
        reading = text("duties.tasks.all_well")
    else:
        reading = text("duties.tasks.missed", area=place.word, many=len(missed))
    given = {"area": place.word, "many": len(unserved), "indicators": unserved}
    note = text("duties.tasks.unserved", **given) if unserved else ""
    html = render("tasks.html", rows=rows, reading=reading, note=note)
    return Exhibit(html, own.reset_index(drop=True), f"{reading} {note}".strip())


def _missed(place: Place) -> dict[str, None]:
    """The indicators whose target the area misses, in the plan's order."""
    return dict.fromkeys(place.table.index[place.table["status"].isin(BAD)])


def _served(place: Place, indicator: str) -> dict:
    return {"indicator": indicator, "verdict": verdict(place.table.loc[indicator])}


def unreported(place: Place) -> Exhibit:
    """Return the counts of this area that were not received or are not final, by who reports.

    The table names each; in the list, an office that owes many has them counted.
    """
    counts = place.own.counts
    known = replace(place.own, counts=counts[counts["conf_status"].ne("C")])  # they were received
    table, reading = page_parts.lacking(known, None)
    figure, _, state, used, agency, _ = table.columns
    groups = table.groupby([agency, state], sort=False)
    lines = [
        _line(who, what, list(zip(rows[figure], rows[used], strict=True)))
        for (who, what), rows in groups
    ]
    html = render("unreported.html", lines=lines, reading=reading)
    return Exhibit(html, table, reading)


def _line(agency: str, state: str, owed: list[tuple[str, str]]) -> str:
    """What an agency owes: figures, each with the indicators that use it."""
    if len(owed) <= MOST_NAMED:
        figures = "; ".join(
            text("duties.figure", figure=name, indicators=used) for name, used in owed
        )
    else:
        used = dict.fromkeys(i for _, cell in owed for i in cell.split(", ") if i)
        figures = text("duties.figures", many=len(owed), indicators=", ".join(used))
    if not agency:
        return text("duties.owed_by_none", state=state, figures=figures)
    return text("duties.owed", agency=agency, state=state, figures=figures)
