"""What a call names, unpacked and opened: its one layer of polygons with the bytes of its texts, or
why it is none.

A file, a folder with one map in it, an archive, a name with a star. Only the parts that a map of
its kind has are taken along, under names of our own: nothing that lies beside it is opened.
"""

from __future__ import annotations

import glob
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from chitieu.collect.boundaries.gate import AGAIN, EXPORT, Refused, damaged, driver_of, read_apart
from chitieu.collect.boundaries.required import Told
from chitieu.faults import CallError, Faults, listed
from chitieu.plan.borders import TOGETHER
from chitieu.whole import scratch_folder

SIMPLER = "cut it to your area, or simplify its borders"
MOST_BYTES = 300 << 20  # all 11,163 communes of Viet Nam, 500 corners each, are 90 MB
MOST_ENTRIES = 20_000
# A map's suffix, the parts that it needs, and those that it may have.
PARTS = {
    ".shp": ((".shx", ".dbf"), (".prj", ".cpg")),
    ".tab": ((), (".dat", ".map", ".id", ".dbf")),
    ".mif": ((".mid",), ()),
} | dict.fromkeys(
    (".gpkg", ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".topojson", ".kml",
     ".gml", ".fgb"), ((), ()),
)  # fmt: skip
ARCHIVES = (".zip", ".kmz")
_WHOLE = {
    part: whole for whole, (needed, more) in reversed(PARTS.items()) for part in (*needed, *more)
}
_INDEXES = {".sbn": ".shp", ".sbx": ".shp", ".qix": ".shp", ".ind": ".tab"}
ALONE = "save the communes' layer alone in a file and hand that over"


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


@dataclass(frozen=True)
class Member:
    """A file of a folder or an archive."""

    name: PurePosixPath
    size: int
    open: Callable[[], BinaryIO]

    @property
    def suffix(self) -> str:
        return self.name.suffix.lower()


@contextmanager
def unpacked(given: Path) -> Iterator[Path]:
    """Give the map that `given` names, alone with its parts in a folder that goes again.

    Raises Refused where there is none or more than one, a part is missing, or it is too large.
    """
    path = _one_of(given)
    with scratch_folder() as folder:
        yield _unpack(path, folder)


def one_of_many(given: list[Path]) -> Path:
    """Return the map among the files that a call names, as a shell makes them of a star: a
    shapefile's parts are one map. Raises CallError where there is more than one."""
    maps = [path for path in given if _is_map(path.name) or len(given) == 1]
    if len(maps) == 1:
        return maps[0]
    raise CallError(f"{len(maps)} maps are named, and one is taken in at a time: {_some(maps)}")


def _one_of(given: Path) -> Path:
    """The file that is named; of a name with a star, which not every shell expands, the one."""
    if given.exists():
        return given
    found = glob.glob(str(given.expanduser()), recursive=False) if "*" in str(given) else []
    if maps := [path for path in map(Path, found) if _is_map(path.name)]:
        if len(maps) == 1:
            return maps[0]
        raise Refused(f"{len(maps)} maps have such a name: {_some(maps)}", "name one of them")
    raise Refused("there is no such file", "look at the name")


def _is_map(name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in PARTS or suffix in ARCHIVES or suffix == ".gdb"


def _unpack(path: Path, folder: Path) -> Path:
    if path.is_dir():
        if path.suffix.lower() == ".gdb":
            return _put([*_of_folder(path, path.parent)], folder / "map.gdb")
        return _one_map([*_of_folder(path, path)], folder, "the folder")
    if not path.is_file():
        raise Refused("it is not a file", "look at the name")
    if path.stat().st_size == 0:
        raise Refused("the file is empty", AGAIN)
    suffix = path.suffix.lower()
    if whole := _WHOLE.get(suffix) or _INDEXES.get(suffix):
        article = "one part of a shapefile" if whole == ".shp" else f"one part of a {whole} map"
        if path.with_suffix(whole).exists() or whole == ".shp":
            raise Refused(f"it is {article}", f"name its {whole} file")
    if zipfile.is_zipfile(path) and suffix not in (".xlsx", ".ods", ".docx"):
        with _archive(path) as archive:
            return _one_map([*_of_archive(archive)], folder, "the archive")
    beside = _of_folder(path.parent, path.parent, deep=False) if suffix in PARTS else ()
    alike = [m for m in beside if PurePosixPath(m.name).stem == path.stem]
    mine = Member(PurePosixPath(path.name), path.stat().st_size, lambda: path.open("rb"))
    return _with_parts(mine, alike, folder)


def _of_folder(folder: Path, top: Path, deep: bool = True) -> Iterator[Member]:
    for count, path in enumerate(folder.rglob("*") if deep else folder.iterdir()):
        if count >= MOST_ENTRIES:
            raise Refused(f"it holds more than {MOST_ENTRIES} files", "name the map itself")
        with suppress(OSError):
            if path.is_file():
                name = PurePosixPath(path.relative_to(top).as_posix())
                yield Member(name, path.stat().st_size, lambda path=path: path.open("rb"))


@contextmanager
def _archive(source) -> Iterator[zipfile.ZipFile]:
    """A zip, whose damage is told as that wherever it is met."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except NotImplementedError:
        remedy = "unpack it and name the folder"
        raise Refused("the archive is packed in a way that is not known here", remedy) from None
    except RuntimeError:  # as a password that is not there is told
        raise Refused("the archive is locked with a password", "hand it over unlocked") from None
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error) as error:
        raise damaged(error) from None


def _of_archive(archive: zipfile.ZipFile) -> Iterator[Member]:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"it holds more than {MOST_ENTRIES} files", ALONE)
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if not entry.is_dir() and "__MACOSX" not in name.parts:
            yield Member(name, entry.file_size, lambda entry=entry: archive.open(entry))


def _one_map(members: list[Member], folder: Path, where: str, inside: bool = False) -> Path:
    """The one map among the files of a folder or an archive, at whatever depth it lies; or in the
    one archive that is there instead."""
    bases = {_geodatabase_of(member): None for member in members if _geodatabase_of(member)}
    loose = [m for m in members if not _geodatabase_of(m) and not m.name.name.startswith(".")]
    maps = [member for member in loose if member.suffix in PARTS]
    zips = [member for member in loose if member.suffix in ARCHIVES]
    remedy = "name the one that is meant" if where == "the folder" else ALONE
    names = [str(base) for base in bases] + [str(member.name) for member in maps]
    if len(names) > 1:
        raise Refused(f"{where} holds {len(names)} maps: {_some(sorted(names))}", remedy)
    if bases:
        (base,) = bases
        inner = [m for m in members if _geodatabase_of(m) == base]
        return _put([Member(m.name.relative_to(base.parent), m.size, m.open) for m in inner],
                    folder / "map.gdb")  # fmt: skip
    if maps:
        (mine,) = maps
        beside = [m for m in loose if m.name.with_suffix("") == mine.name.with_suffix("")]
        return _with_parts(mine, beside, folder)
    if len(zips) > 1:
        raise Refused(
            f"{where} holds {len(zips)} archives: {_some(sorted(m.name for m in zips))}", remedy
        )
    if zips and not inside:
        _require_small(zips)
        copy = folder / "inside.zip"
        _copy(zips[0], copy)
        with _archive(copy) as archive:
            return _one_map([*_of_archive(archive)], folder, str(zips[0].name), inside=True)
    raise Refused(f"{where} holds no map", EXPORT)


def _geodatabase_of(member: Member) -> PurePosixPath | None:
    above = (folder for folder in member.name.parents if folder.suffix.lower() == ".gdb")
    return next(above, None)


def _with_parts(mine: Member, beside: list[Member], folder: Path) -> Path:
    needed, more = PARTS.get(mine.suffix, ((), ()))
    parts = {m.suffix: m for m in beside if m.suffix in (*needed, *more)}
    if lacking := [suffix for suffix in needed if suffix not in parts]:
        remedy = TOGETHER if mine.suffix == ".shp" else "hand over all of its files together"
        be = "is" if len(lacking) == 1 else "are"
        raise Refused(f"its {' and '.join(lacking)} {be} missing", remedy)
    _require_small([mine, *parts.values()])
    for part in parts.values():
        _copy(part, folder / f"map{part.suffix}")
    _copy(mine, folder / f"map{mine.suffix}")
    return folder / f"map{mine.suffix}"


def _put(members: list[Member], base: Path) -> Path:
    """Put the files of a geodatabase, which lie flat in its folder, into a folder."""
    _require_small(members)
    base.mkdir()
    for member in members:
        if len(member.name.parts) == 2:
            _copy(member, base / member.name.name)
    return base


def _require_small(members: list[Member]) -> None:
    size = sum(member.size for member in members)
    if size > MOST_BYTES:
        problem = f"it is {size >> 20} MB, and a map of communes at most {MOST_BYTES >> 20} MB"
        raise Refused(problem, "cut it to your area, or simplify its borders")


def _copy(member: Member, to: Path) -> None:
    with member.open() as source, to.open("wb") as target:
        left = member.size + 1  # an archive may hold more than it says
        while left and (data := source.read(min(left, 1 << 20))):
            target.write(data)
            left -= len(data)
    if not left:
        raise damaged("it holds more than it says")


def _some(names: list) -> str:
    return listed((getattr(name, "name", name) for name in names), 5, " and {} more")
