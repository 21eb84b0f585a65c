"""What borders must be, whoever made them: shapes, one cover, the stated areas, the names.

`chitieu boundaries` holds what it takes in against these rules, `chitieu check` what it finds in
`shapefiles/`.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from chitieu.collect.boundaries.earth import km2
from chitieu.faults import Fault, Faults, listed
from chitieu.old_letters import misread
from chitieu.plan.areas import Areas
from chitieu.plan.names import AreaNames


class Told:
    """Makes the faults of one map: `name` is the file, the place in it "feature 3"."""

    def __init__(self, name: str):
        self.name = name

    def fault(self, place: str, problem: str, remedy: str) -> Fault:
        return Fault(self.name, 0, place, problem, remedy)

    def refusal(self, place: str, problem: str, remedy: str) -> Faults:
        return Faults([self.fault(place, problem, remedy)])


# Half a millimetre on the topographic map 1:50 000: what hand or screen may miss when tracing.
SLIVER = 25.0  # metres wide
NEAR = 1000.0  # a commune that touches no other and lies this near to one is no island
# Independent sources of one commune differ by up to 1.4 % from its stated area. The two communes
# of the example that are most alike in size differ by 4.8 %: 3 % lets through the first and stops
# an exchange of the second.
AREA_TOLERANCE = 0.03
NAME_BYTES = 254  # the longest text that a shapefile's table holds
ONE_BY_ONE = 5  # communes of another size than stated that are told one by one


# ---- shapes -------------------------------------------------------------------------------------


def shape_faults(told: Told, layer: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault for each commune that is no area, or whose border crosses itself."""
    faults = []
    shapes = layer.geometry.to_numpy()
    flat = shapely.is_missing(shapes) | shapely.is_empty(shapes) | (shapely.area(shapes) == 0)
    kinds = layer.geometry.geom_type.to_numpy()
    crossing = ~flat & ~shapely.is_valid(shapes)
    for place in np.flatnonzero(flat | crossing):
        row = next(layer.iloc[[place]].itertuples())
        problem = f"{_called(row)} has no shape"
        remedy = "draw it, or take the map in again: chitieu boundaries FILE"
        if crossing[place]:
            why = shapely.is_valid_reason(shapes[place])
            problem = f"the border of {_called(row)} is not one of an area: {why}"
        elif isinstance(kinds[place], str) and "Polygon" not in kinds[place]:
            problem = f"{_called(row)} is a {kinds[place]}, not an area"
        faults.append(told.fault(f"feature {row.feature}", problem, remedy))
    return faults


def name_faults(told: Told, layer: gpd.GeoDataFrame, areas: Areas) -> list[Fault]:
    """Return a fault for each commune whose name is another's than `data/areas.csv` says.

    Spelling and marks that are left out play no part.
    """
    texts = [name for name in layer["name"] if isinstance(name, str)]
    if garbled := next(filter(None, map(misread, texts)), None):
        remedy = "write into its .cpg how they are written, or take the map in again"
        return [told.fault("name", garbled.problem, remedy)]
    known, faults = AreaNames(areas.names()), []
    for area, name, feature in zip(layer["area"], layer["name"], layer["feature"], strict=True):
        right = areas.name(area)
        if isinstance(name, str) and (
            name == right or _cut_to_room(right, name) or area in known.candidates(name)
        ):
            continue
        called = f"is called '{name}'" if isinstance(name, str) and name.strip() else "has no name"
        remedy = "see whether these are the borders of this edition; correct the one that is wrong"
        problem = f"{area} {called}, and data/areas.csv says '{right}'"
        faults.append(told.fault(f"feature {feature}", problem, remedy))
    return faults


def _cut_to_room(whole: str, name: str) -> bool:
    """Whether a name is the beginning of a longer one, as a shapefile has room for."""
    return whole.startswith(name) and len(name.encode()) > NAME_BYTES - 4  # no letter is cut apart


# ---- one cover ----------------------------------------------------------------------------------


def cover_faults(
    told: Told, metric: gpd.GeoDataFrame, others: gpd.GeoSeries | None, areas: Areas
) -> list[Fault]:
    """Return a fault for each gap and overlap that is too wide to be an inaccuracy of tracing.

    `metric`: the communes in metres, with `area`, `name` and `feature`; `others`: the file's other
    features, which may lie beside the communes and not on them.
    """
    shapes = metric.geometry.to_numpy()
    faults = [] if shapely.coverage_is_valid(shapes) else _overlaps(told, metric)
    if others is not None and len(others):
        faults += _strangers(told, metric, others)
    return [*faults, *_gaps(told, metric, others, areas), *_apart(told, metric)]


def _overlaps(told: Told, metric: gpd.GeoDataFrame) -> list[Fault]:
    shapes, faults = metric.geometry.to_numpy(), []
    one, two = metric.sindex.query(metric.geometry, predicate="intersects")
    one, two = one[one < two], two[one < two]
    both = shapely.intersection(shapes[one], shapes[two])
    rows = list(metric.itertuples())
    for place in np.flatnonzero(shapely.area(both) > 0):
        if wide := _wide(both[place]):
            first, second = rows[one[place]], rows[two[place]]
            problem = f"{_called(first)} and {_called(second)} overlap by {_size(wide, metric)}"
            where = f"feature {first.feature}, {second.feature}"
            faults.append(told.fault(where, problem, "draw the border between them once"))
    return faults


def _strangers(told: Told, metric: gpd.GeoDataFrame, others: gpd.GeoSeries) -> list[Fault]:
    faults, rows = [], list(metric.itertuples())
    for i, j in metric.sindex.query(others, predicate="intersects").T:
        shape, one = others.iloc[i], rows[j]
        if (wide := _wide(shape.intersection(one.geometry))) and not _holds(shape, metric):
            problem = f"it is none of the communes and lies on {_called(one)}, "
            problem += f"by {_size(wide, metric)}"
            remedy = "delete it, or draw the border between them once"
            faults.append(told.fault(f"feature {others.index[i]}", problem, remedy))
    return faults


def _gaps(
    told: Told, metric: gpd.GeoDataFrame, others: gpd.GeoSeries | None, areas: Areas
) -> list[Fault]:
    faults = []
    holes = gaps(metric)
    if others is not None and len(others) and not holes.is_empty:
        beside = [shape for shape in others if not _holds(shape, metric)]
        holes = holes.difference(shapely.union_all(beside))
    for gap in shapely.get_parts(holes):
        around = metric.iloc[metric.sindex.query(gap, predicate="dwithin", distance=1)]
        if (wide := _wide(gap)) and not _belongs_to_none(gap, around, areas):
            problem = f"a gap of {_size(wide, metric)} between "
            problem += ", ".join(_called(row) for row in around.itertuples())
            remedy = "give it to the commune that it belongs to"
            faults.append(told.fault("", problem, remedy))
    return faults


def _belongs_to_none(gap, around: gpd.GeoDataFrame, areas: Areas) -> bool:
    """Whether each commune around a hole is as large as stated, and would not be with the hole: a
    town of another district, say, which this one surrounds."""
    stated = areas.table["km2"].reindex(around["area"]).to_numpy("float64", na_value=np.nan)
    drawn = around.area.to_numpy() / 1e6
    agree = np.abs(drawn / stated - 1) <= AREA_TOLERANCE
    return bool((agree & ((drawn + gap.area / 1e6) / stated - 1 > AREA_TOLERANCE)).all())


def _apart(told: Told, metric: gpd.GeoDataFrame) -> list[Fault]:
    faults = []
    beside = metric.sindex.query(metric.geometry, predicate="dwithin", distance=SLIVER)[0]
    for number in np.flatnonzero(np.bincount(beside, minlength=len(metric)) == 1):
        row = next(metric.iloc[[number]].itertuples())
        near = metric.sindex.query(row.geometry, predicate="dwithin", distance=NEAR)
        near = metric.iloc[near[near != number]]
        if not near.empty:
            away = near.distance(row.geometry)
            problem = f"{_called(row)} touches no other commune: a gap of {away.min():.0f} m to "
            problem += near.loc[away.idxmin(), "name"]
            remedy = "draw the border between them once"
            faults.append(told.fault(f"feature {row.feature}", problem, remedy))
    return faults


def gaps(metric: gpd.GeoDataFrame):
    """Return what the communes surround and none of them holds."""
    shapes = metric.geometry.to_numpy()
    whole = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    rings = [ring for part in shapely.get_parts(whole(shapes)) for ring in part.interiors]
    return shapely.union_all([shapely.Polygon(ring) for ring in rings])


def _wide(shape):
    """The parts of a shape that are wider than a sliver; None where there are none."""
    parts = [p for p in shapely.get_parts(shape) if not p.buffer(-SLIVER / 2).is_empty]
    return shapely.union_all(parts) if parts else None


def _holds(shape, metric: gpd.GeoDataFrame) -> bool:
    """Whether a feature is a district or province around the communes rather than one more."""
    return len(metric) > 1 and bool(metric.representative_point().within(shape).all())


def _called(row) -> str:
    return f"{row.area} {row.name}"


def _size(shape, metric: gpd.GeoDataFrame) -> str:
    point = gpd.GeoSeries([shape.representative_point()], crs=metric.crs).to_crs(4326).iloc[0]
    return f"{shape.area / 1e6:.2f} km² at {point.x:.4f}° E {point.y:.4f}° N"


# ---- the stated areas ---------------------------------------------------------------------------


def off_stated(measured: pd.Series, areas: Areas) -> pd.Series:
    """Return measured over stated less one, by code; 0 where nothing is stated."""
    stated = areas.table["km2"].reindex(measured.index).astype("float64")
    return (measured / stated - 1).fillna(0.0)


def accepted(measured: pd.Series, areas: Areas) -> pd.Series:
    """Return those of `off_stated` that are beyond the tolerance and drawn as `km2_drawn` says."""
    off = off_stated(measured, areas)
    drawn = areas.table["km2_drawn"].reindex(measured.index).astype("float64")
    as_drawn = (measured / drawn - 1).abs() <= AREA_TOLERANCE
    return off[(off.abs() > AREA_TOLERANCE) & as_drawn]


def wrong_sizes(measured: pd.Series, areas: Areas) -> pd.Series:
    """Return those of `off_stated` that are beyond the tolerance and no exception."""
    off = off_stated(measured, areas)
    return off[off.abs() > AREA_TOLERANCE].drop(accepted(measured, areas).index)


def area_faults(
    told: Told, layer: gpd.GeoDataFrame, areas: Areas, editions: Iterable[Areas], option: str = ""
) -> list[Fault]:
    """Return what is wrong with how large the communes are drawn, `layer` in degrees.

    `option`: how an exception is recorded by the command at hand; "" for by hand.
    """
    measured = km2(layer)
    wrong = wrong_sizes(measured, areas)
    if wrong.empty:
        return []
    if len(wrong) > 1 and (other := _sizes_of_another(measured, editions)):
        problem = f"its areas are those of edition {other}, not of {areas.edition}"
        return [told.fault("", problem, "take the map of the right edition; codes are used again")]
    if len(wrong) > ONE_BY_ONE:
        return [_many_wrong_sizes(told, wrong, areas, option)]
    features = dict(zip(layer["area"], layer["feature"], strict=True))
    faults = []
    for area, off in wrong.items():
        problem = f"{area} {areas.name(area)} measures {measured[area]:.2f} km² and "
        problem += f"data/areas.csv states {areas.table.at[area, 'km2']:g} ({100 * off:+.1f} %)"
        remedy = f"see whether it is this commune; if so, {_exception([area], measured, option)}"
        faults.append(told.fault(f"feature {features[area]}", problem, remedy))
    return faults


def _many_wrong_sizes(told: Told, wrong: pd.Series, areas: Areas, option: str) -> Fault:
    far = wrong.iloc[wrong.abs().argsort()[::-1]]
    worst = ", ".join(f"{area} {100 * off:+.1f} %" for area, off in far[:ONE_BY_ONE].items())
    low, high = 100 * far.abs().min(), 100 * far.abs().max()
    problem = f"{len(wrong)} of {len(areas.leaves)} communes measure otherwise than data/areas.csv "
    problem += f"states, by {low:.1f} to {high:.1f} % ({worst}, …)"
    remedy = "see whether it is the map of this edition; if so, "
    return told.fault("", problem, remedy + _exception(list(wrong.index), None, option))


def _exception(codes: list[str], measured: pd.Series | None, option: str) -> str:
    if option:
        return f"correct km2 there, or record an exception: {option.format(','.join(codes))}"
    drawn = f"{measured[codes[0]]:.2f}" if measured is not None else "what is drawn"
    return f"correct km2 there, or write {drawn} into km2_drawn and the reason into km2_note"


def _sizes_of_another(measured: pd.Series, editions: Iterable[Areas]) -> str:
    for other in editions:
        stated = other.table["km2"].reindex(measured.index)
        if stated.notna().all() and off_stated(measured, other).abs().max() <= AREA_TOLERANCE:
            return other.edition
    return ""


def exception_warnings(told: Told, layer: gpd.GeoDataFrame, areas: Areas) -> list[Fault]:
    """Return a warning that some communes are drawn otherwise than stated, as was recorded."""
    if areas.table["km2_drawn"].isna().all():
        return []
    found = accepted(km2(layer), areas)
    if found.empty:
        return []
    low, high = 100 * found.abs().min(), 100 * found.abs().max()
    problem = (
        f"{len(found)} communes are drawn {low:.1f} to {high:.1f} % off their stated area, as "
    )
    problem += f"km2_drawn and km2_note of data/areas.csv say ({listed(found.index, ONE_BY_ONE)})"
    return [told.fault("", problem, "blank both there once the sources agree")]
