"""What an import found and did: told in a few lines, and a picture of the borders before and after,
to be looked at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from chitieu.collect.boundaries import agreement, required
from chitieu.collect.boundaries.earth import km2, plane
from chitieu.collect.boundaries.finding import Found
from chitieu.collect.boundaries.required import off_stated
from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault, listed
from chitieu.plan.areas import Areas
from chitieu.words import number, text, texts

SHOWN = 5  # features that are named before it says how many more there are
NEW, OLD, FILL = "#1f5a96", "#c8500a", "#e4edf6"
LABELS, LINES = 60, 30  # more would cover the map, and run off the page


@dataclass
class Import:
    """What was found in the file, what was done to it, and where it has gone."""

    source: Source
    areas: Areas
    found: Found
    projection: str
    repaired: list[int]
    mended: float
    tolerance: float
    corners: tuple[int, int]
    layer: gpd.GeoDataFrame
    before: gpd.GeoDataFrame | None
    changed: bool
    written: str
    picture: str
    warnings: list[Fault]

    def lines(self) -> Iterator[str]:
        """Tell it in a few lines."""
        column, others = self.found.column, self.found.others
        yield (
            f"{self.source.name}: {len(self.found.features)} of {len(self.areas.leaves)} communes "
            f"of edition {self.areas.edition} by the {column.kind} in '{column.name}'"
            + (f", letters read as {self.found.reading}" if self.found.reading != "UTF-8" else "")
        )
        if others:
            texts = (f"{n} {column.texts.get(n, '')}".strip() for n in others)
            some = listed(texts, SHOWN, " and {} more")
            yield f"  left aside as no commune of it: feature {some}"
        turned = "" if self.projection == "WGS 84" else ", turned into WGS 84"
        yield f"  its coordinates{turned}: {self.projection}"
        if self.repaired:
            yield f"  repaired the shape of feature {', '.join(map(str, self.repaired))}"
        if self.mended:
            yield f"  mended slivers between communes, {self.mended:.1f} ha in all"
        yield self._areas_line()
        yield from self._exceptions()
        drawn, kept = self.corners
        yield f"  thinned to {self.tolerance:.0f} m: {drawn} corners, {kept} kept"
        if self.before is not None:
            yield self._moved_line()
        done = "written" if self.changed else "as before"
        yield f"  {done}: {self.written}; look at {self.picture}"

    def _areas_line(self) -> str:
        measured = km2(self.layer)
        off = required.off_stated(measured, self.areas)
        if self.areas.table.loc[self.areas.leaves, "km2"].isna().all():
            return f"  {measured.sum():.2f} km² in all; data/areas.csv states no km2"
        far = off.abs().idxmax()
        return (
            f"  {measured.sum():.2f} km² in all; farthest from the stated area: "
            f"{self.areas.name(far)}, {100 * off[far]:+.1f} %"
        )

    def _exceptions(self) -> Iterator[str]:
        """Those that are drawn otherwise than stated, each with its reason."""
        found = required.accepted(km2(self.layer), self.areas)
        for reason, codes in self.areas.table.loc[found.index].groupby("km2_note").groups.items():
            texts = (f"{code} {100 * found[code]:+.1f} %" for code in codes)
            some = listed(texts, SHOWN, " and {} more")
            yield f"  accepted as data/areas.csv records: {some}: {reason}"

    def _moved_line(self) -> str:
        metric = plane(self.before)
        new, old = (part.to_crs(metric).set_index("area") for part in (self.layer, self.before))
        apart = new.boundary.hausdorff_distance(old.loc[new.index].boundary)
        far = apart.idxmax()
        return (
            f"  from the borders before: at most {apart[far]:.0f} m ({self.areas.name(far)}), "
            f"{np.hypot(*agreement.shift(self.layer, self.before)):.0f} m on the whole"
        )


def picture_file(root: Path, edition: str) -> Path:
    return root / "outputs" / "boundaries" / f"communes_{edition}.png"


def draw(areas: Areas, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> bytes:
    """Return the picture (PNG) of an edition's new borders over those before."""
    figure = Figure(figsize=(13, 9))
    FigureCanvasAgg(figure).draw_idle = lambda: None  # each layer would draw all of it again
    title = text("boundaries.title", edition=areas.edition, area=areas.name(areas.top))
    figure.suptitle(title, size=15)
    _map(figure.add_axes((0.02, 0.02, 0.55, 0.91)), layer, before)
    _table(figure.add_axes((0.58, 0.02, 0.4, 0.91)), areas, layer, before)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return out.getvalue()


def _map(axes, layer: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> None:
    layer.plot(ax=axes, facecolor=FILL, edgecolor=NEW, linewidth=1.6)
    legend = [Patch(facecolor=FILL, edgecolor=NEW, linewidth=1.6, label=text("boundaries.new"))]
    if before is not None:
        before.boundary.plot(ax=axes, color=OLD, linewidth=1.2, linestyle=(0, (4, 2)))
        legend.append(
            Line2D([], [], color=OLD, linestyle=(0, (4, 2)), label=text("boundaries.old"))
        )
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
    cells = [list(texts("boundaries.column").values())]
    for area in rows:
        stated = areas.table.at[area, "km2"]
        known = pd.notna(stated)
        cells.append([
            areas.name(area),
            number(stated, 2) if known else "–",
            number(new[area], 2),
            _percent(off[area]) if known else "–",
            number(old[area], 2) if old is not None and area in old else "–",
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


def _percent(share: float) -> str:
    rounded = round(100 * share, 1)
    plus = "+" if rounded > 0 else ""
    return text("boundaries.percent", change=plus + number(rounded, 1))
