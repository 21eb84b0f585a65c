"""Shapes that do not quite fit are mended, and thinned alike on both sides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from chitieu.collect.boundaries import cover, required

METRES = "EPSG:32649"


def communes(*shapes) -> gpd.GeoDataFrame:
    codes = [f"c{n}" for n in range(len(shapes))]
    layer = gpd.GeoDataFrame(geometry=list(shapes), crs=METRES).translate(200_000, 1_600_000)
    features = {code: number for number, code in enumerate(codes)}
    return cover.numbered(layer.to_frame("geometry"), features, pd.Series(codes, index=codes))


def squares(gap: float = 0.0) -> list:
    return [shapely.box(0, 0, 5000, 5000), shapely.box(5000 + gap, 0, 10_000, 5000)]


def hole(size: float):
    """A hole on the border of the two squares."""
    lake = shapely.box(5000 - size / 2, 2000, 5000 + size / 2, 3000)
    return [square.difference(lake) for square in squares()]


class Said:
    """Stands for the source: a fault is what it says."""

    @staticmethod
    def fault(place, problem, remedy):
        return f"{place}: {problem}; {remedy}"


class Unstated:
    """Areas of which nothing is stated."""

    table = pd.DataFrame({"km2": pd.Series(dtype="Float64")})


@pytest.mark.parametrize(
    ("shapes", "hectares"),
    [
        pytest.param(squares(), 0, id="as-it-should-be"),
        pytest.param(squares(gap=4), 2, id="a-cleft-open-at-both-ends"),
        pytest.param(squares(gap=-4), 2, id="an-overlap"),
        pytest.param(hole(4), 0.4, id="a-hole"),
    ],
)
def test_slivers_are_mended_and_measured(shapes, hectares):
    layer = communes(*shapes)
    assert required.cover_faults(Said, layer, None, Unstated) == []
    mended, size = cover.mend(layer)
    assert size == pytest.approx(hectares, abs=0.05)
    assert shapely.coverage_is_valid(mended.geometry.to_numpy())
    assert mended.area.sum() == pytest.approx(5e7, rel=1e-5)
    assert np.allclose(mended.area, 2.5e7, rtol=1e-3)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        pytest.param(squares(gap=60), "feature 0: c0 c0 touches no other", id="cleft"),
        pytest.param(squares(gap=-60), "feature 0, 1: c0 c0 and c1 c1 overlap", id="overlap"),
        pytest.param(hole(60), ": a gap of 0.06 km² at", id="hole"),
    ],
)  # fmt: skip
def test_what_is_wider_than_tracing_can_miss_is_told(shapes, said):
    layer = communes(*shapes)
    faults = required.cover_faults(Said, layer, None, Unstated)
    assert any(fault.startswith(said) for fault in faults), faults


def test_an_island_is_no_fault():
    layer = communes(*squares(), shapely.box(15_000, 0, 16_000, 1000))
    assert required.cover_faults(Said, layer, None, Unstated) == []


def test_a_district_around_the_communes_is_no_fault():
    layer = communes(*squares())
    district = gpd.GeoSeries([shapely.union_all(layer.geometry)], crs=METRES)
    assert required.cover_faults(Said, layer, district, Unstated) == []


def test_a_border_that_crosses_itself_is_repaired():
    bow = shapely.Polygon([(0, 0), (5000, 0), (5000, 5000), (4990, 5010), (5000, 5010), (0, 5000)])
    layer = communes(bow, shapely.box(6000, 0, 9000, 3000))
    assert not bow.is_valid
    repaired, which = cover.repair(layer)
    assert which == [0]
    assert repaired.is_valid.all()
    assert repaired.area.iloc[0] == pytest.approx(2.5e7, rel=0.01)


def test_thinning_keeps_shared_edges_shared():
    border = [(5000 + (i % 2) * 3, 500 * i) for i in range(11)]
    west = shapely.Polygon([(0, 0), *border, (0, 5000)])
    east = shapely.Polygon([*border, (50_000, 5000), (50_000, 0)])
    thinned, coarse = cover.thin(communes(west, east))
    assert coarse == 100
    assert shapely.coverage_is_valid(thinned.geometry.to_numpy())
    assert thinned.count_coordinates().tolist() == [5, 5]


def test_a_small_district_is_thinned_less():
    assert cover.thin(communes(*squares()))[1] == 20
