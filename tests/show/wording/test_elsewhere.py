"""What is said of other places beside an indicator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chitieu.show.wording import elsewhere
from chitieu.words import speaking

SAID = {
    "vi": "Nơi khác: tỉnh Kon Tum đặt mức ≤ 51/10.000 cho năm 2025; Việt Nam đặt mức ≤ 55/10.000 "
    "cho năm 2025. Kế hoạch này: ≤ 3/10.000.",
    "en": "Elsewhere: Kon Tum province aims at ≤ 51/10,000 for 2025; Viet Nam aims at ≤ 55/10,000 "
    "for 2025. This plan: ≤ 3/10,000.",
}


@pytest.mark.parametrize("language", SAID)
def test_the_plans_own_target_stands_beside_those_of_the_levels_above(scene_of, language):
    with speaking(language):
        scene = scene_of(language=language)
        assert elsewhere.beside(scene, "11a") == SAID[language]
        assert "3660/KH-UBND" in elsewhere.sources(scene, "11a")


def test_a_figure_of_another_definition_says_so(scene_of):
    told = elsewhere.beside(scene_of(), "3b")
    assert "tỉnh Kon Tum 36,6‰ năm 2018 (định nghĩa khác)" in told
    assert "định nghĩa khác" not in elsewhere.beside(scene_of(), "19")


def test_an_indicator_without_any_says_nothing(scene_of):
    assert elsewhere.beside(scene_of(), "2") == elsewhere.sources(scene_of(), "2") == ""


def test_without_a_target_of_its_own_the_plan_is_not_named(scene_of):
    scene = scene_of()
    watched = scene.settings.model_copy(update={"targets": scene.settings.targets | {"11a": None}})
    assert elsewhere.beside(replace(scene, settings=watched), "11a").endswith("cho năm 2025.")
