"""The leader's sheet: its counts are those of the results, and each thing to know follows them."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from chitieu import Workbook
from chitieu.measure.missing_parts import REASON as SETTLED
from chitieu.measure.vocabulary import BAD, GOOD
from chitieu.show.analyses import briefing
from chitieu.show.analyses.briefing.brief import Brief
from chitieu.show.analyses.briefing.every_indicator import MOST_COLUMNS, change_text
from chitieu.show.analyses.through_years.all_years import Years
from chitieu.show.wording import sentences
from chitieu.words import speaking

TOP = "614"
YEARS = [2018, *(pytest.param(year, marks=pytest.mark.slow) for year in (2021, 2025)), 2022]
NEVER = re.compile(r"\bnan\b|\bNone\b|<NA>|\(\)|  | \.|\.\.$")


@pytest.fixture
def brief_of(root):
    """Return a function that makes what the sheet is made from of a scene."""
    book = Workbook.open(year=2022, root=root)

    def brief(scene) -> Brief:
        return Brief(Years(scene, book.years, book.breaks), lambda indicator: f"#{indicator}")

    return brief


@pytest.fixture
def told(brief_of):
    """Return a function that tells the findings of a scene, by what they are about."""

    def found(scene, language: str = "vi") -> pd.Series:
        with speaking(language):
            return briefing.findings(brief_of(scene)).table.set_index("about")["sentence"]

    return found


def own_rows(table, *indicators) -> pd.Series:
    return table["area"].eq(TOP) & (table["indicator"].isin(indicators) if indicators else True)


def with_words(scene, indicators=(), areas=(TOP,), **words):
    """The scene where results have other words: of some indicators in some areas, or of all."""
    results = scene.results.copy()
    rows = results["area"].isin(areas)
    rows &= results["indicator"].isin(indicators or scene.indicators.index)
    for column, word in words.items():
        results[column] = results[column].astype("object").mask(rows, word)
    return replace(scene, results=results)


def as_last_year(scene, *indicators):
    """The scene in which indicators came to what they had come to the year before."""
    return _earlier(scene, {"2021": "2022"}, *indicators)


def turned_round(scene, *indicators):
    """The scene in which indicators had this year's figures last year, and the other way round."""
    return _earlier(scene, {"2021": "2022", "2022": "2021"}, *indicators)


def _earlier(scene, sources: dict[str, str], *indicators):
    history = scene.history
    of = history["indicator"].isin(indicators or scene.indicators.index)
    moved = [history[of & history["period"].eq(old)].assign(period=new)
             for new, old in sources.items()]  # fmt: skip
    kept = history[~(of & history["period"].isin(sources))]
    return replace(scene, history=pd.concat([kept, *moved], ignore_index=True))


# ---- how many ------------------------------------------------------------------------------------


@pytest.mark.sampled(2)
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("audience", ["review", "internal"])
def test_the_counts_are_those_of_the_results_and_of_the_answer(scene_of, brief_of, year, audience):
    scene = scene_of(year, audience=audience)
    own = scene.results[scene.results["area"] == scene.top]
    shown = briefing.counts(brief_of(scene))
    many = shown.table.set_index("part")["indicators"]
    assert many["met"] == own["status"].isin(GOOD).sum()
    assert many["not_met"] == own["status"].isin(BAD).sum()
    assert many.sum() == len(own) == len(scene.indicators)
    assert shown.reading == sentences.answer(scene)
    drawn = BeautifulSoup(shown.html, "html.parser").select("li > strong")
    assert [int(strong.text) for strong in drawn] == list(many)


@pytest.mark.parametrize(
    ("language", "sure", "open_", "untested"),
    [
        pytest.param("vi", "3 chắc chắn", "8 chưa đủ chắc chắn", "4 không kiểm định", id="vi"),
        pytest.param("en", "3 certain", "8 not certain", "4 not tested", id="en"),
    ],
)
def test_a_count_says_how_sure_it_is_and_nothing_of_what_there_is_none_of(
    scene_of, brief_of, language, sure, open_, untested
):
    scene = scene_of(language=language)
    with speaking(language):
        met = briefing.counts(brief_of(scene)).table["how"][0]
        assert met == f"{sure}, {open_}, {untested}"
        one = with_words(scene, evidence="not_tested")
        assert briefing.counts(brief_of(one)).table["how"][0] == f"15 {untested[2:]}"


@pytest.mark.parametrize("status", ["on_course", "in_danger", "missed"])
def test_in_the_middle_of_a_year_what_can_still_be_made_good_is_counted_alone(
    scene_of, brief_of, status
):
    part = replace(with_words(scene_of(), ["5a", "5b"], status=status), period="2022-S1")
    many = briefing.counts(brief_of(part)).table.set_index("part")["indicators"]
    # Of the year's 8 that are not met, which stand for stocks, two have the word.
    assert many["met_or_on_course"] == 15 + 2 * (status == "on_course")
    assert many["in_danger"] == 2 * (status == "in_danger")
    assert many["missed"] == 6 + 2 * (status == "missed")


# ---- what to know --------------------------------------------------------------------------------

CHANGES = {  # case: how the scene is changed, and what is said in either language
    "as it is": (
        lambda scene: scene,
        "So với năm 2021, xấu đi nhiều nhất là 5a tiêm chủng đủ, dưới 1 tuổi, từ 97,4% xuống "
        "90,4% (giảm ở cả 7 xã, thị trấn); cải thiện nhiều nhất là 23 nâng nhận thức "
        "quyền tham gia, từ 68,6% lên 77,2% (tăng ở cả 7 xã, thị trấn).",
        "Since 2021, the largest change for the worse is 5a full vaccination under age 1, down "
        "from 97.4% to 90.4% (down in all 7 communes and townships); the largest for the better "
        "is 23 awareness of participation rights, up from 68.6% to 77.2% (up in all 7 "
        "communes and townships).",
    ),
    "the two years turned round": (
        turned_round,
        "So với năm 2021, xấu đi nhiều nhất là 23 nâng nhận thức quyền tham gia, từ 77,2% xuống "
        "68,6% (giảm ở cả 7 xã, thị trấn); cải thiện nhiều nhất là 5a tiêm chủng đủ, dưới 1 tuổi, "
        "từ 90,4% lên 97,4% (tăng ở cả 7 xã, thị trấn).",
        "Since 2021, the largest change for the worse is 23 awareness of participation rights, "
        "down from 77.2% to 68.6% (down in all 7 communes and townships); the largest for the "
        "better is 5a full vaccination under age 1, up from 90.4% to 97.4% (up in all 7 "
        "communes and townships).",
    ),
    "none got worse": (
        lambda scene: as_last_year(scene, "5a", "5b"),
        "So với năm 2021, cải thiện nhiều nhất là 23 nâng nhận thức quyền tham gia, từ 68,6% lên "
        "77,2% (tăng ở cả 7 xã, thị trấn).",
        "Since 2021, the largest for the better is 23 awareness of participation rights, up from "
        "68.6% to 77.2% (up in all 7 communes and townships).",
    ),
    "none changed": (
        as_last_year,
        "So với năm 2021, không chỉ số nào trong 16 chỉ số so được đổi rõ rệt: chênh lệch có thể "
        "do ngẫu nhiên.",
        "Since 2021, none of the 16 indicators compared has changed clearly: chance may explain "
        "the differences.",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_largest_changes_that_chance_does_not_explain(scene_of, told, case, language):
    change, *sentences = CHANGES[case]
    scene = change(scene_of(language=language))
    assert told(scene, language)["change"] == sentences[language == "en"]


def test_where_it_did_not_change_likewise_it_is_not_said(scene_of, told):
    scene = scene_of()
    history = scene.history.copy()
    up = own_rows(history.assign(area=TOP), "5a") & history["area"].eq("23479")
    history.loc[up & history["period"].eq("2022"), "value"] = 100.0
    history.loc[up & history["period"].eq("2021"), "value"] = 99.0
    assert "(giảm ở 6 trong 7 xã, thị trấn)" in told(replace(scene, history=history))["change"]


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "scene", ["the first year", "counted in full", "nothing received"], ids=str
)
def test_nothing_is_compared_where_there_is_no_chance_or_no_year_before(
    scene_of, counted_in_full, nothing_received, told, scene
):
    scenes = {
        "the first year": scene_of(2018),
        "counted in full": counted_in_full,
        "nothing received": nothing_received,
    }
    found = told(scenes[scene])["change"]
    assert found == "Chưa có chỉ số nào so được với năm trước."


GAPS = {
    "as it is": (
        lambda scene: scene,
        "Tính bằng số trường hợp, xa nhất là chỉ số 24 (Trẻ từ 11 tuổi tham gia mô hình), 23,4% "
        "(740/3.159) so với mức ≥ 25%: thêm 50 em thì đạt. Số xã, thị trấn chưa đạt: 5 trên 7 (Đắk "
        "Kôi, Đắk Tơ Lung, Đắk Ruồng, Đắk Pne và Đắk Tờ Re). Kế đó: 5a (thêm 40 em thì đạt); 5b "
        "(thêm 39 em thì đạt).",
        "In cases, the largest gap is that of indicator 24 (Participation from age 11), 23.4% "
        "(740/3,159) against the target ≥ 25%: 50 more children would meet it. 5 of 7 communes and "
        "townships do not meet the target (Dak Koi, Dak To Lung, Dak Ruong, Dak Pne and Dak To "
        "Re). Then come 5a (40 more children would meet it); 5b (39 more children would meet it).",
    ),
    "only one that fewer cases would meet": (
        lambda scene: with_words(scene, ["4b", "5a", "5b", "7", "18a", "21", "24"], status="met"),
        "Tính bằng số trường hợp, xa nhất là chỉ số 18b (Bỏ học THCS), 0,66% (14/2.121) so với mức "
        "< 0,2%: bớt 10 em thì đạt. Cả 6 xã, thị trấn đánh giá được đều chưa đạt.",
        "In cases, the largest gap is that of indicator 18b (Lower secondary dropout), 0.66% "
        "(14/2,121) against the target < 0.2%: 10 fewer children would meet it. None of the 6 "
        "communes and townships judged meets the target.",
    ),
    "one that no number of cases is known of": (
        lambda scene: with_words(
            scene, ["5a", "5b", "7", "18a", "18b", "21", "24"], status="met"
        ),
        "Không tính được bằng số trường hợp ở những chỉ số chưa đạt (4b).",
        "For the indicators that are not met (4b) the gap cannot be counted in cases.",
    ),
    "all are met": (
        lambda scene: with_words(scene, status="met"),
        "Mọi chỉ số đánh giá được đều đạt.",
        "Every indicator that can be judged meets its target.",
    ),
    "none is judged": (
        lambda scene: with_words(scene, status="no_data"),
        "Chưa có chỉ số nào đánh giá được.",
        "No indicator can be judged yet.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GAPS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_largest_gap_in_cases(scene_of, told, case, language):
    change, *sentences = GAPS[case]
    found = told(change(scene_of(language=language)), language)["gap"]
    assert found == sentences[language == "en"]


def test_the_gap_is_the_largest_margin_of_those_not_met(scene_of, told):
    for year in (2018, 2022):
        scene = scene_of(year)
        steps = Workbook.open(year=year).next_steps().table.set_index("indicator")["need"]
        found = re.findall(r"(?:Thêm|Bớt) ([\d.]+) ", " ".join(steps[_missed(scene)]))
        most = max(found, key=lambda n: int(n.replace(".", "")))
        assert re.search(f": (thêm|bớt) {re.escape(most)} ", told(scene)["gap"])


def _missed(scene) -> list[str]:
    own = scene.results[scene.results["area"] == scene.top]
    return list(own.loc[own["status"].isin(BAD), "indicator"])


BEHIND = {
    "as it is": (
        lambda scene: scene,
        "3 xã đạt chưa tới một nửa số chỉ số đánh giá được ở đó, ít nhất là Đắk Pne (6/22), Đắk "
        "Kôi (6/19) và Đắk Tờ Re (10/23); nhiều nhất là Đắk Rve (18/20).",
        "3 communes have fewer than half of the indicators judged there met, the fewest in Dak Pne "
        "(6/22), Dak Koi (6/19) and Dak To Re (10/23); the most are in Dak Rve (18/20).",
    ),
    "none reaches half": (
        lambda scene: with_words(
            scene, list(scene.indicators.index[4:]), scene.leaves, status="not_met"
        ),
        "Không đơn vị nào đạt tới một nửa số chỉ số đánh giá được ở đó; ít nhất là ",
        "No area has half of the indicators judged there met; the fewest are in ",
    ),
    "more share the last place than are named": (
        lambda scene: with_words(scene, areas=scene.leaves[1:], status="not_met"),
        "6 xã đạt chưa tới một nửa số chỉ số đánh giá được ở đó, ít nhất là 6 đơn vị (cùng 0%); "
        "nhiều nhất là Đắk Rve (18/20).",
        "6 communes have fewer than half of the indicators judged there met, the fewest in 6 areas "
        "(0% each); the most are in Dak Rve (18/20).",
    ),
    "as many as are named share it": (
        lambda scene: with_words(scene, areas=scene.leaves[1:4], status="not_met"),
        "5 xã đạt chưa tới một nửa số chỉ số đánh giá được ở đó, ít nhất là Đắk Kôi (0/24), Đắk Tơ "
        "Lung (0/25) và Đắk Ruồng (0/26); ",
        "5 communes have fewer than half of the indicators judged there met, the fewest in Dak Koi "
        "(0/24), Dak To Lung (0/25) and Dak Ruong (0/26); ",
    ),
    "several share the first": (
        lambda scene: with_words(scene, areas=[scene.leaves[0], scene.leaves[3]], status="met"),
        "3 xã đạt chưa tới một nửa số chỉ số đánh giá được ở đó, ít nhất là Đắk Pne (6/22), Đắk "
        "Kôi (6/19) và Đắk Tờ Re (10/23); nhiều nhất là Đắk Rve (24/24) và Đắk Ruồng (26/26).",
        "3 communes have fewer than half of the indicators judged there met, the fewest in Dak Pne "
        "(6/22), Dak Koi (6/19) and Dak To Re (10/23); the most are in Dak Rve (24/24) and Dak "
        "Ruong (26/26).",
    ),
    "all reach the same, less than half": (
        lambda scene: with_words(scene, areas=scene.leaves, status="not_met"),
        "Các xã, thị trấn đạt cùng một tỷ lệ, 0% số chỉ số được đánh giá.",
        "The share of indicators met is the same in all communes and townships: 0% of "
        "those judged.",
    ),
    "all reach half": (
        lambda scene: with_words(
            scene, list(scene.indicators.index[5:]), scene.leaves, status="met"
        ),
        "Trong các chỉ số được đánh giá, đạt nhiều nhất là ",
        "Of the indicators judged, the share met is highest in ",
    ),
    "all reach the same": (
        lambda scene: with_words(scene, areas=scene.leaves, status="met"),
        "Các xã, thị trấn đạt cùng một tỷ lệ, 100% số chỉ số được đánh giá.",
        "The share of indicators met is the same in all communes and townships: 100% of those "
        "judged.",
    ),
    "nothing is judged": (
        lambda scene: with_words(scene, areas=scene.leaves, status="no_data"),
        "Chưa đánh giá được chỉ số nào ở xã, thị trấn.",
        "No indicator can be judged yet in the communes and townships.",
    ),
}


@pytest.mark.parametrize("case", BEHIND)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_areas_farthest_behind(scene_of, told, case, language):
    change, *sentences = BEHIND[case]
    found = told(change(scene_of(language=language)), language)["behind"]
    assert found.startswith(sentences[language == "en"])


MISSING = {
    "it cannot turn the verdict": (
        lambda scene: scene,
        "Không đổi được kết luận: 4b (Suy dinh dưỡng chiều cao/tuổi) còn thiếu Đắk Pne, nhưng dù "
        "phần còn thiếu thế nào thì vẫn chưa đạt mức ≤ 21%: riêng 6/7 xã, thị trấn đã báo cáo là "
        "25,0% (641/2.559).",
        "It cannot change the verdict: 4b (Stunting under age 5): no report from Dak Pne, but "
        "whatever it holds, the target ≤ 21% is not met: in the communes and townships that "
        "reported (6 of 7) it is 25.0% (641/2,559).",
    ),
    "or else what is missing": (
        lambda scene: with_words(scene, ["4b"], reason=pd.NA),
        "Chưa kết luận được vì thiếu: 15 (Trẻ dưới 5 tuổi phát triển phù hợp) còn thiếu Đắk Kôi, "
        "Đắk Tơ Lung và Đắk Pne; riêng 4/7 xã, thị trấn đã báo cáo là 96,2% (1.469/1.527), không "
        "dùng để kết luận.",
        "No verdict for want of data: 15 (Development on track under age 5): no report from Dak "
        "Koi, Dak To Lung and Dak Pne; in the communes and townships that reported (4 of 7) it "
        "is 96.2% (1,469/1,527), which is not used to judge.",
    ),
    "nothing has come": (
        lambda scene: with_words(scene, ["4b", "15"], reason="not_received", status="no_data"),
        "Chưa kết luận được vì chưa có số liệu: 4b và 15.",
        "No verdict for want of data: 4b and 15.",
    ),
    "nothing is missing": (
        lambda scene: with_words(scene, ["4b", "15"], reason=pd.NA, status="met"),
        "Không chỉ số nào thiếu số liệu để kết luận.",
        "No indicator lacks the data for a verdict.",
    ),
}


@pytest.mark.parametrize("case", MISSING)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_missing(scene_of, told, case, language):
    change, *sentences = MISSING[case]
    found = told(change(scene_of(language=language)), language)["missing"]
    assert found == sentences[language == "en"]


def test_of_many_that_cannot_turn_the_last_are_only_named(scene_of, told):
    scene = with_words(scene_of(), ["4b", "5a", "5b", "18a"], reason=SETTLED)
    found = told(scene)["missing"]
    assert found.count("nhưng dù phần còn thiếu") == 2
    assert found.endswith("Cũng vậy với 5b và 18a.")


def test_who_is_withheld_is_not_told_as_missing(scene_of, told, brief_of):
    scene = with_words(scene_of(), ["15"], conf_status="C")
    scene = with_words(scene, ["4b"], reason=pd.NA)
    assert told(scene)["missing"] == "Không chỉ số nào thiếu số liệu để kết luận."
    assert "Đắk Kôi" not in briefing.not_judged(brief_of(scene)).reading


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "scene", ["nothing_received", "nothing_occurred", "one_reported", "all_withheld"]
)
def test_there_is_always_something_true_to_say(scene, request, told, brief_of):
    scene = request.getfixturevalue(scene)
    for text in [*told(scene), briefing.not_judged(brief_of(scene)).reading]:
        assert text
        assert not NEVER.search(text), text


def test_a_page_of_one_area_speaks_of_no_others(scene_of, told, brief_of):
    scene = scene_of(area="23479")
    assert "behind" not in told(scene)
    assert "thị trấn" not in told(scene)["change"]
    html = briefing.indicators(brief_of(scene)).html
    assert len(BeautifulSoup(html, "html.parser").select("thead th")) == 4


def test_in_the_middle_of_a_year_it_is_told_what_is_lost_and_no_other_years_change(scene_of, told):
    scene = replace(scene_of(), period="2022-S1")
    begun = "Mới hết một phần của năm nên chưa so với năm trước."
    assert told(scene)["change"] == begun
    lost = with_words(scene, ["5a"], status="missed")
    assert told(lost)["change"] == (
        f"{begun} Đã không đạt, phần còn lại của năm không bù được: chỉ số 5a (Tiêm chủng đủ, dưới "
        "1 tuổi), 90,4% (536/593) so với mức ≥ 97%."
    )


# ---- every indicator -----------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_every_indicator_has_a_line_with_its_results(scene_of, brief_of, year):
    scene = scene_of(year)
    soup = BeautifulSoup(briefing.indicators(brief_of(scene)).html, "html.parser")
    rows = soup.select("tbody tr:not(.ct-group)")
    assert [row.select_one(".ct-id").text for row in rows] == list(scene.indicators.index)
    for row, indicator in zip(rows, scene.indicators.index, strict=True):
        cells = row.select("td.ct-dot")
        below = scene.of_shown(indicator)
        assert len(cells) == len(below)
        for cell, (_, result) in zip(cells, below.iterrows(), strict=True):
            hidden = result["conf_status"] == "C"
            met = not hidden and result["status"] in GOOD
            missed = not hidden and result["status"] in BAD
            assert ("ct-ground-met" in str(cell)) == met
            assert ("ct-ground-miss" in str(cell)) == missed
            assert ("(bm)" in cell.text) == hidden


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("indicator", "shown", "bold"),
    [
        pytest.param("5a", "−7,0", True, id="worse"),
        pytest.param("2", "+1,49", True, id="better, with the decimals of the result"),
        pytest.param("17b", "−0,07", False, id="chance may explain it"),
        pytest.param("7", "+4,5", True, id="counted in full: no chance in it"),
        pytest.param("21", "0", False, id="the same"),
        pytest.param("13", "", False, id="a change itself"),
        pytest.param("3b", "", False, id="withheld"),
        pytest.param("4b", "", False, id="not received"),
    ],
)
def test_a_change_stands_beside_the_result_bold_where_chance_does_not_explain_it(
    scene_of, brief_of, indicator, shown, bold
):
    brief = brief_of(scene_of())
    assert change_text(brief, indicator) == shown
    soup = BeautifulSoup(briefing.indicators(brief).html, "html.parser")
    (row,) = (tr for tr in soup.select("tbody tr") if tr.select_one(f'a[href="#{indicator}"]'))
    cell = row.find_all("td")[2]
    assert bool(cell.strong) == bold
    assert cell.text.startswith(shown)


def test_an_area_has_a_thing_or_has_it_not(scene_of, brief_of):
    soup = BeautifulSoup(briefing.indicators(brief_of(scene_of())).html, "html.parser")
    cells = soup.select("tbody tr:not(.ct-group)")[0].select("td.ct-dot")
    # As test_sentences: Đắk Rve, Đắk Ruồng, Đắk Tờ Re and Tân Lập have it.
    assert [cell.text for cell in cells] == ["có", "chưa", "chưa", "có", "chưa", "có", "có"]


@pytest.mark.parametrize("many", [MOST_COLUMNS, MOST_COLUMNS + 1])
def test_of_more_areas_than_the_sheet_has_room_for_it_is_told_how_many_reach_it(
    scene_of, brief_of, many
):
    scene = scene_of()
    leaves = [f"9{n:04}" for n in range(many)]
    pattern = scene.results[scene.results["area"] == scene.leaves[0]]
    own = scene.results[scene.results["area"] == scene.top]
    results = pd.concat([*(pattern.assign(area=area) for area in leaves), own], ignore_index=True)
    names = pd.concat([scene.names, pd.Series({a: f"Xã {a}" for a in leaves})])
    large = replace(scene, leaves=leaves, parts=leaves, results=results, names=names)
    soup = BeautifulSoup(briefing.indicators(brief_of(large)).html, "html.parser")
    heads = [th.text for th in soup.select("thead th")]
    assert len(heads) == (4 + many if many == MOST_COLUMNS else 5)
    if many > MOST_COLUMNS:
        last = {tr.a["href"]: tr.find_all("td")[-1].text for tr in soup.select("tbody tr") if tr.a}
        # Of the pattern, Đắk Rve, 5a is not met and 4a is.
        assert (last["#5a"], last["#4a"], last["#3b"]) == (f"0/{many}", f"{many}/{many}", "")


# ---- what is not judged --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param(
            "vi",
            "Chưa có đủ số liệu: 15 (còn thiếu Đắk Kôi, Đắk Tơ Lung và Đắk Pne; riêng 4/7 xã, "
            "thị trấn đã báo cáo là 96,2% (1.469/1.527), không dùng để kết luận). Không công bố để "
            "bảo mật: 3a, 3b, 3c, 9, 10, 11a và 11b. Không phát sinh trong kỳ: 6 và 12.",
            id="vi",
        ),
        pytest.param(
            "en",
            "Data incomplete: 15 (no report from Dak Koi, Dak To Lung and Dak Pne; in the communes "
            "and townships that reported (4 of 7) it is 96.2% (1,469/1,527), which is not used to "
            "judge). Withheld to protect confidentiality: 3a, 3b, 3c, 9, 10, 11a and 11b. Nothing "
            "occurred in the period: 6 and 12.",
            id="en",
        ),
    ],
)
def test_what_is_not_judged_and_why(scene_of, brief_of, language, expected):
    with speaking(language):
        assert briefing.not_judged(brief_of(scene_of(language=language))).reading == expected


def test_who_has_not_reported_is_told_once(scene_of, told, brief_of):
    scene = with_words(scene_of(), ["4b"], reason=pd.NA)
    assert "15 (Trẻ dưới 5 tuổi phát triển phù hợp) còn thiếu Đắk Kôi" in told(scene)["missing"]
    assert "Chưa có đủ số liệu: 15. " in briefing.not_judged(brief_of(scene)).reading


def test_where_all_is_judged_it_says_so(scene_of, brief_of):
    every = with_words(scene_of(), status="met", conf_status="F")
    assert (
        briefing.not_judged(brief_of(every)).reading == "Mọi chỉ số của Kế hoạch đều đánh giá được."
    )
