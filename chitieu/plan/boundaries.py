"""The borders of the areas: `shapefiles/communes_EDITION.shp` as a GeoDataFrame."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.plan import border_files
from chitieu.root import relative
from chitieu.whole import Busy, only_one

if TYPE_CHECKING:
    import geopandas as gpd

    from chitieu.plan.areas import Areas

LOCK, TAKING_IN = "boundaries.lock", "import of borders"
PUT_BACK = "put it back, or make it with: chitieu boundaries FILE --edition"


def boundary_file(root: Path, edition: str) -> Path:
    """Return where an edition's borders lie."""
    return root / "shapefiles" / f"communes_{edition}.shp"


def read_boundaries(root: Path, areas: Areas) -> gpd.GeoDataFrame:
    """Return the polygons of the lowest level, indexed by `area`, in EPSG:4326, with `name`.

    Raises Faults where the files are missing, cut or of two versions, have no `area` field or
    projection, or lack an area of the edition. What else may be wrong with shapes and names is
    for `check`.
    """
    borders = drawn_boundaries(root, areas).drop(columns="feature")
    try:
        return borders.to_crs(4326)
    except Exception as error:  # what PROJ makes of coordinates that are none differs
        name = relative(boundary_file(root, areas.edition), root)
        problem = f"its coordinates cannot be turned into degrees ({type(error).__name__})"
        raise Faults([Fault(name, 0, "", problem, f"{PUT_BACK} {areas.edition}")]) from None


def drawn_boundaries(root: Path, areas: Areas) -> gpd.GeoDataFrame:
    """Return the polygons of the lowest level as they are drawn, in the projection of the file;
    `feature` is the place of each in it. Raises what `read_boundaries` does."""
    path = boundary_file(root, areas.edition)
    name = relative(path, root)
    borders = _one_version(root, path, name)
    borders["feature"] = range(1, len(borders) + 1)
    if "area" not in borders.columns:
        raise Faults([Fault(name, 0, "area", "the field is missing", "add the areas' codes")])
    faults = []
    if borders.crs is None:
        faults.append(Fault(name, 0, "", "it has no projection", "add its .prj file"))
    borders["area"] = _codes(borders["area"], areas)
    coded = borders[borders["area"] != ""]
    if unnamed := len(borders) - len(coded):
        problem = f"{unnamed} of {len(borders)} polygons have no code"
        faults.append(Fault(name, 0, "area", problem, "write the areas' codes into it"))
    twice = coded.loc[coded["area"].duplicated(), "area"].unique()
    faults += [
        Fault(name, 0, "area", f"'{area}' stands twice", "dissolve its polygons") for area in twice
    ]
    leaves, drawn = areas.leaves, set(coded["area"])
    lacking = [area for area in leaves if area not in drawn]
    there = sorted(drawn - set(leaves))
    if 2 * len(lacking) > len(leaves):
        problem = f"{len(lacking)} of {len(leaves)} areas of edition {areas.edition} "
        problem += f"have no polygon, '{lacking[0]}' the first"
        remedy = f"look whether it is the right edition's; it has {', '.join(there[:5]) or 'none'}"
        faults.append(Fault(name, 0, "area", problem, remedy))
    else:
        faults += [
            Fault(name, 0, "area", f"'{area}' has no polygon", did_you_mean(area, there))
            for area in lacking
        ]
    if faults:
        raise Faults(faults)
    return borders.set_index("area", drop=False).loc[leaves]


def _one_version(root: Path, path: Path, name: str) -> gpd.GeoDataFrame:
    """The features as the files hold them, all files being of one version.

    What a process that was killed has left half exchanged is put right first.
    """
    for attempt in range(20):
        if border_files.half_exchanged(path):
            try:
                with only_one(root, LOCK, TAKING_IN):
                    border_files.recover(path)
            except Busy:
                time.sleep(0.05 * (attempt > 0))
                continue
        before = border_files.stamps(path)
        try:
            borders, faults = _features(path, name), []
        except Faults as wrong:
            borders, faults = None, wrong.faults
        if border_files.stamps(path) == before:
            if faults:
                raise Faults(faults)
            return borders
    problem = "its files are just being exchanged by another process"
    raise Faults([Fault(name, 0, "", problem, "wait for it to end")])


def _features(path: Path, name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyogrio

    edition = path.stem.partition("_")[2]
    if not path.is_file():
        raise Faults([Fault(name, 0, "", "the file is missing", f"{PUT_BACK} {edition}")])
    if wrong := border_files.wrong_parts(path):
        stem = name.removesuffix(".shp")
        raise Faults(Fault(stem + (s or ".shp"), 0, "", what, how) for s, what, how in wrong)
    try:
        borders = pyogrio.read_dataframe(path, on_invalid="fix", force_2d=True)
    except Exception as error:  # a damaged file makes the reader raise almost anything
        problem = f"it is damaged ({' '.join(str(error).split())[:120]})"
        raise Faults([Fault(name, 0, "", problem, f"{PUT_BACK} {edition}")]) from None
    if not isinstance(borders, gpd.GeoDataFrame):
        raise Faults([Fault(name, 0, "", "it has no shapes", f"{PUT_BACK} {edition}")])
    return borders


def _codes(cells, areas: Areas):
    """The codes as text, those too that were kept as numbers and lost what they begin with."""
    bare = {code.lstrip("0"): code for code in areas.leaves}
    text = cells.fillna("").astype("str").str.strip().map(lambda code: re.sub(r"\.0$", "", code))
    return text.map(lambda code: bare.get(code.lstrip("0"), code))
