"""One colour means one thing: on tiles, in the matrix, on maps, in charts, and on grey paper."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from bs4 import BeautifulSoup
from matplotlib.colors import to_hex

from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.plan.indicators import of_areas
from chitieu.show.draw.marks import MARK
from chitieu.show.exhibit import stylesheet
from chitieu.show.frame import charts, maps, reached
from chitieu.show.frame.matrix import matrix
from chitieu.show.frame.scorecard import tiles
from chitieu.show.verdicts import FILLS, PAPER, VERDICTS, Fill, explained, legend, verdict
from chitieu.show.wording.captions import lacks_value
from chitieu.words import speaking


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fills_of(statuses) -> set[Fill]:
    return {each.fill for each in VERDICTS.values() if each.status in statuses}


@pytest.mark.parametrize("fill", [*FILLS, *reached.LEAST], ids=lambda fill: fill.key)
def test_the_ink_is_legible_on_every_ground(fill):
    assert contrast(fill.colour, fill.ink) >= 4.5


@pytest.mark.parametrize("found", VERDICTS.values(), ids=lambda each: each.text)
def test_words_in_a_verdicts_ink_are_legible_on_paper(found):
    assert contrast(PAPER, found.ink) >= 4.5


def test_on_grey_paper_reached_and_missed_differ_three_to_one():
    for met in fills_of(GOOD):
        for missed in fills_of(BAD):
            assert contrast(met.colour, missed.colour) >= 3


@pytest.mark.parametrize(
    "ramp",
    [["met-sure", "met-open", "miss-open", "miss-sure"], ["fewest", "fewer", "more", "most"]],
)
def test_on_grey_paper_each_class_is_darker_than_the_one_before(ramp):
    of = {fill.key: fill.colour for fill in [*FILLS, *reached.LEAST]}
    for lighter, darker in pairwise(ramp):
        assert luminance(of[lighter]) > luminance(of[darker])
        assert contrast(of[lighter], of[darker]) > 1.25


def test_a_share_has_none_of_the_verdicts_colours():
    assert not {fill.colour for fill in reached.LEAST} & {fill.colour for fill in FILLS}


def test_no_two_fills_are_alike_and_what_has_no_value_has_a_pattern():
    for one, other in combinations(FILLS, 2):
        alike = one.colour == other.colour and one.hatch == other.hatch
        assert not (alike and one.dotted == other.dotted) or one.colour == PAPER
    assert VERDICTS["no_data", ""].fill.hatch
    assert VERDICTS["withheld", ""].fill.dotted


def test_a_legend_has_each_mark_once_in_the_order_of_the_vocabulary():
    of = VERDICTS
    found = [of["withheld", ""], of["not_met", "not_tested"], of["not_met", "clearly_worse"]]
    found += [of["met", "compatible"]]
    assert [each.mark for each in legend(found)] == ["○", "◆", "(bm)"]
    assert [each.legend for each in legend(found)] == [
        "Đạt, chưa đủ chắc chắn", "Chưa đạt", "Không công bố (bm)",
    ]  # fmt: skip


def test_what_is_withheld_has_a_sign_of_each_language():
    hidden = VERDICTS["withheld", ""]
    assert (hidden.mark, hidden.legend) == ("(bm)", "Không công bố (bm)")
    assert explained(["(bm)", "●"]).keys() == {"●", "(bm)"}
    with speaking("en"):
        assert (hidden.mark, hidden.legend) == ("[c]", "Withheld [c]")
        assert explained(["[c]"]) == {"[c]": "Withheld, to protect confidentiality"}


def test_what_stands_on_a_pattern_has_a_plate_on_which_it_is_legible():
    css = stylesheet()
    for fill in FILLS:
        ground = f".ct-ground-{fill.key}"
        plate = f"{ground} :is(.ct-mark,.ct-id),td{ground}::before{{background:{fill.colour};"
        assert (plate in css) == fill.is_patterned
        assert contrast(fill.colour, fill.ink) >= 4.5


# ---- the example, cell by cell -------------------------------------------------------------------


def grounds(css: str) -> dict[str, str]:
    """The colour that each class of a cell gets from the style sheet."""
    rules = re.findall(r"\.ct-ground-([a-z-]+)\{background:([^}]*)!important\}", css)
    return {key: re.findall(r"#[0-9a-f]{6}", paint)[-1 if "radial" in paint else 0]
            for key, paint in rules}  # fmt: skip


def cells_of(exhibit) -> dict[tuple[str, str], str]:
    """The class of each cell that shows a result, by indicator and area."""
    found = BeautifulSoup(exhibit.html, "html.parser").select("td[data-indicator]")
    return {
        (cell["data-indicator"], cell["data-area"]): next(
            name.removeprefix("ct-ground-")
            for name in cell["class"]
            if name.startswith("ct-ground-")
        )
        for cell in found
    }


def filled(figure, before: str) -> dict[str, str]:
    """The colour of each shape of a drawing, by what follows in its gid."""
    shapes = [*figure.artists, *(each for axes in figure.axes for each in axes.get_children())]
    return {
        shape.get_gid().removeprefix(before): to_hex(shape.get_facecolor())
        for shape in shapes
        if (shape.get_gid() or "").startswith(before)
    }


def marked(figure) -> list[str]:
    """The colours of a chart's marks, from its first row to its last."""
    marks = [each for each in figure.artists if each.get_zorder() == MARK] if figure else []
    return [to_hex(each.get_markeredgecolor()) for each in marks]


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "year", [pytest.param(2018, marks=SLOW), 2022, pytest.param(2025, marks=SLOW)]
)
def test_every_cell_has_one_colour_wherever_it_stands(scene_of, year):
    scene = scene_of(year)
    css = grounds(stylesheet())
    objectives = dict.fromkeys(scene.indicators["objective"].unique(), "")
    table = cells_of(matrix(scene, str, objectives))
    small = maps.indicator_maps(scene).figure
    own, compared = of_areas(scene.indicators), 0
    for indicator in scene.indicators.index:
        large = filled(maps.indicator_map(scene, indicator).figure, "area-")
        each = filled(small, f"{indicator.lower()}-area-")
        chart = charts.interval_chart(scene, indicator)
        cells = filled(chart.figure, "row-") if own[indicator] else {}
        if not own[indicator]:
            valued = [row for row in chart.table.to_dict("records") if not lacks_value(row)]
            assert marked(chart.figure) == [verdict(row).ink for row in valued]
        for row in scene.of_leaves(indicator).to_dict("records"):
            area, fill = row["area"], verdict(row).fill
            assert table[indicator, area] == fill.key
            colours = {css[fill.key], fill.colour, large[area], each[area]}
            assert colours | {cells.get(area, fill.colour)} == {fill.colour}
            compared += 1
    assert compared == len(scene.indicators) * len(scene.leaves)
    strip = BeautifulSoup(tiles(scene, str, objectives).html, "html.parser").select(".ct-tile")
    shown = {tile.select_one(".ct-id").text: tile["class"][1] for tile in strip}
    for indicator in scene.indicators.index:
        key = verdict(scene.result(indicator)).key
        assert shown[indicator] == f"ct-ground-{key}"
        assert table[indicator, scene.top] == key
