"""What an import found and did, told in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from chitieu.collect.boundaries import agreement, required
from chitieu.collect.boundaries.earth import km2, plane
from chitieu.collect.boundaries.finding import Found
from chitieu.collect.boundaries.source import Source
from chitieu.faults import Fault
from chitieu.plan.areas import Areas

SHOWN = 5  # features that are named before it says how many more there are


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
            texts = [f"{n} {column.texts.get(n, '')}".strip() for n in others[:SHOWN]]
            more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
            yield f"  left aside as no commune of it: feature {', '.join(texts)}{more}"
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
            some = ", ".join(f"{code} {100 * found[code]:+.1f} %" for code in codes[:SHOWN])
            more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
            yield f"  accepted as data/areas.csv records: {some}{more}: {reason}"

    def _moved_line(self) -> str:
        metric = plane(self.before)
        new, old = (part.to_crs(metric).set_index("area") for part in (self.layer, self.before))
        apart = new.boundary.hausdorff_distance(old.loc[new.index].boundary)
        far = apart.idxmax()
        return (
            f"  from the borders before: at most {apart[far]:.0f} m ({self.areas.name(far)}), "
            f"{np.hypot(*agreement.shift(self.layer, self.before)):.0f} m on the whole"
        )
