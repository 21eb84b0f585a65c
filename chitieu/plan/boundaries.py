"""The borders of the areas: `shapefiles/communes_EDITION.shp` as a GeoDataFrame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.files import relative

if TYPE_CHECKING:
    import geopandas as gpd

    from chitieu.plan.areas import Areas


def boundary_file(root: Path, edition: str) -> Path:
    """Return where an edition's borders lie."""
    return root / "shapefiles" / f"communes_{edition}.shp"


def read_boundaries(root: Path, areas: Areas) -> gpd.GeoDataFrame:
    """Return the polygons of the lowest level, indexed by `area`, in EPSG:4326, with `name`.

    Raises Faults where the file is missing, has no `area` field or projection, or lacks an area
    of the edition.
    """
    import geopandas as gpd

    path = boundary_file(root, areas.edition)
    name = relative(path, root)
    if not path.is_file():
        raise Faults([Fault(name, 0, "", "the file is missing", "put it back or make it")])
    borders = gpd.read_file(path)
    faults = []
    if "area" not in borders.columns:
        raise Faults([Fault(name, 0, "area", "the field is missing", "add the areas' codes")])
    if borders.crs is None:
        faults.append(Fault(name, 0, "", "it has no projection", "add its .prj file"))
    borders["area"] = borders["area"].astype("str")
    twice = borders.loc[borders["area"].duplicated(), "area"]
    faults += [
        Fault(name, 0, "area", f"'{area}' stands twice", "dissolve its polygons") for area in twice
    ]
    there = set(borders["area"])
    faults += [
        Fault(name, 0, "area", f"'{area}' has no polygon", did_you_mean(area, there))
        for area in areas.leaves
        if area not in there
    ]
    if faults:
        raise Faults(faults)
    return borders.to_crs(4326).set_index("area", drop=False).loc[areas.leaves]
