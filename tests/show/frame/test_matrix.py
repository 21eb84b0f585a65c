"""The matrix of indicators and areas: as many columns a table as a sheet holds."""

from dataclasses import replace

import pandas as pd
from bs4 import BeautifulSoup

from chitieu.show.frame.matrix import MOST_COLUMNS, matrix
from chitieu.words import speaking

OBJECTIVES = {1: "Một", 2: "Hai", 3: "Ba", 4: "Bốn"}


def test_many_areas_are_split_into_tables_and_no_column_is_lost(scene_of):
    scene = scene_of()
    leaves = [f"9{n:04}" for n in range(30)]
    pattern = scene.results[scene.results["area"] == scene.leaves[0]]
    own = scene.results[scene.results["area"] == scene.top]
    many = pd.concat([*(pattern.assign(area=area) for area in leaves), own])
    names = pd.concat([scene.names, pd.Series({a: f"Xã K{a}" for a in leaves})])
    large = replace(scene, leaves=leaves, results=many, names=names)
    found = BeautifulSoup(
        matrix(large, lambda indicator: f"#{indicator}", OBJECTIVES).html, "html.parser"
    ).find_all("table")
    columns = [th.text for table in found for th in table.select("thead th")[1:]]
    assert columns == [*(f"K{area}" for area in leaves), "Kon Rẫy"]
    assert max(len(table.select("thead th")) for table in found) <= MOST_COLUMNS + 1
    assert [table.caption.text[-3:] for table in found] == ["1/3", "2/3", "3/3"]
    for table in found:
        widths = {len(tr.find_all("td")) for tr in table.select("tbody tr:not(.ct-group)")}
        assert widths == {len(table.select("thead th")) - 1}
    with speaking("en"):
        first = BeautifulSoup(matrix(large, str, OBJECTIVES).html, "html.parser").caption.text
    assert first.startswith("Indicators by area, ")
    assert first.endswith(", table 1 of 3")
