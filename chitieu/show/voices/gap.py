"""What is missing to the target: how many children, where, and in how few areas it could be won."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from chitieu.measure.allowance import lifts, shortfall
from chitieu.measure.concentration import fewest
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, INK, MUTED, SHORT_OF


def reach_gap(scene: Scene, indicator: str) -> Exhibit:
    """Draw how many children each area lacks to the target, and which few areas could close it.

    `indicator`: a proportion where more is better. The table has a row an area: cases, size,
    value, needed (more until the area meets the target by itself), lift (more if it did as well
    as the best area), helps (whether it is among the fewest areas whose lift closes the gap of
    the whole).
    """
    table, needed = gap_table(scene, indicator)
    return figure_exhibit(
        _draw_gap(scene, indicator, table) if parts.any_there(table) else None,
        name=f"con-thieu-{indicator}",
        title=parts.titled(
            scene, f"{parts.label(scene, indicator)}: số em còn thiếu theo {parts.area_word(scene)}"
        ),
        alt=_gap_alt(scene, indicator, table),
        table=table,
        reading=_gap_reading(scene, indicator, table, needed),
        note=(
            "Số em còn thiếu là số ít nhất phải thêm để riêng nơi ấy đạt mức chỉ tiêu. “Bằng nơi "
            "tốt nhất” là một phép tính để thấy cỡ việc, không phải dự báo: nơi tốt nhất có thể "
            "cao vì ít trẻ em hoặc vì cách đếm."
        ),
    )


def gap_table(scene: Scene, indicator: str) -> tuple[pd.DataFrame, float]:
    """Return the areas, and how many more the whole needs (nan where that is not known)."""
    rows, own = parts.figures(scene, indicator), parts.whole(scene, indicator)
    goal, per, kind = formats.target_of(own), own["per"], own["kind"]
    cases, size = (rows[c].astype("Float64") for c in ("numerator", "denominator"))
    table = pd.DataFrame(
        {
            "name": rows["name"],
            "cases": cases.astype(float),
            "size": size.astype(float),
            "value": rows["value"],
            "needed": shortfall(goal, cases, size, per, kind).astype("Float64").astype(float),
            "lift": lifts(cases, size).astype("Float64").astype(float),
            "absent": rows["absent"],
        }
    )
    whole = pd.DataFrame([own])[["numerator", "denominator"]].astype(float).astype("Float64")
    needed = shortfall(goal, whole["numerator"], whole["denominator"], per, kind).iloc[0]
    needed = np.nan if needed is pd.NA else float(needed)
    if own["absent"]:
        needed = np.nan
    there = table["absent"].eq("")
    table[["needed", "lift"]] = table[["needed", "lift"]].where(there)
    helpers = fewest(table["lift"], needed) if np.isfinite(needed) else []
    return table.assign(helps=table.index.isin(helpers)), needed


def _gap_reading(scene: Scene, indicator: str, table: pd.DataFrame, needed: float) -> str:
    own = parts.whole(scene, indicator)
    goal = parts.goal_text(own)
    missing = parts.absent_sentence(table, "Chưa tính")
    if not goal:
        return parts.sentences("Kỳ này không có mức chỉ tiêu để tính số còn thiếu.", missing)
    whole = formats.capital(parts.whole_word(scene))
    if not np.isfinite(needed):
        lead = f"{whole} chưa tính được số còn thiếu" + (
            f" ({own['absent']})." if own["absent"] else "."
        )
    elif needed > 0:
        lead = f"{whole} cần thêm {formats.number(needed)} em để đạt mức {goal}."
    else:
        lead = f"{whole} đã đạt mức {goal}, không thiếu em nào."
    if parts.alone(scene):
        return lead
    return parts.sentences(
        lead, _where(scene, table), _closing(scene, indicator, table, needed), missing
    )


def _where(scene: Scene, table: pd.DataFrame) -> str:
    known = table[table["needed"].notna()]
    short = known[known["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    if known.empty:
        return ""
    if short.empty:
        return f"Riêng từng nơi cũng đều đạt ({len(known)} nơi)."
    told = [f"{row['name']} {formats.number(row['needed'])}" for _, row in short.iterrows()]
    return (
        f"Riêng từng nơi mà xét, {parts.of_all(len(short), len(known))} còn thiếu, cộng lại "
        f"{formats.number(short['needed'].sum())} em: {parts.naming(told)}."
    )


def _closing(scene: Scene, indicator: str, table: pd.DataFrame, needed: float) -> str:
    """Say which fewest areas would close the gap by doing as well as the best."""
    known = table[table["value"].notna()]
    if not needed > 0 or len(known) < 2:
        return ""
    best = known.loc[known["value"].idxmax()]
    level = f"{best['name']} ({formats.beside(best['value'], parts.whole(scene, indicator))}%)"
    helpers = table[table["helps"]].sort_values("lift", ascending=False, kind="stable")
    if helpers.empty:
        return f"Dù mọi nơi đều bằng nơi tốt nhất là {level} thì vẫn chưa đủ."
    enough = table[table["lift"] >= needed].sort_values("lift", ascending=False, kind="stable")
    each = enough if len(helpers) == 1 else helpers
    told = parts.naming(f"{row['name']} thêm {formats.number(row['lift'])} em"
                        for _, row in each.iterrows())  # fmt: skip
    word, whole = parts.area_word(scene), parts.whole_word(scene)
    best_of_all = f"lên bằng nơi tốt nhất là {level} thì {whole}"
    if len(helpers) > 1:
        return f"Cần ít nhất {len(helpers)} {word} ({told}) {best_of_all} mới đạt."
    if len(each) == 1:
        return f"Chỉ cần {told}, {best_of_all} đạt."
    return f"Chỉ cần một trong {len(each)} {word} ({told}) {best_of_all} đạt."


def _gap_alt(scene: Scene, indicator: str, table: pd.DataFrame) -> str:
    own = parts.whole(scene, indicator)
    told = [
        f"{row['name']} "
        + (
            row["absent"]
            or f"{formats.beside(row['value'], own)}%"
            + (f", thiếu {formats.number(row['needed'])} em" if row["needed"] > 0 else "")
        )
        for _, row in table.iterrows()
    ]
    return f"{parts.label(scene, indicator)}: {'; '.join(told)}."


@styled
def _draw_gap(scene: Scene, indicator: str, table: pd.DataFrame) -> Figure:
    own = parts.whole(scene, indicator)
    rows = table.sort_values(["needed", "value"], ascending=[False, True], na_position="last")
    figure, axes = drawing.canvas(8, drawing.height_of(len(rows), 2.6))
    drawing.name_rows(axes, rows["name"])
    limit = parts.limit_value(own)
    for place, (_, row) in enumerate(rows.iterrows()):
        if row["absent"]:
            drawing.say_absent(axes, place, row["absent"])
            continue
        axes.barh(place, row["value"], height=0.6, color=AT, zorder=2)
        if row["needed"] > 0:
            axes.barh(
                place, limit - row["value"], left=row["value"], height=0.6, facecolor=SHORT_OF,
                hatch="////", edgecolor=MUTED, linewidth=0.5, zorder=2,
            )  # fmt: skip
        text = f"thiếu {formats.number(row['needed'])} em" if row["needed"] > 0 else "đủ"
        if np.isnan(row["needed"]):
            text = ""
        text = f"{formats.beside(row['value'], own)}%  {text}{' ◄' if row['helps'] else ''}"
        axes.annotate(
            text, (np.nanmax([row["value"], limit]), place), xytext=(6, 0), va="center",
            textcoords="offset points", fontsize=8, color=INK, gid=drawing.HALO,
            fontweight="bold" if row["helps"] else "normal", zorder=6,
        )  # fmt: skip
    drawing.target_line(axes, limit, f"mức chỉ tiêu {parts.goal_text(own)}")
    furthest = np.nanmax([rows["value"].max(), limit, 1])
    axes.set_xlim(0, 1.35 * furthest)
    drawing.number_axis(axes.xaxis, formats.unit(own))
    if rows["helps"].any():
        axes.set_xlabel(
            "◄ nơi ít nhất mà lên bằng nơi tốt nhất thì cả địa bàn đạt", fontsize=8, loc="right"
        )
    return figure
