"""Protection: rare events, small cells, children not reached; and figures that are not there."""

from __future__ import annotations

import pytest
from scipy import stats

from chitieu.show.analyses.protection import rare_events, small_cells, unreached
from chitieu.words import speaking


def test_three_in_ten_thousand_allow_two(scene_of):
    scene = scene_of(audience="internal")
    table = rare_events(scene, ["11a"]).table
    children = float(scene.count("children_u16")["value"])
    assert set(table["allowed"]) == {int(children * 3 / 10000)}
    now = table[table["period"] == "2022"].iloc[0]
    assert now["chance"] == pytest.approx(stats.poisson.sf(now["count"] - 1, children * 3 / 10000))


def test_a_target_of_none_has_no_chance_and_says_why(scene_of):
    found = rare_events(scene_of(audience="internal"), ["10"])
    assert found.table["chance"].isna().all()
    assert "một trường hợp đã là vượt" in found.reading


def test_the_matrix_never_holds_a_count(scene_of):
    scene = scene_of()
    cells = small_cells(scene, 2, "children_u16").table[scene.parts]
    assert set(cells.to_numpy().ravel()) <= {"none", "small", "others", "enough", "bm", "gap"}


def test_a_cell_is_small_where_the_count_or_those_left_over_are_few(scene_of):
    scene = scene_of(audience="internal")
    cells = small_cells(scene, 2, "children_u16").table
    for indicator, few in (("11a", "small"), ("8b", "others")):
        rows = scene.of_leaves(indicator)
        counts = rows["numerator"] if few == "small" else rows["denominator"] - rows["numerator"]
        expected = list(counts.between(1, scene.settings.threshold - 1))
        assert [cells.loc[indicator, area] == few for area in scene.leaves] == expected


def test_withheld_cells_all_look_the_same(all_withheld):
    cells = small_cells(all_withheld, 2, "children_u16").table
    assert set(cells[all_withheld.parts].to_numpy().ravel()) == {"bm"}


def test_what_is_left_to_publish_is_weighed_by_children(scene_of):
    scene = scene_of(audience="internal")
    found = small_cells(scene, 2, "children_u16").table
    open_ = [area for area in scene.parts if found.loc["9", area] in ("none", "enough")]
    children = {area: float(scene.count("children_u16", area)["value"]) for area in scene.parts}
    share = sum(children[area] for area in open_) / sum(children.values())
    assert found.loc["9", "left"] == pytest.approx(share)


def test_half_of_those_not_reached_live_in_the_fewest_areas(scene_of):
    scene = scene_of(audience="internal")
    rows = scene.of_leaves("8b")
    left = (rows["denominator"] - rows["numerator"]).astype(float)
    found = unreached(scene, "8a", "8b")
    largest = left.sort_values(ascending=False)
    needed = int((largest.cumsum() < left.sum() / 2).sum()) + 1
    assert f"ở {needed} trong {len(left)} xã, thị trấn" in found.reading
    assert f"{left.sum():.0f} em" in found.reading
    assert scene.short(largest.index[0]) in found.reading


def english(scene_of, analysis, *args, **options) -> str:
    with speaking("en"):
        return analysis(scene_of(language="en", **options), *args).reading


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        pytest.param("11a", "if the true rate were just at the limit, the probability", id="few"),
        pytest.param("10", "(the target is no case at all, so that a single one is", id="none"),
    ],
)
def test_rare_events_in_english(scene_of, indicator, told):
    found = english(scene_of, rare_events, [indicator], audience="internal")
    assert told in found
    assert "At the numbers of 2022, the target allows at most: “" in found
    assert " Held against the same line, these periods with figures are above it: “" in found


def test_children_not_reached_in_english(scene_of):
    scene = scene_of(audience="internal")
    rows = scene.of_leaves("8b")
    left = int((rows["denominator"] - rows["numerator"]).sum())
    found = english(scene_of, unreached, "8a", "8b", audience="internal")
    assert f", {left} (" in found
    assert "%) have not been helped; " in found
    assert " of 7 communes and townships: " in found
    assert "Relative to its own number, " in found


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        ("review", "(too small, or so that a small cell cannot be worked out), most of them in "),
        ("internal", "(too small), most of them in "),
    ],
)
def test_small_cells_in_english(scene_of, audience, told):
    found = english(scene_of, small_cells, 2, "children_u16", audience=audience)
    assert told in found
    assert " cells with figures have to be withheld " in found
