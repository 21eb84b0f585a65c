"""What every analysis owes its reader: any year, any gap, any area, and the same twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chitieu.faults import CallError
from chitieu.show.analyses import health, protection, schooling, voices

ANALYSES = {
    "funnel": lambda scene: health.funnel(scene, "3b"),
    "pooled": lambda scene: health.pooled(scene, ["3a", "3b", "3c"]),
    "gap": lambda scene: health.gap(scene, "4a", "4b"),
    "coverage": lambda scene: health.coverage(scene, ["4a", "4b"], "children_u5"),
    "rare_events": lambda scene: protection.rare_events(scene, ["9", "10", "11a", "11b"]),
    "small_cells": lambda scene: protection.small_cells(scene, 2, "children_u16"),
    "unreached": lambda scene: protection.unreached(scene, "8a", "8b"),
    "school_path": lambda scene: schooling.school_path(
        scene, ["16", "17a", "18a"], "trẻ em 5 tuổi"
    ),
    "dropouts": lambda scene: schooling.dropouts(scene, ["17b", "18b"]),
    "school_readiness": lambda scene: schooling.school_readiness(scene, ["7", "19", "20a"]),
    "ladder": lambda scene: voices.ladder(
        scene, ["22", "23", "24"], "children_7_15", "children_11_15", "trẻ em 7–10 tuổi"
    ),
    "reach_gap": lambda scene: voices.reach_gap(scene, "24"),
    "together": lambda scene: voices.together(scene, "22", "23"),
}


@pytest.fixture(params=ANALYSES)
def analysis(request):
    return ANALYSES[request.param]


def test_every_analysis_is_looked_at():
    modules = (health, protection, schooling, voices)
    assert set(ANALYSES) == {name for module in modules for name in module.__all__}


@pytest.mark.sampled(20)
@pytest.mark.parametrize("year", [2018, 2020, 2021, 2023, 2025])
def test_every_year_can_be_shown(analysis, scene_of, sound, year):
    sound(analysis(scene_of(year)))


@pytest.mark.sampled(16)
@pytest.mark.parametrize(
    "scene",
    ["nothing_received", "nothing_occurred", "one_reported", "all_withheld", "counted_in_full"],
)
def test_what_is_not_there_is_spoken_of(analysis, request, sound, scene):
    sound(analysis(request.getfixturevalue(scene)))


@pytest.mark.sampled(6)
@pytest.mark.parametrize("scene", ["nothing_received", "all_withheld"])
def test_there_is_no_frame_with_nothing_in_it(analysis, request, scene):
    exhibit = analysis(request.getfixturevalue(scene))
    sensitive = analysis in [ANALYSES[name] for name in ("funnel", "pooled", "unreached")]
    if analysis is ANALYSES["small_cells"]:  # which says of each cell that it is not there
        assert exhibit.figure is not None
    elif scene == "nothing_received" or sensitive:
        assert exhibit.figure is None


OF_VARIABLES = ("coverage", "small_cells", "unreached", "ladder")


@pytest.mark.parametrize(
    ("table", "name"),
    [("indicators", name) for name in ANALYSES] + [("variables", name) for name in OF_VARIABLES],
)
def test_what_was_taken_out_of_the_plan_is_named(scene_of, table, name):
    gone = replace(scene_of(), **{table: getattr(scene_of(), table).iloc[:0]})
    with pytest.raises(CallError, match=r"(indicator|variable|objective)=.* is not in the plan; "):
        ANALYSES[name](gone)


@pytest.mark.parametrize("name", ["funnel", "pooled", "gap", "rare_events", "unreached"])
def test_what_is_withheld_is_not_said_to_be_none(all_withheld, name):
    reading = ANALYSES[name](all_withheld).reading
    assert not re.search(
        r"[Kk]hông (đơn vị|năm|em|chỉ số) nào (có|được|vượt)|[Cc]hưa có số", reading
    )


def test_an_area_that_has_none_below_it_can_be_shown(analysis, scene_of, sound):
    sound(analysis(scene_of(area="23491")))


@pytest.mark.sampled(5)
def test_the_page_says_the_same_twice(analysis, scene_of):
    assert analysis(scene_of()).html == analysis(scene_of()).html
