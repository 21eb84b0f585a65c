"""A map file, opened: its one layer of polygons with the bytes of its texts, or why it is none."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from chitieu.faults import Fault, Faults
from chitieu.old_letters import RAW

MAPS = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".gml", ".tab", ".mif", ".fgb")
PARTS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix")  # of a shapefile
EXPORT = "export it as GeoPackage or GeoJSON from the program that made it"
ALONE = "save the communes' layer alone in a file and hand that over"
TOGETHER = "hand over all files of the shapefile together (.shp, .shx, .dbf, .prj)"


class Source:
    """The layer of a map file: `layer` has the texts byte by byte, features are numbered from 1."""

    def __init__(self, path: Path):
        self.name = str(path)
        if not path.exists():
            raise self.refusal("", "there is no such file", "look at the name")
        if path.is_file() and path.stat().st_size == 0:
            raise self.refusal("", "the file is empty", "ask for it again")
        if path.suffix.lower() in PARTS:
            raise self.refusal("", "it is one part of a shapefile", "name its .shp file")
        self._address = self._inside(path) if zipfile.is_zipfile(path) else str(path)
        self._require_parts(path)
        self.layer = self._read(self._only_layer())
        self._require_polygons()

    def fault(self, place: str, problem: str, remedy: str) -> Fault:
        return Fault(self.name, 0, place, problem, remedy)

    def refusal(self, place: str, problem: str, remedy: str) -> Faults:
        return Faults([self.fault(place, problem, remedy)])

    def _inside(self, path: Path) -> str:
        """The address of the one map in an archive, at whatever depth it lies."""
        if path.suffix.lower() in (".kmz", ".xlsx", ".ods"):
            return str(path)
        with zipfile.ZipFile(path) as archive:
            members = [n for n in archive.namelist() if not n.startswith("__MACOSX")]
        maps = [name for name in members if name.lower().endswith(MAPS)]
        if len(maps) == 1:
            return f"/vsizip/{{{path}}}/{maps[0]}"
        if any(".gdb/" in name for name in members):
            return f"/vsizip/{{{path}}}"
        if maps:
            raise self.refusal("", f"it holds {len(maps)} maps: {', '.join(maps)}", ALONE)
        raise self.refusal("", "the archive holds no map", EXPORT)

    def _require_parts(self, path: Path) -> None:
        if path.suffix.lower() != ".shp":
            return
        beside = {p.suffix.lower() for p in path.parent.iterdir() if p.stem == path.stem}
        if lacking := [part for part in (".shx", ".dbf") if part not in beside]:
            raise self.refusal("", f"its {' and '.join(lacking)} is missing", TOGETHER)

    def _only_layer(self) -> str:
        try:
            layers = pyogrio.list_layers(self._address)
        except (DataSourceError, DataLayerError) as error:
            raise self._unreadable(error) from None
        drawn = [name for name, kind in layers if kind is not None]
        if not drawn:
            raise self.refusal("", "it has no geometry: it is a table, not a map", EXPORT)
        if len(drawn) > 1:
            shown = ", ".join(f"'{name}'" for name in drawn)
            raise self.refusal("", f"it has {len(drawn)} layers: {shown}", ALONE)
        return drawn[0]

    def _read(self, name: str) -> gpd.GeoDataFrame:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters of them is a fault further on
            try:
                layer = pyogrio.read_dataframe(
                    self._address, layer=name, encoding=RAW, force_2d=True, on_invalid="fix"
                )
            except Exception as error:  # a damaged file makes the reader raise almost anything
                raise self._unreadable(error) from None
        if layer.empty:
            raise self.refusal("", "it has no features", "ask for the file again")
        if not isinstance(layer, gpd.GeoDataFrame):
            raise self.refusal("", "it has no geometry: it is a table, not a map", EXPORT)
        layer.index = pd.RangeIndex(1, len(layer) + 1, name="feature")
        return layer

    def _require_polygons(self) -> None:
        shapes = self.layer.geometry
        kinds = shapes.dropna().geom_type
        other = kinds[~kinds.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
        if not other.empty and len(other) == len(kinds):
            what = ", ".join(sorted(other.unique()))
            raise self.refusal("", f"its features are {what}, not areas", "hand over the polygons")
        faults = [
            self.fault(f"feature {n}", f"it is a {kind}, not an area", "draw it as a polygon")
            for n, kind in other.items()
        ]
        faults += [
            self.fault(f"feature {n}", "it has no shape", "draw it, or delete the feature")
            for n in self.layer.index[shapes.isna() | shapes.is_empty]
        ]
        if faults:
            raise Faults(faults)

    def _unreadable(self, error: Exception) -> Faults:
        said = str(error)
        if "not recognized" in said:
            return self.refusal("", "it is no map that can be read", EXPORT)
        return self.refusal(
            "", f"it is damaged or cut off ({' '.join(said.split())[:120]})", "ask for it again"
        )
