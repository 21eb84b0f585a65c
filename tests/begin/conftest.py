"""A small place of its own, and a plan of its own, as an office would hand them over."""

from __future__ import annotations

import geopandas as gpd
import pytest
from openpyxl import Workbook, load_workbook
from shapely.geometry import box

from chitieu.cli import main

COUNTIES = {"A1": "Ashe", "A2": "Burke", "A3": "Clay"}
HEADINGS = ["Number", "Target in words", "Kind", "Counted", "Of what", "Per", "Target",
            "Lead agency", "Objective"]  # fmt: skip
PLAN = [
    ["1.1", "Children vaccinated before their first birthday", "proportion",
     "Children vaccinated", "Children under 1", "%", "≥ 90 %", "Health Department", "I. Health"],
    ["1.2", "Infant deaths", "rate", "Infant deaths", "Live births", "1.000", "< 8,5 ‰",
     "Health Department", None],
    ["1.3", "Child labourers", "count", "Child labourers", None, None, "<= 20",
     "Labour Department", None],
    ["1.4", "Counties with a children's council", "proportion", "Counties with a council",
     "the areas themselves", None, ">= 2/3", "Labour Department", None],
]  # fmt: skip
# What each county reports, by the words of the plan.
COUNTS = {
    "children_vaccinated": (180, 190, 176),
    "children_under_1": (200, 200, 200),
    "infant_deaths": (1, 0, 2),
    "live_births": (210, 190, 205),
    "child_labourers": (5, 6, 7),
    "counties_with_a_council": (1, 0, 1),
}


@pytest.fixture
def map_file(tmp_path):
    """A map of three counties in a row, with columns of its own."""
    table = {"code": [*COUNTIES], "name": [*COUNTIES.values()]}
    shapes = [box(-80 + n / 5, 35, -79.8 + n / 5, 35.2) for n in range(3)]
    path = tmp_path / "counties.geojson"
    gpd.GeoDataFrame(table, geometry=shapes, crs=4326).to_file(path)
    return path


@pytest.fixture
def plan_file(tmp_path):
    """Return a function that writes a plan sheet: lines below the headings."""

    def write(lines=PLAN, headings=HEADINGS):
        book = Workbook()
        book.active.title = "Plan"
        for line in (headings, *lines):
            book.active.append(line)
        path = tmp_path / "plan.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def fill_in():
    """Return a function that writes counts into the forms of a folder, in the order of areas."""

    def fill_in(forms, counts=COUNTS):
        for path in sorted(forms.glob("*.xlsx")):
            book = load_workbook(path)
            for name, place in book.defined_names.items():
                sheet, cells = place.attr_text.replace("$", "").rsplit("!", 1)
                column = book[sheet.strip("'")][cells]
                for (cell,), count in zip(column, counts[name.removeprefix("v_")], strict=True):
                    cell.value = count
            book.save(path)
        return sorted(forms.glob("*.xlsx"))

    return fill_in


@pytest.fixture
def told(capsys):
    """Return a function that runs a command: its exit code, what it printed, what it told."""

    def run(*words):
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def plan_lines():
    """The lines of the plan, below its headings."""
    return PLAN
