"""A map opened in a process of its own: `python reader.py FILE`, and JSON comes out.

GDAL is a million lines that meet whatever was sent. Here it has one driver, an end in time and in
memory, and where it falls the import says so and goes on. The standard library, pyogrio and
shapely alone, so that it has started before it is felt.
"""

from __future__ import annotations

import json
import sys

RAW = "ISO-8859-1"  # one letter for one byte, so that no byte is lost in reading
MOST_FEATURES = 200_000
MOST_CORNERS = 20_000_000
MOST_MEMORY = 6 << 30  # bytes of addresses, of which a few hundred MB are libraries


def read(path: str) -> dict:
    """Return the one layer of a map: `crs`; `columns`, a list of cells a name; and by feature
    `shapes` (WKB as hexadecimal digits: its areas alone, valid), `kinds` (what it was),
    `repaired` and `endless` (places in the list). Or `layers`, where there is not one alone, or
    `wrong`, where it cannot be read.
    """
    import numpy as np
    import pyogrio
    import shapely

    try:
        drawn = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if len(drawn) != 1:
            return {"layers": drawn}
        about, _, found, cells = pyogrio.raw.read(
            path, layer=drawn[0], encoding=RAW, force_2d=True, max_features=MOST_FEATURES + 1
        )
    except Exception as error:  # a damaged file makes the reader raise almost anything
        return {"wrong": str(error)}
    if found is None:
        return {"layers": []}
    shapes = shapely.from_wkb(found, on_invalid="fix")
    corners = int(shapely.get_num_coordinates(shapes).sum())
    if len(shapes) > MOST_FEATURES or corners > MOST_CORNERS:
        return {"large": [len(shapes), corners]}
    places, owners = shapely.get_coordinates(shapes, return_index=True)
    endless = np.unique(owners[~np.isfinite(places).all(axis=1)])
    shapes[endless] = None
    crossing = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    kinds = [shape.geom_type if shape is not None else "" for shape in shapes]
    shapes[crossing] = shapely.make_valid(
        shapes[crossing], method="structure", keep_collapsed=False
    )
    columns = zip(about["fields"], cells, strict=True)
    return {
        "crs": about["crs"],
        "columns": [[name, _plain(column)] for name, column in columns],
        "shapes": [s if s is None else shapely.to_wkb(areas_of(s), hex=True) for s in shapes],
        "kinds": kinds,
        "repaired": crossing.tolist(),
        "endless": endless.tolist(),
    }  # fmt: skip


def areas_of(shape):
    """What is left of a shape without its lines and points, whatever lies in whatever."""
    import shapely

    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = (
        [areas_of(part) for part in shapely.get_parts(shape)] if "Coll" in shape.geom_type else []
    )
    return shapely.union_all([part for part in parts if not part.is_empty])


def _plain(column) -> list:
    """The cells as JSON has them: a date as text, what is not a number as none."""
    cells = column.astype("str").tolist() if column.dtype.kind in "Mm" else column.tolist()
    return [
        None if cell is None or cell != cell or isinstance(cell, bytes) else
        cell if isinstance(cell, str | int | float) else str(cell)
        for cell in cells
    ]  # fmt: skip


def _limited() -> None:
    """Take an end in memory, where the system gives one."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    _limited()
    for heavy in ("geopandas", "pandas", "pyarrow", "pyproj"):
        sys.modules[heavy] = None  # pyogrio loads them where they are there, and needs none
    json.dump(read(sys.argv[1]), sys.stdout)
