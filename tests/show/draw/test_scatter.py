"""Charts of points: names beside their points, clear of each other and of the targets' lines."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from chitieu.show.draw.marks import dot
from chitieu.show.draw.scatter import Cloud, Side, draw_clouds, places


@pytest.mark.parametrize(
    ("points", "taken", "found"),
    [
        pytest.param([(50, 50)], [], ["above"], id="free"),
        pytest.param([(50, 94)], [], ["right"], id="no room above"),
        pytest.param([(50, 50)], [(0, 57, 100, 59)], ["right"], id="a line above"),
        pytest.param([(50, 50)], [(56, 0, 58, 100)], ["left"], id="a line on the right"),
        pytest.param([(50, 50), (52, 50)], [], ["above", "right"], id="a name before it"),
    ],
)
def test_a_name_stands_at_the_first_free_place_beside_its_point(points, taken, found):
    told = []
    for (x, y), (left, low, right, high) in zip(
        points, places(points, ["name"] * len(points), taken, (100, 100)), strict=True
    ):
        level = "above" if low > y else "below" if high < y else ""
        told.append(level or ("right" if left > x else "left" if right < x else "over"))
    assert told == found


def test_a_target_names_itself_and_points_have_their_names():
    points = pd.DataFrame({"x": [1, 2], "y": [3, 4], "name": ["A", "B"], "look": [dot()] * 2})
    sides = Side("across", (0, 2), 1.5, "< 1,5"), Side("up", (0, 5), counted=True)
    figure = draw_clouds([Cloud(points, *sides)], 300)
    words = [text.get_text() for text in figure.findobj(Text)]
    assert {"A", "B", "< 1,5", "across", "up"} <= set(words)
    (axes,) = figure.axes
    assert [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2] == [1.5]
    assert axes.get_ylim() == (0, 5)
