"""Areas without borders as tiles: squares of one size, row by row in the order of their file, so
that those of one part lie together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from chitieu.plan.areas import Areas

SIDE = 0.1  # degrees, where a degree is as wide as it is high
_SAME = 1e-9


def tiles(areas: Areas) -> gpd.GeoDataFrame:
    """Return a square a lowest area, indexed by `area`, in EPSG:4326, with `name`: as
    `read_boundaries` returns borders. They lie nowhere on the earth."""
    import geopandas as gpd

    leaves = areas.leaves
    table = {"area": leaves, "name": [areas.name(area) for area in leaves]}
    return gpd.GeoDataFrame(table, geometry=squares(len(leaves)), crs=4326, index=leaves)


def squares(count: int) -> np.ndarray:
    """Return so many squares: as many rows as columns, or fewer, every other row backwards.

    >>> [tuple(square.bounds[:2]) for square in squares(3)]
    [(0.0, -0.1), (0.1, -0.1), (0.1, -0.2)]
    """
    columns = math.ceil(math.sqrt(count))
    row, along = np.divmod(np.arange(count), max(columns, 1))
    column = np.where(row % 2, columns - 1 - along, along)
    return shapely.box(
        column * SIDE, -(row + 1) * SIDE, (column + 1) * SIDE, -row * SIDE
    )  # fmt: skip


def are_tiles(shapes: np.ndarray) -> bool:
    """Whether shapes, in the order of the areas, are tiles and no borders."""
    return bool(shapely.equals_exact(shapes, squares(len(shapes)), tolerance=_SAME).all())
