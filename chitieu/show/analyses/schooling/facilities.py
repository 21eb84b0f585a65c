"""What schools still lack: how many have it, and how many more are needed, area by area."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.plan.identifiers import safe
from chitieu.show.draw.marks import DONE, OPEN, Bar, Target
from chitieu.show.draw.rows import Panel, Row, draw_rows, row_of
from chitieu.show.exhibit import Exhibit, figure_exhibit
from chitieu.show.scene import Scene
from chitieu.show.wording import formats, parts
from chitieu.words import plural, text, text_of_each

MOST_BOXES = 30  # schools of an area; of more no box can be told from the next


def school_readiness(scene: Scene, indicators: list[str], unit: str = "") -> Exhibit:
    """Draw, by area, how many schools have each facility, and how many more the target asks for.

    `indicators`: proportions of schools; `unit`: in the page's language what is counted, one and
    several ("trường", "school|schools"). The table has a row an indicator × area, the page's own
    area last: have, total, asked (the least that meets the target), needed (how many more).
    """
    table = pd.concat([_facility(scene, indicator) for indicator in indicators], ignore_index=True)
    unit = unit or text("facilities.unit")
    units = plural(len(table), unit)
    return figure_exhibit(
        _drawn(scene, indicators, table) if parts.any_there(table) else None,
        name="co-so-" + "-".join(map(safe, indicators)),
        title=parts.titled(
            scene, text("facilities.title", units=units, areas=parts.area_word(scene))
        ),
        alt=_facility_alt(scene, table, units),
        table=table,
        reading=parts.sentences(*[_facility_reading(scene, i, table, unit) for i in indicators]),
        note=text("facilities.note", units=units, whole=parts.whole_word(scene)),
    )


def _facility(scene: Scene, indicator: str) -> pd.DataFrame:
    rows = parts.with_whole(scene, indicator)
    columns = {"numerator": "have", "denominator": "total"}
    table = rows[["area", "name", *columns, "absent"]].rename(columns=columns)
    asked = parts.in_cases(rows)
    return table.assign(indicator=indicator, asked=asked["nearest"], needed=asked["missing"])


def _facility_reading(scene: Scene, indicator: str, table: pd.DataFrame, unit: str) -> str:
    rows = table[table["indicator"].eq(indicator)]
    own, below = rows.iloc[-1], rows[rows["area"].ne(scene.top)]
    name = parts.quoted(scene, indicator)
    missing = parts.absent_sentence(below)
    if own["absent"]:
        told = text("facilities.absent", indicator=name, reason=own["absent"])
        return parts.sentences(told, missing)
    found = {"indicator": name, "have": own["have"], "total": own["total"], "unit": unit}
    if not np.isfinite(own["needed"]):
        return parts.sentences(text("facilities.no_target", **found), missing)
    told = text(
        f"facilities.found.{'short' if own['needed'] > 0 else 'enough'}",
        **found,
        needed=own["needed"],
        goal=formats.target_words(parts.whole(scene, indicator)),
        areas=_area_by_area(scene, below, bool(missing)),
    )
    return parts.sentences(told, missing)


def _area_by_area(scene: Scene, below: pd.DataFrame, some_missing: bool) -> str:
    """Say which areas lack some by themselves."""
    short = below[below["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    told = text_of_each("facilities.short_area", short, area="name", needed="needed")
    if told:
        return text("facilities.short_areas", areas=parts.naming(told))
    if below.empty:
        return ""
    return text(
        f"facilities.areas.{'known_enough' if some_missing else 'enough'}",
        areas=parts.area_word(scene),
    )


def _facility_alt(scene: Scene, table: pd.DataFrame, units: str) -> str:
    told = []
    for indicator, rows in table.groupby("indicator", sort=False):
        cells = [
            f"{row['name']} "
            + (row["absent"] or f"{formats.number(row['have'])}/{formats.number(row['total'])}")
            for _, row in rows.iterrows()
        ]
        told.append(f"{parts.label(scene, indicator)}: {', '.join(cells)}")
    return text("facilities.alt", units=units, indicators=". ".join(told))


def _drawn(scene: Scene, indicators, table: pd.DataFrame) -> Figure:
    return draw_rows([[_panel(scene, i, table[table["indicator"].eq(i)]) for i in indicators]])


def _panel(scene: Scene, indicator: str, table: pd.DataFrame) -> Panel:
    rows = table.set_index("area").loc[scene.parts]
    goal, title = formats.target_words(parts.whole(scene, indicator)), parts.label(scene, indicator)
    title += " " + text("facilities.target", goal=goal) if goal else ""
    most = np.nanmax([1, *rows["total"]])
    rows = [_row(row, most) for row in rows.to_dict("records")]
    return Panel(rows, title, ends=(0, most), ticks=())


def _row(row: dict, most: float) -> Row:
    """A box a school where there are few of them, else one long bar."""
    have, total, short = row["have"], row["total"], row["needed"] > 0
    size = 1 if most <= MOST_BOXES else max(most, 1)
    bars = [
        Bar(at, min(at + size, end), fill)
        for start, end, fill in ((0, have, DONE), (have, total, OPEN))
        if end > start
        for at in np.arange(start, end, size)
    ]
    cells = [f"{formats.number(have)}/{formats.number(total)}"]
    if short:
        cells = [f"{cells[0]}  {text('facilities.row_short', needed=row['needed'])}"]
    return row_of(row["name"], row["absent"], *bars, Target(row["asked"]), cells=cells, bold=short)
