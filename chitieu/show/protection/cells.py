"""Small cells: where a count is so low that it could name a child, and what is left to publish."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from chitieu.plan.years import smallest_threshold
from chitieu.show import drawing, formats, parts
from chitieu.show.exhibit import Exhibit, figure_exhibit, styled
from chitieu.show.scene import Scene
from chitieu.show.verdicts import AT, BEYOND, GOOD_INK, HATCH, INK, LINE, MUTED, SHORT_OF, VOID

NONE, SMALL, OTHERS, ENOUGH, WITHHELD, MISSING = "none", "small", "others", "enough", "bm", "gap"
TO_WITHHOLD = (SMALL, OTHERS, WITHHELD)
_GROUNDS = {
    NONE: BEYOND,
    SMALL: SHORT_OF,
    OTHERS: SHORT_OF,
    ENOUGH: AT,
    WITHHELD: VOID,
    MISSING: VOID,
}
_HATCHES = {OTHERS: "\\\\\\\\", WITHHELD: "...", MISSING: "////"}


def small_cells(scene: Scene, objective: int | None, children: str) -> Exhibit:
    """Draw which cells, sensitive indicator × area, are too small to be published.

    `children`: the variable by which the areas are weighed. A cell is "none" (0), "small" (from 1
    to the threshold less one), "others" (as small is the complement: those who are not counted),
    "enough", "bm" (withheld already) or "gap" (no figure). The table holds these words, never a
    count: a row an indicator, a column an area, then `to_withhold` (cells) and `left` (share of
    the children who live where the cell may be published). Further cells that protection has to
    withhold with them are not foreseen here.
    """
    plan = scene.of_objective(objective)
    sensitive = list(plan.index[plan["sensitive"]])
    grid = pd.DataFrame(
        {indicator: _sizes(scene, indicator) for indicator in sensitive},
        index=pd.Index(scene.parts, name="area"),
    ).T
    left = _left(scene, grid, children)
    table = grid.assign(to_withhold=grid.isin(TO_WITHHOLD).sum(axis=1), left=left)
    return figure_exhibit(
        _draw_cells(scene, grid, left),
        name=f"o-nho-{objective or 'tat-ca'}",
        title=parts.titled(scene, "Những ô quá nhỏ để công bố"),
        alt=_cells_alt(scene, grid),
        table=table,
        reading=_cells_reading(scene, grid, left),
        note=_note(scene),
    )


def _note(scene: Scene) -> str:
    most = smallest_threshold(scene.settings.threshold) - 1
    if scene.audience == "review":
        return (
            f"“{formats.WITHHELD}”: không công bố, vì số trường hợp hoặc số em còn lại từ 1 đến "
            f"{most}, hoặc để không thể suy ngược ra những ô ấy; hai loại mang cùng một dấu."
        )
    return (
        f"Ô màu cam: số trường hợp, hoặc số em còn lại (gạch chéo), từ 1 đến {most}: phải bảo mật "
        "khi gửi ra ngoài, cùng những ô cần che thêm để không thể suy ngược ra các ô này."
    )


def _sizes(scene: Scene, indicator: str) -> pd.Series:
    """Return how large an indicator's cell is in each area, in words."""
    plan = scene.indicators.loc[indicator]
    top = parts.counts(scene, plan["numerator"]).loc[scene.parts]
    rest = pd.Series(np.nan, index=top.index)
    hidden = top["absent"].eq(formats.reason("withheld"))
    if pd.notna(plan["denominator"]):
        whole = parts.counts(scene, plan["denominator"]).loc[scene.parts]
        hidden |= whole["absent"].eq(formats.reason("withheld"))
        if plan["kind"] == "proportion":
            rest = whole["value"] - top["value"]
    least = smallest_threshold(scene.settings.threshold)
    return pd.Series(
        [
            WITHHELD if h else _size(count, other, least)
            for h, count, other in zip(hidden, top["value"], rest, strict=True)
        ],
        index=top.index,
    )


def _size(count: float, rest: float, threshold: int) -> str:
    if np.isnan(count):
        return MISSING
    if 0 < count < threshold:
        return SMALL
    if 0 < rest < threshold:
        return OTHERS
    return NONE if count == 0 else ENOUGH


def _left(scene: Scene, grid: pd.DataFrame, children: str) -> pd.Series:
    """Return the share of the children who live where each indicator may be published."""
    weight = parts.counts(scene, children).loc[scene.parts, "value"]
    open_ = grid.isin([NONE, ENOUGH])
    total = weight.sum(min_count=len(weight))
    return open_.mul(weight, axis=1).sum(axis=1) / (total if total > 0 else np.nan)


def _cells_reading(scene: Scene, grid: pd.DataFrame, left: pd.Series) -> str:
    if grid.empty:
        return "Không chỉ số nào ở đây được coi là nhạy cảm."
    hit = grid.isin(TO_WITHHOLD)
    total, cells = int(hit.to_numpy().sum()), int((grid != MISSING).to_numpy().sum())
    gaps = int((grid == MISSING).to_numpy().sum())
    tail = f" {gaps} ô chưa có số liệu." if gaps else ""
    if cells == 0:
        return f"Cả {gaps} ô đều chưa có số liệu."
    if total == 0:
        return f"Không ô nào trong {cells} ô phải bảo mật vì quá nhỏ.{tail}"
    by_area = hit.sum().sort_values(ascending=False, kind="stable")
    most = [scene.short(area) for area in by_area.index[by_area == by_area.iloc[0]]]
    why = "quá nhỏ"
    if (grid == WITHHELD).to_numpy().any():
        why += ", hoặc để không suy ra được ô quá nhỏ"
    lead = f"{total} trong {cells} ô có số liệu phải bảo mật ({why})."
    if not parts.alone(scene):
        lead = (
            f"{total} trong {cells} ô có số liệu phải bảo mật ({why}); nhiều nhất ở "
            f"{parts.naming(most)} ({int(by_area.iloc[0])} trong {len(grid)} chỉ số)."
        )
    known = left.dropna()
    share = ""
    if len(known):
        low, high = known.idxmin(), known.idxmax()
        share = f"Chỉ số nào cũng chỉ còn công bố được ở nơi của {_percent(known[low])} trẻ em."
        if known[low] != known[high]:
            share = (
                f"Phần trẻ em sống ở nơi còn công bố được: thấp nhất {_percent(known[low])} với "
                f"{parts.quoted(scene, low)}, cao nhất {_percent(known[high])} với "
                f"{parts.quoted(scene, high)}."
            )
    return parts.sentences(lead, share) + tail


def _percent(share: float) -> str:
    return f"{formats.number(100 * share)}%"


def _words(threshold: int) -> dict[str, str]:
    return {
        NONE: "0",
        SMALL: f"1–{threshold - 1}",
        OTHERS: f"còn 1–{threshold - 1}",
        ENOUGH: f"{threshold}+",
        WITHHELD: formats.WITHHELD,
        MISSING: formats.MISSING,
    }


def _cells_alt(scene: Scene, grid: pd.DataFrame) -> str:
    words = _words(smallest_threshold(scene.settings.threshold))
    told = [
        f"{parts.label(scene, indicator)}: "
        + ", ".join(f"{scene.short(area)} {words[cell]}" for area, cell in cells.items())
        for indicator, cells in grid.iterrows()
    ]
    return f"Ma trận cỡ ô. {'; '.join(told)}."


@styled
def _draw_cells(scene: Scene, grid: pd.DataFrame, left: pd.Series) -> Figure:
    rows, columns = len(grid), len(scene.parts)
    figure, (panel, side) = drawing.canvas(
        9.5, drawing.height_of(rows, 2.4), 2, width_ratios=[4.2, 1], sharey=True
    )
    words = _words(smallest_threshold(scene.settings.threshold))
    drawing.name_rows(panel, [parts.label(scene, i) for i in grid.index], grid=False)
    for y, (_, cells) in enumerate(grid.iterrows()):
        for x, cell in enumerate(cells):
            _draw_cell(panel, x, y, cell, words[cell])
    panel.set_xlim(-0.55, columns - 0.45)
    names = [drawing.wrapped(scene.short(area), 10) for area in scene.parts]
    panel.set_xticks(range(columns), names, fontsize=8)
    panel.xaxis.tick_top()
    panel.tick_params(axis="x", length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    _draw_left(side, left)
    if grid.empty:
        drawing.say_empty(panel)
    return figure


def _draw_cell(panel, x: int, y: int, cell: str, word: str) -> None:
    patterned = cell in _HATCHES
    ground = Rectangle(
        (x - 0.47, y - 0.42), 0.94, 0.84, facecolor=_GROUNDS[cell], hatch=_HATCHES.get(cell),
        edgecolor=HATCH if patterned else LINE, linewidth=0.5,
    )  # fmt: skip
    panel.add_patch(ground)
    rim = drawing.HALO if patterned else None
    panel.text(x, y, word, ha="center", va="center", fontsize=8, gid=rim)


def _draw_left(side, left: pd.Series) -> None:
    side.barh(range(len(left)), 100 * left.fillna(0), height=0.5, color=AT, edgecolor=GOOD_INK)
    for y, share in enumerate(left):
        text = _percent(share) if np.isfinite(share) else formats.MISSING
        side.annotate(
            text, (100 * share if np.isfinite(share) else 0, y), xytext=(4, 0), color=INK,
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    side.set_xlim(0, 135)
    side.set_xticks([])
    side.set_title("trẻ em ở nơi còn\ncông bố được", fontsize=8, loc="left", color=MUTED)
    side.spines["bottom"].set_visible(False)
    side.tick_params(axis="y", length=0, labelleft=False)
