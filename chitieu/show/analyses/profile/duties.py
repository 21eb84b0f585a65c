"""What the plan asks of the area itself, and what it has not reported."""

from __future__ import annotations

from dataclasses import replace

from chitieu.measure.vocabulary import BAD
from chitieu.show.analyses.profile.place import Place
from chitieu.show.exhibit import Exhibit, render
from chitieu.show.frame import page_parts
from chitieu.show.verdicts import verdict
from chitieu.words import text

MOST_NAMED = 3  # figures that an office owes


def tasks(place: Place, section: str) -> Exhibit:
    """Return what a section of the plan asks of areas of this kind, with how each indicator that
    a task serves stands here."""
    actions = place.scene.actions
    own = actions[actions["section"].eq(section)]
    rows = [
        {
            "text": task["task"],
            "served": [_served(place, i) for i in task["indicators"] if i in place.table.index],
        }
        for _, task in own.iterrows()
    ]
    served = {i for cell in own["indicators"] for i in cell} & set(place.table.index)
    behind = [i for i in place.table.index if i in served and _is_behind(place.table.loc[i])]
    if own.empty:
        reading = text("duties.tasks.none", section=section)
    elif behind:
        reading = text("duties.tasks.behind", section=section, many=len(served), indicators=behind)
    else:
        reading = text("duties.tasks.all_well", section=section, many=len(served))
    html = render("tasks.html", rows=rows, reading=reading)
    return Exhibit(html, own.reset_index(drop=True), reading)


def _served(place: Place, indicator: str) -> dict:
    return {"indicator": indicator, "verdict": verdict(place.table.loc[indicator])}


def _is_behind(row) -> bool:
    return row["status"] in (*BAD, "no_data", "invalid")


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
