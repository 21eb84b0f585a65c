"""One indicator's charts: its areas against the target, and its years."""

from __future__ import annotations

import pandas as pd

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.identifiers import safe
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.frame.against_target import draw_areas, draw_cells
from chitieu.show.frame.years_chart import history_chart
from chitieu.show.scene import Scene
from chitieu.show.wording import captions, formats, parts
from chitieu.words import capital, text, texts

__all__ = ["history_chart", "interval_chart"]

MOST_ROWS = 40  # areas; with more only the worst are drawn


def interval_chart(scene: Scene, indicator: str) -> Exhibit:
    """Draw an indicator's areas against its target: dots on intervals; bars for counts; the year
    before and now for a change; a cell an area for what an area has or has not."""
    whole = _rows(scene, indicator)
    rows = whole.iloc[: MOST_ROWS + 1]
    areas = whole["area"].tolist()[1:] or whole["area"].tolist()
    reading = captions.reading(scene, indicator, areas)
    kind = scene.indicators.loc[indicator, "kind"]
    if _in_cells(scene, indicator):
        leaves = scene.of_leaves(indicator)
        figure = draw_cells(scene, indicator, leaves)
        hover = {
            f"row-{row['area']}": captions.hover_text(scene, row)
            for row in leaves.to_dict("records")
        }
        rows = pd.concat([rows.iloc[:1], leaves])
        reading = captions.reading(scene, indicator, scene.leaves)
        note = text("charts.cells_note", areas=scene.word_for(scene.leaves))
    else:
        drawn = _worth_drawing(rows)
        figure = draw_areas(scene, drawn) if len(drawn) else None
        hover = {
            f"row-{row['area']}": captions.hover_text(scene, row)
            for row in drawn.to_dict("records")
        }
        note = ""
        if rows["lower"].notna().any() and kind != "count":
            note = text("charts.interval_note", confidence=formats.confidence(scene))
        if kind not in ("count", "change"):
            reading = doubt(scene, whole.loc[areas]) or reading
    if len(whole) > len(rows) and not _in_cells(scene, indicator):
        left_out = text(
            "charts.left_out",
            drawn=MOST_ROWS,
            others=len(whole) - len(rows),
            areas=scene.word_for(areas),
        )
        note = f"{left_out} {note}"
    name = parts.label(scene, indicator)
    title = text("charts.title", indicator=indicator, name=name, areas=scene.word_for(areas))
    title = parts.titled(scene, title)
    return figure_exhibit(
        figure,
        name=f"chart-{safe(indicator)}",
        title=title,
        alt=text("charts.alt", title=title, areas=captions.description(scene, indicator, rows)),
        table=rows.reset_index(drop=True),
        reading=reading,
        hover=hover,
        note=note.strip(),
    )


def _worth_drawing(rows: pd.DataFrame) -> pd.DataFrame:
    """Of the rows of a chart those that it is for: without those of the areas below where none of
    these has a value, and none at all where nothing has; the reading says what is not there."""
    there = [not captions.void_key(row) for row in rows.to_dict("records")]
    return rows if any(there[1:]) else rows.iloc[: int(any(there))]


def _in_cells(scene: Scene, indicator: str) -> bool:
    """Whether each area drawn has a thing or has it not; areas of several have it by a share."""
    return captions.is_own(scene, indicator) and not scene.is_nested


def doubt(scene: Scene, rows: pd.DataFrame) -> str:
    """Return for which areas the interval tells the side of the target, and for which not."""
    judged = rows[[captions.void_key(row) == "" for row in rows.to_dict("records")]]
    judged = judged[judged["status"].isin(GOOD + BAD)]
    if judged.empty:
        return ""
    told = []
    for evidence in texts("charts.some"):
        those = judged.loc[judged["evidence"].eq(evidence), "area"].tolist()
        if len(those) == len(judged) == 1:
            return text(f"charts.one.{evidence}", area=scene.short(those[0]))
        if len(those) == len(judged):
            areas = scene.word_for(those)
            return text(f"charts.all.{evidence}", many=len(those), areas=areas)
        if those:
            told.append(text(f"charts.some.{evidence}", areas=captions.names(scene, those)))
    return f"{capital('; '.join(told))}." if told else ""


def _rows(scene: Scene, indicator: str) -> pd.DataFrame:
    """The page's own area, then those shown, from the worst to the best."""
    leaves = [area for area in scene.shown if area != scene.top]
    rows = scene.rows(indicator).set_index("area", drop=False)
    return pd.concat([rows.loc[[scene.top]], captions.ranked(scene, indicator, rows.loc[leaves])])
