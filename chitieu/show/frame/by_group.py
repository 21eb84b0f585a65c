"""For whom a target is reached and for whom not: an indicator's groups, and the gaps between."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from chitieu.plan.identifiers import safe
from chitieu.show import download
from chitieu.show.exhibit import Exhibit, figure_exhibit, render
from chitieu.show.frame.against_target import absence, draw_groups, gid
from chitieu.show.frame.plain import plain
from chitieu.show.frame.scorecard import caption
from chitieu.show.scene import Scene
from chitieu.show.verdicts import verdict
from chitieu.show.wording import captions, for_whom, formats, parts
from chitieu.words import capital, text


def by_group(scene: Scene, indicator: str, beside: pd.DataFrame) -> Exhibit | None:
    """Draw an indicator's results in each group of the page's own area, with their counts, and say
    what lies between the groups; in words alone where none has a value. None where the period
    tells it by no group.

    `beside`: the areas on whose scale they are drawn.
    """
    rows = for_whom.own(scene, [indicator])
    if rows.empty:
        return None
    rows = rows.assign(first=~rows["dimension"].duplicated()).reset_index(drop=True)
    given = {"indicator": indicator, "name": scene.indicators.loc[indicator, "short"]}
    title = parts.titled(scene, text("by_group.title", **given))
    hover = {gid(row): _hover(scene, row) for row in rows.to_dict("records")}
    there = not all(map(captions.lacks_value, rows.to_dict("records")))
    told = "; ".join(hover.values())
    return figure_exhibit(
        draw_groups(scene, rows, beside) if there else None,
        name=f"groups-{safe(indicator)}",
        title=title,
        alt=text("by_group.alt", title=title, groups=told),
        table=rows.drop(columns="first"),
        reading=parts.sentences(
            for_whom.of_each(scene, rows) if there else f"{told}.", for_whom.small(scene, rows)
        ),
        hover=hover,
        along=download.link(scene, rows, f"{indicator}-groups"),
    )


def _hover(scene: Scene, row: dict) -> str:
    group = capital(for_whom.name(scene, row))
    if captions.lacks_value(row):
        return text("by_group.hover.void", group=group, why=absence(row))
    said = {"group": group, "verdict": verdict(row).text}
    if counts := captions.counts_text(row):
        return text("by_group.hover.counted", **said, value=formats.value(row), counts=counts)
    return text("by_group.hover.judged", **said, value=formats.value(row))


def left_behind(scene: Scene) -> Exhibit:
    """Return the groups that are behind the one that fares best, by more than chance makes: a row
    an indicator and dimension; then the indicators where nothing of the kind can be said. It shows
    nothing where the workbook has no groups."""
    if scene.groups.empty:
        return Exhibit(Markup(), scene.groups)
    rows = for_whom.own(scene)
    found = for_whom.gaps(scene, rows)
    told = found[found["told"]]
    columns = {
        "behind": [for_whom.figure(scene, row) for row in told["row"]],
        "best": [for_whom.figure(scene, row) for row in told["best"]],
        "gap": [for_whom.gap_words(scene, gap) for _, gap in told.iterrows()],
    }
    names = [f"{i} {scene.indicators.loc[i, 'short']}" for i in told["indicator"]]
    table = pd.DataFrame(
        {text("tables.column.indicator"): names}
        | {text(f"by_group.column.{code}"): cells for code, cells in columns.items()}
    )
    reading = for_whom.found(scene, rows, told)
    shown = plain(caption(scene, text("by_group.left_behind")), table) if len(told) else None
    html = render(
        "left_behind.html",
        reading=reading,
        table=shown.html if shown else "",
        note=for_whom.others(rows, found),
    )
    return Exhibit(html, found.drop(columns=["row", "best"]).reset_index(drop=True), reading)
