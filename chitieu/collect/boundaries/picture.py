"""A picture of the borders before and after, with the areas beside it: to be looked at once."""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from chitieu.collect.boundaries.earth import km2
from chitieu.collect.boundaries.required import off_stated
from chitieu.plan.areas import Areas

NEW, OLD, FILL = "#1f5a96", "#c8500a", "#e4edf6"
LABELS, LINES = 60, 30  # more would cover the map, and run off the page


def picture_file(root: Path, edition: str) -> Path:
    return root / "outputs" / "boundaries" / f"communes_{edition}.png"


def draw(areas: Areas, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> bytes:
    """Return the picture (PNG) of an edition's new borders over those before."""
    figure = Figure(figsize=(13, 9))
    FigureCanvasAgg(figure).draw_idle = lambda: None  # each layer would draw all of it again
    figure.suptitle(f"Ranh giới xã, danh mục {areas.edition}: {areas.name(areas.top)}", size=15)
    _map(figure.add_axes((0.02, 0.02, 0.55, 0.91)), layer, before)
    _table(figure.add_axes((0.58, 0.02, 0.4, 0.91)), areas, layer, before)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return out.getvalue()


def _map(axes, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> None:
    layer.plot(ax=axes, facecolor=FILL, edgecolor=NEW, linewidth=1.6)
    legend = [Patch(facecolor=FILL, edgecolor=NEW, linewidth=1.6, label="ranh giới mới")]
    if before is not None:
        before.boundary.plot(ax=axes, color=OLD, linewidth=1.2, linestyle=(0, (4, 2)))
        legend.append(Line2D([], [], color=OLD, linestyle=(0, (4, 2)), label="ranh giới cũ"))
    if len(layer) <= LABELS:
        for name, shape in zip(layer["name"], layer.geometry, strict=True):
            point = shape.representative_point()
            axes.annotate(name, (point.x, point.y), ha="center", va="center", size=10)
    axes.legend(handles=legend, loc="best", frameon=False)
    axes.axis("off")


def _table(axes, areas: Areas, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> None:
    """The areas in km²: stated, drawn now, drawn before; the farthest off first where many."""
    new = km2(layer)
    old = km2(before.reset_index(drop=True)) if before is not None else None
    off = off_stated(new, areas)
    rows = list(new.index)
    if len(rows) > LINES:
        rows = list(off.abs().sort_values(ascending=False).index[:LINES])
    cells = [["xã", "km² đã nêu", "km² mới", "chênh lệch", "km² cũ"]]
    for area in rows:
        stated = areas.table.at[area, "km2"]
        known = pd.notna(stated)
        cells.append([
            areas.name(area),
            _number(stated) if known else "–",
            _number(new[area]),
            _percent(off[area]) if known else "–",
            _number(old[area]) if old is not None and area in old else "–",
        ])  # fmt: skip
    axes.axis("off")
    table = axes.table(cells, loc="upper left", cellLoc="right", colWidths=[0.32, *[0.17] * 4])
    table.auto_set_font_size(False)
    table.set_fontsize(10)
    for (row, column), cell in table.get_celld().items():
        cell.set_height(0.035)
        cell.set_linewidth(0)
        if column == 0:
            cell.get_text().set_horizontalalignment("left")
        if row == 0:
            cell.get_text().set_weight("bold")


def _number(value: float) -> str:
    return f"{float(value):.2f}".replace(".", ",")


def _percent(share: float) -> str:
    rounded = round(100 * share, 1)
    return f"{rounded:+.1f} %".replace(".", ",").replace("-", "−") if rounded else "0,0 %"
