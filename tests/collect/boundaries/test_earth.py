"""Borders anywhere on earth: where longitudes run on, near the poles, in any projection."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from chitieu.collect.boundaries import earth, importing, projection, required
from chitieu.plan.areas import Areas, read_areas
from chitieu.plan.borders import read_boundaries

GEOID = Geod(ellps="WGS84")
STEP = 0.05  # degrees, some 5 km
HEADER = "area,edition,name,type,parent,km2,valid_from\n"

PLACES = {
    # west, south, how the longitudes are written
    "equator": (104.0, -0.02),
    "southern-hemisphere": (147.3, -42.9),
    "western-hemisphere": (-70.9, -53.1),
    "high-latitude": (15.5, 78.2),
    "far-south": (-45.0, -79.0),
    "greenwich": (-0.04, 51.5),
    "antimeridian": (179.95, -16.8),
    "antimeridian-north": (179.96, 66.1),
}


def communes(west: float, south: float) -> gpd.GeoDataFrame:
    """Three communes in a row and an island of 300 m, their longitudes running on."""
    boxes = [shapely.box(west + n * STEP, south, west + (n + 1) * STEP, south + STEP)
             for n in range(3)]  # fmt: skip
    island = shapely.Point(west + 4 * STEP, south + STEP / 2).buffer(0.002)
    shapes = shapely.segmentize([*boxes, island], STEP / 5)
    names = ["Xã Một", "Xã Hai", "Xã Ba", "Đảo Nhỏ"]
    return gpd.GeoDataFrame(
        {"MA": ["c1", "c2", "c3", "c4"], "TEN": names}, geometry=shapes, crs=4326
    )


def geodesic_km2(layer: gpd.GeoDataFrame) -> list[float]:
    return [abs(GEOID.geometry_area_perimeter(shape)[0]) / 1e6 for shape in layer.geometry]


def workbook(folder, layer, sizes=None, root_code="Q"):
    """A workbook of these communes alone; the root of its tree is no country that is known."""
    sizes = geodesic_km2(layer) if sizes is None else sizes
    rows = [f"{root_code},1,Nước,country,,,\n", f"t,1,Huyện,district,{root_code},,\n"]
    sizes = ["" if size is None else round(size, 4) for size in sizes]
    for code, name, size in zip(layer["MA"], layer["TEN"], sizes, strict=True):
        rows.append(f"{code},1,{name},commune,t,{size},2025-07-01\n")
    for name, text in {
        "params/indicators.csv": "",
        "data/areas.csv": HEADER + "".join(rows),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path):  # in the place of the one of Kon Rẫy
    return tmp_path / "sổ tính"


@pytest.fixture(autouse=True)
def unpainted(monkeypatch):
    """The picture is as long in the making as all the rest."""
    monkeypatch.setattr(importing, "draw", lambda *_: b"")


def taken(book):
    areas = Areas(read_areas(book), "1")
    return read_boundaries(book, areas)


def as_degrees_between(layer):
    """As GeoJSON wants it: each part between -180 and 180."""
    halves = [shapely.box(-180, -90, 180, 90), shapely.box(180, -90, 540, 90)]
    parts = [shapely.union_all([
        shape.intersection(halves[0]),
        shapely.transform(shape.intersection(halves[1]), lambda xy: xy - (360, 0)),
    ]) for shape in layer.geometry]  # fmt: skip
    return layer.set_geometry(parts, crs=4326)


def as_jumping(layer):
    """As careless programs write it: a border that jumps from 180 to -180."""
    wrapped = [shapely.transform(s, lambda xy: np.c_[(xy[:, 0] + 180) % 360 - 180, xy[:, 1]])
               for s in layer.geometry]  # fmt: skip
    return layer.set_geometry(wrapped, crs=4326)


def as_running_on(layer):
    return layer


WAYS = [(where, as_running_on) for where in PLACES] + [
    (where, written) for where in PLACES if "anti" in where
    for written in (as_degrees_between, as_jumping)
]  # fmt: skip


@pytest.mark.sampled(6)
@pytest.mark.parametrize(("where", "written"), WAYS)
def test_communes_are_taken_in_where_they_lie(where, written, book, sent, boundaries):
    layer = communes(*PLACES[where])
    workbook(book, layer)
    written(layer).to_file(sent / "a.gpkg", driver="GPKG")
    code, told, wrong = boundaries(sent / "a.gpkg", edition="1")
    assert (code, wrong) == (0, "")
    assert "4 of 4 communes" in told
    found = taken(book)
    assert earth.km2(found).to_numpy() == pytest.approx(geodesic_km2(layer), rel=0.006)
    west, south, east, north = found.total_bounds
    assert (east - west, north - south) == pytest.approx((4 * STEP + 0.002, STEP), abs=0.001)
    assert shapely.coverage_is_valid(found.geometry.to_numpy())
    if written is as_jumping:
        again = boundaries(sent / "a.gpkg", edition="1")
        assert again[0] == 0
        assert "as before: shapefiles/communes_1.shp" in again[1]


PROJECTIONS = [
    ("new-zealand", (172.6, -43.6), 2193),
    ("feet", (-118.3, 34.0), 2229),
    ("north-before-east", (9.1, 45.4), 6707),
    ("with-heights", (10.7, 59.9), 5972),
    ("polar-north", (15.5, 78.2), 3413),
    ("polar-south", (-45.0, -79.0), 3031),
    ("utm-south", (147.3, -42.9), 32755),
    ("utm-across-the-antimeridian", (179.95, -16.8), 32760),
    ("fiji", (179.95, -16.8), 3460),
    ("web-mercator", (-0.04, 51.5), 3857),
    ("oblique", (7.4, 46.9), 2056),
    ("cone", (2.3, 48.8), 2154),
    ("other-datum", (2.3, 41.3), 4230),
    ("south-oriented", (18.4, -33.9), 2048),
]


@pytest.mark.sampled(7)
@pytest.mark.parametrize(("where", "epsg"), [pytest.param(w, e, id=n) for n, w, e in PROJECTIONS])
def test_any_projection_is_turned_into_degrees(where, epsg, book, sent, boundaries):
    layer = communes(*where)
    workbook(book, layer)
    layer.to_crs(epsg).to_file(sent / "a.gpkg", driver="GPKG")
    code, _, wrong = boundaries(sent / "a.gpkg", edition="1")
    assert (code, wrong) == (0, "")
    assert earth.km2(taken(book)).to_numpy() == pytest.approx(geodesic_km2(layer), rel=0.006)


def swapped(layer):
    shapes = [shapely.transform(s, lambda xy: xy[:, ::-1]) for s in layer.geometry]
    return layer.set_geometry(shapes, crs=layer.crs)


WRONG = {
    "metres-called-degrees": (
        (172.6, -43.6), lambda layer: layer.to_crs(2193).set_crs(4326, allow_override=True),
        "are metres, not degrees",
    ),
    "degrees-called-metres": (
        (172.6, -43.6), lambda layer: layer.set_crs(2193, allow_override=True),
        "are degrees, not those of NZGD2000",
    ),
    "another-country's-metres": (
        (172.6, -43.6), lambda layer: layer.to_crs(2193).set_crs(2154, allow_override=True),
        "features lie",
    ),
    "north-before-east": ((172.6, -43.6), swapped, "the axes are swapped"),
    "north-before-east-in-metres": (
        (172.6, -43.6), lambda layer: swapped(layer.to_crs(2193)), "the axes are swapped",
    ),
    "no-projection": (
        (147.3, -42.9), lambda layer: gpd.GeoDataFrame(layer.set_crs(None, allow_override=True)),
        "its coordinates fit --crs EPSG:4326",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_lies_elsewhere_is_told_where_nothing_else_is_known(case, book, sent, boundaries):
    where, spoil, said = WRONG[case]
    layer = communes(*where)
    workbook(book, layer)
    spoil(layer).to_file(sent / "a.shp", encoding="UTF-8")
    code, _, wrong = boundaries(sent / "a.shp", edition="1")
    assert code == 1
    assert said in wrong
    assert len(wrong.splitlines()) == 1


def test_swapped_axes_that_may_be_right_are_told_by_the_areas(book, sent, boundaries):
    layer = communes(10.7, 59.9)
    workbook(book, layer)
    swapped(layer).to_file(sent / "a.gpkg", driver="GPKG")
    code, _, wrong = boundaries(sent / "a.gpkg", edition="1")
    assert code == 1
    assert wrong.count("measures") == 4


def test_borders_before_say_where_it_is_across_the_antimeridian(book, sent, boundaries):
    layer = communes(179.95, -16.8)
    workbook(book, layer)
    as_jumping(layer).to_file(sent / "a.gpkg", driver="GPKG")
    assert boundaries(sent / "a.gpkg", edition="1")[0] == 0
    moved = layer.set_geometry(layer.translate(-0.5), crs=4326)
    moved.to_file(sent / "b.gpkg", driver="GPKG")
    code, _, wrong = boundaries(sent / "b.gpkg", edition="1")
    assert code == 1
    assert "not where its borders lay before" in wrong


def test_a_workbook_of_viet_nam_has_viet_nam_to_be_checked_against(book, sent, boundaries):
    layer = communes(147.3, -42.9)
    workbook(book, layer, root_code="VN")
    layer.to_file(sent / "a.gpkg", driver="GPKG")
    code, _, wrong = boundaries(sent / "a.gpkg", edition="1")
    assert (code, "not in Viet Nam" in wrong) == (1, True)


@pytest.mark.parametrize("where", PLACES)
def test_areas_are_the_geodesic_ones(where):
    layer = communes(*PLACES[where]).rename(columns={"MA": "area"})
    assert earth.km2(layer).to_numpy() == pytest.approx(geodesic_km2(layer), rel=1e-5)


def test_areas_of_a_country_are_the_geodesic_ones():
    boxes = [shapely.box(102 + n % 8, 8 + n // 8, 103 + n % 8, 9 + n // 8) for n in range(120)]
    layer = gpd.GeoDataFrame({"area": range(120)}, geometry=boxes, crs=4326)
    layer = layer.set_geometry(layer.segmentize(0.1), crs=4326)
    assert earth.km2(layer).to_numpy() == pytest.approx(geodesic_km2(layer), rel=1e-5)


@pytest.mark.parametrize(
    ("longitudes", "runs"),
    [
        pytest.param([(10, 11), (12, 13)], (10, 13), id="as-it-is"),
        pytest.param([(179, 180), (-180, -179)], (179, 181), id="across"),
        pytest.param([(178, 179), (-180, -177)], (-182, -177), id="mostly-west-of-it"),
        pytest.param([(19, 180), (-180, -170)], (19, 190), id="russia"),
        pytest.param([(359, 360), (0, 1)], (-1, 1), id="from-0-to-360"),
        pytest.param([(181, 182)], (-179, -178), id="beyond"),
        pytest.param([(-182, -181)], (178, 179), id="before"),
    ],
)
def test_longitudes_run_on(longitudes, runs):
    shapes = [shapely.segmentize(shapely.box(w, 0, e, 1), 0.5) for w, e in longitudes]
    west, _, east, _ = earth.unwrapped(gpd.GeoDataFrame(geometry=shapes, crs=4326)).total_bounds
    assert (west, east) == runs


@pytest.mark.parametrize(
    ("bounds", "whether"),
    [
        ((0, -90, 1, 90), True), ((0, -90.1, 1, 90), False), ((0, -90, 1, 90.1), False),
        ((-360, 0, 0, 1), True), ((-360.1, 0, 0, 1), False), ((0, 0, 360, 1), True),
        ((0, 0, 360.1, 1), False), ((-180.1, 0, 180, 1), False), ((-180, 0, 180, 1), True),
        ((np.nan, 0, 1, 1), False), ((0, 0, np.inf, 1), False),
    ],
)  # fmt: skip
def test_what_is_on_earth(bounds, whether):
    assert projection.on_earth(bounds) is whether


def test_small_islands_keep_their_areas_in_a_large_district(book, sent, boundaries):
    """What is thinned for a district of 300 km would take a third of a small island away."""
    layer = communes(150.0, -10.0)
    far = layer.set_geometry([*layer.translate(3.0, 0)[:1], *layer.geometry[1:]], crs=4326)
    workbook(book, far)
    far.to_file(sent / "a.gpkg", driver="GPKG")
    code, told, wrong = boundaries(sent / "a.gpkg", edition="1")
    assert (code, wrong) == (0, "")
    assert "thinned to" in told
    measured = earth.km2(taken(book))
    assert measured.to_numpy() == pytest.approx(geodesic_km2(far), rel=0.006)


def test_a_layer_has_one_plane_wherever_it_is_cut():
    one = earth.unwrapped(communes(179.95, -16.8))
    two = earth.unwrapped(as_jumping(one))
    assert earth.plane(one) == earth.plane(two)
    assert pd.Series(two.total_bounds).round(6).equals(pd.Series(one.total_bounds).round(6))


def test_a_shape_that_crosses_itself_in_metres_alone_is_mended():
    """A parallel bends there: a corner a hand's breadth above a side is below it."""
    south, notch = [(108.0, 14.0), (108.5, 14.0)], (108.25, 14.000001)
    shape = shapely.Polygon([*south, (108.5, 14.2), notch, (108.0, 14.2)])
    layer = gpd.GeoDataFrame(geometry=[shape, shapely.box(108.6, 14.0, 108.7, 14.2)], crs=4326)
    assert layer.is_valid.all()
    assert not layer.to_crs(earth.plane(layer)).is_valid.all()
    metric = earth.in_metres(layer)
    assert metric.is_valid.all()
    assert metric.area.to_numpy() == pytest.approx(layer.to_crs(6933).area.to_numpy(), rel=1e-3)
    assert required.gaps(metric).is_empty
