"""Findings computed from the results: what they say, and what they say where nothing can be."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from chitieu.show.frame.reached import standing_reading
from chitieu.show.wording import captions, sentences

NEVER = re.compile(r"\bnan\b|\bNone\b|<NA>|\(\)|  | \.|\.\.$")


def test_the_answer_adds_up(scene_of):
    # Of 33: 18 met, 12 not met, 3 not judged; counted by hand in the table of results.
    assert sentences.answer(scene_of(audience="internal")) == (
        "18 trên 33 chỉ số đạt, 12 chưa đạt, 3 chưa kết luận được"
    )


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        # 7 deaths of 602 births is 11.63 ‰; 6 would be 9.97 ‰, so one fewer meets "≤ 11 ‰".
        pytest.param("3b", "11,6‰ (7/602), mức ≤ 11‰. Bớt 1 em thì đạt.", id="missed"),
        # 3 of 602 is 4.98 ‰; 4 would be 6.64 ‰, which is not below 6 ‰.
        pytest.param("3a", "5,0‰ (3/602), mức < 6‰. Thêm 1 em thì không còn đạt.", id="met"),
        pytest.param("1", "Có: Đắk Rve, Đắk Ruồng, Đắk Tờ Re và Tân Lập.", id="of areas"),
        pytest.param("13", "giảm 15,0% (20 còn 17 cuộc), mức giảm ≥ 1%.", id="a change"),
        pytest.param("10", "Phát sinh ở: Đắk Tơ Lung 1 và Tân Lập 1.", id="a count"),
        # 641 cases, and at most 204 children whom Đắk Pne could have measured: 23,2 % at least.
        pytest.param(
            "4b",
            "còn thiếu Đắk Pne, nhưng dù phần còn thiếu thế nào thì vẫn chưa đạt mức "
            "≤ 21%: riêng 6/7 xã, thị trấn đã báo cáo là 25,0% (641/2.559).",
            id="cannot turn",
        ),
        pytest.param(
            "15",
            "chưa kết luận được, còn thiếu Đắk Kôi, Đắk Tơ Lung và Đắk Pne; riêng 4/7 xã, thị trấn",
            id="no data",
        ),
        pytest.param("6", "không phát sinh trong kỳ", id="not applicable"),
        pytest.param("19", "Cả 7 xã, thị trấn đánh giá được đều đạt.", id="all met"),
        pytest.param("5a", "Cả 7 xã, thị trấn đánh giá được đều chưa đạt.", id="all missed"),
    ],
)
def test_a_finding_says(scene_of, indicator, text):
    assert text in sentences.finding(scene_of(audience="internal"), indicator)


@pytest.mark.parametrize(
    "scene",
    ["nothing_received", "nothing_occurred", "one_reported", "all_withheld"],
)
def test_there_is_always_something_true_to_say(scene, request):
    scene = request.getfixturevalue(scene)
    texts = [sentences.answer(scene), *sentences.summary(scene)]
    texts += [sentences.finding(scene, i) for i in scene.indicators.index]
    texts += [sentences.data_state(scene, i) for i in scene.indicators.index]
    for text in texts:
        assert text
        assert not NEVER.search(text), text


def test_nothing_received_is_no_zero(nothing_received):
    # All but `communes`, which is counted from the list of areas.
    assert sentences.answer(nothing_received) == "0 trên 33 chỉ số đạt, 33 chưa kết luận được"


@pytest.mark.parametrize("year", [2018, 2021, 2025])
def test_other_years_have_findings_too(scene_of, year):
    scene = scene_of(year)
    for indicator in scene.indicators.index:
        assert not NEVER.search(sentences.finding(scene, indicator))


def test_a_withheld_result_gives_no_number_away(all_withheld):
    for indicator in all_withheld.indicators.index[all_withheld.indicators["sensitive"]]:
        assert sentences.finding(all_withheld, indicator).endswith("không công bố để bảo mật.")


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        pytest.param("4b", "chưa đạt: 5 trên 6 đơn vị đánh giá được (", id="all but one"),
        pytest.param("2", "chưa đạt: 3 trên 7 (", id="all"),
    ],
)
def test_a_finding_says_of_how_many_areas_it_speaks(scene_of, indicator, text):
    assert text in sentences.finding(scene_of(), indicator)


def test_a_finding_names_the_one_area_that_can_be_judged(scene_of):
    scene = scene_of()
    results = scene.results.copy()
    others = results["indicator"].eq("2") & ~results["area"].isin(["614", "23497"])
    results.loc[others, "value"] = pd.NA
    results.loc[others, "status"] = "no_data"
    found = sentences.finding(replace(scene, results=results), "2")
    assert "Chỉ đánh giá được Tân Lập: " in found


@pytest.mark.parametrize("objective", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("period", ["2022", "2022-S1"])
def test_no_sentence_counts_what_there_is_none_of(scene_of, objective, period):
    scene = replace(scene_of(), period=period)
    head = sentences.answer(scene, objective)
    for text in [head, *sentences.summary(scene, objective)]:
        assert not re.search(r"(^|[ ;:])0 (chưa|đã|có|chắc|không|chỉ)", text), text
    assert ("thuộc phần này" in sentences.summary(scene, objective)[0]) == (objective is not None)


def test_a_page_of_a_part_of_a_year_says_what_reached_means(scene_of):
    scene = scene_of()
    half = replace(scene, period="2022-S1")
    assert "đạt hoặc đúng tiến độ nhiều nhất là" in standing_reading(half, half.indicators.index)
    assert "đúng tiến độ" not in standing_reading(scene, scene.indicators.index)
    assert "đều đạt hoặc đúng tiến độ so với chỉ tiêu" in captions.reading(half, "19", half.shown)


def test_the_notebooks_name_no_kind_of_area(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        prose = " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        assert not re.search(r"\b(các|từng|mỗi|một|số|ít|là) xã\b", prose), path.name
