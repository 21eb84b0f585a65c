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


def island(away: float) -> gpd.GeoDataFrame:
    return communes(*squares(), shapely.box(10_000 + away, 0, 11_000 + away, 1000))


@pytest.mark.parametrize(("away", "faults"), [(990.0, 1), (1010.0, 0), (26.0, 1), (24.0, 0)])
def test_a_commune_touches_another_or_is_an_island(away, faults):
    """Beyond a sliver of 25 m and within 1 km it is neither."""
    assert len(required.cover_faults(Said, island(away), None, Unstated)) == faults


@pytest.mark.parametrize(("wide", "faults"), [(24.0, 0), (26.0, 1)])
def test_an_overlap_as_wide_as_tracing_misses_is_none(wide, faults):
    assert len(required.cover_faults(Said, communes(*squares(-wide)), None, Unstated)) == faults


class Stated:
    """Areas of two squares and of what they surround: as large as drawn, or not."""

    def __init__(self, *km2: float):
        self.table = pd.DataFrame({"km2": pd.Series(km2, ["c0", "c1"], dtype="Float64")})


@pytest.mark.parametrize(
    ("size", "stated", "faults"),
    [
        pytest.param(2000, (24.0, 24.0), 0, id="a-town-of-another-district"),
        pytest.param(2000, (24.0, 25.0), 1, id="one-of-both-lacks-it"),
        pytest.param(200, (24.9, 24.9), 1, id="too-small-to-tell"),
        pytest.param(2000, (pd.NA, 24.0), 1, id="one-is-not-stated"),
    ],
)
def test_a_hole_that_belongs_to_none_is_no_gap(size, stated, faults):
    layer = communes(*hole(size))
    assert len(required.cover_faults(Said, layer, None, Stated(*stated))) == faults


def test_a_hole_that_another_feature_fills_is_no_gap():
    filled = gpd.GeoSeries([shapely.box(4000, 2000, 6000, 3000)], crs=METRES)
    filled = filled.translate(200_000, 1_600_000)
    assert required.cover_faults(Said, communes(*hole(2000)), filled, Unstated) == []


def test_thinning_takes_no_more_of_an_island_than_half_a_percent():
    ring = shapely.Point(60_000, 500).buffer(150)
    layer = communes(shapely.box(0, 0, 50_000, 5000), ring)
    thinned, coarse = cover.thin(layer)
    assert coarse < 100
    small = thinned.to_crs(layer.crs).area.iloc[1]
    assert small == pytest.approx(ring.area, rel=cover.KEPT + 0.001)
