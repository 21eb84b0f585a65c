"""Areas without borders: a square each, and told from borders."""

import numpy as np
import pytest
import shapely

from chitieu.plan.tiles import SIDE, are_tiles, squares


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20, 100])
def test_each_has_a_square_of_its_own_beside_the_one_before(count):
    found = squares(count)
    assert np.allclose(shapely.area(found), SIDE**2)
    assert np.isclose(shapely.union_all(found, grid_size=1e-9).area, count * SIDE**2)
    beside = shapely.length(shapely.intersection(found[1:], found[:-1], grid_size=1e-9))
    assert np.allclose(beside, SIDE)


def test_they_fill_about_a_square():
    west, south, east, north = shapely.total_bounds(squares(20))
    assert np.allclose((east - west, north - south), (5 * SIDE, 4 * SIDE))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda shapes: shapes, True),
        (lambda shapes: shapely.from_wkt(shapely.to_wkt(shapes, rounding_precision=12)), True),
        (lambda shapes: shapes[::-1], False),
        (lambda shapes: shapely.transform(shapes, lambda places: places + 0.001), False),
    ],
    ids=["tiles", "written", "in another order", "elsewhere"],
)
def test_tiles_are_known(change, expected):
    assert are_tiles(change(squares(5))) is expected
