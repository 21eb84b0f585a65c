"""What the figures of a package mean, as tables: indicators, variables, targets, areas."""

from __future__ import annotations

import pandas as pd

from chitieu.plan.areas import read_area_changes, read_areas
from chitieu.plan.indicators import read_checks
from chitieu.publish.exchange import indicator_table
from chitieu.publish.exchange.csv import texts_csv
from chitieu.publish.published import Published
from chitieu.show.tables import formula


def definitions(published: Published) -> dict[str, bytes]:
    """Return the tables, by their names in the package, of the areas that the results name."""
    root, here = published.root, set(published.results["area"])
    areas = read_areas(root)
    mine = areas["area"].isin(here) & areas["edition"].eq(published.settings.edition)
    changes = read_area_changes(root)
    of_mine = [
        changes[f"{side}_area"].isin(here)
        & changes[f"{side}_edition"].eq(published.settings.edition)
        for side in ("old", "new")
    ]
    tables = {
        "indicators": published.indicators.assign(formula_vi=_formulas(published)).reset_index(),
        "variables": published.variables.reset_index(),
        "targets": _targets(published),
        "areas": areas[mine],
        "area_changes": changes[of_mine[0] | of_mine[1]],
        "checks": read_checks(root),
    }
    return {f"definitions/{name}.csv": _csv(table) for name, table in tables.items()}


def _targets(published: Published) -> pd.DataFrame:
    """The plan's targets, in the codes that results have."""
    table = indicator_table(published.indicators, published.settings)
    goals = [published.settings.target(indicator) for indicator in table["indicator"]]
    codes = [goal.columns if goal else ("", "") for goal in goals]
    table["comparator"], table["target"] = zip(*codes, strict=True)
    return table


def _formulas(published: Published) -> list[str]:
    """Each indicator's formula in words, as its part of a page has it."""
    return [
        formula(published, {"indicator": indicator, **plan, "value": None}).partition(": ")[2]
        for indicator, plan in published.indicators.iterrows()
    ]


def _csv(table: pd.DataFrame) -> bytes:
    return texts_csv(table)
