"""What kind of map a file is, by its content, and the map read; whatever opens other files or
addresses is refused.

GDAL looks at what a file holds, not at its name, and some of its drivers then call addresses or
open other files of this machine. So a file is looked at here first, and the one driver of what it
is found to be is the only one that may open it, in a process that is started for it (`reader`).
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.parsers import expat

import pyogrio

from chitieu.collect.boundaries import reader
from chitieu.plan.borders import names_a_file, wrong_parts

EXPORT = "export it as GeoPackage or GeoJSON from the program that made it"
AGAIN = "ask for it again"
DEEPEST = 100  # elements within one another; maps have some ten
_TABLES = (".csv", ".xls", ".xlsx", ".ods", ".txt")
_GEOJSON = ("Feature", "FeatureCollection", "Polygon", "MultiPolygon", "GeometryCollection",
            "Point", "MultiPoint", "LineString", "MultiLineString")  # fmt: skip
_NAMED_CRS = re.compile(r"(urn:ogc:def:crs:)?[\w.:-]+")
LONGEST = 60  # seconds; all communes of Viet Nam take about 10
SIMPLER = "cut it to your area, or simplify its borders"
# A second driver of the same files, where GDAL was built without the first.
_EITHER = {"LIBKML": "KML"}
# What would tell the reader to look elsewhere, whoever has set it.
_SETTINGS = ("GDAL_", "OGR_", "CPL_", "VSI_", "GML_", "LIBKML_", "SHAPE_", "PROJ_", "PYTHON")


class Refused(Exception):
    """A file that is not opened: which one, why, and what to do."""

    def __init__(self, problem: str, remedy: str, place: str = ""):
        super().__init__(problem)
        self.problem, self.remedy, self.place = problem, remedy, place


def driver_of(path: Path) -> str:
    """Return the name of the GDAL driver that may open a map, its other files beside it.

    Raises Refused where it is no map, damaged, or would make its reader open something else.
    """
    if path.is_dir():
        return _geodatabase(path)
    with path.open("rb") as file:
        head = file.read(512)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for starts, look in _LOOKS:
        if begin[: len(starts)].lower() == starts:
            return look(path)
    if path.suffix.lower() in _TABLES:
        raise Refused("it is a table, not a map", EXPORT)
    raise Refused("it is no map that can be read", EXPORT)


def damaged(what: object) -> Refused:
    return Refused(f"it is damaged or cut off ({' '.join(str(what).split())[:120]})", AGAIN)


# ---- shapefile, FlatGeobuf, file geodatabase ----------------------------------------------------


def _shapefile(path: Path) -> str:
    for suffix, problem, remedy in wrong_parts(path):
        raise Refused(f"its {suffix}: {problem}" if suffix else problem, remedy)
    return "ESRI Shapefile"


def _flatgeobuf(path: Path) -> str:
    _no_other_file(path.read_bytes())
    return "FlatGeobuf"


def _geodatabase(path: Path) -> str:
    tables = [part for part in path.rglob("*") if part.suffix.lower() == ".gdbtable"]
    if not tables:
        raise Refused("the folder is not a file geodatabase", EXPORT)
    for table in tables:
        _no_other_file(table.read_bytes())
    return "OpenFileGDB"


def _no_other_file(data: bytes) -> None:
    """Refuse what holds a projection that names a file, in one byte a letter or in two."""
    if any(names_a_file(data.decode(letters, "replace")) for letters in ("latin-1", "utf-16-le")):
        raise Refused("its projection names a file of grids, which is not opened",
                      "save the map in WGS 84 (EPSG:4326)")  # fmt: skip


# ---- GeoPackage ---------------------------------------------------------------------------------


def _geopackage(path: Path) -> str:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as book:
            book.execute("PRAGMA trusted_schema = OFF")
            names = "SELECT name FROM sqlite_master WHERE lower(name) = 'gpkg_contents'"
            if not book.execute(names).fetchall():
                raise Refused("it is a database and no GeoPackage", EXPORT)
            computed = book.execute(
                "SELECT name FROM sqlite_master WHERE (type = 'view' OR sql LIKE 'create virtual%')"
                " AND name IN (SELECT table_name FROM gpkg_contents)"
            ).fetchall()
            if computed:
                raise Refused(f"its layer '{computed[0][0]}' is computed as it is opened",
                              "save it as a layer of its own")  # fmt: skip
            for row in book.execute("SELECT * FROM gpkg_spatial_ref_sys"):
                _no_other_file(" ".join(map(str, row)).encode("latin-1", "replace"))
    except sqlite3.Error as error:
        raise damaged(error) from None
    return "GPKG"


# ---- JSON ---------------------------------------------------------------------------------------


def _json(path: Path) -> str:
    """GeoJSON, TopoJSON, or GeoJSON line by line (with or without a record separator)."""
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    try:
        try:
            kinds, driver = [_type(text)], "GeoJSON"
        except json.JSONDecodeError as error:
            lines = [line for line in text.replace("\x1e", "\n").split("\n") if line.strip()]
            if not error.msg.startswith("Extra data") and not text.startswith("\x1e"):
                raise
            kinds, driver = [_type(line) for line in lines], "GeoJSONSeq"
    except (ValueError, RecursionError) as error:
        raise damaged(error) from None
    if kinds == ["Topology"]:
        return "TopoJSON"
    if kinds and all(kind in _GEOJSON for kind in kinds):
        return driver
    raise Refused("it is JSON and no map (no GeoJSON, no TopoJSON)", EXPORT)


def _type(text: str) -> str:
    whole = json.loads(text, object_pairs_hook=_members)
    return str(whole.get("type", "")) if isinstance(whole, dict) else ""


def _members(pairs: list[tuple]) -> dict:
    """The members of an object, the names as GDAL compares them; a projection that has to be
    fetched or opened is refused wherever it stands."""
    members = {name.casefold(): value for name, value in pairs}
    if (
        len(members) < len(pairs)
        and sum(name.casefold() in ("crs", "type") for name, _ in pairs) > 1
    ):
        raise ValueError("a member stands twice")
    crs = members.get("crs")
    if isinstance(crs, dict):
        name = crs.get("properties", {})
        name = name.get("name", "") if isinstance(name, dict) else None
        named = isinstance(name, str) and _NAMED_CRS.fullmatch(name or "x")
        if crs.get("type", "name") not in ("name", "EPSG", "epsg") or not named:
            raise Refused("its projection (crs) has to be fetched from an address or a file",
                          "save the map in WGS 84 (EPSG:4326)")  # fmt: skip
    return members


# ---- XML: KML and GML ---------------------------------------------------------------------------


def _xml(path: Path) -> str:
    """KML or GML, read through: without a DTD of its own, and not endlessly deep."""
    open_elements: list[str] = []
    root: list[str] = []

    def start(name: str, attributes: dict) -> None:
        root.append(name) if not root else None
        open_elements.append(name)
        if len(open_elements) > DEEPEST:
            raise damaged(f"elements lie more than {DEEPEST} deep in one another")

    def doctype(*_) -> None:
        raise Refused("it defines entities of its own (DOCTYPE)", EXPORT)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: open_elements.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(error) from None
    space, _, name = root[0].rpartition(" ")
    if name == "kml":
        return "LIBKML"
    if name == "FeatureCollection" and "vrt" not in space.casefold():
        return "GML"
    raise Refused("it is XML and no map (no KML, no GML)", EXPORT)


# ---- MapInfo ------------------------------------------------------------------------------------


def _mapinfo(path: Path) -> str:
    """A .tab of its own map, or a .mif: a view or a seamless table is made of others."""
    text = path.read_bytes()[:100_000].decode("latin-1").casefold()
    if re.search(
        r'open\s+table|create\s+view|isseamless"\s*=\s*"true|type\s+(?!native|dbf)\w', text
    ):
        raise Refused("it is made of other tables, which are not opened", EXPORT)
    return "MapInfo File"


_LOOKS: tuple[tuple[bytes, Callable[[Path], str]], ...] = (
    (b"\x00\x00\x27\x0a", _shapefile),
    (b"fgb\x03fgb", _flatgeobuf),
    (b"sqlite format 3\x00", _geopackage),
    (b"{", _json),
    (b"\x1e", _json),
    (b"<", _xml),
    (b"!table", _mapinfo),
    (b"version ", _mapinfo),
)


def read_apart(path: Path, driver: str) -> dict:
    """Return what `reader.read` tells of a map. Raises Refused where it did not come to an end."""
    call = [sys.executable, "-I", reader.__file__, str(path)]
    try:
        ran = subprocess.run(
            call, env=environment(driver), cwd=path.parent, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(f"it cannot be read in {LONGEST} seconds", SIMPLER) from None
    try:
        return json.loads(ran.stdout)
    except ValueError:
        last = ran.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        if "MemoryError" in last[0] or "bad_alloc" in last[0]:
            raise Refused("it needs more memory than a map of communes does", SIMPLER) from None
        ended = f"its reader ended with {ran.returncode}: {last[0][:80]}"
        raise damaged(ended) from None


def environment(driver: str) -> dict[str, str]:
    """What the reader's process is told: every driver but one is left out, no network."""
    drivers = (driver, _EITHER.get(driver))
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_SETTINGS)}
    return kept | {
        "GDAL_SKIP": ",".join(name for name in pyogrio.list_drivers() if name not in drivers),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",  # where nobody answers
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "PROJ_NETWORK": "OFF",
        "PYTHONUTF8": "1",
    }
