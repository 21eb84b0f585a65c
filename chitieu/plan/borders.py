"""The borders of the areas: `shapefiles/communes_EDITION.shp` as a GeoDataFrame, and its five
files, which are of one version, whole, and nothing but a shapefile."""

from __future__ import annotations

import os
import re
import shutil
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chitieu.faults import Fault, Faults, did_you_mean
from chitieu.plan.names import code_finder
from chitieu.plan.tiles import tiles
from chitieu.root import relative
from chitieu.whole import Busy, be_as, only_one

if TYPE_CHECKING:
    import geopandas as gpd

    from chitieu.plan.areas import Areas

LOCK, TAKING_IN = "boundaries.lock", "import of borders"
PUT_BACK = "put it back, or make it with: chitieu boundaries FILE --edition"
PARTS = (".shx", ".dbf", ".prj", ".cpg", ".shp")  # the one that is looked for comes last
ONE_SET = "put back all five files from one and the same set"
TOGETHER = "hand over all files of the shapefile together (.shp, .shx, .dbf, .prj)"
_MAGIC, _VERSION, _HEADER = 9994, 1000, 100
_POLYGONS = (5, 15, 25)  # flat, with heights, with measures
# A projection may name a file to be opened for it; "@null" names none, and Web Mercator has it.
_GRID = re.compile(
    r'(nadgrids\s*=|geoidgrids\s*=|PROJ4_GRIDS"?\s*,\s*"|PARAMETERFILE\s*\[)\s*(?!@null\b)', re.I
)


def boundary_file(root: Path, edition: str) -> Path:
    """Return where an edition's borders lie."""
    return root / "shapefiles" / f"communes_{edition}.shp"


def has_borders(root: Path, edition: str) -> bool:
    """Whether there is any file of an edition's borders, be it the last one of a damaged set."""
    path = boundary_file(root, edition)
    return half_exchanged(path) or bool(_files(path))


def read_boundaries(root: Path, areas: Areas) -> gpd.GeoDataFrame:
    """Return the polygons of the lowest level, indexed by `area`, in EPSG:4326, with `name`; where
    there are no borders yet, a tile each.

    Raises Faults where the files are missing, cut or of two versions, have no `area` field or
    projection, or lack an area of the edition. What else may be wrong with shapes and names is
    for `check`.
    """
    if not has_borders(root, areas.edition):
        return tiles(areas)
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
        if half_exchanged(path):
            try:
                with only_one(root, LOCK, TAKING_IN):
                    recover(path)
            except Busy:
                time.sleep(0.05 * (attempt > 0))
                continue
        before = stamps(path)
        try:
            borders, faults = _features(path, name), []
        except Faults as wrong:
            borders, faults = None, wrong.faults
        if stamps(path) == before:
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
    if wrong := wrong_parts(path):
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
    find = code_finder(areas.leaves)
    text = cells.fillna("").astype("str").str.strip()
    return text.map(lambda code: find(code) or code.removesuffix(".0"))


def names_a_file(projection: str) -> bool:
    """Whether a projection (WKT or PROJ) makes its reader open another file.

    >>> names_a_file("+proj=longlat +nadgrids=/etc/hosts"), names_a_file("+nadgrids=@null")
    (True, False)
    """
    return _GRID.search(projection) is not None


def wrong_parts(shp: Path) -> list[tuple[str, str, str]]:
    """Return what is wrong with the files of a shapefile: suffix, problem, remedy.

    Their headers alone are read: what is no shapefile never reaches a program that guesses what
    it is, and a set of two versions or a file cut short is told as that.
    """
    present = {suffix: shp.with_suffix(suffix) for suffix in PARTS}
    present = {suffix: path.read_bytes() for suffix, path in present.items() if path.is_file()}
    if lacking := [suffix for suffix in (".shp", ".shx", ".dbf") if suffix not in present]:
        be = "is" if len(lacking) == 1 else "are"
        return [("", f"its {' and '.join(lacking)} {be} missing", TOGETHER)]
    wrong = []
    for suffix in (".shp", ".shx"):
        if problem := _wrong_header(present[suffix]):
            wrong.append((suffix, problem, "ask for it again, or put it back"))
    records = _records(present[".dbf"])
    if records is None:
        wrong.append((".dbf", "it is damaged or cut off", "ask for it again, or put it back"))
    if not wrong:
        wrong += _disagreements(present, records)
    if names_a_file(present.get(".prj", b"").decode("latin-1")):
        problem = "its projection names a file of grids, which is not opened"
        wrong.append((".prj", problem, "save the map in WGS 84 (EPSG:4326)"))
    return wrong


def _wrong_header(data: bytes) -> str:
    """What is wrong with a .shp or .shx by its first 100 bytes and its length; "" for nothing."""
    if len(data) < _HEADER or data[:4] != struct.pack(">i", _MAGIC):
        return "it is not part of a shapefile" if len(data) >= 4 else "it is cut off"
    words, version, kind = struct.unpack(">i", data[24:28]) + struct.unpack("<ii", data[28:36])
    if version != _VERSION or kind not in _POLYGONS:
        return "it does not hold polygons" if version == _VERSION else "it is damaged"
    if 2 * words != len(data) or len(data) % 4:
        return f"it is damaged or cut off: {len(data)} bytes, and it says {2 * words}"
    return ""


def _records(dbf: bytes) -> int | None:
    """How many lines a .dbf has; None where it ends before they do."""
    if len(dbf) < 32:
        return None
    count, header, width = struct.unpack("<IHH", dbf[4:12])
    return count if header > 32 and width and header + count * width <= len(dbf) else None


def _disagreements(present: dict[str, bytes], records: int) -> list[tuple[str, str, str]]:
    """Whether the .shx is the index of this .shp, and the .dbf has a line for each shape."""
    shp = np.frombuffer(present[".shp"], dtype=">i4", count=len(present[".shp"]) // 4)
    index = np.frombuffer(present[".shx"][_HEADER:], dtype=">i4").astype("int64")
    starts, words = index[0::2], index[1::2]
    within = (starts >= _HEADER // 2) & (words >= 2) & (2 * (starts + words) + 8 <= 4 * len(shp))
    if not (within.all() and (shp[starts // 2 + 1] == words).all()):
        return [(".shx", "it is the index of another .shp", ONE_SET)]
    if records != len(starts):
        return [(".dbf", f"it has {records} lines and the .shp {len(starts)} shapes", ONE_SET)]
    return []


# ---- one set for another ------------------------------------------------------------------------
# A process may be killed between any two of these steps. What the folders beside the set say:
#   .leaving   some old files are in it, the others in place; nothing new is in place
#   .before    every old file is in it; what is in place is new, and perhaps not all of it
#   .replaced  every new file is in place
# `recover` goes back from the first two to the old set, and on from the last to the new one.


def exchange(made: Path, shp: Path) -> None:
    """Put the files of `made` in the place of `shp`'s, all of them; where it raises, none."""
    leaving, before, replaced = _folders(shp)
    try:
        leaving.mkdir()
        # All of its name, and so an old spatial index too, which would be wrong for the new ones;
        # the .shp first, so that no reader finds a mixture.
        for part in sorted(_files(shp), key=lambda path: path.suffix != ".shp"):
            os.replace(part, leaving / part.name)
        os.replace(leaving, before)
        for suffix in PARTS:
            if (old := before / shp.with_suffix(suffix).name).is_file():
                be_as(old, made.with_suffix(suffix))
            os.replace(made.with_suffix(suffix), shp.with_suffix(suffix))
        os.replace(before, replaced)
    except BaseException:
        _put_right(shp)
        raise
    shutil.rmtree(replaced, ignore_errors=True)  # from here on the next start may do it


def recover(shp: Path) -> None:
    """Put right what a process that was killed has left: the old set whole, or the new one."""
    _put_right(shp)
    if shp.parent.is_dir():
        for litter in shp.parent.glob(f"{making(shp)}*"):
            shutil.rmtree(litter, ignore_errors=True)


def _put_right(shp: Path) -> None:
    leaving, before, replaced = _folders(shp)
    if before.is_dir():
        for part in sorted(_files(shp), key=lambda path: path.suffix != ".shp"):
            part.unlink()
        os.replace(before, leaving)
    if leaving.is_dir():
        for part in sorted(leaving.iterdir(), key=lambda path: path.suffix == ".shp"):
            os.replace(part, shp.with_name(part.name))
        leaving.rmdir()
    shutil.rmtree(replaced, ignore_errors=True)


def half_exchanged(shp: Path) -> bool:
    """Whether a process was killed, or is now, between the old set and the new one."""
    return any(folder.is_dir() for folder in _folders(shp)[:2])


def stamps(shp: Path) -> tuple:
    """What tells one version of the set from another: read between two equal ones, it is one."""
    found = []
    for suffix in PARTS:
        try:
            about = shp.with_suffix(suffix).stat()
            found.append((about.st_ino, about.st_size, about.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return (*found, half_exchanged(shp))


def making(shp: Path) -> str:
    """How the folder's name begins in which a new set is made."""
    return f".{shp.stem}.new."


def _folders(shp: Path) -> tuple[Path, Path, Path]:
    states = ("leaving", "before", "replaced")
    return tuple(shp.with_name(f".{shp.stem}.{state}") for state in states)


def _files(shp: Path) -> list[Path]:
    if not shp.parent.is_dir():
        return []
    return [p for p in shp.parent.iterdir() if p.is_file() and p.name.split(".")[0] == shp.stem]
