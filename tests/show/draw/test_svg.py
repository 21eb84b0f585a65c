"""A figure as inline SVG: short, with its own ids, and with places that a keyboard can stop at."""

import re
from itertools import accumulate
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from chitieu.show.draw.compact import share_styles, short_path
from chitieu.show.draw.svg import spots, to_svg

SHAPE = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.2), (0.2, 0.2), (0.2, 0.9), (0.1, 0.9)]  # an L


def drawn(gid: str = "area-1", hatch: str = "") -> Figure:
    figure = Figure(figsize=(3, 2))
    figure.add_artist(Polygon(SHAPE, gid=gid, hatch=hatch, facecolor="#a5cae6"))
    return figure


@pytest.mark.parametrize(
    ("written", "short"),
    [
        pytest.param("M 1.005 2 L 3.5 4 L 3 4 z ", "M1 2l2.5 2-.5 0z", id="a ring"),
        pytest.param("M 0 0 L 1.111 0 L 2.222 0", "M0 0l1.11 0 1.11 0", id="steps"),
        pytest.param("M 1 2", "M1 2", id="a point"),
        pytest.param("M 0 0 L 5 5 M 9 9 L 8 8", "M0 0l5 5M9 9l-1-1", id="two lines"),
        pytest.param("M 0 0 C 1 1 2 2 3 3 L 4 4", "M0 0C1 1 2 2 3 3L4 4", id="a curve stays"),
    ],
)
def test_a_path_is_written_short(written, short):
    assert short_path(written) == short


def test_steps_end_where_the_places_were():
    places = np.round(np.cumsum(np.random.default_rng(1).normal(size=(500, 2)), axis=0), 6)
    path = short_path("M " + " L ".join(f"{x:.6f} {y:.6f}" for x, y in places))
    numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path)]
    found = np.array([list(accumulate(numbers[0::2])), list(accumulate(numbers[1::2]))]).T
    assert np.abs(found - places).max() < 0.0051


def test_ids_and_references_bear_the_figures_name_and_style_sheets_are_gone():
    first = to_svg(drawn(hatch="//"), "mot", "Một hình", {"area-1": "Nơi một"})
    other = to_svg(drawn(hatch="//"), "hai", "Một hình", {"area-1": "Nơi một"})
    ids = set(re.findall(r'id="([^"]+)"', first))
    assert ids
    assert all(name.startswith("mot-") for name in ids)
    assert not ids & set(re.findall(r'id="([^"]+)"', other))
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= ids
    assert "<style" not in first


def test_the_same_figure_is_the_same_bytes():
    assert len({to_svg(drawn(hatch="//"), "mot", "Một hình", {}) for _ in range(2)}) == 1


def test_hostile_texts_are_escaped():
    bad = "\"><script>alert(1)</script>'&"
    svg = to_svg(drawn(), "mot", bad, {"area-1": bad})
    root = ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert root.get("aria-label") == bad
    assert next(root.iter("{http://www.w3.org/2000/svg}title")).text == bad


def test_a_spot_lies_inside_its_shape_however_bent():
    hover = {"area-1": "Nơi một"}
    (spot,) = spots(to_svg(drawn(), "mot", "Một hình", hover), "mot", hover)
    x, y = float(spot["left"][:-1]) / 100, 1 - float(spot["top"][:-1]) / 100
    assert shapely.Polygon(SHAPE).contains(shapely.Point(x, y))
    assert spot["text"] == "Nơi một"


def test_a_drawing_is_never_shrunk_so_far_that_its_letters_cannot_be_read():
    style = ElementTree.fromstring(to_svg(drawn(), "mot", "Một hình", {})).get("style")
    width, least = (int(n) for n in re.findall(r"width:(\d+)px", style))
    assert width == 288  # 3 inches
    assert least >= 0.85 * width


def markup(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>')


@pytest.mark.parametrize(
    ("written", "shared"),
    [
        pytest.param('<path style="a"/><path style="a"/>', ["a"], id="neighbours"),
        pytest.param('<path style="a"/><path style="b"/>', [], id="two styles"),
        pytest.param('<path style="a;opacity:0"/><path style="a;opacity:0"/>', [], id="opacity"),
        pytest.param('<path style="a;fill-opacity:1"/>' * 2, ["a;fill-opacity:1"], id="of a fill"),
        pytest.param('<defs><path style="a"/><path style="a"/></defs>', [], id="referred to"),
        pytest.param("<path/><path/>", [], id="no style"),
    ],
)
def test_neighbours_share_their_style(written, shared):
    root = markup(written)
    share_styles(root)
    assert [g.get("style") for g in root.iter("{http://www.w3.org/2000/svg}g")] == shared
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) == written.count("<path")
