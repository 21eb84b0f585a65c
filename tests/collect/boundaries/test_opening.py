"""A map file opens nothing but itself: no address, no other file of this machine.

Each of these made GDAL call an address or read another file. A listener on this machine hears
nothing and nothing is opened in a folder that is watched; with the guards taken out, both are.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing

import pytest

from chitieu import old_letters
from chitieu.collect.boundaries import gate, reader, source
from chitieu.faults import Faults

READS_APART = True
GEO = "save the map in WGS 84"


class Ear:
    """A listener on this machine: `heard` are the first lines of what was asked."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.heard: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                asked, _ = self.socket.accept()
            except OSError:
                return
            with asked:
                asked.settimeout(2)
                self.heard.append(asked.recv(200).decode("latin-1").partition("\r\n")[0])
                asked.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")


class Eye:
    """Watches a folder: `seen` says whether any file in it was opened since the last look."""

    OPENED = 0x20

    def __init__(self, folder):
        system = ctypes.CDLL(None)
        self._watch = system.inotify_init1(os.O_NONBLOCK)
        assert system.inotify_add_watch(self._watch, os.fsencode(folder), self.OPENED) > 0

    def seen(self) -> bool:
        try:
            return bool(os.read(self._watch, 1 << 16))
        except BlockingIOError:
            return False


@pytest.fixture
def ear():
    listener = Ear()
    yield listener
    listener.socket.close()


@pytest.fixture
def private(tmp_path, borders):
    """A folder with maps of its own, which no map that is sent may open."""
    folder = tmp_path / "riêng"
    folder.mkdir()
    borders.to_file(folder / "s.shp", encoding="UTF-8")
    borders.to_file(folder / "s.tab", driver="MapInfo File")
    borders.to_file(folder / "s.gml", driver="GML")
    return folder


@pytest.fixture
def eye(private):
    if not sys.platform.startswith("linux"):
        pytest.skip("inotify is Linux's")
    return Eye(private)


# ---- maps that are none -------------------------------------------------------------------------


def streamed(to, borders, ear, private):
    command = f"gdal vector pipeline ! read /vsicurl/{ear.address}/a.geojson"
    said = {"type": "gdal_streamed_alg", "command_line": command}
    return write(to / "a.json", json.dumps(said))


def virtual(of):
    def make(to, borders, ear, private):
        where = of.format(address=ear.address, private=private)
        layer = f'<OGRVRTLayer name="s"><SrcDataSource>{where}</SrcDataSource></OGRVRTLayer>'
        return write(to / "a.gml", f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")

    return make


def virtual_shp(to, borders, ear, private):
    path = virtual("{private}/s.shp")(to, borders, ear, private).rename(to / "a.shp")
    for suffix in (".shx", ".dbf"):
        shutil.copy(private / f"s{suffix}", to / f"a{suffix}")
    return path


def service(to, borders, ear, private):
    inside = f"<URL>{ear.address}/wfs</URL>"
    return write(to / "a.gml", f"<OGRWFSDataSource>{inside}</OGRWFSDataSource>")


def esri_answer(to, borders, ear, private):
    said = {"geometryType": "esriGeometryPolygon", "features": [], "exceededTransferLimit": True}
    return write(to / "a.json", json.dumps(said))


# ---- maps whose projection is elsewhere ---------------------------------------------------------


def with_crs(crs):
    def make(to, borders, ear, private):
        borders.to_file(to / "a.geojson", driver="GeoJSON")
        text = json.dumps(crs).replace("ADDRESS", ear.address).replace("PRIVATE", str(private))
        whole = json.loads((to / "a.geojson").read_text())
        whole.pop("crs", None)
        return write(to / "a.geojson", json.dumps({"CRS": json.loads(text)} | whole))

    return make


GRID = (
    'GEOGCS["x",DATUM["y",SPHEROID["WGS84",6378137,298.257223563],'
    'EXTENSION["PROJ4_GRIDS","PRIVATE/s.prj"]],PRIMEM["Greenwich",0],UNIT["degree",0.01745329251]]'
)


def grid_in_prj(to, borders, ear, private):
    borders.to_file(to / "a.shp", encoding="UTF-8")
    write(to / "a.prj", GRID.replace("PRIVATE", str(private)))
    return to / "a.shp"


def grid_in_geopackage(to, borders, ear, private):
    path = to / "a.gpkg"
    borders.to_file(path, driver="GPKG")
    with closing(sqlite3.connect(path)) as book, book:
        row = ("x", 99999, "NONE", 99999, GRID.replace("PRIVATE", str(private)), "")
        book.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
        book.execute("UPDATE gpkg_geometry_columns SET srs_id = 99999")
        book.execute("UPDATE gpkg_contents SET srs_id = 99999")
    return path


def grid_in_zip(to, borders, ear, private):
    grid_in_prj(to, borders, ear, private)
    with zipfile.ZipFile(to / "a.zip", "w") as archive:
        for part in sorted(to.glob("a.*")):
            if part.suffix != ".zip":
                archive.write(part, f"trong/{part.name}")
    return to / "a.zip"


# ---- maps made of others ------------------------------------------------------------------------


def view(to, borders, ear, private):
    path = to / "a.gpkg"
    borders.to_file(path, layer="a", driver="GPKG")
    asks = f"ogr_geocode('Kon Rẫy','geometry','QUERY_TEMPLATE={ear.address}/?q=%s')"
    with closing(sqlite3.connect(path)) as book, book:
        book.execute(f"CREATE VIEW v AS SELECT fid, {asks} AS geom FROM a")
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            book.execute(f"UPDATE {table} SET table_name = 'v'")
    return path


def seamless(to, borders, ear, private):
    text = (
        private / "s.tab"
    ).read_text() + 'begin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n'
    return write(to / "a.tab", text)


def view_of_tables(to, borders, ear, private):
    text = (
        f'!table\n!version 100\nOpen Table "{private}/s" Hide\nCreate View x As Select * From s\n'
    )
    return write(to / "a.tab", text)


def entities(to, borders, ear, private):
    kml = '<!DOCTYPE kml SYSTEM "{0}/dtd" [<!ENTITY e SYSTEM "{0}/ent">]><kml>&e;</kml>'
    return write(to / "a.kml", kml.format(ear.address))


def included_schema(to, borders, ear, private):
    """A schema that includes others: read it is, and without its schema."""
    gml = (private / "s.gml").read_text().replace("s.xsd", "a.xsd")
    includes = f'<xs:include schemaLocation="{ear.address}/b.xsd"/>'
    includes += f'<xs:include schemaLocation="{private}/s.xsd"/><xs:import'
    schema = (private / "s.xsd").read_text().replace("<xs:import", includes, 1)
    write(to / "a.xsd", schema)
    return write(to / "a.gml", gml)


def linked(to, borders, ear, private):
    link = f"<NetworkLink><Link><href>{ear.address}/a.kml</href></Link></NetworkLink>"
    ring = "<coordinates>1,1 2,1 2,2 1,1</coordinates>"
    polygon = (
        f"<Polygon><outerBoundaryIs><LinearRing>{ring}</LinearRing></outerBoundaryIs></Polygon>"
    )
    styled = f"<Placemark><styleUrl>{ear.address}/s.kml#a</styleUrl>{polygon}</Placemark>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}{styled}</Document></kml>'
    return write(to / "a.kml", kml)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


ADDRESS = "has to be fetched from an address or a file"
REFUSED = {
    "a-pipeline": (streamed, "JSON and no map"),
    "virtual-of-an-address": (virtual("/vsicurl/{address}/a.geojson"), "XML and no map"),
    "virtual-of-a-file": (virtual("{private}/s.shp"), "XML and no map"),
    "virtual-of-an-archive": (virtual("/vsizip/{private}/s.zip"), "XML and no map"),
    "virtual-called-shp": (virtual_shp, "XML and no map"),
    "a-service": (service, "XML and no map"),
    "an-answer-of-a-service": (esri_answer, "JSON and no map"),
    "crs-link": (with_crs({"type": "link", "properties": {"href": "ADDRESS/l"}}), ADDRESS),
    "crs-url": (with_crs({"type": "url", "properties": {"url": "ADDRESS/u"}}), ADDRESS),
    "crs-capitals": (with_crs({"TYPE": "LINK", "PROPERTIES": {"HREF": "ADDRESS/l"}}), ADDRESS),
    "crs-name-address": (with_crs({"type": "name", "properties": {"name": "ADDRESS/n"}}), ADDRESS),
    "crs-name-grid": (
        with_crs({"type": "name", "properties": {"name": "+proj=longlat +nadgrids=PRIVATE/s.prj"}}),
        ADDRESS,
    ),
    "grid-in-prj": (grid_in_prj, "names a file of grids"),
    "grid-in-geopackage": (grid_in_geopackage, "names a file of grids"),
    "grid-in-a-zip": (grid_in_zip, "names a file of grids"),
    "a-view-that-asks": (view, "'v' is computed as it is opened"),
    "a-seamless-table": (seamless, "made of other tables"),
    "a-view-of-tables": (view_of_tables, "made of other tables"),
    "entities": (entities, "entities of its own"),
}
READ = {"a-schema-that-includes": included_schema, "network-link": linked}
BOTH = {name: make for name, (make, _) in REFUSED.items()} | READ


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_open_something_else_is_refused(sent, borders, ear, eye, private, case):
    make, said = REFUSED[case]
    path = make(sent, borders, ear, private)
    eye.seen()
    with pytest.raises(Faults, match=said) as caught:
        source.Source(path)
    assert len(caught.value.faults) == 1
    assert (ear.heard, eye.seen()) == ([], False)


@pytest.mark.parametrize("case", READ)
def test_what_has_links_that_nobody_needs_is_read_without_them(
    sent, borders, ear, eye, private, case
):
    path = READ[case](sent, borders, ear, private)
    eye.seen()
    assert not source.Source(path).layer.empty
    assert (ear.heard, eye.seen()) == ([], False)


ONE_DRIVER = {"a-pipeline": "GeoJSON", "virtual-of-an-address": "GML", "a-service": "GML",
              "virtual-called-shp": "ESRI Shapefile", "virtual-of-a-file": "GML",
              "crs-link": "GeoJSON", "a-view-that-asks": "GPKG"}  # fmt: skip


@pytest.mark.parametrize("case", ONE_DRIVER)
def test_behind_the_gate_is_one_driver_and_no_network(sent, borders, ear, eye, private, case):
    path = BOTH[case](sent, borders, ear, private)
    eye.seen()
    gate.read_apart(path, ONE_DRIVER[case])
    assert (ear.heard, eye.seen()) == ([], False)


UNGUARDED = ("virtual-of-an-address", "virtual-called-shp", "a-pipeline", "crs-link",
             "crs-capitals", "crs-name-grid", "grid-in-prj", "grid-in-geopackage",
             "a-schema-that-includes")  # fmt: skip


def test_without_the_guards_they_are_heard_and_seen(tmp_path, borders, ear, eye, private):
    for case in UNGUARDED:
        folder = tmp_path / case
        folder.mkdir()
        path = BOTH[case](folder, borders, ear, private)
        ear.heard.clear(), eye.seen()
        subprocess.run([sys.executable, reader.__file__, str(path)], capture_output=True)
        assert ear.heard or eye.seen(), case


@pytest.mark.parametrize("given", [
    "/vsicurl/http://127.0.0.1:9/a.geojson", "/vsizip//tmp/a.zip", "/vsis3/x/a.shp",
    "http://127.0.0.1:9/a.geojson", "PG:host=127.0.0.1", "WFS:http://127.0.0.1:9/",
    "GPKG:a.gpkg", "MEM:", '{"type":"FeatureCollection","features":[]}',
])  # fmt: skip
def test_what_is_no_file_is_refused_as_that(boundaries, given):
    code, told, wrong = boundaries(given)
    assert (code, told) == (1, "")
    assert "there is no such file; look at the name" in wrong


# ---- the process of its own ---------------------------------------------------------------------


def test_a_map_is_read_apart_as_it_is_here(sent, borders):
    borders.to_file(sent / "a.gpkg", driver="GPKG")
    assert reader.RAW == old_letters.RAW
    told = gate.read_apart(sent / "a.gpkg", "GPKG")
    assert told == json.loads(json.dumps(reader.read(str(sent / "a.gpkg"))))
    assert [name for name, _ in told["columns"]] == ["MA_XA", "TEN"]


def test_every_kind_of_map_has_a_driver_that_there_is():
    known = set(gate.pyogrio.list_drivers())
    assert {"ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "TopoJSON", "LIBKML", "GML",
            "FlatGeobuf", "MapInfo File", "OpenFileGDB"} <= known  # fmt: skip
    skipped = gate.environment("GPKG")["GDAL_SKIP"].split(",")
    assert set(skipped) == known - {"GPKG"}


def test_the_reader_is_told_nothing_of_ours_that_would_open_something(monkeypatch):
    told = "GDAL_HTTP_PROXY OGR_SQLITE_ALLOW_EXTERNAL_ACCESS GML_SKIP_RESOLVE_ELEMS PROJ_NETWORK"
    for name in (*told.split(), "LIBKML_EXTERNAL_STYLE", "GDAL_DRIVER_PATH", "PYTHONPATH"):
        monkeypatch.setenv(name, "YES")
    told = gate.environment("GML")
    assert "YES" not in told.values()
    assert (told["GDAL_HTTP_PROXY"], told["PROJ_NETWORK"]) == ("127.0.0.1:9", "OFF")


def test_a_reader_that_does_not_end_is_ended(sent, borders, monkeypatch):
    borders.to_file(sent / "a.geojson", driver="GeoJSON")
    monkeypatch.setattr(gate, "LONGEST", 0.01)
    with pytest.raises(Faults, match=r"cannot be read in 0\.01 seconds; cut it to your area"):
        source.Source(sent / "a.geojson")


def test_a_reader_that_falls_is_a_damaged_map(sent, borders, monkeypatch, tmp_path):
    falls = tmp_path / "falls.py"
    falls.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(gate.reader, "__file__", str(falls))
    borders.to_file(sent / "a.geojson", driver="GeoJSON")
    with pytest.raises(Faults, match=r"damaged or cut off \(its reader ended with -11"):
        source.Source(sent / "a.geojson")


def test_a_tangle_of_borders_is_ended(sent, monkeypatch):
    """A border that crosses itself a million times takes hours to mend."""
    import numpy as np

    monkeypatch.setattr(gate, "LONGEST", 3)
    places = np.random.default_rng(12).uniform(108, 108.2, (4000, 2))
    ring = [*places.tolist(), places[0].tolist()]
    feature = {"type": "Feature", "properties": {"TEN": "Tân Lập"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    path = write(
        sent / "a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    with pytest.raises(Faults, match="cannot be read in 3 seconds"):
        source.Source(path)


@pytest.mark.parametrize("name", ["nadgrids=@null", "+proj=utm +zone=48", ""])
def test_a_projection_without_a_file_is_none_that_names_one(name):
    assert not gate.names_a_file(name)


# ---- bounds -------------------------------------------------------------------------------------


def elements(depth):
    """A KML with elements so deep in one another, the root and the last included."""
    return "<kml>" + "<a>" * (depth - 1) + "</a>" * (depth - 1) + "</kml>"


def test_elements_may_lie_a_hundred_deep(tmp_path):
    assert gate.driver_of(write(tmp_path / "a.kml", elements(100))) == "LIBKML"
    with pytest.raises(gate.Refused, match="more than 100 deep"):
        gate.driver_of(write(tmp_path / "a.kml", elements(101)))


@pytest.mark.parametrize(("bound", "of"), [("MOST_FEATURES", 0), ("MOST_CORNERS", 1)])
def test_a_map_of_the_most_is_read_and_of_one_more_is_told(
    tmp_path, borders, monkeypatch, bound, of
):
    borders.to_file(tmp_path / "a.gpkg", driver="GPKG")
    has = (len(borders), int(borders.count_coordinates().sum()))
    monkeypatch.setattr(reader, bound, has[of])
    assert len(reader.read(str(tmp_path / "a.gpkg"))["shapes"]) == len(borders)
    monkeypatch.setattr(reader, bound, has[of] - 1)
    assert "large" in reader.read(str(tmp_path / "a.gpkg"))


def test_kml_has_two_drivers_of_which_one_may_lack():
    skipped = set(gate.environment("LIBKML")["GDAL_SKIP"].split(","))
    assert set(gate.pyogrio.list_drivers()) - skipped == {"LIBKML", "KML"}
