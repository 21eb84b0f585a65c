"""Why a result is not judged: what has not come, what has nothing to be compared with, what the
plan asks of other areas."""

from __future__ import annotations

import re
import shutil
from html import unescape

import pytest

from chitieu import Workbook
from chitieu.show.wording import sentences
from chitieu.show.wording.judged import not_come, own_results, why_not_judged
from chitieu.words import speaking

BY_TYPE = {"vi": "xã ≥ 97%; thị trấn ≥ 98,5%", "en": "communes ≥ 97%; townships ≥ 98.5%"}
COMMUNE = "23482"


@pytest.fixture(scope="module")
def by_type(everyone, tmp_path_factory):
    """The example where one target is by type of area."""
    root = shutil.copytree(everyone, tmp_path_factory.mktemp("by type") / "so")
    path = root / "params/2022.yaml"
    old, new = '"5a": ">= 97"', '"5a": {commune: ">= 97", township: ">= 98.5"}'
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return lambda **call: Workbook.open(2022, root=root, **call)


@pytest.mark.parametrize(
    ("language", "why"),
    [("vi", "mức đặt riêng theo loại đơn vị"), ("en", "limits by type of area")],
)
def test_a_target_by_type_of_area_is_not_called_absent(by_type, language, why):
    book = by_type(language=language)
    scene = book.scene
    with speaking(language):
        assert why_not_judged(own_results(scene))[why] == ["5a"]
        row = scene.result("5a")
        assert sentences.goal_of(scene, row) == BY_TYPE[language]
    assert BY_TYPE[language] in unescape(str(book.matrix().html))
    assert BY_TYPE[language] in unescape(
        re.sub("<[^>]*>", "", str(book.briefing.indicators().html))
    )
    over = " ".join(text.get_text() for text in book.maps(1).figure.texts)
    assert BY_TYPE[language].split("; ")[0] in over


def test_the_page_of_an_area_has_the_limit_of_its_type(by_type):
    table = by_type(area=COMMUNE).profile.comparison()
    assert "≥ 97%" in table.html
    assert BY_TYPE["vi"] not in table.html


def test_a_change_without_the_year_before_lacks_nothing_of_its_own(scene_of):
    scene = scene_of(2018, audience="internal")
    own = own_results(scene)
    assert own.loc["13", "reason"] == "no_previous_period"
    assert not not_come(own)["13"]
    assert sentences.data_state(scene, "13") == "đủ 7/7"
    assert "13" in why_not_judged(own)["chưa có số liệu của năm để so sánh"]


def test_what_has_not_come_lacks(scene_of):
    scene = scene_of(2022, audience="internal")
    assert not_come(own_results(scene))["15"]
    assert not_come(scene.of_leaves("15")).sum() == 3
    assert sentences.data_state(scene, "15").startswith("4/7, thiếu ")
