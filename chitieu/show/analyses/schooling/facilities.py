"""What schools still lack: how many have it, and how many more are needed, area by area."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import nearest_cases, shortfall
from chitieu.plan.identifiers import safe
from chitieu.show.draw import area_rows
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, INK, MUTED, PAPER
from chitieu.show.wording import formats, parts
from chitieu.words import plural, text


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
        _draw_facilities(scene, indicators, table) if parts.any_there(table) else None,
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
    own = parts.whole(scene, indicator)
    rows = parts.with_whole(scene, indicator)
    goal, per, kind = formats.target_of(own), own["per"], own["kind"]
    have, total = (
        rows[column].astype(float).astype("Float64") for column in ("numerator", "denominator")
    )
    return pd.DataFrame(
        {
            "indicator": indicator,
            "area": rows.index,
            "name": rows["name"].to_numpy(),
            "have": have.to_numpy(float, na_value=np.nan),
            "total": total.to_numpy(float, na_value=np.nan),
            "asked": nearest_cases(goal, total, per, kind).to_numpy(float, na_value=np.nan),
            "needed": shortfall(goal, have, total, per, kind).to_numpy(float, na_value=np.nan),
            "absent": rows["absent"].to_numpy(),
        }
    )


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
        goal=parts.goal_text(parts.whole(scene, indicator)),
        areas=_area_by_area(scene, below, bool(missing)),
    )
    return parts.sentences(told, missing)


def _area_by_area(scene: Scene, below: pd.DataFrame, some_missing: bool) -> str:
    """Say which areas lack some by themselves."""
    short = below[below["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    told = [
        text("facilities.short_area", area=row["name"], needed=row["needed"])
        for _, row in short.iterrows()
    ]
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


@styled
def _draw_facilities(scene: Scene, indicators, table: pd.DataFrame) -> Figure:
    figure, panels = area_rows.canvas(
        9.5, area_rows.height_of(len(scene.parts), 2.4), len(indicators), sharey=True, squeeze=False
    )
    for panel, indicator in zip(panels[0], indicators, strict=True):
        rows = table[table["indicator"].eq(indicator)].set_index("area").loc[scene.parts]
        own = parts.whole(scene, indicator)
        goal = parts.goal_text(own)
        panel.set_title(
            area_rows.wrapped(parts.label(scene, indicator), 31)
            + ("\n" + text("facilities.target", goal=goal) if goal else ""),
            fontsize=9, loc="left",
        )  # fmt: skip
        area_rows.name_rows(panel, rows["name"], grid=False)
        most = max(rows["total"].max() if rows["total"].notna().any() else 1, 1)
        for place, (_, row) in enumerate(rows.iterrows()):
            _draw_schools(panel, place, row, most)
        panel.set_xlim(-0.05 * most, 1.45 * most)
        panel.set_xticks([])
        panel.spines["bottom"].set_visible(False)
    return figure


def _draw_schools(panel, place: int, row, most: float) -> None:
    """Draw a box a school where there are few of them, else one long bar."""
    if row["absent"]:
        area_rows.say_absent(panel, place, row["absent"])
        return
    boxes = most <= 30
    for have, start, length, color in (
        (True, 0, row["have"], AT), (False, row["have"], row["total"] - row["have"], PAPER),
    ):  # fmt: skip
        spans = [(start + i, 1) for i in range(round(length))] if boxes else [(start, length)]
        panel.broken_barh(
            spans, (place - 0.3, 0.6), facecolor=color, edgecolor=MUTED, linewidth=0.8,
            hatch=None if have else "////", zorder=2,
        )  # fmt: skip
    if np.isfinite(row["asked"]):
        panel.vlines(row["asked"], place - 0.42, place + 0.42, color=INK, linewidth=2, zorder=4)
    told = f"{formats.number(row['have'])}/{formats.number(row['total'])}"
    if row["needed"] > 0:
        told += "  " + text("facilities.row_short", needed=row["needed"])
    panel.annotate(
        told, (row["total"], place), xytext=(6, 0), textcoords="offset points", va="center",
        fontsize=8, fontweight="bold" if row["needed"] > 0 else "normal",
    )  # fmt: skip
