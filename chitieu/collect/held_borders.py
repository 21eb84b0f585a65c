"""What lies in `shapefiles/`, held against the rules that `chitieu boundaries` keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from chitieu.faults import Fault, Faults
from chitieu.plan.areas import Areas
from chitieu.plan.borders import boundary_file, drawn_boundaries
from chitieu.root import relative

MAPS = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".kmz", ".gml", ".tab", ".zip")


def drawn_editions(root: Path, table: pd.DataFrame) -> tuple[set[str], list[Fault]]:
    """Return the editions that have borders, and a warning for each map that is of none."""
    editions, strange = set(table["edition"]), []
    drawn = {edition for edition in editions if boundary_file(root, edition).is_file()}
    files = {boundary_file(root, edition).name for edition in drawn}
    for path in sorted((root / "shapefiles").glob("[!.]*")):
        if path.suffix.lower() in MAPS and path.name not in files:
            names = ", ".join(boundary_file(root, edition).name for edition in sorted(editions))
            remedy = f"take it in with 'chitieu boundaries', or delete it; read are {names}"
            strange.append(Fault(relative(path, root), 0, "", "nothing reads it", remedy))
    return drawn, strange


def held_borders(root: Path, table: pd.DataFrame, edition: str) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the warnings of an edition's borders; `table`: all editions' areas.

    Raises CallError for an edition that is none.
    """
    from chitieu.collect.boundaries import earth, projection, required
    from chitieu.collect.boundaries.required import Told

    areas = Areas(table, edition)
    told = Told(relative(boundary_file(root, edition), root))
    try:
        layer = drawn_boundaries(root, areas)
    except Faults as unread:
        return unread.faults, []
    others = [Areas(table, other) for other in table["edition"].unique() if other != edition]
    names = layer.get("name")
    layer = layer.assign(name=areas.names())
    if faults := required.shape_faults(told, layer):
        return faults, []
    try:
        placed = projection.to_degrees(
            told, layer, None, projection.expected_place(root, areas, others)
        )
    except Faults as misplaced:
        again = f"take the map in with 'chitieu boundaries FILE --edition {edition}', and "
        return [replace(fault, remedy=again + fault.remedy) for fault in misplaced.faults], []
    faults = required.cover_faults(told, earth.in_metres(placed), None, areas)
    faults += required.area_faults(told, placed, areas, others)
    if names is None:
        faults.append(told.fault("name", "the field is missing", "add the communes' names"))
    else:
        faults += required.name_faults(told, layer.assign(name=names), areas)
    return faults, [] if faults else required.exception_warnings(told, placed, areas)
