"""One commune's page: held against the area above, its neighbours, its past and the plan."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest

from chitieu import Workbook
from chitieu.measure import add_rates, judge
from chitieu.plan.indicators import read_breaks
from chitieu.plan.years import read_year
from chitieu.show.analyses import profile
from chitieu.show.analyses.profile.comparison import rank_text
from chitieu.show.analyses.profile.head import findings, neighbourhood
from chitieu.show.analyses.profile.place import Place, compared, rank_range
from chitieu.show.analyses.through_years.all_years import Years
from chitieu.show.analyses.through_years.course import Course
from chitieu.words import speaking

EXHIBITS = {
    "header": profile.header,
    "overview": profile.overview,
    "comparison": profile.comparison,
    "tasks": lambda place: profile.tasks(place, "IV.4"),
    "unreported": profile.unreported,
}


@pytest.fixture(scope="module")
def place_of(scene_of, root):
    """Return a function that gives an area's place among its neighbours."""
    made = {}

    def place(area: str = "23482", year: int = 2022, scene=None, where=root) -> Place:
        scene = scene or scene_of(year, root=where)
        if id(scene) not in made:
            known = sorted({int(p[:4]) for p in scene.history["period"]})
            files = {y: read_year(where, y) for y in known}
            made[id(scene)] = Years(scene, files, read_breaks(where))
        return Place(made[id(scene)], area, lambda indicator: f"1.html#{indicator}")

    return place


def plain(exhibit) -> str:
    html = re.sub(r"<style>.*?</style>", "", str(exhibit.html), flags=re.S)
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]+>", " ", html) + labels)


# ---- against the area above ----------------------------------------------------------------------


def row(top, bottom, kind="proportion", **columns) -> pd.Series:
    table = pd.DataFrame(
        {
            "kind": [kind],
            "numerator": [top],
            "denominator": [bottom],
            "per": [100],
            "target": [None],
        }
    )
    return judge(add_rates(table)).assign(**columns).iloc[0]


WHOLE = row(500, 1000)  # 46.9 to 53.1 %


@pytest.mark.parametrize(
    ("one", "better", "found"),
    [
        pytest.param(row(90, 100), "higher", "better", id="above-and-higher-is-better"),
        pytest.param(row(90, 100), "lower", "worse", id="above-and-lower-is-better"),
        pytest.param(row(10, 100), "higher", "worse", id="below-and-higher-is-better"),
        pytest.param(row(10, 100), "lower", "better", id="below-and-lower-is-better"),
        pytest.param(row(55, 100), "higher", "similar", id="near"),
        pytest.param(row(3, 4), "higher", "similar", id="far-but-few"),
        pytest.param(row(None, 100), "higher", "", id="missing"),
        pytest.param(row(0, 0), "higher", "", id="nothing-occurred"),
        pytest.param(row(3, None, "count"), "lower", "", id="a-count"),
        pytest.param(row(3, 5, "change"), "lower", "", id="a-change"),
        pytest.param(row(110, 100, "cohort"), "higher", "", id="above-the-whole"),
        pytest.param(row(1, 1, reason="judged_at_parent"), "higher", "", id="an-area-has-it"),
    ],
)
def test_an_area_is_better_or_worse_only_where_the_intervals_are_apart(one, better, found):
    assert compared(one, WHOLE, better) == found


# Of 1,000 each: 50, 30 and 29, 10 %: the middle two cannot be told apart.
OTHERS = pd.DataFrame([row(n, 1000) for n in (500, 300, 290, 100)])


@pytest.mark.parametrize(
    ("n", "better", "ranks", "text"),
    [
        pytest.param(0, "higher", (1, 1, 4), "1", id="best"),
        pytest.param(1, "higher", (2, 3, 4), "2–3", id="second-or-third"),
        pytest.param(2, "higher", (2, 3, 4), "2–3", id="third-or-second"),
        pytest.param(3, "higher", (4, 4, 4), "4", id="last"),
        pytest.param(0, "lower", (4, 4, 4), "4", id="last-where-lower-is-better"),
        pytest.param(3, "lower", (1, 1, 4), "1", id="best-where-lower-is-better"),
    ],
)
def test_a_rank_is_given_as_wide_as_the_intervals_leave_it(n, better, ranks, text):
    one = OTHERS.iloc[n]
    assert rank_range(one, OTHERS, better) == ranks
    assert rank_text(dict(zip(("best", "worst", "of"), ranks, strict=True))) == text


@pytest.mark.parametrize(
    ("one", "others", "of"),
    [
        pytest.param(row(3, 10), pd.DataFrame([row(3, 10), row(4, 10)]), 2, id="none-apart"),
        pytest.param(row(3, 10), pd.DataFrame([row(3, 10)]), 1, id="alone"),
        pytest.param(row(None, 10), OTHERS, 4, id="missing"),
        pytest.param(row(3, None, "count"), OTHERS, 4, id="a-count"),
    ],
)
def test_no_rank_is_shown_where_the_intervals_allow_none(one, others, of):
    best, worst, among = rank_range(one, others, "higher")
    assert among == of
    assert rank_text({"best": best, "worst": worst, "of": among}) == ""


# ---- the page ------------------------------------------------------------------------------------


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("year", "area"), [(2018, "23479"), (2021, "23494"), (2025, "23485")])
@pytest.mark.parametrize("name", EXHIBITS)
def test_every_year_can_be_shown(place_of, name, year, area):
    check(EXHIBITS[name](place_of(area, year)))


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", EXHIBITS)
@pytest.mark.parametrize(
    "scene", ["nothing_received", "nothing_occurred", "one_reported", "all_withheld"]
)
def test_what_is_not_there_is_spoken_of(place_of, request, scene, name):
    check(EXHIBITS[name](place_of(scene=request.getfixturevalue(scene))))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", EXHIBITS)
def test_an_area_without_one_above_it_can_be_shown(place_of, scene_of, name):
    check(EXHIBITS[name](place_of("23491", scene=scene_of(area="23491"))))


def check(exhibit) -> None:
    text = plain(exhibit)
    assert not re.search(r"\bnan\b|\bNone\b|<NA>|\binf\b|\(\)|: \.", text), text


def test_the_findings_are_those_of_the_table(place_of):
    place = place_of("23482")
    text = " ".join(profile.overview(place).table["sentence"])
    table = place.table
    own = place.scene.results[place.scene.results["area"].eq("23482")].set_index("indicator")
    judged = own["status"].isin(["met", "not_met"])
    assert f"Đạt {own['status'].eq('met').sum()} trên {judged.sum()} chỉ số" in text
    worse = table.index[table["above"].eq("worse")]
    assert len(worse)
    for indicator in worse:
        whole = place.scene.result(indicator)
        better = place.scene.indicators.loc[indicator, "better"]
        apart = (
            own.loc[indicator, "upper"] < whole["lower"]
            if better == "higher"
            else own.loc[indicator, "lower"] > whole["upper"]
        )
        assert apart
        assert indicator in text.partition("So với toàn huyện: kém hơn ở ")[2]


def test_the_table_has_a_row_an_indicator_and_what_it_is_held_against(place_of):
    place = place_of("23482")
    html = str(profile.comparison(place).html)
    rows = {
        re.search(r'class="ct-id">(\w+)<', each)[1]: unescape(re.sub(r"<[^>]+>", " ", each))
        for each in re.findall(r'<tr[^>]*><th scope="row".*?</tr>', html, re.S)
    }
    assert list(rows) == list(place.scene.indicators.index)
    assert re.search(r"≥ 75% .* 69,2% .* 65,3 – 72,8 .* 77,2% .* kém hơn .* 4–7", rows["23"])
    assert "chưa có" in rows["1"]
    assert "tương tự" not in rows["10"]  # a count


def test_an_area_is_held_against_its_like_together(place_of):
    place = place_of("23482")
    assert place.others == ["23485", "23491"]
    scene, table = place.scene, place.table.set_index("indicator")
    others = scene.results[scene.results["area"].isin(place.others)]
    for indicator, said in table["like"].items():
        rows = others[others["indicator"].eq(indicator)]
        counts = rows[["numerator", "denominator"]]
        if not said:
            assert counts.isna().any(axis=None) or pd.isna(table.loc[indicator, "lower"])
            continue
        pooled = (
            counts.sum().to_frame().T.assign(kind=rows["kind"].iloc[0], per=rows["per"].iloc[0])
        )
        whole = add_rates(pooled).iloc[0]
        assert said == compared(
            table.loc[indicator], whole, scene.indicators.loc[indicator, "better"]
        )
    # Behind the district by far, and not behind those that are as remote.
    assert table.loc["23", ["above", "like"]].tolist() == ["worse", "similar"]
    told = " ".join(profile.overview(place).table["sentence"])
    assert "cùng nhóm dân cư thưa (Đắk Tơ Lung và Đắk Pne) cộng lại: " in told
    assert f"{table['like'].eq('similar').sum()} chỉ số chưa phân biệt được." in told
    better = place_of("23479").table
    assert better.loc[better["like"].eq("better"), "indicator"].tolist() == ["4b", "22", "23", "24"]


def test_without_peers_nothing_is_said_of_them(place_of):
    place = place_of("23482")
    blank = replace(place.scene, peers=place.scene.peers.iloc[:0])
    alone = replace(place, years=replace(place.years, scene=blank))
    assert alone.others == []
    assert alone.table["like"].eq("").all()
    assert "cùng nhóm" not in " ".join(profile.overview(alone).table["sentence"])


def test_the_map_shows_all_neighbours_and_outlines_the_area(place_of):
    place = place_of("23482")
    found = neighbourhood(place)
    assert len(found.table) == 7
    assert str(found.html).count("<title>") == 7
    widths = [patch.get_linewidth() for patch in found.figure.axes[0].patches]
    assert widths.count(max(widths)) == 1


def test_the_plans_tasks_are_the_communes_own_for_each_indicator_that_it_misses(place_of):
    place = place_of("23482")
    found = profile.tasks(place, "IV.4")
    missed = [i for i, status in place.table["status"].items() if status == "not_met"]
    assert f"xã ở {len(missed)} chỉ số chưa đạt" in found.reading
    assert f"{len(missed)} chưa đạt" in profile.header(place).reading, "as the title says"
    for task in found.table.to_dict("records"):
        assert task["section"] == "IV.4" or "XA" in task["agencies"]
        assert set(task["indicators"]) & set(missed)
    actions = place.scene.actions
    own = [task for task in actions.to_dict("records") if "XA" in task["agencies"]]
    served = {i for task in own for i in task["indicators"]}
    unserved = [i for i in missed if i not in served]
    assert unserved
    assert ("không giao việc cho xã ở chỉ số " in plain(found)) == bool(unserved)
    shown = re.findall(r'class="ct-nowrap">(\w+) <', str(found.html))
    assert set(shown) == set(missed) - set(unserved)
    assert "không có việc nào ở mục IX" in profile.tasks(place, "IX").reading


def test_what_is_missing_is_named_and_much_of_it_counted(place_of, nothing_received):
    found = profile.unreported(place_of("23482"))
    assert "Phòng Giáo dục và Đào tạo, không thu thập được: trẻ em dưới 5 tuổi được" in plain(found)
    assert len(found.table) == 3
    much = profile.unreported(place_of("23482", scene=nothing_received))
    assert re.search(r"Trung tâm Y tế, chưa nhận được: \d+ số, dùng cho các chỉ số ", plain(much))


def test_nothing_withheld_stands_on_the_page(place_of, all_withheld, scene_of):
    place = place_of("23482", scene=all_withheld)
    hidden = all_withheld.indicators.index[all_withheld.indicators["sensitive"]]
    assert place.table.loc[hidden, "value"].isna().all()
    assert place.table.loc[hidden, "above"].eq("").all()
    assert place.table.loc[hidden, "best"].isna().all()
    html = str(profile.comparison(place).html)
    for each in re.findall(r'<tr[^>]*><th scope="row".*?</tr>', html, re.S):
        if re.search(r'class="ct-id">(\w+)<', each)[1] in set(hidden):
            assert "(bm)" in each
            assert not re.search(r"\d[,.]\d", each.partition("</th>")[2].partition("<td>")[2])


def test_the_profile_follows_its_figures(place_of, root, shuffled_root, next_of, scene_of):
    """The commune that got another's figures gets its page, but for the names.

    Nothing is withheld: which further cells are is no matter of one commune's figures.
    """
    scenes = [
        Workbook.open(year=2022, audience="internal", root=where).scene
        for where in (root, shuffled_root)
    ]
    moved = next_of["2008"]
    short = scene_of().short
    names = {short(one): short(other) for one, other in moved.items()}
    before, after = place_of("23482", scene=scenes[0]), place_of(moved["23482"], scene=scenes[1])
    for name in ("overview", "comparison", "tasks"):
        one, other = (plain(EXHIBITS[name](place)) for place in (before, after))
        swapped = re.sub("|".join(names), lambda found: names[found[0]], one)
        assert sorted(re.findall(r"\w+", swapped)) == sorted(re.findall(r"\w+", other)), name


# ---- the desk ------------------------------------------------------------------------------------


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("year", "area", "own", "above"),
    [
        pytest.param(2022, "23482", "Xã Đắk Kôi", "614", id="a-commune"),
        pytest.param(2022, "", "Thị trấn Đắk Rve", "614", id="the-first-where-none-is-named"),
        pytest.param(2022, "614", "Thị trấn Đắk Rve", "614", id="the-first-of-the-district"),
        pytest.param(2025, "23485", "Xã Đăk Kôi", "614", id="a-commune-of-2025"),
    ],
)
def test_the_desk_opens_the_area_and_the_one_above_it(root, year, area, own, above):
    book = Workbook.open(year=year, area=area, root=root)
    assert f"{own}, năm {year}: " in str(book.profile.header().html)
    place = book.profile._scene
    assert place.scene.top == above
    assert np.isin(place.area, place.scene.leaves)


def test_the_topmost_area_has_none_above_it(root):
    book = Workbook.open(year=2022, area="VN", root=root)
    assert book.above is book
    assert Workbook.open(year=2022, area="614", root=root).above.areas.top == "62"


def test_a_figure_is_the_same_on_both_pages(root):
    alone = Workbook.open(year=2022, area="23482", root=root)
    table = alone.profile._scene.table
    own = alone.results().set_index("indicator")
    for column in ("numerator", "denominator", "value", "status", "evidence"):
        assert table[column].astype(str).tolist() == own[column].astype(str).tolist()


def test_a_place_keeps_to_the_scene_that_it_is_given(place_of):
    place = place_of("23482")
    assert place.own.top == "23482"
    assert replace(place.own).leaves == ["23482"]
    assert place.scene.top == "614"


def test_the_head_counts_what_is_withheld_in_its_own_area(place_of):
    place = place_of()
    hidden = int(place.table["conf_status"].eq("C").sum())
    assert hidden
    assert f">{hidden} kết quả của các chỉ số nhạy cảm" in str(profile.header(place).html)


# ---- in English ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_english(root):
    """Dak Koi of the example workbook among its neighbours, in English."""
    with speaking("en"):
        scene = Workbook.open(year=2022, root=root, language="en").scene
    files = {year: read_year(root, year) for year in range(2018, 2023)}
    years = Years(scene, files, read_breaks(root))
    return Place(years, "23482", lambda indicator: f"1.html#{indicator}")


@pytest.fixture
def english():
    with speaking("en"):
        yield


def standing_so(place: Place, above: dict[str, str], keys: dict[str, str]) -> Place:
    """A place whose indicators stand so to the area above, and go these ways; the rest unknown."""
    years = replace(place.years)
    vars(years)["_courses"] = {
        (i, place.area): Course(
            keys.get(i, "unknown"), "", *[np.nan] * 3, [], place.years.history.iloc[:0]
        )
        for i in place.scene.indicators.index
    }
    made = replace(place, years=years)
    codes = place.table["indicator"]
    vars(made)["table"] = place.table.assign(above=[above.get(i, "") for i in codes], like="")
    return made


@pytest.mark.parametrize(
    ("above", "keys", "told"),
    [
        pytest.param(
            {"2": "better"},
            {"2": "improving"},
            [
                r"Compared with the district as a whole, better on 2 \([^;]*\)\.",
                r"Over the years, improving on 2 \([^;]*\) \(out of 1 indicator whose direction "
                r"can be calculated\)\.",
            ],
            id="better",
        ),
        pytest.param(
            {"2": "worse", "4a": "similar"},
            {"2": "worsening", "4a": "unclear"},
            [
                r"Compared with the district as a whole, worse on 2 \(.*\); no clear difference on "
                r"1 indicator\.",
                r"Over the years, worsening on 2 \(.*\) \(out of 2 indicators whose direction can "
                r"be calculated\)\.",
            ],
            id="worse",
        ),
        pytest.param(
            {"2": "better", "4a": "worse", "4b": "worse"},
            {"2": "improving", "4a": "worsening"},
            [
                r"Compared .*, better on 2 \(.*\); worse on 4a \(.*\) and 4b \(.*\)\.",
                r"Over the years, improving on 2 \(.*\); worsening on 4a \(.*\) \(out of 2 .*\)\.",
            ],
            id="both",
        ),
        pytest.param(
            {"2": "similar", "4a": "similar"},
            {"2": "unclear", "4a": "unclear"},
            [
                r"Compared with the district as a whole, no clear difference on 2 indicators\.",
                r"Over the years, no clear change on any of the 2 indicators whose direction can "
                r"be calculated\.",
            ],
            id="neither",
        ),
        pytest.param(
            {},
            {},
            [
                r"No indicator can be compared with the district as a whole yet\.",
                r"No indicator's direction over the years can be calculated yet\.",
            ],
            id="nothing",
        ),
    ],
)
def test_the_findings_in_english(english, in_english, above, keys, told):
    found = findings(standing_so(in_english, above, keys))
    assert re.match(
        r"Met: \d+ of the \d+ indicators that can be judged in the commune; clearly worse than the "
        r"target on ",
        found[0],
    )
    found = [sentence for sentence in found if "figures by group" not in sentence]
    for pattern, sentence in zip(told, found[1:], strict=False):
        assert re.fullmatch(pattern, sentence), sentence
    assert re.match(r"\d+ verdicts? would change if 2 cases or fewer were added or ", found[3])


def test_the_findings_in_english_where_nothing_is_judged(english, in_english):
    place = replace(in_english)
    vars(place)["table"] = in_english.table.assign(status="no_data", above="")
    assert findings(place)[0] == "No indicator can be judged yet."


@pytest.mark.parametrize(
    ("section", "status", "told"),
    [
        ("IX", "not_met", "The plan sets no task in section IX."),
        ("IV.4", "met", "None of the published indicators is missed."),
        ("IV.4", "no_data", "None of the published indicators is missed."),
        ("IV.4", "not_met", "What the plan asks of the commune for the 33 indicators not met "
         "The plan asks nothing of the commune for indicators "),
    ],
)  # fmt: skip
def test_the_tasks_in_english(english, in_english, section, status, told):
    place = replace(in_english)
    vars(place)["table"] = in_english.table.assign(status=status, evidence="not_tested")
    assert profile.tasks(place, section).reading.startswith(told)


def test_the_table_in_english(english, in_english):
    found = profile.comparison(in_english)
    assert "33 indicators of Dak Koi commune, 2022 (simulated figures)" in plain(found)
    assert "Objective 1. " in plain(found)
    assert " not yet " in plain(found)
    assert "better or worse than the district as a whole only if the two 95% " in found.reading
    assert "among 7 communes and townships; 1 is best." in found.reading
    assert found.reading.endswith("↔ not clear, … cannot be calculated.")
    assert "(indicator 15). " in plain(profile.unreported(in_english))
    alone = replace(in_english, years=replace(in_english.years, scene=in_english.own))
    assert "There is no area above to compare with." in profile.comparison(alone).reading


def test_the_map_in_english(english, in_english):
    html = unescape(str(neighbourhood(in_english).html))
    assert "of those that can be judged, 2022" in html
    assert "Map of the communes and townships, with a thick border around the commune of" in html


def test_its_printed_head_names_the_plan(place_of):
    head = str(profile.header(place_of()).html)
    printed = re.findall(r'<div class="(?:ct-wide)?"><dt>(.*?)</dt>', head)
    assert printed == ["Kế hoạch", "Số liệu", "Ngày chốt số liệu"]
