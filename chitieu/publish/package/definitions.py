"""What the figures of a package mean, as tables: indicators, variables, targets, areas."""

from __future__ import annotations

import json

import pandas as pd
from shapely.geometry import mapping

from chitieu.plan.agencies import read_agencies
from chitieu.plan.area_types import types_file, types_table
from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.checks import read_checks
from chitieu.plan.groups import as_written, read_groups
from chitieu.plan.indicators import OF_AREAS, read_indicators, read_variables
from chitieu.plan.of_year import checks_among
from chitieu.plan.years import Year
from chitieu.publish.exchange import indicator_table
from chitieu.publish.exchange.csv import texts_csv
from chitieu.publish.published import Published
from chitieu.show.frame.formula import formula
from chitieu.words import language

YEARS, REPORTED = "definitions/years.json", "definitions/reported.csv"
BORDERS = "definitions/borders.geojson"
# Columns that a package has where anything stands in them.
OPTIONAL = ("why_vi", "why_en", "why_source", "why_source_en", "peers", "peers_en")
FORMULA = "formula_"  # and a language: the column of each indicator's formula in words


def definitions(published: Published) -> dict[str, bytes]:
    """Return the tables, by their names in the package, of the areas that the results name
    and of the editions of the years before."""
    root, here = published.root, set(published.results["area"])
    areas = read_areas(root)
    mine = areas["area"].isin(here) & areas["edition"].eq(published.settings.edition)
    earlier = {year.edition for year in published.book.years.values()}
    mine |= areas["edition"].isin(earlier - {published.settings.edition})
    changes = read_area_changes(root)
    indicators = _as_written(published.indicators, read_indicators(root))
    of_mine = [
        changes[f"{side}_area"].isin(here)
        & changes[f"{side}_edition"].eq(published.settings.edition)
        for side in ("old", "new")
    ]
    tables = {
        "indicators": indicators.assign(**{f"{FORMULA}{language()}": _formulas(published)}),
        "variables": as_written(_as_written(published.variables, read_variables(root)), "variable"),
        "targets": _targets(published),
        "areas": areas[mine],
        "area_changes": changes[of_mine[0] | of_mine[1]],
        "checks": as_written(
            checks_among(read_checks(root), published.variables.index), "left", "right"
        ),
        "agencies": read_agencies(root).reset_index(),
        "actions": _listed(published.book.actions),
        "breaks": published.book.breaks,
        "reported": _reported(published),
    }
    if len(compared := published.book.compared):
        tables["compared"] = compared[compared["area"].isin(here)]
    if len(types := types_table(types_file(root), root)):
        tables["types"] = types.reset_index()
    groups = read_groups(root)
    if len(groups):
        tables["groups"] = groups
    else:
        told = ["by", "by_asked"]
        tables |= {name: tables[name].drop(columns=told, errors="ignore")
                   for name in ("indicators", "variables")}  # fmt: skip
    if len(references := published.book.references):
        tables["references"] = references
    for name in ("indicators", "areas"):
        own = tables[name]
        unused = [each for each in OPTIONAL if each in own and own[each].isna().all()]
        tables[name] = own.drop(columns=unused)
    years = {year: _settings(file, published) for year, file in published.book.years.items()}
    return {
        **{f"definitions/{name}.csv": texts_csv(table) for name, table in tables.items()},
        YEARS: (json.dumps(years, ensure_ascii=False, indent=1) + "\n").encode(),
        BORDERS: (json.dumps(_borders(published), ensure_ascii=False) + "\n").encode(),
    }


def _settings(year: Year, published: Published) -> dict:
    """A year's settings, with the targets of the package's own indicators."""
    told = year.model_dump(mode="json")
    own = {i: target for i, target in year.targets.items() if i in published.indicators.index}
    return told | {"targets": own}


def _as_written(table: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """A table without the columns that are one of each language's."""
    return table[written.columns.drop(OF_AREAS, errors="ignore")].reset_index()


def _targets(published: Published) -> pd.DataFrame:
    """The plan's targets, in the codes that results have."""
    table = indicator_table(published.indicators, published.settings)
    goals = map(published.settings.limits, table["indicator"], table["kind"])
    table["comparator"], table["target"] = zip(*(goal.columns for goal in goals), strict=True)
    return table


def _formulas(published: Published) -> list[str]:
    """Each indicator's formula in words, as its part of a page has it."""
    return [formula(published, each).partition(": ")[2] for each in published.indicators.index]


def _reported(published: Published) -> pd.DataFrame:
    """Which counts have arrived, and what is told of those that have not or are not final."""
    counts = published.counts
    told = counts["conf_status"].ne("C")
    told &= counts["value"].isna() | counts["obs_status"].isin(["P", "E"])
    return pd.DataFrame(
        {
            "area": counts["area"],
            "variable": counts["variable"],
            "arrived": counts["value"].notna(),
            "obs_status": counts["obs_status"],
            "reason": counts["reason"],
            "conf_status": counts["conf_status"],
            "note": counts["note"].where(told),
        }
    )


def _borders(published: Published) -> dict:
    """The lowest areas' borders as GeoJSON, which maps are drawn from."""
    scene = published.book.scene
    features = [
        {
            "type": "Feature",
            "properties": {"area": area, "name": str(scene.names[area])},
            "geometry": mapping(outline),
        }
        for area, outline in scene.borders.geometry.loc[scene.leaves].items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _listed(actions: pd.DataFrame) -> pd.DataFrame:
    """The plan's actions with their lists as `params/actions.csv` writes them."""
    lists = {name: actions[name].map("; ".join) for name in ("indicators", "agencies")}
    return actions.assign(**lists)
