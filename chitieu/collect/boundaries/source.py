"""A map file, opened: its one layer of polygons with the bytes of its texts, or why it is none."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from chitieu.collect.boundaries.gate import EXPORT, Refused, damaged, driver_of, read_apart
from chitieu.collect.boundaries.required import Told
from chitieu.collect.boundaries.unpack import ALONE, unpacked
from chitieu.faults import Faults

SIMPLER = "cut it to your area, or simplify its borders"


class Source(Told):
    """The layer of a map file: `layer` has the texts byte by byte, features are numbered from 1.

    Its shapes are areas alone, each valid; `repaired` are the features whose shapes were not.
    """

    def __init__(self, path: Path):
        super().__init__(str(path))
        try:
            with unpacked(path) as alone:
                found = _one_layer(read_apart(alone, driver_of(alone)))
        except Refused as refused:
            raise self.refusal("", refused.problem, refused.remedy) from None
        self.layer = self._layer(found)
        self.repaired = [place + 1 for place in found["repaired"]]
        self._require_polygons(found)

    def _layer(self, found: dict) -> gpd.GeoDataFrame:
        try:
            crs = CRS.from_user_input(found["crs"]) if found["crs"] else None
        except CRSError:
            crs = None  # told as one that is missing, with what it may be
        table = pd.DataFrame({n: pd.Series(cells, dtype="object") for n, cells in found["columns"]})
        shapes = shapely.from_wkb(found["shapes"])
        layer = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes), crs=crs)
        layer.index = pd.RangeIndex(1, len(layer) + 1, name="feature")
        return layer

    def _require_polygons(self, found: dict) -> None:
        if self.layer.empty:
            raise self.refusal("", "it has no features", "ask for the file again")
        kinds = pd.Series(found["kinds"], index=self.layer.index)
        lacking = self.layer.geometry.isna() | self.layer.geometry.is_empty
        drawn = {*self.layer.index[lacking & kinds.ne("")]} - {n + 1 for n in found["endless"]}
        flat = {n: kinds[n] for n in sorted(drawn) if "Polygon" not in kinds[n]}
        if len(flat) == kinds.ne("").sum() > 0:
            what = ", ".join(sorted(set(flat.values())))
            raise self.refusal("", f"its features are {what}, not areas", "hand over the polygons")
        faults = [
            self.fault(f"feature {n}", f"it is a {kind}, not an area", "draw it as a polygon")
            for n, kind in flat.items()
        ]
        faults += [
            self.fault(f"feature {n + 1}", "it has a corner that lies nowhere (no number)",
                       "mend its corners") for n in found["endless"]
        ]  # fmt: skip
        told = {*flat, *(n + 1 for n in found["endless"])}
        faults += [
            self.fault(f"feature {n}", "it has no shape", "draw it, or delete the feature")
            for n in self.layer.index[lacking]
            if n not in told
        ]
        if faults:
            raise Faults(faults)


def _one_layer(found: dict) -> dict:
    """What the reader found, where it is one layer of shapes. Raises Refused where it is not."""
    if "wrong" in found:
        if "not recognized" in found["wrong"]:
            raise Refused("it is no map that can be read", EXPORT)
        raise damaged(found["wrong"])
    if "large" in found:
        features, corners = found["large"]
        problem = f"it has {features} features and {corners} corners, too many for communes"
        raise Refused(problem, SIMPLER)
    if "layers" in found:
        if not found["layers"]:
            raise Refused("it has no geometry: it is a table, not a map", EXPORT)
        shown = ", ".join(f"'{name}'" for name in found["layers"][:5])
        raise Refused(f"it has {len(found['layers'])} layers: {shown}", ALONE)
    return found
