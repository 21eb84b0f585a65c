"""A digest of figures changes with what it is of, and with nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from chitieu.publish.reads import PLAN, digests_of
from chitieu.show.scene import ALL

BLANK = pd.DataFrame()
FIGURES = {
    "history": pd.DataFrame({"indicator": ["4a", "5a"], "value": [17.2, 90.4]}),
    "group_history": pd.DataFrame({"indicator": ["4a"], "value": [17.6]}),
    "counts": pd.DataFrame({"variable": ["children"], "value": [338]}),
    "groups": pd.DataFrame({"name": ["nữ", "nam"]}),
}


class Book:
    """As much of a workbook as its figures' digests are made of."""

    def __init__(self, **changed):
        tables = dict.fromkeys(
            ("indicators", "variables", "agencies", "actions", "names", "references"), BLANK
        )
        tree = {"top": "614", "parts": [], "leaves": [], "part_of": {}}
        self.scene = SimpleNamespace(**tables, **tree, **{**FIGURES, **changed})
        self.areas, self.breaks = SimpleNamespace(table=BLANK), BLANK
        self.indicators = pd.DataFrame(index=["4a", "5a"])
        self.year, self.root, self.key = 2022, Path("none"), ("", 2022)
        self.settings = SimpleNamespace(targets={}, model_dump=lambda exclude: {})
        self.years = {}


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        pytest.param("history", 1, {"indicator 5a", ALL}, id="a result"),
        pytest.param("group_history", 0, {"indicator 4a", ALL}, id="a result of one group"),
        pytest.param("counts", 0, {"variable children", ALL}, id="a count"),
        pytest.param("groups", 0, {PLAN, ALL}, id="a group's name"),
    ],
)
def test_a_digest_changes_with_its_own_figures(table, row, told):
    changed = FIGURES[table].copy()
    changed.loc[row, changed.columns[-1]] = "em" if table == "groups" else 1
    before, after = digests_of(Book()), digests_of(Book(**{table: changed}))
    assert {name for name in before if before[name] != after[name]} == told
